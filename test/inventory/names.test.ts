import fc from "fast-check";
import { expect, test } from "vitest";
import { isListed, matchesName } from "../../src/inventory/names.ts";

test.each<[string, string, boolean]>([
  ["acct", "acct", true],
  ["ACCT", "acct", true],
  ["acct", "ACCT", true],
  ["acct", "acct2", false],
  ["acct", "my-acct", false],
  ["", "", true],
  ["", "a", false],
  ["*", "", true],
  ["*", "anything", true],
  ["**", "a", true],
  ["a*", "a", true],
  ["a*", "ba", false],
  ["*a", "ba", true],
  ["*a", "ab", false],
  ["a*a", "a", false],
  ["a*a", "aa", true],
  ["a*b*c", "a-b-c", true],
  ["a*b*c", "acb", false],
  ["*b*b", "b", false],
  ["ab*ba", "aba", false],
  ["a.c", "abc", false],
  ["a?c", "abc", false],
  ["[a]*", "[a]b", true],
  ["insights-logs-*", "insights-logs", false],
  ["a*", "a\nb", true],
])("%j matches %j: %s", (pattern, name, expected) => {
  expect(matchesName(pattern, name)).toBe(expected);
});

test.each<[readonly string[], boolean]>([
  [[], false],
  [["acct"], true],
  [["other", "AC*"], true],
  [["/subscriptions/s/*"], true],
  [["/subscriptions/s"], false],
  [["*/other"], false],
])("%j list the account: %s", (patterns, expected) => {
  const account = { id: "/subscriptions/S/storageAccounts/acct", name: "acct" };
  expect(isListed(patterns, account)).toBe(expected);
});

const text = fc.string({ unit: fc.constantFrom("a", "b", "A", ".", "\n"), maxLength: 8 });
const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "."), maxLength: 6 });

test("means what its regular expression means", () => {
  fc.assert(
    fc.property(pattern, text, (glob, name) => {
      const source = glob.replaceAll(".", String.raw`\.`).replaceAll("*", ".*");
      expect(matchesName(glob, name)).toBe(new RegExp(`^${source}$`, "is").test(name));
    }),
    { numRuns: 5000 },
  );
});

test("is linear where a regular expression would not end", () => {
  expect(matchesName(`${"a*".repeat(2000)}b`, "a".repeat(200_000))).toBe(false);
});
