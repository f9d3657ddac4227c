import { visible } from "./visible.ts";

/**
 * Foreign text for GitHub Flavored Markdown: no HTML, no image or link, no mention, no emoji, no cell border. Colons
 * become entities, since GitHub makes links of bare addresses. https://github.github.com/gfm/#backslash-escapes
 */
export function markdown(text: string): string {
  return visible(text).replaceAll(SPECIAL, (character) => ENTITIES.get(character) ?? `\\${character}`);
}

/**
 * The same for pages on which GitHub looks for mentions, issues and addresses once they are rendered: backslashes and
 * entities are gone by then, so that a zero-width space parts `@`, `#1`, `://` and `www.` from what follows.
 */
export function markdownWithoutLinks(text: string): string {
  return markdown(text).replaceAll(REFERENCE, "$&&#8203;");
}

/** Foreign text of at most so many characters, whatever they are: a name of combining marks alone is one grapheme. */
export function clipped(text: string, limit: number): string {
  const characters = Array.from(visible(text));
  return characters.length <= limit ? characters.join("") : `${characters.slice(0, limit - 3).join("")}...`;
}

/** A fenced block whose fence is longer than any run of backticks inside, so that the text cannot end it. */
export function codeBlock(lines: readonly string[]): string {
  // Printed to a workflow's log, a line that begins with `::` would be a command.
  const shown = lines.map((line) => visible(line).replace(/^(\s*):(?=:)/, String.raw`$1\u{3a}`));
  const longest = shown
    .flatMap((line) => line.match(/`+/g) ?? [])
    .reduce((most, run) => Math.max(most, run.length), 2);
  const fence = "`".repeat(longest + 1);
  return [`${fence}sh`, ...shown, fence].join("\n");
}

/** `<https://…>` where the address is a plain one, else its text: check metadata may come from a user's own check. */
export function markdownLink(address: string): string {
  return isPlainAddress(address) ? `<${address}>` : markdown(address);
}

/** True for https addresses of the characters of RFC 3986 alone. */
export function isPlainAddress(address: string): boolean {
  return (
    /^https:\/\/[A-Za-z0-9.-]+(?::\d+)?(?:[/?#][\w\-.~:/?#@!$&'()*+,;=%]*)?$/.test(address) &&
    URL.canParse(address)
  );
}

const SPECIAL = /[\\`*_{}[\]()#+\-.!|<>~&@:$^="]/g;

const REFERENCE = /&#64;|\\#(?=\d)|GH\\-(?=\d)|&#58;(?=\/\/)|(?<=www)\\\./gi;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["<", "&lt;"],
  [">", "&gt;"],
  ["&", "&amp;"],
  ["@", "&#64;"],
  [":", "&#58;"],
  ['"', "&quot;"],
]);
