import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { known, unknown } from "../../src/inventory/known.ts";
import {
  ALL_GROUPS,
  BLOB_CATEGORIES,
  loggingOf,
  type LogNeeds,
  missingLogs,
} from "../../src/inventory/log-coverage.ts";
import type { DiagnosticSetting, LogSelection } from "../../src/inventory/sections.ts";
import { accountId, denied } from "../checks/build.ts";
import { diagnosticSetting, group, logs, nowhere, toAccount } from "../checks/build-logging.ts";

const NEEDS: LogNeeds = { categories: BLOB_CATEGORIES, groups: ALL_GROUPS };
const [READ, WRITE, DELETE] = BLOB_CATEGORIES;
const gap = denied(accountId("acct"));
const off = (selection: Partial<LogSelection>): LogSelection => ({
  category: null,
  categoryGroup: null,
  enabled: false,
  ...selection,
});

describe("what no setting exports", () => {
  test.each<readonly [string, readonly Partial<DiagnosticSetting>[], readonly string[]]>([
    ["no setting", [], [READ, WRITE, DELETE]],
    ["all groups", [{}], []],
    ["the group audit", [{ logs: group("audit") }], []],
    ["a group in another spelling", [{ logs: group("ALLLOGS") }], []],
    ["every category by name", [{ logs: logs(READ, WRITE, DELETE) }], []],
    ["categories in another spelling", [{ logs: logs("storageread", "STORAGEWRITE", "StorageDelete") }], []],
    ["some categories", [{ logs: logs(READ) }], [WRITE, DELETE]],
    ["other categories", [{ logs: logs("Transaction") }], [READ, WRITE, DELETE]],
    [
      "several settings, each with a part",
      [{ logs: logs(READ) }, { name: "b", logs: logs(WRITE, DELETE) }],
      [],
    ],
    ["no log at all", [{ logs: known([]) }], [READ, WRITE, DELETE]],
    [
      "logs that are off",
      [{ logs: known([off({ categoryGroup: "allLogs" }), off({ category: READ })]) }],
      [READ, WRITE, DELETE],
    ],
    [
      "one that is on among others",
      [{ logs: known([off({ category: READ }), { ...off({ category: WRITE }), enabled: true }]) }],
      [READ, DELETE],
    ],
    ["logs that lead nowhere", [nowhere], [READ, WRITE, DELETE]],
    ["to an event hub", [{ ...nowhere, eventHubAuthorizationRuleId: known("/hub") }], []],
    ["to a partner", [{ ...nowhere, marketplacePartnerId: known("/partner") }], []],
    ["to another account", [toAccount("logs")], []],
    ["to the account that is logged", [toAccount("acct")], [READ, WRITE, DELETE]],
    [
      "to it in another spelling",
      [{ ...nowhere, storageAccountId: known(`${accountId("acct").toUpperCase()}/`) }],
      [READ, WRITE, DELETE],
    ],
    ["to it and to a workspace", [{ storageAccountId: known(accountId("acct")) }], []],
  ])("%s", (_, settings, expected) => {
    expect(missingLogs(settings.map(diagnosticSetting), NEEDS)).toEqual(known(expected));
  });

  describe("a group that nobody knows", () => {
    const line = (categoryGroup: string) => ({ category: null, categoryGroup, enabled: true });
    const newer = group("Security");
    const category = (name: string) => ({ category: name, categoryGroup: null, enabled: true });
    const both = (...names: readonly string[]) => known([line("Security"), ...names.map(category)]);
    const unclear = unknown({
      reason: "unsupported",
      scope: diagnosticSetting().id,
      request: "GET diagnosticSettings",
      detail: 'which logs the category group "Security" of the diagnostic setting "siem" holds is not known',
    });

    test.each<readonly [string, readonly Partial<DiagnosticSetting>[], unknown]>([
      ["may hold them", [{ logs: newer }], unclear],
      ["may hold the rest", [{ logs: both(READ) }], unclear],
      ["beside all of them", [{ logs: both(READ, WRITE, DELETE) }], known([])],
      ["beside a group of all", [{ logs: known([line("Security"), line("audit")]) }], known([])],
      ["beside a setting of all", [{ logs: newer }, { name: "b" }], known([])],
      ["that is off", [{ logs: known([off({ categoryGroup: "Security" })]) }], known([READ, WRITE, DELETE])],
      ["that leads nowhere", [{ ...nowhere, logs: newer }], known([READ, WRITE, DELETE])],
    ])("%s", (_, settings, expected) => {
      expect(missingLogs(settings.map(diagnosticSetting), NEEDS)).toEqual(expected);
    });

    test("is none of those that hold something else", () => {
      const settings = [diagnosticSetting({ logs: group("Audit") })];
      expect(missingLogs(settings, { categories: ["AuditLogs"], groups: ["allLogs"] })).toEqual(
        known(["AuditLogs"]),
      );
    });

    test("counts with its category where a line names both", () => {
      const logs = known([{ category: READ, categoryGroup: "allLogs", enabled: true }]);
      expect(missingLogs([diagnosticSetting({ logs })], NEEDS)).toEqual(known([]));
    });
  });

  test.each<readonly [string, readonly Partial<DiagnosticSetting>[]]>([
    ["logs that were not understood", [{ logs: unknown(gap) }]],
    ["a workspace that was not understood", [{ workspaceId: unknown(gap) }]],
    ["a hub", [{ ...nowhere, eventHubAuthorizationRuleId: unknown(gap) }]],
    ["a partner", [{ ...nowhere, marketplacePartnerId: unknown(gap) }]],
    ["an account", [{ ...nowhere, storageAccountId: unknown(gap) }]],
    [
      "an account, with the logged one nowhere in sight",
      [{ ...toAccount("acct"), workspaceId: unknown(gap) }],
    ],
    ["one beside a setting that is not enough", [{ logs: logs(READ) }, { logs: unknown(gap) }]],
  ])("%s may lead somewhere: unknown", (_, settings) => {
    expect(missingLogs(settings.map(diagnosticSetting), NEEDS)).toEqual(unknown(gap));
    expect(loggingOf(settings.map(diagnosticSetting), NEEDS)).toEqual(unknown(gap));
  });

  test.each<readonly [string, readonly Partial<DiagnosticSetting>[], readonly string[]]>([
    ["another setting is enough", [{}, { logs: unknown(gap) }], []],
    ["another place is known", [{ workspaceId: unknown(gap), marketplacePartnerId: known("/partner") }], []],
    ["another account is known", [{ ...toAccount("logs"), workspaceId: unknown(gap) }], []],
    [
      "nothing is on that could lead there",
      [{ logs: known([off({ category: READ })]), workspaceId: unknown(gap) }],
      [READ, WRITE, DELETE],
    ],
  ])("what was not understood does not matter where %s", (_, settings, expected) => {
    expect(missingLogs(settings.map(diagnosticSetting), NEEDS)).toEqual(known(expected));
  });
});

