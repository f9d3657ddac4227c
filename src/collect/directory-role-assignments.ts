import { defineCollector } from "../collector.ts";
import type { Gap } from "../inventory/known.ts";
import type { DirectoryRoleAssignment } from "../inventory/sections.ts";
import type { AzureReader, RawObject } from "./azure-reader.ts";
import { malformed, readId } from "./properties.ts";

const SELECT = ["id", "principalId", "roleDefinitionId", "directoryScopeId", "appScopeId"];

/** Who holds a directory role now: assigned for good, or activated. */
export default defineCollector({
  section: "directoryRoleAssignments",
  per: "tenant",
  after: [],
  permissions: [
    {
      plane: "graph",
      anyOf: ["RoleManagement.Read.Directory", "Directory.Read.All"],
      without: "Nobody knows who holds a directory role.",
    },
  ],

  collect: (scope, { azure, gap }) =>
    directoryRoles("/roleManagement/directory/roleAssignments", scope.id, azure, gap),
});

/** Assignments and eligibilities have the same shape. */
export async function* directoryRoles(
  path: string,
  tenant: string,
  azure: AzureReader,
  gap: (gap: Gap) => void,
): AsyncIterable<DirectoryRoleAssignment> {
  for await (const raw of azure.graphList({ path, select: SELECT })) {
    const assignment = assignmentOf(raw, path);
    if (assignment === undefined) {
      const fault = "a role assignment without a usable id, principal, role and scope";
      gap(malformed({ scope: tenant, request: `GET /v1.0${path}` }, fault));
    } else yield assignment;
  }
}

function assignmentOf(raw: RawObject, path: string): DirectoryRoleAssignment | undefined {
  const id = readId(raw["id"]);
  const principalId = readId(raw["principalId"]);
  const role = readId(raw["roleDefinitionId"]);
  // A scope that only one application understands stands in the other property.
  // https://learn.microsoft.com/graph/api/resources/unifiedroleassignment#properties
  const scope = raw["directoryScopeId"] ?? raw["appScopeId"];
  if (id === undefined || principalId === undefined || role === undefined) return undefined;
  if (typeof scope !== "string" || scope === "") return undefined;
  return {
    id: `${path}/${id}`,
    name: role,
    principalId,
    roleDefinitionId: `/roleManagement/directory/roleDefinitions/${role}`,
    directoryScopeId: scope,
  };
}
