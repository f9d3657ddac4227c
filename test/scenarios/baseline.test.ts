import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ScanReport } from "../../src/reporter.ts";
import {
  account,
  type SimulatedClient,
  type SimulatedTenant,
  localUser,
  subscription,
} from "../azure/describe.ts";
import { type Outcome, reportOf, type Running, runFoothold, runScan, startTenant } from "./run-scan.ts";

const SERVES = { isHnsEnabled: true, isSftpEnabled: true, isLocalUserEnabled: true };
const OPEN = { ...SERVES, networkAcls: { defaultAction: "Allow" } };
const KEY = { hasSshPassword: false, hasSshKey: true, hasSharedKey: false };
const WRITES = { permissionScopes: [{ permissions: "rwl", service: "blob", resourceName: "inbox" }] };
const user = (name: string, properties: object = {}) =>
  localUser({ name, properties: { ...KEY, ...WRITES, sid: `S-1-2-0-1-${name.length}`, ...properties } });

const PROD = subscription({ displayName: "prod" });
const LAB = subscription({ displayName: "lab" });

function tenantOf(...users: readonly ReturnType<typeof user>[]): Partial<SimulatedTenant> {
  return {
    subscriptions: [
      { ...PROD, accounts: [account({ name: "partners", properties: OPEN, localUsers: [...users] })] },
      { ...LAB, accounts: [account({ name: "lab", properties: SERVES, localUsers: [user("tester")] })] },
    ],
  };
}

/** One who stays, one who leaves. */
const BEFORE = tenantOf(user("stays"), user("leaver"));
/** The one who stays has a password as well; one has joined, and the lab is closed to the scan. */
const AFTER = tenantOf(user("stays", { hasSshPassword: true }), user("joiner"));
const CLOSED = {
  denied: [
    { scope: `/subscriptions/${LAB.subscriptionId}`, action: "Microsoft.Storage/storageAccounts/read" },
  ],
};

const CHECKS = "local-user-write-access,local-user-password,local-user-unknown,sftp-enabled";
let folder = "";
let baseline = "";
let before: ScanReport;

/** A scan of a tenant that lives for so long. */
async function scanOf(
  tenant: Partial<SimulatedTenant>,
  args: readonly string[] = [],
  may: Partial<SimulatedClient> = {},
): Promise<Outcome> {
  return await within(tenant, may, (running) => runScan(running, ["--only", CHECKS, ...args]));
}

async function within<T>(
  tenant: Partial<SimulatedTenant>,
  may: Partial<SimulatedClient>,
  run: (running: Running) => Promise<T>,
): Promise<T> {
  const running = await startTenant(tenant, {}, may);
  try {
    return await run(running);
  } finally {
    await running.azure.close();
  }
}

const fileOf = (name: string) => path.join(folder, name);

const found = ({ findings }: ScanReport) =>
  findings.map(({ check, subject, baseline: standing }) => `${standing} ${check} ${subject.name}`).sort();
const gone = ({ resolved }: ScanReport) =>
  resolved
    .map(({ check, subject, reread }) => `${reread ? "resolved" : "carried"} ${check} ${subject.name}`)
    .sort();

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "foothold-baseline-"));
  baseline = fileOf("before.json");
  const outcome = await scanOf(BEFORE);
  before = reportOf(outcome);
  await writeFile(baseline, outcome.stdout);
}, 30_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("the scan before: findings stand to nothing, and nobody is unknown without a baseline", () => {
  expect(found(before)).toEqual([
    "undefined local-user-write-access leaver",
    "undefined local-user-write-access stays",
    "undefined local-user-write-access tester",
    "undefined sftp-enabled lab",
    "undefined sftp-enabled partners",
  ]);
  expect([before.baseline, before.resolved]).toEqual([undefined, []]);
  expect(before.scan.subscriptions).toEqual([PROD, LAB].map((one) => one.subscriptionId).sort());
});