describe("in one word", () => {
  test.each<readonly [string, readonly Partial<DiagnosticSetting>[], string]>([
    ["all", [{}], "complete"],
    ["a part", [{ logs: logs(READ, WRITE) }], "partial"],
    ["nothing", [{ logs: logs("Transaction") }], "none"],
    ["no setting", [], "none"],
  ])("%s", (_, settings, expected) => {
    expect(loggingOf(settings.map(diagnosticSetting), NEEDS)).toEqual(known(expected));
  });
});

describe("whatever the settings", () => {
  const setting = fc
    .record({
      logs: fc.array(
        fc.record({
          category: fc.option(fc.constantFrom(...BLOB_CATEGORIES, "Other")),
          categoryGroup: fc.option(fc.constantFrom("allLogs", "audit", "other")),
          enabled: fc.boolean(),
        }),
        { maxLength: 3 },
      ),
      isKnown: fc.boolean(),
      workspace: fc.option(fc.constant("/w")),
    })
    .map(({ logs: selections, isKnown, workspace }) =>
      diagnosticSetting({
        logs: isKnown ? known(selections) : unknown(gap),
        workspaceId: known(workspace),
      }),
    );
  const settings = fc.array(setting, { maxLength: 4 });

  test("one more never takes a log away, and their order does not matter", () => {
    fc.assert(
      fc.property(settings, setting, (some, one) => {
        const before = missingLogs(some, NEEDS);
        const after = missingLogs([...some, one], NEEDS);
        const turned = missingLogs([one, ...some.toReversed()], NEEDS);
        expect(turned.known ? turned.value : "open").toEqual(after.known ? after.value : "open");
        if (before.known && after.known)
          expect(before.value).toEqual(expect.arrayContaining([...after.value]));
        if (before.known && before.value.length === 0) expect(after).toEqual(known([]));
      }),
    );
  });
});
