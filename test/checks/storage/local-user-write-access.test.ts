import check from "../../../checks/storage/local-user-write-access.ts";
import type { FactorName } from "../../../src/check.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { PermissionScope } from "../../../src/inventory/sections.ts";
import { denied, localUser, networkRules, openAccount, scope, SUBSCRIPTION } from "../build.ts";
import { diagnosticSetting } from "../build-logging.ts";
import { checkTable, type Expected, type Given } from "../check-table.ts";

const may = (...scopes: PermissionScope[]) => localUser({ permissionScopes: known(scopes) });
const byAcl = { allowAclAuthorization: known(true) } as const;
const rest = ["ssh-key", "unknown-age", "unknown-use", "unknown-logging"] as const;
const fails = (
  rights: string,
  right: FactorName,
  severity: "medium" | "high",
  ...more: FactorName[]
): Expected => ({
  fail: `Local user "partner" of "acct" holds ${rights}.`,
  severity,
  factors: [right, "any-network", ...rest, ...more],
});
const on = (over: Parameters<typeof openAccount>[0], given: Given = {}): Given => ({
  ...given,
  storageAccounts: [openAccount(over)],
});
const strange = (permissions: string, service = "blob") =>
  ({
    notAssessed: [
      {
        reason: "malformed",
        scope: localUser().id,
        request: "GET localUsers",
        detail: `permissions "${permissions}" on service "${service}" are not documented`,
      },
    ],
  }) as const;

