import { type FileHandle, open, realpath, rm, stat, truncate } from "node:fs/promises";
import { ASKED, shown, WHOSE } from "../collect/merge-snapshots.ts";
import type { Journal } from "../collect/read-tenant.ts";
import { nameOf } from "../collect/shards.ts";
import { indexReadings, type Reading } from "../collect/snapshot.ts";
import { type FileHeader, headerIn, readingIn, SNAPSHOT_VERSION } from "../collect/snapshot-schema.ts";
import { usageError } from "../errors.ts";
import { faultIn, linesOf, parseLine } from "./lines.ts";
import { lineOf } from "./snapshot-file.ts";
import { codeOf, probeFile, tryAppend } from "./write-file.ts";

/** A journal in a file: to be closed, or removed when nothing is left to resume. */
export interface JournalFile extends Journal {
  /** How many readings it held already. */
  readonly held: number;
  /**
   * Waits until everything that was read is on the disk.
   * @returns why it is not, where it could not be written; the scan itself loses nothing by that
   */
  close(): Promise<string | undefined>;
  /** Whether the file is still this scan's, so that another one goes on from it. */
  isOurs(): boolean;
  /**
   * Leaves nothing to resume, unless somebody else goes on in the file.
   * @returns why there still is something
   */
  remove(): Promise<string | undefined>;
}

/**
 * `--resume FILE`: an append-only journal of JSON lines, a header and then one line for each section and scope that
 * was read whole, synced as it grows. A last line that was cut when the process died is dropped, and read again.
 * @param isOver whether the scan was interrupted: what is read after that is not whole
 * @throws FootholdError exit 2 where the file is another one, or cannot be written
 */
export async function openJournal(file: string, isOver: () => boolean): Promise<JournalFile> {
  await probe(file);
  const { header, readings, end, size } = await readJournal(file);
  const writer = appendTo(file, { end, size });
  return {
    held: readings.length,
    begin(facts) {
      if (header === undefined) {
        writer.add(headerLines({ foothold: "journal", version: SNAPSHOT_VERSION, facts }));
        return facts.startedAt;
      }
      refuseStranger(file, header.facts, facts);
      return header.facts.startedAt;
    },
    recorded: indexReadings(readings),
    finished(reading) {
      if (!isOver()) writer.add(lineOf(reading));
    },
    close: () => writer.close(),
    isOurs: () => writer.isOurs(),
    async remove() {
      await writer.close();
      return writer.isOurs() ? await removed(file) : undefined;
    },
  };
}

/** A journal is read, cut, appended to and removed: of pipes, devices and folders nothing of that is meant. */
async function probe(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return await probeFile(file, `--resume ${file}`);
  if (!found.isFile()) throw usageError(`--resume ${file}: not a file`);
  await tryAppend(file).catch((error: unknown) => {
    throw usageError(`--resume ${file}: cannot be written (${codeOf(error)})`);
  });
}

/** What stayed behind would be taken for a scan that was cut off, and told again for ever. */
async function removed(file: string): Promise<string | undefined> {
  // A link to it stays, as it does where a report is written.
  const target = await realpath(file).catch(() => file);
  try {
    await rm(target, { force: true }).catch(() => truncate(target));
    return undefined;
  } catch (error) {
    return `--resume ${file}: could not be removed (${codeOf(error)}); remove it, or the next scan tells this one again`;
  }
}

function* headerLines(header: FileHeader): Generator<string> {
  yield `${JSON.stringify(header)}\n`;
}

interface Held {
  readonly header: FileHeader | undefined;
  readonly readings: readonly Reading[];
  /** Bytes that are whole lines; what is behind them was cut. */
  readonly end: number;
  /** Bytes in all. */
  readonly size: number;
}

async function readJournal(file: string): Promise<Held> {
  const readings: Reading[] = [];
  let header: FileHeader | undefined;
  let end = 0;
  let size = 0;
  if (await isNothing(file)) return { header, readings, end, size };
  for await (const line of linesOf(file, true)) {
    size = line.end;
    if (header === undefined) header = headerOf(file, line.text, line.isWhole);
    else if (line.isWhole) readings.push(readingOf(file, line.number, parseLine(file, line)));
    if (header === undefined) break;
    if (line.isWhole) end = line.end;
  }
  return { header, readings, end, size };
}

