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

/**
 * The Activity Log and a workspace tell the same change under the same id; where a row lost its id, the correlation, the
 * operation and the resource tell. What one of them does not hold is taken of the other.
 */
function eachOnce(events: readonly AzureEvent[]): readonly AzureEvent[] {
  const bySource = [...events].sort(
    (a, b) => compare(a.source, b.source) || compare(a.time, b.time) || compare(a.id, b.id),
  );
  return toldOnce(bySource, keysOf, withOther).sort(
    (a, b) => compare(a.time, b.time) || compare(canonicalId(a.id), canonicalId(b.id)),
  );
}

function keysOf({ id, correlationId, operation, resourceId }: AzureEvent): string[] {
  const deed = [correlationId, operation, canonicalId(resourceId)].join(" ").toLowerCase();
  return correlationId === null ? [canonicalId(id)] : [canonicalId(id), deed];
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
