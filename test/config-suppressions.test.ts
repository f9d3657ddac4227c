import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { configSchema, DEFAULT_SETTINGS, parseConfiguration } from "../src/config.ts";
import { FootholdError } from "../src/errors.ts";

const CHECKS = new Set(["sftp-enabled", "credential-added"]);
const PRINT = "0123456789abcdef".repeat(4);
const FILE = new URL("../schemas/config.schema.json", import.meta.url);

const parsed = (text: string) => parseConfiguration(text, "foothold.yml", CHECKS);

function faultsOf(text: string): readonly string[] {
  try {
    parsed(text);
  } catch (error) {
    if (!(error instanceof FootholdError)) throw error;
    expect([error.code, error.exitCode]).toEqual(["config", 2]);
    return error.message.split("\n");
  }
  throw new Error("expected a fault");
}

/** A file with one suppression of these lines. */
const one = (...lines: readonly string[]) =>
  `suppressions:\n${lines.map((line, at) => `  ${at === 0 ? "-" : " "} ${line}\n`).join("")}`;
const WHOLE = ["check: sftp-enabled", 'subject: "*/acct"', "reason: ours", "owner: ops"] as const;

describe("suppressions", () => {
  test("none by default", () => {
    expect(parsed("")).toEqual({ settings: DEFAULT_SETTINGS, suppressions: [] });
    expect(parsed("suppressions: []\n").suppressions).toEqual([]);
  });

  test.each<[string, readonly string[], object]>([
    ["a subject", WHOLE, { check: "sftp-enabled", subject: "*/acct", reason: "ours", owner: "ops" }],
    [
      "a fingerprint, in whatever letters",
      [
        `check: credential-added`,
        `fingerprint: "${PRINT.toUpperCase()}"`,
        "reason: ' padded '",
        "owner: ops",
      ],
      { check: "credential-added", fingerprint: PRINT, reason: "padded", owner: "ops" },
    ],
    [
      "until a day",
      [...WHOLE, "expires: 2028-02-29"],
      { check: "sftp-enabled", subject: "*/acct", reason: "ours", owner: "ops", expires: "2028-02-29" },
    ],
  ])("%s", (_, lines, expected) => {
    expect(parsed(one(...lines)).suppressions).toEqual([expected]);
  });

  test("are no settings of checks", () => {
    expect(parsed(one(...WHOLE)).settings).toEqual(DEFAULT_SETTINGS);
  });

  test("name any check where nobody knows which there are", () => {
    const text = one("check: mine", ...WHOLE.slice(1));
    expect(parseConfiguration(text, "foothold.yml").suppressions).toHaveLength(1);
  });
});

