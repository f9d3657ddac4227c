import { createWriteStream } from "node:fs";
import { access, constants, open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import json from "../../reports/json.ts";
import sarif from "../../reports/sarif.ts";
import terminal from "../../reports/terminal.ts";
import { FootholdError, usageError } from "../errors.ts";
import type { Reporter, ScanReport } from "../reporter.ts";
import { type Host, isColorWelcome } from "./host.ts";

const REPORTERS: readonly Reporter[] = [terminal, json, sarif];

/** A format and where it goes; without a path it is the data on stdout. */
export interface Output {
  readonly reporter: Reporter;
  readonly file?: string;
}

/**
 * Reads `FORMAT` and `FORMAT=PATH`. Without any, the terminal report is the data.
 * @throws FootholdError exit 2 for a format that is none, two formats on stdout, or one path twice
 */
export function parseOutputs(values: readonly string[]): readonly Output[] {
  const outputs = (values.length === 0 ? ["terminal"] : values).map(parseOutput);
  const streams = outputs.filter(({ file }) => file === undefined).map(({ reporter }) => reporter.name);
  if (streams.length > 1) {
    throw usageError(
      `-o ${streams.join(" -o ")}: only one format fits on stdout; give the others a path, FORMAT=PATH`,
    );
  }
  const files = outputs.flatMap(({ file }) => (file === undefined ? [] : [path.resolve(file)]));
  const twice = files.find((file, at) => files.indexOf(file) !== at);
  if (twice !== undefined) throw usageError(`-o: two formats would be written to ${twice}`);
  return outputs;
}

function parseOutput(value: string): Output {
  const [name = "", ...rest] = value.split("=");
  const reporter = REPORTERS.find((candidate) => candidate.name === name);
  if (reporter === undefined) {
    throw usageError(
      `-o ${value}: there is no format "${name}"; formats are ${REPORTERS.map((known) => known.name).join(", ")}`,
    );
  }
  const file = rest.join("=");
  if (rest.length > 0 && file === "") throw usageError(`-o ${value}: the path is missing`);
  return rest.length === 0 || file === "-" ? { reporter } : { reporter, file };
}

/** Finds out before the scan that a report can be written after it. */
export async function probeOutputs(outputs: readonly Output[]): Promise<void> {
  for (const { reporter, file } of outputs) {
    if (file === undefined) continue;
    try {
      const before = await stat(file).catch(() => undefined);
      if (before?.isDirectory()) throw Object.assign(new Error("a folder"), { code: "EISDIR" });
      // To open a pipe would wait for its reader.
      await (before === undefined || before.isFile() ? tryAppend(file) : access(file, constants.W_OK));
      if (before === undefined) await rm(file);
    } catch (error) {
      throw usageError(`-o ${reporter.name}=${file}: cannot be written (${codeOf(error)})`);
    }
  }
}

async function tryAppend(file: string): Promise<void> {
  const handle = await open(file, "a");
  await handle.close();
}

/** Writes every report that can be written; what cannot is said at the end. */
export async function writeReports(
  outputs: readonly Output[],
  report: ScanReport,
  host: Host,
): Promise<void> {
  const failed: string[] = [];
  for (const { reporter, file } of outputs) {
    if (file === undefined) {
      const width = Math.min(host.stdout.columns ?? 100, 120);
      for (const chunk of reporter.render(report, { color: isColorWelcome(host), width }))
        host.stdout.write(chunk);
      continue;
    }
    try {
      await writeFile(file, reporter.render(report, { color: false, width: 100 }));
    } catch (error) {
      failed.push(`-o ${reporter.name}=${file}: could not be written (${codeOf(error)})`);
    }
  }
  if (failed.length > 0) throw new FootholdError("output", 2, failed.join("\n"));
}

/** Beside the target and then in its place, so that a reader never sees half a report. Pipes and devices are written to as they are. */
async function writeFile(file: string, chunks: Iterable<string>): Promise<void> {
  const before = await stat(file).catch(() => undefined);
  if (before !== undefined && !before.isFile()) {
    await pipeline(Readable.from(chunks), createWriteStream(file));
    return;
  }
  const beside = `${file}.part`;
  await pipeline(Readable.from(chunks), createWriteStream(beside));
  await rename(beside, file);
}

function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error) return String(error.code);
  return error instanceof Error ? error.message : String(error);
}
