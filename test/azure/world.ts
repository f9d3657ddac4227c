import type { RawBody } from "./describe-entra.ts";
import { accountBody, accountId, containerBody, localUserBody, subscriptionBody } from "./bodies.ts";
import { type KnownManagementGroups, knownManagementGroups } from "./management-groups.ts";
import { type KnownPolicies, knownPolicies } from "./policies.ts";
import type {
  Denial,
  SimulatedAccount,
  SimulatedClient,
  SimulatedLocalUser,
  SimulatedSubscription,
  SimulatedTenant,
} from "./describe.ts";
import { type KnownDirectory, knownDirectory } from "./directory.ts";
import {
  type KnownAuthorization,
  knownAuthorization,
  knownIdentities,
  type KnownIdentity,
} from "./authorization.ts";
import { newestFirst } from "./log-times.ts";
import { type KnownWorkspaces, knownWorkspaces } from "./workspaces.ts";
import type { Route } from "./service.ts";
import { everyPermission } from "./graph-permissions.ts";
import { sameAudience, type Tokens, tokenStore } from "./tokens.ts";
import { unique } from "./unique.ts";

export interface AzureOptions {
  /** Milliseconds every answer waits. */
  readonly latencyMs?: number;
  /** Items on a page of a list, where the request asks for no fewer. Else ARM's lists are one page, Graph's 100 items. */
  readonly pageSize?: Partial<Record<Route, number>>;
  /** Seconds an access token lives, 3599 by default. */
  readonly tokenLifetimeSeconds?: number;
  /** When given, any other api-version gets Azure's 400 naming these. */
  readonly apiVersions?: Partial<
    Record<"Microsoft.Storage" | "subscriptions" | "resourceGroups", readonly string[]>
  >;
  /** What the tenant has paid for, "p2" by default: reports of sign-ins want P1, eligible roles P2. */
  readonly license?: "free" | "p1" | "p2";
  /** A sovereign cloud's Graph: no verified publishers and no reports of sign-ins; that of China has no audit logs either. */
  readonly sovereign?: true | "china";
  /** The servers' clock in milliseconds since the epoch, for what ages: the retention of logs and their throttling. */
  readonly now?: () => number;
  /** Days that Entra ID keeps audits and sign-ins: by default 7 without a license, else 30. */
  readonly retentionDays?: number;
  /** Audit logs take no choice of several values in a filter. */
  readonly plainFilters?: boolean;
  /** Graph's limit for audit logs, 5 requests in 10 seconds for each app. */
  readonly throttlesLogs?: true;
  /** Rows in an answer of Log Analytics at most, 500,000 by default. */
  readonly logRows?: number;
  /** The cloud's metadata names no Log Analytics, as that of an Azure Stack. */
  readonly withoutLogAnalytics?: true;
}

interface Urls {
  readonly armUrl: string;
  readonly loginUrl: string;
  readonly graphUrl: string;
  readonly logsUrl: string;
  readonly foreignUrl: string;
}

/** The tenant with every answer body built once and found by its lower-cased id: Azure's ids ignore case. */
export interface KnownTenant {
  readonly tenant: SimulatedTenant;
  readonly clients: ReadonlyMap<string, SimulatedClient>;
  readonly subscriptions: ReadonlyMap<string, KnownSubscription>;
  readonly managementGroups: KnownManagementGroups;
  readonly directory: KnownDirectory;
  readonly workspaces: KnownWorkspaces;
}

