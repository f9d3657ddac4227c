import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import csv, { CSV_COLUMNS } from "../../reports/csv.ts";
import { csvField, csvRow } from "../../reports/text/csv.ts";
import { visible } from "../../reports/text/visible.ts";
import type { ScanReport } from "../../src/reporter.ts";
import { ATTACKS, isDangerous, isWorkflowCommand } from "./attacks.ts";
import { attackedDesk, deskReport, manyFindings } from "./desk-report.ts";
import { cleanReport, doorFinding, renderWhole, sampleReport } from "./sample-report.ts";

describe("the table", () => {
  test("the columns are a contract: added at the end, never renamed", () => {
    expect(renderWhole(csv, cleanReport())).toBe(
      '\ufeff"status","severity","score","confidence","verdict","check","title","message","subject_type",' +
        '"subject_id","subject_name","scope","scope_name","url","tags","baseline","first_occurred",' +
        '"last_occurred","evidence_rows","mitre","remediation","suppressed_reason","suppressed_owner",' +
        '"suppressed_expires","fingerprint","tenant_id","collected_at","foothold_version"\r\n',
    );
  });

  test("one finding in full", () => {
    const finding = doorFinding({ evidenceOmitted: 7 });
    expect(rowsOf(sampleReport({ findings: [finding], notAssessed: [] }))).toEqual([
      {
        status: "open",
        severity: "critical",
        score: "92",
        confidence: "0.9",
        verdict: "act",
        check: "sftp-open-door",
        title: finding.title,
        message: finding.message,
        subject_type: "localUsers",
        subject_id: finding.subject.id,
        subject_name: "backup",
        scope: "/subscriptions/11111111-1111-4111-8111-111111111111",
        scope_name: "contoso-prod",
        url: "https://portal.azure.com/#@/resource/subscriptions",
        tags: "10=ten; owner=ops",
        baseline: "",
        first_occurred: "",
        last_occurred: "",
        evidence_rows: "7",
        mitre: "T1098 T1136.003 MS-T809",
        remediation: "Delete the user.",
        suppressed_reason: "",
        suppressed_owner: "",
        suppressed_expires: "",
        fingerprint: finding.fingerprint,
        tenant_id: "72f988bf-0000-4000-8000-2d7cd011db47",
        collected_at: "2026-11-20T06:00:00Z",
        foothold_version: "0.1.0",
      },
    ]);
  });

  test("how each row stands, in the order of the report", () => {
    const rows = rowsOf(deskReport());
    expect(rows.map((row) => [row["status"], row["check"], row["baseline"]])).toEqual([
      ["open", "sftp-open-door", "new"],
      ["open", "app-secret", "changed"],
      ["open", "can-become", "unchanged"],
      ["suppressed", "sftp-endpoint", "unchanged"],
      ["resolved", "sftp-open-door", ""],
      ["not-read-again", "sftp-open-door", ""],
      ["aged-out", "sftp-open-door", ""],
      ["not-assessed", "app-secret", ""],
      ["not-assessed", "sftp-open-door", ""],
      ["not-assessed", "sftp-unlogged", ""],
      ["not-assessed", "sftp-endpoint", ""],
    ]);
    expect(rows[3]).toMatchObject({
      suppressed_reason: "the partner portal",
      suppressed_owner: "ops@contoso.com",
      suppressed_expires: "2027-01-31",
    });
    expect(rows[6]).toMatchObject({
      first_occurred: "2026-06-01T00:00:00Z",
      last_occurred: "2026-06-02T00:00:00Z",
    });
  });

  test("what is not assessed says what was not read and what that needs", () => {
    const rows = rowsOf(deskReport()).filter((row) => row["status"] === "not-assessed");
    expect(rows[1]).toMatchObject({
      subject_id: "",
      scope: "/subscriptions/99999999-9999-4999-8999-999999999999",
      score: "",
      severity: "",
      message: expect.stringMatching(
        /^Not read: .* \(access denied; GET .*\)\. Needs Microsoft\.Storage\/storageAccounts\/read \(role Reader\)\./,
      ),
    });
    expect(rows[0]).toMatchObject({ subject_name: "billing" });
  });

  test("every field is quoted, every line ends with CR and LF, the file begins with a byte order mark", () => {
    const text = renderWhole(csv, deskReport());
    expect(text.startsWith('\ufeff"status",')).toBe(true);
    const lines = text.slice(1).split("\r\n");
    expect(lines.pop()).toBe("");
    expect(lines.filter((line) => !/^"(?:[^"]|"")*"(?:,"(?:[^"]|"")*")*$/.test(line))).toEqual([]);
    expect(lines.join("")).not.toMatch(/[\r\n]/);
  });

  test("comes one finding a chunk", () => {
    const chunks = [...csv.render(manyFindings(1000), { color: false, width: 80 })];
    expect(chunks.filter((chunk) => chunk.includes("marker ")).length).toBe(1000);
  });
});

