import type { Finding, ResolvedFinding, ScanReport } from "../../src/reporter.ts";
import { clipped, markdownWithoutLinks } from "../text/markdown.ts";
import { placeOf } from "../text/place.ts";
import { standingOfResolved, type Standing } from "../text/standing.ts";
import { rowsOf, type Section } from "./section.ts";

/** The worst first, as the report has them. */
export function findingsSection({ findings }: ScanReport): Section {
  const open = findings.filter(({ suppressed }) => suppressed === undefined);
  return {
    head: "\n## Findings\n\n| Score | Finding | Where | Check |\n| --- | --- | --- | --- |\n",
    rows: rowsOf(open, findingRow),
    total: open.length,
    what: "findings",
    upTo: 700_000,
  };
}

export function acceptedSection({ findings }: ScanReport): Section {
  const accepted = findings.filter(({ suppressed }) => suppressed !== undefined);
  return {
    head: "\n## Accepted\n\n| Score | Finding | Where | Reason | Owner | Until |\n| --- | --- | --- | --- | --- | --- |\n",
    rows: rowsOf(accepted, acceptedRow),
    total: accepted.length,
    what: "accepted findings",
    upTo: 775_000,
  };
}

export function resolvedSection({ resolved }: ScanReport): Section {
  return {
    head: "\n## Found before\n\n| Now | Finding | Where | Check |\n| --- | --- | --- | --- |\n",
    rows: rowsOf(resolved, resolvedRow),
    total: resolved.length,
    what: "earlier findings",
    upTo: 850_000,
  };
}

function findingRow(finding: Finding): string {
  const isNew = finding.baseline === "new" ? "**New.** " : "";
  return row([
    scoreCell(finding),
    isNew + cell(finding.message, 500),
    where(finding),
    cell(finding.check, 100),
  ]);
}

function acceptedRow(finding: Finding): string {
  const { reason = "", owner = "", expires = "" } = finding.suppressed ?? {};
  const accepted = [cell(reason, 300), cell(owner, 100), cell(expires, 20)];
  return row([scoreCell(finding), cell(finding.message, 300), where(finding), ...accepted]);
}

function resolvedRow(finding: ResolvedFinding): string {
  const now = NOW[standingOfResolved(finding)];
  return row([now, cell(finding.message, 300), where(finding), cell(finding.check, 100)]);
}

const NOW: Readonly<Record<Standing, string>> = {
  open: "open",
  suppressed: "accepted",
  resolved: "resolved",
  "not-read-again": "**not read again**",
  "aged-out": "no longer in the logs",
};

function scoreCell({ score, severity }: Finding): string {
  return `${score} ${severity}`;
}

/** `contoso-prod / rg-exchange / contosouploads / backup`. */
function where({ subject }: Finding): string {
  const place = placeOf(subject);
  const parts = subject.name === "" || place.at(-1) === subject.name ? place : [...place, subject.name];
  return parts.map((part) => cell(part, 100)).join(" / ");
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |\n`;
}

function cell(text: string, limit: number): string {
  return markdownWithoutLinks(clipped(text, limit));
}
