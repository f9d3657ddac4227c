import {
  azureRoleAssignment,
  azureRoleDefinition,
  azureRoleEligibility,
  builtInAzureRoles,
  denyAssignment,
} from "../azure/describe-azure-roles.ts";
import { defenderPlan, defenderSetting } from "../azure/describe-defender.ts";
import {
  federatedIdentityCredential,
  managedIdentity,
  ownApp,
  servicePrincipal,
  user,
} from "../azure/describe-entra.ts";
import { graphResource } from "../azure/describe-resources.ts";
import { diagnosticSetting, metricsSetting } from "../azure/describe-logging.ts";
import { managementGroup, managementGroupId } from "../azure/describe-management-groups.ts";
import {
  account,
  container,
  localUser,
  type SimulatedAccount,
  simulatedId,
  type SimulatedTenant,
  subscription,
} from "../azure/describe.ts";

/** An account of the tenant, and what must be said of it and of its users: exactly this. */
export interface StorageCase {
  readonly account: SimulatedAccount;
  readonly findings: readonly string[];
}

const SERVES = { isHnsEnabled: true, isSftpEnabled: true, isLocalUserEnabled: true } as const;
const OPEN = { networkAcls: { defaultAction: "Allow", bypass: "AzureServices", ipRules: [] } } as const;
const PASSWORD = { hasSshPassword: true, hasSshKey: false, hasSharedKey: false };
const KEY = { hasSshPassword: false, hasSshKey: true, hasSharedKey: false };
const scope = (permissions: string, resourceName = "inbox", service = "blob") => ({
  permissionScopes: [{ permissions, service, resourceName }],
  homeDirectory: resourceName,
});
const LOGGED = { blobDiagnosticSettings: [diagnosticSetting()] };
const SCANNED = { defenderSetting: defenderSetting() };

/** One positive and the trap beside it for each check of the half. */
export const CASES: readonly StorageCase[] = [
  {
    account: account({
      name: "open",
      properties: { ...SERVES, ...OPEN },
      // Metrics of the account itself are no log of its blobs.
      diagnosticSettings: [metricsSetting()],
      localUsers: [localUser({ name: "partner", properties: { ...PASSWORD, ...scope("rwl") } })],
    }),
    findings: [
      "critical local-user-password partner",
      "critical local-user-write-access partner",
      "critical sftp-open-network open",
      "high sftp-not-logged open",
      "high sftp-uploads-unscanned open",
      "medium sftp-enabled open",
    ],
  },
  {
    account: account({
      name: "guarded",
      properties: SERVES,
      localUsers: [localUser({ name: "reader", properties: { ...KEY, ...scope("rl") } })],
      ...LOGGED,
      ...SCANNED,
    }),
    findings: ["low sftp-enabled guarded"],
  },
  {
    account: account({
      name: "halflogged",
      properties: SERVES,
      localUsers: [localUser({ name: "writer", properties: { ...KEY, ...scope("cw") } })],
      blobDiagnosticSettings: [diagnosticSetting({ categories: ["StorageRead", "StorageWrite"] })],
      ...SCANNED,
    }),
    findings: [
      "medium local-user-write-access writer",
      "medium sftp-enabled halflogged",
      "medium sftp-not-logged halflogged",
    ],
  },
  {
    account: account({
      name: "leftbehind",
      properties: { ...SERVES, isSftpEnabled: false },
      localUsers: [localUser({ name: "forgotten", properties: { ...PASSWORD, ...scope("rwl") } })],
    }),
    findings: ["low local-user-left-behind forgotten"],
  },
  {
    account: account({
      name: "keyban",
      properties: { ...SERVES, allowSharedKeyAccess: false },
      localUsers: [localUser({ name: "bypass", properties: { ...KEY, ...scope("rl") } })],
      ...LOGGED,
    }),
    findings: ["medium local-user-bypasses-key-ban keyban", "low sftp-enabled keyban"],
  },
  {
    account: account({
      name: "smb",
      properties: SERVES,
      localUsers: [localUser({ name: "files", properties: { ...KEY, hasSharedKey: true, ...scope("rl") } })],
      ...LOGGED,
    }),
    findings: ["low sftp-enabled smb", "medium local-user-shared-key files"],
  },
  {
    account: account({
      name: "website",
      properties: { ...SERVES, allowBlobPublicAccess: true },
      localUsers: [localUser({ name: "editor", properties: { ...KEY, ...scope("rwl", "site") } })],
      containers: [
        container({ name: "site", properties: { publicAccess: "Blob" } }),
        container({ name: "other", properties: { publicAccess: "Container" } }),
        container({ name: "private" }),
      ],
      ...LOGGED,
      ...SCANNED,
    }),
    findings: [
      "medium local-user-write-access editor",
      "medium sftp-container-public site",
      "low sftp-enabled website",
    ],
  },
  {
    account: account({ name: "lake", properties: { isHnsEnabled: true } }),
    findings: ["info local-users-allowed-unused lake"],
  },
  { account: account({ name: "plain" }), findings: [] },
];

