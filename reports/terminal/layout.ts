import { visible } from "../text/visible.ts";
import { displayWidth } from "../text/width.ts";

type Style = "plain" | "strong" | "dim" | "warning" | "critical" | "high" | "medium" | "low" | "info";

/** A run of text in one style. */
export interface Span {
  readonly text: string;
  readonly style?: Style;
  /** Stays on one line, whole, however long it is: commands and ids that a reader copies. */
  readonly whole?: true;
  /** Stands before the first word and is never parted from it: the points before their reason. */
  readonly lead?: string;
  /** Columns before it where it does not begin a line, one where it says nothing. */
  readonly gap?: number;
}

export interface Layout {
  readonly color: boolean;
  readonly width: number;
}

/**
 * Lines of at most `width` columns, broken between words; a word that is longer stands alone on its line.
 * All text passes `visible()` here, at the one door to the page, so that no caller can forget it.
 */
export function paragraph(
  spans: readonly Span[],
  { color, width }: Layout,
  indent = 0,
  hang = indent,
): string {
  const lines: Word[][] = [];
  let column = 0;
  for (const word of spans.flatMap(wordsOf)) {
    const line = lines.at(-1);
    const size = displayWidth(word.text);
    if (line !== undefined && column + word.gap + size <= width) {
      line.push(word);
      column += word.gap + size;
    } else {
      const first = { ...word, text: disarm(word.text) };
      column = (lines.length === 0 ? indent : hang) + displayWidth(first.text);
      lines.push([first]);
    }
  }
  return lines
    .map((line, index) => " ".repeat(index === 0 ? indent : hang) + paintLine(line, color))
    .join("\n");
}

interface Word {
  readonly text: string;
  readonly style: Style;
  readonly gap: number;
}

function wordsOf({ text, style = "plain", whole, lead, gap = 1 }: Span): Word[] {
  const shown = visible(text);
  const words = (whole === true ? [shown] : shown.split(" ")).filter((word) => word !== "");
  const led =
    lead === undefined ? words : [[visible(lead), ...words.slice(0, 1)].join(" "), ...words.slice(1)];
  return led.map((word, index) => ({ text: word, style, gap: index === 0 ? gap : 1 }));
}

/** Words of one style that follow each other are painted together. */
function paintLine(words: readonly Word[], color: boolean): string {
  const runs: { style: Style; text: string; before: string }[] = [];
  for (const { text, style, gap } of words) {
    const last = runs.at(-1);
    const before = last === undefined ? "" : " ".repeat(gap);
    if (last?.style === style) last.text += before + text;
    else runs.push({ style, text, before });
  }
  return runs.map(({ style, text, before }) => before + paint(style, text, color)).join("");
}

/**
 * GitHub's runner takes a line that begins with `::`, after spaces, for a workflow command, and a broken line can
 * begin with any word. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
function disarm(word: string): string {
  return word.replace(/^(\s*):(?=:)/u, String.raw`$1\u{3a}`);
}

function paint(style: Style, text: string, color: boolean): string {
  return color && style !== "plain" ? `\u001b[${SGR[style]}m${text}\u001b[0m` : text;
}

/** ECMA-48, select graphic rendition: the eight colors that every terminal has. */
const SGR: Readonly<Record<Exclude<Style, "plain">, string>> = {
  strong: "1",
  dim: "2",
  warning: "1;33",
  critical: "1;31",
  high: "31",
  medium: "33",
  low: "36",
  info: "2",
};
