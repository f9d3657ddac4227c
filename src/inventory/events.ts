import type { Known } from "./known.ts";
import type { Resource } from "./resource.ts";

/** Where a row of evidence was read: Azure's own log, Entra's, or a Log Analytics workspace. */
export type LogSource = "activity-log" | "directory-audits" | "sign-ins" | "log-analytics";

/** Who did something, as a log tells it. What a log does not name is null. */
export interface Actor {
  readonly kind: "user" | "application" | "unknown";
  /** Object id, lower-cased. */
  readonly id: string | null;
  /** Lower-cased. */
  readonly appId: string | null;
  /** The user principal name or the display name, else an id; `unknown` where the log names nobody. */
  readonly name: string;
  /** Without its port. Entra names none for an application. */
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/**
 * A change by way of Azure Resource Manager that succeeded. The resource's own id is part of the event's, so that a gap at
 * a subscription is a gap of its events. https://learn.microsoft.com/azure/azure-monitor/essentials/activity-log-schema
 */
export interface AzureEvent extends Resource {
  /** ISO 8601 in UTC. */
  readonly time: string;
  readonly source: LogSource;
  readonly subscriptionId: string;
  /** As Azure spells it, which varies in case: `Microsoft.Storage/storageAccounts/localUsers/write`. */
  readonly operation: string;
  /** ARM id of what was changed, as the log spells it. */
  readonly resourceId: string;
  readonly correlationId: string | null;
  readonly actor: Actor;
  /** What of the request and the answer matters; null where the log holds neither. */
  readonly change: Known<AzureChange | null>;
}

/**
 * The few properties of a request's and an answer's body that foothold looks at. The bodies themselves hold passwords
 * and keys, and are dropped where they are parsed. Null where the body does not say.
 */
export interface AzureChange {
  readonly isSftpEnabled: boolean | null;
  readonly isLocalUserEnabled: boolean | null;
  /** Of the answer: what holds since. */
  readonly sftpNow: boolean | null;
  readonly localUserNow: boolean | null;
  readonly hasSshPassword: boolean | null;
  readonly addsSshKey: boolean;
  readonly homeDirectory: string | null;
  /** `rwl:blob/uploads` each. */
  readonly permissionScopes: readonly string[];
  readonly defaultAction: string | null;
  readonly publicNetworkAccess: string | null;
  /** Of a role assignment: the GUID of the role, lower-cased. */
  readonly roleDefinitionId: string | null;
  readonly principalId: string | null;
  readonly principalType: string | null;
  /** Of an extension of a virtual machine: `VMAccessForLinux`. */
  readonly extensionType: string | null;
  /** Of a Defender plan: `Free`, `Standard`. */
  readonly pricingTier: string | null;
  /** Of a Defender setting or a category of a diagnostic setting: true where any is switched off. */
  readonly switchesOff: boolean;
  /** Of a diagnostic setting: the categories and groups that it exports since, lower-cased. */
  readonly enabledLogs?: readonly string[] | null;
}

/** https://learn.microsoft.com/graph/api/resources/directoryaudit; those that succeeded. */
export interface DirectoryEvent extends Resource {
  readonly time: string;
  readonly source: LogSource;
  /** Without blanks around it: `Update application – Certificates and secrets management`. */
  readonly operation: string;
  readonly category: string | null;
  readonly correlationId: string | null;
  readonly actor: Actor;
  readonly targets: readonly AuditTarget[];
}

export interface AuditTarget {
  /** `Application`, `ServicePrincipal`, `User`, `Policy`, or another word. */
  readonly type: string;
  /** Object id, lower-cased. */
  readonly id: string | null;
  readonly name: string | null;
  readonly userPrincipalName: string | null;
  /** By the property's name, as Entra spells it. A null list in the log is an empty one here. */
  readonly properties: Readonly<Record<string, AuditProperty>>;
}

/** Entra writes values as JSON in a text; unknown where that cannot be read. */
export interface AuditProperty {
  readonly before: Known<JsonValue>;
  readonly after: Known<JsonValue>;
}

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Sign-ins of one service principal on one day that are alike. */
export interface ServicePrincipalSignIn extends Resource {
  /** `/servicePrincipals/{objectId}`. */
  readonly principalId: string;
  readonly appId: string | null;
  readonly source: LogSource;
  /** The first and the last of the day, ISO 8601 in UTC. */
  readonly first: string;
  readonly last: string;
  readonly count: number;
  readonly ip: string | null;
  /** ISO 3166 code of the country. */
  readonly country: string | null;
  readonly keyId: string | null;
  readonly federatedCredentialId: string | null;
  /** Display name of the API. */
  readonly resource: string | null;
  /** 0 where it succeeded. */
  readonly errorCode: number;
}

/**
 * Operations over SFTP of one hour that are alike. The log names no local user.
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/storagebloblogs
 */
export interface SftpOperation extends Resource {
  /** ARM id as the log spells it; null where the row names the account only. */
  readonly accountId: string | null;
  readonly accountName: string;
  readonly first: string;
  readonly last: string;
  readonly count: number;
  /** `SftpConnect`, `SftpCreate`, …, as the log spells it. */
  readonly operation: string;
  /** `LocalUserPassword` is attested; of keys the word is not documented, and begins with `LocalUser` too. */
  readonly authenticationType: string | null;
  readonly outcome: SftpOutcome;
  /** `AuthenticationFailed`, `IpAuthorizationError`, … */
  readonly statusText: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** Bytes sent to Azure, and from it. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** `/container/folder/file`, of a change the one file, else an example. */
  readonly path: string | null;
  /** Where a file was renamed to. */
  readonly newPath: string | null;
  /** How many different files or folders. */
  readonly paths: number;
}

/** `blocked`: the network rules refused; `refused`: the credential or the right was not good enough. */
export type SftpOutcome = "success" | "refused" | "blocked" | "failed";

/** What a service principal asked Microsoft Graph on one day, by kind. */
export interface GraphActivity extends Resource {
  /** `/servicePrincipals/{objectId}`. */
  readonly principalId: string;
  readonly appId: string | null;
  readonly kind: GraphActivityKind;
  readonly first: string;
  readonly last: string;
  readonly requests: number;
  readonly denied: number;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

export type GraphActivityKind =
  | "adds-credential"
  | "grants-permission"
  | "assigns-directory-role"
  | "reads-mail"
  | "reads-files"
  | "enumerates-directory"
  | "other";

/** A change in Exchange Online. https://learn.microsoft.com/azure/azure-monitor/reference/tables/officeactivity */
export interface ExchangeEvent extends Resource {
  readonly time: string;
  /** `New-InboundConnector`, … */
  readonly operation: string;
  readonly actor: Actor;
  /** The connector, rule or mailbox. */
  readonly object: string | null;
}

/** https://learn.microsoft.com/graph/api/resources/namedlocation */
export interface NamedLocation extends Resource {
  readonly isTrusted: Known<boolean>;
  /** CIDR ranges; none for a list of countries. */
  readonly ranges: Known<readonly string[]>;
}

/** A row of evidence, ready to be told. */
export interface LogRow {
  /** ISO 8601 in UTC. */
  readonly time: string;
  readonly source: LogSource;
  readonly operation: string;
  readonly actor: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** One sentence. */
  readonly detail: string;
  /** Of the query pack: what finds the row again. */
  readonly queryId: QueryId;
}

export type QueryId = `q${number}`;

/** Derived: what logs tell of one deed, or of several that belong together. */
export interface Incident extends Resource {
  /** What it was done to: an ARM id or an Entra path. */
  readonly targetId: string;
  readonly targetName: string;
  readonly first: string;
  readonly last: string;
  /** Each once, by name. */
  readonly actors: readonly Actor[];
  /** By time; fifty at most. */
  readonly rows: readonly LogRow[];
  readonly rowsOmitted: number;
  /** What it left behind. */
  readonly states: readonly IncidentState[];
}

/** What a deed made: a local user, a credential, an application. */
export interface IncidentState {
  /** The id of the subject that the other checks know. */
  readonly id: string;
  readonly name: string;
  readonly presence: "present" | "gone" | "unknown";
}

/** What was done to an account and its local users under one correlation id, or on one day. */
export interface SftpAccountChange extends Incident {
  readonly kinds: readonly SftpAccountChangeKind[];
  /** Somebody signed in over SFTP within a day after it. */
  readonly isUsed: boolean;
}

export type SftpAccountChangeKind =
  | "sftp-enabled"
  | "local-users-enabled"
  | "local-user-written"
  | "password-regenerated"
  | "shared-key-regenerated"
  | "keys-listed"
  | "local-user-deleted"
  | "network-opened";

export interface SftpLoginAnomaly extends Incident {
  readonly kinds: readonly ("failed-burst" | "success-after-failures" | "new-address")[];
  readonly ip: string | null;
  readonly failures: number;
  /** True where somebody signed in with a password. */
  readonly byPassword: boolean;
}

export interface SftpTransferAnomaly extends Incident {
  readonly kinds: readonly ("risky-upload" | "bulk-download" | "listing")[];
  readonly ip: string | null;
  readonly files: number;
  readonly bytes: number;
}

/** An application that was registered and given a permissive role. */
export interface RegistrationChain extends Incident {
  readonly appId: string;
  /** `Mail.Read`, …, sorted. */
  readonly roles: readonly string[];
  readonly registeredBy: Actor | null;
  readonly grantedBy: readonly Actor[];
  /** Minutes from the registration to the first grant; null where the registration was not logged. */
  readonly minutes: number | null;
  readonly isSingleTenant: Known<boolean>;
}

export interface CredentialAddition extends Incident {
  readonly kinds: readonly ("secret" | "certificate" | "federated-credential" | "owner" | "redirect-uri")[];
  /** Beside others that were there already. */
  readonly isBeside: boolean;
  readonly appId: string | null;
}

export interface ConsentEvent extends Incident {
  /** Permissions that are new by it, sorted. */
  readonly permissions: readonly string[];
  /** Those of tiers 0 and 1. */
  readonly dangerous: readonly string[];
  readonly isTenantWide: boolean;
  readonly kinds: readonly ("application-permission" | "delegated-permission" | "assigned-to-user")[];
  /** Object ids of the users for whom it was given. */
  readonly users: number;
}

export interface GuardRailChange extends Incident {
  readonly kinds: readonly GuardRailKind[];
  /** The same actor, or the application, came to its access within the day before. */
  readonly isAfterEntry: boolean;
}

export type GuardRailKind =
  | "consent-settings"
  | "directory-role"
  | "directory-policy"
  | "domain-federation"
  | "diagnostic-setting-deleted"
  | "diagnostic-setting-changed"
  | "defender-lowered"
  | "azure-role"
  | "mail-flow";

export interface SignInAnomaly extends Incident {
  readonly kinds: readonly (
    | "new-network"
    | "new-country"
    | "new-credential"
    | "woke-up"
    | "failures"
    | "new-resource"
  )[];
  /** Somebody may have signed in within a day after the failures, from an address of theirs. */
  readonly succeededAfter?: boolean;
}

/** An app password, or an SSH key that came by way of Azure's APIs. */
export interface KeyPush extends Incident {
  readonly kinds: readonly ("app-password" | "key-pair" | "public-key" | "vm-access" | "run-command")[];
}

/** Derived: what logs tell of the making or use of something that is still there. */
export interface StateEvidence extends Resource {
  /** The subject's id. */
  readonly stateId: string;
  readonly rows: readonly LogRow[];
  readonly rowsOmitted: number;
  /** Several steps that make a known attack, not one deed alone. */
  readonly isChain: boolean;
  readonly incidents: number;
}
