import { expect, test } from "vitest";
import { byDefault, known, type Raw, read, unknown } from "./entra-answers.ts";
import { refused, SUBSCRIPTION } from "./replay.ts";

const ROOT = `/subscriptions/${SUBSCRIPTION}`;
const OTHER_ID = "11111111-1111-4111-8111-111111111111";
const OTHER = `/subscriptions/${OTHER_ID}`;
const GROUP = "/providers/Microsoft.Management/managementGroups/mg";
const TYPE = "providers/Microsoft.Authorization/policyAssignments";
const LIST = `${ROOT}/${TYPE}`;
const DEFINITION = `${GROUP}/providers/Microsoft.Authorization/policyDefinitions/Deny-Storage-SFTP`;

const raw = (over: Raw = {}, properties: Raw = {}): Raw => ({
  id: `${LIST}/deny-sftp`,
  name: "deny-sftp",
  type: "Microsoft.Authorization/policyAssignments",
  properties: {
    displayName: "No SFTP",
    policyDefinitionId: DEFINITION,
    scope: ROOT,
    notScopes: [`${ROOT}/resourceGroups/partners`],
    enforcementMode: "Default",
    parameters: { effect: { value: "Deny" } },
    metadata: {},
    ...properties,
  },
  ...over,
});
const whole = {
  id: `${LIST}/deny-sftp`,
  name: "No SFTP",
  scope: ROOT,
  inheritedBy: [],
  policyDefinitionId: DEFINITION,
  isEnforced: known(true),
  notScopes: known([`${ROOT}/resourceGroups/partners`]),
  isSelective: known(false),
  overrides: known([]),
  parameters: { effect: "Deny" },
};
const assignments = (...list: readonly unknown[]) => read("policyAssignments", { [LIST]: list });
const override = (over: Raw = {}): Raw => ({ kind: "policyEffect", value: "Audit", ...over });
const selector = (kind: string, over: Raw): Raw => ({ selectors: [{ kind, ...over }] });

test("that hold for the whole subscription", async () => {
  const { items, gaps, urls } = await assignments(raw());
  expect(gaps).toEqual([]);
  expect(items).toEqual([whole]);
  expect(urls).toContain(`GET ${LIST}?api-version=2023-04-01&$filter=atScope()`);
});

