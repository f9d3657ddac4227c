import { listed } from "./app-roles.ts";

/** Names for a sentence, each once, sorted by code unit: `"a", "b"`, and how many more than five. */
export function quoted(names: readonly string[]): string {
  return listed([...new Set(names)].sort().map((name) => `"${name}"`));
}
