import { execFileSync } from "node:child_process";
import { access, appendFile, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type JournalFile, openJournal } from "../../src/cli/journal-file.ts";
import type { Reading, SnapshotFacts } from "../../src/collect/snapshot.ts";
import { FootholdError } from "../../src/errors.ts";

let folder: string;
const at = (name: string): string => path.join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "foothold-journal-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const FACTS: Omit<SnapshotFacts, "finishedAt"> = {
  version: "1.2.3",
  startedAt: "2026-11-20T12:00:00.000Z",
  cloud: { name: "public", portal: "https://portal.azure.com" },
  principal: { tenantId: "t", objectId: "o", applicationId: "a" },
  selection: {
    scope: { subscriptions: [], only: [], skip: [] },
    sections: ["tenants"],
    readSshKeys: false,
    logWorkspaces: [],
    logPeriod: null,
  },
};

function reading(subscription: string): Reading {
  const cost = { requests: 1, pages: 1, retries: 0 };
  const scope = `/subscriptions/${subscription}`;
  return { section: "storageAccounts", scope, items: [], gaps: [], inherited: [], cost };
}

async function open(file: string): Promise<JournalFile> {
  const journal = await openJournal(file, () => false);
  journal.begin(FACTS);
  return journal;
}

/** A journal that holds some readings, as a scan that was killed leaves it. */
async function kept(file: string, ...subscriptions: readonly string[]): Promise<void> {
  const journal = await open(file);
  for (const one of subscriptions) journal.finished(reading(one));
  expect(await journal.close()).toBeUndefined();
}

async function refusal(file: string): Promise<string> {
  try {
    await openJournal(file, () => false);
  } catch (error) {
    if (error instanceof FootholdError) return `${error.exitCode} ${error.message}`;
    throw error;
  }
  return "nothing is refused";
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

describe("what a journal cannot be is refused, and left as it is", () => {
  test.each([
    ["a folder", "mkdir"],
    // Nobody writes to it, so that reading it would wait for ever.
    ["a pipe", "mkfifo"],
  ])("%s", async (name, make) => {
    const file = at(name);
    execFileSync(make, [file]);
    expect(await refusal(file)).toBe(`2 --resume ${file}: not a file`);
    expect(await exists(file)).toBe(true);
  });

  test("a device, which is read without end and must not be removed", async () => {
    expect(await refusal("/dev/zero")).toBe("2 --resume /dev/zero: not a file");
  });

  test("a packed one: what is appended would be no part of it", async () => {
    await kept(at("plain"), "a");
    const packed = gzipSync(await readFile(at("plain")));
    await writeFile(at("packed"), packed);
    expect(await refusal(at("packed"))).toBe(`2 --resume ${at("packed")}: no journal of foothold`);
    expect((await readFile(at("packed"))).equals(packed)).toBe(true);
  });
});

test("a link to it stays, and what it leads to is gone", async () => {
  await mkdir(at("elsewhere"));
  await symlink(at("elsewhere/target"), at("link"));
  await kept(at("link"), "a");
  expect((await stat(at("elsewhere/target"))).mode & 0o777).toBe(0o600);
  const journal = await open(at("link"));
  expect(journal.held).toBe(1);
  expect(await journal.remove()).toBeUndefined();
  expect(await exists(at("elsewhere/target"))).toBe(false);
});

describe("two scans with one journal", () => {
  test("the second goes on, and the first leaves the file to it", async () => {
    const file = at("two");
    const first = await open(file);
    first.finished(reading("a"));
    await first.close();
    const late = await openJournal(file, () => false);
    const second = await openJournal(file, () => false);
    second.begin(FACTS);
    second.finished(reading("b"));
    expect(await second.close()).toBeUndefined();
    late.begin(FACTS);
    late.finished(reading("c"));
    expect(await late.close()).toBe(
      `--resume ${file}: was changed or removed by someone else, and keeps nothing of this scan from then on`,
    );
    expect([late.isOurs(), second.isOurs()]).toEqual([false, true]);
    await late.remove();
    const third = await open(file);
    expect(third.held).toBe(2);
    expect(third.recorded("storageAccounts", "/subscriptions/c")).toBeUndefined();
    await third.close();
  });

  test("what another one appends meanwhile is not cut", async () => {
    const file = at("appended");
    await kept(file, "a");
    await appendFile(file, '{"torn');
    const mine = await open(file);
    await appendFile(file, " by another");
    const before = await readFile(file, "utf8");
    mine.finished(reading("b"));
    expect(await mine.close()).toContain("was changed or removed by someone else");
    expect(await readFile(file, "utf8")).toBe(before);
  });

  test("one that was removed meanwhile is not gone on from", async () => {
    const file = at("removed");
    const journal = await open(file);
    journal.finished(reading("a"));
    while (!(await readFile(file, "utf8").catch(() => "")).includes("storageAccounts"));
    await rm(file);
    expect(await journal.close()).toContain("was changed or removed by someone else");
    expect(journal.isOurs()).toBe(false);
  });
});
