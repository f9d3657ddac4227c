import { byDefault, type Gap, type Known, known, unknown } from "../inventory/known.ts";
import type { RawObject } from "./azure-reader.ts";

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
  const date = value instanceof Date ? value : typeof value === "string" ? dateIn(value) : undefined;
  if (date !== undefined && !Number.isNaN(date.getTime())) return known(date.toISOString());
  return otherwise<string | A>(value, name, origin, absent);
}

const DATE = /^(?<day>\d{4}-\d{2}-\d{2})(?:T(?<time>[\d:.]+)(?:(?<sign>[+-])(?<offset>\d{1,2}:\d{2})|Z)?)?$/i;

/**
 * RFC 3339, and what Graph makes of it: `2021-03-01T00:00:00-8:00` in its own samples, and times without an offset,
 * which are UTC as all of them are documented to be. Without a look at the form, JavaScript would take "5" for a date.
 * https://learn.microsoft.com/graph/api/serviceprincipalsigninactivity-list
 */
function dateIn(text: string): Date | undefined {
  const { day, time = "00:00:00", sign = "+", offset = "00:00" } = DATE.exec(text)?.groups ?? {};
  return day === undefined ? undefined : new Date(`${day}T${time}${sign}${offset.padStart(5, "0")}`);
}

export function readList(value: unknown, name: string, origin: Origin): Known<readonly unknown[]> {
  if (Array.isArray(value)) return known(value);
  return otherwise<readonly unknown[]>(value, name, origin, []);
}

/** An object inside an answer; an empty one where absent means that nothing in it was ever set. */
export function readObject(
  value: unknown,
  name: string,
  origin: Origin,
  absent?: RawObject,
): Known<RawObject> {
  if (isRecord(value)) return known(value);
  return otherwise(value, name, origin, absent);
}

export function readTexts(
  value: unknown,
  name: string,
  origin: Origin,
  absent?: readonly string[],
): Known<readonly string[]> {
  return readEach(value, name, origin, (entry) => (typeof entry === "string" ? entry : undefined), absent);
}

/**
 * A list of which every entry has to be understood: the one that is not may be the one that counts, so that it makes
 * the whole list unknown.
 * @param entryOf undefined for an entry that is not understood
 */
export function readEach<T>(
  value: unknown,
  name: string,
  origin: Origin,
  entryOf: (entry: unknown) => T | undefined,
  absent?: readonly T[],
): Known<readonly T[]> {
  if (!Array.isArray(value)) return otherwise<readonly T[]>(value, name, origin, absent);
  const entries: T[] = [];
  for (const raw of value) {
    const entry = entryOf(raw);
    if (entry === undefined)
      return unknown(malformed(origin, `the property ${name} holds an entry that is not understood`));
    entries.push(entry);
  }
  return known(entries);
}

/** Text inside an entry, null where it was never set; undefined where it is anything else. */
export function textOrNull(value: unknown): string | null | undefined {
  return value === undefined || value === null ? null : typeof value === "string" ? value : undefined;
}

/** The same of a date. */
export function dateOrNull(value: unknown): string | null | undefined {
  const date = readDate<null>(value, "", { scope: "", request: "" }, null);
  return date.known ? date.value : undefined;
}

/** A word to look up, in lower case; an empty one where it is none. */
export function wordOf(value: unknown): string {
  return typeof value === "string" ? value.toLowerCase() : "";
}

/** An id that can stand in a path: one segment, and nothing in it that a URL reads in another way. */
export function readId(value: unknown): string | undefined {
  return typeof value === "string" && /^(?!\.{1,2}$)[\w.~:=+@-]+$/.test(value) ? value : undefined;
}

/** A name to show. Names are hostile and may be missing; nothing is judged by them, so that an id will do. */
export function nameOf(value: unknown, id: string): string {
  return shortened(typeof value === "string" && value.trim() !== "" ? value : id);
}

/** Four times what Graph allows in a displayName: a longer one is nobody's, and each finding repeats it. */
const LONGEST = 1024;

/** Text to show, which nothing is judged by, cut between two code points. */
export function shortened(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** Stands for a list of which the item holds the first page only: no reader takes it for a value. */
export const CUT = Symbol("goes on behind a link");

/**
 * An item of a list with CUT in place of each property that goes on behind a link of its own, as
 * `"includes@odata.nextLink"` says. https://docs.oasis-open.org/odata/odata-json-format/v4.01/odata-json-format-v4.01.html
 */
export function withCutLists(raw: RawObject): RawObject {
  const cut = Object.keys(raw).flatMap((key) => {
    const { name } = /^(?<name>.+)@odata\.nextLink$/is.exec(key)?.groups ?? {};
    return name !== undefined && Boolean(raw[key]) ? [name] : [];
  });
  return cut.length === 0 ? raw : { ...raw, ...Object.fromEntries(cut.map((name) => [name, CUT])) };
}

/** A property that was asked for and left out, because the cloud does not have it. */
export function notInCloud(name: string, { scope, request }: Origin): Known<never> {
  return unknown({
    reason: "unsupported",
    scope,
    request,
    detail: `the cloud does not have the property ${name}`,
  });
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
  if (value === CUT) return unknown(malformed(origin, `the property ${name} goes on behind a link`));
  const isAbsent = value === undefined || value === null;
  if (isAbsent && absent !== undefined) return byDefault(absent);
  const found = isAbsent ? "is absent" : `is ${describe(value)}`;
  return unknown(malformed(origin, `the property ${name} ${found}, which has no documented meaning`));
}

function describe(value: unknown): string {
  if (value instanceof Date) return "not a date";
  return typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : `of type ${typeof value}`;
}
