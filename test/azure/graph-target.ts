import type { GraphVersion } from "./entities.ts";
import type { GraphRoute } from "./service.ts";

/** What a Graph address names. */
export interface GraphTarget {
  readonly route: GraphRoute;
  readonly method: "GET" | "POST";
  readonly version: GraphVersion;
  /** Of the object in the path, as it was written; empty where there is none. */
  readonly id: string;
  /** The path behind the version, such as "/applications/{id}/owners". */
  readonly path: string;
}

/** The target of a path, or undefined where Graph knows none. Graph's paths ignore case. */
export function graphTarget(url: URL): GraphTarget | undefined {
  const [, asked = "", path = ""] = /^\/(v1\.0|beta)(\/.*)$/i.exec(url.pathname) ?? [];
  const version = asked.toLowerCase() === "beta" ? "beta" : "v1.0";
  for (const { route, pattern, method, betaOnly } of patterns) {
    const match = pattern.exec(path);
    if (!match || (betaOnly && version !== "beta")) continue;
    return { route, method, version, path, id: decodeURIComponent(match.groups?.["id"] ?? "") };
  }
  return undefined;
}

/** What stops a path: its first segment where no address begins so, else its last. */
export function unknownSegment(url: URL): string {
  const [root = "", ...rest] = url.pathname.split("/").slice(2);
  const known = paths.some(([, path]) => path.split("/")[1]?.toLowerCase() === root.toLowerCase());
  return known ? (rest.at(-1) ?? root) : root;
}

const id = "(?<id>[^/]+)";
const roles = "/roleManagement/directory";

const paths = [
  ["organization", "/organization"],
  ["applications", "/applications"],
  ["application", `/applications/${id}`],
  ["owners", `/applications/${id}/owners`],
  ["owners", `/servicePrincipals/${id}/owners`],
  ["federatedIdentityCredentials", `/applications/${id}/federatedIdentityCredentials`],
  ["servicePrincipals", "/servicePrincipals"],
  ["servicePrincipal", `/servicePrincipals/${id}`],
  ["appRoleAssignedTo", `/servicePrincipals/${id}/appRoleAssignedTo`],
  ["appRoleAssignments", `/servicePrincipals/${id}/appRoleAssignments`],
  ["oauth2PermissionGrants", "/oauth2PermissionGrants"],
  ["directoryRoleAssignments", `${roles}/roleAssignments`],
  ["directoryRoleDefinitions", `${roles}/roleDefinitions`],
  ["directoryRoleEligibilities", `${roles}/roleEligibilityScheduleInstances`],
  ["groupMembers", `/groups/${id}/transitiveMembers`],
  ["authorizationPolicy", "/policies/authorizationPolicy"],
  ["permissionGrantPolicies", "/policies/permissionGrantPolicies"],
  ["adminConsentRequestPolicy", "/policies/adminConsentRequestPolicy"],
  ["defaultAppManagementPolicy", "/policies/defaultAppManagementPolicy"],
  ["appManagementPolicies", "/policies/appManagementPolicies"],
  ["appliesTo", `/policies/appManagementPolicies/${id}/appliesTo`],
  ["domains", "/domains"],
  ["directoryAudits", "/auditLogs/directoryAudits"],
  ["signIns", "/auditLogs/signIns"],
  ["namedLocations", "/identity/conditionalAccess/namedLocations"],
  ["signInActivities", "/reports/servicePrincipalSignInActivities"],
  ["credentialSignInActivities", "/reports/appCredentialSignInActivities"],
  ["getByIds", "/directoryObjects/getByIds"],
  ["batch", "/(\\$|%24)batch"],
] as const;

const patterns = paths.map(([route, path]) => ({
  route,
  pattern: new RegExp(`^${path}$`, "i"),
  method: route === "getByIds" || route === "batch" ? ("POST" as const) : ("GET" as const),
  betaOnly: path.startsWith("/reports/"),
}));
