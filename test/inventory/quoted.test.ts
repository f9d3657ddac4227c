import { expect, test } from "vitest";
import { quoted } from "../../src/inventory/quoted.ts";

test.each([
  [[], ""],
  [["a"], '"a"'],
  [["b", "a", "B", "a"], '"B", "a", "b"'],
  [["5", "4", "3", "2", "1"], '"1", "2", "3", "4", "5"'],
  [["7", "6", "5", "4", "3", "2", "1"], '"1", "2", "3", "4", "5" and 2 more'],
])("%j", (names, expected) => {
  expect(quoted(names)).toBe(expected);
});
