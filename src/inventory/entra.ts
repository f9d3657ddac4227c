import type { Known } from "./known.ts";
import type { PrivilegeTier } from "./permissions.ts";
import type { Resource } from "./resource.ts";

/** https://learn.microsoft.com/graph/api/resources/application: `/applications/{objectId}`, always the tenant's own. */
export interface Application extends Resource {
  readonly appId: string;
  /** A blueprint of agent identities comes in the same list, under a type of its own. */
  readonly kind: "application" | "agent-blueprint";
  /** AzureADMyOrg, AzureADMultipleOrgs, AzureADandPersonalMicrosoftAccount, PersonalMicrosoftAccount. */
  readonly signInAudience: Known<string | null>;
  /** ISO 8601. */
  readonly createdDateTime: Known<string | null>;
  readonly passwordCredentials: Known<readonly StoredCredential[]>;
  readonly keyCredentials: Known<readonly StoredCredential[]>;
  /** Of the platforms web, spa and publicClient. */
  readonly redirectUris: Known<readonly RedirectUri[]>;
  /** `web.implicitGrantSettings`: hands access tokens to the browser. */
  readonly enableAccessTokenIssuance: Known<boolean>;
  readonly requiredResourceAccess: Known<readonly RequiredAccess[]>;
  readonly servicePrincipalLockConfiguration: Known<ServicePrincipalLock>;
}

/** `{ isEnabled: false }` where it was never set. https://learn.microsoft.com/graph/api/resources/serviceprincipallockconfiguration */
export interface ServicePrincipalLock {
  readonly isEnabled: boolean;
  readonly allProperties: boolean;
  readonly credentialsWithUsageSign: boolean;
  readonly credentialsWithUsageVerify: boolean;
}

export interface RedirectUri {
  readonly platform: "web" | "spa" | "publicClient";
  readonly uri: string;
}

/** A line of the manifest: what the application asks for, granted or not. */
export interface RequiredAccess {
  readonly resourceAppId: string;
  readonly type: "Role" | "Scope";
  /** The id of the role or the scope. */
  readonly id: string;
}

/** A password or key without its material, which is never kept. */
export interface StoredCredential {
  readonly keyId: string;
  readonly displayName: string | null;
  /** ISO 8601; chosen by whoever adds the credential, and can be back-dated. */
  readonly startDateTime: string | null;
  readonly endDateTime: string | null;
  /** Of a key: `AsymmetricX509Cert`, `X509CertAndPassword`, `Symmetric`; null for a password. */
  readonly type: string | null;
  /** Of a key: `Verify` or `Sign`; null for a password. */
  readonly usage: string | null;
  /** Joins the signing key of SAML to its password. */
  readonly customKeyIdentifier: string | null;
}

/** Whose application stands behind a principal. `unknown` where Graph names no owner: that is not foreign. */
export type ApplicationOwner = "own" | "microsoft" | "foreign" | "unknown";

/** https://learn.microsoft.com/graph/api/resources/serviceprincipal: `/servicePrincipals/{objectId}`. Permissions hang on it. */
export interface ServicePrincipal extends Resource {
  readonly appId: string;
  readonly owner: ApplicationOwner;
  readonly kind:
    | "application"
    | "managed-identity"
    | "agent-identity"
    | "agent-blueprint"
    | "legacy"
    | "other";
  readonly accountEnabled: Known<boolean>;
  readonly appOwnerOrganizationId: Known<string | null>;
  readonly signInAudience: Known<string | null>;
  /** Null for many of Microsoft's own. */
  readonly createdDateTime: Known<string | null>;
  /** Display name of the verified publisher, null without one; clouds but the public one do not have the property. */
  readonly verifiedPublisher: Known<string | null>;
  readonly preferredSingleSignOnMode: Known<string | null>;
  readonly passwordCredentials: Known<readonly StoredCredential[]>;
  readonly keyCredentials: Known<readonly StoredCredential[]>;
  /** The ARM id of a managed identity, or of the resource that it belongs to; null for anything else. */
  readonly identityResourceId: string | null;
}

