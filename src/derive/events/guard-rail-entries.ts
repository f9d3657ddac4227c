import { quoted } from "../../inventory/quoted.ts";
import type { Actor, DirectoryEvent, LogRow } from "../../inventory/sections.ts";
import { perViews } from "../rbac/per-views.ts";
import { type DirectoryOperation, directoryEventsBy } from "./directory-operations.ts";
import { guidIn, textAfter } from "./directory-properties.ts";
import { rowOf } from "./directory-told.ts";
import { compare } from "./incident.ts";

/** Events by which somebody, or an application, comes to access. */
const ENTRIES: readonly DirectoryOperation[] = [
  "registered",
  "role-granted",
  "scopes-granted",
  "consented",
  "owner-added",
  "keys-changed",
];

const DAY_MS = 86_400_000;

/** What brought the one who acts at a time to access within the day before. */
export type Entries = (actor: Actor, time: string) => readonly LogRow[];

interface Entry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly row: LogRow;
}

/** Both may act on new access: whoever gave it, and the user or application that got it. */
export const entriesOf = perViews(["directoryEvents"], (slice): Entries => {
  const events = new Set(ENTRIES.flatMap((operation) => directoryEventsBy(slice)(operation)));
  const byWhom = new Map<string, Entry[]>();
  for (const event of [...events].sort((a, b) => compare(a.time, b.time))) {
    const row = rowOf(event, "q24", `New access was given: it concerned ${targetsText(event)}.`);
    const entry = { at: Date.parse(event.time), row };
    for (const name of concernedBy(event)) {
      const known = byWhom.get(name);
      if (known === undefined) byWhom.set(name, [entry]);
      else known.push(entry);
    }
  }
  return (actor, time) => {
    const at = Date.parse(time);
    return [...new Set(namesOf(actor).flatMap((name) => within(byWhom.get(name) ?? [], at)))];
  };
});

/** Rows of the day before. A pipeline gives access ten thousand times: the first one is looked for by halves. */
function within(entries: readonly Entry[], time: number): readonly LogRow[] {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry !== undefined && entry.at < time - DAY_MS) low = middle + 1;
    else high = middle;
  }
  return entries.slice(low, low + MOST).flatMap(({ at, row }) => (at <= time ? [row] : []));
}

/** No incident keeps more rows. */
const MOST = 50;

/** By its object id, its appId, and a user by its name as well: Exchange knows no other. */
function namesOf({ kind, id, appId, name }: Actor): readonly string[] {
  return [id, appId, kind === "user" ? name.toLowerCase() : null].filter((one) => one !== null);
}

/** The actor and what the event is about. */
function concernedBy(event: DirectoryEvent): ReadonlySet<string> {
  const named = ["appid", "serviceprincipal.objectid", "serviceprincipal.appid"].map((property) =>
    guidIn(textAfter(event, property)),
  );
  const targets = event.targets.flatMap(({ id, userPrincipalName }) => [
    id,
    userPrincipalName?.toLowerCase() ?? null,
  ]);
  return new Set([...namesOf(event.actor), ...[...targets, ...named].filter((one) => one !== null)]);
}

/** `"billing", "alice@contoso.example"` */
export function targetsText({ targets }: DirectoryEvent): string {
  const names = targets.flatMap(({ userPrincipalName, name, id }) => userPrincipalName ?? name ?? id ?? []);
  return names.length === 0 ? "what the log does not name" : quoted(names);
}
