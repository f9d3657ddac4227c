import type { AnyCollector } from "../collector.ts";
import type { SectionName } from "../inventory/sections.ts";
import localUsers from "./local-users.ts";
import storageAccounts from "./storage-accounts.ts";
import { subscriptionsCollector } from "./subscriptions.ts";
import tenants from "./tenants.ts";

/** Every collector; subscriptions asked for by name are read one by one. */
export function allCollectors(subscriptions: readonly string[] = []): readonly AnyCollector[] {
  return [tenants, subscriptionsCollector(subscriptions), storageAccounts, localUsers];
}

/** Always read: they say whose report this is and where it looked. */
const ALWAYS: readonly SectionName[] = ["tenants", "subscriptions"];

/** The collectors that fill the sections, with those that they come after. */
export function collectorsFor(
  sections: readonly SectionName[],
  all: readonly AnyCollector[],
): AnyCollector[] {
  const wanted = new Set<SectionName>();
  for (const name of [...ALWAYS, ...sections]) want(name);
  return all.filter((collector) => wanted.has(collector.section));

  function want(name: SectionName): void {
    if (wanted.has(name)) return;
    wanted.add(name);
    for (const before of all.find((collector) => collector.section === name)?.after ?? []) want(before);
  }
}
