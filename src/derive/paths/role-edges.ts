import { MINTING_ROLES } from "../../inventory/credential-minters.ts";
import { type RoleFacts, roleFacts } from "../../inventory/held-roles.ts";
import type { Slice } from "../../inventory/inventory.ts";
import { GRAPH } from "../../inventory/permissions.ts";
import { segmentOf } from "../../inventory/scope.ts";
import {
  type DirectoryRoleAssignment,
  type GroupMember,
  objectIdOf,
  type PathNode,
  type PathRight,
} from "../../inventory/sections.ts";
import { edgeOf } from "./edge.ts";
import type { Edge } from "./graph.ts";
import {
  ANY_APPLICATION,
  applicationNode,
  GLOBAL_ADMINISTRATOR,
  type NodeSource,
  principalNode,
  principalOf,
} from "./nodes.ts";

export type RoleSource =
  | NodeSource
  | "appRoleAssignments"
  | "directoryRoleAssignments"
  | "directoryRoleEligibilities"
  | "directoryRoleDefinitions"
  | "groupMembers";

/** What a directory role or an application permission leads to. */
interface Gain {
  readonly right: PathRight;
  readonly to: PathNode;
  /** The second half of the sentence. */
  readonly says: string;
}

const ANY: Gain = {
  right: "adds-credentials",
  to: ANY_APPLICATION,
  says: ": it adds credentials to any application",
};
const ITSELF: Gain = {
  right: "grants-itself-directory-roles",
  to: GLOBAL_ADMINISTRATOR,
  says: ": it makes its holder Global Administrator",
};

/** Whoever adds credentials, or becomes Global Administrator, by a directory role or a permission of Graph. */
export function roleEdges(slice: Slice<RoleSource>): readonly Edge[] {
  const holdersOf = holdersIn(slice);
  const { directoryRoleAssignments: active, directoryRoleEligibilities: eligible } = slice;
  return [
    ...active.all().flatMap((assignment) => directoryEdges(assignment, false)),
    ...eligible.all().flatMap((assignment) => directoryEdges(assignment, true)),
    ...permissionEdges(slice),
  ];

  function directoryEdges(assignment: DirectoryRoleAssignment, isEligible: boolean): Edge[] {
    const facts = roleFacts(assignment, slice.directoryRoleDefinitions);
    const gains = facts === undefined ? [] : gainsOf(assignment, facts, slice);
    if (facts === undefined || gains.length === 0) return [];
    const list = isEligible ? "roleEligibilityScheduleInstances" : "roleAssignments";
    return holdersOf(assignment).flatMap(({ node, group }) =>
      gains.map(({ right, to, says }) =>
        edgeOf({
          from: node,
          right,
          to,
          because: `${subjectOf(node, group)} ${isEligible ? "may activate" : "holds"} the directory role "${facts.name}"${says}.`,
          proof: {
            id: assignment.id,
            scope: assignment.directoryScopeId,
            source: `GET /v1.0/roleManagement/directory/${list}`,
          },
          eligible: isEligible,
        }),
      ),
    );
  }
}

/** Who holds a directory role: its principal, or the members of the group that it is. */
export interface RoleHolder {
  readonly node: PathNode;
  /** The group's name; null where the role is the principal's own. */
  readonly group: string | null;
}

/**
 * The group is told in the sentence and is no hop of its own: four hops would not reach from it to an account. A principal
 * holds 250 roles at most, so that members and roles make no large product.
 * https://learn.microsoft.com/entra/identity/users/directory-service-limits-restrictions
 */
export function holdersIn(
  slice: Slice<NodeSource | "groupMembers">,
): (assignment: DirectoryRoleAssignment) => readonly RoleHolder[] {
  const members = Map.groupBy(slice.groupMembers.all(), ({ groupId }) => objectIdOf(groupId));
  return ({ principalId }) => {
    const inside = members.get(principalId.toLowerCase());
    if (inside !== undefined) return inside.filter(isNoGroup).map(memberHolder);
    const node = principalNode(principalId, slice);
    return node.kind === "group" ? [] : [{ node, group: null }];
  };

  function memberHolder({ memberId, kind, name }: GroupMember): RoleHolder {
    return { node: principalNode(memberId, slice, { kind, name: memberId }), group: name };
  }
}

