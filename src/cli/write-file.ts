import { createWriteStream } from "node:fs";
import { access, constants, open, readlink, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable, type Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { usageError } from "../errors.ts";

export interface WriteOptions {
  /** What the bytes pass on their way, such as gzip. */
  readonly through?: () => Transform;
  /** Of a new file; what the process gives without it. */
  readonly mode?: number;
}

/**
 * Beside the target and then in its place, so that a reader never sees half a file. Pipes and devices are written
 * to as they are, and so is a file in a folder that takes no other.
 */
export async function writeFileWhole(
  path: string,
  render: () => Iterable<string>,
  options: WriteOptions = {},
): Promise<void> {
  const { kind, file } = await targetOf(path);
  if (kind === "file" && (await canWriteBeside(file))) {
    const beside = `${file}.part`;
    await write(beside, render, options);
    const isDone = await rename(beside, file).then(
      () => true,
      () => false,
    );
    if (isDone) return;
    // A file that is mounted by itself cannot be replaced.
    await rm(beside, { force: true });
  }
  await write(file, render, options);
}

async function write(
  file: string,
  render: () => Iterable<string>,
  { through, mode }: WriteOptions,
): Promise<void> {
  const source = Readable.from(render());
  const target = createWriteStream(file, mode === undefined ? {} : { mode });
  await (through === undefined ? pipeline(source, target) : pipeline(source, through(), target));
}

/**
 * Finds out before the scan that a file can be written after it, on the same way as it will be.
 * @param flag how the person named the file, for the error
 * @throws FootholdError exit 2
 */
export async function probeFile(file: string, flag: string): Promise<void> {
  try {
    const target = await targetOf(file);
    if (target.kind === "device") await access(target.file, constants.W_OK);
    else if (!(await canWriteBeside(target.file))) await tryAppend(target.file);
  } catch (error) {
    throw usageError(`${flag}: cannot be written (${codeOf(error)})`);
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

/** `ENOENT`, where there is a code. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error) return String(error.code);
  return error instanceof Error ? error.message : String(error);
}
