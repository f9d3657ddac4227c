import { canonicalId } from "../../inventory/scope.ts";
import type { ManagementGroup, RoleAssignment } from "../../inventory/sections.ts";
import { perViews } from "./per-views.ts";

/** Where something holds that was assigned at a scope. One object for whatever holds in the same places. */
export interface Place {
  readonly number: number;
  /** Canonical; empty for the root. */
  readonly scope: string;
  /** GUIDs of the subscriptions below; none where the scope lies in one. */
  readonly subscriptions: ReadonlySet<string>;
}

type Assigned = Pick<RoleAssignment, "scope" | "inheritedBy">;

/**
 * What lies above a subscription holds in those in whose lists it stands, and in those below the management group as the
 * tree tells: either is enough, since each can be read without the other.
 */
export const placesOf = perViews(["managementGroups"], ({ managementGroups }) => {
  const below = subscriptionsBelow(managementGroups.all());
  const places = new Map<string, Place>();
  const known = new WeakMap<Assigned, Place>();
  return (assigned: Assigned): Place => {
    const place = known.get(assigned) ?? placeOf(assigned);
    known.set(assigned, place);
    return place;
  };

  function placeOf(assigned: Assigned): Place {
    const scope = canonicalId(assigned.scope);
    const isAbove = !scope.startsWith("/subscriptions/");
    const key = isAbove ? [scope, ...assigned.inheritedBy].join(" ") : scope;
    const place = places.get(key) ?? {
      number: places.size,
      scope,
      subscriptions: isAbove ? new Set([...assigned.inheritedBy, ...below(scope)]) : NOWHERE,
    };
    places.set(key, place);
    return place;
  }
});

const NOWHERE: ReadonlySet<string> = new Set();

/** @param id canonical */
export function holdsAt({ scope, subscriptions }: Place, id: string): boolean {
  if (scope === "" || id === scope) return true;
  if (id.startsWith(scope) && id[scope.length] === "/") return true;
  const subscription = subscriptionOf(id);
  return subscription !== undefined && subscriptions.has(subscription);
}

/** What was assigned, by where it holds. */
export interface Pile<T> {
  readonly place: Place;
  readonly items: readonly T[];
}

/**
 * Finds what holds at a resource by the scopes above it, however much is assigned elsewhere. What lies above the
 * subscriptions is looked through once for each subscription.
 */
export function pilesOf<T>(
  items: readonly T[],
  placeOf: (item: T) => Place,
): (id: string) => readonly Pile<T>[] {
  const piles = [...Map.groupBy(items, placeOf)].map(([place, list]) => ({ place, items: list }));
  const within = Map.groupBy(piles, ({ place }) => place.scope);
  const above = piles.filter(({ place }) => place.subscriptions.size > 0);
  const inherited = new Map<string, readonly Pile<T>[]>();
  return (id) => {
    // The root is above everything, and itself.
    const found = [...new Set(["", ...scopesAbove(id)])].flatMap((scope) => within.get(scope) ?? []);
    const subscription = subscriptionOf(id);
    if (subscription === undefined) return found;
    const from =
      inherited.get(subscription) ??
      above.filter(({ place }) => place.scope !== "" && place.subscriptions.has(subscription));
    inherited.set(subscription, from);
    return [...found, ...from];
  };
}

/** The GUID in a canonical id; undefined for what lies in no subscription. */
export function subscriptionOf(id: string): string | undefined {
  if (!id.startsWith(SUBSCRIPTIONS)) return undefined;
  const end = id.indexOf("/", SUBSCRIPTIONS.length);
  return id.slice(SUBSCRIPTIONS.length, end < 0 ? undefined : end);
}

const SUBSCRIPTIONS = "/subscriptions/";

/** Everything that contains a canonical id, from its outermost segment to itself. */
export function scopesAbove(id: string): readonly string[] {
  const scopes: string[] = [];
  for (let end = id.indexOf("/", 1); end > 0; end = id.indexOf("/", end + 1)) scopes.push(id.slice(0, end));
  scopes.push(id);
  return scopes;
}

/** A tree that came from outside may have a circle. */
function subscriptionsBelow(groups: readonly ManagementGroup[]): (scope: string) => ReadonlySet<string> {
  const children = Map.groupBy(groups, ({ parentId }) =>
    parentId.known && parentId.value !== null ? canonicalId(parentId.value) : "",
  );
  const byId = new Map(groups.map((group) => [canonicalId(group.id), group]));
  const found = new Map<string, ReadonlySet<string>>();
  return (scope) => {
    const known = found.get(scope);
    if (known !== undefined) return known;
    const group = byId.get(scope);
    const seen = new Set(group === undefined ? [] : [group]);
    // A set hands out what is added while it is walked.
    for (const { id } of seen) for (const child of children.get(canonicalId(id)) ?? []) seen.add(child);
    const subscriptions = new Set([...seen].flatMap((each) => each.subscriptions));
    found.set(scope, subscriptions);
    return subscriptions;
  };
}
