import { describe, expect, test } from "vitest";
import terminal from "../../reports/terminal.ts";
import { counted, listed, sectionWords } from "../../reports/text/words.ts";
import type { ScanReport } from "../../src/reporter.ts";
import {
  cleanReport,
  DENIED,
  doorFinding,
  NOT_REQUESTED,
  renderWhole,
  sampleReport,
} from "./sample-report.ts";

describe("what was not read", () => {
  test("one gap of many rows stands once, and five scopes stand for many", () => {
    const gaps = Array.from({ length: 8 }, (_, index) => ({ ...DENIED, scope: `/subscriptions/${index}` }));
    const coverage = sampleReport().coverage.map((row) => ({ ...row, gaps }));
    const text = renderWhole(terminal, sampleReport({ coverage, notAssessed: [{ check: "a", gaps }] }));
    expect(text.match(/^ {4}\/subscriptions\/\d$/gm)?.length).toBe(5);
    expect(text).toContain(
      "8 scopes: access denied. Grant Microsoft.Storage/storageAccounts/read (role Reader) on:\n",
    );
    expect(text).toContain("    ... and 3 more\n");
  });

  test("groups by reason and permission, what one grant mends first", () => {
    const gaps = [
      { reason: "malformed", scope: "/m", request: "" },
      { reason: "denied", scope: "/d1", request: "", needs: "B" },
      { reason: "denied", scope: "/d2", request: "", needs: "A", role: "R" },
      { reason: "denied", scope: "/d5", request: "", needs: "A" },
      { reason: "denied", scope: "/d3", request: "", needs: "C" },
      { reason: "denied", scope: "/d4", request: "", needs: "C" },
      { reason: "throttled", scope: "/t", request: "" },
    ] as const;
    const text = renderWhole(terminal, cleanReport({ notAssessed: [{ check: "a", gaps }] }));
    expect(text.match(/^ {2}\d scopes?: .*$/gm)).toEqual([
      "  2 scopes: access denied. Grant C on:",
      "  1 scope: access denied. Grant A on:",
      "  1 scope: access denied. Grant A (role R) on:",
      "  1 scope: access denied. Grant B on:",
      "  1 scope: throttled until the scan gave up. Scan again later, or with a lower --concurrency:",
      "  1 scope: answered in a form that was not understood. Report it, with the output of --verbose:",
    ]);
  });

  test("Azure's own words are told where no permission says more", () => {
    const gap = { scope: "/s", request: "", detail: "AuthorizationFailed: no" } as const;
    const told = (over: { needs: string } | object) =>
      renderWhole(
        terminal,
        cleanReport({ notAssessed: [{ check: "a", gaps: [{ reason: "denied", ...gap, ...over }] }] }),
      );
    expect(told({ needs: "A" })).not.toContain("it said:");
    expect(told({})).toContain(
      "\n  1 scope: access denied. No known permission would change that:\n    /s\n    it said: AuthorizationFailed: no\n",
    );
  });

  test("INCOMPLETE counts each scope once, and says so where no scope is known", () => {
    const two = [DENIED, { ...DENIED, reason: "failed" }, { ...DENIED, scope: "/x" }, NOT_REQUESTED] as const;
    const text = renderWhole(terminal, cleanReport({ notAssessed: [{ check: "a", gaps: two }] }));
    expect(text).toContain('\nINCOMPLETE: 2 scopes were not read, see "Not read"\n');
    const scan = { ...cleanReport().scan, complete: false };
    expect(renderWhole(terminal, cleanReport({ scan }))).toContain(
      "\nINCOMPLETE: not all that was asked for was read\n",
    );
  });

  test("what nobody asked for is no warning", () => {
    const gaps = [
      { reason: "not-requested", scope: "/a", request: "" },
      { reason: "not-requested", scope: "/b", request: "" },
      { reason: "unsupported", scope: "/a", request: "" },
    ] as const;
    const text = renderWhole(terminal, cleanReport({ notAssessed: [{ check: "a", gaps }] }), 100, true);
    expect(text).toContain(
      "\u001b[2mOutside this scan, not held against it: 1 not supported here, 2 not requested.\u001b[0m",
    );
    expect(text).not.toContain("Not read");
    expect(text).not.toContain("33m");
    expect(text).toContain("Nothing found.");
  });
});

