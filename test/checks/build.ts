import { known, type Gap } from "../../src/inventory/known.ts";
import type { NetworkRules } from "../../src/inventory/network.ts";
import type { LocalUser, PermissionScope, StorageAccount } from "../../src/inventory/sections.ts";

const SUBSCRIPTION_ID = "11111111-1111-4111-8111-111111111111";

export const TENANT = "/tenants/22222222-2222-4222-8222-222222222222";
export const SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION_ID}`;

/** The safe account: no SFTP, no local users, no public network. A test names only what differs from safe. */
export function storageAccount(over: Partial<StorageAccount> = {}): StorageAccount {
  const { name = "acct" } = over;
  return {
    id: accountId(name),
    name,
    subscriptionId: SUBSCRIPTION_ID,
    location: "westeurope",
    creationTime: known("2025-01-01T00:00:00.000Z"),
    isHnsEnabled: known(true),
    isSftpEnabled: known(false),
    isLocalUserEnabled: known(false),
    enableNfsV3: known(false),
    allowSharedKeyAccess: known(false),
    allowBlobPublicAccess: known(false),
    publicNetworkAccess: known("Disabled"),
    networkAcls: known(networkRules()),
    privateEndpoints: known(0),
    keyCreationTime: known({ key1: null, key2: null }),
    keyExpirationPeriodInDays: known(null),
    ...over,
  };
}

/** The account that most findings speak of: SFTP serves local users, and any network reaches it. */
export function openAccount(over: Partial<StorageAccount> = {}): StorageAccount {
  return storageAccount({
    isSftpEnabled: known(true),
    isLocalUserEnabled: known(true),
    publicNetworkAccess: known("Enabled"),
    networkAcls: known(networkRules({ defaultAction: "Allow" })),
    ...over,
  });
}

/** The safe user: an SSH key, and the right to read one container. */
export function localUser(over: Partial<LocalUser> = {}): LocalUser {
  const { name = "partner", accountId: account = accountId("acct") } = over;
  return {
    id: `${account}/localUsers/${name}`,
    name,
    accountId: account,
    sid: known("S-1-2-0-1-1"),
    hasSshPassword: known(false),
    hasSshKey: known(true),
    hasSharedKey: known(false),
    permissionScopes: known([scope("r")]),
    homeDirectory: known("uploads"),
    allowAclAuthorization: known(false),
    isNFSv3Enabled: known(false),
    ...over,
  };
}

/** A permission scope on a container. */
export function scope(permissions: string, resourceName = "uploads", service = "blob"): PermissionScope {
  return { permissions, resourceName, service };
}

/** Rules that let nobody in. */
export function networkRules(over: Partial<NetworkRules> = {}): NetworkRules {
  return { defaultAction: "Deny", ipRules: [], virtualNetworkRules: [], resourceAccessRules: [], ...over };
}

export function denied(at: string = SUBSCRIPTION): Gap {
  return {
    reason: "denied",
    scope: at,
    request: "GET storageAccounts",
    needs: "Microsoft.Storage/storageAccounts/read",
  };
}

export function accountId(name: string): string {
  return `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/${name}`;
}
