import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { evidenceSectionOf } from "../../src/assess/evidence.ts";
import { loadChecks } from "../../src/assess/load-checks.ts";
import type { CheckMeta } from "../../src/check.ts";
import { DERIVATIONS, sourcesOf } from "../../src/derive/derive.ts";
import { SECTION_NAMES } from "../../src/inventory/sections.ts";
import { VERSION } from "../../src/version.ts";
import { filesOf } from "./files.ts";

const GROUPS = ["storage", "logging", "apps", "credentials", "grants", "tenant", "paths", "events"];

const checks = await loadChecks();
const checkFiles = filesOf("checks/**/*.ts").map((file) => file.path);
const tables = filesOf("test/checks/*/*.test.ts").map((file) => file.path);

const tableOf = (file: string): string => `test/${file.replace(/\.ts$/, ".test.ts")}`;
const withoutTable = (files: readonly string[], found: readonly string[]) =>
  files.filter((file) => !found.includes(tableOf(file)));
const withoutCheck = (files: readonly string[], found: readonly string[]) =>
  found.filter((table) => !files.some((file) => tableOf(file) === table));

/** What a reader would stumble over. The rest, `faultsOfCheck` refuses at load. */
function wordFaults({ title, why, remediation, references, mitre, typical }: CheckMeta): string[] {
  const sentences = [why, remediation.summary, ...remediation.steps];
  return [
    ...(/^[A-Z].*[^.!?]$/.test(title) ? [] : ["the title is no statement without a full stop"]),
    ...sentences.filter((text) => !/^[A-Z].*\.$/.test(text)).map((text) => `no sentence: ${text}`),
    ...(references.length === 0 ? ["no reference"] : []),
    ...(mitre.length === 0 ? ["no technique"] : []),
    ...(remediation.steps.length === 0 || remediation.commands.length === 0 ? ["no way to mend it"] : []),
    ...(typical === undefined ? ["no typical case"] : []),
  ];
}

describe("every check", () => {
  test("is loaded, and every file in checks/ is one", () => {
    expect(checks.map(({ file }) => file.split(path.sep).join("/")).sort()).toEqual(checkFiles);
    expect(checkFiles.length).toBeGreaterThanOrEqual(36);
  });

  test.each(checks.map(({ check, group, file }) => [check.id, group, file, check] as const))(
    "%s lies in a known group, is named as its file, and reads well",
    (id, group, file, check) => {
      expect(GROUPS).toContain(group);
      expect(file.split(path.sep).join("/")).toBe(`checks/${group}/${id}.ts`);
      expect(wordFaults(check)).toEqual([]);
    },
  );

  test("has a table of tests at the same path, and every table has a check", () => {
    expect(withoutTable(checkFiles, tables)).toEqual([]);
    expect(withoutCheck(checkFiles, tables)).toEqual([]);
  });

  test.each(tables)("%s is a table of its own check", (table) => {
    const text = filesOf(table)[0]?.text ?? "";
    const id = path.basename(table, ".test.ts");
    expect(text).toContain(
      `import check from "../../../checks/${path.basename(path.dirname(table))}/${id}.ts";`,
    );
    expect(text).toMatch(/^checkTable\(\s*check,/m);
  });
});

test("every section is read by a check, or serves one that is, or tells whose an account is", () => {
  const read = checks.flatMap(({ check: { subject, inputs = [], enrich = [] } }) =>
    // What logs tell of a subject is joined by the engine.
    [subject, ...inputs, ...enrich, evidenceSectionOf(subject) ?? subject].flatMap((name) => [
      name,
      ...sourcesOf(name),
    ]),
  );
  const idle = SECTION_NAMES.filter((name) => !read.includes(name));
  // The report shows their tags beside those of an account.
  expect(idle).toEqual(["resourceGroups"]);
  expect(DERIVATIONS.map(({ section }) => section).filter((name) => !read.includes(name))).toEqual([]);
});

describe("one version and one Node everywhere", () => {
  const manifest: { version: string; engines: unknown } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  );

  test("the version is package.json's", () => {
    expect(VERSION).toBe(manifest.version);
    expect(VERSION).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test("engines says from which Node on, and the tests run on such a one", () => {
    expect(manifest.engines).toEqual({ node: ">=22.19" });
    const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
    expect(major > 22 || (major === 22 && minor >= 19)).toBe(true);
  });
});

describe("the gate can fail", () => {
  const files = ["checks/storage/one.ts", "checks/apps/two.ts"];
  const found = ["test/checks/storage/one.test.ts", "test/checks/storage/two.test.ts"];

  test("a check without a table, also where a table of its name lies in another group", () => {
    expect(withoutTable(files, found)).toEqual(["checks/apps/two.ts"]);
  });

  test("a table without a check", () => {
    expect(withoutCheck(files, found)).toEqual(["test/checks/storage/two.test.ts"]);
  });

  const good = checks[0]?.check;
  test.each<[string, Partial<CheckMeta>]>([
    ["a full stop", { title: "It is bad." }],
    ["a question", { title: "Is it bad?" }],
    ["a small letter", { title: "it is bad" }],
    ["half a sentence", { why: "because" }],
    ["no reference", { references: [] }],
    ["no technique", { mitre: [] }],
    ["nothing to do", { remediation: { summary: "Mend it.", steps: [], commands: [] } }],
    [
      "a step without a full stop",
      { remediation: { summary: "Mend it.", steps: ["Mend"], commands: ["az"] } },
    ],
  ])("%s", (_, over) => {
    expect(good === undefined ? [] : wordFaults({ ...good, ...over })).toHaveLength(1);
  });
});
