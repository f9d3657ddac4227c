import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { account, localUser, subscription } from "../azure/describe.ts";
import type { FaultAnswer, Route } from "../azure/simulated-azure.ts";
import { contains } from "../../src/inventory/scope.ts";
import type { Gap, GapReason } from "../../src/inventory/known.ts";
import type { ScanReport } from "../../src/reporter.ts";
import { reportOf, type Running, runScan, startTenant } from "./run-scan.ts";

const sftp = { isHnsEnabled: true, isSftpEnabled: true, isLocalUserEnabled: true, networkAcls: undefined };
const password = {
  hasSshPassword: true,
  permissionScopes: [{ permissions: "rw", service: "blob", resourceName: "in" }],
};

/** Two subscriptions, each with two pages of accounts; every SFTP account has two pages of local users. */
const subscriptions = ["Production", "Development"].map((displayName) =>
  subscription({
    displayName,
    accounts: ["one", "two", "three"].map((name) =>
      account({
        name: `${displayName.toLowerCase()}${name}`,
        properties: sftp,
        localUsers: ["amber", "basil", "cedar"].map((user) =>
          localUser({ name: user, properties: password }),
        ),
      }),
    ),
  }),
);

let running: Running;
let healthy: ScanReport;

beforeAll(async () => {
  const pageSize = { subscriptions: 1, storageAccounts: 2, localUsers: 2 };
  running = await startTenant({ subscriptions }, { pageSize });
  healthy = reportOf(await runScan(running));
});
beforeEach(() => running.azure.clearFaults());
afterAll(() => running.azure.close());

type Route3 = Extract<Route, "subscriptions" | "storageAccounts" | "localUsers">;
const ROUTES: readonly Route3[] = ["subscriptions", "storageAccounts", "localUsers"];

/** What each fault, where it does not go away, must be called. */
const LASTING: readonly (readonly [FaultAnswer, GapReason])[] = [
  [{ kind: "denied" }, "denied"],
  [{ kind: "not-found" }, "failed"],
  [{ kind: "throttled" }, "throttled"],
  [{ kind: "throttled", retryAfter: 1 }, "throttled"],
  [{ kind: "throttled", retryAfter: 86_400 }, "throttled"],
  [{ kind: "server-error", status: 500 }, "failed"],
  [{ kind: "server-error", status: 502 }, "failed"],
  [{ kind: "server-error", status: 503 }, "failed"],
  [{ kind: "server-error", status: 504 }, "failed"],
  [{ kind: "reset" }, "failed"],
  [{ kind: "hang" }, "failed"],
  [{ kind: "truncated" }, "failed"],
  [{ kind: "truncated", clean: true }, "malformed"],
  [{ kind: "html" }, "malformed"],
  [{ kind: "empty-object" }, "malformed"],
  [{ kind: "null-value" }, "malformed"],
  [{ kind: "null-item" }, "malformed"],
  [{ kind: "no-content" }, "malformed"],
  [{ kind: "redirect-foreign" }, "malformed"],
  [{ kind: "next-link-loop" }, "malformed"],
  [{ kind: "next-link-foreign" }, "malformed"],
  [{ kind: "expired-token" }, "denied"],
];

describe.each(ROUTES)("a lasting fault of %s", (route) => {
  describe.each([1, 2])("at page %i", (page) => {
    test.each(LASTING)("%o is a gap (%s), never fewer findings in silence", async (answer, reason) => {
      running.azure.fault({ route, page, answer });
      const outcome = await runScan(running);
      const report = reportOf(outcome);
      const gaps = gapsOf(report);

      expect(new Set(gaps.map((gap) => gap.reason))).toEqual(new Set([reason]));
      expect(gaps.every((gap) => gap.scope !== "" && gap.request !== "" && gap.detail)).toBe(true);
      expect(report.scan.complete).toBe(false);
      expectNothingLostInSilence(report, gaps);
      expect(report.findings.every((finding) => isIn(healthy, finding.fingerprint))).toBe(true);
      expect(outcome.exitCode).toBe(
        report.findings.some((finding) => finding.score >= 70) ? 1 : nothingRead(report) ? 4 : 3,
      );
      expectManners();
    });
  });
});

describe.each(["storageAccounts", "localUsers"] as const)("409 not registered, on %s", (route) => {
  test.each([1, 2])("at page %i is said", async (page) => {
    running.azure.fault({ route, page, answer: { kind: "not-registered" } });
    const report = reportOf(await runScan(running));
    const gaps = gapsOf(report);
    const reason = route === "storageAccounts" && page === 1 ? "unsupported" : "failed";
    expect(new Set(gaps.map((gap) => gap.reason))).toEqual(new Set([reason]));
    expect(report.scan.complete).toBe(reason === "unsupported");
    expectNothingLostInSilence(report, gaps);
  });
});

