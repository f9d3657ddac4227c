import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse as parseCsv } from "csv-parse/sync";
import { parse as parseHtml } from "parse5";
import { afterAll, beforeAll, expect, test } from "vitest";
import { visible } from "../../reports/text/visible.ts";
import type { ScanReport } from "../../src/reporter.ts";
import { isDangerous, isWorkflowCommand } from "../reports/attacks.ts";
import { hasChromium, openDesk, shownNames } from "../reports/html-browser.ts";
import { attribute, elementsOf, islandsOf } from "../reports/html-page.ts";
import { testCasesOf, xmlTree } from "../reports/junit-tree.ts";
import { markdownTokens } from "../reports/markdown-tokens.ts";
import { validateOcsf } from "../reports/ocsf-schema.ts";
import { at, listAt } from "../reports/sample-report.ts";
import { faults, resultsOf } from "../reports/sarif-faults.ts";
import { withoutColor } from "../reports/terminal-guards.ts";
import { hostileTenant, NAMES, TAGS } from "./hostile-tenant.ts";
import { type Running, runFoothold, startTenant } from "./run-scan.ts";

const FORMATS = ["json", "sarif", "markdown", "csv", "ocsf", "junit", "html"] as const;
const SARIF_SCHEMA = "../../node_modules/@microsoft/sarif-multitool-ts/assets/sarif-2.1.0.schema.json";

let running: Running;
let folder: string;
let terminal: string;
let report: ScanReport;
const text: Record<string, string> = {};

beforeAll(async () => {
  running = await startTenant(hostileTenant());
  folder = await mkdtemp(path.join(tmpdir(), "foothold-"));
  const files = FORMATS.flatMap((format) => ["-o", `${format}=${folder}/r.${format}`]);
  const args = ["scan", "--cloud", running.azure.url, "-o", "terminal", ...files, "--verbose"];
  const { stdout, stderr } = await runFoothold(args, running);
  terminal = stdout + stderr;
  for (const format of FORMATS) text[format] = await readFile(`${folder}/r.${format}`, "utf8");
  report = JSON.parse(textOf("json")) as ScanReport;
});
afterAll(async () => {
  await running.azure.close();
  await rm(folder, { recursive: true });
});

function textOf(format: (typeof FORMATS)[number]): string {
  return text[format] ?? "";
}

/** As JSON tells them: a lone surrogate is no character, whatever escape it is written with. */
const told = (name: string) => name.toWellFormed();

/** What formats for the eye make of the report's text; they name the surrogate that the JSON report has lost. */
const shown = (text: string) => visible(text).replaceAll(/\\u\{d[89a-f][0-9a-f]{2}\}/g, "\ufffd");

test("the findings are about all of the names, and the log tells of them", () => {
  const messages = report.findings.map(({ message }) => message);
  const missing = NAMES.filter((name) => !messages.some((message) => message.includes(told(name))));
  expect(missing).toEqual([]);
  const actors = new Set(report.findings.flatMap(({ evidence }) => evidence.map(({ actor }) => actor)));
  expect(NAMES.filter((name) => !actors.has(told(name)))).toEqual([]);
});

test("the terminal obeys nothing: no control character, no workflow command", () => {
  const lines = withoutColor(terminal).split("\n");
  expect(lines.length).toBeGreaterThan(100);
  expect(lines.filter((line) => /[\p{Cc}\p{Cf}]/u.test(line) || isDangerous(line))).toEqual([]);
  expect(lines.filter((line) => line.trimStart().startsWith("::") || isWorkflowCommand(line))).toEqual([]);
});

test.each(FORMATS)("a log into which %s is printed obeys nothing either", (format) => {
  const lines = textOf(format)
    .replace(/^\ufeff/, "")
    // Our own, in Markdown: it parts what GitHub would make a link of.
    .replaceAll("&#8203;", "")
    // Of the HTML page's script.
    .replaceAll("\t", " ")
    .split(/\r?\n/);
  expect(lines.filter((line) => isDangerous(line) || isWorkflowCommand(line))).toEqual([]);
});

test("JSON holds every name and tag as it is", () => {
  expect(report.known.localUsers.map(({ name }) => name).sort()).toEqual(NAMES.map(told).sort());
  const tagged = report.findings.find(({ subject }) => subject.name === "sthostile");
  expect(tagged?.subject.tags).toEqual(TAGS);
});

