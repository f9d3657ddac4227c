import check from "../../../checks/storage/local-user-unknown.ts";
import type { FactorName } from "../../../src/check.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
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
import { localUserRecord } from "../build-storage.ts";
import { checkTable, type FailRow, type Given } from "../check-table.ts";

const writer = localUser({ permissionScopes: known([scope("cw")]) });
const typical: readonly FactorName[] = [
  "sftp-write",
  "any-network",
  "ssh-key",
  "unknown-age",
  "unknown-use",
  "unknown-logging",
  "new-since-baseline",
];
const fails = (what: string, over: Partial<FailRow> = {}): FailRow => ({
  fail: `Local user "partner" of "acct" ${what}.`,
  severity: "high",
  factors: typical,
  ...over,
});
const notInBaseline = fails("is not in the baseline");
const madeAnew = fails("was made anew since the baseline");
const expected = (...localUsers: string[]) => ({ settings: { expected: { sftp: [], localUsers } } });
const baseline = (...names: string[]): Given => ({
  localUserHistory: names.map((name) => localUserRecord({ name })),
});
const untold = (request: string, detail: string) => ({
  notAssessed: [{ reason: "unsupported", scope: localUser().id, request, detail } as const],
});

checkTable(
  check,
  [
    ["the typical case", writer, notInBaseline, baseline("other")],
    ["an empty baseline", writer, notInBaseline, baseline()],
    [
      "known on another account",
      writer,
      notInBaseline,
      { localUserHistory: [localUserRecord({ accountId: accountId("other") })] },
    ],
    ["made anew", localUser({ ...writer, sid: known("S-1-2-0-1-2") }), madeAnew, baseline("partner")],
    [
      "in the baseline, whose other accounts were not read",
      writer,
      "pass",
      { ...baseline("partner"), gaps: { localUserHistory: [denied(accountId("acct"))] } },
    ],
    [
      "not in a baseline that lacks another account",
      writer,
      notInBaseline,
      { ...baseline(), gaps: { localUserHistory: [denied(accountId("other"))] } },
    ],
    [
      "a password, on an account that logs",
      localUser({ ...writer, hasSshPassword: known(true) }),
      fails("is not in the baseline", {
        factors: [
          "sftp-write",
          "any-network",
          "password",
          "unknown-age",
          "unknown-use",
          "new-since-baseline",
        ],
      }),
      { ...baseline(), blobDiagnosticSettings: [diagnosticSetting()] },
    ],
    [
      "a reader behind a firewall",
      localUser(),
      fails("is not in the baseline", {
        severity: "medium",
        factors: ["sftp-read", "selected-networks", ...typical.slice(2)],
      }),
      {
        ...baseline(),
        storageAccounts: [openAccount({ networkAcls: known(networkRules({ ipRules: ["203.0.113.7"] })) })],
      },
    ],
    [
      "SFTP off today",
      writer,
      fails("is not in the baseline", { severity: "medium", factors: [...typical, "sftp-off"] }),
      { ...baseline(), storageAccounts: [openAccount({ isSftpEnabled: known(false) })] },
    ],
    [
      "nothing for SFTP, on the safe account",
      localUser({ hasSshKey: known(false), permissionScopes: known([]) }),
      fails("is not in the baseline", {
        severity: "low",
        factors: [
          "sftp-endpoint",
          "private-network",
          "no-credential",
          "unknown-age",
          "unknown-use",
          "unknown-logging",
          "new-since-baseline",
          "sftp-off",
        ],
      }),
      { ...baseline(), storageAccounts: [storageAccount()] },
    ],

    [
      "unknown to the baseline before, and nobody has accepted it since",
      writer,
      notInBaseline,
      { localUserHistory: [localUserRecord({ unclaimed: "unknown" })] },
    ],
    [
      "the same, where the baseline did not read the rest of the account",
      writer,
      notInBaseline,
      {
        localUserHistory: [localUserRecord({ unclaimed: "unknown" })],
        gaps: { localUserHistory: [denied(accountId("acct"))] },
      },
    ],
    [
      "made anew before, and nobody has accepted it since",
      writer,
      madeAnew,
      { localUserHistory: [localUserRecord({ unclaimed: "made-anew" })] },
    ],
    [
      "unknown before, and expected now",
      writer,
      "pass",
      {
        localUserHistory: [localUserRecord({ unclaimed: "unknown" })],
        ...expected("acct/partner"),
        guard: true,
      },
    ],
    [
      "made anew before, and expected now",
      writer,
      "pass",
      {
        localUserHistory: [localUserRecord({ unclaimed: "made-anew" })],
        ...expected("acct/partner"),
        guard: true,
      },
    ],

    ["in the baseline", writer, "pass", { ...baseline("partner"), guard: true }],
    ["in the baseline in other case", writer, "pass", baseline("PARTNER")],
    [
      "of a deleted account",
      writer,
      "not-applicable",
      { ...baseline(), storageAccounts: [openAccount({ name: "other" })], guard: true },
    ],

    // expected.localUsers serves as a baseline.
    ["expected", writer, "pass", { ...expected("acct/partner"), guard: true }],
    ["expected in other case", writer, "pass", expected("ACCT/Partner")],
    ["expected by a pattern", writer, "pass", expected("x/*", "ac*/p*")],
    ["expected, and new since the baseline", writer, "pass", { ...expected("*/partner"), ...baseline() }],
    [
      "expected, and the baseline has no sid",
      writer,
      "pass",
      { ...expected("acct/*"), localUserHistory: [localUserRecord({ sid: null })] },
    ],
    [
      "expected by name, and made anew",
      localUser({ ...writer, sid: known("S-1-2-0-1-2") }),
      madeAnew,
      { ...expected("acct/partner"), ...baseline("partner") },
    ],
    [
      "others are expected",
      writer,
      fails("is not listed under expected.localUsers"),
      expected("partner", "acct", "other/partner", "acct/partner2", `${accountId("acct")}/*`),
    ],
    [
      "others are expected, and others are in the baseline",
      writer,
      fails("is neither in the baseline nor listed under expected.localUsers"),
      { ...expected("acct/other"), ...baseline("other") },
    ],
    [
      "others are expected, and the baseline was not read",
      writer,
      fails("is not listed under expected.localUsers"),
      { ...expected("acct/other"), gaps: { localUserHistory: [denied(accountId("acct"))] } },
    ],
    [
      "others are expected, and the baseline knows it",
      writer,
      "pass",
      { ...expected("acct/other"), ...baseline("partner") },
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
      { ...baseline("other"), gaps: { localUserHistory: [denied(accountId("acct"))] } },
    ],
    [
      "the sid was not read",
      localUser({ sid: unknown(denied("/sid")) }),
      { notAssessed: [denied("/sid")] },
      baseline("partner"),
    ],
    [
      "Azure names no sid",
      localUser({ sid: known(null) }),
      untold("GET localUsers", "Azure names no sid of the user, so that it may have been made anew"),
      baseline("partner"),
    ],
    [
      "the baseline names no sid",
      writer,
      untold("the baseline", "the baseline holds no sid of the user, which may be made anew"),
      { localUserHistory: [localUserRecord({ sid: null })] },
    ],
    [
      "the account not read",
      writer,
      { notAssessed: [denied(SUBSCRIPTION)] },
      { ...baseline(), storageAccounts: [], gaps: { storageAccounts: [denied(SUBSCRIPTION)] } },
    ],
  ],
  { given: { storageAccounts: [openAccount()] } },
);
