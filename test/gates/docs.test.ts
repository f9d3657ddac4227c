import { describe, expect, test } from "vitest";
import { loadChecks } from "../../src/assess/load-checks.ts";
import { guideOf } from "../../src/cli/guide/check-guide.ts";
import { settingEffectsOf } from "../../src/cli/guide/setting-effects.ts";
import { techniqueOf } from "../../src/cli/guide/techniques.ts";
import { QUERY_PACK } from "../../src/collect/queries/query-pack.ts";
import { SECTION_NAMES } from "../../src/inventory/sections.ts";
import { type Block, blockOf, withBlock } from "../docs/blocks.ts";
import { docs, type Page } from "../docs/pages.ts";
import { filesOf, type SourceFile } from "./files.ts";

const checks = await loadChecks();
const guides = checks.map(guideOf);
const made = await docs();
const textOf = (path: string): string => filesOf(path)[0]?.text ?? "";

/** Pages that are not as the program would write them, those that it would not write, and those that are not there. */
function stalePages(pages: readonly Page[], files: readonly SourceFile[]): string[] {
  const written = new Map(files.map(({ path, text }) => [path, text]));
  const wanted = new Set(pages.map(({ path }) => path));
  return [
    ...pages.filter(({ path, text }) => written.get(path) !== text).map(({ path }) => path),
    ...files.filter(({ path }) => !wanted.has(path)).map(({ path }) => path),
  ];
}

const isStale = (page: string, block: Block): boolean => withBlock(page, block) !== page;

describe("what `npm run docs` writes stands as it would write it", () => {
  test("every guide and their index, and nothing beside them", () => {
    expect(stalePages(made.pages, filesOf("docs/checks/*"))).toEqual([]);
    expect(made.pages).toHaveLength(checks.length + 1);
  });

  test.each(made.blocks)("the block $name of $path", (block) => {
    expect(isStale(textOf(block.path), block)).toBe(false);
  });

  test("the gate can fail", () => {
    const page = { path: "docs/checks/a.md", text: "a\n" };
    expect(stalePages([page], [page])).toEqual([]);
    expect(stalePages([page], [{ ...page, text: "a \n" }])).toEqual([page.path]);
    expect(stalePages([page], [])).toEqual([page.path]);
    expect(stalePages([], [page])).toEqual([page.path]);

    const block = blockOf("x.md", "b", "| a |");
    const empty = "# X\n<!-- begin b: made by `npm run docs` -->\n<!-- end b -->\n";
    const filled = withBlock(empty, block);
    expect(filled).toBe("# X\n<!-- begin b: made by `npm run docs` -->\n\n| a |\n\n<!-- end b -->\n");
    expect([isStale(empty, block), isStale(filled, block)]).toEqual([true, false]);
    expect(isStale(filled, { ...block, text: "| b |" })).toBe(true);
    expect(() => withBlock("# X\n", block)).toThrow('x.md needs one place for the block "b"');
    expect(() => withBlock(empty + empty, block)).toThrow("x.md needs one place");
  });
});

/** Verbs of the Azure CLI and of HTTP that change something. `az rest` reads with GET, and says so. */
const CHANGES =
  /\b(?:create|update|delete|remove|reset|add|set|regenerate-\w+)\b|--method[= ](?!GET\b)|az rest (?!--method=GET\b)/;

