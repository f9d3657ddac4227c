import { codeBlock } from "../../reports/text/markdown.ts";
import { visible } from "../../reports/text/visible.ts";
import type { CheckGuide, GuideEvidence, GuideRead } from "../../src/cli/guide/check-guide.ts";
import {
  confidenceWords,
  EFFECT_WORDS,
  leastWords,
  notAssessedWords,
  scoreWords,
  USE_WORDS,
} from "../../src/cli/guide/guide-sentences.ts";
import type { Technique } from "../../src/cli/guide/techniques.ts";
import { prose } from "./prose.ts";

/** The guide to a check as a page of Markdown. What a check says is text: it passes the escape of reports. */
export function checkPage(guide: CheckGuide): string {
  const { id, group, title, severity, why, remediation } = guide;
  const parts = [
    `# ${prose(title)}`,
    `\`${id}\` · group [${group}](README.md#${group}) · typically **${severity}** · ${guide.techniques.map(linkOf).join(", ")}`,
    prose(why),
    "## What to do",
    prose(remediation.summary),
    remediation.steps.map((step, index) => `${index + 1}. ${prose(step)}`).join("\n"),
    ...commands(remediation.commands),
    ...legend(guide),
    "## How to confirm it",
    ...confirmation(guide),
    "## How it is scored",
    ...scoring(guide),
    "## What it looks at",
    table(["evidence", "one item is", "how it counts"], guide.evidence.map(evidenceRow)),
    "## What must be read, and what a refusal costs",
    `The least that reads all of it, logs and keys included: ${prose(leastWords(guide))}. [How to grant it](../permissions.md).`,
    ...reads(guide.reads),
    "## When it says “not assessed”",
    list(notAssessedWords(guide).map(prose)),
    "## How to accept a finding",
    ...acceptance(guide),
    "## Read more",
    list([
      ...guide.references.map((address) => `<${address}>`),
      ...guide.techniques.filter(({ name }) => name !== undefined).map(techniqueItem),
      `\`foothold explain ${id}\` says the same in a terminal; [reading a report](../reading-a-report.md) explains the words.`,
    ]),
  ];
  return `${GENERATED}\n\n${parts.join("\n\n")}\n`;
}

/** Pages are made from the checks: nobody should mend a page and wonder where it went. */
export const GENERATED = "<!-- Made by `npm run docs` from the check itself: change that. -->";

/** A table of GitHub Flavored Markdown; the cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Text in code, for which a code span is the escape: no backtick, no line break and no cell border may stand in it. */
export function code(text: string): string {
  return `\`${visible(text).replaceAll("`", "'").replaceAll("|", String.raw`\|`)}\``;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

function linkOf({ id, address }: Technique): string {
  return address === undefined ? id : `[${id}](${address})`;
}

function techniqueItem(technique: Technique): string {
  const catalogue = technique.id.startsWith("MS-") ? "Threat Matrix for Storage Services" : "MITRE ATT&CK";
  return `${prose(catalogue)} ${linkOf(technique)}, ${prose(technique.name ?? "")}`;
}

function commands(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [codeBlock(lines)];
}

function legend({ placeholders }: CheckGuide): readonly string[] {
  if (placeholders.length === 0) return [];
  const words = placeholders.map(([name, meaning]) => `${code(`{${name}}`)} ${prose(meaning)}`);
  return [
    `A finding brings its commands filled in and quoted for a POSIX shell. On this page stand in braces: ${words.join("; ")}.`,
  ];
}

function confirmation({ confirmation: { portal, commands: lines }, queries }: CheckGuide): readonly string[] {
  return [
    ...(portal === undefined ? [] : [`In the portal: ${prose(portal)}.`]),
    ...(lines.length === 0 ? [] : ["With the Azure CLI, which changes nothing here:", ...commands(lines)]),
    ...(queries.length === 0
      ? []
      : [
          "In a Log Analytics workspace, with queries of the pack, ready to paste:",
          table(
            ["query", "finds", "in"],
            queries.map(({ id, file, title, tables }) => [
              `[${code(`foothold queries ${id}`)}](../../src/collect/queries/${file})`,
              prose(title),
              tables.join(", "),
            ]),
          ),
        ]),
  ];
}

function scoring({ typical }: CheckGuide): readonly string[] {
  if (typical === undefined) return ["The check names no typical finding."];
  const rows = typical.ledger.map(({ points, factor, because }) => [
    points > 0 ? `+${points}` : String(points),
    code(factor),
    prose(because),
  ]);
  const open = confidenceWords(typical);
  return [
    "A typical finding adds up so; each real one has its own ledger, with the sentence that proves each line:",
    table(["points", "factor", "why"], [...rows, [`**${typical.score}**`, "", prose(scoreWords(typical))]]),
    ...(open === undefined ? [] : [prose(open)]),
  ];
}

function evidenceRow({ section, words, use, derived }: GuideEvidence): readonly string[] {
  return [`${code(section)}${derived ? ", derived" : ""}`, prose(words), prose(USE_WORDS[use])];
}

/** So many rows stand open on a page; the rest unfolds. */
const ROWS_SHOWN = 12;

function reads(all: readonly GuideRead[]): readonly string[] {
  const rows = all.map(({ section, anyOf, role, scope, flag, effect, without }) => [
    `${code(section)}${flag === undefined ? "" : ` with ${code(flag)}`}`,
    [
      anyOf.map(code).join(" or "),
      ...(role === undefined ? [] : [`role ${role}${scope === undefined ? "" : ` at ${code(scope)}`}`]),
    ].join(", "),
    `${EFFECT_WORDS[effect]}: ${prose(without)}`,
  ]);
  const shown = table(["section", "needs, the least first", "without it"], rows);
  if (rows.length <= ROWS_SHOWN) return [shown];
  return [`<details>\n<summary>All ${rows.length} of them</summary>`, shown, "</details>"];
}

function acceptance({ settings, suppression }: CheckGuide): readonly string[] {
  return [
    ...(settings.length === 0
      ? ["No setting changes what it finds."]
      : [
          `What ${code("foothold.yml")} says of the organization comes first, since it keeps the check awake:`,
          table(
            ["setting", "what it does"],
            settings.map(({ key, flag, effect }) => [
              `${code(key)}${flag === undefined ? "" : ` or ${code(flag)}`}`,
              prose(effect),
            ]),
          ),
        ]),
    "A finding that somebody accepts is suppressed by name, with a reason, an owner and a last day:",
    ["```yaml", ...suppression, "```"].join("\n"),
  ];
}
