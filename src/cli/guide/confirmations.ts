import type { SectionName } from "../../inventory/sections.ts";

/** Where somebody looks who does not take a scanner's word. Commands read, and change nothing. */
export interface Confirmation {
  /** The way through https://portal.azure.com. */
  readonly portal?: string;
  readonly commands: readonly string[];
}

/** The check's own, or that of its subjects. Undefined where neither has one. */
export function confirmationOf(check: string, subject: SectionName): Confirmation | undefined {
  if (Object.hasOwn(OF_CHECKS, check)) return OF_CHECKS[check];
  return OF_SUBJECTS[subject];
}

const ACCOUNT =
  "--subscription={subscriptions} --resource-group={resourceGroups} --account-name={storageAccounts}";
const SHOW_ACCOUNT =
  "az storage account show --subscription={subscriptions} --resource-group={resourceGroups} --name={storageAccounts} --query";
const GRAPH = "az rest --method=GET --url=https://graph.microsoft.com/v1.0";

const LOCAL_USERS: Confirmation = {
  portal: "Storage account > Settings > SFTP",
  commands: [
    `az storage account local-user show ${ACCOUNT} --name={localUsers}`,
    `${SHOW_ACCOUNT}='{sftp: isSftpEnabled, localUsers: isLocalUserEnabled, publicNetwork: publicNetworkAccess, network: networkRuleSet.defaultAction}'`,
  ],
};

const PERMISSIONS: Confirmation = {
  portal: "Microsoft Entra ID > Enterprise applications > the application > Permissions",
  commands: [
    `${GRAPH}/servicePrincipals/{servicePrincipals}/appRoleAssignments`,
    "az ad sp show --id={servicePrincipals}",
  ],
};

const CONSENT: Confirmation = {
  portal: "Microsoft Entra ID > Enterprise applications > the application > Permissions",
  commands: [`${GRAPH}/oauth2PermissionGrants/{grant}`],
};

const APPLICATION: Confirmation = {
  portal: "Microsoft Entra ID > App registrations > the application",
  commands: ["az ad app show --id={applications}"],
};

const REDIRECTS: Confirmation = {
  portal: "Microsoft Entra ID > App registrations > the application > Authentication",
  commands: [
    "az ad app show --id={applications} --query '[web.redirectUris, spa.redirectUris, publicClient.redirectUris]'",
  ],
};

const ROLES: Confirmation = {
  portal: "The scope that the finding names > Access control (IAM) > Role assignments",
  commands: ["az role assignment list --assignee={member} --all --include-inherited --include-groups"],
};

/** Without a filter the answer is the last hours of a busy tenant. */
const AUDITS = `${GRAPH}/auditLogs/directoryAudits --uri-parameters "\\$filter=targetResources/any(t: t/id eq '<object id>')"`;

const AUDIT: Confirmation = {
  portal: "Microsoft Entra ID > Monitoring > Audit logs",
  commands: [AUDITS],
};

/** Six hours and 50 events unless said otherwise; Azure refuses a time of 90 days ago, which it is when the request arrives. */
const ACTIVITY: Confirmation = {
  portal: "Storage account > Activity log",
  commands: [
    "az monitor activity-log list --subscription={subscriptions} --resource-group={resourceGroups} --offset=89d --max-events=1000",
  ],
};

const SFTP_LOG: Confirmation = { portal: "Log Analytics workspace > Logs > StorageBlobLogs", commands: [] };

const BLOB_LOGS: Confirmation = {
  portal: "Storage account > Monitoring > Diagnostic settings > blob",
  commands: ["az monitor diagnostic-settings list --resource={id}/blobServices/default"],
};

const DIRECTORY_ROLES = `${GRAPH}/roleManagement/directory/roleAssignments --uri-parameters "\\$filter=principalId eq '<object id>'"`;

