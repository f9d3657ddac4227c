import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { filesOf } from "../gates/files.ts";
import { commandFaults, commandsOf, scriptsOfPage } from "./foothold-commands.ts";

/** Every text of a YAML file that may be a script: those of several words. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return /\s/.test(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

const scripts = [
  ...filesOf("docs/ci.md").map(({ path, text }) => ({ path, texts: scriptsOfPage(text) })),
  ...filesOf("docs/examples/*.{yml,yaml}").map(({ path, text }) => ({
    path,
    texts: parseAllDocuments(text).flatMap((document) => textsOf(document.toJS())),
  })),
];

const commands = scripts.flatMap(({ path, texts }) =>
  texts.flatMap((text) => commandsOf(text).map((words) => [path, words.join(" "), words] as const)),
);

test("the page and the examples that run foothold", () => {
  expect([...new Set(commands.map(([path]) => path))]).toEqual([
    "docs/ci.md",
    "docs/examples/azure-pipelines.yml",
    "docs/examples/kubernetes-cronjob.yaml",
    "docs/examples/pull-request.yml",
  ]);
});

test.each(commands)("%s: foothold %s", async (_, __, words) => {
  expect(await commandFaults(words)).toEqual([]);
});

describe("the gate can fail", () => {
  test.each<[string, readonly string[]]>([
    ["scan --tennant ID", ["scan has no option --tennant"]],
    ["scan -x", ["scan has no option -x"]],
    ["scan --tenant=ID --tennant=ID", ["scan has no option --tennant=ID"]],
    ['scan -o "jsn=$OUT/x.json"', ["jsn=$OUT/x.json is no output"]],
    ["scam --tenant ID", ["there is no command scam"]],
    ["config --only x", ["config has no option --only"]],
    ['scan --auth cli -o "json=$OUT/x.json" "$@"', []],
  ])("%s", async (line, faults) => {
    expect((await Promise.all(commandsOf(`foothold ${line}`).map(commandFaults))).flat()).toEqual(faults);
  });

  test.each<[string, readonly string[]]>([
    ["foothold scan --quiet # foothold is quiet", ["scan --quiet"]],
    ["npx --yes foothold@0.1.0 checks | head", ["checks"]],
    ["exec foothold scan --auth \\\n  cli >x", ["scan --auth cli"]],
    ["(foothold checks); foothold diff 'a b' c", ["checks", "diff 'a b' c"]],
    ["uses: OWNER/foothold@v0.1.0 x", []],
  ])("%j is read", (script, found) => {
    expect(commandsOf(script).map((words) => words.join(" "))).toEqual(found);
  });

  test("blocks of a shell, and commands within a line, are scripts of a page", () => {
    const page =
      "`foothold checks` and `foothold`\n\n```yaml\nfoothold: no\n```\n\n```sh\nfoothold scan\n```\n";
    expect(scriptsOfPage(page)).toEqual(["foothold scan\n", "foothold checks"]);
  });
});
