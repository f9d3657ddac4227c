import {
  type Alias,
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import * as z from "zod";
import type { Settings, Suppression } from "./check.ts";
import { configError, type FootholdError } from "./errors.ts";
import { isAddressRange } from "./inventory/addresses.ts";

/**
 * Azure's own containers, in which logs, state and disks lie: whoever reads them reads secrets. Names are matched
 * from their beginning. https://learn.microsoft.com/azure/azure-monitor/essentials/resource-logs names insights-*.
 */
const SENSITIVE_CONTAINERS = [
  "insights-logs-*",
  "insights-metrics-*",
  "backup*",
  "tfstate*",
  "azure-webjobs*",
  "bootdiagnostics*",
  "vhds*",
] as const;

/** Apple Internet Accounts, Thunderbird, Samsung Email: they keep offline access to mail by their nature. */
const MAIL_CLIENTS = [
  "f8d98a96-0999-43f5-8af3-69971c7bb423",
  "9e5f94bc-e8a4-4e73-b8be-63364c29d753",
  "8acd33ea-7197-4a96-bc33-d7cc7101262f",
] as const;

const names = z.array(z.string().trim().min(1)).default([]);
const said = z.string().trim().min(1);

/** foothold.yml. Unknown keys are refused: a setting with a slip of the pen must not be silently without effect. */
const Config = z.strictObject({
  expected: z
    .strictObject({
      sftp: names.describe("Accounts that are meant to serve SFTP: names or ARM ids."),
      localUsers: names.describe("Local users that are meant to be there: account/user."),
    })
    .prefault({}),
  sensitiveContainers: names.describe("Containers that no local user should reach, beside Azure's own."),
  github: z
    .strictObject({ organizations: names.describe("Whose workflows are the tenant's own.") })
    .prefault({}),
  issuers: names.describe("Issuers of federated credentials that are known: URLs."),
  mailClients: names.describe("Mail clients that may keep offline access to mail: appIds."),
  automation: z
    .strictObject({
      principals: names.describe("Pipelines that register applications: object ids or appIds."),
    })
    .prefault({}),
  trustedRanges: z
    .array(z.string().trim().refine(isAddressRange, "Expected an address range such as 203.0.113.0/24"))
    .default([])
    .describe("Addresses of the organization, beside the trusted named locations of the tenant."),
  breakGlass: names.describe("Emergency accounts: object ids."),
  allPrincipals: z
    .boolean()
    .default(false)
    .describe("Judges members of the tenant, too, where their roles make SFTP users."),
  days: z
    .strictObject({
      dormant: days(90).describe("Unused for longer is dormant."),
      recent: days(30).describe("Younger is new."),
    })
    .prefault({}),
  suppressions: z
    .array(
      z
        .strictObject({
          check: said.describe("The id of a check."),
          subject: said.exactOptional().describe("Ids of subjects: * matches any run of characters."),
          fingerprint: z
            .string()
            .trim()
            .regex(/^[0-9A-Fa-f]{64}$/, "Expected the fingerprint of a finding: 64 hexadecimal digits")
            .toLowerCase()
            .exactOptional()
            .describe("Of one finding, as report.json has it."),
          reason: said.describe("Why it is accepted."),
          owner: said.describe("Who accepts it."),
          expires: z.iso
            .date("Expected a date such as 2026-12-31")
            .exactOptional()
            .describe("The last day on which it is accepted, in UTC."),
        })
        .refine(({ subject, fingerprint }) => subject !== undefined || fingerprint !== undefined, {
          message: "Expected a subject, a fingerprint, or both: a whole check is left out with --skip",
        })
        .meta({ anyOf: [{ required: ["subject"] }, { required: ["fingerprint"] }] }),
    )
    .default([])
    .describe(
      "Findings that somebody accepts: they stay in the report, and out of SARIF and of the exit code.",
    ),
});

function days(usual: number) {
  return z.int().min(1).max(3650).default(usual);
}

/** What foothold.yml says: to checks, and of their findings. */
export interface Configuration {
  readonly settings: Settings;
  readonly suppressions: readonly Suppression[];
}

export const DEFAULT_SETTINGS: Settings = settingsOf(Config.parse({}));

/** For editors: `schemas/config.schema.json` is this. */
export function configSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(Config, { io: "input" });
  const title = "foothold.yml: settings of checks, and findings that are accepted";
  return { $schema, $id: "urn:foothold:config:1", title, ...schema };
}

/**
 * The settings alone.
 * @throws as `parseConfiguration`
 */
export function parseConfig(text: string, file: string): Settings {
  return parseConfiguration(text, file).settings;
}

/**
 * @param text the content of the file
 * @param file its name, for errors
 * @param checkIds the checks that there are, where a suppression must name one of them
 * @throws FootholdError exit 2, one line for each fault: `foothold.yml:3:5: expected.sftp.0: …`
 */
