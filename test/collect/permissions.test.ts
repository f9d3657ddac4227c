import { describe, expect, test } from "vitest";
import { EXCHANGE, GRAPH } from "../../src/inventory/permissions.ts";
import {
  byDefault,
  DIRECTORY_WRITE,
  GRAPH_PRINCIPAL,
  id,
  known,
  type Raw,
  rawAssignment,
  rawPrincipal,
  read,
  type Tenant,
  unknown,
  USER_READ,
} from "./entra-answers.ts";
import { refused } from "./replay.ts";

const HOLDERS = `/v1.0/servicePrincipals/${id("graph")}/appRoleAssignedTo`;
const ROLES = `/v1.0/servicePrincipals/${id("graph")}`;
const PRINCIPALS = "/v1.0/servicePrincipals";

const tenant = (over: Tenant = {}): Tenant => ({
  [PRINCIPALS]: [rawPrincipal(), GRAPH_PRINCIPAL],
  [ROLES]: {
    id: id("graph"),
    appRoles: [
      { id: DIRECTORY_WRITE.toUpperCase(), value: "Directory.ReadWrite.All" },
      { id: USER_READ, value: "User.Read.All" },
      { id: "for-users", value: null },
    ],
  },
  ...over,
});
const roles = (over: Tenant = {}) => read("appRoleAssignments", tenant(over));
const whole = {
  id: `/servicePrincipals/${id("sbilling")}/appRoleAssignments/assignment-billing`,
  name: "Directory.ReadWrite.All",
  principalId: `/servicePrincipals/${id("sbilling")}`,
  resourceId: `/servicePrincipals/${id("graph")}`,
  resourceAppId: GRAPH,
  resourceName: "Microsoft Graph",
  appRoleId: DIRECTORY_WRITE,
  value: "Directory.ReadWrite.All",
  tier: 0,
  why: expect.any(String),
  permissive: true,
  createdDateTime: known("2025-03-06T10:22:41.038Z"),
};

