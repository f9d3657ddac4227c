import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { subscriptionBody } from "../azure/bodies.ts";
import { managementGroup, managementGroupId } from "../azure/describe-management-groups.ts";
import { simulatedId, subscription } from "../azure/describe.ts";
import type { Fault } from "../azure/simulated-azure.ts";
import { frozenClock as clock, startFrozen } from "../scenarios/frozen-clock.ts";
import { type Outcome, reportOf, type Running, runFoothold } from "../scenarios/run-scan.ts";

const guids = ["one", "two", "three", "elsewhere"].map((name) => simulatedId(`scope ${name}`));
const [one = "", two = "", three = "", elsewhere = ""] = guids;
const TOP = "landing-zones";
const DESCENDANTS = `GET ${managementGroupId(TOP)}/descendants`;

let folder: string;
let by: Running;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "foothold-groups-"));
  by = await startFrozen({
    subscriptions: guids.map((subscriptionId) => subscription({ subscriptionId })),
    managementGroups: [
      managementGroup({ name: TOP, subscriptions: [one] }),
      managementGroup({ name: "shop", parent: TOP, subscriptions: [two, three] }),
      managementGroup({ name: "empty" }),
    ],
  });
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
  return await foothold("--cloud", by.azure.url, "--only", "sftp-enabled,sftp-no-deny-policy", ...args);
}

function read(outcome: Outcome) {
  const { scan: told, coverage } = reportOf(outcome);
  return {
    exitCode: outcome.exitCode,
    ids: [...(told.subscriptions ?? [])].sort(),
    gaps: coverage.find(({ section }) => section === "subscriptions")?.gaps,
  };
}

const sorted = (...ids: readonly string[]): readonly string[] => [...ids].sort();

describe("the subscriptions below a management group are read, and no other", () => {
  test.each([
    ["directly and further down", [TOP], [one, two, three]],
    ["whatever its case", [TOP.toUpperCase()], [one, two, three]],
    ["of a group further down", ["shop"], [two, three]],
    ["of several, each once", ["shop", TOP, "SHOP"], [one, two, three]],
    ["of a group that holds none", ["empty"], []],
  ] as const)("%s", async (_, groups, ids) => {
    const before = by.azure.log.length;
    const outcome = await scan("--management-group", groups.join(","));
    expect(read(outcome)).toEqual({ exitCode: 0, ids: sorted(...ids), gaps: [] });
    const asked = by.azure.log.slice(before).filter(({ route }) => route === "storageAccounts");
    expect(sorted(...asked.map(({ path: url }) => url.split("/")[2] ?? ""))).toEqual(sorted(...ids));
  });

  test("the root group is named after the tenant", async () => {
    const outcome = await scan("--management-group", by.tenant.tenantId);
    expect(read(outcome)).toEqual({ exitCode: 0, ids: sorted(...guids), gaps: [] });
  });

  test("beside one that is named by itself, which is asked once", async () => {
    const before = by.azure.log.length;
    const outcome = await scan("--management-group", "shop", "--subscription", `${elsewhere},${two}`);
    expect(read(outcome)).toEqual({ exitCode: 0, ids: sorted(two, three, elsewhere), gaps: [] });
    const accounts = by.azure.log.slice(before).filter(({ route }) => route === "storageAccounts");
    expect(accounts).toHaveLength(3);
    expect(reportOf(outcome).scan.scope).toMatchObject({
      managementGroups: ["shop"],
      subscriptions: [elsewhere, two],
    });
  });

  test.each(["a/b", "..", ".", "a%2Fb", "x".repeat(91)])("%j is no management group", async (name) => {
    const before = by.azure.log.length;
    const { exitCode, stdout, stderr } = await scan("--management-group", name);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toBe(
      `foothold: --management-group ${name}: not the id of a management group: letters, digits, - _ ( ) and dots, at most 90\n`,
    );
    expect(by.azure.log.length).toBe(before);
  });
});

