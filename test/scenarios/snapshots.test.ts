import { readFile, stat, writeFile } from "node:fs/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { simulatedId, type SimulatedTenant } from "../azure/describe.ts";
import { LARGE_STORAGE } from "../bench/storage-size.ts";
import { storageEstate } from "../bench/storage-estate.ts";
import { demoTenant } from "../demo/demo-tenant.ts";
import { keptScans } from "./kept-scans.ts";
import { NOW } from "./logs-seeds.ts";
import { logsTenant, WORKSPACE } from "./logs-tenant.ts";
import { type Outcome, type Running } from "./run-scan.ts";

const AT_NOW = new Date(NOW).toISOString();
const { at, start, foothold, scan: scanned } = keptScans();

async function scan(by: Running, ...args: readonly string[]): Promise<Outcome> {
  return await scanned(by, [...args]);
}

const FORMATS = ["json", "html", "sarif", "markdown", "csv", "ocsf", "junit"] as const;

describe("what a snapshot is judged to be is what the live scan was", () => {
  const cases: readonly (readonly [
    name: string,
    parts: () => Partial<SimulatedTenant>,
    args: readonly string[],
  ])[] = [
    ["the demo tenant", () => demoTenant(Date.parse(AT_NOW)), []],
    [
      "a tenant with logs",
      () => logsTenant("both"),
      ["--log-workspace", WORKSPACE.workspaceId, "--since", "60d"],
    ],
    [
      "a narrowed scan",
      () => logsTenant("own"),
      ["--only", "apps,event-consent", "--skip", "app-role-tier-zero"],
    ],
    [
      "with SSH keys",
      () => storageEstate({ ...LARGE_STORAGE, subscriptions: 2, accounts: 6 }),
      ["--read-ssh-keys", "--only", "storage"],
    ],
  ];

  test.each(cases)("%s, in every format", async (name, parts, args) => {
    const by = await start(parts());
    const file = at(`${name}.jsonl.gz`);
    const outputs = (kind: string) =>
      FORMATS.flatMap((format) => ["-o", `${format}=${at(`${name}.${kind}.${format}`)}`]);
    const live = await scan(by, ...args, ...outputs("live"), "--save-snapshot", file);
    const asked = by.azure.log.length;
    const again = await foothold(by, "scan", "--snapshot", file, ...outputs("again"));
    expect(by.azure.log.length, "requests after the snapshot was read").toBe(asked);
    expect(again.exitCode).toBe(live.exitCode);
    for (const format of FORMATS) {
      const [one, two] = await Promise.all(
        ["live", "again"].map((kind) => readFile(at(`${name}.${kind}.${format}`), "utf8")),
      );
      expect(two === one, `${format} is the same`).toBe(true);
      expect(one?.length).toBeGreaterThan(100);
    }
  });

  test("the same scan is the same file, readable by its owner alone", async () => {
    const by = await start(demoTenant(Date.parse(AT_NOW)));
    await scan(by, "-o", "json", "--save-snapshot", at("one.jsonl"));
    await scan(by, "-o", "json", "--save-snapshot", at("two.jsonl"));
    const one = await readFile(at("one.jsonl"), "utf8");
    expect((await readFile(at("two.jsonl"), "utf8")) === one).toBe(true);
    expect((await stat(at("one.jsonl"))).mode & 0o777).toBe(0o600);
    const [header = ""] = one.split("\n");
    expect(JSON.parse(header)).toMatchObject({
      foothold: "snapshot",
      version: 1,
      facts: { startedAt: AT_NOW },
    });
  });

  test("a baseline and settings are of the day on which it is judged", async () => {
    const by = await start(logsTenant("own"));
    const file = at("later.jsonl");
    const live = await scan(by, "--only", "storage", "-o", "json", "--save-snapshot", file);
    await writeFile(at("before.json"), live.stdout);
    const again = await foothold(
      by,
      "scan",
      "--snapshot",
      file,
      "--baseline",
      at("before.json"),
      "-o",
      "json",
    );
    expect(again.report?.baseline).toMatchObject({ new: 0, changed: 0, resolved: 0, carriedOver: 0 });
    expect(again.report?.findings.length).toBe(live.report?.findings.length);
  });

  test("checks that need what was not asked for are not assessed, and nothing is held against the scan", async () => {
    const by = await start(logsTenant("own"));
    const file = at("narrow.jsonl");
    await scan(by, "--only", "sftp-enabled", "-o", "json", "--save-snapshot", file);
    const wider = await foothold(
      by,
      "scan",
      "--snapshot",
      file,
      "--only",
      "storage,app-role-tier-zero",
      "-o",
      "json",
    );
    const check = wider.report?.checks.find(({ id }) => id === "app-role-tier-zero");
    expect(check).toMatchObject({ pass: 0, fail: 0 });
    const [unread] = wider.report?.notAssessed.filter(({ check: id }) => id === "app-role-tier-zero") ?? [];
    expect(unread?.gaps[0]).toMatchObject({
      reason: "not-requested",
      detail: "the scan that made the snapshot did not ask for it",
    });
    expect(wider.report?.scan.complete).toBe(true);
    expect(wider.report?.scan.scope.only).toEqual(["storage", "app-role-tier-zero"]);
  });
});

