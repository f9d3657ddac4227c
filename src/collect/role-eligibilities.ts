import { type CollectScope, defineCollector } from "../collector.ts";
import type { RoleEligibility } from "../inventory/sections.ts";
import { assignmentScope } from "./assignment-scope.ts";
import type { RawObject } from "./azure-reader.ts";
import { mergeInherited } from "./inherited.ts";
import { isRecord, malformed, readId } from "./properties.ts";
import { roleGrant } from "./role-grant.ts";

/**
 * Azure roles that somebody may activate by Privileged Identity Management, at, below and above a subscription: without
 * a filter the list brings them all. A tenant without the license has none.
 */
export default defineCollector({
  section: "roleEligibilities",
  per: "subscription",
  after: [],
  permissions: [
    {
      plane: "arm",
      anyOf: ["Microsoft.Authorization/roleEligibilityScheduleInstances/read"],
      role: "Reader",
      without: "Azure roles that somebody may activate are left out.",
    },
  ],

  async *collect(scope, { azure, gap }) {
    const path = `${scope.id}/providers/${TYPE}`;
    const request = `GET ${path}`;
    for await (const raw of azure.armList({ path, apiVersion: "2020-10-01" })) {
      const eligibility = eligibilityOf(raw, request, scope);
      if (eligibility !== undefined) yield eligibility;
      else {
        const fault = "an eligibility without a usable name, scope, principalId and roleDefinitionId";
        gap(malformed({ scope: scope.id, request }, fault));
      }
    }
  },

  merge: mergeInherited,
});

const TYPE = "Microsoft.Authorization/roleEligibilityScheduleInstances";

function eligibilityOf(
  raw: RawObject,
  request: string,
  subscription: CollectScope,
): RoleEligibility | undefined {
  const properties = isRecord(raw["properties"]) ? raw["properties"] : {};
  const name = readId(raw["name"]);
  // The id begins with the scope that was asked, also for what is inherited.
  const own = properties["scope"];
  const scope = typeof own === "string" && own !== "" ? assignmentScope(own, "", subscription.id) : undefined;
  if (name === undefined || scope === undefined) return undefined;
  const id = `${scope === "/" ? "" : scope}/providers/${TYPE}/${name}`;
  const grant = roleGrant(properties, scope, { scope: id, request }, subscription);
  return grant && { id, ...grant };
}
