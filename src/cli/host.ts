import type { Clock } from "../collect/azure/pacing.ts";
import type { Environment } from "../collect/sign-in.ts";

/** What the command line has of the world. `cli.ts` gives the process, a test gives its own. */
export interface Host {
  readonly env: Environment;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly clock: Clock;
  /** Milliseconds after which one attempt at a request is given up. */
  readonly attemptTimeoutMs: number;
  /** Aborted when the person wants out: what was read is still reported. */
  readonly signal: AbortSignal;
  /** Where the project's files are read on the web, for links to the guides; the project's own address without it. */
  readonly guides?: string | undefined;
}

/** 128 and the number of the signal, as shells count. */
const ENDS_WITH = { SIGINT: 130, SIGTERM: 143 } as const;

/** What `signal` is aborted with, so that the exit code tells which signal it was. */
export function interruption(by: keyof typeof ENDS_WITH): DOMException {
  return new DOMException(by, "AbortError");
}

/** How an interrupted process ends: 143 after SIGTERM, else 130; undefined where nobody interrupted it. */
export function interruptedBy({ aborted, reason }: AbortSignal): 130 | 143 | undefined {
  if (!aborted) return undefined;
  return reason instanceof DOMException && reason.message === "SIGTERM"
    ? ENDS_WITH.SIGTERM
    : ENDS_WITH.SIGINT;
}

export interface Sink {
  /** False where the reader is slower than the writer: then wait until it is `drained`. */
  readonly write: (text: string) => unknown;
  readonly drained?: () => Promise<unknown>;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export function isColorWelcome({ env, stdout }: Host): boolean {
  // https://no-color.org
  return stdout.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";
}
