import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { switchesIn } from "../../src/collect/policy-rule.ts";

const SFTP = "Microsoft.Storage/storageAccounts/isSftpEnabled";
const LOCAL_USER = "Microsoft.Storage/storageAccounts/isLocalUserEnabled";
const nothing = { tests: [], unclear: [] };
const tested = { tests: ["isSftpEnabled"], unclear: [] };
const open = { tests: [], unclear: ["isSftpEnabled"] };
const type = { field: "type", equals: "Microsoft.Storage/storageAccounts" };
const sftp = (condition: object) => ({ field: SFTP, ...condition });

test.each<readonly [string, object, object]>([
  ["true as a text", { equals: "true" }, tested],
  ["true", { equals: true }, tested],
  ["True, and the operator in capitals", { EQUALS: " True ".trim() }, tested],
  ["not false", { notEquals: false }, tested],
  ["one of true", { in: ["true"] }, tested],
  ["none of false", { notIn: [false] }, tested],
  ["false", { equals: false }, nothing],
  ["not true", { notEquals: "true" }, nothing],
  ["one of false", { in: ["false", false] }, nothing],
  ["none of true", { notIn: [true] }, nothing],
  ["either", { in: [true, false] }, open],
  ["neither", { notIn: [true, false] }, open],
  ["one of nothing", { in: [] }, open],
  ["a parameter", { equals: "[parameters('allowed')]" }, open],
  ["not a parameter", { notEquals: "[parameters('allowed')]" }, open],
  ["one of a parameter", { in: "[parameters('allowed')]" }, open],
  ["one that is a parameter", { in: [true, "[parameters('allowed')]"] }, open],
  ["a pattern", { like: "t*" }, open],
  ["whether it is set", { exists: true }, open],
  ["a number", { equals: 1 }, open],
  ["nothing at all", {}, open],
])("compared with %s", (_, condition, expected) => {
  expect(switchesIn({ allOf: [type, sftp(condition)] })).toEqual(expected);
});

const on = sftp({ equals: true });
const off = sftp({ equals: false });

test.each<readonly [string, unknown, object]>([
  ["alone", on, tested],
  ["anywhere", { anyOf: [type, { allOf: [type, { anyOf: [on] }] }] }, tested],
  ["with the alias in other letters", { field: SFTP.toUpperCase(), equals: true }, tested],
  ["with keys in other letters", { ALLOF: [type, { FIELD: SFTP, Equals: true }] }, tested],
  ["not on", { not: on }, nothing],
  ["not off", { not: off }, tested],
  ["not not on", { not: { not: on } }, tested],
  ["NOT off", { Not: { allOf: [type, off] } }, tested],
  ["on or off", { anyOf: [off, on] }, tested],
  ["on, and set", { allOf: [sftp({ exists: true }), on] }, tested],
  ["off, or not set", { anyOf: [sftp({ exists: false }), off] }, nothing],
  ["off, or what a parameter says", { anyOf: [sftp({ equals: "[parameters('x')]" }), off] }, open],
  ["in a value", { value: `[field('${SFTP}')]`, equals: true }, open],
  ["in what something else is compared with", { field: "name", equals: `[field('${SFTP}')]` }, open],
  ["in a field that is worked out", { field: `[concat('${SFTP}', '')]`, equals: true }, open],
  ["in a field with a blank behind it", { field: `${SFTP} `, equals: true }, open],
  ["in a count", { count: { field: `${SFTP}[*]` }, equals: 0 }, open],
  ["where a count looks", { count: { field: "x[*]", where: on }, greater: 0 }, open],
  ["another property", { field: `${SFTP.slice(0, -1)}`, equals: true }, nothing],
  ["nothing", type, nothing],
])("%s", (_, rule, expected) => {
  expect(switchesIn(rule)).toEqual(expected);
});

test("both switches, each in its own way", () => {
  expect(switchesIn({ anyOf: [on, { field: LOCAL_USER, notEquals: "false" }] })).toEqual({
    tests: ["isSftpEnabled", "isLocalUserEnabled"],
    unclear: [],
  });
  expect(switchesIn({ anyOf: [on, { field: LOCAL_USER, exists: false }] })).toEqual({
    tests: ["isSftpEnabled"],
    unclear: ["isLocalUserEnabled"],
  });
});