/** What is in a nested group is in the list itself. */
function isNoGroup({ kind }: GroupMember): boolean {
  return kind !== "group";
}

function subjectOf({ name }: PathNode, group: string | null): string {
  return group === null ? `"${name}"` : `"${name}" is in the group "${group}", which`;
}

const PRIVILEGED_ROLE_ADMINISTRATOR = "e8611ab8-c189-46e8-94e1-60213ab1f814";

function gainsOf(
  assignment: DirectoryRoleAssignment,
  { mintsCredentials }: RoleFacts,
  slice: Slice<RoleSource>,
): readonly Gain[] {
  if (assignment.directoryScopeId !== "/") return mintsCredentials ? oneApplication(assignment, slice) : [];
  const template = builtInTemplate(assignment, slice);
  return [
    ...(mintsCredentials ? [ANY] : []),
    ...(template === templateOf(GLOBAL_ADMINISTRATOR.id) ? [HOLDS] : []),
    ...(template === PRIVILEGED_ROLE_ADMINISTRATOR ? [ITSELF] : []),
  ];
}

const HOLDS: Gain = { right: "member-of", to: GLOBAL_ADMINISTRATOR, says: "" };

/** A custom role chooses the id of its template, and would pose as a built-in one. */
function builtInTemplate(
  { roleDefinitionId }: DirectoryRoleAssignment,
  { directoryRoleDefinitions }: Slice<"directoryRoleDefinitions">,
): string | undefined {
  const definition = directoryRoleDefinitions.get(roleDefinitionId);
  if (definition?.isBuiltIn === false) return undefined;
  return definition?.templateId.toLowerCase() ?? templateOf(roleDefinitionId);
}

function templateOf(id: string): string | undefined {
  return segmentOf(id, "roleDefinitions")?.toLowerCase();
}

/** `/{object id}`, of an application or of its service principal; an administrative unit holds neither. */
function oneApplication(
  { directoryScopeId }: DirectoryRoleAssignment,
  slice: Slice<NodeSource>,
): readonly Gain[] {
  const objectId = directoryScopeId.slice(directoryScopeId.lastIndexOf("/") + 1);
  const application = slice.applications.get(`/applications/${objectId}`);
  const principal = principalOf(objectId, slice);
  const nodes = [
    ...(application === undefined ? [] : [applicationNode(application.id, slice)]),
    ...(principal === undefined ? [] : [principalNode(objectId, slice)]),
  ];
  return nodes.map((to) => ({
    right: "adds-credentials",
    to,
    says: `: it adds credentials to the ${to.kind === "application" ? "application" : "service principal"} "${to.name}"`,
  }));
}

/**
 * RoleManagement.ReadWrite.Directory, RoleAssignmentSchedule.ReadWrite.Directory, and AppRoleAssignment.ReadWrite.All,
 * which gives its holder the first. https://learn.microsoft.com/graph/permissions-reference
 */
const CONTROLLING_ROLES: readonly string[] = [
  "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8",
  "dd199f4a-f148-40a4-a2ec-f0069cc799ec",
  "06b708a9-e830-4db3-a914-8e69da51d44f",
];

/** What may write its own applications alone owns them, which is an edge already. */
function permissionEdges(slice: Slice<RoleSource>): Edge[] {
  return slice.appRoleAssignments.all().flatMap((assignment) => {
    const { id, principalId, resourceAppId, resourceId, value } = assignment;
    const gain = gainOfPermission(assignment.appRoleId.toLowerCase());
    if (gain === undefined || resourceAppId.toLowerCase() !== GRAPH) return [];
    const objectId = objectIdOf(principalId);
    const from = principalNode(objectId, slice, { kind: "service-principal", name: objectId });
    return [
      edgeOf({
        from,
        right: gain.right,
        to: gain.to,
        because: `"${from.name}" holds the permission "${value}"${gain.says}.`,
        proof: { id, scope: "/", source: `GET /v1.0${resourceId}/appRoleAssignedTo` },
      }),
    ];
  });
}

function gainOfPermission(appRoleId: string): Gain | undefined {
  if (MINTING_ROLES.includes(appRoleId)) return ANY;
  return CONTROLLING_ROLES.includes(appRoleId) ? ITSELF : undefined;
}
