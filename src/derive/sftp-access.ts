import { defineDerivation } from "../derivation.ts";
import { leavesOpen } from "../inventory/eligibility.ts";
import type { Slice } from "../inventory/inventory.ts";
import type { Gap } from "../inventory/known.ts";
import { objectIdOf, type PathNode, type SftpAccess } from "../inventory/sections.ts";
import { type Draft, draftsOf } from "./rbac/access-rows.ts";
import { denialsOf } from "./rbac/deny.ts";
import { layersOf } from "./rbac/group-layers.ts";
import { type Holdings, holdingsOf } from "./rbac/holdings.ts";
import { membersOf } from "./rbac/members.ts";
import { openDenialsIn } from "./rbac/open-denials.ts";
import { PRINCIPAL_SOURCES, type PrincipalOf, principalsOf } from "./rbac/path-principals.ts";
import { type FoundWays, groupHops } from "./rbac/ways.ts";

type Source = (typeof PRINCIPAL_SOURCES)[number] | "storageAccounts";

/**
 * Who plants SFTP users by an Azure role, or takes the role first. One call for the tenant: accounts, principals and
 * assignments are thousands each, and nothing here may cost their product.
 */
export default defineDerivation({
  section: "sftpAccess",
  of: "tenants",
  from: [...PRINCIPAL_SOURCES, "storageAccounts"],
  derive: (_, slice) => rowsOf(slice),
});

function rowsOf(slice: Slice<Source>): readonly SftpAccess[] {
  // SFTP takes a hierarchical namespace, which an account is made with or never has.
  const accounts = slice.storageAccounts
    .all()
    .filter(({ isHnsEnabled }) => !isHnsEnabled.known || isHnsEnabled.value);
  const holdings = holdingsOf(slice, accounts);
  const { groupsOf, asDirect } = membersOf(slice);
  const metBy = denialsOf(slice);
  const principalOf = principalsOf(slice);
  const layersFor = layersOf(holdings);
  const openDenials = openDenialsIn(slice);
  const gapsFor = joinedGaps(generalGaps(slice));
  const groupHop = groupHops();
  const groupNode = groupNodes(principalOf);
  const drafts = [...subjectsOf(slice, holdings)].sort().flatMap((objectId) => {
    const met = metBy(objectId);
    const groups = groupsOf(objectId).flatMap((member) => {
      const groupId = objectIdOf(member.groupId);
      if (!holdings.isHolder(groupId)) return [];
      const layers = layersFor(groupId, met);
      return [{ groupId, group: groupNode(groupId), member: asDirect(member), layers }];
    });
    const holders = [objectId, ...groups.map(({ groupId }) => groupId)];
    return draftsOf({
      principal: principalOf(objectId),
      zones: holdings.zonesOf(objectId, met),
      groups,
      everywhere: () => holdings.sets.union(holders.map(holdings.accountsOf)),
      gaps: gapsFor(holders.flatMap(holdings.gapsOf)),
      denials: (accounts, action) => openDenials(met, accounts, action),
      sets: holdings.sets,
      groupHop,
    });
  });
  return counted(drafts);
}

/**
 * Whoever holds a role, and of the members of groups those who do not administer the tenant by their nature: service
 * principals and guests. The others stand behind their group's row, unless a deny assignment spares them that takes the
 * right from the group; so do users of whom nothing was read, which the gaps of their list tell.
 */
function subjectsOf(slice: Slice<Source>, { holders }: Holdings): ReadonlySet<string> {
  const { membersOf: membersIn } = membersOf(slice);
  const metBy = denialsOf(slice);
  const members = holders.flatMap((groupId) =>
    membersIn(groupId).flatMap(({ memberId, kind }) => {
      const objectId = memberId.toLowerCase();
      const isTold = kind === "service-principal" || (kind === "user" && mayBeGuest(objectId));
      return isTold || isSpared(objectId, groupId) ? [objectId] : [];
    }),
  );
  return new Set([...holders, ...members]);

  function mayBeGuest(objectId: string): boolean {
    const user = slice.rbacPrincipals.get(`/directoryObjects/${objectId}`);
    if (user === undefined) return false;
    return !user.userType.known || user.userType.value?.toLowerCase() === "guest";
  }

  function isSpared(objectId: string, groupId: string): boolean {
    const [own, groups] = [metBy(objectId), metBy(groupId)];
    if (own === groups) return false;
    const certain = new Set(own.certain);
    return groups.certain.some((denial) => !certain.has(denial));
  }
}

/**
 * Anybody may be named in what was not read of these lists. Deny assignments take away only; and what a management group
 * hands down stands in the list of each subscription, so that the tree leaves nobody's right open.
 */
function generalGaps(slice: Slice<Source>): readonly Gap[] {
  const lists = [
    slice.roleAssignments,
    slice.roleEligibilities,
    slice.azureGroupMembers,
    slice.rbacGroupMembers,
    slice.storageAccounts,
  ];
  return [...new Set(lists.flatMap((list) => list.gapsAt("").filter(leavesOpen)))];
}

/** One list for all that lack the same: many gaps and many principals must not make a product. */
function joinedGaps(general: readonly Gap[]): (lists: readonly (readonly Gap[])[]) => readonly Gap[] {
  const numbers = new Map<readonly Gap[], number>();
  const joined = new Map<string, readonly Gap[]>();
  return (lists) => {
    const distinct = [...new Set(lists)];
    if (distinct.length === 0) return general;
    for (const list of distinct) numbers.set(list, numbers.get(list) ?? numbers.size);
    const key = distinct.map((list) => numbers.get(list)).join(" ");
    const gaps = joined.get(key) ?? [...new Set([...general, ...distinct.flat()])];
    joined.set(key, gaps);
    return gaps;
  };
}

/** Tells each cut on how many rows it lies. */
function counted(drafts: readonly Draft[]): readonly SftpAccess[] {
  const counts = new Map<string, { rows: number; last: Draft }>();
  for (const draft of drafts) {
    for (const { paths } of waysOf(draft))
      for (const path of paths) for (const { proof } of path) count(proof.id, draft);
  }
  for (const draft of drafts)
    for (const { cut } of waysOf(draft)) cut.rows = counts.get(cut.hop.proof.id)?.rows ?? 0;
  return drafts;

  /** A row counts once, however many of its paths a proof lies on. */
  function count(proofId: string, draft: Draft): void {
    const known = counts.get(proofId);
    if (known === undefined) counts.set(proofId, { rows: 1, last: draft });
    else if (known.last !== draft) {
      known.rows += 1;
      known.last = draft;
    }
  }
}

function waysOf({ creates, grantsItself }: Draft): readonly FoundWays[] {
  return [creates, grantsItself].filter((ways) => ways !== null);
}

/** One node for all members of a group. */
function groupNodes(principalOf: PrincipalOf): (groupId: string) => PathNode {
  const nodes = new Map<string, PathNode>();
  return (groupId) => {
    const known = nodes.get(groupId);
    if (known !== undefined) return known;
    const { id, name } = principalOf(groupId);
    const node: PathNode = { id, kind: "group", name };
    nodes.set(groupId, node);
    return node;
  };
}
