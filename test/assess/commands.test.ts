import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  fillCommands,
  quotedPlaceholders,
  quotePosix,
  unknownPlaceholders,
} from "../../src/assess/commands.ts";
import { loadChecks } from "../../src/assess/load-checks.ts";
import type { Fill } from "../../src/check.ts";
import { accountId } from "../checks/build.ts";

const user = { id: `${accountId("acct")}/localUsers/partner`, name: "partner" };
const called = (name: string) => ({ id: `${accountId("acct")}/localUsers/${name}`, name });

/** The one command that a template without lists makes. */
const fillCommand = (template: string, subject: { readonly id: string; readonly name: string }): string => {
  const commands = fillCommands(template, subject);
  expect(commands).toHaveLength(1);
  return commands[0] ?? "";
};

/** What a real shell makes of the words: NUL-separated, since no word can hold a NUL. */
function words(script: string): string[] {
  const out = execFileSync("sh", ["-c", script], {
    encoding: "utf8",
    cwd: "/",
    env: { HOME: "/home/x", a: "EXPANDED" },
  });
  return out.split("\0").slice(0, -1);
}

const hostile = fc.string({
  unit: fc.constantFrom(...("'\"$`\\ \t\n;&|-~*?!#(){}[]<>=%^,@:/aé\u{1F600}".match(/./gsu) ?? [])),
});
const free = fc.string({ unit: "binary" }).filter((text) => !text.includes("\0"));

describe("quotePosix", () => {
  test("a shell reads back what was quoted", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(hostile, free), { minLength: 1, maxLength: 40 }), (values) => {
        expect(words(`printf '%s\\0' ${values.map(quotePosix).join(" ")}`)).toEqual(values);
      }),
      { numRuns: 40 },
    );
  });

  test("and reads it as an argument, not as a program, an assignment or a flag of the shell", () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 20 }), (values) => {
        const lines = values.map((value) => `printf '%s\\0' --name=${quotePosix(value)}`);
        expect(words(lines.join("\n"))).toEqual(values.map((value) => `--name=${value}`));
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    ["partner", "partner"],
    ["a.b_c-d/e:f=g,h@i%j+k", "a.b_c-d/e:f=g,h@i%j+k"],
    ["", "''"],
    ["a b", "'a b'"],
    ["-rf", "'-rf'"],
    ["it's", String.raw`'it'\''s'`],
    ["$(id)", "'$(id)'"],
    ["~", "'~'"],
    ["#", "'#'"],
    ["a\n", "'a\n'"],
    ["é", "'é'"],
  ])("%j becomes %s", (value, quoted) => {
    expect(quotePosix(value)).toBe(quoted);
  });

  test("the property can fail: bare words do not come back", () => {
    expect(words(String.raw`printf '%s\0' $a`)).toEqual(["EXPANDED"]);
  });
});

describe("fillCommand", () => {
  test.each<[string, string]>([
    ["--ids={id}", `--ids=${user.id}`],
    ["--name={name}", "--name=partner"],
    ["--name={localUsers}", "--name=partner"],
    ["--account-name={storageAccounts} -g {resourceGroups}", "--account-name=acct -g rg"],
    ["--account-name={STORAGEACCOUNTS}", "--account-name=acct"],
    ["{name} {name}", "partner partner"],
    ["--vault={vaults}", "--vault='<vaults>'"],
    ["nothing to fill", "nothing to fill"],
    ["{1a} {} {a-b} ${HOME}", "{1a} {} {a-b} $'<HOME>'"],
    ["{a1}", "'<a1>'"],
  ])("%s", (template, filled) => {
    expect(fillCommand(template, user)).toBe(filled);
  });

  test("a value is never a template, and never a pattern of the replacement", () => {
    expect(fillCommand("{name}", called("{id}"))).toBe("'{id}'");
    expect(fillCommand("{name}!", called("$&$1$$"))).toBe("'$&$1$$'!");
  });

  test.each([
    ["a newline", "a\nb"],
    ["a carriage return", "a\rb"],
    ["NUL", "a\0b"],
    ["an escape", "a\u001b[2J"],
    ["C1", "a\u009bb"],
    ["delete", "a\u007f"],
    ["a tab", "a\tb"],
    ["a line separator", "a\u2028b"],
    ["a paragraph separator", "a\u2029b"],
    ["a right-to-left override", "a\u202eb"],
    ["a zero-width space", "a\u200bb"],
    ["a soft hyphen", "a\u00adb"],
    ["a filler", "a\u3164b"],
    ["a variation selector", "a\ufe0fb"],
    ["a tag character", "a\u{E0041}b"],
    ["a lone surrogate", "a\ud800"],
    ["a noncharacter", "a\ufffeb"],
  ])("a value with %s becomes a placeholder", (_, name) => {
    expect(fillCommand("--name={name} --again={localUsers}", called(name))).toBe(
      "--name='<name: holds control characters>' --again='<localUsers: holds control characters>'",
    );
    expect(fillCommand("--ids={id}", called(name))).toBe("--ids='<id: holds control characters>'");
  });

  test("no value brings a control character into a command", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        expect(fillCommand("az --name={name}", { id: "/x", name })).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
    );
  });
});