/** Who may add credentials to an application or service principal without any role. `{owned}/owners/{objectId}`. */
export interface Owner extends Resource {
  /** `/applications/{objectId}` or `/servicePrincipals/{objectId}`. */
  readonly ownedId: string;
  /** The owner's object id. */
  readonly ownerId: string;
  readonly kind: DirectoryObjectKind;
}

export type DirectoryObjectKind = "user" | "service-principal" | "group" | "other";

/** https://learn.microsoft.com/graph/api/resources/federatedidentitycredential: `/applications/{objectId}/federatedIdentityCredentials/{id}`. */
export interface FederatedIdentityCredential extends Resource {
  readonly applicationId: string;
  readonly issuer: Known<string>;
  /** Null where an expression stands in its place, which only beta shows. */
  readonly subject: Known<string | null>;
  /** The expression's text, null where there is none. */
  readonly claimsMatchingExpression: Known<string | null>;
  readonly audiences: Known<readonly string[]>;
}

/** An application permission that a principal holds. `/servicePrincipals/{principal}/appRoleAssignments/{id}`. */
export interface AppRoleAssignment extends Resource {
  /** `/servicePrincipals/{objectId}` of the one that holds it. */
  readonly principalId: string;
  /** `/servicePrincipals/{objectId}` of the API. */
  readonly resourceId: string;
  readonly resourceAppId: string;
  readonly resourceName: string;
  readonly appRoleId: string;
  /** `Mail.Read`, from the API's own list of roles; its id where the API names none. */
  readonly value: string;
  /** Null where the catalogue of dangerous permissions does not list it. */
  readonly tier: PrivilegeTier | null;
  readonly why: string | null;
  /** One of the ten permissive roles of the single-tenant hunt. */
  readonly permissive: boolean;
  /** ISO 8601. */
  readonly createdDateTime: Known<string | null>;
}

/** https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant: `/oauth2PermissionGrants/{id}`. It has no dates. */
export interface OAuth2PermissionGrant extends Resource {
  /** `/servicePrincipals/{objectId}` of the client. */
  readonly clientId: string;
  readonly consentType: Known<"AllPrincipals" | "Principal">;
  /** Object id of the user; null where it is for all. */
  readonly principalId: string | null;
  /** `/servicePrincipals/{objectId}` of the API. */
  readonly resourceId: string;
  /** Null where the API is not among the tenant's service principals. */
  readonly resourceAppId: string | null;
  readonly resourceName: string;
  readonly scopes: readonly GrantedScope[];
}

export interface GrantedScope {
  readonly value: string;
  readonly tier: PrivilegeTier | null;
  readonly why: string | null;
  readonly permissive: boolean;
}

/** `/roleManagement/directory/roleDefinitions/{id}`. */
export interface DirectoryRoleDefinition extends Resource {
  /** The same in every tenant for built-in roles. */
  readonly templateId: string;
  readonly isBuiltIn: boolean;
  /** 0 where it leads to Global Administrator; null where nothing is known of it. */
  readonly tier: PrivilegeTier | null;
  /** Can add credentials to any application or service principal. */
  readonly mintsCredentials: boolean;
  /** Microsoft's synchronization accounts hold it. */
  readonly isSynchronization: boolean;
}

/** `/roleManagement/directory/roleAssignments/{id}`, or of an eligibility `/roleManagement/directory/roleEligibilityScheduleInstances/{id}`. */
export interface DirectoryRoleAssignment extends Resource {
  /** Object id of a user, group or service principal. */
  readonly principalId: string;
  /** `/roleManagement/directory/roleDefinitions/{id}`. */
  readonly roleDefinitionId: string;
  /** `/` for the tenant; an administrative unit or an application otherwise. */
  readonly directoryScopeId: string;
}

/** Direct or nested, of the groups that hold a directory role or an Azure role. `/groups/{id}/transitiveMembers/{objectId}`. */
export interface GroupMember extends Resource {
  /** `/groups/{objectId}`. */
  readonly groupId: string;
  readonly memberId: string;
  readonly kind: DirectoryObjectKind;
}

