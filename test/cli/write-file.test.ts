import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { probeFile, writeFileWhole } from "../../src/cli/write-file.ts";

let folder: string;
const at = (name: string): string => path.join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "foothold-write-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("nothing that lies beside the file is touched: neither a file nor what a link leads to", async () => {
  await writeFile(at("victim"), "keep me");
  await symlink(at("victim"), at("report.part"));
  await writeFile(at("other.part"), "keep me too", { mode: 0o666 });
  for (const name of ["report", "other"]) {
    await probeFile(at(name), "-o json");
    await writeFileWhole(at(name), () => ["new"], { mode: 0o600 });
    expect((await stat(at(name))).mode & 0o777).toBe(0o600);
  }
  expect(await readFile(at("victim"), "utf8")).toBe("keep me");
  expect(await readFile(at("other.part"), "utf8")).toBe("keep me too");
  expect((await readdir(folder)).sort()).toEqual(["other", "other.part", "report", "report.part", "victim"]);
});

test("two that write one file at once leave one of both, whole", async () => {
  const chunks = (word: string) => Array.from({ length: 5_000 }, () => word);
  await Promise.all(["one ", "two "].map((word) => writeFileWhole(at("same"), () => chunks(word))));
  const text = await readFile(at("same"), "utf8");
  expect([chunks("one ").join(""), chunks("two ").join("")]).toContain(text);
  expect(await readdir(folder)).toEqual(["same"]);
});

test("one that fails half way leaves the old file, and nothing beside it", async () => {
  await writeFile(at("report"), "old");
  function* broken(): Generator<string> {
    yield "half";
    throw Object.assign(new Error("full"), { code: "ENOSPC" });
  }
  await expect(writeFileWhole(at("report"), broken)).rejects.toThrow("full");
  expect(await readFile(at("report"), "utf8")).toBe("old");
  expect(await readdir(folder)).toEqual(["report"]);
});
