import { defineReporter, type RenderContext, type ScanReport } from "../src/reporter.ts";
import { findingLines, SEVERITIES, shorten } from "./terminal/findings.ts";
import { type Layout, paragraph, type Span } from "./terminal/layout.ts";
import { notReadLines, type Remedy, remedies, RETRY } from "./terminal/not-read.ts";
import { distinctGaps, isIncomplete } from "./text/gaps.ts";
import { visible } from "./text/visible.ts";

/** What a person reads in ten seconds: how bad it is, what comes first, what was not seen, and what to do next. */
export default defineReporter({ name: "terminal", extension: ".txt", render });

function* render(report: ScanReport, context: RenderContext): Iterable<string> {
  const layout: Layout = { color: context.color, width: columns(context.width) };
  const gaps = distinctGaps(report);
  yield block(headerLines(report, layout));
  yield block([paragraph(countSpans(report), layout, 0, 2)]);

  for (const finding of worst(report)) yield block([findingLines(finding, layout)]);
  const more = report.findings.length - FINDINGS_SHOWN;
  if (more > 0) yield block([`... and ${more} more (see -o json)`]);

  const notRead = notReadLines(gaps, layout);
  if (notRead.length > 0) yield block(notRead);
  yield block([paragraph([{ text: coverage(report) }], layout, 0, 2)]);
  yield nextLines(report, remedies(gaps)[0], layout).join("\n");
  yield "\n";
}

const FINDINGS_SHOWN = 10;
const IDS_SHOWN = 3;

function block(lines: readonly string[]): string {
  return `${lines.join("\n")}\n\n`;
}

/** A width that is none (a pipe that says 0) is 80; under 40 columns nothing can be read. */
function columns(width: number): number {
  return Number.isFinite(width) && width > 0 ? Math.max(40, Math.floor(width)) : 80;
}

function worst({ findings }: ScanReport): ScanReport["findings"] {
  return findings.toSorted((a, b) => b.score - a.score).slice(0, FINDINGS_SHOWN);
}

function headerLines(report: ScanReport, layout: Layout): string[] {
  const { tenantName, tenantId, principal, collectedAt, scope } = report.scan;
  const who = [
    ...(principal.applicationId === null ? [] : [`application ${principal.applicationId}`]),
    ...(principal.objectId === null ? [] : [`object ${principal.objectId}`]),
  ];
  const state: Span = isIncomplete(report)
    ? { text: "INCOMPLETE", style: "warning" }
    : { text: "complete", style: "strong" };
  const narrowed = [
    ...(scope.subscriptions.length === 0 ? [] : [`subscriptions ${some(scope.subscriptions)}`]),
    ...(scope.only.length === 0 ? [] : [`only ${some(scope.only)}`]),
    ...(scope.skip.length === 0 ? [] : [`without ${some(scope.skip)}`]),
  ];
  const header: Span[] = [
    { text: "foothold:" },
    { text: tenantName === null ? "tenant" : `${shorten(tenantName)}, tenant`, style: "strong" },
    { text: `${tenantId}, read by ${who.length === 0 ? "an unknown principal" : who.join(", ")}` },
    { text: `at ${collectedAt},` },
    state,
  ];
  return [
    paragraph(header, layout, 0, 2),
    ...(narrowed.length === 0
      ? []
      : [paragraph([{ text: `Narrowed to ${narrowed.join("; ")}` }], layout, 0, 2)]),
  ];
}

function some(ids: readonly string[]): string {
  const more = ids.length - IDS_SHOWN;
  return [...ids.slice(0, IDS_SHOWN), ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
}

function countSpans({ summary }: ScanReport): Span[] {
  const bands = SEVERITIES.map((severity, index): Span => {
    const count = summary.findings[severity];
    const text = `${count} ${severity}${index < SEVERITIES.length - 1 ? "," : "."}`;
    return count === 0 ? { text, style: "dim" } : { text, style: severity };
  });
  const { act, attend } = summary.verdicts;
  return [...bands, { text: `Act on ${act}, attend to ${attend}.` }];
}

function coverage({ summary, checks }: ScanReport): string {
  const { subjects, notAssessed, requests } = summary;
  const noun = subjects === 1 ? "subject" : "subjects";
  const of = `${checks.length} ${checks.length === 1 ? "check" : "checks"}`;
  const sent = `${requests} ${requests === 1 ? "request" : "requests"}`;
  return `Assessed ${subjects - notAssessed} of ${subjects} ${noun} of ${of} with ${sent}.`;
}

/** One thing to do. Nothing found in a scan that did not see everything is never called clean. */
function nextLines(report: ScanReport, remedy: Remedy | undefined, layout: Layout): string[] {
  const [finding] = worst(report);
  if (finding !== undefined) {
    const [command] = finding.remediation.commands;
    return [
      ...commandLine("Next:", `foothold explain ${finding.check}`, layout),
      // The prompt keeps foreign text from beginning the line; the command stays whole, so that it can be copied.
      ...(command === undefined ? [] : ["To close the worst:", `  $ ${visible(command)}`]),
    ];
  }
  if (isIncomplete(report)) {
    const fix = remedy === undefined ? "scan again" : firstFix(remedy);
    return [
      paragraph([{ text: "Nothing found in what was read.", style: "warning" }], layout),
      paragraph([{ text: `Next: ${fix}` }], layout, 0, 2),
    ];
  }
  const { subjects, notAssessed } = report.summary;
  if (subjects - notAssessed === 0)
    return [paragraph([{ text: "Nothing found, and nothing there to assess." }], layout)];
  return [paragraph([{ text: "Nothing found. All that was asked for was read.", style: "strong" }], layout)];
}

function commandLine(label: string, command: string, layout: Layout): string[] {
  return [paragraph([{ text: label }, { text: command, style: "strong", whole: true }], layout)];
}

function firstFix({ reason, needs, scopes }: Remedy): string {
  const [scope = ""] = scopes;
  const more = scopes.length > 1 ? ` and ${scopes.length - 1} more` : "";
  if (needs !== undefined) return `grant ${needs} on ${scope}${more}, then scan again`;
  return `${RETRY[reason].replace(/:$/, "").replace(/^./, (letter) => letter.toLowerCase())}: ${scope}${more}`;
}