/** Faults that go away, each with how often it strikes. */
const PASSING: readonly FaultAnswer[] = [
  { kind: "throttled" },
  { kind: "throttled", retryAfter: 2 },
  { kind: "server-error", status: 500 },
  { kind: "server-error", status: 503 },
  { kind: "reset" },
  { kind: "hang" },
  { kind: "truncated" },
  { kind: "truncated", clean: true },
  { kind: "html" },
  { kind: "expired-token" },
  { kind: "expired-token", claims: true },
];

describe.each(ROUTES)("a passing fault of %s", (route) => {
  describe.each([1, 2])("at page %i", (page) => {
    test.each(PASSING)("%o changes nothing but the number of requests", async (answer) => {
      running.azure.fault({ route, page, times: 1, answer });
      const outcome = await runScan(running);
      expect(judged(reportOf(outcome))).toEqual(judged(healthy));
      expect(outcome.exitCode).toBe(1);
      expectManners();
    });
  });
});

describe.each(ROUTES)("an odd but right answer of %s", (route) => {
  test.each([{ kind: "empty-page" }, { kind: "duplicate" }] satisfies FaultAnswer[])(
    "%o changes nothing",
    async (answer) => {
      running.azure.fault({ route, answer });
      expect(judged(reportOf(await runScan(running)))).toEqual(judged(healthy));
    },
  );
});

test("a token that runs out again and again is renewed each time", async () => {
  for (const match of ["productionone", "productiontwo", "developmentthree"]) {
    running.azure.fault({ route: "localUsers", match, times: 1, answer: { kind: "expired-token" } });
  }
  expect(judged(reportOf(await runScan(running, ["--concurrency", "1"])))).toEqual(judged(healthy));
});

test.each<FaultAnswer>([
  { kind: "denied" },
  { kind: "throttled" },
  { kind: "html" },
  { kind: "reset" },
  { kind: "hang" },
])("Graph's organization with %o: the tenant is named by its id, and that is a gap", async (answer) => {
  running.azure.fault({ route: "organization", answer });
  const outcome = await runScan(running);
  const report = reportOf(outcome);
  expect(report.scan.tenantName).toBeNull();
  expect(report.findings.map(({ fingerprint }) => fingerprint)).toEqual(
    healthy.findings.map(({ fingerprint }) => fingerprint),
  );
  expect(gapsOf(report)).toHaveLength(1);
  expect(gapsOf(report)[0]?.request).toBe("GET /v1.0/organization");
  expect(report.scan.complete).toBe(false);
});

/** Every finding of the healthy scan is there, or a gap covers its subject or what its subject lies in. */
function expectNothingLostInSilence(report: ScanReport, gaps: readonly Gap[]): void {
  const lost = healthy.findings.filter(({ fingerprint }) => !isIn(report, fingerprint));
  for (const { subject } of lost) {
    expect(
      // Of the tenant, whatever is missing in it.
      gaps.filter(({ scope }) => contains(scope, subject.id) || contains(subject.id, scope)),
      subject.id,
    ).not.toEqual([]);
  }
  const { pass, fail, notApplicable, notAssessed, subjects } = report.summary;
  expect(pass + fail + notApplicable + notAssessed).toBe(subjects);
}

/** No token leaves for another origin, and nothing but reads and sign-ins leaves at all. */
function expectManners(): void {
  const { log } = running.azure;
  expect(log.filter(({ host }) => host === "foreign")).toEqual([]);
  expect(log.filter(({ host, hasToken }) => host === "login" && hasToken)).toEqual([]);
  expect(log.filter(({ method, route }) => method !== "GET" && route !== "token")).toEqual([]);
}

function gapsOf({ coverage }: ScanReport): readonly Gap[] {
  const gaps = coverage.flatMap((row) => row.gaps);
  return [...new Map(gaps.map((gap) => [JSON.stringify(gap), gap])).values()];
}

function isIn({ findings }: ScanReport, fingerprint: string): boolean {
  return findings.some((finding) => finding.fingerprint === fingerprint);
}

/** Whoever might reach accounts is no answer about them. */
function nothingRead({ summary }: ScanReport): boolean {
  return summary.pass + summary.fail + summary.notApplicable === 0;
}

function judged({ findings, notAssessed, known, summary, scan }: ScanReport) {
  const { requests: _, ...counts } = summary;
  const seen = known.localUsers.map(({ account: id, name }) => `${id} ${name}`);
  return { findings, notAssessed, seen, counts, complete: scan.complete };
}
