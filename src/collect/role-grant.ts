import type { CollectScope } from "../collector.ts";
import type { RoleEligibility } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import { inheritedBy } from "./inherited.ts";
import { type Origin, readId, readText } from "./properties.ts";
import { roleGuid, ROLES } from "./role-definitions.ts";

/** Who holds or may activate which role: what an assignment and an eligibility say alike. */
export type RoleGrant = Omit<RoleEligibility, "id">;

/**
 * @param scope where it holds, already understood
 * @returns undefined where it does not say whose or which role it is
 */
export function roleGrant(
  properties: RawObject,
  scope: string,
  origin: Origin,
  subscription: CollectScope,
): RoleGrant | undefined {
  const principalId = readId(properties["principalId"]);
  const role = roleGuid(properties["roleDefinitionId"]);
  if (principalId === undefined || role === undefined) return undefined;
  return {
    name: role,
    principalId,
    // "User" is the default of a request that makes one, and says nothing about an answer.
    principalType: readText<null>(properties["principalType"], "principalType", origin, null),
    roleDefinitionId: `${ROLES}/${role}`,
    scope,
    inheritedBy: inheritedBy(scope, subscription),
    condition: readText<null>(properties["condition"], "condition", origin, null),
  };
}
