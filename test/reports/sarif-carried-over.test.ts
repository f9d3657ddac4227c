import { describe, expect, test } from "vitest";
import { carriedOver } from "../../reports/sarif/carried-over.ts";
import { categoryOf } from "../../reports/sarif/category.ts";
import type { ResolvedFinding, ScanReport, ScanScope } from "../../src/reporter.ts";
import { deskReport } from "./desk-report.ts";
import { faults, logOf, resultsOf } from "./sarif-faults.ts";
import { at, DENIED, doorFinding, hash, sampleReport, secretFinding } from "./sample-report.ts";

const [A, B, C] = ["a", "b", "c"].map((letter) => `${letter.repeat(8)}-1111-4111-8111-111111111111`) as [
  string,
  string,
  string,
];

function inSubscription(
  name: string,
  subscription: string,
  over: Partial<ResolvedFinding> = {},
): ResolvedFinding {
  const { subject } = doorFinding();
  const id = `/subscriptions/${subscription.toUpperCase()}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/${name}`;
  return {
    ...doorFinding({ fingerprint: hash(name), subject: { ...subject, id, name } }),
    reread: false,
    ...over,
  };
}

const inEntra: ResolvedFinding = { ...secretFinding({ fingerprint: hash("in entra") }), reread: false };

function narrowed(scope: Partial<ScanScope>, over: Partial<ScanReport> = {}): ScanReport {
  const { scan } = sampleReport();
  return sampleReport({
    scan: { ...scan, subscriptions: [A, B], scope: { subscriptions: [], only: [], skip: [], ...scope } },
    resolved: [inSubscription("in-a", A), inSubscription("in-b", B), inSubscription("in-c", C), inEntra],
    notAssessed: [],
    coverage: [],
    ...over,
  });
}

const names = (report: ScanReport) => carriedOver(report).map(({ subject }) => subject.name);

describe("what was not read again stays a result", () => {
  test("with its place and its fingerprint, unchanged; what is resolved, aged out or accepted does not", () => {
    const suppressed = { reason: "ours", owner: "ops" };
    const base = deskReport();
    const report = {
      ...base,
      resolved: [...base.resolved, inSubscription("accepted", A, { suppressed })],
    };
    const log = logOf(report);
    expect(faults(log)).toEqual([]);
    expect(
      resultsOf(log).map((result) => [at(result, "message", "text"), at(result, "baselineState")]),
    ).toEqual([
      [doorFinding().message, "new"],
      ["It was not read.", "unchanged"],
      [secretFinding().message, "updated"],
      [expect.any(String), "unchanged"],
    ]);
    const carried = resultsOf(log)[1];
    expect(at(carried, "partialFingerprints", "primaryLocationLineHash")).toBe(
      `${hash("unread").slice(0, 16)}:1`,
    );
    expect(at(carried, "locations")).toEqual(at(resultsOf(log)[0], "locations"));
    expect(at(carried, "properties", "foothold", "carriedOver")).toBe(true);
    expect(at(resultsOf(log)[0], "properties", "foothold", "carriedOver")).toBeUndefined();
  });

  test("all results have a state or none", () => {
    const states = (report: ScanReport) =>
      resultsOf(logOf(report)).map((result) => at(result, "baselineState"));
    expect(states(sampleReport())).toEqual([undefined, undefined, undefined]);
    const { baseline } = deskReport();
    if (baseline === undefined) throw new Error("no baseline");
    expect(states(sampleReport({ baseline }))).toEqual(["new", "new", "new"]);
  });

  test("what was found again is one result, the one of today", () => {
    const report = sampleReport({ resolved: [{ ...doorFinding({ message: "Old." }), reread: false }] });
    expect(resultsOf(logOf(report)).map((result) => at(result, "message", "text"))).not.toContain("Old.");
  });
});

