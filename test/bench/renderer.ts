import { stat } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parseOutputs, writeReports } from "../../src/cli/outputs.ts";
import type { ScanReport } from "../../src/reporter.ts";
import { largeReport } from "./report-estate.ts";

/** What the renderer is told once. */
export interface RendererRequest {
  readonly format: string;
  readonly findings: number;
  readonly file: string;
}

export interface RendererMessage {
  readonly kind: "rendered";
  readonly wallMs: number;
  /** What the report itself takes in memory. */
  readonly reportBytes: number;
  /** The most that was taken above it, with garbage that nobody had swept yet. */
  readonly peakBytes: number;
  /** The largest resident set of the process, the making of the report with it. */
  readonly residentBytes: number;
  /** Of the file. */
  readonly size: number;
  readonly chunks: number;
}

/** How often memory is looked at, in chunks: a chunk is a finding. */
const EVERY = 64;

// One format in a process of its own: what one leaves behind must not count for the next.
process.once("message", (request: RendererRequest) => void measure(request));

async function measure({ format, findings, file }: RendererRequest): Promise<void> {
  const empty = swept();
  const report = largeReport(findings);
  const base = swept();
  const watch = { peak: base, chunks: 0 };
  const outputs = parseOutputs([`${format}=${file}`]).map((output) => ({
    ...output,
    reporter: { ...output.reporter, render: watched((...args) => output.reporter.render(...args), watch) },
  }));
  const begin = performance.now();
  await writeReports(outputs, report, {
    env: {},
    stdout: { write: () => true },
    stderr: { write: () => true },
    clock: { now: Date.now, sleep: async () => undefined },
    attemptTimeoutMs: 1,
    signal: new AbortController().signal,
  });
  const wallMs = performance.now() - begin;
  const message: RendererMessage = {
    kind: "rendered",
    wallMs,
    reportBytes: base - empty,
    peakBytes: watch.peak - base,
    residentBytes: process.resourceUsage().maxRSS * 1024,
    size: (await stat(file)).size,
    chunks: watch.chunks,
  };
  process.send?.(message, () => process.disconnect());
}

type Render = (
  report: ScanReport,
  context: { readonly color: boolean; readonly width: number },
) => Iterable<string>;

function watched(render: Render, watch: { peak: number; chunks: number }): Render {
  return function* watching(report, context) {
    for (const chunk of render(report, context)) {
      watch.chunks += 1;
      if (watch.chunks % EVERY === 1) watch.peak = Math.max(watch.peak, used());
      yield chunk;
    }
    watch.peak = Math.max(watch.peak, used());
  };
}

/** Objects, strings and buffers. */
function used(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function swept(): number {
  setFlagsFromString("--expose-gc");
  const sweep: unknown = runInNewContext("gc");
  if (typeof sweep === "function") sweep();
  return used();
}
