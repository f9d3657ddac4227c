import { visible } from "../text/visible.ts";
import { displayWidth } from "../text/width.ts";

export type Style = "plain" | "strong" | "dim" | "warning" | "critical" | "high" | "medium" | "low" | "info";

/** A run of text in one style. Neighbors are set apart by a space. */
export interface Span {
  readonly text: string;
  readonly style?: Style;
  /** Stays on one line, whole, however long it is: commands and ids that a reader copies. */
  readonly whole?: true;
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
    if (line !== undefined && column + 1 + size <= width) {
      line.push(word);
      column += 1 + size;
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
}

function wordsOf({ text, style = "plain", whole }: Span): Word[] {
  const shown = visible(text);
  const words = whole === true ? [shown] : shown.split(" ");
  return words.filter((word) => word !== "").map((word) => ({ text: word, style }));
}

/** Words of one style that follow each other are painted together. */
function paintLine(words: readonly Word[], color: boolean): string {
  const runs: { style: Style; text: string }[] = [];
  for (const { text, style } of words) {
    const last = runs.at(-1);
    if (last?.style === style) last.text += ` ${text}`;
    else runs.push({ style, text });
  }
  return runs.map(({ style, text }) => paint(style, text, color)).join(" ");
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
  warning: "33",
  critical: "1;31",
  high: "31",
  medium: "33",
  low: "36",
  info: "2",
};
