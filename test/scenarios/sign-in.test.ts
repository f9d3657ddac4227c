import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { account, subscription } from "../azure/describe.ts";
import type { Fault } from "../azure/simulated-azure.ts";
import { reportOf, type Running, runScan, startTenant } from "./run-scan.ts";

let running: Running;
beforeAll(async () => {
  running = await startTenant({ subscriptions: [subscription({ accounts: [account()] })] });
});
beforeEach(() => running.azure.clearFaults());
afterAll(() => running.azure.close());

test("says who it became, and never shows a token or the secret", async () => {
  const { tenant, client } = running;
  const outcome = await runScan(running);
  expect(outcome.exitCode).toBe(0);
  expect(outcome.stderr).toBe(
    `foothold: signed in by env to tenant ${tenant.tenantId} as ${client.objectId} (application ${client.clientId})\n`,
  );
  expect(reportOf(outcome).scan.principal).toEqual({
    tenantId: tenant.tenantId,
    objectId: client.objectId,
    applicationId: client.clientId,
  });
  const everything = outcome.stdout + outcome.stderr;
  expect(everything).not.toMatch(/eyJ[\w-]+\.[\w-]+\./);
  expect(everything).not.toContain(client.clientSecret);
});

const missing = { AZURE_CLIENT_SECRET: undefined, AZURE_CLIENT_ID: undefined, AZURE_TENANT_ID: undefined };

/** What is wrong, and the one line it gets. */
const REFUSED: readonly (readonly [string, Record<string, string | undefined>, readonly string[], RegExp])[] =
  [
    [
      "a wrong secret",
      { AZURE_CLIENT_SECRET: "wrong-secret" },
      [],
      /^foothold: --auth env: AADSTS7000215: [^\n]*\n$/,
    ],
    [
      "an unknown application",
      { AZURE_CLIENT_ID: "00000000-0000-4000-8000-00000000beef" },
      [],
      /^foothold: --auth env: AADSTS700016: [^\n]*\n$/,
    ],
    [
      "a tenant that does not exist",
      {},
      ["--tenant", "00000000-0000-4000-8000-00000000dead"],
      /^foothold: --auth env: AADSTS90002: [^\n]*00000000-0000-4000-8000-00000000dead[^\n]*\n$/,
    ],
    [
      "no tenant",
      { AZURE_TENANT_ID: undefined },
      [],
      /^foothold: --auth env: AZURE_TENANT_ID or --tenant is not set\n$/,
    ],
    [
      "no application",
      { AZURE_CLIENT_ID: undefined },
      [],
      /^foothold: --auth env: AZURE_CLIENT_ID is not set\n$/,
    ],
    [
      "no secret",
      { AZURE_CLIENT_SECRET: undefined },
      ["--auth", "env"],
      /^foothold: --auth env: AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH is not set\n$/,
    ],
    [
      "a certificate that is not there",
      { AZURE_CLIENT_SECRET: undefined, AZURE_CLIENT_CERTIFICATE_PATH: "/nowhere/cert.pem" },
      [],
      /^foothold: --auth env: [^\n]*\/nowhere\/cert\.pem[^\n]*\n$/,
    ],
    [
      "no token file",
      missing,
      ["--auth", "workload", "--tenant", "t"],
      /^foothold: --auth workload: AZURE_CLIENT_ID is not set\n$/,
    ],
    [
      "a token file that is not there",
      { AZURE_CLIENT_SECRET: undefined, AZURE_FEDERATED_TOKEN_FILE: "/nowhere/token" },
      [],
      /^foothold: --auth workload: [^\n]*\n$/,
    ],
    [
      "not in a GitHub job",
      { AZURE_CLIENT_SECRET: undefined },
      ["--auth", "github"],
      /^foothold: --auth github: ACTIONS_ID_TOKEN_REQUEST_URL is not set\n$/,
    ],
    ["no az", { ...missing, PATH: "/nowhere" }, [], /^foothold: --auth cli: Azure CLI [^\n]*\n$/],
  ];

test.each(REFUSED)("%s: exit 4 and one line", async (_, env, args, line) => {
  const outcome = await runScan(running, args, { env });
  expect(outcome.stderr).toMatch(line);
  expect(outcome.exitCode).toBe(4);
  expect(outcome.stdout).toBe("");
});

