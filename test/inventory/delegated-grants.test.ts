import { describe, expect, test } from "vitest";
import {
  dangerousScopes,
  dataScopes,
  grantCheckOf,
  grantFactors,
  grantId,
  isForAll,
  isOffline,
  microsoftCeiling,
  reachesBeyondUser,
  scopesOf,
  standOut,
  userOf,
  usersOf,
} from "../../src/inventory/delegated-grants.ts";
import { factor } from "../../src/inventory/factors.ts";
import type { HeldRole } from "../../src/inventory/held-roles.ts";
import { emptySections, viewSections } from "../../src/inventory/inventory.ts";
import { type Gap, known, unknown } from "../../src/inventory/known.ts";
import { EXCHANGE } from "../../src/inventory/permissions.ts";
import type { DirectoryObject, OAuth2PermissionGrant } from "../../src/inventory/sections.ts";
import { denied, TENANT } from "../checks/build.ts";
import { grant, guid, microsoftPrincipal, servicePrincipal, user, userGrant } from "../checks/build-entra.ts";
import { entraSetting } from "../checks/build-logging.ts";

const cut = denied(TENANT);
const CUSTOM_API = "99999999-0000-0000-0000-000000000000";
const view = (
  items: readonly OAuth2PermissionGrant[],
  gaps: readonly Gap[] = [],
  principals: readonly Gap[] = [],
) =>
  viewSections({
    ...emptySections(),
    oauth2PermissionGrants: { items, gaps },
    servicePrincipals: { items: [], gaps: principals },
  });
const grantsOf = (...items: readonly OAuth2PermissionGrant[]) => view(items).oauth2PermissionGrants;
const values = (scopes: readonly { readonly value: string }[]) => scopes.map(({ value }) => value);

describe("the scopes of a grant", () => {
  test("of tier 0 and 1", () => {
    expect(values(dangerousScopes(grant("openid Mail.Read Directory.ReadWrite.All User.Read")))).toEqual([
      "Mail.Read",
      "Directory.ReadWrite.All",
    ]);
    const sensitive = { value: "x", tier: 2, why: null, permissive: false } as const;
    expect(dangerousScopes({ ...grant(""), scopes: [sensitive] })).toEqual([]);
  });

  test.each([
    ["Mail.Read Mail.Send", false],
    ["Files.ReadWrite", false],
    ["Mail.Read Sites.Read.All", true],
    ["sites.read.ALL", true],
    ["RoleManagement.ReadWrite.Directory", true],
    ["Directory.AccessAsUser.All", true],
    ["user_impersonation", true],
    ["my_user_impersonation", false],
    ["Mail.Read.All.Shared", false],
    ["AllSites.Read", false],
  ])("%s lead past what is the user's own: %s", (scope, expected) => {
    expect(reachesBeyondUser(grant(scope).scopes)).toBe(expected);
  });

  test("that read mail or files, of Microsoft's APIs alone", () => {
    const scope =
      "Mail.Read.Shared Files.ReadWrite.AppFolder Files.ReadWrite.Selected Files.ReadWrite Files.Read";
    expect(values(dataScopes(grant(scope)))).toEqual(["Mail.Read.Shared", "Files.ReadWrite"]);
    expect(values(dataScopes(grant("EWS.AccessAsUser.All", { api: EXCHANGE.toUpperCase() })))).toEqual([
      "EWS.AccessAsUser.All",
    ]);
    expect(dataScopes(grant(scope, { api: CUSTOM_API }))).toEqual([]);
    expect(dataScopes(grant(scope, { resourceAppId: null }))).toEqual([]);
  });

  test("in words", () => {
    const { scopes, ...rest } = grant("Mail.Send Mail.Read");
    expect(scopesOf({ ...rest, scopes }, scopes)).toBe('"Mail.Read", "Mail.Send" of "Microsoft Graph"');
  });
});

