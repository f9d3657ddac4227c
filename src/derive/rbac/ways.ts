import { segmentOf } from "../../inventory/scope.ts";
import {
  type GroupMember,
  type Hop,
  type PathNode,
  type StorageAccount,
  type Ways,
} from "../../inventory/sections.ts";
import type { Holding } from "./holdings.ts";
import { placeText } from "./place-text.ts";

/** How somebody is in a group: the hop to it, which is the same on every way through it. */
export interface Membership {
  readonly hop: Hop;
  /** Through another group: nothing to remove. */
  readonly isNested: boolean;
}

/** One way of somebody to an account: a role of its own, or one of a group that it is in. */
export interface Way {
  readonly holding: Holding;
  readonly member: Membership | null;
  /** False where other roles of the group lead to other accounts of the row. */
  readonly isWhole: boolean;
}

/** What the role at the end of a way does. */
export type GoalRight = "creates-local-users" | "assigns-roles";

/** The ways to one goal. On how many rows the cut lies is known when all rows are, and set where it stands. */
export interface FoundWays extends Ways {
  readonly cut: { readonly hop: Hop; readonly cutsAll: boolean; rows: number };
}

/** Where ways end. */
interface Goal {
  readonly right: GoalRight;
  readonly account: StorageAccount;
}

/** Who goes, and where. */
export interface Journey extends Goal {
  readonly from: PathNode;
  readonly groupHop: GroupHop;
}

/** The last hop of a way through a group. */
export type GroupHop = (group: PathNode, holding: Holding, goal: Goal) => Hop;

const SHOWN = 3;

/**
 * The shortest ways, three at most. One that is in force is among them where there is any, however many shorter ones must
 * be activated first: it decides how bad the row is.
 */
export function waysOf(ways: readonly Way[], journey: Journey): FoundWays | null {
  const best = bestOf(ways, journey.right);
  const [first] = best;
  if (first === undefined) return null;
  const paths = [pathOf(first, journey), ...best.slice(1).map((way) => pathOf(way, journey))] as const;
  const { way, count } = mostRemovable(first, ways);
  const [hop, role = hop] = paths[best.indexOf(way)] ?? pathOf(way, journey);
  const isAll = count === ways.length;
  const cut = isNested(way) ? { hop: role, cutsAll: isAll && way.isWhole } : { hop, cutsAll: isAll };
  return { paths, more: ways.length - best.length, cut: { ...cut, rows: 0 } };
}

function bestOf(ways: readonly Way[], right: GoalRight): readonly Way[] {
  if (ways.length === 1) return ways;
  const best: Way[] = [];
  // Three are picked faster than all are sorted.
  for (const way of ways) {
    const at = best.findIndex((other) => byEffort(way, other, right) < 0);
    if (at < 0 && best.length === SHOWN) continue;
    best.splice(at < 0 ? best.length : at, 0, way);
    if (best.length > SHOWN) best.pop();
  }
  return best.sort((a, b) => lengthOf(a) - lengthOf(b));
}

/**
 * A role ends one way, and a membership all that lead through its group, so that the first hops decide. A membership that
 * may be nested is nothing to remove: then the group's role is.
 */
function mostRemovable(first: Way, ways: readonly Way[]): { readonly way: Way; readonly count: number } {
  if (ways.length === 1) return { way: first, count: 1 };
  const counts = new Map<string, { readonly way: Way; count: number }>();
  for (const way of ways) {
    const { id } = way.member === null || isNested(way) ? way.holding.assignment : way.member.hop.proof;
    const counted = counts.get(id);
    if (counted === undefined) counts.set(id, { way, count: 1 });
    else counted.count += 1;
  }
  let most = { way: first, count: 1 };
  for (const counted of counts.values()) if (counted.count > most.count) most = counted;
  return most;
}

function isNested({ member }: Way): boolean {
  return member?.isNested === true;
}

function pathOf({ holding, member }: Way, journey: Journey): readonly [Hop, ...Hop[]] {
  if (member === null) return [roleHop(journey.from, holding, journey)];
  return [member.hop, journey.groupHop(member.hop.to, holding, journey)];
}

export function membershipOf(from: PathNode, { id, groupId }: GroupMember, group: PathNode): Membership {
  const hop: Hop = {
    from,
    right: "member-of",
    to: group,
    because: `"${from.name}" is in the group "${group.name}".`,
    proof: { id, scope: groupId, source: `GET /v1.0${groupId}/transitiveMembers` },
    eligible: false,
    conditional: false,
  };
  return { hop, isNested: segmentOf(id, "members") === undefined };
}

/** All members of a group share the hops of its roles: hops are most of what is derived, and members are many. */
export function groupHops(): GroupHop {
  const made = new Map<Holding, Map<GoalRight, Map<StorageAccount, Hop>>>();
  return (group, holding, goal) => {
    const ofHolding = made.get(holding) ?? new Map<GoalRight, Map<StorageAccount, Hop>>();
    made.set(holding, ofHolding);
    const ofRight = ofHolding.get(goal.right) ?? new Map<StorageAccount, Hop>();
    ofHolding.set(goal.right, ofRight);
    const hop = ofRight.get(goal.account) ?? roleHop(group, holding, goal);
    ofRight.set(goal.account, hop);
    return hop;
  };
}

function roleHop(from: PathNode, holding: Holding, { right, account }: Goal): Hop {
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