describe("application roles", () => {
  test("of the APIs that matter, with names of their own", async () => {
    const { items, gaps, requests, urls } = await roles({
      [HOLDERS]: [rawAssignment("billing"), rawAssignment("other", { appRoleId: USER_READ })],
    });
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      whole,
      {
        ...whole,
        id: `/servicePrincipals/${id("sother")}/appRoleAssignments/assignment-other`,
        name: "User.Read.All",
        principalId: `/servicePrincipals/${id("sother")}`,
        appRoleId: USER_READ,
        value: "User.Read.All",
        tier: null,
        why: null,
        permissive: false,
      },
    ]);
    expect(requests.filter((request) => request.includes(id("sbilling")))).toEqual([]);
    expect(urls.slice(-2)).toEqual([
      `GET ${ROLES}?$select=id,appRoles`,
      `GET ${HOLDERS}?$select=id,appRoleId,createdDateTime,principalId,principalType&$top=999`,
    ]);
  });

  test.each([
    ["a user may use the API", { principalType: "User" }],
    ["a group may use the API", { principalType: "Group" }],
    ["default access is no permission", { appRoleId: "00000000-0000-0000-0000-000000000000" }],
  ])("%s: left out, and no gap", async (_, over) => {
    const { items, gaps } = await roles({ [HOLDERS]: [rawAssignment("billing", over)] });
    expect({ items, gaps }).toEqual({ items: [], gaps: [] });
  });

  test.each([["AgentIdentity"], [null], [undefined]])(
    "a holder of type %s is kept: what is not known to be a user may act on its own",
    async (principalType) => {
      const { items } = await roles({ [HOLDERS]: [rawAssignment("billing", { principalType })] });
      expect(items).toEqual([whole]);
    },
  );

  test.each<readonly [string, Raw]>([
    ["no id", { id: undefined }],
    ["an id that leads elsewhere", { id: "../../x" }],
    ["no holder", { principalId: null }],
    ["no role", { appRoleId: 7 }],
  ])("an assignment with %s may be anybody's: a gap at the tenant", async (_, over) => {
    const { items, gaps } = await roles({
      [HOLDERS]: [rawAssignment("other", over), rawAssignment("billing")],
    });
    expect(items).toEqual([whole]);
    expect(gaps).toEqual([
      {
        reason: "malformed",
        scope: "/tenants/t",
        request: `GET ${HOLDERS}`,
        detail: "an assignment without a usable id, principalId and appRoleId",
      },
    ]);
  });

  test("names that cannot be read: the catalogue's, or the id", async () => {
    const { items, gaps } = await roles({
      [ROLES]: refused(403, "Authorization_RequestDenied"),
      [HOLDERS]: [rawAssignment("billing"), rawAssignment("other", { appRoleId: USER_READ })],
    });
    expect(items.map(({ value, tier }) => [value, tier])).toEqual([
      ["Directory.ReadWrite.All", 0],
      [USER_READ, null],
    ]);
    expect(gaps).toEqual([
      expect.objectContaining({
        reason: "denied",
        scope: `/servicePrincipals/${id("graph")}`,
        needs: "Application.Read.All",
      }),
    ]);
  });

  test("names that are not understood", async () => {
    const { items, gaps } = await roles({
      [ROLES]: { id: id("graph"), appRoles: [7] },
      [HOLDERS]: [rawAssignment("billing")],
    });
    expect(items).toEqual([whole]);
    expect(gaps).toEqual([
      expect.objectContaining({ reason: "malformed", scope: `/servicePrincipals/${id("graph")}` }),
    ]);
  });

  test("one API that refuses costs the others nothing, and its gap stands at the tenant", async () => {
    const exchange = rawPrincipal("Exchange", { id: id("exchange"), appId: EXCHANGE });
    const { items, gaps } = await roles({
      [PRINCIPALS]: [exchange, GRAPH_PRINCIPAL],
      [`/v1.0/servicePrincipals/${id("exchange")}`]: { id: id("exchange"), appRoles: [] },
      [`/v1.0/servicePrincipals/${id("exchange")}/appRoleAssignedTo`]: refused(
        403,
        "Authorization_RequestDenied",
      ),
      [HOLDERS]: [rawAssignment("billing")],
    });
    expect(items).toEqual([whole]);
    expect(gaps).toEqual([
      expect.objectContaining({
        reason: "denied",
        scope: "/tenants/t",
        request: `GET /v1.0/servicePrincipals/${id("exchange")}/appRoleAssignedTo`,
        needs: "Application.Read.All",
      }),
    ]);
  });

  test("the APIs are read side by side", async () => {
    const exchange = rawPrincipal("Exchange", { id: id("exchange"), appId: EXCHANGE });
    const others = `/v1.0/servicePrincipals/${id("exchange")}`;
    const { items, gaps, requests } = await roles({
      [PRINCIPALS]: [exchange, GRAPH_PRINCIPAL],
      [others]: { id: id("exchange"), appRoles: [] },
      [`${others}/appRoleAssignedTo`]: [rawAssignment("other", { appRoleId: USER_READ })],
      [HOLDERS]: [rawAssignment("billing")],
    });
    expect(gaps).toEqual([]);
    expect(items.map(({ resourceAppId }) => resourceAppId)).toEqual([GRAPH, EXCHANGE]);
    // The second API is not asked behind the first one's holders.
    const last = requests.filter(
      (request) => request.includes(id("exchange")) || request.includes(id("graph")),
    );
    expect(last.slice(0, 2).every((request) => !request.endsWith("/appRoleAssignedTo"))).toBe(true);
    expect(last).toHaveLength(4);
  });

  test("an API that was not listed may have holders; one that the tenant lacks has none", async () => {
    const denied = refused(403, "Authorization_RequestDenied");
    expect((await roles({ [PRINCIPALS]: [rawPrincipal()] })).gaps).toEqual([]);
    expect((await roles({ [PRINCIPALS]: denied })).gaps).toEqual([
      expect.objectContaining({ reason: "denied", scope: "/tenants/t", request: `GET ${PRINCIPALS}` }),
    ]);
  });
});

const GRANTS = "/v1.0/oauth2PermissionGrants";
const rawGrant = (over: Raw = {}): Raw => ({
  clientId: id("sbilling"),
  consentType: "AllPrincipals",
  id: "AVs6JuUDjkCFV7q2gd8QTPimBBgj5iBFj0C6GwwRxC0",
  principalId: null,
  resourceId: id("graph"),
  scope: "User.Read",
  ...over,
});
const grants = (list: readonly unknown[], over: Tenant = {}) =>
  read("oauth2PermissionGrants", tenant({ [GRANTS]: list, ...over }));

