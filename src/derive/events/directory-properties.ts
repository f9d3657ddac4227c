import { type Gap, known, type Known, unknown } from "../../inventory/known.ts";
import type { AuditProperty, AuditTarget, DirectoryEvent, JsonValue } from "../../inventory/sections.ts";

/** A property of an event, and the target that carries it. */
export interface Held {
  readonly target: AuditTarget;
  readonly property: AuditProperty;
}

/**
 * The property with this name, whichever target carries it and wherever it stands: neither order is documented.
 * @param name in lower case
 */
export function held(event: DirectoryEvent, name: string): Held | undefined {
  const known = HELD.get(event) ?? indexOf(event);
  HELD.set(event, known);
  return known.get(name);
}

/** Events are asked for a dozen names, and there can be a hundred thousand. */
const HELD = new WeakMap<DirectoryEvent, ReadonlyMap<string, Held>>();

/** Of two targets with the same property, the first counts. */
function indexOf({ targets }: DirectoryEvent): ReadonlyMap<string, Held> {
  const entries = targets.flatMap((target) =>
    Object.entries(target.properties).map(([name, property]): [string, Held] => [
      name.toLowerCase(),
      { target, property },
    ]),
  );
  return new Map(entries.reverse());
}

/** Reads each event once, however many sections ask. */
export function perEvent<T>(read: (event: DirectoryEvent) => T): (event: DirectoryEvent) => T {
  const memory = new WeakMap<DirectoryEvent, { readonly value: T }>();
  return (event) => {
    const known = memory.get(event) ?? { value: read(event) };
    memory.set(event, known);
    return known.value;
  };
}

/**
 * What an event says after the change under one of these names; null where it says nothing or nothing readable.
 * @param name in lower case
 */
export function textAfter(event: DirectoryEvent, name: string): string | null {
  const after = held(event, name)?.property.after;
  return after?.known ? textOf(after.value) : null;
}

/** A text, a list with one, or a number or flag as one. Some values carry quotes of their own. */
export function textOf(value: JsonValue): string | null {
  const [first = null] = listOf(value);
  if (typeof first === "number" || typeof first === "boolean") return String(first);
  const text = typeof first === "string" ? first.replaceAll(/^[\s"]+|[\s"]+$/g, "") : "";
  return text === "" ? null : text;
}

/** The entries of a list; what is none stands for its only entry, and null and the empty text for none. */
export function listOf(value: JsonValue): readonly JsonValue[] {
  const list = decoded(value);
  if (isList(list)) return list.map(decoded);
  return list === null || list === "" ? [] : [list];
}

/** A list or an object, and no other text in brackets: `[KeyIdentifier=…]`. */
const JSON_TEXT = /^\s*(?:\[\s*(?:[[{"\]]|true|false|null)|\{\s*["}])/;

/** Some writers of logs put JSON into a text once more. */
function decoded(value: JsonValue): JsonValue {
  if (typeof value !== "string" || !JSON_TEXT.test(value)) return value;
  try {
    // What is parsed from JSON is of its values.
    return JSON.parse(value) as JsonValue;
  } catch {
    return value;
  }
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The text under a name of an object: `Id` of a federated credential. Null where there is none. */
export function fieldOf(value: JsonValue, name: string): string | null {
  if (typeof value !== "object" || value === null || isList(value)) return null;
  const found = Object.entries(value).find(([spelled]) => spelled.toLowerCase() === name)?.[1];
  return found === undefined ? null : textOf(found);
}

/** Both sides of a change, where both can be read. A side that the log leaves out was empty. */
export function bothSides({ property: { before, after } }: Held): Known<{
  readonly before: JsonValue;
  readonly after: JsonValue;
}> {
  if (!before.known) return before;
  return after.known ? known({ before: before.value, after: after.value }) : after;
}

/** That an event does not say what it should. */
export function silent(event: DirectoryEvent, what: string): Gap {
  const request =
    event.source === "log-analytics" ? "query AuditLogs" : "GET /v1.0/auditLogs/directoryAudits";
  const detail = `${JSON.stringify(event.operation)} does not say ${what}`;
  return { reason: "malformed", scope: event.id, request, detail };
}

/** As `silent`, of a property whose value could not be read where it is there. */
export function unread(event: DirectoryEvent, name: string, what: string): Gap {
  const after = held(event, name)?.property.after;
  return after?.known === false ? after.gap : silent(event, what);
}

/** `unknown` in one go. */
export function silence(event: DirectoryEvent, name: string, what: string): Known<never> {
  return unknown(unread(event, name, what));
}

/** The first GUID in a text, lower-cased. */
export function guidIn(text: string | null): string | null {
  return guidsIn(text ?? "")[0] ?? null;
}

export function guidsIn(text: string): readonly string[] {
  return text.toLowerCase().match(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g) ?? [];
}