describe("a user added, a user removed, one changed, a subscription denied", () => {
  let outcome: Outcome;
  let report: ScanReport;

  beforeAll(async () => {
    outcome = await scanOf(AFTER, ["--baseline", baseline, "--fail-on", "medium", "--fail-on-new"], CLOSED);
    report = reportOf(outcome);
  }, 30_000);

  test("what is new, changed and unchanged", () => {
    expect(found(report)).toEqual([
      "changed local-user-write-access stays",
      "new local-user-password stays",
      "new local-user-unknown joiner",
      "new local-user-write-access joiner",
      "unchanged sftp-enabled partners",
    ]);
  });

  test("what is gone with the user, and what nobody could look at again", () => {
    expect(gone(report)).toEqual([
      "carried local-user-write-access tester",
      "carried sftp-enabled lab",
      "resolved local-user-write-access leaver",
    ]);
    expect(report.baseline).toEqual({
      collectedAt: before.scan.collectedAt,
      new: 3,
      changed: 1,
      unchanged: 1,
      resolved: 1,
      carriedOver: 2,
      agedOut: 0,
      whole: true,
    });
  });

  test("novelty is a line of the ledger, and once", () => {
    for (const { ledger, score, baseline: standing } of report.findings) {
      const novelty = ledger.filter(({ factor }) => factor.endsWith("-since-baseline"));
      const expected = standing === "unchanged" ? [] : [`${standing}-since-baseline`];
      expect(novelty.map(({ factor }) => factor)).toEqual(expected);
      expect(ledger.reduce((sum, { points }) => sum + points, 0)).toBe(score);
    }
  });

  test("who was there before has been known since then", () => {
    const first = Object.fromEntries(report.known.localUsers.map(({ name, firstSeen }) => [name, firstSeen]));
    expect(first).toEqual({ stays: before.scan.collectedAt, joiner: report.scan.collectedAt });
  });

  test("new findings end the scan with 1, the same scan against itself with 3 for what was not read", async () => {
    expect(outcome.exitCode).toBe(1);
    const again = fileOf("after.json");
    await writeFile(again, outcome.stdout);
    const args = ["--baseline", again, "--fail-on", "medium"];
    const same = await scanOf(AFTER, [...args, "--fail-on-new"], CLOSED);
    // Who was unknown is unknown still: that a report told of it is no acceptance.
    expect(found(reportOf(same)).filter((line) => !line.startsWith("unchanged"))).toEqual([]);
    expect(found(reportOf(same))).toContain("unchanged local-user-unknown joiner");
    expect(gone(reportOf(same))).toEqual([
      "carried local-user-write-access tester",
      "carried sftp-enabled lab",
    ]);
    expect(same.exitCode).toBe(3);
    expect((await scanOf(AFTER, args, CLOSED)).exitCode).toBe(1);
  });

  test("once it is read again, what was carried over is unchanged", async () => {
    const again = fileOf("after.json");
    await writeFile(again, outcome.stdout);
    const { resolved, findings } = reportOf(await scanOf(AFTER, ["--baseline", again]));
    expect(resolved).toEqual([]);
    expect(
      findings.flatMap(({ subject, baseline: standing }) =>
        ["lab", "tester"].includes(subject.name) ? [standing] : [],
      ),
    ).toEqual(["unchanged", "unchanged"]);
  });
});

describe("nothing is resolved that nobody looked at", () => {
  const [prod] = AFTER.subscriptions ?? [];

  test("where a subscription is not listed any more", async () => {
    const report = reportOf(await scanOf({ subscriptions: prod ? [prod] : [] }, ["--baseline", baseline]));
    expect(report.scan.complete).toBe(true);
    expect(gone(report)).toEqual([
      "carried local-user-write-access tester",
      "carried sftp-enabled lab",
      "resolved local-user-write-access leaver",
    ]);
  });

  test("where the scan was narrowed, to a subscription or to a check", async () => {
    const narrow = ["--baseline", baseline, "--subscription", LAB.subscriptionId];
    expect(gone(reportOf(await scanOf(AFTER, narrow)))).toEqual([
      "carried local-user-write-access leaver",
      "carried local-user-write-access stays",
      "carried sftp-enabled partners",
    ]);
    const one = await within(AFTER, {}, (running) =>
      runScan(running, ["--only", "sftp-enabled", "--baseline", baseline]),
    );
    expect(gone(reportOf(one))).toEqual([
      "carried local-user-write-access leaver",
      "carried local-user-write-access stays",
      "carried local-user-write-access tester",
    ]);
  });

  test("a subscription that the baseline did not see has no unknown users", async () => {
    const narrowed = await scanOf(BEFORE, ["--subscription", PROD.subscriptionId]);
    const file = fileOf("narrowed.json");
    await writeFile(file, narrowed.stdout);
    const report = reportOf(await scanOf(AFTER, ["--baseline", file]));
    expect(found(report).filter((line) => line.includes("unknown"))).toEqual([
      "new local-user-unknown joiner",
    ]);
    const open = report.notAssessed.filter(({ subject }) => subject?.name === "tester");
    expect(open.map(({ check, gaps }) => [check, gaps.map(({ detail }) => detail)])).toEqual([
      ["local-user-unknown", ["the baseline did not look at the subscription"]],
    ]);
    expect(report.scan.complete).toBe(true);
  });
});

