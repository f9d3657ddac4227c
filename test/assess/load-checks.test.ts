import { execFile } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { checkHooks, type LoadedCheck, loadChecks } from "../../src/assess/load-checks.ts";
import { FootholdError } from "../../src/errors.ts";

const FILES = globSync("checks/*/*.ts").sort((a, b) => (path.basename(a) < path.basename(b) ? -1 : 1));
const BUILT_IN = FILES.map((file) => path.basename(file, ".ts"));

const root = mkdtempSync(path.join(tmpdir(), "checks-"));
afterAll(() => {
  rmSync(root, { recursive: true });
});

/** A folder with these files. */
function folder(name: string, files: Readonly<Record<string, string>>): string {
  const at = path.join(root, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(at, file)), { recursive: true });
    writeFileSync(path.join(at, file), text);
  }
  return at;
}

/** A check that needs no import: plain JavaScript. */
const plain = (id: string, over = ""): string => `export default {
  id: "${id}", title: "Sample is bad", severity: "low", why: "Because.", mitre: [], references: [],
  remediation: { summary: "None.", steps: [], commands: [] },
  subject: "storageAccounts", evaluate: () => ({ outcome: "pass", message: "Good." }), ${over}
};\n`;

/** A check as the guide for authors has it: TypeScript, with the contract from "foothold". */
const typed = (id: string, extra = ""): string => `import { defineCheck, pass, type Verdict } from "foothold";
${extra}
export default defineCheck({
  id: "${id}", title: "Sample is bad", severity: "low", why: "Because.", mitre: [], references: [],
  remediation: { summary: "None.", steps: [], commands: [] },
  subject: "storageAccounts", inputs: ["localUsers"],
  evaluate(account, { localUsers }): Verdict { return pass(\`\${account.name} \${localUsers.of(account.id).length}\`); },
});\n`;

const ids = (loaded: readonly LoadedCheck[]) => loaded.map(({ check }) => check.id);

/** The lines of the usage error. */
async function faultsOf(...paths: string[]): Promise<string[]> {
  const error: unknown = await loadChecks(paths).catch((reason: unknown) => reason);
  if (!(error instanceof FootholdError)) throw new Error("expected a known error", { cause: error });
  expect([error.code, error.exitCode]).toEqual(["usage", 2]);
  return error.message.split("\n");
}

test("the built-in checks, sorted, each in its group", async () => {
  const loaded = await loadChecks();
  expect(ids(loaded)).toEqual(BUILT_IN);
  expect(BUILT_IN).toEqual(
    expect.arrayContaining(["local-user-password", "sftp-enabled", "sftp-open-network"]),
  );
  expect(loaded.map(({ group }) => group)).toEqual(FILES.map((file) => path.basename(path.dirname(file))));
  expect(loaded.map(({ file }) => file)).toEqual(FILES);
});

describe("a user's checks", () => {
  test("a folder with its sub-folders, beside the built-in ones; helpers, tests and declarations are none", async () => {
    const at = folder("mixed", {
      "b-check.js": plain("b-check"),
      "a-check.mjs": plain("a-check"),
      "deep/er/z-check.js": plain("z-check"),
      "_helper.js": "throw new Error('loaded');",
      "b-check.test.js": "throw new Error('loaded');",
      "c-check.d.ts": "throw new Error('loaded');",
      "README.md": "none",
      "node_modules/x/d-check.js": "throw new Error('loaded');",
    });
    const loaded = await loadChecks([at]);
    expect(ids(loaded)).toEqual([...BUILT_IN, "a-check", "b-check", "z-check"].sort());
    const own = loaded.filter(({ group }) => group === "custom");
    expect(own.map(({ file }) => file)).toEqual([
      path.join(at, "a-check.mjs"),
      path.join(at, "b-check.js"),
      path.join(at, "deep", "er", "z-check.js"),
    ]);
  });

  test("one file", async () => {
    const at = folder("one", { "single-check.js": plain("single-check"), "not-named.js": "throw 1;" });
    const loaded = await loadChecks([path.join(at, "single-check.js")]);
    expect(ids(loaded)).toEqual([...BUILT_IN, "single-check"].sort());
    expect(loaded.find(({ check }) => check.id === "single-check")?.group).toBe("custom");
  });

  test("an empty folder adds nothing", async () => {
    expect(ids(await loadChecks([folder("empty", { "README.md": "" })]))).toEqual(BUILT_IN);
  });
});

