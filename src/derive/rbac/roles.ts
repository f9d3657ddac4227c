import { allowsAction } from "../../inventory/azure-actions.ts";
import { unlistedDefinition } from "../../inventory/held-roles.ts";
import { type Gap, known, type Known, unknown } from "../../inventory/known.ts";
import type { RoleDefinition, RolePermission } from "../../inventory/sections.ts";
import { rolesHandedOut } from "./conditions.ts";
import { perViews } from "./per-views.ts";
import type { Assignment } from "./sources.ts";

/** Actions of Azure Resource Manager, or of the data behind it. */
export type Plane = "control" | "data";

export const CREATES_LOCAL_USERS = "Microsoft.Storage/storageAccounts/localUsers/write";
export const CHANGES_ACCOUNTS = "Microsoft.Storage/storageAccounts/write";
export const ASSIGNS_ROLES = "Microsoft.Authorization/roleAssignments/write";

/** What a role gives, told once for each role and action. */
export interface Roles {
  readonly nameOf: (assignment: Assignment) => string;
  /** Whether the role of the assignment allows the action. */
  readonly allows: (assignment: Assignment, action: string, plane: Plane) => Known<boolean>;
  /** What leaves open what the role allows: it is not among those listed, or was not understood. Mostly the same list. */
  readonly gapsOf: (assignment: Assignment) => readonly Gap[];
  /** Whether the condition of the assignment narrows the action. */
  readonly narrowing: (assignment: Assignment, action: string, plane: Plane) => Narrowing;
}

/** What a condition does; one object for the same text. */
interface Narrowing {
  /** `nothing` where it leaves no role of use, `open` where that was not read. */
  readonly kind: "none" | "conditional" | "nothing" | "open";
  /** What leaves it open. */
  readonly gaps: readonly Gap[];
}

const NONE: Narrowing = { kind: "none", gaps: [] };
const CONDITIONAL: Narrowing = { kind: "conditional", gaps: [] };
const NOTHING: Narrowing = { kind: "nothing", gaps: [] };

export const rolesOf = perViews(["roleDefinitions"], ({ roleDefinitions }): Roles => {
  const definitions = new Map<string, RoleDefinition | undefined>();
  const allowed = {
    control: new Map<string, Map<RoleDefinition, Known<boolean>>>(),
    data: new Map<string, Map<RoleDefinition, Known<boolean>>>(),
  };
  const handedOut = new Map<string, Narrowing>();
  const listGaps = roleDefinitions.gapsAt("");
  const notUnderstood = new Map<RoleDefinition, readonly Gap[]>();
  for (const definition of roleDefinitions.all())
    if (!definition.permissions.known) notUnderstood.set(definition, [definition.permissions.gap]);
  return { nameOf, allows, gapsOf, narrowing };

  /** Assignments are thousands, and what they assign is spelled in a few ways. */
  function definitionOf({ roleDefinitionId: id }: Assignment): RoleDefinition | undefined {
    const known = definitions.get(id);
    if (known !== undefined || definitions.has(id)) return known;
    const definition = roleDefinitions.get(id);
    definitions.set(id, definition);
    return definition;
  }

  function nameOf(assignment: Assignment): string {
    return definitionOf(assignment)?.name ?? assignment.name;
  }

  function allows(assignment: Assignment, action: string, plane: Plane): Known<boolean> {
    const definition = definitionOf(assignment);
    if (definition === undefined) return unknown(unlistedDefinition(assignment, "roleDefinitions"));
    const byRole = allowed[plane].get(action) ?? new Map<RoleDefinition, Known<boolean>>();
    allowed[plane].set(action, byRole);
    const answer = byRole.get(definition) ?? ask(definition, action, plane);
    byRole.set(definition, answer);
    return answer;
  }

  function gapsOf(assignment: Assignment): readonly Gap[] {
    const definition = definitionOf(assignment);
    if (definition !== undefined) return notUnderstood.get(definition) ?? [];
    return listGaps.length > 0 ? listGaps : [unlistedDefinition(assignment, "roleDefinitions")];
  }

  function narrowing(assignment: Assignment, action: string, plane: Plane): Narrowing {
    const { condition } = assignment;
    if (!isNarrowed(action, plane)) return NONE;
    if (!condition.known) return { kind: "open", gaps: [condition.gap] };
    const text = condition.value ?? "";
    if (text === "") return NONE;
    if (plane === "data" || !isSame(action, ASSIGNS_ROLES)) return CONDITIONAL;
    const left = handedOut.get(text) ?? leftBy(text);
    handedOut.set(text, left);
    return left;
  }

  /** A text that was not understood may leave any role. */
  function leftBy(condition: string): Narrowing {
    const ids = rolesHandedOut(condition);
    if (ids === null) return CONDITIONAL;
    const named = [...ids].map((id) =>
      roleDefinitions.get(`/providers/Microsoft.Authorization/roleDefinitions/${id}`),
    );
    if (named.some(isOfUse)) return CONDITIONAL;
    // What is gone from a list that was read to its end can be given to nobody.
    const gaps = named.flatMap((role) => (role === undefined ? listGaps : (notUnderstood.get(role) ?? [])));
    return gaps.length === 0 ? NOTHING : { kind: "open", gaps: [...new Set(gaps)] };
  }
});

/** Whoever hands it out plants users, in one step or two. */
function isOfUse(role: RoleDefinition | undefined): boolean {
  if (role?.permissions.known !== true) return false;
  const { value } = role.permissions;
  return [CREATES_LOCAL_USERS, ASSIGNS_ROLES].some((action) => permits(value, action, "control"));
}

/** https://learn.microsoft.com/azure/role-based-access-control/conditions-overview#where-can-conditions-be-added */
function isNarrowed(action: string, plane: Plane): boolean {
  return plane === "data" || isSame(action, ASSIGNS_ROLES) || isSame(action, REMOVES_ROLES);
}

const REMOVES_ROLES = "Microsoft.Authorization/roleAssignments/delete";

function isSame(action: string, other: string): boolean {
  return action.toLowerCase() === other.toLowerCase();
}

function ask({ permissions }: RoleDefinition, action: string, plane: Plane): Known<boolean> {
  return permissions.known ? known(permits(permissions.value, action, plane)) : permissions;
}

/** Data actions follow the same rules in lists of their own. */
export function permits(permissions: readonly RolePermission[], action: string, plane: Plane): boolean {
  if (plane === "control") return allowsAction(permissions, action);
  const ofData = permissions.map(({ dataActions, notDataActions }) => ({
    actions: dataActions,
    notActions: notDataActions,
    dataActions,
    notDataActions,
  }));
  return allowsAction(ofData, action);
}
