import { canonicalId } from "../../inventory/scope.ts";
import { byObjectId, objectIdOf } from "../../inventory/sections.ts";
import { type Denial, denialsOf, deniesAt } from "../rbac/deny.ts";
import { membersOf } from "../rbac/members.ts";
import { CREATES_LOCAL_USERS, rolesOf } from "../rbac/roles.ts";
import { type Place, placesOf, scopesAbove, subscriptionOf } from "../rbac/scopes.ts";
import type { RbacSlice } from "../rbac/sources.ts";
import type { Target } from "./access-edges.ts";

/** Whether somebody plants users at the end of a path anyway. One object for all who do so at the same accounts. */
export type Coverage = (target: Target) => boolean;

/**
 * For whom a path to some accounts is none, because own Azure roles, or those of groups, write users there already. Only
 * roles in force count: taking over somebody else spares the activation.
 * @returns by object id, lower-cased; null for who writes users nowhere
 */
export function coverageIn(slice: RbacSlice): (objectId: string) => Coverage | null {
  const roles = rolesOf(slice);
  const placeOf = placesOf(slice);
  const metBy = denialsOf(slice);
  const { groupsOf } = membersOf(slice);
  const creating = new Map<string, readonly Place[]>();
  const rungs = new Map<string, Rungs>();
  const made = new Map<string, Coverage>();
  const numbers = new Map<object, number>();
  return (objectId) => {
    const groups = groupsOf(objectId).map(({ groupId }) => objectIdOf(groupId));
    const places = [objectId, ...groups].flatMap(creatingAt);
    if (places.length === 0) return null;
    // Deny assignments can tell holders of one role apart.
    const met = metBy(objectId);
    numbers.set(met, numbers.get(met) ?? numbers.size);
    const key = `${numbers.get(met)} ${keyOf(places)}`;
    const coverage = made.get(key) ?? coverageOf(spanOf(places), met.certain);
    made.set(key, coverage);
    return coverage;
  };

  /** Where somebody's own roles create users; of a group it is asked for each member. */
  function creatingAt(holder: string): readonly Place[] {
    const known = creating.get(holder);
    if (known !== undefined) return known;
    const found = slice.roleAssignments.of(byObjectId(holder)).filter((assignment) => {
      const allowed = roles.allows(assignment, CREATES_LOCAL_USERS, "control");
      return allowed.known && allowed.value;
    });
    const places = found.map(placeOf);
    creating.set(holder, places);
    return places;
  }

  function coverageOf(own: Span, denials: readonly Denial[]): Coverage {
    const denied = spanOf(denials.map(({ place }) => place));
    const targets = new Map<Target, boolean>();
    const exact = new Map<string, boolean>();
    return (target) => once(targets, target, isCovered);

    /** What lies below a role of one's own is covered; of more accounts than are named, the role at the end decides. */
    function isCovered({ accounts: { count, shown }, scopes: ends }: Target): boolean {
      const isBelow = ends.some(isAt);
      // Where nothing is denied, all that lies below a role is its.
      if (isBelow && denied.scopes.size === 0) return true;
      return (isBelow || count <= shown.length) && shown.every(isAt);
    }

    function isAt(scope: string): boolean {
      const rung = rungsOf(scope);
      return spans(own, rung) && (!spans(denied, rung) || !once(exact, scope, isDenied));
    }

    /** A deny assignment near it is weighed as Azure does. */
    function isDenied(scope: string): boolean {
      const id = canonicalId(scope);
      return denials.some((denial) => deniesAt(denial, id, CREATES_LOCAL_USERS, "control") === "yes");
    }
  }

  /** The same for the same places; what lies below another of them adds nothing. */
  function keyOf(places: readonly Place[]): string {
    const held = new Set(places.map(({ scope }) => scope));
    const widest = places.filter(
      ({ scope }) => !rungsOf(scope).above.some((above) => above !== scope && held.has(above)),
    );
    return [...new Set(widest.map(({ number }) => number))].sort((a, b) => a - b).join(" ");
  }

  /** Every scope that contains it, the root and itself among them. */
  function rungsOf(scope: string): Rungs {
    const known = rungs.get(scope);
    if (known !== undefined) return known;
    const id = canonicalId(scope);
    const found = { above: ["", ...scopesAbove(id)], subscription: subscriptionOf(id) };
    rungs.set(scope, found);
    return found;
  }
}

interface Rungs {
  readonly above: readonly string[];
  readonly subscription: string | undefined;
}

/** Where some assignments hold together. */
interface Span {
  readonly scopes: ReadonlySet<string>;
  readonly subscriptions: ReadonlySet<string>;
}

function spanOf(places: readonly Place[]): Span {
  return {
    scopes: new Set(places.map(({ scope }) => scope)),
    subscriptions: new Set(places.flatMap(({ subscriptions }) => [...subscriptions])),
  };
}

function spans({ scopes, subscriptions }: Span, { above, subscription }: Rungs): boolean {
  if (above.some((scope) => scopes.has(scope))) return true;
  return subscription !== undefined && subscriptions.has(subscription);
}

function once<K>(known: Map<K, boolean>, key: K, ask: (key: K) => boolean): boolean {
  const answer = known.get(key) ?? ask(key);
  known.set(key, answer);
  return answer;
}
