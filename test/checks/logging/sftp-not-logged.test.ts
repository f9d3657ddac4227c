import { expect, test } from "vitest";
import check from "../../../checks/logging/sftp-not-logged.ts";
import { fillCommands } from "../../../src/assess/commands.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { accountId, denied, localUser, openAccount, storageAccount } from "../build.ts";
import { diagnosticSetting, group, logs, nowhere, settingsDenied, toAccount } from "../build-logging.ts";
import { checkTable } from "../check-table.ts";

const all = '"StorageDelete", "StorageRead", "StorageWrite"';
const message = `SFTP on "acct" leaves no log: nothing exports ${all}.`;
const blind = (...rest: readonly ("password" | "ssh-key" | "no-credential" | "unknown-credential")[]) =>
  ["unlogged-logins", "any-network", ...rest, "not-logged"] as const;
const unlogged = { blobDiagnosticSettings: [] };
const gap = settingsDenied(accountId("acct"));
const nobody = { fail: message, severity: "medium", factors: blind() } as const;
const partial = (...missing: readonly string[]) =>
  ({
    fail: `SFTP on "acct" is logged in part: nothing exports ${missing.map((name) => `"${name}"`).join(", ")}.`,
    severity: "medium",
    factors: ["unlogged-logins", "any-network", "partly-logged"],
  }) as const;

