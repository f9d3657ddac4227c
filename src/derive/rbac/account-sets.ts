import { canonicalId } from "../../inventory/scope.ts";
import type { AccountGroup, StorageAccount } from "../../inventory/sections.ts";
import { type Place, scopesAbove, subscriptionOf } from "./scopes.ts";
import { type Ranked, worstFirst } from "./worst-accounts.ts";

/** Accounts that stand side by side, by their places in the order. */
export interface Run {
  readonly start: number;
  /** The first that is none of them. */
  readonly end: number;
}

/** Some of the accounts. One object for the same accounts. */
export interface AccountSet {
  readonly number: number;
  readonly runs: readonly Run[];
}

/** Accounts that lie in the same ones of several sets. */
export interface Part {
  readonly set: AccountSet;
  /** In which of the sets, by their places in the list. */
  readonly within: readonly number[];
}

/**
 * Sets of storage accounts that cost as much as their edges and not as what is in them. The accounts stand in the order of
 * their scopes, so that whatever is assigned at a scope reaches a run of them.
 */
export interface AccountSets {
  readonly none: AccountSet;
  /** Where something holds. */
  at(place: Place): AccountSet;
  /** The account whose id the scope is. */
  exactlyAt(place: Place): AccountSet;
  /** The account of the local user whose id the scope is. */
  ofLocalUser(place: Place): AccountSet;
  union(sets: readonly AccountSet[]): AccountSet;
  /** What of a set lies in another. */
  within(set: AccountSet, outer: AccountSet): AccountSet;
  /** Cuts sets into parts that overlap no more; what is in none of them is left out. */
  parts(sets: readonly AccountSet[]): readonly Part[];
  /** What is told of a set. @throws Error where it is empty */
  groupOf(set: AccountSet): WorstFirst;
}

/** A group of accounts, and its worst one. */
export interface WorstFirst {
  readonly group: AccountGroup;
  readonly worst: Ranked;
}

/** @param places wherever something is assigned, which decides in which order the subscriptions stand */
export function accountSetsOf(accounts: readonly StorageAccount[], places: Iterable<Place>): AccountSets {
  const ordered = inOrder(accounts, new Set(places));
  const worst = worstFirst(ordered);
  const runs = runsOf(ordered);
  const byId = new Map(ordered.map(({ id }, at) => [canonicalId(id), { start: at, end: at + 1 }]));
  const sets = new Map<string, AccountSet>();
  const reached = new Map<Place, AccountSet>();
  const divided = new Map<string, readonly Part[]>();
  const groups = new Map<AccountSet, WorstFirst>();
  const none = setOf([]);
  return { none, at, exactlyAt, ofLocalUser, union, within, parts, groupOf };

  function setOf(list: readonly Run[]): AccountSet {
    let key = "";
    for (const { start, end } of list) key += `${start}-${end} `;
    const set = sets.get(key) ?? { number: sets.size, runs: list };
    sets.set(key, set);
    return set;
  }

  function at(place: Place): AccountSet {
    const known = reached.get(place);
    if (known !== undefined) return known;
    const scopes = [place.scope, ...[...place.subscriptions].map((guid) => `/subscriptions/${guid}`)];
    const set = setOf(merged(scopes.flatMap((scope) => runs.get(scope) ?? [])));
    reached.set(place, set);
    return set;
  }

  function exactlyAt({ scope }: Place): AccountSet {
    const run = byId.get(scope);
    return run === undefined ? none : setOf([run]);
  }

  function ofLocalUser({ scope }: Place): AccountSet {
    const run = byId.get(scope.slice(0, Math.max(0, scope.lastIndexOf("/localusers/"))));
    return run === undefined ? none : setOf([run]);
  }

  function union(list: readonly AccountSet[]): AccountSet {
    const [first = none, ...others] = list.length > 1 ? new Set(list) : list;
    return others.length === 0 ? first : setOf(merged([first, ...others].flatMap((set) => set.runs)));
  }

  function within(set: AccountSet, outer: AccountSet): AccountSet {
    return set === none ? none : setOf(overlap(set.runs, outer.runs));
  }

  function parts(list: readonly AccountSet[]): readonly Part[] {
    const [first, ...others] = list.flatMap((set, which) => (set === none ? [] : [{ set, within: [which] }]));
    // Alone it is its only part.
    if (first !== undefined && others.length === 0) return [first];
    const key = list.map(({ number }) => number).join(" ");
    const found = divided.get(key) ?? divide(list).map(([within, part]) => ({ within, set: setOf(part) }));
    divided.set(key, found);
    return found;
  }

  function groupOf(set: AccountSet): WorstFirst {
    const known = groups.get(set);
    if (known !== undefined) return known;
    const [first, ...others] = worst(set.runs);
    if (first === undefined) throw new Error("a group of accounts has one at least");
    const count = set.runs.reduce((sum, { start, end }) => sum + end - start, 0);
    const shown: AccountGroup["shown"] = [first.account.id, ...others.map(({ account }) => account.id)];
    const made = { group: { count, shown }, worst: first };
    groups.set(set, made);
    return made;
  }
}

