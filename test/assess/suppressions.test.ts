import { describe, expect, test } from "vitest";
import { withSuppressions } from "../../src/assess/suppressions.ts";
import type { Suppression } from "../../src/check.ts";
import type { Gap } from "../../src/inventory/known.ts";
import type { Finding, NotAssessed, ScanReport } from "../../src/reporter.ts";
import { check, cleanReport, doorFinding, endpointFinding, secretFinding } from "../reports/sample-report.ts";

const door = doorFinding();
const accepted = { reason: "A partner's server.", owner: "ops@contoso.example" };
const of = (over: Partial<Suppression> = {}): Suppression => ({
  check: "sftp-open-door",
  ...accepted,
  ...over,
});
const byFingerprint = of({ fingerprint: door.fingerprint });

function report(findings: readonly Finding[], over: Partial<ScanReport> = {}): ScanReport {
  return cleanReport({
    checks: [check("sftp-open-door", "critical"), check("app-secret", "high")],
    findings,
    ...over,
  });
}

const suppressedIn = ({ findings }: ScanReport) => findings.map(({ suppressed }) => suppressed);

describe("what is met", () => {
  test.each<[string, Suppression, boolean]>([
    ["its fingerprint", byFingerprint, true],
    ["another fingerprint", of({ fingerprint: "0".repeat(64) }), false],
    ["its subject", of({ subject: door.subject.id }), true],
    ["its subject in other letters", of({ subject: door.subject.id.toUpperCase() }), true],
    ["a pattern", of({ subject: "*/storageAccounts/stpartners/localUsers/*" }), true],
    ["any subject", of({ subject: "*" }), true],
    ["the beginning of an id alone", of({ subject: "/subscriptions/" }), false],
    ["its name, which is no id", of({ subject: "backup" }), false],
    ["both", of({ subject: "*/backup", fingerprint: door.fingerprint }), true],
    ["the subject alone of both", of({ subject: "*/backup", fingerprint: "0".repeat(64) }), false],
    ["the fingerprint alone of both", of({ subject: "*/other", fingerprint: door.fingerprint }), false],
    ["of another check", of({ check: "app-secret", subject: "*" }), false],
    ["until today", of({ subject: "*", expires: "2026-11-20" }), true],
    ["until yesterday", of({ subject: "*", expires: "2026-11-19" }), false],
    ["until tomorrow", of({ subject: "*", expires: "2026-11-21" }), true],
  ])("%s", (_, suppression, isMet) => {
    const { reason, owner, expires } = suppression;
    const told = { reason, owner, ...(expires === undefined ? {} : { expires }) };
    expect(suppressedIn(withSuppressions(report([door]), [suppression]))).toEqual([isMet ? told : undefined]);
  });

  test.each([
    ["2026-11-20T23:59:59.999Z", 1],
    ["2026-11-21T00:00:00Z", 0],
    ["2026-11-20T23:30:00-02:00", 0],
    ["2026-11-21T01:30:00+02:00", 1],
  ])("the last day counts to its end in UTC: at %s", (collectedAt, count) => {
    const clean = report([door]);
    const at = { ...clean, scan: { ...clean.scan, collectedAt } };
    expect(withSuppressions(at, [of({ subject: "*", expires: "2026-11-20" })]).summary.suppressed).toBe(
      count,
    );
  });

  test("the first that holds is told", () => {
    const first = of({ subject: "*", reason: "First.", expires: "2026-01-01" });
    const second = of({ subject: "*", reason: "Second." });
    const third = of({ subject: "*", reason: "Third." });
    const { findings, suppressions } = withSuppressions(report([door]), [first, second, third]);
    expect(findings[0]?.suppressed).toEqual({ reason: "Second.", owner: accepted.owner });
    expect(suppressions?.unused).toEqual([]);
  });

  test("the rest of the finding is as it was", () => {
    expect(withSuppressions(report([door]), [byFingerprint]).findings).toEqual([
      { ...door, suppressed: accepted },
    ]);
  });
});

