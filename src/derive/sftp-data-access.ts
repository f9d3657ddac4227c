import { defineDerivation } from "../derivation.ts";
import { type Gap, type Known, unknown } from "../inventory/known.ts";
import { canonicalId, typeAt } from "../inventory/scope.ts";
import type { DataHolder, RoleAssignment, SftpDataAccess, StorageAccount } from "../inventory/sections.ts";
import { deniesAt, denialsOf } from "./rbac/deny.ts";
import { PRINCIPAL_SOURCES, principalsOf } from "./rbac/path-principals.ts";
import { perViews } from "./rbac/per-views.ts";
import { rolesOf } from "./rbac/roles.ts";
import { pilesOf, type Place, placesOf } from "./rbac/scopes.ts";

const BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";

/** Either of them is data that leaves or enters. */
const ACTIONS = [`${BLOBS}/read`, `${BLOBS}/write`] as const;

const SHOWN = 10;

/**
 * Who reaches an account's blobs over SFTP with an Entra identity: whoever holds a role for blobs, local users or not.
 * https://learn.microsoft.com/cli/azure/sftp
 */
export default defineDerivation({
  section: "sftpDataAccess",
  of: "storageAccounts",
  from: [...PRINCIPAL_SOURCES],
  derive(account, slice) {
    const { id, name, isHnsEnabled, isSftpEnabled } = account;
    if ([isHnsEnabled, isSftpEnabled].some((isOn) => isOn.known && !isOn.value)) return [];
    return [{ id: `${id}/sftpDataAccess/default`, name, accountId: id, ...holdersOf(slice)(account) }];
  },
});

/** How many assignments give data, and the first of those that surely do. */
interface Holders {
  readonly count: number;
  readonly shown: readonly DataHolder[];
  /** What of the deny assignments was not understood that could take some of them away. */
  readonly denials: readonly Gap[];
}

/**
 * Many accounts lie below one subscription, and thousands of roles may be held there: they are looked through once for each
 * scope, and not for each account.
 */
const holdersOf = perViews(PRINCIPAL_SOURCES, (slice) => {
  const roles = rolesOf(slice);
  const metBy = denialsOf(slice);
  const principalOf = principalsOf(slice);
  const placeOf = placesOf(slice);
  const assignments = slice.roleAssignments.all();
  const givesData = (assignment: RoleAssignment) =>
    ACTIONS.some((action) => isYes(roles.allows(assignment, action, "data")));
  const givingAt = listsAround(
    assignments.filter((assignment) => givesData(assignment) && !holderOf(assignment).isMicrosoft),
    placeOf,
  );
  const openAt = listsAround(
    assignments.filter((assignment) => roles.gapsOf(assignment).length > 0),
    placeOf,
  );
  const denialsAt = pilesOf(slice.denyAssignments.all(), placeOf);
  const known = new Map<readonly RoleAssignment[], Map<string, Holders>>();
  return ({ id }: StorageAccount): Pick<SftpDataAccess, "count" | "shown"> => {
    const account = canonicalId(id);
    const found = givingAt(account).map((list) => holdersIn(list, account));
    const [open] = openAt(account).flatMap((list) => list.slice(0, 1));
    const [gap] = [
      ...slice.roleAssignments.gapsAt(id),
      ...(open === undefined ? [] : roles.gapsOf(open)),
      ...found.flatMap(({ denials }) => denials),
    ];
    const count = found.reduce((sum, holders) => sum + holders.count, 0);
    const [unread] = count === 0 ? [] : slice.denyAssignments.gapsAt(id);
    if (unread !== undefined) return { count: unknown(unread), shown: [] };
    return {
      count: gap === undefined ? { known: true, value: count } : unknown(gap),
      shown: firstOf(found.flatMap(({ shown }) => shown)),
    };
  };

  function holderOf({ principalId }: RoleAssignment) {
    return principalOf(principalId.toLowerCase());
  }

  /** Where the same deny assignments hold, the same is left. */
  function holdersIn(list: readonly RoleAssignment[], account: string): Holders {
    const denials = denialsAt(account);
    const exact = denials.some(({ place }) => place.scope === account) ? account : "";
    const key = [exact, ...denials.map(({ place }) => place.number)].join(" ");
    const byDenials = known.get(list) ?? new Map<string, Holders>();
    known.set(list, byDenials);
    const holders = byDenials.get(key) ?? count(list, denials.length === 0 ? undefined : account);
    byDenials.set(key, holders);
    return holders;
  }

  function count(list: readonly RoleAssignment[], account: string | undefined): Holders {
    const left = account === undefined ? list : list.filter((assignment) => isLeft(assignment, account));
    const open = left.map((assignment) => (account === undefined ? [] : openDenials(assignment, account)));
    const sure = left.filter((_, at) => open[at]?.length === 0);
    const shown = sure.map((assignment): DataHolder => {
      const { id, kind, name } = holderOf(assignment);
      const { scope } = assignment;
      return {
        principal: { id, kind, name },
        role: roles.nameOf(assignment),
        scope,
        assignmentId: assignment.id,
      };
    });
    return { count: left.length, shown: firstOf(shown), denials: [...new Set(open.flat())] };
  }

  function openDenials(assignment: RoleAssignment, account: string): readonly Gap[] {
    const { certain, unclear } = metBy(assignment.principalId.toLowerCase());
    const open = [...certain, ...unclear].filter(
      (denial) =>
        denial.gaps.length > 0 &&
        ACTIONS.some((action) => deniesAt(denial, account, action, "data") !== "no"),
    );
    return open.flatMap(({ gaps }) => gaps);
  }

  /** One of the actions is enough. */
  function isLeft(assignment: RoleAssignment, account: string): boolean {
    const { certain } = metBy(assignment.principalId.toLowerCase());
    return ACTIONS.some(
      (action) =>
        isYes(roles.allows(assignment, action, "data")) &&
        !certain.some((denial) => deniesAt(denial, account, action, "data") === "yes"),
    );
  }
});

function isYes(answer: Known<boolean>): boolean {
  return answer.known && answer.value;
}

/** Finds what is assigned at an account, above it, and below it at a container, in lists that are the same for many. */
function listsAround(
  assignments: readonly RoleAssignment[],
  placeOf: (assignment: RoleAssignment) => Place,
): (account: string) => readonly (readonly RoleAssignment[])[] {
  const above = pilesOf(
    assignments.filter((assignment) => accountAbove(assignment) === undefined),
    placeOf,
  );
  const below = Map.groupBy(assignments, accountAbove);
  return (account) => [...above(account).map(({ items }) => items), below.get(account) ?? NONE];
}

const NONE: readonly RoleAssignment[] = [];

/** The account of a container; undefined for what is no part of one. */
function accountAbove({ scope }: RoleAssignment): string | undefined {
  const segments = canonicalId(scope).split("/");
  const at = typeAt(segments, "storageAccounts");
  return at > 0 && segments.length > at + 2 ? segments.slice(0, at + 2).join("/") : undefined;
}

function firstOf(holders: readonly DataHolder[]): readonly DataHolder[] {
  const keyed = holders.map((holder) => ({
    holder,
    key: [holder.principal.name, holder.role, holder.assignmentId].join("\n"),
  }));
  return keyed
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .slice(0, SHOWN)
    .map(({ holder }) => holder);
}
