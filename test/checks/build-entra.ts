import { type Gap, known } from "../../src/inventory/known.ts";
import {
  dangerousRole,
  dangerousScope,
  EXCHANGE,
  GRAPH,
  SHAREPOINT,
} from "../../src/inventory/permissions.ts";
import type {
  Application,
  AppRoleAssignment,
  DirectoryObject,
  DirectoryRoleAssignment,
  DirectoryRoleDefinition,
  FederatedIdentityCredential,
  OAuth2PermissionGrant,
  Owner,
  RoleAssignment,
  RoleDefinition,
  ServicePrincipal,
  ServicePrincipalSignInActivity,
  StoredCredential,
} from "../../src/inventory/sections.ts";
import { builtInRole } from "../../src/inventory/directory-roles.ts";
import { TENANT } from "./build.ts";

/** The clock of the tables, 2026-01-01, is `collectedAt` of `check-table.ts`. */
export const LONG_AGO = "2024-01-01T00:00:00.000Z";

const OWN_TENANT = TENANT.slice("/tenants/".length);
export const FOREIGN_TENANT = "99999999-9999-4999-8999-999999999999";

/** GUIDs that can be read: `guid("app", "billing")`. */
export function guid(...parts: readonly string[]): string {
  const hex = Buffer.from(parts.join(" ")).toString("hex").padEnd(32, "0").slice(-32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

export const applicationId = (name = "billing"): string => `/applications/${guid("app", name)}`;
export const principalId = (name = "billing"): string => `/servicePrincipals/${guid("sp", name)}`;

/** The safe application: single-tenant, no credential, no redirect, no wish. A test names only what differs. */
export function application(over: Partial<Application> = {}): Application {
  const { name = "billing" } = over;
  return {
    id: applicationId(name),
    name,
    appId: guid("appid", name),
    kind: "application",
    signInAudience: known("AzureADMyOrg"),
    createdDateTime: known(LONG_AGO),
    passwordCredentials: known([]),
    keyCredentials: known([]),
    redirectUris: known([]),
    enableAccessTokenIssuance: known(false),
    requiredResourceAccess: known([]),
    servicePrincipalLockConfiguration: known({
      isEnabled: true,
      allProperties: true,
      credentialsWithUsageSign: true,
      credentialsWithUsageVerify: true,
    }),
    ...over,
  };
}

/** The principal of `application({ name })` in its own tenant. */
export function servicePrincipal(over: Partial<ServicePrincipal> = {}): ServicePrincipal {
  const { name = "billing" } = over;
  return {
    id: principalId(name),
    name,
    appId: guid("appid", name),
    owner: "own",
    kind: "application",
    accountEnabled: known(true),
    appOwnerOrganizationId: known(OWN_TENANT),
    signInAudience: known("AzureADMyOrg"),
    createdDateTime: known(LONG_AGO),
    verifiedPublisher: known(null),
    preferredSingleSignOnMode: known(null),
    passwordCredentials: known([]),
    keyCredentials: known([]),
    identityResourceId: null,
    ...over,
  };
}

/** A multi-tenant application of somebody else, consented to in this tenant. */
export function foreignPrincipal(over: Partial<ServicePrincipal> = {}): ServicePrincipal {
  return servicePrincipal({
    name: "Fabrikam Mail",
    owner: "foreign",
    appOwnerOrganizationId: known(FOREIGN_TENANT),
    signInAudience: known("AzureADMultipleOrgs"),
    ...over,
  });
}

export function managedIdentity(over: Partial<ServicePrincipal> = {}): ServicePrincipal {
  return servicePrincipal({
    name: "vm-identity",
    kind: "managed-identity",
    appOwnerOrganizationId: known(null),
    signInAudience: known(null),
    identityResourceId:
      "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm",
    ...over,
  });
}

/** One of Microsoft's own. */
export function microsoftPrincipal(over: Partial<ServicePrincipal> = {}): ServicePrincipal {
  return servicePrincipal({
    name: "Office 365 Exchange Online",
    appId: EXCHANGE,
    owner: "microsoft",
    appOwnerOrganizationId: known("f8cdef31-a31e-4b4a-93e4-5f571e91255a"),
    createdDateTime: known(null),
    ...over,
  });
}

/** A client secret of half a year, made long ago and still valid. */
export function password(over: Partial<StoredCredential> = {}): StoredCredential {
  return {
    keyId: guid("key", over.displayName ?? "secret"),
    displayName: "secret",
    startDateTime: "2025-09-01T00:00:00.000Z",
    endDateTime: "2026-02-28T00:00:00.000Z",
    type: null,
    usage: null,
    customKeyIdentifier: null,
    ...over,
  };
}

export function certificate(over: Partial<StoredCredential> = {}): StoredCredential {
  return password({
    keyId: guid("key", over.displayName ?? "certificate"),
    displayName: "CN=billing",
    type: "AsymmetricX509Cert",
    usage: "Verify",
    customKeyIdentifier: "9F3B",
    ...over,
  });
}

const APIS: Readonly<Record<string, string>> = {
  [GRAPH]: "Microsoft Graph",
  [EXCHANGE]: "Office 365 Exchange Online",
  [SHAREPOINT]: "Office 365 SharePoint Online",
};

/** Ids of the application roles that tests speak of. */
export const ROLE = {
  "Mail.Read": "810c84a8-4a9e-49e6-bf7d-12d183f40d01",
  "Mail.ReadWrite": "e2a3a72e-5f79-4c64-b1b1-878b674786c9",
  "Files.Read.All": "01d4889c-1287-42c6-ac1f-5d1e02578ef6",
  "Files.ReadWrite.All": "75359482-378d-4052-8f01-80520e7db3cd",
  "Sites.Read.All": "332a536c-c7ef-4017-ab91-336970924f0d",
  "User.ReadWrite.All": "741f803b-c850-494e-b5df-cde7c675a1ca",
  "User.Read.All": "df021288-bdef-4463-88db-98f22de89214",
  "Directory.ReadWrite.All": "19dbc75e-c2e2-444c-a770-ec69d8559fc7",
  "Domain.ReadWrite.All": "7e05723c-0bb0-42da-be95-ae9f08a6e53c",
  "RoleManagement.ReadWrite.Directory": "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8",
  "Application.ReadWrite.OwnedBy": "18a4783c-866b-4cc7-a460-3d5e5662c884",
  "Application.ReadWrite.All": "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9",
  "Exchange.ManageAsApp": "dc50a0fb-09a3-484d-be87-e023b12c6440",
  full_access_as_app: "dc890d15-9560-4a4c-9b7f-a736ec74ec40",
} as const;

/** `role("Mail.Read")` of Microsoft Graph held by `servicePrincipal()`; another API or holder by name. */
export function role(
  value: keyof typeof ROLE,
  over: Partial<AppRoleAssignment> & { readonly holder?: string; readonly api?: string } = {},
): AppRoleAssignment {
  const { holder = "billing", api = GRAPH, ...rest } = over;
  const found = dangerousRole(api, ROLE[value]);
  const principal = principalId(holder);
  return {
    id: `${principal}/appRoleAssignments/${api.slice(0, 8)}-${value}`,
    name: value,
    principalId: principal,
    resourceId: principalId(APIS[api] ?? api),
    resourceAppId: api,
    resourceName: APIS[api] ?? api,
    appRoleId: ROLE[value],
    value,
    tier: found?.tier ?? null,
    why: found?.why ?? null,
    permissive: found?.permissive ?? false,
    createdDateTime: known(LONG_AGO),
    ...rest,
  };
}

/** Scopes of Microsoft Graph granted to `servicePrincipal()` for every user. */
export function grant(
  scope: string,
  over: Partial<OAuth2PermissionGrant> & { readonly holder?: string; readonly api?: string } = {},
): OAuth2PermissionGrant {
  const { holder = "billing", api = GRAPH, ...rest } = over;
  const values = scope.split(/\s+/).filter((value) => value !== "");
  return {
    id: `/oauth2PermissionGrants/${holder}-${values.join("-")}`,
    name: holder,
    clientId: principalId(holder),
    consentType: known("AllPrincipals"),
    principalId: null,
    resourceId: principalId(APIS[api] ?? api),
    resourceAppId: api,
    resourceName: APIS[api] ?? api,
    scopes: values.map((value) => {
      const found = dangerousScope(api, value);
      return {
        value,
        tier: found?.tier ?? null,
        why: found?.why ?? null,
        permissive: found?.permissive ?? false,
      };
    }),
    ...rest,
  };
}

/** Scopes granted by one user. */
export function userGrant(
  scope: string,
  user: string,
  over: Partial<OAuth2PermissionGrant> & { readonly holder?: string; readonly api?: string } = {},
): OAuth2PermissionGrant {
  const made = grant(scope, over);
  return {
    ...made,
    id: `${made.id}-${user}`,
    consentType: known("Principal"),
    principalId: guid("user", user),
    ...over,
  };
}

export const DIRECTORY_ROLE = {
  "Global Administrator": "62e90394-69f5-4237-9190-012177145e10",
  "Application Administrator": "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
  "Cloud Application Administrator": "158c047a-c907-4556-b7ef-446551a6b5f7",
  "Hybrid Identity Administrator": "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2",
  "Exchange Administrator": "29232cdf-9323-42fd-ade2-1d097af3e4de",
  "User Administrator": "fe930be7-5e62-47db-91af-98c3a49a38b1",
  "Directory Readers": "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
  "Directory Synchronization Accounts": "d29b2b05-8046-44ba-8758-1e26182fcf32",
} as const;

export function roleDefinition(
  name: keyof typeof DIRECTORY_ROLE,
  over: Partial<DirectoryRoleDefinition> = {},
): DirectoryRoleDefinition {
  const templateId = DIRECTORY_ROLE[name];
  const known = builtInRole(templateId);
  return {
    id: `/roleManagement/directory/roleDefinitions/${templateId}`,
    name,
    templateId,
    isBuiltIn: true,
    tier: known?.tier ?? null,
    mintsCredentials: known?.mintsCredentials ?? false,
    isSynchronization: known?.isSynchronization ?? false,
    ...over,
  };
}

/** Every definition of `DIRECTORY_ROLE`. */
export const ROLE_DEFINITIONS: readonly DirectoryRoleDefinition[] = [
  roleDefinition("Global Administrator"),
  roleDefinition("Application Administrator"),
  roleDefinition("Cloud Application Administrator"),
  roleDefinition("Hybrid Identity Administrator"),
  roleDefinition("Exchange Administrator"),
  roleDefinition("User Administrator"),
  roleDefinition("Directory Readers"),
  roleDefinition("Directory Synchronization Accounts"),
];

/** @param holder an object id */
export function directoryRole(
  name: keyof typeof DIRECTORY_ROLE,
  holder: string = guid("sp", "billing"),
  over: Partial<DirectoryRoleAssignment> = {},
): DirectoryRoleAssignment {
  return {
    id: `/roleManagement/directory/roleAssignments/${holder}-${DIRECTORY_ROLE[name]}`,
    name,
    principalId: holder,
    roleDefinitionId: `/roleManagement/directory/roleDefinitions/${DIRECTORY_ROLE[name]}`,
    directoryScopeId: "/",
    ...over,
  };
}

const AZURE_ROLES = "/providers/Microsoft.Authorization/roleDefinitions";

export const AZURE_OWNER: RoleDefinition = {
  id: `${AZURE_ROLES}/8e3af657-a8ff-443c-a75c-2fe8c4bcb635`,
  name: "Owner",
  isCustom: false,
  permissions: known([{ actions: ["*"], notActions: [], dataActions: [], notDataActions: [] }]),
};

export const AZURE_READER: RoleDefinition = {
  id: `${AZURE_ROLES}/acdd72a7-3385-48ef-bd42-f606fba81ae7`,
  name: "Reader",
  isCustom: false,
  permissions: known([{ actions: ["*/read"], notActions: [], dataActions: [], notDataActions: [] }]),
};

export function azureRole(
  definition: RoleDefinition,
  holder: string = guid("sp", "billing"),
  over: Partial<RoleAssignment> = {},
): RoleAssignment {
  const scope = over.scope ?? "/subscriptions/11111111-1111-4111-8111-111111111111";
  return {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${holder}`,
    name: definition.name,
    principalId: holder,
    principalType: known("ServicePrincipal"),
    roleDefinitionId: definition.id,
    scope,
    inheritedBy: [],
    condition: known(null),
    createdOn: known(LONG_AGO),
    ...over,
  };
}

export function user(name: string, over: Partial<DirectoryObject> = {}): DirectoryObject {
  return {
    id: `/directoryObjects/${guid("user", name)}`,
    name,
    kind: "user",
    userPrincipalName: `${name}@contoso.example`,
    userType: known("Member"),
    accountEnabled: known(true),
    onPremisesSyncEnabled: known(false),
    ...over,
  };
}

/** @param owned `/applications/{id}` or `/servicePrincipals/{id}` */
export function owner(name: string, owned: string = applicationId(), over: Partial<Owner> = {}): Owner {
  const ownerId = guid("user", name);
  return { id: `${owned}/owners/${ownerId}`, name, ownedId: owned, ownerId, kind: "user", ...over };
}

export function federatedCredential(
  over: Partial<FederatedIdentityCredential> = {},
): FederatedIdentityCredential {
  const { name = "deploy", applicationId: holder = applicationId() } = over;
  return {
    id: `${holder}/federatedIdentityCredentials/${guid("fic", name)}`,
    name,
    applicationId: holder,
    issuer: known("https://token.actions.githubusercontent.com"),
    subject: known("repo:contoso/shop:environment:production"),
    claimsMatchingExpression: known(null),
    audiences: known(["api://AzureADTokenExchange"]),
    ...over,
  };
}

/** `billing` signed in yesterday. */
export function signInActivity(
  over: Partial<ServicePrincipalSignInActivity> = {},
): ServicePrincipalSignInActivity {
  const { appId = guid("appid", "billing") } = over;
  const date = known("2025-12-31T00:00:00.000Z");
  return {
    id: `/reports/servicePrincipalSignInActivities/${appId}`,
    name: appId,
    appId,
    lastSignIn: date,
    lastApplicationSignIn: date,
    lastDelegatedSignIn: known(null),
    ...over,
  };
}

/** A gap of everything that Graph lists of one kind. */
export function graphDenied(needs: string, request = "GET /v1.0/servicePrincipals"): Gap {
  return { reason: "denied", scope: TENANT, request, needs };
}
