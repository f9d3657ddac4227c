import { describe, expect, test } from "vitest";
import {
  CUT,
  nameOf,
  readDate,
  readEach,
  readId,
  readObject,
  shortened,
  withCutLists,
} from "../../src/collect/properties.ts";

const ORIGIN = { scope: "/x", request: "GET /x" };

describe("dates", () => {
  test.each([
    ["2022-05-07T06:52:40Z", "2022-05-07T06:52:40.000Z"],
    ["2022-05-07T06:52:40.1234567Z", "2022-05-07T06:52:40.123Z"],
    ["2022-05-07t06:52:40z", "2022-05-07T06:52:40.000Z"],
    ["2021-03-01T00:00:00-08:00", "2021-03-01T08:00:00.000Z"],
    ["2021-03-01T00:00:00-8:00", "2021-03-01T08:00:00.000Z"],
    ["2021-03-01T00:00:00+5:30", "2021-02-28T18:30:00.000Z"],
    ["2022-05-07T06:53:15", "2022-05-07T06:53:15.000Z"],
    ["2022-05-07T06:53", "2022-05-07T06:53:00.000Z"],
    ["2022-05-07", "2022-05-07T00:00:00.000Z"],
    ["9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.999Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
  ])("%s is %s, wherever the machine stands", (text, expected) => {
    expect(readDate(text, "d", ORIGIN)).toEqual({ known: true, value: expected });
  });

  test.each([
    "5",
    "2022",
    "May 7, 2022",
    "2022-13-07T00:00:00Z",
    "2022-05-07T25:00:00Z",
    "2022-05-07T00:00:00-8",
    "",
    "2022-05-07T",
    " 2022-05-07",
    "2022-05-07T00:00:00Z; x",
  ])("%j is no date", (text) => {
    expect(readDate<null>(text, "d", ORIGIN, null)).toMatchObject({
      known: false,
      gap: { reason: "malformed" },
    });
  });

  test("one of the SDK's that is invalid", () => {
    expect(readDate(new Date("x"), "d", ORIGIN)).toMatchObject({
      known: false,
      gap: { detail: expect.stringMatching(/not a date/) },
    });
    expect(readDate(new Date(0), "d", ORIGIN)).toEqual({ known: true, value: "1970-01-01T00:00:00.000Z" });
  });
});

test.each([
  "6162-x",
  "lAPpYvVpN0KRkAEhdxReEMmO4KwRqtpKkUWt3wOYIz4-1",
  "microsoft-user-default-low",
  "contoso.com",
  "ODNmNDUy==",
])("%s can stand in a path", (id) => {
  expect(readId(id)).toBe(id);
});

test.each([
  "",
  ".",
  "..",
  "a/b",
  "a?b",
  "a#b",
  "a%2fb",
  "a b",
  "a\nb",
  "a\u0000",
  "ä",
  "a\\b",
  "$batch",
  7,
  null,
  undefined,
  ["a"],
])("%j cannot", (id) => {
  expect(readId(id)).toBeUndefined();
});

test.each([
  ["Ada", "Ada"],
  [" Ada ", " Ada "],
  ["", "id"],
  ["\t\u00a0", "id"],
  [null, "id"],
  [7, "id"],
])("the name of %j is %j", (value, expected) => {
  expect(nameOf(value, "id")).toBe(expected);
});

test.each([
  ["a".repeat(1024), "a".repeat(1024)],
  ["a".repeat(1025), `${"a".repeat(1023)}…`],
  // A surrogate pair stands across the border.
  [`${"a".repeat(1022)}😀b`, `${"a".repeat(1022)}…`],
  [`${"a".repeat(1021)}😀bc`, `${"a".repeat(1021)}😀…`],
])("text to show is cut between two code points", (text, expected) => {
  expect(shortened(text)).toBe(expected);
  expect(nameOf(text, "id")).toBe(expected);
  expect(nameOf("", text)).toBe(expected);
});

describe("a property that goes on behind a link", () => {
  test("is no value to any reader", () => {
    const { list, whole } = withCutLists({
      list: [1],
      "list@odata.nextLink": "https://graph.microsoft.com/v1.0/x/list?$skiptoken=a",
      whole: [2],
      "whole@odata.nextLink": null,
      "whole@odata.count": 1,
    });
    expect([list, whole]).toEqual([CUT, [2]]);
    const gap = { ...ORIGIN, reason: "malformed", detail: "the property list goes on behind a link" };
    expect(readEach(list, "list", ORIGIN, Number, [])).toEqual({ known: false, gap });
    expect(readObject(list, "list", ORIGIN, {})).toEqual({ known: false, gap });
  });

  test("and the item itself is the same where there is none", () => {
    const raw = { list: [1], "@odata.nextLink": "x" };
    expect(withCutLists(raw)).toBe(raw);
  });
});
