import { afterEach, describe, expect, test } from "vitest";
import type { Finding, ScanReport } from "../../src/reporter.ts";
import { everyPermission } from "../azure/graph-permissions.ts";
import type { SimulatedClient, SimulatedTenant } from "../azure/describe.ts";
import { clockAtNow } from "./logs-seeds.ts";
import { AT_NOW, logsTenant, SEEDS, WORKSPACE } from "./logs-tenant.ts";
import { type Outcome, reportOf, runFoothold, type Running, startTenant } from "./run-scan.ts";

const OUTSIDE = "198.51.100.77";
const WITH_WORKSPACE = ["--log-workspace", WORKSPACE.workspaceId];

let running: Running | undefined;

afterEach(async () => {
  await running?.azure.close();
});

/** The tenant's logs as they are told, read with these flags by somebody who may read so much. */
async function scan(
  told: "both" | "own" | "workspace",
  flags: readonly string[] = [],
  may: Partial<SimulatedClient> = {},
  over: Partial<SimulatedTenant> = {},
): Promise<ScanReport> {
  running = await startTenant(logsTenant(told, over), AT_NOW, may);
  return reportOf(await run(flags));
}

async function run(flags: readonly string[]): Promise<Outcome> {
  if (running === undefined) throw new Error("no tenant");
  const args = ["scan", "--cloud", running.azure.url, "-o", "json", ...flags];
  return await runFoothold(args, running, { clock: clockAtNow(), attemptTimeoutMs: 30_000 });
}

const isEvent = ({ check }: { readonly check: string }) => check.startsWith("event-");
const ofCheck = ({ findings }: ScanReport, check: string) => findings.filter((one) => one.check === check);
const chains = (report: ScanReport) => ofCheck(report, "event-app-registered-and-granted");
/** AuditLog.Read.All is what directory audits, sign-ins and the sign-in reports take. */
const NO_AUDITS = { permissions: everyPermission.filter((name) => name !== "AuditLog.Read.All") };

describe("the hunt for a single-tenant application", () => {
  test("is one finding with its chain, told by Graph alone and by a workspace alone, under one fingerprint", async () => {
    const own = chains(await scan("own"));
    await running?.azure.close();
    const workspace = chains(await scan("workspace", WITH_WORKSPACE, NO_AUDITS));
    expect(own.map(({ fingerprint }) => fingerprint)).toEqual(
      workspace.map(({ fingerprint }) => fingerprint),
    );
    expect(own).toHaveLength(1);
    for (const [finding, source] of [
      [own[0], "directory-audits"],
      [workspace[0], "log-analytics"],
    ] as const) {
      expect(finding).toMatchObject({
        score: 85,
        severity: "high",
        verdict: "act",
        subject: { name: "Invoice Sync" },
        occurred: { first: "2026-11-17T01:00:00.000Z", last: "2026-11-17T01:12:00.000Z" },
        states: [{ presence: "present" }, { presence: "present" }],
        query: { id: "q10" },
      });
      expect(finding?.evidence.map(({ operation, ip, source: from }) => [operation, ip, from])).toEqual([
        ["Add application", OUTSIDE, source],
        ["Add app role assignment to service principal", OUTSIDE, source],
      ]);
    }
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ["the tenant's trusted named locations alone", [], ["Invoice Sync"]],
    ["a trusted range that is the intruder's", ["--trusted-ip", "198.51.100.0/24"], []],
    ["one beside it", ["--trusted-ip", "198.51.101.0/24,2001:db8::/32"], ["Invoice Sync"]],
    ["any address", ["--any-ip"], ["Invoice Sync", "Office Mailer"]],
    [
      "any address, whatever is trusted",
      ["--any-ip", "--trusted-ip", "0.0.0.0/0"],
      ["Invoice Sync", "Office Mailer"],
    ],
  ])("with %s", async (_, flags, names) => {
    const found = chains(await scan("own", ["--only", "events", ...flags]));
    expect(found.map(({ subject }) => subject.name).sort()).toEqual(names);
  });

  test("a range that is trusted in foothold.yml is one", async () => {
    const report = await scan("own", ["--only", "events", "--trusted-ip", `${OUTSIDE}/32`]);
    const ended = report.checks.find(({ id }) => id === "event-app-registered-and-granted");
    expect(ended).toMatchObject({ pass: 2, fail: 0, notApplicable: 0, notAssessed: 0 });
  });
});

