import { describe, expect, test } from "vitest";
import { byDefault, known, type Raw, read, type Tenant, unknown } from "./entra-answers.ts";
import { refused, SUBSCRIPTION } from "./replay.ts";

const ROOT = `/subscriptions/${SUBSCRIPTION}`;
const OTHER = "/subscriptions/11111111-1111-4111-8111-111111111111";
const AUTHORIZATION = "providers/Microsoft.Authorization";
const ASSIGNMENTS = `${ROOT}/${AUTHORIZATION}/roleAssignments`;
const IDENTITIES = `${ROOT}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const denied = refused(403, "AuthorizationFailed", "The client has no authorization.");

describe("role assignments", () => {
  const assignments = (...list: readonly unknown[]) => read("roleAssignments", { [ASSIGNMENTS]: list });
  const raw = (over: Raw = {}, properties: Raw = {}): Raw => ({
    id: `${ASSIGNMENTS}/a1`,
    name: "a1",
    type: "Microsoft.Authorization/roleAssignments",
    properties: {
      roleDefinitionId: `${ROOT}/${AUTHORIZATION}/roleDefinitions/${OWNER}`,
      principalId: "p1",
      principalType: "ServicePrincipal",
      scope: ROOT,
      condition: null,
      createdOn: "2024-09-23T08:26:41.0012345Z",
      ...properties,
    },
    ...over,
  });
  const whole = {
    id: `${ASSIGNMENTS}/a1`,
    name: OWNER,
    principalId: "p1",
    principalType: known("ServicePrincipal"),
    roleDefinitionId: `/${AUTHORIZATION}/roleDefinitions/${OWNER}`,
    scope: ROOT,
    inheritedBy: [],
    condition: byDefault(null),
    createdOn: known("2024-09-23T08:26:41.001Z"),
  };

  test("by principal and role, whatever scope the role's id was written with", async () => {
    const { items, gaps, urls } = await assignments(raw());
    expect(gaps).toEqual([]);
    expect(items).toEqual([whole]);
    expect(urls).toContain(`GET ${ASSIGNMENTS}?api-version=2022-04-01`);
  });

  test.each<readonly [string, Raw, Raw]>([
    [
      "at the root",
      raw({ id: `/${AUTHORIZATION}/roleAssignments/a2` }, { scope: undefined }),
      { id: `/${AUTHORIZATION}/roleAssignments/a2`, scope: "/", inheritedBy: [SUBSCRIPTION] },
    ],
    [
      "at a management group",
      raw(
        { id: `/providers/Microsoft.Management/managementGroups/mg/${AUTHORIZATION}/roleAssignments/a3` },
        { scope: null },
      ),
      {
        id: `/providers/Microsoft.Management/managementGroups/mg/${AUTHORIZATION}/roleAssignments/a3`,
        scope: "/providers/Microsoft.Management/managementGroups/mg",
        inheritedBy: [SUBSCRIPTION],
      },
    ],
    ["with a condition", raw({}, { condition: "((!(…)))" }), { condition: known("((!(…)))") }],
    [
      "of a principal without a type",
      raw({}, { principalType: undefined }),
      { principalType: byDefault(null) },
    ],
    [
      "of a principal whose type is none",
      raw({}, { principalType: 7 }),
      { principalType: unknown("malformed", /of type number/) },
    ],
    [
      "with a condition that is none",
      raw({}, { condition: {} }),
      { condition: unknown("malformed", /of type object/) },
    ],
    [
      "with a date that is none",
      raw({}, { createdOn: "then" }),
      { createdOn: unknown("malformed", /is "then"/) },
    ],
    [
      "of a role without a scope",
      raw({}, { roleDefinitionId: `/${AUTHORIZATION}/roleDefinitions/${OWNER}` }),
      {},
    ],
  ])("%s", async (_, one, expected) => {
    const { items, gaps } = await assignments(one);
    expect(gaps).toEqual([]);
    expect(items).toEqual([{ ...whole, ...expected }]);
  });

  const group = "/providers/Microsoft.Management/managementGroups/mg";
  test("what lies above two subscriptions stands in both lists, and holds for both", async () => {
    const listOf = (root: string): string => `${root}/${AUTHORIZATION}/roleAssignments`;
    const above = { id: `${group}/${AUTHORIZATION}/roleAssignments/above`, scope: group };
    const inherited = (root: string): Raw =>
      raw(
        { id: root === OTHER ? above.id.toLowerCase() : above.id },
        { scope: group, roleDefinitionId: `${root}/${AUTHORIZATION}/roleDefinitions/${OWNER}` },
      );
    const subscription = (root: string): Raw => ({
      id: root,
      subscriptionId: root.slice("/subscriptions/".length).toUpperCase(),
      displayName: root,
      tenantId: "t",
      state: "Enabled",
    });
    const { items, gaps } = await read("roleAssignments", {
      "/subscriptions": [OTHER, ROOT].map(subscription),
      [listOf(ROOT)]: [inherited(ROOT), raw()],
      [listOf(OTHER.toUpperCase().replace("SUBSCRIPTIONS", "subscriptions"))]: [inherited(OTHER)],
    });
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      {
        ...whole,
        ...above,
        inheritedBy: [SUBSCRIPTION, OTHER.slice("/subscriptions/".length)],
      },
      whole,
    ]);
  });

  test.each<readonly [string, unknown]>([
    ["no object", null],
    ["no id", raw({ id: undefined })],
    ["the id of something else", raw({ id: `${ROOT}/resourceGroups/rg` })],
    ["no properties", raw({ properties: undefined })],
    ["properties that are a list", raw({ properties: [] })],
    ["no principal", raw({}, { principalId: null })],
    ["no role", raw({}, { roleDefinitionId: null })],
    ["a role that is none", raw({}, { roleDefinitionId: `${ROOT}/resourceGroups/rg` })],
    ["a scope that is none", raw({}, { scope: 7 })],
    ["a scope in another subscription", raw({}, { scope: OTHER })],
    ["a scope in another subscription", raw({}, { scope: OTHER })],
    ["a scope that is none", raw({}, { scope: "everywhere" })],
    ["a scope that is no text", raw({}, { scope: [ROOT] })],
  ])("%s: a gap at the subscription, and the next one is read", async (_, broken) => {
    const { items, gaps } = await assignments(broken, raw({ id: `${ASSIGNMENTS}/good` }));
    expect(items.map(({ id }) => id)).toEqual([`${ASSIGNMENTS}/good`]);
    expect(gaps).toMatchObject([{ reason: "malformed", scope: ROOT, request: `GET ${ASSIGNMENTS}` }]);
  });
});

describe("role definitions", () => {
  const subscriptions = {
    value: [ROOT, OTHER].map((id) => ({
      id,
      subscriptionId: id.replace("/subscriptions/", ""),
      displayName: id,
      tenantId: "t",
      state: "Enabled",
    })),
  };
  const listOf = (root: string): string => `${root}/${AUTHORIZATION}/roleDefinitions`;
  const raw = (guid: string, over: Raw = {}, root = ROOT): Raw => ({
    id: `${listOf(root)}/${guid}`,
    name: guid,
    properties: {
      roleName: guid,
      type: "CustomRole",
      assignableScopes: ["/"],
      permissions: [{ actions: ["*"], notActions: ["a"], dataActions: [], notDataActions: null }],
      ...over,
    },
  });
  const definitions = (over: Tenant) => read("roleDefinitions", { "/subscriptions": subscriptions, ...over });
  const all = [{ actions: ["*"], notActions: ["a"], dataActions: [], notDataActions: [] }];

  test("one that is seen from two subscriptions is kept once, without either's id", async () => {
    const { items, gaps, urls } = await definitions({
      [listOf(ROOT)]: [raw("owner", { type: "BuiltInRole", roleName: "Owner" }), raw("shared")],
      [listOf(OTHER)]: [raw("SHARED", {}, OTHER), raw("mine", { roleName: " " }, OTHER)],
    });
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      { id: `/${AUTHORIZATION}/roleDefinitions/mine`, name: "mine", isCustom: true, permissions: known(all) },
      {
        id: `/${AUTHORIZATION}/roleDefinitions/owner`,
        name: "Owner",
        isCustom: false,
        permissions: known(all),
      },
      {
        id: `/${AUTHORIZATION}/roleDefinitions/shared`,
        name: "shared",
        isCustom: true,
        permissions: known(all),
      },
    ]);
    const asked = urls
      .filter((url) => url.includes("roleDefinitions"))
      .map((url) => url.replaceAll("+", " "));
    expect(asked).toEqual([
      `GET ${listOf(ROOT)}?api-version=2022-04-01&$filter=type eq 'BuiltInRole'`,
      `GET ${listOf(ROOT)}?api-version=2022-04-01&$filter=type eq 'CustomRole'`,
      `GET ${listOf(OTHER)}?api-version=2022-04-01&$filter=type eq 'CustomRole'`,
    ]);
  });

  test("where the first subscription refuses, the next one tells the built-in roles", async () => {
    const { items, gaps } = await definitions({
      [listOf(ROOT)]: denied,
      [listOf(OTHER)]: [raw("owner", { type: "BuiltInRole" }, OTHER)],
    });
    expect(items).toMatchObject([{ name: "owner", isCustom: false }]);
    expect(gaps).toEqual([
      expect.objectContaining({
        reason: "denied",
        scope: ROOT,
        role: "Reader",
        request: `GET ${listOf(ROOT)}`,
      }),
    ]);
  });

  test("where all refuse, the built-in roles are a gap at the tenant", async () => {
    const { items, gaps } = await definitions({ [listOf(ROOT)]: denied, [listOf(OTHER)]: denied });
    expect(items).toEqual([]);
    const needs = "Microsoft.Authorization/roleDefinitions/read";
    expect(gaps).toMatchObject([
      { reason: "denied", scope: ROOT, needs },
      { reason: "denied", scope: OTHER, needs },
      { reason: "denied", scope: "/tenants/t", needs, role: "Reader" },
    ]);
  });

  test.each<readonly [string, Raw, Raw]>([
    ["no word on its kind is what was asked for first", { type: undefined }, { isCustom: false }],
    ["permissions left out", { permissions: undefined }, { permissions: unknown("malformed", /is absent/) }],
    [
      "an entry that is none",
      { permissions: ["*"] },
      { permissions: unknown("malformed", /holds an entry/) },
    ],
    [
      "an action that is none",
      { permissions: [{ actions: [7] }] },
      { permissions: unknown("malformed", /holds an entry/) },
    ],
    [
      "actions in a text",
      { permissions: [{ notActions: "*" }] },
      { permissions: unknown("malformed", /holds an entry/) },
    ],
  ])("%s", async (_, over, expected) => {
    const { items, gaps } = await definitions({ [listOf(ROOT)]: [raw("x", over)] });
    expect(gaps).toEqual([]);
    expect(items).toEqual([expect.objectContaining({ name: "x", ...expected })]);
  });

  test.each<readonly [string, Raw]>([
    ["no id", { ...raw("x"), id: null }],
    ["the id of something else", { ...raw("x"), id: ROOT }],
    ["no properties", { ...raw("x"), properties: null }],
  ])("%s: a gap at the subscription, and the next one is read", async (_, broken) => {
    const { items, gaps } = await definitions({ [listOf(ROOT)]: [broken, raw("good")] });
    expect(items).toMatchObject([{ name: "good" }]);
    expect(gaps).toMatchObject([{ reason: "malformed", scope: ROOT }]);
  });
});

const identity = (over: Raw = {}): Raw => ({
  id: `${ROOT}/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/deploy`,
  name: "deploy",
  location: "westeurope",
  tags: { team: "shop" },
  properties: { tenantId: "t", principalId: "p1", clientId: "c1" },
  ...over,
});

describe("user-assigned identities", () => {
  const identities = (...list: readonly unknown[]) => read("userAssignedIdentities", { [IDENTITIES]: list });

  test("with the ids of their principals", async () => {
    const { items, gaps, urls } = await identities(identity());
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      {
        id: identity()["id"],
        name: "deploy",
        tags: { team: "shop" },
        subscriptionId: SUBSCRIPTION,
        principalId: known("p1"),
        clientId: known("c1"),
      },
    ]);
    expect(urls).toContain(`GET ${IDENTITIES}?api-version=2023-01-31`);
  });

  test("without the principal that its roles hang on, nobody knows what it may do", async () => {
    const { items } = await identities(identity({ properties: { tenantId: "t", clientId: "c1" } }));
    expect(items).toMatchObject([{ principalId: unknown("malformed", /principalId is absent/) }]);
  });

  test("ids that are not there yet, or not understood", async () => {
    const { items } = await identities(identity({ properties: { principalId: 7, tenantId: "t" } }));
    expect(items).toMatchObject([
      { principalId: unknown("malformed", /of type number/), clientId: byDefault(null) },
    ]);
  });

  test.each<readonly [string, unknown, string]>([
    ["no id", identity({ id: null }), ROOT],
    ["the id of something else", identity({ id: ROOT }), ROOT],
    [
      "an id in another subscription",
      identity({ id: String(identity()["id"]).replace(SUBSCRIPTION, "x") }),
      ROOT,
    ],
    ["no name", identity({ name: 7 }), ROOT],
    ["no properties", identity({ properties: undefined }), String(identity()["id"])],
    ["properties without anything", identity({ properties: {} }), String(identity()["id"])],
    ["properties that are a list", identity({ properties: ["p1"] }), String(identity()["id"])],
  ])("an identity with %s is a gap, and the next one is read", async (_, broken, scope) => {
    const good = identity({ id: `${String(identity()["id"])}2`, name: "good" });
    const { items, gaps } = await identities(broken, good);
    expect(items.map(({ name }) => name)).toEqual(["good"]);
    expect(gaps).toMatchObject([{ reason: "malformed", scope, request: `GET ${IDENTITIES}` }]);
  });
});

describe("federated credentials of identities", () => {
  const path = `${String(identity()["id"])}/federatedIdentityCredentials`;
  const raw = (over: Raw = {}): Raw => ({
    id: `${path}/aks`,
    name: "aks",
    properties: { issuer: "https://oidc.example/", subject: "system:serviceaccount:a:b", audiences: ["x"] },
    ...over,
  });
  const credentials = (answer: unknown, more: Tenant = {}) =>
    read("identityFederatedCredentials", { [IDENTITIES]: [identity()], [path]: answer, ...more });
  const whole = {
    id: `${path}/aks`,
    name: "aks",
    identityId: identity()["id"],
    issuer: known("https://oidc.example/"),
    subject: known("system:serviceaccount:a:b"),
    audiences: known(["x"]),
  };

  test("of each identity", async () => {
    const { items, gaps, urls } = await credentials([raw()]);
    expect(gaps).toEqual([]);
    expect(items).toEqual([whole]);
    expect(urls).toContain(`GET ${path}?api-version=2023-01-31`);
  });

  test.each<readonly [string, Raw, Raw]>([
    ["the id of another identity's", raw({ id: `${path.replace("deploy", "other")}/aks` }), {}],
    [
      "nothing that it trusts",
      raw({ properties: {} }),
      {
        issuer: unknown("malformed", /issuer is absent/),
        subject: unknown("malformed", /subject is absent/),
        audiences: unknown("malformed", /audiences is absent/),
      },
    ],
  ])("a credential with %s", async (_, one, expected) => {
    const { items, gaps } = await credentials([one]);
    expect(gaps).toEqual([]);
    expect(items).toEqual([{ ...whole, ...expected }]);
  });

  test.each<readonly [string, Raw, string]>([
    ["no name", raw({ name: null }), String(identity()["id"])],
    ["a name that leads elsewhere", raw({ name: "../x" }), String(identity()["id"])],
    ["no properties", raw({ name: "bad", properties: 7 }), `${path}/bad`],
  ])("a credential with %s is a gap, and the next one is read", async (_, broken, scope) => {
    const { items, gaps } = await credentials([broken, raw()]);
    expect(items).toEqual([whole]);
    expect(gaps).toMatchObject([{ reason: "malformed", scope, request: `GET ${path}` }]);
  });

  test("an identity that refuses costs the others nothing", async () => {
    const other = identity({ id: `${String(identity()["id"])}2`, name: "other" });
    const { items, gaps } = await credentials([raw()], {
      [IDENTITIES]: [identity(), other],
      [`${String(other["id"])}/federatedIdentityCredentials`]: denied,
    });
    expect(items).toEqual([whole]);
    expect(gaps).toMatchObject([{ reason: "denied", scope: other["id"], role: "Reader" }]);
  });
});
