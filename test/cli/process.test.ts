import { spawn } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ScanReport } from "../../src/reporter.ts";
import { VERSION } from "../../src/version.ts";
import { account, localUser, subscription } from "../azure/describe.ts";
import { type Running, startTenant } from "../scenarios/run-scan.ts";

const CLI = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
const BIN = fileURLToPath(new URL("../../bin/foothold.js", import.meta.url));

let running: Running;
let folder: string;

beforeAll(async () => {
  const properties = { isHnsEnabled: true, isSftpEnabled: true };
  const users = [localUser({ name: "smb", properties: { hasSharedKey: true } })];
  running = await startTenant({
    subscriptions: [subscription({ accounts: [account({ name: "st", properties, localUsers: users })] })],
  });
});
beforeEach(async () => {
  running.azure.clearFaults();
  folder = await mkdtemp(path.join(tmpdir(), "foothold-"));
  await writeFile(`${folder}/ca.pem`, running.azure.ca);
});
afterAll(() => running.azure.close());

/** A process of its own, as a person starts it: nothing but the environment and the arguments. */
function start(args: readonly string[], from = running, over: NodeJS.ProcessEnv = {}) {
  const { tenant, client } = from;
  const env = {
    PATH: process.env["PATH"],
    NODE_EXTRA_CA_CERTS: `${folder}/ca.pem`,
    NODE_NO_WARNINGS: "1",
    AZURE_TENANT_ID: tenant.tenantId,
    AZURE_CLIENT_ID: client.clientId,
    AZURE_CLIENT_SECRET: client.clientSecret,
    ...over,
  };
  const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, env });
  const written = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (written.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (written.stderr += chunk.toString()));
  const ended = new Promise<{
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
  }>((resolve) => {
    child.on("close", (code) => resolve({ code, ...written }));
  });
  return { child, ended };
}

test("the version", async () => {
  expect(await start(["--version"]).ended).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: "" });
});

test("the check that the guide shows runs as it stands, in a folder without anything", async () => {
  const guide = await readFile(new URL("../../docs/writing-a-check.md", import.meta.url), "utf8");
  const [, example = ""] = /```ts\n([\s\S]*?)```/.exec(guide) ?? [];
  await writeFile(`${folder}/no-shared-key.ts`, example);
  const args = [
    "scan",
    "--cloud",
    running.azure.url,
    "--checks",
    "./no-shared-key.ts",
    "--only",
    "custom",
    "-o",
    "json",
  ];
  const { code, stdout, stderr } = await start(args).ended;
  expect(stderr).toMatch(/^foothold: signed in by env/);
  const report = JSON.parse(stdout) as ScanReport;
  expect(
    report.findings.map(({ check, message, remediation }) => [check, message, remediation.commands]),
  ).toEqual([
    [
      "no-shared-key",
      'Local user "smb" of "st" holds a shared key.',
      ["az storage account local-user update --account-name=st --name=smb --has-shared-key=false"],
    ],
  ]);
  expect(report.findings[0]?.severity).toBe("low");
  expect(code).toBe(0);
});

test("an interrupted process writes what it has and ends with 130", async () => {
  running.azure.fault({ route: "localUsers", answer: { kind: "hang" } });
  const { child, ended } = start(["scan", "--cloud", running.azure.url, "-o", "json"]);
  const asked = (): boolean =>
    running.azure.log.some(({ route, status }) => route === "localUsers" && status === 0);
  while (!asked()) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill("SIGINT");
  const { code, stdout, stderr } = await ended;
  expect(stderr).toContain("foothold: interrupted: the report holds what was read until then\n");
  expect(code).toBe(130);
  const { coverage } = JSON.parse(stdout) as ScanReport;
  expect(coverage.find(({ section }) => section === "storageAccounts")?.items).toBe(1);
  expect(coverage.find(({ section }) => section === "localUsers")?.gaps[0]?.reason).toBe("interrupted");
});

test("a reader that has seen enough is no fault", async () => {
  const { child, ended } = start(["scan", "--cloud", running.azure.url, "--fail-on", "none", "-o", "json"]);
  child.stdout.destroy();
  const { code, stderr } = await ended;
  expect(stderr).toMatch(/^foothold: signed in by env[^\n]*\n$/);
  expect(code).toBe(0);
});

test("a report of megabytes goes through a pipe whole, and Node has nothing to warn of", async () => {
  const properties = { isHnsEnabled: true, isSftpEnabled: true };
  const localUsers = Array.from({ length: 900 }, (_, index) =>
    localUser({ name: `u${index}`, properties: { hasSshPassword: true } }),
  );
  const large = await startTenant({
    subscriptions: [subscription({ accounts: [account({ name: "st", properties, localUsers })] })],
  });
  await writeFile(`${folder}/ca.pem`, large.azure.ca);
  const args = ["scan", "--cloud", large.azure.url, "--only", "storage", "-o", "json"];
  // Types are stripped, which older Nodes call an experiment.
  const env = { NODE_NO_WARNINGS: "0", NODE_OPTIONS: "--disable-warning=ExperimentalWarning" };
  const { stdout, stderr } = await start(args, large, env).ended;
  await large.azure.close();
  expect(stderr).toMatch(/^foothold: signed in by env[^\n]*\n$/);
  expect(stdout.length).toBeGreaterThan(1_000_000);
  expect((JSON.parse(stdout) as ScanReport).findings.length).toBeGreaterThanOrEqual(900);
});

test("the bin says what it needs on an older Node", async () => {
  // What an old Node would run: the file holds nothing that it could not parse.
  const source = await readFile(BIN, "utf8");
  expect(source).toContain("needs Node 22.19 or newer");
  const old = spawn(process.execPath, [
    "--input-type=module",
    "-e",
    `Object.defineProperty(process.versions, "node", { value: "20.1.0" }); await import(${JSON.stringify(BIN)});`,
  ]);
  let stderr = "";
  old.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise((resolve) => old.on("close", resolve));
  expect(stderr).toBe("foothold: needs Node 22.19 or newer, this is 20.1.0\n");
  expect(code).toBe(2);
});