describe("what is not told of the tree may be any subscription: a gap at the tenant", () => {
  const faults: readonly (readonly [answer: Fault["answer"], reason: string, ids: readonly string[]])[] = [
    [{ kind: "denied" }, "denied", []],
    [{ kind: "not-found" }, "failed", []],
    [{ kind: "empty-object" }, "malformed", []],
    [{ kind: "html" }, "malformed", []],
    [{ kind: "reset" }, "failed", []],
    [{ kind: "next-link-loop" }, "malformed", [one, two, three]],
    [{ kind: "next-link-foreign" }, "malformed", [one, two, three]],
    [{ kind: "null-item" }, "malformed", [one, two, three]],
  ];
  test.each(faults)("%j", async (answer, reason, ids) => {
    by.azure.fault({ route: "managementGroupDescendants", match: `/${TOP}/`, answer });
    const outcome = await scan("--management-group", TOP);
    const { exitCode, ids: found, gaps } = read(outcome);
    expect(found).toEqual(sorted(...ids));
    expect(gaps).toHaveLength(1);
    expect(gaps?.[0]).toMatchObject({
      reason,
      scope: `/tenants/${by.tenant.tenantId}`,
      request: DESCENDANTS,
    });
    expect(exitCode).toBe(ids.length === 0 ? 4 : 3);
  });

  test("of several, the others are read", async () => {
    by.azure.fault({ route: "managementGroupDescendants", match: `/${TOP}/`, answer: { kind: "denied" } });
    const outcome = await scan("--management-group", `${TOP},shop`);
    expect(read(outcome)).toMatchObject({ exitCode: 3, ids: sorted(two, three) });
    expect(read(outcome).gaps).toMatchObject([
      { reason: "denied", needs: "Microsoft.Management/managementGroups/descendants/read", role: "Reader" },
    ]);
  });
});

test("a subscription below that the principal does not see is a gap of its own", async () => {
  const value = by.tenant.subscriptions
    .filter(({ subscriptionId }) => subscriptionId !== three)
    .map((seen) => subscriptionBody(by.tenant, seen));
  by.azure.fault({ route: "subscriptions", answer: { kind: "other-answer", status: 200, body: { value } } });
  const outcome = await scan("--management-group", "shop");
  expect(read(outcome)).toEqual({
    exitCode: 3,
    ids: [two],
    gaps: [
      {
        reason: "denied",
        scope: `/subscriptions/${three}`,
        request: "GET /subscriptions",
        needs: "Microsoft.Resources/subscriptions/read",
        role: "Reader",
        detail: "it lies below a management group that was asked for, and is not visible",
      },
    ],
  });
});

describe("kept and divided", () => {
  const file = (name: string): string => path.join(folder, name);

  test("its snapshot is the live report", async () => {
    const live = await scan("--management-group", "shop", "--save-snapshot", file("whole.jsonl"));
    const again = await foothold("--snapshot", file("whole.jsonl"));
    expect(again.stdout === live.stdout).toBe(true);
  });

  test.each([2, 7])("merged of %i shards", async (count) => {
    const whole = await scan("--management-group", TOP);
    const files: string[] = [];
    for (let index = 1; index <= count; index++) {
      files.push(file(`${index}-${count}.jsonl`));
      const shard = ["--shard", `${index}/${count}`, "--save-snapshot", file(`${index}-${count}.jsonl`)];
      await scan("--management-group", TOP, ...shard);
    }
    const merged = await foothold("--snapshot", ...files.toReversed());
    expect(merged.stdout === whole.stdout).toBe(true);
  });

  test("another group is another scan", async () => {
    await scan("--management-group", TOP, "--shard", "1/2", "--save-snapshot", file("a.jsonl"));
    await scan("--management-group", "shop", "--shard", "2/2", "--save-snapshot", file("b.jsonl"));
    const { exitCode, stderr } = await foothold("--snapshot", file("b.jsonl"), file("a.jsonl"));
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: `foothold: --snapshot: not of one scan: --management-group is ${TOP} in ${file("a.jsonl")} and shop in ${file("b.jsonl")}\n`,
    });
  });
});
