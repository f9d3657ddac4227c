import type { Slice } from "../../inventory/inventory.ts";
import type { RoleAssignment, RoleEligibility } from "../../inventory/sections.ts";

/** The sections that say who may do what in Azure. */
export const RBAC_SOURCES = [
  "roleAssignments",
  "roleDefinitions",
  "roleEligibilities",
  "denyAssignments",
  "azureGroupMembers",
  "rbacGroupMembers",
  "managementGroups",
] as const;

export type RbacSource = (typeof RBAC_SOURCES)[number];

export type RbacSlice = Slice<RbacSource>;

/** A role in force, or one that its holder may activate. */
export type Assignment = RoleAssignment | RoleEligibility;

/** Where it stands in its list. */
export interface Listing {
  readonly assignment: Assignment;
  readonly eligible: boolean;
}

/** Every role that somebody holds, the active ones first. */
export function listingsOf({ roleAssignments, roleEligibilities }: RbacSlice): readonly Listing[] {
  return [
    ...roleAssignments.all().map((assignment) => ({ assignment, eligible: false })),
    ...roleEligibilities.all().map((assignment) => ({ assignment, eligible: true })),
  ];
}