export function parseConfiguration(
  text: string,
  file: string,
  checkIds?: ReadonlySet<string>,
): Configuration {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    logLevel: "error",
  });
  const broken = [...garbled(text), ...document.errors.map((error) => syntaxFault(error, text))];
  if (broken.length > 0) throw faultsAt(broken);

  const read = plain(document);
  if ("fault" in read) throw faultsAt([read.fault]);
  const { value } = read;
  const parsed = Config.safeParse(value);
  const faults = [...issuesOf(parsed, value), ...strangers(value, checkIds)].map(
    ([path, message]): Placed => [offsetOf(document, path), `${keyOf(path)}: ${message}`],
  );
  if (!parsed.success || faults.length > 0) throw faultsAt(faults);
  return { settings: settingsOf(parsed.data), suppressions: parsed.data.suppressions };

  function faultsAt(placed: readonly Placed[]): FootholdError {
    const inOrder = placed.toSorted(([one], [other]) => one - other);
    return configError(inOrder.map(([offset, message]) => `${at(offset)}: ${message}`).join("\n"));
  }

  function at(offset: number): string {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  }
}

/** Where in the text, and what: one line, whatever the file holds. */
type Placed = readonly [offset: number, message: string];
type Fault = readonly [path: readonly PropertyKey[], message: string];

/** Another encoding is read as characters that match no name: a setting would silently be without effect. */
function garbled(text: string): readonly Placed[] {
  const offset = text.search(/[\0\ufffd]/);
  return offset === -1 ? [] : [[offset, "not UTF-8 text: save the file in that encoding"]];
}

/** The library speaks to programmers in some of its words. */
function syntaxFault({ code, pos: [offset, end], message }: YAMLError, text: string): Placed {
  if (code === "MULTIPLE_DOCS") return [offset, "a second document begins here: one is read"];
  if (message.includes("call stack")) return [offset, "nested too deeply"];
  if (code !== "DUPLICATE_KEY") return [offset, firstLine(message)];
  const [key = ""] = /^[^:\n]*/.exec(text.slice(offset, Math.max(end, offset + SHOWN))) ?? [];
  return [offset, `the key ${shown(key.trim().replace(/^(["'])(.*)\1$/, "$2"))} is there twice`];
}

function issuesOf({ error }: z.ZodSafeParseResult<unknown>, value: unknown): readonly Fault[] {
  return (error?.issues ?? []).flatMap((issue): readonly Fault[] =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => [[...issue.path, key], "no setting of this name"])
      : [[issue.path, `${insteadOf(issue.path, value)}${issue.message}`]],
  );
}

/** What stands there, where it is short: of lists and sections, and of what is missing, the message tells the kind. */
function insteadOf(path: readonly PropertyKey[], value: unknown): string {
  const member = path.length === 0 ? undefined : path.reduce(memberOf, value);
  return member === undefined || typeof member === "object" ? "" : `${shown(member)}: `;
}

/** Short, and on one line; the log makes visible what else a terminal would obey. */
function shown(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

const SHOWN = 80;

function keyOf(path: readonly PropertyKey[]): string {
  const key = path.map(String).join(".") || "(file)";
  return /\n/.test(key) || key.length > SHOWN ? shown(key) : key;
}

function memberOf(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

/** Suppressions of checks that there are not: with a slip of the pen they would be without effect. */
function strangers(value: unknown, checkIds: ReadonlySet<string> | undefined): readonly Fault[] {
  const { data = [] } = Suppressions.safeParse(value);
  return data.flatMap(({ check }, index): readonly Fault[] =>
    checkIds === undefined || typeof check !== "string" || check.trim() === "" || checkIds.has(check.trim())
      ? []
      : [
          [
            ["suppressions", index, "check"],
            `${shown(check)}: there is no check of this id; "foothold checks" lists them`,
          ],
        ],
  );
}

/** Whatever else is wrong in the file. */
const Suppressions = z
  .looseObject({ suppressions: z.array(z.looseObject({ check: z.unknown() }).catch({ check: undefined })) })
  .transform(({ suppressions }) => suppressions);

function settingsOf(parsed: z.infer<typeof Config>): Settings {
  const { suppressions: _, ...config } = parsed;
  return {
    ...config,
    anyIp: false,
    sensitiveContainers: [...SENSITIVE_CONTAINERS, ...config.sensitiveContainers],
    mailClients: [...MAIL_CLIENTS, ...config.mailClients],
  };
}

/** Aliases are limited: a file of a few lines could otherwise grow to gigabytes. */
function plain(document: Document): { readonly value: unknown } | { readonly fault: Placed } {
  try {
    return { value: document.toJS({ maxAliasCount: 20 }) ?? {} };
  } catch (error) {
    const words = error instanceof Error ? firstLine(error.message) : String(error);
    const aliases: Alias[] = [];
    visit(document, { Alias: (_, alias) => void aliases.push(alias) });
    // The library names the alias that stands for nothing, and no place.
    const alias = aliases.find(({ source }) => words.endsWith(`: ${source}`)) ?? aliases[0];
    return { fault: [alias?.range?.[0] ?? 0, words] };
  }
}

/** Where a key stands; its parent's place where the key itself is not there. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const parent = document.getIn(path.slice(0, depth - 1), true);
    const last = path[depth - 1];
    const key = isMap(parent)
      ? parent.items.find((pair) => isScalar(pair.key) && pair.key.value === last)?.key
      : undefined;
    const node = isNode(key) ? key : document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
