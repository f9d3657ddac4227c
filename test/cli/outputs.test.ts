import { execFileSync } from "node:child_process";
import { lstat, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { account, localUser, subscription } from "../azure/describe.ts";
import { type Running, runFoothold, startTenant } from "../scenarios/run-scan.ts";

let running: Running;
let folder: string;
beforeAll(async () => {
  const users = [localUser({ name: "partner", properties: { hasSshPassword: true } })];
  const properties = { isHnsEnabled: true, isSftpEnabled: true, networkAcls: undefined };
  running = await startTenant({
    subscriptions: [subscription({ accounts: [account({ name: "st", properties, localUsers: users })] })],
  });
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "foothold-"));
});
afterAll(() => running.azure.close());

/** What is found is of no matter here. */
const scan = (...args: string[]) =>
  runFoothold(["scan", "--cloud", running.azure.url, "--fail-on", "none", ...args], running);

describe("outputs", () => {
  test("without -o the terminal report is the data", async () => {
    const { stdout } = await scan();
    expect(stdout).toMatch(/^foothold {2}Contoso \(/);
  });

  test("files and one stream; nothing is left beside them", async () => {
    const { stdout, exitCode } = await scan(
      "-o",
      `sarif=${folder}/x.sarif`,
      "-o",
      `json=${folder}/a=b.json`,
      "-o",
      "terminal",
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^foothold {2}Contoso/);
    expect((await readdir(folder)).sort()).toEqual(["a=b.json", "x.sarif"]);
    expect(JSON.parse(await readFile(`${folder}/x.sarif`, "utf8"))).toMatchObject({ version: "2.1.0" });
    expect(JSON.parse(await readFile(`${folder}/a=b.json`, "utf8"))).toMatchObject({ schemaVersion: "1" });
  });

  test("files only: stdout is empty", async () => {
    expect((await scan("-o", `json=${folder}/x.json`)).stdout).toBe("");
  });

  test("an older report is replaced, a pipe is written to", async () => {
    await writeFile(`${folder}/x.json`, "old");
    execFileSync("mkfifo", [`${folder}/pipe`]);
    const [, piped] = await Promise.all([
      scan("-o", `json=${folder}/x.json`, "-o", `sarif=${folder}/pipe`),
      readFile(`${folder}/pipe`, "utf8"),
    ]);
    expect(JSON.parse(await readFile(`${folder}/x.json`, "utf8"))).toMatchObject({ schemaVersion: "1" });
    expect(JSON.parse(piped)).toMatchObject({ version: "2.1.0" });
  });

  test("a link stays a link, also one that leads nowhere yet", async () => {
    await writeFile(`${folder}/real.json`, "old");
    await symlink(`${folder}/real.json`, `${folder}/a.json`);
    await symlink(`${folder}/later.sarif`, `${folder}/b.sarif`);
    const { exitCode } = await scan("-o", `json=${folder}/a.json`, "-o", `sarif=${folder}/b.sarif`);
    expect(exitCode).toBe(0);
    expect(
      (await lstat(`${folder}/a.json`)).isSymbolicLink() &&
        (await lstat(`${folder}/b.sarif`)).isSymbolicLink(),
    ).toBe(true);
    expect(JSON.parse(await readFile(`${folder}/real.json`, "utf8"))).toMatchObject({ schemaVersion: "1" });
    expect(JSON.parse(await readFile(`${folder}/later.sarif`, "utf8"))).toMatchObject({ version: "2.1.0" });
    expect((await readdir(folder)).sort()).toEqual(["a.json", "b.sarif", "later.sarif", "real.json"]);
  });

  test("a file whose folder takes no other is written in place", async () => {
    await writeFile(`${folder}/r.json`, "old");
    // Stands for a folder that cannot take a new file: the name beside the target is taken.
    await mkdir(`${folder}/r.json.part`);
    expect((await scan("-o", `json=${folder}/r.json`)).exitCode).toBe(0);
    expect(JSON.parse(await readFile(`${folder}/r.json`, "utf8"))).toMatchObject({ schemaVersion: "1" });
  });

  test("json and -o json=- are the same stream", async () => {
    expect(JSON.parse((await scan("-o", "json=-")).stdout)).toMatchObject({ schemaVersion: "1" });
  });
});

describe("what is refused before the first request, in one line and with exit 2", () => {
  const REFUSED: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["a command", ["frob"], /^foothold: unknown command 'frob'\n$/],
    ["a flag", ["scan", "--frob"], /^foothold: unknown option '--frob'\n$/],
    [
      "a near miss",
      ["scan", "--fail-one", "high"],
      /^foothold: unknown option '--fail-one'\nfoothold: \(Did you mean --fail-on\?\)\n$/,
    ],
    ["an argument", ["scan", "frob"], /^foothold: too many arguments[^\n]*\n$/],
    [
      "a format",
      ["scan", "-o", "pdf"],
      /^foothold: -o pdf: there is no format "pdf"; formats are terminal, json, sarif, markdown, csv, ocsf, junit, html\n$/,
    ],
    ["a format without its path", ["scan", "-o", "json="], /^foothold: -o json=: the path is missing\n$/],
    [
      "two formats on stdout",
      ["scan", "-o", "json", "-o", "sarif"],
      /^foothold: -o json -o sarif: only one format fits on stdout/,
    ],
    [
      "one path twice",
      ["scan", "-o", "json=x", "-o", "sarif=./x"],
      /^foothold: -o: two formats would be written to [^\n]*x\n$/,
    ],
    [
      "a path that cannot be written",
      ["scan", "-o", "json=/nowhere/x.json"],
      /^foothold: -o json=\/nowhere\/x\.json: cannot be written \(ENOENT\)\n$/,
    ],
    [
      "a folder as path",
      ["scan", "-o", `json=${tmpdir()}`],
      /^foothold: -o json=[^\n]*: cannot be written \(EISDIR\)\n$/,
    ],
    [
      "a check id",
      ["scan", "--only", "nope"],
      /^foothold: --only nope: there is no check and no group of this name/,
    ],
    [
      "two check ids",
      ["scan", "--only", "nope,storage", "--skip", "never"],
      /^foothold: --only nope: [^\n]*\nfoothold: --skip never: [^\n]*\n$/,
    ],
    [
      "no check left",
      ["scan", "--only", "storage", "--skip", "storage"],
      /^foothold: --only and --skip leave no check to run\n$/,
    ],
    ["a check to explain", ["explain", "nope"], /^foothold: explain nope: there is no check of this id/],
    [
      "a severity",
      ["scan", "--fail-on", "severe"],
      /^foothold: option '--fail-on <severity>' argument 'severe' is invalid. Allowed choices are critical, high, medium, low, none.\n$/,
    ],
    [
      "a method",
      ["scan", "--auth", "magic"],
      /^foothold: option '--auth <method>' argument 'magic' is invalid/,
    ],
    [
      "a subscription",
      ["scan", "--subscription", "prod"],
      /^foothold: --subscription prod: not a subscription id, which is a GUID\n$/,
    ],
    [
      "an unset variable for subscriptions",
      ["scan", "--subscription", ""],
      /^foothold: option '--subscription <id...>' argument '' is invalid. Expected a name/,
    ],
    [
      "an unset variable for checks",
      ["scan", "--only", "storage,"],
      /^foothold: option '--only <id\|group...>' argument 'storage,' is invalid. Expected a name/,
    ],
    ["a time past Node's timers", ["scan", "--max-wait", "9999h"], /Expected 500h at most\.\n$/],
    [
      "a number",
      ["scan", "--concurrency", "0"],
      /^foothold: option '--concurrency <n>' argument '0' is invalid. Expected a whole number from 1 to 64.\n$/,
    ],
    [
      "a time",
      ["scan", "--max-wait", "soon"],
      /^foothold: option '--max-wait <time>' argument 'soon' is invalid. Expected a time such as 90s, 10m or 1h.\n$/,
    ],
    [
      "two moods",
      ["scan", "--quiet", "--verbose"],
      /^foothold: option '--(?:quiet|verbose)' cannot be used with option '--(?:quiet|verbose)'\n$/,
    ],
    [
      "a file of checks",
      ["scan", "--checks", "/nowhere/x.ts"],
      /^foothold: --checks \/nowhere\/x\.ts: no such file or folder\n$/,
    ],
    [
      "a configuration file",
      ["scan", "--config", "/nowhere.yml"],
      /^foothold: --config \/nowhere\.yml: cannot be read \(ENOENT\)\n$/,
    ],
    [
      "a flag that begins a line with a command for GitHub's runner",
      ["scan", "--a\n::error::b"],
      /^foothold: unknown option '--a\nfoothold: ::error::b'\n$/,
    ],
    ["a hostile flag", ["scan", "--a\u001b[2Jb"], /^foothold: unknown option '--a\\u\{1b\}\[2Jb'\n$/],
    [
      "a hostile value",
      ["scan", "--only", "a\u001b[2Jb\n::error::x"],
      /^foothold: --only a\\u\{1b\}\[2Jb\\?[^\n]*\n/,
    ],
  ];

  test.each(REFUSED)("%s", async (_, args, line) => {
    const before = running.azure.log.length;
    const outcome = await runFoothold(
      args[0] === "scan" ? [...args, "--cloud", running.azure.url] : args,
      running,
    );
    expect(outcome.stderr).toMatch(line);
    expect(outcome.exitCode).toBe(2);
    expect(outcome.stdout).toBe("");
    expect(running.azure.log).toHaveLength(before);
  });

  test("nothing at all shows the help, exit 2", async () => {
    const outcome = await runFoothold([], running);
    expect(outcome.exitCode).toBe(2);
    expect(outcome.stderr).toContain("Usage: foothold");
  });

  test("a configuration with a slip names file, line, column and key", async () => {
    await writeFile(`${folder}/f.yml`, "expected:\n  sfpt: [a]\n");
    const outcome = await scan("--config", `${folder}/f.yml`);
    expect(outcome.stderr).toBe(`foothold: ${folder}/f.yml:2:3: expected.sfpt: no setting of this name\n`);
    expect(outcome.exitCode).toBe(2);
  });
});

test("a report that cannot be written in the end does not take the others with it", async () => {
  const { exitCode, stderr } = await scan("-o", "json=/dev/full", "-o", `sarif=${folder}/x.sarif`);
  expect(stderr).toMatch(/foothold: -o json=\/dev\/full: could not be written \(ENOSPC\)\n$/);
  expect(exitCode).toBe(2);
  expect(JSON.parse(await readFile(`${folder}/x.sarif`, "utf8"))).toMatchObject({ version: "2.1.0" });
});

describe("what is said on stderr", () => {
  test("--log-format json holds for errors too", async () => {
    const { stderr } = await scan("--log-format", "json", "--only", "nope");
    expect(JSON.parse(stderr)).toMatchObject({
      level: "error",
      message: expect.stringContaining("--only nope"),
    });
  });

  test("--quiet says nothing when nothing is wrong", async () => {
    expect((await scan("--quiet")).stderr).toBe("");
  });

  test("--log-format json is one object a line", async () => {
    const lines = (await scan("--log-format", "json", "--verbose")).stderr.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).level)).toContain("detail");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      level: "info",
      message: expect.stringContaining("signed in by env"),
    });
  });
});

test("an interrupted scan whose report cannot be written says which one", async () => {
  const interrupts = new AbortController();
  running.azure.fault({ route: "localUsers", answer: { kind: "hang" } });
  setTimeout(() => interrupts.abort(), 300);
  const args = ["scan", "--cloud", running.azure.url, "-o", "json=/dev/full"];
  const outcome = await runFoothold(args, running, { signal: interrupts.signal, attemptTimeoutMs: 60_000 });
  running.azure.clearFaults();
  expect(outcome.stderr).toMatch(/foothold: -o json=\/dev\/full: could not be written \(ENOSPC\)\n$/);
  expect(outcome.exitCode).toBe(2);
});
