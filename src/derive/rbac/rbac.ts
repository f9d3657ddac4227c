import { leavesOpen } from "../../inventory/eligibility.ts";
import type { Gap, Listed } from "../../inventory/known.ts";
import { canonicalId } from "../../inventory/scope.ts";
import { byObjectId, type GroupMember, objectIdOf } from "../../inventory/sections.ts";
import { denialsOf, deniesAt, type DenialsMet } from "./deny.ts";
import { membersOf } from "./members.ts";
import { perViews } from "./per-views.ts";
import { type Plane, rolesOf } from "./roles.ts";
import { holdsAt, type Pile, pilesOf, placesOf } from "./scopes.ts";
import { type Assignment, type Listing, listingsOf, RBAC_SOURCES, type RbacSlice } from "./sources.ts";

/** A role that lets somebody do something at a resource. */
export interface AccessGrant {
  /** Object id, lower-cased. */
  readonly principalId: string;
  readonly assignment: Assignment;
  readonly roleName: string;
  /** Where the role is held: an ARM scope as Azure spells it, `/` for the root. */
  readonly scope: string;
  /** The group that holds it, `/groups/{objectId}`; null where it is held directly. */
  readonly group: { readonly id: string; readonly name: string } | null;
  /** Must be activated first. */
  readonly eligible: boolean;
  /** A condition narrows it, and was not understood or leaves enough. */
  readonly conditional: boolean;
}

/**
 * Who may do what in Azure: roles less deny assignments, inherited ones and those of groups included.
 * https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource
 */
export interface Rbac {
  /** Everybody who may do this at the resource; groups and their members alike. The same list for resources alike. */
  readonly holders: (resourceId: string, action: string, plane?: Plane) => Listed<AccessGrant>;
  /** Why somebody may do this at the resource, itself or through its groups. */
  readonly grantsOf: (
    principalObjectId: string,
    resourceId: string,
    action: string,
    plane?: Plane,
  ) => Listed<AccessGrant>;
}

export const rbacOf: (slice: RbacSlice) => Rbac = perViews(RBAC_SOURCES, makeRbac);

/** What is asked. */
interface Question {
  /** Canonical. */
  readonly resource: string;
  readonly action: string;
  readonly plane: Plane;
}

/** Somebody whom a role reaches. */
interface Reached {
  readonly principalId: string;
  readonly group: AccessGrant["group"];
}

