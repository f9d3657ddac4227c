import fc from "fast-check";
import { describe, expect, test } from "vitest";
import json from "../../reports/json.ts";
import sarif from "../../reports/sarif.ts";
import terminal from "../../reports/terminal.ts";
import { paragraph, type Span } from "../../reports/terminal/layout.ts";
import { displayWidth } from "../../reports/text/width.ts";
import type { ScanReport } from "../../src/reporter.ts";
import { ATTACK, ATTACKS, attackReport, isDangerous, isWorkflowCommand } from "./attacks.ts";
import { doorFinding, renderWhole, sampleReport } from "./sample-report.ts";
import { withoutColor } from "./terminal-guards.ts";

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

  test("JSON and SARIF act on neither", () => {
    for (const reporter of [json, sarif]) {
      const lines = renderWhole(reporter, attackReport()).split("\n");
      expect(lines.filter(isWorkflowCommand)).toEqual([]);
      expect(lines.filter(isDangerous)).toEqual([]);
    }
  });

  test("any report of any text, at any width: nothing acts, nothing is broken off the page", () => {
    const text = fc.oneof(
      fc.constantFrom(...ATTACKS),
      fc
        .array(fc.constantFrom(...ATTACKS, "\n", " ", "/", "::", "##", "[", "\u001b"))
        .map((parts) => parts.join("")),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 8, maxLength: 8 }),
        fc.integer({ min: 40, max: 160 }),
        (words, width) => {
          const report = reportOf(words);
          for (const line of renderWhole(terminal, report, width).split("\n")) {
            expect(isDangerous(line), line).toBe(false);
            expect(isWorkflowCommand(line), line).toBe(false);
          }
        },
      ),
    );
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

  test("a paragraph keeps to the width, loses no word, parts no lead and lets nothing through", () => {
    const word = fc.oneof(fc.constantFrom(...ATTACKS), fc.string({ unit: "grapheme", maxLength: 12 }));
    const span: fc.Arbitrary<Span> = fc
      .tuple(word, fc.constantFrom({}, { lead: "+39" }, { lead: "\u001b" }, { gap: 2 }))
      .map(([text, how]) => ({ text, ...how }));
    fc.assert(
      fc.property(fc.array(span), fc.integer({ min: 40, max: 100 }), (spans, width) => {
        const text = paragraph(spans, { color: false, width }, 2, 4);
        const one = paragraph(spans, { color: false, width: Infinity });
        for (const line of text.split("\n")) {
          expect(isDangerous(line)).toBe(false);
          expect(isWorkflowCommand(line)).toBe(false);
          // Only a word that is wider than the page exceeds it, and then it stands alone, or with its lead.
          if (displayWidth(line) > width)
            expect(
              line
                .trim()
                .replace(/^(?:\+39|\\u\{1b\}) /, "")
                .split(" ").length,
            ).toBe(1);
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
    const led = Array.from(
      { length: 9 },
      (_, index): Span => ({ text: "x".repeat(index * 5 + 1), lead: "+39" }),
    );
    expect(paragraph(led, { color: false, width: 40 })).not.toMatch(/\+39$/m);
  });

  test("80 columns hold everything but the command", () => {
    const lines = renderWhole(terminal, sampleReport(), 80).split("\n");
    const long = lines.filter((line) => displayWidth(line) > 80);
    expect(long).toEqual([expect.stringMatching(/^ {2}\$ az /)]);
  });
});

/** A report whose every text is one of the eight. */
function reportOf(words: readonly string[]): ScanReport {
  const [a = "", b = "", c = "", d = "", e = "", f = "", g = "", h = ""] = words;
  const sample = sampleReport();
  const gaps = [
    { reason: "denied", scope: a, request: b, needs: c, role: d, detail: e },
    { reason: "malformed", scope: f, request: g, detail: h },
  ] as const;
  const findings = [a, b, c].map((id, index) =>
    doorFinding({
      check: d,
      score: 50 - index,
      subject: {
        type: "localUsers",
        id: index === 0 ? id : `/subscriptions/${id}`,
        name: e,
        scope: f,
        scopeName: g,
      },
      message: h,
      ledger: [a, b, c].map((because, line) => ({ factor: "bounds", points: 9 - line * 7, because })),
      remediation: { commands: [h] },
    }),
  );
  const principal = { tenantId: a, objectId: b, applicationId: c };
  const scope = { subscriptions: [d], only: [e], skip: [f] };
  return {
    ...sample,
    scan: { ...sample.scan, tenantName: g, tenantId: h, collectedAt: a, principal, scope },
    findings,
    notAssessed: [{ check: b, gaps }],
  };
}
