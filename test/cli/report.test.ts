import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import json from "../../reports/json.ts";
import { readReport } from "../../src/cli/read-report.ts";
import { ATTACK, ATTACKS, attackReport, isDangerous, isWorkflowCommand } from "../reports/attacks.ts";
import { attackedDesk, deskReport } from "../reports/desk-report.ts";
import {
  cleanReport,
  doorFinding,
  pathFinding,
  renderWhole,
  sampleReport,
} from "../reports/sample-report.ts";
import { runMain } from "./run-main.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "foothold-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** `foothold report` as a person runs it. It asks nobody anything. */
async function report(...args: readonly string[]) {
  return await runMain("report", ...args);
}

async function saved(content: string | object): Promise<string> {
  const file = path.join(folder, "old.json");
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const FORMATS = ["terminal", "json", "sarif", "markdown", "csv", "ocsf", "junit", "html"] as const;

describe("a saved report", () => {
  test.each([
    ["a rich one", sampleReport()],
    ["a clean one", cleanReport()],
    ["one against a baseline", deskReport()],
    ["one with what ran out", sampleReport({ suppressions: { expired: ["a"], unused: ["b"] } })],
  ])("%s is the same bytes when it is rendered as JSON again", async (_, given) => {
    const text = renderWhole(json, given);
    expect(await report(await saved(text), "-o", "json")).toEqual({ exitCode: 0, stdout: text, stderr: "" });
  });

  test("an attack is the same bytes too, with a tag that is named __proto__", async () => {
    const { suppressed: _, ...finding } = attackedDesk().findings[0] ?? doorFinding();
    const text = renderWhole(json, { ...attackReport(), findings: [finding] });
    expect(text).toContain('"__proto__"');
    // Only foothold itself names techniques, sections, times and addresses: the rest of it is what Azure says.
    expect((await report(await saved(text), "-o", "json")).stdout).toBe(text);
  });

  test("is the terminal report where no format is named, and exit 0 whatever it tells", async () => {
    const { exitCode, stdout } = await report(await saved(renderWhole(json, sampleReport())));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^foothold {2}Contoso \(/);
  });

  test("comes in every format at once, each its own file", async () => {
    const file = await saved(renderWhole(json, deskReport()));
    const outputs = FORMATS.flatMap((format) => ["-o", `${format}=${folder}/x.${format}`]);
    const { exitCode, stdout, stderr } = await report(file, ...outputs);
    expect([exitCode, stdout]).toEqual([0, ""]);
    expect(stderr.split("\n")).toEqual([
      ...FORMATS.map((format) => `foothold: wrote ${format} to ${folder}/x.${format}`),
      "foothold: SARIF of an incomplete scan: code scanning would take what was not read for fixed",
      "",
    ]);
    for (const format of FORMATS) expect(await readFile(`${folder}/x.${format}`, "utf8")).not.toBe("");
    expect(await readFile(`${folder}/x.csv`, "utf8")).toMatch(/^\ufeff"status",/);
  });

  test("can be replaced by what it is rendered to, and --quiet says nothing", async () => {
    const text = renderWhole(json, sampleReport());
    const file = await saved(text);
    expect(await report(file, "--quiet", "-o", `json=${file}`)).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: "",
    });
    expect(await readFile(file, "utf8")).toBe(text);
  });

  test("of an older foothold lacks what was added since", async () => {
    const { logs: _, ...scan } = sampleReport().scan;
    const [finding] = sampleReport().findings;
    const older = { ...sampleReport(), scan, findings: [finding] };
    const read = await readReport(await saved(older));
    expect(read).toEqual({
      ...older,
      scan: { ...scan, logs: { since: "2026-11-20T06:00:00Z", workspaces: [] } },
    });
  });

  test("of a newer foothold holds more, which is let be and not written", async () => {
    const newer = {
      ...sampleReport(),
      later: { a: [1] },
      findings: [
        { ...doorFinding(), later: true, subject: { ...doorFinding().subject, type: "newSections" } },
      ],
    };
    const { exitCode, stdout } = await report(await saved(newer), "-o", "json");
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain("later");
    expect(stdout).toContain("newSections");
  });

  test("may begin with a byte order mark", async () => {
    const file = await saved(`\ufeff${renderWhole(json, sampleReport())}`);
    expect((await report(file, "-o", "json")).exitCode).toBe(0);
  });
});

