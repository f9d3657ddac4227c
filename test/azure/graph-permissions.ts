import type { SimulatedClient } from "./describe.ts";
import type { DirectoryType } from "./entities.ts";
import type { GraphRoute } from "./service.ts";

/** Whether the client holds one of the application permissions that the route wants. */
export function mayRead({ permissions, noGraph }: SimulatedClient, route: GraphRoute): boolean {
  // A batch itself wants nothing: each of its parts does.
  if (route === "batch") return true;
  return noGraph !== true && holdsOneOf(permissions, wanted[route]);
}

/**
 * Whether the client may see more of a related object than its id and type,
 * https://learn.microsoft.com/graph/permissions-overview#limited-information-returned-for-inaccessible-member-objects
 */
export function maySee({ permissions }: SimulatedClient, type: DirectoryType): boolean {
  return holdsOneOf(permissions, ["Directory.Read.All", ...visible[type]]);
}

function holdsOneOf(held: readonly string[] | undefined, any: readonly string[]): boolean {
  if (!held) return true;
  // Who may write may read.
  const reading = held.flatMap((one) => [one, one.replace("ReadWrite", "Read")]);
  return any.some((one) => reading.includes(one));
}

const directory = "Directory.Read.All";
const applications = ["Application.Read.All", directory];
const policies = ["Policy.Read.All"];
const roles = ["RoleManagement.Read.Directory", "RoleManagement.Read.All"];
const reports = ["AuditLog.Read.All"];

/** Any one of them is enough, https://learn.microsoft.com/graph/permissions-reference */
const wanted: Readonly<Record<Exclude<GraphRoute, "batch">, readonly string[]>> = {
  organization: ["Organization.Read.All", directory],
  applications,
  application: applications,
  servicePrincipals: applications,
  servicePrincipal: applications,
  appRoleAssignedTo: applications,
  appRoleAssignments: applications,
  owners: applications,
  federatedIdentityCredentials: ["Application.Read.All"],
  oauth2PermissionGrants: [directory, "DelegatedPermissionGrant.Read.All"],
  directoryRoleAssignments: roles,
  directoryRoleDefinitions: roles,
  directoryRoleEligibilities: [...roles, "RoleEligibilitySchedule.Read.Directory"],
  groupMembers: ["GroupMember.Read.All", directory],
  authorizationPolicy: policies,
  permissionGrantPolicies: ["Policy.Read.PermissionGrant"],
  adminConsentRequestPolicy: policies,
  defaultAppManagementPolicy: policies,
  appManagementPolicies: policies,
  appliesTo: ["Application.Read.All"],
  signInActivities: reports,
  credentialSignInActivities: reports,
  domains: ["Domain.Read.All", directory],
  directoryAudits: reports,
  signIns: reports,
  namedLocations: [...policies, "Policy.Read.ConditionalAccess"],
  // Of what the others do not cover it gives ids and types only.
  getByIds: [directory, "User.Read.All"],
};

/** What a client holds that may read everything here: the first, least permission of each route. */
export const everyPermission: readonly string[] = [
  ...new Set([directory, ...Object.values(wanted).flatMap((any) => any.slice(0, 1))]),
];

const visible: Readonly<Record<DirectoryType, readonly string[]>> = {
  user: ["User.Read.All"],
  group: ["Group.Read.All", "GroupMember.Read.All"],
  servicePrincipal: ["Application.Read.All"],
  application: ["Application.Read.All"],
  device: ["Device.Read.All"],
};
