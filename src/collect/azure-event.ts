import type { Gap } from "../inventory/known.ts";
import type { Actor, AzureEvent } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import { type Bodies, bodiesIn, changeOf } from "./azure-change.ts";
import { isWatched } from "./azure-operations.ts";
import { addressOf, firstText, idOf, momentOf, recordIn, textOf } from "./log-values.ts";
import { malformed, type Origin, shortened } from "./properties.ts";

/** The fields of an event that two logs have under different names. */
interface Fields {
  readonly eventId: unknown;
  readonly time: unknown;
  readonly operation: unknown;
  readonly status: unknown;
  readonly resourceId: string | null;
  readonly subscriptionId: unknown;
  readonly correlationId: unknown;
  readonly caller: unknown;
  readonly claims: unknown;
  readonly address: unknown;
  readonly properties: unknown;
}

/** https://learn.microsoft.com/azure/azure-monitor/platform/activity-log-schema */
export function activityLogFields(raw: RawObject): Fields {
  const { operationName, status, httpRequest, authorization, properties } = raw;
  return {
    eventId: raw["eventDataId"],
    time: raw["eventTimestamp"],
    operation: recordIn(operationName)["value"],
    status: recordIn(status)["value"],
    resourceId: firstText(raw["resourceId"], recordIn(authorization)["scope"]),
    subscriptionId: raw["subscriptionId"],
    correlationId: raw["correlationId"],
    caller: raw["caller"],
    claims: raw["claims"],
    address: recordIn(httpRequest)["clientIpAddress"],
    properties,
  };
}

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/azureactivity */
export function azureActivityFields(raw: RawObject): Fields {
  const scope = recordIn(firstOf(raw["Authorization_d"], raw["Authorization"]))["scope"];
  return {
    eventId: raw["EventDataId"],
    time: raw["TimeGenerated"],
    operation: raw["OperationNameValue"],
    status: raw["ActivityStatusValue"],
    resourceId: mostSpecific([raw["_ResourceId"], raw["ResourceId"], scope]),
    subscriptionId: raw["SubscriptionId"],
    correlationId: raw["CorrelationId"],
    caller: raw["Caller"],
    claims: firstOf(raw["Claims_d"], raw["Claims"]),
    address: firstOf(raw["CallerIpAddress"], recordIn(raw["HTTPRequest"])["clientIpAddress"]),
    properties: firstOf(raw["Properties_d"], raw["Properties"]),
  };
}

/** Collects the events of one source. */
export interface AzureEvents {
  /** Says of a row that cannot be read why. */
  readonly take: (fields: Fields) => Gap | undefined;
  readonly all: () => readonly AzureEvent[];
}

/**
 * Those that succeeded. The request's body stands in the row that says that the operation began, and often in no other:
 * it is kept until the other rows are there. What was accepted counts until it is known that it succeeded.
 */
export function azureEvents(source: AzureEvent["source"], origin: Origin): AzureEvents {
  const rows: Readonly<Record<"begun" | "accepted" | "done", Entry[]>> = {
    begun: [],
    accepted: [],
    done: [],
  };
  return {
    take(fields) {
      const { operation, status } = fields;
      if (typeof operation !== "string") return malformed(origin, "an event without a usable operation");
      if (!isWatched(operation)) return undefined;
      const stage = typeof status === "string" ? stageOf(status, operation) : undefined;
      if (stage === undefined) return malformed(origin, "an event without a usable status");
      if (stage === "other") return undefined;
      const entry = entryOf(fields, operation);
      if (entry === undefined) return malformed(origin, "an event without a usable id, time and resource");
      rows[stage].push(entry);
      return undefined;
    },
    all() {
      const accepted = rowsBefore(rows.accepted, rows.done);
      const isFollowed = new Set([...accepted.values()].map(({ id }) => id));
      const last = [...rows.done, ...rows.accepted.filter(({ id }) => !isFollowed.has(id))];
      const begun = rowsBefore(rows.begun, last);
      return last.map((entry) =>
        eventOf(entry, begun.get(entry.id) ?? accepted.get(entry.id), source, origin),
      );
    },
  };
}

interface Entry extends Pick<AzureEvent, "id" | "time" | "operation" | "resourceId" | "subscriptionId"> {
  readonly correlationId: string | null;
  readonly actor: Actor;
  readonly bodies: Bodies | undefined;
}

/**
 * Providers write `Started`, `Accepted` and `Succeeded`, Log Analytics `Start` and `Success`. Microsoft.Compute accepts what it
 * does later.
 */
function stageOf(status: string, operation: string): "done" | "begun" | "accepted" | "other" {
  const word = status.toLowerCase();
  if (word === "succeeded" || word === "success") return "done";
  if (word === "started" || word === "start") return "begun";
  return word === "accepted" && /^microsoft\.compute\//i.test(operation) ? "accepted" : "other";
}

