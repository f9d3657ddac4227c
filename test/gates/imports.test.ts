import path from "node:path";
import { describe, expect, test } from "vitest";
import { filesOf, withoutComments } from "./files.ts";

/**
 * Who may import whom: the first rule whose pattern matches a file is its whole allowance. A target that ends in a
 * slash is a folder; types count as imports.
 */
const RULES: readonly (readonly [files: string, may: readonly string[]])[] = [
  ["checks/**/*.ts", ["src/check.ts", "src/inventory/"]],
  [
    "reports/**/*.ts",
    [
      "src/reporter.ts",
      "src/check.ts",
      "src/guide-address.ts",
      "src/inventory/known.ts",
      "reports/",
      "node:crypto",
    ],
  ],
  ["src/inventory/hash.ts", ["src/inventory/", "node:crypto"]],
  ["src/inventory/*.ts", ["src/inventory/"]],
  ["src/check.ts", ["src/inventory/"]],
  ["src/derivation.ts", ["src/inventory/"]],
  ["src/collector.ts", ["src/inventory/", "src/collect/azure-reader.ts"]],
  ["src/reporter.ts", ["src/inventory/", "src/check.ts"]],
  ["src/errors.ts", ["src/inventory/"]],
  ["src/config.ts", ["src/check.ts", "src/errors.ts", "src/inventory/", "yaml", "zod"]],
  ["src/index.ts", ["src/check.ts", "src/reporter.ts", "src/inventory/"]],
  ["src/derive/**/*.ts", ["src/derivation.ts", "src/inventory/", "src/derive/", "node:url", "tldts"]],
  [
    "src/assess/load-checks.ts",
    ["src/check.ts", "src/reporter.ts", "src/inventory/", "src/errors.ts", "src/assess/", "node:"],
  ],
  ["src/assess/*.ts", ["src/check.ts", "src/reporter.ts", "src/inventory/", "src/errors.ts", "src/assess/"]],
  [
    "src/collect/azure/**/*.ts",
    [
      "src/collector.ts",
      // Who looked is a type of the report.
      "src/reporter.ts",
      "src/errors.ts",
      "src/inventory/",
      "src/collect/",
      "node:",
      "@azure/",
      "@microsoft/",
      "p-limit",
      "zod",
    ],
  ],
  ["src/collect/queries/*.ts", ["src/check.ts", "src/inventory/", "src/collect/queries/", "node:fs"]],
  [
    "src/collect/*.ts",
    [
      "src/collector.ts",
      // What was asked, and who looked, are types of the report.
      "src/reporter.ts",
      "src/errors.ts",
      "src/inventory/",
      "src/collect/",
      "p-limit",
      "zod",
      "yaml",
    ],
  ],
  [
    "src/scan.ts",
    [
      "src/check.ts",
      "src/collector.ts",
      "src/derivation.ts",
      "src/reporter.ts",
      "src/errors.ts",
      "src/inventory/",
      "src/collect/",
      "src/derive/",
      "src/assess/",
    ],
  ],
  ["src/version.ts", []],
  ["src/guide-address.ts", []],
  ["src/cli/report-schema.ts", ["src/check.ts", "zod"]],
  ["src/cli/read-report.ts", ["src/", "reports/", "node:", "zod"]],
  ["src/cli/**/*.ts", ["src/", "reports/", "node:", "commander"]],
  ["src/cli.ts", ["src/", "node:"]],
  ["src/action/*.ts", ["src/", "reports/", "node:"]],
  ["src/action.ts", ["src/", "reports/", "node:"]],
];

const ALL = ["src/**/*.ts", "checks/**/*.ts", "reports/**/*.ts"].flatMap(filesOf);

const IMPORT =
  /\b(?:import|export)\b[^;"'()]*?\bfrom\s*["'](?<from>[^"']+)["']|\bimport\s*["'](?<bare>[^"']+)["']|\bimport\s*\(\s*["'`](?<dynamic>[^"'`]+)["'`]/g;

/** What a file imports: files from the root of the repository, packages as they are named. */
function targetsOf(file: string, text: string): string[] {
  return [...withoutComments(text).matchAll(IMPORT)]
    .map(({ groups }) => groups?.["from"] ?? groups?.["bare"] ?? groups?.["dynamic"] ?? "")
    .map((target) => (target.startsWith(".") ? path.posix.join(path.posix.dirname(file), target) : target));
}

const isAllowed = (target: string, may: readonly string[]): boolean =>
  may.some((one) => target === one || (/[/:]$/.test(one) && target.startsWith(one)));

function forbidden(file: string, text: string, may: readonly string[]): string[] {
  return targetsOf(file, text).filter((target) => !isAllowed(target, may));
}

