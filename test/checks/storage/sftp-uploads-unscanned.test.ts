import check from "../../../checks/storage/sftp-uploads-unscanned.ts";
import type { FactorName } from "../../../src/check.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { DefenderPlan, DefenderSetting, LocalUser } from "../../../src/inventory/sections.ts";
import { accountId, denied, localUser, openAccount, scope, storageAccount, SUBSCRIPTION } from "../build.ts";
import { diagnosticSetting } from "../build-logging.ts";
import { defenderPlan, defenderSetting } from "../build-storage.ts";
import { checkTable, type FailRow, type Given } from "../check-table.ts";

const plan = (over: Partial<DefenderPlan> = {}): Given => ({ defenderPlans: [defenderPlan(over)] });
const setting = (over: Partial<DefenderSetting> = {}): Given => ({
  defenderSettings: [defenderSetting(over)],
});
const user = (over: Partial<LocalUser>): Given => ({ localUsers: [localUser(over)] });
const free = plan({ pricingTier: known("Free"), subPlan: known(null) });
const typical: readonly FactorName[] = ["unscanned-uploads", "any-network", "password", "unknown-logging"];
const fails = (because: string, over: Partial<FailRow> = {}): FailRow => ({
  fail: `What is uploaded to "acct" over SFTP is not scanned: ${because}.`,
  severity: "high",
  factors: typical,
  ...over,
});
const off = "Defender for Storage is off in the subscription";
const isOff = fails(off);

