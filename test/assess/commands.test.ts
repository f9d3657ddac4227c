import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fillCommand, quotePosix, unknownPlaceholders } from "../../src/assess/commands.ts";
import { loadChecks } from "../../src/assess/load-checks.ts";
import { accountId } from "../checks/build.ts";

const user = { id: `${accountId("acct")}/localUsers/partner`, name: "partner" };
const called = (name: string) => ({ id: `${accountId("acct")}/localUsers/${name}`, name });

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
    ["{a1} {} {a-b} ${HOME}", "{a1} {} {a-b} $'<HOME>'"],
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

test.each([
  ["az x --ids={id} --name={localUsers}", []],
  ["{}", ["{}"]],
  ["{a-b} {id}", ["{a-b}"]],
  ["{ id }", ["{ id }"]],
  ["{1}", ["{1}"]],
  ["{id", ["{id"]],
  ["'{\"a\":1}'", ['{"a":1}']],
  ["none", []],
])("placeholders that nothing fills in %s", (template, found) => {
  expect(unknownPlaceholders(template)).toEqual(found);
});

const checks = await loadChecks();

describe("the commands of the built-in checks", () => {
  const commands = checks.flatMap(({ check }) => check.remediation.commands);
  // No slash: Azure's ids are made of segments.
  const names = fc
    .string({ unit: fc.constantFrom(..."-'\"$`\\ ;&|~*?!#(){}[]<>=a".split("")) })
    .filter((name) => name !== "");

  test("give a shell as many words as the template has, whatever the subject is called", () => {
    expect(commands.length).toBeGreaterThanOrEqual(6);
    fc.assert(
      fc.property(names, (name) => {
        const subject = {
          id: `/subscriptions/s/resourceGroups/${name}/providers/Microsoft.Storage/storageAccounts/${name}/localUsers/${name}`,
          name,
        };
        const script = commands.map((command) => fillCommand(command, subject)).join("\n");
        const found = words(`az() { printf '%s\\0' az "$@"; }\n${script}`);
        const expected = commands.flatMap((command) =>
          command.split(" ").map((word) =>
            word
              .replaceAll(/\{(?:resourceGroups|storageAccounts|localUsers|name)\}/g, () => name)
              .replaceAll("{subscriptions}", "s")
              .replaceAll("{id}", () => subject.id)
              // What a person fills in is quoted, so that it is a word and no redirection.
              .replaceAll(/'(<\w+>)'/g, "$1"),
          ),
        );
        expect(found).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test.each(commands)("%s has a value behind an equals sign wherever the value is Azure's", (command) => {
    // A name such as -rf behind a blank would be read as an option.
    expect(command).not.toMatch(/(?<!=)\{/);
    expect(unknownPlaceholders(command)).toEqual([]);
  });
});
