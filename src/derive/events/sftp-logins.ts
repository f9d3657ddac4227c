import type { SftpLoginAnomaly, SftpOperation } from "../../inventory/sections.ts";
import { dayOf } from "./incident.ts";
import type { Oddity } from "./sftp-incident.ts";
import { isByPassword, isConnect, times } from "./sftp-sign-ins.ts";

type LoginOddity = Oddity<SftpLoginAnomaly["kinds"][number]>;

/** So many refused sign-ins of one address within an hour are guessing. */
const BURST = 5;
/** For so long before its day an address must not have been seen, in logs that reach back as far. */
const HISTORY_DAYS = 30;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** What is unusual about the sign-ins to one account. `operations` are sorted by time. */
export function oddLogins(operations: readonly SftpOperation[]): readonly LoginOddity[] {
  const byAddress = Map.groupBy(operations, ({ ip }) => ip);
  const from = operations.reduce((least, { first }) => (first < least ? first : least), "9999");
  return [...byAddress].flatMap(([ip, ofAddress]) => [
    ...guessing(ofAddress.filter((one) => isConnect(one) && one.count > 0)),
    // An address that the log does not name may be any.
    ...(ip === null ? [] : newcomers(ofAddress, Date.parse(dayOf(from)))),
  ]);
}

/** Refusals of one address that are so many within an hour. Never empty, by time. */
interface Burst {
  /** Of its first row. */
  readonly day: string;
  readonly rows: readonly SftpOperation[];
  /** When it can have become one, and when it ended, in milliseconds since 1970. */
  readonly reached: number;
  readonly end: number;
}

/**
 * Bursts of failures of one address, and the sign-ins that may lie within a day after it became one: a row tells of a whole
 * hour. The firewall's refusals are no guesses.
 */
function guessing(connects: readonly SftpOperation[]): readonly LoginOddity[] {
  const bursts = burstsOf(connects.filter(({ outcome }) => outcome === "refused"));
  const after = connects
    .filter(({ outcome }) => outcome === "success")
    .flatMap((operation): LoginOddity[] => {
      const burst = bursts.findLast(({ reached }) => reached < Date.parse(operation.last));
      if (burst === undefined || Date.parse(operation.first) - burst.end > DAY_MS) return [];
      const when = Date.parse(operation.first) > burst.end ? "after" : "amid";
      const detail = `Somebody signed in ${times(operation.count)} ${when} the failures; the log names no user.`;
      return [{ kind: "success-after-failures", day: burst.day, operation, detail, queryId: "q04" }];
    });
  return [...bursts.flatMap(({ rows, day }) => rows.map((row) => failure(row, day))), ...after];
}

/** Those of one hour of the clock, and those over its border, each where it can first be told. */
function burstsOf(refused: readonly SftpOperation[]): readonly Burst[] {
  const hours = [...Map.groupBy(refused, ({ first }) => first.slice(0, "2026-11-20T14".length)).values()];
  const few = hours.filter((rows) => countOf(rows) < BURST).flat();
  return [...hours.filter((rows) => countOf(rows) >= BURST), ...overBorders(few)]
    .map(burstOf)
    .sort((a, b) => a.reached - b.reached);
}

/** Rows of several hours that lie within one. Those that share a row are one burst. */
function overBorders(rows: readonly SftpOperation[]): readonly (readonly SftpOperation[])[] {
  const bursts: Set<SftpOperation>[] = [];
  rows.forEach((row, at) => {
    // Two neighbouring hours with so few hold no more rows.
    const within = rows
      .slice(at, at + 2 * BURST)
      .filter(({ last }) => Date.parse(last) - Date.parse(row.first) < HOUR_MS);
    if (countOf(within) < BURST) return;
    const latest = bursts.at(-1);
    if (latest === undefined || !within.some((one) => latest.has(one))) bursts.push(new Set(within));
    else for (const one of within) latest.add(one);
  });
  return bursts.map((burst) => [...burst]);
}

/** A row may hold all of its refusals at the moment when it begins. */
function burstOf(rows: readonly SftpOperation[]): Burst {
  let count = 0;
  let reached = Number.POSITIVE_INFINITY;
  for (const { first, count: more } of rows) {
    count += more;
    if (count >= BURST) reached = Math.min(reached, Date.parse(first));
  }
  const day = dayOf(rows.reduce((least, { first }) => (first < least ? first : least), "9999"));
  return { day, rows, reached, end: rows.reduce((most, { last }) => Math.max(most, Date.parse(last)), 0) };
}

function countOf(rows: readonly SftpOperation[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}

function failure(operation: SftpOperation, day: string): LoginOddity {
  const { count, statusText } = operation;
  const why = statusText === null ? "" : `, with "${statusText}"`;
  const detail = `Sign-in was refused ${times(count)} within the hour${why}; the log names no user.`;
  return { kind: "failed-burst", day, operation, detail, queryId: "q04" };
}

/**
 * Sign-ins with a password on a day before which the address was not seen for so long. Where the log of the account does
 * not reach back as far, every address would be new, and nothing is said.
 * @param from the day on which the log of the account begins
 */
function newcomers(ofAddress: readonly SftpOperation[], from: number): readonly LoginOddity[] {
  const successes = ofAddress.filter(({ outcome }) => outcome === "success");
  const days = [...Map.groupBy(successes, ({ first }) => dayOf(first))];
  return days.flatMap(([day, ofDay], at) => {
    const begin = Date.parse(day) - HISTORY_DAYS * DAY_MS;
    const [former] = days[at - 1] ?? [];
    if (from > begin || (former !== undefined && Date.parse(former) >= begin)) return [];
    const logins = ofDay.filter((operation) => isConnect(operation) && isByPassword(operation));
    return logins.map((operation): LoginOddity => {
      const detail = `Somebody signed in with a password ${times(operation.count)} from an address that was not seen in the ${HISTORY_DAYS} days before; the log names no user.`;
      return { kind: "new-address", day, operation, detail, queryId: "q05" };
    });
  });
}
