/** Columns that text takes in a terminal. Expects text that `visible()` has made harmless. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  return graphemes(text).reduce((total, grapheme) => total + graphemeWidth(grapheme), 0);
}

/**
 * The text, or its beginning and `...`, in at most `columns` columns. Call it after `visible()`: cutting first could
 * cut an escape sequence open. Never splits what a reader takes for one character.
 */
export function truncate(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = "";
  let width = 0;
  for (const grapheme of graphemes(text)) {
    width += graphemeWidth(grapheme);
    if (width > columns - ELLIPSIS.length) break;
    kept += grapheme;
  }
  return kept + ELLIPSIS;
}

/** What a reader takes for one character. The rules of the root locale hold everywhere, so that output never varies. */
export function graphemes(text: string): string[] {
  return [...SEGMENTER.segment(text)].map(({ segment }) => segment);
}

function graphemeWidth(grapheme: string): number {
  return WIDE.test(grapheme) ? 2 : ZERO.test(grapheme) ? 0 : 1;
}

const ELLIPSIS = "...";
const ASCII = /^[\x20-\x7e]*$/;
const SEGMENTER = new Intl.Segmenter("und", { granularity: "grapheme" });

/** A combining mark that has nothing to stand on. */
const ZERO = /^\p{Mn}/u;

/**
 * East Asian Wide and Fullwidth, by blocks, and emoji: what terminals draw in two columns.
 * https://www.unicode.org/reports/tr11/
 */
const WIDE =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18aff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;
