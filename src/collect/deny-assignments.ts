import { type CollectScope, defineCollector } from "../collector.ts";
import type { DenyAssignment, RolePermission } from "../inventory/sections.ts";
import { assignmentScope } from "./assignment-scope.ts";
import type { RawObject } from "./azure-reader.ts";
import { inheritedBy, mergeInherited } from "./inherited.ts";
import { isRecord, malformed, nameOf, type Origin, readEach, readFlag, readId } from "./properties.ts";
import { permissionOf } from "./role-definitions.ts";

/** What deployment stacks and managed applications take away from roles, at, below and above a subscription. */
export default defineCollector({
  section: "denyAssignments",
  per: "subscription",
  after: [],
  permissions: [
    {
      plane: "arm",
      anyOf: ["Microsoft.Authorization/denyAssignments/read"],
      role: "Reader",
      without: "Nobody knows which rights that a role gives are taken away again.",
    },
  ],

  async *collect(scope, { azure, gap }) {
    const path = `${scope.id}/providers/Microsoft.Authorization/denyAssignments`;
    const origin = { scope: scope.id, request: `GET ${path}` };
    for await (const raw of azure.armList({ path, apiVersion: "2022-04-01" })) {
      const assignment = assignmentOf(raw, origin, scope);
      if (assignment === undefined)
        gap(malformed(origin, "a deny assignment without a usable id, scope and properties"));
      else yield assignment;
    }
  },

  merge: mergeInherited,
});

const ID = /\/providers\/Microsoft\.Authorization\/denyAssignments\/(?<name>[^/]+)$/i;

function assignmentOf(
  raw: RawObject,
  { request }: Origin,
  subscription: CollectScope,
): DenyAssignment | undefined {
  const { id, properties } = raw;
  const match = typeof id === "string" ? ID.exec(id) : null;
  if (typeof id !== "string" || match === null || !isRecord(properties)) return undefined;
  const scope = assignmentScope(properties["scope"], id, subscription.id);
  if (scope === undefined) return undefined;
  const origin = { scope: id, request };
  // A list of principals that is left out is no empty one: who is denied, or is not, would not be known.
  const principals = (name: string) => readEach(properties[name], name, origin, principalOf);
  return {
    id,
    name: nameOf(properties["denyAssignmentName"], match.groups?.["name"] ?? id),
    scope,
    inheritedBy: inheritedBy(scope, subscription),
    permissions: readEach(properties["permissions"], "permissions", origin, (entry) =>
      isUnconditional(properties) ? deniedIn(entry, origin) : undefined,
    ),
    principals: principals("principals"),
    excludePrincipals: principals("excludePrincipals"),
    // "Default value is false." https://learn.microsoft.com/rest/api/authorization/deny-assignments/list
    doNotApplyToChildScopes: readFlag(
      properties["doNotApplyToChildScopes"],
      "doNotApplyToChildScopes",
      origin,
      false,
    ),
  };
}

/** What is denied under a condition only is not known to be denied, nor to be allowed. */
function deniedIn(entry: unknown, origin: Origin): RolePermission | undefined {
  return isRecord(entry) && isUnconditional(entry) ? permissionOf(entry, origin) : undefined;
}

function isUnconditional({ condition }: RawObject): boolean {
  return condition === undefined || condition === null || condition === "";
}

/** `{ id, type, displayName }`. Everybody is an id of zeros, of the type SystemDefined. */
function principalOf(entry: unknown): string | undefined {
  return isRecord(entry) ? readId(entry["id"]) : undefined;
}
