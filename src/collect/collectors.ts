import type { AnyCollector } from "../collector.ts";
import type { SectionName } from "../inventory/sections.ts";
import adminConsentRequestPolicies from "./admin-consent-request-policies.ts";
import appCredentialSignInActivities from "./app-credential-sign-in-activities.ts";
import appManagementPolicies from "./app-management-policies.ts";
import appRoleAssignments from "./app-role-assignments.ts";
import applications from "./applications.ts";
import authorizationPolicies from "./authorization-policies.ts";
import azureGroupMembers from "./azure-group-members.ts";
import directoryObjects, { withoutOwners } from "./directory-objects.ts";
import directoryRoleAssignments from "./directory-role-assignments.ts";
import directoryRoleDefinitions from "./directory-role-definitions.ts";
import directoryRoleEligibilities from "./directory-role-eligibilities.ts";
import domains from "./domains.ts";
import federatedIdentityCredentials from "./federated-identity-credentials.ts";
import groupMembers from "./group-members.ts";
import identityFederatedCredentials from "./identity-federated-credentials.ts";
import localUsers from "./local-users.ts";
import oauth2PermissionGrants from "./oauth2-permission-grants.ts";
import owners from "./owners.ts";
import permissionGrantPolicies from "./permission-grant-policies.ts";
import roleAssignments from "./role-assignments.ts";
import roleDefinitions from "./role-definitions.ts";
import servicePrincipalSignInActivities from "./service-principal-sign-in-activities.ts";
import servicePrincipals from "./service-principals.ts";
import storageAccounts from "./storage-accounts.ts";
import { subscriptionsCollector } from "./subscriptions.ts";
import tenants from "./tenants.ts";
import userAssignedIdentities from "./user-assigned-identities.ts";

/** Every collector; subscriptions asked for by name are read one by one. */
export function allCollectors(subscriptions: readonly string[] = []): readonly AnyCollector[] {
  return [
    tenants,
    subscriptionsCollector(subscriptions),
    storageAccounts,
    localUsers,
    userAssignedIdentities,
    identityFederatedCredentials,
    roleAssignments,
    roleDefinitions,
    applications,
    servicePrincipals,
    appRoleAssignments,
    oauth2PermissionGrants,
    directoryRoleDefinitions,
    directoryRoleAssignments,
    directoryRoleEligibilities,
    groupMembers,
    azureGroupMembers,
    owners,
    federatedIdentityCredentials,
    directoryObjects,
    servicePrincipalSignInActivities,
    appCredentialSignInActivities,
    authorizationPolicies,
    permissionGrantPolicies,
    adminConsentRequestPolicies,
    appManagementPolicies,
    domains,
  ];
}

/** Always read: it says whose report this is. */
const ALWAYS: SectionName = "tenants";

/** The collectors that fill the sections, with those that they come after. */
export function collectorsFor(
  sections: readonly SectionName[],
  all: readonly AnyCollector[],
): AnyCollector[] {
  // Owners need rights in Azure, and a scan that does not ask for them is complete without.
  const fewer = all.map((collector) => (collector === directoryObjects ? withoutOwners : collector));
  const chosen = chainOf(sections, fewer);
  return chosen.some(({ section }) => section === "owners") ? chainOf(sections, all) : chosen;
}

function chainOf(sections: readonly SectionName[], all: readonly AnyCollector[]): AnyCollector[] {
  const wanted = new Set<SectionName>();
  for (const name of [ALWAYS, ...sections]) want(name);
  return all.filter((collector) => wanted.has(collector.section));

  function want(name: SectionName): void {
    if (wanted.has(name)) return;
    wanted.add(name);
    const collector = all.find(({ section }) => section === name);
    // What is read of every subscription needs the list of them; a scan of the directory alone does not.
    if (collector?.per === "subscription") want("subscriptions");
    for (const before of collector?.after ?? []) want(before);
  }
}
