import { readFile } from "node:fs/promises";
import { sweepEarly } from "../../src/cli/memory.ts";
import { trustAzure } from "../azure/simulated-azure.ts";
import { type Address, scanEstate } from "./scan-estate.ts";

/** What the scanner is told once. */
export interface ScannerRequest {
  readonly address: Address;
  readonly only: string;
  /** Of the JSON report. */
  readonly file: string;
}

export interface ScannerMessage {
  readonly kind: "measured";
  readonly wallMs: number;
  /** The largest resident set until the end of the scan. */
  readonly peakBytes: number;
  readonly findings: number;
  readonly assessed: number;
  readonly subjects: number;
  /** What was not read, a sentence each. */
  readonly gaps: readonly string[];
}

// A scan in a process of its own: no process forgets its peak, and the bench itself takes no part in it.
process.once("message", (request: ScannerRequest) => void measure(request));

async function measure({ address, only, file }: ScannerRequest): Promise<void> {
  trustAzure(address.ca);
  // As cli.ts does it.
  sweepEarly();
  const begin = performance.now();
  await scanEstate(address, file, only);
  const wallMs = performance.now() - begin;
  // Kilobytes on every system. Taken before the report is parsed, which the scan does not do.
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const { findings, summary, coverage } = JSON.parse(await readFile(file, "utf8")) as Report;
  const message: ScannerMessage = {
    kind: "measured",
    wallMs,
    peakBytes,
    findings: findings.length,
    assessed: summary.subjects - summary.notAssessed,
    subjects: summary.subjects,
    gaps: coverage.flatMap(({ section, gaps }) =>
      gaps.map(({ reason, detail = "" }) => `${section}: ${reason}: ${detail}`),
    ),
  };
  process.send?.(message, () => process.disconnect());
}

/** As far as the bench reads it. */
interface Report {
  readonly findings: readonly object[];
  readonly summary: { readonly subjects: number; readonly notAssessed: number };
  readonly coverage: readonly {
    readonly section: string;
    readonly gaps: readonly { readonly reason: string; readonly detail?: string }[];
  }[];
}
