import fc from "fast-check";
import { describe, expect, test } from "vitest";
import json from "../../reports/json.ts";
import sarif from "../../reports/sarif.ts";
import terminal from "../../reports/terminal.ts";
import { paragraph } from "../../reports/terminal/layout.ts";
import { displayWidth } from "../../reports/text/width.ts";
import type { ScanReport } from "../../src/reporter.ts";
import {
  ATTACK,
  ATTACKS,
  attackReport,
  cleanReport,
  DENIED,
  doorFinding,
  hash,
  isDangerous,
  isWorkflowCommand,
  renderWhole,
  sampleReport,
} from "./sample-report.ts";

const GOLDEN = `foothold: Contoso, tenant 72f988bf-0000-4000-8000-2d7cd011db47, read by
  application 22222222-2222-4222-8222-222222222222, object
  33333333-3333-4333-8333-333333333333 at 2026-11-20T06:00:00Z, INCOMPLETE

1 critical, 0 high, 1 medium, 0 low, 0 info. Act on 1, attend to 0.

  92 critical Anybody on the internet can write over SFTP with a password
     backup in storage account stpartners, resource group rg (prod),
     subscription 11111111-1111-4111-8111-111111111111
     Local user 'backup' of 'stpartners' signs in with a password from any
     network and may write to 'uploads'.
     why: +39 User 'backup' may write to container 'uploads'. +15 The account
          answers to every network. +15 Open network, password, write and no log
          are critical.

  41 medium An SFTP endpoint is open that nobody declared
     stpartners, resource group rg (prod), subscription
     11111111-1111-4111-8111-111111111111
     Storage account 'stpartners' serves SFTP and is not among the expected
     ones.
     why: +26 SFTP is on. +15 The account answers to every network.

Not read
  1 scope: access denied. Grant Reader on:
    /subscriptions/99999999-9999-4999-8999-999999999999
    it said: AuthorizationFailed: the client does not have authorization to
      perform this action
Outside this scan, not held against it: 1 not requested.

Assessed 7 of 9 subjects of 3 checks with 14 requests.

Next: foothold explain sftp-open-door
To close the worst:
  $ az storage account local-user delete --account-name stpartners -g 'rg (prod)' --name backup
`;

describe("the summary", () => {
  test("is read in ten seconds", () => {
    expect(renderWhole(terminal, sampleReport(), 80)).toBe(GOLDEN);
  });

  test("color adds escape sequences and changes no text", () => {
    const colored = renderWhole(terminal, sampleReport(), 80, true);
    expect(withoutColor(colored)).toBe(GOLDEN);
    expect(colored).toContain("\u001b[1;31mcritical\u001b[0m");
    expect(colored).toContain("\u001b[33mINCOMPLETE\u001b[0m");
    expect(colored).toContain("\u001b[2m0 high,\u001b[0m");
    // A severity without findings is dim, never in its alarming color.
    expect(colored).not.toContain("\u001b[31m");
  });

  test("ten findings and how many more, the worst first", () => {
    const findings = Array.from({ length: 14 }, (_, index) =>
      doorFinding({ fingerprint: hash(`${index}`), score: 50 + index, title: `Title ${index}.` }),
    );
    const text = renderWhole(terminal, sampleReport({ findings }));
    expect([...text.matchAll(/Title (\d+)\./g)].map(([, index]) => Number(index))).toEqual([
      13, 12, 11, 10, 9, 8, 7, 6, 5, 4,
    ]);
    expect(text).toContain("... and 4 more (see -o json)");
  });

  test("mitigations and ceilings are reasons too, points of zero are none", () => {
    const ledger = [
      { factor: "sftp-write", points: 39, because: "Write" },
      { factor: "private-network", points: 0, because: "Private" },
      { factor: "disabled", points: -30, because: "Disabled" },
    ] as const;
    const text = renderWhole(terminal, sampleReport({ findings: [doorFinding({ ledger })] }));
    expect(text).toContain("why: +39 Write. -30 Disabled.\n");
  });

  test("a finding without reasons and commands has no empty lines for them", () => {
    const bare = doorFinding({ ledger: [], remediation: { summary: "Look.", steps: [], commands: [] } });
    const text = renderWhole(terminal, sampleReport({ findings: [bare] }));
    expect(text).not.toContain("why:");
    expect(text).not.toContain("To close");
    expect(text).toMatch(/Next: foothold explain sftp-open-door\n$/);
  });

  test.each([
    ["/applications/1", "app", "/tenants/t", "app (/applications/1) in /tenants/t"],
    ["/tenants/t", "Contoso", "/tenants/t", "Contoso (/tenants/t)"],
    ["/subscriptions/s", "Prod", "/subscriptions/s", "Prod, subscription s"],
    // A resource group that calls itself storageAccounts is no storage account.
    [
      "/subscriptions/s/resourceGroups/storageAccounts/providers/P/t/n",
      "n",
      "/subscriptions/s",
      "n, resource group storageAccounts, subscription s",
    ],
  ])("%s stands as a place", (id, name, scope, place) => {
    const findings = [doorFinding({ subject: { type: "tenants", id, name, scope } })];
    expect(renderWhole(terminal, sampleReport({ findings }), 200)).toContain(`\n     ${place}\n`);
  });
});

