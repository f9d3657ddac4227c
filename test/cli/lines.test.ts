import { createWriteStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { linesOf } from "../../src/cli/lines.ts";

let folder: string;
const at = (name: string): string => path.join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "foothold-lines-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function firstOf(file: string): Promise<string | undefined> {
  for await (const { text } of linesOf(file)) return text;
  return undefined;
}

test("what follows the lines that were wanted is nobody's fault, packed and broken as it may be", async () => {
  const broken = Buffer.from([0x1f, 0x8b, 9, 9, 9, 9, 9, 9, 9, 9]);
  await writeFile(at("broken"), Buffer.concat([gzipSync("x\n".repeat(200_000)), broken]));
  // An error that nobody awaits would end the process, and fails the run.
  expect(await firstOf(at("broken"))).toBe("x");
  await new Promise((resolve) => setImmediate(resolve));
});

test("a small packed file that unpacks to a line without end is refused before it fills the memory", async () => {
  const zeros = Buffer.alloc(1 << 20);
  const bomb = Readable.from(Array.from({ length: 520 }, () => zeros));
  await pipeline(bomb, createGzip({ level: 1 }), createWriteStream(at("bomb")));
  await expect(firstOf(at("bomb"))).rejects.toThrow(`${at("bomb")}:1: the line is longer than 512 MiB`);
});