describe("everything that is seeded", () => {
  test("is found once, with what it was done to, from where and when", async () => {
    const report = await scan("both", WITH_WORKSPACE);
    const events = report.findings.filter(isEvent);
    const found = SEEDS.map(({ what, targetId, at, ip }) => {
      const same = events.filter(
        ({ subject, evidence }) =>
          subject.id.toLowerCase().startsWith(`${targetId.toLowerCase()}/`) &&
          evidence.some((row) => row.time === at && row.ip === ip),
      );
      return [what, same.length];
    });
    expect(found).toEqual(SEEDS.map(({ what }) => [what, 1]));
    // And nothing else: single rows of noise are no findings.
    expect(events).toHaveLength(SEEDS.length);
    expect(report.scan.complete).toBe(true);
    expect(report.scan.logs.since).toMatch(/^2026-08-22T12:00:0/);
    expect(report.scan.logs.workspaces).toEqual([WORKSPACE.workspaceId]);
  });

  test("is evidence on what it left, and counts for its score", async () => {
    const report = await scan("both", WITH_WORKSPACE);
    const written = report.findings.filter(
      ({ subject, check }) => subject.name === "dropbox" && check === "local-user-password",
    );
    expect(written).toMatchObject([
      {
        evidence: [
          {
            source: "activity-log",
            actor: "mallory.vance@contoso.example",
            ip: OUTSIDE,
            queryId: "q02",
          },
        ],
        ledger: expect.arrayContaining([expect.objectContaining({ factor: "evidence-event", points: 8 })]),
      },
    ]);
    const forced = ofCheck(report, "sftp-open-network").find(({ subject }) => subject.name === "sftpbroken");
    expect(forced?.ledger).toContainEqual(expect.objectContaining({ factor: "evidence-chain", points: 15 }));
    expect(forced?.verdict).toBe("act");
  });

  test("carries a query with the ids of its subject", async () => {
    const report = await scan("own", ["--only", "event-sftp-account-change"]);
    const [finding] = report.findings;
    expect(finding?.query?.text).toContain(`let storageAccounts = `);
    expect(finding?.query?.text).toContain(`"${finding?.subject.id.split("/")[8]}"`);
  });
});

describe("without a permission for logs", () => {
  const withoutLogs = {
    ...NO_AUDITS,
    denied: [{ scope: "/", action: "Microsoft.Insights/eventtypes/values/read" }],
  };
  const key = ({ fingerprint, check }: Finding) => `${check} ${fingerprint}`;

  test("the findings about the state are the same, their evidence is unknown, and the report says what a log would add", async () => {
    const read = await scan("own");
    await running?.azure.close();
    const unread = await scan("own", [], withoutLogs);
    expect(unread.findings.filter(isEvent)).toEqual([]);
    // Whether an application is used stands in a sign-in report, which takes the same permission.
    const ofUse = new Set(["privileged-app-dormant", "privileged-app-uses-secret"]);
    const states = (report: ScanReport) =>
      report.findings
        .filter((one) => !isEvent(one) && !ofUse.has(one.check))
        .map(key)
        .sort();
    expect(states(unread)).toEqual(states(read));
    const users = unread.findings.filter(({ subject }) => subject.type === "localUsers");
    expect(users.length).toBeGreaterThan(0);
    for (const { ledger, evidence } of users) {
      expect(ledger).toContainEqual({
        factor: "unknown-evidence",
        points: 0,
        because: "Not all of the logs were read.",
      });
      expect(evidence).toEqual([]);
    }
    for (const { id } of unread.checks.filter(({ id }) => id.startsWith("event-")))
      expect(unread.notAssessed.map(({ check }) => check)).toContain(id);
    const gaps = unread.coverage.flatMap((section) => section.gaps);
    const needs = new Set(gaps.flatMap((gap) => gap.needs ?? []));
    expect(needs).toContain("AuditLog.Read.All");
    expect(needs).toContain("Microsoft.Insights/eventtypes/values/read");
    const open = unread.notAssessed.flatMap((entry) => entry.gaps.map(({ detail }) => detail));
    expect(open.join("\n")).toContain("--log-workspace was not given");
    expect(unread.scan.complete).toBe(false);
  });
});

describe("a workspace", () => {
  test.each<[string, Partial<SimulatedTenant>]>([
    ["without a table", { workspaces: [{ ...WORKSPACE, tables: {} }] }],
    ["that is not there", { workspaces: [] }],
  ])("%s is a gap, and what others tell is found", async (_, over) => {
    const report = await scan("own", WITH_WORKSPACE, {}, over);
    expect(chains(report)).toHaveLength(1);
    expect(ofCheck(report, "event-sftp-account-change")).toHaveLength(3);
    const open = report.notAssessed.filter(({ check }) => check === "event-sftp-login-anomaly");
    expect(open.flatMap(({ gaps }) => gaps)).not.toEqual([]);
  });
});