describe("what is refused in one line, with exit 2", () => {
  const sample = sampleReport();
  const finding = doorFinding();
  const withFinding = (over: object) => ({ ...sample, findings: [finding, { ...finding, ...over }] });
  const withSubject = (over: object) => withFinding({ subject: { ...finding.subject, ...over } });

  test.each<[string, string | object, string | RegExp]>([
    ["nothing", "", "no JSON"],
    ["half a report", renderWhole(json, sample).slice(0, 900), "no JSON"],
    ["a comma too many", '{\n"a": 1,\n}', "no JSON at position 10 (line 3 column 1)"],
    ["another text, of which nothing is shown", "SECRET=hunter2\n", "no JSON"],
    ["hostile text", `\u001b[2J\n::error::x`, /^no JSON(?: at position .*)?$/],
    ["null", "null", "/schemaVersion: there is none: no report of foothold"],
    ["a list", "[]", "/schemaVersion: there is none: no report of foothold"],
    ["another JSON", { version: "2.1.0", runs: [] }, "/schemaVersion: there is none: no report of foothold"],
    [
      "another version",
      { ...sample, schemaVersion: "2" },
      '/schemaVersion: this is version "2", and foothold reads version "1"',
    ],
    [
      "a hostile version",
      { ...sample, schemaVersion: "\u001b[2J" },
      String.raw`/schemaVersion: this is version "\u{1b}[2J", and foothold reads version "1"`,
    ],
    [
      "a version that is a number",
      { ...sample, schemaVersion: 1 },
      '/schemaVersion: this is version number, and foothold reads version "1"',
    ],
    [
      "a list that is none",
      { ...sample, findings: {} },
      "/findings: Invalid input: expected array, received object",
    ],
    [
      "no list",
      { ...sample, coverage: undefined },
      "/coverage: Invalid input: expected array, received undefined",
    ],
    [
      "a finding that is none",
      { ...sample, findings: [finding, null] },
      "/findings/1: Invalid input: expected object, received null",
    ],
    [
      "a score of words",
      withFinding({ score: "92" }),
      "/findings/1/score: Invalid input: expected number, received string",
    ],
    [
      "a score over 100",
      withFinding({ score: 101 }),
      "/findings/1/score: Too big: expected number to be <=100",
    ],
    ["a band of its own", withFinding({ severity: "severe" }), /^\/findings\/1\/severity: Invalid option/],
    ["a number as name", withSubject({ name: 5 }), /^\/findings\/1\/subject\/name: /],
    [
      "a tag that is a list",
      withSubject({ tags: { "a/b~c": [] } }),
      /^\/findings\/1\/subject\/tags\/a~1b~0c: /,
    ],
    [
      "a time that is none",
      { ...sample, scan: { ...sample.scan, collectedAt: "yesterday" } },
      "/scan/collectedAt: Expected a time such as 2026-11-20T06:00:00Z",
    ],
    [
      "an evidence that is none",
      withFinding({ evidence: [{ ...finding.evidence[0], source: "rumor" }] }),
      /^\/findings\/1\/evidence\/0\//,
    ],
    [
      "a known user of nobody",
      { ...sample, known: { ...sample.known, localUsers: [{}] } },
      /^\/known\/localUsers\/0\/account: /,
    ],
    [
      "a key of two lines",
      withSubject({ tags: { "a\n::error::x": 1 } }),
      /^\/findings\/1\/subject\/tags\/a\\u\{a\}::error::x: /,
    ],
    [
      "a key that is hostile",
      withSubject({ tags: { "\u001b[2J": 1 } }),
      /^\/findings\/1\/subject\/tags\/\\u\{1b\}\[2J: /,
    ],
    ["nested without end", `${"[".repeat(3_000_000)}`, /^no JSON/],
    [
      "nested without end where a finding is expected",
      JSON.stringify({ ...sample, findings: [0] }).replace(
        '"findings":[0]',
        `"findings":[${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}]`,
      ),
      "/findings/0: Invalid input: expected object, received array",
    ],
  ])("%s", async (_, content, message) => {
    const file = await saved(content);
    const { exitCode, stdout, stderr } = await report(file);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr.split("\n")).toHaveLength(2);
    const prefix = `foothold: ${file}: `;
    expect(stderr.startsWith(prefix)).toBe(true);
    const said = stderr.slice(prefix.length, -1);
    if (typeof message === "string") expect(said).toBe(message);
    else expect(said).toMatch(message);
    expect(isDangerous(said)).toBe(false);
  });

  test("what nests without end and is not known is let be", async () => {
    const deep = `${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`;
    const file = await saved(JSON.stringify({ ...sample, later: 0 }).replace('"later":0', `"later":${deep}`));
    expect((await report(file, "-o", "json")).stdout).toBe(renderWhole(json, sample));
  });

  test.each([
    ["a file that is not there", "none.json", "ENOENT"],
    ["a folder", ".", "EISDIR"],
  ])("%s", async (_, name, code) => {
    const file = path.join(folder, name);
    expect(await report(file)).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `foothold: ${file}: cannot be read (${code})\n`,
    });
  });

  test("a file that no string can hold", async () => {
    const file = path.join(folder, "huge.json");
    // Nothing but its length is on the disk.
    await writeFile(file, "");
    await truncate(file, 600 * 1024 * 1024);
    expect(await report(file)).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `foothold: ${file}: too large, no string can hold it\n`,
    });
  });

  test("no file named", async () => {
    expect(await report()).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("missing required argument 'report.json'"),
    });
  });

  test("a format, and a path that cannot be written, before the file is read", async () => {
    expect((await report("/nowhere.json", "-o", "pdf")).stderr).toBe(
      'foothold: -o pdf: there is no format "pdf"; formats are terminal, json, sarif, markdown, csv, ocsf, junit, html\n',
    );
    expect((await report("/nowhere.json", "-o", "csv=/nowhere/x.csv")).stderr).toBe(
      "foothold: -o csv=/nowhere/x.csv: cannot be written (ENOENT)\n",
    );
  });

  test("--log-format json holds for errors", async () => {
    const { stderr } = await report("/nowhere.json", "--log-format", "json");
    expect(JSON.parse(stderr)).toMatchObject({
      level: "error",
      message: "/nowhere.json: cannot be read (ENOENT)",
    });
  });
});

