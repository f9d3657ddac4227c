import type { MitreId } from "../../check.ts";
import type { QueryId } from "../../inventory/events.ts";

/** One detection that runs on the logs of a Log Analytics workspace. Its text lies in a file beside this one. */
export interface PackQuery {
  readonly id: QueryId;
  readonly file: string;
  /** What a row of its result says, as a statement. */
  readonly title: string;
  readonly techniques: readonly MitreId[];
  /** Log Analytics tables that it reads. */
  readonly tables: readonly string[];
  /** Lists in its text that can be filled in: `let storageAccounts = dynamic([]);`, where empty stands for all. */
  readonly parameters: readonly QueryParameter[];
  /** Of its rows, with Kusto's own names of the types. */
  readonly columns: readonly QueryColumn[];
}

export interface QueryColumn {
  readonly name: string;
  readonly type: string;
}

export type QueryParameter = keyof typeof QUERY_PARAMETERS;

/** What belongs into each list. */
export const QUERY_PARAMETERS = {
  subscriptions: "ids of subscriptions",
  storageAccounts: "names of storage accounts",
  localUsers: "names of local users",
  userAssignedIdentities: "names of user-assigned identities",
  applications: "client ids of applications (appId)",
  applicationObjects: "object ids of applications",
  servicePrincipals: "object ids of service principals",
  users: "object ids of users",
  trustedRanges: "the organization's own addresses (CIDR)",
} as const;

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables-index holds the tables, by name. */
export const QUERY_PACK: readonly PackQuery[] = [
  {
    id: "q01",
    file: "q01-sftp-enabled.kql",
    title: "SFTP or local users were switched on for a storage account",
    techniques: ["MS-T809"],
    tables: ["AzureActivity"],
    parameters: ["subscriptions", "storageAccounts"],
    columns: columns(
      "TimeGenerated: datetime, StorageAccount: string, SftpSwitchedOn: bool, " +
        "LocalUserSwitchedOn: bool, SftpAsked: bool, SftpNow: bool, SftpBefore: bool, " +
        "LocalUserAsked: bool, LocalUserNow: bool, Actor: string, ActorIp: string, " +
        "AppId: string, CorrelationId: string, SubscriptionId: string, AccountId: string",
    ),
  },
  {
    id: "q02",
    file: "q02-local-user-lifecycle.kql",
    title: "A local user was written or deleted, or its password or keys were made or read",
    techniques: ["MS-T809", "T1098", "T1136.003"],
    tables: ["AzureActivity"],
    parameters: ["subscriptions", "storageAccounts", "localUsers"],
    columns: columns(
      "TimeGenerated: datetime, Operation: string, StorageAccount: string, " +
        "LocalUser: string, HomeDirectory: string, PermissionScopes: dynamic, " +
        "AddsSshKey: bool, HasSshPassword: bool, Actor: string, ActorIp: string, " +
        "AppId: string, CorrelationId: string, SubscriptionId: string",
    ),
  },
  {
    id: "q03",
    file: "q03-sftp-sessions.kql",
    title: "A storage account was used over SFTP",
    techniques: ["MS-T825"],
    tables: ["StorageBlobLogs"],
    parameters: ["storageAccounts"],
    columns: columns(
      "AccountName: string, ClientIp: string, Operations: long, FirstSeen: datetime, " +
        "LastSeen: datetime, OperationNames: dynamic, AuthenticationTypes: dynamic, " +
        "Clients: dynamic, Paths: long, BytesIn: long, BytesOut: long",
    ),
  },
  {
    id: "q04",
    file: "q04-sftp-failed-logins.kql",
    title: "SFTP logins failed in bursts",
    techniques: ["MS-T825", "T1110"],
    tables: ["StorageBlobLogs"],
    parameters: ["storageAccounts"],
    columns: columns(
      "AccountName: string, ClientIp: string, Window: datetime, Failures: long, " +
        "Blocked: long, Reasons: dynamic, AuthenticationTypes: dynamic, Clients: dynamic, " +
        "FirstFailure: datetime, LastFailure: datetime, FirstSuccessAfter: datetime, " +
        "SuccessAfterFailures: bool",
    ),
  },
  {
    id: "q05",
    file: "q05-local-user-logins.kql",
    title: "A local user signed in from an address that is new to the account",
    techniques: ["MS-T825", "T1078.004"],
    tables: ["StorageBlobLogs"],
    parameters: ["storageAccounts"],
    columns: columns(
      "AccountName: string, ClientIp: string, FirstSeen: datetime, LastSeen: datetime, " +
        "Operations: long, AuthenticationTypes: dynamic, OperationNames: dynamic, " +
        "Clients: dynamic, HistoryDays: long",
    ),
  },
  {
    id: "q06",
    file: "q06-sftp-uploads.kql",
    title: "Files were written or renamed over SFTP",
    techniques: ["MS-T821", "T1105"],
    tables: ["StorageBlobLogs"],
    parameters: ["storageAccounts"],
    columns: columns(
      "AccountName: string, ClientIp: string, Files: long, RiskyFiles: long, " +
        "Examples: dynamic, Bytes: long, AuthenticationTypes: dynamic, Clients: dynamic, " +
        "FirstSeen: datetime, LastSeen: datetime",
    ),
  },
  {
    id: "q07",
    file: "q07-sftp-downloads.kql",
    title: "Far more was read over SFTP than the account is used to",
    techniques: ["MS-T831", "MS-T832", "T1530"],
    tables: ["StorageBlobLogs"],
    parameters: ["storageAccounts"],
    columns: columns(
      "AccountName: string, Day: datetime, Bytes: long, Files: long, ClientIps: dynamic, " +
        "AverageBytes: real, P95Bytes: long, DaysBefore: long",
    ),
  },
  {
    id: "q08",
    file: "q08-new-local-user-then-login.kql",
    title: "A local user or its password was made, and SFTP was used within a day",
    techniques: ["MS-T809", "MS-T825"],
    tables: ["AzureActivity", "StorageBlobLogs"],
    parameters: ["subscriptions", "storageAccounts", "localUsers"],
    columns: columns(
      "AccountName: string, LocalUser: string, Made: datetime, Operation: string, " +
        "Actor: string, ActorIp: string, CorrelationId: string, FirstLogin: datetime, " +
        "Logins: long, ClientIps: dynamic, AuthenticationTypes: dynamic",
    ),
  },
  {
    id: "q09",
    file: "q09-storage-logging-tampered.kql",
    title: "Logs, Defender for Storage or network rules of storage were weakened",
    techniques: ["MS-T810", "MS-T811", "MS-T813", "T1562.008"],
    tables: ["AzureActivity"],
    parameters: ["subscriptions", "storageAccounts"],
    columns: columns(
      "TimeGenerated: datetime, Kind: string, StorageAccount: string, ChangedId: string, " +
        "Operation: string, Actor: string, ActorIp: string, AppId: string, " +
        "CorrelationId: string, SubscriptionId: string",
    ),
  },
  {
    id: "q10",
    file: "q10-single-tenant-app-chain.kql",
    title: "A single-tenant application was registered and given a permissive role",
    techniques: ["T1098.001", "T1098.003", "T1078.004"],
    tables: ["AuditLogs"],
    parameters: ["applications", "applicationObjects", "servicePrincipals", "trustedRanges"],
    columns: columns(
      "Registered: datetime, FirstGrant: datetime, Minutes: long, Origin: string, " +
        "Application: string, AppId: string, ApplicationObjectId: string, " +
        "ServicePrincipalId: string, Roles: dynamic, Resources: dynamic, RegisteredBy: string, " +
        "RegisteredFrom: string, UserAgent: string, GrantedBy: dynamic, GrantedFrom: dynamic",
    ),
  },
  {
    id: "q11",
    file: "q11-credentials-added.kql",
    title: "A secret or certificate was added to an application or straight to a service principal",
    techniques: ["T1098.001"],
    tables: ["AuditLogs"],
    parameters: ["applicationObjects", "servicePrincipals"],
    columns: columns(
      "TimeGenerated: datetime, OperationName: string, TargetType: string, TargetId: string, " +
        "TargetName: string, KeyId: string, KeyType: string, KeyUsage: string, " +
        "KeyName: string, IsBeside: bool, Actor: string, ActorIp: string, UserAgent: string, " +
        "CorrelationId: string",
    ),
  },
  {
    id: "q12",
    file: "q12-federated-credential-added.kql",
    title: "A federated credential was added or changed",
    techniques: ["T1098.001"],
    tables: ["AuditLogs", "AzureActivity"],
    parameters: ["subscriptions", "userAssignedIdentities", "applicationObjects"],
    columns: columns(
      "TimeGenerated: datetime, TargetId: string, TargetName: string, Name: string, " +
        "Issuer: string, Subject: string, Expression: string, KnownIssuer: bool, " +
        "Actor: string, ActorIp: string, CorrelationId: string",
    ),
  },
  {
    id: "q13",
    file: "q13-consent-grants.kql",
    title: "Permissions were granted to an application",
    techniques: ["T1528", "T1098.003"],
    tables: ["AuditLogs"],
    parameters: ["applications", "servicePrincipals"],
    columns: columns(
      "TimeGenerated: datetime, ClientNames: dynamic, ClientIds: dynamic, AppIds: dynamic, " +
        "Permissions: dynamic, RiskyPermissions: dynamic, IsTenantWide: bool, " +
        "IsOfflineMail: bool, OperationNames: dynamic, Actor: string, ActorIp: string, " +
        "CorrelationId: string",
    ),
  },
  {
    id: "q14",
    file: "q14-app-assigned-to-user.kql",
    title: "Users were assigned to an application, or consented to it",
    techniques: ["T1528"],
    tables: ["AuditLogs"],
    parameters: ["servicePrincipals", "users"],
    columns: columns(
      "ServicePrincipalId: string, Application: string, OperationName: string, Grants: long, " +
        "Users: long, UserNames: dynamic, FirstSeen: datetime, LastSeen: datetime, " +
        "Actors: dynamic, ActorIps: dynamic",
    ),
  },
  {
    id: "q15",
    file: "q15-owner-added.kql",
    title: "An owner was added to an application or service principal",
    techniques: ["T1098", "T1098.001"],
    tables: ["AuditLogs"],
    parameters: ["applicationObjects", "servicePrincipals"],
    columns: columns(
      "TimeGenerated: datetime, OperationName: string, TargetId: string, TargetName: string, " +
        "OwnerType: string, OwnerId: string, OwnerName: string, Actor: string, " +
        "ActorIp: string, CorrelationId: string",
    ),
  },
  {
    id: "q16",
    file: "q16-redirect-uri-added.kql",
    title: "A redirect URI was added to an application",
    techniques: ["T1528"],
    tables: ["AuditLogs"],
    parameters: ["applicationObjects", "servicePrincipals"],
    columns: columns(
      "TimeGenerated: datetime, OperationName: string, TargetId: string, TargetName: string, " +
        "RedirectUri: string, Host: string, Risk: string, Actor: string, ActorIp: string, " +
        "CorrelationId: string",
    ),
  },
  {
    id: "q17",
    file: "q17-service-principal-sign-ins.kql",
    title: "A service principal signs in unusually",
    techniques: ["T1078.004", "T1550.001"],
    tables: ["AADServicePrincipalSignInLogs"],
    parameters: ["applications", "servicePrincipals"],
    columns: columns(
      "ServicePrincipalId: string, ServicePrincipalName: string, AppId: string, " +
        "FirstSeen: datetime, LastSeen: datetime, Succeeded: long, Failed: long, " +
        "Errors: dynamic, NewIps: dynamic, NewKeys: dynamic, NewResources: dynamic, " +
        "NewLocations: dynamic, FederatedCredentials: dynamic, DormantDays: long, " +
        "IsFirstSeen: bool, HistoryDays: long",
    ),
  },
  {
    id: "q18",
    file: "q18-graph-permission-use.kql",
    title: "An application uses what it may do at Microsoft Graph",
    techniques: ["T1528", "T1087.004", "T1114.002"],
    tables: ["MicrosoftGraphActivityLogs"],
    parameters: ["applications", "servicePrincipals"],
    columns: columns(
      "ServicePrincipalId: string, AppId: string, Kind: string, Day: datetime, " +
        "Requests: long, Denied: long, ClientIps: dynamic, Clients: dynamic, Roles: string, " +
        "AuthMethods: dynamic",
    ),
  },
  {
    id: "q19",
    file: "q19-exchange-mail-flow.kql",
    title: "Mail flow or mailbox access was changed in Exchange Online",
    techniques: ["T1098.003", "T1114.003", "T1564.008"],
    tables: ["OfficeActivity"],
    parameters: ["applications"],
    columns: columns(
      "TimeGenerated: datetime, Operation: string, Object: string, Actor: string, " +
        "AppId: string, ActorIp: string, IsByApp: bool, ResultStatus: string, " +
        "Parameters: string",
    ),
  },
  {
    id: "q20",
    file: "q20-consent-settings-changed.kql",
    title: "Guard rails of consent, registration or application secrets were changed",
    techniques: ["T1556", "T1562"],
    tables: ["AuditLogs"],
    parameters: [],
    columns: columns(
      "TimeGenerated: datetime, OperationName: string, PolicyName: string, PolicyId: string, " +
        "Property: string, Before: string, After: string, Actor: string, ActorIp: string, " +
        "CorrelationId: string",
    ),
  },
  {
    id: "q21",
    file: "q21-azure-role-granted.kql",
    title: "An Azure role was assigned, or somebody took all of Azure over",
    techniques: ["T1098.003", "MS-T808"],
    tables: ["AzureActivity"],
    parameters: ["subscriptions", "servicePrincipals", "users"],
    columns: columns(
      "TimeGenerated: datetime, Operation: string, RoleId: string, IsMinter: bool, " +
        "PrincipalId: string, PrincipalType: string, Scope: string, Actor: string, " +
        "ActorIp: string, AppId: string, AssignmentId: string, CorrelationId: string, " +
        "SubscriptionId: string",
    ),
  },
  {
    id: "q22",
    file: "q22-app-password-created.kql",
    title: "An app password was made for a user",
    techniques: ["T1098.001"],
    tables: ["AuditLogs"],
    parameters: ["users"],
    columns: columns(
      "TimeGenerated: datetime, OperationName: string, UserId: string, UserName: string, " +
        "Actor: string, ActorIp: string, CorrelationId: string",
    ),
  },
  {
    id: "q23",
    file: "q23-ssh-key-apis.kql",
    title: "SSH keys were made or pushed through Azure's APIs",
    techniques: ["T1098.004", "T1098.001"],
    tables: ["AzureActivity"],
    parameters: ["subscriptions"],
    columns: columns(
      "TimeGenerated: datetime, Kind: string, ChangedId: string, Operation: string, " +
        "Actor: string, ActorIp: string, AppId: string, CorrelationId: string, " +
        "SubscriptionId: string",
    ),
  },
  {
    id: "q24",
    file: "q24-changes-after-new-access.kql",
    title: "Roles or policies were changed soon after somebody came to new access",
    techniques: ["T1528", "T1098.003"],
    tables: ["AuditLogs"],
    parameters: ["servicePrincipals", "users"],
    columns: columns(
      "TimeGenerated: datetime, OperationName: string, ActorId: string, Actor: string, " +
        "ActorIp: string, Targets: string, CorrelationId: string, EntryOperations: dynamic, " +
        "FirstEntry: datetime, EntryIps: dynamic",
    ),
  },
];

/** Undefined for what is no id of the pack. */
export function packQuery(id: string): PackQuery | undefined {
  return QUERY_PACK.find((query) => query.id === id);
}

/** Columns as Kusto writes a schema: `TimeGenerated: datetime, Actor: string`. */
function columns(schema: string): readonly QueryColumn[] {
  return schema.split(", ").map((column) => {
    const [name = "", type = ""] = column.split(": ");
    return { name, type };
  });
}
