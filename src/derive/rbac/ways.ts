import { segmentOf } from "../../inventory/scope.ts";
import {
  type AttackPath,
  type GroupMember,
  type Hop,
  objectIdOf,
  type PathNode,
  type StorageAccount,
} from "../../inventory/sections.ts";
import type { Holding } from "./holdings.ts";
import { placeText } from "./place-text.ts";

/** One way of somebody to an account: a role of its own, or one of a group that it is in. */
export interface Way {
  readonly holding: Holding;
  readonly member: GroupMember | null;
  /** False where other roles of the group lead to other accounts of the row. */
  readonly isWhole: boolean;
}

/** What the role at the end of a way does. */
export type GoalRight = "creates-local-users" | "assigns-roles";

/** The ways to one goal, as long as nobody has counted on how many paths of others the cut lies. */
export interface FoundWays {
  readonly paths: readonly [AttackPath, ...AttackPath[]];
  readonly more: number;
  readonly cut: { readonly hop: Hop; readonly cutsAll: boolean };
}

/** Who goes, and where the ways end. */
export interface Journey {
  readonly from: PathNode;
  readonly right: GoalRight;
  readonly account: StorageAccount;
}

const SHOWN = 3;

/**
 * The shortest ways, three at most. One that is in force is among them where there is any, however many shorter ones must
 * be activated first: it decides how bad the row is.
 */
export function waysOf(ways: readonly Way[], journey: Journey): FoundWays | null {
  const best = ways.toSorted((a, b) => byEffort(a, b, journey.right)).slice(0, SHOWN);
  const [first, ...others] = best.sort((a, b) => lengthOf(a) - lengthOf(b));
  if (first === undefined) return null;
  return {
    paths: [pathOf(first, journey), ...others.map((way) => pathOf(way, journey))],
    more: ways.length - best.length,
    cut: cutOf(first, ways, journey),
  };
}

/**
 * A role ends one way, and a membership all that lead through its group, so that the first hops decide. A membership that
 * may be nested is nothing to remove: then the group's role is.
 */
function cutOf(first: Way, ways: readonly Way[], journey: Journey): FoundWays["cut"] {
  const counts = new Map<string, { readonly way: Way; count: number }>();
  for (const way of ways) {
    const { id } = way.member === null || isNested(way) ? way.holding.assignment : way.member;
    const counted = counts.get(id);
    if (counted === undefined) counts.set(id, { way, count: 1 });
    else counted.count += 1;
  }
  let most = { way: first, count: 1 };
  for (const counted of counts.values()) if (counted.count > most.count) most = counted;
  const [hop, role = hop] = pathOf(most.way, journey);
  const isAll = most.count === ways.length;
  return isNested(most.way) ? { hop: role, cutsAll: isAll && most.way.isWhole } : { hop, cutsAll: isAll };
}

function isNested({ member }: Way): boolean {
  return member !== null && segmentOf(member.id, "members") === undefined;
}

function pathOf({ holding, member }: Way, journey: Journey): readonly [Hop, ...Hop[]] {
  if (member === null) return [roleHop(journey.from, holding, journey)];
  const group: PathNode = { id: `/groups/${objectIdOf(member.groupId)}`, kind: "group", name: member.name };
  return [memberHop(journey.from, member, group), roleHop(group, holding, journey)];
}

function memberHop(from: PathNode, { id, groupId }: GroupMember, group: PathNode): Hop {
  const source = `GET /v1.0${groupId}/transitiveMembers`;
  return {
    from,
    right: "member-of",
    to: group,
    because: `"${from.name}" is in the group "${group.name}".`,
    proof: { id, scope: groupId, source },
    eligible: false,
    conditional: false,
  };
}

function roleHop(from: PathNode, holding: Holding, { right, account }: Journey): Hop {
  const { assignment, eligible, roleName } = holding;
  const { id, scope, inheritedBy } = assignment;
  const subscription = segmentOf(scope, "subscriptions") ?? inheritedBy[0] ?? account.subscriptionId;
  const list = eligible ? "roleEligibilityScheduleInstances" : "roleAssignments";
  const verb = eligible ? "may activate" : "holds";
  return {
    from,
    right,
    to: { id: account.id, kind: "storage-account", name: account.name },
    because: `"${from.name}" ${verb} the role "${roleName}" at ${placeText(scope)}, which ${DOES[right]}.`,
    proof: {
      id,
      scope,
      source: `GET /subscriptions/${subscription}/providers/Microsoft.Authorization/${list}`,
    },
    eligible,
    conditional: isConditional(holding, right),
  };
}

const DOES: Readonly<Record<GoalRight, string>> = {
  "creates-local-users": "writes local users",
  "assigns-roles": "assigns roles",
};

/** Conditions narrow which roles are assigned, and nothing else of what matters here. */
function isConditional({ conditional }: Holding, right: GoalRight): boolean {
  return conditional && right === "assigns-roles";
}

function byEffort(a: Way, b: Way, right: GoalRight): number {
  return (
    Number(a.holding.eligible) - Number(b.holding.eligible) ||
    Number(isConditional(a.holding, right)) - Number(isConditional(b.holding, right)) ||
    lengthOf(a) - lengthOf(b) ||
    (a.holding.assignment.id < b.holding.assignment.id ? -1 : 1)
  );
}

/** In hops. */
function lengthOf({ member }: Way): number {
  return member === null ? 1 : 2;
}
