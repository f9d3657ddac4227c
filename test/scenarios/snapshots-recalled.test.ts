import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { LARGE_STORAGE } from "../bench/storage-size.ts";
import { storageEstate } from "../bench/storage-estate.ts";
import { frozenClock as clock, startFrozen } from "./frozen-clock.ts";
import { type Outcome, reportOf, type Running, runFoothold } from "./run-scan.ts";

let folder: string;
let by: Running;
const at = (name: string): string => path.join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "foothold-recalled-"));
  by = await startFrozen(storageEstate({ ...LARGE_STORAGE, subscriptions: 2, accounts: 4 }));
});
afterEach(() => by.azure.clearFaults());
afterAll(async () => {
  await by.azure.close();
  await rm(folder, { recursive: true, force: true });
});

async function foothold(...args: readonly string[]): Promise<Outcome> {
  const argv = ["scan", "-o", "json", "--fail-on", "none", ...args];
  return await runFoothold(argv, by, { clock, attemptTimeoutMs: 30_000 });
}

async function scan(...args: readonly string[]): Promise<Outcome> {
  return await foothold("--cloud", by.azure.url, ...args);
}

test.each([
  "roleAssignments",
  "roleDefinitions",
  "managementGroups",
  "policyDefinitions",
  "storageAccounts",
] as const)(
  "gaps of %s that several sections and items have in common are as much one as they were live",
  async (route) => {
    by.azure.fault({ route, answer: { kind: "next-link-foreign" } });
    const live = await scan("--save-snapshot", at(route));
    const again = await foothold("--snapshot", at(route));
    expect(reportOf(live).scan.complete).toBe(false);
    expect(again.stdout === live.stdout).toBe(true);
  },
);

test("of a whole scan that is judged in part, what that part does not read is held against nobody", async () => {
  by.azure.fault({ route: "applications", answer: { kind: "denied" } });
  const live = await scan("--only", "sftp-enabled");
  expect([live.exitCode, reportOf(live).scan.complete]).toEqual([0, true]);
  const whole = await scan("--save-snapshot", at("whole"));
  expect(whole.exitCode).toBe(3);
  const part = await foothold(
    "--snapshot",
    at("whole"),
    "--only",
    "sftp-enabled",
    "--save-snapshot",
    at("part"),
  );
  expect(part.exitCode).toBe(0);
  expect(part.stdout === live.stdout).toBe(true);
  // And what is kept of it is a snapshot of the part.
  const again = await foothold("--snapshot", at("part"));
  expect(again.stdout === live.stdout).toBe(true);
});

test("what a section has come to be built on, and an older snapshot did not ask for, is a gap", async () => {
  await scan("--only", "sftp-enabled", "--save-snapshot", at("new"));
  const [first = "", ...rest] = (await readFile(at("new"), "utf8")).trimEnd().split("\n").slice(0, -1);
  const header = JSON.parse(first) as { facts: { selection: { sections: string[] } } };
  const { selection } = header.facts;
  selection.sections = selection.sections.filter((name) => name !== "subscriptions");
  const kept = rest.filter((line) => !line.startsWith('{"section":"subscriptions"'));
  const text = [JSON.stringify(header), ...kept, ""].join("\n");
  const sha256 = createHash("sha256").update(text).digest("hex");
  await writeFile(at("old"), `${text}${JSON.stringify({ readings: kept.length, sha256 })}\n`);
  const { exitCode, report } = await foothold("--snapshot", at("old"));
  expect(exitCode).toBe(4);
  const row = report?.coverage.find(({ section }) => section === "subscriptions");
  expect(row?.gaps).toMatchObject([{ reason: "failed", detail: "the snapshot does not hold it" }]);
});