/** https://github.com/Azure/Enterprise-Scale/blob/main/src/resources/Microsoft.Authorization/policyDefinitions/Deny-Storage-LocalUser.json */
test("the rule of Azure landing zones, which takes a switch that is not set for on", () => {
  const field = LOCAL_USER;
  const rule = {
    allOf: [
      type,
      {
        anyOf: [
          { field, exists: "false" },
          { field, notEquals: false },
        ],
      },
    ],
  };
  expect(switchesIn(rule)).toEqual({ tests: ["isLocalUserEnabled"], unclear: [] });
});

describe("however deep", () => {
  test.each(["not", "allOf"])("%s", (key) => {
    let rule: unknown = on;
    for (let depth = 0; depth < 200_000; depth += 1) rule = { [key]: key === "not" ? rule : [rule] };
    expect(switchesIn(rule)).toEqual(tested);
  });
});

test("whatever a rule is, it is read to its end", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (rule) => {
      const { tests = [], unclear = [] } = switchesIn(rule) ?? {};
      expect(tests.filter((name) => unclear.includes(name))).toEqual([]);
    }),
  );
});

test.each<readonly [string, unknown]>([
  ["missing", undefined],
  ["null", null],
  ["a number", 7],
  ["a text", SFTP],
  ["a list", [on]],
  ["of nothing", {}],
  ["with an operator that nobody knows", { oneOf: [on] }],
  ["with all of a number", { allOf: 5 }],
  ["with any of an object", { anyOf: on }],
  ["with the opposite of a list", { not: [off] }],
  ["with an entry that is none", { allOf: [on, 7] }],
  ["with an entry that is none, far below", { not: { anyOf: [{ allOf: [on, null] }] } }],
  ["with a field that is none", { allOf: [on, { field: 7, equals: 7 }] }],
  ["with a count that is none", { count: [], equals: 0 }],
  ["that is two conditions at once", { ...on, allOf: [type] }],
])("a rule %s is not understood", (_, rule) => {
  expect(switchesIn(rule)).toBeUndefined();
});

