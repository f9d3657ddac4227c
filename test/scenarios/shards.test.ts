import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { subscriptionBody } from "../azure/bodies.ts";
import { simulatedId, type SimulatedTenant, subscription } from "../azure/describe.ts";
import { storageEstate } from "../bench/storage-estate.ts";
import { LARGE_STORAGE } from "../bench/storage-size.ts";
import { keptScans } from "./kept-scans.ts";
import { logsTenant, WORKSPACE } from "./logs-tenant.ts";
import { type Outcome, reportOf, type Running } from "./run-scan.ts";

const { at, start, foothold, scan: scanned } = keptScans();

async function scan(by: Running, ...args: readonly string[]): Promise<Outcome> {
  return await scanned(by, ["-o", "json", ...args]);
}

/** Runs the shards one after the other, and gives their files and outcomes. */
async function shards(by: Running, count: number, name: string, ...args: readonly string[]) {
  const files: string[] = [];
  const outcomes: Outcome[] = [];
  for (let index = 1; index <= count; index++) {
    const file = at(`${name}-${index}-${count}.jsonl.gz`);
    outcomes.push(await scan(by, "--shard", `${index}/${count}`, "--save-snapshot", file, ...args));
    files.push(file);
  }
  return { files, outcomes };
}

/** Subscriptions with everything that is above, in and beside them, and logs of their own. */
function estate(subscriptions = 9): Partial<SimulatedTenant> {
  const logs = logsTenant("both");
  const storage = storageEstate({ ...LARGE_STORAGE, subscriptions, accounts: 8, hierarchicalEvery: 3 });
  return {
    ...storage,
    directoryAudits: logs.directoryAudits ?? [],
    signIns: logs.signIns ?? [],
    workspaces: logs.workspaces ?? [],
    // One that holds nothing, and comes last in no shard.
    subscriptions: [...storage.subscriptions, subscription({ displayName: "Empty" })],
  };
}

describe("merged shards are the whole", () => {
  let by: Running;
  let whole: Outcome;
  beforeAll(async () => {
    by = await start(estate());
    // A subscription that answers nothing about its accounts, whoever asks.
    const { subscriptionId = "" } = by.tenant.subscriptions[4] ?? {};
    by.azure.fault({ route: "storageAccounts", match: subscriptionId, answer: { kind: "denied" } });
    whole = await scan(by, "--log-workspace", WORKSPACE.workspaceId, "--save-snapshot", at("whole.jsonl"));
  });

  test.each([1, 2, 7])("byte for byte, %i of them in whatever order", async (count) => {
    const { files, outcomes } = await shards(by, count, "equal", "--log-workspace", WORKSPACE.workspaceId);
    const orders = [files, files.toReversed(), [...files.slice(2), ...files.slice(0, 2)]];
    for (const order of orders) {
      const merged = await foothold(by, "scan", "--snapshot", ...order, "-o", "json");
      expect(merged.stdout === whole.stdout, `${count} shards`).toBe(true);
      expect(merged.exitCode).toBe(whole.exitCode);
    }
    // What several of them had to ask is more than the whole asked, and is counted once.
    const requests = outcomes.reduce((sum, outcome) => sum + reportOf(outcome).summary.requests, 0);
    const expected = reportOf(whole).summary.requests;
    if (count === 1) expect(requests).toBe(expected);
    else expect(requests).toBeGreaterThan(expected);
  });

  test("a merged snapshot is the snapshot of the whole", async () => {
    const { files } = await shards(by, 2, "kept", "--log-workspace", WORKSPACE.workspaceId);
    await foothold(by, "scan", "--snapshot", ...files, "--save-snapshot", at("merged.jsonl"), "-o", "json");
    const [merged, kept] = await Promise.all(
      ["merged.jsonl", "whole.jsonl"].map((file) => readFile(at(file), "utf8")),
    );
    expect(merged === kept).toBe(true);
  });

  test("no two shards ask for the local users of one subscription", async () => {
    const asked = new Map<string, Set<number>>();
    for (const index of [1, 2, 3]) {
      const before = by.azure.log.length;
      await scan(by, "--only", "storage", "--shard", `${index}/3`);
      for (const { route, url } of by.azure.log.slice(before)) {
        if (route !== "localUsers") continue;
        const [, guid = ""] = /\/subscriptions\/([^/]+)/i.exec(url) ?? [];
        asked.set(guid, (asked.get(guid) ?? new Set()).add(index));
      }
    }
    expect(asked.size).toBe(8);
    expect([...asked.values()].filter(({ size }) => size !== 1)).toEqual([]);
    expect(new Set([...asked.values()].flatMap((one) => [...one]))).toEqual(new Set([1, 2, 3]));
  });

  test("a shard by itself says what it left to others, and holds it against nobody", async () => {
    const { outcomes } = await shards(by, 2, "alone", "--only", "storage,apps", "--fail-on", "none");
    const [first, second] = outcomes.map(reportOf);
    expect(second?.scan.scope).toEqual({
      subscriptions: [],
      only: ["storage", "apps"],
      skip: [],
      shard: { index: 2, count: 2 },
    });
    const reasons = (report: typeof second) =>
      new Set(report?.coverage.flatMap(({ gaps }) => gaps.map(({ reason }) => reason)));
    expect([reasons(first).has("not-requested"), reasons(second).has("not-requested")]).toEqual([true, true]);
    // The denied subscription is of one of the two.
    expect(new Set([first, second].map((report) => report?.scan.complete))).toEqual(new Set([false, true]));
    const applications = second?.coverage.find(({ section }) => section === "applications");
    expect(applications).toMatchObject({
      requests: 0,
      gaps: [{ reason: "not-requested", detail: "this is shard 2/2; shard 1 reads it" }],
    });
  });

  test("with a baseline, a shard resolves nothing of another", async () => {
    const { files } = await shards(by, 2, "based", "--only", "storage");
    const all = await foothold(by, "scan", "--snapshot", ...files, "-o", `json=${at("base.json")}`);
    expect(all.exitCode).toBe(1);
    const { outcomes } = await shards(by, 2, "again", "--only", "storage", "--baseline", at("base.json"));
    for (const outcome of outcomes) {
      const { baseline, findings } = reportOf(outcome);
      expect(baseline).toMatchObject({ resolved: 0, new: 0 });
      // Of another shard's answers a finding may lack what raised it.
      expect((baseline?.unchanged ?? 0) + (baseline?.changed ?? 0)).toBe(findings.length);
      expect(baseline?.carriedOver).toBeGreaterThan(0);
    }
  });
});

