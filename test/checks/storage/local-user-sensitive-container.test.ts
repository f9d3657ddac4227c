import check from "../../../checks/storage/local-user-sensitive-container.ts";
import type { FactorName } from "../../../src/check.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { PermissionScope } from "../../../src/inventory/sections.ts";
import {
  accountId,
  denied,
  localUser,
  networkRules,
  openAccount,
  scope,
  storageAccount,
  SUBSCRIPTION,
} from "../build.ts";
import { diagnosticSetting } from "../build-logging.ts";
import { checkTable, type FailRow } from "../check-table.ts";

const may = (...scopes: PermissionScope[]) => localUser({ permissionScopes: known(scopes) });
const rest = ["ssh-key", "unknown-age", "unknown-use", "unknown-logging"] as const;
const typical = ["sftp-read", "sensitive-container", "any-network", ...rest] as const;
const reads = (what: string, factors: readonly FactorName[] = typical): FailRow => ({
  fail: `Local user "partner" of "acct" reaches ${what}.`,
  severity: "high",
  factors,
});
const writes = (what: string, right: FactorName = "sftp-write"): FailRow => ({
  fail: `Local user "partner" of "acct" reaches ${what}.`,
  severity: "high",
  factors: [right, "sensitive-container", "any-network", ...rest],
  limits: ["cap:impact"],
});