describe("access while the user is away", () => {
  const ews = userGrant("EWS.AccessAsUser.All", "ada", { api: EXCHANGE });
  const forAll = grant("Mail.Read");

  test.each<[string, OAuth2PermissionGrant, readonly OAuth2PermissionGrant[], boolean]>([
    ["in the grant itself", userGrant("Offline_Access", "ada"), [], true],
    ["in no grant", ews, [userGrant("User.Read", "ada")], false],
    ["in another grant of the user", ews, [userGrant("offline_access", "ada")], true],
    [
      "in another case",
      ews,
      [userGrant("offline_access", "ada", { principalId: guid("user", "ada").toUpperCase() })],
      true,
    ],
    ["in a grant for every user", ews, [grant("offline_access")], true],
    ["of another user", ews, [userGrant("offline_access", "bo")], false],
    [
      "of the client in another case",
      ews,
      [userGrant("offline_access", "ada", { clientId: ews.clientId.toUpperCase() })],
      true,
    ],
    ["of another client", ews, [userGrant("offline_access", "ada", { holder: "other" })], false],
    ["of one user, where the grant is for every user", forAll, [userGrant("offline_access", "ada")], false],
    [
      "of nobody, where the grant is for every user",
      forAll,
      [userGrant("offline_access", "ada", { principalId: null })],
      false,
    ],
  ])("%s", (_, own, others, expected) => {
    expect(isOffline(own, grantsOf(own, ...others))).toEqual(known(expected));
  });

  test("is not known where the list was cut, unless it was found", () => {
    expect(isOffline(ews, view([ews], [cut]).oauth2PermissionGrants)).toEqual(unknown(cut));
    const found = view([ews, grant("offline_access")], [cut]).oauth2PermissionGrants;
    expect(isOffline(ews, found)).toEqual(known(true));
  });
});

test("100,000 grants of one client are no product: each is told, whoever granted what", () => {
  const all = Array.from({ length: 100_000 }, (_, index) =>
    // Few users, so that counting them never reaches the limit.
    userGrant(index % 2 === 0 ? "Mail.Read" : "User.Read", `u${index % 3}`, { id: `/g/${index}` }),
  );
  const list = grantsOf(...all, userGrant("offline_access", "u0"));
  const offline = all.filter((one) => isOffline(one, list).known && usersOf(one, list, 4) === 3);
  expect(offline).toHaveLength(all.length);
});

describe("which check speaks of a grant", () => {
  test.each<[string, OAuth2PermissionGrant, string | null]>([
    ["dangerous, for every user", grant("Directory.ReadWrite.All"), "delegated-grant-tenant-wide"],
    ["data, for every user", grant("offline_access Mail.Read"), "delegated-grant-tenant-wide"],
    ["harmless data, for every user", grant("offline_access Mail.ReadBasic"), null],
    ["harmless, for every user", grant("User.Read"), null],
    [
      "data and offline_access",
      userGrant("offline_access Mail.ReadBasic", "ada"),
      "delegated-grant-offline-data",
    ],
    [
      "data, offline_access and more",
      userGrant("offline_access Mail.Read Directory.ReadWrite.All", "ada"),
      "delegated-grant-offline-data",
    ],
    ["dangerous data without offline_access", userGrant("Mail.Read", "ada"), "delegated-grant-few-users"],
    ["harmless data without offline_access", userGrant("Mail.ReadBasic", "ada"), null],
    [
      "dangerous with offline_access",
      userGrant("offline_access Mail.Send", "ada"),
      "delegated-grant-few-users",
    ],
    ["harmless", userGrant("offline_access User.Read", "ada"), null],
    ["harmless, for whom was not read", grant("User.Read", { consentType: unknown(cut) }), null],
    ["the API is gone", grant("Mail.Read", { api: "", resourceAppId: null }), null],
  ])("%s", (_, own, expected) => {
    expect(grantCheckOf(own, view([own]))).toEqual(known(expected));
  });

  test("is not known where what decides was not read", () => {
    const open = userGrant("Mail.Read", "ada", { consentType: unknown(cut) });
    expect(grantCheckOf(open, view([open]))).toEqual(unknown(cut));
    const data = userGrant("Mail.Read", "ada");
    expect(grantCheckOf(data, view([data], [cut]))).toEqual(unknown(cut));
    const unreadApi = grant("Mail.Read", { api: "", resourceAppId: null });
    expect(grantCheckOf(unreadApi, view([unreadApi], [], [cut]))).toEqual(unknown(cut));
    const wide = grant("Mail.Read");
    expect(grantCheckOf(wide, view([wide], [cut], [cut]))).toEqual(known("delegated-grant-tenant-wide"));
  });
});

