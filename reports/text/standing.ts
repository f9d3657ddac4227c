import type { Finding, ResolvedFinding, ScanReport } from "../../src/reporter.ts";

/** How a finding stands, in the words that CSV and OCSF write. */
export type Standing = "open" | "suppressed" | "resolved" | "not-read-again" | "aged-out";

export interface Standed {
  readonly finding: Finding;
  readonly standing: Standing;
}

/** The findings and then what the baseline held beside them, in the order of the report. */
export function* findingsByStanding({ findings, resolved }: ScanReport): Iterable<Standed> {
  for (const finding of findings)
    yield { finding, standing: finding.suppressed === undefined ? "open" : "suppressed" };
  for (const finding of resolved) yield { finding, standing: standingOfResolved(finding) };
}

/** What left the window of the logs, and what nobody could look at again, is not resolved. */
export function standingOfResolved({
  reread,
  agedOut,
}: ResolvedFinding): Exclude<Standing, "open" | "suppressed"> {
  if (agedOut) return "aged-out";
  return reread ? "resolved" : "not-read-again";
}
