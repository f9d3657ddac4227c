import { Script } from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressState } from "../../reports/html/client/address-state.ts";
import { choose } from "../../reports/html/client/choose.ts";
import type { PageCheck, PageFinding, PageState } from "../../reports/html/page-data.ts";
import { pageScript } from "../../reports/html/script.ts";
import { check, doorFinding, sampleReport, secretFinding } from "./sample-report.ts";
import { islandsOf, pageOf } from "./html-page.ts";

const { parse, format, isSameList } = addressState();
const DEFAULT = parse("");

const states: fc.Arbitrary<PageState> = fc.record({
  view: fc.constantFrom("check", "subject"),
  bands: fc.subarray(["critical", "high", "medium", "low", "info"]),
  group: fc.string({ unit: "binary" }),
  scope: fc.string({ unit: "binary" }),
  verdict: fc.constantFrom("", "act", "attend", "track-closely", "track"),
  baseline: fc.constantFrom("", "new", "changed", "unchanged"),
  text: fc.string({ unit: "binary" }),
  finding: fc.string({ unit: "binary" }),
});

describe("the hash of the address", () => {
  test("says every choice, and nothing of what is at its default", () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(parse(format(state))).toEqual(state);
      }),
    );
    expect(format(DEFAULT)).toBe("#");
  });

  test("never throws, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (hash) => {
        expect(parse(format(parse(hash)))).toEqual(parse(hash));
      }),
    );
  });

  test("shows the same list whatever is in the drawer", () => {
    fc.assert(
      fc.property(states, fc.string(), (state, finding) => {
        expect(isSameList(state, { ...state, finding })).toBe(true);
      }),
    );
    expect(isSameList(DEFAULT, { ...DEFAULT, text: "x" })).toBe(false);
  });
});

describe("what is shown", () => {
  const checks = new Map<string, PageCheck>(
    [check("app-secret", "high"), check("sftp-open-door", "critical")].map(({ id, title, severity, why }) => [
      id,
      { id, title, severity, why, group: id.slice(0, 3), summary: "", steps: [], references: [], mitre: [] },
    ]),
  );
  const { matching, grouped } = choose(checks);
  const findings: readonly PageFinding[] = islandsOf(
    pageOf(
      sampleReport({
        findings: [
          doorFinding(),
          doorFinding({ fingerprint: "2", score: 91 }),
          secretFinding({ score: 92 }),
          secretFinding({ check: "gone", title: "A check that is gone" }),
        ],
      }),
    ),
  ).flat();

  test("is a part of all findings, in their order", () => {
    fc.assert(
      fc.property(states, (state) => {
        const shown = matching(findings, state);
        expect(shown).toEqual(findings.filter((finding) => shown.includes(finding)));
      }),
    );
    expect(matching(findings, DEFAULT)).toEqual(findings);
    expect(matching(findings, { ...DEFAULT, group: "app" })).toEqual([findings[2]]);
    expect(matching(findings, { ...DEFAULT, text: " GONE  billing " })).toEqual([findings[3]]);
  });

  test("is each finding once, under its check or its subject, the worst group first and of equals the larger", () => {
    expect(
      grouped(findings, "check").map(({ key, title, note, findings: of }) => [key, title, note, of.length]),
    ).toEqual([
      ["sftp-open-door", "The bad state of sftp-open-door", "sftp-open-door", 2],
      ["app-secret", "The bad state of app-secret", "app-secret", 1],
      ["gone", "A check that is gone", "gone", 1],
    ]);
    expect(
      grouped(findings, "subject").map(({ title, note, findings: of }) => [title, note, of.length]),
    ).toEqual([
      ["backup", "contoso-prod / rg (prod) / stpartners", 2],
      ["deploy (2026)", "Entra ID / deploy (2026)", 2],
    ]);
  });
});

describe("the script", () => {
  test("can be read by any browser, and holds nothing of a bundler", () => {
    expect(() => new Script(pageScript())).not.toThrow();
    expect(pageScript()).not.toMatch(/<\/script|<!--|__vi|import\s*[({]|require\(/i);
    expect(pageScript()).not.toContain("\r");
  });

  test("never makes markup of text", () => {
    expect(pageScript()).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|fetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(/,
    );
  });
});
