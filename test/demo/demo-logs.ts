import type {
  RawBody,
  SimulatedApplication,
  SimulatedServicePrincipal,
  SimulatedUser,
} from "../azure/describe-entra.ts";
import {
  diagnosticSetting,
  type SimulatedDiagnosticSetting,
  type SimulatedWorkspace,
  workspace,
} from "../azure/describe-logging.ts";
import { type AuditDeed, type AzureDeed, deed, ipLocation, type SignInDeed } from "../azure/describe-logs.ts";
import { simulatedId } from "../azure/describe.ts";

/** A subscription that the teams whose logs it keeps have no right in. */
export const securityId = simulatedId("subscription contoso-security");

const { tables: _, ...securityWorkspace } = workspace({
  name: "law-contoso-freight",
  id: `/subscriptions/${securityId}/resourceGroups/rg-logs/providers/Microsoft.OperationalInsights/workspaces/law-contoso-freight`,
});

/** What `--log-workspace` takes. */
export const { workspaceId } = securityWorkspace;

/** These categories to the workspace of the security team, or all logs. */
export function toWorkspace(...categories: readonly string[]): SimulatedDiagnosticSetting {
  return diagnosticSetting({ categories, properties: { workspaceId: securityWorkspace.id } });
}

/** How long ago the Invoice Archiver was registered: Entra ID keeps audits for 30 days. */
export const REGISTERED_DAYS = 21;
/** The night in which somebody came back: the Invoice Archiver got its second secret and contosouploads its user. */
export const BACK_DAYS = 4;

/** @param time `08:15`, in UTC */
export function daysBefore(now: number, days: number, time: string): string {
  const day = new Date(now - days * 86_400_000).toISOString().slice(0, 10);
  return new Date(`${day}T${time}Z`).toISOString();
}

/** Who does what the logs tell, and what it is done to. */
export interface Players {
  readonly ada: SimulatedUser;
  readonly ben: SimulatedUser;
  readonly dispatcher: SimulatedUser;
  readonly graph: SimulatedServicePrincipal;
  readonly surveys: SimulatedServicePrincipal;
  readonly phoneBook: SimulatedServicePrincipal;
  readonly archiver: {
    readonly application: SimulatedApplication;
    readonly servicePrincipal: SimulatedServicePrincipal;
  };
  readonly keys: Readonly<Record<"first" | "second" | "phoneBook", string>>;
}

export interface DemoLogs {
  /** Of the subscription contoso-prod. */
  readonly activityLog: readonly RawBody[];
  readonly tenant: {
    readonly namedLocations: readonly RawBody[];
    readonly directoryAudits: readonly RawBody[];
    readonly signIns: readonly RawBody[];
    readonly workspaces: readonly SimulatedWorkspace[];
  };
}

/**
 * Somebody has Ada Park's session: registers an application in one night, and weeks later adds a secret to it, makes a local
 * user, fetches what lies there, and switches off the log of it. Beside that, what happens every day.
 * @param now milliseconds since 1970
 */
export function demoLogs(now: number, productionId: string, players: Players): DemoLogs {
  const at: At = (days, time) => daysBefore(now, days, time);
  const exchange = `/subscriptions/${productionId}/resourceGroups/rg-exchange-prod/providers/Microsoft.Storage/storageAccounts`;
  const azure = azureDeeds(at, exchange, players);
  const audits = auditDeeds(at, players);
  return {
    activityLog: azure.flatMap(({ events }) => events),
    tenant: {
      namedLocations: [ipLocation({ displayName: "Head office Rotterdam", ranges: ["192.0.2.0/27"] })],
      directoryAudits: audits.map(({ audit }) => audit),
      signIns: signIns(at, players).map(({ signIn }) => signIn),
      workspaces: [
        {
          ...securityWorkspace,
          // As far as anything is sent there: neither sign-ins of applications nor what they ask of Graph.
          tables: {
            AzureActivity: azure.flatMap(({ rows }) => rows),
            AuditLogs: audits.map(({ row }) => row),
            StorageBlobLogs: blobRows(at, exchange),
            OfficeActivity: [],
          },
        },
      ],
    },
  };
}

type At = (days: number, time: string) => string;

/** In the head office, at a carrier, and two that nobody knows. */
const OFFICE = "192.0.2.10";
const CARRIER = "203.0.113.5";
const STRANGER = "198.51.100.77";
const STRANGERS_SERVER = "198.51.100.203";
/** From where the Invoice Archiver signs in. */
const RENTED = "203.0.113.144";

function azureDeeds(at: At, exchange: string, { ada, ben }: Players): readonly AzureDeed[] {
  const uploads = `${exchange}/contosouploads`;
  const night = { by: ada, ip: STRANGER };
  // One run of a tool: Terraform, for one, gives all its requests the same.
  const correlationId = simulatedId("run on contosouploads");
  return [
    deed.sftpEnabled({
      ...night,
      at: at(BACK_DAYS, "01:52"),
      account: uploads,
      correlationId,
    }),
    deed.localUserWritten({
      ...night,
      at: at(BACK_DAYS, "01:53"),
      account: uploads,
      user: "tailspin-upload",
      correlationId,
      properties: {
        hasSshPassword: true,
        permissionScopes: [{ permissions: "rwdlc", service: "blob", resourceName: "uploads" }],
        homeDirectory: "uploads",
      },
    }),
    deed.passwordRegenerated({
      ...night,
      at: at(BACK_DAYS, "01:54"),
      account: uploads,
      user: "tailspin-upload",
      correlationId,
    }),
    // Handed on: whoever had the first one is out.
    deed.passwordRegenerated({
      ...night,
      at: at(BACK_DAYS, "03:14"),
      account: uploads,
      user: "tailspin-upload",
    }),
    deed.diagnosticSettingDeleted({
      ...night,
      at: at(BACK_DAYS, "03:20"),
      of: `${uploads}/blobServices/default`,
    }),
    // Tried and refused; and a change that says nothing of SFTP.
    deed.sftpEnabled({
      by: ben,
      ip: OFFICE,
      at: at(9, "10:05"),
      account: `${exchange}/contosocarriers`,
      ends: "Failed",
    }),
    deed.accountWritten({
      by: ben,
      ip: OFFICE,
      at: at(9, "10:12"),
      account: `${exchange}/contosocustoms`,
      properties: { minimumTlsVersion: "TLS1_2" },
      before: { isSftpEnabled: true, isLocalUserEnabled: true },
    }),
  ];
}

