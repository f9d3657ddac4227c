import { withoutPort } from "../inventory/addresses.ts";
import { sha256 } from "../inventory/hash.ts";
import { isRecord, readDate } from "./properties.ts";

/** What one log calls null, another leaves empty. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** The first of these that is a text with something in it. */
export function firstText(...values: readonly unknown[]): string | null {
  return values.map(textOf).find((text) => text !== null) ?? null;
}

const NOBODY = "00000000-0000-0000-0000-000000000000";

/** Lower-cased. Logs write a GUID of zeros for none. */
export function idOf(value: unknown): string | null {
  const id = textOf(value)?.toLowerCase();
  return id === undefined || id === NOBODY ? null : id;
}

/** Without its port; null where the log names no address. */
export function addressOf(value: unknown): string | null {
  const text = textOf(value);
  return text === null ? null : withoutPort(text);
}

/** ISO 8601 in UTC; undefined where it is no time. */
export function momentOf(value: unknown): string | undefined {
  const date = readDate(value, "", { scope: "", request: "" });
  return date.known ? date.value : undefined;
}

/** A count as Log Analytics writes it: a number, or a large one as a text. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && number >= 0 ? number : undefined;
}

/** A dynamic column, which comes as JSON in a text, and a property of Graph, which does not. */
export function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

/** The same of an object; an empty one where there is none. */
export function recordIn(value: unknown): Readonly<Record<string, unknown>> {
  const found = parsed(value);
  return isRecord(found) ? found : {};
}

/** What tells groups of rows apart, short enough for an id. */
export function digest(...parts: readonly (string | number | null)[]): string {
  return sha256(Buffer.from(JSON.stringify(parts)))
    .toString("hex")
    .slice(0, 16);
}
