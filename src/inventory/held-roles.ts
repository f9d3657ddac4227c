import { listed } from "./app-roles.ts";
import { builtInRole } from "./directory-roles.ts";
import { leavesOpen } from "./eligibility.ts";
import type { SectionView, Slice } from "./inventory.ts";
import type { Gap, Listed } from "./known.ts";
import type { PrivilegeTier } from "./permissions.ts";
import { isEverywhere, segmentOf } from "./scope.ts";
import {
  byObjectId,
  type DirectoryRoleAssignment,
  type DirectoryRoleDefinition,
  objectIdOf,
} from "./sections.ts";

/** What is known of a directory role, whoever holds it. */
export interface RoleFacts {
  readonly name: string;
  /** A custom role that adds credentials to any application leads to Global Administrator: 0. */
  readonly tier: PrivilegeTier | null;
  readonly mintsCredentials: boolean;
  readonly controlsTenant: boolean;
  readonly administersExchange: boolean;
}

/** A directory role that somebody holds, or may activate. */
export interface HeldRole extends RoleFacts {
  /** `/roleManagement/directory/roleAssignments/{id}`, or of an eligibility. */
  readonly assignmentId: string;
  /** False for an administrative unit or a single application. */
  readonly isTenantWide: boolean;
  readonly eligible: boolean;
  /** The group that holds it, null where it is held directly. */
  readonly group: { readonly objectId: string; readonly name: string } | null;
}

/** What `activeRolesOf` looks into. */
type ActiveRoleSource = "directoryRoleAssignments" | "directoryRoleDefinitions" | "groupMembers";

/**
 * The directory roles of a user, group or service principal, its own and those of its groups.
 * @param objectId of the one that holds them
 */
export function activeRolesOf(objectId: string, slice: Slice<ActiveRoleSource>): Listed<HeldRole> {
  return rolesOf(objectId, slice.directoryRoleAssignments, slice, false);
}

/** Those, and what it may activate. */
export function allRolesOf(
  objectId: string,
  slice: Slice<ActiveRoleSource | "directoryRoleEligibilities">,
): Listed<HeldRole> {
  const active = activeRolesOf(objectId, slice);
  const eligible = rolesOf(objectId, slice.directoryRoleEligibilities, slice, true);
  return {
    items: [...active.items, ...eligible.items],
    gaps: [...new Set([...active.gaps, ...eligible.gaps.filter(leavesOpen)])],
  };
}

/** How bad roles of tier 0 are: what holds for the whole tenant says more than a part of it, held more than eligible. */
export interface RoleWeight {
  readonly decisive: readonly HeldRole[];
  readonly controlsTenant: boolean;
  readonly isEligible: boolean;
  readonly ceiling: { readonly band: "high" | "medium"; readonly because: string } | undefined;
}

export function weightOf(roles: readonly HeldRole[]): RoleWeight {
  const wide = roles.filter(({ isTenantWide }) => isTenantWide);
  const active = wide.filter(({ eligible }) => !eligible);
  const decisive = active.length > 0 ? active : wide.length > 0 ? wide : roles;
  const isEligible = decisive.every(({ eligible }) => eligible);
  const controlsTenant = wide.length > 0 && decisive.some((role) => role.controlsTenant);
  return { decisive, controlsTenant, isEligible, ceiling: ceilingOf(wide.length > 0) };

  function ceilingOf(isTenantWide: boolean): RoleWeight["ceiling"] {
    if (!isTenantWide)
      return { band: "medium", because: "The role holds for an administrative unit or an application." };
    if (!isEligible) return undefined;
    return { band: controlsTenant ? "high" : "medium", because: "The role must be activated first." };
  }
}

/** `"Global Administrator" (eligible, through the group "admins")`, the first five. */
export function roleTexts(roles: readonly HeldRole[]): string {
  const texts = roles.map(({ name, eligible, isTenantWide, group }) => {
    const notes = [
      ...(eligible ? ["eligible"] : []),
      ...(group === null ? [] : [`through the group "${group.name}"`]),
      ...(isTenantWide ? [] : ["for a part of the directory"]),
    ];
    return notes.length === 0 ? `"${name}"` : `"${name}" (${notes.join(", ")})`;
  });
  return listed([...new Set(texts)].sort());
}

/** What the commands of a remedy take: assignments to delete, and groups to leave. An eligibility is neither. */
export function removalsOf(roles: readonly HeldRole[]): {
  readonly roleAssignments: readonly string[];
  readonly groups: readonly string[];
} {
  return {
    roleAssignments: roles.flatMap(({ assignmentId, group, eligible }) =>
      group === null && !eligible ? (segmentOf(assignmentId, "roleAssignments") ?? []) : [],
    ),
    groups: [...new Set(roles.flatMap(({ group }) => group?.objectId ?? []))],
  };
}

