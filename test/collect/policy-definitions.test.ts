import { describe, expect, test } from "vitest";
import { known, type Raw, read, type Tenant, unknown } from "./entra-answers.ts";
import { refused, SUBSCRIPTION } from "./replay.ts";

const ROOT = `/subscriptions/${SUBSCRIPTION}`;
const OTHER = "/subscriptions/11111111-1111-4111-8111-111111111111";
const GROUP = "/providers/Microsoft.Management/managementGroups/mg";
const AUTHORIZATION = "providers/Microsoft.Authorization";
const DEFINITIONS = `${ROOT}/${AUTHORIZATION}/policyDefinitions`;
const INITIATIVES = `${ROOT}/${AUTHORIZATION}/policySetDefinitions`;
const SFTP = "Microsoft.Storage/storageAccounts/isSftpEnabled";
const isOn = { field: SFTP, equals: "true" };

const rule = (condition: unknown, consequence?: unknown): Raw => ({
  if: condition,
  // oxlint-disable-next-line unicorn/no-thenable -- Azure's name for it
  then: consequence,
});

const subscriptions = {
  "/subscriptions": {
    value: [ROOT, OTHER].map((id) => ({ id, subscriptionId: id.replace("/subscriptions/", "") })),
  },
};
const definition = (over: Raw = {}, properties: Raw = {}): Raw => ({
  id: `${GROUP}/${AUTHORIZATION}/policyDefinitions/Deny-Storage-SFTP`,
  name: "Deny-Storage-SFTP",
  type: "Microsoft.Authorization/policyDefinitions",
  properties: {
    displayName: "Storage accounts without SFTP",
    policyType: "Custom",
    mode: "All",
    parameters: {
      effect: { type: "String", defaultValue: "Deny", allowedValues: ["Audit", "Deny"] },
      places: { type: "Array", defaultValue: ["westeurope"] },
      name: { type: "String" },
    },
    policyRule: rule(
      { allOf: [{ field: "type", equals: "Microsoft.Storage/storageAccounts" }, isOn] },
      { effect: "[parameters('effect')]" },
    ),
    ...properties,
  },
  ...over,
});
const wholeDefinition = {
  id: definition()["id"],
  name: "Storage accounts without SFTP",
  kind: "definition",
  tests: ["isSftpEnabled"],
  unclear: [],
  effect: known("[parameters('effect')]"),
  parameterDefaults: { effect: "Deny", places: "" },
  members: known([]),
};
const member = { policyDefinitionId: String(definition()["id"]), parameters: { effect: { value: "Audit" } } };
const initiative = (over: Raw = {}, properties: Raw = {}): Raw => ({
  id: `${GROUP}/${AUTHORIZATION}/policySetDefinitions/guardrails`,
  name: "guardrails",
  properties: {
    displayName: "Guard rails",
    policyType: "Custom",
    parameters: { sftp: { type: "String", defaultValue: "Audit" } },
    policyDefinitions: [{ ...member, policyDefinitionReferenceId: "sftp" }],
    ...properties,
  },
  ...over,
});
const wholeInitiative = {
  id: initiative()["id"],
  name: "Guard rails",
  kind: "initiative",
  tests: [],
  unclear: [],
  effect: known(null),
  parameterDefaults: { sftp: "Audit" },
  members: known([{ ...member, parameters: { effect: "Audit" }, referenceId: "sftp" }]),
};
const policies = (over: Tenant) => read("policyDefinitions", over);

test("custom ones of both kinds", async () => {
  const { items, gaps, urls } = await policies({
    [DEFINITIONS]: [definition()],
    [INITIATIVES]: [initiative()],
  });
  expect(gaps).toEqual([]);
  expect(items).toEqual([wholeDefinition, wholeInitiative]);
  const asked = urls.filter((url) => url.includes("policy")).map((url) => url.replaceAll("+", " "));
  expect(asked).toEqual(
    [DEFINITIONS, INITIATIVES].map(
      (path) => `GET ${path}?api-version=2023-04-01&$filter=policyType eq 'Custom'`,
    ),
  );
});

