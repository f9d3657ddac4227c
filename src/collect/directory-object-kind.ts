import type { DirectoryObjectKind } from "../inventory/sections.ts";

/**
 * `@odata.type` comes with every directory object, without being asked for. Types that derive from a user or a
 * service principal are those. https://learn.microsoft.com/graph/api/resources/directoryobject
 */
const KINDS: ReadonlyMap<string, DirectoryObjectKind> = new Map([
  ["#microsoft.graph.user", "user"],
  ["#microsoft.graph.agentuser", "user"],
  ["#microsoft.graph.group", "group"],
  ["#microsoft.graph.serviceprincipal", "service-principal"],
  ["#microsoft.graph.agentidentity", "service-principal"],
  ["#microsoft.graph.agentidentityblueprintprincipal", "service-principal"],
]);

/** What a directory object is; undefined where it does not say so. */
export function kindOf(raw: Readonly<Record<string, unknown>>): DirectoryObjectKind | undefined {
  const type = raw["@odata.type"];
  return typeof type === "string" ? (KINDS.get(type.toLowerCase()) ?? "other") : undefined;
}