/** What tells more than the page of the subject. */
const OF_CHECKS: Readonly<Record<string, Confirmation>> = {
  "app-administers-exchange": { ...PERMISSIONS, commands: [...PERMISSIONS.commands, DIRECTORY_ROLES] },
  "app-granted-beyond-manifest": {
    ...PERMISSIONS,
    commands: [...PERMISSIONS.commands, "az ad app show --id={applications} --query requiredResourceAccess"],
  },
  "app-instance-lock-off": {
    portal:
      "Microsoft Entra ID > App registrations > the application > Authentication > App instance property lock",
    commands: [
      "az ad app show --id={applications} --query '{audience: signInAudience, lock: servicePrincipalLockConfiguration}'",
    ],
  },
  "activity-log-not-exported": {
    portal: "Subscription > Activity log > Export Activity Logs",
    commands: ["az monitor diagnostic-settings subscription list --subscription={subscriptions}"],
  },
  "entra-logs-not-exported": {
    portal: "Microsoft Entra ID > Monitoring > Diagnostic settings",
    commands: [
      "az rest --method=GET --url='/providers/microsoft.aadiam/diagnosticSettings?api-version=2017-04-01'",
    ],
  },
  "implicit-grant-enabled": {
    portal: "Microsoft Entra ID > App registrations > the application > Authentication",
    commands: ["az ad app show --id={applications} --query web.implicitGrantSettings"],
  },
  "local-user-outlived-key-rotation": {
    ...LOCAL_USERS,
    commands: [
      `az storage account local-user show ${ACCOUNT} --name={localUsers}`,
      `${SHOW_ACCOUNT}=keyCreationTime`,
    ],
  },
  "local-user-bypasses-key-ban": {
    portal: "Storage account > Settings > Configuration, and Settings > SFTP",
    commands: [`${SHOW_ACCOUNT}=allowSharedKeyAccess`, `az storage account local-user list ${ACCOUNT}`],
  },
  "many-credential-minters": {
    portal: "Microsoft Entra ID > Roles and administrators",
    commands: [`${GRAPH}/roleManagement/directory/roleAssignments`],
  },
  "privileged-app-dormant": {
    portal: "Microsoft Entra ID > Enterprise applications > the application > Sign-in logs",
    commands: [
      "az ad sp show --id={servicePrincipals} --query '{appId: appId, enabled: accountEnabled}'",
      "az rest --method=GET --url=https://graph.microsoft.com/beta/reports/servicePrincipalSignInActivities --uri-parameters \"\\$filter=appId eq '<appId>'\"",
    ],
  },
  "redirect-uri-insecure": REDIRECTS,
  "redirect-uri-takeable": REDIRECTS,
  "service-principal-directory-role": {
    portal: "Microsoft Entra ID > Enterprise applications > the application > Roles and administrators",
    commands: [DIRECTORY_ROLES],
  },
  "sftp-not-logged": BLOB_LOGS,
  "sftp-no-deny-policy": {
    portal: "Policy > Assignments, at the root management group",
    commands: [
      "az policy assignment list --scope=/providers/Microsoft.Management/managementGroups/{tenants}",
    ],
  },
  "sftp-open-network": {
    portal: "Storage account > Security + networking > Networking",
    commands: [`${SHOW_ACCOUNT}='{publicNetwork: publicNetworkAccess, rules: networkRuleSet}'`],
  },
  "sftp-uploads-unscanned": {
    portal: "Storage account > Security + networking > Microsoft Defender for Cloud",
    commands: [
      "az security pricing show --subscription={subscriptions} --name=StorageAccounts",
      "az rest --method=GET --url={id}/providers/Microsoft.Security/defenderForStorageSettings/current'?api-version=2025-06-01'",
    ],
  },
};

