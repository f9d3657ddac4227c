import { literalTime } from "./log-times.ts";

/**
 * The period that a timespan names, both ends included: `from/to`, `from/duration`, `duration/to`, or a duration up
 * to now. Undefined where it is none. https://learn.microsoft.com/azure/azure-monitor/logs/api/timespans
 */
export function timespanOf(text: unknown, now: number): readonly [number, number] | undefined {
  if (typeof text !== "string") return undefined;
  const parts = text.split("/");
  const [first = "", second] = parts;
  if (parts.length > 2) return undefined;
  if (second === undefined) {
    const length = durationOf(first);
    return length === undefined ? undefined : [now - length, now];
  }
  const from = literalTime(first);
  const to = literalTime(second);
  const [before, after] = [durationOf(first), durationOf(second)];
  if (from !== undefined && to !== undefined) return from <= to ? [from, to] : undefined;
  if (from !== undefined && after !== undefined) return [from, from + after];
  return to !== undefined && before !== undefined ? [to - before, to] : undefined;
}

/** Milliseconds. Years and months are none that a timespan takes. */
function durationOf(text: string): number | undefined {
  const match = /^P(?!$)(?:(\d+)W)?(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(
    text,
  );
  if (!match) return undefined;
  const part = (at: number): number => Number(match[at] ?? 0);
  return (((part(1) * 7 + part(2)) * 24 + part(3)) * 60 + part(4)) * 60_000 + part(5) * 1000;
}
