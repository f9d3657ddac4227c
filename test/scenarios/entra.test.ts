import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadChecks } from "../../src/assess/load-checks.ts";
import type { AnyCheck } from "../../src/check.ts";
import { permissionsFor } from "../../src/cli/permissions-command.ts";
import { sectionsOf } from "../../src/scan.ts";
import type { Finding, ScanReport } from "../../src/reporter.ts";
import { closedPolicies } from "../azure/describe-roles.ts";
import { CASES, entraTenant, IDENTITIES, PRODUCTION, TENANT_FINDINGS } from "./entra-tenant.ts";
import { type Outcome, reportOf, type Running, runScan, startTenant } from "./run-scan.ts";

const GROUPS = ["apps", "credentials", "grants", "tenant"];
const ENTRA = ["--only", GROUPS.join(",")];

let folder = "";
let config: readonly string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "foothold-entra-"));
  const file = path.join(folder, "foothold.yml");
  await writeFile(file, "github:\n  organizations: [contoso]\n");
  config = ["--config", file];
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function scanOf(running: Running, args: readonly string[] = ENTRA): Promise<Outcome> {
  return await runScan(running, [...config, ...args]);
}

/** `check · subject`, where a credential, grant or owner is named by what it belongs to. */
function said({ findings }: ScanReport, names: ReadonlyMap<string, string>): readonly string[] {
  return findings.map((finding) => `${finding.check} · ${nameOf(finding, names)}`).sort();
}

function nameOf({ subject }: Pick<Finding, "subject">, names: ReadonlyMap<string, string>): string {
  const [, kind = "", id = ""] = subject.id.split("/");
  if (kind === "tenants" || kind === "policies") return "the tenant";
  if (kind === "subscriptions") return subject.id.split("/")[8] ?? "";
  return names.get(id.toLowerCase()) ?? subject.id;
}

/** Names by object id and grant id. */
function namesOf(): ReadonlyMap<string, string> {
  return new Map(
    CASES.flatMap(({ name, parts }) =>
      [
        ...(parts.applications ?? []),
        ...(parts.servicePrincipals ?? []),
        ...(parts.oauth2PermissionGrants ?? []),
      ].map(({ id }) => [String(id).toLowerCase(), name] as const),
    ),
  );
}

const EXPECTED = [
  ...CASES.flatMap(({ name, findings }) => findings.map((check) => `${check} · ${name}`)),
  ...IDENTITIES.flatMap(({ name, findings }) => findings.map((check) => `${check} · ${name}`)),
  ...TENANT_FINDINGS.map((check) => `${check} · the tenant`),
].sort();

let running: Running;
let quiet: ScanReport;

beforeAll(async () => {
  running = await startTenant(entraTenant());
  quiet = reportOf(await scanOf(running));
}, 30_000);

afterAll(async () => {
  await running.azure.close();
});

describe("a tenant with a positive, a negative and each trap of every check", () => {
  test("exactly these findings, and no fact twice", () => {
    expect(said(quiet, namesOf())).toEqual(EXPECTED);
    expect(new Set(quiet.findings.map(({ fingerprint }) => fingerprint)).size).toBe(quiet.findings.length);
  });

  test("every check has spoken, everything was read, and the four ends add up", async () => {
    const all = (await loadChecks()).filter(({ group }) => GROUPS.includes(group));
    expect(all).toHaveLength(30);
    expect(quiet.checks.filter(({ fail }) => fail === 0).map(({ id }) => id)).toEqual([]);
    expect(quiet.scan.complete).toBe(true);
    const { subjects, pass, fail, notApplicable, notAssessed } = quiet.summary;
    expect(pass + fail + notApplicable + notAssessed).toBe(subjects);
  });

  test("only reads: GETs, batches of them, one look-up by id, tokens", () => {
    const others = running.azure.log.filter(
      ({ method, path: at }) =>
        method !== "GET" && !/\/oauth2\/v2\.0\/token$|\/\$batch$|\/directoryObjects\/getByIds$/.test(at),
    );
    expect(others).toEqual([]);
  });

  test("no secret, key or hint of a credential is in the report", () => {
    const text = JSON.stringify(quiet);
    expect(text).not.toMatch(/secretText|"hint"|"key":/);
    expect(text).not.toContain(running.client.clientSecret);
  });
});

const fingerprints = ({ findings }: ScanReport) => findings.map(({ fingerprint }) => fingerprint).sort();
const countsOf = ({ checks }: ScanReport) =>
  Object.fromEntries(
    checks.map(({ id, pass, fail, notApplicable, notAssessed }) => [
      id,
      { pass, fail, notApplicable, notAssessed },
    ]),
  );