describe("a snapshot that is none is refused in one line", () => {
  let by: Running;
  let good: string;
  beforeAll(async () => {
    by = await start(storageEstate({ ...LARGE_STORAGE, subscriptions: 1, accounts: 2 }));
    await scan(by, "--only", "sftp-enabled", "-o", "json", "--save-snapshot", at("good.jsonl"));
    good = await readFile(at("good.jsonl"), "utf8");
  });

  const lines = (): string[] => good.trimEnd().split("\n");
  const withHeader = (change: (header: Record<string, never>) => void): string => {
    const [first = "", ...rest] = lines();
    const header = JSON.parse(first) as Record<string, never>;
    change(header);
    return `${[JSON.stringify(header), ...rest].join("\n")}\n`;
  };

  const refused: readonly (readonly [name: string, text: () => string | Buffer, line: string])[] = [
    ["empty", () => "", ":1: no snapshot of foothold"],
    ["no JSON", () => "AccountKey=secret\n", ":1: no snapshot of foothold"],
    ["a report", () => '{"schemaVersion":"1"}\n', ":1: no snapshot of foothold"],
    ["a journal", () => good.replace('"snapshot"', '"journal"'), ":1: no snapshot of foothold"],
    [
      "another version",
      () => good.replace('"version":1', '"version":2'),
      ":1: /version: this is version 2, and foothold reads version 1",
    ],
    [
      "a version that is none",
      () => good.replace('"version":1', '"version":"\\u001b[2J"'),
      ":1: /version: this is version \\u{1b}[2J, and foothold reads version 1",
    ],
    [
      "a time that is none",
      () =>
        withHeader((header: Record<string, { startedAt?: string }>) =>
          Object.assign(header["facts"] ?? {}, { startedAt: "now" }),
        ),
      ":1: /facts/startedAt: Invalid ISO datetime",
    ],
    [
      "cut between lines",
      () => `${lines().slice(0, -1).join("\n")}\n`,
      ": the end is missing, the file was cut",
    ],
    ["cut in a line", () => good.slice(0, -9), ": the end is missing, the file was cut"],
    ["a changed item", () => good.replace("contoso0", "contoso9"), ": the file was changed: "],
    [
      "a line that is no JSON",
      () => [...lines().slice(0, 2), "{", ...lines().slice(2)].join("\n"),
      ":3: no JSON",
    ],
    [
      "a section of another version",
      () => good.replace('{"section":"tenants"', '{"section":"mailboxes"'),
      ":2: /section: no section of this version of foothold",
    ],
    [
      "an item without an id",
      () => good.replace('"items":[{', '"items":[7,{'),
      ":2: /items/0: no item with an id and a name",
    ],
    [
      "a reason that is none",
      () => good.replace('"gaps":[]', '"gaps":[{"reason":"bored","scope":"","request":""}]'),
      ":2: /gaps/0/reason: no reason of a gap",
    ],
    ["packed and cut", () => gzipSync(good).subarray(0, 200), ": cannot be read (Z_BUF_ERROR)"],
  ];

  test.each(refused)("%s", async (name, text, line) => {
    const file = at(`refused ${name}`);
    await writeFile(file, text());
    const { exitCode, stdout, stderr } = await foothold(by, "scan", "--snapshot", file, "-o", "json");
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr.startsWith(`foothold: ${file}`), stderr).toBe(true);
    expect(stderr).toContain(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).not.toContain("secret");
  });

  test("one that is not there", async () => {
    const { exitCode, stderr } = await foothold(by, "scan", "--snapshot", at("nowhere"));
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: `foothold: ${at("nowhere")}: cannot be read (ENOENT)\n`,
    });
  });

  test("packed is told by its bytes, whatever its name", async () => {
    await writeFile(at("packed.jsonl"), gzipSync(good));
    const { exitCode } = await foothold(
      by,
      "scan",
      "--snapshot",
      at("packed.jsonl"),
      "--fail-on",
      "none",
      "-o",
      "json",
    );
    expect(exitCode).toBe(0);
  });

  const ASKS = [
    ["--subscription", simulatedId("s")],
    ["--management-group", "mg"],
    ["--read-ssh-keys"],
    ["--log-workspace", simulatedId("w")],
    ["--since", "3d"],
    ["--shard", "1/2"],
    ["--resume", "journal"],
  ];
  test.each(ASKS)("%s beside it asks Azure, which nobody does", async (...flag) => {
    const { exitCode, stderr } = await foothold(by, "scan", "--snapshot", at("good.jsonl"), ...flag);
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      `foothold: ${flag[0]}: --snapshot asks nothing of Azure; ${flag[0]} belongs to the scan that saved it\n`,
    );
  });

  test("of another tenant than the one that was named", async () => {
    const other = simulatedId("other tenant");
    const { exitCode, stderr } = await foothold(
      by,
      "scan",
      "--snapshot",
      at("good.jsonl"),
      "--tenant",
      other,
    );
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: `foothold: --tenant ${other}: the snapshot is of tenant ${by.tenant.tenantId}\n`,
    });
  });

  test("to where nothing can be written is refused before anybody is asked", async () => {
    const asked = by.azure.log.length;
    const { exitCode, stderr } = await scan(by, "--save-snapshot", at("no/folder/x.jsonl"));
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: `foothold: --save-snapshot ${at("no/folder/x.jsonl")}: cannot be written (ENOENT)\n`,
    });
    expect(by.azure.log.length).toBe(asked);
  });

  test.each([
    [
      ["-o", "json=same", "--save-snapshot", "same"],
      "--save-snapshot same: -o json=same is written to the same file",
    ],
    [
      ["--save-snapshot", "./same", "--resume", "same"],
      "--resume same: --save-snapshot ./same is written to the same file",
    ],
  ])("%j is one file twice", async (flags, line) => {
    const { exitCode, stderr } = await scan(by, ...flags);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: `foothold: ${line}\n` });
  });
});

test("no secret is in a snapshot: no key, no token, no material of credentials", async () => {
  const by = await start(
    storageEstate({ ...LARGE_STORAGE, subscriptions: 1, accounts: 6, hierarchicalEvery: 2 }),
  );
  await scan(by, "--read-ssh-keys", "-o", "json", "--save-snapshot", at("secrets.jsonl.gz"));
  const text = gunzipSync(await readFile(at("secrets.jsonl.gz"))).toString("utf8");
  expect(text).toContain('"section":"localUserKeys"');
  expect(text).not.toMatch(/ssh-(?:rsa|ed25519) AAAA/);
  expect(text).not.toMatch(/eyJ[\w-]{10,}\./);
  expect(text).not.toMatch(/"(?:sharedKey|secretText|key|customKeyIdentifier|hint)":/);
  expect(text).not.toContain(by.client.clientSecret);
});
