import { describe, expect, test } from "vitest";
import { DEFAULT_SETTINGS, parseConfig } from "../src/config.ts";
import { FootholdError } from "../src/errors.ts";

const AZURES_OWN = [
  "insights-logs-*",
  "insights-metrics-*",
  "backup*",
  "tfstate*",
  "azure-webjobs*",
  "bootdiagnostics*",
  "vhds*",
];

function faultsOf(text: string): string[] {
  try {
    parseConfig(text, "foothold.yml");
  } catch (error) {
    if (!(error instanceof FootholdError)) throw error;
    expect([error.code, error.exitCode]).toEqual(["config", 2]);
    return error.message.split("\n");
  }
  throw new Error("expected a fault");
}

describe("settings", () => {
  test("the defaults", () => {
    expect(DEFAULT_SETTINGS).toEqual({ expected: { sftp: [] }, sensitiveContainers: AZURES_OWN });
  });

  test.each([
    "",
    "\n",
    "# nothing yet\n",
    "---\n",
    "{}",
    "null\n",
    "expected: {}\n",
    "expected:\n  sftp: []\n",
  ])("%j says nothing, and the defaults hold", (text) => {
    expect(parseConfig(text, "foothold.yml")).toEqual(DEFAULT_SETTINGS);
  });

  test("what a file says; sensitive containers are added to Azure's own", () => {
    const text = [
      "expected:",
      "  sftp: [partners, 'edi-*', \" padded \"]",
      "sensitiveContainers:",
      "  - payroll*",
    ].join("\n");
    expect(parseConfig(text, "foothold.yml")).toEqual({
      expected: { sftp: ["partners", "edi-*", "padded"] },
      sensitiveContainers: [...AZURES_OWN, "payroll*"],
    });
  });

  test("JSON is YAML", () => {
    expect(parseConfig('{"expected": {"sftp": ["a"]}}', "foothold.yml").expected.sftp).toEqual(["a"]);
  });

  test("an alias stands for what it names", () => {
    const text = "expected:\n  sftp: &names [a, b]\nsensitiveContainers: *names\n";
    expect(parseConfig(text, "foothold.yml").sensitiveContainers).toEqual([...AZURES_OWN, "a", "b"]);
  });

  test("one file does not change the defaults of the next", () => {
    parseConfig("sensitiveContainers: [a]", "foothold.yml");
    expect(parseConfig("", "foothold.yml").sensitiveContainers).toEqual(AZURES_OWN);
  });
});

describe("faults name file, line, column and key", () => {
  test.each<[string, string, (string | RegExp)[]]>([
    ["an unknown key", "expectd:\n  sftp: []\n", ["foothold.yml:1:1: expectd: no setting of this name"]],
    [
      "an unknown key inside",
      "expected:\n  sftp: [a]\n  ftp: [b]\n",
      ["foothold.yml:3:3: expected.ftp: no setting of this name"],
    ],
    ["a prototype's key", "constructor: 1\n", ["foothold.yml:1:1: constructor: no setting of this name"]],
    ["a merge key", "base: &b { sftp: [a] }\n", ["foothold.yml:1:1: base: no setting of this name"]],
    [
      "a text for a list",
      "expected:\n  sftp: partners\n",
      [/^foothold\.yml:2:3: expected\.sftp: .*expected array, received string$/],
    ],
    [
      "a number for a name",
      "expected:\n  sftp:\n    - a\n    - 7\n",
      [/^foothold\.yml:4:7: expected\.sftp\.1: .*expected string, received number$/],
    ],
    ["an empty name", 'expected:\n  sftp: ["", a]\n', [/^foothold\.yml:2:10: expected\.sftp\.0: /]],
    ["a blank name", 'sensitiveContainers: [" "]\n', [/^foothold\.yml:1:23: sensitiveContainers\.0: /]],
    ["nothing for a section", "expected:\n", [/^foothold\.yml:1:1: expected: .*received null$/]],
    ["a list", "- a\n", [/^foothold\.yml:1:1: \(file\): .*expected object, received array$/]],
    ["a word", "a\n", [/^foothold\.yml:1:1: \(file\): .*expected object, received string$/]],
    [
      "several at once",
      "expected:\n  sftp: 7\nother: 1\nmore: 2\n",
      [
        /^foothold\.yml:2:3: expected\.sftp: /,
        "foothold.yml:3:1: other: no setting of this name",
        "foothold.yml:4:1: more: no setting of this name",
      ],
    ],
  ])("%s", (_, text, expected) => {
    const faults = faultsOf(text);
    expect(faults).toEqual(
      expected.map((words) => (typeof words === "string" ? words : expect.stringMatching(words))),
    );
  });

  test.each<[string, string, RegExp]>([
    ["an open bracket", "expected:\n  sftp: [a\n", /^foothold\.yml:\d+:\d+: \S.+$/],
    ["a tab", "expected:\n\tsftp: []\n", /^foothold\.yml:2:1: .*[Tt]ab/],
    ["a key used twice", "expected: {}\nexpected: {}\n", /^foothold\.yml:2:1: .*unique/],
    ["two documents", "expected: {}\n---\nexpected: {}\n", /^foothold\.yml:\d+:\d+: .*document/],
    ["an alias of nothing", "sensitiveContainers: *none\n", /none/],
  ])("%s is one line", (_, text, words) => {
    const faults = faultsOf(text);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(words);
    expect(faults[0]).toMatch(/^foothold\.yml:/);
  });

  test("a file of aliases does not grow", () => {
    const levels = Array.from({ length: 12 }, (_, at) =>
      at === 0 ? "a0: &a0 [x, x, x, x, x, x, x, x, x]" : `a${at}: &a${at} [${`*a${at - 1},`.repeat(9)}]`,
    );
    expect(faultsOf(levels.join("\n"))).toEqual([expect.stringMatching(/^foothold\.yml: .*alias/i)]);
  });

  test("the file's own name is told", () => {
    expect(() => parseConfig("a: 1", "conf/my.yml")).toThrow("conf/my.yml:1:1: a: no setting of this name");
  });
});
