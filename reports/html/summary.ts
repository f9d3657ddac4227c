import { SEVERITIES, type Severity } from "../../src/check.ts";
import type { ScanReport, VerdictWord } from "../../src/reporter.ts";
import { openScopes } from "../terminal/coverage.ts";
import { distinctGaps, isIncomplete } from "../text/gaps.ts";
import { visible } from "../text/visible.ts";
import { counted } from "../text/words.ts";
import { type Bar, barChart, shareChart } from "./chart.ts";
import { groupOf } from "./islands.ts";
import { html, type Markup } from "./markup.ts";
import { isUnlisted } from "./not-read.ts";
import { trendCharts } from "./trend.ts";

/** How bad it is, what was seen, and what was not: the numbers first, then drawn. */
export function summarySection(report: ScanReport): Markup {
  const { summary, baseline } = report;
  const total = SEVERITIES.reduce((sum, severity) => sum + summary.findings[severity], 0);
  return html`<section aria-labelledby="summary-title" id="summary">
<h2 id="summary-title">Summary</h2>
<ul class="cards">
${card(total, total === 1 ? "finding" : "findings", worstWords(report), total === 0 ? "calm" : worstOf(report), "#findings")}
${notReadCard(report)}
${card(`${summary.subjects - summary.notAssessed} of ${summary.subjects}`, "subjects assessed", assessedWords(report), "calm", "#checks")}
${baseline === undefined ? undefined : card(baseline.new, "new since the baseline", `${baseline.changed} changed, ${baseline.resolved} resolved`, baseline.new === 0 ? "calm" : "news", "#baseline=new")}
</ul>
<div class="charts">
${barChart(
  "Findings by band",
  SEVERITIES.map((severity) => bandBar(severity, summary.findings[severity])),
)}
${barChart(
  "Findings by verdict",
  VERDICTS.map(([verdict, label]) => verdictBar(verdict, label, report)),
)}
${shareChart("How the subjects of all checks ended", [
  { label: "pass", count: summary.pass, kind: "pass" },
  { label: "fail", count: summary.fail, kind: "fail" },
  { label: "not applicable", count: summary.notApplicable, kind: "none" },
  { label: "not assessed", count: summary.notAssessed, kind: "unread" },
])}
${barChart("Findings by group of checks", groupBars(report))}
${baseline === undefined ? undefined : trendCharts(report.scan, baseline)}
</div>
</section>
`;
}

const VERDICTS: readonly (readonly [VerdictWord, string])[] = [
  ["act", "Act"],
  ["attend", "Attend"],
  ["track-closely", "Track closely"],
  ["track", "Track"],
];

function card(count: number | string, what: string, more: string, kind: string, href: string): Markup {
  return html`<li class="card ${kind}"><a href="${href}"><strong>${count}</strong> <span>${what}</span></a><p>${more}</p></li>`;
}

function notReadCard(report: ScanReport): Markup {
  const scopes = openScopes(distinctGaps(report));
  if (scopes === 0 && !isIncomplete(report)) {
    return card(0, "scopes not read", "all that was asked for was read", "calm", "#not-read");
  }
  const hidden = `${counted(report.summary.notAssessed, "subjects")} not assessed: nothing unread counts as a pass`;
  return card(scopes, scopes === 1 ? "scope not read" : "scopes not read", hidden, "partial", "#not-read");
}

function assessedWords({ checks, notAssessed }: ScanReport): string {
  const unknown = notAssessed.some(isUnlisted)
    ? ", and none of an unknown number that could not be listed"
    : "";
  return `in ${counted(checks.length, "checks")}${unknown}`;
}

function worstWords({ summary }: ScanReport): string {
  const { act, attend } = summary.verdicts;
  const suppressed = summary.suppressed ?? 0;
  return `act on ${act}, attend to ${attend}${suppressed === 0 ? "" : `; ${suppressed} suppressed`}`;
}

function worstOf({ summary }: ScanReport): Severity {
  return SEVERITIES.find((severity) => summary.findings[severity] > 0) ?? "info";
}

function bandBar(severity: Severity, count: number): Bar {
  return { label: severity, parts: [{ count, kind: severity }], hash: `band=${severity}` };
}

function verdictBar(verdict: VerdictWord, label: string, { summary }: ScanReport): Bar {
  return { label, parts: [{ count: summary.verdicts[verdict], kind: verdict }], hash: `verdict=${verdict}` };
}

/** Most findings first; those that were accepted count nowhere here. */
function groupBars({ findings, checks }: ScanReport): Bar[] {
  const groups = new Map(checks.map((check) => [check.id, groupOf(check)]));
  const counts = new Map<string, Map<Severity, number>>(checks.map((check) => [groupOf(check), new Map()]));
  for (const { check, severity, suppressed } of findings) {
    if (suppressed !== undefined) continue;
    const group = groups.get(check) ?? groupOf({});
    const bands = counts.get(group) ?? new Map<Severity, number>();
    bands.set(severity, (bands.get(severity) ?? 0) + 1);
    counts.set(group, bands);
  }
  return [...counts]
    .map(([group, bands]): Bar => {
      const parts = SEVERITIES.map((severity) => ({ count: bands.get(severity) ?? 0, kind: severity }));
      return { label: group, parts, hash: `group=${encodeURIComponent(visible(group))}` };
    })
    .sort((a, b) => sizeOf(b) - sizeOf(a) || (a.label < b.label ? -1 : 1));
}

function sizeOf({ parts }: Bar): number {
  return parts.reduce((sum, { count }) => sum + count, 0);
}
