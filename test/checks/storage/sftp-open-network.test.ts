import check from "../../../checks/storage/sftp-open-network.ts";
import { byDefault, known, unknown } from "../../../src/inventory/known.ts";
import { accountId, denied, localUser, networkRules, openAccount, scope, storageAccount } from "../build.ts";
import { diagnosticSetting, logs } from "../build-logging.ts";
import { checkTable } from "../check-table.ts";

const writer = localUser({ permissionScopes: known([scope("cw")]), hasSshPassword: known(true) });
const byAction =
  'The SFTP endpoint of "acct" is reachable from any network: its default action allows every network.';
const nobody = { severity: "low", factors: ["sftp-endpoint", "any-network", "unknown-logging"] } as const;
const rules = (...ipRules: string[]) => openAccount({ networkAcls: known(networkRules({ ipRules })) });
const byRules = (words: string) => ({
  ...nobody,
  fail: `The SFTP endpoint of "acct" is reachable from any network: its IP rules allow ${words}.`,
});

checkTable(check, [
  [
    "the typical case",
    openAccount(),
    {
      fail: byAction,
      severity: "high",
      factors: ["sftp-write", "any-network", "password", "unknown-logging"],
    },
    { localUsers: [writer] },
  ],
  [
    "nothing is logged: the open door",
    openAccount(),
    {
      fail: byAction,
      severity: "critical",
      factors: ["sftp-write", "any-network", "password", "not-logged"],
      limits: ["gate:open-door"],
    },
    { localUsers: [writer], blobDiagnosticSettings: [] },
  ],
  [
    "a part is logged",
    openAccount(),
    {
      fail: byAction,
      severity: "high",
      factors: ["sftp-write", "any-network", "password", "partly-logged"],
    },
    {
      localUsers: [writer],
      blobDiagnosticSettings: [diagnosticSetting({ logs: logs("StorageRead") })],
    },
  ],
  [
    "all is logged",
    openAccount(),
    { fail: byAction, severity: "medium", factors: ["sftp-write", "any-network", "password"] },
    { localUsers: [writer], blobDiagnosticSettings: [diagnosticSetting()] },
  ],
  [
    "logging not readable",
    openAccount(),
    {
      fail: byAction,
      severity: "high",
      factors: ["sftp-write", "any-network", "password", "unknown-logging"],
    },
    { localUsers: [writer], gaps: { blobDiagnosticSettings: [denied(accountId("acct"))] } },
  ],
  [
    "an SSH key only",
    openAccount(),
    {
      fail: byAction,
      severity: "medium",
      factors: ["sftp-read", "any-network", "ssh-key", "unknown-logging"],
    },
    { localUsers: [localUser()] },
  ],
  [
    "of two users, one with a password",
    openAccount(),
    {
      fail: byAction,
      severity: "high",
      factors: ["sftp-takeover", "any-network", "password", "unknown-logging"],
    },
    {
      localUsers: [
        writer,
        localUser({ name: "two", allowAclAuthorization: known(true) }),
        localUser({ name: "three" }),
      ],
    },
  ],
  [
    "no way in",
    openAccount(),
    {
      fail: byAction,
      severity: "medium",
      factors: ["sftp-read", "any-network", "no-credential", "unknown-logging"],
    },
    { localUsers: [localUser({ hasSshKey: known(false) })] },
  ],
  [
    "passwords not readable",
    openAccount(),
    {
      fail: byAction,
      severity: "medium",
      factors: ["sftp-read", "any-network", "unknown-credential", "unknown-logging"],
    },
    { localUsers: [localUser({ hasSshPassword: unknown(denied()) })] },
  ],
  [
    "keys not readable",
    openAccount(),
    {
      fail: byAction,
      severity: "medium",
      factors: ["sftp-read", "any-network", "unknown-credential", "unknown-logging"],
    },
    { localUsers: [localUser({ hasSshKey: unknown(denied()) })] },
  ],
  [
    "users not readable",
    openAccount(),
    {
      fail: byAction,
      severity: "medium",
      factors: ["sftp-unknown-right", "any-network", "unknown-credential", "unknown-logging"],
    },
    { gaps: { localUsers: [denied(accountId("acct"))] } },
  ],
  ["no local user", openAccount(), { ...nobody, fail: byAction }],
  [
    "open by default",
    openAccount({
      publicNetworkAccess: byDefault("Enabled"),
      networkAcls: byDefault(networkRules({ defaultAction: "Allow" })),
      isLocalUserEnabled: byDefault(true),
    }),
    { ...nobody, fail: byAction },
    { settings: { expected: { sftp: ["*"], localUsers: [] } } },
  ],
  [
    "a private endpoint does not close the public one",
    openAccount({ privateEndpoints: known(2) }),
    { ...nobody, fail: byAction },
  ],
  [
    "rules do not restrict what the default action allows",
    openAccount({ networkAcls: known(networkRules({ defaultAction: "Allow", ipRules: ["203.0.113.7"] })) }),
    { ...nobody, fail: byAction },
  ],

  // Rules that restrict nothing: 2^24 addresses or more together.
  ["every address", rules("0.0.0.0/0"), byRules('"0.0.0.0/0"')],
  ["half of all addresses", rules("0.0.0.0/1"), byRules('"0.0.0.0/1"')],
  ["one /8", rules("10.0.0.0/8"), byRules('"10.0.0.0/8"')],
  ["one /8 as a span", rules("11.0.0.0-11.255.255.255"), byRules('"11.0.0.0-11.255.255.255"')],
  ["two halves of a /8", rules("11.0.0.0/9", "11.128.0.0/9"), byRules('"11.0.0.0/9", "11.128.0.0/9"')],
  [
    "three rules, all named",
    rules("11.0.0.0/8", "1.1.1.1", "2.2.2.2"),
    byRules('"11.0.0.0/8", "1.1.1.1", "2.2.2.2"'),
  ],
  [
    "four quarters of a /8, and a rule of one address",
    rules("11.0.0.0/10", "11.64.0.0/10", "12.0.0.0/10", "12.64.0.0/10", "1.1.1.1"),
    byRules('"11.0.0.0/10", "11.64.0.0/10", "12.0.0.0/10" and 2 more'),
  ],
  [
    "a /8 beside a rule that cannot be read",
    rules("strange", "11.0.0.0/8"),
    byRules('"strange", "11.0.0.0/8"'),
  ],
  ["one address less than a /8", rules("11.0.0.0-11.255.255.254"), "pass", { guard: true }],
  ["a /9 listed twice", rules("11.0.0.0/9", "11.0.0.0/9"), "pass", { guard: true }],
  ["a /9 and its own half", rules("11.0.0.0/9", "11.0.0.0/10", "11.64.0.0/10"), "pass", { guard: true }],
  [
    "a rule that cannot be read",
    rules("2001:db8::/32"),
    {
      notAssessed: [
        {
          reason: "malformed",
          scope: accountId("acct"),
          request: "GET storageAccounts",
          detail: 'ipRules holds "2001:db8::/32", which is no IPv4 address or range',
        },
      ],
    },
  ],

  ["public network off", openAccount({ publicNetworkAccess: known("Disabled") }), "pass"],
  [
    "a perimeter, whatever the default action",
    openAccount({ publicNetworkAccess: known("SecuredByPerimeter") }),
    "pass",
    { guard: true },
  ],
  ["one address", rules("203.0.113.7"), "pass"],
  [
    "a virtual network",
    openAccount({ networkAcls: known(networkRules({ virtualNetworkRules: ["/vnet"] })) }),
    "pass",
  ],
  ["denied to all", rules(), "pass"],
  [
    "public network off, rules not readable",
    openAccount({ publicNetworkAccess: known("Disabled"), networkAcls: unknown(denied()) }),
    "pass",
    { guard: true },
  ],

  ["SFTP off", openAccount({ isSftpEnabled: known(false) }), "not-applicable", { guard: true }],
  ["local users off", openAccount({ isLocalUserEnabled: known(false) }), "not-applicable", { guard: true }],
  [
    "no hierarchical namespace",
    openAccount({ isHnsEnabled: known(false) }),
    "not-applicable",
    { guard: true },
  ],
  ["safe", storageAccount(), "not-applicable"],
  [
    "SFTP off, the rest not readable",
    storageAccount({ isHnsEnabled: unknown(denied()), isLocalUserEnabled: unknown(denied()) }),
    "not-applicable",
  ],
  ["SFTP not readable", openAccount({ isSftpEnabled: unknown(denied()) }), { notAssessed: [denied()] }],
  [
    "local users flag not readable",
    openAccount({ isLocalUserEnabled: unknown(denied("/b")) }),
    { notAssessed: [denied("/b")] },
  ],
  [
    "network not readable",
    openAccount({ publicNetworkAccess: unknown(denied()) }),
    { notAssessed: [denied()] },
  ],
  [
    "rules not readable",
    openAccount({ networkAcls: unknown(denied("/c")) }),
    { notAssessed: [denied("/c")] },
  ],
]);
