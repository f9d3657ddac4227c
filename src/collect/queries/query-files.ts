import { readFileSync } from "node:fs";
import type { QueryId } from "../../inventory/events.ts";
import { packQuery } from "./query-pack.ts";

/** The text of a query of the pack, with its comments and empty lists. Throws for an id that the pack does not hold. */
export function readQuery(id: QueryId): string {
  const query = packQuery(id);
  if (query === undefined) throw new Error(`the query pack holds no ${id}`);
  return textOf(query.file);
}

/** The text by which a collector reads a log: `sources/{name}.kql`. */
export function sourceQuery(name: string): string {
  return textOf(`sources/${name}.kql`);
}

/** Lines end with a line feed alone, whatever a checkout made of them. */
function textOf(file: string): string {
  return readFileSync(new URL(file, import.meta.url), "utf8").replaceAll("\r\n", "\n");
}
