import type { CheckResult, Finding, ScanReport } from "../../src/reporter.ts";
import { clipped, codeBlock, markdownLink, markdownWithoutLinks } from "../text/markdown.ts";
import { counted } from "../text/words.ts";
import { rowsOf, type Section } from "./section.ts";

/** What to do, a check at a time, the one with the worst finding first: its steps, and the commands for that finding. */
export function stepsSection({ findings, checks }: ScanReport): Section {
  const open = findings.filter(({ suppressed }) => suppressed === undefined);
  const worst = new Map<string, Finding>();
  const counts = new Map<string, number>();
  for (const finding of open.toSorted((a, b) => b.score - a.score)) {
    if (!worst.has(finding.check)) worst.set(finding.check, finding);
    counts.set(finding.check, (counts.get(finding.check) ?? 0) + 1);
  }
  const byId = new Map(checks.map((check) => [check.id, check]));
  return {
    head: "\n## What to do\n",
    rows: rowsOf(worst.values(), (finding) =>
      steps(finding, counts.get(finding.check) ?? 0, byId.get(finding.check)),
    ),
    total: worst.size,
    what: "checks",
    upTo: 990_000,
  };
}

function steps(finding: Finding, count: number, check: CheckResult | undefined): string {
  const { summary, steps: list } = check?.remediation ?? { summary: "", steps: [] };
  const { commands } = finding.remediation;
  const lines = commands.map((command) => clipped(command, COMMAND_LIMIT));
  const isWhole = commands.every((command, index) => lines[index] === clipped(command, Infinity));
  return [
    `\n### ${text(finding.title)} (${counted(count, "findings")})`,
    ...(check === undefined ? [] : [text(check.why), text(summary)]),
    ...(list.length === 0 ? [] : [list.map((step, index) => `${index + 1}. ${text(step)}`).join("\n")]),
    // A command that is cut is not to be run.
    ...(lines.length === 0 || !isWhole ? [] : [`For ${text(finding.subject.name)}:`, codeBlock(lines)]),
    ...(check === undefined || check.references.length === 0
      ? []
      : [check.references.map((address) => `- ${markdownLink(address)}`).join("\n")]),
  ]
    .map((part) => `${part}\n`)
    .join("\n");
}

const COMMAND_LIMIT = 2_000;

function text(value: string): string {
  return markdownWithoutLinks(clipped(value, 1_000));
}
