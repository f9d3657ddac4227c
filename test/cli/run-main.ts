import { main } from "../../src/cli/main.ts";
import { hastyClock } from "../scenarios/run-scan.ts";

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command of `foothold` as a person runs it, of those that ask nobody anything. */
export async function runMain(...args: readonly string[]): Promise<Ran> {
  const written = { stdout: "", stderr: "" };
  const sink = (name: "stdout" | "stderr") => ({ write: (text: string) => (written[name] += text) });
  const exitCode = await main(args, {
    env: {},
    stdout: sink("stdout"),
    stderr: sink("stderr"),
    clock: hastyClock(),
    attemptTimeoutMs: 1,
    signal: new AbortController().signal,
  });
  return { exitCode, ...written };
}