function makeRbac(slice: RbacSlice): Rbac {
  const roles = rolesOf(slice);
  const members = membersOf(slice);
  const metBy = denialsOf(slice);
  const placeOf = placesOf(slice);
  const pilesAt = pilesOf(listingsOf(slice), ({ assignment }) => placeOf(assignment));
  const denialsAt = pilesOf(slice.denyAssignments.all(), placeOf);
  const held = new Map<string, Listed<AccessGrant>>();
  const everybody = new Map<string, readonly Reached[]>();
  return { holders, grantsOf };

  function holders(resourceId: string, action: string, plane: Plane = "control"): Listed<AccessGrant> {
    const question = { resource: canonicalId(resourceId), action, plane };
    const common = [plane, action.toLowerCase(), ...denialsMetAt(question.resource), "at"];
    const lists = pilesAt(question.resource)
      .map((pile) => ({ place: pile.place, list: holdersIn(pile, question, common) }))
      .filter(({ list }) => list.items.length + list.gaps.length > 0);
    const key = [...common, ...lists.map(({ place }) => place.number)].join(" ");
    const found = held.get(key) ?? joined(lists.map(({ list }) => list));
    held.set(key, found);
    return withGaps(found, question.resource);
  }

  /** Thousands may hold a role at a subscription, and each resource below it may have a role of its own. */
  function holdersIn(
    { place, items }: Pile<Listing>,
    question: Question,
    common: readonly string[],
  ): Listed<AccessGrant> {
    const key = [...common, "in", place.number].join(" ");
    const found = held.get(key) ?? answer(question, items, everybodyIn);
    held.set(key, found);
    return found;
  }

  /** Where the same deny assignments hold, they do the same; some hold at their scope alone. */
  function denialsMetAt(resource: string): readonly string[] {
    const places = denialsAt(resource).map(({ place }) => place);
    const isScope = places.some(({ scope }) => scope === resource);
    return [...places.map(({ number }) => String(number)), ...(isScope ? [resource] : [])];
  }

  function grantsOf(
    principalObjectId: string,
    resourceId: string,
    action: string,
    plane: Plane = "control",
  ): Listed<AccessGrant> {
    const question = { resource: canonicalId(resourceId), action, plane };
    const principalId = principalObjectId.toLowerCase();
    const groups = new Map(
      members.groupsOf(principalId).map((member) => [objectIdOf(member.groupId), groupOf(member)]),
    );
    const listings = [principalId, ...groups.keys()].flatMap(listedFor);
    const here = listings.filter(({ assignment }) => holdsAt(placeOf(assignment), question.resource));
    const found = answer(question, here, ({ assignment }) => [
      { principalId, group: groups.get(assignment.principalId.toLowerCase()) ?? null },
    ]);
    return withGaps(found, question.resource);
  }

  function listedFor(objectId: string): readonly Listing[] {
    const at = byObjectId(objectId);
    return [
      ...slice.roleAssignments.of(at).map((assignment) => ({ assignment, eligible: false })),
      ...slice.roleEligibilities.of(at).map((assignment) => ({ assignment, eligible: true })),
    ];
  }

  /** Whoever holds the role, and the members where that is a group, which may hold many. */
  function everybodyIn({ assignment }: Listing): readonly Reached[] {
    const principalId = assignment.principalId.toLowerCase();
    const reached = everybody.get(principalId) ?? [
      { principalId, group: null },
      ...members
        .membersOf(principalId)
        .map((member) => ({ principalId: member.memberId.toLowerCase(), group: groupOf(member) })),
    ];
    everybody.set(principalId, reached);
    return reached;
  }

  function answer(
    question: Question,
    listings: readonly Listing[],
    reachedBy: (listing: Listing) => readonly Reached[],
  ): Listed<AccessGrant> {
    const { action, plane } = question;
    const gaps = new Set<Gap>();
    const items: AccessGrant[] = [];
    const refusals = new Map<DenialsMet, Refusal>();
    for (const listing of listings) {
      const { assignment, eligible } = listing;
      const allowed = roles.allows(assignment, action, plane);
      if (!allowed.known) for (const gap of roles.gapsOf(assignment)) gaps.add(gap);
      const narrowing = roles.narrowing(assignment, action, plane);
      if (!allowed.known || !allowed.value) continue;
      for (const gap of narrowing.gaps) gaps.add(gap);
      if (narrowing.kind === "nothing" || narrowing.kind === "open") continue;
      for (const { principalId, group } of reachedBy(listing)) {
        const met = metBy(principalId);
        const refusal = refusals.get(met) ?? refusalOf(met, question);
        refusals.set(met, refusal);
        if (refusal.isDenied) continue;
        for (const gap of refusal.gaps) gaps.add(gap);
        items.push({
          principalId,
          assignment,
          roleName: roles.nameOf(assignment),
          scope: assignment.scope,
          group,
          eligible,
          conditional: narrowing.kind === "conditional",
        });
      }
    }
    return { items: items.sort(byPrincipal), gaps: [...gaps] };
  }

  /**
   * A role that was found is held, whatever else was not read; and what denies it can only take away what was found. What a
   * management group hands down stands in the list of each subscription, so that the tree leaves nothing open.
   */
  function withGaps(found: Listed<AccessGrant>, resource: string): Listed<AccessGrant> {
    const gaps = [
      ...slice.roleAssignments.gapsAt(resource),
      ...slice.roleEligibilities.gapsAt(resource).filter(leavesOpen),
      ...slice.azureGroupMembers.gapsAt(""),
      ...slice.rbacGroupMembers.gapsAt("").filter(leavesOpen),
      ...(found.items.length > 0 ? slice.denyAssignments.gapsAt(resource) : []),
    ];
    return gaps.length === 0 ? found : { items: found.items, gaps: [...new Set([...gaps, ...found.gaps])] };
  }
}

/** What deny assignments do to those who meet them. */
interface Refusal {
  readonly isDenied: boolean;
  readonly gaps: readonly Gap[];
}

/** A deny assignment that was not understood does not take a grant away, which would be safe without being known. */
function refusalOf({ certain, unclear }: DenialsMet, { resource, action, plane }: Question): Refusal {
  const met = certain.map((denial) => ({ denial, answer: deniesAt(denial, resource, action, plane) }));
  const open = unclear.filter((denial) => deniesAt(denial, resource, action, plane) !== "no");
  const perhaps = met.flatMap(({ denial, answer }) => (answer === "maybe" ? [denial] : []));
  return {
    isDenied: met.some(({ answer }) => answer === "yes"),
    gaps: [...perhaps, ...open].flatMap(({ gaps }) => gaps),
  };
}

function joined(lists: readonly Listed<AccessGrant>[]): Listed<AccessGrant> {
  return {
    items: lists.flatMap(({ items }) => items).sort(byPrincipal),
    gaps: [...new Set(lists.flatMap(({ gaps }) => gaps))],
  };
}

function groupOf({ groupId, name }: GroupMember): AccessGrant["group"] {
  return { id: groupId, name };
}

/** Total, so that the order in which things were read does not show. */
function byPrincipal(a: AccessGrant, b: AccessGrant): number {
  return (
    compare(a.principalId, b.principalId) ||
    Number(a.eligible) - Number(b.eligible) ||
    compare(a.assignment.id, b.assignment.id)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