describe("delegated grants", () => {
  test("a grant, its API by name and its scopes by danger", async () => {
    const { items, gaps, urls } = await grants([
      rawGrant({ scope: " Mail.Read  offline_access\tMail.Read Directory.AccessAsUser.All " }),
    ]);
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      {
        id: "/oauth2PermissionGrants/AVs6JuUDjkCFV7q2gd8QTPimBBgj5iBFj0C6GwwRxC0",
        name: "billing",
        clientId: `/servicePrincipals/${id("sbilling")}`,
        consentType: known("AllPrincipals"),
        principalId: null,
        resourceId: `/servicePrincipals/${id("graph")}`,
        resourceAppId: GRAPH,
        resourceName: "Microsoft Graph",
        scopes: [
          { value: "Mail.Read", tier: 1, why: expect.any(String), permissive: expect.any(Boolean) },
          { value: "offline_access", tier: null, why: null, permissive: false },
          { value: "Directory.AccessAsUser.All", tier: 0, why: expect.any(String), permissive: false },
        ],
      },
    ]);
    expect(urls).toContain(
      `GET ${GRANTS}?$select=id,clientId,consentType,principalId,resourceId,scope&$top=999`,
    );
  });

  test.each<readonly [string, Raw, Raw]>([
    [
      "of one user",
      { consentType: "principal", principalId: "u" },
      { consentType: known("Principal"), principalId: "u" },
    ],
    ["of a new kind", { consentType: "Some" }, { consentType: unknown("malformed", /is "Some"/) }],
    ["without a kind", { consentType: undefined }, { consentType: unknown("malformed", /is absent/) }],
    ["of nothing any more", { scope: null }, { scopes: [] }],
    ["of blanks", { scope: "  " }, { scopes: [] }],
    ["by a client that is not listed", { clientId: id("gone") }, { name: id("gone") }],
    [
      "for an API that is gone",
      { resourceId: id("gone"), scope: "Mail.Read" },
      {
        resourceAppId: null,
        resourceName: id("gone"),
        scopes: [{ value: "Mail.Read", tier: null, why: null, permissive: false }],
      },
    ],
  ])("a grant %s", async (_, over, expected) => {
    const { items, gaps } = await grants([rawGrant(over)]);
    expect(gaps).toEqual([]);
    expect(items).toEqual([expect.objectContaining(expected)]);
  });

  test.each<readonly [string, Raw]>([
    ["no id", { id: null }],
    ["no client", { clientId: undefined }],
    ["no API", { resourceId: 7 }],
    ["a user that is none", { principalId: {} }],
    ["scopes in a list", { scope: ["Mail.Read"] }],
    ["scopes left out", { scope: undefined }],
    ["a user's consent without the user", { consentType: "Principal", principalId: null }],
    ["a user's consent with an empty user", { consentType: "principal", principalId: "" }],
  ])("a grant with %s is a gap, and the next one is read", async (_, over) => {
    const { items, gaps } = await grants([rawGrant(over), rawGrant({ id: "good" })]);
    expect(items.map((item) => item.id)).toEqual(["/oauth2PermissionGrants/good"]);
    expect(gaps).toEqual([
      expect.objectContaining({ reason: "malformed", scope: "/tenants/t", request: `GET ${GRANTS}` }),
    ]);
  });

  test("a scope of any length is shown in part", async () => {
    const { items } = await grants([rawGrant({ scope: `Mail.Read ${"x".repeat(5000)}` })]);
    expect(items[0]?.scopes.map(({ value, tier }) => [value, tier])).toEqual([
      ["Mail.Read", 1],
      [`${"x".repeat(1023)}…`, null],
    ]);
  });

  test("where the API was not listed, nobody knows whether its scopes are dangerous", async () => {
    const { items, gaps } = await grants([rawGrant({ scope: "Mail.Read" })], {
      [PRINCIPALS]: refused(403, "Authorization_RequestDenied"),
    });
    expect(items).toEqual([expect.objectContaining({ resourceAppId: null })]);
    expect(gaps).toEqual([
      expect.objectContaining({ reason: "denied", scope: "/tenants/t", request: `GET ${PRINCIPALS}` }),
    ]);
  });
});

test("a date of null is none", async () => {
  const { items } = await roles({ [HOLDERS]: [rawAssignment("billing", { createdDateTime: null })] });
  expect(items).toEqual([{ ...whole, createdDateTime: byDefault(null) }]);
});
