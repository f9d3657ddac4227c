import type { Gap } from "../../inventory/known.ts";
import type { StorageAccount } from "../../inventory/sections.ts";
import { type AccountSet, type AccountSets, accountSetsOf } from "./account-sets.ts";
import { deniedBelow, type DenialsMet } from "./deny.ts";
import { ASSIGNS_ROLES, CHANGES_ACCOUNTS, CREATES_LOCAL_USERS, type Roles, rolesOf } from "./roles.ts";
import { placesOf } from "./scopes.ts";
import { type Assignment, listingsOf, type RbacSlice } from "./sources.ts";

/** What of a role leads to an SFTP user. */
interface RoleRights {
  readonly roleName: string;
  readonly creates: boolean;
  readonly changes: boolean;
  readonly assigns: boolean;
}

/** A role that somebody holds over accounts. */
export interface Holding extends RoleRights {
  readonly number: number;
  readonly assignment: Assignment;
  readonly eligible: boolean;
  readonly accounts: AccountSet;
  /** A condition narrows which roles it assigns. */
  readonly conditional: boolean;
  /** What leaves open whether its condition leaves a role of use. */
  readonly unread: readonly Gap[];
}

/** Accounts that one holder reaches by the same roles, with what deny assignments leave of them. */
export interface Zone {
  readonly accounts: AccountSet;
  readonly creating: readonly Holding[];
  readonly assigning: readonly Holding[];
  readonly changes: boolean;
}

export interface Holdings {
  readonly sets: AccountSets;
  /** Whoever holds any role over one of the accounts: object ids, lower-cased. */
  readonly holders: readonly string[];
  readonly isHolder: (objectId: string) => boolean;
  /** All accounts over which somebody holds any role. */
  readonly accountsOf: (objectId: string) => AccountSet;
  /** @param met whose deny assignments count: a member's, where the holder is its group */
  readonly zonesOf: (objectId: string, met: DenialsMet) => readonly Zone[];
  /** What of the holder's roles was not understood: lists that are the same for many. */
  readonly gapsOf: (objectId: string) => readonly (readonly Gap[])[];
}

/** The accounts at which a right is taken away. */
interface Denied {
  readonly creates: AccountSet;
  readonly changes: AccountSet;
  readonly assigns: AccountSet;
}

