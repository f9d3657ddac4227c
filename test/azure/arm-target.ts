import type { Route } from "./service.ts";

/** What an ARM address names. `operation` has, beyond the routes of a scan, the ones a scan must never call. */
export interface ArmTarget {
  readonly operation: Exclude<Route, "openid" | "token" | "organization"> | "accountKeys" | "localUserKeys";
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly account: string;
  readonly user: string;
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
    };
  }
  return undefined;
}

export function methodOf({ operation }: ArmTarget): "GET" | "POST" {
  return operation === "accountKeys" || operation === "localUserKeys" ? "POST" : "GET";
}

/** The permission ARM asks for, https://learn.microsoft.com/azure/role-based-access-control/permissions/storage */
export function actionOf({ operation }: ArmTarget): string {
  const accounts = "Microsoft.Storage/storageAccounts";
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
  }[operation];
}

/** The scope ARM names in AuthorizationFailed: the resource, for a list its parent. */
export function scopeOf(target: ArmTarget): string {
  const subscription = `/subscriptions/${target.subscriptionId}`;
  const account = `${subscription}/resourceGroups/${target.resourceGroup}/providers/Microsoft.Storage/storageAccounts/${target.account}`;
  return {
    metadata: "/",
    subscriptions: "/",
    tenants: "/",
    subscription,
    storageAccounts: subscription,
    accountKeys: account,
    localUsers: account,
    localUser: `${account}/localUsers/${target.user}`,
    localUserKeys: `${account}/localUsers/${target.user}`,
  }[target.operation];
}

const storage = "/providers/Microsoft\\.Storage/storageAccounts";
const subscription = "/subscriptions/(?<subscription>[^/]+)";
const account = `${subscription}/resourceGroups/(?<group>[^/]+)${storage}/(?<account>[^/]+)`;

const patterns = (
  [
    ["localUsers", `${account}/localUsers`],
    ["storageAccounts", `${subscription}${storage}`],
    ["localUser", `${account}/localUsers/(?<user>[^/]+)`],
    ["localUserKeys", `${account}/localUsers/(?<user>[^/]+)/listKeys`],
    ["accountKeys", `${account}/listKeys`],
    ["subscription", subscription],
    ["subscriptions", "/subscriptions"],
    ["tenants", "/tenants"],
    ["metadata", "/metadata/endpoints"],
  ] as const
).map(([operation, path]) => ({ operation, pattern: new RegExp(`^${path}$`, "i") }));
