import { holdsControlCharacters } from "./control-characters.ts";

/** A list that a query leaves empty: `let storageAccounts = dynamic([]);`, a line of its own. */
const EMPTY_LIST = /^let ([A-Za-z]\w*) = dynamic\(\[\]\);$/gm;

/**
 * Fills the empty lists of a query by their names. Lists that are not in `fill`, or empty there, stay empty; names that
 * the query does not know are ignored. Values are literals of `dynamic([…])`, which `in~` takes as texts.
 * https://learn.microsoft.com/kusto/query/scalar-data-types/dynamic
 */
export function fillQuery(text: string, fill: Readonly<Record<string, readonly string[]>>): string {
  const lists = new Map(Object.entries(fill));
  return text.replaceAll(EMPTY_LIST, (line, name: string) => {
    const values = lists.get(name);
    if (values === undefined) return line;
    return `let ${name} = dynamic([${values.map((value) => kqlString(value, name)).join(", ")}]);`;
  });
}

/**
 * One literal of the Kusto Query Language, whatever the text holds; the literal is JSON as well, as values of dynamic
 * lists have to be. What cannot be shown safely becomes a placeholder to fill by hand, which names what is missing.
 * https://learn.microsoft.com/kusto/query/scalar-data-types/string
 */
export function kqlString(value: string, name = "value"): string {
  if (holdsControlCharacters(value)) return `"<${name}: holds control characters>"`;
  return `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