checkTable(
  check,
  [
    [
      "the typical case",
      may(scope("rl", "insights-logs-auditevent")),
      reads('"insights-logs-auditevent" with "rl"'),
    ],
    [
      "nothing is logged",
      may(scope("r", "backup")),
      reads('"backup" with "r"', [...typical.slice(0, -1), "not-logged"]),
      { blobDiagnosticSettings: [] },
    ],
    [
      "all is logged",
      may(scope("r", "backup")),
      { ...reads('"backup" with "r"', typical.slice(0, -1)), severity: "medium" },
      { blobDiagnosticSettings: [diagnosticSetting()] },
    ],
    ["metrics", may(scope("r", "insights-metrics-pt1m")), reads('"insights-metrics-pt1m" with "r"')],
    ["lists logs", may(scope("l", "insights-logs-x")), reads('"insights-logs-x" with "l"')],
    ["a backup", may(scope("r", "backup")), reads('"backup" with "r"')],
    ["backups", may(scope("r", "backups-2025")), reads('"backups-2025" with "r"')],
    ["Terraform state", may(scope("r", "tfstate")), reads('"tfstate" with "r"')],
    ["function secrets", may(scope("r", "azure-webjobs-secrets")), reads('"azure-webjobs-secrets" with "r"')],
    ["boot diagnostics", may(scope("r", "bootdiagnostics-vm")), reads('"bootdiagnostics-vm" with "r"')],
    ["disks", may(scope("r", "vhds")), reads('"vhds" with "r"')],
    ["in other case", may(scope("r", "TFState")), reads('"TFState" with "r"')],
    ["a folder in it", may(scope("r", "backup/2025")), reads('"backup/2025" with "r"')],
    [
      "a container of the settings",
      may(scope("r", "payroll-2025")),
      reads('"payroll-2025" with "r"'),
      {
        settings: { sensitiveContainers: ["payroll*"] },
      },
    ],
    [
      "of four scopes, two",
      may(scope("r", "uploads"), scope("r", "backup"), scope("r", "x"), scope("l", "vhds")),
      reads('"backup" with "r", "vhds" with "l"'),
    ],
    ["may only drop backups", may(scope("cw", "backup")), writes('"backup" with "cw"')],
    [
      "may take over Terraform state",
      may(scope("rp", "tfstate")),
      writes('"tfstate" with "rp"', "sftp-takeover"),
    ],
    ["reads and writes logs", may(scope("rw", "insights-logs-x")), writes('"insights-logs-x" with "rw"')],

    // Writing to Azure Monitor's containers is another check's.
    [
      "more than a message holds",
      may(...["a", "b", "c", "d", "e", "f"].map((name) => scope("r", `backup-${name}`))),
      reads('"backup-a" with "r", "backup-b" with "r", "backup-c" with "r", "backup-d" with "r" and 2 more'),
    ],
    ["writes logs", may(scope("wcd", "insights-logs-x")), "pass", { guard: true }],
    [
      "owns logs",
      may(scope("wo", "insights-logs-x")),
      writes('"insights-logs-x" with "wo"', "sftp-takeover"),
    ],
    ["writes metrics in other case", may(scope("w", "Insights-Metrics-x")), "pass", { guard: true }],

    ["no scope", may(), "pass"],
    ["another container", may(scope("rwdlcop", "uploads")), "pass"],
    [
      "the word at another place",
      may(scope("r", "my-backup"), scope("r", "x-tfstate")),
      "pass",
      { guard: true },
    ],
    ["the word in a folder", may(scope("r", "uploads/backup")), "pass", { guard: true }],
    ["insights alone", may(scope("r", "insights-logs"), scope("r", "insights")), "pass", { guard: true }],
    ["a file share", may(scope("r", "backup", "file")), "pass", { guard: true }],
    ["$logs", may(scope("rl", "$logs")), "pass", { guard: true }],
    [
      "$backup, whatever the settings say",
      may(scope("rl", "$backup")),
      "pass",
      {
        settings: { sensitiveContainers: ["*"] },
        guard: true,
      },
    ],
    ["a scope without a right", may(scope("", "backup")), "pass", { guard: true }],
    [
      "a name that only begins like the settings'",
      may(scope("r", "payroll-2025")),
      "pass",
      {
        settings: { sensitiveContainers: ["payroll"] },
      },
    ],

    [
      "scopes not readable",
      localUser({ permissionScopes: unknown(denied("/p")) }),
      { notAssessed: [denied("/p")] },
    ],

    // The account explains and scores; the finding stands without it.
    [
      "SFTP off today",
      may(scope("r", "backup")),
      { ...reads('"backup" with "r"', [...typical, "sftp-off"]), severity: "medium" },
      { storageAccounts: [openAccount({ isSftpEnabled: known(false) })] },
    ],
    [
      "SFTP not readable",
      may(scope("r", "backup")),
      reads('"backup" with "r"'),
      { storageAccounts: [openAccount({ isSftpEnabled: unknown(denied()) })] },
    ],
    [
      "the safe account",
      may(scope("r", "backup")),
      {
        ...reads('"backup" with "r"', [
          "sftp-read",
          "sensitive-container",
          "private-network",
          ...rest,
          "sftp-off",
        ]),
        severity: "low",
      },
      { storageAccounts: [storageAccount()] },
    ],
    [
      "selected networks",
      may(scope("r", "backup")),
      {
        ...reads('"backup" with "r"', ["sftp-read", "sensitive-container", "selected-networks", ...rest]),
        severity: "medium",
      },
      { storageAccounts: [openAccount({ networkAcls: known(networkRules({ ipRules: ["203.0.113.7"] })) })] },
    ],
    [
      "the account not read",
      may(scope("r", "backup")),
      {
        fail: `Local user "partner" of "${accountId("acct")}" reaches "backup" with "r".`,
        severity: "medium",
        factors: ["sftp-read", "sensitive-container", "unknown-network", ...rest],
      },
      { storageAccounts: [], gaps: { storageAccounts: [denied(SUBSCRIPTION)] } },
    ],
    [
      "a password",
      localUser({ permissionScopes: known([scope("r", "backup")]), hasSshPassword: known(true) }),
      reads('"backup" with "r"', [
        "sftp-read",
        "sensitive-container",
        "any-network",
        "password",
        "unknown-age",
        "unknown-use",
        "unknown-logging",
      ]),
    ],
  ],
  { given: { storageAccounts: [openAccount()] } },
);
