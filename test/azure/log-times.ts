import type { RawBody } from "./describe-entra.ts";

/** Every log is answered with what happened last in front. */
export function newestFirst(items: readonly RawBody[], time: string): readonly RawBody[] {
  return items
    .map((item) => ({ item, at: timeOf(item, time) }))
    .sort((one, other) => other.at - one.at)
    .map(({ item }) => item);
}

/** Milliseconds since the epoch. An item has one time, which every page of a long log looks at again. */
export function timeOf(item: RawBody, time: string): number {
  const known = times.get(item);
  if (known !== undefined) return known;
  const at = Date.parse(String(item[time]));
  if (Number.isNaN(at)) throw new Error(`${time} is no time: ${String(item[time])}`);
  times.set(item, at);
  return at;
}

const times = new WeakMap<RawBody, number>();

/** As Azure writes times: to the tenth of a microsecond. */
export function sevenDigits(time: string): string {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?Z$/.exec(time);
  if (!match) return time;
  return `${match[1]}.${(match[2] ?? "").padEnd(7, "0")}Z`;
}

/** The time of an OData literal, which has a zone; undefined where it is none. */
export function literalTime(text: string): number | undefined {
  const isTime = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text);
  const at = isTime ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
