import { createHash } from "node:crypto";
import type {
  RawProperties,
  SimulatedAccount,
  SimulatedContainer,
  SimulatedLocalUser,
  SimulatedSubscription,
  SimulatedTenant,
} from "./describe.ts";

// Shapes follow recorded answers: what Azure leaves out is absent here, not null. JSON leaves undefined out.

export function subscriptionBody(tenant: SimulatedTenant, subscription: SimulatedSubscription): object {
  const owner = subscription.tenantId ?? tenant.tenantId;
  return {
    id: `/subscriptions/${subscription.subscriptionId}`,
    authorizationSource: "RoleBased",
    managedByTenants: owner === tenant.tenantId ? [] : [{ tenantId: tenant.tenantId }],
    ...(subscription.tags && { tags: subscription.tags }),
    subscriptionId: subscription.subscriptionId,
    tenantId: owner,
    displayName: subscription.displayName,
    state: subscription.state,
    subscriptionPolicies: {
      locationPlacementId: "Public_2014-09-01",
      quotaId: "PayAsYouGo_2014-09-01",
      spendingLimit: "Off",
    },
  };
}

export function tenantBody(tenant: SimulatedTenant): object {
  return {
    id: `/tenants/${tenant.tenantId}`,
    tenantId: tenant.tenantId,
    countryCode: "NL",
    displayName: tenant.displayName,
    domains: tenant.verifiedDomains,
    tenantCategory: "Home",
    defaultDomain: tenant.verifiedDomains[0],
    tenantType: "AAD",
  };
}

export function accountBody(subscriptionId: string, account: SimulatedAccount): object {
  const kind = account.kind ?? "StorageV2";
  const created = account.creationTime ?? "2025-02-11T08:14:52.3170485Z";
  const service = { keyType: "Account", enabled: true, lastEnabledTime: created };
  return {
    sku: premium(kind)
      ? { name: "Premium_LRS", tier: "Premium" }
      : { name: "Standard_LRS", tier: "Standard" },
    kind,
    id: accountId(subscriptionId, account),
    name: account.name,
    type: "Microsoft.Storage/storageAccounts",
    location: account.location,
    tags: account.tags ?? {},
    properties: {
      keyCreationTime: { key1: created, key2: created },
      allowCrossTenantReplication: false,
      privateEndpointConnections: [],
      minimumTlsVersion: "TLS1_2",
      allowBlobPublicAccess: false,
      networkAcls: {
        ipv6Rules: [],
        bypass: "AzureServices",
        virtualNetworkRules: [],
        ipRules: [],
        defaultAction: "Allow",
      },
      supportsHttpsTrafficOnly: true,
      encryption: { services: { file: service, blob: service }, keySource: "Microsoft.Storage" },
      // General-purpose v1 has no access tier.
      accessTier: kind === "Storage" ? undefined : premium(kind) ? "Premium" : "Hot",
      provisioningState: "Succeeded",
      creationTime: created,
      primaryEndpoints: endpoints(account.name, kind),
      primaryLocation: account.location,
      statusOfPrimary: "available",
      ...account.properties,
    },
  };
}

/** `index` is the user's place in its account: user ids count up from 1000 and end the SID. */
export function localUserBody(
  subscriptionId: string,
  account: SimulatedAccount,
  user: SimulatedLocalUser,
  index: number,
): object {
  const userId = 1000 + index;
  return {
    // Lower-case here and camel case in the type: that is how the Storage resource provider writes it.
    id: `${accountId(subscriptionId, account)}/localusers/${user.name}`,
    name: user.name,
    type: "Microsoft.Storage/storageAccounts/localUsers",
    properties: {
      userId,
      hasSshPassword: false,
      permissionScopes: [],
      sid: `S-1-2-0-${domainOf(account.name)}-${userId}`,
      hasSharedKey: false,
      hasSshKey: false,
      ...user.properties,
    },
  };
}

