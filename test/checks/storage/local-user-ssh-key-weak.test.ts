import check from "../../../checks/storage/local-user-ssh-key-weak.ts";
import type { FactorName } from "../../../src/check.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { SshKey } from "../../../src/inventory/sections.ts";
import { accountId, denied, localUser, openAccount, scope, SUBSCRIPTION, TENANT } from "../build.ts";
import { sshFingerprint, sshKey } from "../build-ssh-keys.ts";
import { checkTable, type FailRow, type Given } from "../check-table.ts";

const weak = (over: Partial<SshKey> = {}) => sshKey({ bits: 1024, ...over });
const begin = `SSH key ${sshFingerprint("key")} ("nightly upload") of local user "partner" of "acct"`;
const rest = ["unknown-age", "unknown-use", "unknown-logging"] as const;
const fails = (
  words: string,
  credentials: readonly FactorName[] = ["weak-ssh-key"],
  over: Partial<FailRow> = {},
): FailRow => ({
  fail: `${begin} ${words}.`,
  severity: "medium",
  factors: ["sftp-read", "any-network", ...credentials, ...rest],
  ...over,
});
const on = (over: Parameters<typeof openAccount>[0], given: Given = {}): Given => ({
  ...given,
  storageAccounts: [openAccount({ name: "other" }), openAccount(over)],
});
const userOf = (account: string, name: string): string => `${accountId(account)}/localUsers/${name}`;
const undocumented = (algorithm: string): string =>
  `is of type "${algorithm}", which Azure Storage does not document`;
const low = { severity: "low", limits: ["ceiling:low"] } as const;

