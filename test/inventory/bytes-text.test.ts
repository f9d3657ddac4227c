import { expect, test } from "vitest";
import { bytesText } from "../../src/inventory/bytes-text.ts";

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1000, "1 kB"],
  [1234, "1.23 kB"],
  [999_949, "1 MB"],
  [4_194_304, "4.19 MB"],
  [3_116_000_000, "3.12 GB"],
  [2 ** 53, "9.01 PB"],
  [5e18, "5000 PB"],
])("%d", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
