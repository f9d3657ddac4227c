import type { AnyCollector, CollectScope } from "../collector.ts";
import { usageError } from "../errors.ts";
import type { Gap } from "../inventory/known.ts";
import { canonicalId } from "../inventory/scope.ts";
import { SECTION_NAMES, type SectionName } from "../inventory/sections.ts";
import { nameOf, ownerOf, sectionsAcross, SHARED } from "./shards.ts";
import {
  indexReadings,
  type Reading,
  type Selection,
  type Shard,
  type Snapshot,
  type SnapshotFacts,
} from "./snapshot.ts";

/** A snapshot and the name of its file, for errors. */
export interface NamedSnapshot {
  readonly name: string;
  readonly snapshot: Snapshot;
}

export interface MergeOptions {
  /** A shard that is missing becomes a gap. */
  readonly allowPartial: boolean;
  /** The collectors that fill the sections, as the scan had them. */
  readonly collectorsOf: (selection: Selection, startedAt: string) => readonly AnyCollector[];
}

/**
 * One snapshot of the shards of one scan, in whatever order they are given: what several of them read is taken, and
 * counted, once. The time of collection is the earliest start.
 * @throws FootholdError exit 2 where they are not of one scan, with both values; where one is missing or there twice
 */
export function mergeSnapshots(given: readonly NamedSnapshot[], options: MergeOptions): Snapshot {
  const [first, ...others] = [...given].sort((a, b) => compare(a.name, b.name));
  if (first === undefined) throw new Error("there is no snapshot to merge");
  for (const other of others) refuseStranger(first, other);
  const { count } = shardOf(first.snapshot);
  const byIndex = new Map<number, NamedSnapshot>();
  for (const one of [first, ...others]) {
    const { index } = shardOf(one.snapshot);
    const twin = byIndex.get(index);
    if (twin !== undefined) throw twice(twin, one);
    byIndex.set(index, one);
  }
  if (count === 1) return first.snapshot;

  const missing = indexes(count).filter((index) => !byIndex.has(index));
  if (missing.length > 0 && !options.allowPartial) throw incomplete(count, missing, byIndex);
  const shards = indexes(count).flatMap((index) => byIndex.get(index)?.snapshot ?? []);
  const facts = factsOf(shards);
  const collectors = options.collectorsOf(facts.selection, facts.startedAt);
  return { facts, readings: readingsOf(shards, collectors, facts, new Set(missing)) };
}

/** A scan that was not divided is its only shard. */
function shardOf({ facts }: Snapshot): Shard {
  return facts.selection.scope.shard ?? { index: 1, count: 1 };
}

function twice(one: NamedSnapshot, other: NamedSnapshot): Error {
  const shard = shardOf(one.snapshot);
  const what = shard.count === 1 ? "a whole scan, and nothing is left to add" : `shard ${nameOf(shard)}`;
  return usageError(`--snapshot: ${one.name} and ${other.name} both hold ${what}`);
}

function incomplete(
  count: number,
  missing: readonly number[],
  byIndex: ReadonlyMap<number, NamedSnapshot>,
): Error {
  const names = missing.map((index) => nameOf({ index, count })).join(", ");
  const there = [...byIndex.keys()].sort((a, b) => a - b).map((index) => nameOf({ index, count }));
  return usageError(
    `--snapshot: of ${count} shards, ${names} ${missing.length === 1 ? "is" : "are"} missing and ${there.join(", ")} ${there.length === 1 ? "is" : "are"} there (--allow-partial takes what is missing for not read)`,
  );
}

type Begun = Omit<SnapshotFacts, "finishedAt">;

type Compared = readonly (readonly [what: string, valueOf: (facts: Begun) => Value])[];

type Value = string | number | boolean | null | readonly string[];

/** The options that decide what is read, and thereby whether two scans can be one. */
export const ASKED: Compared = [
  ["--cloud", ({ cloud }) => cloud.name],
  ["--subscription", ({ selection }) => sorted(selection.scope.subscriptions)],
  ["--management-group", ({ selection }) => sorted(selection.scope.managementGroups ?? [])],
  ["--only", ({ selection }) => sorted(selection.scope.only)],
  ["--skip", ({ selection }) => sorted(selection.scope.skip)],
  ["--read-ssh-keys", ({ selection }) => selection.readSshKeys],
  ["--log-workspace", ({ selection }) => sorted(selection.logWorkspaces)],
  ["--since", ({ selection }) => hours(selection.logPeriod)],
  ["the sections that the checks read", ({ selection }) => sorted(selection.sections)],
];

/** Whose scan it is. */
export const WHOSE: Compared = [
  ["the version of foothold", ({ version }) => version],
  ["the tenant", ({ principal }) => principal.tenantId.toLowerCase()],
  ["the principal", ({ principal }) => principal.objectId ?? principal.applicationId],
];

const SAME: Compared = [
  ...WHOSE,
  ["the number of shards", ({ selection }) => selection.scope.shard?.count ?? 1],
  ...ASKED,
];

function refuseStranger(first: NamedSnapshot, other: NamedSnapshot): void {
  for (const [what, valueOf] of SAME) {
    const [one, two] = [first, other].map(({ snapshot }) => shown(valueOf(snapshot.facts)));
    if (one !== two) {
      throw usageError(
        `--snapshot: not of one scan: ${what} is ${one} in ${first.name} and ${two} in ${other.name}`,
      );
    }
  }
}

