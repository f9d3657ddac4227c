import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finding, ScanReport } from "../../src/reporter.ts";
import { client, type SimulatedTenant } from "../azure/describe.ts";
import { reportOf, type Running, runScan, startTenant } from "./run-scan.ts";
import {
  CASES,
  deploy,
  LOGGING_FINDINGS,
  PATH_FINDINGS,
  PRODUCTION,
  storageTenant,
} from "./storage-tenant.ts";

const HALF = ["--only", "storage,logging,paths"];
/** Nothing here is about time-outs. */
const PATIENT = { attemptTimeoutMs: 30_000 };
/** Nobody gave a baseline or logs, and the workspace lies in a subscription that is not the tenant's. */
const WITHOUT = ["local-user-dormant", "local-user-unknown", "logs-writable-by-watched"];

function said({ findings }: ScanReport): readonly string[] {
  return findings.map(({ severity, check, subject }) => `${severity} ${check} ${subject.name}`).sort();
}

let running: Running;
let report: ScanReport;

beforeAll(async () => {
  running = await startTenant(storageTenant());
  report = reportOf(await runScan(running, HALF, PATIENT));
}, 30_000);

afterAll(async () => {
  await running.azure.close();
});

describe("a tenant with a positive and a trap of every check", () => {
  test("exactly these findings, and no fact twice", () => {
    const expected = [...CASES.flatMap(({ findings }) => findings), ...PATH_FINDINGS, ...LOGGING_FINDINGS];
    expect(said(report)).toEqual(expected.toSorted());
    expect(new Set(report.findings.map(({ fingerprint }) => fingerprint)).size).toBe(report.findings.length);
  });

  test("all was read, the four ends add up, and what nobody gave is said", () => {
    expect(report.scan.complete).toBe(true);
    const { subjects, pass, fail, notApplicable, notAssessed } = report.summary;
    expect(pass + fail + notApplicable + notAssessed).toBe(subjects);
    const open = report.notAssessed.filter(({ subject }) => subject !== undefined);
    expect([...new Set(open.map(({ check }) => check))].sort()).toEqual(WITHOUT);
    const gaps = open.flatMap((entry) => entry.gaps);
    expect([...new Set(gaps.map(({ reason, request }) => `${reason}: ${request}`))].sort()).toEqual([
      "not-requested: GET roleAssignments",
      "not-requested: StorageBlobLogs",
      "not-requested: the baseline",
    ]);
  });

  test("nothing but GETs left, and tokens", () => {
    const posts = running.azure.log.flatMap(({ method, route }) => (method === "GET" ? [] : [`${route}`]));
    expect([...new Set(posts)].sort()).toEqual(["batch", "getByIds", "token"]);
  });
});

/** The finding of the federated subject. */
function takeoverIn({ findings }: ScanReport): Finding | undefined {
  return findings.find(({ check }) => check === "can-become-sftp-creator");
}