test.each<readonly [string, Raw, Raw]>([
  [
    "of a management group",
    raw({ id: `${GROUP}/${TYPE}/a` }, { scope: GROUP }),
    { id: `${GROUP}/${TYPE}/a`, scope: GROUP, inheritedBy: [SUBSCRIPTION] },
  ],
  [
    "of a management group that its id alone tells",
    raw({ id: `${GROUP}/${TYPE}/a` }, { scope: undefined }),
    { id: `${GROUP}/${TYPE}/a`, scope: GROUP, inheritedBy: [SUBSCRIPTION] },
  ],
  ["without a name to show", raw({}, { displayName: null }), { name: "deny-sftp" }],
  ["not enforced", raw({}, { enforcementMode: "doNotEnforce" }), { isEnforced: known(false) }],
  ["without a mode", raw({}, { enforcementMode: undefined }), { isEnforced: known(true) }],
  [
    "in a mode that came later",
    raw({}, { enforcementMode: "Enroll" }),
    { isEnforced: unknown("malformed", /enforcementMode is "Enroll"/) },
  ],
  ["without exceptions", raw({}, { notScopes: undefined }), { notScopes: byDefault([]) }],
  [
    "with an exception that is none",
    raw({}, { notScopes: [ROOT, ""] }),
    { notScopes: unknown("malformed", /notScopes holds an entry/) },
  ],
  [
    "with exceptions that are none",
    raw({}, { notScopes: ROOT }),
    { notScopes: unknown("malformed", /notScopes is "/) },
  ],
  [
    "with resource selectors",
    raw(
      {},
      { resourceSelectors: [{ name: "one region", selectors: [{ kind: "resourceLocation", in: ["x"] }] }] },
    ),
    { isSelective: known(true) },
  ],
  [
    "with resource selectors that are none",
    raw({}, { resourceSelectors: {} }),
    { isSelective: unknown("malformed", /resourceSelectors is of type object/) },
  ],
  [
    "with an override for everything",
    raw({}, { overrides: [override()] }),
    { overrides: known([{ effect: "Audit", members: null, isSelective: false }]) },
  ],
  [
    "with an override for some members",
    raw({}, { overrides: [override(selector("policyDefinitionReferenceId", { in: ["one", "two"] }))] }),
    { overrides: known([{ effect: "Audit", members: ["one", "two"], isSelective: false }]) },
  ],
  [
    "with an override for all members but some",
    raw({}, { overrides: [override(selector("policyDefinitionReferenceId", { notIn: ["one"] }))] }),
    { overrides: known([{ effect: "Audit", members: null, isSelective: true }]) },
  ],
  [
    "with an override for some resources",
    raw({}, { overrides: [override(selector("resourceLocation", { in: ["westeurope"] }))] }),
    { overrides: known([{ effect: "Audit", members: null, isSelective: true }]) },
  ],
  [
    "with an override of something else",
    raw({}, { overrides: [override({ kind: "definitionVersion", value: "1.*.*" }), override()] }),
    { overrides: known([{ effect: "Audit", members: null, isSelective: false }]) },
  ],
  ...Object.entries({
    "that is none": "Audit",
    "without a kind": override({ kind: undefined }),
    "without a value": override({ value: 7 }),
    "whose selectors are none": override({ selectors: "all" }),
    "with a selector that is none": override({ selectors: ["all"] }),
    "with a selector whose list is none": override(selector("policyDefinitionReferenceId", { in: "one" })),
  }).map(([name, one]): readonly [string, Raw, Raw] => [
    `with an override ${name}`,
    raw({}, { overrides: [one] }),
    { overrides: unknown("malformed", /overrides holds an entry/) },
  ]),
  ["without parameters", raw({}, { parameters: undefined }), { parameters: {} }],
])("one %s", async (_, one, expected) => {
  const { items, gaps } = await assignments(one);
  expect(gaps).toEqual([]);
  expect(items).toEqual([{ ...whole, ...expected }]);
});

test("of parameters, only what can be an effect is kept, and that the others are set", async () => {
  const { items } = await assignments(
    raw(
      {},
      {
        parameters: {
          z: { value: "[parameters('effect')]" },
          connection: { value: "DefaultEndpointsProtocol=https;AccountKey=c2VjcmV0" },
          list: { value: ["Deny"] },
          long: { value: "a".repeat(33) },
          endless: { value: `[${"a".repeat(300)}]` },
          unset: { value: null },
          __proto__x: { value: "Audit" },
        },
      },
    ),
  );
  expect(items.map(({ parameters }) => parameters)).toEqual([
    { __proto__x: "Audit", connection: "", endless: "", list: "", long: "", z: "[parameters('effect')]" },
  ]);
});

test.each<readonly [string, unknown]>([
  ["no object", null],
  ["no id", raw({ id: null })],
  ["the id of something else", raw({ id: ROOT })],
  ["no properties", raw({ properties: [] })],
  ["no definition", raw({}, { policyDefinitionId: undefined })],
  ["a scope that is none", raw({}, { scope: {} })],
  ["a scope in another subscription", raw({}, { scope: OTHER })],
  ["parameters that are none", raw({}, { parameters: [] })],
  ["a parameter that is none", raw({}, { parameters: { effect: "Deny" } })],
])("%s: a gap at the subscription, and the next one is read", async (_, broken) => {
  const { items, gaps } = await assignments(broken, raw({ id: `${LIST}/good` }));
  expect(items.map(({ id }) => id)).toEqual([`${LIST}/good`]);
  expect(gaps).toMatchObject([{ reason: "malformed", scope: ROOT, request: `GET ${LIST}` }]);
});

test("one above several subscriptions is kept once; a refusal costs its own subscription", async () => {
  const above = raw({ id: `${GROUP}/${TYPE}/a` }, { scope: GROUP });
  const third = "/subscriptions/22222222-2222-4222-8222-222222222222";
  const { items, gaps } = await read("policyAssignments", {
    "/subscriptions": {
      value: [ROOT, OTHER, third].map((id) => ({ id, subscriptionId: id.replace("/subscriptions/", "") })),
    },
    [LIST]: [above],
    [`${OTHER}/${TYPE}`]: [above],
    [`${third}/${TYPE}`]: refused(403, "AuthorizationFailed"),
  });
  expect(items).toMatchObject([{ inheritedBy: [SUBSCRIPTION, OTHER_ID] }]);
  expect(gaps).toMatchObject([{ reason: "denied", scope: third, role: "Reader" }]);
});