const ruleOf = (file: string) => RULES.find(([pattern]) => path.posix.matchesGlob(file, pattern));

describe.each(RULES)("%s", (pattern, may) => {
  const files = ALL.filter((file) => ruleOf(file.path)?.[0] === pattern);

  test("matches at least one file", () => {
    expect(files.length).toBeGreaterThan(0);
  });

  test("imports only what it may", () => {
    expect(
      files.flatMap(({ path: at, text }) => forbidden(at, text, may).map((target) => `${at} → ${target}`)),
    ).toEqual([]);
  });
});

test("every file has a rule", () => {
  expect(ALL.filter(({ path: at }) => ruleOf(at) === undefined).map(({ path: at }) => at)).toEqual([]);
  expect(ALL.length).toBeGreaterThan(60);
});

test("nothing imports tests", () => {
  const importers = ALL.filter(({ path: at, text }) =>
    targetsOf(at, text).some((target) => target.startsWith("test/")),
  );
  expect(importers.map(({ path: at }) => at)).toEqual([]);
});

/** The places where a package may be known at all, whatever the rules above say. */
const HOMES: readonly (readonly [RegExp, string])[] = [
  [/^@azure\//, "src/collect/azure/"],
  [/^@microsoft\//, "src/collect/azure/"],
  [/^p-limit$/, "src/collect/"],
  [/^commander$/, "src/cli"],
];

test.each(HOMES)("%s is imported somewhere, and only in %s", (name, home) => {
  const importers = ALL.filter(({ path: at, text }) =>
    targetsOf(at, text).some((target) => name.test(target)),
  );
  expect(importers.length).toBeGreaterThan(0);
  expect(importers.map(({ path: at }) => at).filter((at) => !at.startsWith(home))).toEqual([]);
});

test.each([/^zod$/, /^yaml$/])("%s is imported only where files and answers are read", (name) => {
  const importers = ALL.filter(({ path: at, text }) =>
    targetsOf(at, text).some((target) => name.test(target)),
  );
  expect(importers.length).toBeGreaterThan(0);
  expect(
    importers
      .map(({ path: at }) => at)
      .filter((at) => !/^src\/(?:collect\/|config\.ts$|cli\/(?:report-schema|read-report)\.ts$)/.test(at)),
  ).toEqual([]);
});

const touchesProcess = (text: string): boolean =>
  /(?<![.\w"'`-])process\s*(?:[.[;,)]|\?\.)|["']node:process["']|globalThis\.process/.test(
    withoutComments(text),
  );

test("only the two composition roots touch the process", () => {
  expect(ALL.filter(({ text }) => touchesProcess(text)).map(({ path: at }) => at)).toEqual([
    "src/action.ts",
    "src/cli.ts",
  ]);
});

describe("the rules can fail", () => {
  const source = `
    import fs from "node:fs";
    import type { X } from "../../src/assess/assess.ts";
    import {
      one,
      type Two,
    } from "../../src/check.ts";
    export { y } from "../../src/scan.ts";
    export * from "../other/check.ts";
    import "zod";
    const late = await import("commander");
    type Z = import("../../src/cli.ts").Z;
    // import { no } from "comment";
    /* import { no } from "comment"; */
    const address = "https://example.com"; import a from '@azure/identity';
  `;

  test("every way to import is seen, and no comment", () => {
    expect(forbidden("checks/storage/x.ts", source, ["src/check.ts", "src/inventory/"])).toEqual([
      "node:fs",
      "src/assess/assess.ts",
      "src/scan.ts",
      "checks/other/check.ts",
      "zod",
      "commander",
      "src/cli.ts",
      "@azure/identity",
    ]);
  });

  test.each<[string, readonly string[], boolean]>([
    ["src/check.ts", ["src/check.ts"], true],
    ["src/checks/x.ts", ["src/check"], false],
    ["src/inventory/known.ts", ["src/inventory/"], true],
    ["src/inventory-x/known.ts", ["src/inventory/"], false],
    ["node:fs", ["node:"], true],
    ["node:fs", ["node:crypto"], false],
    ["zod/v4", ["zod"], false],
  ])("%s for %j: %s", (target, may, expected) => {
    expect(isAllowed(target, may)).toBe(expected);
  });

  test.each<[string, boolean]>([
    ["process.exit(1)", true],
    ["const { env } = process;", true],
    ["x(process?.env)", true],
    ["process['env']", true],
    ['import p from "node:process"', true],
    ["globalThis.process", true],
    ["// process.exit", false],
    ["/** the process. */", false],
    ["child.process.exit()", false],
    ["'process.exit'", false],
    ["preprocess.run()", false],
  ])("%s touches the process: %s", (text, expected) => {
    expect(touchesProcess(text)).toBe(expected);
  });
});
