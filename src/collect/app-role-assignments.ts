import { defineCollector } from "../collector.ts";
import { gapOf, ReadError } from "../errors.ts";
import type { Gap } from "../inventory/known.ts";
import { APIS_WITH_DANGEROUS_ROLES, dangerousRole } from "../inventory/permissions.ts";
import { isEverywhere } from "../inventory/scope.ts";
import type { AppRoleAssignment, ServicePrincipal } from "../inventory/sections.ts";
import type { AzureReader, RawObject } from "./azure-reader.ts";
import { isRecord, malformed, nameOf, type Origin, readDate, readEach, readId } from "./properties.ts";

const GRANT = { needs: "Application.Read.All" } as const;
const SELECT = ["id", "appRoleId", "createdDateTime", "principalId", "principalType"];

/** "A default app role id of zeros": the right to use the API, and no permission. */
const DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000";

/** Who uses an API, in place of what acts on its own: https://learn.microsoft.com/graph/api/resources/approleassignment */
const USERS: readonly unknown[] = ["User", "Group"];

/**
 * The application permissions that anybody holds, asked of the few APIs that have dangerous ones instead of every
 * principal. What is not read of one API may be any principal's, so that its gap stands at the tenant, where
 * the checks of others look as well; its request tells of which API it is (`appRoleGaps`).
 */
export default defineCollector({
  section: "appRoleAssignments",
  per: "tenant",
  after: ["servicePrincipals"],
  permissions: [
    {
      plane: "graph",
      anyOf: [GRANT.needs, "Directory.Read.All"],
      without: "Nobody knows which applications hold permissions of their own.",
    },
  ],

  async *collect(scope, { azure, gap, have }) {
    const { items, gaps } = have.servicePrincipals;
    const apis = items.filter(({ appId }) => APIS_WITH_DANGEROUS_ROLES.includes(appId.toLowerCase()));
    // An API that the tenant lacks has no holders; one that was not listed may have any.
    if (apis.length < APIS_WITH_DANGEROUS_ROLES.length)
      for (const open of gaps.filter((one) => isEverywhere(one.scope))) gap(open);

    // Side by side: the largest list takes as long as all the others.
    for (const found of await Promise.all(apis.map(rolesOf))) yield* found;

    async function rolesOf(api: ServicePrincipal): Promise<readonly AppRoleAssignment[]> {
      const found: AppRoleAssignment[] = [];
      const path = `${api.id}/appRoleAssignedTo`;
      const origin = { scope: scope.id, request: `GET /v1.0${path}` };
      const names = await namesOfRoles(api, azure, gap);
      try {
        // Smaller pages leave managed identities out: https://github.com/microsoftgraph/microsoft-graph-docs/issues/12243
        for await (const raw of azure.graphList({ path, select: SELECT, top: 999 })) {
          if (USERS.includes(raw["principalType"]) || raw["appRoleId"] === DEFAULT_ACCESS) continue;
          const assignment = assignmentOf(raw, api, names, origin);
          if (assignment === undefined)
            gap(malformed(origin, "an assignment without a usable id, principalId and appRoleId"));
          else found.push(assignment);
        }
      } catch (error) {
        // The other APIs' lists are good without this one.
        if (!(error instanceof ReadError)) throw error;
        gap(gapOf(error, scope.id, GRANT));
      }
      return found;
    }
  },
});

/** The API's own names of its roles, which the catalogue lags behind. They decide nothing: ids do. */
async function namesOfRoles(
  api: ServicePrincipal,
  azure: AzureReader,
  gap: (gap: Gap) => void,
): Promise<ReadonlyMap<string, string>> {
  const origin = { scope: api.id, request: `GET /v1.0${api.id}` };
  try {
    const raw = await azure.graphObject({ path: api.id, select: ["id", "appRoles"] });
    const roles = readEach(raw["appRoles"], "appRoles", origin, (role) =>
      isRecord(role) ? role : undefined,
    );
    if (roles.known) return new Map(roles.value.flatMap(nameOfRole));
    gap(roles.gap);
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    gap(gapOf(error, api.id, GRANT));
  }
  return new Map();
}

/** Roles that are for users may have no value. */
function nameOfRole({ id, value }: RawObject): [string, string][] {
  return typeof id === "string" && typeof value === "string" && value !== ""
    ? [[id.toLowerCase(), value]]
    : [];
}

function assignmentOf(
  raw: RawObject,
  api: ServicePrincipal,
  names: ReadonlyMap<string, string>,
  origin: Origin,
): AppRoleAssignment | undefined {
  const id = readId(raw["id"]);
  const principal = readId(raw["principalId"]);
  const appRoleId = readId(raw["appRoleId"]);
  if (id === undefined || principal === undefined || appRoleId === undefined) return undefined;
  const principalId = `/servicePrincipals/${principal}`;
  const dangerous = dangerousRole(api.appId, appRoleId);
  const value = nameOf(names.get(appRoleId.toLowerCase()) ?? dangerous?.value, appRoleId);
  const here = { ...origin, scope: `${principalId}/appRoleAssignments/${id}` };
  return {
    id: here.scope,
    name: value,
    principalId,
    resourceId: api.id,
    resourceAppId: api.appId,
    resourceName: api.name,
    appRoleId,
    value,
    tier: dangerous?.tier ?? null,
    why: dangerous?.why ?? null,
    permissive: dangerous?.permissive ?? false,
    createdDateTime: readDate<null>(raw["createdDateTime"], "createdDateTime", here, null),
  };
}
