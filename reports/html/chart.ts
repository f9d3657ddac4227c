import { html, type Markup } from "./markup.ts";

/** A part of a bar. The class gives its color. */
export interface Part {
  readonly count: number;
  readonly kind: string;
}

export interface Bar {
  readonly label: string;
  readonly parts: readonly Part[];
  /** What the page shows when the label is chosen: the hash of its address. */
  readonly hash?: string;
}

/**
 * A table whose last column draws its numbers: who does not see the drawing reads the same. The drawing carries no text
 * and stretches, so that words keep their size on a small screen.
 */
export function barChart(caption: string, bars: readonly Bar[]): Markup {
  const longest = Math.max(1, ...bars.map(totalOf));
  return html`<figure class="chart"><table><caption>${caption}</caption><tbody>${bars.map(
    (bar) =>
      html`<tr><th scope="row">${labelOf(bar)}</th><td class="number">${totalOf(bar)}</td><td class="drawn">${drawing(
        bar.parts,
        longest,
      )}</td></tr>`,
  )}</tbody></table></figure>
`;
}

/** One bar of the whole, with what its parts are under it. */
export function shareChart(caption: string, parts: readonly (Part & { readonly label: string })[]): Markup {
  const whole = Math.max(
    1,
    parts.reduce((sum, { count }) => sum + count, 0),
  );
  return html`<figure class="chart"><table><caption>${caption}</caption><thead class="quiet"><tr><th scope="col">Outcome</th><th scope="col">Subjects</th><th scope="col">Share</th></tr></thead><tbody>${parts.map(
    ({ label, count, kind }) =>
      html`<tr><th scope="row"><span class="key ${kind}"></span>${label}</th><td class="number">${count}</td><td class="number">${percent(
        count,
        whole,
      )}</td></tr>`,
  )}</tbody></table>${drawing(parts, whole)}</figure>
`;
}

function labelOf({ label, hash }: Bar): Markup {
  return hash === undefined ? html`${label}` : html`<a href="#${hash}">${label}</a>`;
}

function totalOf({ parts }: Bar): number {
  return parts.reduce((sum, { count }) => sum + count, 0);
}

/** One decimal: 1 of 2000 is not nothing, and all but one is not all. */
function percent(count: number, whole: number): string {
  return `${(Math.round((count / whole) * 1000) / 10).toFixed(1)} %`;
}

const WIDTH = 400;

function drawing(parts: readonly Part[], longest: number): Markup {
  let start = 0;
  const rects = parts.flatMap(({ count, kind }) => {
    const x = Math.round(start * 100) / 100;
    // What is there is seen, however little it is.
    const width = count === 0 ? 0 : Math.max(2, Math.round((count / longest) * WIDTH * 100) / 100);
    start += width;
    return width === 0 ? [] : [html`<rect class="${kind}" x="${x}" y="0" width="${width}" height="12"/>`];
  });
  return html`<svg viewBox="0 0 ${WIDTH} 12" preserveAspectRatio="none" aria-hidden="true" focusable="false">${rects}</svg>`;
}
