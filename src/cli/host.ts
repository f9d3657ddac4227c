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
