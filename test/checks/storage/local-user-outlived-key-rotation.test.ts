import check from "../../../checks/storage/local-user-outlived-key-rotation.ts";
import type { FactorName } from "../../../src/check.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { LocalUserRecord, StorageAccount } from "../../../src/inventory/sections.ts";
import { accountId, denied, localUser, openAccount, scope, SUBSCRIPTION } from "../build.ts";
import { azureEvent } from "../build-events.ts";
import { diagnosticSetting } from "../build-logging.ts";
import { localUserRecord } from "../build-storage.ts";
import { checkTable, type FailRow, type Given } from "../check-table.ts";

const writer = localUser({ permissionScopes: known([scope("cw")]) });
const typical: readonly FactorName[] = [
  "sftp-write",
  "any-network",
  "ssh-key",
  "unknown-use",
  "unknown-logging",
];
const fails = (seen: string, rotated: string, over: Partial<FailRow> = {}): FailRow => ({
  fail: `Local user "partner" of "acct" was there on ${seen}, and both keys of the account are newer: the older one is of ${rotated}.`,
  severity: "medium",
  factors: typical,
  ...over,
});
const outlived = fails("2025-01-01", "2025-06-01");
/** The write that the logs tell of is evidence of its own. */
const told = (since: string): FailRow =>
  fails(since, "2025-06-01", { severity: "high", factors: [...typical, "evidence-event"] });
/** The account is of 2024. */
const keys = (key1: string | null, key2: string | null, over: Partial<StorageAccount> = {}) => ({
  storageAccounts: [
    openAccount({
      creationTime: known("2024-01-01T00:00:00.000Z"),
      keyCreationTime: known({ key1, key2 }),
      ...over,
    }),
  ],
});
const JUNE = "2025-06-01T00:00:00.000Z";
const JULY = "2025-07-01T00:00:00.000Z";
const rotated = keys(JULY, JUNE);
const seen = (over: Partial<LocalUserRecord> = {}): Given => ({
  localUserHistory: [
    localUserRecord({ name: "other", firstSeen: "2020-01-01T00:00:00.000Z" }),
    localUserRecord(over),
  ],
});
const wrote = (day: string, what = "write") =>
  azureEvent({
    eventDataId: day,
    operation: `Microsoft.Storage/storageAccounts/localUsers/${what}`,
    resourceId: localUser().id,
    time: `${day}T00:00:00.000Z`,
  });
const untold = (detail: string, request = "the baseline") => ({
  notAssessed: [{ reason: "unsupported", scope: localUser().id, request, detail } as const],
});

