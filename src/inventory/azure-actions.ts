import { matchesName } from "./names.ts";
import type { RoleDefinition, RolePermission } from "./authorization.ts";
import type { Known } from "./known.ts";

/**
 * Does a role allow this control-plane action? Patterns ignore case, `*` crosses slashes, and what a block of
 * permissions takes back with `notActions` another block can give.
 * https://learn.microsoft.com/azure/role-based-access-control/role-definitions#control-and-data-actions
 */
export function allowsAction(permissions: readonly RolePermission[], action: string): boolean {
  return permissions.some(
    ({ actions, notActions }) =>
      actions.some((pattern) => matchesName(pattern, action)) &&
      !notActions.some((pattern) => matchesName(pattern, action)),
  );
}

/** True where the holder can give itself or others any further right, or do anything to any resource. */
export function isOwnerLike(definition: RoleDefinition): Known<boolean> {
  const answer = OWNER_LIKE.get(definition) ?? askOwnerLike(definition);
  OWNER_LIKE.set(definition, answer);
  return answer;
}

/** Thousands of assignments ask about the same few roles. */
const OWNER_LIKE = new WeakMap<RoleDefinition, Known<boolean>>();

function askOwnerLike({ permissions }: RoleDefinition): Known<boolean> {
  if (!permissions.known) return permissions;
  const value =
    allowsAction(permissions.value, "Microsoft.Authorization/roleAssignments/write") ||
    WRITES.every((action) => allowsAction(permissions.value, action));
  return { known: true, value };
}

/** Contributor and what is as wide: anything that is not named after one provider. */
const WRITES = [
  "Microsoft.Compute/virtualMachines/write",
  "Microsoft.Storage/storageAccounts/write",
] as const;