describe("values that a finding brings", () => {
  test.each<[string, string, Fill, readonly string[]]>([
    ["a text", "--key-id={keyId}", { keyId: "k1" }, ["--key-id=k1"]],
    ["one that the subject has, too", "{name} {localUsers}", { name: "given" }, ["given partner"]],
    ["one that nobody asks for", "--name={name}", { keyId: "k1", others: ["a", "b"] }, ["--name=partner"]],
    ["none", "--key-id={keyId}", {}, ["--key-id='<keyId>'"]],
    ["a list: one command of each value", "rm {x}", { x: ["a", "b", "c"] }, ["rm a", "rm b", "rm c"]],
    ["a list named twice", "cp {x} {x}", { x: ["a", "b"] }, ["cp a a", "cp b b"]],
    ["a list beside a text", "{name} {x} {y}", { x: ["a", "b"], y: "z" }, ["partner a z", "partner b z"]],
    ["a list of one", "rm {x}", { x: ["a"] }, ["rm a"]],
    ["an empty list: nothing to do", "rm {x}", { x: [] }, []],
    [
      "two lists: every pair, the first one slowest",
      "{x}-{y}",
      { y: ["1", "2"], x: ["a", "b"] },
      ["a-1", "a-2", "b-1", "b-2"],
    ],
    ["two lists, one of them empty", "{x}-{y}", { x: ["a", "b"], y: [] }, []],
    ["a list in place of the name", "rm {name}", { name: ["a", "b"] }, ["rm a", "rm b"]],
    ["names that differ in case are two", "{x} {X}", { x: ["a", "b"] }, ["a '<X>'", "b '<X>'"]],
    ["what an object has anyway is no value", "{constructor}", {}, ["'<constructor>'"]],
    ["a name with a digit", "{oauth2PermissionGrants}", { oauth2PermissionGrants: ["a", "b"] }, ["a", "b"]],
    ["an empty text is an empty word", "--x={x}", { x: "" }, ["--x=''"]],
  ])("%s", (_, template, fill, commands) => {
    expect(fillCommands(template, user, fill)).toEqual(commands);
  });

  test("a value is never a template, and never a pattern of the replacement", () => {
    expect(fillCommands("{x} {y}", user, { x: ["{y}", "$&"], y: "{id}" })).toEqual([
      "'{y}' '{id}'",
      "'$&' '{id}'",
    ]);
  });

  test("each of a list is quoted on its own, and one with control characters becomes a placeholder", () => {
    expect(fillCommands("rm --id={x}", user, { x: ["a b", "a\nb", "$(id)"] })).toEqual([
      "rm --id='a b'",
      "rm --id='<x: holds control characters>'",
      "rm --id='$(id)'",
    ]);
  });

  test("a shell reads every value back, whatever it holds, one line each", () => {
    const values = hostile.filter((text) => !/[\t\n]/.test(text));
    fc.assert(
      fc.property(fc.array(values, { maxLength: 12 }), values, (list, text) => {
        const commands = fillCommands("printf '%s\\0' --x={x} --y={y}", user, { x: list, y: text });
        expect(commands).toHaveLength(list.length);
        expect(words(commands.join("\n"))).toEqual(list.flatMap((value) => [`--x=${value}`, `--y=${text}`]));
      }),
      { numRuns: 30 },
    );
  });
});