describe("a guide", () => {
  test.each(guides.map((guide) => [guide.id, guide] as const))(
    "%s names its techniques, its placeholders and a way to confirm it that changes nothing",
    (_, { techniques, placeholders, confirmation, typical, reads }) => {
      expect(techniques.filter(({ name }) => name === undefined)).toEqual([]);
      expect(placeholders.filter(([, words]) => words === "what the finding brings")).toEqual([]);
      expect(confirmation.portal).toBeDefined();
      expect(confirmation.commands.filter((command) => CHANGES.test(command))).toEqual([]);
      expect(typical).toBeDefined();
      expect(reads.some(({ effect }) => effect === "not-assessed" || effect === "in-part")).toBe(true);
    },
  );

  test("a command that changes something would be seen", () => {
    expect(
      [
        "az ad sp update --id=x",
        "az rest --method=DELETE --url=x",
        "az rest --url=x",
        "az rest --method PATCH --url x",
        "az storage account local-user regenerate-password",
      ].filter((command) => !CHANGES.test(command)),
    ).toEqual([]);
    expect(CHANGES.test("az rest --method=GET --url=https://graph.microsoft.com/v1.0/policies")).toBe(false);
  });

  test("the queries' techniques have a name as well", () => {
    const ids = QUERY_PACK.flatMap(({ techniques }) => techniques);
    expect(ids.filter((id) => techniqueOf(id).name === undefined)).toEqual([]);
  });
});

/** How the text of a check reads a setting, by itself or through what judges for it. */
const READS: Readonly<Record<string, RegExp>> = {
  "expected.sftp": /expected\.sftp\b/,
  "expected.localUsers": /localUsers: expected/,
  sensitiveContainers: /settings\.sensitiveContainers/,
  "github.organizations": /\b(?:trustOf|takeoverOf)\(/,
  issuers: /\b(?:trustOf|breadthOf|takeoverOf)\(/,
  mailClients: /settings\.mailClients/,
  "automation.principals": /settings\.automation\.principals/,
  trustedRanges: /\bincidentFactors\(/,
  breakGlass: /\bleftOut\(|settings\.breakGlass/,
  allPrincipals: /\bleftOut\(/,
  "days.dormant": /settings\.days\.dormant|\{ dormant \} = settings\.days/,
  "days.recent": /\{ recent \} = settings\.days/,
};

const keysRead = (text: string): string[] => Object.keys(READS).filter((key) => READS[key]?.test(text));

describe("the settings that a guide names are those that its check reads", () => {
  test.each(checks.map(({ check, file }) => [check.id, file] as const))("%s", (id, file) => {
    const text = textOf(file.replaceAll("\\", "/"));
    expect(settingEffectsOf(id).map(({ key }) => key)).toEqual(keysRead(text));
    // A way to read one that is not in the table above would go unseen.
    const isGiven = /\{[^}]*\bsettings\b[^}]*\}\) \{$/m.test(text);
    expect(isGiven).toBe(keysRead(text).length > 0);
  });

  test("a setting that is read elsewhere would be seen", () => {
    expect(keysRead("isListed(settings.expected.sftp, account)")).toEqual(["expected.sftp"]);
    expect(keysRead("const { recent } = settings.days; leftOut(x, settings)")).toEqual([
      "breakGlass",
      "allPrincipals",
      "days.recent",
    ]);
    expect(keysRead("settings.filter((one) => one)")).toEqual([]);
  });
});

/** Rows `| [id](docs/checks/id.md) | severity |` of the README. */
function rowsOf(readme: string): string[] {
  const rows = readme.matchAll(/^\| \[([a-z0-9-]+)\]\(docs\/checks\/([a-z0-9-]+)\.md\) \| (\w+) \|/gm);
  return [...rows].map(([, id, file, severity]) => `${id} ${file} ${severity}`).sort();
}

describe("hand-written tables are whole", () => {
  test("the README names every check with its guide and its typical severity", () => {
    const expected = checks.map(({ check: { id, severity } }) => `${id} ${id} ${severity}`).sort();
    expect(rowsOf(textOf("README.md"))).toEqual(expected);
  });

  test("docs/writing-a-check.md names every section", () => {
    const [, sections = ""] = textOf("docs/writing-a-check.md").split("## What can be asked\n");
    const first = [...sections.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell]) => cell).join(" ");
    expect(SECTION_NAMES.filter((name) => !new RegExp(`\\b${name}\\b`).test(first))).toEqual([]);
  });

  test("a row that is missing or wrong would be seen", () => {
    expect(rowsOf("| [a-b](docs/checks/a-b.md) | high | x |\n| c | low | x |\n")).toEqual(["a-b a-b high"]);
  });
});
