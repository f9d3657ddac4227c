import { type CheckMeta, SEVERITIES } from "../check.ts";
import { isSectionName } from "../inventory/sections.ts";
import { quotedPlaceholders, unknownPlaceholders } from "./commands.ts";
import { isFactorName } from "./score.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Everything that is wrong with a check; nothing where it can be used. TypeScript does not run on a user's machine. */
export function faultsOfCheck(check: unknown, id: string): string[] {
  if (!isFields(check)) return ["the default export is no check: export default defineCheck({ … })"];
  return [
    ...(check["id"] === id ? [] : [`the id ${show(check["id"])} differs from the file name`]),
    ...META.flatMap(({ key, fault }) => (fault(check[key]) ? [`${key}: ${fault(check[key])}`] : [])),
    ...sectionFaults(check),
    ...remediationFaults(check["remediation"]),
    ...(typeof check["evaluate"] === "function" ? [] : ["evaluate: expected a function"]),
    ...(check["evaluate"]?.constructor?.name === "AsyncFunction" ? ["evaluate: must not be async"] : []),
    ...(check["matches"] === undefined || typeof check["matches"] === "function"
      ? []
      : ["matches: expected a function"]),
  ];
}

interface MetaRule {
  readonly key: keyof CheckMeta;
  readonly fault: (value: unknown) => string | undefined;
}

const META: readonly MetaRule[] = [
  {
    key: "title",
    fault: (value) => textFault(value) ?? (String(value).endsWith(".") ? "ends with a full stop" : undefined),
  },
  {
    key: "severity",
    fault: (value) => (isOneOf(SEVERITIES, value) ? undefined : `expected one of ${SEVERITIES.join(", ")}`),
  },
  { key: "why", fault: textFault },
  {
    key: "mitre",
    fault: listFault(
      /^(?:T\d{4}(?:\.\d{3})?|MS-T\d{3})$/,
      "an ATT&CK technique such as T1098.001, or MS-T809",
    ),
  },
  { key: "references", fault: listFault(/^https:\/\/\S+$/, "an https address") },
  {
    key: "queries",
    fault: (value) => (value === undefined ? undefined : listFault(/^q\d{2}$/, "a query such as q10")(value)),
  },
  { key: "typical", fault: typicalFault },
];

function sectionFaults(check: Fields): string[] {
  const { subject, inputs = [], enrich = [] } = check;
  if (!Array.isArray(inputs)) return ["inputs: expected a list of sections"];
  if (!Array.isArray(enrich)) return ["enrich: expected a list of sections"];
  const named: readonly (readonly [string, unknown])[] = [
    ["subject", subject],
    ...inputs.map((name: unknown) => ["inputs", name] as const),
    ...enrich.map((name: unknown) => ["enrich", name] as const),
  ];
  return named
    .filter(([, name]) => typeof name !== "string" || !isSectionName(name))
    .map(([key, name]) => `${key}: there is no section ${show(name)}`);
}

function remediationFaults(remediation: unknown): string[] {
  if (!isFields(remediation)) return ["remediation: expected { summary, steps, commands }"];
  const { summary, steps, commands } = remediation;
  const faults = [
    ["remediation.summary", textFault(summary)],
    ["remediation.steps", listFault(/\S/, "a sentence")(steps)],
    ["remediation.commands", listFault(/\S/, "a command")(commands)],
  ].flatMap(([key, fault]) => (fault === undefined ? [] : [`${key}: ${fault}`]));
  const texts = (Array.isArray(commands) ? commands : []).filter((command) => typeof command === "string");
  return [
    ...faults,
    ...texts
      .flatMap(unknownPlaceholders)
      .map(
        (found) => `remediation.commands: ${show(found)} is no placeholder such as {id} or {storageAccounts}`,
      ),
    ...texts
      .flatMap(quotedPlaceholders)
      .map((found) => `remediation.commands: ${found} stands between quotes, where its value could end them`),
  ];
}

function typicalFault(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length === 0) return "expected the factors of the typical finding";
  const stranger: unknown = value.find((name) => !isFactorName(name));
  return stranger === undefined ? undefined : `there is no factor ${show(stranger)}`;
}

function textFault(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? undefined : "expected a text";
}

function listFault(pattern: RegExp, expected: string): (value: unknown) => string | undefined {
  return (value) => {
    if (!Array.isArray(value)) return "expected a list";
    const stranger: unknown = value.find((item) => typeof item !== "string" || !pattern.test(item));
    return stranger === undefined ? undefined : `${show(stranger)} is not ${expected}`;
  };
}

function isOneOf(words: readonly string[], value: unknown): boolean {
  return typeof value === "string" && words.includes(value);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
