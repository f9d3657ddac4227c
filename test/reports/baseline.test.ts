import { describe, expect, test } from "vitest";
import terminal from "../../reports/terminal.ts";
import type { BaselineSummary, ScanReport } from "../../src/reporter.ts";
import { logOf, resultsOf } from "./sarif-faults.ts";
import {
  at,
  cleanReport,
  DENIED,
  doorFinding,
  endpointFinding,
  renderWhole,
  sampleReport,
  secretFinding,
} from "./sample-report.ts";

const suppressed = { reason: "ours", owner: "ops" };
const lines = (report: ScanReport, width = 100) => renderWhole(terminal, report, width).split("\n");
const summary: BaselineSummary = {
  collectedAt: "2026-11-01T06:00:00Z",
  new: 2,
  changed: 1,
  unchanged: 5,
  resolved: 3,
  carriedOver: 0,
};

describe("the baseline on the terminal", () => {
  test.each<[Partial<BaselineSummary>, string]>([
    [{}, "Since 2026-11-01T06:00:00Z: 2 new, 1 changed, 5 unchanged; 3 resolved."],
    [
      { carriedOver: 4 },
      "Since 2026-11-01T06:00:00Z: 2 new, 1 changed, 5 unchanged; 3 resolved, 4 not read again and carried over.",
    ],
    [
      { new: 0, changed: 0, agedOut: 1 },
      "Since 2026-11-01T06:00:00Z: 0 new, 0 changed, 5 unchanged; 3 resolved, 1 too old for the logs.",
    ],
    [{ agedOut: 0 }, "Since 2026-11-01T06:00:00Z: 2 new, 1 changed, 5 unchanged; 3 resolved."],
  ])("%j is one line under the counts", (over, line) => {
    const all = lines(sampleReport({ baseline: { ...summary, ...over } }), 120);
    expect(all[3]).toBe(line);
    expect(all[4]).toMatch(/^INCOMPLETE/);
  });

  test("without one nothing is said", () => {
    expect(renderWhole(terminal, sampleReport())).not.toContain("Since");
  });

  test("what is new stands out in color, and what is not does not", () => {
    const colored = (over: Partial<BaselineSummary>) =>
      renderWhole(terminal, sampleReport({ baseline: { ...summary, ...over } }), 120, true);
    expect(colored({})).toContain("\u001b[1m2 new, 1 changed,\u001b[0m");
    expect(colored({ new: 0, changed: 0 })).not.toContain("\u001b[1m0 new");
  });

  test("findings say how they stand, where that is news", () => {
    const findings = [
      doorFinding({ baseline: "new" }),
      secretFinding({ baseline: "changed" }),
      endpointFinding({ baseline: "unchanged" }),
    ];
    const heads = lines(sampleReport({ findings })).filter((line) => /^ {2}\d\d /.test(line));
    expect(heads.map((line) => line.split(/ {2,}/).slice(1, 4))).toEqual([
      ["92 critical", "sftp-open-door", "new"],
      ["78 high", "app-secret", "changed"],
      ["41 medium", "sftp-endpoint", expect.stringMatching(/^1111/)],
    ]);
  });
});

describe("what somebody accepted", () => {
  const accepted = sampleReport({
    findings: [doorFinding({ suppressed }), secretFinding()],
    summary: { ...sampleReport().summary, suppressed: 1 },
  });

  test("is a number on the terminal, and nothing to do next", () => {
    const text = renderWhole(terminal, accepted);
    expect(lines(accepted)[2]).toBe(
      "1 critical, 1 high, 1 medium, 0 low, 0 info. Act on 1, attend to 1. 1 suppressed.",
    );
    expect(text).not.toContain("sftp-open-door");
    expect(text).toContain("Next: foothold explain app-secret");
  });

  test("a number of none is not said", () => {
    const none = sampleReport({ summary: { ...sampleReport().summary, suppressed: 0 } });
    expect(renderWhole(terminal, none)).not.toContain("suppressed");
  });

  test("where it is all there is, the scan is not called clean", () => {
    const all = cleanReport({ findings: [doorFinding({ suppressed })] });
    expect(lines(all).at(-2)).toBe("Nothing found but what is suppressed. All that was asked for was read.");
    const open = { ...all, notAssessed: [{ check: "sftp-open-door", gaps: [DENIED] }] };
    expect(renderWhole(terminal, open)).toContain(
      "Nothing but what is suppressed was found in what was read.",
    );
  });

  test("is no result in SARIF, which closes its alert", () => {
    const results = resultsOf(logOf(accepted));
    expect(results.map((result) => at(result, "ruleId"))).toEqual(["app-secret"]);
  });
});
