import { appRoleGaps } from "../../inventory/app-role-gaps.ts";
import { leavesOpen } from "../../inventory/eligibility.ts";
import { definitionGaps } from "../../inventory/held-roles.ts";
import type { Slice } from "../../inventory/inventory.ts";
import type { Gap } from "../../inventory/known.ts";
import { GRAPH } from "../../inventory/permissions.ts";
import { canonicalId, segmentOf } from "../../inventory/scope.ts";
import { principalsOf } from "./application-edges.ts";
import { ANY_APPLICATION, keyOf, type NodeSource } from "./nodes.ts";
import { holdersIn, type RoleSource } from "./role-edges.ts";

/** Any hop can stand in any of them, so that a gap leaves open what leads where for everybody. */
const EVERYWHERE = [
  "storageAccounts",
  "roleAssignments",
  "roleEligibilities",
  "roleDefinitions",
  "azureGroupMembers",
  "rbacGroupMembers",
  "directoryRoleAssignments",
  "directoryRoleEligibilities",
  "groupMembers",
  "owners",
  "userAssignedIdentities",
] as const;

export function gapsOfEverybody(slice: Slice<(typeof EVERYWHERE)[number] | RoleSource>): ReadonlySet<Gap> {
  const gaps = [...EVERYWHERE.flatMap((name) => slice[name].gapsAt("")), ...appRoleGaps("", GRAPH, slice)];
  return new Set(gaps.filter(leavesOpen));
}

type Source = NodeSource | RoleSource | "federatedIdentityCredentials" | "owners" | "sftpAccess";

/**
 * Nodes of which not everything was read that could lead on, by their keys: who comes to one may get further.
 * @param shared what leaves everybody open is told once
 */
export function openNodes(
  slice: Slice<Source>,
  shared: ReadonlySet<Gap>,
): ReadonlyMap<string, ReadonlySet<Gap>> {
  const open = new Map<string, Set<Gap>>();
  openRoles();
  openApplications();
  openIdentities();
  return open;

  function leaveOpen(key: string, gaps: readonly Gap[]): void {
    const own = gaps.filter((gap) => !shared.has(gap));
    if (own.length === 0) return;
    const known = open.get(key) ?? new Set();
    for (const gap of own) known.add(gap);
    open.set(key, known);
  }

  /** What a role allows, of Azure or of the directory. */
  function openRoles(): void {
    for (const { principal, gaps, denials } of slice.sftpAccess.all())
      if (gaps.length + denials.length > 0) leaveOpen(keyOf(principal), [...gaps, ...denials]);
    const holdersOf = holdersIn(slice);
    const { directoryRoleAssignments: active, directoryRoleEligibilities: eligible } = slice;
    for (const assignment of [...active.all(), ...eligible.all()]) {
      const gaps = definitionGaps(assignment, slice.directoryRoleDefinitions);
      if (gaps.length === 0) continue;
      for (const { node } of holdersOf(assignment)) leaveOpen(keyOf(node), gaps);
    }
  }

  /** Which service principal an application has, and which there are. */
  function openApplications(): void {
    const { applications, servicePrincipals, federatedIdentityCredentials, owners } = slice;
    const principalGaps = servicePrincipals.gapsAt("");
    leaveOpen(keyOf(ANY_APPLICATION), [...principalGaps, ...applications.gapsAt("")]);
    for (const application of applications.all()) {
      if (principalsOf(application, slice).length === 0)
        leaveOpen(canonicalId(application.id), principalGaps);
    }
    const named = [
      ...federatedIdentityCredentials.all().map(({ applicationId }) => applicationId),
      ...owners.all().map(({ ownedId }) => ownedId),
    ];
    // What else has owners is a service principal, whose roles are read without it.
    for (const id of named.filter((each) => segmentOf(each, "applications") !== undefined))
      if (applications.get(id) === undefined) leaveOpen(canonicalId(id), applications.gapsAt(id));
  }

  /** Those that were not listed leave everybody open. */
  function openIdentities(): void {
    for (const { id, principalId } of slice.userAssignedIdentities.all())
      if (!principalId.known) leaveOpen(canonicalId(id), [principalId.gap]);
  }
}
