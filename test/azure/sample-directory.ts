import { client, simulatedId, subscription, tenant, userAssignedIdentity } from "./describe.ts";
import { azureRoleAssignment, azureRoleDefinition, builtInAzureRoles } from "./describe-azure-roles.ts";
import {
  application,
  appRoleAssignment,
  credentialSignInActivity,
  federatedIdentityCredential,
  group,
  lastSignIn,
  managedIdentity,
  oauth2PermissionGrant,
  ownApp,
  servicePrincipal,
  signInActivity,
  user,
} from "./describe-entra.ts";
import { exchangeResource, graphResource } from "./describe-resources.ts";
import { closedPolicies, directoryRoleAssignment, directoryRoleEligibility } from "./describe-roles.ts";

// One of each thing Graph and ARM tell of apps, for the tests of the simulation itself.

export const scanner = client();
export const graph = graphResource();
export const exchange = exchangeResource();
export const ada = user();
export const guest = user({ displayName: "Bo Guest", userType: "Guest", accountEnabled: false });
export const admins = group({ displayName: "App admins", transitiveMembers: [ada, guest] });
export const keyId = simulatedId("key payroll");
export const payroll = ownApp({
  application: {
    keyCredentials: [
      {
        customKeyIdentifier: "5F3C",
        displayName: "CN=payroll",
        endDateTime: "2027-05-14T09:12:27Z",
        key: "MIIC",
        keyId,
        startDateTime: "2025-05-14T09:12:27Z",
        type: "AsymmetricX509Cert",
        usage: "Verify",
      },
    ],
  },
});
export const reporting = ownApp({ displayName: "Reporting" });
export const vendor = servicePrincipal({
  displayName: "Vendor",
  appOwnerOrganizationId: simulatedId("tenant Vendor"),
  verifiedPublisher: {
    displayName: "Vendor Inc",
    verifiedPublisherId: "7",
    addedDateTime: "2024-01-02T03:04:05Z",
  },
});
export const backup = managedIdentity();
export const secretsPolicy = {
  id: simulatedId("policy secrets"),
  displayName: "No secrets",
  appliesTo: [payroll.application, vendor],
};
const identity = userAssignedIdentity({
  federatedIdentityCredentials: [
    { name: "aks", issuer: "https://aks.example/", subject: "system:serviceaccount:default:backup" },
  ],
});
const { authorizationPolicy, adminConsentRequestPolicy } = closedPolicies();
export const production = subscription({
  identities: [identity],
  roleAssignments: [
    azureRoleAssignment(backup.id, "Storage Blob Data Reader", storageScope(), { description: "backups" }),
    azureRoleAssignment(vendor.id, "Reader", `/subscriptions/${simulatedId("subscription Production")}`),
  ],
});
export const other = subscription({ displayName: "Other" });
export const rotator = azureRoleDefinition(
  "Key rotator",
  { actions: ["Microsoft.Storage/storageAccounts/regenerateKey/action"] },
  { properties: { assignableScopes: [`/subscriptions/${other.subscriptionId}`] } },
);

export const contoso = tenant({
  clients: [scanner],
  subscriptions: [production, other],
  applications: [payroll.application, reporting.application, application({ displayName: "Orphan" })],
  servicePrincipals: [payroll.servicePrincipal, reporting.servicePrincipal, vendor, backup, graph, exchange],
  users: [ada, guest],
  groups: [admins],
  appRoleAssignments: [
    appRoleAssignment(payroll.servicePrincipal, graph, "Mail.Read"),
    appRoleAssignment(backup, graph, "User.Read.All"),
    appRoleAssignment(payroll.servicePrincipal, exchange, "full_access_as_app"),
    appRoleAssignment(admins, vendor, "00000000-0000-0000-0000-000000000000"),
  ],
  oauth2PermissionGrants: [
    oauth2PermissionGrant(vendor, graph, " User.Read Mail.Read"),
    oauth2PermissionGrant(payroll.servicePrincipal, graph, "openid", { principal: ada }),
  ],
  federatedIdentityCredentials: {
    [payroll.application.id]: [
      federatedIdentityCredential(),
      federatedIdentityCredential({
        name: "flexible",
        claimsMatchingExpression: {
          value: "claims['sub'] matches 'repo:contoso/*:ref:refs/heads/*'",
          languageVersion: 1,
        },
      }),
    ],
  },
  owners: {
    [`/applications/${payroll.application.id}`]: [ada, vendor],
    [`/servicePrincipals/${vendor.id}`]: [
      { "@odata.type": "#microsoft.graph.user", id: simulatedId("user gone"), displayName: "Gone" },
    ],
  },
  directoryRoleAssignments: [
    directoryRoleAssignment(ada, "Global Administrator"),
    directoryRoleAssignment(vendor, "Application Administrator", {
      directoryScopeId: `/${payroll.application.id}`,
    }),
  ],
  directoryRoleEligibilities: [directoryRoleEligibility(admins, "Cloud Application Administrator")],
  authorizationPolicy,
  adminConsentRequestPolicy,
  appManagementPolicies: [secretsPolicy],
  signInActivities: [
    signInActivity(payroll.application.appId, { lastSignInActivity: lastSignIn("2026-10-01T05:06:07Z") }),
    signInActivity(vendor.appId, { lastSignInActivity: undefined }),
  ],
  credentialSignInActivities: [
    credentialSignInActivity(payroll.servicePrincipal, keyId, "2026-10-01T05:06:07Z"),
  ],
  azureRoleDefinitions: [...builtInAzureRoles(), rotator],
  inheritedRoleAssignments: [azureRoleAssignment(vendor.id, "User Access Administrator", "/")],
});

function storageScope(): string {
  return `/subscriptions/${simulatedId("subscription Production")}/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/contosodata`;
}
