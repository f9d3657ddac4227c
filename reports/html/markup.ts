import { visible } from "../text/visible.ts";

/** HTML that we wrote. Nothing else is put into a page unescaped. */
export interface Markup {
  readonly markup: string;
}

type Value = string | number | Markup | readonly Markup[] | undefined;

/**
 * Escapes whatever it is given that is no markup, for text and for attributes in double quotes; `undefined` is nothing.
 * Controls, bidirectional ones above all, are made visible: a browser obeys them as a terminal does.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Markup {
  const parts = strings.map((part, index) => part + textOf(values[index]));
  return { markup: parts.join("") };
}

/** https://html.spec.whatwg.org/multipage/syntax.html#attributes-2 and #normal-elements */
function escapeHtml(text: string): string {
  return visible(text).replaceAll(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function textOf(value: Value): string {
  if (value === undefined) return "";
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number") return String(value);
  return "markup" in value ? value.markup : value.map(({ markup }) => markup).join("");
}
