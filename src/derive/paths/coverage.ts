import { byObjectId, objectIdOf } from "../../inventory/sections.ts";
import { membersOf } from "../rbac/members.ts";
import { rbacOf } from "../rbac/rbac.ts";
import { CREATES_LOCAL_USERS, rolesOf } from "../rbac/roles.ts";
import { type Place, placesOf, scopesAbove } from "../rbac/scopes.ts";
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
  const rbac = rbacOf(slice);
  const roles = rolesOf(slice);
  const placeOf = placesOf(slice);
  const { groupsOf } = membersOf(slice);
  const made = new Map<string, Coverage>();
  const denies = slice.denyAssignments.all().length > 0;
  return (objectId) => {
    const groups = groupsOf(objectId).map(({ groupId }) => objectIdOf(groupId));
    const creating = [objectId, ...groups]
      .flatMap((holder) => slice.roleAssignments.of(byObjectId(holder)))
      .filter((assignment) => {
        const allowed = roles.allows(assignment, CREATES_LOCAL_USERS, "control");
        return allowed.known && allowed.value;
      });
    if (creating.length === 0) return null;
    // Deny assignments can tell holders of one role apart.
    const key = denies ? objectId : keyOf(creating.map(placeOf));
    const coverage = made.get(key) ?? coverageOf(objectId);
    made.set(key, coverage);
    return coverage;
  };

  function coverageOf(objectId: string): Coverage {
    const targets = new Map<Target, boolean>();
    const scopes = new Map<string, boolean>();
    return (target) => once(targets, target, isCovered);

    /** Of more accounts than are named, the scope of the role at the end stands for all. */
    function isCovered({ accounts: { count, shown }, scopes: ends }: Target): boolean {
      const isAt = (scope: string) => once(scopes, scope, creates);
      return shown.every(isAt) && (count <= shown.length || ends.some(isAt));
    }

    function creates(scope: string): boolean {
      return rbac.grantsOf(objectId, scope, CREATES_LOCAL_USERS).items.some(({ eligible }) => !eligible);
    }
  }
}

/** The same for the same places; what lies below another of them adds nothing. */
function keyOf(places: readonly Place[]): string {
  const held = new Set(places.map(({ scope }) => scope));
  const widest = places.filter(
    ({ scope }) => !["", ...scopesAbove(scope)].some((above) => above !== scope && held.has(above)),
  );
  return [...new Set(widest.map(({ number }) => number))].sort((a, b) => a - b).join(" ");
}

function once<K>(known: Map<K, boolean>, key: K, ask: (key: K) => boolean): boolean {
  const answer = known.get(key) ?? ask(key);
  known.set(key, answer);
  return answer;
}
