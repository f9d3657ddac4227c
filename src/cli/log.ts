import { visible } from "../../reports/text/visible.ts";
import type { Host } from "./host.ts";

export type LogLevel = "quiet" | "normal" | "verbose";

/** What goes to stderr beside the progress line: one line each, with hostile text made visible. */
export interface Log {
  /** Said always. */
  error(message: string): void;
  /** Said unless --quiet. */
  info(message: string): void;
  /** Said with --verbose. */
  detail(message: string): void;
}

export interface LogOptions {
  readonly format: "text" | "json";
  readonly level: LogLevel;
}

export function createLog(host: Pick<Host, "stderr" | "clock">, { format, level }: LogOptions): Log {
  return {
    error: (message) => write("error", message),
    info: (message) => (level === "quiet" ? undefined : write("info", message)),
    detail: (message) => (level === "verbose" ? write("detail", message) : undefined),
  };

  function write(kind: string, message: string): void {
    const shown = visible(message);
    const time = new Date(host.clock.now()).toISOString();
    const line =
      format === "json" ? JSON.stringify({ time, level: kind, message: shown }) : `foothold: ${shown}`;
    host.stderr.write(`${line}\n`);
  }
}
