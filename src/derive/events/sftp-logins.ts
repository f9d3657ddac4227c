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

/** What is unusual about the sign-ins to one account. `operations` are sorted by time. */
export function oddLogins(operations: readonly SftpOperation[]): readonly LoginOddity[] {
  const byAddress = Map.groupBy(operations, ({ ip }) => ip);
  const from = operations.reduce((least, { first }) => (first < least ? first : least), "9999");
  return [...byAddress].flatMap(([ip, ofAddress]) => [
    ...guessing(ofAddress.filter(isConnect)),
    // An address that the log does not name may be any.
    ...(ip === null ? [] : newcomers(ofAddress, Date.parse(dayOf(from)))),
  ]);
}

/** Bursts of failures of one address, and the sign-ins within a day after them. The firewall's refusals are no guesses. */
function guessing(connects: readonly SftpOperation[]): readonly LoginOddity[] {
  const refused = connects.filter(({ outcome }) => outcome === "refused");
  const bursts = [...Map.groupBy(refused, ({ first }) => first.slice(0, "2026-11-20T14".length))]
    .map(([hour, rows]) => ({ day: dayOf(hour), rows }))
    .filter(({ rows }) => rows.reduce((sum, { count }) => sum + count, 0) >= BURST)
    .map((burst) => ({ ...burst, end: Math.max(...burst.rows.map(({ last }) => Date.parse(last))) }));
  const after = connects
    .filter(({ outcome }) => outcome === "success")
    .flatMap((operation): LoginOddity[] => {
      const burst = bursts.findLast(({ end }) => end < Date.parse(operation.last));
      if (burst === undefined || Date.parse(operation.first) - burst.end > DAY_MS) return [];
      const detail = `Somebody signed in ${times(operation.count)} after the failures; the log names no user.`;
      return [{ kind: "success-after-failures", day: burst.day, operation, detail, queryId: "q04" }];
    });
  return [...bursts.flatMap(({ rows }) => rows.map(failure)), ...after];
}

function failure(operation: SftpOperation): LoginOddity {
  const { count, statusText, first } = operation;
  const why = statusText === null ? "" : `, with "${statusText}"`;
  const detail = `Sign-in was refused ${times(count)} within the hour${why}; the log names no user.`;
  return { kind: "failed-burst", day: dayOf(first), operation, detail, queryId: "q04" };
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
