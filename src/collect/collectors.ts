import type { AnyCollector } from "../collector.ts";
import type { SectionName } from "../inventory/sections.ts";
import type { LogOptions } from "./log-options.ts";
import adminConsentRequestPolicies from "./admin-consent-request-policies.ts";
import appCredentialSignInActivities from "./app-credential-sign-in-activities.ts";
import appManagementPolicies from "./app-management-policies.ts";
import appRoleAssignments from "./app-role-assignments.ts";
import applications from "./applications.ts";
import authorizationPolicies from "./authorization-policies.ts";
import { azureEventsCollector } from "./azure-events.ts";
import azureGroupMembers from "./azure-group-members.ts";
import blobDiagnosticSettings from "./blob-diagnostic-settings.ts";
import containers from "./containers.ts";
import defenderPlans from "./defender-plans.ts";
import defenderSettings from "./defender-settings.ts";
import denyAssignments from "./deny-assignments.ts";
import { directoryEventsCollector } from "./directory-events.ts";
import directoryObjects, { withoutOwners } from "./directory-objects.ts";
import directoryRoleAssignments from "./directory-role-assignments.ts";
import directoryRoleDefinitions from "./directory-role-definitions.ts";
import directoryRoleEligibilities from "./directory-role-eligibilities.ts";
import domains from "./domains.ts";
import entraDiagnosticSettings from "./entra-diagnostic-settings.ts";
import { exchangeEventsCollector } from "./exchange-events.ts";
import federatedIdentityCredentials from "./federated-identity-credentials.ts";
import { graphActivitiesCollector } from "./graph-activities.ts";
import groupMembers from "./group-members.ts";
import identityFederatedCredentials from "./identity-federated-credentials.ts";
import localUserKeys from "./local-user-keys.ts";
import localUsers from "./local-users.ts";
import managementGroupDiagnosticSettings from "./management-group-diagnostic-settings.ts";
import managementGroups from "./management-groups.ts";
import namedLocations from "./named-locations.ts";
import oauth2PermissionGrants from "./oauth2-permission-grants.ts";
import owners from "./owners.ts";
import permissionGrantPolicies from "./permission-grant-policies.ts";
import policyAssignments from "./policy-assignments.ts";
import policyDefinitions from "./policy-definitions.ts";
import rbacGroupMembers from "./rbac-group-members.ts";
import rbacPrincipals from "./rbac-principals.ts";
import resourceGroups from "./resource-groups.ts";
import roleAssignments from "./role-assignments.ts";
import roleDefinitions from "./role-definitions.ts";
import roleEligibilities from "./role-eligibilities.ts";
import servicePrincipalSignInActivities from "./service-principal-sign-in-activities.ts";
import { servicePrincipalSignInsCollector } from "./service-principal-sign-ins.ts";
import servicePrincipals from "./service-principals.ts";
import { sftpOperationsCollector } from "./sftp-operations.ts";
import { sftpUsesCollector } from "./sftp-uses.ts";
import storageAccounts from "./storage-accounts.ts";
import { storageEventsCollector } from "./storage-events.ts";
import subscriptionDiagnosticSettings from "./subscription-diagnostic-settings.ts";
import { subscriptionsCollector } from "./subscriptions.ts";
import tenants from "./tenants.ts";
import userAssignedIdentities from "./user-assigned-identities.ts";
import { workspaceEventsCollector } from "./workspace-events.ts";

export interface CollectorOptions {
  /** Asked for by name, and read one by one. */
  readonly subscriptions?: readonly string[];
  /** Ids of management groups: the subscriptions below them are read. */
  readonly managementGroups?: readonly string[] | undefined;
  /** Without it, nothing calls listKeys, and what it would give is a gap of `notGiven`. */
  readonly readSshKeys?: boolean;
  /** Without it, no log is read; without workspaces, what they alone hold is a gap of `notGiven`. */
  readonly logs?: LogOptions | undefined;
}

/** Every collector that has something to ask. */
export function allCollectors({
  subscriptions = [],
  managementGroups: below = [],
  readSshKeys = false,
  logs,
}: CollectorOptions = {}): readonly AnyCollector[] {
  return [
    tenants,
    subscriptionsCollector({ subscriptions, managementGroups: below }),
    storageAccounts,
    localUsers,
    ...(readSshKeys ? [localUserKeys] : []),
    containers,
    resourceGroups,
    managementGroups,
    blobDiagnosticSettings,
    subscriptionDiagnosticSettings,
    managementGroupDiagnosticSettings,
    entraDiagnosticSettings,
    defenderPlans,
    defenderSettings,
    userAssignedIdentities,
    identityFederatedCredentials,
    roleAssignments,
    roleDefinitions,
    roleEligibilities,
    denyAssignments,
    policyAssignments,
    policyDefinitions,
    applications,
    servicePrincipals,
    appRoleAssignments,
    oauth2PermissionGrants,
    directoryRoleDefinitions,
    directoryRoleAssignments,
    directoryRoleEligibilities,
    groupMembers,
    azureGroupMembers,
    rbacGroupMembers,
    rbacPrincipals,
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
    ...(logs === undefined ? [] : logCollectors(logs)),
  ];
}

function logCollectors(logs: LogOptions): readonly AnyCollector[] {
  return [
    storageEventsCollector(logs),
    azureEventsCollector(logs),
    directoryEventsCollector(logs),
    servicePrincipalSignInsCollector(logs),
    namedLocations,
    ...(logs.workspaces.length === 0
      ? []
      : [
          workspaceEventsCollector(logs),
          sftpUsesCollector(logs),
          sftpOperationsCollector(logs),
          graphActivitiesCollector(logs),
          exchangeEventsCollector(logs),
        ]),
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
    // The report shows the tags of an account's resource group beside the account's own.
    if (name === "storageAccounts") want("resourceGroups");
    for (const before of collector?.after ?? []) want(before);
  }
}
