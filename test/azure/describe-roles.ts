import type { DirectoryObject, RawBody } from "./describe-entra.ts";
import { simulatedId, simulatedKey } from "./simulated-id.ts";

/** Template ids, https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference */
export const directoryRoles = {
  "Global Administrator": "62e90394-69f5-4237-9190-012177145e10",
  "Application Administrator": "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
  "Cloud Application Administrator": "158c047a-c907-4556-b7ef-446551a6b5f7",
  "Privileged Role Administrator": "e8611ab8-c189-46e8-94e1-60213ab1f814",
  "Exchange Administrator": "29232cdf-9323-42fd-ade2-1d097af3e4de",
  "User Administrator": "fe930be7-5e62-47db-91af-98c3a49a38b1",
  "Global Reader": "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
  "Directory Readers": "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
} as const;

export type DirectoryRole = keyof typeof directoryRoles;

/** A role of the tenant's own; give `isBuiltIn` and `templateId` for one of Microsoft's. */
export function directoryRoleDefinition(
  displayName: string,
  allowedResourceActions: readonly string[],
  parts: RawBody & { readonly id?: string } = {},
): RawBody {
  const id = parts.id ?? simulatedId(`directory role ${displayName}`);
  return {
    id,
    displayName,
    templateId: id,
    rolePermissions: [{ allowedResourceActions, condition: null }],
    ...parts,
  };
}

/** The built-in roles that a scan asks about. In a real tenant the id of a built-in role is its template's. */
export function builtInDirectoryRoles(): readonly RawBody[] {
  return Object.entries(directoryRoles).map(([displayName, id]) =>
    directoryRoleDefinition(displayName, directoryActions[displayName as DirectoryRole], {
      id,
      isBuiltIn: true,
      description: `Built-in role ${displayName}.`,
    }),
  );
}

/** An active assignment, of the whole directory by default. `role` is a built-in role's name or any role's id. */
export function directoryRoleAssignment(
  principal: DirectoryObject,
  role: DirectoryRole | (string & {}),
  parts: RawBody = {},
): RawBody {
  const roleDefinitionId = roleId(role);
  return {
    id: `${simulatedKey(`${principal.id} ${roleDefinitionId} ${String(parts["directoryScopeId"])}`)}-1`,
    principalId: principal.id,
    directoryScopeId: "/",
    roleDefinitionId,
    ...parts,
  };
}

/** The right to activate a role. */
export function directoryRoleEligibility(
  principal: DirectoryObject,
  role: DirectoryRole | (string & {}),
  parts: RawBody = {},
): RawBody {
  const roleDefinitionId = roleId(role);
  const id = `${simulatedKey(`eligible ${principal.id} ${roleDefinitionId}`)}-1-e`;
  return {
    id,
    principalId: principal.id,
    roleDefinitionId,
    roleEligibilityScheduleId: simulatedId(`schedule ${id}`),
    ...parts,
  };
}

/** A policy under `/policies/permissionGrantPolicies`, with its sets of conditions. */
export function permissionGrantPolicy(
  id: string,
  includes: readonly RawBody[],
  excludes: readonly RawBody[] = [],
  parts: RawBody = {},
): RawBody {
  return { id, displayName: id, includes, excludes, ...parts };
}

/** Every permission of every API for every client, unless the parts narrow it. */
export function grantConditionSet(parts: RawBody = {}): RawBody {
  return {
    id: simulatedId(`condition set ${JSON.stringify(parts)}`),
    permissionClassification: "all",
    permissionType: "delegated",
    resourceApplication: "any",
    permissions: ["all"],
    clientApplicationIds: ["all"],
    clientApplicationTenantIds: ["all"],
    clientApplicationPublisherIds: ["all"],
    clientApplicationsFromVerifiedPublisherOnly: false,
    ...parts,
  };
}

