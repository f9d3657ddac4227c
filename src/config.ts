import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from "yaml";
import * as z from "zod";
import type { Settings, Suppression } from "./check.ts";
import { configError } from "./errors.ts";
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
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0)
    throw configError(
      document.errors.map(({ pos, message }) => `${at(lines, pos[0])}: ${firstLine(message)}`).join("\n"),
    );

  const value = plain(document, file) ?? {};
  const parsed = Config.safeParse(value);
  const faults = [...issuesOf(parsed), ...strangers(value, checkIds)].map(
    ([path, message]) => `${at(lines, offsetOf(document, path))}: ${path.join(".") || "(file)"}: ${message}`,
  );
  if (!parsed.success || faults.length > 0) throw configError(faults.join("\n"));
  return { settings: settingsOf(parsed.data), suppressions: parsed.data.suppressions };

  function at(counter: LineCounter, offset: number): string {
    const { line, col } = counter.linePos(offset);
    return `${file}:${line}:${col}`;
  }
}

type Fault = readonly [path: readonly PropertyKey[], message: string];

function issuesOf({ error }: z.ZodSafeParseResult<unknown>): readonly Fault[] {
  return (error?.issues ?? []).flatMap((issue): readonly Fault[] =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => [[...issue.path, key], "no setting of this name"])
      : [[issue.path, issue.message]],
  );
}

/** Suppressions of checks that there are not: with a slip of the pen they would be without effect. */
function strangers(value: unknown, checkIds: ReadonlySet<string> | undefined): readonly Fault[] {
  const { data = [] } = Suppressions.safeParse(value);
  return data.flatMap(({ check }, index): readonly Fault[] =>
    checkIds === undefined || typeof check !== "string" || check.trim() === "" || checkIds.has(check.trim())
      ? []
      : [[["suppressions", index, "check"], 'there is no check of this id; "foothold checks" lists them']],
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
function plain(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    throw configError(`${file}: ${error instanceof Error ? firstLine(error.message) : String(error)}`);
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
