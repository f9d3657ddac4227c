import type { Progress } from "../collect/meter.ts";
import type { Host } from "./host.ts";
import type { Log } from "./log.ts";

export interface ShownProgress extends Progress {
  /** Takes the line off the screen, before anything else is written. */
  clear(): void;
}

const REDRAW_MS = 100;
const ERASE_LINE = "\r\u001b[2K";

/**
 * One line on a terminal: what is being read, how many requests, and until when Azure's limits make us wait.
 * Elsewhere only the waits are said, a line each time the expected end moves.
 */
export function createProgress(host: Host, log: Log, show: boolean): ShownProgress {
  const reading = new Map<string, number>();
  let requests = 0;
  let until = 0;
  let why = "";
  let drawn = 0;
  return { section, request, waiting, clear };

  function section(name: string, event: "begin" | "end"): void {
    const count = (reading.get(name) ?? 0) + (event === "begin" ? 1 : -1);
    if (count === 0) reading.delete(name);
    else reading.set(name, count);
    if (event === "begin" && count === 1) log.detail(`reading ${name}`);
    draw();
  }

  function request(): void {
    requests += 1;
    draw();
  }

  function waiting(because: string, end: number): void {
    why = because;
    // Short waits come and go; a line for each would hide the long ones.
    const isLonger = end > until + 30_000;
    until = Math.max(until, end);
    if (isLonger && !show) log.info(`waiting for ${because}, expected until ${clockTime(until)}`);
    draw();
  }

  function draw(): void {
    const now = host.clock.now();
    if (!show || now - drawn < REDRAW_MS) return;
    drawn = now;
    const names = [...reading].map(([name, scopes]) => (scopes > 1 ? `${name} (${scopes} scopes)` : name));
    const wait = until > now ? `, waiting for ${why} until ${clockTime(until)}` : "";
    const line = `reading ${names.join(", ") || "…"}: ${requests} requests${wait}`;
    host.stderr.write(`${ERASE_LINE}${line.slice(0, (host.stderr.columns ?? 80) - 1)}`);
  }

  function clear(): void {
    if (show && drawn > 0) host.stderr.write(ERASE_LINE);
    drawn = 0;
  }
}

/** Hours, minutes and seconds in UTC, as every time that foothold prints. */
function clockTime(time: number): string {
  return `${new Date(time).toISOString().slice(11, 19)}Z`;
}
