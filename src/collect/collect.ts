import { type AnyCollector, type CollectScope, roleOf } from "../collector.ts";
import { gapOf, ReadError } from "../errors.ts";
import { allGaps, emptySections, type Inventory, type Section } from "../inventory/inventory.ts";
import type { Gap } from "../inventory/known.ts";
import { leavesOpen } from "../inventory/eligibility.ts";
import { canonicalId } from "../inventory/scope.ts";
import type { Resource, SectionName, Sections } from "../inventory/sections.ts";
import type { AzureReader } from "./azure-reader.ts";
import { type Meter, newMeter, type Progress } from "./meter.ts";
import { sharedGaps } from "./share-gaps.ts";
import type { Reading } from "./snapshot.ts";

export interface CollectOptions {
  readonly tenantId: string;
  /** The sections wanted; those that they come after are read too. */
  readonly collectors: readonly AnyCollector[];
  readonly reader: (meter: Meter) => AzureReader;
  readonly collectedAt: string;
  /** Sections that do not come from Azure, such as a baseline's. */
  readonly given?: Partial<Inventory["sections"]>;
  readonly progress: Progress;
  /** Gives what was read before, which is not asked again. */
  readonly recorded?: ((section: SectionName, scope: string) => Reading | undefined) | undefined;
  /** Gives the reason why a section is not read at a scope, where it is not. */
  readonly left?: ((section: SectionName, scope: CollectScope) => Gap | undefined) | undefined;
  /** Is told of every reading as soon as it is there. */
  readonly finished?: ((reading: Reading) => void) | undefined;
}

/** What was read, and what it cost. */
export interface Collection {
  readonly inventory: Inventory;
  readonly meters: ReadonlyMap<SectionName, Meter>;
  /** The same in its parts, in no order. */
  readonly readings: readonly Reading[];
}

type Item = Sections[SectionName];

interface Part {
  readonly items: readonly Item[];
  readonly gaps: readonly Gap[];
  readonly inherited: readonly Gap[];
}

/**
 * Runs the collectors, each as soon as what it comes after is there for its scope. A throw becomes a gap, so that
 * one refusal costs one scope of one section; a section inherits the gaps of the sections it is built on.
 */
export async function collect(options: CollectOptions): Promise<Collection> {
  const { tenantId, collectors, collectedAt } = options;
  const tenant: CollectScope = { id: `/tenants/${tenantId}`, guid: tenantId };
  const readings: Reading[] = [];
  const withSharedGaps = sharedGaps();
  const parts = new Map<string, Promise<Part>>();
  const whole = new Map<SectionName, Promise<Part>>();

  await Promise.all(collectors.map((collector) => section(collector.section)));

  const sections: Record<string, Section<Resource>> = { ...emptySections(), ...options.given };
  for (const [name, part] of whole) sections[name] = await part;
  const meters = costs(collectors, readings);
  return { inventory: { collectedAt, sections: sections as Inventory["sections"] }, meters, readings };

  /** The whole of a section, merged over its scopes, sorted and without duplicates. */
  function section(name: SectionName): Promise<Part> {
    return memo(whole, name, async () => {
      const collector = collectorOf(name);
      // The same object that other collectors are given, so that it is indexed once.
      if (collector.per === "tenant") return await part(collector, tenant);
      const subscriptions = await section("subscriptions");
      const scopes = subscriptions.items.filter((item) => "subscriptionId" in item).map(scopeOf);
      const read = await Promise.all(scopes.map((scope) => part(collector, scope)));
      return tidy([{ items: [], gaps: [], inherited: allGaps(subscriptions) }, ...read], collector);
    });
  }

  /** A section at one scope. */
  function part(collector: AnyCollector, scope: CollectScope): Promise<Part> {
    return memo(parts, `${collector.section} ${scope.id}`, async () => {
      const { section: name } = collector;
      const why = options.left?.(name, scope);
      if (why !== undefined) return { items: [], gaps: [why], inherited: [] };
      const before = options.recorded?.(name, scope.id);
      const reading = withSharedGaps(before ?? (await read(collector, scope)));
      readings.push(reading);
      if (before === undefined) options.finished?.(reading);
      return reading;
    });
  }

  async function read(collector: AnyCollector, scope: CollectScope): Promise<Reading> {
    const have = await Promise.all(collector.after.map((name) => needed(name, collector, scope)));
    const inherited = have.flatMap(allGaps).filter(leavesOpen);
    const byName = Object.fromEntries(collector.after.map((name, at) => [name, have[at]]));
    const cost = newMeter();
    const found = await run(collector, scope, byName, cost);
    return { section: collector.section, scope: scope.id, ...tidy([{ ...found, inherited }]), cost };
  }

  function needed(name: SectionName, by: AnyCollector, scope: CollectScope): Promise<Part> {
    const collector = collectorOf(name);
    return collector.per === by.per ? part(collector, scope) : section(name);
  }

  async function run(
    collector: AnyCollector,
    scope: CollectScope,
    have: object,
    cost: Meter,
  ): Promise<Section<Item>> {
    const items = new Map<string, Item>();
    const gaps: Gap[] = [];
    const [permission] = collector.permissions;
    const role = roleOf(permission);
    const grant = { needs: permission.anyOf[0], ...(role === undefined ? {} : { role }) };
    const azure = options.reader(cost);
    const context = { azure, have, gap: (gap: Gap) => gaps.push(gap), each };
    options.progress.section(collector.section, "begin");
    // The contract typed the context where the collector was written; the engine has forgotten it, not changed it.
    for await (const item of caught(collector.collect(scope, context as never), scope.id)) {
      const id = canonicalId(item.id);
      const twin = items.get(id);
      // Pages may repeat an item, and what follows from it must not be asked twice.
      if (twin === undefined) items.set(id, item);
      else if (!isSame(twin, item)) gaps.push(twoOfOne(item, collector.section));
    }
    options.progress.section(collector.section, "end");
    return { items: [...items.values()], gaps };

    /** Begins with every item at once; how many requests leave at a time is the reader's business. */
    async function* each<T extends Resource>(
      of: readonly T[],
      read: (item: T) => AsyncIterable<Item>,
    ): AsyncIterable<Item> {
      const readings = of.map(async (item) => {
        const found: Item[] = [];
        for await (const one of caught(read(item), item.id)) found.push(one);
        return found;
      });
      for (const reading of readings) yield* await reading;
    }

    /** What came before a failure is kept; the failure is a gap at the scope. */
    async function* caught(source: AsyncIterable<Item>, at: string): AsyncIterable<Item> {
      try {
        yield* source;
      } catch (error) {
        gaps.push(gapOf(asReadError(error, collector.section), at, grant));
      }
    }
  }

  function collectorOf(name: SectionName): AnyCollector {
    const collector = collectors.find((candidate) => candidate.section === name);
    if (collector === undefined) throw new Error(`no collector fills the section ${name}`);
    return collector;
  }
}

