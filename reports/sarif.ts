import {
  defineReporter,
  type Finding,
  type RenderContext,
  type ResolvedFinding,
  type ScanReport,
} from "../src/reporter.ts";
import { categoryOf } from "./sarif/category.ts";
import { artifactUri } from "./sarif/location.ts";
import { LEVELS, ruleOf } from "./sarif/rule.ts";
import { lineHash, RESULT_LIMIT, toldFindings } from "./sarif/told-findings.ts";
import { evidenceText, timeText } from "./text/evidence.ts";
import { distinctGaps, GAP_REASONS, gapWords } from "./text/gaps.ts";
import { type Chunked, jsonChunks } from "./text/json-chunks.ts";
import { sarifText, wellFormed } from "./text/sarif-text.ts";

/**
 * SARIF 2.1.0 in the subset that GitHub code scanning reads; it ignores the rest.
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export default defineReporter({ name: "sarif", extension: ".sarif", render });

function* render(report: ScanReport, { guides }: RenderContext): Iterable<string> {
  const checks = [...report.checks].sort((a, b) => (a.id < b.id ? -1 : 1));
  const ruleIndex = new Map(checks.map(({ id }, index) => [id, index]));
  const { kept, leftOut } = toldFindings(report);

  const run: Chunked = {
    tool: {
      driver: {
        // Alerts belong to a tool's name: a constant, whatever a report that was read back calls itself.
        name: "foothold",
        semanticVersion: wellFormed(report.tool.version),
        rules: () => checks.map((check) => ruleOf(check, guides)),
      },
    },
    automationDetails: { id: categoryOf(report.scan) },
    invocations: [
      {
        executionSuccessful: true,
        startTimeUtc: wellFormed(report.scan.startedAt),
        endTimeUtc: wellFormed(report.scan.finishedAt),
        toolExecutionNotifications: notifications(report, leftOut),
      },
    ],
    columnKind: "utf16CodeUnits",
    // Written even when empty: a run without results is what closes the alerts of the run before.
    results: () => kept.map((finding) => resultOf(finding, report, ruleIndex.get(finding.check))),
  };
  yield* jsonChunks({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: () => [run],
  });
  yield "\n";
}

const NOTIFICATION_LIMIT = 1_000;

function resultOf(
  finding: Finding | ResolvedFinding,
  { baseline }: ScanReport,
  ruleIndex: number | undefined,
): Chunked {
  const { check, severity, score, confidence, verdict, ledger, subject, message } = finding;
  const isCarriedOver = "reread" in finding;
  return {
    ruleId: wellFormed(check),
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVELS[severity],
    // All results of a run have it or none.
    ...(baseline === undefined
      ? {}
      : { baselineState: BASELINE_STATES[isCarriedOver ? "unchanged" : (finding.baseline ?? "new")] }),
    rank: score,
    message: { text: sarifText([message, ...hopTexts(finding), ...rowTexts(finding)].join(" ")) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: artifactUri(subject.id) },
          region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
        },
        // Raw on purpose: an id must stay exact, so that control characters are escaped as JSON and no further. NUL and
        // lone surrogates alone are changed, since consumers refuse them.
        logicalLocations: [
          { name: wellFormed(subject.name), fullyQualifiedName: wellFormed(subject.id), kind: "resource" },
        ],
      },
    ],
    partialFingerprints: { primaryLocationLineHash: lineHash(finding) },
    properties: {
      foothold: {
        score,
        confidence,
        verdict,
        severity,
        // Not read again: it stands as the baseline told it.
        ...(isCarriedOver ? { carriedOver: true } : {}),
        ...(subject.tags === undefined ? {} : { tags: wellFormedTags(subject.tags) }),
        ledger: ledger.map(({ factor, points, because }) => ({
          factor,
          points,
          because: wellFormed(because),
        })),
      },
    },
  };
}

const BASELINE_STATES: Readonly<Record<NonNullable<Finding["baseline"]>, string>> = {
  new: "new",
  changed: "updated",
  unchanged: "unchanged",
};

/** GitHub shows no flow without lines of a file, so that the path is told in words. */
function hopTexts({ path = [] }: Finding): string[] {
  return path.map(({ because }, index) => `${index + 1}. ${because}`);
}

/** The last three rows of the logs behind a state; an event's message says already what was done. */
function rowTexts({ evidence, occurred }: Finding): string[] {
  if (occurred !== undefined) return [];
  return evidence.slice(-3).map((row) => `${timeText(row.time)} ${evidenceText(row)}`);
}

function wellFormedTags(tags: Readonly<Record<string, string>>): Chunked {
  return Object.fromEntries(
    Object.entries(tags).map(([name, value]) => [wellFormed(name), wellFormed(value)]),
  );
}

function notifications(report: ScanReport, leftOut: number): Chunked[] {
  const gaps = distinctGaps(report).filter(({ reason }) => GAP_REASONS[reason].incomplete);
  const more = gaps.length - NOTIFICATION_LIMIT;
  return [
    ...gaps.slice(0, NOTIFICATION_LIMIT).map((gap) => notification(gap.reason, gapWords(gap))),
    ...(more > 0
      ? [notification("more-gaps", `${more} more were not read. The JSON report lists all.`)]
      : []),
    ...(leftOut > 0 ? [notification("results-left-out", leftOutText(leftOut))] : []),
  ];
}

function notification(id: string, text: string): Chunked {
  return { level: "warning", descriptor: { id }, message: { text: sarifText(text) } };
}

function leftOutText(count: number): string {
  const rule = `GitHub keeps ${RESULT_LIMIT} results of a run`;
  return `${count} findings with the lowest scores were left out: ${rule}. The JSON report holds all.`;
}
