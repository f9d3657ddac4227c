import type { AzureReader } from "./collect/azure-reader.ts";
import type { Section } from "./inventory/inventory.ts";
import type { Gap } from "./inventory/known.ts";
import type { Resource, SectionName, Sections } from "./inventory/sections.ts";

/** A right that a collector needs. Checks inherit the permissions of the sections that they read. */
export interface Permission {
  readonly plane: "arm" | "graph";
  /** Any one of them is enough, the least first: `Microsoft.Storage/storageAccounts/read`, `Organization.Read.All`. */
  readonly anyOf: readonly [string, ...string[]];
  /** The built-in role to assign for it, on the ARM plane. */
  readonly role?: string;
  /** Where the role has to be assigned, if no subscription and no management group reaches it. */
  readonly scope?: string;
  /** What the report cannot say without it. */
  readonly without: string;
}

/** Where a collector runs: once for the tenant, or once for every subscription. */
export interface CollectScope {
  /** `/tenants/{id}` or `/subscriptions/{id}`. */
  readonly id: string;
  /** The tenant's or the subscription's GUID. */
  readonly guid: string;
}

export interface CollectContext<S extends SectionName, D extends SectionName> {
  readonly azure: AzureReader;
  /** The part of each section in `after` that belongs to this scope. */
  readonly have: { readonly [K in D]: Section<Sections[K]> };
  /** Records something asked and not answered, where the rest of the section is still good. */
  readonly gap: (gap: Gap) => void;
  /**
   * Reads something of every item, side by side and begun in the given order. What fails becomes a gap at that
   * item's scope; what was read before it failed is kept, and the other items go on.
   */
  readonly each: <T extends Resource>(
    items: readonly T[],
    read: (item: T) => AsyncIterable<Sections[S]>,
  ) => AsyncIterable<Sections[S]>;
}

/** Fills one section. To throw is how a collector says "not readable"; it never catches to put a default in its place. */
export interface Collector<S extends SectionName = SectionName, D extends SectionName = SectionName> {
  readonly section: S;
  readonly per: "tenant" | "subscription";
  /** Sections that must be there first; their gaps are this section's gaps too. */
  readonly after: readonly D[];
  readonly permissions: readonly [Permission, ...Permission[]];
  /** Yields items of our own types as they arrive. */
  collect(scope: CollectScope, context: CollectContext<S, D>): AsyncIterable<Sections[S]>;
  /** Makes one of two that several scopes show under one id; without it the first is kept. */
  merge?(one: Sections[S], other: Sections[S]): Sections[S];
}

/** What the engine holds: a collector whose type parameters have been forgotten. */
export interface AnyCollector {
  readonly section: SectionName;
  readonly per: "tenant" | "subscription";
  readonly after: readonly SectionName[];
  readonly permissions: readonly [Permission, ...Permission[]];
  collect(scope: CollectScope, context: never): AsyncIterable<Sections[SectionName]>;
  merge?(one: never, other: never): Sections[SectionName];
}

/** What to assign, and where that cannot be chosen: `Reader`, `Reader at /providers/Microsoft.aadiam`. */
export function roleOf({ role, scope }: Permission): string | undefined {
  return role === undefined || scope === undefined ? role : `${role} at ${scope}`;
}

export function defineCollector<const S extends SectionName, const D extends SectionName = never>(
  collector: Collector<S, D>,
): Collector<S, D> {
  return collector;
}
