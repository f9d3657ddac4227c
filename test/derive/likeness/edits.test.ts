import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isOneEdit } from "../../../src/derive/likeness/edits.ts";

test.each([
  ["google", "goggle", "another letter"],
  ["google", "noogle", "another first letter"],
  ["google", "googlr", "another last letter"],
  ["google", "gogle", "one left out"],
  ["google", "googl", "the last left out"],
  ["google", "oogle", "the first left out"],
  ["google", "googlle", "one more"],
  ["google", "googles", "one more at the end"],
  ["google", "xgoogle", "one more in front"],
  ["google", "goolge", "two swapped"],
  ["google", "ogogle", "the first two swapped"],
])("%s and %s: %s", (a, b) => {
  expect(isOneEdit(a, b)).toBe(true);
});

test.each([
  ["google", "google", "the same"],
  ["google", "goggla", "two letters"],
  ["google", "gole", "two left out"],
  ["google", "goo", "three left out"],
  ["google", "geogla", "both around the middle"],
  ["google", "goelgo", "two swapped that are no neighbors"],
  ["google", "ogoglx", "both ends"],
  ["google", "", "nothing"],
])("%s and %s: %s", (a, b) => {
  expect(isOneEdit(a, b)).toBe(false);
});

describe("of any words", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 3, maxLength: 9 });

  test("it is the distance of Damerau and Levenshtein, whichever comes first", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const isOne = distance(a, b) === 1;
        expect([isOneEdit(a, b), isOneEdit(b, a)]).toEqual([isOne, isOne]);
      }),
    );
  });

  test("a letter taken out anywhere is one edit", () => {
    fc.assert(
      fc.property(word, fc.nat(), (a, any) => {
        const at = any % a.length;
        expect(isOneEdit(a, a.slice(0, at) + a.slice(at + 1))).toBe(true);
      }),
    );
  });
});

/** By its definition, slow and without a thought. */
function distance(a: string, b: string): number {
  if (a === "" || b === "") return a.length + b.length;
  const same = a[0] === b[0] ? 0 : 1;
  const swap = a[0] === b[1] && a[1] === b[0] ? [1 + distance(a.slice(2), b.slice(2))] : [];
  const replaced = same + distance(a.slice(1), b.slice(1));
  if (same === 0) return Math.min(replaced, ...swap);
  return Math.min(replaced, 1 + distance(a.slice(1), b), 1 + distance(a, b.slice(1)), ...swap);
}