/** A user, group or service principal that something else names: `/directoryObjects/{objectId}`. */
export interface DirectoryObject extends Resource {
  readonly kind: DirectoryObjectKind;
  readonly userPrincipalName: string | null;
  /** `Member` or `Guest`; null for what is no user. */
  readonly userType: Known<string | null>;
  readonly accountEnabled: Known<boolean | null>;
  /** True for an account that comes from Active Directory. */
  readonly onPremisesSyncEnabled: Known<boolean>;
}

/** `/policies/authorizationPolicy`. https://learn.microsoft.com/graph/api/resources/authorizationpolicy */
export interface AuthorizationPolicy extends Resource {
  readonly allowedToCreateApps: Known<boolean>;
  /** `ManagePermissionGrantsForSelf.{policy id}` and others. */
  readonly permissionGrantPoliciesAssigned: Known<readonly string[]>;
  readonly allowUserConsentForRiskyApps: Known<boolean>;
}

/** `/policies/permissionGrantPolicies/{id}`: what a consent may cover. */
export interface PermissionGrantPolicy extends Resource {
  readonly includes: Known<readonly ConsentConditions[]>;
  readonly excludes: Known<readonly ConsentConditions[]>;
}

/** https://learn.microsoft.com/graph/api/resources/permissiongrantconditionset; `all` matches anything. */
export interface ConsentConditions {
  readonly permissionType: string | null;
  /** `all` or `low`. */
  readonly permissionClassification: string | null;
  /** An API's appId, `any`, or null. */
  readonly resourceApplication: string | null;
  readonly permissions: readonly string[];
  readonly clientApplicationsFromVerifiedPublisherOnly: boolean;
  readonly clientApplicationIds: readonly string[];
  readonly clientApplicationTenantIds: readonly string[];
  readonly clientApplicationPublisherIds: readonly string[];
}

/** `/policies/adminConsentRequestPolicy`. */
export interface AdminConsentRequestPolicy extends Resource {
  readonly isEnabled: Known<boolean>;
  readonly reviewers: Known<number>;
}

/** `/policies/defaultAppManagementPolicy`, or an exception to it, `/policies/appManagementPolicies/{id}`. */
export interface AppManagementPolicy extends Resource {
  readonly kind: "default" | "exception";
  readonly isEnabled: Known<boolean>;
  /** Of applications; those of service principals are left out. */
  readonly passwordRestrictions: Known<readonly AppRestriction[]>;
  readonly keyRestrictions: Known<readonly AppRestriction[]>;
  /** Names of what an exception is for; empty for the default. */
  readonly appliesTo: Known<readonly string[]>;
}

/** https://learn.microsoft.com/graph/api/resources/passwordcredentialconfiguration */
export interface AppRestriction {
  /** `passwordAddition`, `passwordLifetime`, `symmetricKeyAddition`, `symmetricKeyLifetime`, `customPasswordAddition`, `asymmetricKeyLifetime`, … */
  readonly restrictionType: string;
  readonly state: string | null;
  /** ISO 8601 duration, for example `P90D`. */
  readonly maxLifetime: string | null;
  /** ISO 8601: older applications are free of it. */
  readonly restrictForAppsCreatedAfterDateTime: string | null;
}

/** `/reports/servicePrincipalSignInActivities/{appId}`, from beta. An application that is missing has no sign-in on record. */
export interface ServicePrincipalSignInActivity extends Resource {
  readonly appId: string;
  /** ISO 8601, the latest of all kinds of sign-in; null where none is on record. */
  readonly lastSignIn: Known<string | null>;
  /** With its own credentials. */
  readonly lastApplicationSignIn: Known<string | null>;
  /** On behalf of a user. */
  readonly lastDelegatedSignIn: Known<string | null>;
}

/** `/reports/appCredentialSignInActivities/{keyId}`, from beta. */
export interface AppCredentialSignInActivity extends Resource {
  readonly keyId: string;
  readonly appId: string;
  readonly lastSignIn: Known<string | null>;
}

/** `/domains/{name}`. */
export interface Domain extends Resource {
  readonly isVerified: Known<boolean>;
  readonly isDefault: Known<boolean>;
  readonly isInitial: Known<boolean>;
  readonly authenticationType: Known<string | null>;
}
