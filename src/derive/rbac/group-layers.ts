import type { AccountSet } from "./account-sets.ts";
import type { DenialsMet } from "./deny.ts";
import type { Holding, Holdings, Zone } from "./holdings.ts";

/**
 * Accounts at which a group gives its members the same, whichever of its roles does. Members are many, and so may be the
 * roles: told apart role by role, each member of each group would be told of each of them.
 */
export interface Layer {
  /** Which group it is, and what it gives but for changing accounts: equal for layers alike. */
  readonly key: string;
  readonly accounts: AccountSet;
  readonly creates: boolean;
  readonly assigns: boolean;
  readonly changes: boolean;
  /** True where the same roles give it at all of these accounts. */
  readonly isUniform: boolean;
  /** The group's roles at one account, which lies in one zone at most. @param at its place in the order */
  zonesAt(at: number): readonly Zone[];
}

/** @returns the layers of a group for those who meet the same deny assignments; each is made once */
export function layersOf({
  sets,
  zonesOf,
}: Holdings): (groupId: string, met: DenialsMet) => readonly Layer[] {
  const made = new Map<DenialsMet, Map<string, readonly Layer[]>>();
  return (groupId, met) => {
    const byGroup = made.get(met) ?? new Map<string, readonly Layer[]>();
    made.set(met, byGroup);
    const layers = byGroup.get(groupId) ?? make(groupId, zonesOf(groupId, met));
    byGroup.set(groupId, layers);
    return layers;
  };

  function make(groupId: string, zones: readonly Zone[]): readonly Layer[] {
    const zonesAt = finderOf(zones);
    const given = zones.map((zone) => ({ zone, gives: givesOf(zone) }));
    const alike = Map.groupBy(given, ({ zone, gives }) => `${gives} ${zone.changes}`);
    return [...alike.values()].flatMap((list) =>
      list.slice(0, 1).map(({ zone, gives }) => ({
        key: `${groupId} ${gives}`,
        accounts: sets.union(list.map(({ zone: { accounts } }) => accounts)),
        creates: zone.creating.length > 0,
        assigns: zone.assigning.length > 0,
        changes: zone.changes,
        isUniform: list.length === 1,
        zonesAt,
      })),
    );
  }
}

/** In force or not, free or not: a member's row must not hide a role in force behind one that has to be activated. */
function givesOf({ creating, assigning }: Zone): string {
  const kinds = (held: readonly Holding[], isNarrowed: boolean) =>
    [...new Set(held.map(({ eligible, conditional }) => `${eligible}-${isNarrowed && conditional}`))].sort();
  return [...kinds(creating, false), "then", ...kinds(assigning, true)].join(" ");
}

/** Halves the list of runs until the account is found: a group may hold a role at each of thousands of accounts. */
function finderOf(zones: readonly Zone[]): (at: number) => readonly Zone[] {
  const spans = zones
    .flatMap((zone) => zone.accounts.runs.map((run) => ({ ...run, zone })))
    .sort((a, b) => a.start - b.start);
  return (at) => {
    let [low, high] = [0, spans.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      const span = spans[middle];
      if (span !== undefined && span.start <= at) low = middle;
      else high = middle;
    }
    return spans.slice(low, high).flatMap(({ end, start, zone }) => (start <= at && at < end ? [zone] : []));
  };
}
