import { known } from "../../src/inventory/known.ts";
import type {
  AdminConsentRequestPolicy,
  AppManagementPolicy,
  AppRestriction,
  AuthorizationPolicy,
  ConsentConditions,
  GroupMember,
  PermissionGrantPolicy,
  Tenant,
} from "../../src/inventory/sections.ts";
import { TENANT } from "./build.ts";
import { guid } from "./build-entra.ts";

/** The safe policy: users register no applications and consent to none. A test names only what differs. */
export function authorizationPolicy(over: Partial<AuthorizationPolicy> = {}): AuthorizationPolicy {
  return {
    id: "/policies/authorizationPolicy",
    name: "Authorization Policy",
    allowedToCreateApps: known(false),
    permissionGrantPoliciesAssigned: known([]),
    allowUserConsentForRiskyApps: known(false),
    ...over,
  };
}

/** Users may consent for themselves under these policies. */
export function selfConsent(...policies: readonly string[]): Partial<AuthorizationPolicy> {
  const assigned = policies.map((policy) => `ManagePermissionGrantsForSelf.${policy}`);
  return { permissionGrantPoliciesAssigned: known(assigned) };
}

/** A policy of the tenant's own: any delegated permission to any application. */
export function permissionGrantPolicy(over: Partial<PermissionGrantPolicy> = {}): PermissionGrantPolicy {
  const { name = "team-apps" } = over;
  return {
    id: `/policies/permissionGrantPolicies/${name}`,
    name,
    includes: known([consentConditions()]),
    excludes: known([]),
    ...over,
  };
}

/** Everything. */
export function consentConditions(over: Partial<ConsentConditions> = {}): ConsentConditions {
  return {
    permissionType: "delegated",
    permissionClassification: "all",
    resourceApplication: "any",
    permissions: ["all"],
    clientApplicationsFromVerifiedPublisherOnly: false,
    clientApplicationIds: ["all"],
    clientApplicationTenantIds: ["all"],
    clientApplicationPublisherIds: ["all"],
    ...over,
  };
}

/** The safe policy: users may ask, and somebody answers. */
export function adminConsentRequestPolicy(
  over: Partial<AdminConsentRequestPolicy> = {},
): AdminConsentRequestPolicy {
  return {
    id: "/policies/adminConsentRequestPolicy",
    name: "adminConsentRequestPolicy",
    isEnabled: known(true),
    reviewers: known(2),
    ...over,
  };
}

/** The safe policy: nobody adds a secret to an application. */
export function appManagementPolicy(over: Partial<AppManagementPolicy> = {}): AppManagementPolicy {
  return {
    id: "/policies/defaultAppManagementPolicy",
    name: "Default app management tenant policy",
    kind: "default",
    isEnabled: known(true),
    passwordRestrictions: known([restriction()]),
    keyRestrictions: known([]),
    appliesTo: known([]),
    ...over,
  };
}

export function appManagementException(
  name: string,
  over: Partial<AppManagementPolicy> = {},
): AppManagementPolicy {
  const id = `/policies/appManagementPolicies/${guid("policy", name)}`;
  return appManagementPolicy({ id, name, kind: "exception", passwordRestrictions: known([]), ...over });
}

export function restriction(over: Partial<AppRestriction> = {}): AppRestriction {
  return {
    restrictionType: "passwordAddition",
    state: "enabled",
    maxLifetime: null,
    restrictForAppsCreatedAfterDateTime: null,
    ...over,
  };
}

export function tenant(over: Partial<Tenant> = {}): Tenant {
  return {
    id: TENANT,
    name: "Contoso",
    tenantId: TENANT.slice("/tenants/".length),
    displayName: known("Contoso"),
    verifiedDomains: known([]),
    ...over,
  };
}

export const groupId = (name: string): string => guid("group", name);

/** @param memberId an object id */
export function groupMember(group: string, memberId: string, over: Partial<GroupMember> = {}): GroupMember {
  const id = `/groups/${groupId(group)}`;
  return {
    id: `${id}/transitiveMembers/${memberId}`,
    name: group,
    groupId: id,
    memberId,
    kind: "user",
    ...over,
  };
}
