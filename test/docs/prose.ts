import { visible } from "../../reports/text/visible.ts";

/**
 * Text of a check for a page that people also read as it is written: what Markdown would obey is escaped, and full stops
 * stay full stops. Bare addresses become no links. Reports, whose text comes from Azure, escape far more (`reports/text/markdown.ts`).
 */
export function prose(text: string): string {
  return visible(text)
    .replaceAll(/[\\`*_[\]<>|~$&]/g, (character) => ENTITIES.get(character) ?? `\\${character}`)
    .replaceAll(/:(?=\/\/)/g, "&#58;")
    .replaceAll(/(?<=\bwww)\./gi, "&#46;")
    .replace(/^(\s*)([#+=-])/, String.raw`$1\$2`)
    .replace(/^(\s*\d+)([.)])/, String.raw`$1\$2`);
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["<", "&lt;"],
  [">", "&gt;"],
  ["&", "&amp;"],
]);
