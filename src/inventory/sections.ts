import type {
  CustomRoleRight,
  LogDestination,
  SftpAccess,
  SftpDataAccess,
  SftpTakeover,
} from "./access-paths.ts";
import type {
  DenyAssignment,
  IdentityFederatedCredential,
  ManagementGroup,
  PolicyAssignment,
  PolicyDefinition,
  ResourceGroup,
  RoleAssignment,
  RoleDefinition,
  RoleEligibility,
  UserAssignedIdentity,
} from "./authorization.ts";
import type {
  Credential,
  CredentialRecord,
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
import type {
  AzureEvent,
  ConsentEvent,
  CredentialAddition,
  DirectoryEvent,
  ExchangeEvent,
  GraphActivity,
  GuardRailChange,
  KeyPush,
  NamedLocation,
  RegistrationChain,
  ServicePrincipalSignIn,
  SftpAccountChange,
  SftpLoginAnomaly,
  SftpOperation,
  SftpTransferAnomaly,
  SignInAnomaly,
  StateEvidence,
} from "./events.ts";
import type { Known } from "./known.ts";
import type { Resource } from "./resource.ts";
import { canonicalId } from "./scope.ts";
import type { DefenderPlan, DefenderSetting, DiagnosticSetting } from "./logging.ts";
import type {
  Container,
  LocalUser,
  LocalUserKeys,
  LocalUserRecord,
  SftpEndpoint,
  SftpUse,
  SshKey,
  StorageAccount,
} from "./storage.ts";

export type * from "./access-paths.ts";
export type * from "./authorization.ts";
export type * from "./derived.ts";
export type * from "./entra.ts";
export type * from "./events.ts";
export type * from "./logging.ts";
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
  readonly containers: Container;
  readonly localUserKeys: LocalUserKeys;
  readonly sshKeys: SshKey;
  /** The baseline's. */
  readonly localUserHistory: LocalUserRecord;
  /** The baseline's. */
  readonly credentialHistory: CredentialRecord;
  readonly sftpUses: SftpUse;

  readonly resourceGroups: ResourceGroup;
  readonly managementGroups: ManagementGroup;
  readonly blobDiagnosticSettings: DiagnosticSetting;
  readonly subscriptionDiagnosticSettings: DiagnosticSetting;
  readonly managementGroupDiagnosticSettings: DiagnosticSetting;
  readonly entraDiagnosticSettings: DiagnosticSetting;
  readonly defenderPlans: DefenderPlan;
  readonly defenderSettings: DefenderSetting;
  readonly policyAssignments: PolicyAssignment;
  readonly policyDefinitions: PolicyDefinition;

  readonly applications: Application;
  readonly servicePrincipals: ServicePrincipal;
  readonly appRoleAssignments: AppRoleAssignment;
  readonly oauth2PermissionGrants: OAuth2PermissionGrant;
  readonly directoryRoleDefinitions: DirectoryRoleDefinition;
  readonly directoryRoleAssignments: DirectoryRoleAssignment;
  readonly directoryRoleEligibilities: DirectoryRoleAssignment;
  readonly roleAssignments: RoleAssignment;
  readonly roleDefinitions: RoleDefinition;
  readonly roleEligibilities: RoleEligibility;
  readonly denyAssignments: DenyAssignment;
  /** Of the groups that hold a directory role, or may activate one. */
  readonly groupMembers: GroupMember;
  /** Of the groups that hold an Azure role. */
  readonly azureGroupMembers: GroupMember;
  /** Of the other groups: those that may activate an Azure role, and those that a deny assignment names. */
  readonly rbacGroupMembers: GroupMember;
  /** The users that hold or may activate an Azure role, through groups as well: whether they are guests. */
  readonly rbacPrincipals: DirectoryObject;
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
  readonly customRoleRights: CustomRoleRight;
  readonly sftpAccess: SftpAccess;
  readonly sftpTakeovers: SftpTakeover;
  readonly sftpDataAccess: SftpDataAccess;
  readonly logDestinations: LogDestination;

  /** The Activity Log's, of Microsoft.Storage. */
  readonly storageEvents: AzureEvent;
  /** The Activity Log's, of the other providers that matter. */
  readonly azureEvents: AzureEvent;
  /** The same of workspaces, where they reach further back. */
  readonly workspaceEvents: AzureEvent;
  readonly directoryEvents: DirectoryEvent;
  readonly servicePrincipalSignIns: ServicePrincipalSignIn;
  readonly sftpOperations: SftpOperation;
  readonly graphActivities: GraphActivity;
  readonly exchangeEvents: ExchangeEvent;
  readonly namedLocations: NamedLocation;

  readonly sftpAccountChanges: SftpAccountChange;
  readonly sftpLoginAnomalies: SftpLoginAnomaly;
  readonly sftpTransferAnomalies: SftpTransferAnomaly;
  readonly registrationChains: RegistrationChain;
  readonly credentialAdditions: CredentialAddition;
  readonly consentEvents: ConsentEvent;
  readonly guardRailChanges: GuardRailChange;
  readonly signInAnomalies: SignInAnomaly;
  readonly keyPushes: KeyPush;
  readonly storageEvidence: StateEvidence;
  readonly entraEvidence: StateEvidence;
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
  containers: (container) => canonicalId(container.accountId),
  localUserKeys: (keys) => canonicalId(keys.userId),
  sshKeys: (key) => canonicalId(key.userId),
  localUserHistory: (user) => canonicalId(user.accountId),
  credentialHistory: (credential) => canonicalId(credential.ownerId),
  sftpUses: (use) => canonicalId(use.accountId),

  resourceGroups: (group) => `/subscriptions/${group.subscriptionId.toLowerCase()}`,
  managementGroups: () => "/",
  blobDiagnosticSettings: (setting) => canonicalId(setting.of),
  subscriptionDiagnosticSettings: (setting) => canonicalId(setting.of),
  managementGroupDiagnosticSettings: (setting) => canonicalId(setting.of),
  entraDiagnosticSettings: () => "/",
  defenderPlans: (plan) => `/subscriptions/${plan.subscriptionId.toLowerCase()}`,
  defenderSettings: (setting) => canonicalId(setting.accountId),
  policyAssignments: () => "/",
  policyDefinitions: () => "/",

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
  roleEligibilities: (eligibility) => byObjectId(eligibility.principalId),
  denyAssignments: () => "/",
  // The groups that a principal is in.
  groupMembers: (member) => byObjectId(member.memberId),
  azureGroupMembers: (member) => byObjectId(member.memberId),
  rbacGroupMembers: (member) => byObjectId(member.memberId),
  rbacPrincipals: () => "/",
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
  customRoleRights: (right) => canonicalId(right.roleDefinitionId),
  sftpAccess: (access) => canonicalId(access.principal.id),
  sftpTakeovers: (takeover) => canonicalId(takeover.start.id),
  sftpDataAccess: (access) => canonicalId(access.accountId),
  logDestinations: (destination) => canonicalId(destination.settingId),

  storageEvents: (event) => canonicalId(event.resourceId),
  azureEvents: (event) => canonicalId(event.resourceId),
  workspaceEvents: (event) => canonicalId(event.resourceId),
  directoryEvents: () => "/",
  servicePrincipalSignIns: (signIn) => canonicalId(signIn.principalId),
  // Rows name the account, and its id not always.
  sftpOperations: (operation) => byAccountName(operation.accountName),
  graphActivities: (activity) => canonicalId(activity.principalId),
  exchangeEvents: () => "/",
  namedLocations: () => "/",

  sftpAccountChanges: (change) => canonicalId(change.targetId),
  sftpLoginAnomalies: (anomaly) => canonicalId(anomaly.targetId),
  sftpTransferAnomalies: (anomaly) => canonicalId(anomaly.targetId),
  registrationChains: (chain) => canonicalId(chain.targetId),
  credentialAdditions: (addition) => canonicalId(addition.targetId),
  consentEvents: (event) => canonicalId(event.targetId),
  guardRailChanges: (change) => canonicalId(change.targetId),
  signInAnomalies: (anomaly) => canonicalId(anomaly.targetId),
  keyPushes: (push) => canonicalId(push.targetId),
  storageEvidence: (evidence) => canonicalId(evidence.stateId),
  entraEvidence: (evidence) => canonicalId(evidence.stateId),
};

/** `slice.servicePrincipals.of(byAppId(application.appId))`: the principals of an application in this tenant. */
export function byAppId(appId: string): string {
  return `/appids/${appId.toLowerCase()}`;
}

/** `slice.sftpOperations.of(byAccountName(account.name))`: names of storage accounts are unique in a cloud. */
export function byAccountName(name: string): string {
  return `/storageaccountnames/${name.toLowerCase()}`;
}

/** `slice.directoryRoleAssignments.of(byObjectId(id))`: what a user, group or service principal holds. */
export function byObjectId(objectId: string): string {
  return `/directoryobjects/${objectId.toLowerCase()}`;
}

/** The object id in `/servicePrincipals/{objectId}`, lower-cased. */
export function objectIdOf(id: string): string {
  const canonical = canonicalId(id);
  const start = canonical.indexOf("/", canonical.indexOf("/") + 1) + 1;
  if (start === 0) return "";
  const end = canonical.indexOf("/", start);
  return end < 0 ? canonical.slice(start) : canonical.slice(start, end);
}

export const SECTION_NAMES: readonly SectionName[] = Object.keys(BELONGS_TO).filter(isSectionName);

export function isSectionName(name: string): name is SectionName {
  return Object.hasOwn(BELONGS_TO, name);
}
