import type { ArmRoute } from "./service.ts";

/** What an ARM address names. `operation` has, beyond the routes of a scan, the ones a scan must never call. */
export interface ArmTarget {
  readonly operation: ArmRoute | "accountKeys" | "localUserKeys";
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly account: string;
  readonly user: string;
  readonly identity: string;
}

/** The target of a path, or undefined where ARM knows none. ARM's paths ignore case. */
export function armTarget(url: URL): ArmTarget | undefined {
  for (const { operation, pattern } of patterns) {
    const match = pattern.exec(url.pathname);
    if (!match) continue;
    const part = (name: string): string => decodeURIComponent(match.groups?.[name] ?? "");
    return {
      operation,
      subscriptionId: part("subscription"),
      resourceGroup: part("group"),
      account: part("account"),
      user: part("user"),
      identity: part("identity"),
    };
  }
  return undefined;
}

export function methodOf({ operation }: ArmTarget): "GET" | "POST" {
  return operation === "accountKeys" || operation === "localUserKeys" ? "POST" : "GET";
}

/** The resource provider that answers in the end; for anything else ARM itself. */
export function providerOf({ operation }: ArmTarget): Provider | undefined {
  switch (operation) {
    case "metadata":
    case "subscriptions":
    case "subscription":
    case "tenants":
      return undefined;
    case "userAssignedIdentities":
    case "identityFederatedCredentials":
      return "Microsoft.ManagedIdentity";
    case "roleAssignments":
    case "roleDefinitions":
      return "Microsoft.Authorization";
    default:
      return "Microsoft.Storage";
  }
}

export type Provider = "Microsoft.Storage" | "Microsoft.ManagedIdentity" | "Microsoft.Authorization";

/** The permission ARM asks for, https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations */
export function actionOf({ operation }: ArmTarget): string {
  const accounts = "Microsoft.Storage/storageAccounts";
  const identities = "Microsoft.ManagedIdentity/userAssignedIdentities";
  return {
    metadata: "Microsoft.Resources/metadata/read",
    subscriptions: "Microsoft.Resources/subscriptions/read",
    subscription: "Microsoft.Resources/subscriptions/read",
    tenants: "Microsoft.Resources/tenants/read",
    storageAccounts: `${accounts}/read`,
    accountKeys: `${accounts}/listKeys/action`,
    localUsers: `${accounts}/localUsers/read`,
    localUser: `${accounts}/localUsers/read`,
    localUserKeys: `${accounts}/localUsers/listKeys/action`,
    userAssignedIdentities: `${identities}/read`,
    identityFederatedCredentials: `${identities}/federatedIdentityCredentials/read`,
    roleAssignments: "Microsoft.Authorization/roleAssignments/read",
    roleDefinitions: "Microsoft.Authorization/roleDefinitions/read",
  }[operation];
}

/** The scope ARM names in AuthorizationFailed: the resource, for a list its parent. */
export function scopeOf(target: ArmTarget): string {
  const subscription = `/subscriptions/${target.subscriptionId}`;
  const group = `${subscription}/resourceGroups/${target.resourceGroup}/providers`;
  const account = `${group}/Microsoft.Storage/storageAccounts/${target.account}`;
  return {
    metadata: "/",
    subscriptions: "/",
    tenants: "/",
    subscription,
    storageAccounts: subscription,
    userAssignedIdentities: subscription,
    identityFederatedCredentials: `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/${target.identity}`,
    roleAssignments: subscription,
    roleDefinitions: subscription,
    accountKeys: account,
    localUsers: account,
    localUser: `${account}/localUsers/${target.user}`,
    localUserKeys: `${account}/localUsers/${target.user}`,
  }[target.operation];
}

const storage = "/providers/Microsoft\\.Storage/storageAccounts";
const subscription = "/subscriptions/(?<subscription>[^/]+)";
const group = `${subscription}/resourceGroups/(?<group>[^/]+)`;
const account = `${group}${storage}/(?<account>[^/]+)`;
const identities = "/providers/Microsoft\\.ManagedIdentity/userAssignedIdentities";
const authorization = `${subscription}/providers/Microsoft\\.Authorization`;

const patterns = (
  [
    ["localUsers", `${account}/localUsers`],
    ["storageAccounts", `${subscription}${storage}`],
    ["localUser", `${account}/localUsers/(?<user>[^/]+)`],
    ["localUserKeys", `${account}/localUsers/(?<user>[^/]+)/listKeys`],
    ["accountKeys", `${account}/listKeys`],
    ["userAssignedIdentities", `${subscription}${identities}`],
    ["identityFederatedCredentials", `${group}${identities}/(?<identity>[^/]+)/federatedIdentityCredentials`],
    ["roleAssignments", `${authorization}/roleAssignments`],
    ["roleDefinitions", `${authorization}/roleDefinitions`],
    ["subscription", subscription],
    ["subscriptions", "/subscriptions"],
    ["tenants", "/tenants"],
    ["metadata", "/metadata/endpoints"],
  ] as const
).map(([operation, path]) => ({ operation, pattern: new RegExp(`^${path}$`, "i") }));
