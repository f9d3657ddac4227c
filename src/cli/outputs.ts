import { createWriteStream } from "node:fs";
import { access, constants, open, readlink, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
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

/** Finds out before the scan that a report can be written after it, on the same way as it will be. */
export async function probeOutputs(outputs: readonly Output[]): Promise<void> {
  for (const { reporter, file } of outputs) {
    if (file === undefined) continue;
    try {
      const target = await targetOf(file);
      if (target.kind === "device") await access(target.file, constants.W_OK);
      else if (!(await canWriteBeside(target.file))) await tryAppend(target.file);
    } catch (error) {
      throw usageError(`-o ${reporter.name}=${file}: cannot be written (${codeOf(error)})`);
    }
  }
}

/** Where a path leads: links are followed, so that a report never takes the place of one. */
async function targetOf(file: string): Promise<{ readonly kind: "file" | "device"; readonly file: string }> {
  const target = await realpath(file).catch(() => danglingTarget(file));
  const found = await stat(target).catch(() => undefined);
  if (found?.isDirectory()) throw Object.assign(new Error("a folder"), { code: "EISDIR" });
  return { kind: found === undefined || found.isFile() ? "file" : "device", file: target };
}

/** A link may lead to a file that is not there yet. */
async function danglingTarget(file: string): Promise<string> {
  const target = await readlink(file).catch(() => undefined);
  return target === undefined ? file : path.resolve(path.dirname(file), target);
}

async function canWriteBeside(file: string): Promise<boolean> {
  try {
    await writeFile(`${file}.part`, "", { flag: "w" });
    await rm(`${file}.part`);
    return true;
  } catch {
    // A folder that takes no new file, around a file that may be written.
    return false;
  }
}

async function tryAppend(file: string): Promise<void> {
  const handle = await open(file, constants.O_WRONLY | constants.O_APPEND);
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
      for (const chunk of reporter.render(report, { color: isColorWelcome(host), width })) {
        if (host.stdout.write(chunk) === false) await host.stdout.drained?.();
      }
      continue;
    }
    try {
      await writeReport(file, () => reporter.render(report, { color: false, width: 100 }));
    } catch (error) {
      failed.push(`-o ${reporter.name}=${file}: could not be written (${codeOf(error)})`);
    }
  }
  if (failed.length > 0) throw new FootholdError("output", 2, failed.join("\n"));
}

/** What a person must know before a file is handed on. */
export function cautions(outputs: readonly Output[], { scan }: ScanReport): readonly string[] {
  return !scan.complete && outputs.some(({ reporter }) => reporter.name === "sarif")
    ? ["SARIF of an incomplete scan: code scanning would take what was not read for fixed"]
    : [];
}

/**
 * Beside the target and then in its place, so that a reader never sees half a report. Pipes and devices are written
 * to as they are, and so is a file in a folder that takes no other.
 */
async function writeReport(path: string, render: () => Iterable<string>): Promise<void> {
  const { kind, file } = await targetOf(path);
  if (kind === "file" && (await canWriteBeside(file))) {
    const beside = `${file}.part`;
    await pipeline(Readable.from(render()), createWriteStream(beside));
    const isDone = await rename(beside, file).then(
      () => true,
      () => false,
    );
    if (isDone) return;
    // A file that is mounted by itself cannot be replaced.
    await rm(beside, { force: true });
  }
  await pipeline(Readable.from(render()), createWriteStream(file));
}

function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error) return String(error.code);
  return error instanceof Error ? error.message : String(error);
}