describe("the path of a foreign federated subject", () => {
  test("is told hop by hop, each with what proves it", () => {
    const { path = [], cut, cutEffect } = takeoverIn(report) ?? {};
    const { id: application } = deploy.application;
    const { id: principal } = deploy.servicePrincipal;
    expect(path.map(({ right, fromType, toType }) => [fromType, right, toType])).toEqual([
      ["federated-subject", "federated-credential", "application"],
      ["application", "is-application-of", "service-principal"],
      ["service-principal", "creates-local-users", "storage-account"],
    ]);
    expect(path.map(({ to }) => to)).toEqual([
      `/applications/${application}`,
      `/servicePrincipals/${principal}`,
      expect.stringMatching(/\/storageAccounts\/open$/),
    ]);
    expect(path[0]?.proof).toMatch(new RegExp(`^/applications/${application}/federatedIdentityCredentials/`));
    expect(path[2]?.proof).toContain("/providers/Microsoft.Authorization/roleAssignments/");
    expect(path[2]?.scope).toBe(`/subscriptions/${PRODUCTION.subscriptionId}`);
    expect(cut).toMatch(/^az (?:role assignment delete|ad app federated-credential delete) /);
    expect(cutEffect?.cutsAll).toBe(true);
  });

  test.each<[string, Partial<SimulatedTenant>]>([
    ["the federated credential", { federatedIdentityCredentials: {} }],
    ["the application", { applications: [], federatedIdentityCredentials: {} }],
    [
      "the service principal",
      {
        servicePrincipals:
          storageTenant().servicePrincipals?.filter(({ id }) => id !== deploy.servicePrincipal.id) ?? [],
      },
    ],
    [
      "the role",
      {
        subscriptions: (storageTenant().subscriptions ?? []).map((one) => ({
          ...one,
          roleAssignments: (one.roleAssignments ?? []).filter(
            (assignment) => !JSON.stringify(assignment).includes(deploy.servicePrincipal.id),
          ),
        })),
      },
    ],
    [
      "the accounts",
      { subscriptions: (storageTenant().subscriptions ?? []).map((one) => ({ ...one, accounts: [] })) },
    ],
  ])("is gone without %s", async (_, over) => {
    const other = await startTenant(storageTenant(over));
    const without = reportOf(await runScan(other, HALF, PATIENT));
    await other.azure.close();
    expect(takeoverIn(without)).toBeUndefined();
    expect(without.scan.complete).toBe(true);
  });
});

describe("what may not be read is not assessed", () => {
  const SCOPE = `/subscriptions/${PRODUCTION.subscriptionId}`;
  test.each<[string, string, string, readonly string[]]>([
    ["diagnostic settings", SCOPE, "Microsoft.Insights/diagnosticSettings/read", ["sftp-not-logged"]],
    ["Defender's plan", SCOPE, "Microsoft.Security/pricings/read", ["sftp-uploads-unscanned"]],
    [
      "logs of Entra ID",
      "/providers/microsoft.aadiam",
      "microsoft.aadiam/diagnosticSettings/read",
      ["entra-logs-not-exported"],
    ],
    ["policies", "/", "Microsoft.Authorization/policyAssignments/read", ["sftp-no-deny-policy"]],
    [
      "role assignments",
      SCOPE,
      "Microsoft.Authorization/roleAssignments/read",
      ["can-become-sftp-creator", "can-create-sftp-user", "can-grant-itself-sftp-rights"],
    ],
    [
      "containers",
      SCOPE,
      "Microsoft.Storage/storageAccounts/blobServices/containers/read",
      ["sftp-container-public"],
    ],
  ])("%s", async (_, scope, action, checks) => {
    const reader = client({ denied: [{ scope, action }] });
    const other = await startTenant({ ...storageTenant(), clients: [reader] });
    const { exitCode, report: cut } = await runScan(
      { ...other, client: reader },
      [...HALF, "--fail-on", "none"],
      PATIENT,
    );
    await other.azure.close();
    const open = new Set((cut?.notAssessed ?? []).map(({ check }) => check));
    expect(exitCode).toBe(3);
    expect(checks.filter((check) => !open.has(check))).toEqual([]);
    const gaps = (cut?.coverage ?? []).flatMap(({ gaps: of }) => of);
    expect(
      gaps.some(({ reason, needs }) => reason === "denied" && needs?.toLowerCase() === action.toLowerCase()),
    ).toBe(true);
    // Nothing passes, and nothing is found, that did not before.
    const before = new Set(report.findings.map(({ fingerprint }) => fingerprint));
    expect((cut?.findings ?? []).filter(({ fingerprint }) => !before.has(fingerprint))).toEqual([]);
    for (const check of report.checks)
      expect([check.id, (cut?.checks.find(({ id }) => id === check.id)?.pass ?? 0) <= check.pass]).toEqual([
        check.id,
        true,
      ]);
  });
});