export const deploy = ownApp({
  displayName: "Deploy",
  application: { signInAudience: "AzureADMyOrg", createdDateTime: "2024-01-01T00:00:00Z" },
});
export const guest = user({ displayName: "Gus Guest", userType: "Guest" });
const reader = servicePrincipal({
  displayName: "Reader",
  appOwnerOrganizationId: simulatedId("tenant Contoso"),
});
const migrator = managedIdentity({ displayName: "id-migrate", explicit: true });
const denied = managedIdentity({ displayName: "id-denied", explicit: true });
const admin = user({ displayName: "Ada Admin" });
const elevated = user({ displayName: "Eve Elevated" });

export const PRODUCTION = subscription({ displayName: "prod" });
export const SANDBOX = subscription({ displayName: "sandbox" });
const SCOPE = `/subscriptions/${PRODUCTION.subscriptionId}`;
const operator = azureRoleDefinition("Storage operator", {
  actions: ["Microsoft.Storage/*"],
  notActions: ["Microsoft.Storage/storageAccounts/write"],
});

export const PATH_FINDINGS: readonly string[] = [
  "critical can-create-sftp-user Deploy",
  'high can-become-sftp-creator subject "anything" of "https://evil.example"',
  "high can-create-sftp-user gus.guest@contoso.example",
  // It makes users and cannot change the account.
  "medium can-create-sftp-user id-migrate",
  "high can-grant-itself-sftp-rights eve.elevated@contoso.example",
  "medium custom-role-wildcard-local-users Storage operator",
];

export const LOGGING_FINDINGS: readonly string[] = [
  "high entra-logs-not-exported Contoso",
  "low sftp-no-deny-policy Contoso",
  "medium activity-log-not-exported sandbox",
];

/** The whole tenant. `foothold.yml` knows neither organizations nor issuers. */
export function storageTenant(over: Partial<SimulatedTenant> = {}): Partial<SimulatedTenant> {
  return {
    applications: [deploy.application],
    servicePrincipals: [graphResource(), deploy.servicePrincipal, reader, migrator, denied],
    users: [guest, admin, elevated],
    federatedIdentityCredentials: {
      [deploy.application.id]: [
        federatedIdentityCredential({ issuer: "https://evil.example", subject: "anything" }),
      ],
    },
    azureRoleDefinitions: [...builtInAzureRoles(), operator],
    managementGroups: [
      managementGroup({
        name: "landing-zones",
        subscriptions: [PRODUCTION.subscriptionId],
        diagnosticSettings: [diagnosticSetting({ categories: ["Administrative", "Security", "Policy"] })],
      }),
    ],
    entraDiagnosticSettings: [diagnosticSetting({ categories: ["AuditLogs", "SignInLogs"] })],
    inheritedRoleAssignments: [
      azureRoleAssignment(elevated.id, "User Access Administrator", "/", { principalType: "User" }),
      azureRoleAssignment(
        migrator.id,
        "Azure Migrate Decide and Plan Expert",
        managementGroupId("landing-zones"),
      ),
    ],
    subscriptions: [
      {
        ...PRODUCTION,
        accounts: CASES.map((one) => one.account),
        defenderPlan: defenderPlan({ onUpload: false }),
        roleAssignments: [
          azureRoleAssignment(deploy.servicePrincipal.id, "Contributor", SCOPE),
          azureRoleAssignment(reader.id, "Reader", SCOPE),
          azureRoleAssignment(admin.id, "Owner", SCOPE, { principalType: "User" }),
          azureRoleAssignment(guest.id, String(operator["name"]), SCOPE, { principalType: "User" }),
          azureRoleAssignment(denied.id, "Storage Account Contributor", SCOPE),
        ],
        roleEligibilities: [azureRoleEligibility(reader.id, "Reader", SCOPE)],
        denyAssignments: [
          denyAssignment("no local users", { actions: ["Microsoft.Storage/storageAccounts/*"] }, SCOPE, {
            principals: [{ id: denied.id, type: "ServicePrincipal" }],
          }),
        ],
      },
      { ...SANDBOX, accounts: [] },
    ],
    ...over,
  };
}