/**
 * By subscription and then by path, segment by segment. Subscriptions of one management group stand side by side: the
 * groups that they share, the largest first, come before their own ids.
 */
function inOrder(accounts: readonly StorageAccount[], places: ReadonlySet<Place>): readonly StorageAccount[] {
  const above = new Map<string, string>();
  for (const { number, subscriptions } of [...places].sort(
    (a, b) => b.subscriptions.size - a.subscriptions.size || a.number - b.number,
  )) {
    for (const guid of subscriptions) above.set(guid, `${above.get(guid) ?? ""}${number},`);
  }
  return accounts
    .map((account) => {
      const id = canonicalId(account.id);
      // A slash sorts before whatever else a name holds, so that `/a/b` stands between `/a` and `/a-b`.
      const path = id.replaceAll("/", "\0");
      return { account, key: `${above.get(subscriptionOf(id) ?? "") ?? ""}${path}` };
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ account }) => account);
}

/** Every scope that contains accounts, and the run of them. */
function runsOf(accounts: readonly StorageAccount[]): ReadonlyMap<string, Run> {
  const runs = new Map<string, { readonly start: number; end: number }>();
  for (const [at, { id }] of accounts.entries()) {
    for (const scope of ["", ...scopesAbove(canonicalId(id))]) {
      const run = runs.get(scope);
      if (run === undefined) runs.set(scope, { start: at, end: at + 1 });
      else run.end = at + 1;
    }
  }
  return runs;
}

function merged(runs: readonly Run[]): readonly Run[] {
  const list: { readonly start: number; end: number }[] = [];
  for (const { start, end } of runs.toSorted((a, b) => a.start - b.start)) {
    const last = list.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else list.push({ start, end });
  }
  return list;
}

/** Two lists side by side: whichever run ends first meets nothing more. */
function overlap(some: readonly Run[], others: readonly Run[]): readonly Run[] {
  const common: Run[] = [];
  let [one, two] = [some[0], others[0]];
  for (let [at, beside] = [0, 0]; one !== undefined && two !== undefined; ) {
    const start = Math.max(one.start, two.start);
    const end = Math.min(one.end, two.end);
    if (start < end) common.push({ start, end });
    if (one.end <= two.end) one = some[(at += 1)];
    else two = others[(beside += 1)];
  }
  return common;
}

/** Walks from edge to edge: between two of them, all accounts lie in the same sets. */
function divide(sets: readonly AccountSet[]): readonly (readonly [within: readonly number[], part: Run[]])[] {
  const edges: { readonly at: number; readonly which: number; readonly opens: boolean }[] = [];
  for (const [which, { runs }] of sets.entries()) {
    for (const { start, end } of runs)
      edges.push({ at: start, which, opens: true }, { at: end, which, opens: false });
  }
  /** Sorted. */
  const open: number[] = [];
  const parts = new Map<string, readonly [within: readonly number[], part: Run[]]>();
  let start = 0;
  for (const { at, which, opens } of edges.sort((a, b) => a.at - b.at)) {
    if (at > start && open.length > 0) {
      const key = open.join(" ");
      const part = parts.get(key);
      if (part === undefined) parts.set(key, [[...open], [{ start, end: at }]]);
      else part[1].push({ start, end: at });
    }
    start = at;
    const place = open.findIndex((other) => other >= which);
    if (opens) open.splice(place < 0 ? open.length : place, 0, which);
    else open.splice(place, 1);
  }
  return [...parts.values()];
}
