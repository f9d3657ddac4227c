import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { visible } from "../reports/text/visible.ts";
import { FAULT, runAction } from "./action/run-action.ts";
import { interruptedBy, interruption } from "./cli/host.ts";
import { sweepEarly } from "./cli/memory.ts";

// The composition root of the GitHub Action: beside cli.ts the only file that touches `process`.
sweepEarly();
// The SDK would write its own log past ours, names and addresses as they are. It asks when it is loaded, which is later.
delete process.env["AZURE_LOG_LEVEL"];

process.on("uncaughtException", (error) => {
  const text = `a fault in foothold itself: ${error.stack ?? error.message}`;
  for (const line of text.split("\n")) process.stdout.write(`foothold: ${visible(line)}\n`);
  process.exit(FAULT);
});

const interrupts = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // A job that is canceled gets SIGINT, SIGTERM 7.5 seconds later, and is killed 2.5 seconds after that.
    // https://docs.github.com/actions/reference/workflow-cancellation-reference
    const code = interruptedBy(interrupts.signal);
    if (code !== undefined) process.exit(code);
    interrupts.abort(interruption(signal));
  });
}

process.exitCode = await runAction({
  env: process.env,
  out: { write: (text) => process.stdout.write(text) },
  clock: { now: Date.now, sleep: (ms, signal) => sleep(ms, undefined, { signal }) },
  attemptTimeoutMs: 30_000,
  signal: interrupts.signal,
  unguessable: randomUUID,
});