checkTable(
  check,
  [
    ["the typical case", openAccount(), isOff, free],
    [
      "the classic plan",
      openAccount(),
      fails('the subscription has the classic plan "PerStorageAccount", which scans nothing'),
      plan({ subPlan: known("PerStorageAccount") }),
    ],
    [
      "no scanning on upload",
      openAccount(),
      fails("scanning on upload is off"),
      plan({ onUpload: known({ isEnabled: false, capGBPerMonth: 10_000 }) }),
    ],
    [
      "a cap of a gigabyte",
      openAccount(),
      fails("scanning stops after 1 GB a month"),
      plan({ onUpload: known({ isEnabled: true, capGBPerMonth: 1 }) }),
    ],
    [
      "the account excepts itself",
      openAccount(),
      fails("the account switches Defender for Storage off"),
      setting({ isEnabled: known(false) }),
    ],
    [
      "the container is left out",
      openAccount(),
      fails('the prefix "uploads" leaves "uploads/" out of the scan'),
      setting({ excludedPrefixes: known(["uploads"]) }),
    ],
    [
      "the home directory is left out",
      openAccount(),
      fails('the prefix "landing/" leaves "landing/in/" out of the scan'),
      {
        ...setting({ excludedPrefixes: known(["x", "landing/"]) }),
        ...user({
          hasSshPassword: known(true),
          permissionScopes: known([scope("cw")]),
          homeDirectory: known("landing/in"),
        }),
      },
    ],
    [
      "a folder of the container is left out",
      openAccount(),
      fails('the prefix "uploads/in" leaves a part of "uploads/" out of the scan'),
      setting({ excludedPrefixes: known(["uploads/in"]) }),
    ],
    [
      "an ending is left out",
      openAccount(),
      fails('files that end in ".exe" are left out of the scan'),
      setting({ excludedSuffixes: known([".exe"]) }),
    ],
    [
      "all that is larger than a kilobyte is left out",
      openAccount(),
      fails("files of more than 1024 bytes are left out of the scan"),
      setting({ excludedAbove: known(1024) }),
    ],
    [
      "NFS 3.0, which Defender does not scan",
      openAccount({ enableNfsV3: known(true) }),
      fails("Defender does not scan accounts with NFS 3.0"),
    ],
    [
      "what the account says does not override",
      openAccount(),
      isOff,
      { ...free, ...setting({ overridesSubscription: known(false) }) },
    ],
    [
      "a key, and nothing is logged",
      openAccount(),
      fails(off, {
        factors: ["unscanned-uploads", "any-network", "ssh-key", "not-logged"],
      }),
      { ...free, ...user({ permissionScopes: known([scope("w")]) }), blobDiagnosticSettings: [] },
    ],
    [
      "a key, and all is logged",
      openAccount(),
      fails(off, { severity: "medium", factors: ["unscanned-uploads", "any-network", "ssh-key"] }),
      {
        ...free,
        ...user({ permissionScopes: known([scope("w")]) }),
        blobDiagnosticSettings: [diagnosticSetting()],
      },
    ],
    [
      "ACLs decide, the network closed",
      openAccount({ publicNetworkAccess: known("Disabled") }),
      fails(off, {
        severity: "medium",
        factors: ["unscanned-uploads", "private-network", "ssh-key", "unknown-logging"],
      }),
      { ...free, ...user({ allowAclAuthorization: known(true) }) },
    ],
    [
      "the password of one that only reads is no way to upload",
      openAccount(),
      fails(off, {
        severity: "medium",
        factors: ["unscanned-uploads", "any-network", "ssh-key", "unknown-logging"],
      }),
      {
        ...free,
        localUsers: [
          localUser({ name: "a", permissionScopes: known([scope("w")]) }),
          localUser({ name: "b", hasSshPassword: known(true) }),
        ],
      },
    ],

    ["scanned by the subscription's plan", openAccount(), "pass"],
    ["scanned by the account's own setting", openAccount(), "pass", { ...free, ...setting(), guard: true }],
    [
      "what does not override switches nothing off",
      openAccount(),
      "pass",
      { ...setting({ overridesSubscription: known(false), isEnabled: known(false) }), guard: true },
    ],
    [
      "another container is left out",
      openAccount(),
      "pass",
      { ...setting({ excludedPrefixes: known(["archive/", "uploads2"]) }), guard: true },
    ],
    ["nobody uploads", openAccount(), "pass", { ...free, ...user({}), guard: true }],
    ["no user", openAccount(), "pass", { ...free, localUsers: [] }],
    ["SFTP off", openAccount({ isSftpEnabled: known(false) }), "not-applicable", { ...free, guard: true }],
    ["the safe account", storageAccount(), "not-applicable", free],
    [
      "scanned, another user's rights not read",
      openAccount(),
      "pass",
      {
        localUsers: [
          localUser({ permissionScopes: known([scope("w")]) }),
          localUser({ name: "b", permissionScopes: unknown(denied("/b")) }),
        ],
      },
    ],

    [
      "the plan not read",
      openAccount(),
      { notAssessed: [denied(SUBSCRIPTION)] },
      { defenderPlans: [], gaps: { defenderPlans: [denied(SUBSCRIPTION)] } },
    ],
    [
      "the account's setting not read",
      openAccount(),
      { notAssessed: [denied(accountId("acct"))] },
      { ...free, gaps: { defenderSettings: [denied(accountId("acct"))] } },
    ],
    [
      "which of them counts was not read",
      openAccount(),
      { notAssessed: [denied("/own")] },
      { ...free, ...setting({ overridesSubscription: unknown(denied("/own")) }) },
    ],
    [
      "something is left out, and another user's rights were not read",
      openAccount(),
      { notAssessed: [denied("/b")] },
      {
        ...setting({ excludedPrefixes: known(["archive"]) }),
        localUsers: [
          localUser({ permissionScopes: known([scope("w")]) }),
          localUser({ name: "b", permissionScopes: unknown(denied("/b")) }),
        ],
      },
    ],
    [
      "whether the user uploads was not read",
      openAccount(),
      { notAssessed: [denied("/p")] },
      { ...free, ...user({ permissionScopes: unknown(denied("/p")) }) },
    ],
    [
      "users not read",
      openAccount(),
      { notAssessed: [denied(accountId("acct"))] },
      { ...free, localUsers: [], gaps: { localUsers: [denied(accountId("acct"))] } },
    ],
    [
      "SFTP not read",
      openAccount({ isSftpEnabled: unknown(denied("/s")) }),
      { notAssessed: [denied("/s")] },
      free,
    ],
  ],
  {
    given: {
      ...plan(),
      ...user({ hasSshPassword: known(true), permissionScopes: known([scope("cw")]) }),
    },
  },
);
