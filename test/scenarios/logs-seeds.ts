import type { Clock } from "../../src/collect/azure/pacing.ts";
import type { AzureDeed, AuditDeed, SignInDeed } from "../azure/describe-logs.ts";
import type { RawBody } from "../azure/describe-entra.ts";
import { hastyClock } from "./run-scan.ts";

/** What was done to one thing, and what a finding must say of it. */
export interface Seed {
  /** What it is an example of. */
  readonly what: string;
  /** ARM id as Azure spells it, or an Entra path. */
  readonly targetId: string;
  readonly targetName: string;
  /** When it was done, or of many deeds the first: a row of evidence has this time. ISO 8601 in UTC. */
  readonly at: string;
  /** Null where the log names none. */
  readonly ip: string | null;
  /** The user principal name, or the display name of an application; null where the log names nobody. */
  readonly actor: string | null;
  /** The ids of what it left, as the other checks name them. */
  readonly states: readonly string[];
}

/** What logs hold of a seed, or of noise. */
export interface LogParts {
  readonly azure?: readonly AzureDeed[];
  readonly audits?: readonly AuditDeed[];
  readonly signIns?: readonly SignInDeed[];
  readonly blobs?: readonly RawBody[];
  readonly graph?: readonly RawBody[];
  readonly office?: readonly RawBody[];
}

/** Found where it has seeds, and never where it has none. */
export interface LogCase {
  readonly seeds: readonly Seed[];
  readonly logs: LogParts;
}

/** The tenant's time. Its servers and the scan have to live in it: `AzureOptions.now` and `RunOptions.clock`. */
export const NOW = Date.parse("2026-11-20T12:00:00Z");

/** The scan's clock: begins at NOW, goes on as the real one does, and does not wait long. */
export function clockAtNow(): Clock {
  const clock = hastyClock();
  const ahead = NOW - Date.now();
  return { now: () => clock.now() + ahead, sleep: clock.sleep };
}

/** @param time `08:15` or `08:15:30`, in UTC */
export function daysBefore(days: number, time: string): string {
  const day = new Date(NOW - days * 86_400_000).toISOString().slice(0, 10);
  return new Date(`${day}T${time}Z`).toISOString();
}

/** Azure's log tells that something was done a little after it was asked for. */
export function endOf({ events }: AzureDeed): string {
  return new Date(String(events.at(-1)?.["eventTimestamp"])).toISOString();
}

/** `count` times, `seconds` apart, the first at `at`. */
export function repeated<T>(
  count: number,
  at: string,
  seconds: number,
  one: (at: string, n: number) => T,
): T[] {
  return Array.from({ length: count }, (_, n) =>
    one(new Date(Date.parse(at) + n * seconds * 1000).toISOString(), n),
  );
}

/** Once a day at the same time, from `from` days back until `to` days back. */
export function daily<T>(from: number, to: number, time: string, one: (at: string) => T): T[] {
  return Array.from({ length: from - to + 1 }, (_, n) => one(daysBefore(from - n, time)));
}
