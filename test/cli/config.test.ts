import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { configSchema } from "../../src/config.ts";
import { runMain } from "./run-main.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "foothold-config-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function fileOf(text: string): Promise<string> {
  const file = path.join(folder, "settings.yml");
  await writeFile(file, text);
  return file;
}

const suppression = (check: string) =>
  `suppressions:\n  - check: ${check}\n    subject: "*"\n    reason: ours\n    owner: ops\n`;

test.each([
  ["days: { recent: 7 }\n", "no fault"],
  [suppression("sftp-enabled"), "no fault, 1 suppression"],
  [suppression("sftp-enabled").replace(/^suppressions:\n(.*)$/s, "$&$1"), "no fault, 2 suppressions"],
])("a file without a fault is one line: %j", async (text, said) => {
  const file = await fileOf(text);
  expect(await runMain("config", "--check", file)).toEqual({
    exitCode: 0,
    stdout: `${file}: ${said}\n`,
    stderr: "",
  });
});

test("every fault is said, with its place", async () => {
  const file = await fileOf(`${suppression("sftp-enbled")}days: { recent: 0 }\nother: 1\n`);
  const { exitCode, stdout, stderr } = await runMain("config", "--check", file);
  expect([exitCode, stdout]).toEqual([2, ""]);
  const lines = stderr.trimEnd().split("\n");
  expect(lines.map((line) => line.slice(0, line.indexOf(": ", line.indexOf(file)))).sort()).toEqual([
    `foothold: ${file}:2:5`,
    `foothold: ${file}:6:9`,
    `foothold: ${file}:7:1`,
  ]);
});

test("a user's own check is one that there is, where it is named", async () => {
  const check = path.join(folder, "my-check.mjs");
  await writeFile(
    check,
    `export default { id: "my-check", title: "Mine", severity: "low", why: "Mine.", mitre: [], references: [],
  remediation: { summary: "Mend it.", steps: ["Mend it."], commands: [] }, subject: "tenants",
  evaluate: () => ({ outcome: "pass", message: "Good." }) };\n`,
  );
  const file = await fileOf(suppression("my-check"));
  expect((await runMain("config", "--check", file)).exitCode).toBe(2);
  expect(await runMain("config", "--checks", check, "--check", file)).toMatchObject({
    exitCode: 0,
    stderr: "",
  });
});

test.each<[readonly string[], string]>([
  [["config"], "config: expected --check [FILE] or --schema"],
  [["config", "--check", "--schema"], "config: expected --check [FILE] or --schema"],
  [["config", "--check", "/nowhere/at/all.yml"], "/nowhere/at/all.yml: cannot be read (ENOENT)"],
  // No file of this name lies where the tests run.
  [["config", "--check"], "foothold.yml: cannot be read (ENOENT)"],
])("%j is refused in one line", async (args, line) => {
  expect(await runMain(...args)).toEqual({ exitCode: 2, stdout: "", stderr: `foothold: ${line}\n` });
});

test("a file that is too large for settings is not parsed", async () => {
  const file = await fileOf(`breakGlass:\n${`  - "${"0".repeat(36)}"\n`.repeat(30_000)}`);
  const { exitCode, stderr } = await runMain("config", "--check", file);
  expect([exitCode, stderr]).toEqual([2, `foothold: ${file}: 1290012 bytes, and at most 1048576 are read\n`]);
});

test("the schema", async () => {
  const { exitCode, stdout } = await runMain("config", "--schema");
  expect([exitCode, JSON.parse(stdout)]).toEqual([0, configSchema()]);
});
