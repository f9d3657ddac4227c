import { type Gap, known } from "../../src/inventory/known.ts";
import type {
  Actor,
  AzureChange,
  AzureEvent,
  Incident,
  LogRow,
  NamedLocation,
  SftpAccountChange,
  SftpLoginAnomaly,
  SftpOperation,
  SftpTransferAnomaly,
} from "../../src/inventory/sections.ts";
import { accountId, SUBSCRIPTION, TENANT } from "./build.ts";
import { guid } from "./build-entra.ts";

/** An address that nobody trusts, unless a test says so. */
export const OUTSIDE = "203.0.113.7";

/** A week and a half before the clock of the tables. */
export const EVENT_TIME = "2025-12-21T10:00:00.000Z";

/** A user who acts from outside. A test names only what differs. */
export function actor(over: Partial<Actor> = {}): Actor {
  return {
    kind: "user",
    id: guid("user", "alice"),
    appId: null,
    name: "alice@contoso.example",
    ip: OUTSIDE,
    userAgent: null,
    ...over,
  };
}

/** Nothing of note. */
export function azureChange(over: Partial<AzureChange> = {}): AzureChange {
  return {
    isSftpEnabled: null,
    isLocalUserEnabled: null,
    sftpNow: null,
    localUserNow: null,
    hasSshPassword: null,
    addsSshKey: false,
    homeDirectory: null,
    permissionScopes: [],
    defaultAction: null,
    publicNetworkAccess: null,
    roleDefinitionId: null,
    principalId: null,
    principalType: null,
    extensionType: null,
    pricingTier: null,
    switchesOff: false,
    ...over,
  };
}

/**
 * A write of the storage account `acct` that changes nothing of note. Each `eventDataId` is an event of its own, under a
 * correlation id of its own.
 */
export function azureEvent({
  eventDataId = "1",
  ...over
}: Partial<AzureEvent> & { readonly eventDataId?: string } = {}): AzureEvent {
  const { resourceId = accountId("acct"), operation = "Microsoft.Storage/storageAccounts/write" } = over;
  return {
    id: `${resourceId.toLowerCase()}/logEvents/${guid("event", eventDataId)}`,
    name: operation,
    time: EVENT_TIME,
    source: "activity-log",
    subscriptionId: SUBSCRIPTION.slice("/subscriptions/".length),
    operation,
    resourceId,
    correlationId: guid("corr", eventDataId),
    actor: actor(),
    change: known(azureChange()),
    ...over,
  };
}

/** One sign-in with a password to `acct`. */
export function sftpOperation(over: Partial<SftpOperation> = {}): SftpOperation {
  const { accountName = "acct", first = EVENT_TIME, operation = "SftpConnect", ip = OUTSIDE } = over;
  return {
    id: `${accountId(accountName)}/sftpOperations/${[first, operation, ip, over.outcome, over.path].join("-")}`,
    name: operation,
    accountId: accountId(accountName),
    accountName,
    first,
    last: first,
    count: 1,
    operation,
    authenticationType: "LocalUserPassword",
    outcome: "success",
    statusText: "Success",
    ip,
    userAgent: "SSH-2.0-OpenSSH_9.6",
    bytesIn: 0,
    bytesOut: 0,
    path: null,
    newPath: null,
    paths: 1,
    ...over,
  };
}

/** A trusted location of one range. */
export function namedLocation(over: Partial<NamedLocation> = {}): NamedLocation {
  const { name = "office" } = over;
  return {
    id: `/identity/conditionalAccess/namedLocations/${guid("location", name)}`,
    name,
    isTrusted: known(true),
    ranges: known(["198.51.100.0/24"]),
    ...over,
  };
}

export function logRow(over: Partial<LogRow> = {}): LogRow {
  return {
    time: EVENT_TIME,
    source: "activity-log",
    operation: "Microsoft.Storage/storageAccounts/write",
    actor: "alice@contoso.example",
    ip: OUTSIDE,
    userAgent: null,
    detail: "SFTP was switched on.",
    queryId: "q01",
    ...over,
  };
}

/** What every kind of incident has: one row of the account `acct`, after which nothing is left. */
export function incident(over: Partial<Incident> = {}): Incident {
  const { targetId = accountId("acct"), targetName = "acct" } = over;
  return {
    id: `${targetId}/logEvents/${guid("corr", "1")}`,
    name: targetName,
    targetId,
    targetName,
    first: EVENT_TIME,
    last: EVENT_TIME,
    actors: [actor()],
    rows: [logRow()],
    rowsOmitted: 0,
    states: [],
    ...over,
  };
}

/** SFTP was switched on, and still is. */
export function sftpAccountChange(over: Partial<SftpAccountChange> = {}): SftpAccountChange {
  return {
    ...incident({ states: [{ id: accountId("acct"), name: "acct", presence: "present" }] }),
    kinds: ["sftp-enabled"],
    isUsed: false,
    ...over,
  };
}

const nobody = (): Actor => actor({ kind: "unknown", id: null, name: "unknown" });

/** Forty refused sign-ins, and one that was not. */
export function sftpLoginAnomaly(over: Partial<SftpLoginAnomaly> = {}): SftpLoginAnomaly {
  return {
    ...incident({ id: `${accountId("acct")}/logEvents/2025-12-21-${OUTSIDE}`, actors: [nobody()] }),
    states: [{ id: accountId("acct"), name: "acct", presence: "present" }],
    kinds: ["failed-burst", "success-after-failures"],
    ip: OUTSIDE,
    failures: 40,
    byPassword: true,
    ...over,
  };
}

/** One risky file. */
export function sftpTransferAnomaly(over: Partial<SftpTransferAnomaly> = {}): SftpTransferAnomaly {
  return {
    ...incident({ id: `${accountId("acct")}/logEvents/2025-12-21-${OUTSIDE}`, actors: [nobody()] }),
    states: [{ id: accountId("acct"), name: "acct", presence: "present" }],
    kinds: ["risky-upload"],
    ip: OUTSIDE,
    files: 1,
    bytes: 4096,
    ...over,
  };
}

/** Where named locations may not be read. */
export function locationsDenied(): Gap {
  return {
    reason: "denied",
    scope: TENANT,
    request: "GET /v1.0/identity/conditionalAccess/namedLocations",
    needs: "Policy.Read.All",
  };
}
