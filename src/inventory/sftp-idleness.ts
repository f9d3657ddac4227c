import { daysBetween } from "./app-factors.ts";
import { timeOf } from "./dates.ts";
import { type Factor, factor } from "./factors.ts";
import type { Slice } from "./inventory.ts";
import { type Gap, type Known, known, unknown } from "./known.ts";
import type { SftpEndpoint, SftpUse, StorageAccount } from "./sections.ts";

/** How long nobody has signed in to an account over SFTP: ISO 8601, `last` null where the logs hold no sign-in. */
export interface SftpIdleness {
  readonly last: string | null;
  /** From when on the logs hold everything. */
  readonly since: string;
}

/**
 * One sign-in that was found decides. That there was none takes logs that hold the whole period, and an account that is
 * older than it.
 * @param days after how many days without a sign-in an account is idle
 */
export function sftpIdleness(
  account: StorageAccount,
  { sftpUses, sftpEndpoints }: Slice<"sftpUses" | "sftpEndpoints">,
  days: number,
  now: Date,
): Known<SftpIdleness | "in-use" | "new"> {
  const origin = { scope: account.id, request: "StorageBlobLogs" };
  const [use] = sftpUses.of(account.id);
  const last = use === undefined ? known(null) : dateOrNull(use.lastUse, origin);
  if (last.known && last.value !== null && daysBetween(last.value, now) <= days) return known("in-use");
  const [gap] = sftpUses.gapsAt(account.id);
  if (gap !== undefined) return unknown(gap);
  if (use === undefined) return unknown({ ...origin, ...NO_LOG });
  if (!last.known) return last;
  const since = loggedSince(use, days, now, origin);
  if (!since.known) return since;
  const [endpoint] = sftpEndpoints.of(account.id);
  const silence = silenceOf(use, endpoint, now, origin);
  if (silence !== undefined) return unknown(silence);
  if (last.value === null) {
    const created = dateOrNull(account.creationTime, origin);
    if (!created.known) return created;
    if (created.value === null) return unknown({ ...origin, ...NO_AGE });
    if (daysBetween(created.value, now) < days) return known("new");
  }
  return known({ last: last.value, since: since.value });
}

/** Nothing is added where fewer than 90 days make an account idle, and it is no more than 90. */
export function idleFactors({ last }: SftpIdleness, now: Date): Factor[] {
  if (last === null) return [factor("never-used", "The logs hold no sign-in over SFTP to the account.")];
  return daysBetween(last, now) > 90
    ? [factor("unused-90-days", `The last sign-in over SFTP to the account was on ${last.slice(0, 10)}.`)]
    : [];
}

/** From when on the logs hold everything, where that is the whole period. */
function loggedSince(
  { loggedSince: since }: SftpUse,
  days: number,
  now: Date,
  origin: Pick<Gap, "scope" | "request">,
): Known<string> {
  if (!since.known) return since;
  const time = timeOf(since, origin);
  if (!time.known) return time;
  if (daysBetween(since.value, now) >= days) return since;
  const detail = `the logs go back to ${since.value.slice(0, 10)}, and ${days} days are asked for`;
  return unknown({ ...origin, reason: "unsupported", detail });
}

const QUIET_DAYS = 7;

/**
 * A log that ended is no sign that nobody signs in. An account that nobody touches writes no rows either, so that one that
 * is sent somewhere today counts as silent.
 */
function silenceOf(
  { loggedUntil: until }: SftpUse,
  endpoint: SftpEndpoint | undefined,
  now: Date,
  origin: Pick<Gap, "scope" | "request">,
): Gap | undefined {
  if (endpoint?.logging.known === true && endpoint.logging.value === "complete") return undefined;
  if (!until.known) return until.gap;
  const time = timeOf(until, origin);
  if (!time.known) return time.gap;
  if (daysBetween(until.value, now) <= QUIET_DAYS) return undefined;
  const detail = `the log of the account ends on ${until.value.slice(0, 10)}, and nobody knows whether it is still written`;
  return { ...origin, reason: "unsupported", detail };
}

/** What is no date must not count as long ago. */
function dateOrNull(
  date: Known<string | null>,
  origin: Pick<Gap, "scope" | "request">,
): Known<string | null> {
  if (!date.known || date.value === null) return date;
  const time = timeOf(date, origin);
  return time.known ? date : time;
}

const NO_LOG: Pick<Gap, "reason" | "detail"> = {
  reason: "unsupported",
  detail: "the logs that were given hold nothing of the account",
};

const NO_AGE: Pick<Gap, "reason" | "detail"> = {
  reason: "unsupported",
  detail: "Azure names no date of creation for the account",
};
