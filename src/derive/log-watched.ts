import { leavesOpen } from "../inventory/eligibility.ts";
import type { Slice } from "../inventory/inventory.ts";
import type { Gap } from "../inventory/known.ts";
import { canonicalId, segmentOf } from "../inventory/scope.ts";
import type { PathNode } from "../inventory/sections.ts";
import { denialsOf, deniesAt } from "./rbac/deny.ts";
import { membersOf } from "./rbac/members.ts";
import { PRINCIPAL_SOURCES, principalsOf } from "./rbac/path-principals.ts";
import { perViews } from "./rbac/per-views.ts";
import { CREATES_LOCAL_USERS, rolesOf } from "./rbac/roles.ts";
import { type Pile, pilesOf, placesOf } from "./rbac/scopes.ts";
import { type Listing, listingsOf } from "./rbac/sources.ts";

/** The first of some, and how many there are. */
export interface Some<T> {
  readonly shown: readonly T[];
  readonly count: number;
  /** What was not read; nothing where some were found. */
  readonly gaps: readonly Gap[];
}

/** How many a row names. */
export const SHOWN = 10;

export const NOBODY: Some<never> = { shown: [], count: 0, gaps: [] };

const CREATES = [CREATES_LOCAL_USERS];

/** Both end what is logged: changing how long it is kept, and deleting all of it. */
const CHANGES = [
  "Microsoft.OperationalInsights/workspaces/write",
  "Microsoft.OperationalInsights/workspaces/delete",
];

export const WATCHED_SOURCES = PRINCIPAL_SOURCES;

/** Who may do something by the roles that are assigned at one place. */
interface Holders {
  readonly number: number;
  /** By object id, lower-cased; `null` where it was not read whether it is a service principal, or denied. */
  readonly nodes: ReadonlyMap<string, PathNode | null>;
  /** What of the roles was not understood. */
  readonly gaps: readonly Gap[];
}

/** Who stands in both of two lists, sorted by id. */
interface Meeting {
  readonly number: number;
  readonly nodes: readonly PathNode[];
  readonly ids: ReadonlySet<string>;
  readonly isOpen: boolean;
}

/**
 * The service principals that plant SFTP users on an account and change the workspace of its logs. Thousands of accounts
 * share a subscription and the roles held there, so that roles are met place by place and not account by account.
 */
export const watchedBy = perViews(["subscriptions", ...WATCHED_SOURCES], (slice) => {
  const holdersAt = holdersIn(slice);
  const meetings = new Map<string, Meeting>();
  const counts = new Map<string, Some<PathNode>>();
  const joined = joinedGaps();
  return (accountId: string, workspaceId: string): Some<PathNode> => {
    const [account, workspace] = [canonicalId(accountId), canonicalId(workspaceId)];
    const [planters, changers] = [holdersAt(account, CREATES), holdersAt(workspace, CHANGES)];
    const met = planters
      .flatMap((some) => changers.map((others) => meetingOf(some, others)))
      .filter(({ nodes, isOpen }) => nodes.length > 0 || isOpen);
    const found = countOf(met);
    // A deny assignment that nobody listed may take either right away.
    const denials = [account, workspace].map((id) => slice.denyAssignments.gapsAt(id));
    if (found.count > 0 && denials.every((list) => list.length === 0)) return found;
    const open = [openOf(planters, account), [...openOf(changers, workspace), outOfSight(workspace)]];
    // Whoever is known to be nobody meets nobody, whatever was not read of the others.
    if (isNobody(planters, open[0]) || isNobody(changers, open[1])) return NOBODY;
    const unclear = met.length > 0 ? [slice.servicePrincipals.gapsAt(""), ...denials] : [];
    return { ...NOBODY, gaps: joined([...open.flat(), ...unclear]) };
  };

  function meetingOf(some: Holders, others: Holders): Meeting {
    const key = `${some.number} ${others.number}`;
    const meeting = meetings.get(key) ?? { ...meet(some.nodes, others.nodes), number: meetings.size };
    meetings.set(key, meeting);
    return meeting;
  }

  function countOf(met: readonly Meeting[]): Some<PathNode> {
    const key = met.map(({ number }) => number).join(" ");
    const some = counts.get(key) ?? unionOf(met);
    counts.set(key, some);
    return some;
  }

  /** What leaves open who holds a role at the resource. */
  function openOf(holders: readonly Holders[], resource: string): readonly (readonly Gap[])[] {
    return [
      ...holders.map(({ gaps }) => gaps),
      slice.roleAssignments.gapsAt(resource),
      slice.roleEligibilities.gapsAt(resource),
      slice.azureGroupMembers.gapsAt(""),
      slice.rbacGroupMembers.gapsAt(""),
    ];
  }

  /** Roles are read of subscriptions, and nobody knows those of another one. */
  function outOfSight(workspace: string): readonly Gap[] {
    const subscription = segmentOf(workspace, "subscriptions");
    if (slice.subscriptions.get(`/subscriptions/${subscription}`) !== undefined) return [];
    const detail = "the workspace lies in no subscription that was read";
    return [{ reason: "not-requested", scope: workspace, request: "GET roleAssignments", detail }];
  }
});

const NOT_DENIED: readonly Gap[] = [];

function isNobody(holders: readonly Holders[], open: readonly (readonly Gap[])[] = []): boolean {
  return holders.every(({ nodes }) => nodes.size === 0) && !open.some((list) => list.some(leavesOpen));
}