describe("faults", () => {
  const without = (key: string) => WHOLE.filter((line) => !line.startsWith(key));
  const at = (line: number, key: string) =>
    new RegExp(String.raw`^foothold\.yml:${line}:5: suppressions\.0${key}: `);

  test.each<[string, string, readonly (string | RegExp)[]]>([
    ["no check", one(...without("check")), [at(2, ".check")]],
    [
      "a check that there is not",
      one("owner: ops", "check: sftp-enbled", ...without("check").slice(0, 2)),
      [
        'foothold.yml:3:5: suppressions.0.check: "sftp-enbled": there is no check of this id; "foothold checks" lists them',
      ],
    ],
    ["no reason", one(...without("reason")), [at(2, ".reason")]],
    ["a blank reason", one(...without("reason"), 'reason: " "'), [at(5, ".reason")]],
    ["no owner", one(...without("owner")), [at(2, ".owner")]],
    ["a blank owner", one(...without("owner"), "owner: ''"), [at(5, ".owner")]],
    [
      "neither subject nor fingerprint",
      one(...without("subject")),
      [
        "foothold.yml:2:5: suppressions.0: Expected a subject, a fingerprint, or both: a whole check is left out with --skip",
      ],
    ],
    [
      "half a fingerprint",
      one(...WHOLE, "fingerprint: abc"),
      [
        'foothold.yml:6:5: suppressions.0.fingerprint: "abc": Expected the fingerprint of a finding: 64 hexadecimal digits',
      ],
    ],
    [
      "a day that there is not",
      one(...WHOLE, "expires: 2026-02-29"),
      ['foothold.yml:6:5: suppressions.0.expires: "2026-02-29": Expected a date such as 2026-12-31'],
    ],
    [
      "a time for a day",
      one(...WHOLE, "expires: 2026-02-01T00:00:00Z"),
      [
        'foothold.yml:6:5: suppressions.0.expires: "2026-02-01T00:00:00Z": Expected a date such as 2026-12-31',
      ],
    ],
    [
      "a slip of the pen",
      one(...WHOLE, "expire: 2026-02-01"),
      ["foothold.yml:6:5: suppressions.0.expire: no setting of this name"],
    ],
    ["a word", "suppressions: all\n", [/^foothold\.yml:1:1: suppressions: .*expected array/]],
    ["a list of words", "suppressions: [all]\n", [/^foothold\.yml:1:16: suppressions\.0: .*expected object/]],
    [
      "a number for a check",
      one("check: 7", ...WHOLE.slice(1)),
      [/^foothold\.yml:2:5: suppressions\.0\.check: .*expected string, received number$/],
    ],
    [
      "all of them at once, whatever else is wrong",
      `${one("check: nope", "subject: a", "reason: b", "owner: c")}  - all\nother: 1\n`,
      [
        'foothold.yml:2:5: suppressions.0.check: "nope": there is no check of this id; "foothold checks" lists them',
        /^foothold\.yml:6:5: suppressions\.1: .*expected object/,
        "foothold.yml:7:1: other: no setting of this name",
      ],
    ],
    [
      "a text that is no YAML, each place of it",
      "issuers: [\nmore: {\n",
      [/^foothold\.yml:2:1: /, /^foothold\.yml:3:1: /],
    ],
  ])("%s", (_, text, faults) => {
    const found = faultsOf(text);
    expect(found).toHaveLength(faults.length);
    for (const [index, fault] of faults.entries()) expect(found[index]).toMatch(fault);
  });
});

describe("the schema for editors", () => {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });
  addFormats.default(ajv);
  const validate = ajv.compile(configSchema());
  const isRight = (text: string) => validate(parse(text) ?? {});

  test("the file is today's: foothold config --schema > schemas/config.schema.json, and npm run format:fix", () => {
    expect(JSON.parse(readFileSync(FILE, "utf8"))).toEqual(configSchema());
  });

  test("the example of the README is right, for the schema and for foothold", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    const [, example = ""] = /^## Settings$.*?^```yaml$(.*?)^```$/ms.exec(readme) ?? [];
    expect(example).toContain("suppressions:");
    expect(isRight(example), JSON.stringify(validate.errors)).toBe(true);
    expect(parseConfiguration(example, "README.md", CHECKS).suppressions).toHaveLength(1);
  });

  test.each([
    one(...WHOLE),
    one(...WHOLE.slice(0, 1), `fingerprint: "${PRINT}"`, ...WHOLE.slice(2)),
    "days: { dormant: 1 }\n",
    "",
  ])("%j is right", (text) => {
    expect(isRight(text), JSON.stringify(validate.errors)).toBe(true);
    parsed(text);
  });

  test.each([
    one("check: sftp-enabled", "reason: ours", "owner: ops"),
    one(...WHOLE, "expires: 2026-02-29"),
    one(...WHOLE, "expire: 2026-02-01"),
    one(...WHOLE, "fingerprint: abc"),
    one(...WHOLE.slice(1)),
    "days: { dormant: 0 }\n",
    "dayz: {}\n",
    "issuers: one\n",
  ])("%j is wrong", (text) => {
    expect(isRight(text)).toBe(false);
    expect(faultsOf(text)).not.toEqual([]);
  });
});