export function holdingsOf(slice: RbacSlice, accounts: readonly StorageAccount[]): Holdings {
  const placeOf = placesOf(slice);
  const roles = rolesOf(slice);
  const listings = listingsOf(slice);
  const assigned = [...listings.map(({ assignment }) => assignment), ...slice.denyAssignments.all()];
  const sets = accountSetsOf(accounts, assigned.map(placeOf));
  const byRole = new Map<string, RoleRights>();
  let count = 0;
  const byHolder = Map.groupBy(
    listings.flatMap(({ assignment, eligible }) => {
      const place = placeOf(assignment);
      const reached = sets.at(place);
      if (reached !== sets.none) return [holdingOf(assignment, eligible, reached)];
      const ofUser = sets.ofLocalUser(place);
      return ofUser === sets.none ? [] : [ofOneUser(holdingOf(assignment, eligible, ofUser))];
    }),
    ({ assignment }) => assignment.principalId.toLowerCase(),
  );
  const heldBy = (objectId: string) => byHolder.get(objectId) ?? [];
  const open = new Map([...byHolder].map(([objectId, held]) => [objectId, gapsIn(held)]));
  const denied = new Map<DenialsMet, Denied>();
  return {
    sets,
    holders: [...byHolder.keys()],
    isHolder: (objectId) => byHolder.has(objectId),
    accountsOf: (objectId) => sets.union(heldBy(objectId).map((holding) => holding.accounts)),
    zonesOf: (objectId, met) => zonesOf(heldBy(objectId), met),
    gapsOf: (objectId) => open.get(objectId) ?? [],
  };

  function gapsIn(held: readonly Holding[]): readonly (readonly Gap[])[] {
    const lists = new Set<readonly Gap[]>();
    for (const { assignment, unread } of held) lists.add(roles.gapsOf(assignment)).add(unread);
    return [...lists].filter((list) => list.length > 0);
  }

  function holdingOf(assignment: Assignment, eligible: boolean, accounts: AccountSet): Holding {
    const rights = byRole.get(assignment.roleDefinitionId) ?? rightsOf(assignment, roles);
    byRole.set(assignment.roleDefinitionId, rights);
    const { roleName, creates, changes } = rights;
    const { kind, gaps } = roles.narrowing(assignment, ASSIGNS_ROLES, "control");
    const assigns = rights.assigns && (kind === "none" || kind === "conditional");
    const unread = rights.assigns ? gaps : [];
    return {
      roleName,
      creates,
      changes,
      assigns,
      number: (count += 1),
      assignment,
      eligible,
      accounts,
      conditional: kind === "conditional",
      unread,
    };
  }

  function zonesOf(held: readonly Holding[], met: DenialsMet): readonly Zone[] {
    const useful = held.filter(({ creates, changes, assigns }) => creates || changes || assigns);
    if (useful.length === 0) return [];
    const piles = [...Map.groupBy(useful, (holding) => holding.accounts)];
    const lost = deniedTo(met);
    const own = piles.map(([set]) => set);
    const all = sets.union(own);
    // Most of what is denied somewhere lies elsewhere.
    const near = [lost.creates, lost.changes, lost.assigns].map((set) => sets.within(set, all));
    const parts = sets.parts([...own, ...near]);
    const zones = new Map<string, { readonly zone: Zone; readonly alike: AccountSet[] }>();
    for (const { set, within } of parts) {
      const here = within.flatMap((which) => piles[which]?.[1] ?? []);
      const isLost = (right: number) => within.includes(piles.length + right);
      const zone = {
        accounts: set,
        creating: isLost(0) ? [] : here.filter(({ creates }) => creates),
        assigning: isLost(2) ? [] : here.filter(({ assigns }) => assigns),
        changes: !isLost(1) && here.some(({ changes }) => changes),
      };
      if (!zone.changes && zone.creating.length + zone.assigning.length === 0) continue;
      const key = zoneKey(zone);
      const known = zones.get(key);
      if (known === undefined) zones.set(key, { zone, alike: [set] });
      else known.alike.push(set);
    }
    return Array.from(zones.values(), ({ zone, alike }) =>
      alike.length === 1 ? zone : { ...zone, accounts: sets.union(alike) },
    );
  }

  function deniedTo(met: DenialsMet): Denied {
    const lost = denied.get(met) ?? {
      creates: deniedOf(met, CREATES_LOCAL_USERS),
      changes: deniedOf(met, CHANGES_ACCOUNTS),
      assigns: deniedOf(met, ASSIGNS_ROLES),
    };
    denied.set(met, lost);
    return lost;
  }

  function deniedOf({ certain }: DenialsMet, action: string): AccountSet {
    return sets.union(
      certain.map((denial) => {
        const where = deniedBelow(denial, action);
        if (where === "nowhere") return sets.none;
        return where === "below" ? sets.at(denial.place) : sets.exactlyAt(denial.place);
      }),
    );
  }
}

/** Whoever writes a local user gives itself a key and any right; the account is another matter. */
function ofOneUser(holding: Holding): Holding {
  return { ...holding, changes: false, assigns: false, unread: [] };
}

function rightsOf(assignment: Assignment, roles: Roles): RoleRights {
  const allows = (action: string) => {
    const allowed = roles.allows(assignment, action, "control");
    return allowed.known && allowed.value;
  };
  return {
    roleName: roles.nameOf(assignment),
    creates: allows(CREATES_LOCAL_USERS),
    changes: allows(CHANGES_ACCOUNTS),
    assigns: allows(ASSIGNS_ROLES),
  };
}

/** Equal where the same roles give the same. */
function zoneKey({ creating, assigning, changes }: Zone): string {
  const numbers = (held: readonly Holding[]) => held.map(({ number }) => number).join(" ");
  return `${numbers(creating)}, ${numbers(assigning)}, ${changes}`;
}
