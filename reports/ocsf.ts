import {
  defineReporter,
  type CheckResult,
  type Finding,
  type NotAssessed,
  type ScanReport,
} from "../src/reporter.ts";
import { complianceFinding, type State } from "./ocsf/compliance-finding.ts";
import { subjectKey } from "./ocsf/subject-key.ts";
import { gapWords } from "./text/gaps.ts";
import { type Chunked, jsonLine } from "./text/json-chunks.ts";
import { findingsByStanding, type Standing } from "./text/standing.ts";

/**
 * JSON Lines of OCSF 1.5.0, class Compliance Finding: one event a finding, and one of the state Unknown for each verdict
 * that could not be reached, since a store of events has nothing else to tell it from a pass.
 * https://schema.ocsf.io/1.5.0/classes/compliance_finding
 */
export default defineReporter({ name: "ocsf", extension: ".jsonl", render });

function* render(report: ScanReport): Iterable<string> {
  const checks = new Map(report.checks.map((check) => [check.id, check]));
  for (const { finding, standing } of findingsByStanding(report))
    yield jsonLine(findingEvent(report, finding, standing, checks.get(finding.check)));
  for (const one of report.notAssessed) yield jsonLine(notAssessedEvent(report, one, checks.get(one.check)));
}

/** What nobody looked at again and what left the logs is neither new nor closed: OCSF has no word of its own for either. */
const STATES: Readonly<Record<Exclude<Standing, "open" | "suppressed">, State>> = {
  resolved: { activity: "Close", statusId: 4, status: "Resolved", complianceId: 1 },
  "not-read-again": { activity: "Update", statusId: 99, status: "Not read again", complianceId: 0 },
  "aged-out": { activity: "Update", statusId: 99, status: "Aged out of the logs", complianceId: 0 },
};

function stateOf(standing: Standing, { baseline = "new" }: Finding): State {
  if (standing !== "open" && standing !== "suppressed") return STATES[standing];
  const activity = baseline === "new" ? "Create" : "Update";
  return standing === "suppressed"
    ? { activity, statusId: 3, status: "Suppressed", complianceId: 3 }
    : { activity, statusId: 1, status: "New", complianceId: 3 };
}

function findingEvent(
  report: ScanReport,
  finding: Finding,
  standing: Standing,
  check: CheckResult | undefined,
): { readonly [key: string]: Chunked } {
  const { score, verdict, ledger, evidence, evidenceOmitted, baseline, suppressed, path, cut } = finding;
  return complianceFinding(report, {
    uid: finding.fingerprint,
    checkId: finding.check,
    title: finding.title,
    check,
    mitre: finding.mitre,
    severity: finding.severity,
    confidence: finding.confidence,
    message: finding.message,
    subject: finding.subject,
    scope: finding.subject.scope,
    state: stateOf(standing, finding),
    details: suppressed === undefined ? [] : [`Accepted by ${suppressed.owner}: ${suppressed.reason}`],
    occurred: finding.occurred,
    // No word of OCSF's: how the score came about is what an analyst asks first.
    unmapped: {
      score,
      score_model: report.tool.scoreModel,
      verdict,
      ledger,
      commands: finding.remediation.commands,
      evidence,
      evidence_omitted: evidenceOmitted,
      baseline,
      suppressed: suppressed && { ...suppressed },
      path,
      cut,
    },
  });
}

function notAssessedEvent(
  report: ScanReport,
  { check: id, subject, gaps, gapsOmitted }: NotAssessed,
  check: CheckResult | undefined,
): { readonly [key: string]: Chunked } {
  const [first] = gaps;
  const scope = subject?.scope ?? first?.scope ?? "";
  return complianceFinding(report, {
    uid: subjectKey(id, subject?.id ?? gaps.map((gap) => gap.scope).join(" ")),
    checkId: id,
    title: check?.title ?? id,
    check,
    mitre: check?.mitre ?? [],
    severity: undefined,
    confidence: undefined,
    message: first === undefined ? "Not assessed." : `Not assessed. ${gapWords(first)}`,
    subject,
    scope,
    state: { activity: "Create", statusId: 99, status: "Not assessed", complianceId: 0 },
    details: gaps.map(gapWords),
    occurred: undefined,
    unmapped: { gaps_omitted: gapsOmitted },
  });
}
