import { type Known, known, unknown } from "./known.ts";

/**
 * The time of a date on which a verdict hangs, in milliseconds since 1970. Graph leaves some dates out, which is
 * neither long ago nor just now.
 */
export function timeOf(
  date: Known<string | null>,
  origin: { readonly scope: string; readonly request: string },
): Known<number> {
  if (!date.known) return date;
  if (date.value === null)
    return unknown({ ...origin, reason: "unsupported", detail: "Graph names no date of creation" });
  const time = Date.parse(date.value);
  if (!Number.isNaN(time)) return known(time);
  const detail = `${JSON.stringify(date.value)} is no date`;
  return unknown({ ...origin, reason: "malformed", detail });
}
