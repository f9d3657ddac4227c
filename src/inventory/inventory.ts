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
  /** Every item: for checks whose subject is the tenant, never per subject. */
  all(): readonly T[];
  /** What was not read of this section in or around the scope. Without gaps, `of` is the whole truth. */
  gapsAt(scope: string): readonly Gap[];
}

/** The sections that were declared, and nothing else. */
export type Slice<Names extends SectionName> = { readonly [K in Names]: SectionView<Sections[K]> };

export function emptySections(): Inventory["sections"] {
  const empty: Section<never> = { items: [], gaps: [] };
  return fromNames(() => empty);
}

/** Views of every section; each is indexed once, when it is first looked into. */
export function viewSections(sections: Inventory["sections"]): Slice<SectionName> {
  // Each name gets the view of its own section, which the type of a loop cannot say.
  return fromNames<SectionView<never>>((name) => viewOf(sections, name) as SectionView<never>);
}

/** Sections never change: each is indexed once, however many derivations and checks look into it. */
const VIEWS = new WeakMap<object, Map<SectionName, SectionView<never>>>();

function viewOf<K extends SectionName>(sections: Inventory["sections"], name: K): SectionView<Sections[K]> {
  const views = VIEWS.get(sections[name]) ?? new Map<SectionName, SectionView<never>>();
  VIEWS.set(sections[name], views);
  const known = views.get(name);
  // Under its name stands the view that was made for it.
  if (known !== undefined) return known as SectionView<Sections[K]>;
  const view = viewSection<Sections[K]>(sections[name], BELONGS_TO[name]);
  views.set(name, view as SectionView<never>);
  return view;
}

function fromNames<T>(make: (name: SectionName) => T): Readonly<Record<SectionName, T>> {
  return Object.fromEntries(SECTION_NAMES.map((name) => [name, make(name)])) as Record<SectionName, T>;
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
  return gaps.length > 0 && holdsAncestor(view, subject) ? NONE : gaps;
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
  const byParent = once(() => Map.groupBy(section.items, (item) => canonicalId(belongsTo(item))));
  const own = once(() => indexGaps(section.gaps));
  const inherited = once(() => indexGaps(section.inherited ?? []));
  const open = once(() => joined(own().all, inherited().all));
  return {
    get: (id) => byId().get(canonicalId(id)),
    of: (id) => byParent().get(canonicalId(id)) ?? [],
    all: () => section.items,
    gapsAt(scope) {
      if (open().length === 0) return NONE;
      const canonical = canonicalId(scope);
      return isEverywhere(canonical)
        ? open()
        : joined(own().around(canonical), inherited().within(canonical));
    },
  };
}

/** Every subject of every check asks, and most are answered with the same list: it is made once, and nobody's to change. */
const NONE: readonly never[] = Object.freeze([]);

function joined(a: readonly Gap[], b: readonly Gap[]): readonly Gap[] {
  if (b.length === 0) return a;
  return a.length === 0 ? b : Object.freeze([...a, ...b]);
}

interface GapIndex {
  readonly all: readonly Gap[];
  /** The gaps at and below a scope. */
  within(canonical: string): readonly Gap[];
  /** The gaps above, at and below a scope. */
  around(canonical: string): readonly Gap[];
}

/**
 * Finds gaps by the prefixes of a scope: a throttled scan has a gap for each of thousands of accounts, and each of
 * thousands of subjects asks.
 */
function indexGaps(gaps: readonly Gap[]): GapIndex {
  const everywhere = gaps.filter(({ scope }) => isEverywhere(scope));
  const placed = gaps.filter(({ scope }) => !isEverywhere(scope));
  const at = Map.groupBy(placed, (gap) => canonicalId(gap.scope));
  const under = new Map<string, Gap[]>();
  for (const gap of placed) {
    for (const ancestor of ancestors(canonicalId(gap.scope))) {
      const known = under.get(ancestor);
      if (known === undefined) under.set(ancestor, [gap]);
      else known.push(gap);
    }
  }
  for (const list of [everywhere, ...at.values(), ...under.values()]) Object.freeze(list);
  return { all: Object.freeze([...gaps]), within, around };

  function within(canonical: string): readonly Gap[] {
    return joined(at.get(canonical) ?? NONE, under.get(canonical) ?? NONE);
  }

  function around(canonical: string): readonly Gap[] {
    if (placed.length === 0) return everywhere;
    let found: readonly Gap[] = everywhere;
    for (const ancestor of ancestors(canonical)) found = joined(found, at.get(ancestor) ?? NONE);
    return joined(found, within(canonical));
  }
}

/** `/a/b/c` → `/a`, `/a/b`. */
function* ancestors(canonical: string): Iterable<string> {
  for (let end = canonical.indexOf("/", 1); end > 0; end = canonical.indexOf("/", end + 1))
    yield canonical.slice(0, end);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
