import { SEVERITIES } from "../src/check.ts";
import { defineReporter, type Finding, type RenderContext, type ScanReport } from "../src/reporter.ts";
import { coverageLines, openScopes } from "./terminal/coverage.ts";
import { findingBlocks, shorten, shortName } from "./terminal/findings.ts";
import { type Layout, paragraph, type Span } from "./terminal/layout.ts";
import { grantOf, notReadLines, type Remedy, remedies, RETRY } from "./terminal/not-read.ts";
import { explainCommand } from "./text/command.ts";
import { distinctGaps, isIncomplete } from "./text/gaps.ts";
import { visible } from "./text/visible.ts";
import { counted } from "./text/words.ts";

/** What a person reads in ten seconds: how bad it is, what comes first, what was not seen, and what to do next. */
export default defineReporter({ name: "terminal", extension: ".txt", render });

function* render(report: ScanReport, context: RenderContext): Iterable<string> {
  const layout: Layout = { color: context.color, width: columns(context.width) };
  const gaps = distinctGaps(report);
  yield block(headerLines(report, layout));
  yield block([
    paragraph(countSpans(report), layout, 0, 2),
    ...baselineLines(report, layout),
    ...incompleteLines(report, layout),
  ]);
  for (const lines of findingBlocks(openFindings(report), layout)) yield block([lines]);

  const notRead = notReadLines(gaps, layout);
  if (notRead.length > 0) yield block(notRead);
  yield block(coverageLines(report, layout));
  yield nextLines(report, remedies(gaps)[0], layout).join("\n");
  yield "\n";
}

const IDS_SHOWN = 3;

function block(lines: readonly string[]): string {
  return `${lines.join("\n")}\n\n`;
}

/** A width that is none (a pipe that says 0) is 80; under 40 columns nothing can be read. */
function columns(width: number): number {
  return Number.isFinite(width) && width > 0 ? Math.max(40, Math.floor(width)) : 80;
}

function headerLines(report: ScanReport, layout: Layout): string[] {
  const { tenantName, tenantId, collectedAt, scope } = report.scan;
  const narrowed = [
    ...(scope.subscriptions.length === 0 ? [] : [`subscriptions ${some(scope.subscriptions)}`]),
    ...(scope.managementGroups === undefined ? [] : [`management groups ${some(scope.managementGroups)}`]),
    ...(scope.only.length === 0 ? [] : [`only ${some(scope.only)}`]),
    ...(scope.skip.length === 0 ? [] : [`without ${some(scope.skip)}`]),
    ...(scope.shard === undefined ? [] : [`shard ${scope.shard.index} of ${scope.shard.count}`]),
  ];
  const header: Span[] = [
    { text: "foothold" },
    { text: tenantName === null ? "tenant" : shorten(tenantName), style: "strong", gap: 2 },
    { text: tenantName === null ? tenantId : `(${tenantId})` },
    { text: collectedAt, gap: 2 },
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
  const { suppressed = 0 } = summary;
  return [
    ...bands,
    { text: `Act on ${act}, attend to ${attend}.` },
    ...(suppressed === 0 ? [] : [{ text: `${suppressed} suppressed.`, style: "dim" as const }]),
  ];
}

/** What somebody accepted is counted and no more. */
function openFindings({ findings }: ScanReport): readonly Finding[] {
  return findings.filter(({ suppressed }) => suppressed === undefined);
}

/** What is new, and what became of the rest. Nobody must take what was not read again for resolved. */
function baselineLines({ baseline }: ScanReport, layout: Layout): string[] {
  if (baseline === undefined) return [];
  const { collectedAt, new: added, changed, unchanged, resolved, carriedOver, agedOut = 0 } = baseline;
  const gone = [
    `${resolved} resolved`,
    ...(carriedOver === 0 ? [] : [`${carriedOver} not read again and carried over`]),
    ...(agedOut === 0 ? [] : [`${agedOut} too old for the logs`]),
  ];
  const fresh = added + changed > 0;
  const spans: Span[] = [
    { text: `Since ${collectedAt}:` },
    { text: `${added} new, ${changed} changed,`, ...(fresh ? { style: "strong" } : {}) },
    { text: `${unchanged} unchanged; ${gone.join(", ")}.` },
  ];
  return [paragraph(spans, layout, 0, 2)];
}

/** Right under the counts, which count too little wherever it stands. */
function incompleteLines(report: ScanReport, layout: Layout): string[] {
  if (!isIncomplete(report)) {
    return [paragraph([{ text: "complete: all that was asked for was read", style: "dim" }], layout, 0, 2)];
  }
  const scopes = openScopes(distinctGaps(report));
  const what =
    scopes === 0
      ? "not all that was asked for was read"
      : `${counted(scopes, "scopes")} ${scopes === 1 ? "was" : "were"} not read, see "Not read"`;
  return [paragraph([{ text: `INCOMPLETE: ${what}`, style: "warning" }], layout, 0, 2)];
}

/** One thing to do. Nothing found in a scan that did not see everything is never called clean. */
function nextLines(report: ScanReport, remedy: Remedy | undefined, layout: Layout): string[] {
  const [worst] = openFindings(report).toSorted((a, b) => b.score - a.score);
  if (worst !== undefined) return worstLines(worst, layout);
  if (isIncomplete(report)) {
    const fix = remedy === undefined ? "scan again" : firstFix(remedy);
    return [
      paragraph(
        [
          {
            text: `Nothing ${report.findings.length === 0 ? "" : "but what is suppressed was "}found in what was read.`,
            style: "warning",
          },
        ],
        layout,
      ),
      paragraph([{ text: `Next: ${fix}` }], layout, 0, 2),
    ];
  }
  const { subjects, notAssessed } = report.summary;
  if (report.findings.length > 0)
    return [
      paragraph([{ text: "Nothing found but what is suppressed. All that was asked for was read." }], layout),
    ];
  if (subjects - notAssessed === 0)
    return [paragraph([{ text: "Nothing found, and nothing there to assess." }], layout)];
  return [paragraph([{ text: "Nothing found. All that was asked for was read.", style: "strong" }], layout)];
}

function worstLines({ check, subject, remediation }: Finding, layout: Layout): string[] {
  const [command] = remediation.commands;
  const what = `To close the worst (${shortName(check)} on ${shortName(subject.name)}):`;
  return [
    paragraph([{ text: "Next:" }, { text: explainCommand(check), style: "strong", whole: true }], layout),
    // The prompt keeps foreign text from beginning the line; the command stays whole, so that it can be copied.
    ...(command === undefined ? [] : [paragraph([{ text: what }], layout, 0, 2), `  $ ${visible(command)}`]),
  ];
}

function firstFix(remedy: Remedy): string {
  const { reason, scopes } = remedy;
  const grant = grantOf(remedy);
  const [scope = ""] = scopes;
  const more = scopes.length > 1 ? ` and ${scopes.length - 1} more` : "";
  if (grant !== "") return `grant ${grant} on ${scope}${more}, then scan again`;
  return `${RETRY[reason].replace(/:$/, "").replace(/^./, (letter) => letter.toLowerCase())}: ${scope}${more}`;
}
