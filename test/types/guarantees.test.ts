import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const guarantees = readFileSync(new URL("guarantees.ts", import.meta.url), "utf8");

/** One fault of an author each, as a file of its own, and the error that the compiler must give. */
const PLANTS: Readonly<Record<string, readonly [codes: string, statement: string]>> = {
  "undeclared-section": [
    "TS2339",
    "check({ evaluate: (account, slice) => { slice.tenants.of(account.id); return pass('x'); } })",
  ],
  "async-evaluate": ["TS2322", "check({ evaluate: async () => pass('x') })"],
  "unknown-factor": ["TS2345", "factor('bad-luck', 'x')"],
  "value-before-known": [
    "TS2339",
    "check({ evaluate: (account) => account.isSftpEnabled.value ? pass('x') : pass('y') })",
  ],
  "path-without-verdict": [
    "TS2322 TS7030",
    "check({ evaluate: (account) => { if (account.isSftpEnabled.known) return pass('x'); } })",
  ],
  "gapless-not-assessed": ["TS2555", "notAssessed()"],
  "nothing-wrong": [
    "",
    "check({ evaluate: (account, slice) => pass(account.name + slice.localUsers.of(account.id).length) })",
  ],
  // A directive without an error is an error: this is what keeps guarantees.ts honest.
  "stale-directive": ["TS2578", "// @ts-expect-error nothing is wrong here\npass('x')"],
};

const HEAD = `{ id: "x", title: "x", severity: "low", why: "x", mitre: [], references: [],
  remediation: { summary: "x", steps: [], commands: [] }, subject: "storageAccounts", inputs: ["localUsers"], `;

const plant = (statement: string): string => `
import { defineCheck, factor, notAssessed, pass } from "${repository}src/check.ts";
export { defineCheck, factor, notAssessed, pass };
${statement.replace("check({", `defineCheck(${HEAD}`)};
`;

let root = "";
let output = "";

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), "types-"));
  for (const [name, [, statement]] of Object.entries(PLANTS)) {
    writeFileSync(path.join(root, `${name}.ts`), plant(statement));
  }
  writeFileSync(path.join(root, "package.json"), '{ "type": "module" }');
  // The file of the guarantees, without its directives: every one of its errors must show.
  writeFileSync(
    path.join(root, "bare.ts"),
    guarantees.replaceAll("// @ts-expect-error", "//").replaceAll("../../src/", `${repository}src/`),
  );
  const config = {
    extends: `${repository}tsconfig.json`,
    compilerOptions: {
      rootDir: "/",
      noEmit: true,
      rewriteRelativeImportExtensions: false,
      typeRoots: [`${repository}node_modules/@types`],
    },
    include: ["*.ts"],
  };
  writeFileSync(path.join(root, "tsconfig.json"), JSON.stringify(config));
  const tsc = `${repository}node_modules/typescript/bin/tsc`;
  output = await new Promise((resolve) => {
    execFile(process.execPath, [tsc, "--project", root, "--pretty", "false"], { cwd: root }, (_, stdout) => {
      resolve(stdout);
    });
  });
}, 120_000);

afterAll(() => {
  rmSync(root, { recursive: true });
});

const errorsIn = (file: string): { line: number; code: string }[] =>
  [...output.matchAll(/^(?<file>[^\s(]+)\((?<line>\d+),\d+\): error (?<code>TS\d+)/gm)]
    .filter(({ groups }) => path.basename(groups?.["file"] ?? "") === file)
    .map(({ groups }) => ({ line: Number(groups?.["line"]), code: groups?.["code"] ?? "" }));

test.each(Object.entries(PLANTS))("%s", (name, [code]) => {
  expect(
    errorsIn(`${name}.ts`)
      .map((error) => error.code)
      .join(" "),
  ).toBe(code);
});

test("every directive of guarantees.ts hides an error of the line below it, and only there are errors", () => {
  const lines = guarantees.split("\n");
  const directives = lines.flatMap((line, at) => (line.includes("// @ts-expect-error") ? [at + 2] : []));
  expect(directives.length).toBeGreaterThanOrEqual(12);
  expect([...new Set(errorsIn("bare.ts").map(({ line }) => line))].sort((a, b) => a - b)).toEqual(directives);
});

test("the compiler of the project reads guarantees.ts", () => {
  const { include }: { include: unknown } = JSON.parse(readFileSync(`${repository}tsconfig.json`, "utf8"));
  expect(include).toContain("test");
});
