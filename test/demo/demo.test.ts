import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, expect, test } from "vitest";

const DEMO = fileURLToPath(new URL("demo.ts", import.meta.url));
const REPORT_SCHEMA = "../../schemas/report.schema.json";
const SARIF_SCHEMA = "../../node_modules/@microsoft/sarif-multitool-ts/assets/sarif-2.1.0.schema.json";

/** As far as the tests read it. */
interface Report {
  readonly findings: readonly Finding[];
  readonly notAssessed: readonly {
    readonly check: string;
    readonly subject?: { readonly name: string };
    readonly gaps: readonly Gap[];
  }[];
  readonly coverage: readonly { readonly section: string; readonly gaps: readonly Gap[] }[];
  readonly scan: { readonly complete: boolean };
}

interface Finding {
  readonly severity: string;
  readonly check: string;
  readonly message: string;
  readonly subject: { readonly name: string; readonly tags?: Readonly<Record<string, string>> };
  readonly verdict: string;
  readonly evidence: readonly {
    readonly time: string;
    readonly source: string;
    readonly actor: string | null;
    readonly ip: string | null;
  }[];
  readonly path?: readonly { readonly right: string; readonly toType: string; readonly toName: string }[];
}

interface Gap {
  readonly reason: string;
  readonly scope: string;
  readonly needs?: string;
}

