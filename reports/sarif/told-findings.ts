import type { Finding, ResolvedFinding, ScanReport } from "../../src/reporter.ts";
import { carriedOver } from "./carried-over.ts";

/** GitHub keeps the 5,000 most severe results of a run. */
export const RESULT_LIMIT = 5_000;

export interface ToldFindings {
  /** The worst first. */
  readonly kept: readonly (Finding | ResolvedFinding)[];
  /** How many there are beyond the limit. */
  readonly leftOut: number;
}

/** Of which findings the file tells: those of today that nobody accepted, and what was not read again. */
export function toldFindings(report: ScanReport): ToldFindings {
  // What somebody accepted opens no alert, and closes the one that there was.
  const open = report.findings.filter(({ suppressed }) => suppressed === undefined);
  const findings = distinctFindings([...open, ...carriedOver(report)]);
  const kept = findings.slice(0, RESULT_LIMIT);
  return { kept, leftOut: findings.length - kept.length };
}

/** GitHub opens one alert for each result, also for the second of two equal ones. */
function distinctFindings(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings
    .toSorted((a, b) => b.score - a.score)
    .filter((finding) => {
      const key = lineHash(finding);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}

/** The only fingerprint that GitHub reads; the number counts equal lines of a file, of which there are none. */
export function lineHash({ fingerprint }: Finding): string {
  return `${fingerprint.slice(0, 16)}:1`;
}
