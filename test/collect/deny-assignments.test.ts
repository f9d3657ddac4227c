import { expect, test } from "vitest";
import { byDefault, known, type Raw, read, unknown } from "./entra-answers.ts";
import { refused, SUBSCRIPTION } from "./replay.ts";

const ROOT = `/subscriptions/${SUBSCRIPTION}`;
const GROUP = "/providers/Microsoft.Management/managementGroups/mg";
const TYPE = "providers/Microsoft.Authorization/denyAssignments";
const LIST = `${ROOT}/${TYPE}`;
const STACK = `${ROOT}/resourceGroups/rg`;
const EVERYBODY = "00000000-0000-0000-0000-000000000000";

const permission = { actions: ["*/write"], notActions: [], dataActions: [], notDataActions: [] };
const raw = (over: Raw = {}, properties: Raw = {}): Raw => ({
  id: `${STACK}/${TYPE}/d1`,
  name: "d1",
  type: "Microsoft.Authorization/denyAssignments",
  properties: {
    denyAssignmentName: "Deny assignment of a deployment stack",
    description: "",
    permissions: [{ ...permission, condition: null, conditionVersion: null }],
    scope: STACK,
    doNotApplyToChildScopes: true,
    principals: [{ id: EVERYBODY, type: "SystemDefined", displayName: "Everyone" }],
    excludePrincipals: [{ id: "p1", type: "ServicePrincipal" }],
    isSystemProtected: true,
    ...properties,
  },
  ...over,
});
const whole = {
  id: `${STACK}/${TYPE}/d1`,
  name: "Deny assignment of a deployment stack",
  scope: STACK,
  inheritedBy: [],
  permissions: known([permission]),
  principals: known([EVERYBODY]),
  excludePrincipals: known(["p1"]),
  doNotApplyToChildScopes: known(true),
};
const assignments = (...list: readonly unknown[]) => read("denyAssignments", { [LIST]: list });

test("with whom it denies what", async () => {
  const { items, gaps, urls } = await assignments(raw());
  expect(gaps).toEqual([]);
  expect(items).toEqual([whole]);
  expect(urls).toContain(`GET ${LIST}?api-version=2022-04-01`);
});

test.each<readonly [string, Raw, Raw]>([
  [
    "of a management group",
    raw({ id: `${GROUP}/${TYPE}/d1` }, { scope: GROUP }),
    { id: `${GROUP}/${TYPE}/d1`, scope: GROUP, inheritedBy: [SUBSCRIPTION] },
  ],
  [
    "of the root, which its id alone tells",
    raw({ id: `/${TYPE}/d1` }, { scope: undefined }),
    { id: `/${TYPE}/d1`, scope: "/", inheritedBy: [SUBSCRIPTION] },
  ],
  ["of a scope that its id alone tells", raw({}, { scope: "" }), {}],
  ["without a name", raw({}, { denyAssignmentName: " " }), { name: "d1" }],
  [
    "without a word on what lies below",
    raw({}, { doNotApplyToChildScopes: undefined }),
    { doNotApplyToChildScopes: byDefault(false) },
  ],
  [
    "with a word on it that is none",
    raw({}, { doNotApplyToChildScopes: "no" }),
    { doNotApplyToChildScopes: unknown("malformed", /is "no"/) },
  ],
  [
    "with parts of permissions left out",
    raw({}, { permissions: [{ actions: ["*"] }] }),
    { permissions: known([{ ...permission, actions: ["*"] }]) },
  ],
  [
    "without permissions",
    raw({}, { permissions: undefined }),
    { permissions: unknown("malformed", /permissions is absent/) },
  ],
  [
    "with permissions that are none",
    raw({}, { permissions: ["*"] }),
    { permissions: unknown("malformed", /permissions holds an entry/) },
  ],
  [
    "with a condition on some permissions",
    raw({}, { permissions: [permission, { ...permission, condition: "@Resource[x] StringEquals 'y'" }] }),
    { permissions: unknown("malformed", /permissions holds an entry/) },
  ],
  [
    "with a condition on all of it",
    raw({}, { condition: "@Resource[x] StringEquals 'y'" }),
    { permissions: unknown("malformed", /permissions holds an entry/) },
  ],
  ["with an empty condition", raw({}, { condition: "" }), {}],
  [
    "without principals",
    raw({}, { principals: undefined }),
    { principals: unknown("malformed", /principals is absent/) },
  ],
  [
    "without a word on whom it spares",
    raw({}, { excludePrincipals: null }),
    { excludePrincipals: unknown("malformed", /excludePrincipals is absent/) },
  ],
  [
    "with a principal without an id",
    raw({}, { principals: [{ id: "p2" }, { type: "User" }] }),
    { principals: unknown("malformed", /principals holds an entry/) },
  ],
  [
    "with somebody spared who is none",
    raw({}, { excludePrincipals: ["p1"] }),
    { excludePrincipals: unknown("malformed", /excludePrincipals holds an entry/) },
  ],
  ["that spares nobody", raw({}, { excludePrincipals: [] }), { excludePrincipals: known([]) }],
])("one %s", async (_, one, expected) => {
  const { items, gaps } = await assignments(one);
  expect(gaps).toEqual([]);
  expect(items).toEqual([{ ...whole, ...expected }]);
});

test.each<readonly [string, unknown]>([
  ["no object", null],
  ["no id", raw({ id: undefined })],
  ["the id of something else", raw({ id: ROOT })],
  ["no properties", raw({ properties: undefined })],
  ["a scope that is none", raw({}, { scope: 7 })],
  ["a scope in another subscription", raw({}, { scope: "/subscriptions/other" })],
  ["an id in another subscription", raw({ id: `/subscriptions/other/${TYPE}/d` }, { scope: null })],
])("%s: a gap at the subscription, and the next one is read", async (_, broken) => {
  const { items, gaps } = await assignments(broken, raw({ id: `${STACK}/${TYPE}/good` }));
  expect(items.map(({ id }) => id)).toEqual([`${STACK}/${TYPE}/good`]);
  expect(gaps).toMatchObject([{ reason: "malformed", scope: ROOT, request: `GET ${LIST}` }]);
});

test("refused, nobody knows what is taken away", async () => {
  const { items, gaps } = await read("denyAssignments", { [LIST]: refused(403, "AuthorizationFailed") });
  expect(items).toEqual([]);
  expect(gaps).toMatchObject([
    { reason: "denied", scope: ROOT, needs: "Microsoft.Authorization/denyAssignments/read", role: "Reader" },
  ]);
});
