import { randomBytes } from "node:crypto";
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
  if (kind === "file" && (await faultBeside(file)) === undefined) {
    const beside = besideOf(file);
    try {
      await write(beside, render, { ...options, flags: "wx" });
      const isDone = await rename(beside, file).then(
        () => true,
        () => false,
      );
      // A file that is mounted by itself cannot be replaced.
      if (isDone) return;
    } finally {
      await rm(beside, { force: true });
    }
  }
  await write(file, render, options);
}

/** A name that is nobody's: another scan writes to one of its own, and nobody can lay a link there. */
function besideOf(file: string): string {
  return `${file}.${randomBytes(4).toString("hex")}.part`;
}

async function write(
  file: string,
  render: () => Iterable<string>,
  { through, mode, flags = "w" }: WriteOptions & { readonly flags?: "w" | "wx" },
): Promise<void> {
  const source = Readable.from(render());
  const target = createWriteStream(file, mode === undefined ? { flags } : { flags, mode });
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
    else {
      const fault = await faultBeside(target.file);
      // A folder that takes no new file, around a file that may be written.
      if (fault !== undefined)
        await tryAppend(target.file).catch((error: unknown) => {
          throw codeOf(error) === "ENOENT" ? fault : error;
        });
    }
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

/** Why the folder takes no new file; undefined where it does. */
async function faultBeside(file: string): Promise<unknown> {
  const beside = besideOf(file);
  try {
    await writeFile(beside, "", { flag: "wx" });
    await rm(beside);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** @throws where a file that is there may not be written */
export async function tryAppend(file: string): Promise<void> {
  const handle = await open(file, constants.O_WRONLY | constants.O_APPEND);
  await handle.close();
}

/** `ENOENT`, where there is a code. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error) return String(error.code);
  return error instanceof Error ? error.message : String(error);
}
