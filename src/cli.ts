import { setTimeout as sleep } from "node:timers/promises";
import { main } from "./cli/main.ts";

// The composition root: the only file that touches `process`.
const interrupts = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // The first one ends the scan with what it has; a second one means it.
    if (interrupts.signal.aborted) process.exit(130);
    interrupts.abort();
  });
}

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  clock: { now: Date.now, sleep: (ms, signal) => sleep(ms, undefined, { signal }) },
  attemptTimeoutMs: 30_000,
  signal: interrupts.signal,
});