describe("faults, all of all files at once", () => {
  test("of several files, in the order in which they were named", async () => {
    const at = folder("faulty", {
      "bad-command.js": plain(
        "bad-command",
        'remediation: { summary: "None.", steps: [], commands: ["az {a-b}"] }',
      ),
      "bad-meta.js": plain("other-id", 'severity: "severe"'),
      "good.js": plain("good"),
      "no-default.js": "export const check = 1;\n",
      "throws.js": "throw new TypeError('at\\nload');\n",
      "throws-word.js": "throw 'a word';\n",
    });
    expect(await faultsOf(path.join(root, "nowhere"), at)).toEqual([
      `--checks ${path.join(root, "nowhere")}: no such file or folder`,
      `${at}/bad-command.js: remediation.commands: "{a-b}" is no placeholder such as {id} or {storageAccounts}`,
      `${at}/bad-meta.js: the id "other-id" differs from the file name`,
      `${at}/bad-meta.js: severity: expected one of critical, high, medium, low, info`,
      `${at}/no-default.js: the default export is no check: export default defineCheck({ … })`,
      `${at}/throws-word.js: a word`,
      expect.stringMatching(/throws\.js(:\d+)?: TypeError: at load$/),
    ]);
  });

  test("the line where the error knows it", async () => {
    const stack = (file: string, rest: string): string =>
      `const error = new Error("bad"); error.stack = import.meta.${file} + "${rest}"; throw error;\n`;
    const at = folder("lines", {
      "by-path.js": stack("filename", ":7\\nbad"),
      "by-url.js": stack("url", ":8:3"),
      "no-number.js": stack("filename", ":x"),
      "no-stack.js": 'const error = new Error("bad"); error.stack = undefined; throw error;\n',
    });
    expect(await faultsOf(at)).toEqual([
      `${at}/by-path.js:7: Error: bad`,
      `${at}/by-url.js:8: Error: bad`,
      `${at}/no-number.js: Error: bad`,
      `${at}/no-stack.js: Error: bad`,
    ]);
  });

  test("a file that is not named like a check", async () => {
    const at = folder("named", { "Check.js": plain("Check"), "x.json": "{}" });
    const words = "not a check file, which is named <id>.ts (.mts, .js, .mjs), the id in kebab case";
    expect(await faultsOf(path.join(at, "Check.js"), path.join(at, "x.json"))).toEqual([
      `--checks ${path.join(at, "Check.js")}: ${words}`,
      `--checks ${path.join(at, "x.json")}: ${words}`,
    ]);
  });

  test("an id used twice names the one who was first", async () => {
    const one = folder("twins-one", { "twin-check.js": plain("twin-check") });
    const two = folder("twins-two", { "twin-check.js": plain("twin-check") });
    expect(await faultsOf(one, two)).toEqual([
      `${path.join(two, "twin-check.js")}: the id "twin-check" is taken by ${path.join(one, "twin-check.js")}`,
    ]);
  });

  test("an id of a built-in check is taken", async () => {
    const at = folder("taken", { "sftp-enabled.js": plain("sftp-enabled") });
    expect(await faultsOf(at)).toEqual([
      `${path.join(at, "sftp-enabled.js")}: the id "sftp-enabled" is taken by ${path.join("checks", "storage", "sftp-enabled.ts")}`,
    ]);
  });
});

// The runner has module loading of its own, so that here the hooks are asked as Node would; below in a real Node.
describe("the hooks", () => {
  const self = "file:///foothold/src/index.ts";
  const { resolve, load } = checkHooks(self, new Set(["file:///checks/"]));
  const context = { conditions: [], importAttributes: {}, parentURL: undefined, format: "commonjs" };

  test("give a user's check the running copy, and everything else what it asked for", () => {
    const next = (specifier: string) => ({ url: `next:${specifier}` });
    expect(resolve("foothold", context, next)).toEqual({
      url: self,
      format: "module-typescript",
      shortCircuit: true,
    });
    expect(resolve("foothold/other", context, next)).toEqual({ url: "next:foothold/other" });
    expect(resolve("./x.ts", context, next)).toEqual({ url: "next:./x.ts" });
  });

  test("give it as JavaScript where the running copy is built", () => {
    const built = checkHooks("file:///foothold/dist/src/index.js", new Set());
    expect(built.resolve("foothold", context, () => ({ url: "" })).format).toBe("module");
  });

  test.each([
    ["file:///checks/a.ts", "module-typescript"],
    ["file:///checks/a.mts", "module-typescript"],
    ["file:///checks/deep/a.js", "module"],
    ["file:///checks/a.mjs", "module"],
    ["file:///checks/_a.cjs", "commonjs"],
    ["file:///checks/_a.cts", "commonjs-typescript"],
    ["file:///checks/_a.json", "commonjs"],
    ["file:///checks/node_modules/g/index.js", "commonjs"],
    ["file:///elsewhere/a.ts", "commonjs"],
    ["file:///checks-too/a.ts", "commonjs"],
  ])("%s is loaded as %s, whatever surrounds it", (url, format) => {
    const seen: unknown[] = [];
    load(url, context, (_, given) => {
      seen.push(given?.format);
      return { format: "module", source: "" };
    });
    expect(seen).toEqual([format]);
  });
});

