import { expect, test } from "vitest";
import { timeOf } from "../../src/inventory/dates.ts";
import { known, unknown } from "../../src/inventory/known.ts";
import { denied } from "../checks/build.ts";

const origin = { scope: "/applications/a", request: "GET /v1.0/applications" };

test("a date is a time", () => {
  expect(timeOf(known("1970-01-01T00:00:01Z"), origin)).toEqual(known(1000));
});

test("what was not read stays unread", () => {
  expect(timeOf(unknown(denied()), origin)).toEqual(unknown(denied()));
});

test("a date that Graph does not name is neither old nor new", () => {
  const detail = "Graph names no date of creation";
  expect(timeOf(known(null), origin)).toEqual(unknown({ ...origin, reason: "unsupported", detail }));
});

test("what is no date is not compared with one", () => {
  const detail = '"soon" is no date';
  expect(timeOf(known("soon"), origin)).toEqual(unknown({ ...origin, reason: "malformed", detail }));
});
