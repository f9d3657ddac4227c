import { known } from "../../../src/inventory/known.ts";
import type {
  DenyAssignment,
  DirectoryObjectKind,
  GroupMember,
  ManagementGroup,
  RoleAssignment,
  RoleDefinition,
  RoleEligibility,
  RolePermission,
} from "../../../src/inventory/sections.ts";
import { AZURE_OWNER, AZURE_READER, guid } from "../../checks/build-entra.ts";

export const SUB_A = "aaaaaaaa-1111-4111-8111-111111111111";
export const SUB_B = "bbbbbbbb-1111-4111-8111-111111111111";
export const A = `/subscriptions/${SUB_A}`;
export const B = `/subscriptions/${SUB_B}`;

/** An account of a resource group of a subscription, A's `rg` without another word. */
export function account(name: string, { subscription = A, group = "rg" } = {}): string {
  return `${subscription}/resourceGroups/${group}/providers/Microsoft.Storage/storageAccounts/${name}`;
}

export function container(name: string, of: string): string {
  return `${of}/blobServices/default/containers/${name}`;
}

export function managementGroup(name: string): string {
  return `/providers/Microsoft.Management/managementGroups/${name}`;
}

/** Object ids by name. */
export const who = (name: string): string => guid("who", name);

const NOBODY: RolePermission = { actions: [], notActions: [], dataActions: [], notDataActions: [] };

/** A block of permissions that names only what it gives and takes. */
export function permission(over: Partial<RolePermission>): RolePermission {
  return { ...NOBODY, ...over };
}

/** A role by its name, of blocks of permissions. */
export function role(name: string, ...blocks: readonly Partial<RolePermission>[]): RoleDefinition {
  return {
    id: `/providers/Microsoft.Authorization/roleDefinitions/${BUILT_IN.get(name) ?? guid("role", name)}`,
    name,
    isCustom: !BUILT_IN.has(name),
    permissions: known(blocks.map(permission)),
  };
}

const BUILT_IN: ReadonlyMap<string, string> = new Map([
  ["Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c"],
  ["User Access Administrator", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"],
  ["Role Based Access Control Administrator", "f58310d9-a9f6-439a-9e8d-f62e7b41a168"],
  ["Azure Migrate Decide and Plan Expert", "7859c0b0-0bb9-4994-bd12-cd529af7d646"],
  ["Azure Migrate Execute Expert", "1cfa4eac-9a23-481c-a793-bfb6958e836b"],
  ["Azure Local Migrate Execute Expert", "1cfa4eac-9a23-481c-a793-bfb6958e836c"],
  ["Storage Account Contributor", "17d1049b-9a84-46fb-8f53-869881c3d3ab"],
  ["Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"],
  ["Storage Blob Data Contributor", "ba92f5b4-2d11-453d-a403-e96b0029c9fe"],
  ["Backup Reader", "a795c7a0-d4a2-40c1-ae25-d81f01202912"],
]);

export const OWNER = AZURE_OWNER;
export const READER = AZURE_READER;
export const CONTRIBUTOR = role("Contributor", {
  actions: ["*"],
  notActions: [
    "Microsoft.Authorization/*/Delete",
    "Microsoft.Authorization/*/Write",
    "Microsoft.Authorization/elevateAccess/Action",
  ],
});
export const ACCESS_ADMINISTRATOR = role("User Access Administrator", {
  actions: ["*/read", "Microsoft.Authorization/*"],
});
export const RBAC_ADMINISTRATOR = role("Role Based Access Control Administrator", {
  actions: [
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Authorization/roleAssignments/delete",
    "*/read",
  ],
});
export const STORAGE_CONTRIBUTOR = role("Storage Account Contributor", {
  actions: ["Microsoft.Storage/storageAccounts/*"],
});
export const BACKUP_READER = role("Backup Reader", { actions: ["Microsoft.RecoveryServices/*/read"] });
export const DATA_READER = role("Storage Blob Data Reader", {
  actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/read"],
  dataActions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
});
export const DATA_CONTRIBUTOR = role("Storage Blob Data Contributor", {
  dataActions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"],
});

export const ROLES = [
  OWNER,
  READER,
  CONTRIBUTOR,
  ACCESS_ADMINISTRATOR,
  RBAC_ADMINISTRATOR,
  STORAGE_CONTRIBUTOR,
  BACKUP_READER,
  DATA_READER,
  DATA_CONTRIBUTOR,
];

/** A role in force. */
export function holds(
  name: string,
  { id, name: roleName }: RoleDefinition,
  scope: string,
  over: Partial<RoleAssignment> = {},
): RoleAssignment {
  const at = scope === "/" ? "" : scope;
  return {
    id: `${at}/providers/Microsoft.Authorization/roleAssignments/${guid(name, roleName)}`,
    name: roleName,
    principalId: who(name),
    principalType: known("User"),
    roleDefinitionId: id,
    scope,
    inheritedBy: [],
    condition: known(null),
    createdOn: known(null),
    ...over,
  };
}

/** A role to activate. */
export function mayActivate(
  name: string,
  definition: RoleDefinition,
  scope: string,
  over: Partial<RoleEligibility> = {},
): RoleEligibility {
  const { createdOn: _, ...held } = holds(name, definition, scope);
  return { ...held, id: held.id.replace("roleAssignments", "roleEligibilityScheduleInstances"), ...over };
}

/** All actions of everybody at a scope. */
export function deny(scope: string, over: Partial<DenyAssignment> = {}): DenyAssignment {
  return {
    id: `${scope}/providers/Microsoft.Authorization/denyAssignments/${over.name ?? "deny"}`,
    name: "deny",
    scope,
    inheritedBy: [],
    permissions: known([permission({ actions: ["*"], dataActions: ["*"] })]),
    principals: known(["00000000-0000-0000-0000-000000000000"]),
    excludePrincipals: known([]),
    doNotApplyToChildScopes: known(false),
    ...over,
  };
}

/** Somebody in a group. */
export function isIn(name: string, group: string, kind: DirectoryObjectKind = "user"): GroupMember {
  const groupId = `/groups/${who(group)}`;
  return { id: `${groupId}/transitiveMembers/${who(name)}`, name: group, groupId, memberId: who(name), kind };
}

export function groupAbove(
  name: string,
  parent: string | null,
  subscriptions: readonly string[] = [],
): ManagementGroup {
  const parentId = known(parent === null ? null : managementGroup(parent));
  return { id: managementGroup(name), name, parentId, subscriptions };
}