/** A value as a person compares it. */
export function shown(value: Value): string {
  if (value === null) return "not named";
  if (typeof value !== "object") return String(value);
  return value.length === 0 ? "none" : value.join(", ");
}

function hours(period: number | null): string {
  return period === null ? "not given" : `${period / 3_600_000}h`;
}

function factsOf(shards: readonly Snapshot[]): SnapshotFacts {
  const [first] = shards;
  if (first === undefined) throw new Error("there is no shard");
  const { shard: _, ...scope } = first.facts.selection.scope;
  const starts = shards.map(({ facts }) => facts.startedAt).sort();
  const ends = shards.map(({ facts }) => facts.finishedAt).sort();
  return {
    ...first.facts,
    startedAt: starts[0] ?? first.facts.startedAt,
    finishedAt: ends.at(-1) ?? first.facts.finishedAt,
    selection: { ...first.facts.selection, scope },
  };
}

function readingsOf(
  shards: readonly Snapshot[],
  collectors: readonly AnyCollector[],
  { principal, selection }: SnapshotFacts,
  missing: ReadonlySet<number>,
): Reading[] {
  const count = shards.reduce((most, shard) => Math.max(most, shardOf(shard).count), 1);
  const owner = ownerOf(count, collectors);
  const tenant: CollectScope = { id: `/tenants/${principal.tenantId}`, guid: principal.tenantId };
  const shared = SHARED.filter((section) => selection.sections.includes(section)).flatMap((section) =>
    sharedReading(section, shards),
  );
  const subscriptions = shared
    .flatMap(({ items }) => items)
    .flatMap((item): CollectScope[] =>
      "subscriptionId" in item ? [{ id: item.id, guid: item.subscriptionId }] : [],
    );

  const found = new Map(shards.map((shard) => [shardOf(shard).index, indexReadings(shard.readings)]));
  const seenByFirst = new Set(
    found
      .get(1)?.("subscriptions", tenant.id)
      ?.items.map(({ id }) => canonicalId(id)),
  );
  const unseen = subscriptions.filter(({ id }) => !seenByFirst.has(canonicalId(id)));
  const across = sectionsAcross(collectors);
  const own = collectors
    .filter(({ section }) => !SHARED.includes(section))
    .flatMap(({ section, per }) =>
      (per === "tenant" ? [tenant] : subscriptions).map((scope) => {
        const index = owner(section, scope);
        const reading = found.get(index)?.(section, scope.id);
        if (reading === undefined) return absent(section, scope, { index, count });
        return across.has(section) ? withoutUnseen(reading) : reading;
      }),
    );
  return [...shared, ...own];

  /** Nobody read it: its shard is missing, or did not see the subscription when it listed them. */
  function absent(section: SectionName, scope: CollectScope, shard: Shard): Reading {
    return {
      section,
      scope: scope.id,
      items: [],
      gaps: [gapAt(section, scope, shard)],
      inherited: [],
      cost: { requests: 0, pages: 0, retries: 0 },
    };
  }

  /** What lies across the subscriptions knows nothing of one that only another shard saw. */
  function withoutUnseen(reading: Reading): Reading {
    const gaps = unseen.map((scope) => gapAt(reading.section, scope, { index: 1, count }));
    return { ...reading, inherited: [...reading.inherited, ...gaps] };
  }

  function gapAt(section: SectionName, { id }: CollectScope, shard: Shard): Gap {
    const name = `shard ${nameOf(shard)}`;
    const detail = missing.has(shard.index) ? `${name} is missing` : `${name} did not see the subscription`;
    return { reason: "failed", scope: id, request: `section ${section}`, detail };
  }
}

/** What all shards read: everything that one of them saw or missed, at the cost of the first. */
function sharedReading(section: SectionName, shards: readonly Snapshot[]): Reading[] {
  const all = shards.flatMap(({ readings }) => readings.filter((reading) => reading.section === section));
  const [first] = all;
  if (first === undefined) return [];
  const items = firstOfEach(
    all.flatMap((reading) => reading.items),
    ({ id }) => canonicalId(id),
  );
  const gaps = firstOfEach(
    all.flatMap((reading) => reading.gaps),
    (gap) => JSON.stringify(gap),
  );
  return [
    {
      ...first,
      items: items.sort((a, b) => compare(canonicalId(a.id), canonicalId(b.id))),
      gaps,
    },
  ];
}

function firstOfEach<T>(values: readonly T[], keyOf: (value: T) => string): T[] {
  return [...Map.groupBy(values, keyOf).values()].flatMap((same) => same.slice(0, 1));
}

/** By section as the inventory lists them, then by scope: the same readings are the same file. */
export function sortedReadings(readings: readonly Reading[]): Reading[] {
  const place = new Map(SECTION_NAMES.map((name, at) => [name, at]));
  return [...readings].sort(
    (a, b) =>
      (place.get(a.section) ?? 0) - (place.get(b.section) ?? 0) ||
      compare(canonicalId(a.scope), canonicalId(b.scope)),
  );
}

function indexes(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

function sorted(values: readonly string[]): readonly string[] {
  return [...values].sort();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
