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
  ["not in a list that is no way to write it", { not: [off] }, tested],
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
  ["a rule that is none", null, nothing],
  ["a rule that is a number", 7, nothing],
])("%s", (_, rule, expected) => {
  expect(switchesIn(rule)).toEqual(expected);
});

test("both switches, each in its own way", () => {
  const rule = { allOf: [on, { field: LOCAL_USER, equals: false }] };
  expect(switchesIn(rule)).toEqual(tested);
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
      const { tests, unclear } = switchesIn(rule);
      expect(tests.filter((name) => unclear.includes(name))).toEqual([]);
    }),
  );
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
      const isOn = switchesIn(sftp(one)).tests.length > 0;
      expect(switchesIn(rule)).toEqual(isOn === (nots % 2 === 0) ? tested : nothing);
    }),
  );
});
