import type { Gap } from "./known.ts";
import { canonicalId, isEverywhere, parentOf } from "./scope.ts";
import { BELONGS_TO, SECTION_NAMES, type SectionName, type Sections } from "./sections.ts";

/** What was read of one kind, and what was not. Never a list without its gaps. */
export interface Section<T> {
  readonly items: readonly T[];
  readonly gaps: readonly Gap[];
  /**
   * Gaps of the sections that this one was built on: where accounts were not listed, nobody knows whose users are
   * missing. An account that was listed is not touched by them.
   */
  readonly inherited?: readonly Gap[];
}

/** Everything that is missing in a section, for whatever reason. */
export function allGaps({ gaps, inherited = [] }: Section<unknown>): readonly Gap[] {
  return [...gaps, ...inherited];
}

export interface Inventory {
  /** ISO 8601: when collection started; the `now` of every check. */
  readonly collectedAt: string;
  readonly sections: { readonly [K in SectionName]: Section<Sections[K]> };
}

/** One section as a check or a derivation sees it: look-ups by id, each in constant time. */
export interface SectionView<T> {
  /** The item with this id. */
  get(id: string): T | undefined;
  /** The items that belong to the resource with this id: an account's local users, a subscription's accounts. */
  of(id: string): readonly T[];
  /** What was not read of this section in or around the scope. Without gaps, `of` is the whole truth. */
  gapsAt(scope: string): readonly Gap[];
}

/** The sections that were declared, and nothing else. */
export type Slice<Names extends SectionName> = { readonly [K in Names]: SectionView<Sections[K]> };

export function emptySections(): Inventory["sections"] {
  const empty = { items: [], gaps: [] };
  return {
    tenants: empty,
    subscriptions: empty,
    storageAccounts: empty,
    localUsers: empty,
    sftpEndpoints: empty,
  };
}

/** Views of every section; each is indexed once, when it is first looked into. */
export function viewSections(sections: Inventory["sections"]): Slice<SectionName> {
  return {
    tenants: viewSection(sections.tenants, BELONGS_TO.tenants),
    subscriptions: viewSection(sections.subscriptions, BELONGS_TO.subscriptions),
    storageAccounts: viewSection(sections.storageAccounts, BELONGS_TO.storageAccounts),
    localUsers: viewSection(sections.localUsers, BELONGS_TO.localUsers),
    sftpEndpoints: viewSection(sections.sftpEndpoints, BELONGS_TO.sftpEndpoints),
  };
}

/** The part of the views that was declared. What was not declared is not there, in types and at run time. */
export function sliceOf(
  views: Slice<SectionName>,
  names: readonly SectionName[],
): Partial<Slice<SectionName>> {
  return Object.fromEntries(
    SECTION_NAMES.filter((name) => names.includes(name)).map((name) => [name, views[name]]),
  );
}

/**
 * The gaps of an input that leave a question about `subject` open. Where the input holds the subject's own
 * ancestor (a user's account), that is the answer, and a gap elsewhere in the list does not touch it.
 */
export function gapsFor(view: SectionView<{ readonly id: string }>, subject: string): readonly Gap[] {
  const gaps = view.gapsAt(subject);
  return gaps.length > 0 && holdsAncestor(view, subject) ? [] : gaps;
}

function holdsAncestor(view: SectionView<{ readonly id: string }>, subject: string): boolean {
  for (let id = parentOf(canonicalId(subject)); id !== ""; id = parentOf(id)) {
    if (view.get(id) !== undefined) return true;
  }
  return false;
}

function viewSection<T extends { readonly id: string }>(
  section: Section<T>,
  belongsTo: (item: T) => string,
): SectionView<T> {
  const byId = once(() => new Map(section.items.map((item) => [canonicalId(item.id), item])));
  const byParent = once(() => Map.groupBy(section.items, belongsTo));
  const own = once(() => indexGaps(section.gaps));
  const inherited = once(() => indexGaps(section.inherited ?? []));
  return {
    get: (id) => byId().get(canonicalId(id)),
    of: (id) => byParent().get(canonicalId(id)) ?? [],
    gapsAt: (scope) => [...own().around(scope), ...inherited().within(scope)],
  };
}

interface GapIndex {
  /** The gaps at and below a scope. */
  within(scope: string): readonly Gap[];
  /** The gaps above, at and below a scope. */
  around(scope: string): readonly Gap[];
}

/**
 * Finds gaps by the prefixes of a scope: a throttled scan has a gap for each of thousands of accounts, and each of
 * thousands of subjects asks.
 */
function indexGaps(gaps: readonly Gap[]): GapIndex {
  const everywhere = gaps.filter((gap) => isEverywhere(gap.scope));
  const placed = gaps.filter((gap) => !everywhere.includes(gap));
  const at = Map.groupBy(placed, (gap) => canonicalId(gap.scope));
  const under = new Map<string, Gap[]>();
  for (const gap of placed) {
    for (const ancestor of prefixes(canonicalId(gap.scope)).slice(0, -1)) {
      const known = under.get(ancestor);
      if (known === undefined) under.set(ancestor, [gap]);
      else known.push(gap);
    }
  }
  return { within, around };

  function within(scope: string): readonly Gap[] {
    const canonical = canonicalId(scope);
    if (isEverywhere(canonical)) return gaps;
    return [...(at.get(canonical) ?? []), ...(under.get(canonical) ?? [])];
  }

  function around(scope: string): readonly Gap[] {
    const canonical = canonicalId(scope);
    if (isEverywhere(canonical)) return gaps;
    const above = prefixes(canonical).slice(0, -1);
    return [...everywhere, ...above.flatMap((prefix) => at.get(prefix) ?? []), ...within(scope)];
  }
}

/** `/a/b/c` → `/a`, `/a/b`, `/a/b/c`. */
function prefixes(canonical: string): string[] {
  const segments = canonical.split("/");
  return segments.slice(1).map((_, at) => segments.slice(0, at + 2).join("/"));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
