import type { Gap, Known } from "../../inventory/known.ts";
import type { DenyAssignment } from "../../inventory/sections.ts";
import { objectIdOf } from "../../inventory/sections.ts";
import { type Members, membersOf } from "./members.ts";
import { perViews } from "./per-views.ts";
import { permits, type Plane } from "./roles.ts";
import { holdsAt, type Place, placesOf } from "./scopes.ts";

/** Yes, no, or not understood. */
type Answer = "yes" | "no" | "maybe";

/** A deny assignment with where it holds and whom it names. */
export interface Denial {
  readonly deny: DenyAssignment;
  readonly place: Place;
  /** Object ids, lower-cased; null where they were not understood. */
  readonly principals: ReadonlySet<string> | null;
  readonly excluded: ReadonlySet<string> | null;
  /** Groups that it names and whose members were not read: anybody may be one. */
  readonly unreadGroups: boolean;
  /** What of it was not understood, or of the members of those whom it names not read. */
  readonly gaps: readonly Gap[];
}

/** The deny assignments that meet the same principals: mostly there is one such set in a tenant, and it is empty. */
export interface DenialsMet {
  readonly certain: readonly Denial[];
  /** Those of which it was not understood whom they meet. */
  readonly unclear: readonly Denial[];
}

/** @param objectId lower-cased */
type MetBy = (objectId: string) => DenialsMet;

/** In `principals`: everybody. https://learn.microsoft.com/azure/role-based-access-control/deny-assignments */
const EVERYBODY = "00000000-0000-0000-0000-000000000000";

const NO_DENIALS: DenialsMet = { certain: [], unclear: [] };

/** Which deny assignments meet a principal, itself or through its groups. */
export const denialsOf = perViews(
  ["denyAssignments", "azureGroupMembers", "rbacGroupMembers", "managementGroups"],
  (slice): MetBy => {
    const placeOf = placesOf(slice);
    const { groupsOf, gapsOf } = membersOf(slice);
    const all = slice.denyAssignments.all().map((deny) => denialOf(deny, placeOf(deny), gapsOf));
    const byName = indexed(all);
    const strangers = all.map((denial) => meets(denial, []));
    const sets = new Map<string, DenialsMet>();
    const met = new Map<string, DenialsMet>();
    return (objectId) => {
      if (all.length === 0) return NO_DENIALS;
      const found = met.get(objectId) ?? setOf(objectId);
      met.set(objectId, found);
      return found;
    };

    function setOf(objectId: string): DenialsMet {
      const ids = [objectId, ...groupsOf(objectId).map(({ groupId }) => objectIdOf(groupId))];
      // All others treat it as a stranger.
      const concerned = new Set(ids.flatMap((id) => byName.get(id) ?? []));
      const answers = new Map([...concerned].map((denial) => [denial, meets(denial, ids)]));
      const key = [...answers].map(([{ deny }, answer]) => `${deny.id} ${answer}`).sort();
      const those = (answer: Answer) =>
        all.filter((denial, at) => (answers.get(denial) ?? strangers[at]) === answer);
      const found = sets.get(key.join("\n")) ?? { certain: those("yes"), unclear: those("maybe") };
      sets.set(key.join("\n"), found);
      return found;
    }
  },
);

/**
 * Whether a deny assignment takes an action away at a resource, from those who meet it.
 * @param id canonical
 */
export function deniesAt({ deny, place }: Denial, id: string, action: string, plane: Plane): Answer {
  const { permissions, doNotApplyToChildScopes: only } = deny;
  if (!holdsAt(place, id) || (permissions.known && !permits(permissions.value, action, plane))) return "no";
  const isChild = id !== place.scope || actsBelow(action);
  if (isChild && only.known && only.value) return "no";
  return permissions.known && (!isChild || only.known) ? "yes" : "maybe";
}

/** Local users lie below their account, whose id stands for them. */
function actsBelow(action: string): boolean {
  return action.toLowerCase().startsWith("microsoft.storage/storageaccounts/localusers/");
}

/** Where a deny assignment surely takes an action away: at its scope and below it, there alone, or not at all. */
export function deniedBelow({ deny }: Denial, action: string): "below" | "exactly" | "nowhere" {
  const { permissions, doNotApplyToChildScopes: only } = deny;
  if (!permissions.known || !permits(permissions.value, action, "control")) return "nowhere";
  if (only.known && !only.value) return "below";
  return actsBelow(action) ? "nowhere" : "exactly";
}

function denialOf(deny: DenyAssignment, place: Place, gapsOf: Members["gapsOf"]): Denial {
  const { principals, excludePrincipals, permissions, doNotApplyToChildScopes } = deny;
  const read = [principals, excludePrincipals, permissions, doNotApplyToChildScopes];
  const named = idsIn(principals);
  const unread = [...(named ?? [])].filter((id) => id !== EVERYBODY).flatMap(gapsOf);
  return {
    deny,
    place,
    principals: named,
    excluded: idsIn(excludePrincipals),
    unreadGroups: unread.length > 0,
    gaps: [...new Set([...read.flatMap((part) => (part.known ? [] : [part.gap])), ...unread])],
  };
}

function idsIn(list: Known<readonly string[]>): ReadonlySet<string> | null {
  return list.known ? new Set(list.value.map((id) => id.toLowerCase())) : null;
}

/** The deny assignments that name an id, be it to exclude it. */
function indexed(denials: readonly Denial[]): ReadonlyMap<string, readonly Denial[]> {
  const index = new Map<string, Denial[]>();
  for (const denial of denials) {
    for (const id of new Set([...(denial.principals ?? []), ...(denial.excluded ?? [])])) {
      const list = index.get(id);
      if (list === undefined) index.set(id, [denial]);
      else list.push(denial);
    }
  }
  return index;
}

/** @param ids the principal's own and those of its groups; none for one that nothing names */
function meets({ principals, excluded, unreadGroups }: Denial, ids: readonly string[]): Answer {
  const isNamed = principals?.has(EVERYBODY) === true || ids.some((id) => principals?.has(id));
  const mayBeNamed = isNamed || principals === null || unreadGroups;
  if (!mayBeNamed || (excluded !== null && ids.some((id) => excluded.has(id)))) return "no";
  return isNamed && excluded !== null ? "yes" : "maybe";
}