test("a wrong secret never falls through to another credential", async () => {
  const before = running.azure.log.length;
  await runScan(running, [], { env: { AZURE_CLIENT_SECRET: "wrong" } });
  expect(running.azure.log.slice(before).filter(({ hasToken }) => hasToken)).toEqual([]);
});

test.each([
  ["a page in place of the token", { route: "token", answer: { kind: "bad-token-answer" } }],
  ["a token endpoint that never answers", { route: "token", answer: { kind: "hang" } }],
  ["an authority that never answers", { route: "openid", answer: { kind: "hang" } }],
  ["an authority that hangs up", { route: "openid", answer: { kind: "reset" } }],
  ["a token endpoint in trouble", { route: "token", answer: { kind: "server-error", status: 503 } }],
] satisfies readonly (readonly [string, Fault])[])("%s: exit 4 and one line", async (_, fault) => {
  running.azure.fault(fault);
  const outcome = await runScan(running);
  expect(outcome.exitCode).toBe(4);
  expect(outcome.stderr).toMatch(/^foothold: --auth env: [^\n]*\n$/);
});

test("a sign-in that fails under way is a gap, and what was read stays", async () => {
  running.azure.fault({ route: "storageAccounts", times: 1, answer: { kind: "expired-token" } });
  const failToken = (): void => running.azure.fault({ route: "token", answer: { kind: "bad-token-answer" } });
  const outcome = await runScan(running, [], {
    onStderr: (text) => text.includes("signed in") && failToken(),
  });
  const { coverage, scan } = reportOf(outcome);
  expect(scan.complete).toBe(false);
  const gaps = coverage.flatMap((row) => row.gaps);
  expect(gaps.length).toBeGreaterThan(0);
  expect(
    gaps.every(
      ({ reason, detail }) => reason === "failed" && detail?.startsWith("the sign-in gave no token"),
    ),
  ).toBe(true);
  expect(coverage.find(({ section }) => section === "subscriptions")).toMatchObject({ items: 1, gaps: [] });
  expect(outcome.exitCode).toBe(4);
});

const CLOUDS: readonly (readonly [string, string, 2 | 4, RegExp])[] = [
  [
    "a name that is none",
    "gov",
    2,
    /^foothold: --cloud gov: expected public, usgov, china or the https address of an ARM endpoint\n$/,
  ],
  ["http", "http://localhost", 2, /^foothold: --cloud http:\/\/localhost: expected public/],
  ["a user in the address", "https://me:secret@localhost", 2, /^foothold: --cloud [^\n]*: expected public/],
  [
    "nobody there",
    "https://localhost:1",
    4,
    /^foothold: --cloud https:\/\/localhost:1: https:\/\/localhost:1\/metadata[^\n]* cannot be reached \(ECONNREFUSED\)\n$/,
  ],
];

test.each(CLOUDS)("--cloud, %s", async (_, cloud, exitCode, line) => {
  const outcome = await runScan(running, ["--cloud", cloud]);
  expect(outcome.stderr).toMatch(line);
  expect(outcome.exitCode).toBe(exitCode);
});

test.each(["loginUrl", "graphUrl", "foreignUrl"] as const)(
  "--cloud with an endpoint that is not ARM (%s): exit 2",
  async (name) => {
    const outcome = await runScan(running, ["--cloud", running.azure[name]]);
    expect(outcome.stderr).toMatch(
      /^foothold: --cloud [^\n]*: no Azure Resource Manager endpoint answers there[^\n]*\n$/,
    );
    expect(outcome.exitCode).toBe(2);
  },
);

let github: Server | undefined;
afterEach(() => github?.close());

type JobAnswer = { readonly status: number; readonly body: string } | "reset";
const JOB_TOKEN: JobAnswer = { status: 200, body: JSON.stringify({ value: "a.job.token" }) };

/** GitHub's endpoint on loopback, with its answers in their order; the last one stays. */
async function startGithub(answers: readonly [JobAnswer, ...JobAnswer[]]) {
  const asked: { readonly url: string; readonly authorization: string | undefined }[] = [];
  github = createServer((request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push({ url: request.url ?? "", authorization: request.headers.authorization });
    if (answer === undefined || answer === "reset") request.socket.destroy();
    else response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
  }).listen(0, "127.0.0.1");
  await once(github, "listening");
  const { port } = github.address() as AddressInfo;
  const env = {
    AZURE_CLIENT_SECRET: undefined,
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "runner-token",
  };
  return { asked, env };
}