checkTable(check, [
  [
    "the typical case",
    openAccount(),
    { fail: message, severity: "high", factors: blind("password") },
    { ...unlogged, localUsers: [localUser({ hasSshPassword: known(true) }), localUser({ name: "b" })] },
  ],
  [
    "keys only",
    openAccount(),
    { fail: message, severity: "high", factors: blind("ssh-key") },
    { ...unlogged, localUsers: [localUser()] },
  ],
  [
    "the users were not read, which only scores",
    openAccount(),
    { fail: message, severity: "high", factors: blind("unknown-credential") },
    { ...unlogged, gaps: { localUsers: [denied(accountId("acct"))] } },
  ],
  ["no user", openAccount(), nobody, unlogged],
  [
    "local users are off, and identities of Entra sign in",
    openAccount({ isLocalUserEnabled: known(false) }),
    { fail: message, severity: "medium", factors: blind("no-credential") },
    { ...unlogged, localUsers: [localUser({ hasSshPassword: known(true) })] },
  ],
  [
    "whether local users are on was not read",
    openAccount({ isLocalUserEnabled: unknown(denied()) }),
    { fail: message, severity: "high", factors: blind("ssh-key") },
    { ...unlogged, localUsers: [localUser()] },
  ],
  [
    "a closed network",
    openAccount({ publicNetworkAccess: known("Disabled") }),
    { fail: message, severity: "medium", factors: ["unlogged-logins", "private-network", "not-logged"] },
    unlogged,
  ],
  [
    "a setting that exports metrics",
    openAccount(),
    nobody,
    { blobDiagnosticSettings: [diagnosticSetting({ logs: known([]) })] },
  ],
  [
    "a setting whose logs are switched off",
    openAccount(),
    nobody,
    {
      blobDiagnosticSettings: [
        diagnosticSetting({ logs: known([{ category: null, categoryGroup: "allLogs", enabled: false }]) }),
      ],
    },
  ],
  [
    "a setting that leads nowhere",
    openAccount(),
    nobody,
    { blobDiagnosticSettings: [diagnosticSetting(nowhere)] },
  ],
  [
    "an account that keeps its logs at home",
    openAccount(),
    {
      ...nobody,
      fail: `SFTP on "acct" leaves no log: nothing exports ${all}, and "archive" writes into the account itself.`,
    },
    {
      blobDiagnosticSettings: [
        diagnosticSetting({
          ...toAccount("acct"),
          name: "archive",
          storageAccountId: known(accountId("acct").toUpperCase()),
        }),
        diagnosticSetting({ ...nowhere, name: "metrics" }),
        diagnosticSetting({ ...toAccount("logs"), name: "other", logs: known([]) }),
        diagnosticSetting({
          ...nowhere,
          name: "strange",
          logs: known([]),
          storageAccountId: unknown(gap),
        }),
      ],
    },
  ],
  [
    "settings of another account",
    openAccount(),
    nobody,
    { blobDiagnosticSettings: [diagnosticSetting({ of: accountId("acct2") })] },
  ],
  [
    "the settings of another account were not read",
    openAccount(),
    { ...nobody, factors: blind("ssh-key"), severity: "high" },
    {
      ...unlogged,
      localUsers: [localUser()],
      gaps: { blobDiagnosticSettings: [settingsDenied(accountId("acct2"))] },
    },
  ],
  [
    "one category missing",
    openAccount(),
    partial("StorageDelete"),
    { blobDiagnosticSettings: [diagnosticSetting({ logs: logs("StorageRead", "StorageWrite") })] },
  ],
  [
    "two categories missing, and all that scores is bad",
    openAccount(),
    {
      ...partial("StorageRead", "StorageWrite"),
      factors: ["unlogged-logins", "any-network", "password", "partly-logged"],
      limits: ["ceiling:medium"],
    },
    {
      blobDiagnosticSettings: [diagnosticSetting({ logs: logs("storagedelete", "Transaction") })],
      localUsers: [localUser({ hasSshPassword: known(true) })],
    },
  ],

  [
    "everything goes to a workspace",
    openAccount(),
    "pass",
    { blobDiagnosticSettings: [diagnosticSetting()] },
  ],
  [
    "audits",
    openAccount(),
    "pass",
    { blobDiagnosticSettings: [diagnosticSetting({ logs: group("Audit") })], guard: true },
  ],
  [
    "another account",
    openAccount(),
    "pass",
    { blobDiagnosticSettings: [diagnosticSetting(toAccount("acct2"))], guard: true },
  ],
  [
    "several settings together",
    openAccount(),
    "pass",
    {
      blobDiagnosticSettings: [
        diagnosticSetting({ logs: logs("StorageRead") }),
        diagnosticSetting({
          ...nowhere,
          name: "hub",
          logs: logs("StorageWrite", "StorageDelete"),
          eventHubAuthorizationRuleId: known("/hub"),
        }),
      ],
      guard: true,
    },
  ],
  [
    "everything, whatever other settings were not read",
    openAccount({ isSftpEnabled: unknown(denied()) }),
    "pass",
    {
      blobDiagnosticSettings: [diagnosticSetting(), diagnosticSetting({ name: "b", logs: unknown(gap) })],
      gaps: { blobDiagnosticSettings: [gap] },
      guard: true,
    },
  ],
  ["SFTP off", storageAccount(), "not-applicable", { ...unlogged, guard: true }],
  [
    "no hierarchical namespace",
    openAccount({ isHnsEnabled: known(false), isSftpEnabled: unknown(denied()) }),
    "not-applicable",
    { gaps: { blobDiagnosticSettings: [gap] }, guard: true },
  ],

  [
    "the settings were not read",
    openAccount(),
    { notAssessed: [gap] },
    { gaps: { blobDiagnosticSettings: [gap] } },
  ],
  ["nobody asked for the settings", openAccount(), "not-assessed"],
  [
    "whether SFTP is on was not read",
    openAccount({ isSftpEnabled: unknown(denied()) }),
    { notAssessed: [denied()] },
    unlogged,
  ],
  [
    "a setting that was not understood could export the rest",
    openAccount(),
    { notAssessed: [gap] },
    {
      blobDiagnosticSettings: [
        diagnosticSetting({ logs: logs("StorageRead") }),
        diagnosticSetting({ name: "b", logs: unknown(gap) }),
      ],
    },
  ],
  [
    "so could a destination",
    openAccount(),
    { notAssessed: [gap] },
    { blobDiagnosticSettings: [diagnosticSetting({ workspaceId: unknown(gap) })] },
  ],
]);

test("the setting is made on the blob service", () => {
  const [command = ""] = check.remediation.commands;
  expect(fillCommands(command, openAccount({ id: "/a b", name: "b" }))).toEqual([
    `az monitor diagnostic-settings create --name=sftp --resource='/a b'/blobServices/default --workspace='<workspace>' --logs='[{"categoryGroup":"allLogs","enabled":true}]'`,
  ]);
});
