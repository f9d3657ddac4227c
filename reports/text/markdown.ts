import { visible } from "./visible.ts";

/**
 * Foreign text for GitHub Flavored Markdown: no HTML, no image or link, no mention, no emoji, no cell border. Colons
 * become entities, since GitHub makes links of bare addresses. https://github.github.com/gfm/#backslash-escapes
 */
export function markdown(text: string): string {
  return visible(text).replaceAll(SPECIAL, (character) => ENTITIES.get(character) ?? `\\${character}`);
}

/** A fenced block whose fence is longer than any run of backticks inside, so that the text cannot end it. */
export function codeBlock(lines: readonly string[]): string {
  const shown = lines.map(visible);
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

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["<", "&lt;"],
  [">", "&gt;"],
  ["&", "&amp;"],
  ["@", "&#64;"],
  [":", "&#58;"],
  ['"', "&quot;"],
]);
