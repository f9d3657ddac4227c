import type {
  IdentityFederatedCredential,
  RoleAssignment,
  RoleDefinition,
  UserAssignedIdentity,
} from "./authorization.ts";
import type {
  Credential,
  EffectivePermissions,
  LastUse,
  NameLikeness,
  OwnerPower,
  RedirectUris,
} from "./derived.ts";
import type {
  AdminConsentRequestPolicy,
  AppCredentialSignInActivity,
  Application,
  AppManagementPolicy,
  AppRoleAssignment,
  AuthorizationPolicy,
  DirectoryObject,
  DirectoryRoleAssignment,
  DirectoryRoleDefinition,
  Domain,
  FederatedIdentityCredential,
  GroupMember,
  OAuth2PermissionGrant,
  Owner,
  PermissionGrantPolicy,
  ServicePrincipal,
  ServicePrincipalSignInActivity,
} from "./entra.ts";
import type { Known } from "./known.ts";
import type { Resource } from "./resource.ts";
import { canonicalId } from "./scope.ts";
import type { LocalUser, SftpEndpoint, StorageAccount } from "./storage.ts";

export type * from "./authorization.ts";
export type * from "./derived.ts";
export type * from "./entra.ts";
export type { Resource } from "./resource.ts";
export type * from "./storage.ts";

export interface Tenant extends Resource {
  readonly tenantId: string;
  /** From Graph's organization; unknown where Graph may not be read. */
  readonly displayName: Known<string>;
  readonly verifiedDomains: Known<readonly VerifiedDomain[]>;
}

export interface VerifiedDomain {
  readonly name: string;
  readonly isDefault: boolean;
  readonly isInitial: boolean;
}

/** https://learn.microsoft.com/rest/api/resources/subscriptions/list; a Disabled one is still listed and still read. */
export interface Subscription extends Resource {
  readonly subscriptionId: string;
  readonly tenantId: Known<string | null>;
  /** Enabled, Warned, PastDue, Disabled, Deleted, or a word that Azure adds later. */
  readonly state: Known<string | null>;
}

/** Every section of the inventory. A line here is how a new kind of evidence enters the program. */
export interface Sections {
  readonly tenants: Tenant;
  readonly subscriptions: Subscription;

  readonly storageAccounts: StorageAccount;
  readonly localUsers: LocalUser;
  readonly sftpEndpoints: SftpEndpoint;

  readonly applications: Application;
  readonly servicePrincipals: ServicePrincipal;
  readonly appRoleAssignments: AppRoleAssignment;
  readonly oauth2PermissionGrants: OAuth2PermissionGrant;
  readonly directoryRoleDefinitions: DirectoryRoleDefinition;
  readonly directoryRoleAssignments: DirectoryRoleAssignment;
  readonly directoryRoleEligibilities: DirectoryRoleAssignment;
  readonly roleAssignments: RoleAssignment;
  readonly roleDefinitions: RoleDefinition;
  /** Of the groups that hold a directory role, or may activate one. */
  readonly groupMembers: GroupMember;
  /** Of the groups that hold an Azure role. */
  readonly azureGroupMembers: GroupMember;
  readonly owners: Owner;
  readonly federatedIdentityCredentials: FederatedIdentityCredential;
  readonly directoryObjects: DirectoryObject;
  readonly userAssignedIdentities: UserAssignedIdentity;
  readonly identityFederatedCredentials: IdentityFederatedCredential;
  readonly servicePrincipalSignInActivities: ServicePrincipalSignInActivity;
  readonly appCredentialSignInActivities: AppCredentialSignInActivity;
  readonly authorizationPolicies: AuthorizationPolicy;
  readonly permissionGrantPolicies: PermissionGrantPolicy;
  readonly adminConsentRequestPolicies: AdminConsentRequestPolicy;
  readonly appManagementPolicies: AppManagementPolicy;
  readonly domains: Domain;

  readonly credentials: Credential;
  readonly effectivePermissions: EffectivePermissions;
  readonly lastUses: LastUse;
  readonly ownerPowers: OwnerPower;
  readonly nameLikenesses: NameLikeness;
  readonly redirectUris: RedirectUris;
}

export type SectionName = keyof Sections;

/** By which id `slice.<section>.of(id)` finds an item: the id of what it belongs to. */
export const BELONGS_TO: { readonly [K in SectionName]: (item: Sections[K]) => string } = {
  tenants: () => "/",
  subscriptions: (subscription) =>
    subscription.tenantId.known && subscription.tenantId.value !== null
      ? `/tenants/${subscription.tenantId.value.toLowerCase()}`
      : "",

  storageAccounts: (account) => `/subscriptions/${account.subscriptionId.toLowerCase()}`,
  localUsers: (user) => canonicalId(user.accountId),
  sftpEndpoints: (endpoint) => canonicalId(endpoint.accountId),

  // All applications and service principals with one appId: the two halves of one thing.
  applications: (application) => byAppId(application.appId),
  servicePrincipals: (principal) => byAppId(principal.appId),
  appRoleAssignments: (assignment) => canonicalId(assignment.principalId),
  oauth2PermissionGrants: (grant) => canonicalId(grant.clientId),
  directoryRoleDefinitions: () => "/",
  directoryRoleAssignments: (assignment) => byObjectId(assignment.principalId),
  directoryRoleEligibilities: (assignment) => byObjectId(assignment.principalId),
  roleAssignments: (assignment) => byObjectId(assignment.principalId),
  roleDefinitions: () => "/",
  // The groups that a principal is in.
  groupMembers: (member) => byObjectId(member.memberId),
  azureGroupMembers: (member) => byObjectId(member.memberId),
  owners: (owner) => canonicalId(owner.ownedId),
  federatedIdentityCredentials: (credential) => canonicalId(credential.applicationId),
  directoryObjects: () => "/",
  userAssignedIdentities: (identity) => `/subscriptions/${identity.subscriptionId.toLowerCase()}`,
  identityFederatedCredentials: (credential) => canonicalId(credential.identityId),
  servicePrincipalSignInActivities: (activity) => byAppId(activity.appId),
  appCredentialSignInActivities: (activity) => byAppId(activity.appId),
  authorizationPolicies: () => "/",
  permissionGrantPolicies: () => "/",
  adminConsentRequestPolicies: () => "/",
  appManagementPolicies: () => "/",
  domains: () => "/",

  credentials: (credential) => canonicalId(credential.ownerId),
  effectivePermissions: (permissions) => canonicalId(permissions.principalId),
  lastUses: (use) => canonicalId(use.principalId),
  ownerPowers: (owner) => canonicalId(owner.ownedId),
  nameLikenesses: (likeness) => canonicalId(likeness.principalId),
  redirectUris: (uris) => canonicalId(uris.applicationId),
};

/** `slice.servicePrincipals.of(byAppId(application.appId))`: the principals of an application in this tenant. */
export function byAppId(appId: string): string {
  return `/appids/${appId.toLowerCase()}`;
}

/** `slice.directoryRoleAssignments.of(byObjectId(id))`: what a user, group or service principal holds. */
export function byObjectId(objectId: string): string {
  return `/directoryobjects/${objectId.toLowerCase()}`;
}

/** The object id in `/servicePrincipals/{objectId}`, lower-cased. */
export function objectIdOf(id: string): string {
  return canonicalId(id).split("/")[2] ?? "";
}

export const SECTION_NAMES: readonly SectionName[] = Object.keys(BELONGS_TO).filter(isSectionName);

export function isSectionName(name: string): name is SectionName {
  return Object.hasOwn(BELONGS_TO, name);
}
