import type { Gap } from "../inventory/known.ts";
import { canonicalId } from "../inventory/scope.ts";
import type { SectionName, Sections } from "../inventory/sections.ts";
import type { Principal, ScanScope } from "../reporter.ts";
import type { Meter } from "./meter.ts";

/** What one collector read at one scope, and what that cost: the unit that journals keep and shards share. */
export interface Reading {
  readonly section: SectionName;
  /** `/tenants/{id}` or `/subscriptions/{id}`. */
  readonly scope: string;
  readonly items: readonly Sections[SectionName][];
  readonly gaps: readonly Gap[];
  /** Gaps of the sections that this one was built on. */
  readonly inherited: readonly Gap[];
  readonly cost: Readonly<Meter>;
}

/** Everything that was read, and who asked for what: enough to judge it again without Azure. Holds no secret. */
export interface Snapshot {
  readonly facts: SnapshotFacts;
  readonly readings: readonly Reading[];
}

export interface SnapshotFacts {
  /** Of foothold. */
  readonly version: string;
  /** ISO 8601. The `now` of every check, and what reports copy. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly cloud: { readonly name: string; readonly portal: string };
  readonly principal: Principal;
  readonly selection: Selection;
}

/** What a scan was asked to read. */
export interface Selection {
  readonly scope: ScanScope;
  /** In the order of their collectors. */
  readonly sections: readonly SectionName[];
  readonly readSshKeys: boolean;
  readonly logWorkspaces: readonly string[];
  /** How far back logs are read, in milliseconds; null where nobody said so. */
  readonly logPeriod: number | null;
}

/** Finds a reading by its section and scope, however the scope is spelled. */
export function indexReadings(
  readings: readonly Reading[],
): (section: SectionName, scope: string) => Reading | undefined {
  const keyOf = (section: SectionName, scope: string): string => `${section} ${canonicalId(scope)}`;
  const byKey = new Map(readings.map((reading) => [keyOf(reading.section, reading.scope), reading]));
  return (section, scope) => byKey.get(keyOf(section, scope));
}

/** One of `count` scans that share the subscriptions, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}
