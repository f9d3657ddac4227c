import { describe, expect, test } from "vitest";
import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { known, unknown } from "../../src/inventory/known.ts";
import { denied, localUser, storageAccount } from "./build.ts";
import { sftpAccountChange } from "./build-events.ts";
import { checkTable, compareRow, type FailRow, type Row } from "./check-table.ts";

const check = defineCheck({
  id: "account-with-users",
  title: "Account has local users",
  severity: "low",
  why: "For the test of the tests.",
  mitre: [],
  references: [],
  remediation: { summary: "None.", steps: [], commands: [] },
  typical: ["weak-setting", "no-credential"],
  subject: "storageAccounts",
  enrich: ["localUsers"],
  evaluate(account, { localUsers }) {
    if (!account.isSftpEnabled.known) return notAssessed(account.isSftpEnabled.gap);
    if (!account.isSftpEnabled.value) return notApplicable("SFTP is off.");
    const { length } = localUsers.of(account.id);
    if (length === 0) return pass("No local user.");
    return fail(`"${account.name}" has ${length}.`, [
      factor("no-credential", "For the order."),
      factor("weak-setting", `It has ${length}.`),
    ]);
  },
});

type Rows = readonly Row<"storageAccounts">[];

const serving = storageAccount({ isSftpEnabled: known(true) });
const passes: Row<"storageAccounts"> = ["no user", serving, "pass"];
const fails: Row<"storageAccounts"> = [
  "a user",
  serving,
  { fail: '"acct" has 1.', severity: "low", factors: ["weak-setting", "no-credential"] },
  { localUsers: [localUser()] },
];
const users = fails[3] ?? {};
const guards: Row<"storageAccounts"> = ["SFTP off", storageAccount(), "not-applicable", { guard: true }];
const unread: Row<"storageAccounts"> = [
  "not readable",
  storageAccount({ isSftpEnabled: unknown(denied()) }),
  { notAssessed: [denied()] },
];
const strong: Rows = [passes, fails, guards, unread];

// The strong table is accepted, and its rows run.
checkTable(check, strong);

describe("a table is refused", () => {
  const without = (row: Row<"storageAccounts">): Rows => strong.filter((other) => other !== row);

  test.each<[string, Rows, string]>([
    ["without a pass", without(passes), 'no row expects "pass"'],
    ["without a fail", without(fails), 'no row expects "fail"'],
    ["without a not-assessed", without(unread), 'no row expects "not-assessed"'],
    ["without a guard", without(guards), "no row guards against a false positive"],
    [
      "whose only guard is a finding",
      [...without(guards), ["two", serving, fails[2], { localUsers: [localUser()], guard: true }]],
      "no row guards against a false positive",
    ],
    ["with a name used twice", [...strong, ["no user", storageAccount({ name: "b" }), "pass"]], "repeats"],
    [
      "with the same row under two names",
      [...strong, ["again", serving, "pass"]],
      '"again" repeats "no user"',
    ],
    [
      "where no row shows a factor of the typical case",
      [
        passes,
        guards,
        unread,
        ["a user", serving, { fail: /1/, severity: "low", factors: ["weak-setting"] }, users],
      ],
      'no row shows "no-credential"',
    ],
    [
      "where no row has the factors of the typical case",
      [
        passes,
        guards,
        unread,
        [
          "a user",
          serving,
          { fail: /1/, severity: "low", factors: ["no-credential", "weak-setting"] },
          users,
        ],
      ],
      "no row has the factors of the typical case",
    ],
  ])("%s", (_, rows, words) => {
    expect(() => {
      checkTable(check, rows);
    }).toThrow(words);
  });

  test.each<[string, typeof check.evaluate, string]>([
    [
      "of a check that writes to its subject",
      (account, slice, context) => {
        Object.assign(account, { name: "other" });
        return check.evaluate(account, slice, context);
      },
      "Cannot assign to read only property",
    ],
    [
      "of a check that sorts a list of its subject in place",
      (account, slice, context) => {
        if (account.networkAcls.known) Object.assign(account.networkAcls.value.ipRules, { 0: "10.0.0.0" });
        return check.evaluate(account, slice, context);
      },
      "object is not extensible",
    ],
    [
      "of a check that writes to the settings",
      (account, slice, context) => {
        Object.assign(context.settings.expected, { sftp: [] });
        return check.evaluate(account, slice, context);
      },
      "Cannot assign to read only property",
    ],
    [
      "of a check that throws",
      () => {
        throw new Error("broken");
      },
      "check account-with-users failed: broken",
    ],
    [
      "of a message with undefined",
      () => fail(`The ${String(undefined)} user.`, []),
      "says: The undefined user.",
    ],
    ["of a message with null", () => fail(`The ${String(null)} user.`, []), "says: The null user."],
    [
      "of a message with an object",
      () => fail(`The ${Object.prototype.toString.call({})} user.`, []),
      "says: The [object Object] user.",
    ],
    [
      "of a factor with NaN",
      () => fail("All.", [factor("password", `${Number.NaN} days.`)]),
      "says: NaN days.",
    ],
  ])("%s", (_, evaluate, words) => {
    expect(() => {
      checkTable({ ...check, evaluate }, strong);
    }).toThrow(words);
  });

  test("of a built-in check without a typical case, which a user's check does not need", () => {
    const { typical, ...untypical } = check;
    expect(typical).toBeDefined();
    const rows = without(passes);
    expect(() => {
      checkTable(untypical, rows);
    }).toThrow("a built-in check has a typical case");
    expect(() => {
      checkTable(untypical, rows, { custom: true });
    }).toThrow(/^account-with-users: weak table\n- no row expects "pass"$/);
  });
});