/** Undefined where the definition was not read and the role is none of the well-known ones. */
export function roleFacts(
  { roleDefinitionId }: DirectoryRoleAssignment,
  definitions: SectionView<DirectoryRoleDefinition>,
): RoleFacts | undefined {
  const definition = definitions.get(roleDefinitionId);
  // The id of a built-in role is its template's; a custom role chooses its template id.
  const templateId = definition?.templateId ?? segmentOf(roleDefinitionId, "roleDefinitions") ?? "";
  const builtIn = definition?.isBuiltIn === false ? undefined : builtInRole(templateId);
  const read = definition ?? builtIn;
  if (read === undefined) return undefined;
  const mintsCredentials = read.mintsCredentials === true;
  return {
    name: read.name,
    tier: read.tier ?? (mintsCredentials ? 0 : null),
    mintsCredentials,
    controlsTenant: builtIn?.controlsTenant === true,
    administersExchange: builtIn?.administersExchange === true,
  };
}

/**
 * What of a role's definition was not read, which matters to those alone who hold it. A definition can be listed
 * without what it allows, and then the gap stands at the definition.
 */
export function definitionGaps(
  assignment: DirectoryRoleAssignment,
  definitions: SectionView<DirectoryRoleDefinition>,
): readonly Gap[] {
  const gaps = definitions.gapsAt(assignment.roleDefinitionId);
  if (roleFacts(assignment, definitions) !== undefined)
    return gaps.filter(({ scope }) => !isEverywhere(scope));
  return gaps.length > 0 ? gaps : [unlistedDefinition(assignment, "directoryRoleDefinitions")];
}

/** A list without a fault that lacks what somebody holds: nobody knows what the role allows. */
export function unlistedDefinition(
  assignment: { readonly id: string },
  section: "directoryRoleDefinitions" | "roleDefinitions",
): Gap {
  const detail = "the role's definition is not among those listed";
  return { reason: "malformed", scope: assignment.id, request: `section ${section}`, detail };
}

/** One list for all that ask about the same sections: many gaps and many principals must not make a product. */
const GROUP_GAPS = new WeakMap<object, WeakMap<object, readonly Gap[]>>();

/**
 * The gaps of group members that leave open who holds these roles: those of a group that may only activate one touch
 * nobody's role in force.
 */
export function groupGaps(
  { groupMembers }: Slice<"groupMembers">,
  assignments: SectionView<DirectoryRoleAssignment>,
): readonly Gap[] {
  const byAssignments = GROUP_GAPS.get(groupMembers) ?? new WeakMap<object, readonly Gap[]>();
  GROUP_GAPS.set(groupMembers, byAssignments);
  const known = byAssignments.get(assignments);
  if (known !== undefined) return known;
  const gaps = groupMembers.gapsAt("/groups").filter(({ scope }) => {
    const group = objectIdOf(scope);
    return isEverywhere(scope) || group === "" || assignments.of(byObjectId(group)).length > 0;
  });
  byAssignments.set(assignments, gaps);
  return gaps;
}

function rolesOf(
  objectId: string,
  assignments: SectionView<DirectoryRoleAssignment>,
  slice: Slice<"directoryRoleDefinitions" | "groupMembers">,
  eligible: boolean,
): Listed<HeldRole> {
  const groups = slice.groupMembers.of(byObjectId(objectId)).map(({ groupId, name }) => ({
    objectId: objectIdOf(groupId),
    name,
  }));
  const held = [null, ...groups].flatMap((group) =>
    assignments.of(byObjectId(group?.objectId ?? objectId)).map((assignment) => ({
      group,
      assignment,
      facts: roleFacts(assignment, slice.directoryRoleDefinitions),
    })),
  );
  const items = held.flatMap(({ group, assignment, facts }): HeldRole[] =>
    facts === undefined
      ? []
      : [
          {
            ...facts,
            assignmentId: assignment.id,
            isTenantWide: assignment.directoryScopeId === "/",
            eligible,
            group,
          },
        ],
  );
  const unread = held.flatMap(({ assignment }) => definitionGaps(assignment, slice.directoryRoleDefinitions));
  // Whoever holds a role may be named in any part of the list.
  const gaps = [...assignments.gapsAt(""), ...unread, ...groupGaps(slice, assignments)];
  return { items, gaps: [...new Set(gaps)] };
}
