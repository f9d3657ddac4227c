import type { Gap } from "../../src/inventory/known.ts";
import type { NotAssessed, ScanReport } from "../../src/reporter.ts";
import { openScopes } from "../terminal/coverage.ts";
import { grantOf, type Remedy, remedies, RETRY } from "../terminal/not-read.ts";
import { distinctGaps, GAP_REASONS } from "../text/gaps.ts";
import { counted } from "../text/words.ts";
import { html, type Markup } from "./markup.ts";

/** What could not be read, by what would change that, and which checks wait for it. As loud as the findings. */
export function notReadSection(report: ScanReport): Markup {
  const gaps = distinctGaps(report);
  const groups = remedies(gaps);
  return html`<section aria-labelledby="not-read-title" id="not-read" class="${groups.length === 0 ? "calm" : "partial"}" tabindex="-1">
<h2 id="not-read-title">Not read <span class="count">${counted(openScopes(gaps), "scopes")}</span></h2>
${groups.length === 0 ? html`<p>${report.scan.complete ? "All that was asked for was read." : "The scan says that it is incomplete, and not where."}</p>` : html`<p>What nobody could look at is no pass. Each entry says what would change that.</p>`}
<ul class="remedies">${groups.map(remedyItem)}</ul>
${waiting(report)}
${outside(gaps)}
</section>
`;
}

const SCOPES_SHOWN = 5;

function remedyItem(remedy: Remedy): Markup {
  const { reason, scopes, detail } = remedy;
  const grant = grantOf(remedy);
  const more = scopes.slice(SCOPES_SHOWN);
  return html`<li><h3>${counted(scopes.length, "scopes")}: ${GAP_REASONS[reason].words}</h3>
<p>${grant === "" ? RETRY[reason].replace(/:$/, ".") : html`Grant ${grantMarkup(remedy)} on:`}</p>
<ul class="ids">${scopes.slice(0, SCOPES_SHOWN).map((scope) => html`<li><code>${scope}</code></li>`)}</ul>
${
  more.length === 0
    ? undefined
    : html`<details><summary>${more.length} more</summary><ul class="ids">${more.map((scope) => html`<li><code>${scope}</code></li>`)}</ul></details>`
}
${detail === undefined ? undefined : html`<p class="said">It said: ${detail}</p>`}</li>
`;
}

function grantMarkup({ needs = "", role }: Remedy): Markup {
  return role === undefined
    ? html`<strong><code>${needs}</code></strong>`
    : html`<strong><code>${needs}</code></strong> (role <strong>${role}</strong>)`;
}

/** Which checks lack an answer: of how many subjects, and where not even the subjects are known. */
function waiting({ checks, notAssessed }: ScanReport): Markup | undefined {
  const unlisted = new Set(notAssessed.filter(isUnlisted).map(({ check }) => check));
  const open = checks.filter((check) => check.notAssessed > 0 || unlisted.has(check.id));
  if (open.length === 0) return undefined;
  return html`<details><summary>${counted(open.length, "checks")} without a whole answer</summary>
<table class="grid"><thead><tr><th scope="col">Check</th><th scope="col">Not assessed</th></tr></thead><tbody>${open.map(
    (check) =>
      html`<tr><th scope="row"><code>${check.id}</code> <span>${check.title}</span></th><td>${[
        ...(check.notAssessed === 0 ? [] : [counted(check.notAssessed, "subjects")]),
        ...(unlisted.has(check.id) ? ["subjects that could not be listed"] : []),
      ].join(", and ")}</td></tr>`,
  )}</tbody></table></details>
`;
}

/** A list of subjects that was not read whole holds subjects that no number counts. */
export function isUnlisted({ subject, gaps }: NotAssessed): boolean {
  return subject === undefined && gaps.some(({ reason }) => GAP_REASONS[reason].incomplete);
}

function outside(gaps: readonly Gap[]): Markup | undefined {
  const left = gaps.filter(({ reason }) => !GAP_REASONS[reason].incomplete);
  if (left.length === 0) return undefined;
  const words = [
    ...new Set(
      left.map(({ request, reason, detail }) => `${request}: ${detail ?? GAP_REASONS[reason].words}`),
    ),
  ].sort();
  return html`<details><summary>Outside this scan, not held against it: ${counted(left.length, "entries")}</summary>
<ul class="ids">${words.map((text) => html`<li>${text}</li>`)}</ul></details>
`;
}
