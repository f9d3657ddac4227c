import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { appRoleAssignment, ownApp } from "../azure/describe-entra.ts";
import { graphResource } from "../azure/describe-resources.ts";
import { account, localUser, subscription } from "../azure/describe.ts";
import { type Running, startTenant } from "../scenarios/run-scan.ts";
import { type FakeOidc, startOidc } from "./fake-oidc.ts";
import { newJob, runStep, type StepRun } from "./run-step.ts";
import { commandsIn } from "./runner-log.ts";

const NAMES = [
  "::error::pwned",
  "\n::error::pwned",
  "\r::add-mask::a",
  "  ::stop-commands::x",
  "\u00a0::notice::pwned",
  "x ##[add-mask]a",
  "##[set-output name=report]/etc/passwd",
  "%0A::error::pwned",
  "a,file=secret.ts,line=1::pwned",
  "EOF\nreport=/etc/passwd",
  "\u001b[2J\u001b]0;x\u0007##[error]red",
  "\u2028::error::pwned",
];

let running: Running;
let oidc: FakeOidc;
let run: StepRun;

beforeAll(async () => {
  oidc = await startOidc();
  const apps = NAMES.map((displayName) => ownApp({ displayName }));
  const graph = graphResource();
  const principals = apps.map(({ servicePrincipal }) => servicePrincipal);
  const localUsers = NAMES.map((name) => localUser({ name, properties: { hasSshPassword: true } }));
  const properties = { isHnsEnabled: true, isSftpEnabled: true };
  const denied = subscription({ displayName: `denied ${NAMES.join(" ")}` });
  running = await startTenant(
    {
      displayName: NAMES.join(" "),
      applications: apps.map(({ application }) => application),
      servicePrincipals: [graph, ...principals],
      appRoleAssignments: principals.map((holder) =>
        appRoleAssignment(holder, graph, "RoleManagement.ReadWrite.Directory"),
      ),
      subscriptions: [
        subscription({
          displayName: NAMES.join(" "),
          accounts: [account({ name: "sthostile", properties, localUsers })],
        }),
        denied,
      ],
    },
    {},
    { denied: [`/subscriptions/${denied.subscriptionId}`] },
  );
  const job = await newJob();
  const ca = `${job.temp}/ca.pem`;
  await writeFile(ca, running.azure.ca);
  run = await runStep(
    "scan",
    job,
    {
      "tenant-id": running.tenant.tenantId,
      "client-id": running.client.clientId,
      cloud: running.azure.url,
      formats: "terminal, sarif, markdown",
    },
    { ...oidc.env, NODE_EXTRA_CA_CERTS: ca, AZURE_LOG_LEVEL: "verbose" },
  );
}, 60_000);
afterAll(async () => {
  oidc.close();
  await running.azure.close();
});

test("the runner obeys nothing but our own commands", () => {
  const commands = commandsIn(run.log);
  const [stop, resume, ...rest] = commands;
  expect(stop?.name).toBe("stop-commands");
  expect(stop?.data).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(resume).toEqual({ name: stop?.data, properties: "", data: "" });
  expect(rest.map(({ name }) => name)).toEqual([
    ...Array.from({ length: 10 }, () => "error"),
    "warning",
    "warning",
  ]);
  for (const { properties } of rest) expect(properties).toMatch(/^title=[^,]*$/);
  expect(rest[10]?.data).toMatch(/^\d+ more critical findings: the summary of the job lists them$/);
  expect(rest[11]?.data).toMatch(/^not everything was read, and there is no baseline/);
});

test("no line would be a command if nothing were stopped", () => {
  const token = commandsIn(run.log)[0]?.data;
  const obeyed = commandsIn(run.log, { hasStops: false });
  expect(obeyed.map(({ name }) => name)).toEqual([
    "stop-commands",
    ...Array.from({ length: 10 }, () => "error"),
    "warning",
    "warning",
  ]);
  expect(token).toBeDefined();
});

test("the names are in the log as text, one line each, and the SDK's own log is not", () => {
  expect(run.log).toContain(String.raw`\u{a}::error::pwned`);
  expect(run.log).toContain(String.raw`x ##\u{5b}add-mask]a`);
  expect(run.log).not.toMatch(/^azure:/m);
  const errors = commandsIn(run.log).filter(({ name }) => name === "error");
  for (const { data } of errors) expect(data).not.toMatch(/[\r\n]/);
  expect(errors.some(({ data }) => data.includes("%0A::error::pwned"))).toBe(true);
});

test("the outputs are what they are, whatever a name is", async () => {
  expect(run.outputs["report"]).toMatch(/\/foothold\/foothold\.json$/);
  expect(run.outputs["sarif"]).toBe("");
  expect(Number(run.outputs["critical"])).toBeGreaterThan(10);
  expect(Object.keys(run.outputs).length).toBe(15);
  expect(run.code).toBe(1);
  expect(run.summary).toContain(await readFile(run.outputs["markdown"] ?? "", "utf8"));
});

/** What the runner would do with them, so that the test above can fail. */
test.each<[string, readonly string[]]>([
  ["::error::a", ["error"]],
  ["  ::ERROR title=x::a", ["ERROR"]],
  ["\u00a0::notice::a", ["notice"]],
  ["text ::error::a", []],
  ["text ##[warning]a", ["warning"]],
  ["##[group x", []],
  ["::unknown::a", []],
  ["a\r::add-mask::b", ["add-mask"]],
  ["::stop-commands::t\n::error::a\n##[error]a\n::t::\n::error::b", ["stop-commands", "t", "error"]],
  ["::stop-commands::t\n##[T]\n::error::b", ["stop-commands", "T", "error"]],
])("the parser of the runner's rules sees %j", (log, names) => {
  expect(commandsIn(log).map(({ name }) => name)).toEqual(names);
});
