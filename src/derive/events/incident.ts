import { canonicalId } from "../../inventory/scope.ts";
import type { Actor, Incident, IncidentState, LogRow } from "../../inventory/sections.ts";

/** How many rows are kept: the latest. */
const ROWS = 50;

export interface IncidentTarget {
  readonly id: string;
  readonly name: string;
}

/** What a log tells, on its way into an incident. */
export interface Deed {
  readonly target: IncidentTarget;
  readonly correlationId: string | null;
  readonly actor: Actor;
  readonly row: LogRow;
  /** Rows that explain it, of what came before or followed. The same object is told once. */
  readonly context?: readonly LogRow[];
  /** What it left behind. */
  readonly states: readonly IncidentState[];
}

/** Never empty. */
export type Several<T> = readonly [T, ...T[]];

/**
 * Deeds on one target under one correlation id are one incident; so are those of one day that have none. Sorted by id:
 * the order in which the logs were read does not show.
 * @param tell adds what only this kind of incident has; the deeds are sorted by time
 */
export function incidentsOf<D extends Deed, I extends Incident>(
  deeds: readonly D[],
  tell: (incident: Incident, deeds: Several<D>) => I,
): I[] {
  return groupsOf(deeds, (deed) => `${canonicalId(deed.target.id)}/${apartOf(deed)}`)
    .map((group) => tell(incidentOf(apartOf(group[0]), group), group))
    .sort((a, b) => compare(a.id, b.id));
}

/** Groups of deeds with the same key, each sorted by time. */
export function groupsOf<D extends Deed>(
  deeds: readonly D[],
  keyOf: (deed: D) => string,
): readonly Several<D>[] {
  const groups = new Map<string, [D, ...D[]]>();
  for (const deed of [...deeds].sort((a, b) => compareRows(a.row, b.row))) {
    const key = keyOf(deed);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [deed]);
    else group.push(deed);
  }
  return [...groups.values()];
}

/** What tells incidents of one target apart: the correlation id, else the day. */
export function apartOf({ correlationId, row }: Deed): string {
  return correlationId?.toLowerCase() ?? dayOf(row.time);
}

/**
 * One incident of deeds on one target. It began with the first of them, whatever came before, and ends with its last row.
 * @param kept the row that is kept, however many come after it
 */
export function incidentOf(apart: string, deeds: Several<Deed>, kept?: LogRow): Incident {
  const [{ target, row: start }] = deeds;
  const rows = [...new Set(deeds.flatMap(({ row, context = [] }) => [row, ...context]))];
  return {
    id: incidentId(target.id, apart),
    name: target.name,
    targetId: target.id,
    targetName: target.name,
    first: deeds.reduce((least, { row }) => (row.time < least ? row.time : least), start.time),
    last: rows.reduce((most, { time }) => (time > most ? time : most), start.time),
    actors: actorsOf(deeds.map(({ actor }) => actor)),
    ...lastRows(rows, kept),
    states: statesOf(deeds.flatMap(({ states }) => states)),
  };
}

/** @param apart what tells it from others of the target: a correlation id, a day, or a word where there is but one */
export function incidentId(targetId: string, apart: string): string {
  return `${targetId}/logEvents/${apart}`;
}

/** `2026-11-20` */
export function dayOf(time: string): string {
  return time.slice(0, 10);
}

/**
 * The latest rows, by time, and how many more there are.
 * @param kept one of the rows, which is kept in any case
 */
export function lastRows(rows: readonly LogRow[], kept?: LogRow): Pick<Incident, "rows" | "rowsOmitted"> {
  const ordered = [...rows].sort(compareRows);
  const latest = ordered.slice(-ROWS);
  const shown = kept === undefined || latest.includes(kept) ? latest : [kept, ...latest.slice(1)];
  return { rows: shown, rowsOmitted: Math.max(0, ordered.length - ROWS) };
}

/** Each from each of its addresses once, by name. */
function actorsOf(actors: readonly Actor[]): Actor[] {
  const byKey = new Map<string, Actor>();
  for (const actor of actors) {
    const key = [actor.kind, actor.id ?? actor.appId ?? actor.name.toLowerCase(), actor.ip].join("\0");
    if (!byKey.has(key)) byKey.set(key, actor);
  }
  return [...byKey].sort(([a, { name }], [b, other]) => compare(name, other.name) || compare(a, b)).map(last);
}

const last = <T>([, value]: readonly [string, T]): T => value;

const RANK: Readonly<Record<IncidentState["presence"], number>> = { present: 0, unknown: 1, gone: 2 };

/** Each once, by its id. Something may be there in one way and gone in another: that it is there wins. */
function statesOf(states: readonly IncidentState[]): IncidentState[] {
  const byId = new Map<string, IncidentState>();
  for (const state of [...states].sort((a, b) => RANK[a.presence] - RANK[b.presence])) {
    const id = canonicalId(state.id);
    if (!byId.has(id)) byId.set(id, state);
  }
  return [...byId].sort(([a], [b]) => compare(a, b)).map(last);
}

/**
 * Each deed once, though two logs tell it: rows that share a key are one.
 * @param rows the first of those that are one is kept
 * @param merge what the other adds to it
 */
export function toldOnce<T>(
  rows: readonly T[],
  keysOf: (row: T) => readonly string[],
  merge: (kept: T, other: T) => T = (kept) => kept,
): T[] {
  const kept: T[] = [];
  const places = new Map<string, number>();
  for (const row of rows) {
    const keys = keysOf(row);
    const place = keys.map((key) => places.get(key)).find((at) => at !== undefined) ?? kept.length;
    const former = kept[place];
    kept[place] = former === undefined ? row : merge(former, row);
    for (const key of keys) if (!places.has(key)) places.set(key, place);
  }
  return kept;
}

function compareRows(a: LogRow, b: LogRow): number {
  return (
    compare(a.time, b.time) ||
    compare(a.operation, b.operation) ||
    compare(a.detail, b.detail) ||
    compare(`${a.actor} ${a.ip}`, `${b.actor} ${b.ip}`)
  );
}

/** By code unit, so that no locale shows. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
