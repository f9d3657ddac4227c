import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ownerOf } from "../../src/collect/shards.ts";
import { subscriptionBody } from "../azure/bodies.ts";
import { policyAssignment, storageSwitchPolicy } from "../azure/describe-policies.ts";
import { simulatedId, type SimulatedSubscription, subscription } from "../azure/describe.ts";
import { frozenClock as clock, startFrozen } from "./frozen-clock.ts";
import { reportOf, type Running, runFoothold } from "./run-scan.ts";

let folder: string;
let by: Running;

/** One of each shard, of two; policies of its own deny what opens it. */
const early = ownedBy(1);
const late = ownedBy(2);

function ownedBy(index: number): SimulatedSubscription {
  const owner = ownerOf(2, []);
  const guids = Array.from({ length: 64 }, (_, at) => simulatedId(`moving ${at}`));
  return guarded(guids.find((guid) => owner("storageAccounts", { id: "", guid }) === index) ?? "");
}

function guarded(subscriptionId: string): SimulatedSubscription {
  const scope = `/subscriptions/${subscriptionId}`;
  const policies = (["isSftpEnabled", "isLocalUserEnabled"] as const).map((name) =>
    storageSwitchPolicy(name, scope),
  );
  return subscription({
    subscriptionId,
    policyDefinitions: policies,
    policyAssignments: policies.map(({ name, id }) => policyAssignment(String(name), String(id), scope)),
  });
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "foothold-moving-"));
  by = await startFrozen({ subscriptions: [early, late] });
});
afterAll(async () => {
  await by.azure.close();
  await rm(folder, { recursive: true, force: true });
});

/** The shards one after the other; the first one is told of those subscriptions alone. */
async function merged(seenByFirst: readonly SimulatedSubscription[]) {
  const files: string[] = [];
  for (const index of [1, 2]) {
    const value = seenByFirst.map((one) => subscriptionBody(by.tenant, one));
    if (index === 1)
      by.azure.fault({
        route: "subscriptions",
        answer: { kind: "other-answer", status: 200, body: { value } },
      });
    else by.azure.clearFaults();
    const file = path.join(folder, `${index}.jsonl`);
    const shard = ["--shard", `${index}/2`, "--save-snapshot", file];
    const only = ["--only", "sftp-no-deny-policy", "--fail-on", "none"];
    await runFoothold(["scan", "--cloud", by.azure.url, "-o", "json", ...only, ...shard], by, { clock });
    files.push(file);
  }
  return await runFoothold(["scan", "--snapshot", ...files, "-o", "json", "--fail-on", "none"], by, {
    clock,
  });
}

test("a subscription that only a later shard saw has policies that the first one could not read", async () => {
  const seen = reportOf(await merged([early, late]));
  expect(seen.summary).toMatchObject({ pass: 1, fail: 0, notAssessed: 0 });
  expect(seen.scan.complete).toBe(true);

  const outcome = await merged([early]);
  const report = reportOf(outcome);
  expect(report.summary).toMatchObject({ pass: 0, fail: 0, notAssessed: 1 });
  expect(outcome.exitCode).toBe(3);
  const scope = `/subscriptions/${late.subscriptionId}`;
  const gap = { reason: "failed", scope, detail: "shard 1/2 did not see the subscription" };
  expect(report.notAssessed[0]?.gaps).toEqual([{ ...gap, request: "section policyDefinitions" }]);
});
