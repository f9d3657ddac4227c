import type { Gap } from "../inventory/known.ts";
import type { DiagnosticSetting, LogSelection } from "../inventory/sections.ts";
import type { AzureReader, RawObject } from "./azure-reader.ts";
import {
  hasProperties,
  isRecord,
  malformed,
  type Origin,
  readEach,
  readText,
  shortened,
  textOrNull,
} from "./properties.ts";

interface Source {
  /** What is logged. */
  readonly of: string;
  /** Where a gap stands; the thing itself, unless it has no scope of its own. */
  readonly at?: string;
  readonly path: string;
  readonly apiVersion?: string;
}

/**
 * The diagnostic settings of one thing. Whose they are is known from the question and not from the answer: Azure
 * lower-cases their ids, leaves out the first slash where they are a subscription's, and lists Entra's under another
 * path than the one that was asked. The stable versions are older than groups of categories.
 */
export async function* diagnosticSettingsOf(
  { of, at = of, path, apiVersion = "2021-05-01-preview" }: Source,
  azure: AzureReader,
  gap: (gap: Gap) => void,
): AsyncIterable<DiagnosticSetting> {
  const request = `GET ${path}`;
  for await (const { name, properties } of azure.armList({ path, apiVersion })) {
    if (typeof name !== "string" || name === "" || name.includes("/")) {
      gap(malformed({ scope: at, request }, "a diagnostic setting without a usable name"));
      continue;
    }
    const origin = { scope: `${path}/${name}`, request };
    if (isRecord(properties) && hasProperties(properties)) yield settingOf(properties, name, of, origin);
    else gap(malformed(origin, "a diagnostic setting without its properties"));
  }
}

/** https://learn.microsoft.com/rest/api/monitor/diagnostic-settings/list: all of it is optional, and null where it is not set. */
function settingOf(properties: RawObject, name: string, of: string, origin: Origin): DiagnosticSetting {
  const destination = (key: string, value: unknown) => readText<null>(set(value), key, origin, null);
  const { workspaceId, storageAccountId, eventHubAuthorizationRuleId, marketplacePartnerId } = properties;
  // "This is here to maintain backwards compatibility": what the rule of an event hub was called before.
  const { metrics } = properties;
  const eventHub = set(eventHubAuthorizationRuleId) ?? properties["serviceBusRuleId"];
  return {
    id: origin.scope,
    name: shortened(name),
    of,
    // A setting may export metrics alone; one that exports neither was not understood.
    logs: readEach(
      properties["logs"],
      "logs",
      origin,
      selectionOf,
      Array.isArray(metrics) && metrics.length > 0 ? [] : undefined,
    ),
    workspaceId: destination("workspaceId", workspaceId),
    storageAccountId: destination("storageAccountId", storageAccountId),
    eventHubAuthorizationRuleId: destination("eventHubAuthorizationRuleId", eventHub),
    marketplacePartnerId: destination("marketplacePartnerId", marketplacePartnerId),
  };
}

/** A category or a group of them, the other one null. Whether it is on has no default: it is required. */
function selectionOf(entry: unknown): LogSelection | undefined {
  if (!isRecord(entry)) return undefined;
  const { enabled } = entry;
  const [category, categoryGroup] = [
    textOrNull(set(entry["category"])),
    textOrNull(set(entry["categoryGroup"])),
  ];
  if (typeof enabled !== "boolean" || category === undefined || categoryGroup === undefined) return undefined;
  if (category === null && categoryGroup === null) return undefined;
  // A group that is not known is named in a gap.
  return { category, categoryGroup: categoryGroup && shortened(categoryGroup), enabled };
}

/** An empty text names nothing and leads nowhere. */
function set(value: unknown): unknown {
  return value === "" ? null : value;
}