describe("throttled at every third request, parts of batches too", () => {
  test.each([{}, { retryAfter: 3 }])("%j: the same findings as in the quiet run", async (hint) => {
    const answer = { kind: "throttled", ...hint } as const;
    const storm = await startTenant(entraTenant(), { pageSize: { servicePrincipals: 20, applications: 20 } });
    storm.azure.fault({ route: "graph", every: 3, answer });
    storm.azure.fault({ route: "batch", every: 3, answer: { kind: "part-status", status: 429, ...hint } });
    const report = reportOf(await scanOf(storm));
    expect(storm.azure.log.filter(({ status }) => status === 429).length).toBeGreaterThan(5);
    expect(said(report, namesOf())).toEqual(EXPECTED);
    expect(countsOf(report)).toEqual(countsOf(quiet));
    expect(report.scan.complete).toBe(true);
    await storm.azure.close();
  });
});

/** The least set: what `foothold permissions` prints for these checks. */
const LEAST = [
  "Application.Read.All",
  "AuditLog.Read.All",
  "Directory.Read.All",
  "Policy.Read.All",
  "Policy.Read.PermissionGrant",
  "RoleManagement.Read.Directory",
] as const;

/**
 * What each missing permission costs, check by check: passes, failures, and the subjects that are not assessed then. A
 * check whose subjects themselves could not be listed has none.
 */
const COSTS: Readonly<Record<(typeof LEAST)[number], Readonly<Record<string, string>>>> = {
  "Application.Read.All": {
    "federated-credential-broad-subject": "pass 2 → 0, fail 2 → 0, not assessed 0",
    "federated-credential-unknown-issuer": "pass 3 → 0, fail 1 → 0, not assessed 0",
  },
  "AuditLog.Read.All": {
    "privileged-app-dormant": "pass 23 → 0, fail 3 → 0, not assessed 26",
    "privileged-app-uses-secret": "pass 7 → 6, fail 2 → 1, not assessed 2",
  },
  "Directory.Read.All": {
    "app-borrows-trusted-name": "pass 63 → 6, fail 2 → 2, not assessed 57",
    "app-owner-can-mint-credentials": "pass 0 → 0, fail 1 → 0, not assessed 2",
    "delegated-grant-few-users": "pass 4 → 0, fail 1 → 0, not assessed 0",
    "delegated-grant-offline-data": "pass 5 → 0, fail 1 → 0, not assessed 0",
    "delegated-grant-tenant-wide": "pass 1 → 0, fail 1 → 0, not assessed 0",
    "managed-identity-federated": "pass 1 → 0, fail 1 → 1, not assessed 1",
    "privileged-app-dormant": "pass 23 → 57, fail 3 → 3, not assessed 3",
    "privileged-app-uses-secret": "pass 7 → 1, fail 2 → 2, not assessed 6",
    "redirect-uri-takeable": "pass 42 → 40, fail 3 → 2, not assessed 3",
    "service-principal-directory-role": "pass 67 → 0, fail 2 → 2, not assessed 67",
  },
  "Policy.Read.All": {
    "admin-consent-workflow-off": "pass 0 → 0, fail 1 → 0, not assessed 0",
    "app-secrets-unrestricted": "pass 0 → 0, fail 1 → 0, not assessed 0",
    "users-can-consent": "pass 0 → 0, fail 1 → 0, not assessed 0",
    "users-can-register-apps": "pass 0 → 0, fail 1 → 0, not assessed 0",
  },
  "Policy.Read.PermissionGrant": {},
  "RoleManagement.Read.Directory": {
    "app-owner-can-mint-credentials": "pass 0 → 0, fail 1 → 0, not assessed 3",
    "delegated-grant-few-users": "pass 4 → 0, fail 1 → 1, not assessed 4",
    "managed-identity-federated": "pass 1 → 0, fail 1 → 1, not assessed 1",
    "many-credential-minters": "pass 0 → 0, fail 1 → 0, not assessed 1",
    "privileged-app-dormant": "pass 23 → 57, fail 3 → 3, not assessed 3",
    "privileged-app-uses-secret": "pass 7 → 1, fail 2 → 2, not assessed 6",
    "service-principal-directory-role": "pass 67 → 0, fail 2 → 0, not assessed 69",
  },
};

describe("one permission missing", () => {
  test.each(LEAST)(
    "%s: its checks are not assessed, all others unchanged, and the report names it",
    async (missing) => {
      const permissions = LEAST.filter((one) => one !== missing);
      const poor = await startTenant(entraTenant(), {}, { permissions });
      const report = reportOf(await scanOf(poor));
      await poor.azure.close();

      const checks = (await loadChecks()).map(({ check }) => check);
      const touched = checks.filter((check) => !isReadable(check, permissions)).map(({ id }) => id);
      const counts = countsOf(report);
      const before = countsOf(quiet);
      const others = Object.keys(counts).filter((id) => !touched.includes(id));
      expect(others.map((id) => [id, counts[id]])).toEqual(others.map((id) => [id, before[id]]));

      // What was not read is neither found nor passed.
      expect(fingerprints(quiet)).toEqual(expect.arrayContaining(fingerprints(report)));
      expect(newlyExcused(counts, before)).toEqual([]);
      const silent = Object.keys(counts).filter(
        (id) =>
          (before[id]?.fail ?? 0) > (counts[id]?.fail ?? 0) &&
          !report.notAssessed.some(({ check }) => check === id),
      );
      expect(silent).toEqual([]);

      expect(report.scan.complete).toBe(false);
      const needs = report.coverage.flatMap(({ gaps }) => gaps.flatMap((gap) => gap.needs ?? []));
      expect(needs).toContain(missing);
      expect(Object.fromEntries(changes(counts, before))).toEqual(COSTS[missing]);
    },
  );
});

