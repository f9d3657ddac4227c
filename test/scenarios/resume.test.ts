import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { access, readFile, stat, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { simulatedId, subscription } from "../azure/describe.ts";
import { storageEstate } from "../bench/storage-estate.ts";
import { LARGE_STORAGE } from "../bench/storage-size.ts";
import { interruption } from "../../src/cli/host.ts";
import { keptScans } from "./kept-scans.ts";
import type { ResumeRequest } from "./resume-child.ts";
import { type Outcome, type Running, type RunOptions } from "./run-scan.ts";

const { at, start, scan: scanned } = keptScans();

async function scan(by: Running, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return await scanned(by, ["-o", "json", ...args], options);
}

/** How often something was tried again is of the day. */
function withoutRetries(text: string): string {
  return text.replaceAll(/"retries": \d+/g, '"retries": -');
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

interface Entry {
  readonly section: string;
  readonly scope: string;
}

/** The readings that a journal holds whole. */
function entriesOf(journal: string): Entry[] {
  const lines = journal.split("\n").slice(1, -1);
  return lines.map((line) => JSON.parse(line) as Entry);
}

/** The journal of a whole scan, which stays where the report cannot be written. */
async function journalOf(by: Running, args: readonly string[]): Promise<string> {
  const file = at(`whole ${args.join(" ")}`);
  const outcome = await unwritten(by, [...args, "--resume", file]);
  expect(outcome.exitCode).toBe(2);
  return await readFile(file, "utf8");
}

/** A scan of which the place of the report is taken while it runs. */
async function unwritten(by: Running, args: readonly string[]): Promise<Outcome> {
  const target = at(randomUUID());
  return await scanned(by, ["-o", `json=${target}`, ...args], {
    onStderr: (text) => {
      if (text.includes("signed in")) mkdirSync(target);
    },
  });
}

describe("a scan that was cut off anywhere goes on to the same report", () => {
  let by: Running;
  let whole: Outcome;
  let journal: string;
  const args = ["--only", "storage,apps", "--fail-on", "none"];
  beforeAll(async () => {
    by = await start(
      storageEstate({ ...LARGE_STORAGE, subscriptions: 3, accounts: 4, hierarchicalEvery: 2 }),
    );
    whole = await scan(by, args);
    journal = await journalOf(by, args);
  });

  test("the journal has a line for each section and scope, and holds no secret", () => {
    const entries = entriesOf(journal);
    expect(entries.length).toBeGreaterThan(20);
    expect(new Set(entries.map(({ section, scope }) => `${section} ${scope}`)).size).toBe(entries.length);
    expect(journal).not.toContain(by.client.clientSecret);
    expect(journal).not.toMatch(/eyJ[\w-]{10,}\./);
  });

  test.each([0, 0.2, 0.5, 0.8, 1])("behind %f of its lines, with a torn one behind them", async (share) => {
    const lines = journal.split("\n").slice(0, -1);
    const kept = 1 + Math.floor((lines.length - 1) * share);
    const torn = (lines[kept] ?? lines[1] ?? "").slice(0, 40);
    const file = at(`cut ${share}`);
    const text = `${lines.slice(0, kept).join("\n")}\n`;
    await writeFile(file, text + torn);
    const before = by.azure.log.length;
    const resumed = await scan(by, [...args, "--resume", file]);
    expect(withoutRetries(resumed.stdout) === withoutRetries(whole.stdout)).toBe(true);
    expect(resumed.exitCode).toBe(whole.exitCode);
    expect(await exists(file), "the journal of a scan that is done").toBe(false);
    const asked = by.azure.log.slice(before).map(({ route, url }) => ({ route, url: url.toLowerCase() }));
    for (const { section, scope } of entriesOf(text)) {
      const again = asked.filter(
        ({ route, url }) => route === section && url.includes(`${scope.toLowerCase()}/`),
      );
      expect(again, `${section} of ${scope} was read before`).toEqual([]);
    }
    if (kept > 1)
      expect(resumed.stderr).toContain(
        `--resume ${file}: ${kept - 1} parts were read before and are not asked again\n`,
      );
  });

  test("in its very first line", async () => {
    const file = at("header");
    await writeFile(file, journal.slice(0, 30));
    const resumed = await scan(by, [...args, "--resume", file]);
    expect(withoutRetries(resumed.stdout) === withoutRetries(whole.stdout)).toBe(true);
    await writeFile(file, "");
    const again = await scan(by, [...args, "--resume", file]);
    expect(withoutRetries(again.stdout) === withoutRetries(whole.stdout)).toBe(true);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "by %s: the report holds what there is, exit %i, and the rest is read next time",
    async (name, code) => {
      const file = at(`interrupted ${name}`);
      const interrupt = new AbortController();
      by.azure.fault({ route: "localUsers", times: 2, answer: { kind: "hang" } });
      const hung = (): boolean =>
        by.azure.log.slice(before).some(({ route, status }) => route === "localUsers" && status === 0);
      const before = by.azure.log.length;
      const first = scan(by, [...args, "--resume", file], { signal: interrupt.signal });
      while (!hung()) await sleep(5);
      interrupt.abort(interruption(name));
      const { exitCode, stderr, report } = await first;
      expect(exitCode).toBe(code);
      expect(stderr).toContain("foothold: interrupted: the report holds what was read until then\n");
      expect(stderr).toContain(`foothold: --resume ${file} goes on from here\n`);
      expect(report?.scan.complete).toBe(false);
      const text = await readFile(file, "utf8");
      expect(text).not.toContain('"interrupted"');
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const resumed = await scan(by, [...args, "--resume", file]);
      expect(withoutRetries(resumed.stdout) === withoutRetries(whole.stdout)).toBe(true);
      expect(await exists(file)).toBe(false);
    },
  );

  test("whose reports cannot be written keeps its journal, which the next one needs no request for", async () => {
    const file = at("kept");
    await writeFile(file, journal);
    const before = by.azure.log.length;
    const resumed = await scan(by, [...args, "--resume", file]);
    expect(withoutRetries(resumed.stdout) === withoutRetries(whole.stdout)).toBe(true);
    const hosts = new Set(
      by.azure.log.slice(before).map(({ host, route }) => (route === "metadata" ? route : host)),
    );
    expect(hosts).toEqual(new Set(["metadata", "login"]));
  });
});

describe("a journal of something else is refused, with both values", () => {
  let by: Running;
  let journal: string;
  const args = ["--only", "sftp-enabled", "--fail-on", "none"];
  beforeAll(async () => {
    by = await start({ subscriptions: [subscription()] });
    journal = await journalOf(by, args);
  });

  const refused: readonly (readonly [name: string, flags: readonly string[], line: string])[] = [
    ["another selection", ["--only", "storage"], "--only is sftp-enabled there and storage here"],
    ["more left out", [...args, "--skip", "logging"], "--skip is none there and logging here"],
    ["another time of logs", [...args, "--since", "2d"], "--since is not given there and 48h here"],
    ["SSH keys", [...args, "--read-ssh-keys"], "--read-ssh-keys is false there and true here"],
    ["a shard", [...args, "--shard", "1/2"], "--shard is not given there and 1/2 here"],
    [
      "subscriptions",
      [...args, "--subscription", simulatedId("s")],
      `--subscription is none there and ${simulatedId("s")} here`,
    ],
  ];
  test.each(refused)("%s", async (name, flags, line) => {
    const file = at(`refused ${name}`);
    await writeFile(file, journal);
    const before = by.azure.log.length;
    const { exitCode, stdout, stderr } = await scan(by, [...flags, "--resume", file]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(`foothold: --resume ${file}: the journal is of another scan: ${line}\n`);
    expect(await readFile(file, "utf8")).toBe(journal);
    expect(by.azure.log.slice(before).filter(({ route }) => route === "subscriptions")).toEqual([]);
  });

  test("another tenant and another version", async () => {
    const other = await start({ tenantId: simulatedId("elsewhere"), subscriptions: [subscription()] });
    const file = at("refused tenant");
    await writeFile(file, journal);
    const { exitCode, stderr } = await scan(other, [...args, "--resume", file]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`the tenant is ${by.tenant.tenantId} there and ${other.tenant.tenantId} here\n`);
    await writeFile(file, journal.replace(/"version":"[^"]+"/, '"version":"0.0.9"'));
    const old = await scan(by, [...args, "--resume", file]);
    expect(old.exitCode).toBe(2);
    expect(old.stderr).toContain("the version of foothold is 0.0.9 there and ");
  });

  test.each([
    ["a report", '{"schemaVersion":"1"}', ": no journal of foothold"],
    ["a text", "keep me\n", ": no journal of foothold"],
    ["a text without an end", "keep me", ": no journal of foothold"],
    ["a snapshot", '{"foothold":"snapshot","version":1}\n', ": no journal of foothold"],
    [
      "of a later version",
      '{"foothold":"journal","version":9}\n',
      ":1: /version: this is version 9, and foothold reads version 1",
    ],
  ])("%s is left as it is", async (name, text, line) => {
    const file = at(`foreign ${name}`);
    await writeFile(file, text);
    const { exitCode, stderr } = await scan(by, [...args, "--resume", file]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: `foothold: --resume ${file}${line}\n` });
    expect(await readFile(file, "utf8")).toBe(text);
  });

  test("a line in the middle that is no reading names its place", async () => {
    const file = at("broken");
    const lines = journal.split("\n");
    await writeFile(file, [...lines.slice(0, 2), "{}", ...lines.slice(2)].join("\n"));
    const { exitCode, stderr } = await scan(by, [...args, "--resume", file]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^foothold: --resume [^\n]*broken:3: \/section: /);
  });

  test("where nothing can be written", async () => {
    const before = by.azure.log.length;
    const { exitCode, stderr } = await scan(by, [...args, "--resume", at("no/such/folder")]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: `foothold: --resume ${at("no/such/folder")}: cannot be written (ENOENT)\n`,
    });
    expect(by.azure.log.length).toBe(before);
  });
});

test("killed in the middle of a large estate, then resumed: the report of an uninterrupted scan", async () => {
  const by = await start(storageEstate({ ...LARGE_STORAGE, subscriptions: 40, accounts: 10 }));
  const args = ["--only", "storage", "--fail-on", "none", "--allow-partial"];
  const whole = await scan(by, args);
  const journal = entriesOf(await journalOf(by, args));
  const sections = new Set(journal.filter(isOfSubscription).map(({ section }) => section));
  const { subscriptionId = "" } = by.tenant.subscriptions[7] ?? {};
  by.azure.fault({ route: "storageAccounts", match: subscriptionId, times: 1, answer: { kind: "hang" } });
  const file = at("killed");
  const env = {
    AZURE_TENANT_ID: by.tenant.tenantId,
    AZURE_CLIENT_ID: by.client.clientId,
    AZURE_CLIENT_SECRET: by.client.clientSecret,
  };
  const request: ResumeRequest = {
    argv: ["scan", "--cloud", by.azure.url, "-o", "json", ...args, "--resume", file],
    env,
    ca: by.azure.ca,
  };
  const child = fork(fileURLToPath(new URL("resume-child.ts", import.meta.url)), { stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
  child.send(request);
  // Behind what asks every subscription for the tenant, and before the end, which one answer keeps away.
  const isFar = async (): Promise<boolean> => {
    const now = wholeLines(await readFile(file, "utf8").catch(() => ""));
    const hasAll = ["roleDefinitions", "policyDefinitions"].every((name) =>
      now.includes(`"section":"${name}"`),
    );
    return hasAll && finishedIn(entriesOf(now), sections).length > 20;
  };
  while (!(await isFar()) && child.exitCode === null) await sleep(20);
  child.kill("SIGKILL");
  expect(await ended).toEqual({ code: null, signal: "SIGKILL" });

  const held = entriesOf(wholeLines(await readFile(file, "utf8")));
  const before = by.azure.log.length;
  const resumed = await scan(by, [...args, "--resume", file]);
  expect(withoutRetries(resumed.stdout) === withoutRetries(whole.stdout)).toBe(true);

  // No subscription of which everything was read is asked again.
  const finished = finishedIn(held, sections);
  expect(finished.length).toBeGreaterThan(20);
  expect(finished.length).toBeLessThan(40);
  const urls = by.azure.log.slice(before).map(({ url }) => url.toLowerCase());
  for (const scope of finished) expect(urls.filter((url) => url.includes(`${scope}/`))).toEqual([]);
});

function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf("\n") + 1);
}

/** The subscriptions of which every section is there, in lower case. */
function finishedIn(entries: readonly Entry[], sections: ReadonlySet<string>): string[] {
  const perScope = Map.groupBy(entries.filter(isOfSubscription), ({ scope }) => scope.toLowerCase());
  return [...perScope].filter(([, own]) => own.length === sections.size).map(([scope]) => scope);
}

function isOfSubscription({ scope }: Entry): boolean {
  return scope.startsWith("/subscriptions/");
}