test("of definitions, those that name a switch, and all initiatives", async () => {
  const denies = (condition: Raw) => ({ policyRule: rule(condition, { effect: "deny" }) });
  const { items, gaps } = await policies({
    [DEFINITIONS]: [
      definition({ id: `${DEFINITIONS}/names` }, denies({ field: "name", like: "st*" })),
      definition({ id: `${DEFINITIONS}/wants-sftp` }, denies({ not: isOn })),
      definition({ id: `${DEFINITIONS}/unclear` }, denies({ field: SFTP, equals: "[parameters('x')]" })),
      definition({ id: `/${AUTHORIZATION}/policyDefinitions/built-in` }, { policyType: "BuiltIn" }),
      definition({ id: `/${AUTHORIZATION}/policyDefinitions/static` }, { policyType: "Static" }),
      definition({ id: `${DEFINITIONS}/untold` }, { policyType: undefined }),
    ],
    [INITIATIVES]: [
      initiative({ id: `/${AUTHORIZATION}/policySetDefinitions/built-in` }, { policyType: "builtin" }),
      initiative({ id: `${INITIATIVES}/empty` }, { policyDefinitions: [] }),
    ],
  });
  expect(gaps).toEqual([]);
  expect(items).toMatchObject([
    { id: `${DEFINITIONS}/unclear`, tests: [], unclear: ["isSftpEnabled"] },
    { id: `${DEFINITIONS}/untold`, tests: ["isSftpEnabled"] },
    { id: `${INITIATIVES}/empty`, members: known([]) },
  ]);
});

describe("from several subscriptions", () => {
  const both = (one: readonly Raw[], other: readonly Raw[]) =>
    policies({
      ...subscriptions,
      [DEFINITIONS]: one,
      [DEFINITIONS.replace(ROOT, OTHER)]: other,
    });

  test("one is kept once, whatever its id's letters", async () => {
    const again = definition({ id: String(definition()["id"]).toLowerCase() });
    const own = definition({ id: `${OTHER}/${AUTHORIZATION}/policyDefinitions/own` });
    const { items, gaps } = await both([definition()], [again, own]);
    expect(gaps).toEqual([]);
    expect(items).toEqual([wholeDefinition, { ...wholeDefinition, id: own["id"] }]);
  });

  test("two answers that differ are a gap", async () => {
    const { items, gaps } = await both([definition()], [definition({}, { displayName: "Another" })]);
    expect(items).toHaveLength(1);
    expect(gaps).toMatchObject([
      { reason: "malformed", scope: definition()["id"], request: "section policyDefinitions" },
    ]);
  });

  test("one that is not understood is a gap of each that lists it", async () => {
    const broken = definition({ id: null });
    const { items, gaps } = await both([broken], [broken]);
    expect(items).toEqual([]);
    expect(gaps).toMatchObject([{ scope: ROOT }, { scope: OTHER }]);
  });

  test("a refusal costs its own subscription", async () => {
    const { items, gaps } = await policies({
      ...subscriptions,
      [DEFINITIONS]: [definition()],
      [DEFINITIONS.replace(ROOT, OTHER)]: refused(403, "AuthorizationFailed"),
      [INITIATIVES]: refused(403, "AuthorizationFailed"),
    });
    expect(items).toEqual([wholeDefinition]);
    expect(gaps).toMatchObject([
      { reason: "denied", scope: ROOT, request: `GET ${INITIATIVES}`, role: "Reader" },
      { reason: "denied", scope: OTHER, request: `GET ${DEFINITIONS.replace(ROOT, OTHER)}` },
    ]);
  });
});

