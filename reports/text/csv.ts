import { visible } from "./visible.ts";

/**
 * A field that a spreadsheet shows and never computes: always quoted, quotes doubled, controls made visible. A leading
 * quote mark keeps text that would begin a formula text. https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvField(text: string): string {
  const shown = visible(text).replaceAll(AFTER_SEPARATOR, "$1'");
  const guard = LINE_OR_TAB.test(text) || beginsFormula(shown) ? "'" : "";
  return `"${guard}${shown.replaceAll('"', '""')}"`;
}

/** RFC 4180 ends lines with CR and LF. */
export function csvRow(fields: readonly string[]): string {
  return `${fields.map(csvField).join(",")}\r\n`;
}

/** Excel takes a file without it for the code page of its country. */
export const BYTE_ORDER_MARK = "\ufeff";

const LINE_OR_TAB = /^[\t\r\n]/;

/** Also behind blanks, and as full-width, small or raised forms, which Excel of some countries takes for the plain ones. */
function beginsFormula(text: string): boolean {
  return /^[=+\-@]/.test(text.trimStart().slice(0, 1).normalize("NFKC"));
}

/**
 * Where the list separator of the country is a semicolon, Excel splits there, since it saw the quotes end at the first
 * comma: what follows is the beginning of a cell, whose own quotes it drops.
 */
const AFTER_SEPARATOR = /(;["'\s]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b])/g;
