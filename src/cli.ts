import { setTimeout as sleep } from "node:timers/promises";
import { interruptedBy, interruption, type Sink } from "./cli/host.ts";
import { main } from "./cli/main.ts";
import { sweepEarly } from "./cli/memory.ts";

// The composition root: the only file that touches `process`.
const UNWRITABLE = 2;
/** EX_SOFTWARE of sysexits.h: a fault of ours must not look like a finding. */
const FAULT = 70;

sweepEarly();

const interrupts = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // The first one ends the scan with what it has; a second one means it.
    const code = interruptedBy(interrupts.signal);
    if (code !== undefined) process.exit(code);
    interrupts.abort(interruption(signal));
  });
}

process.on("uncaughtException", (error) => {
  process.stderr.write(`foothold: a fault in foothold itself: ${error.stack ?? error.message}\n`);
  process.exit(FAULT);
});

// A reader that has seen enough (`| head`) is no fault, and neither is a log that nobody can read.
process.stderr.on("error", () => {});
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") return;
  process.stderr.write(`foothold: stdout could not be written (${error.code ?? error.message})\n`);
  process.exit(UNWRITABLE);
});

process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  stdout: sinkOf(process.stdout),
  stderr: sinkOf(process.stderr),
  clock: { now: Date.now, sleep: (ms, signal) => sleep(ms, undefined, { signal }) },
  attemptTimeoutMs: 30_000,
  signal: interrupts.signal,
});

function sinkOf(stream: NodeJS.WriteStream): Sink {
  return {
    write: (text) => stream.write(text),
    isTTY: stream.isTTY,
    columns: stream.columns,
    // A stream that is closed will never drain.
    drained: () =>
      new Promise<void>((resolve) => {
        const events = ["drain", "close", "error"] as const;
        // All of them: a long report waits often, and what stayed behind would pile up until Node warns of a leak.
        const settle = (): void => {
          for (const event of events) stream.off(event, settle);
          resolve();
        };
        for (const event of events) stream.on(event, settle);
      }),
  };
}
