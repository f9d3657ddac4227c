/** A JSON value in which a list may be a function: it is asked for its items one at a time. */
export type Chunked =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly unknown[]
  | (() => Iterable<Chunked>)
  | { readonly [key: string]: Chunked };

/**
 * What `JSON.stringify(value, null, 2)` gives, in pieces: a list that is a function comes one item a chunk. V8 holds
 * no string over 512 MiB, and nobody wants a report of 100,000 findings in memory twice.
 */
export function* jsonChunks(value: Chunked, indent = ""): Iterable<string> {
  const inner = `${indent}  `;
  if (typeof value === "function") {
    let opened = false;
    for (const item of value()) {
      yield* prefixed(`${opened ? "," : "["}\n${inner}`, jsonChunks(item, inner));
      opened = true;
    }
    yield opened ? `\n${indent}]` : "[]";
  } else if (isObject(value) && holdsFunction(value)) {
    let opened = false;
    for (const [key, member] of Object.entries(value)) {
      if (member === undefined) continue;
      yield* prefixed(`${opened ? "," : "{"}\n${inner}${JSON.stringify(key)}: `, jsonChunks(member, inner));
      opened = true;
    }
    yield `\n${indent}}`;
  } else {
    // Newlines inside strings are escaped in JSON: those that are left are ours.
    yield inert(JSON.stringify(value, null, 2).replaceAll("\n", `\n${indent}`));
  }
}

/** A value on one line, for JSON Lines. https://jsonlines.org */
export function jsonLine(value: { readonly [key: string]: Chunked }): string {
  return `${inert(JSON.stringify(value))}\n`;
}

/**
 * What a terminal or, `##[` and `##vso[`, a runner's log would obey stands in strings alone: the escape means the same, so that ids
 * stay exact.
 */
function inert(json: string): string {
  return SUSPECT.test(json) ? json.replaceAll(OBEYED, escapeUnits) : json;
}

/** Cheaper than the classes of Unicode, and seldom there. */
const SUSPECT = /[^\n\x20-\x7e]|##(?:vso)?\[/i;

/** What `visible()` has, beyond what JSON escapes itself: C1, bidirectional and invisible characters, `##[`, `##vso[`. */
const OBEYED =
  /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]|(?<=##(?:vso)?)\[/giu;

function escapeUnits(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

/** Joined to the first piece, so that an item and what stands before it are one chunk. */
function* prefixed(prefix: string, chunks: Iterable<string>): Iterable<string> {
  let before = prefix;
  for (const chunk of chunks) {
    yield before + chunk;
    before = "";
  }
}

function holdsFunction(value: { readonly [key: string]: Chunked }): boolean {
  return Object.values(value).some(
    (member) => typeof member === "function" || (isObject(member) && holdsFunction(member)),
  );
}

function isObject(value: Chunked): value is { readonly [key: string]: Chunked } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
