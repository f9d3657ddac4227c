import { expect, test } from "vitest";
import { conclude } from "../../src/cli/conclusion.ts";
import type { Gap } from "../../src/inventory/known.ts";
import type { Coverage, Finding, ScanReport } from "../../src/reporter.ts";
import { doorFinding, sampleReport } from "../reports/sample-report.ts";

const row = (section: Coverage["section"], items: number, gaps: readonly Gap[] = []): Coverage => ({
  section,
  items,
  requests: 1,
  pages: 1,
  retries: 0,
  gaps,
});
const gap = (scope: string, reason: Gap["reason"] = "denied"): Gap => ({
  reason,
  scope,
  request: "GET x",
  detail: "no",
});

const graphGap: Gap = { ...gap("/tenants/t"), request: "GET /v1.0/applications" };

const report = (coverage: readonly Coverage[], findings: readonly Finding[] = []): ScanReport => {
  const sample = sampleReport({ coverage, findings });
  const complete = coverage.every(({ gaps }) => gaps.every(({ reason }) => reason === "unsupported"));
  return { ...sample, scan: { ...sample.scan, complete } };
};

const options = { failOn: "high", failOnNew: false, allowPartial: false, interrupted: undefined } as const;
const high = doorFinding({ severity: "high" });

/** What was read of two subscriptions, and how the process ends. */
const ENDS: readonly (readonly [string, readonly Coverage[], readonly Finding[], number])[] = [
  ["everything read, nothing found", [row("subscriptions", 2), row("storageAccounts", 5)], [], 0],
  ["everything read and empty", [row("subscriptions", 2), row("storageAccounts", 0)], [], 0],
  [
    "one of two denied, the other empty",
    [row("subscriptions", 2), row("storageAccounts", 0, [gap("/subscriptions/a")])],
    [],
    3,
  ],
  [
    "both denied",
    [row("subscriptions", 2), row("storageAccounts", 0, [gap("/subscriptions/a"), gap("/subscriptions/b")])],
    [],
    4,
  ],
  [
    "both denied, and yet a finding",
    [row("subscriptions", 2), row("storageAccounts", 0, [gap("/subscriptions/a"), gap("/subscriptions/b")])],
    [high],
    1,
  ],
  [
    "the list cut, the one that was listed empty",
    [row("subscriptions", 1, [gap("/tenants/t")]), row("storageAccounts", 0, [gap("/tenants/t")])],
    [],
    3,
  ],
  [
    "no subscription",
    [row("subscriptions", 0, [gap("/tenants/t")]), row("storageAccounts", 0, [gap("/tenants/t")])],
    [],
    4,
  ],
  ["no subscription, and nothing else asked", [row("subscriptions", 0, [gap("/tenants/t")])], [], 4],
  [
    "no subscription, but applications",
    [
      row("subscriptions", 0, [gap("/tenants/t")]),
      row("storageAccounts", 0, [gap("/tenants/t")]),
      row("applications", 3),
    ],
    [],
    3,
  ],
  [
    "no subscription, and applications denied",
    [row("subscriptions", 0, [gap("/tenants/t")]), row("applications", 0, [graphGap])],
    [],
    4,
  ],
  ["applications alone, denied", [row("applications", 0, [graphGap])], [], 4],
  ["applications alone, none", [row("applications", 0)], [], 0],
  [
    "subscriptions without accounts, applications denied",
    [row("subscriptions", 2), row("storageAccounts", 0), row("applications", 0, [graphGap])],
    [],
    3,
  ],
  [
    "accounts of every subscription and applications denied",
    [
      row("subscriptions", 1),
      row("storageAccounts", 0, [gap("/subscriptions/a")]),
      row("applications", 0, [graphGap]),
    ],
    [],
    4,
  ],
  [
    "not registered anywhere",
    [row("subscriptions", 1), row("storageAccounts", 0, [gap("/subscriptions/a", "unsupported")])],
    [],
    0,
  ],
  [
    "a finding beside a gap",
    [row("subscriptions", 2), row("storageAccounts", 1, [gap("/subscriptions/a")])],
    [high],
    1,
  ],
];

