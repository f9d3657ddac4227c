import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { begin, told } from "./processes.ts";
import type { RendererMessage, RendererRequest } from "./renderer.ts";
import { tabulate, tell, type Verdict, whole } from "./tabulate.ts";

/** The terminal report shows the worst few. */
export const MEASURED_FORMATS = ["json", "sarif", "markdown", "csv", "ocsf", "junit", "html"] as const;

const FINDINGS = 100_000;
/** Of the report's own size, above it: mostly garbage. What was made of the largest formats in one string would take more. */
const BUDGET = 0.5;

interface Measure extends RendererMessage {
  readonly format: string;
}

/** What it costs to write a report of 100,000 findings, or SCALE times as many, in each format. */
export async function benchReports(scale: number): Promise<boolean> {
  const columns: Measure[] = [];
  for (const format of MEASURED_FORMATS) columns.push(await measureFormat(format, FINDINGS * scale));
  const verdicts = columns.map(verdictOf);
  process.stdout.write(`${table(columns)}\n\n${tell("reports", verdicts)}\n\n`);
  return verdicts.every(({ isKept }) => isKept);
}

export async function measureFormat(format: string, findings: number): Promise<Measure> {
  const folder = await mkdtemp(path.join(tmpdir(), "foothold-bench-"));
  try {
    const renderer = begin("renderer.ts");
    const request: RendererRequest = { format, findings, file: path.join(folder, "report") };
    renderer.send(request);
    return { format, ...(await told<RendererMessage, "rendered">(renderer, "rendered")) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function table(columns: readonly Measure[]): string {
  const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  return tabulate(
    columns.flatMap((column) => [
      [column.format, ""],
      ["  size", mebibytes(column.size)],
      ["  wall time", `${(column.wallMs / 1000).toFixed(2)} s`],
      ["  chunks", whole(column.chunks)],
      ["  the report in memory", mebibytes(column.reportBytes)],
      ["  peak above it", mebibytes(column.peakBytes)],
      ["  peak of the process, making the report included", mebibytes(column.residentBytes)],
    ]),
  );
}

function verdictOf({ format, peakBytes, reportBytes }: Measure): Verdict {
  const ratio = peakBytes / reportBytes;
  return {
    isKept: ratio <= BUDGET,
    text: `${format} takes ${ratio.toFixed(2)} times the memory of the report above it; the budget is ${BUDGET} times.`,
  };
}