describe("what is counted", () => {
  test("by band and verdict what is left, and the rest as a number; the ends of subjects stay", () => {
    const whole = report([door, secretFinding(), endpointFinding()]);
    const { summary } = withSuppressions(whole, [byFingerprint]);
    expect(summary).toEqual({
      ...whole.summary,
      findings: { critical: 0, high: 1, medium: 1, low: 0, info: 0 },
      verdicts: { act: 0, attend: 1, "track-closely": 1, track: 0 },
      suppressed: 1,
    });
  });

  test("without suppressions the report is as it was, to the last field", () => {
    const whole = report([door]);
    expect(withSuppressions(whole, [])).toBe(whole);
  });

  test("suppressions that meet nothing are a zero", () => {
    expect(withSuppressions(report([]), [byFingerprint]).summary.suppressed).toBe(0);
  });
});

describe("what was carried over from the baseline", () => {
  const old = doorFinding();

  test("is accepted still, where nobody could look again", () => {
    const { resolved, suppressions } = withSuppressions(
      report([], { resolved: [{ ...old, reread: false }] }),
      [byFingerprint],
    );
    expect(resolved).toEqual([{ ...old, reread: false, suppressed: accepted }]);
    expect(suppressions).toEqual({ expired: [], unused: [] });
  });

  test("is nobody's business once it is resolved", () => {
    const { resolved, suppressions } = withSuppressions(
      report([], { resolved: [{ ...old, reread: true }] }),
      [byFingerprint],
    );
    expect(resolved).toEqual([{ ...old, reread: true }]);
    expect(suppressions?.unused).toHaveLength(1);
  });
});

describe("what is said of suppressions", () => {
  test("those that ran out, whether they would meet something or not", () => {
    const { suppressions } = withSuppressions(report([door]), [
      of({ subject: "*", expires: "2026-11-19" }),
      of({ fingerprint: "0".repeat(64), expires: "2026-01-01" }),
    ]);
    expect(suppressions).toEqual({
      expired: [
        'sftp-open-door, subject "*" (ops@contoso.example, until 2026-11-19)',
        `sftp-open-door, fingerprint ${"0".repeat(64)} (ops@contoso.example, until 2026-01-01)`,
      ],
      unused: [],
    });
  });

  test("those that nothing met", () => {
    const unused = of({ subject: "*/other", fingerprint: "0".repeat(64) });
    expect(withSuppressions(report([door]), [byFingerprint, unused]).suppressions).toEqual({
      expired: [],
      unused: [`sftp-open-door, subject "*/other", fingerprint ${"0".repeat(64)} (ops@contoso.example)`],
    });
  });

  const gap = (reason: Gap["reason"]): Gap => ({ reason, scope: "/subscriptions/x", request: "GET x" });
  const open = (over: Partial<NotAssessed>): Partial<ScanReport> => ({
    notAssessed: [{ check: "sftp-open-door", gaps: [gap("denied")], ...over }],
  });
  const narrowed = { ...cleanReport().scan, scope: { subscriptions: ["x"], only: [], skip: [] } };
  const subject = { ...door.subject, id: "/subscriptions/x/accounts/a" };

  test.each<[string, Partial<ScanReport>, Suppression, boolean]>([
    ["its check did not run", { checks: [] }, of({ subject: "*/a" }), false],
    ["the scan was narrowed", { scan: narrowed }, of({ subject: "*/a" }), false],
    ["the list of subjects was not read", open({}), of({ subject: "*/a" }), false],
    ["nobody asked for the list", open({ gaps: [gap("not-requested")] }), of({ subject: "*/a" }), true],
    ["of another check was not read", open({ check: "app-secret" }), of({ subject: "*/a" }), true],
    ["its subject was not assessed", open({ subject }), of({ subject: "*/a" }), false],
    ["another subject was not assessed", open({ subject }), of({ subject: "*/b" }), true],
    ["a subject, whose findings it may name", open({ subject }), byFingerprint, false],
  ])("nobody knows whether it is of use, or does: %s", (_, over, suppression, isSaid) => {
    const { suppressions } = withSuppressions(report([], over), [suppression]);
    expect(suppressions?.unused.length).toBe(isSaid ? 1 : 0);
  });
});
