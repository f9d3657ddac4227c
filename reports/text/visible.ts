/**
 * Makes foreign text harmless to look at: every character that a terminal, a log viewer or a reader's eye would
 * obey instead of show becomes `\u{1b}`. Nothing is deleted, since an auditor must see the trick (CWE-150).
 * The answer is always one line of well-formed Unicode, and `visible(visible(x))` is `visible(x)`.
 */
export function visible(text: string): string {
  // Most text is plain, and a report holds a lot of it.
  if (PLAIN.test(text) && !LOG_COMMAND.test(text)) return text;
  return text.replaceAll(UNSHOWN, escapeCharacter).replaceAll(LOG_COMMANDS, `$1${escapeCharacter("[")}`);
}

/** Printable ASCII. */
const PLAIN = /^[\x20-\x7e]*$/;

/** `\u{1b}`: a notation without a length, so that one form serves all planes. */
function escapeCharacter(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`;
}

/**
 * Controls (C0 with tab and newlines, DEL, C1), format characters (bidirectional, zero-width, word joiner, byte
 * order mark, tags), lone surrogates, the two separators, what fonts draw as nothing (fillers, variation selectors),
 * and code points that Unicode promises never to assign. Ordinary spaces of other scripts stay.
 * https://www.unicode.org/reports/tr36/ and https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
const UNSHOWN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

/**
 * GitHub's runner takes `##[command]` for a command anywhere in a line, the agent of Azure Pipelines `##vso[command]`, in
 * any case. GitHub's other syntax, `::command::`, counts only
 * at the beginning of a line, and foreign text never begins one: that is up to whoever breaks lines.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
const LOG_COMMAND = /##(?:vso)?\[/i;
const LOG_COMMANDS = /(##(?:vso)?)\[/gi;