/** The same where no subject ended in pass, fail or not applicable. */
const IN_VAIN: readonly (readonly [string, readonly Coverage[], number])[] = [
  [
    "accounts denied, principals read",
    [
      row("subscriptions", 1),
      row("storageAccounts", 0, [gap("/subscriptions/a")]),
      row("servicePrincipals", 9),
    ],
    4,
  ],
  [
    "accounts of one of two denied, principals read",
    [
      row("subscriptions", 2),
      row("storageAccounts", 0, [gap("/subscriptions/a")]),
      row("servicePrincipals", 9),
    ],
    3,
  ],
  [
    "accounts read, and nothing of them",
    [row("subscriptions", 1), row("storageAccounts", 1), row("localUsers", 0, [gap("/subscriptions/a")])],
    3,
  ],
  ["applications read, and nothing of them", [row("applications", 3), row("owners", 0, [graphGap])], 3],
];

test.each(IN_VAIN)("nothing assessed: %s", (_, coverage, exitCode) => {
  const made = report(coverage);
  const summary = { ...made.summary, pass: 0, fail: 0, notApplicable: 0 };
  expect(conclude({ ...made, summary }, options).exitCode).toBe(exitCode);
});

test.each(ENDS)("%s", (_, coverage, findings, exitCode) => {
  expect(conclude(report(coverage, findings), options).exitCode).toBe(exitCode);
});

test.each([
  ["critical", 3],
  ["high", 1],
  ["medium", 1],
  ["low", 1],
  ["none", 3],
] as const)("--fail-on %s with a high finding and a gap: %i", (failOn, exitCode) => {
  const partial = report(
    [row("subscriptions", 2), row("storageAccounts", 1, [gap("/subscriptions/a")])],
    [high],
  );
  expect(conclude(partial, { ...options, failOn }).exitCode).toBe(exitCode);
  expect(conclude(partial, { ...options, failOn, allowPartial: true }).exitCode).toBe(exitCode === 3 ? 0 : 1);
  expect(conclude(partial, { ...options, failOn, interrupted: 130 }).exitCode).toBe(130);
});

const all = [row("subscriptions", 2), row("storageAccounts", 5)];
const suppressed = { reason: "ours", owner: "ops" };
const stands = (baseline: NonNullable<Finding["baseline"]>, over: Partial<Finding> = {}) =>
  doorFinding({ severity: "high", baseline, ...over });

test.each<[string, readonly Finding[], boolean, number]>([
  ["new", [stands("new")], true, 1],
  ["changed", [stands("changed")], true, 1],
  ["unchanged", [stands("unchanged")], true, 0],
  ["unchanged, and everything counts", [stands("unchanged")], false, 1],
  ["one of two is new", [stands("unchanged"), stands("new")], true, 1],
  ["new, and under --fail-on", [stands("new", { severity: "medium" })], true, 0],
  ["suppressed", [doorFinding({ severity: "high", suppressed })], false, 0],
  ["new and suppressed", [stands("new", { suppressed })], true, 0],
  ["one of two is suppressed", [stands("new", { suppressed }), stands("new")], true, 1],
])("what counts: %s", (_, findings, failOnNew, exitCode) => {
  expect(conclude(report(all, findings), { ...options, failOnNew }).exitCode).toBe(exitCode);
});

test("what was asked for by name and is not there gets a line, by its own flag", () => {
  const mine = "11111111-1111-4111-8111-111111111111";
  const tree = {
    ...gap("/tenants/t"),
    request: "GET /providers/Microsoft.Management/managementGroups/mg-prod/descendants",
  };
  const rows = [
    row("subscriptions", 1, [gap(`/subscriptions/${mine}`), gap("/subscriptions/below"), tree]),
    row("storageAccounts", 1),
  ];
  const { scan, ...rest } = report(rows);
  const scope = { ...scan.scope, subscriptions: [mine], managementGroups: ["mg-prod"] };
  expect(conclude({ ...rest, scan: { ...scan, scope } }, options).lines).toEqual([
    `--subscription ${mine}: not read (no)`,
    "subscription below: not read (no)",
    "--management-group mg-prod: not read (no)",
    "not everything was read (--allow-partial accepts that)",
  ]);
});
