import { type CollectScope, defineCollector } from "../collector.ts";
import type { RoleAssignment } from "../inventory/sections.ts";
import { assignmentScope } from "./assignment-scope.ts";
import type { RawObject } from "./azure-reader.ts";
import { mergeInherited } from "./inherited.ts";
import { isRecord, malformed, type Origin, readDate } from "./properties.ts";
import { roleGrant } from "./role-grant.ts";

/** Azure roles at, below and above a subscription: without a filter the list brings what is inherited as well. */
export default defineCollector({
  section: "roleAssignments",
  per: "subscription",
  after: [],
  permissions: [
    {
      plane: "arm",
      anyOf: ["Microsoft.Authorization/roleAssignments/read"],
      role: "Reader",
      without: "Nobody knows who has rights in the subscription.",
    },
  ],

  async *collect(scope, { azure, gap }) {
    const path = `${scope.id}/providers/Microsoft.Authorization/roleAssignments`;
    const origin = { scope: scope.id, request: `GET ${path}` };
    for await (const raw of azure.armList({ path, apiVersion: "2022-04-01" })) {
      const assignment = assignmentOf(raw, origin, scope);
      if (assignment === undefined)
        gap(
          malformed(origin, "a role assignment without a usable id, scope, principalId and roleDefinitionId"),
        );
      else yield assignment;
    }
  },

  merge: mergeInherited,
});

const ID = /\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/]+$/i;

function assignmentOf(
  raw: RawObject,
  { request }: Origin,
  subscription: CollectScope,
): RoleAssignment | undefined {
  const { id } = raw;
  const properties = isRecord(raw["properties"]) ? raw["properties"] : {};
  if (typeof id !== "string" || !ID.test(id)) return undefined;
  const scope = assignmentScope(properties["scope"], id, subscription.id);
  if (scope === undefined) return undefined;
  const origin = { scope: id, request };
  const grant = roleGrant(properties, scope, origin, subscription);
  return (
    grant && { id, ...grant, createdOn: readDate<null>(properties["createdOn"], "createdOn", origin, null) }
  );
}
