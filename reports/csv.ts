import type { Gap } from "../src/inventory/known.ts";
import {
  defineReporter,
  type CheckResult,
  type Finding,
  type NotAssessed,
  type ScanReport,
} from "../src/reporter.ts";
import { BYTE_ORDER_MARK, csvRow } from "./text/csv.ts";
import { gapWords } from "./text/gaps.ts";
import { findingsByStanding, type Standing } from "./text/standing.ts";

/**
 * A table for spreadsheets: one row a finding, and one for each verdict that could not be reached, since a table
 * without them would look like all there is. Commands and queries are not in it: the guard against formulas could
 * break their quotes. The columns are a contract: new ones come last, and none is renamed or removed.
 */
export default defineReporter({ name: "csv", extension: ".csv", render });

function* render(report: ScanReport): Iterable<string> {
  const checks = new Map(report.checks.map((check) => [check.id, check]));
  yield BYTE_ORDER_MARK + csvRow(CSV_COLUMNS);
  for (const { finding, standing } of findingsByStanding(report)) {
    const check = checks.get(finding.check);
    yield rowOf({ ...common(report), ...findingCells(finding), ...checkCells(check), status: standing });
  }
  for (const one of report.notAssessed) {
    yield rowOf({
      ...common(report),
      ...notAssessedCells(one, checks.get(one.check)),
      status: "not-assessed",
    });
  }
}

export const CSV_COLUMNS = [
  /** open, suppressed, resolved, not-read-again, aged-out (of the baseline), or not-assessed, which is no finding. */
  "status",
  "severity",
  /** 0 to 100. */
  "score",
  /** 0 to 1. */
  "confidence",
  "verdict",
  "check",
  "title",
  /** Of what is not assessed: what was not read, and the permission that would change that. */
  "message",
  "subject_type",
  "subject_id",
  "subject_name",
  /** The subscription or tenant. */
  "scope",
  "scope_name",
  /** In the portal. */
  "url",
  /** `name=value`, separated by semicolons. */
  "tags",
  /** new, changed or unchanged; empty without a baseline. */
  "baseline",
  /** Of events. ISO 8601, as all times. */
  "first_occurred",
  "last_occurred",
  /** How many rows of logs tell of it. */
  "evidence_rows",
  /** Separated by blanks. */
  "mitre",
  "remediation",
  "suppressed_reason",
  "suppressed_owner",
  "suppressed_expires",
  "fingerprint",
  "tenant_id",
  "collected_at",
  "foothold_version",
] as const;

type Cells = Partial<Record<(typeof CSV_COLUMNS)[number], string>>;

function rowOf(cells: Cells & { readonly status: Standing | "not-assessed" }): string {
  return csvRow(CSV_COLUMNS.map((column) => cells[column] ?? ""));
}

function common({ scan, tool }: ScanReport): Cells {
  return { tenant_id: scan.tenantId, collected_at: scan.collectedAt, foothold_version: tool.version };
}

function checkCells(check: CheckResult | undefined): Cells {
  return check === undefined ? {} : { remediation: check.remediation.summary };
}

function findingCells(finding: Finding): Cells {
  const { score, confidence, evidence, evidenceOmitted = 0, occurred, suppressed, subject } = finding;
  return {
    severity: finding.severity,
    score: String(score),
    confidence: String(confidence),
    verdict: finding.verdict,
    check: finding.check,
    title: finding.title,
    message: finding.message,
    ...subjectCells(subject),
    ...(finding.baseline === undefined ? {} : { baseline: finding.baseline }),
    ...(occurred === undefined ? {} : { first_occurred: occurred.first, last_occurred: occurred.last }),
    evidence_rows: String(evidence.length + evidenceOmitted),
    mitre: finding.mitre.join(" "),
    ...(suppressed === undefined
      ? {}
      : {
          suppressed_reason: suppressed.reason,
          suppressed_owner: suppressed.owner,
          suppressed_expires: suppressed.expires ?? "",
        }),
    fingerprint: finding.fingerprint,
  };
}

function subjectCells(subject: Finding["subject"] | undefined): Cells {
  if (subject === undefined) return {};
  const { type, id, name, scope, scopeName = "", url = "", tags = {} } = subject;
  const pairs = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return {
    subject_type: type,
    subject_id: id,
    subject_name: name,
    scope,
    scope_name: scopeName,
    url,
    // Integer-like names come first in an object, wherever they were written: sorted, so that the order is ours.
    tags: pairs.sort().join("; "),
  };
}

function notAssessedCells(
  { check, subject, gaps, gapsOmitted = 0 }: NotAssessed,
  result: CheckResult | undefined,
): Cells {
  const scopes = new Set(gaps.map(({ scope }: Gap) => scope));
  const more = gapsOmitted === 0 ? "" : `; and ${gapsOmitted} more`;
  return {
    check,
    title: result?.title ?? "",
    message: `${gaps.map(gapWords).join("; ")}${more}`,
    ...(subject === undefined ? { scope: [...scopes].join(" ") } : subjectCells(subject)),
  };
}
