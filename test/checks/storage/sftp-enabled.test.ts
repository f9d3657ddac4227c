import { expect, test } from "vitest";
import check from "../../../checks/storage/sftp-enabled.ts";
import { assess } from "../../../src/assess/assess.ts";
import { DEFAULT_SETTINGS } from "../../../src/config.ts";
import { emptySections } from "../../../src/inventory/inventory.ts";
import { byDefault, known, unknown } from "../../../src/inventory/known.ts";
import type { StorageAccount } from "../../../src/inventory/sections.ts";
import {
  accountId,
  denied,
  localUser,
  networkRules,
  openAccount,
  scope,
  storageAccount,
  SUBSCRIPTION,
  TENANT,
} from "../build.ts";
import { diagnosticSetting } from "../build-logging.ts";
import { checkTable } from "../check-table.ts";

const closed: Partial<StorageAccount> = { publicNetworkAccess: known("Disabled") };
const writer = localUser({ permissionScopes: known([scope("cw")]) });
const message = 'SFTP is enabled on "acct", which has 1 local user.';
const usersCut = { localUsers: [denied(accountId("acct"))] };

checkTable(check, [
  ["off", storageAccount(), "pass"],
  ["off by default", storageAccount({ isSftpEnabled: byDefault(false) }), "pass"],
  ["off, whatever its users may do", storageAccount(), "pass", { localUsers: [writer] }],
  [
    "on, without a hierarchical namespace",
    openAccount({ isHnsEnabled: known(false) }),
    "not-applicable",
    { localUsers: [writer], guard: true },
  ],
  [
    "without a hierarchical namespace, the flag not readable",
    openAccount({ isHnsEnabled: known(false), isSftpEnabled: unknown(denied()) }),
    "not-applicable",
    { guard: true },
  ],
  ["namespace not readable", openAccount({ isHnsEnabled: unknown(denied()) }), { notAssessed: [denied()] }],
  [
    "off, but the namespace not readable",
    storageAccount({ isHnsEnabled: unknown(denied("/a")) }),
    { notAssessed: [denied("/a")] },
  ],
  [
    "flag not readable",
    openAccount({ isSftpEnabled: unknown(denied("/b")) }),
    { notAssessed: [denied("/b")] },
  ],

  [
    "the typical case",
    openAccount(),
    { fail: message, severity: "medium", factors: ["sftp-write", "any-network", "unknown-logging"] },
    { localUsers: [writer] },
  ],
  [
    "nothing is logged",
    openAccount(),
    { fail: message, severity: "medium", factors: ["sftp-write", "any-network", "not-logged"] },
    { localUsers: [writer], blobDiagnosticSettings: [] },
  ],
  [
    "all is logged",
    openAccount(),
    { fail: message, severity: "medium", factors: ["sftp-write", "any-network"] },
    { localUsers: [writer], blobDiagnosticSettings: [diagnosticSetting()] },
  ],
  [
    "on, local users switched off",
    openAccount({ isLocalUserEnabled: known(false) }),
    { fail: message, severity: "medium", factors: ["sftp-write", "any-network", "unknown-logging"] },
    { localUsers: [writer] },
  ],
  [
    "the widest right of three users counts, and no other account's",
    openAccount(),
    {
      fail: 'SFTP is enabled on "acct", which has 3 local users.',
      severity: "medium",
      factors: ["sftp-takeover", "any-network", "unknown-logging"],
    },
    {
      localUsers: [
        localUser({ name: "one" }),
        localUser({ name: "two", permissionScopes: known([scope("rp")]) }),
        localUser({ name: "three", permissionScopes: known([scope("w")]) }),
        localUser({ name: "four", accountId: accountId("other") }),
      ],
    },
  ],
  [
    "a user that may read",
    openAccount(),
    { fail: message, severity: "medium", factors: ["sftp-read", "any-network", "unknown-logging"] },
    { localUsers: [localUser()] },
  ],
  [
    "a user without any right",
    openAccount(),
    { fail: message, severity: "low", factors: ["sftp-endpoint", "any-network", "unknown-logging"] },
    { localUsers: [localUser({ permissionScopes: known([]) })] },
  ],
  [
    "no local user",
    openAccount(),
    {
      fail: 'SFTP is enabled on "acct", which has 0 local users.',
      severity: "low",
      factors: ["sftp-endpoint", "any-network", "unknown-logging"],
    },
  ],
  [
    "users not readable",
    openAccount(),
    {
      fail: 'SFTP is enabled on "acct", whose local users were not read.',
      severity: "medium",
      factors: ["sftp-unknown-right", "any-network", "unknown-logging"],
    },
    { gaps: usersCut },
  ],
  [
    "network not readable",
    openAccount({ publicNetworkAccess: unknown(denied()) }),
    { fail: message, severity: "medium", factors: ["sftp-write", "unknown-network", "unknown-logging"] },
    { localUsers: [writer] },
  ],
  [
    "selected networks",
    openAccount({ networkAcls: known(networkRules({ ipRules: ["203.0.113.7"] })) }),
    { fail: message, severity: "medium", factors: ["sftp-write", "selected-networks", "unknown-logging"] },
    { localUsers: [writer] },
  ],
  [
    "a list of accounts that was cut elsewhere",
    openAccount(),
    {
      fail: 'SFTP is enabled on "acct", which has 0 local users.',
      severity: "low",
      factors: ["sftp-endpoint", "any-network", "unknown-logging"],
    },
    { gaps: { storageAccounts: [denied()] } },
  ],

  // Nobody there and no way in: told, and no more.
  [
    "no user and no network",
    openAccount(closed),
    {
      fail: 'SFTP is enabled on "acct", which has 0 local users.',
      severity: "info",
      factors: ["sftp-endpoint", "private-network", "unknown-logging"],
      limits: ["ceiling:info"],
    },
    { guard: true },
  ],
  [
    "no user and a perimeter",
    openAccount({ publicNetworkAccess: known("SecuredByPerimeter") }),
    {
      fail: /0 local users/,
      severity: "info",
      factors: ["sftp-endpoint", "private-network", "unknown-logging"],
      limits: ["ceiling:info"],
    },
  ],
  [
    "no user, and a private endpoint",
    openAccount({ ...closed, privateEndpoints: known(1) }),
    {
      fail: /0 local users/,
      severity: "low",
      factors: ["sftp-endpoint", "private-network", "unknown-logging"],
    },
  ],
  [
    "no user, private endpoints not readable",
    openAccount({ ...closed, privateEndpoints: unknown(denied()) }),
    {
      fail: /0 local users/,
      severity: "low",
      factors: ["sftp-endpoint", "private-network", "unknown-logging"],
    },
  ],
  [
    "no user, selected networks",
    openAccount({ networkAcls: known(networkRules({ ipRules: ["203.0.113.7"] })) }),
    {
      fail: /0 local users/,
      severity: "low",
      factors: ["sftp-endpoint", "selected-networks", "unknown-logging"],
    },
  ],
  [
    "no user, network not readable",
    openAccount({ networkAcls: unknown(denied()) }),
    {
      fail: /0 local users/,
      severity: "low",
      factors: ["sftp-endpoint", "unknown-network", "unknown-logging"],
    },
  ],
  [
    "a user and no network",
    openAccount(closed),
    { fail: message, severity: "medium", factors: ["sftp-write", "private-network", "unknown-logging"] },
    { localUsers: [writer] },
  ],
  [
    "users not readable and no network",
    openAccount(closed),
    {
      fail: 'SFTP is enabled on "acct", whose local users were not read.',
      severity: "low",
      factors: ["sftp-unknown-right", "private-network", "unknown-logging"],
    },
    { gaps: usersCut },
  ],

  // expected.sftp
  [
    "expected by name",
    openAccount(),
    "not-applicable",
    { settings: { expected: { sftp: ["acct"], localUsers: [] } }, guard: true },
  ],
  [
    "expected in other case",
    openAccount(),
    "not-applicable",
    { settings: { expected: { sftp: ["ACCT"], localUsers: [] } } },
  ],
  [
    "expected by id",
    openAccount(),
    "not-applicable",
    { settings: { expected: { sftp: [accountId("acct")], localUsers: [] } } },
  ],
  [
    "expected by a pattern of names",
    openAccount(),
    "not-applicable",
    { settings: { expected: { sftp: ["x", "a*t"], localUsers: [] } } },
  ],
  [
    "expected by a pattern of ids",
    openAccount(),
    "not-applicable",
    { settings: { expected: { sftp: [`${SUBSCRIPTION}/*`], localUsers: [] } } },
  ],
  [
    "others are expected",
    openAccount(),
    { fail: /0 local users/, severity: "low", factors: ["sftp-endpoint", "any-network", "unknown-logging"] },
    {
      settings: {
        expected: { sftp: ["acc", "acct2", "*cct2", accountId("other"), TENANT, "b*"], localUsers: [] },
      },
    },
  ],
  [
    "expected and switched off",
    storageAccount(),
    "pass",
    { settings: { expected: { sftp: ["acct"], localUsers: [] } } },
  ],
]);

test("an account without its derived endpoint is a finding all the same", () => {
  const sections = { ...emptySections(), storageAccounts: { items: [openAccount()], gaps: [] } };
  const { findings } = assess(
    { collectedAt: "2026-01-01T00:00:00.000Z", sections },
    [check],
    DEFAULT_SETTINGS,
  );
  expect(findings.map((finding) => finding.message)).toEqual([
    'SFTP is enabled on "acct", whose local users were not read.',
  ]);
  expect(findings[0]?.ledger.map((line) => line.factor)).toEqual([
    "sftp-unknown-right",
    "any-network",
    "unknown-logging",
  ]);
});