/** Those that Microsoft makes, https://learn.microsoft.com/entra/identity/enterprise-apps/manage-app-consent-policies */
export function builtInGrantPolicies(): readonly RawBody[] {
  const low = { permissionClassification: "low" };
  return [
    permissionGrantPolicy("microsoft-all-application-permissions", [
      grantConditionSet({ permissionType: "application" }),
    ]),
    permissionGrantPolicy(
      "microsoft-application-admin",
      [grantConditionSet(), grantConditionSet({ permissionType: "application" })],
      [grantConditionSet({ permissionType: "application", resourceApplication: graphAppId })],
    ),
    permissionGrantPolicy("microsoft-company-admin", [
      grantConditionSet(),
      grantConditionSet({ permissionType: "application" }),
    ]),
    permissionGrantPolicy("microsoft-user-default-legacy", [grantConditionSet()]),
    permissionGrantPolicy("microsoft-user-default-low", [
      grantConditionSet({ ...low, clientApplicationsFromVerifiedPublisherOnly: true }),
      grantConditionSet({ ...low, clientApplicationTenantIds: [simulatedId("tenant Contoso")] }),
    ]),
    permissionGrantPolicy("microsoft-user-default-recommended", [
      grantConditionSet({ clientApplicationsFromVerifiedPublisherOnly: true }),
    ]),
  ];
}

/** Consent left to administrators, who are asked, and secrets of apps limited: what an owner should choose. */
export function closedPolicies(): { readonly [Name in ClosedPolicy]: RawBody } {
  const passwordAddition = {
    restrictionType: "passwordAddition",
    state: "enabled",
    maxLifetime: null,
    restrictForAppsCreatedAfterDateTime: "2019-01-01T00:00:00Z",
  };
  const restrictions = { passwordCredentials: [passwordAddition], keyCredentials: [] };
  return {
    authorizationPolicy: {
      allowInvitesFrom: "adminsAndGuestInviters",
      guestUserRoleId: "2af84b1e-32c8-42b7-82bc-daa82404023b",
      defaultUserRolePermissions: {
        allowedToCreateApps: false,
        allowedToCreateSecurityGroups: false,
        allowedToCreateTenants: false,
        allowedToReadBitlockerKeysForOwnedDevice: true,
        allowedToReadOtherUsers: true,
        permissionGrantPoliciesAssigned: [],
      },
    },
    adminConsentRequestPolicy: {
      isEnabled: true,
      notifyReviewers: true,
      remindersEnabled: true,
      requestDurationInDays: 30,
      version: 1,
      reviewers: [
        {
          query: `/v1.0/users/${simulatedId("user Ada Park")}`,
          queryType: "MicrosoftGraph",
          queryRoot: null,
        },
      ],
    },
    defaultAppManagementPolicy: {
      isEnabled: true,
      applicationRestrictions: restrictions,
      servicePrincipalRestrictions: restrictions,
    },
  };
}

const graphAppId = "00000003-0000-0000-c000-000000000000";

type ClosedPolicy = "authorizationPolicy" | "adminConsentRequestPolicy" | "defaultAppManagementPolicy";

function roleId(role: string): string {
  return Object.entries(directoryRoles).find(([name]) => name === role)?.[1] ?? role;
}

/** The actions that decide something here; the real lists are longer. */
const directoryActions: Readonly<Record<DirectoryRole, readonly string[]>> = {
  "Global Administrator": [
    "microsoft.directory/applications/allProperties/allTasks",
    "microsoft.directory/servicePrincipals/allProperties/allTasks",
    "microsoft.directory/servicePrincipals/managePermissionGrantsForAll.microsoft-company-admin",
    "microsoft.directory/users/allProperties/allTasks",
  ],
  "Application Administrator": applicationActions(),
  "Cloud Application Administrator": applicationActions(),
  "Privileged Role Administrator": [
    "microsoft.directory/roleAssignments/allProperties/allTasks",
    "microsoft.directory/servicePrincipals/appRoleAssignedTo/update",
    "microsoft.directory/servicePrincipals/managePermissionGrantsForAll.microsoft-company-admin",
  ],
  "Exchange Administrator": ["microsoft.office365.exchange/allEntities/allTasks"],
  "User Administrator": [
    "microsoft.directory/servicePrincipals/appRoleAssignedTo/update",
    "microsoft.directory/users/password/update",
  ],
  "Global Reader": ["microsoft.directory/applications/allProperties/read"],
  "Directory Readers": [
    "microsoft.directory/applications/standard/read",
    "microsoft.directory/users/standard/read",
  ],
};

function applicationActions(): readonly string[] {
  return [
    "microsoft.directory/applications/credentials/update",
    "microsoft.directory/applications/owners/update",
    "microsoft.directory/servicePrincipals/appRoleAssignedTo/update",
    "microsoft.directory/servicePrincipals/credentials/update",
    "microsoft.directory/servicePrincipals/managePermissionGrantsForAll.microsoft-application-admin",
    "microsoft.directory/servicePrincipals/owners/update",
  ];
}
