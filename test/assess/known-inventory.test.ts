import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { knownInventory } from "../../src/assess/known-inventory.ts";
import type { Inventory } from "../../src/inventory/inventory.ts";
import { known, unknown } from "../../src/inventory/known.ts";
import type { Sections } from "../../src/inventory/sections.ts";
import { accountId, denied, localUser, scope } from "../checks/build.ts";
import {
  application,
  applicationId,
  certificate,
  federatedCredential,
  grant,
  guid,
  managedIdentity,
  password,
  principalId,
  role,
  servicePrincipal,
} from "../checks/build-entra.ts";
import { deriveFrom } from "../derive/derive-from.ts";
import type { Items } from "../inventory/sections-with.ts";

const NOW = "2026-01-01T00:00:00.000Z";
const inventory = (items: Items): Inventory => ({ collectedAt: NOW, sections: deriveFrom(items) });

test("nothing of nothing", () => {
  expect(knownInventory(inventory({}))).toEqual({ localUsers: [], credentials: [], grants: [] });
});

describe("known local users", () => {
  test("what they may do and how they sign in, by account and name", () => {
    const localUsers = [
      localUser({ name: "two", hasSshPassword: known(true), hasSharedKey: known(true) }),
      localUser({ name: "one", permissionScopes: known([scope("rwl"), scope("r", "share", "file")]) }),
      localUser({ name: "none", hasSshKey: known(false), permissionScopes: known([]) }),
    ];
    const common = { account: accountId("acct"), sid: "S-1-2-0-1-1", firstSeen: "2026-01-01T00:00:00.000Z" };
    expect(knownInventory(inventory({ localUsers })).localUsers).toEqual([
      { ...common, name: "none", keyKinds: [], scopes: [] },
      { ...common, name: "one", keyKinds: ["ssh-key"], scopes: ["rwl:blob/uploads", "r:file/share"] },
      { ...common, name: "two", keyKinds: ["password", "ssh-key", "shared-key"], scopes: ["r:blob/uploads"] },
    ]);
  });

  test.each<[string, Partial<Sections["localUsers"]>, object]>([
    ["the sid", { sid: unknown(denied()) }, { sid: null }],
    ["the scopes", { permissionScopes: unknown(denied()) }, { scopes: null }],
    ["the password", { hasSshPassword: unknown(denied()) }, { keyKinds: null }],
    ["the key", { hasSshKey: unknown(denied()) }, { keyKinds: null }],
    ["the shared key", { hasSharedKey: unknown(denied()) }, { keyKinds: null }],
  ])("%s is null where it was not read", (_, over, expected) => {
    const [user] = knownInventory(inventory({ localUsers: [localUser(over)] })).localUsers;
    expect(user).toEqual({
      account: accountId("acct"),
      name: "partner",
      sid: "S-1-2-0-1-1",
      keyKinds: ["ssh-key"],
      scopes: ["r:blob/uploads"],
      firstSeen: "2026-01-01T00:00:00.000Z",
      ...expected,
    });
  });
});

describe("known credentials", () => {
  const items: Items = {
    applications: [
      application({
        passwordCredentials: known([password({ keyId: "k2" }), password({ keyId: "k1", endDateTime: null })]),
        keyCredentials: known([certificate({ keyId: "k2", type: "Symmetric" })]),
      }),
    ],
    servicePrincipals: [
      servicePrincipal({ keyCredentials: known([certificate({ keyId: "k3", startDateTime: null })]) }),
      managedIdentity({ keyCredentials: known([certificate()]) }),
    ],
    federatedIdentityCredentials: [federatedCredential(), federatedCredential({ id: "/odd" })],
  };

  test("of applications, service principals and federated ones, by owner and key id", () => {
    const dates = { start: "2025-09-01T00:00:00.000Z", end: "2026-02-28T00:00:00.000Z", firstSeen: NOW };
    const federated = { kind: "federated", start: null, end: null, firstSeen: NOW };
    expect(knownInventory(inventory(items)).credentials).toEqual([
      { owner: applicationId(), keyId: "/odd", ...federated },
      { owner: applicationId(), keyId: guid("fic", "deploy"), ...federated },
      { owner: applicationId(), keyId: "k1", kind: "password", ...dates, end: null },
      { owner: applicationId(), keyId: "k2", kind: "password", ...dates },
      { owner: applicationId(), keyId: "k2", kind: "symmetric-key", ...dates },
      { owner: principalId(), keyId: "k3", kind: "certificate", ...dates, start: null },
    ]);
  });

  test("hold nothing but what the contract names", () => {
    const [found] = knownInventory(inventory(items)).credentials;
    expect(Object.keys(found ?? {})).toEqual(["owner", "keyId", "kind", "start", "end", "firstSeen"]);
  });
});

