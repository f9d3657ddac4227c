import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ScanReport } from "../../src/reporter.ts";
import {
  account,
  localUser,
  type SimulatedClient,
  type SimulatedTenant,
  subscription,
} from "../azure/describe.ts";
import { at } from "../reports/sample-report.ts";
import { faults, resultsOf } from "../reports/sarif-faults.ts";
import { type Running, startTenant } from "../scenarios/run-scan.ts";
import { type FakeOidc, JOB_TOKEN, REQUEST_TOKEN, startOidc } from "./fake-oidc.ts";
import { type Job, newJob, runStep, type StepRun } from "./run-step.ts";

const SERVES = { isHnsEnabled: true, isSftpEnabled: true, isLocalUserEnabled: true };
const user = (name: string) => localUser({ name, properties: { hasSshPassword: true } });
const PROD = subscription({ displayName: "prod" });
const LAB = subscription({ displayName: "lab" });
const TENANT: Partial<SimulatedTenant> = {
  subscriptions: [
    { ...PROD, accounts: [account({ name: "partners", properties: SERVES, localUsers: [user("backup")] })] },
    { ...LAB, accounts: [account({ name: "lab", properties: SERVES, localUsers: [user("tester")] })] },
  ],
};
const CLOSED: Partial<SimulatedClient> = {
  denied: [
    { scope: `/subscriptions/${LAB.subscriptionId}`, action: "Microsoft.Storage/storageAccounts/read" },
  ],
};
const ONLY = "local-user-password\nsftp-enabled";

let oidc: FakeOidc;
let job: Job;
const started: Running[] = [];

beforeAll(async () => {
  oidc = await startOidc();
});
beforeEach(async () => {
  job = await newJob();
});
afterEach(async () => {
  for (const running of started.splice(0)) await running.azure.close();
});
afterAll(() => oidc.close());

async function tenantOf(
  parts: Partial<SimulatedTenant>,
  may: Partial<SimulatedClient> = {},
): Promise<Running> {
  const running = await startTenant(parts, {}, may);
  started.push(running);
  return running;
}

/** The step with what signs in to the simulated tenant, and without any secret. */
async function scan(
  { azure, tenant, client }: Running,
  inputs: Readonly<Record<string, string>> = {},
  over: Readonly<Record<string, string>> = {},
  watch: Parameters<typeof runStep>[4] = {},
): Promise<StepRun> {
  const ca = path.join(job.temp, "ca.pem");
  await writeFile(ca, azure.ca);
  const signIn = { "tenant-id": tenant.tenantId, "client-id": client.clientId, cloud: azure.url };
  return await runStep(
    "scan",
    job,
    { ...signIn, only: ONLY, ...inputs },
    { ...oidc.env, NODE_EXTRA_CA_CERTS: ca, ...over },
    watch,
  );
}

const read = async (file: string | undefined) => await readFile(file ?? "", "utf8");
const reportAt = async (file: string | undefined) => JSON.parse(await read(file)) as ScanReport;

describe("a scan of everything there is", () => {
  let running: Running;
  let run: StepRun;
  beforeEach(async () => {
    running = await tenantOf(TENANT);
    run = await scan(running, { "fail-on": "low" });
  });

  test("signs in with the job's token and no secret, and shows neither", async () => {
    expect(run.log).toContain(`foothold: signed in by github to tenant ${running.tenant.tenantId}`);
    expect(oidc.asked.at(-1)).toEqual({
      url: "/token?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange",
      authorization: `bearer ${REQUEST_TOKEN}`,
    });
    const files = await Promise.all(
      (await readdir(`${job.temp}/foothold`)).map((name) => read(`${job.temp}/foothold/${name}`)),
    );
    const everything = [run.log, run.summary, JSON.stringify(run.outputs), ...files].join("\n");
    for (const secret of [JOB_TOKEN, REQUEST_TOKEN, running.client.clientSecret]) {
      expect(everything).not.toContain(secret);
    }
    expect(everything).not.toMatch(/eyJ[\w-]+\.[\w-]+\./);
  });

  test("writes files, outputs and the summary, and ends with 1 for what it found", async () => {
    const folder = `${job.temp}/foothold`;
    const report = await reportAt(run.outputs["report"]);
    const { findings } = report.summary;
    expect(run.outputs).toEqual({
      report: `${folder}/foothold.json`,
      sarif: `${folder}/foothold.sarif`,
      "sarif-withheld": "",
      html: `${folder}/foothold.html`,
      markdown: `${folder}/foothold.md`,
      snapshot: "",
      critical: String(findings.critical),
      high: String(findings.high),
      medium: String(findings.medium),
      low: String(findings.low),
      info: String(findings.info),
      new: "",
      complete: "true",
      category: expect.stringMatching(new RegExp(`^foothold/${running.tenant.tenantId}/[0-9a-f]{12}/$`)),
      "exit-code": "1",
    });
    expect(report.findings.length).toBe(4);
    expect((await readdir(folder)).sort()).toEqual([
      "foothold.html",
      "foothold.json",
      "foothold.md",
      "foothold.sarif",
    ]);
    const log: unknown = JSON.parse(await read(run.outputs["sarif"]));
    expect(faults(log)).toEqual([]);
    expect(resultsOf(log).length).toBe(4);
    expect(at(log, "runs", 0, "automationDetails", "id")).toBe(run.outputs["category"]);
    expect(at(log, "runs", 0, "tool", "driver", "rules", 0, "helpUri")).toMatch(
      /^https:\/\/github\.com\/contoso\/foothold\/blob\/v1\/docs\/checks\/[a-z-]+\.md$/,
    );
    expect(run.summary).toContain(await read(run.outputs["markdown"]));
    expect(run.summary).toMatch(/^> \[!NOTE\]\n> The SARIF is ready for upload\\\.\n/);
    expect(Buffer.byteLength(run.summary)).toBeLessThan(1_048_576);
    expect(run.code).toBe(1);
  });
});

