import type { RawBody } from "./describe-entra.ts";
import { simulatedId } from "./simulated-id.ts";

/** Azure's own roles and what lies above the subscriptions. */
export interface SimulatedAzureRoles {
  /** The built-in ones below where left out. A custom role is seen in its assignableScopes only. */
  readonly azureRoleDefinitions?: readonly RawBody[];
  /** Of the root or a management group: they show up in every subscription's list. */
  readonly inheritedRoleAssignments?: readonly RawBody[];
}

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const azureRoles = {
  Owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  Contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  Reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  "User Access Administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
  "Storage Account Contributor": "17d1049b-9a84-46fb-8f53-869881c3d3ab",
  "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
} as const;

export type AzureRole = keyof typeof azureRoles;

interface Permissions {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
}

/** A custom role that may be assigned anywhere; `properties` are laid over it. */
export function azureRoleDefinition(
  roleName: string,
  permissions: Permissions,
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
      permissions: [{ actions: [], notActions: [], dataActions: [], notDataActions: [], ...permissions }],
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
  const guid = Object.entries(azureRoles).find(([roleName]) => roleName === role)?.[1] ?? role;
  const name = simulatedId(`azure role assignment ${principalId} ${guid} ${scope}`);
  return {
    properties: {
      // Relative to the root: the list puts the subscription it belongs to before it.
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
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

const azurePermissions: Readonly<Record<AzureRole, Permissions>> = {
  Owner: { actions: ["*"] },
  Contributor: {
    actions: ["*"],
    notActions: [
      "Microsoft.Authorization/*/Delete",
      "Microsoft.Authorization/*/Write",
      "Microsoft.Authorization/elevateAccess/Action",
      "Microsoft.Blueprint/blueprintAssignments/write",
      "Microsoft.Blueprint/blueprintAssignments/delete",
      "Microsoft.Compute/galleries/share/action",
    ],
  },
  Reader: { actions: ["*/read"] },
  "User Access Administrator": {
    actions: ["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"],
  },
  "Storage Account Contributor": {
    actions: [
      "Microsoft.Authorization/*/read",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
      "Microsoft.Storage/storageAccounts/*",
    ],
  },
  "Storage Blob Data Reader": {
    actions: [
      "Microsoft.Storage/storageAccounts/blobServices/containers/read",
      "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
    ],
    dataActions: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
  },
};
