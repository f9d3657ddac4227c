import { expect, test } from "vitest";
import { allGaps } from "../../src/inventory/inventory.ts";
import { leavesOpen } from "../../src/inventory/eligibility.ts";
import { byDefault, known, type Raw, read, unknown } from "./entra-answers.ts";
import { refused, SUBSCRIPTION } from "./replay.ts";

const ROOT = `/subscriptions/${SUBSCRIPTION}`;
const OTHER_ID = "AAAAAAAA-1111-4111-8111-111111111111";
const OTHER = `/subscriptions/${OTHER_ID}`;
const GROUP = "/providers/Microsoft.Management/managementGroups/mg";
const TYPE = "providers/Microsoft.Authorization/roleEligibilityScheduleInstances";
const LIST = `${ROOT}/${TYPE}`;
const ROLES = "providers/Microsoft.Authorization/roleDefinitions";
const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

/** As Azure shows it: the id begins with the scope that was asked. */
const raw = (over: Raw = {}, properties: Raw = {}): Raw => ({
  id: `${LIST}/e1`,
  name: "e1",
  type: "Microsoft.Authorization/RoleEligibilityScheduleInstances",
  properties: {
    scope: ROOT,
    roleDefinitionId: `${ROOT}/${ROLES}/${OWNER}`,
    principalId: "p1",
    principalType: "User",
    memberType: "Direct",
    status: "Provisioned",
    condition: null,
    ...properties,
  },
  ...over,
});
const whole = {
  id: `${LIST}/e1`,
  name: OWNER,
  principalId: "p1",
  principalType: known("User"),
  roleDefinitionId: `/${ROLES}/${OWNER}`,
  scope: ROOT,
  inheritedBy: [],
  condition: byDefault(null),
};
const eligibilities = (...list: readonly unknown[]) => read("roleEligibilities", { [LIST]: list });

test("by principal and role, asked without a filter", async () => {
  const { items, gaps, urls } = await eligibilities(raw());
  expect(gaps).toEqual([]);
  expect(items).toEqual([whole]);
  expect(urls).toContain(`GET ${LIST}?api-version=2020-10-01`);
});

test.each<readonly [string, Raw, Raw]>([
  ["at the root", raw({}, { scope: "/" }), { id: `/${TYPE}/e1`, scope: "/", inheritedBy: [SUBSCRIPTION] }],
  [
    "at a management group",
    raw({}, { scope: GROUP }),
    { id: `${GROUP}/${TYPE}/e1`, scope: GROUP, inheritedBy: [SUBSCRIPTION] },
  ],
  [
    "at a resource group",
    raw({}, { scope: `${ROOT.toUpperCase()}/resourceGroups/rg` }),
    {
      id: `${ROOT.toUpperCase()}/resourceGroups/rg/${TYPE}/e1`,
      scope: `${ROOT.toUpperCase()}/resourceGroups/rg`,
    },
  ],
  ["with a condition", raw({}, { condition: "((!(…)))" }), { condition: known("((!(…)))") }],
  ["of nobody in particular", raw({}, { principalType: undefined }), { principalType: byDefault(null) }],
  [
    "of a type that is none",
    raw({}, { principalType: 7 }),
    { principalType: unknown("malformed", /of type number/) },
  ],
  [
    "with a condition that is none",
    raw({}, { condition: {} }),
    { condition: unknown("malformed", /of type object/) },
  ],
  ["whatever the id is", raw({ id: 7 }), {}],
])("%s", async (_, one, expected) => {
  const { items, gaps } = await eligibilities(one);
  expect(gaps).toEqual([]);
  expect(items).toEqual([{ ...whole, ...expected }]);
});

test.each<readonly [string, unknown]>([
  ["no object", null],
  ["no name", raw({ name: undefined })],
  ["a name that leads elsewhere", raw({ name: "../x" })],
  ["no properties", raw({ properties: undefined })],
  ["no scope", raw({}, { scope: undefined })],
  ["an empty scope", raw({}, { scope: "" })],
  ["a scope that is none", raw({}, { scope: ["/"] })],
  ["a scope in another subscription", raw({}, { scope: OTHER })],
  ["a scope that only begins alike", raw({}, { scope: `${ROOT}0` })],
  ["a scope of another provider", raw({}, { scope: "/providers/Microsoft.Capacity/reservationOrders/r" })],
  ["a scope below a management group", raw({}, { scope: `${GROUP}/x/y` })],
  ["no principal", raw({}, { principalId: null })],
  ["no role", raw({}, { roleDefinitionId: OWNER })],
])("%s: a gap at the subscription, and the next one is read", async (_, broken) => {
  const { items, gaps } = await eligibilities(broken, raw({ name: "good" }));
  expect(items.map(({ id }) => id)).toEqual([`${LIST}/good`]);
  expect(gaps).toMatchObject([{ reason: "malformed", scope: ROOT, request: `GET ${LIST}` }]);
});

test("one above several subscriptions is kept once, and holds for each that lists it", async () => {
  const above = { scope: GROUP };
  const { items, gaps } = await read("roleEligibilities", {
    "/subscriptions": {
      value: [ROOT, OTHER].map((id) => ({ id, subscriptionId: id.replace("/subscriptions/", "") })),
    },
    [LIST]: [raw({}, above)],
    [`${OTHER}/${TYPE}`]: [raw({ id: `${OTHER}/${TYPE}/e1` }, above), raw({ name: "own" }, { scope: OTHER })],
  });
  expect(gaps).toEqual([]);
  expect(items).toMatchObject([
    { id: `${GROUP}/${TYPE}/e1`, inheritedBy: [SUBSCRIPTION, OTHER_ID.toLowerCase()] },
    { id: `${OTHER}/${TYPE}/own`, inheritedBy: [] },
  ]);
});

test("without the license there are none, which is an answer", async () => {
  const { inventory, gaps } = await read("roleEligibilities", {
    [LIST]: refused(400, "AadPremiumLicenseRequired", "The tenant needs an AAD Premium 2 license."),
  });
  expect(gaps).toMatchObject([{ reason: "unsupported", scope: ROOT, request: `GET ${LIST}` }]);
  expect(allGaps(inventory.sections.roleEligibilities).filter(leavesOpen)).toEqual([]);
});

test("refused, nobody knows", async () => {
  const { gaps } = await read("roleEligibilities", { [LIST]: refused(403, "AuthorizationFailed") });
  expect(gaps).toMatchObject([
    {
      reason: "denied",
      scope: ROOT,
      role: "Reader",
      needs: "Microsoft.Authorization/roleEligibilityScheduleInstances/read",
    },
  ]);
  expect(gaps.filter(leavesOpen)).toHaveLength(1);
});
