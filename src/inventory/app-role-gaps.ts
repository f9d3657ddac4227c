import type { Slice } from "./inventory.ts";
import type { Gap } from "./known.ts";
import { canonicalId, isEverywhere } from "./scope.ts";
import { byAppId } from "./sections.ts";

/**
 * What leaves open whether a principal holds an application role of one API. Roles are read by API and by principal,
 * so that a failure at another API, or at another principal, is none of it.
 * @param principalId `/servicePrincipals/{objectId}`
 */
export function appRoleGaps(
  principalId: string,
  resourceAppId: string,
  { appRoleAssignments, servicePrincipals }: Slice<"appRoleAssignments" | "servicePrincipals">,
): readonly Gap[] {
  const apis = servicePrincipals.of(byAppId(resourceAppId)).map(({ id }) => id);
  // An API that was not listed was not asked who holds its roles.
  const unlisted = apis.length === 0 ? servicePrincipals.gapsAt("") : [];
  const around = [principalId, ...apis].flatMap((id) => appRoleAssignments.gapsAt(id));
  const own = new Set(apis.map(canonicalId));
  return [...new Set([...around.filter((gap) => !isOfAnother(gap, own)), ...unlisted])];
}

/** True where the list of another API failed: its gap stands at the tenant, as it may hold anybody's roles. */
function isOfAnother({ scope, request }: Gap, apis: ReadonlySet<string>): boolean {
  const { api } = HOLDERS.exec(request)?.groups ?? {};
  return api !== undefined && isEverywhere(scope) && !apis.has(canonicalId(api));
}

const HOLDERS = /^GET \/v1\.0(?<api>\/servicePrincipals\/[\w-]+)\/appRoleAssignedTo$/i;
