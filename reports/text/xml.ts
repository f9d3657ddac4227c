import { visible } from "./visible.ts";

/**
 * Foreign text for an attribute or the content of an element. `visible()` leaves no character that XML 1.0 forbids, and
 * `>` is escaped for the sake of `]]>`. https://www.w3.org/TR/xml/#charsets
 */
export function xmlText(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** ` name="value"` for each that is there. */
export function xmlAttributes(attributes: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === undefined ? "" : ` ${name}="${xmlText(String(value))}"`))
    .join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
