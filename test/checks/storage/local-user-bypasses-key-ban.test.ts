import check from "../../../checks/storage/local-user-bypasses-key-ban.ts";
import type { FactorName } from "../../../src/check.ts";
import { byDefault, known, unknown } from "../../../src/inventory/known.ts";
import type { LocalUser } from "../../../src/inventory/sections.ts";
import { accountId, denied, localUser, networkRules, openAccount, storageAccount } from "../build.ts";
import { diagnosticSetting } from "../build-logging.ts";
import { checkTable, type FailRow, type Given } from "../check-table.ts";

const user = (over: Partial<LocalUser>): Given => ({ localUsers: [localUser(over)] });
const password = user({ hasSshPassword: known(true) });
const key = user({});
const typical: readonly FactorName[] = ["bypasses-key-ban", "any-network", "password", "unknown-logging"];
const withKey: readonly FactorName[] = ["bypasses-key-ban", "any-network", "ssh-key", "unknown-logging"];
const bypasses = (who = 'local user "partner"', over: Partial<FailRow> = {}): FailRow => ({
  fail: `Account "acct" bans its keys, yet ${who} may sign in over SFTP.`,
  severity: "high",
  factors: typical,
  ...over,
});

checkTable(
  check,
  [
    ["the typical case", openAccount(), bypasses()],
    ["a key", openAccount(), bypasses('local user "partner"', { severity: "medium", factors: withKey }), key],
    [
      "a key, and nothing is logged",
      openAccount(),
      bypasses('local user "partner"', { factors: [...withKey.slice(0, -1), "not-logged"] }),
      { ...key, blobDiagnosticSettings: [] },
    ],
    [
      "a password, and all is logged",
      openAccount(),
      bypasses('local user "partner"', { factors: typical.slice(0, -1) }),
      { ...password, blobDiagnosticSettings: [diagnosticSetting()] },
    ],
    [
      "of three users, two with a credential",
      openAccount(),
      bypasses('local users "a", "b"'),
      {
        localUsers: [
          localUser({ name: "a" }),
          localUser({ name: "b", hasSshPassword: known(true) }),
          localUser({ name: "c", hasSshKey: known(false) }),
        ],
      },
    ],
    [
      "the list of users was cut behind one",
      openAccount(),
      bypasses(),
      { gaps: { localUsers: [denied(accountId("acct"))] } },
    ],
    [
      "selected networks",
      openAccount({ networkAcls: known(networkRules({ ipRules: ["203.0.113.7"] })) }),
      bypasses('local user "partner"', {
        severity: "medium",
        factors: ["bypasses-key-ban", "selected-networks", "password", "unknown-logging"],
      }),
    ],
    [
      "expected by name",
      openAccount(),
      bypasses('local user "partner"', { severity: "medium", limits: ["ceiling:medium"] }),
      { settings: { expected: { sftp: ["acct"], localUsers: [] } }, guard: true },
    ],
    [
      "expected by id",
      openAccount(),
      bypasses('local user "partner"', { severity: "medium", limits: ["ceiling:medium"] }),
      { settings: { expected: { sftp: [accountId("acct")], localUsers: [] } } },
    ],
    [
      "others are expected",
      openAccount(),
      bypasses(),
      { settings: { expected: { sftp: ["other"], localUsers: ["acct/partner"] } } },
    ],

    ["no user", openAccount(), "pass", { localUsers: [] }],
    ["no credential", openAccount(), "pass", { ...user({ hasSshKey: known(false) }), guard: true }],
    [
      "a shared key, which is for SMB",
      openAccount(),
      "pass",
      { ...user({ hasSshKey: known(false), hasSharedKey: known(true) }), guard: true },
    ],
    ["keys allowed", openAccount({ allowSharedKeyAccess: known(true) }), "not-applicable", { guard: true }],
    ["keys allowed by default", openAccount({ allowSharedKeyAccess: byDefault(true) }), "not-applicable"],
    ["SFTP off", openAccount({ isSftpEnabled: known(false) }), "not-applicable", { guard: true }],
    ["local users off", openAccount({ isLocalUserEnabled: known(false) }), "not-applicable"],
    ["the safe account", storageAccount(), "not-applicable"],
    [
      "no user, the rest not read",
      openAccount({ allowSharedKeyAccess: unknown(denied()), isSftpEnabled: unknown(denied()) }),
      "pass",
      { localUsers: [] },
    ],

    [
      "the ban not read",
      openAccount({ allowSharedKeyAccess: unknown(denied("/ban")) }),
      { notAssessed: [denied("/ban")] },
    ],
    ["SFTP not read", openAccount({ isSftpEnabled: unknown(denied("/s")) }), { notAssessed: [denied("/s")] }],
    [
      "credentials not read",
      openAccount(),
      { notAssessed: [denied("/pw")] },
      user({ hasSshPassword: unknown(denied("/pw")), hasSshKey: known(false) }),
    ],
    [
      "users not read",
      openAccount(),
      { notAssessed: [denied(accountId("acct"))] },
      { localUsers: [], gaps: { localUsers: [denied(accountId("acct"))] } },
    ],
  ],
  { given: password },
);