function costs(collectors: readonly AnyCollector[], readings: readonly Reading[]): Map<SectionName, Meter> {
  const meters = new Map(collectors.map(({ section }) => [section, newMeter()]));
  for (const { section, cost } of readings) {
    const meter = meters.get(section);
    if (meter === undefined) continue;
    meter.requests += cost.requests;
    meter.pages += cost.pages;
    meter.retries += cost.retries;
  }
  return meters;
}

function isSame(one: Item, other: Item): boolean {
  return canonicalId(JSON.stringify(one)) === canonicalId(JSON.stringify(other));
}

function twoOfOne({ id, name }: Item, section: SectionName): Gap {
  const detail = `two different answers for ${JSON.stringify(name)}, of which the first was kept`;
  return { reason: "malformed", scope: id, request: `section ${section}`, detail };
}

/** A fault of ours in a collector is a gap too: it costs its scope, and the report says so. */
function asReadError(error: unknown, section: SectionName): ReadError {
  if (error instanceof ReadError) return error;
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new ReadError("failed", `section ${section}`, message, { cause: error });
}

function scopeOf(subscription: { readonly id: string; readonly subscriptionId: string }): CollectScope {
  return { id: subscription.id, guid: subscription.subscriptionId };
}

/** Sorted by id without locale and without duplicates: pages may repeat an item, and completion order is chance. */
function tidy(parts: readonly Part[], collector?: AnyCollector): Part {
  const byId = new Map<string, Item>();
  for (const item of parts.flatMap((part) => part.items)) {
    const id = canonicalId(item.id);
    const twin = byId.get(id);
    if (twin === undefined) byId.set(id, item);
    // Both are of the collector's own section: the engine has forgotten the type, not changed it.
    else byId.set(id, collector?.merge?.(twin as never, item as never) ?? twin);
  }
  const gaps = sortedGaps(parts.flatMap((part) => part.gaps));
  return { items: sortedByKey(byId), gaps, inherited: sortedGaps(parts.flatMap((part) => part.inherited)) };
}

function sortedGaps(gaps: readonly Gap[]): Gap[] {
  return sortedByKey(new Map(gaps.map((gap) => [gapKey(gap), gap])));
}

function gapKey({ scope, reason, request, detail }: Gap): string {
  return [canonicalId(scope), reason, request, detail ?? ""].join("\0");
}

function sortedByKey<T>(map: ReadonlyMap<string, T>): T[] {
  return [...map.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, value]) => value);
}

function memo<K, T>(cache: Map<K, Promise<T>>, key: K, make: () => Promise<T>): Promise<T> {
  const found = cache.get(key);
  if (found !== undefined) return found;
  const made = make();
  cache.set(key, made);
  return made;
}