test.each<readonly [string, Raw, Raw]>([
  ["no name to show", definition({}, { displayName: 7 }), { name: "Deny-Storage-SFTP" }],
  ["no parameters", definition({}, { parameters: undefined }), { parameterDefaults: {} }],
  [
    "an effect that is none",
    definition({}, { policyRule: rule(isOn, { effect: ["deny"] }) }),
    { effect: unknown("malformed", /effect is of type object/) },
  ],
  [
    "no consequence",
    definition({}, { policyRule: rule(isOn) }),
    { effect: unknown("malformed", /effect is absent/) },
  ],
])("a definition with %s", async (_, one, expected) => {
  const { items, gaps } = await policies({ [DEFINITIONS]: [one] });
  expect(gaps).toEqual([]);
  expect(items).toEqual([{ ...wholeDefinition, ...expected }]);
});

test.each<readonly [string, Raw, Raw]>([
  [
    "a member without a reference and parameters",
    initiative({}, { policyDefinitions: [{ policyDefinitionId: "/d" }] }),
    { members: known([{ policyDefinitionId: "/d", referenceId: null, parameters: {} }]) },
  ],
  ...Object.entries({
    "that is none": "/d",
    "without a definition": { parameters: {} },
    "with parameters that are none": { policyDefinitionId: "/d", parameters: [] },
    "with a reference that is none": { policyDefinitionId: "/d", policyDefinitionReferenceId: 7 },
  }).map(([name, one]): readonly [string, Raw, Raw] => [
    `a member ${name}`,
    initiative({}, { policyDefinitions: [one] }),
    { members: unknown("malformed", /policyDefinitions holds an entry/) },
  ]),
  [
    "no members",
    initiative({}, { policyDefinitions: undefined }),
    { members: unknown("malformed", /policyDefinitions is absent/) },
  ],
])("an initiative with %s", async (_, one, expected) => {
  const { items, gaps } = await policies({ [INITIATIVES]: [one] });
  expect(gaps).toEqual([]);
  expect(items).toEqual([{ ...wholeInitiative, ...expected }]);
});

test.each<readonly [string, Raw]>([
  ["no id", { id: null }],
  ["the id of something else", { id: ROOT }],
  ["no properties", { properties: null }],
  ["parameters that are none", { properties: { policyRule: rule(isOn, {}), parameters: [] } }],
  ["a parameter that is none", { properties: { policyRule: rule(isOn, {}), parameters: { a: 7 } } }],
])("%s: a gap at the subscription, and the next one is read", async (_, over) => {
  const { items, gaps } = await policies({
    [DEFINITIONS]: [{ ...definition(), ...over }, definition()],
    [INITIATIVES]: [{ ...initiative(), ...over }, initiative()],
  });
  expect(items).toEqual([wholeDefinition, wholeInitiative]);
  expect(gaps).toMatchObject([
    { reason: "malformed", scope: ROOT, request: `GET ${DEFINITIONS}` },
    { reason: "malformed", scope: ROOT, request: `GET ${INITIATIVES}` },
  ]);
});

test.each<readonly [string, Raw]>([
  ["no rule", { policyRule: undefined }],
  ["a rule that is none", { policyRule: "deny" }],
  ["no condition", { policyRule: rule(undefined, { effect: "deny" }) }],
  ["a condition that is none", { policyRule: rule(SFTP, { effect: "deny" }) }],
  ["all of a number", { policyRule: rule({ allOf: 5 }, { effect: "deny" }) }],
  ["one that is none among others", { policyRule: rule({ allOf: [isOn, 7] }, { effect: "deny" }) }],
])("a definition with %s is a gap of its own, and the next one is read", async (_, properties) => {
  const id = `${DEFINITIONS}/bad`;
  const { items, gaps } = await policies({ [DEFINITIONS]: [definition({ id }, properties), definition()] });
  expect(items).toEqual([wholeDefinition]);
  expect(gaps).toEqual([
    {
      reason: "malformed",
      scope: id,
      request: `GET ${DEFINITIONS}`,
      detail: "a policy definition whose rule is not understood",
    },
  ]);
});