describe("nothing found", () => {
  test("says so plainly where everything was read", () => {
    const text = renderWhole(terminal, cleanReport());
    expect(text).toMatch(/\n\nNothing found\. All that was asked for was read\.\n$/);
    expect(text).not.toContain("INCOMPLETE");
  });

  test("is never called clean where something was not read, and names the first thing to fix", () => {
    const text = renderWhole(
      terminal,
      cleanReport({ notAssessed: [{ check: "a", gaps: [DENIED, { ...DENIED, scope: "/x" }] }] }),
      200,
    );
    expect(text).toContain("INCOMPLETE");
    expect(text).toMatch(
      /Nothing found in what was read\.\nNext: grant Microsoft\.Storage\/storageAccounts\/read \(role Reader\) on \/subscriptions\/9[-9489]+ and 1 more, then scan again\n$/,
    );
    expect(text).not.toMatch(/All that was asked|clean/);
  });

  test("without a permission to grant, the next thing is another", () => {
    const gaps = [{ reason: "throttled", scope: "/t", request: "" }] as const;
    const text = renderWhole(terminal, cleanReport({ notAssessed: [{ check: "a", gaps }] }));
    expect(text).toMatch(/Next: scan again later, or with a lower --concurrency: \/t\n$/);
    const scan = { ...cleanReport().scan, complete: false };
    expect(renderWhole(terminal, cleanReport({ scan }))).toMatch(/what was read\.\nNext: scan again\n$/);
  });

  test("an empty tenant is not called well", () => {
    const summary = { ...cleanReport().summary, subjects: 0, pass: 0, notApplicable: 0 };
    expect(renderWhole(terminal, cleanReport({ summary }))).toMatch(
      /Nothing found, and nothing there to assess\.\n$/,
    );
  });

  test("a narrowed scan says what it was narrowed to, an unnamed one has no name", () => {
    const { scan } = cleanReport();
    const scope = { subscriptions: ["a", "b", "c", "d", "e"], only: ["storage"], skip: ["sftp-x"] };
    const principal = { ...scan.principal, objectId: null, applicationId: null };
    const text = renderWhole(
      terminal,
      cleanReport({ scan: { ...scan, scope, principal, tenantName: null } }),
    );
    expect(text).toContain("Narrowed to subscriptions a, b, c, and 2 more; only storage; without sftp-x\n");
    expect(text).toMatch(/^foothold {2}tenant 72f988bf-[-0-9a-f]+ {2}2026/);
    expect(text).toContain("\nRead by an unknown principal.\n");
    expect(renderWhole(terminal, cleanReport())).not.toContain("Narrowed");
  });
});

describe("how much was seen", () => {
  const row = { requests: 1, pages: 1, retries: 0, gaps: [] } as const;

  test("in things that a person counts", () => {
    const coverage = [
      { section: "tenants", items: 1, ...row },
      { section: "subscriptions", items: 1, ...row },
      { section: "storageAccounts", items: 35, ...row },
      { section: "localUsers", items: 0, ...row },
    ] as const;
    expect(renderWhole(terminal, cleanReport({ coverage }))).toContain(
      "\nRead 1 subscription, 35 storage accounts and 0 local users with 14 requests.\nAssessed 9 of 9 subjects in 4 checks.\n",
    );
  });

  test("and what was not, scope by scope", () => {
    const gaps = [DENIED, { ...DENIED, request: "another" }, { ...DENIED, scope: "/x" }, NOT_REQUESTED];
    const coverage = [
      { section: "tenants", items: 1, ...row, gaps: [DENIED] },
      { section: "localUsers", items: 1, ...row, gaps },
    ] as const;
    const text = renderWhole(terminal, cleanReport({ coverage }), 200);
    expect(text).toContain(
      "\nRead 1 local user with 14 requests; the tenant's own facts and local users of 2 scopes not read.\n",
    );
  });

  test("a list that was not read holds an unknown number, unless nobody asked for it", () => {
    const text = (over: Partial<ScanReport>) => renderWhole(terminal, cleanReport({ coverage: [], ...over }));
    const unknown = ", and none of an unknown number that could not be listed.\n";
    expect(text({ notAssessed: [{ check: "a", gaps: [DENIED] }] })).toContain(unknown);
    expect(text({ notAssessed: [{ check: "a", gaps: [NOT_REQUESTED] }] })).not.toContain(unknown);
    const { subject } = doorFinding();
    expect(text({ notAssessed: [{ check: "a", subject, gaps: [DENIED] }] })).not.toContain(unknown);
    expect(text({})).toContain("\nRead nothing with 14 requests.\n");
  });

  test.each([
    ["storageAccounts", "storage accounts"],
    ["oauth2PermissionGrants", "oauth2 permission grants"],
    ["tenants", "tenants"],
  ])("%s is %s", (section, words) => {
    expect(sectionWords(section)).toBe(words);
  });

  test("one of many and lists", () => {
    expect([counted(1, "policies"), counted(2, "policies"), counted(0, "scopes")]).toEqual([
      "1 policy",
      "2 policies",
      "0 scopes",
    ]);
    expect([listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])]).toEqual([
      "",
      "a",
      "a and b",
      "a, b and c",
    ]);
  });
});
