import { describe, expect, test } from "vitest";
import csv from "../../reports/csv.ts";
import json from "../../reports/json.ts";
import junit from "../../reports/junit.ts";
import markdown from "../../reports/markdown.ts";
import ocsf from "../../reports/ocsf.ts";
import sarif from "../../reports/sarif.ts";
import terminal from "../../reports/terminal.ts";
import { ATTACKS, isDangerous, isWorkflowCommand } from "./attacks.ts";
import { attackedDesk } from "./desk-report.ts";
import { renderWhole } from "./sample-report.ts";

describe.each([terminal, json, sarif, markdown, csv, ocsf, junit])("$name", (reporter) => {
  // The byte order mark of CSV is its own.
  const text = renderWhole(reporter, attackedDesk()).replace(/^\ufeff/, "");

  test("what only a baseline or a suppression brings acts on no terminal and no workflow's log either", () => {
    const lines = text.split(/\r?\n/);
    expect(lines.filter(isDangerous)).toEqual([]);
    expect(lines.filter(isWorkflowCommand)).toEqual([]);
    expect(text.isWellFormed()).toBe(true);
  });
});

test.each([
  ["json", [renderWhole(json, attackedDesk())]],
  ["sarif", [renderWhole(sarif, attackedDesk())]],
  ["ocsf", renderWhole(ocsf, attackedDesk()).trimEnd().split("\n")],
])("no string of %s is malformed once it is parsed", (_, texts) => {
  const strings = texts.flatMap((text) => stringsOf(JSON.parse(text)));
  expect(strings.length).toBeGreaterThan(100);
  expect(strings.filter((string) => !string.isWellFormed())).toEqual([]);
});

test("the attacks are all that the issue names", () => {
  const all = ATTACKS.join("\n");
  for (const trick of [
    "<img src=x onerror=",
    "<script>",
    "[click](https://evil.example)",
    "![p](http://",
    "@octocat",
    "=HYPERLINK(",
    ";+cmd|",
    "\u001b[2J",
    "\u001b]8;;",
    "\u009b",
    "\u202e",
    "\u2066",
    "::error::",
    "##[error]",
    "[fix](1)",
    "\ud800l",
    "\u0000",
  ])
    expect(all).toContain(trick);
});

function stringsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...stringsOf(member)]);
}