describe("suppressions", () => {
  const accept = (check: string, subject: string, expires = "2099-12-31") =>
    `  - { check: ${check}, subject: "${subject}", reason: ours, owner: ops, expires: ${expires} }\n`;

  test("stay in the report, and out of counts, SARIF and the exit code; what is left of them is said", async () => {
    const file = fileOf("foothold.yml");
    const sarif = fileOf("out.sarif");
    await writeFile(
      file,
      `suppressions:\n${[
        accept("local-user-unknown", "*/joiner"),
        accept("local-user-write-access", "*/localUsers/*"),
        accept("local-user-password", "*"),
        accept("sftp-enabled", "*", "2020-01-01"),
        accept("sftp-enabled", "*/nobody"),
      ].join("")}`,
    );
    const args = ["--config", file, "--baseline", baseline, "-o", `sarif=${sarif}`, "--fail-on", "high"];
    const outcome = await scanOf(AFTER, args);
    const report = reportOf(outcome);
    const accepted = report.findings.filter(({ suppressed }) => suppressed !== undefined);
    expect(accepted.map(({ check, subject }) => `${check} ${subject.name}`).sort()).toEqual([
      "local-user-password stays",
      "local-user-unknown joiner",
      "local-user-write-access joiner",
      "local-user-write-access stays",
      "local-user-write-access tester",
    ]);
    const { suppressed, findings } = report.summary;
    expect([suppressed, Object.values(findings).reduce((sum, count) => sum + count, 0)]).toEqual([5, 2]);
    expect(report.suppressions).toEqual({
      expired: ['sftp-enabled, subject "*" (ops, until 2020-01-01)'],
      unused: ['sftp-enabled, subject "*/nobody" (ops)'],
    });
    const said = outcome.stderr.split("\n").filter((line) => line.startsWith("foothold: suppression"));
    expect(said).toEqual([
      'foothold: suppression expired: sftp-enabled, subject "*" (ops, until 2020-01-01)',
      'foothold: suppression unused, nothing met it: sftp-enabled, subject "*/nobody" (ops)',
    ]);
    const rules = JSON.parse(await readFile(sarif, "utf8")).runs[0].results.map(
      ({ ruleId }: { readonly ruleId: string }) => ruleId,
    );
    expect(rules).toEqual(["sftp-enabled", "sftp-enabled"]);
    expect(outcome.exitCode).toBe(0);
    expect((await scanOf(AFTER, ["--baseline", baseline, "--fail-on", "high"])).exitCode).toBe(1);
  });

  test("a check that there is not is refused before anything is asked", async () => {
    const file = fileOf("slip.yml");
    await writeFile(file, `suppressions:\n${accept("sftp-enbled", "*")}`);
    const { exitCode, stderr } = await scanOf(AFTER, ["--config", file]);
    expect([exitCode, stderr]).toEqual([
      2,
      `foothold: ${file}:2:7: suppressions.0.check: "sftp-enbled": there is no check of this id; "foothold checks" lists them\n`,
    ]);
  });
});

describe("what can be no baseline", () => {
  test("another tenant's report, with both ids", async () => {
    const stranger = {
      ...before,
      scan: { ...before.scan, tenantId: "99999999-9999-4999-8999-999999999999" },
    };
    const file = fileOf("stranger.json");
    await writeFile(file, JSON.stringify(stranger));
    const { exitCode, stdout, stderr } = await scanOf(AFTER, ["--baseline", file]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(
      `--baseline ${file} is of tenant ${stranger.scan.tenantId}, this scan of tenant ${before.scan.tenantId}: two tenants cannot be compared\n`,
    );
  });

  test("one of another score model can, and that is said", async () => {
    const file = fileOf("model.json");
    const model = before.tool.scoreModel;
    await writeFile(file, JSON.stringify({ ...before, tool: { ...before.tool, scoreModel: 1 } }));
    const outcome = await scanOf(BEFORE, ["--baseline", file]);
    expect(outcome.stderr).toContain(
      `--baseline ${file} was scored by model 1, this scan by model ${model}: `,
    );
    expect(reportOf(outcome).baseline).toMatchObject({ new: 0, changed: 0, unchanged: 5, resolved: 0 });
  });
});

test("on the terminal: what is new in one line, and that something was not read again", async () => {
  const outcome = await within(AFTER, CLOSED, (running) =>
    runFoothold(["scan", "--cloud", running.azure.url, "--only", CHECKS, "--baseline", baseline], running),
  );
  expect(outcome.stdout.replaceAll(/\s+/g, " ")).toContain(
    `Since ${before.scan.collectedAt}: 3 new, 1 changed, 1 unchanged; 1 resolved, 2 not read again and carried over.`,
  );
  expect(outcome.stdout).toMatch(/local-user-unknown {2}new/);
});
