import { fingerprint } from "../../inventory/hash.ts";
import type { Gap } from "../../inventory/known.ts";
import type {
  AccountGroup,
  GroupMember,
  PathNode,
  PathPrincipal,
  SftpAccess,
} from "../../inventory/sections.ts";
import type { AccountSet, AccountSets, Part } from "./account-sets.ts";
import type { Layer } from "./group-layers.ts";
import type { Holding, Zone } from "./holdings.ts";
import { ASSIGNS_ROLES, CREATES_LOCAL_USERS } from "./roles.ts";
import {
  type FoundWays,
  type GoalRight,
  type GroupHop,
  type Membership,
  membershipOf,
  type Way,
  waysOf,
} from "./ways.ts";

/** A row, as long as nobody has counted on how many rows its cuts lie. */
export interface Draft extends SftpAccess {
  readonly creates: FoundWays | null;
  readonly grantsItself: FoundWays | null;
}

/** A principal with what its own roles and those of its groups give it. */
export interface Subject {
  readonly principal: PathPrincipal;
  readonly zones: readonly Zone[];
  readonly groups: readonly {
    readonly group: PathNode;
    readonly member: GroupMember;
    readonly layers: readonly Layer[];
  }[];
  /** The accounts over which it holds any role. */
  readonly everywhere: () => AccountSet;
  readonly gaps: readonly Gap[];
  /** What could take an action away at accounts. */
  readonly denials: (accounts: AccountGroup, action: string) => readonly Gap[];
  readonly sets: AccountSets;
  readonly groupHop: GroupHop;
}

/** Accounts that are reached in one way. */
interface Reach {
  readonly sets: AccountSet[];
  readonly zones: readonly Zone[];
  readonly layers: readonly MemberLayer[];
  readonly changes: boolean;
}

interface MemberLayer {
  readonly member: Membership;
  readonly layer: Layer;
}

/**
 * A row for each group of accounts that the principal reaches in the same way: by the same roles of its own, and through
 * the same groups. One without a right has a row for all its accounts, which says so.
 */
export function draftsOf(subject: Subject): readonly Draft[] {
  const { id, kind, name } = subject.principal;
  const from = { id, kind, name };
  const layers = subject.groups.flatMap(({ group, member: listed, layers: list }) => {
    // Most groups hold nothing of use here.
    if (list.length === 0) return [];
    const member = membershipOf(from, listed, group);
    return list.map((layer) => ({ member, layer }));
  });
  const pieces = [...subject.zones, ...layers.map(({ layer }) => layer)];
  const parts =
    // Its own zones do not overlap.
    layers.length === 0
      ? subject.zones.map(({ accounts }, at) => ({ set: accounts, within: [at] }))
      : subject.sets.parts(pieces.map(({ accounts }) => accounts));
  const reaches = new Map<string, Reach>();
  for (const part of parts) {
    const reach = reachOf(part, subject.zones, layers);
    const key = keyOf(reach);
    const same = reaches.get(key);
    if (same === undefined) reaches.set(key, reach);
    else same.sets.push(part.set);
  }
  const drafts = [...reaches].flatMap(([key, reach]) => draftOf(key, reach, from, subject));
  return drafts.length > 0
    ? drafts
    : [
        withoutRight(
          subject,
          pieces.some(({ changes }) => changes),
        ),
      ];
}

function reachOf({ set, within }: Part, zones: readonly Zone[], layers: readonly MemberLayer[]): Reach {
  const own = within.flatMap((which) => zones[which] ?? []);
  const groups = within.flatMap((which) => layers[which - zones.length] ?? []);
  const changes = own.some((zone) => zone.changes) || groups.some(({ layer }) => layer.changes);
  return { sets: [set], zones: own, layers: groups, changes };
}

/** Of the roles and groups that lead there, so that a further account in the subscription does not change it. */
function keyOf({ zones, layers, changes }: Reach): string {
  const lines: string[] = [];
  for (const { creating } of zones) lines.push(...idsOf(creating));
  lines.push("assigns");
  for (const { assigning } of zones) lines.push(...idsOf(assigning));
  const through = layers.flatMap(({ layer }) => (layer.creates || layer.assigns ? [layer.key] : []));
  lines.push("through", ...through.sort(), changes ? "changes" : "");
  return lines.join("\n");
}

function idsOf(held: readonly Holding[]): readonly string[] {
  return held.map(({ assignment }) => assignment.id.toLowerCase()).sort();
}

function draftOf(key: string, reach: Reach, from: PathNode, subject: Subject): readonly Draft[] {
  const { sets, principal, gaps, denials, groupHop } = subject;
  const { group, worst } = sets.groupOf(sets.union(reach.sets));
  const through = reach.layers.map(({ layer, member }) => ({
    zones: layer.zonesAt(worst.at),
    member,
    isWhole: layer.isUniform,
  }));
  const waysTo = (right: GoalRight, heldIn: (zone: Zone) => readonly Holding[]) => {
    const ways: Way[] = [];
    for (const zone of reach.zones)
      for (const holding of heldIn(zone)) ways.push({ holding, member: null, isWhole: true });
    for (const { zones, member, isWhole } of through)
      for (const zone of zones) for (const holding of heldIn(zone)) ways.push({ holding, member, isWhole });
    return waysOf(ways, { from, right, account: worst.account, groupHop });
  };
  const creates = waysTo("creates-local-users", ({ creating }) => creating);
  const grantsItself = waysTo("assigns-roles", ({ assigning }) => assigning);
  if (creates === null && grantsItself === null) return [];
  return [
    {
      id: `${from.id}/sftpAccess/${fingerprint("sftpAccess", "", key).slice(0, 16)}`,
      name: from.name,
      principal,
      accounts: group,
      creates,
      changesAccounts: reach.changes,
      grantsItself,
      gaps,
      denials: denials(group, creates === null ? ASSIGNS_ROLES : CREATES_LOCAL_USERS),
    },
  ];
}

function withoutRight({ sets, principal, everywhere, gaps }: Subject, changesAccounts: boolean): Draft {
  return {
    id: `${principal.id}/sftpAccess/none`,
    name: principal.name,
    principal,
    accounts: sets.groupOf(everywhere()).group,
    creates: null,
    changesAccounts,
    grantsItself: null,
    gaps,
    denials: [],
  };
}