checkTable(
  check,
  [
    ["the typical case", writer, outlived, seen()],
    [
      "a password, on an account that logs",
      localUser({ ...writer, hasSshPassword: known(true) }),
      fails("2025-01-01", "2025-06-01", {
        factors: ["sftp-write", "any-network", "password", "unknown-use"],
      }),
      { ...seen(), blobDiagnosticSettings: [diagnosticSetting()] },
    ],
    [
      "a shared key only",
      localUser({ ...writer, hasSshKey: known(false), hasSharedKey: known(true) }),
      fails("2025-01-01", "2025-06-01", {
        factors: ["sftp-write", "any-network", "no-credential", "unknown-use", "unknown-logging"],
      }),
      seen(),
    ],
    [
      "a day before",
      writer,
      fails("2025-05-31", "2025-06-01"),
      seen({ firstSeen: "2025-05-31T23:59:59.000Z" }),
    ],
    [
      "first seen lately, and so no older for certain",
      writer,
      fails("2025-12-01", "2025-12-30", {
        factors: ["sftp-write", "any-network", "ssh-key", "unknown-age", "unknown-use", "unknown-logging"],
      }),
      {
        ...keys("2025-12-30T00:00:00.000Z", "2025-12-31T00:00:00.000Z"),
        ...seen({ firstSeen: "2025-12-01T00:00:00.000Z" }),
      },
    ],
    [
      "the account's age not read",
      writer,
      outlived,
      { ...keys(JUNE, JULY, { creationTime: unknown(denied()) }), ...seen() },
    ],
    [
      "SFTP off today",
      writer,
      fails("2025-01-01", "2025-06-01", { factors: [...typical, "sftp-off"] }),
      { ...keys(JUNE, JULY, { isSftpEnabled: known(false) }), ...seen() },
    ],
    [
      "keys that expire are rotated as a matter of routine",
      localUser({ ...writer, hasSshPassword: known(true) }),
      fails("2025-01-01", "2025-06-01", {
        severity: "low",
        factors: ["sftp-write", "any-network", "password", "unknown-use", "unknown-logging"],
        limits: ["ceiling:low"],
      }),
      { ...keys(JUNE, JULY, { keyExpirationPeriodInDays: known(90) }), ...seen(), guard: true },
    ],
    [
      "whether they expire was not read: no discount",
      writer,
      outlived,
      { ...keys(JUNE, JULY, { keyExpirationPeriodInDays: unknown(denied()) }), ...seen() },
    ],
    [
      "the baseline did not read other users",
      writer,
      outlived,
      { ...seen(), gaps: { localUserHistory: [denied(accountId("acct"))] } },
    ],

    [
      "keys as old as the account",
      writer,
      "pass",
      { ...keys("2024-01-01T00:00:00.250Z", "2024-01-01T00:00:00.250Z"), ...seen(), guard: true },
    ],
    [
      "one key as old as the account",
      writer,
      "pass",
      { ...keys(JULY, "2024-01-01T00:00:00.250Z"), ...seen(), guard: true },
    ],
    ["keys as old as the account, no baseline", writer, "pass", keys("2024-01-01T00:00:00.250Z", JUNE)],
    ["no credential", localUser({ hasSshKey: known(false) }), "pass", { ...seen(), guard: true }],
    ["the account is gone", writer, "not-applicable", { ...seen(), storageAccounts: [] }],

    // Not known to be older than the keys, and not known to be younger.
    [
      "first seen after the rotation",
      writer,
      untold("the baseline first saw the user after the keys were made"),
      { ...seen({ firstSeen: "2025-06-15T00:00:00.000Z" }), guard: true },
    ],
    [
      "first seen at the moment of the rotation",
      writer,
      untold("the baseline first saw the user after the keys were made"),
      seen({ firstSeen: JUNE }),
    ],
    [
      "made anew since",
      localUser({ sid: known("S-1-2-0-1-2") }),
      untold("the user was made anew since, and nobody knows when"),
      { ...seen(), guard: true },
    ],
    ["not in the baseline", writer, untold("the baseline does not know the user"), { localUserHistory: [] }],
    [
      "the baseline names no sid",
      writer,
      untold("the baseline holds no sid of the user, which may be made anew"),
      seen({ sid: null }),
    ],
    [
      "the baseline names no date",
      writer,
      {
        notAssessed: [
          {
            reason: "malformed",
            scope: localUser().id,
            request: "the baseline",
            detail: '"long ago" is no date',
          },
        ],
      },
      seen({ firstSeen: "long ago" }),
    ],
    [
      "the logs tell of it before the rotation, without a baseline",
      writer,
      told("2025-05-01"),
      { storageEvents: [wrote("2025-05-01")] },
    ],
    [
      "the logs tell of it shortly before the rotation",
      writer,
      fails("2025-11-01", "2025-12-01", {
        severity: "high",
        factors: [...typical.slice(0, 3), "unknown-age", ...typical.slice(3), "evidence-event"],
      }),
      {
        ...keys("2025-12-02T00:00:00.000Z", "2025-12-01T00:00:00.000Z"),
        workspaceEvents: [wrote("2025-11-01")],
      },
    ],
    [
      "the logs tell of it before the baseline does",
      writer,
      told("2025-05-01"),
      { ...seen({ firstSeen: "2025-08-01T00:00:00.000Z" }), storageEvents: [wrote("2025-05-01")] },
    ],
    [
      "the logs tell of it after the rotation: it may be older",
      writer,
      {
        notAssessed: [
          { reason: "not-requested", scope: "/", request: "section localUserHistory" },
          {
            reason: "unsupported",
            scope: localUser().id,
            request: "the Activity Log",
            detail: "the logs first tell of the user after the keys were made",
          },
        ],
      },
      { storageEvents: [wrote("2025-08-01")], guard: true },
    ],
    [
      "the logs tell of another user of its name, which was deleted",
      writer,
      { notAssessed: [{ reason: "not-requested", scope: "/", request: "section localUserHistory" }] },
      { storageEvents: [wrote("2025-05-01"), wrote("2025-05-02", "delete")], guard: true },
    ],
    [
      "no baseline",
      writer,
      { notAssessed: [{ reason: "not-requested", scope: "/", request: "section localUserHistory" }] },
    ],
    [
      "the baseline did not read the account",
      writer,
      { notAssessed: [denied(accountId("acct"))] },
      { localUserHistory: [], gaps: { localUserHistory: [denied(accountId("acct"))] } },
    ],
    [
      "a key without a date",
      writer,
      {
        notAssessed: [
          {
            reason: "unsupported",
            scope: accountId("acct"),
            request: "GET storageAccounts",
            detail: "Azure names no date of creation for a key of the account",
          },
        ],
      },
      { ...keys(null, JUNE), ...seen(), guard: true },
    ],
    [
      "keys not read",
      writer,
      { notAssessed: [denied("/keys")] },
      { storageAccounts: [openAccount({ keyCreationTime: unknown(denied("/keys")) })], ...seen() },
    ],
    [
      "credentials not read",
      localUser({ hasSshKey: unknown(denied("/key")) }),
      { notAssessed: [denied("/key")] },
      seen(),
    ],
    [
      "the account not read",
      writer,
      { notAssessed: [denied(SUBSCRIPTION)] },
      { ...seen(), storageAccounts: [], gaps: { storageAccounts: [denied(SUBSCRIPTION)] } },
    ],
  ],
  { given: rotated },
);