export function containerBody(
  subscriptionId: string,
  account: SimulatedAccount,
  { name, properties }: SimulatedContainer,
): object {
  const digest = createHash("sha256").update(`${account.name}/${name}`).digest("hex").toUpperCase();
  return {
    id: `${accountId(subscriptionId, account)}/blobServices/default/containers/${name}`,
    name,
    type: "Microsoft.Storage/storageAccounts/blobServices/containers",
    etag: `"0x8D${digest.slice(0, 12)}"`,
    properties: {
      deleted: false,
      remainingRetentionDays: 0,
      defaultEncryptionScope: "$account-encryption-key",
      denyEncryptionScopeOverride: false,
      publicAccess: "None",
      leaseStatus: "Unlocked",
      leaseState: "Available",
      lastModifiedTime: "2025-02-11T08:20:47.0000000Z",
      hasImmutabilityPolicy: false,
      hasLegalHold: false,
      ...properties,
    },
  };
}

/** All properties of v1.0 organization, as Graph sends them without $select: empty ones are null or []. */
export function organizationBody(tenant: SimulatedTenant): Record<string, unknown> {
  return {
    id: tenant.tenantId,
    deletedDateTime: null,
    businessPhones: [],
    city: null,
    country: null,
    countryLetterCode: "NL",
    createdDateTime: "2019-04-02T07:41:33Z",
    defaultUsageLocation: null,
    displayName: tenant.displayName,
    isMultipleDataLocationsForServicesEnabled: null,
    marketingNotificationEmails: [],
    onPremisesLastSyncDateTime: null,
    onPremisesSyncEnabled: null,
    partnerTenantType: null,
    postalCode: null,
    preferredLanguage: "en",
    securityComplianceNotificationMails: [],
    securityComplianceNotificationPhones: [],
    state: null,
    street: null,
    technicalNotificationMails: [],
    tenantType: "AAD",
    assignedPlans: [],
    privacyProfile: null,
    provisionedPlans: [],
    verifiedDomains: tenant.verifiedDomains.map((name, index) => ({
      capabilities: "Email, OfficeCommunicationsOnline",
      isDefault: index === 0,
      isInitial: name.endsWith(".onmicrosoft.com"),
      name,
      type: "Managed",
    })),
  };
}

/** The cloud as `GET /metadata/endpoints` describes it. */
export function metadataBody(arm: string, login: string, graph: string, logs: string | undefined): object {
  return {
    portal: "https://portal.simulated.example",
    authentication: {
      loginEndpoint: login,
      audiences: [arm, `${arm}/`],
      tenant: "common",
      identityProvider: "AAD",
    },
    logAnalyticsResourceId: logs,
    name: "SimulatedCloud",
    suffixes: {
      acrLoginServer: "azurecr.simulated.example",
      keyVaultDns: "vault.simulated.example",
      mhsmDns: "managedhsm.simulated.example",
      sqlServerHostname: "database.simulated.example",
      storage: "core.windows.net",
    },
    resourceManager: `${arm}/`,
    microsoftGraphResourceId: `${graph}/`,
  };
}

export function accountId(subscriptionId: string, account: SimulatedAccount): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${account.resourceGroup}/providers/Microsoft.Storage/storageAccounts/${account.name}`;
}

function premium(kind: string): boolean {
  return kind === "BlockBlobStorage" || kind === "FileStorage";
}

/** Each kind of account has its own services. */
function endpoints(name: string, kind: NonNullable<SimulatedAccount["kind"]>): RawProperties {
  const services = {
    StorageV2: ["dfs", "web", "blob", "queue", "table", "file"],
    Storage: ["blob", "queue", "table", "file"],
    BlobStorage: ["dfs", "blob", "table"],
    BlockBlobStorage: ["dfs", "web", "blob"],
    FileStorage: ["file"],
  }[kind];
  return Object.fromEntries(
    services.map((service) => {
      const host = service === "web" ? "z6.web" : service;
      return [service, `https://${name}.${host}.core.windows.net/`];
    }),
  );
}

/** Three numbers of a SID that are the same for all local users of an account. */
function domainOf(accountName: string): string {
  const digest = createHash("sha256").update(accountName).digest();
  return [0, 4, 8].map((at) => digest.readUInt32BE(at)).join("-");
}
