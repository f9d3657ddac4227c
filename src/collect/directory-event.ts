import { type Gap, type Known, known, unknown } from "../inventory/known.ts";
import type { Actor, AuditProperty, AuditTarget, DirectoryEvent, JsonValue } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import { addressOf, firstText, idOf, momentOf, parsed, recordIn, textOf } from "./log-values.ts";
import { isRecord, malformed, type Origin, readId, shortened } from "./properties.ts";

/** The fields of an audit, which Graph and Log Analytics spell in two ways. */
interface Fields {
  readonly id: unknown;
  readonly time: unknown;
  readonly operation: unknown;
  readonly category: unknown;
  readonly result: unknown;
  readonly correlationId: unknown;
  readonly initiatedBy: unknown;
  readonly targets: unknown;
  readonly details: unknown;
}

/** https://learn.microsoft.com/graph/api/resources/directoryaudit */
export function directoryAuditFields(raw: RawObject): Fields {
  return {
    id: raw["id"],
    time: raw["activityDateTime"],
    operation: raw["activityDisplayName"],
    category: raw["category"],
    result: raw["result"],
    correlationId: raw["correlationId"],
    initiatedBy: raw["initiatedBy"],
    targets: raw["targetResources"],
    details: raw["additionalDetails"],
  };
}

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/auditlogs */
export function auditLogsFields(raw: RawObject): Fields {
  return {
    id: raw["Id"],
    time: firstText(raw["ActivityDateTime"], raw["TimeGenerated"]),
    operation: firstText(raw["OperationName"], raw["ActivityDisplayName"]),
    category: raw["Category"],
    result: raw["Result"],
    correlationId: raw["CorrelationId"],
    initiatedBy: raw["InitiatedBy"],
    targets: raw["TargetResources"],
    details: raw["AdditionalDetails"],
  };
}

/** One workspace may take the logs of several tenants. A row that names none is of the one that was asked for. */
export function isOfOther(tenantId: string, { AADTenantId }: RawObject): boolean {
  const id = idOf(AADTenantId);
  return id !== null && GUID.test(tenantId) && id !== tenantId.toLowerCase();
}

const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The event of a row that says that something succeeded, and the gaps of what cannot be read in the row. */
export interface ReadEvent {
  readonly event?: DirectoryEvent;
  readonly gaps: readonly Gap[];
}

export function directoryEventOf(
  fields: Fields,
  source: DirectoryEvent["source"],
  origin: Origin,
): ReadEvent {
  const fault = (detail: string): Gap => malformed(origin, detail);
  if (typeof fields.result !== "string") return { gaps: [fault("an audit without a usable result")] };
  if (fields.result.toLowerCase() !== "success") return { gaps: [] };
  const [id, time, operation] = [readId(fields.id), momentOf(fields.time), textOf(fields.operation)?.trim()];
  if (id === undefined || time === undefined || operation === undefined || operation === "")
    return { gaps: [fault("an audit without a usable id, time and operation")] };
  const path = `${AUDITS}/${id}`;
  const targets = targetsIn(valueIn(fields.targets), { scope: path, request: origin.request });
  const initiated = valueIn(fields.initiatedBy) ?? {};
  const isWhole = targets.isWhole && isRecord(initiated);
  const event = {
    id: path,
    name: shortened(operation),
    time,
    source,
    operation: shortened(operation),
    category: textOf(fields.category),
    correlationId: idOf(fields.correlationId),
    actor: actorOf(initiated, valueIn(fields.details)),
    targets: targets.items,
  };
  return { event, gaps: isWhole ? [] : [fault("an audit of which the actor or a target cannot be read")] };
}

const AUDITS = "/auditLogs/directoryAudits";

/** What a dynamic column holds, null for nothing; one that is no JSON stays the text that it is, which nobody expects. */
function valueIn(value: unknown): unknown {
  const found = parsed(value);
  const held = found === undefined ? value : found;
  return held === undefined || held === "" ? null : held;
}