const OF_SUBJECTS: { readonly [S in SectionName]?: Confirmation } = {
  storageAccounts: {
    portal: "Storage account > Settings > SFTP",
    commands: [
      `${SHOW_ACCOUNT}='{hierarchical: isHnsEnabled, sftp: isSftpEnabled, localUsers: isLocalUserEnabled}'`,
      `az storage account local-user list ${ACCOUNT}`,
    ],
  },
  localUsers: LOCAL_USERS,
  sshKeys: {
    portal: "Storage account > Settings > SFTP > the local user > SSH keys",
    commands: [
      `az storage account local-user list-keys ${ACCOUNT} --name={localUsers} --query sshAuthorizedKeys`,
    ],
  },
  containers: {
    portal: "Storage account > Data storage > Containers",
    commands: [
      "az storage container-rm show --subscription={subscriptions} --resource-group={resourceGroups} --storage-account={storageAccounts} --name={containers} --query publicAccess",
      `${SHOW_ACCOUNT}=allowBlobPublicAccess`,
    ],
  },
  servicePrincipals: PERMISSIONS,
  applications: APPLICATION,
  credentials: {
    portal:
      "Microsoft Entra ID > App registrations > the application > Certificates & secrets; those of service principals stand nowhere in the portal",
    commands: [
      "az ad {type} credential list --id={owner}",
      "az ad {type} credential list --id={owner} --cert",
    ],
  },
  federatedIdentityCredentials: {
    portal:
      "Microsoft Entra ID > App registrations > the application > Certificates & secrets > Federated credentials",
    commands: ["az ad app federated-credential list --id={applications}"],
  },
  identityFederatedCredentials: {
    portal: "Managed identity > Settings > Federated credentials",
    commands: [
      "az identity federated-credential list --subscription={subscriptions} --resource-group={resourceGroups} --identity-name={userAssignedIdentities}",
    ],
  },
  ownerPowers: {
    portal: "Microsoft Entra ID > App registrations or Enterprise applications > the application > Owners",
    commands: [`${GRAPH}/{owned}/owners`],
  },
  oauth2PermissionGrants: CONSENT,
  sftpAccess: ROLES,
  sftpTakeovers: {
    portal: "Each hop of the path has what proves it: the id of an assignment, an ownership or a credential",
    commands: ["az role assignment list --assignee={end} --all --include-inherited --include-groups"],
  },
  sftpDataAccess: {
    portal: "Storage account > Access control (IAM) > Role assignments",
    commands: [
      "az role assignment list --scope=/subscriptions/{subscriptions}/resourceGroups/{resourceGroups}/providers/Microsoft.Storage/storageAccounts/{storageAccounts} --include-inherited",
    ],
  },
  customRoleRights: {
    portal: "Subscription > Access control (IAM) > Roles > the custom role > JSON",
    commands: ["az role definition list --custom-role-only=true --name={role}"],
  },
  logDestinations: {
    portal:
      "The resource that is logged > Monitoring > Diagnostic settings; the destination > Access control (IAM)",
    commands: ["az role assignment list --scope={destination} --include-inherited"],
  },
  authorizationPolicies: {
    portal: "Microsoft Entra ID > Users > User settings; Enterprise applications > Consent and permissions",
    commands: [`${GRAPH}/policies/authorizationPolicy`],
  },
  adminConsentRequestPolicies: {
    portal: "Microsoft Entra ID > Enterprise applications > Consent and permissions > Admin consent settings",
    commands: [`${GRAPH}/policies/adminConsentRequestPolicy`],
  },
  appManagementPolicies: {
    portal: "Microsoft Entra ID > Enterprise applications > Application policies",
    commands: [`${GRAPH}/policies/defaultAppManagementPolicy`],
  },
  sftpAccountChanges: ACTIVITY,
  sftpLoginAnomalies: SFTP_LOG,
  sftpTransferAnomalies: SFTP_LOG,
  registrationChains: AUDIT,
  credentialAdditions: AUDIT,
  consentEvents: AUDIT,
  guardRailChanges: {
    portal: "Microsoft Entra ID > Monitoring > Audit logs; Subscription > Activity log",
    commands: [
      AUDITS,
      "az monitor activity-log list --subscription={subscriptions} --correlation-id={logEvents} --offset=89d",
    ],
  },
  signInAnomalies: {
    portal: "Microsoft Entra ID > Monitoring > Sign-in logs > Service principal sign-ins",
    commands: [
      "az rest --method=GET --url=https://graph.microsoft.com/beta/auditLogs/signIns --uri-parameters \"\\$filter=signInEventTypes/any(t: t eq 'servicePrincipal') and servicePrincipalId eq '<object id>'\"",
    ],
  },
  keyPushes: AUDIT,
};
