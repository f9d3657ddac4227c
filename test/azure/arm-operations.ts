import type { ArmRoute } from "./service.ts";

/** What ARM does at an address: the routes of a scan, and one that a scan must never call. */
export type ArmOperation = ArmRoute | "accountKeys";

export type Provider =
  | "Microsoft.Authorization"
  | "Microsoft.Insights"
  | "Microsoft.ManagedIdentity"
  | "Microsoft.Management"
  | "Microsoft.Security"
  | "Microsoft.Storage"
  | "microsoft.aadiam";

interface Operation {
  readonly method?: "POST";
  /** In braces what differs from thing to thing: a segment of its own. */
  readonly path: string;
  /** The permission ARM asks for, https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations */
  readonly action: string;
  /** The scope ARM names in AuthorizationFailed: the resource, for a list its parent. */
  readonly scope: string;
  /** The resource provider that answers in the end; ARM itself where left out. */
  readonly provider?: Provider;
}

const subscription = "/subscriptions/{subscription}";
const group = `${subscription}/resourceGroups/{group}`;
const storage = "/providers/Microsoft.Storage/storageAccounts";
const account = `${group}${storage}/{account}`;
const blobService = `${account}/blobServices/default`;
const identities = "/providers/Microsoft.ManagedIdentity/userAssignedIdentities";
const management = "/providers/Microsoft.Management";
const managementGroup = `${management}/managementGroups/{managementGroup}`;

export const armOperations: Readonly<Record<ArmOperation, Operation>> = {
  metadata: { path: "/metadata/endpoints", action: "Microsoft.Resources/metadata/read", scope: "/" },
  subscriptions: { path: "/subscriptions", action: "Microsoft.Resources/subscriptions/read", scope: "/" },
  subscription: { path: subscription, action: "Microsoft.Resources/subscriptions/read", scope: subscription },
  tenants: { path: "/tenants", action: "Microsoft.Resources/tenants/read", scope: "/" },
  resourceGroups: {
    path: `${subscription}/resourcegroups`,
    action: "Microsoft.Resources/subscriptions/resourceGroups/read",
    scope: subscription,
  },

  storageAccounts: stored(`${subscription}${storage}`, "read", subscription),
  accountKeys: { method: "POST", ...stored(`${account}/listKeys`, "listKeys/action", account) },
  localUsers: stored(`${account}/localUsers`, "localUsers/read", account),
  localUser: stored(`${account}/localUsers/{user}`, "localUsers/read", `${account}/localUsers/{user}`),
  localUserKeys: {
    method: "POST",
    ...stored(
      `${account}/localUsers/{user}/listKeys`,
      "localUsers/listKeys/action",
      `${account}/localUsers/{user}`,
    ),
  },
  containers: stored(`${blobService}/containers`, "blobServices/containers/read", blobService),

  blobDiagnosticSettings: diagnosticSettings(blobService),
  accountDiagnosticSettings: diagnosticSettings(account),
  subscriptionDiagnosticSettings: diagnosticSettings(subscription),
  managementGroupDiagnosticSettings: diagnosticSettings(managementGroup),
  entraDiagnosticSettings: {
    path: "/providers/microsoft.aadiam/diagnosticSettings",
    action: "microsoft.aadiam/diagnosticSettings/read",
    scope: "/providers/microsoft.aadiam",
    provider: "microsoft.aadiam",
  },

  activityLog: {
    path: `${subscription}/providers/Microsoft.Insights/eventtypes/management/values`,
    action: "Microsoft.Insights/eventtypes/values/read",
    scope: subscription,
    provider: "Microsoft.Insights",
  },

  defenderPlan: {
    path: `${subscription}/providers/Microsoft.Security/pricings/StorageAccounts`,
    action: "Microsoft.Security/pricings/read",
    scope: `${subscription}/providers/Microsoft.Security/pricings/StorageAccounts`,
    provider: "Microsoft.Security",
  },
  defenderSetting: {
    path: `${account}/providers/Microsoft.Security/defenderForStorageSettings/current`,
    action: "Microsoft.Security/defenderForStorageSettings/read",
    scope: `${account}/providers/Microsoft.Security/defenderForStorageSettings/current`,
    provider: "Microsoft.Security",
  },

  userAssignedIdentities: identity(`${subscription}${identities}`, "read", subscription),
  identityFederatedCredentials: identity(
    `${group}${identities}/{identity}/federatedIdentityCredentials`,
    "federatedIdentityCredentials/read",
    `${group}${identities}/{identity}`,
  ),

  roleAssignments: authorization("roleAssignments"),
  roleDefinitions: authorization("roleDefinitions"),
  roleEligibilities: authorization("roleEligibilityScheduleInstances"),
  denyAssignments: authorization("denyAssignments"),
  policyAssignments: authorization("policyAssignments"),
  policyDefinitions: authorization("policyDefinitions"),
  policySetDefinitions: authorization("policySetDefinitions"),

  managementGroups: {
    path: `${management}/managementGroups`,
    action: "Microsoft.Management/managementGroups/read",
    scope: management,
    provider: "Microsoft.Management",
  },
  managementGroupDescendants: {
    path: `${managementGroup}/descendants`,
    action: "Microsoft.Management/managementGroups/descendants/read",
    scope: managementGroup,
    provider: "Microsoft.Management",
  },
};

function stored(path: string, action: string, scope: string): Operation {
  return {
    path,
    action: `Microsoft.Storage/storageAccounts/${action}`,
    scope,
    provider: "Microsoft.Storage",
  };
}

function identity(path: string, action: string, scope: string): Operation {
  const provider = "Microsoft.ManagedIdentity";
  return { path, action: `${provider}/userAssignedIdentities/${action}`, scope, provider };
}

/** Of a subscription, which is as far as a scan asks. */
function authorization(type: string): Operation {
  const provider = "Microsoft.Authorization";
  return {
    path: `${subscription}/providers/${provider}/${type}`,
    action: `${provider}/${type}/read`,
    scope: subscription,
    provider,
  };
}

function diagnosticSettings(of: string): Operation {
  const provider = "Microsoft.Insights";
  return {
    path: `${of}/providers/${provider}/diagnosticSettings`,
    action: `${provider}/diagnosticSettings/read`,
    scope: of,
    provider,
  };
}
