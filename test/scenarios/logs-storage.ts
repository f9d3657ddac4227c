import { user } from "../azure/describe-entra.ts";
import { diagnosticSetting } from "../azure/describe-logging.ts";
import { deed, officeAddress, outsideAddress } from "../azure/describe-logs.ts";
import { account, localUser, type SimulatedAccount, simulatedId } from "../azure/describe.ts";
import { daily, daysBefore, endOf, type LogCase, repeated, type Seed } from "./logs-seeds.ts";

export const SUBSCRIPTION = simulatedId("subscription Production");
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/RG-Partners`;

/** Whose password somebody else has, and who does the same things at the office. */
export const MALLORY = user({ displayName: "Mallory Vance" });
export const OPERATOR = user({ displayName: "Olga Operator" });

const accounts: SimulatedAccount[] = [];

/** Makes the account, too. Everybody reaches it, and it serves SFTP to one user with a password. */
function accountOf(name: string, { user = "partner", isLogged = true } = {}): string {
  accounts.push(
    account({
      name,
      resourceGroup: "RG-Partners",
      properties: {
        isHnsEnabled: true,
        isSftpEnabled: true,
        isLocalUserEnabled: true,
        networkAcls: { defaultAction: "Allow", bypass: "AzureServices", ipRules: [] },
      },
      localUsers: [
        localUser({
          name: user,
          properties: {
            hasSshPassword: true,
            permissionScopes: [{ permissions: "rwlcd", service: "blob", resourceName: "inbox" }],
          },
        }),
      ],
      blobDiagnosticSettings: isLogged ? [diagnosticSetting()] : [],
    }),
  );
  return `${GROUP}/providers/Microsoft.Storage/storageAccounts/${name}`;
}

const switched = accountOf("sftpswitched");
const written = accountOf("sftpwritten", { user: "dropbox" });
const renewed = accountOf("sftprenewed");
const guessed = accountOf("sftpguessed");
const broken = accountOf("sftpbroken");
const newcomer = accountOf("sftpnewcomer");
const uploads = accountOf("sftpuploads");
const drained = accountOf("sftpdrained");
const listed = accountOf("sftplisted");
const quiet = accountOf("sftpquiet");
/** Its diagnostic setting was deleted. */
export const SILENCED = accountOf("sftpsilenced", { isLogged: false });

/** Every account of the logs' tenant; `sftpquiet` is the one that nothing may be said of. */
export const ACCOUNTS: readonly SimulatedAccount[] = accounts;
export const QUIET_ACCOUNT = quiet;

const byMallory = { by: MALLORY, ip: outsideAddress };
const byOperator = { by: OPERATOR, ip: officeAddress };

function changeSeed(what: string, targetId: string, at: string, states: readonly string[]): Seed {
  const targetName = targetId.split("/").at(-1) ?? "";
  return { what, targetId, targetName, at, ip: outsideAddress, actor: MALLORY.userPrincipalName, states };
}

/** The log of blobs names an address and no user. */
function loginSeed(what: string, targetId: string, at: string): Seed {
  return { ...changeSeed(what, targetId, at, [targetId]), actor: null };
}

/** Somebody at the office with a password: what happens every day. */
const routine = (of: string) => (at: string) =>
  deed.sftpOperation({ account: of, at, operation: "SftpConnect" });
const outside =
  (of: string, operation: string, parts: Partial<Parameters<typeof deed.sftpOperation>[0]> = {}) =>
  (at: string) =>
    deed.sftpOperation({ account: of, at, operation, ip: outsideAddress, ...parts });
const refused = (of: string) => (at: string, n: number) =>
  // One client, and a port for each try.
  outside(of, "SftpConnect", { status: "AuthenticationFailed", port: 40_000 + n })(at);

const enabling = deed.sftpEnabled({ ...byMallory, at: daysBefore(3, "02:10:00"), account: switched });
const writing = deed.localUserWritten({
  ...byMallory,
  at: daysBefore(4, "02:20:00"),
  account: written,
  user: "dropbox",
  properties: {
    hasSshPassword: true,
    permissionScopes: [{ permissions: "rwlcd", service: "blob", resourceName: "inbox" }],
    homeDirectory: "inbox",
  },
});
const renewing = deed.passwordRegenerated({
  ...byMallory,
  at: daysBefore(5, "02:30:00"),
  account: renewed,
  user: "partner",
});
const guessedAt = daysBefore(2, "03:05:00");
const brokenAt = daysBefore(2, "04:05:00");
const newcomerAt = daysBefore(1, "05:05:00");
const uploadsAt = daysBefore(1, "06:05:00");
const drainedAt = daysBefore(1, "07:05:00");
const listedAt = daysBefore(1, "08:05:00");

export const STORAGE_CASES: readonly LogCase[] = [
  {
    seeds: [changeSeed("sftp enabled", switched, endOf(enabling), [switched])],
    logs: { azure: [enabling] },
  },
  {
    seeds: [changeSeed("local user written", written, endOf(writing), [`${written}/localusers/dropbox`])],
    logs: { azure: [writing] },
  },
  {
    seeds: [changeSeed("password regenerated", renewed, endOf(renewing), [`${renewed}/localusers/partner`])],
    logs: { azure: [renewing] },
  },
  {
    seeds: [loginSeed("failures in a burst", guessed, guessedAt)],
    logs: { blobs: repeated(12, guessedAt, 60, refused(guessed)) },
  },
  {
    seeds: [loginSeed("success after failures", broken, brokenAt)],
    logs: {
      blobs: [
        ...repeated(8, brokenAt, 90, refused(broken)),
        outside(broken, "SftpConnect")(daysBefore(2, "04:40:00")),
      ],
    },
  },
  {
    seeds: [loginSeed("password login from a new address", newcomer, newcomerAt)],
    logs: {
      blobs: [
        ...daily(40, 1, "01:00:00", routine(newcomer)),
        ...repeated(2, newcomerAt, 600, outside(newcomer, "SftpConnect")),
      ],
    },
  },
  {
    seeds: [loginSeed("uploads", uploads, uploadsAt)],
    logs: {
      blobs: ["SftpCreate", "SftpWrite", "SftpCommit"]
        .map((operation, n) =>
          outside(uploads, operation, { path: "/inbox/tool.exe", bytesIn: n === 1 ? 4_194_304 : 0 })(
            new Date(Date.parse(uploadsAt) + n * 2000).toISOString(),
          ),
        )
        .concat(
          outside(uploads, "SftpRename", { path: "/inbox/note.tmp", newPath: "/inbox/login.html" })(
            daysBefore(1, "06:10:00"),
          ),
        ),
    },
  },
  {
    seeds: [loginSeed("bulk download", drained, drainedAt)],
    logs: {
      blobs: [
        ...daily(20, 2, "01:30:00", (at) =>
          deed.sftpOperation({
            account: drained,
            at,
            operation: "SftpRead",
            path: "/inbox/a.csv",
            bytesOut: 5_000_000,
          }),
        ),
        ...repeated(40, drainedAt, 30, (at, n) =>
          outside(drained, "SftpRead", { path: `/inbox/archive-${n}.parquet`, bytesOut: 80_000_000 })(at),
        ),
      ],
    },
  },
  {
    seeds: [loginSeed("listing", listed, listedAt)],
    logs: {
      blobs: repeated(250, listedAt, 5, (at, n) =>
        outside(listed, "SftpOpenDir", { path: `/inbox/customer-${n}` })(at),
      ),
    },
  },
  // Single rows that look like each of them.
  {
    seeds: [],
    logs: {
      azure: [
        // A template that says nothing of SFTP: the answer does.
        deed.accountWritten({
          ...byOperator,
          at: daysBefore(6, "09:00:00"),
          account: quiet,
          properties: { minimumTlsVersion: "TLS1_2" },
          before: { isSftpEnabled: true, isLocalUserEnabled: true },
        }),
        deed.sftpEnabled({ ...byMallory, at: daysBefore(6, "09:30:00"), account: quiet, ends: "Failed" }),
      ],
      blobs: [
        ...repeated(2, daysBefore(2, "09:00:00"), 20, (at) =>
          deed.sftpOperation({
            account: quiet,
            at,
            operation: "SftpConnect",
            status: "AuthenticationFailed",
          }),
        ),
        routine(quiet)(daysBefore(2, "09:01:30")),
        ...["IpAuthorizationError", "IpAuthorizationError"].map((status, n) =>
          outside(quiet, "SftpConnect", { status })(daysBefore(2, `10:0${n}:00`)),
        ),
        deed.sftpOperation({
          account: quiet,
          at: daysBefore(2, "09:02:00"),
          operation: "SftpCreate",
          path: "/inbox/orders.csv",
          bytesIn: 20_000,
        }),
        deed.sftpOperation({
          account: quiet,
          at: daysBefore(2, "09:03:00"),
          operation: "SftpRead",
          path: "/inbox/orders.csv",
          bytesOut: 20_000,
        }),
        ...repeated(3, daysBefore(2, "09:04:00"), 10, (at, n) =>
          deed.sftpOperation({ account: quiet, at, operation: "SftpOpenDir", path: `/inbox/${n}` }),
        ),
      ],
    },
  },
];
