import { azurePermissions, type Permissions } from "./azure-permissions.ts";
import type { RawBody } from "./describe-entra.ts";
import { simulatedId } from "./simulated-id.ts";

/**
 * Azure's own roles, and what lies above the subscriptions: what the root `/` has shows up in every subscription's
 * lists, what a management group has in those of the subscriptions below it. A group that is not in the tenant's tree
 * counts as the root.
 */
export interface SimulatedAzureRoles {
  /** The built-in ones below where left out. A custom role is seen in its assignableScopes only. */
  readonly azureRoleDefinitions?: readonly RawBody[];
  readonly inheritedRoleAssignments?: readonly RawBody[];
  readonly inheritedRoleEligibilities?: readonly RawBody[];
  readonly inheritedDenyAssignments?: readonly RawBody[];
}

/** Raw: those of the subscription itself and of everything in it. What it inherits stands at the tenant. */
export interface SimulatedAccess {
  readonly roleAssignments?: readonly RawBody[];
  /** Who may activate a role by Privileged Identity Management. */
  readonly roleEligibilities?: readonly RawBody[];
  readonly denyAssignments?: readonly RawBody[];
}

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const azureRoles = {
  Owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  Contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  Reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  "User Access Administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
  "Storage Account Contributor": "17d1049b-9a84-46fb-8f53-869881c3d3ab",
  "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  "Storage Blob Data Owner": "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
  "Role Based Access Control Administrator": "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
  "Managed Identity Contributor": "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59",
  "Azure Migrate Owner": "fd8ea4d5-6509-4db0-bada-356ab233b4fa",
  "Azure Migrate Decide and Plan Expert": "7859c0b0-0bb9-4994-bd12-cd529af7d646",
  "Azure Migrate Execute Expert": "1cfa4eac-9a23-481c-a793-bfb6958e836b",
} as const;

export type AzureRole = keyof typeof azureRoles;

/** A custom role that may be assigned anywhere; `properties` are laid over it. */
export function azureRoleDefinition(
  roleName: string,
  permissions: Permissions | readonly Permissions[],
  parts: { readonly name?: string; readonly properties?: RawBody } = {},
): RawBody {
  const name = parts.name ?? simulatedId(`azure role ${roleName}`);
  return {
    name,
    properties: {
      roleName,
      type: "CustomRole",
      description: "",
      assignableScopes: ["/"],
      permissions: [permissions].flat().map((block) => ({ ...nothing, ...block })),
      createdOn: "2024-05-14T09:12:27.1250000Z",
      updatedOn: "2024-05-14T09:12:27.1250000Z",
      createdBy: null,
      updatedBy: null,
      ...parts.properties,
    },
  };
}

export function builtInAzureRoles(): readonly RawBody[] {
  return Object.entries(azureRoles).map(([roleName, name]) =>
    azureRoleDefinition(roleName, azurePermissions[roleName as AzureRole], {
      name,
      properties: {
        type: "BuiltInRole",
        description: `Built-in role ${roleName}.`,
        createdOn: "2015-02-02T21:55:09.8806423Z",
        updatedOn: "2023-10-04T15:11:10.0000000Z",
      },
    }),
  );
}

/** `scope` is any ARM id, or "/" for the root. `role` is a built-in role's name or any role's GUID. */
export function azureRoleAssignment(
  principalId: string,
  role: AzureRole | (string & {}),
  scope: string,
  properties: RawBody = {},
): RawBody {
  const guid = roleGuid(role);
  const name = simulatedId(`azure role assignment ${principalId} ${guid} ${scope}`);
  return {
    properties: {
      roleDefinitionId: below(guid),
      principalId,
      principalType: "ServicePrincipal",
      scope,
      condition: null,
      conditionVersion: null,
      createdOn: "2025-03-06T10:22:41.0382119Z",
      updatedOn: "2025-03-06T10:22:41.0382119Z",
      createdBy: simulatedId("user Ada Park"),
      updatedBy: simulatedId("user Ada Park"),
      delegatedManagedIdentityResourceId: null,
      description: null,
      ...properties,
    },
    id: `${scope === "/" ? "" : scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    type: "Microsoft.Authorization/roleAssignments",
    name,
  };
}

/** A role that its holder may activate, for ever unless `endDateTime` says otherwise. */
export function azureRoleEligibility(
  principalId: string,
  role: AzureRole | (string & {}),
  scope: string,
  properties: RawBody = {},
): RawBody {
  const guid = roleGuid(role);
  const name = simulatedId(`azure role eligibility ${principalId} ${guid} ${scope}`);
  const at = `${scope === "/" ? "" : scope}/providers/Microsoft.Authorization`;
  return {
    properties: {
      scope,
      roleDefinitionId: below(guid),
      principalId,
      principalType: "User",
      status: "Provisioned",
      roleEligibilityScheduleId: `${at}/roleEligibilitySchedules/${name}`,
      startDateTime: "2025-03-06T10:22:41.037Z",
      memberType: "Direct",
      createdOn: "2025-03-06T10:22:41.037Z",
      condition: null,
      conditionVersion: null,
      ...properties,
    },
    name,
    id: `${at}/roleEligibilityScheduleInstances/${name}`,
    type: "Microsoft.Authorization/roleEligibilityScheduleInstances",
  };
}

/** Takes the permissions from everybody but `excludePrincipals`, as deployment stacks and managed applications do it. */
export function denyAssignment(
  denyAssignmentName: string,
  permissions: Permissions,
  scope: string,
  properties: RawBody = {},
): RawBody {
  const name = simulatedId(`deny assignment ${denyAssignmentName} ${scope}`);
  return {
    properties: {
      denyAssignmentName,
      description: "",
      permissions: [{ actions: [], notActions: [], dataActions: [], notDataActions: [], ...permissions }],
      scope,
      doNotApplyToChildScopes: false,
      principals: [{ id: everybody, type: "SystemDefined" }],
      excludePrincipals: [],
      isSystemProtected: true,
      ...properties,
    },
    id: `${scope === "/" ? "" : scope}/providers/Microsoft.Authorization/denyAssignments/${name}`,
    type: "Microsoft.Authorization/denyAssignments",
    name,
  };
}

/** https://learn.microsoft.com/azure/role-based-access-control/deny-assignments#all-principals */
export const everybody = "00000000-0000-0000-0000-000000000000";

/** Permissions of a role have a condition of their own, which few roles make use of. */
const nothing = {
  actions: [],
  notActions: [],
  dataActions: [],
  notDataActions: [],
  condition: null,
  conditionVersion: null,
};

function roleGuid(role: string): string {
  return Object.entries(azureRoles).find(([roleName]) => roleName === role)?.[1] ?? role;
}

/** Relative to the root: the list puts the subscription it belongs to before it. */
function below(guid: string): string {
  return `/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
}
