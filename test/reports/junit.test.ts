import { describe, expect, test } from "vitest";
import junit from "../../reports/junit.ts";
import { visible } from "../../reports/text/visible.ts";
import { xmlText } from "../../reports/text/xml.ts";
import type { ScanReport } from "../../src/reporter.ts";
import { ATTACK, ATTACKS, isDangerous, isWorkflowCommand } from "./attacks.ts";
import { attackedDesk, deskReport, manyFindings } from "./desk-report.ts";
import { testCasesOf, type XmlElement, xmlTree } from "./junit-tree.ts";
import {
  cleanReport,
  doorFinding,
  endpointFinding,
  hash,
  NOT_REQUESTED,
  renderWhole,
  sampleReport,
} from "./sample-report.ts";

describe("suites and cases", () => {
  test("how each subject ends", () => {
    expect(casesOf(deskReport())).toEqual([
      ["foothold", "error"],
      ["app-secret", "failure"],
      ["app-secret", "error"],
      ["can-become", "failure"],
      ["sftp-endpoint", "skipped"],
      ["sftp-endpoint", "skipped"],
      ["sftp-open-door", "failure"],
      ["sftp-open-door", "error"],
      ["sftp-open-door", "skipped"],
      ["sftp-open-door", "error"],
      ["sftp-unlogged", "error"],
    ]);
  });

  test("a failure in full", () => {
    const findings = [
      endpointFinding({ ledger: [{ factor: "bounds", points: -3, because: "It is less." }] }),
    ];
    const suite = suiteOf(sampleReport({ findings }), "sftp-endpoint");
    expect(suite.attributes).toEqual({
      name: "sftp-endpoint",
      tests: "1",
      failures: "1",
      errors: "0",
      skipped: "0",
      time: "0",
      timestamp: "2026-11-20T06:00:00",
    });
    const [found] = suite.children.filter(({ name }) => name === "testcase");
    expect(found?.attributes).toEqual({
      name: findings[0]?.subject.id,
      classname: "sftp-endpoint",
      time: "0",
    });
    expect(found?.children).toEqual([
      {
        name: "failure",
        attributes: {
          type: "medium",
          message: "Storage account 'stpartners' serves SFTP and is not among the expected ones.",
        },
        children: [],
        text: [
          "Finding: An SFTP endpoint is open that nobody declared",
          "Subject: stpartners (/subscriptions/11111111-1111-4111-8111-111111111111)",
          "Score: 41 of 100, track-closely",
          "-3 It is less.",
          'Log: 2026-11-19 00:00Z "mallory@contoso.com" from 203.0.113.9: SFTP was switched on.',
          "$ az storage account local-user delete --account-name stpartners -g 'rg (prod)' --name backup",
          `Fingerprint: ${hash("endpoint")}`,
        ].join("\n"),
      },
    ]);
  });

  test("passes are numbers, and so is what does not apply and what is resolved", () => {
    expect(propertiesOf(suiteOf(deskReport(), "sftp-open-door"))).toEqual({
      pass: "2",
      notApplicable: "0",
      resolved: "1",
    });
  });

  test("the totals are those of the cases", () => {
    const { tests, failures, errors, skipped } = xmlTree(renderWhole(junit, deskReport())).attributes;
    const outcomes = casesOf(deskReport()).map(([, outcome]) => outcome);
    const count = (wanted: string) => String(outcomes.filter((outcome) => outcome === wanted).length);
    expect([tests, failures, errors, skipped]).toEqual([
      String(outcomes.length),
      count("failure"),
      count("error"),
      count("skipped"),
    ]);
  });

  test("nothing found and all read: one case, which passes", () => {
    expect(casesOf(cleanReport())).toEqual([["foothold", "pass"]]);
    expect(xmlTree(renderWhole(junit, cleanReport())).attributes).toMatchObject({ tests: "1", errors: "0" });
  });

  test("nothing found and not all read is never green", () => {
    const { scan } = cleanReport();
    const report = cleanReport({ scan: { ...scan, complete: false } });
    expect(casesOf(report)).toEqual([["foothold", "error"]]);
  });

  test("what nobody asked for is skipped, with the reason", () => {
    const report = cleanReport({ notAssessed: [{ check: "sftp-unlogged", gaps: [NOT_REQUESTED] }] });
    expect(casesOf(report)).toEqual([
      ["foothold", "pass"],
      ["sftp-unlogged", "skipped"],
    ]);
    expect(renderWhole(junit, report)).toContain("(not requested; logs). no --log-workspace was given");
  });

  test("an accepted finding says who and why", () => {
    const [found] = suiteOf(deskReport(), "sftp-endpoint").children.filter(({ name }) => name === "testcase");
    expect(found?.children[0]?.attributes).toEqual({
      message: "Accepted by ops@contoso.com: the partner portal",
    });
  });

  test("two findings of one subject have names of their own", () => {
    const { subject } = doorFinding();
    const findings = [doorFinding(), doorFinding({ fingerprint: hash("key") })];
    const cases = suiteOf(sampleReport({ findings, notAssessed: [] }), "sftp-open-door").children.filter(
      ({ name }) => name === "testcase",
    );
    expect(cases.map(({ attributes }) => attributes["name"])).toEqual([
      subject.id,
      `${subject.id} [${hash("key").slice(0, 8)}]`,
    ]);
  });

  test("a thousand gaps are told by fifty", () => {
    const gaps = Array.from({ length: 1000 }, (_, index) => ({
      reason: "failed" as const,
      scope: `/subscriptions/${index}`,
      request: "GET",
    }));
    const row = { section: "storageAccounts" as const, items: 0, requests: 1, pages: 0, retries: 0, gaps };
    const [open] = suiteOf(cleanReport({ coverage: [row] }), "foothold").children.filter(
      ({ name }) => name === "testcase",
    );
    const lines = open?.children[0]?.text.split("\n") ?? [];
    expect([lines.length, lines.at(-1)]).toEqual([51, "- and 950 more"]);
  });

  test("comes one case a chunk", () => {
    const chunks = [...junit.render(manyFindings(1000), { color: false, width: 80 })];
    expect(chunks.filter((chunk) => chunk.includes("marker ")).length).toBe(1000);
  });

  test("a start that is no time is left out", () => {
    const { scan } = cleanReport();
    const report = cleanReport({ scan: { ...scan, startedAt: ATTACK } });
    expect(suiteOf(report, "foothold").attributes["timestamp"]).toBeUndefined();
  });
});