function auditDeeds(at: At, players: Players): readonly AuditDeed[] {
  const { ada, ben, dispatcher, archiver, keys, graph, surveys } = players;
  const { application, servicePrincipal } = archiver;
  const night = { by: ada, ip: STRANGER };
  const first = { keyId: keys.first, displayName: "archiver 2026" };
  const registered = at(REGISTERED_DAYS, "02:31");
  return [
    deed.registered({ ...night, at: registered, app: application }),
    deed.ownerAdded({ ...night, at: registered, of: application, owner: ada }),
    deed.secretAdded({ ...night, at: at(REGISTERED_DAYS, "02:33"), app: application, key: first }),
    deed.roleAssigned({
      ...night,
      at: at(REGISTERED_DAYS, "02:38"),
      to: servicePrincipal,
      resource: graph,
      role: "Mail.ReadWrite",
    }),
    deed.secretAdded({
      ...night,
      at: at(BACK_DAYS, "01:40"),
      app: application,
      key: { keyId: keys.second, displayName: "archiver, temporary" },
      before: [first],
    }),
    // At the office, and of no concern.
    deed.consented({
      by: dispatcher,
      ip: OFFICE,
      at: at(8, "08:40"),
      to: surveys,
      resource: graph,
      scope: "User.Read",
      principal: dispatcher,
    }),
    deed.audited({
      by: ben,
      ip: OFFICE,
      at: at(12, "13:10"),
      operation: "Update conditional access policy",
      category: "Policy",
      type: "Update",
      targets: [{ type: "Policy", id: simulatedId("policy MFA for all"), displayName: "MFA for all" }],
    }),
  ];
}

function signIns(at: At, { archiver, phoneBook, keys }: Players): readonly SignInDeed[] {
  const principal = archiver.servicePrincipal;
  return [
    ...days(REGISTERED_DAYS - 1, 1).flatMap((day) => [
      deed.signedIn({ principal, at: at(day, "02:45"), ip: RENTED, keyId: keys.first }),
      deed.signedIn({
        principal: phoneBook,
        at: at(day, "05:00"),
        ip: OFFICE,
        keyId: keys.phoneBook,
      }),
    ]),
    deed.signedIn({ principal, at: at(3, "03:12"), ip: STRANGERS_SERVER, keyId: keys.second }),
  ];
}

/** The log of contosouploads ends with the setting that sent it. */
function blobRows(at: At, exchange: string): readonly RawBody[] {
  const night = (minutes: number): string =>
    new Date(Date.parse(at(BACK_DAYS, "02:10")) + minutes * 60_000).toISOString();
  const stranger = (minutes: number, operation: string, parts: Partial<Operation> = {}): RawBody =>
    deed.sftpOperation({
      account: `${exchange}/contosouploads`,
      at: night(minutes),
      operation,
      ip: STRANGERS_SERVER,
      ...parts,
    });
  return [
    ...count(12).map((n) =>
      stranger(n / 4, "SftpConnect", { status: "AuthenticationFailed", port: 40_000 + n }),
    ),
    stranger(21, "SftpConnect"),
    ...count(38).map((n) =>
      stranger(22 + n / 2, "SftpRead", {
        path: `/uploads/manifests-${n + 1}.zip`,
        bytesOut: 82_000_000,
      }),
    ),
    ...partnersRows(at, exchange),
  ];
}

type Operation = Parameters<typeof deed.sftpOperation>[0];

/** What comes and goes every day; once somebody mistyped, and once somebody came from where the network lets nobody in. */
function partnersRows(at: At, exchange: string): readonly RawBody[] {
  const partner = (day: number, time: string, operation: string, parts: Partial<Operation> = {}): RawBody =>
    deed.sftpOperation({
      account: `${exchange}/contosocarriers`,
      at: at(day, time),
      operation,
      ip: CARRIER,
      authenticationType: "LocalUserSshKey",
      ...parts,
    });
  return [
    ...days(20, 1).flatMap((day) => [
      partner(day, "06:30", "SftpConnect"),
      partner(day, "06:31", "SftpRead", { path: "/fabrikam-out/orders.edi", bytesOut: 310_000 }),
    ]),
    partner(2, "06:29", "SftpConnect", { status: "AuthenticationFailed" }),
    partner(5, "14:00", "SftpConnect", { ip: "198.51.100.9", status: "IpAuthorizationError" }),
  ];
}

/** From so many days ago until so many days ago. */
function days(from: number, to: number): readonly number[] {
  return count(from - to + 1).map((n) => from - n);
}

function count(n: number): readonly number[] {
  return Array.from({ length: n }, (_none, at) => at);
}
