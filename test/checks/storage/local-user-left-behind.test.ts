import check from "../../../checks/storage/local-user-left-behind.ts";
import type { FactorName } from "../../../src/check.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { LocalUser } from "../../../src/inventory/sections.ts";
import { denied, localUser, openAccount, scope, storageAccount, SUBSCRIPTION } from "../build.ts";
import { checkTable, type FailRow, type Given } from "../check-table.ts";

const writes = { permissionScopes: known([scope("cw")]) } as const;
const files = { permissionScopes: known([scope("rw", "share", "file")]) } as const;
const keyless = { hasSshKey: known(false) } as const;
const typical: readonly FactorName[] = ["sftp-write", "any-network", "ssh-key", "unknown-age", "sftp-off"];
const waits = (what = "an SSH key", off = "SFTP is off", over: Partial<FailRow> = {}): FailRow => ({
  fail: `Local user "partner" of "acct" keeps ${what} while ${off}.`,
  severity: "medium",
  factors: typical,
  ...over,
});
const on = (over: Parameters<typeof openAccount>[0]): Given => ({ storageAccounts: [openAccount(over)] });
const usersOff = on({ isLocalUserEnabled: known(false) });
const open = (at: string) => unknown(denied(at));
const user = (over: Partial<LocalUser>) => localUser({ ...writes, ...over });

checkTable(
  check,
  [
    ["the typical case", user({}), waits()],
    ["local users off", user({}), waits("an SSH key", "local users are off"), usersOff],
    [
      "both off, the network closed",
      user({}),
      waits("an SSH key", "SFTP and local users are off", {
        severity: "low",
        factors: ["sftp-write", "private-network", "ssh-key", "unknown-age", "sftp-off"],
      }),
      { storageAccounts: [storageAccount()] },
    ],
    [
      "SFTP off, local users not read",
      user({}),
      waits(),
      on({ isSftpEnabled: known(false), isLocalUserEnabled: open("/l") }),
    ],
    [
      "all there is",
      user({ hasSshPassword: known(true), hasSharedKey: known(true) }),
      waits("a password, an SSH key, a shared key", "SFTP is off", {
        factors: ["sftp-write", "any-network", "password", "unknown-age", "sftp-off"],
      }),
    ],
    [
      "a shared key",
      user({ ...keyless, hasSharedKey: known(true) }),
      waits("a shared key", "SFTP is off", {
        factors: ["sftp-write", "any-network", "shared-key", "unknown-age", "sftp-off"],
      }),
    ],
    [
      "a key, the password not read",
      user({ hasSshPassword: open("/pw") }),
      waits("an SSH key", "SFTP is off", {
        factors: ["sftp-write", "any-network", "unknown-credential", "unknown-age", "sftp-off"],
      }),
    ],
    [
      "a reader",
      localUser(),
      waits("an SSH key", "SFTP is off", {
        severity: "low",
        factors: ["sftp-read", "any-network", "ssh-key", "unknown-age", "sftp-off"],
      }),
    ],
    [
      "file shares that nobody reaches any more",
      user({ ...files, ...keyless, hasSharedKey: known(true) }),
      waits("a shared key", "local users are off", {
        severity: "low",
        factors: ["sftp-endpoint", "any-network", "shared-key", "unknown-age", "sftp-off"],
      }),
      usersOff,
    ],
    [
      "file shares, and ACLs that reach further",
      user({ ...files, allowAclAuthorization: known(true) }),
      waits("an SSH key", "SFTP is off", {
        factors: ["sftp-takeover", "any-network", "ssh-key", "unknown-age", "sftp-off"],
      }),
    ],
    [
      "rights not read, nobody signs in",
      user({ permissionScopes: open("/p") }),
      waits("an SSH key", "local users are off", {
        severity: "low",
        factors: ["sftp-unknown-right", "any-network", "ssh-key", "unknown-age", "sftp-off"],
      }),
      usersOff,
    ],

    ["SFTP on", user({}), "pass", on({})],
    ["no credential", user(keyless), "pass", { guard: true }],
    ["no credential, the switches not read", user(keyless), "pass", on({ isSftpEnabled: open("/s") })],
    [
      "there for file shares",
      user({ ...files, ...keyless, hasSharedKey: known(true) }),
      "pass",
      { guard: true },
    ],
    [
      "there for NFS 3.0",
      user({ permissionScopes: known([]), isNFSv3Enabled: known(true) }),
      "pass",
      { ...on({ isSftpEnabled: known(false), enableNfsV3: known(true) }), guard: true },
    ],
    [
      "no hierarchical namespace",
      user({}),
      "not-applicable",
      { ...on({ isHnsEnabled: known(false), isSftpEnabled: known(false) }), guard: true },
    ],
    ["the account is gone", user({}), "not-applicable", { storageAccounts: [] }],

    ["a flag not read", user({ ...keyless, hasSshPassword: open("/pw") }), { notAssessed: [denied("/pw")] }],
    ["SFTP not read", user({}), { notAssessed: [denied("/s")] }, on({ isSftpEnabled: open("/s") })],
    [
      "local users not read",
      user({}),
      { notAssessed: [denied("/l")] },
      on({ isLocalUserEnabled: open("/l") }),
    ],
    [
      "the namespace not read",
      user({}),
      { notAssessed: [denied("/n")] },
      on({ isHnsEnabled: open("/n"), isSftpEnabled: known(false) }),
    ],
    [
      "what it is there for was not read",
      user({ permissionScopes: open("/p") }),
      { notAssessed: [denied("/p")] },
    ],
    [
      "whether file shares are served was not read",
      user(files),
      { notAssessed: [denied("/l")] },
      on({ isSftpEnabled: known(false), isLocalUserEnabled: open("/l") }),
    ],
    [
      "the account not read",
      user({}),
      { notAssessed: [denied(SUBSCRIPTION)] },
      { storageAccounts: [], gaps: { storageAccounts: [denied(SUBSCRIPTION)] } },
    ],
  ],
  { given: on({ isSftpEnabled: known(false) }) },
);
