import { SEVERITIES } from "../../src/check.ts";
import type { CheckResult, Coverage, ScanReport } from "../../src/reporter.ts";
import { openScopes } from "../terminal/coverage.ts";
import { sectionWords } from "../text/words.ts";
import { groupOf } from "./islands.ts";
import { html, type Markup } from "./markup.ts";

/** Every check that ran and how its subjects ended: the four numbers of a row add up to them. */
export function checksSection({ checks }: ScanReport): Markup {
  return html`<section aria-labelledby="checks-title" id="checks" tabindex="-1">
<h2 id="checks-title">Checks <span class="count">${checks.length}</span></h2>
<details><summary>How the subjects of each check ended</summary>
<table class="grid numbers"><thead><tr><th scope="col">Check</th><th scope="col">Group</th><th scope="col">Pass</th><th scope="col">Fail</th><th scope="col">Not applicable</th><th scope="col">Not assessed</th></tr></thead>
<tbody>${checks.map(checkRow)}</tbody></table></details>
</section>
`;
}

function checkRow(check: CheckResult): Markup {
  const { id, title, pass, fail, notApplicable, notAssessed } = check;
  return html`<tr><th scope="row"><code>${id}</code> <span>${title}</span></th><td data-label="Group">${groupOf(check)}</td>${[
    ["Pass", pass] as const,
    ["Fail", fail] as const,
    ["Not applicable", notApplicable] as const,
    ["Not assessed", notAssessed] as const,
  ].map(([label, count]) => numberCell(label, count))}</tr>
`;
}

/** The completeness ledger: what was asked, and what of it was answered. */
export function coverageSection({ coverage }: ScanReport): Markup {
  return html`<section aria-labelledby="coverage-title" id="coverage" tabindex="-1">
<h2 id="coverage-title">Evidence <span class="count">${coverage.length}</span></h2>
<details><summary>What was read, list by list</summary>
<table class="grid numbers"><thead><tr><th scope="col">List</th><th scope="col">Items</th><th scope="col">Requests</th><th scope="col">Pages</th><th scope="col">Retries</th><th scope="col">Scopes not read</th></tr></thead>
<tbody>${coverage.map(coverageRow)}</tbody></table></details>
</section>
`;
}

function coverageRow({ section, items, requests, pages, retries, gaps }: Coverage): Markup {
  return html`<tr><th scope="row">${sectionWords(section)}</th>${[
    ["Items", items] as const,
    ["Requests", requests] as const,
    ["Pages", pages] as const,
    ["Retries", retries] as const,
    ["Scopes not read", openScopes(gaps)] as const,
  ].map(([label, count]) => numberCell(label, count))}</tr>
`;
}

function numberCell(label: string, count: number): Markup {
  return html`<td class="number${count === 0 ? " zero" : ""}" data-label="${label}">${count}</td>`;
}

/** Without JavaScript: the worst hundred, and how many more there are. */
export function* plainFindings({ findings, summary }: ScanReport): Iterable<Markup> {
  const open = findings.filter(({ suppressed }) => suppressed === undefined);
  const worst = open.toSorted((a, b) => b.score - a.score).slice(0, PLAIN_ROWS);
  const all = SEVERITIES.reduce((sum, severity) => sum + summary.findings[severity], 0);
  yield html`<noscript><p>Without JavaScript this page shows the worst ${worst.length} of ${all} findings, without filters and details.</p>
<table class="grid"><caption>The worst findings</caption><thead><tr><th scope="col">Score</th><th scope="col">Finding</th><th scope="col">Subject</th></tr></thead><tbody>
`;
  for (const { score, severity, check, subject, message } of worst) {
    yield html`<tr><td><span class="chip ${severity}">${score} ${severity}</span></td><td><code>${check}</code> ${message}</td><td><code>${subject.id}</code></td></tr>
`;
  }
  yield html`</tbody></table></noscript>
`;
}

const PLAIN_ROWS = 100;
