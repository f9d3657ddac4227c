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
  /** A sovereign cloud's Graph: no verified publishers and no reports of sign-ins. */
  readonly sovereign?: true;
}

interface Urls {
  readonly armUrl: string;
  readonly loginUrl: string;
  readonly graphUrl: string;
  readonly foreignUrl: string;
}

/** The tenant with every answer body built once and found by its lower-cased id: Azure's ids ignore case. */
export interface KnownTenant {
  readonly tenant: SimulatedTenant;
  readonly clients: ReadonlyMap<string, SimulatedClient>;
  readonly subscriptions: ReadonlyMap<string, KnownSubscription>;
  readonly managementGroups: KnownManagementGroups;
  readonly directory: KnownDirectory;
}

/** All that the services answer from. */
export interface World extends KnownTenant, Urls {
  readonly options: AzureOptions;
  readonly tokens: Tokens;
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