test("SARIF follows its schema, its paths stay below the root, its links are text", () => {
  const log: unknown = JSON.parse(textOf("sarif"));
  const schema: unknown = JSON.parse(readFileSync(new URL(SARIF_SCHEMA, import.meta.url), "utf8"));
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  expect([ajv.validate(Object(schema), log), ajv.errors]).toEqual([true, null]);
  expect(faults(log)).toEqual([]);
  expect(resultsOf(log).length).toBe(report.findings.length);
  for (const result of resultsOf(log)) {
    const uri = at(result, "locations", 0, "physicalLocation", "artifactLocation", "uri");
    expect(uri).toMatch(/^(?:azure\/subscriptions|entra\/[a-z0-9]+)\//);
    expect(at(result, "message", "text")).not.toMatch(/(?<!\\)\[/);
  }
});

test("Markdown holds no HTML, no image, and no link but those of the checks", () => {
  const { types, links } = markdownTokens(textOf("markdown"));
  expect([...types].filter((type) => ["html", "image", "codespan", "del", "em"].includes(type))).toEqual([]);
  const references = new Set<string>(report.checks.flatMap((check) => check.references));
  expect([...links].filter((link) => !references.has(link))).toEqual([]);
});

test("CSV is as many rows as there are findings and open questions, and no cell is a formula", () => {
  const rows = parseCsv<Record<string, string>>(textOf("csv"), { bom: true, columns: true });
  expect(rows).toHaveLength(report.findings.length + report.notAssessed.length);
  report.findings.forEach(({ subject }, index) => {
    const cell = shown(rows[index]?.["subject_name"] ?? "");
    expect(cell.replaceAll("'", "")).toBe(shown(subject.name).replaceAll("'", ""));
  });
  const cells = rows.flatMap((row) => Object.values(row));
  expect(cells.filter((cell) => /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(cell))).toEqual([]);
});

test("OCSF is an event a line, each of the class Compliance Finding", () => {
  const events = textOf("ocsf")
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  expect(events.flatMap((event) => (validateOcsf(event) ? [] : [validateOcsf.errors]))).toEqual([]);
  // Consumers refuse NUL or cut the text there.
  const subjects = report.findings.map(({ subject }) => subject.id.replaceAll("\0", String.raw`\u{0}`));
  const uids = events.slice(0, subjects.length).map((event) => at(listAt(event, "resources")[0], "uid"));
  expect(uids).toEqual(subjects);
});

test("JUnit is XML, and its counts add up", () => {
  const root = xmlTree(textOf("junit"));
  const cases = testCasesOf(root);
  const failures = cases.filter(({ outcome }) => outcome === "failure");
  expect(failures.length).toBe(report.findings.length);
  expect(root.attributes).toMatchObject({
    tests: String(cases.length),
    failures: String(failures.length),
    errors: String(cases.filter(({ outcome }) => outcome === "error").length),
    skipped: String(cases.filter(({ outcome }) => outcome === "skipped").length),
  });
  const messages = failures.map(({ message = "" }) => shown(message));
  expect(messages.sort()).toEqual(report.findings.map(({ message }) => shown(message)).sort());
});

test("HTML is our elements alone, and its data are the findings", () => {
  const page = parseHtml(textOf("html"), { scriptingEnabled: true });
  const elements = elementsOf(page);
  expect(
    elements.filter(({ tagName }) => /^(?:img|iframe|object|embed|base|link|form)$/.test(tagName)),
  ).toEqual([]);
  expect(
    elements.flatMap(({ attrs }) => attrs).filter(({ name }) => /^(?:on|src|style$)/.test(name)),
  ).toEqual([]);
  const scripts = elementsOf(page, "script").filter((one) => attribute(one, "type") === undefined);
  expect(scripts).toHaveLength(1);
  expect(
    islandsOf(page)
      .flat()
      .map(({ message }) => shown(message)),
  ).toEqual(report.findings.map(({ message }) => shown(message)));
});

test.skipIf(!hasChromium)("a browser runs nothing of it, and asks nobody", async () => {
  const desk = await openDesk();
  try {
    const { page, trouble } = await desk.open(textOf("html"), "#view=subject");
    expect(await page.title()).toContain(visible(report.scan.tenantName ?? ""));
    expect((await shownNames(page)).length).toBeGreaterThan(50);
    expect(await page.locator("img, iframe, [onerror]").count()).toBe(0);
    expect(trouble).toEqual([]);
  } finally {
    await desk.close();
  }
});

/** What the commands of the findings begin with. */
const VERBS = [
  "ad app",
  "ad group",
  "ad sp",
  "monitor diagnostic-settings",
  "policy assignment",
  "policy definition",
  "rest --method",
  "role assignment",
  "security pricing",
  "storage account",
];

test("no copied command can be broken out of", () => {
  const { findings } = report;
  expect(findings.filter(({ cut }) => cut !== undefined).length).toBeGreaterThanOrEqual(NAMES.length);
  const commands = findings.flatMap(({ remediation, cut }) => [
    ...remediation.commands,
    ...(cut ? [cut] : []),
  ]);
  expect(commands.length).toBeGreaterThan(NAMES.length);
  for (const line of commands) {
    // The shell itself says what it would run: one `az`, its words, and nothing else.
    const script = `az() { for word; do printf '%s\\0' "$word"; done; }\n${line}\n`;
    const words = execFileSync("sh", ["-c", script], { cwd: folder, encoding: "utf8" })
      .split("\0")
      .slice(0, -1);
    const verb = words.slice(0, 2).join(" ").replace(/=.*/, "");
    expect(VERBS).toContain(verb);
    if (verb !== "storage account") continue;
    const name = words.find((word) => word.startsWith("--name="))?.slice("--name=".length);
    // An id whose name holds slashes tells no name.
    const placeholders = ["<localUsers: holds control characters>", "<localUsers>"];
    const expected = [...NAMES.map(told), "sthostile", "backup", ...placeholders];
    if (name !== undefined) expect(expected).toContain(name);
  }
  expect(readdirSync(folder).sort()).toEqual(FORMATS.map((format) => `r.${format}`).sort());
});