describe("hostile text", () => {
  test("a parser finds the same elements, each with the attack as text", () => {
    const root = xmlTree(renderWhole(junit, attackedDesk()));
    const suites = root.children.filter(({ name }) => name === "testsuite");
    const names = (elements: readonly XmlElement[]) =>
      new Set(elements.flatMap((element): string[] => [element.name, ...names(element.children)]));
    expect(names([root])).toEqual(
      new Set([
        "testsuites",
        "testsuite",
        "properties",
        "property",
        "testcase",
        "failure",
        "error",
        "skipped",
      ]),
    );
    const failures = suites
      .flatMap(({ children }) => children)
      .flatMap(({ children }) => children)
      .filter(({ name }) => name === "failure");
    expect(failures.map(({ attributes }) => attributes["message"])).toEqual(
      [ATTACK, ...ATTACKS].map(visible),
    );
    expect(failures[0]?.text).toContain(`\n$ ${visible(ATTACK)}\n`);
  });

  test("the canary: what is not escaped, not closed or no character of XML is no report", () => {
    for (const [text, words] of [
      ["<a>&nbsp;</a>", "undefined entity"],
      ["<a><b></a>", "unexpected close tag"],
      ["<a>\u0008</a>", "disallowed character"],
      ['<a b="<"/>', "disallowed character"],
    ] as const)
      expect(() => xmlTree(text), text).toThrow(words);
  });

  test("no line acts on a terminal or on a workflow's log", () => {
    const lines = renderWhole(junit, attackedDesk()).split("\n");
    expect(lines.filter(isDangerous)).toEqual([]);
    expect(lines.filter(isWorkflowCommand)).toEqual([]);
  });

  test.each([
    [`<a b="c">&amp;'`, "&lt;a b=&quot;c&quot;&gt;&amp;amp;&#39;"],
    ["]]>", "]]&gt;"],
    ["\u0000\u0008\ufffe\ud800", String.raw`\u{0}\u{8}\u{fffe}\u{d800}`],
    ["漢字 😀", "漢字 😀"],
  ])("%j is written %j", (text, written) => {
    expect(xmlText(text)).toBe(written);
    expect(xmlTree(`<a b="${written}">${written}</a>`)).toMatchObject({
      attributes: { b: visible(text) },
      text: visible(text),
    });
  });
});

function suiteOf(report: ScanReport, name: string): XmlElement {
  const found = xmlTree(renderWhole(junit, report)).children.find(
    (suite) => suite.attributes["name"] === name,
  );
  if (found === undefined) throw new Error(`no suite ${name}`);
  return found;
}

function propertiesOf({ children }: XmlElement): Readonly<Record<string, string>> {
  const rows = children.filter(({ name }) => name === "properties").flatMap((list) => list.children);
  return Object.fromEntries(
    rows.map(({ attributes }) => [attributes["name"] ?? "", attributes["value"] ?? ""]),
  );
}

/** The class of each case and how it ended. */
function casesOf(report: ScanReport): readonly (readonly [string | undefined, string])[] {
  return testCasesOf(xmlTree(renderWhole(junit, report))).map(({ check, outcome }) => [check, outcome]);
}
