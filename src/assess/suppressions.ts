import type { Severity, Suppression } from "../check.ts";
import { makesIncomplete } from "../inventory/known.ts";
import { matchesName } from "../inventory/names.ts";
import type { Finding, NotAssessed, ScanReport, Summary, VerdictWord } from "../reporter.ts";

/**
 * The report with what somebody accepted marked as such: it is counted apart, and keeps its place. The first suppression
 * in the file that holds is the one that is told.
 */
export function withSuppressions(report: ScanReport, suppressions: readonly Suppression[]): ScanReport {
  if (suppressions.length === 0) return report;
  const isExpired = expiredAt(report.scan.collectedAt);
  const valid = Map.groupBy(
    suppressions.filter((one) => !isExpired(one)),
    ({ check }) => check,
  );
  const used = new Set<Suppression>();
  const findings = report.findings.map(accept);
  // What nobody could look at again is accepted still. What is resolved needs nobody to accept it.
  const resolved = report.resolved.map((finding) => (finding.reread ? finding : accept(finding)));
  const notAssessed = Map.groupBy(report.notAssessed, ({ check }) => check);
  const unused = suppressions.filter(
    (one) => !isExpired(one) && !used.has(one) && couldHaveMet(one, report, notAssessed.get(one.check) ?? []),
  );
  return {
    ...report,
    summary: { ...report.summary, ...countsOf(findings) },
    findings,
    resolved,
    suppressions: {
      expired: suppressions
        .filter(isExpired)
        .map((one) => `${nameOf(one)} (${one.owner}, until ${one.expires})`),
      unused: unused.map((one) => `${nameOf(one)} (${one.owner})`),
    },
  };

  function accept<F extends Finding>(finding: F): F {
    const meeting = (valid.get(finding.check) ?? []).filter((one) => meets(one, finding));
    for (const one of meeting) used.add(one);
    const [first] = meeting;
    if (first === undefined) return finding;
    const { reason, owner, expires } = first;
    return { ...finding, suppressed: { reason, owner, ...(expires === undefined ? {} : { expires }) } };
  }
}

function meets({ subject, fingerprint }: Suppression, finding: Finding): boolean {
  return (
    (subject === undefined || matchesName(subject, finding.subject.id)) &&
    (fingerprint === undefined || fingerprint === finding.fingerprint)
  );
}

/** Its last day counts to its end, in UTC. */
function expiredAt(collectedAt: string): (one: Suppression) => boolean {
  const today = new Date(collectedAt).toISOString().slice(0, 10);
  return ({ expires }) => expires !== undefined && expires < today;
}

/** Nobody knows of a suppression that it is of no use where its check did not run, or not about everything. */
function couldHaveMet(
  { check, subject }: Suppression,
  { checks, scan }: ScanReport,
  notAssessed: readonly NotAssessed[],
): boolean {
  const mayBeOpen = ({ subject: one, gaps }: NotAssessed): boolean =>
    one === undefined ? gaps.some(makesIncomplete) : subject === undefined || matchesName(subject, one.id);
  const { subscriptions, managementGroups = [], shard } = scan.scope;
  const isWhole = subscriptions.length === 0 && managementGroups.length === 0 && shard === undefined;
  return isWhole && checks.some(({ id }) => id === check) && !notAssessed.some(mayBeOpen);
}

function countsOf(findings: readonly Finding[]): Pick<Summary, "findings" | "verdicts" | "suppressed"> {
  const open = findings.filter(({ suppressed }) => suppressed === undefined);
  return { ...countFindings(open), suppressed: findings.length - open.length };
}

/** By band and by what to do. */
export function countFindings(
  findings: readonly Pick<Finding, "severity" | "verdict">[],
): Pick<Summary, "findings" | "verdicts"> {
  const bands: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  const verdicts: Record<VerdictWord, number> = { act: 0, attend: 0, "track-closely": 0, track: 0 };
  for (const { severity, verdict } of findings) {
    bands[severity] += 1;
    verdicts[verdict] += 1;
  }
  return { findings: bands, verdicts };
}

/** `sftp-enabled, subject "*partners"` */
function nameOf({ check, subject, fingerprint }: Suppression): string {
  return [
    check,
    ...(subject === undefined ? [] : [`subject ${JSON.stringify(subject)}`]),
    ...(fingerprint === undefined ? [] : [`fingerprint ${fingerprint}`]),
  ].join(", ");
}