/** True where every section that a check reads can be read with these permissions of Graph. */
function isReadable(check: AnyCheck, permissions: readonly string[]): boolean {
  return permissionsFor(sectionsOf([check]))
    .filter(({ plane }) => plane === "graph")
    .every(({ anyOf }) => anyOf.some((one) => permissions.includes(one)));
}

/** Checks that let more subjects off than in the quiet run, where everything was read. */
function newlyExcused(
  counts: ReturnType<typeof countsOf>,
  before: ReturnType<typeof countsOf>,
): readonly string[] {
  const excused = (one: { pass: number; notApplicable: number } | undefined): number =>
    (one?.pass ?? 0) + (one?.notApplicable ?? 0);
  return Object.keys(counts).filter((id) => excused(counts[id]) > excused(before[id]));
}

function changes(
  counts: ReturnType<typeof countsOf>,
  before: ReturnType<typeof countsOf>,
): (readonly [string, string])[] {
  return Object.entries(counts).flatMap(([id, { pass, fail, notAssessed }]) => {
    const was = before[id];
    if (was === undefined || (was.pass === pass && was.fail === fail)) return [];
    return [
      [id, `pass ${was.pass} → ${pass}, fail ${was.fail} → ${fail}, not assessed ${notAssessed}`] as const,
    ];
  });
}

describe("a fault in the middle of a list", () => {
  const LISTS = [
    "applications",
    "servicePrincipals",
    "appRoleAssignedTo",
    "oauth2PermissionGrants",
    "directoryRoleAssignments",
    "signInActivities",
  ] as const;

  test.each(
    LISTS.flatMap((route) =>
      (["denied", "null-value", "next-link-foreign"] as const).map((kind) => [route, kind] as const),
    ),
  )("%s, %s on page 2: no new finding, no new pass, and a gap", async (route, kind) => {
    const cut = await startTenant(entraTenant(), { pageSize: { [route]: 2 } });
    cut.azure.fault({ route, page: 2, answer: { kind } });
    const report = reportOf(await scanOf(cut));
    await cut.azure.close();
    expect(fingerprints(quiet)).toEqual(expect.arrayContaining(fingerprints(report)));
    expect(newlyExcused(countsOf(report), countsOf(quiet))).toEqual([]);
    expect(report.scan.complete).toBe(false);
    expect(cut.azure.log.filter(({ host }) => host === "foreign")).toEqual([]);
  });
});

/** Findings that rest on the reports of sign-ins. */
const NEED_REPORTS = [
  "privileged-app-dormant · asleep",
  "privileged-app-dormant · never seen",
  "privileged-app-dormant · owner of the subscription, asleep",
  "privileged-app-uses-secret · mighty with an idle certificate",
] as const;

describe("what the cloud or the license does not have", () => {
  test.each([
    ["no license", { license: "free" }, [...NEED_REPORTS, "service-principal-directory-role · eligible"]],
    [
      "a sovereign cloud",
      { sovereign: true },
      // A verified publisher could clear the name, and there is none to be seen.
      ["app-borrows-trusted-name · Google Email Protection", ...NEED_REPORTS],
    ],
  ] as const)("%s: unsupported, shown, and not held against the scan", async (_, options, costs) => {
    const other = await startTenant(entraTenant(), options);
    const report = reportOf(await scanOf(other));
    await other.azure.close();
    expect(report.scan.complete).toBe(true);
    expect(fingerprints(quiet)).toEqual(expect.arrayContaining(fingerprints(report)));
    const lost = new Set(
      quiet.findings
        .filter(({ fingerprint }) => !fingerprints(report).includes(fingerprint))
        .map(({ check, subject }) => `${check} · ${nameOf({ subject }, namesOf())}`),
    );
    expect([...lost].sort()).toEqual(costs);
    const gaps = report.coverage.flatMap((row) => row.gaps);
    expect(new Set(gaps.map(({ reason }) => reason))).toEqual(new Set(["unsupported"]));
    const open = report.notAssessed.filter(({ check }) => check === "privileged-app-dormant");
    expect(open.length).toBeGreaterThan(0);
  });
});

describe("a tenant whose settings are closed", () => {
  test("no finding about the tenant", async () => {
    const closed = await startTenant({ ...closedPolicies(), subscriptions: [PRODUCTION] });
    const report = reportOf(await scanOf(closed));
    await closed.azure.close();
    expect(report.findings.map(({ check }) => check)).toEqual([]);
    expect(report.scan.complete).toBe(true);
  });
});