describe("what was not read", () => {
  test("one gap of many rows stands once, and five scopes stand for many", () => {
    const gaps = Array.from({ length: 8 }, (_, index) => ({ ...DENIED, scope: `/subscriptions/${index}` }));
    const coverage = sampleReport().coverage.map((row) => ({ ...row, gaps }));
    const text = renderWhole(terminal, sampleReport({ coverage, notAssessed: [{ check: "a", gaps }] }));
    expect(text.match(/^ {4}\/subscriptions\/\d$/gm)?.length).toBe(5);
    expect(text).toContain("8 scopes: access denied. Grant Reader on:\n");
    expect(text).toContain("    ... and 3 more\n");
  });

  test("groups by reason and permission, what one grant mends first", () => {
    const gaps = [
      { reason: "malformed", scope: "/m", request: "" },
      { reason: "denied", scope: "/d1", request: "", needs: "B" },
      { reason: "denied", scope: "/d2", request: "", needs: "A" },
      { reason: "denied", scope: "/d3", request: "", needs: "C" },
      { reason: "denied", scope: "/d4", request: "", needs: "C" },
      { reason: "throttled", scope: "/t", request: "" },
    ] as const;
    const text = renderWhole(terminal, cleanReport({ notAssessed: [{ check: "a", gaps }] }));
    expect(text.match(/^ {2}\d scopes?: .*$/gm)).toEqual([
      "  2 scopes: access denied. Grant C on:",
      "  1 scope: access denied. Grant A on:",
      "  1 scope: access denied. Grant B on:",
      "  1 scope: throttled until the scan gave up. Scan again later, or with a lower --concurrency:",
      "  1 scope: answered in a form that was not understood. Report it, with the output of --verbose:",
    ]);
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
    expect(text).not.toContain("\u001b[33m");
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
      /Nothing found in what was read\.\nNext: grant Reader on \/subscriptions\/9[-9489]+ and 1 more, then scan again\n$/,
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
    expect(text).toMatch(/^foothold: tenant 72f988bf.* read by an unknown principal/);
    expect(renderWhole(terminal, cleanReport())).not.toContain("Narrowed");
  });
});

describe("hostile text", () => {
  test.each([40, 80, 100, 200])(
    "at %i columns nothing acts on the terminal or on a workflow's log",
    (width) => {
      for (const color of [false, true]) {
        const text = renderWhole(terminal, attackReport(), width, color);
        for (const line of (color ? withoutColor(text) : text).split("\n")) {
          expect(isDangerous(line), line).toBe(false);
          expect(isWorkflowCommand(line), line).toBe(false);
        }
      }
    },
  );

  test("JSON and SARIF are no commands of a log either", () => {
    for (const reporter of [json, sarif]) {
      const lines = renderWhole(reporter, attackReport()).split("\n");
      expect(lines.filter(isWorkflowCommand)).toEqual([]);
    }
  });

  test("the emulation of the runner can fail", () => {
    expect(["::error::x", "  ::a::b", "\u00a0::a::b", "x ##[error]y"].every(isWorkflowCommand)).toBe(true);
    expect(["x ::error::y", "::1", "##[open"].some(isWorkflowCommand)).toBe(false);
    expect(ATTACK.split("\n").some(isWorkflowCommand)).toBe(true);
  });

  test("a command of any length stays on one line, and what is long elsewhere is cut", () => {
    const command = `az ${"x ".repeat(300)}'a\u001bb'`;
    const remediation = { summary: "", steps: [], commands: [command] };
    const message = "word ".repeat(1000);
    const text = renderWhole(
      terminal,
      sampleReport({ findings: [doorFinding({ remediation, message })] }),
      80,
    );
    expect(text).toContain(`\n  $ ${command.replace("\u001b", "\\u{1b}")}\n`);
    expect(text.match(/word/g)?.length).toBeLessThan(100);
  });

  test("a paragraph keeps to the width, loses no word and lets nothing through", () => {
    const word = fc.oneof(fc.constantFrom(...ATTACKS), fc.string({ unit: "grapheme", maxLength: 12 }));
    fc.assert(
      fc.property(fc.array(word), fc.integer({ min: 40, max: 100 }), (words, width) => {
        const layout = { color: false, width };
        const text = paragraph(
          words.map((text) => ({ text })),
          layout,
          2,
          4,
        );
        const one = paragraph(
          words.map((text) => ({ text })),
          { color: false, width: Infinity },
        );
        for (const line of text.split("\n")) {
          expect(isDangerous(line)).toBe(false);
          expect(isWorkflowCommand(line)).toBe(false);
          // Only a word that is wider than the page exceeds it, and then it stands alone.
          if (displayWidth(line) > width) expect(line.trim().split(" ").length).toBe(1);
        }
        const plain = (shown: string) =>
          shown
            .split(/[ \n]+/)
            .join(" ")
            .replaceAll("\\u{3a}", ":")
            .trim();
        expect(plain(text)).toBe(plain(one));
      }),
    );
  });

  test.each([0, Number.NaN, -5])("a width of %d is 80, and one under 40 is 40", (width) => {
    expect(renderWhole(terminal, sampleReport(), width)).toBe(GOLDEN);
    expect(renderWhole(terminal, sampleReport(), 3)).toBe(renderWhole(terminal, sampleReport(), 40));
  });

  test("80 columns hold everything but the command", () => {
    const long = lines(sampleReport(), 80).filter((line) => displayWidth(line) > 80);
    expect(long).toEqual([expect.stringMatching(/^ {2}\$ az /)]);
  });
});

function lines(report: ScanReport, width: number): string[] {
  return renderWhole(terminal, report, width).split("\n");
}

/** Takes out what `terminal` may write itself, and nothing else. */
function withoutColor(text: string): string {
  return ["0", "1", "2", "33", "1;31", "31", "36"].reduce(
    (rest, code) => rest.replaceAll(`\u001b[${code}m`, ""),
    text,
  );
}