async function isNothing(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found === undefined || found.size === 0;
}

/** @returns nothing where the process died before the header was whole */
function headerOf(file: string, text: string, isWhole: boolean): FileHeader | undefined {
  if (!isWhole && BEGINS.startsWith(text.slice(0, BEGINS.length))) return undefined;
  const header = headerIn(jsonOf(text), "journal");
  if (header === undefined || !isWhole) throw usageError(`--resume ${file}: no journal of foothold`);
  if ("fault" in header) throw faultIn(`--resume ${file}`, 1, header.fault);
  return header;
}

/** What every journal begins with. */
const BEGINS = '{"foothold":"journal",';

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readingOf(file: string, number: number, value: unknown): Reading {
  const reading = readingIn(value);
  if ("fault" in reading) throw faultIn(`--resume ${file}`, number, reading.fault);
  return reading;
}

/** A journal is continued by the scan that began it, and by no other. */
function refuseStranger(file: string, before: FileHeader["facts"], now: FileHeader["facts"]): void {
  for (const [what, valueOf] of [...WHOSE, ...ASKED, SHARD]) {
    const [one, two] = [before, now].map((facts) => shown(valueOf(facts)));
    if (one === two) continue;
    throw usageError(
      `--resume ${file}: the journal is of another scan: ${what} is ${one} there and ${two} here`,
    );
  }
}

const SHARD: (typeof ASKED)[number] = [
  "--shard",
  ({ selection }) => (selection.scope.shard === undefined ? "not given" : nameOf(selection.scope.shard)),
];

interface Writer {
  readonly add: (lines: Iterable<string>) => void;
  readonly close: () => Promise<string | undefined>;
  readonly isOurs: () => boolean;
}

/**
 * Lines are made when they are written, and everything that waits meanwhile is synced at once. Where the file is not as
 * this scan left it, another process writes to it, and two journals in one file would be none.
 */
function appendTo(file: string, { end, size }: Pick<Held, "end" | "size">): Writer {
  const waiting: Iterable<string>[] = [];
  let written = size;
  let handle: FileHandle | undefined;
  let writing: Promise<void> | undefined;
  let fault: string | undefined;
  let isOurs = true;
  return {
    add(lines) {
      if (fault !== undefined) return;
      waiting.push(lines);
      writing ??= write().finally(() => {
        writing = undefined;
      });
    },
    async close() {
      while (writing !== undefined) await writing;
      if (handle !== undefined && fault === undefined) await checkOwn(handle);
      await handle?.close();
      handle = undefined;
      return fault;
    },
    isOurs: () => isOurs,
  };

  async function write(): Promise<void> {
    try {
      handle ??= await opened();
      for (let some = waiting.splice(0); some.length > 0; some = waiting.splice(0)) {
        if (!(await checkOwn(handle))) return;
        for (const lines of some) for (const block of inBlocks(lines)) await append(handle, block);
        await handle.datasync();
      }
    } catch (error) {
      // Told at the end: the scan itself goes on without a journal.
      fault ??= `--resume ${file}: could not be written any further (${codeOf(error)}); what was read since then is read again`;
    } finally {
      if (fault !== undefined) waiting.length = 0;
    }
  }

  async function opened(): Promise<FileHandle> {
    const made = await open(file, "a", 0o600);
    // What was cut goes, so that the next line stands by itself.
    if (await checkOwn(made)) {
      await made.truncate(end);
      written = end;
    }
    return made;
  }

  async function append(made: FileHandle, block: string): Promise<void> {
    await made.appendFile(block);
    written += Buffer.byteLength(block);
  }

  /** Not a lock, which would outlive a scan that is killed: whoever comes second takes over, and the first one sees it. */
  async function checkOwn(made: FileHandle): Promise<boolean> {
    const [held, named] = await Promise.all([made.stat(), stat(file).catch(() => undefined)]);
    if (named?.ino === held.ino && held.size === written) return true;
    isOurs = false;
    fault ??= `--resume ${file}: was changed or removed by someone else, and keeps nothing of this scan from then on`;
    return false;
  }
}

/** A write to the disk for some items, and not for each. */
function* inBlocks(chunks: Iterable<string>): Generator<string> {
  let block = "";
  for (const chunk of chunks) {
    block += chunk;
    if (block.length < 65_536) continue;
    yield block;
    block = "";
  }
  yield block;
}
