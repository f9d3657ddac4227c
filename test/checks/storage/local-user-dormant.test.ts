import check from "../../../checks/storage/local-user-dormant.ts";
import type { FactorName } from "../../../src/check.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { SftpUse } from "../../../src/inventory/sections.ts";
import { accountId, denied, localUser, openAccount, scope, SUBSCRIPTION } from "../build.ts";
import { diagnosticSetting } from "../build-logging.ts";
import { sftpUse } from "../build-storage.ts";
import { checkTable, type FailRow, type Given } from "../check-table.ts";

const writer = localUser({ permissionScopes: known([scope("cw")]) });
const typical: readonly FactorName[] = [
  "sftp-write",
  "any-network",
  "ssh-key",
  "unknown-age",
  "unused-90-days",
];
const fails = (what: string, over: Partial<FailRow> = {}): FailRow => ({
  fail: `Local user "partner" may sign in to "acct", where ${what}.`,
  severity: "medium",
  factors: typical,
  ...over,
});
const sinceJune = fails("nobody has signed in over SFTP since 2025-06-01");
const used = (over: Partial<SftpUse>): Given => ({ sftpUses: [sftpUse(over)] });
const last = (date: string): Given => used({ lastUse: known(date) });
const june = last("2025-06-01T00:00:00.000Z");
const never = used({ lastUse: known(null) });
const days = (dormant: number): Given => ({ settings: { days: { dormant, recent: 30 } } });
const untold = (detail: string) => ({
  notAssessed: [
    { reason: "unsupported", scope: accountId("acct"), request: "StorageBlobLogs", detail } as const,
  ],
});
const on = (over: Parameters<typeof openAccount>[0]): Given => ({ storageAccounts: [openAccount(over)] });

checkTable(
  check,
  [
    ["the typical case", writer, sinceJune, june],
    [
      "no sign-in at all",
      writer,
      fails("the logs hold no sign-in over SFTP since 2025-01-01", {
        factors: [...typical.slice(0, -1), "never-used"],
      }),
      never,
    ],
    [
      "a password",
      localUser({ ...writer, hasSshPassword: known(true), hasSshKey: known(false) }),
      fails("nobody has signed in over SFTP since 2025-06-01", {
        severity: "high",
        factors: ["sftp-write", "any-network", "password", "unknown-age", "unused-90-days"],
      }),
      june,
    ],
    [
      "nothing is logged any more",
      writer,
      fails("nobody has signed in over SFTP since 2025-06-01", {
        severity: "high",
        factors: [...typical, "not-logged"],
      }),
      { ...june, blobDiagnosticSettings: [] },
    ],
    [
      "91 days",
      writer,
      fails("nobody has signed in over SFTP since 2025-10-02"),
      last("2025-10-02T00:00:00.000Z"),
    ],
    [
      "as many days as the settings say",
      writer,
      fails("nobody has signed in over SFTP since 2025-12-01", { factors: typical.slice(0, -1) }),
      { ...last("2025-12-01T00:00:00.000Z"), ...days(30) },
    ],
    [
      "since a date, the account's age not read",
      writer,
      sinceJune,
      { ...june, ...on({ creationTime: unknown(denied()) }) },
    ],

    ["in use", writer, "pass", used({})],
    ["90 days ago", writer, "pass", { ...last("2025-10-03T00:00:00.000Z"), guard: true }],
    ["less than the settings' days ago", writer, "pass", { ...june, ...days(365), guard: true }],
    [
      "in use, the rest not read",
      localUser({ hasSshKey: unknown(denied()) }),
      "pass",
      { ...used({ loggedSince: unknown(denied()) }), gaps: { sftpUses: [denied()] } },
    ],
    ["no credential", localUser({ hasSshKey: known(false) }), "pass", { ...june, guard: true }],
    [
      "a shared key, which is for SMB",
      localUser({ hasSshKey: known(false), hasSharedKey: known(true) }),
      "pass",
      { ...june, guard: true },
    ],
    [
      "an account of three months",
      writer,
      "not-applicable",
      { ...never, ...on({ creationTime: known("2025-10-04T00:00:00.000Z") }), guard: true },
    ],
    ["SFTP off", writer, "not-applicable", { ...june, ...on({ isSftpEnabled: known(false) }), guard: true }],
    ["local users off", writer, "not-applicable", { ...june, ...on({ isLocalUserEnabled: known(false) }) }],
    ["the account is gone", writer, "not-applicable", { ...june, storageAccounts: [] }],

    // Not found is not unused, unless the logs would know.
    [
      "no log was given",
      writer,
      { notAssessed: [{ reason: "not-requested", scope: "/", request: "section sftpUses" }] },
      { guard: true },
    ],
    [
      "logs of other accounts",
      writer,
      untold("the logs that were given hold nothing of the account"),
      { ...used({ accountId: accountId("other"), lastUse: known(null) }), guard: true },
    ],
    [
      "logs of 60 days",
      writer,
      untold("the logs go back to 2025-11-02, and 90 days are asked for"),
      { ...used({ lastUse: known(null), loggedSince: known("2025-11-02T00:00:00.000Z") }), guard: true },
    ],
    [
      "a part of the logs not read",
      writer,
      { notAssessed: [denied(accountId("acct"))] },
      { ...june, gaps: { sftpUses: [denied(accountId("acct"))] } },
    ],
    [
      "the last sign-in not read",
      writer,
      { notAssessed: [denied("/last")] },
      used({ lastUse: unknown(denied("/last")) }),
    ],
    [
      "from when on not read",
      writer,
      { notAssessed: [denied("/since")] },
      used({ lastUse: known(null), loggedSince: unknown(denied("/since")) }),
    ],
    [
      "no sign-in, the account's age not read",
      writer,
      { notAssessed: [denied("/age")] },
      { ...never, ...on({ creationTime: unknown(denied("/age")) }) },
    ],
    [
      "credentials not read",
      localUser({ hasSshKey: unknown(denied("/key")) }),
      { notAssessed: [denied("/key")] },
      june,
    ],
    [
      "SFTP not read",
      writer,
      { notAssessed: [denied("/sftp")] },
      { ...june, ...on({ isSftpEnabled: unknown(denied("/sftp")) }) },
    ],
    [
      "the account not read",
      writer,
      { notAssessed: [denied(SUBSCRIPTION)] },
      { ...june, storageAccounts: [], gaps: { storageAccounts: [denied(SUBSCRIPTION)] } },
    ],
  ],
  { given: { storageAccounts: [openAccount()], blobDiagnosticSettings: [diagnosticSetting()] } },
);
