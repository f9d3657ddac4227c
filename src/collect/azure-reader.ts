import type { ReadError } from "../errors.ts";

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
  /** Asks with a POST, which the guard lets through with `--read-ssh-keys` only. The shared key is left out. */
  localUserKeys(account: AccountAddress, name: string): Promise<RawLocalUserKeys>;
  /** Of the blob service, those that are deleted left out. */
  containers(account: AccountAddress): AsyncIterable<RawContainer>;
  resourceGroups(subscriptionId: string): AsyncIterable<RawResourceGroup>;
  /** A list of Microsoft Graph, page by page. What a page repeats comes twice: the engine keeps it once. */
  graphList(query: GraphQuery): AsyncIterable<RawObject>;
  /** A single object of Microsoft Graph, such as a policy. */
  graphObject(query: GraphQuery): Promise<RawObject>;
  /** The same list of many objects, 20 in a request. Each answer comes as soon as it is there, or says why it is not. */
  graphLists<T>(of: readonly T[], queryOf: (item: T) => GraphQuery): AsyncIterable<ListAnswer<T>>;
  /** Users, groups and service principals by object id, 1000 in a request; what does not exist any more is left out. */
  directoryObjects(ids: readonly string[], select: readonly string[]): AsyncIterable<RawObject>;
  /** A list of Azure Resource Manager for which no typed client is worth its weight. */
  armList(query: ArmQuery): AsyncIterable<RawObject>;
  /** A single object of Azure Resource Manager; undefined where Azure says that there is none (404). */
  armObject(query: ArmQuery): Promise<RawObject | undefined>;
  /**
   * Rows of one table of a Log Analytics workspace, as objects by column. Where an answer is cut off, the period is halved
   * and asked again. A table or a column that the workspace does not have is a `ReadError` that says `unsupported`.
   */
  logs(query: LogsQuery): AsyncIterable<RawObject>;
}

/** One question to Microsoft Graph. */
export interface GraphQuery {
  /** `/servicePrincipals`, without the version. */
  readonly path: string;
  /** Properties, always named: a list brings them all otherwise. */
  readonly select?: readonly string[];
  /** Those of `select` that some clouds do not have: left out where Graph refuses them. */
  readonly optional?: readonly string[];
  /** OData, not yet encoded: `activityDateTime ge 2026-01-01T00:00:00Z`. */
  readonly filter?: string;
  /** beta only where v1.0 does not show it. */
  readonly version?: "v1.0" | "beta";
  /** Items on a page, 999 unless the list refuses `$top`, which null says. */
  readonly top?: number | null;
  /** The most pages that are read. Where there is another one, the list ends with a `ReadError` that says `not-requested`. */
  readonly pages?: number;
  /** Asks the eventually consistent index, on every page. Full lists do not: it may lag behind what was just added. */
  readonly eventual?: true;
}

export type ListAnswer<T> =
  | { readonly item: T; readonly values: readonly RawObject[] }
  /** `values` came before it failed. */
  | { readonly item: T; readonly values: readonly RawObject[]; readonly error: ReadError };

export interface ArmQuery {
  /** `/subscriptions/{id}/providers/Microsoft.Authorization/roleAssignments`. */
  readonly path: string;
  readonly apiVersion: string;
  readonly filter?: string;
  /** Properties, where the list takes `$select`. */
  readonly select?: readonly string[];
}

/** https://learn.microsoft.com/azure/azure-monitor/logs/api/overview */
export interface LogsQuery {
  /** The workspace's GUID, or its ARM id. */
  readonly workspace: string;
  /** KQL. The period is told beside it and holds for every table in it. */
  readonly text: string;
  /** ISO 8601 in UTC. */
  readonly from: string;
  readonly to: string;
}

/** An object of an answer whose properties nobody has looked at. */
export type RawObject = Readonly<Record<string, unknown>>;

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

export type RawLocalUserKeys = Raw<"sshAuthorizedKeys">;

export type RawContainer = Raw<"id" | "name" | "publicAccess" | "deleted">;

export type RawResourceGroup = Raw<"id" | "name" | "tags">;
