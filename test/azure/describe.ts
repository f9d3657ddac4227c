import { randomBytes } from "node:crypto";
import type { SimulatedAccess, SimulatedAzureRoles } from "./describe-azure-roles.ts";
import type { RawBody, SimulatedDirectory } from "./describe-entra.ts";
import type { SimulatedDiagnosticSetting, SimulatedWorkspace } from "./describe-logging.ts";
import type { SimulatedManagement } from "./describe-management-groups.ts";
import type { InheritedPolicies, SimulatedPolicies } from "./describe-policies.ts";
import { simulatedId } from "./simulated-id.ts";

export { simulatedId } from "./simulated-id.ts";

/** A whole tenant as plain data: what the simulated Azure answers from. */
export interface SimulatedTenant
  extends SimulatedDirectory,
    SimulatedAzureRoles,
    SimulatedManagement,
    InheritedPolicies {
  readonly tenantId: string;
  readonly displayName: string;
  /** Domain names. The first is the default domain, one ending in .onmicrosoft.com is the initial one. */
  readonly verifiedDomains: readonly string[];
  readonly clients: readonly SimulatedClient[];
  readonly subscriptions: readonly SimulatedSubscription[];
  /** Of Log Analytics. Their tables are described apart from the logs that Azure and Entra ID keep themselves. */
  readonly workspaces?: readonly SimulatedWorkspace[];
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
  /** Graph's application permissions, such as "Application.Read.All"; all of them when absent. */
  readonly permissions?: readonly string[];
}

/** A scope whose every read is refused, everything below included, or only one action there. */
export type Denial = string | { readonly scope: string; readonly action: string };

export interface SimulatedSubscription extends SimulatedAccess, SimulatedPolicies {
  readonly subscriptionId: string;
  readonly displayName: string;
  readonly state: "Enabled" | "Warned" | "PastDue" | "Disabled" | "Deleted";
  readonly tags?: Readonly<Record<string, string>>;
  /** The owning tenant where it is another one (Azure Lighthouse); managedByTenants then names ours. */
  readonly tenantId?: string;
  /** Microsoft.Storage is not registered: 409 MissingSubscriptionRegistration. */
  readonly notRegistered?: boolean;
  readonly accounts: readonly SimulatedAccount[];
  /** User-assigned managed identities. */
  readonly identities?: readonly SimulatedIdentity[];
  /** Those that accounts and identities lie in are there without being described. */
  readonly resourceGroups?: readonly SimulatedResourceGroup[];
  /** Where the Activity Log goes. */
  readonly diagnosticSettings?: readonly SimulatedDiagnosticSetting[];
  /** Events of the Activity Log in any order; describe-logs.ts makes them. */
  readonly activityLog?: readonly RawBody[];
  /** Raw properties of Defender for Storage laid over the plan "Free"; describe-defender.ts makes them. */
  readonly defenderPlan?: RawProperties;
  /** Microsoft.Security is not registered: its answers are 404 "Subscription Not Registered". */
  readonly securityNotRegistered?: boolean;
}

export interface SimulatedResourceGroup {
  readonly name: string;
  readonly location?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface SimulatedIdentity {
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
  /** Object id and appId of its service principal. */
  readonly principalId: string;
  readonly clientId: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly federatedIdentityCredentials?: readonly SimulatedIdentityCredential[];
}

export interface SimulatedIdentityCredential {
  readonly name: string;
  readonly issuer: string;
  readonly subject?: string;
  readonly audiences?: readonly string[];
  /** Raw ARM properties laid over these. */
  readonly properties?: RawProperties;
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
  readonly containers?: readonly SimulatedContainer[];
  /** Of the blob service, which is where reads, writes and deletions are logged. */
  readonly blobDiagnosticSettings?: readonly SimulatedDiagnosticSetting[];
  /** Of the account itself, which has metrics and no logs. */
  readonly diagnosticSettings?: readonly SimulatedDiagnosticSetting[];
  /** Raw properties of Defender for Storage; 404 where nobody ever set it. */
  readonly defenderSetting?: RawProperties;
  /** A lock on the account. "ReadOnly" stops every POST, also one that only reads. */
  readonly lock?: "ReadOnly" | "CanNotDelete";
}

export interface SimulatedLocalUser {
  readonly name: string;
  /** Raw ARM properties laid over the base; a key set to undefined is absent from the answer. */
  readonly properties?: RawProperties;
  /** What listKeys answers; the key is absent from it where this is left out. */
  readonly sshAuthorizedKeys?: readonly { readonly description?: string; readonly key: string }[];
  /** What listKeys answers. Left out, it is a random one of a user with `hasSharedKey`, and none of another. */
  readonly sharedKey?: string;
}

export interface SimulatedContainer {
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

/** A private container. `properties` are laid over that, such as `publicAccess`. */
export function container(parts: Partial<SimulatedContainer> = {}): SimulatedContainer {
  return { name: "inbox", ...parts };
}

/** A user-assigned identity without federated credentials. Its ids are those of `managedIdentity` of that name. */
export function userAssignedIdentity(parts: Partial<SimulatedIdentity> = {}): SimulatedIdentity {
  const name = parts.name ?? "id-backup";
  return {
    name,
    resourceGroup: "rg-data",
    location: "westeurope",
    principalId: simulatedId(`service principal ${name}`),
    clientId: simulatedId(`app ${name}`),
    ...parts,
  };
}

const closedNetwork = {
  ipv6Rules: [],
  bypass: "AzureServices",
  virtualNetworkRules: [],
  ipRules: [],
  defaultAction: "Deny",
};