describe("hostile text", () => {
  test("a parser finds the same cells, each with the attack as text", () => {
    const report = attackedDesk();
    const rows = rowsOf(report);
    expect(rows).toHaveLength(report.findings.length + report.resolved.length + report.notAssessed.length);
    report.findings.forEach((finding, index) => {
      const cell = rows[index]?.["message"] ?? "";
      expect(withoutGuards(cell)).toBe(withoutGuards(visible(finding.message)));
    });
  });

  test("no line acts on a terminal or on a workflow's log", () => {
    const lines = renderWhole(csv, attackedDesk()).slice(1).split("\r\n");
    expect(lines.filter(isDangerous)).toEqual([]);
    expect(lines.filter(isWorkflowCommand)).toEqual([]);
  });

  test.each([
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", String.raw`'\u{9}=1`],
    ["\r=1", String.raw`'\u{d}=1`],
    ["\n=1", String.raw`'\u{a}=1`],
    ["\uff1d1", "'\uff1d1"],
    ["\uff0b1", "'\uff0b1"],
    ["\uff0d1", "'\uff0d1"],
    ["\uff20x", "'\uff20x"],
    ["  =1", "'  =1"],
    ["\u3000\u00a0=1", "'\u3000\u00a0=1"],
    ["a;=1", "a;'=1"],
    ['a; "=1', "a; \"'=1"],
    ["a,=1", "a,=1"],
    ["a=1", "a=1"],
    ["plain - text", "plain - text"],
    ["", ""],
  ])("%j is %j in a cell", (text, cell) => {
    expect(parse(csvRow([text]))).toEqual([[cell]]);
  });

  test("any texts are as many cells, and none begins a formula for whoever splits at commas or semicolons", () => {
    const text = fc.oneof(
      fc.constantFrom(...ATTACKS),
      fc
        .array(fc.constantFrom("=", "+", "-", "@", "\uff1d", ";", ",", '"', "'", " ", "\t", "a"))
        .map((all) => all.join("")),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (texts) => {
        const row = csvRow(texts);
        const [cells = []] = parse(row);
        expect(cells).toHaveLength(texts.length);
        expect(cells.filter((cell) => FORMULA.test(cell))).toEqual([]);
        expect(splitAtSemicolons(row).filter((cell) => FORMULA.test(cell))).toEqual([]);
      }),
    );
  });

  test("the canary: the guard of these tests knows formulas, and a semicolon parts a quoted text", () => {
    expect(["=1", " +1", "\uff1d1"].every((text) => FORMULA.test(text))).toBe(true);
    expect(splitAtSemicolons('"a","b;=1"\r\n')).toEqual(['a,"b', '=1"']);
    expect(splitAtSemicolons('"a","b;""=1"\r\n')).toEqual(['a,"b', '=1"']);
    expect(csvField('"')).toBe('""""');
  });
});

const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;

/** As Excel reads it where the list separator is a semicolon: a cell may begin with quotes, and they end where they end. */
function splitAtSemicolons(row: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  let isBegun = false;
  const line = row.replace(/\r\n$/, "");
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (line.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (character === ";") {
      cells.push(cell);
      cell = "";
      isBegun = false;
      continue;
    } else if (character === '"' && !isBegun) isQuoted = true;
    else cell += character;
    isBegun = true;
  }
  return [...cells, cell];
}

function withoutGuards(text: string): string {
  return text.replaceAll("'", "");
}

function rowsOf(report: ScanReport): readonly Record<string, string>[] {
  const rows = parse<Record<string, string>>(renderWhole(csv, report), { bom: true, columns: true });
  expect(rows.every((row) => Object.keys(row).join() === CSV_COLUMNS.join())).toBe(true);
  return rows;
}
