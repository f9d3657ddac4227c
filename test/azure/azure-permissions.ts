import type { AzureRole } from "./describe-azure-roles.ts";

export interface Permissions {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
  /** Narrows what the actions may do, whatever the assignment says. */
  readonly condition?: string;
  readonly conditionVersion?: string;
}

const blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
const containers = "Microsoft.Storage/storageAccounts/blobServices/containers";
const delegationKey = "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action";

/** What the roles of Azure Migrate do with storage; what they do elsewhere is left out. */
const migrateStorage = [
  "Microsoft.Resources/subscriptions/resourceGroups/read",
  "Microsoft.Authorization/*/read",
  "Microsoft.Storage/storageAccounts/*/read",
  "Microsoft.Storage/storageAccounts/*/write",
  "Microsoft.Storage/storageAccounts/listKeys/action",
];

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const azurePermissions: Readonly<Record<AzureRole, Permissions | readonly Permissions[]>> = {
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
  "Role Based Access Control Administrator": {
    actions: [
      "Microsoft.Authorization/roleAssignments/write",
      "Microsoft.Authorization/roleAssignments/delete",
      "*/read",
      "Microsoft.Support/*",
    ],
  },
  "Storage Account Contributor": {
    actions: [
      "Microsoft.Authorization/*/read",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
      "Microsoft.Storage/storageAccounts/*",
    ],
  },
  "Storage Blob Data Reader": {
    actions: [`${containers}/read`, delegationKey],
    dataActions: [`${blobs}/read`],
  },
  "Storage Blob Data Contributor": {
    actions: [`${containers}/delete`, `${containers}/read`, `${containers}/write`, delegationKey],
    dataActions: [
      `${blobs}/delete`,
      `${blobs}/read`,
      `${blobs}/write`,
      `${blobs}/move/action`,
      `${blobs}/add/action`,
    ],
  },
  "Storage Blob Data Owner": {
    actions: [`${containers}/*`, delegationKey],
    dataActions: [`${blobs}/*`],
  },
  "Managed Identity Contributor": {
    actions: [
      "Microsoft.ManagedIdentity/userAssignedIdentities/read",
      "Microsoft.ManagedIdentity/userAssignedIdentities/write",
      "Microsoft.ManagedIdentity/userAssignedIdentities/delete",
      "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read",
      "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
      "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete",
      "Microsoft.ManagedIdentity/userAssignedIdentities/revokeTokens/action",
      "Microsoft.Authorization/*/read",
      "Microsoft.Insights/alertRules/*",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
      "Microsoft.Resources/deployments/*",
      "Microsoft.Support/*",
    ],
  },
  "Azure Migrate Owner": [
    {
      actions: [
        "Microsoft.Resources/subscriptions/resourceGroups/read",
        "Microsoft.Authorization/*/read",
        "Microsoft.Storage/storageAccounts/*",
      ],
    },
    assigning(
      "7859c0b0-0bb9-4994-bd12-cd529af7d646",
      "1cfa4eac-9a23-481c-a793-bfb6958e836b",
      "17d1049b-9a84-46fb-8f53-869881c3d3ab",
      "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
      "ba480ccd-6499-4709-b581-8f38bb215c63",
    ),
  ],
  "Azure Migrate Decide and Plan Expert": { actions: migrateStorage },
  "Azure Migrate Execute Expert": [
    { actions: migrateStorage },
    assigning("17d1049b-9a84-46fb-8f53-869881c3d3ab", "ba92f5b4-2d11-453d-a403-e96b0029c9fe"),
  ],
};

/** Permissions of a role that let its holder assign these roles and no others. */
function assigning(...roles: readonly string[]): Permissions {
  const [write, del] = ["write", "delete"].map((verb) => `Microsoft.Authorization/roleAssignments/${verb}`);
  const only = (action: string | undefined, attribute: string): string =>
    `((!(ActionMatches{'${action}'})) OR (${attribute}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{${roles.join(", ")}}))`;
  return {
    actions: [write, del].filter((action) => action !== undefined),
    condition: `${only(write, "@Request")} AND ${only(del, "@Resource")}`,
    conditionVersion: "2.0",
  };
}
