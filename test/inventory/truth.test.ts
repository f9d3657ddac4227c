import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Known, known, unknown } from "../../src/inventory/known.ts";
import { allOf, anyOf, not } from "../../src/inventory/truth.ts";
import { denied } from "../checks/build.ts";

const yes = known(true);
const no = known(false);
const first = unknown(denied("/first"));
const second = unknown(denied("/second"));

test.each<[string, readonly Known<boolean>[], Known<boolean>, Known<boolean>]>([
  ["nothing", [], no, yes],
  ["yes", [yes], yes, yes],
  ["no", [no], no, no],
  ["yes and no", [yes, no], yes, no],
  ["yes and not read", [first, yes], yes, first],
  ["no and not read", [first, no], first, no],
  ["all three", [first, no, yes], yes, no],
  ["the first that was not read", [first, second], first, first],
])("%s: any of it, all of it", (_, values, any, all) => {
  expect(anyOf(values)).toEqual(any);
  expect(allOf(values)).toEqual(all);
});

test("what was not read stays so when it is turned around", () => {
  expect([yes, no, first].map(not)).toEqual([no, yes, first]);
});

describe("whatever is read later", () => {
  const values = fc.array(fc.constantFrom(yes, no, first, second), { maxLength: 5 });

  test("does not change an answer that was known", () => {
    fc.assert(
      fc.property(values, fc.boolean(), (given, read) => {
        const later = given.map((value) => (value.known ? value : known(read)));
        for (const of of [anyOf, allOf]) {
          const before = of(given);
          if (before.known) expect(of(later)).toEqual(before);
          expect(of(later).known).toBe(true);
        }
      }),
    );
  });

  test("any of it is not all of its opposite", () => {
    fc.assert(
      fc.property(values, (given) => {
        expect(anyOf(given)).toEqual(not(allOf(given.map(not))));
      }),
    );
  });
});