describe("hostile text of a saved report", () => {
  test.each(["terminal", "json", "sarif", "markdown", "csv", "ocsf", "junit"])(
    "%s acts on no terminal and on no workflow's log",
    async (format) => {
      const file = await saved(renderWhole(json, attackReport()));
      const { exitCode, stdout } = await report(file, "-o", format);
      expect(exitCode).toBe(0);
      const lines = stdout.replace(/^\ufeff/, "").split(/\r?\n/);
      expect(lines.filter(isDangerous)).toEqual([]);
      expect(lines.filter(isWorkflowCommand)).toEqual([]);
    },
  );

  test("what only somebody who edits the file can set is text as well: ids of checks, versions, versions of the model", async () => {
    const sample = sampleReport();
    const edited = {
      ...sample,
      tool: { ...sample.tool, name: ATTACK, version: ATTACK },
      findings: ATTACKS.map((attack) => doorFinding({ check: attack })),
      checks: sample.checks.map((one) => ({ ...one, id: ATTACK, group: ATTACK })),
    };
    for (const format of ["terminal", "markdown", "csv", "ocsf", "junit"]) {
      const { exitCode, stdout } = await report(await saved(edited), "-o", format);
      const lines = stdout.replace(/^\ufeff/, "").split(/\r?\n/);
      expect([format, exitCode, lines.filter(isDangerous), lines.filter(isWorkflowCommand)]).toEqual([
        format,
        0,
        [],
        [],
      ]);
    }
  });
});

describe("the check of a saved report", () => {
  const full: unknown = JSON.parse(
    renderWhole(
      json,
      deskReport({
        findings: [
          pathFinding({
            baseline: "new",
            evidence: attackReport().findings[0]?.evidence ?? [],
            evidenceOmitted: 1,
            occurred: { first: "2026-11-19T00:00:00Z", last: "2026-11-19T00:00:00Z" },
            states: [{ id: "a", name: "b", presence: "gone" }],
            query: { id: "q01", text: "x" },
            suppressed: { reason: "a", owner: "b", expires: "2027-01-01" },
          }),
        ],
        notAssessed: sampleReport().notAssessed.slice(0, 1),
        resolved: deskReport().resolved.slice(2),
        checks: sampleReport().checks.slice(0, 1),
        coverage: sampleReport().coverage.slice(0, 1),
        suppressions: { expired: ["a"], unused: ["b"] },
      }),
    ),
  );

  /** Every place of the report: the keys that lead there. */
  function placesOf(value: unknown, at: readonly string[] = []): readonly (readonly string[])[] {
    if (typeof value !== "object" || value === null) return [at];
    return [at, ...Object.entries(value).flatMap(([key, member]) => placesOf(member, [...at, key]))];
  }

  function changed(at: readonly string[], to: unknown): unknown {
    const copy: unknown = structuredClone(full);
    const holder = at.slice(0, -1).reduce<unknown>((inner, key) => Object(inner)[key], copy);
    Object(holder)[at.at(-1) ?? ""] = to;
    return copy;
  }

  const schema = JSON.parse(
    readFileSync(new URL("../../schemas/report.schema.json", import.meta.url), "utf8"),
  );
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);

  test("refuses what the schema refuses: each value, missing and of another type", async () => {
    expect(validate(full), JSON.stringify(validate.errors)).toBe(true);
    await readReport(await saved(JSON.stringify(full)));
    const missed: string[] = [];
    let refused = 0;
    for (const at of placesOf(full).slice(1)) {
      for (const to of [undefined, 7.5, ["\u0000"], "\u001b"]) {
        const content = JSON.stringify(changed(at, to));
        if (validate(JSON.parse(content))) continue;
        refused += 1;
        const isRefused = await readReport(await saved(content)).then(
          () => false,
          () => true,
        );
        if (!isRefused) missed.push(`${at.join("/")} = ${JSON.stringify(to)}`);
      }
    }
    expect(missed).toEqual([]);
    expect(refused).toBeGreaterThan(700);
  });
});