function entryOf(fields: Fields, operation: string): Entry | undefined {
  const { resourceId } = fields;
  const eventId = idOf(fields.eventId);
  const time = momentOf(fields.time);
  if (resourceId === null || eventId === null || time === undefined) return undefined;
  const subscriptionId = idOf(fields.subscriptionId) ?? subscriptionIn(resourceId);
  return {
    id: `${resourceId.toLowerCase().replace(/\/$/, "")}/logEvents/${eventId}`,
    time,
    operation,
    resourceId,
    subscriptionId,
    correlationId: idOf(fields.correlationId),
    actor: actorOf(fields),
    bodies: bodiesIn(fields.properties),
  };
}

/** What was done above the subscriptions, such as taking access to all of them, belongs to none. */
function subscriptionIn(resourceId: string): string {
  return /^\/subscriptions\/(?<id>[^/]+)/i.exec(resourceId)?.groups?.["id"]?.toLowerCase() ?? "";
}

function keyOf({ correlationId, operation, resourceId, id }: Entry): string {
  return correlationId === null ? id : [correlationId, operation, resourceId].join("\0").toLowerCase();
}

/** Two programs write the rows of one operation, and their clocks differ. */
const SKEW_MS = 60_000;

/**
 * The earlier row of the same operation, by the id of the later one. They have one correlation id, and so may many more:
 * Terraform sends one for as long as it runs. The latest row before belongs to it, else the first that follows at once and
 * belongs to no other.
 */
function rowsBefore(earlier: readonly Entry[], later: readonly Entry[]): ReadonlyMap<string, Entry> {
  const pairs = new Map<string, Entry>();
  const rows = [
    ...eachOnce(earlier).map((row) => ({ row, isLater: false })),
    ...eachOnce(later).map((row) => ({ row, isLater: true })),
  ].sort((a, b) => Date.parse(a.row.time) - Date.parse(b.row.time));
  for (const [, ofKey] of Map.groupBy(rows, ({ row }) => keyOf(row))) {
    const open: Entry[] = [];
    const alone: Entry[] = [];
    for (const { row, isLater } of ofKey) {
      const former = isLater ? open.pop() : undefined;
      if (former !== undefined) pairs.set(row.id, former);
      else (isLater ? alone : open).push(row);
    }
    for (const row of alone) {
      const [next] = open;
      if (next === undefined || Date.parse(next.time) - Date.parse(row.time) > SKEW_MS) continue;
      pairs.set(row.id, next);
      open.shift();
    }
  }
  return pairs;
}

/** Answers overlap at their borders. */
function eachOnce(entries: readonly Entry[]): readonly Entry[] {
  return [...new Map(entries.map((entry) => [entry.id, entry])).values()];
}

function eventOf(
  entry: Entry,
  start: Entry | undefined,
  source: AzureEvent["source"],
  { request }: Origin,
): AzureEvent {
  const { bodies, ...event } = entry;
  const both = start === undefined ? bodies : withRequest(bodies, start.bodies);
  const { resourceId } = event;
  return {
    ...event,
    name: shortened(resourceId.split("/").findLast((segment) => segment !== "") ?? resourceId),
    source,
    change: changeOf(both, { scope: resourceId, request }),
  };
}

/** Undefined where either could not be read: what counts may stand there. */
function withRequest(done: Bodies | undefined, before: Bodies | undefined): Bodies | undefined {
  if (done === undefined || before === undefined) return undefined;
  return { request: firstOf(done.request) ?? before.request, response: done.response };
}

const CLAIMS = {
  id: "http://schemas.microsoft.com/identity/claims/objectidentifier",
  upn: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn",
} as const;

/**
 * Every token carries the application that asked for it, that of the portal as well: it is the actor where nobody is
 * signed in to it.
 */
function actorOf({ caller, claims, address }: Fields): Actor {
  const claim = recordIn(claims);
  const name = textOf(caller);
  const upn = firstText(claim[CLAIMS.upn], claim["upn"], name?.includes("@") ? name : null);
  const appId = idOf(claim["appid"]);
  const isGuid = name !== null && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(name);
  const isUser = claim["idtyp"] === "user" || upn !== null;
  const isApp = claim["idtyp"] === "app" || (!isUser && (appId !== null || isGuid));
  const id = idOf(claim[CLAIMS.id]) ?? idOf(claim["oid"]) ?? (isGuid ? idOf(name) : null);
  return {
    kind: isApp ? "application" : isUser ? "user" : "unknown",
    id,
    appId: isApp ? appId : null,
    name: shortened(firstText(isApp ? null : upn, name, id, appId) ?? "unknown"),
    ip: addressOf(address) ?? addressOf(claim["ipaddr"]),
    userAgent: null,
  };
}

/** Of several spellings of one resource, the one that goes on where the first ends: some columns name the parent. */
function mostSpecific(ids: readonly unknown[]): string | null {
  const [first = null, ...others] = ids.map(textOf).filter((id) => id !== null);
  if (first === null) return null;
  return others.reduce(
    (best, id) => (id.toLowerCase().startsWith(`${best.toLowerCase()}/`) ? id : best),
    first,
  );
}

/** The first that is there. */
function firstOf(...values: readonly unknown[]): unknown {
  return values.find((value) => value !== undefined && value !== null && value !== "");
}