describe("known grants", () => {
  test("application permissions and delegated ones, by id", () => {
    const graph = principalId("Microsoft Graph");
    const assignment = role("Mail.Read");
    const [one, two] = [
      grant("Mail.Read", { id: "/oauth2PermissionGrants/b" }),
      grant("openid", { id: "/a" }),
    ];
    expect(
      knownInventory(inventory({ appRoleAssignments: [assignment], oauth2PermissionGrants: [one, two] }))
        .grants,
    ).toEqual(
      [
        { id: "/a", client: principalId(), resource: graph, firstSeen: NOW },
        { id: "/oauth2PermissionGrants/b", client: principalId(), resource: graph, firstSeen: NOW },
        { id: assignment.id, client: principalId(), resource: graph, firstSeen: NOW },
      ].sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });
});

test("the same whatever the order in which things were read", () => {
  const owners = ["a", "b", "c"].map((name) =>
    application({
      name,
      passwordCredentials: known([password({ keyId: "1" }), password({ keyId: "2" })]),
      keyCredentials: known([certificate({ keyId: "1" })]),
    }),
  );
  const roles = [role("Mail.Read"), role("Files.Read.All"), role("Mail.Read", { holder: "other" })];
  const grants = [grant("Mail.Read"), grant("openid"), grant("Mail.Read", { holder: "other" })];
  const all = <T>(list: readonly T[]) => fc.shuffledSubarray([...list], { minLength: list.length });
  const of = (
    applications: readonly Sections["applications"][],
    appRoleAssignments: readonly Sections["appRoleAssignments"][],
    oauth2PermissionGrants: readonly Sections["oauth2PermissionGrants"][],
  ) => knownInventory(inventory({ applications, appRoleAssignments, oauth2PermissionGrants }));
  const expected = of(owners, roles, grants);
  expect([expected.credentials.length, expected.grants.length]).toEqual([9, 6]);
  fc.assert(
    fc.property(all(owners), all(roles), all(grants), (applications, assignments, consents) => {
      expect(of(applications, assignments, consents)).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});

describe("first seen", () => {
  const EARLIER = "2025-06-01T00:00:00.000Z";
  const LATER = "2027-01-01T00:00:00.000Z";
  const items: Items = {
    localUsers: [localUser()],
    applications: [application({ passwordCredentials: known([password()]) })],
    appRoleAssignments: [role("Mail.Read")],
  };
  const now = knownInventory(inventory(items));
  const [user] = now.localUsers;
  const [credential] = now.credentials;
  const [granted] = now.grants;
  const seen = (before: object) => {
    const known_ = { localUsers: [], credentials: [], grants: [], ...before };
    const { localUsers, credentials, grants } = knownInventory(inventory(items), known_);
    return [localUsers, credentials, grants].map((list) => list.map(({ firstSeen }) => firstSeen));
  };

  test("is the baseline's time where that is earlier", () => {
    const then = { firstSeen: EARLIER };
    expect(
      seen({
        localUsers: [{ ...user, ...then }],
        credentials: [{ ...credential, ...then }],
        grants: [{ ...granted, ...then }],
      }),
    ).toEqual([[EARLIER], [EARLIER], [EARLIER]]);
  });

  test("is found in whatever letters the ids are", () => {
    const loud = (value: string | undefined) => value?.toUpperCase();
    const then = { firstSeen: EARLIER };
    expect(
      seen({
        localUsers: [{ ...user, account: loud(user?.account), name: loud(user?.name), ...then }],
        credentials: [
          { ...credential, owner: loud(credential?.owner), keyId: loud(credential?.keyId), ...then },
        ],
        grants: [{ ...granted, id: loud(granted?.id), ...then }],
      }),
    ).toEqual([[EARLIER], [EARLIER], [EARLIER]]);
  });

  test.each<[string, object]>([
    ["of a user with another sid", { localUsers: [{ ...user, sid: "S-9", firstSeen: EARLIER }] }],
    ["of a user whose sid was not read then", { localUsers: [{ ...user, sid: null, firstSeen: EARLIER }] }],
    ["of a user of another name", { localUsers: [{ ...user, name: "other", firstSeen: EARLIER }] }],
    ["of a user elsewhere", { localUsers: [{ ...user, account: accountId("b"), firstSeen: EARLIER }] }],
    [
      "of a credential of another kind",
      { credentials: [{ ...credential, kind: "federated", firstSeen: EARLIER }] },
    ],
    [
      "of a credential of another owner",
      { credentials: [{ ...credential, owner: "/x/y", firstSeen: EARLIER }] },
    ],
    [
      "that lies later",
      { localUsers: [{ ...user, firstSeen: LATER }], grants: [{ ...granted, firstSeen: LATER }] },
    ],
    ["that is no time", { localUsers: [{ ...user, firstSeen: "once" }] }],
  ])("is this scan's time beside a time %s", (_, before) => {
    expect(seen(before)).toEqual([[NOW], [NOW], [NOW]]);
  });
});