test("GitHub's job token signs in without a secret, and is asked for once", async () => {
  const { asked, env } = await startGithub([JOB_TOKEN]);
  const outcome = await runScan(running, [], { env });
  expect(outcome.stderr).toMatch(/^foothold: signed in by github to tenant/);
  expect(outcome.exitCode).toBe(0);
  expect(asked).toEqual([
    {
      url: "/token?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange",
      authorization: "bearer runner-token",
    },
  ]);
});

test("an endpoint that stumbles is asked again", async () => {
  const { asked, env } = await startGithub(["reset", { status: 503, body: "busy" }, JOB_TOKEN]);
  const outcome = await runScan(running, [], { env });
  expect(outcome.exitCode).toBe(0);
  expect(asked).toHaveLength(3);
});

const NO_JOB_TOKEN: readonly (readonly [string, JobAnswer, attempts: number, line: RegExp])[] = [
  [
    "a job that may not",
    { status: 403, body: "{}" },
    1,
    /^foothold: --auth github: GitHub's token endpoint answered with status 403; does the job have "id-token: write"\?\n$/,
  ],
  [
    "an answer without a token",
    { status: 200, body: '{"value":""}' },
    1,
    /^foothold: --auth github: GitHub's token endpoint answered with status 200 and no token\n$/,
  ],
  [
    "an endpoint that fails",
    { status: 500, body: "" },
    3,
    /^foothold: --auth github: GitHub's token endpoint answered with status 500\n$/,
  ],
  [
    "an endpoint that does not answer",
    "reset",
    3,
    /^foothold: --auth github: GitHub's token endpoint did not answer: [^\n]+\n$/,
  ],
];

test.each(NO_JOB_TOKEN)("no token for the job, %s: exit 4", async (_, answer, attempts, line) => {
  const { asked, env } = await startGithub([answer]);
  const outcome = await runScan(running, [], { env });
  expect(outcome.stderr).toMatch(line);
  expect(outcome.exitCode).toBe(4);
  expect(asked).toHaveLength(attempts);
});

test.each([
  ["--tenant", ["--tenant", "a b"], {}, '--tenant "a b"'],
  ["AZURE_TENANT_ID", [], { AZURE_TENANT_ID: "a\n::error::b" }, 'AZURE_TENANT_ID "a\\n::error::b"'],
])("a tenant that is none, by %s: exit 2", async (_, args, env, named) => {
  const outcome = await runScan(running, args, { env });
  expect([outcome.exitCode, outcome.stderr]).toEqual([
    2,
    `foothold: ${named}: not a tenant, which is a GUID or a domain\n`,
  ]);
});

describe("an authority that repeats the secret", () => {
  const secret = 's3cr"t +of&mine';
  const said = [secret, encodeURIComponent(secret), "s3cr%22t+%2Bof%26mine"].join(" and ");
  const body = {
    error: "invalid_client",
    error_description: `AADSTS7000215: Invalid client secret: ${said}`,
  };
  const refusal = { kind: "other-answer", status: 401, body } as const;

  test.each([undefined, 1] as const)("does so to nobody else (told %s times)", async (times) => {
    running.azure.fault({ route: "token", answer: refusal, ...(times === undefined ? {} : { times }) });
    const outcome = await runScan(running, [], { env: { AZURE_CLIENT_SECRET: secret } });
    expect(outcome.exitCode).toBe(4);
    const told = `${outcome.stdout}${outcome.stderr}`;
    expect(told).toContain("AADSTS7000215");
    for (const form of ["s3cr", "of%26mine", "of&mine"]) expect(told).not.toContain(form);
  });

  test("and says so of a token that is renewed in the middle", async () => {
    const { clientSecret } = running.client;
    const renewed = { error: "invalid_client", error_description: `AADSTS7000215: Invalid: ${clientSecret}` };
    running.azure.fault({ route: "storageAccounts", times: 1, answer: { kind: "expired-token" } });
    const outcome = await runScan(running, [], {
      onStderr: (text) => {
        if (text.includes("signed in"))
          running.azure.fault({
            route: "token",
            answer: { kind: "other-answer", status: 401, body: renewed },
          });
      },
    });
    const told = `${outcome.stdout}${outcome.stderr}`;
    expect(told).toContain("the sign-in gave no token: ");
    expect(told).not.toContain(clientSecret);
  });
});
