import check from "../../../checks/storage/local-user-password.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import {
  accountId,
  denied,
  localUser,
  networkRules,
  openAccount,
  scope,
  SUBSCRIPTION,
  TENANT,
} from "../build.ts";
import { diagnosticSetting } from "../build-logging.ts";
import { checkTable, type Given } from "../check-table.ts";

const withPassword = localUser({ hasSshPassword: known(true), permissionScopes: known([scope("rwl")]) });
const message = 'Local user "partner" of "acct" can log in with a password.';
const rest = ["password", "unknown-age", "unknown-use", "unknown-logging"] as const;
const on = (over: Parameters<typeof openAccount>[0], given: Given = {}): Given => ({
  ...given,
  storageAccounts: [
    openAccount({ name: "other", publicNetworkAccess: known("Disabled") }),
    openAccount(over),
  ],
});
const asked = localUser({ hasSshPassword: unknown(denied("/put")) });

checkTable(
  check,
  [
    [
      "the typical case",
      withPassword,
      { fail: message, severity: "high", factors: ["sftp-write", "any-network", ...rest] },
    ],
    [
      "nothing is logged: the open door",
      withPassword,
      {
        fail: message,
        severity: "critical",
        factors: ["sftp-write", "any-network", "password", "unknown-age", "unknown-use", "not-logged"],
        limits: ["gate:open-door"],
      },
      { blobDiagnosticSettings: [] },
    ],
    [
      "all is logged",
      withPassword,
      {
        fail: message,
        severity: "high",
        factors: ["sftp-write", "any-network", "password", "unknown-age", "unknown-use"],
      },
      { blobDiagnosticSettings: [diagnosticSetting()] },
    ],
    [
      "a password beside a key",
      localUser({
        hasSshPassword: known(true),
        hasSshKey: known(true),
        permissionScopes: known([scope("rp")]),
      }),
      { fail: message, severity: "high", factors: ["sftp-takeover", "any-network", ...rest] },
    ],
    [
      "a reader",
      localUser({ hasSshPassword: known(true) }),
      { fail: message, severity: "medium", factors: ["sftp-read", "any-network", ...rest] },
    ],
    [
      "rights not readable",
      localUser({ hasSshPassword: known(true), permissionScopes: unknown(denied()) }),
      { fail: message, severity: "medium", factors: ["sftp-unknown-right", "any-network", ...rest] },
    ],
    [
      "network closed",
      withPassword,
      { fail: message, severity: "medium", factors: ["sftp-write", "private-network", ...rest] },
      on({ publicNetworkAccess: known("Disabled") }),
    ],
    [
      "behind a perimeter",
      withPassword,
      { fail: message, severity: "medium", factors: ["sftp-write", "private-network", ...rest] },
      on({ publicNetworkAccess: known("SecuredByPerimeter") }),
    ],
    [
      "selected networks",
      withPassword,
      { fail: message, severity: "high", factors: ["sftp-write", "selected-networks", ...rest] },
      on({ networkAcls: known(networkRules({ ipRules: ["203.0.113.7"] })) }),
    ],
    [
      "network not readable",
      withPassword,
      { fail: message, severity: "medium", factors: ["sftp-write", "unknown-network", ...rest] },
      on({ networkAcls: unknown(denied()) }),
    ],

    ["a key only", localUser(), "pass"],
    ["no credential", localUser({ hasSshKey: known(false) }), "pass"],
    [
      "no password, SFTP not readable",
      localUser(),
      "pass",
      on({ isSftpEnabled: unknown(denied()) }, { guard: true }),
    ],
    ["SFTP off", withPassword, "not-applicable", on({ isSftpEnabled: known(false) }, { guard: true })],
    [
      "local users off",
      withPassword,
      "not-applicable",
      on({ isLocalUserEnabled: known(false) }, { guard: true }),
    ],
    [
      "no hierarchical namespace",
      withPassword,
      "not-applicable",
      on({ isHnsEnabled: known(false) }, { guard: true }),
    ],
    ["SFTP off, password not readable", asked, "not-applicable", on({ isSftpEnabled: known(false) })],
    ["the account is gone", withPassword, "not-applicable", { storageAccounts: [], guard: true }],

    // An absent flag is not a no: answers to PUT omit it.
    ["password not readable", asked, { notAssessed: [denied("/put")] }],
    [
      "a password, SFTP not readable",
      withPassword,
      { notAssessed: [denied("/sftp")] },
      on({ isSftpEnabled: unknown(denied("/sftp")) }),
    ],
    [
      "the account not read",
      withPassword,
      { notAssessed: [denied(SUBSCRIPTION)] },
      {
        storageAccounts: [openAccount({ name: "other" })],
        gaps: { storageAccounts: [denied(SUBSCRIPTION)] },
      },
    ],
    [
      "nothing read in the tenant",
      withPassword,
      { notAssessed: [denied(TENANT)] },
      { storageAccounts: [], gaps: { storageAccounts: [denied(TENANT)] } },
    ],
    [
      "the list of accounts was cut behind its own",
      withPassword,
      { fail: message, severity: "high", factors: ["sftp-write", "any-network", ...rest] },
      { gaps: { storageAccounts: [denied(SUBSCRIPTION)] } },
    ],
    [
      "the list of users was cut behind it",
      localUser(),
      "pass",
      { gaps: { localUsers: [denied(accountId("acct"))] } },
    ],
    [
      "another account was not read",
      withPassword,
      { fail: message, severity: "high", factors: ["sftp-write", "any-network", ...rest] },
      { gaps: { storageAccounts: [denied(accountId("acct2"))] } },
    ],
  ],
  { given: { storageAccounts: [openAccount()] } },
);