test("exit 0, other formats, a folder in the workspace, and the terminal's report in the log", async () => {
  const run = await scan(await tenantOf(TENANT), {
    "fail-on": "none",
    formats: "csv, terminal",
    "output-folder": "reports",
    "save-snapshot": "",
  });
  expect(run.code).toBe(0);
  const folder = `${job.workspace}/reports`;
  expect((await readdir(folder)).sort()).toEqual(["foothold.csv", "foothold.json"]);
  expect(run.outputs).toMatchObject({
    report: `${folder}/foothold.json`,
    sarif: "",
    "sarif-withheld": "",
    html: "",
  });
  expect(run.log).toContain("local-user-password");
  expect(run.summary).toMatch(/^# foothold/);
});

describe("a denied subscription", () => {
  const quiet = { "fail-on": "none" };
  const names = ({ findings }: ScanReport) => findings.map(({ subject }) => subject.name).sort();

  test("without a baseline: no SARIF for upload, the summary says why, exit 3", async () => {
    const run = await scan(await tenantOf(TENANT, CLOSED), quiet);
    expect(run.code).toBe(3);
    expect(run.outputs).toMatchObject({ sarif: "", complete: "false", "exit-code": "3" });
    expect(run.outputs["sarif-withheld"]).toBe(
      "not everything was read, and there is no baseline to carry its findings over: alerts of what was not read would be closed as fixed",
    );
    expect(run.summary).toMatch(/^> \[!WARNING\]\n> No SARIF for upload&#58; not everything was read, /);
    expect(run.log).toMatch(/^::warning title=foothold%3A no SARIF for upload::not everything was read, /m);
    expect((await readdir(`${job.temp}/foothold`)).sort()).toEqual([
      "foothold-partial.sarif",
      "foothold.html",
      "foothold.json",
      "foothold.md",
    ]);
  });

  test("with a baseline: nothing is resolved that was not read, and its alerts stay open", async () => {
    const baseline = `${job.temp}/before.json`;
    const before = await scan(await tenantOf(TENANT), quiet);
    await writeFile(baseline, await read(before.outputs["report"]));
    const earlier = resultsOf(JSON.parse(await read(before.outputs["sarif"])));

    const run = await scan(await tenantOf(TENANT, CLOSED), { ...quiet, baseline });
    expect(run.code).toBe(3);
    expect(run.outputs).toMatchObject({ "sarif-withheld": "", complete: "false", new: "0" });
    const report = await reportAt(run.outputs["report"]);
    expect(names(report)).toEqual(["backup", "partners"]);
    expect(report.resolved.map(({ subject, reread }) => `${subject.name} ${reread}`).sort()).toEqual([
      "lab false",
      "tester false",
    ]);
    const log: unknown = JSON.parse(await read(run.outputs["sarif"]));
    expect(faults(log)).toEqual([]);
    const key = (result: unknown) =>
      ["locations", "partialFingerprints", "message", "ruleId"].map((name) => at(result, name));
    expect(resultsOf(log).map(key)).toEqual(expect.arrayContaining(earlier.map(key)));
    expect(resultsOf(log).length).toBe(earlier.length);
    expect(resultsOf(log).map((result) => at(result, "baselineState"))).toEqual(
      Array.from({ length: 4 }, () => "unchanged"),
    );
    expect(run.summary).toContain("It keeps 2 findings of what was not read again");
  });

  test("with a baseline that did not see it either, the file is kept and not handed on", async () => {
    const closed = await tenantOf(TENANT, CLOSED);
    const baseline = `${job.temp}/before.json`;
    await writeFile(baseline, await read((await scan(closed, quiet)).outputs["report"]));
    const run = await scan(closed, { ...quiet, baseline });
    expect(run.outputs["sarif"]).toBe("");
    expect(run.outputs["sarif-withheld"]).toMatch(
      /^not everything was read, neither now nor for the baseline of /,
    );
  });
});

test("an interrupted job gets what was read, and nothing for upload", async () => {
  const running = await tenantOf(TENANT);
  running.azure.fault({ route: "localUsers", answer: { kind: "hang" } });
  let isSent = false;
  const asked = (): boolean =>
    running.azure.log.some(({ route, status }) => route === "localUsers" && status === 0);
  const run = await scan(
    running,
    {},
    {},
    {
      onLog(text, pid) {
        if (isSent || !text.includes("signed in")) return;
        isSent = true;
        // exec twice: env becomes bash, which becomes the scan.
        const end = (): void => {
          process.kill(pid, "SIGTERM");
          // The runner sends another one before it kills, and nothing may be lost for it.
          setTimeout(() => process.kill(pid, "SIGINT"), 20);
        };
        const wait = (): void => void (asked() ? end() : setTimeout(wait, 20));
        wait();
      },
    },
  );
  expect(run.code).toBe(143);
  expect(run.outputs).toMatchObject({
    "exit-code": "143",
    sarif: "",
    "sarif-withheld": "the scan was interrupted",
  });
  expect((await reportAt(run.outputs["report"])).scan.complete).toBe(false);
});

describe("what ends before there is a report", () => {
  test.each<[string, Record<string, string>, number, RegExp]>([
    ["a flag", { "any-ip": "perhaps" }, 2, /^foothold: any-ip: "perhaps" is neither true nor false$/m],
    ["an id", { subscriptions: "x\ny" }, 2, /^foothold: subscriptions: "x" is not an id, which is a GUID$/m],
    ["what the program refuses itself", { "fail-on": "wild" }, 2, /^foothold: .*--fail-on.*wild/m],
    ["a value that looks like a flag", { only: "--help" }, 2, /^foothold: --only --help: there is no check/m],
    [
      "an application that nobody knows",
      { "client-id": "00000000-0000-4000-8000-00000000beef" },
      4,
      /AADSTS700016/,
    ],
  ])("%s: one line, no files, and the summary says it too", async (_, inputs, code, line) => {
    const run = await scan(await tenantOf(TENANT), inputs);
    expect(run.code).toBe(code);
    expect(run.log).toMatch(line);
    const said = run.log.split("\n").filter((one) => one.startsWith("foothold: "));
    expect(said.length).toBe(1);
    expect(run.outputs).toMatchObject({
      report: "",
      sarif: "",
      critical: "",
      complete: "",
      "exit-code": String(code),
    });
    expect(run.summary).toMatch(/^# foothold: no report\n/);
    expect(run.summary).toContain(`exit code ${code}`);
  });

  test("the reports of an earlier run are gone, so that nobody takes them for this one's", async () => {
    const running = await tenantOf(TENANT);
    await scan(running);
    const run = await scan(running, { auth: "env" });
    expect(run.code).toBe(4);
    expect(await readdir(`${job.temp}/foothold`)).toEqual([]);
    expect(run.outputs["report"]).toBe("");
  });

  test("a baseline where the report goes is refused before it is lost", async () => {
    const running = await tenantOf(TENANT);
    const first = await scan(running);
    const run = await scan(running, { baseline: first.outputs["report"] ?? "" });
    expect(run.code).toBe(2);
    expect(run.log).toMatch(
      /^foothold: baseline: ".*foothold\.json" lies where this scan writes its own report/m,
    );
    expect((await reportAt(first.outputs["report"])).schemaVersion).toBe("1");
  });
});

test("a fault outside of the scan is 70 as well, and not the 1 of findings", async () => {
  const run = await scan(await tenantOf(TENANT), { "fail-on": "none" }, { GITHUB_OUTPUT: "/nowhere/output" });
  expect(run.code).toBe(70);
  expect(run.log).toMatch(/^foothold: a fault in foothold itself: Error: ENOENT/m);
});

test("a check that fails when nobody waits for it is 70, and outputs and summary are written", async () => {
  const late = `${job.workspace}/late.ts`;
  await writeFile(
    late,
    String.raw`setTimeout(() => { throw new Error("late\n::error::x"); }, 0); await new Promise(() => {});`,
  );
  const run = await scan(await tenantOf(TENANT), { checks: late });
  expect([run.code, run.outputs["exit-code"], run.outputs["sarif"]]).toEqual([70, "70", ""]);
  expect(run.log).toMatch(/^foothold: a fault in foothold itself: Error: late\nfoothold: ::error::x$/m);
  expect(run.summary).toContain("exit code 70");
});