describe("who granted it", () => {
  const objects = (...items: readonly DirectoryObject[]) =>
    viewSections({ ...emptySections(), directoryObjects: { items, gaps: [] } }).directoryObjects;

  test("every user", () => {
    expect(isForAll(grant("a"))).toBe(true);
    expect(isForAll(userGrant("a", "ada"))).toBe(false);
    expect(isForAll(grant("a", { consentType: unknown(cut) }))).toBe(false);
  });

  test("by the name to sign in with, or the id", () => {
    const id = guid("user", "ada");
    expect(userOf(userGrant("a", "ada"), objects(user("ada")))).toEqual({ id, name: "ada@contoso.example" });
    expect(userOf(userGrant("a", "ada"), objects(user("ada", { userPrincipalName: null })))).toEqual({
      id,
      name: id,
    });
    expect(userOf(userGrant("a", "ada"), objects())).toEqual({ id, name: id });
    expect(userOf(grant("a"), objects())).toEqual({ id: "", name: "" });
  });

  test("users with dangerous scopes, counted up to a limit", () => {
    const own = userGrant("Mail.Send", "ada");
    const list = grantsOf(
      own,
      userGrant("Mail.Read", "ada", { principalId: guid("user", "ada").toUpperCase() }),
      userGrant("User.Read", "bo"),
      userGrant("Mail.Read", "cy"),
      grant("Mail.Read"),
      userGrant("Mail.Read", "di", { holder: "other" }),
      userGrant("Mail.Read", "ed", { principalId: null }),
    );
    expect(usersOf(own, list, 4)).toBe(3);
    expect(usersOf(own, list, 2)).toBe(2);
  });

  test("why it stands out", () => {
    expect(standOut(2, [])).toEqual({
      exposure: factor("few-users", "Hardly anybody consented to such scopes."),
      words: " (users with such a consent: 2)",
    });
    const role: HeldRole = {
      assignmentId: "a",
      name: "Global Administrator",
      tier: 0,
      mintsCredentials: true,
      controlsTenant: true,
      administersExchange: true,
      isTenantWide: true,
      eligible: false,
      group: null,
    };
    expect(standOut(2, [role])).toEqual({
      exposure: factor("privileged-user", 'The user holds "Global Administrator".'),
      words: ', who holds "Global Administrator"',
    });
  });
});

test("the id of a grant, for a command", () => {
  expect(grantId(grant("a", { id: "/oauth2PermissionGrants/AbC-_1" }))).toBe("AbC-_1");
});

test("Microsoft's own clients, unless anybody signs in with them", () => {
  const info = { band: "info", because: "The client is one of Microsoft's own." };
  expect(microsoftCeiling(microsoftPrincipal())).toEqual(info);
  expect(microsoftCeiling(servicePrincipal())).toBeUndefined();
  expect(microsoftCeiling(undefined)).toBeUndefined();
  for (const appId of [
    "14d82eec-204b-4c2f-b7e8-296a70dab67e",
    "DE8BC8B5-d9f9-48b1-a8ad-b748da725064",
    "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
    "1950a258-227b-4e31-a9cf-717495945fc2",
  ])
    expect(microsoftCeiling(microsoftPrincipal({ appId }))).toBeUndefined();
});

test("the factors of a grant", () => {
  const own = userGrant("Mail.Read", "ada");
  const exposure = factor("few-users", "Few.");
  const names = (...args: Parameters<typeof grantFactors>) => grantFactors(...args).map(({ name }) => name);
  const slice = view([]);
  const rest = ["unknown-age", "unknown-use"] as const;
  expect(names(own, own.scopes, exposure, known(true), undefined, slice)).toEqual([
    "tier-one",
    "few-users",
    "refresh-token",
    ...rest,
    "not-logged",
  ]);
  const off = servicePrincipal({ accountEnabled: known(false) });
  const settings = [entraSetting(["AuditLogs", "ServicePrincipalSignInLogs"])];
  const logged = viewSections({
    ...emptySections(),
    entraDiagnosticSettings: { items: settings, gaps: [] },
  });
  expect(names(own, own.scopes, exposure, known(false), off, logged)).toEqual([
    "tier-one",
    "few-users",
    "consent-only",
    ...rest,
    "disabled",
  ]);
  expect(names(own, own.scopes, exposure, unknown(cut), servicePrincipal(), slice)).toContain("consent-only");
  expect(grantFactors(own, own.scopes, exposure, known(true), undefined, slice)[0]?.because).toBe(
    'It may use "Mail.Read" of "Microsoft Graph" with the rights of whoever signs in.',
  );
});