checkTable(
  check,
  [
    ["the typical case", weak(), fails("is of RSA with 1024 bits")],
    ["one bit too few", weak({ bits: 2047 }), fails("is of RSA with 2047 bits")],
    [
      "nobody says what it is for",
      weak({ description: null }),
      fails("", undefined, {
        fail: `${begin.replace('"nightly upload"', "without a description")} is of RSA with 1024 bits.`,
      }),
    ],
    ["DSS", sshKey({ algorithm: "ssh-dss", bits: null }), fails(undocumented("ssh-dss"))],
    ["no key at all", sshKey({ algorithm: null, bits: null }), fails("cannot be read as a key")],
    [
      "strong, and not documented",
      sshKey({ algorithm: "ssh-ed25519", bits: 256 }),
      fails(undocumented("ssh-ed25519"), ["weak-ssh-key"], low),
    ],
    [
      "shared with one",
      sshKey({ sharedWith: [userOf("other", "eve")] }),
      fails('is also the key of 1 other local user ("other/eve")', ["shared-ssh-key"]),
    ],
    [
      "shared, in Azure's own spelling",
      sshKey({
        sharedWith: ["b", "a"].map((name) => userOf("acct", name).replace("localUsers", "localusers")),
      }),
      fails('is also the key of 2 other local users ("acct/a", "acct/b")', ["shared-ssh-key"]),
    ],
    [
      "shared with more than a sentence holds",
      sshKey({ sharedWith: Array.from({ length: 7 }, (_, at) => userOf("acct", `u${at}`)) }),
      fails(
        'is also the key of 7 other local users ("acct/u0", "acct/u1", "acct/u2", "acct/u3", "acct/u4" and 2 more)',
        ["shared-ssh-key"],
      ),
    ],
    [
      "shared with more than are named",
      sshKey({ sharedWith: Array.from({ length: 50 }, (_, at) => userOf("acct", `u${10 + at}`)) }),
      fails(
        'is also the key of 50 or more other local users ("acct/u10", "acct/u11", "acct/u12", "acct/u13", "acct/u14" and 45 more)',
        ["shared-ssh-key"],
      ),
    ],
    [
      "weak and shared",
      weak({ sharedWith: [userOf("other", "eve")] }),
      fails(
        'is of RSA with 1024 bits and is also the key of 1 other local user ("other/eve")',
        ["weak-ssh-key", "shared-ssh-key"],
        { limits: ["cap:credential"] },
      ),
    ],
    [
      "strong, not documented, and shared",
      sshKey({ algorithm: "ssh-ed25519", bits: 256, sharedWith: [userOf("other", "eve")] }),
      fails(
        `${undocumented("ssh-ed25519")} and is also the key of 1 other local user ("other/eve")`,
        ["weak-ssh-key", "shared-ssh-key"],
        { limits: ["cap:credential"] },
      ),
    ],
    [
      "of a user who writes, with a password as well",
      weak(),
      fails("is of RSA with 1024 bits", undefined, {
        severity: "high",
        factors: ["sftp-write", "any-network", "weak-ssh-key", ...rest],
      }),
      { localUsers: [localUser({ hasSshPassword: known(true), permissionScopes: known([scope("rw")]) })] },
    ],
    [
      "rights not readable",
      weak(),
      fails("is of RSA with 1024 bits", undefined, {
        factors: ["sftp-unknown-right", "any-network", "weak-ssh-key", ...rest],
      }),
      { localUsers: [localUser({ permissionScopes: unknown(denied()) })] },
    ],
    [
      "network closed",
      weak(),
      fails("is of RSA with 1024 bits", undefined, {
        factors: ["sftp-read", "private-network", "weak-ssh-key", ...rest],
      }),
      on({ publicNetworkAccess: known("Disabled") }),
    ],
    [
      "other keys not read",
      weak(),
      fails("is of RSA with 1024 bits"),
      { gaps: { sshKeys: [denied(userOf("acct", "eve"))] } },
    ],
    [
      "logins leave no log",
      weak(),
      fails("is of RSA with 1024 bits", undefined, {
        factors: ["sftp-read", "any-network", "weak-ssh-key", "unknown-age", "unknown-use", "not-logged"],
      }),
      { blobDiagnosticSettings: [] },
    ],

    ["a strong key", sshKey(), "pass"],
    ["nobody says what a strong key is for", sshKey({ description: null }), "pass", { guard: true }],
    ["just long enough", sshKey({ bits: 2048 }), "pass", { guard: true }],
    ["the name of a signature", sshKey({ algorithm: "rsa-sha2-512", bits: 4096 }), "pass", { guard: true }],
    ["ECDSA", sshKey({ algorithm: "ecdsa-sha2-nistp256", bits: 256 }), "pass", { guard: true }],
    ["ECDSA of 384 bits", sshKey({ algorithm: "ecdsa-sha2-nistp384", bits: 384 }), "pass"],
    ["a strong key, SFTP not readable", sshKey(), "pass", on({ isSftpEnabled: unknown(denied()) })],
    ["SFTP off", weak(), "not-applicable", on({ isSftpEnabled: known(false) }, { guard: true })],
    ["local users off", weak(), "not-applicable", on({ isLocalUserEnabled: known(false) }, { guard: true })],
    ["the account is gone", weak(), "not-applicable", { storageAccounts: [] }],
    ["the user is gone", weak(), "not-applicable", { localUsers: [] }],

    // Whoever was not read may hold the same key.
    [
      "a strong key, and others not read",
      sshKey(),
      { notAssessed: [denied(userOf("other", "eve"))] },
      { gaps: { sshKeys: [denied(userOf("other", "eve"))] } },
    ],
    [
      "a strong key, and a subscription not read",
      sshKey(),
      { notAssessed: [denied("/subscriptions/other"), denied(SUBSCRIPTION)] },
      { gaps: { sshKeys: [denied("/subscriptions/other"), denied(SUBSCRIPTION)] } },
    ],
    [
      "weak, SFTP not readable",
      weak(),
      { notAssessed: [denied("/sftp")] },
      on({ isSftpEnabled: unknown(denied("/sftp")) }),
    ],
    [
      "the account not read",
      weak(),
      { notAssessed: [denied(TENANT)] },
      { storageAccounts: [], gaps: { storageAccounts: [denied(TENANT)] } },
    ],
  ],
  { given: { storageAccounts: [openAccount()], localUsers: [localUser()] } },
);
