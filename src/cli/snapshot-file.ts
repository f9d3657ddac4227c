import { createHash, type Hash } from "node:crypto";
import { createGzip } from "node:zlib";
import { sortedReadings } from "../collect/merge-snapshots.ts";
import type { Reading, Snapshot } from "../collect/snapshot.ts";
import { type FileHeader, headerIn, readingIn, SNAPSHOT_VERSION } from "../collect/snapshot-schema.ts";
import { FootholdError, usageError } from "../errors.ts";
import { faultIn, type Line, linesOf, parseLine } from "./lines.ts";
import { codeOf, writeFileWhole } from "./write-file.ts";

/**
 * JSON lines: a header with the scan's facts, one line for each section and scope, and a last one with their number
 * and the SHA-256 of all bytes before it, so that a file that was cut or changed is not judged. Packed where its name
 * ends in `.gz`. The same scan is the same file.
 * @throws FootholdError exit 2 where it cannot be written
 */
export async function writeSnapshot(file: string, snapshot: Snapshot): Promise<void> {
  const isPacked = file.toLowerCase().endsWith(".gz");
  try {
    // What is in it is for those who may read the tenant.
    const options = { mode: 0o600, ...(isPacked ? { through: () => createGzip() } : {}) };
    await writeFileWhole(file, () => linesIn(snapshot), options);
  } catch (error) {
    throw new FootholdError("output", 2, `--save-snapshot ${file}: could not be written (${codeOf(error)})`);
  }
}

function* linesIn({ facts, readings }: Snapshot): Generator<string> {
  const digest = createHash("sha256");
  const header: FileHeader = { foothold: "snapshot", version: SNAPSHOT_VERSION, facts };
  for (const chunk of chunksOf(header, readings)) {
    digest.update(chunk);
    yield chunk;
  }
  yield `${JSON.stringify({ readings: readings.length, sha256: digest.digest("hex") })}\n`;
}

function* chunksOf(header: FileHeader, readings: readonly Reading[]): Generator<string> {
  yield `${JSON.stringify(header)}\n`;
  for (const reading of sortedReadings(readings)) yield* lineOf(reading);
}

/** Item by item: a section may hold more than a string can. */
export function* lineOf({ section, scope, cost, gaps, inherited, items }: Reading): Generator<string> {
  yield `${JSON.stringify({ section, scope, cost, gaps, inherited }).slice(0, -1)},"items":[`;
  for (const [index, item] of items.entries()) yield `${index === 0 ? "" : ","}${JSON.stringify(item)}`;
  yield "]}\n";
}

/**
 * A snapshot that `--save-snapshot` wrote. That it is whole is checked; what its items say is taken as foothold read it.
 * @throws FootholdError exit 2, in one line: the file, the line and what is wrong in it
 */
export async function readSnapshot(file: string): Promise<Snapshot> {
  const digest = createHash("sha256");
  const readings: Reading[] = [];
  let header: FileHeader | undefined;
  let held: Line | undefined;
  for await (const line of linesOf(file)) {
    // The last line is another one, and which is the last shows when no other follows.
    if (held !== undefined) take(held);
    held = line;
  }
  if (header === undefined && held !== undefined) take(held);
  if (header === undefined || held === undefined) throw usageError(`${file}:1: no snapshot of foothold`);
  checkEnd(file, held, readings.length, digest);
  const { finishedAt } = header.facts;
  if (finishedAt === undefined)
    throw faultIn(file, 1, { path: ["facts", "finishedAt"], message: "there is none" });
  return { facts: { ...header.facts, finishedAt }, readings };

  function take(line: Line): void {
    digest.update(line.text).update("\n");
    const value = parseHeld(file, line, header);
    if (header === undefined) {
      header = headerOf(file, value);
      return;
    }
    const reading = readingIn(value);
    if ("fault" in reading) throw faultIn(file, line.number, reading.fault);
    readings.push(reading);
  }
}

/** A first line that is no JSON is of another file altogether. */
function parseHeld(file: string, line: Line, header: FileHeader | undefined): unknown {
  if (header !== undefined) return parseLine(file, line);
  try {
    return JSON.parse(line.text);
  } catch {
    return undefined;
  }
}

function headerOf(file: string, value: unknown): FileHeader {
  const header = headerIn(value, "snapshot");
  if (header === undefined) throw usageError(`${file}:1: no snapshot of foothold`);
  if ("fault" in header) throw faultIn(file, 1, header.fault);
  return header;
}

function checkEnd(file: string, line: Line, count: number, digest: Hash): void {
  const end = line.isWhole ? parseLine(file, line) : undefined;
  if (!isEnd(end)) throw usageError(`${file}:${line.number}: the end is missing, the file was cut`);
  const found = digest.digest("hex");
  if (end.readings !== count || end.sha256 !== found) {
    throw usageError(
      `${file}:${line.number}: the file was changed: ${end.readings} readings with SHA-256 ${end.sha256} were written, and ${count} with ${found} are there`,
    );
  }
}

function isEnd(value: unknown): value is { readonly readings: number; readonly sha256: string } {
  if (typeof value !== "object" || value === null) return false;
  const { readings, sha256 } = value as { readonly readings?: unknown; readonly sha256?: unknown };
  return typeof readings === "number" && typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256);
}
