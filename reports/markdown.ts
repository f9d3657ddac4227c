import { SEVERITIES } from "../src/check.ts";
import { type BaselineSummary, defineReporter, type ScanReport } from "../src/reporter.ts";
import { acceptedSection, findingsSection, resolvedSection } from "./markdown/findings.ts";
import { notReadSection, outsideLine } from "./markdown/not-read.ts";
import { byteLength, sectionChunks } from "./markdown/section.ts";
import { stepsSection } from "./markdown/steps.ts";
import { isIncomplete } from "./text/gaps.ts";
import { clipped, markdownWithoutLinks } from "./text/markdown.ts";
import { counted } from "./text/words.ts";

/**
 * GitHub Flavored Markdown for the summary of a job, which GitHub refuses from 1 MiB on: it stays under a million bytes,
 * and each section says how much it leaves out. No HTML, and no links but the references of the checks.
 * https://docs.github.com/actions/writing-workflows/choosing-what-your-workflow-does/workflow-commands-for-github-actions#adding-a-job-summary
 */
export default defineReporter({ name: "markdown", extension: ".md", render });

function* render(report: ScanReport): Iterable<string> {
  const head = headParagraphs(report)
    .map((paragraph) => `${paragraph}\n`)
    .join("\n");
  yield head;
  let written = byteLength(head);
  for (const section of [
    notReadSection(report),
    findingsSection(report),
    acceptedSection(report),
    resolvedSection(report),
    stepsSection(report),
  ]) {
    written = yield* sectionChunks(section, written);
  }
  yield `\n${tailLine(report)}\n`;
}

function headParagraphs(report: ScanReport): string[] {
  const { scan, summary, baseline } = report;
  const tenant = scan.tenantName === null ? scan.tenantId : `${scan.tenantName} (${scan.tenantId})`;
  const bands = SEVERITIES.map((severity) => `${summary.findings[severity]} ${severity}`);
  const accepted = summary.suppressed ? ` ${counted(summary.suppressed, "findings")} accepted.` : "";
  return [
    `# foothold: ${text(tenant)}`,
    `**${bands.join(", ")}.** Act on ${summary.verdicts.act}, attend to ${summary.verdicts.attend}.${accepted}`,
    ...(baseline === undefined ? [] : [baselineLine(baseline)]),
    standing(report),
    ...scopeLine(report),
    ...outsideLine(report),
  ];
}

function baselineLine(baseline: BaselineSummary): string {
  const counts = [
    `${baseline.new} new`,
    `${baseline.changed} changed`,
    `${baseline.unchanged} unchanged`,
    `${baseline.resolved} resolved`,
    `${baseline.carriedOver} not read again`,
    ...(baseline.agedOut ? [`${baseline.agedOut} no longer in the logs`] : []),
  ];
  return `Against the report of ${text(baseline.collectedAt)}: ${counts.join(", ")}.`;
}

/** Nothing found in a scan that did not see everything is never called clean. */
function standing(report: ScanReport): string {
  const { findings, summary } = report;
  if (isIncomplete(report)) {
    const nothing = findings.length === 0 ? " Nothing was found in what was read." : "";
    return `> [!WARNING]\n> **Incomplete**: not everything that was asked for was read.${nothing}`;
  }
  if (findings.length > 0) return "Everything that was asked for was read.";
  return summary.subjects - summary.notAssessed === 0
    ? "Nothing was found, and there was nothing to assess."
    : "Nothing was found. Everything that was asked for was read.";
}

function scopeLine({ scan }: ScanReport): string[] {
  const { subscriptions, managementGroups = [], only, skip, shard } = scan.scope;
  const parts = [
    ...(subscriptions.length === 0 ? [] : [`subscriptions ${some(subscriptions)}`]),
    ...(managementGroups.length === 0 ? [] : [`management groups ${some(managementGroups)}`]),
    ...(only.length === 0 ? [] : [`only ${some(only)}`]),
    ...(skip.length === 0 ? [] : [`without ${some(skip)}`]),
    ...(shard === undefined ? [] : [`shard ${shard.index} of ${shard.count}`]),
  ];
  return parts.length === 0 ? [] : [`Narrowed to ${parts.join("; ")}.`];
}

const IDS_SHOWN = 10;

function some(ids: readonly string[]): string {
  const more = ids.length - IDS_SHOWN;
  return [...ids.slice(0, IDS_SHOWN).map(text), ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
}

function tailLine({ scan, tool, summary }: ScanReport): string {
  const { subjects, pass, fail, notApplicable, notAssessed, requests } = summary;
  return [
    `${subjects} verdicts: ${pass} pass, ${fail} fail, ${notApplicable} not applicable, ${notAssessed} not assessed.`,
    `Collected ${text(scan.collectedAt)} in ${counted(requests, "requests")} by foothold ${text(tool.version)}.`,
  ].join(" ");
}

function text(value: string): string {
  return markdownWithoutLinks(clipped(value, 200));
}
