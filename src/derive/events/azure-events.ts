import { canonicalId, typeAt } from "../../inventory/scope.ts";
import type { AzureChange, AzureEvent, LogRow, QueryId } from "../../inventory/sections.ts";
import { perViews } from "../rbac/per-views.ts";
import { compare, toldOnce } from "./incident.ts";

/** Of Microsoft.Storage: the Activity Log's, and those of workspaces. */
export const STORAGE_EVENTS = ["storageEvents", "workspaceEvents"] as const;

/** Of every provider. */
export const ALL_EVENTS = ["storageEvents", "azureEvents", "workspaceEvents"] as const;

/** Every change of a storage account, each once, by time. */
export const storageEventsOf = perViews(STORAGE_EVENTS, ({ storageEvents, workspaceEvents }) =>
  eachOnce([...storageEvents.all(), ...workspaceEvents.all()]),
);

/** Every change, each once, by time. */
export const allEventsOf = perViews(ALL_EVENTS, ({ storageEvents, azureEvents, workspaceEvents }) =>
  eachOnce([...storageEvents.all(), ...azureEvents.all(), ...workspaceEvents.all()]),
);

interface Told {
  readonly event: AzureEvent;
  readonly isByBoth: boolean;
}

/**
 * The Activity Log and a workspace tell the same change under the same id. What each of them tells under an id that the
 * other does not have is told by pairs. What one of them does not hold is taken of the other.
 */
function eachOnce(events: readonly AzureEvent[]): readonly AzureEvent[] {
  const bySource = [...events]
    .sort((a, b) => compare(a.source, b.source) || compare(a.time, b.time) || compare(a.id, b.id))
    .map((event): Told => ({ event, isByBoth: false }));
  const byId = toldOnce(bySource, ({ event }) => [canonicalId(event.id)], together);
  return toldOnce(byId, pairKeys(), together)
    .map(({ event }) => event)
    .sort((a, b) => compare(a.time, b.time) || compare(canonicalId(a.id), canonicalId(b.id)));
}

/**
 * What a change that one source tells has in common with its copy in the other: the correlation, the operation, the
 * resource, and how many such changes the source told before. Within one source every id is a change of its own: Terraform
 * sends one correlation id for as long as it runs.
 * https://learn.microsoft.com/azure/azure-monitor/platform/activity-log-schema
 */
function pairKeys(): (told: Told) => readonly string[] {
  const counts = new Map<string, number>();
  return ({ event: { id, source, correlationId, operation, resourceId }, isByBoth }) => {
    if (isByBoth || correlationId === null) return [canonicalId(id)];
    const deed = [correlationId, operation, canonicalId(resourceId)].join(" ").toLowerCase();
    const before = counts.get(`${source} ${deed}`) ?? 0;
    counts.set(`${source} ${deed}`, before + 1);
    return [`${deed} ${before}`];
  };
}

function together(kept: Told, other: Told): Told {
  return {
    event: withOther(kept.event, other.event),
    isByBoth: kept.isByBoth || kept.event.source !== other.event.source,
  };
}

function withOther(kept: AzureEvent, other: AzureEvent): AzureEvent {
  return {
    ...kept,
    actor: kept.actor.ip === null && other.actor.ip !== null ? other.actor : kept.actor,
    change: changeOf(kept) === null && changeOf(other) !== null ? other.change : kept.change,
  };
}

/** What matters of the request and the answer; null where no log holds them, or they were not understood. */
export function changeOf({ change }: AzureEvent): AzureChange | null {
  return change.known ? change.value : null;
}

/** The operation without regard to case, which varies. */
export function operationOf({ operation }: AzureEvent): string {
  return operation.toLowerCase();
}

/** The id up to the name behind `/{type}/`: `/subscriptions/…/storageAccounts/acct`; undefined where the type is not in it. */
export function ancestorOf(id: string, type: string): string | undefined {
  const segments = id.split("/");
  const at = typeAt(segments, type);
  return at < 0 || segments[at + 1] === undefined ? undefined : segments.slice(0, at + 2).join("/");
}

/** The last segment of an id. */
export function nameIn(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** @param detail one sentence */
export function azureRow(event: AzureEvent, detail: string, queryId: QueryId): LogRow {
  const { time, source, operation, actor } = event;
  const { ip, userAgent, name } = actor;
  const by = name === "unknown" ? null : name;
  return { time, source, operation, actor: by, ip, userAgent, detail, queryId };
}