/** All that the services answer from. */
export interface World extends KnownTenant, Urls {
  readonly options: AzureOptions;
  readonly tokens: Tokens;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface KnownSubscription {
  readonly subscription: SimulatedSubscription;
  readonly body: object;
  /** By lower-cased "resource group/name". */
  readonly accounts: ReadonlyMap<string, KnownAccount>;
  readonly accountBodies: readonly object[];
  /** By lower-cased "resource group/name". */
  readonly identities: ReadonlyMap<string, KnownIdentity>;
  readonly authorization: KnownAuthorization;
  readonly policies: KnownPolicies;
  /** Newest first. */
  readonly activityLog: readonly RawBody[];
}

export interface KnownAccount {
  readonly id: string;
  readonly account: SimulatedAccount;
  /** By lower-cased name; empty without a hierarchical namespace. */
  readonly users: ReadonlyMap<string, KnownUser>;
  readonly containerBodies: readonly object[];
}

export interface KnownUser {
  readonly user: SimulatedLocalUser;
  readonly body: object;
}

export function buildWorld(known: KnownTenant, options: AzureOptions, urls: Urls): World {
  const { tenantId } = known.tenant;
  const issuer = `${urls.loginUrl}/${tenantId}/`;
  return {
    ...known,
    ...urls,
    options,
    now: options.now ?? Date.now,
    tokens: tokenStore(tenantId, issuer, options.tokenLifetimeSeconds ?? 3599, (client, audience) =>
      sameAudience(audience, urls.graphUrl) && client.noGraph !== true
        ? (client.permissions ?? everyPermission)
        : [],
    ),
  };
}

/** Throws where two things have one id. */
export function knownTenant(tenant: SimulatedTenant): KnownTenant {
  const managementGroups = knownManagementGroups(tenant);
  return {
    tenant,
    clients: unique("client", tenant.clients, (client) => client.clientId),
    subscriptions: unique(
      "subscription",
      tenant.subscriptions.map((subscription) => knownSubscription(tenant, managementGroups, subscription)),
      ({ subscription }) => subscription.subscriptionId,
    ),
    managementGroups,
    directory: knownDirectory(tenant),
    workspaces: knownWorkspaces(tenant),
  };
}

/** The audiences that ARM accepts tokens for. */
export function armAudiences({ armUrl }: World): readonly string[] {
  return [armUrl, `${armUrl}/`];
}

/** Whether the client is denied `action` at `scope`, by a denial there or further up. */
export function isDenied(client: SimulatedClient, scope: string, action: string): boolean {
  const asked = `${scope}/`.toLowerCase();
  return (client.denied ?? []).some((denial: Denial) => {
    const denied = typeof denial === "string" ? { scope: denial, action } : denial;
    const below = asked.startsWith(`${denied.scope.replace(/\/+$/, "")}/`.toLowerCase());
    return below && denied.action.toLowerCase() === action.toLowerCase();
  });
}

function knownSubscription(
  tenant: SimulatedTenant,
  tree: KnownManagementGroups,
  subscription: SimulatedSubscription,
): KnownSubscription {
  const id = subscription.subscriptionId;
  return {
    subscription,
    body: subscriptionBody(tenant, subscription),
    accounts: unique(
      "storage account",
      subscription.accounts.map((account) => knownAccount(id, account)),
      ({ account }) => `${account.resourceGroup}/${account.name}`,
    ),
    accountBodies: subscription.accounts.map((account) => accountBody(id, account)),
    identities: knownIdentities(tenant, subscription),
    authorization: knownAuthorization(tenant, tree, subscription),
    policies: knownPolicies(tenant, tree, subscription),
    activityLog: newestFirst(subscription.activityLog ?? [], "eventTimestamp"),
  };
}

function knownAccount(subscriptionId: string, account: SimulatedAccount): KnownAccount {
  const hierarchical = account.properties?.["isHnsEnabled"] === true;
  const users = hierarchical ? (account.localUsers ?? []) : [];
  return {
    id: accountId(subscriptionId, account),
    account,
    users: unique(
      "local user",
      users.map((user, index) => ({ user, body: localUserBody(subscriptionId, account, user, index) })),
      ({ user }) => user.name,
    ),
    containerBodies: (account.containers ?? []).map((container) =>
      containerBody(subscriptionId, account, container),
    ),
  };
}
