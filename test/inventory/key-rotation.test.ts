import { expect, test } from "vitest";
import { rotatedSince } from "../../src/inventory/key-rotation.ts";
import { type Known, known, unknown } from "../../src/inventory/known.ts";
import type { StorageAccount } from "../../src/inventory/sections.ts";
import { accountId, denied, storageAccount } from "../checks/build.ts";

/** The account is of 2025-01-01. */
const keys = (key1: string | null, key2: string | null): Partial<StorageAccount> => ({
  keyCreationTime: known({ key1, key2 }),
});
const origin = { scope: accountId("acct"), request: "GET storageAccounts" };
const noDate = unknown({
  ...origin,
  reason: "unsupported",
  detail: "Azure names no date of creation for a key of the account",
});

test.each<[string, Partial<StorageAccount>, Known<string | null>]>([
  [
    "the older of two keys",
    keys("2025-06-02T00:00:00.000Z", "2025-06-01T00:00:00.000Z"),
    known("2025-06-01T00:00:00.000Z"),
  ],
  [
    "whichever it is",
    keys("2025-06-01T00:00:00.000Z", "2025-06-02T00:00:00.000Z"),
    known("2025-06-01T00:00:00.000Z"),
  ],
  ["both as old as the account", keys("2025-01-01T00:00:00.250Z", "2025-01-01T00:00:00.250Z"), known(null)],
  ["one of them", keys("2025-06-01T00:00:00.000Z", "2025-01-01T00:00:59.999Z"), known(null)],
  [
    "a minute later",
    keys("2025-06-01T00:00:00.000Z", "2025-01-01T00:01:00.000Z"),
    known("2025-01-01T00:01:00.000Z"),
  ],
  [
    "an account whose age was not read",
    { ...keys("2025-01-01T00:00:00.000Z", "2025-01-01T00:00:00.000Z"), creationTime: unknown(denied()) },
    known("2025-01-01T00:00:00.000Z"),
  ],
  [
    "an account without a date",
    { ...keys("2025-06-01T00:00:00.000Z", "2025-06-02T00:00:00.000Z"), creationTime: known(null) },
    known("2025-06-01T00:00:00.000Z"),
  ],
  ["the first without a date", keys(null, "2025-06-01T00:00:00.000Z"), noDate],
  ["the second without a date", keys("2025-06-01T00:00:00.000Z", null), noDate],
  ["not read", { keyCreationTime: unknown(denied("/keys")) }, unknown(denied("/keys"))],
  [
    "no date",
    keys("2025-06-01T00:00:00.000Z", "yesterday"),
    unknown({ ...origin, reason: "malformed", detail: '"yesterday" is no date' }),
  ],
])("%s", (_, over, expected) => {
  expect(rotatedSince(storageAccount(over))).toEqual(
    expected.known && expected.value !== null ? known(Date.parse(expected.value)) : expected,
  );
});
