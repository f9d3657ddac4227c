import { SEVERITIES } from "../../src/check.ts";
import type { ScanReport } from "../../src/reporter.ts";
import { standingOfResolved } from "../text/standing.ts";
import { counted } from "../text/words.ts";
import { html, type Markup } from "./markup.ts";

/** What the script fills: the list and its filters. Hidden without it. */
export function findingsSection(report: ScanReport): Markup {
  return html`<section aria-labelledby="findings-title" id="findings" tabindex="-1">
<h2 id="findings-title">Findings</h2>
<div id="filters" role="search" aria-label="Filter the findings" hidden>
<fieldset class="views"><legend>Show</legend>${radio("check", "By check")}${radio("subject", "By subject")}</fieldset>
<fieldset class="bands"><legend>Band</legend>${SEVERITIES.map(
    (severity) =>
      html`<label><input type="checkbox" name="band" value="${severity}"><span class="chip ${severity}">${severity}</span></label>`,
  )}</fieldset>
${select("verdict", "Verdict", [
  ["act", "Act"],
  ["attend", "Attend"],
  ["track-closely", "Track closely"],
  ["track", "Track"],
])}
${select("group", "Group", [])}
${select("scope", "Subscription", [])}
${
  report.baseline === undefined
    ? undefined
    : select("baseline", "Baseline", [
        ["new", "new"],
        ["changed", "changed"],
        ["unchanged", "unchanged"],
      ])
}
<label class="field search">Text <input type="search" name="text" autocomplete="off" spellcheck="false"></label>
<button type="button" id="clear">Clear filters</button>
</div>
<p id="status" role="status"></p>
<p id="chosen" class="printed"></p>
<div id="list" aria-busy="true"></div>
</section>
`;
}

/** Findings that somebody accepted, and acceptances that are none any more. Nothing of it where nobody accepted any. */
export function suppressedSection(report: ScanReport): Markup | undefined {
  const count = report.findings.filter(({ suppressed }) => suppressed !== undefined).length;
  const { expired = [], unused = [] } = report.suppressions ?? {};
  if (count + expired.length + unused.length === 0) return undefined;
  return html`<section aria-labelledby="suppressed-title" id="suppressed" tabindex="-1">
<h2 id="suppressed-title">Suppressed <span class="count">${count}</span></h2>
<p>Accepted in foothold.yml: not counted among the findings, and still there.</p>
${notes("Ran out: what they covered counts again", expired)}${notes("Met nothing: take them out", unused)}
<p id="suppressed-status" class="matching"></p>
<div id="suppressed-list"></div>
</section>
`;
}

/** What the baseline held and this scan does not. Nothing of it without a baseline. */
export function resolvedSection({ baseline, resolved }: ScanReport): Markup | undefined {
  if (baseline === undefined && resolved.length === 0) return undefined;
  const count = (standing: ReturnType<typeof standingOfResolved>): number =>
    resolved.filter((finding) => standingOfResolved(finding) === standing).length;
  const unread = count("not-read-again");
  const aged = count("aged-out");
  return html`<section aria-labelledby="resolved-title" id="resolved" tabindex="-1">
<h2 id="resolved-title">Resolved <span class="count">${count("resolved")}</span></h2>
<p>In the baseline and not found any more.${unread === 0 ? "" : ` ${counted(unread, "findings")} not looked at again, which is no resolution.`}${aged === 0 ? "" : ` ${counted(aged, "events")} left the window of the logs, which is none either.`}</p>
<p id="resolved-status" class="matching"></p>
<div id="resolved-list"></div>
</section>
`;
}

/** Where one finding is told whole. A dialog keeps the keyboard inside and gives the focus back. */
export function drawer(): Markup {
  return html`<dialog id="drawer" aria-labelledby="drawer-title"><div id="drawer-content"></div><p id="drawer-status" role="status" class="quiet"></p></dialog>
`;
}

function notes(title: string, lines: readonly string[]): Markup | undefined {
  if (lines.length === 0) return undefined;
  return html`<div class="note"><h3>${title}</h3><ul class="ids">${lines.map((line) => html`<li>${line}</li>`)}</ul></div>
`;
}

function radio(view: string, label: string): Markup {
  return html`<label><input type="radio" name="view" value="${view}"><span>${label}</span></label>`;
}

function select(name: string, label: string, options: readonly (readonly [string, string])[]): Markup {
  return html`<label class="field">${label} <select name="${name}"><option value="">any</option>${options.map(
    ([value, words]) => html`<option value="${value}">${words}</option>`,
  )}</select></label>`;
}
