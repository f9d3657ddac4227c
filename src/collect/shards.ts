import type { AnyCollector, CollectScope } from "../collector.ts";
import { sha256 } from "../inventory/hash.ts";
import type { Gap } from "../inventory/known.ts";
import type { SectionName } from "../inventory/sections.ts";
import type { Shard } from "./snapshot.ts";

/** Every shard reads them: whose tenant it is, and which subscriptions there are to share. */
export const SHARED: readonly SectionName[] = ["tenants", "subscriptions"];

type OwnerOf = (section: SectionName, scope: CollectScope) => number;

/**
 * Which of `count` shards a reading is counted of. What is read once for the tenant is the first shard's, and so is
 * what that is built on (the role assignments of every subscription, of which the members of groups follow). The rest
 * goes by the hash of the subscription's id: one that is made or dropped while shards run moves no other.
 */
export function ownerOf(count: number, collectors: readonly AnyCollector[]): OwnerOf {
  const tenantWide = sectionsBelow(collectors);
  return (section, { guid }) => (tenantWide.has(section) ? 1 : shardOf(guid, count));
}

function shardOf(guid: string, count: number): number {
  return 1 + (sha256(new TextEncoder().encode(guid.toLowerCase())).readUInt32BE(0) % count);
}

/** The sections of the tenant, and those that they come after. */
function sectionsBelow(collectors: readonly AnyCollector[]): ReadonlySet<SectionName> {
  const found = new Set<SectionName>();
  for (const { per, section } of collectors) if (per === "tenant") add(section);
  return found;

  function add(name: SectionName): void {
    if (found.has(name)) return;
    found.add(name);
    for (const before of collectors.find(({ section }) => section === name)?.after ?? []) add(before);
  }
}

/**
 * What the first shard reads by its own list of subscriptions: the sections of the tenant that are built on the list, or
 * on what lies in the subscriptions, and the tree above them.
 */
export function sectionsAcross(collectors: readonly AnyCollector[]): ReadonlySet<SectionName> {
  return new Set(
    collectors
      .filter(({ per, section }) => per === "tenant" && isAcross(section))
      .map(({ section }) => section),
  );

  function isAcross(name: SectionName): boolean {
    if (name === "subscriptions" || name === "managementGroups") return true;
    const collector = collectors.find(({ section }) => section === name);
    return collector?.per === "subscription" || collector?.after.some(isAcross) === true;
  }
}

/** Says why a shard leaves a section at a scope to another one; it reads its own, and what its own are built on. */
export function leftBy(
  shard: Shard,
  collectors: readonly AnyCollector[],
): (section: SectionName, scope: CollectScope) => Gap | undefined {
  const owner = ownerOf(shard.count, collectors);
  return (section, scope) =>
    reads(section, scope) ? undefined : notOurs(section, scope, owner(section, scope));

  function reads(section: SectionName, scope: CollectScope): boolean {
    if (SHARED.includes(section) || owner(section, scope) === shard.index) return true;
    // What is built on it at the same scope. Nothing of a subscription is built on what is the tenant's.
    const per = collectors.find((collector) => collector.section === section)?.per;
    return collectors.some(
      (collector) =>
        collector.per === per && collector.after.includes(section) && reads(collector.section, scope),
    );
  }

  function notOurs(section: SectionName, scope: CollectScope, index: number): Gap {
    const detail = `this is shard ${nameOf(shard)}; shard ${index} reads it`;
    return { reason: "not-requested", scope: scope.id, request: `section ${section}`, detail };
  }
}

/** `2/7` */
export function nameOf({ index, count }: Shard): string {
  return `${index}/${count}`;
}
