import { constants } from "node:buffer";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { visible } from "../../reports/text/visible.ts";
import type { Fault } from "../collect/snapshot-schema.ts";
import { type FootholdError, usageError } from "../errors.ts";
import { codeOf } from "./write-file.ts";

/** A line of a file of JSON lines, without its end. */
export interface Line {
  /** From 1 on. */
  readonly number: number;
  readonly text: string;
  /** Bytes from the beginning of the file to behind the line. */
  readonly end: number;
  /** False where the file ends before the line does. */
  readonly isWhole: boolean;
}

const NEWLINE = 0x0a;

/**
 * The lines of a file, unpacked where its first bytes are gzip's. Split at line feeds alone: names may hold other
 * characters that editors take for the end of a line.
 * @param isPlain takes the bytes as they stand, for a file that is written to its own end
 * @throws FootholdError exit 2 where it cannot be read, or a line is longer than a text can be
 */
export async function* linesOf(file: string, isPlain = false): AsyncGenerator<Line> {
  try {
    yield* splitLines(file, isPlain ? createReadStream(file) : await bytesOf(file));
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function bytesOf(file: string): Promise<AsyncIterable<Buffer>> {
  const handle = await open(file);
  const magic = Buffer.alloc(2);
  try {
    await handle.read(magic, 0, 2, 0);
  } finally {
    await handle.close();
  }
  const stream = createReadStream(file);
  if (magic.readUInt16BE() !== 0x1f8b) return stream;
  // A fault of the file is one of what is read from it; one that shows when nobody reads any more is nobody's.
  return pipeline(stream, createGunzip(), () => {});
}

async function* splitLines(file: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let held: Buffer[] = [];
  let length = 0;
  let number = 0;
  let end = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      hold(chunk.subarray(from, at));
      yield line(true);
      from = at + 1;
    }
    if (from < chunk.length) hold(chunk.subarray(from));
  }
  if (held.length > 0) yield line(false);

  /** What no text can hold is not gathered either: a small packed file may unpack to more than there is memory. */
  function hold(bytes: Buffer): void {
    held.push(bytes);
    length += bytes.length;
    if (length > constants.MAX_STRING_LENGTH)
      throw usageError(`${file}:${number + 1}: the line is longer than 512 MiB`);
  }

  function line(isWhole: boolean): Line {
    const bytes = Buffer.concat(held);
    held = [];
    length = 0;
    number += 1;
    end += bytes.length + (isWhole ? 1 : 0);
    return { number, text: bytes.toString("utf8"), end, isWhole };
  }
}

/** @throws FootholdError exit 2 with the place; the line is not quoted */
export function parseLine(file: string, { number, text }: Line): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw usageError(`${file}:${number}: no JSON`);
  }
}

/** `scan.jsonl:3: /items/0: no item with an id and a name` */
export function faultIn(file: string, number: number, { path, message }: Fault): FootholdError {
  const pointer = path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  return usageError(`${file}:${number}: ${visible(pointer === "" ? message : `${pointer}: ${message}`)}`);
}

export function unreadable(file: string, error: unknown): Error {
  if (error instanceof Error && error.name === "FootholdError") return error;
  return usageError(`${file}: cannot be read (${codeOf(error)})`);
}
