import { describe, expect, test } from "vitest";
import { connect } from "../../src/collect/azure/connect.ts";
import { collect } from "../../src/collect/collect.ts";
import { allCollectors } from "../../src/collect/collectors.ts";
import { SILENT } from "../../src/collect/meter.ts";
import { notGiven } from "../../src/collect/not-given.ts";
import { derive } from "../../src/derive/derive.ts";
import type { Incident } from "../../src/inventory/sections.ts";
import { clockAtNow, NOW, type Seed } from "./logs-seeds.ts";
import { AT_NOW, logsTenant, SEEDS, WORKSPACE } from "./logs-tenant.ts";
import { startTenant } from "./run-scan.ts";

const INCIDENTS = [
  "sftpAccountChanges",
  "sftpLoginAnomalies",
  "sftpTransferAnomalies",
  "registrationChains",
  "credentialAdditions",
  "consentEvents",
  "guardRailChanges",
  "signInAnomalies",
  "keyPushes",
] as const;

/** What follows from the logs of the tenant, where they are told so. */
async function incidentsOf(told: "both" | "own" | "workspace"): Promise<readonly Incident[]> {
  const { azure, tenant, client } = await startTenant(logsTenant(told), AT_NOW);
  const connection = await connect({
    cloud: azure.url,
    tenant: tenant.tenantId,
    auth: "env",
    env: {
      AZURE_TENANT_ID: tenant.tenantId,
      AZURE_CLIENT_ID: client.clientId,
      AZURE_CLIENT_SECRET: client.clientSecret,
    },
    concurrency: 16,
    longestWait: 3_600_000,
    attemptTimeoutMs: 5000,
    clock: clockAtNow(),
    signal: new AbortController().signal,
    progress: SILENT,
    userAgent: "test",
    logs: true,
    tell: () => {},
  });
  const since = new Date(NOW - 90 * 86_400_000).toISOString();
  const until = new Date(NOW).toISOString();
  const logs = { since, until, workspaces: [WORKSPACE.workspaceId] };
  const { inventory } = await collect({
    tenantId: tenant.tenantId,
    collectors: allCollectors({ subscriptions: [], readSshKeys: false, logs }),
    reader: connection.reader,
    collectedAt: until,
    given: notGiven(tenant.tenantId, { readSshKeys: false, logWorkspaces: true }),
    progress: SILENT,
  });
  await azure.close();
  const { sections } = derive(inventory);
  return INCIDENTS.flatMap((name): readonly Incident[] => sections[name].items);
}

/** The incident as its seed has it. What no inventory holds is spelled as the log spells it: a workspace, in small letters. */
function asSeed({ targetId, targetName, rows, states }: Incident, { what, at, ip, actor }: Seed): Seed {
  const row = rows.find(({ time }) => time === at);
  return {
    what,
    targetId: targetId.toLowerCase(),
    targetName,
    at: row?.time ?? "never",
    ip: row === undefined ? ip : row.ip,
    actor: row === undefined ? actor : row.actor,
    states: states.map(({ id }) => id).sort(),
  };
}

describe("the logs' tenant", () => {
  test.each(["both", "own", "workspace"] as const)("every seed is one incident, told by %s", async (told) => {
    const incidents = await incidentsOf(told);
    const found = SEEDS.map((seed) =>
      incidents
        .filter(
          ({ targetId, rows }) =>
            targetId.toLowerCase() === seed.targetId.toLowerCase() &&
            rows.some(({ time }) => time === seed.at),
        )
        .map((incident) => asSeed(incident, seed)),
    );
    expect(found).toEqual(
      SEEDS.map((seed) => [
        { ...seed, targetId: seed.targetId.toLowerCase(), states: [...seed.states].sort() },
      ]),
    );
    // The check knows the head office's addresses; what follows from the log does not.
    const others = incidents.length - SEEDS.length;
    expect([others, incidents.filter(({ targetName }) => targetName === "Office Mailer").length]).toEqual([
      1, 1,
    ]);
  });

  test("an incident is the same whoever tells it", async () => {
    const own = (await incidentsOf("own")).map(({ id }) => id.toLowerCase()).sort();
    expect((await incidentsOf("workspace")).map(({ id }) => id.toLowerCase()).sort()).toEqual(own);
    expect((await incidentsOf("both")).map(({ id }) => id.toLowerCase()).sort()).toEqual(own);
  });
});