/** In a Node of its own, where module hooks and type stripping are the real ones. */
async function run(cwd: string, ...args: string[]) {
  const cli = new URL("../../src/cli.ts", import.meta.url).pathname;
  return await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [cli, "checks", ...args], { cwd }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

describe.concurrent("in a Node of its own", () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ["TypeScript without a package.json", { "my-check.ts": typed("my-check") }],
    [
      "TypeScript in a CommonJS project",
      { "package.json": '{ "type": "commonjs" }', "my-check.ts": typed("my-check") },
    ],
    [
      "TypeScript in a project of modules",
      { "package.json": '{ "type": "module" }', "my-check.ts": typed("my-check") },
    ],
    [".mts", { "my-check.mts": typed("my-check") }],
    [
      "JavaScript",
      { "my-check.js": typed("my-check").replace(", type Verdict", "").replace(": Verdict", "") },
    ],
    [
      "JavaScript in a CommonJS project",
      {
        "package.json": '{ "type": "commonjs" }',
        "my-check.js": typed("my-check").replace(", type Verdict", "").replace(": Verdict", ""),
      },
    ],
    [
      "with a helper beside it",
      {
        "my-check.ts": typed(
          "my-check",
          'import { x } from "./_helper.ts";\nconst one: number = x;\nif (one !== 1) throw 1;',
        ),
        "_helper.ts":
          'import { pass } from "foothold";\nexport const x: number = typeof pass === "function" ? 1 : 2;\n',
      },
    ],
    [
      "beside another copy of foothold",
      {
        "my-check.ts": typed("my-check"),
        "node_modules/foothold/package.json":
          '{ "name": "foothold", "type": "module", "exports": "./index.js" }',
        "node_modules/foothold/index.js": "throw new Error('the wrong copy');",
      },
    ],
  ])("%s", async (name, files) => {
    const at = folder(`real ${name}`, files);
    const file = Object.keys(files).find((each) => each.startsWith("my-check")) ?? "";
    const { code, stdout, stderr } = await run(at, "--json", "--checks", file);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const rows: unknown = JSON.parse(stdout);
    expect(rows).toHaveLength(BUILT_IN.length + 1);
    expect(rows).toContainEqual(
      expect.objectContaining({
        id: "my-check",
        group: "custom",
        subject: "storageAccounts",
        inputs: ["localUsers"],
      }),
    );
  });

  test.each<[string, string, RegExp]>([
    [
      "a syntax error, with its line",
      'import { pass } from "foothold";\n\nexport default {{\n',
      /^foothold: my-check\.ts:3: SyntaxError: .+\n$/,
    ],
    [
      "syntax that Node does not strip",
      typed("my-check", "enum Color { Red }\nconsole.log(Color.Red);"),
      /^foothold: my-check\.ts(:\d+)?: SyntaxError: .*enum.*\n$/i,
    ],
    [
      "a name that foothold does not export",
      'import { nothing } from "foothold";\nnothing();\n',
      /my-check\.ts(:\d+)?: SyntaxError: .*nothing/,
    ],
    ["a package that is not there", 'import "not-installed";\n', /my-check\.ts: Error: .*not-installed/],
    ["another id", typed("other"), /^foothold: my-check\.ts: the id "other" differs from the file name\n$/],
  ])("%s ends with exit 2", async (name, text, words) => {
    const at = folder(`broken ${name}`, { "my-check.ts": text });
    const { code, stdout, stderr } = await run(at, "--checks", "my-check.ts");
    expect(stderr).toMatch(words);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect([code, stdout]).toEqual([2, ""]);
  });
});