describe("what is no scan's whole is refused, with both values", () => {
  let by: Running;
  let other: Running;
  const at1 = (): string => at("refused-1-2.jsonl.gz");
  const at2 = (): string => at("refused-2-2.jsonl.gz");
  beforeAll(async () => {
    by = await start(storageEstate({ ...LARGE_STORAGE, subscriptions: 4, accounts: 2 }));
    await shards(by, 2, "refused", "--only", "sftp-enabled");
    await shards(by, 3, "refused", "--only", "sftp-enabled");
    const only = ["--only", "sftp-enabled"];
    await scan(by, ...only, "--save-snapshot", at("whole-a.jsonl"));
    await scan(by, ...only, "--save-snapshot", at("whole-b.jsonl"));
    await scan(by, ...only, "--skip", "logging", "--shard", "2/2", "--save-snapshot", at("skip.jsonl"));
    await scan(by, ...only, "--since", "3d", "--shard", "2/2", "--save-snapshot", at("since.jsonl"));
    await scan(by, "--only", "storage", "--shard", "2/2", "--save-snapshot", at("only.jsonl"));
    other = await start({ tenantId: simulatedId("elsewhere"), subscriptions: [subscription()] });
    await scan(other, ...only, "--shard", "2/2", "--save-snapshot", at("other.jsonl"));
  });

  const refused: readonly (readonly [name: string, files: () => readonly string[], line: () => string])[] = [
    [
      "a missing shard",
      () => [at2()],
      () =>
        "of 2 shards, 1/2 is missing and 2/2 is there (--allow-partial takes what is missing for not read)",
    ],
    ["a shard twice", () => [at1(), at2(), at1()], () => `${at1()} and ${at1()} both hold shard 1/2`],
    [
      "a whole scan twice",
      () => [at("whole-b.jsonl"), at("whole-a.jsonl")],
      () =>
        `${at("whole-a.jsonl")} and ${at("whole-b.jsonl")} both hold a whole scan, and nothing is left to add`,
    ],
    [
      "other numbers of shards",
      () => [at1(), at("refused-2-3.jsonl.gz")],
      () => `not of one scan: the number of shards is 2 in ${at1()} and 3 in ${at("refused-2-3.jsonl.gz")}`,
    ],
    [
      "a whole and a shard",
      () => [at1(), at("whole-a.jsonl")],
      () => `not of one scan: the number of shards is 2 in ${at1()} and 1 in ${at("whole-a.jsonl")}`,
    ],
    [
      "another selection",
      () => [at1(), at("skip.jsonl")],
      () => `not of one scan: --skip is none in ${at1()} and logging in ${at("skip.jsonl")}`,
    ],
    [
      "another time of logs",
      () => [at1(), at("since.jsonl")],
      () => `not of one scan: --since is not given in ${at1()} and 72h in ${at("since.jsonl")}`,
    ],
    [
      "other checks",
      () => [at("only.jsonl"), at1()],
      () => `not of one scan: --only is storage in ${at("only.jsonl")} and sftp-enabled in ${at1()}`,
    ],
  ];

  test.each(refused)("%s", async (_, files, line) => {
    const { exitCode, stdout, stderr } = await foothold(by, "scan", "--snapshot", ...files());
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `foothold: --snapshot: ${line()}\n`,
    });
  });

  test("another tenant", async () => {
    const { exitCode, stderr } = await foothold(by, "scan", "--snapshot", at1(), at("other.jsonl"));
    expect(exitCode).toBe(2);
    const [here, there] = [by, other].map(({ tenant }) => tenant.tenantId);
    expect(stderr).toBe(
      `foothold: --snapshot: not of one scan: the tenant is ${there} in ${at("other.jsonl")} and ${here} in ${at1()}\n`,
    );
  });

  test.each(["0/2", "3/2", "1/0", "1", "1/1001", "one/two", "1/2/3"])("--shard %s is none", async (value) => {
    const { exitCode, stderr } = await scan(by, "--shard", value);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`'--shard <i/n>' argument '${value}' is invalid. Expected I/N such as 2/7`);
  });

  test("--allow-partial takes a missing shard for what was not read, subscription by subscription", async () => {
    const args = ["--allow-partial", "--fail-on", "none", "-o", "json"];
    const outcome = await foothold(by, "scan", "--snapshot", at1(), ...args);
    const report = reportOf(outcome);
    expect(outcome.exitCode).toBe(0);
    expect(report.scan.complete).toBe(false);
    const gaps = report.coverage.find(({ section }) => section === "storageAccounts")?.gaps ?? [];
    expect(gaps.length).toBeGreaterThan(0);
    for (const gap of gaps) expect(gap).toMatchObject({ reason: "failed", detail: "shard 2/2 is missing" });
    const whole = reportOf(await foothold(by, "scan", "--snapshot", at("whole-a.jsonl"), "-o", "json"));
    const unread = new Set(gaps.map(({ scope }) => scope));
    expect(report.findings.map(({ fingerprint }) => fingerprint)).toEqual(
      whole.findings
        .filter(({ subject }) => !unread.has(subject.scope))
        .map(({ fingerprint }) => fingerprint),
    );
  });
});

