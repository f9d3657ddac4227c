import { canonicalId } from "../../inventory/scope.ts";
import type { DirectoryEvent } from "../../inventory/sections.ts";
import { perViews } from "../rbac/per-views.ts";

/** What an event of the directory's audit log is about, as far as applications go. */
export type DirectoryOperation =
  | "registered"
  | "role-granted"
  | "scopes-granted"
  | "consented"
  | "user-assigned"
  | "owner-added"
  | "keys-changed"
  | "changed";

/** https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities */
const OPERATIONS: ReadonlyMap<string, readonly DirectoryOperation[]> = new Map([
  ["add application", ["registered", "changed"]],
  ["update application", ["changed"]],
  ["add service principal", ["changed"]],
  ["update service principal", ["changed"]],
  ["add service principal credentials", ["keys-changed"]],
  ["add app role assignment to service principal", ["role-granted"]],
  ["add app role assignment grant to user", ["user-assigned"]],
  ["add delegated permission grant", ["scopes-granted"]],
  ["consent to application", ["consented"]],
  ["add owner to application", ["owner-added"]],
  ["add owner to service principal", ["owner-added"]],
]);

const NONE: readonly DirectoryOperation[] = [];

export function operationsOf({ operation }: DirectoryEvent): readonly DirectoryOperation[] {
  const known = KNOWN.get(operation) ?? operationsNamed(operation);
  KNOWN.set(operation, known);
  return known;
}

/** A hundred thousand events have a few hundred names. */
const KNOWN = new Map<string, readonly DirectoryOperation[]>();

/**
 * `Update application – Certificates and secrets management` is written with a dash, U+2013, where Microsoft's pages
 * print a hyphen, and exists for `Create application` as well: the tail tells it.
 */
function operationsNamed(operation: string): readonly DirectoryOperation[] {
  const name = operation.toLowerCase().trim().replaceAll(/\s+/g, " ").replace(/\.$/, "");
  return name.endsWith("certificates and secrets management") ? KEYS_CHANGED : (OPERATIONS.get(name) ?? NONE);
}

const KEYS_CHANGED: readonly DirectoryOperation[] = ["keys-changed"];

/** The events of each kind, each once whichever logs tell it, by time: there can be a hundred thousand. */
export const directoryEventsBy = perViews(["directoryEvents"], ({ directoryEvents }) => {
  const byId = new Map<string, DirectoryEvent>();
  for (const event of directoryEvents.all()) {
    if (operationsOf(event).length === 0) continue;
    const id = canonicalId(event.id);
    const other = byId.get(id);
    if (other === undefined || tellsMore(event, other)) byId.set(id, event);
  }
  const sorted = [...byId.values()].sort((a, b) => compare(a.time, b.time) || compare(a.id, b.id));
  const byOperation = new Map<DirectoryOperation, DirectoryEvent[]>();
  for (const event of sorted) {
    for (const operation of operationsOf(event)) {
      const known = byOperation.get(operation);
      if (known === undefined) byOperation.set(operation, [event]);
      else known.push(event);
    }
  }
  return (operation: DirectoryOperation): readonly DirectoryEvent[] => byOperation.get(operation) ?? [];
});

/** Of two copies of one event, the one with more of its properties; else Entra's own, so that no order decides. */
function tellsMore(event: DirectoryEvent, other: DirectoryEvent): boolean {
  const more = countProperties(event) - countProperties(other);
  return more === 0 ? event.source < other.source : more > 0;
}

function countProperties({ targets }: DirectoryEvent): number {
  return targets.reduce((sum, { properties }) => sum + Object.keys(properties).length, 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