describe("of incidents, which are findings by being there", () => {
  const { id, title, severity, why, mitre, references, remediation } = check;
  const lowered = (ceiling: boolean) =>
    defineCheck({
      id,
      title,
      severity,
      why,
      mitre,
      references,
      remediation,
      subject: "sftpAccountChanges",
      typical: ["sftp-account-changed"],
      evaluate: ({ isUsed }) =>
        fail(`Used: ${isUsed}.`, [factor("sftp-account-changed", "For the order.")], {
          ceiling: isUsed || !ceiling ? undefined : { band: "low", because: "Nobody used it." },
        }),
    });
  const factors = ["sftp-account-changed"] as const;
  const used: Row<"sftpAccountChanges"> = [
    "used",
    sftpAccountChange({ isUsed: true }),
    { fail: "Used: true.", severity: "medium", factors },
  ];
  const unused = (
    limits: FailRow["limits"] & {},
    severity: FailRow["severity"],
  ): Row<"sftpAccountChanges"> => [
    "unused",
    sftpAccountChange(),
    { fail: "Used: false.", severity, factors, limits },
    { guard: true },
  ];

  // Neither a pass nor a not-assessed is asked for.
  checkTable(lowered(true), [used, unused(["ceiling:low"], "low")]);

  test("a guard must lower one", () => {
    expect(() => {
      checkTable(lowered(false), [used, unused([], "medium")]);
    }).toThrow("no row guards against a false positive");
    expect(() => {
      checkTable(lowered(true), [used]);
    }).toThrow("no row guards against a false positive");
  });
});

describe("a row fails where the check", () => {
  const finding = {
    fail: '"acct" has 1.',
    severity: "low",
    factors: ["weak-setting", "no-credential"],
  } as const;
  const gapped = storageAccount({ isSftpEnabled: unknown(denied()) });

  test.each<[string, Row<"storageAccounts">]>([
    ["ends in another outcome", ["", storageAccount(), "pass"]],
    ["passes instead of failing", ["", serving, finding]],
    ["fails instead of passing", ["", serving, "pass", users]],
    ["answers instead of asking", ["", serving, "not-assessed"]],
    ["asks instead of answering", ["", gapped, "not-applicable"]],
    ["says something else", ["", serving, { ...finding, fail: '"acct" has 2.' }, users]],
    ["does not follow the pattern", ["", serving, { ...finding, fail: /has 2/ }, users]],
    ["ranks otherwise", ["", serving, { ...finding, severity: "high" }, users]],
    ["names more factors", ["", serving, { ...finding, factors: ["weak-setting"] }, users]],
    ["has no such limit", ["", serving, { ...finding, limits: ["gate:impact"] }, users]],
    ["has another gap", ["", gapped, { notAssessed: [denied("/other")] }]],
  ])("%s", (_, row) => {
    const { actual, expected } = compareRow(check, row);
    expect(actual).not.toEqual(expected);
  });
});
