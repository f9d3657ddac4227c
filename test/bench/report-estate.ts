import type { Finding, ScanReport } from "../../src/reporter.ts";
import {
  check,
  doorFinding,
  endpointFinding,
  hash,
  logRow,
  sampleReport,
  secretFinding,
} from "../reports/sample-report.ts";
import { turn } from "./turn.ts";

const SUBSCRIPTIONS = 200;

/** A report of so many findings, each of its own subject; one in ten has rows of logs. */
export function largeReport(count: number): ScanReport {
  const findings = Array.from({ length: count }, (_, index) => flat(findingOf(index, count)));
  const sample = sampleReport();
  return {
    ...sample,
    summary: {
      ...sample.summary,
      findings: { critical: 0, high: 0, medium: 0, low: 0, info: 0, ...counted(findings) },
      subjects: count,
      pass: 0,
      fail: count,
      notApplicable: 0,
      notAssessed: 0,
    },
    findings,
    checks: ["app-secret", "sftp-endpoint", "sftp-open-door"].map((id) => check(id, "high")),
  };
}

function findingOf(index: number, count: number): Finding {
  const make = turn([doorFinding, secretFinding, endpointFinding], index);
  const { subject, message } = make();
  const name = `subject-${index}`;
  const scope = `/subscriptions/${hash(String(index % SUBSCRIPTIONS)).slice(0, 8)}-1111-4111-8111-111111111111`;
  return make({
    fingerprint: hash(name),
    // From the highest, as in every report.
    score: Math.round(100 - (100 * index) / count),
    subject: { ...subject, id: `${scope}/${subject.id}/${name}`, name, scope },
    message: `${message} (${name})`,
    evidence:
      index % 10 === 0 ? Array.from({ length: 5 }, () => logRow({ actor: `${name}@contoso.com` })) : [],
  });
}

/** Strings in one piece, as those of a file are: what is put together lies in memory in parts. */
function flat(finding: Finding): Finding {
  return JSON.parse(JSON.stringify(finding)) as Finding;
}

function counted(findings: readonly Finding[]): Readonly<Record<string, number>> {
  const groups = Map.groupBy(findings, ({ severity }) => severity);
  return Object.fromEntries([...groups].map(([severity, group]) => [severity, group.length]));
}