describe("beside the switch", () => {
  const kind = (condition: object) => ({ field: "kind", ...condition });
  const namespace = (condition: object) => ({
    field: "Microsoft.Storage/storageAccounts/isHnsEnabled",
    ...condition,
  });

  test.each<readonly [string, object]>([
    ["the type", type],
    ["the type in other letters", { FIELD: "Type", EQUALS: "MICROSOFT.STORAGE/STORAGEACCOUNTS" }],
    ["one of types", { field: "type", in: ["Microsoft.Storage/storageAccounts", "Microsoft.Web/sites"] }],
    ["no other type", { field: "type", notEquals: "Microsoft.Web/sites" }],
    ["that it has a type", { field: "type", exists: true }],
    ["the namespace", namespace({ equals: "true" })],
    ["no missing namespace", { not: namespace({ equals: false }) }],
    ["the kind", kind({ equals: "StorageV2" })],
    ["one of kinds", kind({ in: ["BlockBlobStorage", "StorageV2"] })],
    ["none of kinds", kind({ notIn: ["FileStorage"] })],
    ["the same switch, set", sftp({ exists: "true" })],
    ["the same switch in other words", sftp({ notEquals: false })],
    ["nothing", { allOf: [] }],
    ["one of two, of which one is sure", { anyOf: [{ field: "name", equals: "nobody" }, type] }],
  ])("%s always holds", (_, companion) => {
    expect(switchesIn({ allOf: [companion, on] })).toEqual(tested);
    expect(switchesIn({ not: { anyOf: [off, { not: companion }] } })).toEqual(tested);
  });

  const narrow: readonly (readonly [string, object])[] = [
    ["a name", { field: "name", equals: "nobody" }],
    ["a tag", { field: "tags['x']", equals: "yes" }],
    ["a place", { field: "location", in: ["westeurope"] }],
    ["a value", { value: "[resourceGroup().name]", like: "rg-*" }],
    ["a count", { count: { field: "x[*]" }, greater: 0 }],
    ["another type", { field: "type", equals: "Microsoft.Web/sites" }],
    ["a type that is worked out", { field: "type", equals: "[parameters('type')]" }],
    ["a type in a pattern", { field: "type", like: "Microsoft.*" }],
    ["types that are no list", { field: "type", in: "Microsoft.Storage/storageAccounts" }],
    ["no type to compare with", { field: "type" }],
    ["two operators", { ...type, notEquals: "x" }],
    ["another kind", kind({ equals: "FileStorage" })],
    ["a kind that is a number", kind({ equals: 2 })],
    ["no namespace", namespace({ equals: false })],
    ["the same switch off", off],
    ["the same switch, not set", sftp({ exists: false })],
    ["what a parameter says of it", sftp({ equals: "[parameters('x')]" })],
    ["the other switch off", { field: LOCAL_USER, equals: false }],
    [
      "one of two that nobody knows",
      {
        anyOf: [
          { field: "name", like: "a*" },
          { field: "id", like: "b*" },
        ],
      },
    ],
  ];

  test.each(narrow)("%s may never hold", (_, companion) => {
    expect(switchesIn({ allOf: [type, on, companion] })).toEqual(open);
    expect(switchesIn({ allOf: [companion, { anyOf: [on] }] })).toEqual(open);
    expect(switchesIn({ not: { anyOf: [off, { not: companion }] } })).toEqual(open);
  });

  test.each(narrow)("%s does no harm where one is enough", (_, companion) => {
    expect(switchesIn({ allOf: [type, { anyOf: [companion, on] }] })).toEqual(tested);
  });

  const user = { field: LOCAL_USER, equals: true };
  const name = { field: "name", equals: "nobody" };
  test.each<readonly [string, object, readonly string[], readonly string[]]>([
    ["both together", { allOf: [type, on, user] }, ["isSftpEnabled", "isLocalUserEnabled"], []],
    ["either", { anyOf: [on, user] }, ["isSftpEnabled", "isLocalUserEnabled"], []],
    [
      "one narrowed, the other not",
      { anyOf: [{ allOf: [on, name] }, user] },
      ["isLocalUserEnabled"],
      ["isSftpEnabled"],
    ],
    ["both narrowed", { allOf: [{ anyOf: [on, user] }, name] }, [], ["isSftpEnabled", "isLocalUserEnabled"]],
  ])("the other one: %s", (_, rule, tests, unclear) => {
    expect(switchesIn(rule)).toEqual({ tests, unclear });
  });

  test("what narrows a rule never makes it clearer", () => {
    const condition = fc.letrec((tie) => ({
      rule: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<object>(on, off, user, name, type, sftp({ exists: true })),
        fc.record({ allOf: fc.array(tie("rule"), { maxLength: 3 }) }),
        fc.record({ anyOf: fc.array(tie("rule"), { maxLength: 3 }) }),
        fc.record({ not: tie("rule") }),
      ),
    })).rule;
    fc.assert(
      fc.property(condition, (rule) => {
        const { tests = [] } = switchesIn(rule) ?? {};
        expect(switchesIn({ allOf: [rule, name] })?.tests).toEqual([]);
        expect(switchesIn({ allOf: [rule, type] })?.tests).toEqual(tests);
      }),
    );
  });
});

test("what a rule says is the opposite of what its negation says, and the same two times over", () => {
  const condition = fc.constantFrom(
    { equals: true },
    { equals: false },
    { notEquals: "true" },
    { in: ["false"] },
  );
  fc.assert(
    fc.property(condition, fc.nat(8), (one, nots) => {
      let rule: object = sftp(one);
      for (let at = 0; at < nots; at += 1) rule = { not: rule };
      const isOn = switchesIn(sftp(one))?.tests.length === 1;
      expect(switchesIn(rule)).toEqual(isOn === (nots % 2 === 0) ? tested : nothing);
    }),
  );
});