test.each([
  ["az x --ids={id} --name={localUsers}", []],
  ["{}", ["{}"]],
  ["{a-b} {id}", ["{a-b}"]],
  ["{ id }", ["{ id }"]],
  ["{1}", ["{1}"]],
  ["--url={oauth2PermissionGrants}", []],
  ["{id", ["{id"]],
  [`'{"a":1}'`, []],
  [`'{"a":{"b":[{ "c": true }]}}'`, []],
  [`'{"a":"'{id}'","b":{}}'`, ["{}"]],
  [`'{"a":{b-c}}'`, ["{b-c}"]],
  ["none", []],
])("placeholders that nothing fills in %s", (template, found) => {
  expect(unknownPlaceholders(template)).toEqual(found);
});

test.each<[string, readonly string[]]>([
  ["az x --ids={id} --name={name}", []],
  ["az x --ids='{id}'", ["{id}"]],
  ['az x --ids="{id}"', ["{id}"]],
  [`az x --body='{"a":"{id}","b":"{name}"}'`, ["{id}", "{name}"]],
  [`az x --body='{"a":"'{id}'"}'`, []],
  [`az x --a='b' --ids={id} --c='d'`, []],
  [`az x --a='it"s' --ids={id} --c='"'`, []],
  ["az x --ids='{id}", ["{id}"]],
  [`az x --body='{"a":1}' --tag="b c"`, []],
])("placeholders between quotes in %s", (template, found) => {
  expect(quotedPlaceholders(template)).toEqual(found);
});

test("between quotes, a value would run", () => {
  const [command = ""] = fillCommands("printf '%s\\0' '{name}'", called("$(printf RUN)"));
  expect(words(command)).toEqual(["RUN"]);
});

const checks = await loadChecks();

describe("the commands of the built-in checks", () => {
  const commands = checks.flatMap(({ check }) => check.remediation.commands);
  const TYPES = [
    ...new Set(commands.flatMap((command) => [...command.matchAll(/\{(\w+)\}/g)].map(([, type]) => type))),
  ].filter((type) => type !== "id" && type !== "name");
  // No slash: Azure's ids are made of segments.
  const names = fc
    .string({ unit: fc.constantFrom(..."-'\"$`\\ ;&|~*?!#(){}[]<>=a".split("")) })
    .filter((name) => name !== "");

  test("give a shell as many words as the template has, whatever the subject is called", () => {
    expect(commands.length).toBeGreaterThanOrEqual(6);
    fc.assert(
      fc.property(names, (name) => {
        // Every segment and every value of a finding is called the same.
        const id = TYPES.map((type) => `/${type}/${name}`).join("");
        const az = `az() { printf '%s\\0' az "$@"; }\n`;
        const found = words(az + commands.map((command) => fillCommand(command, { id, name })).join("\n"));
        // What a shell makes of the template itself, each placeholder one harmless word.
        const marked = commands.map((command) => command.replaceAll(/\{([A-Za-z]\w*)\}/g, "@$1@"));
        const expected = words(az + marked.join("\n")).map((word) =>
          word.replaceAll(/@(\w+)@/g, (_, type: string) => (type === "id" ? id : name)),
        );
        expect(found).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test.each(commands)("%s begins no word with a value", (command) => {
    // A name such as -rf would be read as an option. Which of `az ad app` and `az ad sp` the check itself says.
    expect(command.replace("az ad {type} ", "")).not.toMatch(/(?:^|\s)["']?\{[A-Za-z]/);
    expect([...unknownPlaceholders(command), ...quotedPlaceholders(command)]).toEqual([]);
  });
});
