/**
 * What collectors see of Azure: reads only, in Azure's words. `collect/azure/` alone implements it with the SDK
 * clients. Paging, retries, throttling, tokens and the classification of errors happen behind it; what cannot be
 * answered is thrown as a `ReadError`.
 */
export interface AzureReader {
  /** The one organization of the tenant. https://learn.microsoft.com/graph/api/organization-list */
  organization(): Promise<RawOrganization>;
  subscriptions(): AsyncIterable<RawSubscription>;
  subscription(subscriptionId: string): Promise<RawSubscription>;
  storageAccounts(subscriptionId: string): AsyncIterable<RawStorageAccount>;
  localUsers(account: AccountAddress): AsyncIterable<RawLocalUser>;
  localUser(account: AccountAddress, name: string): Promise<RawLocalUser>;
}

export interface AccountAddress {
  readonly id: string;
  /** Throttling of Microsoft.Storage is counted for each subscription and region. */
  readonly location: string;
}

/** An object of an answer. No value is believed before `properties.ts` has looked at it. */
type Raw<Keys extends string> = { readonly [K in Keys]?: unknown };

export type RawOrganization = Raw<"id" | "displayName" | "verifiedDomains">;

export type RawSubscription = Raw<"id" | "subscriptionId" | "displayName" | "tenantId" | "state" | "tags">;

export type RawStorageAccount = Raw<
  | "id"
  | "name"
  | "location"
  | "tags"
  | "creationTime"
  | "isHnsEnabled"
  | "isSftpEnabled"
  | "isLocalUserEnabled"
  | "enableNfsV3"
  | "allowSharedKeyAccess"
  | "allowBlobPublicAccess"
  | "publicNetworkAccess"
  | "networkRuleSet"
  | "privateEndpointConnections"
  | "keyCreationTime"
  | "keyPolicy"
>;

export type RawLocalUser = Raw<
  | "id"
  | "name"
  | "sid"
  | "hasSshPassword"
  | "hasSshKey"
  | "hasSharedKey"
  | "permissionScopes"
  | "homeDirectory"
  | "allowAclAuthorization"
  | "isNFSv3Enabled"
>;
