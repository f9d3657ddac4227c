import { createHash, randomBytes } from "node:crypto";

/** A whole tenant as plain data: what the simulated Azure answers from. */
export interface SimulatedTenant {
  readonly tenantId: string;
  readonly displayName: string;
  /** Domain names. The first is the default domain, one ending in .onmicrosoft.com is the initial one. */
  readonly verifiedDomains: readonly string[];
  readonly clients: readonly SimulatedClient[];
  readonly subscriptions: readonly SimulatedSubscription[];
}

/** An app registration that may sign in. */
export interface SimulatedClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Object id of the service principal, the token's `oid`. */
  readonly objectId: string;
  /** What ARM refuses to this client with 403 AuthorizationFailed. */
  readonly denied?: readonly Denial[];
  /** Graph answers 403 Authorization_RequestDenied. */
  readonly noGraph?: boolean;
}

/** A scope whose every read is refused, everything below included, or only one action there. */
export type Denial = string | { readonly scope: string; readonly action: string };

export interface SimulatedSubscription {
  readonly subscriptionId: string;
  readonly displayName: string;
  readonly state: "Enabled" | "Warned" | "PastDue" | "Disabled" | "Deleted";
  readonly tags?: Readonly<Record<string, string>>;
  /** The owning tenant where it is another one (Azure Lighthouse); managedByTenants then names ours. */
  readonly tenantId?: string;
  /** Microsoft.Storage is not registered: 409 MissingSubscriptionRegistration. */
  readonly notRegistered?: boolean;
  readonly accounts: readonly SimulatedAccount[];
}

export interface SimulatedAccount {
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly kind?: "StorageV2" | "Storage" | "BlobStorage" | "BlockBlobStorage" | "FileStorage";
  readonly tags?: Readonly<Record<string, string>>;
  readonly creationTime?: string;
  /** Raw ARM properties laid over the base; a key set to undefined is absent from the answer. */
  readonly properties?: RawProperties;
  /** Listed only when `isHnsEnabled` is true: local users need a hierarchical namespace. */
  readonly localUsers?: readonly SimulatedLocalUser[];
}

export interface SimulatedLocalUser {
  readonly name: string;
  /** Raw ARM properties laid over the base; a key set to undefined is absent from the answer. */
  readonly properties?: RawProperties;
}

export type RawProperties = Readonly<Record<string, unknown>>;

/** A tenant without clients and subscriptions. */
export function tenant(parts: Partial<SimulatedTenant> = {}): SimulatedTenant {
  const displayName = parts.displayName ?? "Contoso";
  const slug = displayName.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return {
    tenantId: simulatedId(`tenant ${displayName}`),
    displayName,
    verifiedDomains: [`${slug}.example`, `${slug}.onmicrosoft.com`],
    clients: [],
    subscriptions: [],
    ...parts,
  };
}

/** A client that may read everything. Its secret is made on every call, so none stands in the repository. */
export function client(parts: Partial<SimulatedClient> = {}): SimulatedClient {
  const clientId = parts.clientId ?? simulatedId("client scanner");
  return {
    clientId,
    clientSecret: randomBytes(24).toString("base64url"),
    objectId: simulatedId(`service principal ${clientId}`),
    ...parts,
  };
}

/** An enabled subscription without accounts. Its id follows from its display name. */
export function subscription(parts: Partial<SimulatedSubscription> = {}): SimulatedSubscription {
  const displayName = parts.displayName ?? "Production";
  return {
    subscriptionId: simulatedId(`subscription ${displayName}`),
    displayName,
    state: "Enabled",
    accounts: [],
    ...parts,
  };
}

/** A general-purpose account without SFTP and closed to the public network. `properties` are laid over that. */
export function account(parts: Partial<SimulatedAccount> = {}): SimulatedAccount {
  return {
    name: "contosodata",
    resourceGroup: "rg-data",
    location: "westeurope",
    localUsers: [],
    ...parts,
    properties: { networkAcls: closedNetwork, ...parts.properties },
  };
}

/** A local user with a home, one scope to read, and no credential. `properties` are laid over that. */
export function localUser(parts: Partial<SimulatedLocalUser> = {}): SimulatedLocalUser {
  return {
    name: "partner",
    ...parts,
    properties: {
      permissionScopes: [{ permissions: "r", service: "blob", resourceName: "inbox" }],
      homeDirectory: "inbox",
      ...parts.properties,
    },
  };
}

/** The same id for the same text, so two starts of one description answer alike. */
export function simulatedId(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const closedNetwork = {
  ipv6Rules: [],
  bypass: "AzureServices",
  virtualNetworkRules: [],
  ipRules: [],
  defaultAction: "Deny",
};
