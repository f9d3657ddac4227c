import type { ScanReport } from "../../src/reporter.ts";
import { attackReport, ATTACK } from "./attacks.ts";
import {
  check,
  DENIED,
  doorFinding,
  endpointFinding,
  hash,
  logRow,
  NOT_REQUESTED,
  pathFinding,
  sampleReport,
  secretFinding,
} from "./sample-report.ts";

/** A scan against a baseline: something new, changed, unchanged, accepted, resolved, not read again and aged out. */
export function deskReport(over: Partial<ScanReport> = {}): ScanReport {
  const sample = sampleReport();
  return sampleReport({
    summary: { ...sample.summary, suppressed: 1 },
    findings: [
      doorFinding({ baseline: "new" }),
      secretFinding({ baseline: "changed" }),
      pathFinding({ baseline: "unchanged", score: 70, severity: "high", verdict: "attend" }),
      endpointFinding({
        baseline: "unchanged",
        suppressed: { reason: "the partner portal", owner: "ops@contoso.com", expires: "2027-01-31" },
      }),
    ],
    notAssessed: [...sample.notAssessed, { check: "sftp-endpoint", gaps: [NOT_REQUESTED] }],
    resolved: [
      { ...doorFinding({ fingerprint: hash("gone"), message: "It is gone." }), reread: true },
      { ...doorFinding({ fingerprint: hash("unread"), message: "It was not read." }), reread: false },
      {
        ...doorFinding({
          fingerprint: hash("aged"),
          message: "It was done.",
          occurred: { first: "2026-06-01T00:00:00Z", last: "2026-06-02T00:00:00Z" },
        }),
        reread: true,
        agedOut: true,
      },
    ],
    baseline: {
      collectedAt: "2026-11-13T06:00:00Z",
      new: 1,
      changed: 1,
      unchanged: 2,
      resolved: 1,
      carriedOver: 1,
      agedOut: 1,
    },
    ...over,
  });
}

/** The desk's report with groups, evidence, states and a query, so that every part of the page has something to show. */
export function drawnDesk(): ScanReport {
  return deskReport({
    checks: [
      check("app-secret", "high", { group: "credentials" }),
      check("can-become", "high", { group: "paths" }),
      check("sftp-open-door", "critical", { group: "storage" }),
      check("sftp-endpoint", "medium", { group: "storage" }),
    ],
    findings: [
      doorFinding({
        baseline: "new",
        evidence: [logRow(), logRow({ time: "2026-11-19T04:12:33Z", actor: null, userAgent: "curl/8" })],
        evidenceOmitted: 7,
        states: [
          { id: "/users/1", name: "backup", presence: "present" },
          { id: "/users/2", name: "old", presence: "gone" },
          { id: "/users/3", name: "other", presence: "unknown" },
        ],
        query: { id: "q02", text: "StorageBlobLogs\n| take 5" },
      }),
      secretFinding({ baseline: "changed" }),
      pathFinding({ baseline: "unchanged", score: 70, severity: "high", verdict: "attend" }),
      ...deskReport().findings.filter(({ suppressed }) => suppressed !== undefined),
    ],
  });
}

/** The attack on every text, also on those that only a baseline, a suppression or an unread list brings. */
export function attackedDesk(): ScanReport {
  const attack = attackReport();
  const [first] = attack.findings;
  if (first === undefined) throw new Error("the attack has no findings");
  const gaps = [
    { ...DENIED, scope: ATTACK, request: ATTACK, needs: ATTACK, role: ATTACK, detail: ATTACK },
    { ...NOT_REQUESTED, scope: ATTACK, request: ATTACK, detail: ATTACK },
  ];
  return {
    ...attack,
    findings: [
      ...attack.findings,
      {
        ...first,
        fingerprint: hash("accepted"),
        suppressed: { reason: ATTACK, owner: ATTACK, expires: ATTACK },
      },
    ],
    notAssessed: [
      ...attack.notAssessed,
      { check: "sftp-open-door", subject: first.subject, gaps, gapsOmitted: 3 },
    ],
    resolved: [{ ...first, fingerprint: hash("before"), reread: true }],
  };
}

/** Any number of findings, each with a subject of its own. */
export function manyFindings(count: number): ScanReport {
  const findings = Array.from({ length: count }, (_, index) => {
    const door = doorFinding();
    return doorFinding({
      fingerprint: hash(String(index)),
      message: `marker ${index};`,
      subject: { ...door.subject, id: `${door.subject.id}${index}`, name: `user${index}` },
    });
  });
  return sampleReport({ findings });
}