/** Once for each place where something is assigned, and for each set of deny assignments that holds below it. */
function holdersIn(
  slice: Slice<(typeof WATCHED_SOURCES)[number]>,
): (resource: string, actions: readonly string[]) => readonly Holders[] {
  const roles = rolesOf(slice);
  const metBy = denialsOf(slice);
  const principalOf = principalsOf(slice);
  const { membersOf: membersIn } = membersOf(slice);
  const placeOf = placesOf(slice);
  const listingsAt = pilesOf(listingsOf(slice), ({ assignment }) => placeOf(assignment));
  const denialsAt = pilesOf(slice.denyAssignments.all(), placeOf);
  const known = new Map<string, Holders>();
  return (resource, actions) => {
    // Accounts and workspaces lie side by side: what holds at one of them alone holds at no other.
    const key = [actions[0], ...denialsAt(resource).map(({ place }) => place.number)].join(" ");
    return listingsAt(resource).map((pile) => {
      const holders = known.get(`${pile.place.number} ${key}`) ?? ask(pile, resource, actions);
      known.set(`${pile.place.number} ${key}`, holders);
      return holders;
    });
  };

  function ask({ items }: Pile<Listing>, resource: string, actions: readonly string[]): Holders {
    const nodes = new Map<string, PathNode | null>();
    const gaps = new Set<Gap>();
    for (const { assignment } of items) {
      const allowed = actions.filter((action) => {
        const answer = roles.allows(assignment, action, "control");
        if (!answer.known) for (const gap of roles.gapsOf(assignment)) gaps.add(gap);
        return answer.known && answer.value;
      });
      if (allowed.length === 0) continue;
      const holder = assignment.principalId.toLowerCase();
      const members = membersIn(holder).map(({ memberId }) => memberId.toLowerCase());
      for (const objectId of [holder, ...members]) {
        const node = nodeOf(objectId);
        if (node === undefined) continue;
        const answers = allowed.map((action) => denied(objectId, resource, action));
        if (answers.includes(NOT_DENIED)) nodes.set(objectId, node);
        else if (answers.some((answer) => answer !== "yes") && !nodes.has(objectId))
          nodes.set(objectId, null);
        for (const answer of answers) if (answer !== "yes") for (const gap of answer) gaps.add(gap);
      }
    }
    return { number: known.size, nodes, gaps: [...gaps] };
  }

  /** Yes, or what leaves it open: nothing where it is not. */
  function denied(objectId: string, resource: string, action: string): "yes" | readonly Gap[] {
    const { certain, unclear } = metBy(objectId);
    const answers = certain.map((denial) => deniesAt(denial, resource, action, "control"));
    if (answers.includes("yes")) return "yes";
    const open = [
      ...certain.filter((_, at) => answers[at] === "maybe"),
      ...unclear.filter((denial) => deniesAt(denial, resource, action, "control") !== "no"),
    ];
    return open.length === 0 ? NOT_DENIED : open.flatMap((denial) => denial.gaps);
  }

  /** Undefined for users and groups, for Microsoft's own, as which only Microsoft signs in, and for what is gone. */
  function nodeOf(objectId: string): PathNode | null | undefined {
    const { id, kind, name, isMicrosoft } = principalOf(objectId);
    if (isMicrosoft || (kind !== "service-principal" && kind !== "principal")) return undefined;
    const isListed = slice.servicePrincipals.get(id) !== undefined;
    if (!isListed && slice.servicePrincipals.gapsAt("").length === 0) return undefined;
    return kind === "principal" ? null : { id, kind, name };
  }
}

function meet(
  some: ReadonlyMap<string, PathNode | null>,
  others: ReadonlyMap<string, PathNode | null>,
): Omit<Meeting, "number"> {
  const [few, many] = some.size < others.size ? [some, others] : [others, some];
  const both = [...few].flatMap(([objectId, node]) => {
    const other = many.get(objectId);
    return other === undefined ? [] : [other && node];
  });
  const nodes = both.filter((node) => node !== null).sort((a, b) => (a.id < b.id ? -1 : 1));
  return { nodes, ids: new Set(nodes.map(({ id }) => id)), isOpen: nodes.length < both.length };
}

/** The longest list is not walked: it is the same for many accounts. */
function unionOf(met: readonly Meeting[]): Some<PathNode> {
  const [longest, ...others] = met.toSorted((a, b) => b.nodes.length - a.nodes.length);
  if (longest === undefined) return NOBODY;
  const more = new Map(others.flatMap(({ nodes }) => nodes.map((node) => [node.id, node] as const)));
  const added = [...more.values()].filter(({ id }) => !longest.ids.has(id));
  const shown = [...longest.nodes.slice(0, SHOWN), ...added].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { shown: shown.slice(0, SHOWN), count: longest.nodes.length + added.length, gaps: [] };
}

/** One list for all that lack the same: many gaps and many settings must not make a product. */
function joinedGaps(): (lists: readonly (readonly Gap[])[]) => readonly Gap[] {
  const numbers = new Map<readonly Gap[], number>();
  const joined = new Map<string, readonly Gap[]>();
  return (lists) => {
    const some = lists.filter((list) => list.length > 0);
    for (const list of some) numbers.set(list, numbers.get(list) ?? numbers.size);
    const key = some.map((list) => numbers.get(list)).join(" ");
    const gaps = joined.get(key) ?? [...new Set(some.flat().filter(leavesOpen))];
    joined.set(key, gaps);
    return gaps;
  };
}
