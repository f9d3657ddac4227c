import { describe, expect, test } from "vitest";
import sarif from "../../reports/sarif.ts";
import terminal from "../../reports/terminal.ts";
import { evidenceText, timeText } from "../../reports/text/evidence.ts";
import type { Evidence, Finding } from "../../src/reporter.ts";
import { cleanReport, doorFinding, logRow, renderWhole } from "./sample-report.ts";
import { withoutColor } from "./terminal-guards.ts";

const rows = (count: number): Evidence[] =>
  Array.from({ length: count }, (_, at) =>
    logRow({ time: `2026-11-1${at}T04:05:06Z`, detail: `Deed ${at}.` }),
  );

describe("the terminal", () => {
  const told = (over: Partial<Finding>) => {
    const text = withoutColor(renderWhole(terminal, cleanReport({ findings: [doorFinding(over)] })));
    const lines = text.split("\n");
    const end = lines.findIndex((line) => line.includes("why:"));
    return lines.slice(lines.findIndex((line) => line.includes("'uploads'")) + 1, end);
  };

  test("shows the last three rows, the newest first, and counts the others", () => {
    expect(told({ evidence: rows(5), evidenceOmitted: 40 })).toEqual([
      '     2026-11-14 04:05Z "mallory@contoso.com" from 203.0.113.9: Deed 4.',
      '     2026-11-13 04:05Z "mallory@contoso.com" from 203.0.113.9: Deed 3.',
      '     2026-11-12 04:05Z "mallory@contoso.com" from 203.0.113.9: Deed 2.',
      "     and 42 more rows of the logs: -o json lists them",
    ]);
  });

  test("tells the same rows once of a subject, and what differs in full", () => {
    const lower = { check: "sftp-second", score: 80, message: "Second.", ledger: [] };
    const toldOf = (over: Partial<Finding>) => {
      const findings = [doorFinding({ evidence: rows(2) }), doorFinding({ ...lower, ...over })];
      const lines = withoutColor(renderWhole(terminal, cleanReport({ findings }))).split("\n");
      const at = lines.indexOf("     Second.");
      return lines.slice(
        at + 1,
        lines.findIndex((line) => line.includes("why:")),
      );
    };
    const [first = "", second = ""] = told({ evidence: rows(2) });
    expect(toldOf({ evidence: rows(2) })).toEqual(["     the logs tell the same of it"]);
    expect(toldOf({ evidence: rows(1) })).toEqual([second]);
    expect(toldOf({ evidence: rows(2), evidenceOmitted: 1 })).toEqual([
      first,
      second,
      "     and 1 more row of the logs: -o json lists them",
    ]);
    expect(toldOf({ evidence: [] })).toEqual([]);
    expect(toldOf({ evidence: rows(2).map((row) => ({ ...row, ip: "203.0.113.8" })) })).toHaveLength(2);
  });

  test("names what is still there, and nothing that is gone", () => {
    const states: Finding["states"] = [
      { id: "/a", name: "partner", presence: "present" },
      { id: "/b", name: "gone", presence: "gone" },
      { id: "/c", name: "unread", presence: "unknown" },
      { id: "/d", name: "deploy", presence: "present" },
    ];
    expect(told({ states })).toEqual(['     still there: "partner", "deploy"']);
  });

  test("says nothing where the logs told nothing", () => {
    expect(told({})).toEqual([]);
  });

  test("shows controls and does not obey them", () => {
    const [line = ""] = told({
      evidence: [logRow({ time: "\u001b[2J", actor: "\u202egone", detail: "\u001b]0;x\u0007" })],
    });
    for (const control of ["\u001b", "\u0007", "\u202e"]) expect(line).not.toContain(control);
    expect(line).toContain("gone");
  });
});

describe("SARIF", () => {
  const messageOf = (over: Partial<Finding>) => {
    const parsed: { runs: { results: { message: { text: string } }[] }[] } = JSON.parse(
      renderWhole(sarif, cleanReport({ findings: [doorFinding({ message: "Bad.", ...over })] })),
    );
    return parsed.runs[0]?.results[0]?.message.text;
  };

  test("tells the last three rows behind a state", () => {
    expect(messageOf({ evidence: rows(4) })).toBe(
      'Bad. 2026-11-11 04:05Z "mallory@contoso.com" from 203.0.113.9: Deed 1. 2026-11-12 04:05Z "mallory@contoso.com" from 203.0.113.9: Deed 2. 2026-11-13 04:05Z "mallory@contoso.com" from 203.0.113.9: Deed 3.',
    );
  });

  test("does not tell an event twice", () => {
    const occurred = { first: "2026-11-10T04:05:06Z", last: "2026-11-10T04:05:06Z" };
    expect(messageOf({ evidence: rows(1), occurred })).toBe("Bad.");
  });
});

describe("a row in words", () => {
  test.each<[Partial<Evidence>, string]>([
    [{}, '"mallory@contoso.com" from 203.0.113.9: SFTP was switched on.'],
    [{ ip: null }, '"mallory@contoso.com": SFTP was switched on.'],
    [{ actor: null }, "from 203.0.113.9: SFTP was switched on."],
    [{ actor: null, ip: null }, "SFTP was switched on."],
  ])("%j", (over, text) => {
    expect(evidenceText(logRow(over))).toBe(text);
  });

  test("a time that is none stays as it is", () => {
    expect(timeText("yesterday")).toBe("yesterday");
  });
});