let folder = "";
let stdout = "";
let stderr = "";
let report: Report;
let sarif: unknown;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "foothold-demo-"));
  // Neither the person's sign-in nor the company's proxy reaches the demo.
  const env = { ...process.env, AZURE_TENANT_ID: "nobody", HTTPS_PROXY: "http://127.0.0.1:9", NO_PROXY: "" };
  // Rejects where the exit code is not 0.
  ({ stdout, stderr } = await promisify(execFile)(process.execPath, [DEMO], { cwd: folder, env }));
  report = JSON.parse(await written("report.json"));
  sarif = JSON.parse(await written("report.sarif"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("the terminal report names the tenant, its state and the findings of each band", () => {
  expect(stdout).toMatch(/^foothold {2}Contoso Freight \([0-9a-f-]{36}\) {2}/);
  expect(stdout).toMatch(/\bINCOMPLETE\b/);
  expect(stdout).toContain("\n12 critical, 27 high, 16 medium, 8 low, 4 info.");
  expect(stdout).toContain("Next: foothold explain credential-added\n");
});

test("names are text: nothing that controls a terminal reaches it", () => {
  expect(stdout).toContain(String.raw`Warehouse Sync\u{1b}[2K`);
  expect(stdout.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
});

test("it says that the tenant was simulated, and how to scan a real one", () => {
  expect(stderr).toContain("Contoso Freight, a simulated tenant on this machine");
  expect(stderr).toContain("foothold-out/report.html, with report.json and report.sarif");
  expect(stderr).toContain("npx foothold scan");
});

test("the report for a browser names the tenant", async () => {
  expect(await written("report.html")).toContain("Contoso Freight");
});

test("both files follow their schemas", async () => {
  const formats = new Ajv2020();
  addFormats.default(formats);
  const isReport = formats.compile(await schema(REPORT_SCHEMA));
  expect(isReport(report), JSON.stringify(isReport.errors)).toBe(true);
  const isSarif = new Ajv2020({ strict: false, validateFormats: false }).compile(await schema(SARIF_SCHEMA));
  expect(isSarif(sarif), JSON.stringify(isSarif.errors)).toBe(true);
});

test("these are the findings", () => {
  const lines = report.findings.map(({ severity, check, subject }) => `${severity} ${check} ${subject.name}`);
  expect(lines).toEqual([
    "critical credential-added archiver, temporary",
    "critical local-user-password tailspin-upload",
    "critical local-user-write-access tailspin-upload",
    "critical app-privileged-soon-after-registration Invoice Archiver",
    "critical sftp-not-logged contosouploads",
    "critical sftp-uploads-unscanned contosouploads",
    "critical single-tenant-app-permissive-role Invoice Archiver",
    "critical app-role-tier-zero id-onboarding",
    "critical can-create-sftp-user id-upload-mover",
    "critical can-create-sftp-user Warehouse Sync\u001b[2K",
    "critical can-create-sftp-user Freight Portal Deployment",
    "critical sftp-open-network contosouploads",
    "high privileged-app-uses-secret archiver, temporary",
    "high event-guard-rail-changed contosouploads",
    "high event-sftp-login-anomaly contosouploads",
    "high event-app-registered-and-granted Invoice Archiver",
    "high event-credential-added Invoice Archiver",
    "high event-sftp-account-change contosouploads",
    "high local-user-password \u001b[31mroot\u001b[0m<img src=x onerror=alert(1)>",
    "high local-user-write-access \u001b[31mroot\u001b[0m<img src=x onerror=alert(1)>",
    "high local-user-write-access studio-admin",
    "high app-borrows-trusted-name Google Email Protection",
    "high privileged-app-uses-secret archiver 2026",
    "high sftp-enabled contosouploads",
    "high entra-logs-not-exported Contoso Freight",
    'high can-become-sftp-creator subject "repo:contoso-freight/freight-portal:pull_request" of "https://token.actions.githubusercontent.com"',
    "high can-become-sftp-creator id-onboarding",
    "high event-sftp-account-change contosouploads",
    "high event-sftp-transfer-anomaly contosouploads",
    "high sftp-open-network contosomediadrop",
    "high sftp-not-logged contosointegration",
    "high sftp-uploads-unscanned contosointegration",
    "high users-can-consent Authorization Policy",
    "high app-owner-can-mint-credentials otto_tailspin.example#EXT#@contoso.onmicrosoft.com",
    "high federated-credential-broad-subject github",
    "high sftp-not-logged contosomediadrop",
    "high event-credential-added Invoice Archiver",
    "high event-service-principal-sign-in Invoice Archiver",
    "high local-user-write-access ops-acl",
    'medium can-become-sftp-creator subject "repo:dockside-labs/warehouse-sync:environment:production" of "https://token.actions.githubusercontent.com"',
    "medium delegated-grant-tenant-wide Google Email Protection",
    "medium app-reads-all-data Customs Declarations",
    "medium can-become-sftp-creator Freight Portal Deployment",
    "medium sftp-enabled contosomediadrop",
    "medium local-user-sensitive-container svc-migration",
    "medium sftp-enabled contosointegration",
    "medium sftp-not-logged contosoopsexchange",
    "medium sftp-enabled contosoopsexchange",
    "medium app-secrets-unrestricted Default app management tenant policy",
    "medium local-user-sensitive-container edi-restore",
    "medium local-user-write-access northwind",
    "medium sftp-not-logged contososftptrial",
    "medium sftp-enabled contosocarriers",
    "medium users-can-register-apps Authorization Policy",
    "medium activity-log-not-exported contoso-dev",
    "low federated-credential-unknown-issuer dockside-github",
    "low local-user-left-behind edi-gateway",
    "low sftp-enabled contosocustoms",
    "low sftp-enabled contosopayrollsftp",
    "low local-user-left-behind edi-restore",
    "low sftp-entra-data-access contosoopsexchange",
    "low local-users-allowed-unused contosolakelab",
    "low sftp-no-deny-policy Contoso Freight",
    "info local-users-allowed-unused contosolakemart",
    "info local-users-allowed-unused contosolakeraw",
    "info local-users-allowed-unused contosolakedev",
    "info sftp-enabled contososftptrial",
  ]);
});

test("what was not read is named with the right that would change it, and so are the checks that needed it", () => {
  const gaps = report.coverage.flatMap(({ section, gaps: open }) =>
    open.map(
      ({ reason, scope, needs }) =>
        `${section}: ${reason} ${scope.split("/").slice(-2, -1).join("")}, needs ${needs}`,
    ),
  );
  expect(gaps).toEqual([
    "localUsers: denied storageAccounts, needs Microsoft.Storage/storageAccounts/localUsers/read",
    "containers: denied storageAccounts, needs Microsoft.Storage/storageAccounts/localUsers/read",
    // Accounts that serve SFTP and send no log there.
    ...Array<string>(6).fill("sftpOperations: unsupported storageAccounts, needs undefined"),
    // Nobody sends it to the workspace, which is not held against the scan.
    "graphActivities: unsupported tenants, needs undefined",
  ]);
  expect(report.scan.complete).toBe(false);
  const notRead = report.notAssessed.filter(({ gaps: open }) =>
    open.some(({ reason }) => reason !== "not-requested"),
  );
  expect(notRead.map(({ check, subject }) => `${check} ${subject?.name ?? "(whole section)"}`)).toEqual([
    "event-sftp-login-anomaly (whole section)",
    "event-sftp-transfer-anomaly (whole section)",
    "local-user-dormant (whole section)",
    "local-user-dormant customs-broker",
    "local-user-dormant studio-admin",
    "local-user-dormant ops-acl",
    "local-user-dormant svc-migration",
    "local-user-dormant \u001b[31mroot\u001b[0m<img src=x onerror=alert(1)>",
    "local-user-left-behind (whole section)",
    "local-user-outlived-key-rotation (whole section)",
    "local-user-password (whole section)",
    "local-user-sensitive-container (whole section)",
    "local-user-shared-key (whole section)",
    "local-user-unknown (whole section)",
    "local-user-write-access (whole section)",
    "logs-writable-by-watched (whole section)",
    "sftp-container-public (whole section)",
    "sftp-uploads-unscanned contosopayrollsftp",
  ]);
  // Nobody gave the demo a baseline or leave to read keys.
  const notAsked = report.notAssessed.filter((one) => !notRead.includes(one)).map(({ check }) => check);
  expect([...new Set(notAsked)]).toEqual(["local-user-ssh-key-weak", "local-user-unknown"]);
});

test("the logs tell who opened the doors, from where and in which order, and nothing of what happens every day", () => {
  const ada = "ada.park@contoso-freight.example from 198.51.100.77";
  const server = "null from 198.51.100.203";
  const told = report.findings
    .filter(({ check }) => check.startsWith("event-"))
    .map(({ check, verdict, evidence }) => [
      `${verdict} ${check}`,
      ...evidence.map(
        ({ time, source, actor, ip }) => `${time.slice(11, 16)} ${source}: ${actor} from ${ip}`,
      ),
    ]);
  expect(told).toEqual([
    ["act event-guard-rail-changed", `01:40 directory-audits: ${ada}`, `03:20 activity-log: ${ada}`],
    ["act event-sftp-login-anomaly", `02:10 log-analytics: ${server}`, `02:31 log-analytics: ${server}`],
    [
      "act event-app-registered-and-granted",
      `02:31 directory-audits: ${ada}`,
      `02:38 directory-audits: ${ada}`,
    ],
    ["act event-credential-added", `01:40 directory-audits: ${ada}`],
    [
      "act event-sftp-account-change",
      `01:52 activity-log: ${ada}`,
      `01:53 activity-log: ${ada}`,
      `01:54 activity-log: ${ada}`,
      `02:31 log-analytics: ${server}`,
    ],
    ["attend event-sftp-account-change", `03:14 activity-log: ${ada}`],
    ["attend event-sftp-transfer-anomaly", `02:32 log-analytics: ${server}`],
    ["attend event-credential-added", `02:33 directory-audits: ${ada}`],
    ["act event-service-principal-sign-in", "03:12 sign-ins: Invoice Archiver from 198.51.100.203"],
  ]);
  // It stands on what was done, too: who made the local user is told with the user.
  const made = report.findings.find(({ check }) => check === "local-user-password");
  expect(made?.evidence.map(({ time, actor }) => `${time.slice(11, 16)} ${actor}`).slice(0, 2)).toEqual([
    "01:53 ada.park@contoso-freight.example",
    "01:54 ada.park@contoso-freight.example",
  ]);
});

test("applications that ask for little have no finding", () => {
  const names = report.findings.map(({ message }) => message).join("\n");
  const healthy = ["Freight Portal", "Phone Book", "Rates API", "Tailspin Surveys", "id-backup"];
  expect(healthy.filter((name) => names.includes(`"${name}"`))).toEqual([]);
  expect(names).toContain('"Freight Portal Deployment"');
});

test("a path is told hop by hop, from somebody else's repository to an account", () => {
  const told = report.findings.filter(({ message }) => message.includes("dockside-labs/warehouse-sync"));
  const path = told.find(({ check }) => check === "can-become-sftp-creator")?.path ?? [];
  expect(path.map(({ right, toType, toName }) => [right, toType, toName])).toEqual([
    ["federated-credential", "application", "Warehouse Sync\u001b[2K"],
    ["is-application-of", "service-principal", "Warehouse Sync\u001b[2K"],
    ["creates-local-users", "storage-account", "contosouploads"],
  ]);
});

test("markup in a tag is a tag", () => {
  const lake = report.findings.find(({ subject }) => subject.name === "contosolakedev");
  expect(lake?.subject.tags?.["note"]).toBe("<script>alert('tag')</script> | [x](https://phish.example)");
});

async function written(file: string): Promise<string> {
  return await readFile(path.join(folder, "foothold-out", file), "utf8");
}

async function schema(file: string): Promise<object> {
  return JSON.parse(await readFile(new URL(file, import.meta.url), "utf8"));
}