/** `{user}` or `{app}`, the other one null. Of an application Entra names no address. */
function actorOf(initiated: unknown, details: unknown): Actor {
  const { user, app } = recordIn(initiated);
  const person = recordIn(user);
  const service = recordIn(app);
  const userAgent = shortOf(detailIn(details, "User-Agent"));
  const [userId, userName] = [
    idOf(person["id"]),
    firstText(person["userPrincipalName"], person["displayName"]),
  ];
  if (userId !== null || userName !== null) {
    const name = shortened(userName ?? userId ?? "unknown");
    return { kind: "user", id: userId, appId: null, name, ip: addressOf(person["ipAddress"]), userAgent };
  }
  const [id, appId] = [idOf(service["servicePrincipalId"]), idOf(service["appId"])];
  const appName = firstText(service["displayName"], service["servicePrincipalName"], id, appId);
  const kind = appName === null ? "unknown" : "application";
  const ip = addressOf(person["ipAddress"]);
  return { kind, id, appId, name: shortened(appName ?? "unknown"), ip, userAgent };
}

/** `[{key, value}]` */
function detailIn(details: unknown, key: string): unknown {
  const list: readonly unknown[] = Array.isArray(details) ? details : [];
  const found = list.find(
    (entry) => isRecord(entry) && textOf(entry["key"])?.toLowerCase() === key.toLowerCase(),
  );
  return recordIn(found)["value"];
}

interface Targets {
  readonly items: readonly AuditTarget[];
  /** False where something in the list was not understood, which may be what counts. */
  readonly isWhole: boolean;
}

/** Some operations have no target, which is no fault. */
function targetsIn(value: unknown, origin: Origin): Targets {
  const read = recordsIn(value).map((entry) => entry && targetOf(entry, origin));
  const items = read.flatMap((target) => (target === undefined ? [] : [target.target]));
  return { items, isWhole: read.every((target) => target?.isWhole === true) };
}

/** The entries of a list, undefined in place of what is no object. What is no list counts as one such entry. */
function recordsIn(value: unknown): readonly (RawObject | undefined)[] {
  if (value === null) return [];
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  return entries.map((entry) => (Array.isArray(value) && isRecord(entry) ? entry : undefined));
}

function targetOf(entry: RawObject, origin: Origin): { target: AuditTarget; isWhole: boolean } {
  // By name and never by place: the order changes.
  const properties = recordsIn(valueIn(entry["modifiedProperties"])).map((property) => {
    const { displayName, oldValue = null, newValue = null } = property ?? {};
    const name = textOf(displayName);
    if (name === null)
      return property !== undefined && oldValue === null && newValue === null ? "empty" : "broken";
    return [name, { before: jsonIn(oldValue, name, origin), after: jsonIn(newValue, name, origin) }] as const;
  });
  const target = {
    type: textOf(entry["type"]) ?? "Other",
    id: idOf(entry["id"]),
    name: shortOf(entry["displayName"]),
    userPrincipalName: shortOf(entry["userPrincipalName"]),
    properties: Object.fromEntries<AuditProperty>(
      properties.filter((property) => typeof property !== "string"),
    ),
  };
  return { target, isWhole: !properties.includes("broken") };
}

/** JSON in a text. A word that never was JSON, such as a bare `True`, is a text as it is. */
function jsonIn(value: unknown, name: string, origin: Origin): Known<JsonValue> {
  if (value === null || value === "") return known(null);
  // What came as JSON is made of nothing else.
  if (typeof value !== "string") return known(value as JsonValue);
  const found = parsed(value);
  if (found !== undefined) return known(found as JsonValue);
  if (!/^\s*["[{]/.test(value)) return known(value);
  return unknown(malformed(origin, `the property ${shortened(name)} is no JSON`));
}

function shortOf(value: unknown): string | null {
  const text = textOf(value);
  return text === null ? null : shortened(text);
}
