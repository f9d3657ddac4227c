import { organizationBody } from "./bodies.ts";
import type { RawBody } from "./describe-entra.ts";
import {
  applicationBase,
  authorizationPolicyBase,
  defaultAppManagementPolicyBase,
  groupBase,
  servicePrincipalBase,
  signInBase,
  signInBeta,
  userBase,
} from "./entity-bases.ts";

/** What is known of a type of Graph's. */
export interface Shape {
  /** The CSDL's name, as errors give it. */
  readonly name: string;
  readonly base: RawBody;
  /** Known to $select, and absent without it. */
  readonly onSelect?: readonly string[];
  /** Known in the beta version alone, and there with this value. */
  readonly beta?: RawBody;
  /** Known in the global cloud alone. */
  readonly globalOnly?: readonly string[];
  /** No property of Graph's: the simulation's own. */
  readonly own?: readonly string[];
}

export const shapes = {
  application: {
    name: "application",
    base: applicationBase,
    onSelect: ["authenticationBehaviors", "logo", "managerApplications", "oauth2RequirePostResponse"],
    globalOnly: ["nativeAuthenticationApisEnabled", "samlMetadataUrl", "verifiedPublisher"],
  },
  servicePrincipal: {
    name: "servicePrincipal",
    base: servicePrincipalBase,
    onSelect: ["customSecurityAttributes"],
    globalOnly: ["resourceSpecificApplicationPermissions", "verifiedPublisher"],
  },
  user: {
    name: "user",
    base: userBase,
    onSelect: [
      "accountEnabled",
      "city",
      "companyName",
      "country",
      "createdDateTime",
      "creationType",
      "deletedDateTime",
      "department",
      "employeeId",
      "employeeType",
      "externalUserState",
      "identities",
      "lastPasswordChangeDateTime",
      "mailNickname",
      "onPremisesDistinguishedName",
      "onPremisesDomainName",
      "onPremisesImmutableId",
      "onPremisesLastSyncDateTime",
      "onPremisesSamAccountName",
      "onPremisesSecurityIdentifier",
      "onPremisesSyncEnabled",
      "onPremisesUserPrincipalName",
      "otherMails",
      "passwordPolicies",
      "proxyAddresses",
      "securityIdentifier",
      "signInSessionsValidFromDateTime",
      "usageLocation",
      "userType",
    ],
  },
  group: { name: "group", base: groupBase, own: ["transitiveMembers"] },
  device: { name: "device", base: { id: "", deletedDateTime: null, accountEnabled: true, displayName: "" } },
  directoryObject: { name: "directoryObject", base: { id: "", deletedDateTime: null } },
  appRoleAssignment: {
    name: "appRoleAssignment",
    base: {
      id: "",
      deletedDateTime: null,
      appRoleId: "",
      createdDateTime: "2025-03-06T10:22:41.0382119Z",
      principalDisplayName: null,
      principalId: "",
      principalType: "ServicePrincipal",
      resourceDisplayName: null,
      resourceId: "",
    },
  },
  oAuth2PermissionGrant: {
    name: "oAuth2PermissionGrant",
    base: {
      clientId: "",
      consentType: "AllPrincipals",
      id: "",
      principalId: null,
      resourceId: "",
      scope: "",
    },
  },
  federatedIdentityCredential: {
    name: "federatedIdentityCredential",
    base: {
      id: "",
      name: "",
      issuer: "",
      subject: null,
      description: null,
      audiences: ["api://AzureADTokenExchange"],
    },
    beta: { claimsMatchingExpression: null },
  },
  unifiedRoleAssignment: {
    name: "unifiedRoleAssignment",
    base: { id: "", principalId: "", directoryScopeId: "/", roleDefinitionId: "" },
    onSelect: ["appScopeId", "condition", "principalOrganizationId"],
  },
  unifiedRoleDefinition: {
    name: "unifiedRoleDefinition",
    base: {
      id: "",
      description: null,
      displayName: "",
      isBuiltIn: false,
      isEnabled: true,
      resourceScopes: ["/"],
      templateId: "",
      version: "1",
      rolePermissions: [],
    },
    beta: { allowedPrincipalTypes: null, isPrivileged: false },
  },
  unifiedRoleEligibilityScheduleInstance: {
    name: "unifiedRoleEligibilityScheduleInstance",
    base: {
      id: "",
      principalId: "",
      roleDefinitionId: "",
      directoryScopeId: "/",
      appScopeId: null,
      startDateTime: "2025-03-06T10:22:41.897Z",
      endDateTime: null,
      memberType: "Direct",
      roleEligibilityScheduleId: "",
    },
  },
  authorizationPolicy: {
    name: "authorizationPolicy",
    base: authorizationPolicyBase,
    onSelect: ["deletedDateTime"],
    beta: { enabledPreviewFeatures: [], permissionGrantPolicyIdsAssignedToDefaultUserRole: [] },
  },
  permissionGrantPolicy: {
    name: "permissionGrantPolicy",
    base: { id: "", displayName: "", description: "", includes: [], excludes: [] },
    onSelect: ["deletedDateTime"],
  },
  adminConsentRequestPolicy: {
    name: "adminConsentRequestPolicy",
    base: {
      isEnabled: false,
      notifyReviewers: false,
      remindersEnabled: false,
      requestDurationInDays: 0,
      version: 0,
      reviewers: [],
    },
    onSelect: ["id"],
  },
  tenantAppManagementPolicy: { name: "tenantAppManagementPolicy", base: defaultAppManagementPolicyBase },
  appManagementPolicy: {
    name: "appManagementPolicy",
    base: {
      id: "",
      deletedDateTime: null,
      displayName: "",
      description: null,
      isEnabled: false,
      restrictions: { passwordCredentials: [], keyCredentials: [] },
    },
    own: ["appliesTo"],
  },
  servicePrincipalSignInActivity: {
    name: "servicePrincipalSignInActivity",
    base: {
      id: "",
      appId: "",
      delegatedClientSignInActivity: null,
      delegatedResourceSignInActivity: null,
      applicationAuthenticationClientSignInActivity: null,
      applicationAuthenticationResourceSignInActivity: null,
      lastSignInActivity: null,
    },
  },
  appCredentialSignInActivity: {
    name: "appCredentialSignInActivity",
    base: {
      id: "",
      keyId: "",
      keyType: "clientSecret",
      keyUsage: "verify",
      appId: "",
      appObjectId: null,
      servicePrincipalObjectId: null,
      resourceId: "00000003-0000-0000-c000-000000000000",
      credentialOrigin: "application",
      expirationDate: "2100-12-31T00:00:00Z",
      signInActivity: null,
    },
    onSelect: ["createdDateTime", "expirationDateTime"],
  },
  domain: {
    name: "domain",
    base: {
      id: "",
      authenticationType: "Managed",
      availabilityStatus: null,
      isAdminManaged: true,
      isDefault: false,
      isInitial: false,
      isRoot: true,
      isVerified: true,
      supportedServices: ["Email", "OfficeCommunicationsOnline"],
      passwordValidityPeriodInDays: 2147483647,
      passwordNotificationWindowInDays: 14,
      state: null,
    },
    onSelect: ["manufacturer", "model"],
  },
  directoryAudit: {
    name: "directoryAudit",
    base: {
      id: "",
      category: null,
      correlationId: null,
      result: "success",
      resultReason: "",
      activityDisplayName: "",
      activityDateTime: "",
      loggedByService: "Core Directory",
      operationType: null,
      initiatedBy: null,
      targetResources: [],
      additionalDetails: [],
    },
    beta: { userAgent: null },
  },
  signIn: { name: "signIn", base: signInBase, beta: signInBeta },
  namedLocation: {
    name: "namedLocation",
    base: { id: "", displayName: "", modifiedDateTime: null, createdDateTime: null },
    onSelect: ["deletedDateTime"],
  },
  organization: {
    name: "organization",
    base: organizationBody({
      tenantId: "",
      displayName: "",
      verifiedDomains: [],
      clients: [],
      subscriptions: [],
    }),
    onSelect: ["mobileDeviceManagementAuthority"],
  },
} satisfies Record<string, Shape>;
