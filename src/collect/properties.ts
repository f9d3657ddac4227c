import { byDefault, type Gap, type Known, known, unknown } from "../inventory/known.ts";

/** Where a property was read, for the gap that says it was not. */
export interface Origin {
  readonly scope: string;
  /** `GET …/storageAccounts` */
  readonly request: string;
}

/**
 * Readers of single properties. Each maps absent and null (Azure uses both for "never set") to the default that
 * the caller documents, and anything of another type to a gap: a value that was not understood is not believed.
 */
export function readFlag(value: unknown, name: string, origin: Origin, absent?: boolean): Known<boolean> {
  if (typeof value === "boolean") return known(value);
  return otherwise(value, name, origin, absent);
}

/** @param absent what it means that Azure left the text out; without it, that is a gap */
export function readText<A extends string | null = never>(
  value: unknown,
  name: string,
  origin: Origin,
  absent?: A,
): Known<string | A> {
  if (typeof value === "string") return known(value);
  return otherwise<string | A>(value, name, origin, absent);
}

/** One of a closed list of words, compared without regard to case and returned in our spelling. */
export function readWord<const W extends string>(
  value: unknown,
  name: string,
  origin: Origin,
  words: readonly W[],
  absent?: NoInfer<W>,
): Known<W> {
  const word =
    typeof value === "string"
      ? words.find((known) => known.toLowerCase() === value.toLowerCase())
      : undefined;
  if (word !== undefined) return known(word);
  return otherwise(value, name, origin, absent);
}

/** ISO 8601 in UTC. The SDKs give Date objects, and an invalid one where Azure's text was no date. */
export function readDate<A extends string | null = never>(
  value: unknown,
  name: string,
  origin: Origin,
  absent?: A,
): Known<string | A> {
  const date = value instanceof Date ? value : typeof value === "string" ? new Date(value) : undefined;
  if (date !== undefined && !Number.isNaN(date.getTime())) return known(date.toISOString());
  return otherwise<string | A>(value, name, origin, absent);
}

export function readList(value: unknown, name: string, origin: Origin): Known<readonly unknown[]> {
  if (Array.isArray(value)) return known(value);
  return otherwise<readonly unknown[]>(value, name, origin, []);
}

/** Tags: texts by name; anything else is left out, as Azure allows nothing else. */
export function readTags(value: unknown): { readonly tags?: Readonly<Record<string, string>> } {
  if (!isRecord(value)) return {};
  const tags = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return tags.length === 0
    ? {}
    : { tags: Object.fromEntries(tags.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) };
}

/** What ARM puts beside `properties`. */
const ENVELOPE = new Set([
  "id",
  "name",
  "type",
  "location",
  "tags",
  "kind",
  "sku",
  "systemData",
  "identity",
  "extendedLocation",
  "zones",
  "placement",
]);

/**
 * True where an answer says anything of a resource beside its name. The typed clients flatten `properties` and make
 * one that is missing, a text or a list look like one in which nothing is set, which would pass for Azure's defaults.
 */
export function hasProperties(raw: object): boolean {
  return Object.entries(raw).some(
    ([name, value]) => !ENVELOPE.has(name) && value !== undefined && value !== null,
  );
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function malformed(origin: Origin, detail: string): Gap {
  return { reason: "malformed", scope: origin.scope, request: origin.request, detail };
}

function otherwise<T>(value: unknown, name: string, origin: Origin, absent: T | undefined): Known<T> {
  const isAbsent = value === undefined || value === null;
  if (isAbsent && absent !== undefined) return byDefault(absent);
  const found = isAbsent ? "is absent" : `is ${describe(value)}`;
  return unknown(malformed(origin, `the property ${name} ${found}, which has no documented meaning`));
}

function describe(value: unknown): string {
  if (value instanceof Date) return "not a date";
  return typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : `of type ${typeof value}`;
}
