import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { visible } from "../reports/text/visible.ts";
import { FAULT, runAction } from "./action/run-action.ts";
import { interruption } from "./cli/host.ts";
import { sweepEarly } from "./cli/memory.ts";

// The composition root of the GitHub Action: beside cli.ts the only file that touches `process`.
sweepEarly();
// The SDK would write its own log past ours, names and addresses as they are. It asks when it is loaded, which is later.
delete process.env["AZURE_LOG_LEVEL"];

const fault = Promise.withResolvers<never>();
// It may come when nobody waits for it any more.
fault.promise.catch(() => undefined);
const uncaught: Error[] = [];
process.on("uncaughtException", (error) => {
  // The first one ends the scan, which says it.
  if (uncaught.push(error) > 1) tell(error);
  fault.reject(error);
});

const interrupts = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // A job that is canceled gets SIGINT, SIGTERM 7.5 seconds later, and is killed 2.5 seconds after that: all the time
    // that there is goes to the reports. https://docs.github.com/actions/reference/workflow-cancellation-reference
    if (!interrupts.signal.aborted) interrupts.abort(interruption(signal));
  });
}

try {
  process.exitCode = await runAction({
    env: process.env,
    out: { write: (text) => process.stdout.write(text) },
    clock: { now: Date.now, sleep: (ms, signal) => sleep(ms, undefined, { signal }) },
    attemptTimeoutMs: 30_000,
    signal: interrupts.signal,
    unguessable: randomUUID,
    fault: fault.promise,
  });
} catch (error) {
  tell(error);
  process.exit(FAULT);
}
const [late] = uncaught;
if (late !== undefined) {
  // It came when the scan was over.
  if (process.exitCode !== FAULT) tell(late);
  // What is still under way would keep the process.
  process.exit(FAULT);
}

function tell(error: unknown): void {
  const text = `a fault in foothold itself: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  for (const line of text.split("\n")) process.stdout.write(`foothold: ${visible(line)}\n`);
}
