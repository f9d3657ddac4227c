import { defineDerivation } from "../derivation.ts";
import { leavesOpen } from "../inventory/eligibility.ts";
import { type Known, known, unknown } from "../inventory/known.ts";
import { matchesName } from "../inventory/names.ts";
import { canonicalId } from "../inventory/scope.ts";
import type { RolePermission } from "../inventory/sections.ts";
import { perViews } from "./rbac/per-views.ts";
import { CREATES_LOCAL_USERS } from "./rbac/roles.ts";

/** Custom roles whose patterns write local users, and how often each is assigned. */
export default defineDerivation({
  section: "customRoleRights",
  of: "roleDefinitions",
  from: ["roleAssignments", "roleEligibilities"],
  derive({ id, name, isCustom, permissions }, slice) {
    if (!isCustom) return [];
    return [
      {
        id: `${id}/localUserRight/default`,
        name,
        roleDefinitionId: id,
        wildcard: permissions.known ? known(wildcardIn(permissions.value)) : permissions,
        assignments: assignmentsOf(slice)(id),
      },
    ];
  },
});

/** Whoever names the action has meant it: a pattern beside it adds nothing. */
function wildcardIn(permissions: readonly RolePermission[]): string | null {
  const giving = permissions
    .filter(({ notActions }) => !notActions.some((pattern) => matchesName(pattern, CREATES_LOCAL_USERS)))
    .flatMap(({ actions }) => actions.filter((pattern) => matchesName(pattern, CREATES_LOCAL_USERS)));
  return giving.every((pattern) => pattern.includes("*")) ? (giving[0] ?? null) : null;
}

/** Roles in force and roles to activate; counted once for all roles. */
const assignmentsOf = perViews(
  ["roleAssignments", "roleEligibilities"],
  ({ roleAssignments, roleEligibilities }) => {
    const assigned = [...roleAssignments.all(), ...roleEligibilities.all()];
    const counts = Map.groupBy(assigned, ({ roleDefinitionId }) => canonicalId(roleDefinitionId));
    const [gap] = [...roleAssignments.gapsAt(""), ...roleEligibilities.gapsAt("").filter(leavesOpen)];
    return (id: string): Known<number> =>
      gap === undefined ? known(counts.get(canonicalId(id))?.length ?? 0) : unknown(gap);
  },
);
