import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from "yaml";
import * as z from "zod";
import type { Settings } from "./check.ts";
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

/** foothold.yml. Unknown keys are refused: a setting with a slip of the pen must not be silently without effect. */
const Config = z.strictObject({
  expected: z.strictObject({ sftp: names, localUsers: names }).prefault({}),
  sensitiveContainers: names,
  github: z.strictObject({ organizations: names }).prefault({}),
  issuers: names,
  mailClients: names,
  automation: z.strictObject({ principals: names }).prefault({}),
  trustedRanges: z
    .array(z.string().trim().refine(isAddressRange, "Expected an address range such as 203.0.113.0/24"))
    .default([]),
  breakGlass: names,
  allPrincipals: z.boolean().default(false),
  days: z.strictObject({ dormant: days(90), recent: days(30) }).prefault({}),
});

function days(usual: number) {
  return z.int().min(1).max(3650).default(usual);
}

export const DEFAULT_SETTINGS: Settings = settingsOf(Config.parse({}));

/**
 * @param text the content of the file
 * @param file its name, for errors
 * @throws FootholdError exit 2, one line for each fault: `foothold.yml:3:5: expected.sftp.0: …`
 */
export function parseConfig(text: string, file: string): Settings {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const [syntax] = document.errors;
  if (syntax !== undefined) throw configError(`${at(lines, syntax.pos[0])}: ${firstLine(syntax.message)}`);

  const parsed = Config.safeParse(plain(document, file) ?? {});
  if (parsed.success) return settingsOf(parsed.data);
  const faults = parsed.error.issues.flatMap((issue) => {
    const keys =
      issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    return keys.map((path) => {
      const message = issue.code === "unrecognized_keys" ? "no setting of this name" : issue.message;
      return `${at(lines, offsetOf(document, path))}: ${path.join(".") || "(file)"}: ${message}`;
    });
  });
  throw configError(faults.join("\n"));

  function at(counter: LineCounter, offset: number): string {
    const { line, col } = counter.linePos(offset);
    return `${file}:${line}:${col}`;
  }
}

function settingsOf(config: z.infer<typeof Config>): Settings {
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
