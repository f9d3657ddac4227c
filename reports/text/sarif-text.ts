import { visible } from "./visible.ts";
import { graphemes } from "./width.ts";

/**
 * Foreign text for a SARIF message, where `[text](1)` would be a link and `\` its escape. Section 3.11.6 of
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifText(text: string): string {
  return visible(text).replaceAll(/[[\]\\]/g, String.raw`\$&`);
}

/**
 * The same in at most `limit` characters, as GitHub asks of descriptions. The escaped text is measured and never cut
 * inside an escape.
 */
export function shortSarifText(text: string, limit: number): string {
  const whole = sarifText(text);
  if (whole.length <= limit) return whole;
  let kept = "";
  for (const grapheme of graphemes(visible(text))) {
    const next = kept + sarifText(grapheme);
    if (next.length > limit - ELLIPSIS.length) break;
    kept = next;
  }
  return kept + ELLIPSIS;
}

/**
 * Text as it is, for fields that programs read: consumers refuse or silently cut strings with NUL or a lone
 * surrogate, so that these two are changed.
 */
export function wellFormed(text: string): string {
  // Cheaper than making a copy of every text of a large report.
  if (text.isWellFormed() && !text.includes("\u0000")) return text;
  return text.toWellFormed().replaceAll("\u0000", String.raw`\u{0}`);
}

const ELLIPSIS = "...";