describe("what belongs to the scan's category", () => {
  test("of a whole scan everything, also a check that did not run and a subscription that is not listed", () => {
    const gone = inSubscription("of-a-check-that-is-gone", A, { check: "gone" });
    const report = narrowed({}, { resolved: [inSubscription("in-c", C), gone] });
    expect(names(report)).toEqual(["in-c", "of-a-check-that-is-gone"]);
  });

  test.each<[string, Partial<ScanScope>, readonly string[]]>([
    ["subscriptions", { subscriptions: [B] }, ["in-b", "deploy (2026)"]],
    ["checks", { only: ["apps"] }, ["in-a", "in-b", "in-c", "deploy (2026)"]],
    ["a management group", { managementGroups: ["mg"] }, ["in-a", "in-b", "deploy (2026)"]],
    [
      "a management group and a subscription",
      { managementGroups: ["mg"], subscriptions: [C] },
      ["in-a", "in-b", "in-c", "deploy (2026)"],
    ],
    ["the first shard", { shard: { index: 1, count: 2 } }, ["in-a", "in-b", "in-c", "deploy (2026)"]],
    ["another shard", { shard: { index: 2, count: 2 } }, ["in-a", "in-b", "in-c"]],
  ])("of a scan narrowed by %s", (_, scope, expected) => {
    expect(names(narrowed(scope))).toEqual(expected);
  });

  test("a check that was not selected is told in another category", () => {
    const checks = sampleReport().checks.filter(({ id }) => id === "app-secret");
    expect(names(narrowed({ only: ["app-secret"] }, { checks }))).toEqual(["deploy (2026)"]);
    expect(names(narrowed({ skip: ["storage"] }, { checks }))).toEqual(["deploy (2026)"]);
  });

  test("a subscription that may be of the group is kept: it was denied, or the list was", () => {
    const row = { section: "subscriptions", items: 2, requests: 1, pages: 1, retries: 0 } as const;
    const managementGroups = ["mg"];
    const denied = { ...DENIED, scope: `/subscriptions/${C}` };
    const closed = narrowed({ managementGroups }, { notAssessed: [{ check: "x", gaps: [denied] }] });
    expect(names(closed)).toContain("in-c");
    const cut = { ...DENIED, scope: "/tenants/t" };
    expect(names(narrowed({ managementGroups }, { coverage: [{ ...row, gaps: [cut] }] }))).toContain("in-c");
    const told = { ...cut, reason: "unsupported" as const };
    expect(names(narrowed({ managementGroups }, { coverage: [{ ...row, gaps: [told] }] }))).not.toContain(
      "in-c",
    );
  });

  test("what another shard reads is told there, unless it was this one's and denied", () => {
    const shard = { index: 2, count: 2 };
    const other = {
      reason: "not-requested",
      scope: `/subscriptions/${A}`,
      request: "section storageAccounts",
    } as const;
    const gaps = [
      other,
      { ...other, scope: `/subscriptions/${B}` },
      { ...DENIED, scope: `/subscriptions/${B}` },
    ];
    expect(names(narrowed({ shard }, { notAssessed: [{ check: "x", gaps }] }))).toEqual(["in-b", "in-c"]);
  });
});

describe("the category", () => {
  const tenantId = "T";
  const of = (scope: Partial<ScanScope>) =>
    categoryOf({ tenantId, scope: { subscriptions: [], only: [], skip: [], ...scope } });

  test("of a narrowed scan is of the selection, whatever its order, case and repetitions", () => {
    const selections: readonly Partial<ScanScope>[] = [
      {},
      { subscriptions: ["a"] },
      { managementGroups: ["a"] },
      { only: ["a"] },
      { skip: ["a"] },
      { shard: { index: 1, count: 2 } },
      { shard: { index: 2, count: 2 } },
      { managementGroups: ["a", "b"] },
      { managementGroups: ["a"], shard: { index: 1, count: 2 } },
    ];
    expect(new Set(selections.map(of)).size).toBe(selections.length);
    expect(of({ managementGroups: [] })).toBe("foothold/t/");
    expect(of({ managementGroups: ["B", "a", "A"] })).toBe(of({ managementGroups: ["a", "b"] }));
    expect(of({ managementGroups: ["a"] })).toMatch(/^foothold\/t\/[0-9a-f]{12}\/$/);
  });
});
