import type { MitreId, Severity } from "../../src/check.ts";
import { guideAddress } from "../../src/guide-address.ts";
import type { CheckResult } from "../../src/reporter.ts";
import { explainCommand } from "../text/command.ts";
import type { Chunked } from "../text/json-chunks.ts";
import { codeBlock, isPlainAddress, markdown, markdownLink } from "../text/markdown.ts";
import { sarifText, shortSarifText, wellFormed } from "../text/sarif-text.ts";

/** What GitHub shows of a rule, within its limits: 255 characters of name, 1,024 of each description, 10 tags. */
export function ruleOf(check: CheckResult, guides?: string): Chunked {
  const address = guideAddress(check, guides) ?? check.references.find(isPlainAddress);
  return {
    id: wellFormed(check.id),
    name: shortSarifText(pascalCase(check.id), 255),
    shortDescription: { text: shortSarifText(check.title, DESCRIPTION_LIMIT) },
    fullDescription: { text: shortSarifText(check.why, DESCRIPTION_LIMIT) },
    ...(address === undefined ? {} : { helpUri: address }),
    help: { text: helpText(check), markdown: helpMarkdown(check) },
    defaultConfiguration: { level: LEVELS[check.severity] },
    properties: {
      tags: ["security", "azure", ...check.mitre.map(wellFormed)].slice(0, TAG_LIMIT),
      precision: "high",
      ...(SECURITY_SEVERITY[check.severity] === null
        ? {}
        : { "security-severity": SECURITY_SEVERITY[check.severity] }),
    },
  };
}

export const LEVELS: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  info: "note",
};

/**
 * GitHub's words come from these: over 9.0 is critical, from 7.0 high, from 4.0 medium, from 0.1 low. A string, one
 * for each rule; anything but a number makes it refuse the upload, and zero means none.
 */
const SECURITY_SEVERITY: Readonly<Record<Severity, string | null>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
  info: null,
};

const DESCRIPTION_LIMIT = 1024;
const TAG_LIMIT = 10;

/** Both end with the command that says more, which works where no page can be reached. */
function helpText({ id, why, remediation, references, mitre }: CheckResult): string {
  return [
    why,
    remediation.summary,
    ...remediation.steps.map((step, index) => `${index + 1}. ${step}`),
    ...remediation.commands,
    ...(references.length === 0 ? [] : [`References: ${references.join(" ")}`]),
    ...(mitre.length === 0 ? [] : [`Techniques: ${mitre.join(", ")}`]),
    `Read more: ${explainCommand(id)}`,
  ]
    .map(sarifText)
    .join("\n");
}

function helpMarkdown({ id, why, remediation, references, mitre }: CheckResult): string {
  const { summary, steps, commands } = remediation;
  return [
    `**Why it matters.** ${markdown(why)}`,
    `**What to do.** ${markdown(summary)}`,
    ...section(steps.map((step, index) => `${index + 1}. ${markdown(step)}`)),
    ...(commands.length === 0 ? [] : [codeBlock(commands)]),
    ...section(references.map((address) => `- ${markdownLink(address)}`)),
    ...(mitre.length === 0 ? [] : [`Techniques: ${mitre.map(techniqueLink).join(", ")}`]),
    `Read more:\n\n${codeBlock([explainCommand(id)])}`,
  ].join("\n\n");
}

function section(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [lines.join("\n")];
}

/** Microsoft's Threat Matrix for Storage has no address that follows from the id. */
function techniqueLink(id: MitreId): string {
  const [, technique, sub] = /^(T\d+)(?:\.(\d+))?$/.exec(id) ?? [];
  if (technique === undefined) return markdown(id);
  return `[${id}](https://attack.mitre.org/techniques/${technique}/${sub === undefined ? "" : `${sub}/`})`;
}

/** SARIF wants a name that is not the id: https://github.com/microsoft/sarif-sdk, rule SARIF1001. */
function pascalCase(id: string): string {
  return id
    .split("-")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
}