test("a subscription that one shard alone saw is no silence", async () => {
  const { subscriptions } = storageEstate({ ...LARGE_STORAGE, subscriptions: 6, accounts: 2 });
  const parts: Partial<SimulatedTenant> = { subscriptions };
  const by = await start(parts);
  const { files } = await shards(by, 3, "moving", "--only", "storage");
  // What the first of them listed is one subscription less.
  const [hidden] = subscriptions;
  const value = by.tenant.subscriptions.slice(1).map((one) => subscriptionBody(by.tenant, one));
  by.azure.fault({ route: "subscriptions", answer: { kind: "other-answer", status: 200, body: { value } } });
  await scan(by, "--only", "storage", "--shard", "1/3", "--save-snapshot", files[0] ?? "");
  const outcome = await foothold(by, "scan", "--snapshot", ...files, "-o", "json");
  const report = reportOf(outcome);
  const scope = `/subscriptions/${hidden?.subscriptionId}`;
  const gaps = report.coverage.flatMap((row) => row.gaps.filter((gap) => gap.scope === scope));
  expect(report.scan.subscriptions).toHaveLength(6);
  expect(gaps.map(({ detail }) => detail)).toContain("shard 1/3 did not see the subscription");
  expect(report.scan.complete).toBe(false);
  expect(outcome.exitCode).toBe(1);
});