checkTable(
  check,
  [
    ["the typical case", may(scope("rwl")), fails('"rwl" on "uploads"', "sftp-write", "medium")],
    [
      "nothing is logged",
      may(scope("rwl")),
      {
        fail: /"rwl" on "uploads"/,
        severity: "high",
        factors: ["sftp-write", "any-network", "ssh-key", "unknown-age", "unknown-use", "not-logged"],
      },
      { blobDiagnosticSettings: [] },
    ],
    [
      "all is logged",
      may(scope("rwl")),
      {
        fail: /"rwl" on "uploads"/,
        severity: "medium",
        factors: ["sftp-write", "any-network", "ssh-key", "unknown-age", "unknown-use"],
      },
      { blobDiagnosticSettings: [diagnosticSetting()] },
    ],
    ["upper case", may(scope("RWL")), fails('"RWL" on "uploads"', "sftp-write", "medium")],
    ["service in other case", may(scope("rw", "up", "Blob")), fails('"rw" on "up"', "sftp-write", "medium")],
    ["deletes only", may(scope("d")), fails('"d" on "uploads"', "sftp-write", "medium")],
    ["creates and reads", may(scope("rc")), fails('"rc" on "uploads"', "sftp-write", "medium")],
    ["changes owners", may(scope("o")), fails('"o" on "uploads"', "sftp-takeover", "high")],
    ["changes permissions", may(scope("rp")), fails('"rp" on "uploads"', "sftp-takeover", "high")],
    [
      "of three scopes, two that write",
      may(scope("wl", "a"), scope("r", "b"), scope("rcl", "c")),
      fails('"wl" on "a", "rcl" on "c"', "sftp-write", "medium"),
    ],
    [
      "more scopes than a sentence holds",
      may(...["a", "b", "c", "d", "e", "f"].map((name) => scope("rw", name))),
      fails('"rw" on "a", "rw" on "b", "rw" on "c", "rw" on "d" and 2 more', "sftp-write", "medium"),
    ],
    [
      "four scopes",
      may(...["a", "b", "c", "d"].map((name) => scope("rw", name))),
      fails('"rw" on "a", "rw" on "b", "rw" on "c", "rw" on "d"', "sftp-write", "medium"),
    ],

    // ACL authorization: the paths' own ACLs decide, which only the data plane shows.
    [
      "ACL authorization without any scope",
      localUser({ ...byAcl, permissionScopes: known([]) }),
      fails("whatever the ACLs of the paths allow", "sftp-takeover", "high"),
    ],
    [
      "ACL authorization, scopes not readable",
      localUser({ ...byAcl, permissionScopes: unknown(denied()) }),
      fails("whatever the ACLs of the paths allow", "sftp-takeover", "high"),
    ],
    [
      "ACL authorization beside a drop box",
      localUser({ ...byAcl, permissionScopes: known([scope("cw")]) }),
      fails('"cw" on "uploads", whatever the ACLs of the paths allow', "sftp-takeover", "high"),
    ],
    [
      "writes, ACL authorization not readable",
      localUser({ permissionScopes: known([scope("rw")]), allowAclAuthorization: unknown(denied()) }),
      fails('"rw" on "uploads"', "sftp-write", "medium"),
    ],
    [
      "drops files, ACL authorization not readable: no discount for what is not known",
      localUser({ permissionScopes: known([scope("cw")]), allowAclAuthorization: unknown(denied()) }),
      fails('"cw" on "uploads"', "sftp-write", "medium"),
    ],

    // Drop boxes
    ["drops files", may(scope("cw")), fails('"cw" on "uploads"', "sftp-write", "medium", "drop-only")],
    ["creates only", may(scope("c")), fails('"c" on "uploads"', "sftp-write", "medium", "drop-only")],
    ["drops and lists", may(scope("cwl")), fails('"cwl" on "uploads"', "sftp-write", "medium")],
    ["drops and deletes", may(scope("cwd")), fails('"cwd" on "uploads"', "sftp-write", "medium")],
    ["drops and owns", may(scope("cwo")), fails('"cwo" on "uploads"', "sftp-takeover", "high")],
    [
      "one drop box and one more",
      may(scope("cw", "a"), scope("rw", "b")),
      fails('"cw" on "a", "rw" on "b"', "sftp-write", "medium"),
    ],
    [
      "two drop boxes",
      may(scope("cw", "a"), scope("w", "b")),
      fails('"cw" on "a", "w" on "b"', "sftp-write", "medium", "drop-only"),
    ],

    // Unknown letters and services are reported, never dropped.
    [
      "an unknown letter beside one that writes",
      may(scope("wz")),
      fails('"wz" on "uploads"', "sftp-write", "medium"),
    ],
    [
      "an unknown letter on another scope",
      may(scope("rw", "a"), scope("rz", "b")),
      fails('"rw" on "a", the unknown "rz" on blob "b"', "sftp-write", "medium"),
    ],
    [
      "an unknown service beside a drop box",
      may(scope("cw", "a"), scope("r", "b", "table")),
      fails('"cw" on "a", the unknown "r" on table "b"', "sftp-write", "medium"),
    ],
    ["an unknown letter only", may(scope("rz")), strange("rz")],
    ["an unknown service", may(scope("r", "b", "table")), strange("r", "table")],
    ["writes to an unknown service", may(scope("w", "b", "queue")), strange("w", "queue")],

    ["reads", may(scope("r")), "pass"],
    ["reads and lists", may(scope("rl", "a"), scope("l", "b")), "pass"],
    ["no scope", may(), "pass"],
    ["an empty scope", may(scope("")), "pass"],
    ["writes to a file share", may(scope("rwd", "share", "file")), "pass", { guard: true }],
    ["writes to a file share in other case", may(scope("rwd", "share", "File")), "pass", { guard: true }],
    [
      "an unknown letter on a file share",
      may(scope("rwz", "share", "file"), scope("r")),
      "pass",
      { guard: true },
    ],
    ["SFTP not readable", may(scope("r")), "pass", on({ isSftpEnabled: unknown(denied()) })],

    ["SFTP off", may(scope("rw")), "not-applicable", on({ isSftpEnabled: known(false) }, { guard: true })],
    [
      "local users off",
      may(scope("rw")),
      "not-applicable",
      on({ isLocalUserEnabled: known(false) }, { guard: true }),
    ],
    ["no hierarchical namespace", may(scope("rw")), "not-applicable", on({ isHnsEnabled: known(false) })],
    ["the account is gone", may(scope("rw")), "not-applicable", { storageAccounts: [], guard: true }],

    [
      "scopes not readable",
      localUser({ permissionScopes: unknown(denied("/p")) }),
      { notAssessed: [denied("/p")] },
    ],
    [
      "ACL authorization not readable",
      localUser({ allowAclAuthorization: unknown(denied("/acl")) }),
      { notAssessed: [denied("/acl")] },
    ],
    [
      "both not readable",
      localUser({ permissionScopes: unknown(denied("/p")), allowAclAuthorization: unknown(denied("/acl")) }),
      { notAssessed: [denied("/p")] },
    ],
    [
      "writes, SFTP not readable",
      may(scope("rw")),
      { notAssessed: [denied("/sftp")] },
      on({ isSftpEnabled: unknown(denied("/sftp")) }),
    ],
    [
      "the account not read",
      may(scope("r")),
      { notAssessed: [denied(SUBSCRIPTION)] },
      { storageAccounts: [], gaps: { storageAccounts: [denied(SUBSCRIPTION)] } },
    ],
    [
      "the list of accounts was cut behind its own",
      may(scope("rl")),
      "pass",
      { gaps: { storageAccounts: [denied(SUBSCRIPTION)] } },
    ],

    [
      "network closed",
      may(scope("rw")),
      { fail: /"rw" on "uploads"/, severity: "medium", factors: ["sftp-write", "private-network", ...rest] },
      on({ publicNetworkAccess: known("Disabled") }),
    ],
    [
      "selected networks",
      may(scope("rw")),
      {
        fail: /"rw" on "uploads"/,
        severity: "medium",
        factors: ["sftp-write", "selected-networks", ...rest],
      },
      on({ networkAcls: known(networkRules({ virtualNetworkRules: ["/vnet"] })) }),
    ],
    [
      "a password",
      localUser({ permissionScopes: known([scope("rw")]), hasSshPassword: known(true) }),
      {
        fail: /"rw" on "uploads"/,
        severity: "high",
        factors: ["sftp-write", "any-network", "password", "unknown-age", "unknown-use", "unknown-logging"],
      },
    ],
  ],
  { given: { storageAccounts: [openAccount()] } },
);
