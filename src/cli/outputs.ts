import path from "node:path";
import csv from "../../reports/csv.ts";
import html from "../../reports/html.ts";
import json from "../../reports/json.ts";
import junit from "../../reports/junit.ts";
import markdown from "../../reports/markdown.ts";
import ocsf from "../../reports/ocsf.ts";
import sarif from "../../reports/sarif.ts";
import terminal from "../../reports/terminal.ts";
import { FootholdError, usageError } from "../errors.ts";
import type { Reporter, ScanReport } from "../reporter.ts";
import { type Host, isColorWelcome } from "./host.ts";
import { codeOf, probeFile, writeFileWhole } from "./write-file.ts";

const REPORTERS: readonly Reporter[] = [terminal, json, sarif, markdown, csv, ocsf, junit, html];

/** Their names, for messages and help. */
export const FORMATS = REPORTERS.map(({ name }) => name).join(", ");

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
    throw usageError(`-o ${value}: there is no format "${name}"; formats are ${FORMATS}`);
  }
  const file = rest.join("=");
  if (rest.length > 0 && file === "") throw usageError(`-o ${value}: the path is missing`);
  return rest.length === 0 || file === "-" ? { reporter } : { reporter, file };
}

/** Finds out before the scan that the reports can be written after it. */
export async function probeOutputs(outputs: readonly Output[]): Promise<void> {
  for (const { reporter, file } of outputs)
    if (file !== undefined) await probeFile(file, `-o ${reporter.name}=${file}`);
}

/** Writes every report that can be written; what cannot is said at the end. */
export async function writeReports(
  outputs: readonly Output[],
  report: ScanReport,
  host: Host,
): Promise<void> {
  const { guides } = host;
  const failed: string[] = [];
  for (const { reporter, file } of outputs) {
    if (file === undefined) {
      const width = Math.min(host.stdout.columns ?? 100, 120);
      for (const chunk of reporter.render(report, { color: isColorWelcome(host), width, guides })) {
        if (host.stdout.write(chunk) === false) await host.stdout.drained?.();
      }
      continue;
    }
    try {
      await writeFileWhole(file, () => reporter.render(report, { color: false, width: 100, guides }));
    } catch (error) {
      failed.push(`-o ${reporter.name}=${file}: could not be written (${codeOf(error)})`);
    }
  }
  if (failed.length > 0) throw new FootholdError("output", 2, failed.join("\n"));
}

/** What a person must know before a file is handed on. */
export function cautions(outputs: readonly Output[], { scan, baseline }: ScanReport): readonly string[] {
  // What a whole baseline told of and nobody read again is in the file.
  const isLacking = !scan.complete && baseline?.whole !== true;
  return isLacking && outputs.some(({ reporter }) => reporter.name === "sarif")
    ? ["SARIF of an incomplete scan: code scanning would take what was not read for fixed"]
    : [];
}
