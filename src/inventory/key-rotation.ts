import { timeOf } from "./dates.ts";
import { type Gap, known, type Known, unknown } from "./known.ts";
import type { StorageAccount } from "./sections.ts";

/** Azure makes both keys within a second after the account; nobody rotates a key that soon. */
const FIRST_KEYS_MS = 60_000;

/**
 * Since when no key of an account is the one that it was made with: the time of the older key, in milliseconds since 1970.
 * Null where one of them is as old as the account, since whoever rotated the other cannot have meant to lock anybody out.
 */
export function rotatedSince(account: StorageAccount): Known<number | null> {
  const { keyCreationTime, creationTime } = account;
  if (!keyCreationTime.known) return keyCreationTime;
  const origin = { scope: account.id, request: "GET storageAccounts" };
  const times: number[] = [];
  for (const key of ["key1", "key2"] as const) {
    const date = keyCreationTime.value[key];
    if (date === null) return unknown({ ...origin, ...NO_DATE });
    const time = timeOf(known(date), origin);
    if (!time.known) return time;
    times.push(time.value);
  }
  const older = Math.min(...times);
  // What was not read of the account's own age leaves a rotation possible, and the keys' dates as they are.
  const made = timeOf(creationTime, origin);
  return known(made.known && older - made.value < FIRST_KEYS_MS ? null : older);
}

/** Keys from before Azure kept the date have none, until they are made anew. */
const NO_DATE: Pick<Gap, "reason" | "detail"> = {
  reason: "unsupported",
  detail: "Azure names no date of creation for a key of the account",
};
