import { expect, test } from "vitest";
import { unicodeLabel } from "../../src/derive/unicode-label.ts";

test.each([
  ["contoso", "contoso"],
  ["xn--bcher-kva", "b\u00FCcher"],
  ["xn--zz--zz99", "xn--zz--zz99"],
  ["xn--\u00E9", "xn--\u00E9"],
])("%s reads %s", (label, expected) => {
  expect(unicodeLabel(label)).toBe(expected);
});
