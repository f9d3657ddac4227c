import { canonicalId } from "../../inventory/scope.ts";
import { byObjectId, objectIdOf } from "../../inventory/sections.ts";
import { deniedBelow, denialsOf, type DenialsMet } from "../rbac/deny.ts";
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
  const creating = new Map<string, readonly Held[]>();
  const made = new Map<string, Coverage>();
  const denied = new Map<DenialsMet, Denied>();
  const { rungsOf, spanOf } = scopesOf(
    [...slice.roleAssignments.all(), ...slice.denyAssignments.all()].map(placeOf),
  );
  const standings = new Map<Target, Standing>();
  return (objectId) => {
    const groups = groupsOf(objectId).map(({ groupId }) => objectIdOf(groupId));
    const held = [objectId, ...groups].flatMap(creatingAt);
    if (held.length === 0) return null;
    // Deny assignments can tell holders of one role apart.
    const lost = deniedTo(metBy(objectId));
    const key = `${lost.number} ${keyOf(held)}`;
    const coverage = made.get(key) ?? coverageOf(spanOf(held.map(({ place }) => place)), lost);
    made.set(key, coverage);
    return coverage;
  };

  /** Where somebody's own roles create users; of a group it is asked for each member. */
  function creatingAt(holder: string): readonly Held[] {
    const known = creating.get(holder);
    if (known !== undefined) return known;
    const found = slice.roleAssignments.of(byObjectId(holder)).filter((assignment) => {
      const allowed = roles.allows(assignment, CREATES_LOCAL_USERS, "control");
      return allowed.known && allowed.value;
    });
    const held = found.map(placeOf).map((place) => ({ place, rungs: rungsOf(place.scope) }));
    creating.set(holder, held);
    return held;
  }

  function deniedTo(met: DenialsMet): Denied {
    const known = denied.get(met);
    if (known !== undefined) return known;
    const taking = met.certain.filter((denial) => deniedBelow(denial, CREATES_LOCAL_USERS) === "below");
    const lost = {
      number: denied.size,
      isMet: met.certain.length > 0,
      span: spanOf(taking.map(({ place }) => place)),
    };
    denied.set(met, lost);
    return lost;
  }

  function coverageOf(own: Span, lost: Denied): Coverage {
    const targets = new Map<Target, boolean>();
    return (target) => {
      const known = targets.get(target);
      if (known !== undefined) return known;
      const answer = isCovered(target);
      targets.set(target, answer);
      return answer;
    };

    /** What lies below a role of one's own is covered; of more accounts than are named, the role at the end decides. */
    function isCovered(target: Target): boolean {
      const { ends, shown } = standingOf(target);
      const isBelow = ends.some(isAt);
      // Where nothing is denied, all that lies below a role is its.
      if (isBelow && !lost.isMet) return true;
      return (isBelow || target.accounts.count <= shown.length) && shown.every(isAt);
    }

    function isAt(rungs: Rungs): boolean {
      return spans(own, rungs) && !spans(lost.span, rungs);
    }
  }

  /** Many plant users, and ask about the same targets. */
  function standingOf(target: Target): Standing {
    const known = standings.get(target);
    if (known !== undefined) return known;
    const { accounts, paths } = target;
    const ends = paths.flatMap((path) => path.slice(-1).map(({ proof }) => rungsOf(proof.scope)));
    const standing = { ends, shown: accounts.shown.map(rungsOf) };
    standings.set(target, standing);
    return standing;
  }
}

/** The same for the same places; what lies below another of them adds nothing. */
function keyOf(held: readonly Held[]): string {
  const scopes = new Set(held.map(({ rungs }) => rungs.own));
  const widest = held.filter(
    ({ rungs: { above, own } }) => !above.some((scope) => scope !== own && scopes.has(scope)),
  );
  return [...new Set(widest.map(({ place }) => place.number))].sort((a, b) => a - b).join(" ");
}

/** Where a role is held. */
interface Held {
  readonly place: Place;
  readonly rungs: Rungs;
}

/** What deny assignments surely take away. */
interface Denied {
  readonly number: number;
  /** True where there are any, of whatever. */
  readonly isMet: boolean;
  readonly span: Span;
}

/** Where the accounts of a target lie, and where its roles are held. */
interface Standing {
  readonly ends: readonly Rungs[];
  readonly shown: readonly Rungs[];
}

/** The scopes that contain one, the root and itself among them, as far as something is assigned there: by number. */
interface Rungs {
  readonly above: readonly number[];
  /** Its own number, where something is assigned there. */
  readonly own: number | undefined;
  readonly subscription: string | undefined;
}

/** Where some assignments hold together. */
interface Span {
  readonly scopes: ReadonlySet<number | undefined>;
  readonly subscriptions: ReadonlySet<string>;
}

/** Thousands of accounts are looked for in hundreds of spans: scopes are compared by number, and most have none. */
function scopesOf(places: readonly Place[]) {
  const numbers = new Map<string, number>();
  for (const { scope } of places) numbers.set(scope, numbers.get(scope) ?? numbers.size);
  const rungs = new Map<string, Rungs>();
  return { rungsOf, spanOf };

  function rungsOf(scope: string): Rungs {
    const known = rungs.get(scope);
    if (known !== undefined) return known;
    const id = canonicalId(scope);
    const above = ["", ...scopesAbove(id)].flatMap((each) => numbers.get(each) ?? []);
    const found = { above, own: numbers.get(id), subscription: subscriptionOf(id) };
    rungs.set(scope, found);
    return found;
  }

  function spanOf(held: readonly Place[]): Span {
    return {
      scopes: new Set(held.map(({ scope }) => numbers.get(scope))),
      subscriptions: new Set(held.flatMap(({ subscriptions }) => [...subscriptions])),
    };
  }
}

function spans({ scopes, subscriptions }: Span, { above, subscription }: Rungs): boolean {
  if (above.some((scope) => scopes.has(scope))) return true;
  return subscription !== undefined && subscriptions.has(subscription);
}
