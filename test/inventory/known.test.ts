import { expect, test } from "vitest";
import {
  byDefault,
  type GapReason,
  isGapReason,
  known,
  makesIncomplete,
  unknown,
} from "../../src/inventory/known.ts";
import { denied } from "../checks/build.ts";

test("a value, a default and a gap", () => {
  expect(known(false)).toEqual({ known: true, value: false });
  expect(byDefault(true)).toEqual({ known: true, value: true, byDefault: true });
  expect(unknown(denied())).toEqual({ known: false, gap: denied() });
});

test.each<[GapReason, boolean]>([
  ["denied", true],
  ["throttled", true],
  ["malformed", true],
  ["failed", true],
  ["interrupted", true],
  ["unsupported", false],
  ["not-requested", false],
])("%s makes a scan incomplete: %s", (reason, expected) => {
  expect(makesIncomplete({ ...denied(), reason })).toBe(expected);
  expect(isGapReason(reason)).toBe(true);
});

test.each(["", "Denied", "toString", "__proto__", 7, undefined, null])("%j is no reason", (reason) => {
  expect(isGapReason(reason)).toBe(false);
});
