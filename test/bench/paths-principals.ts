import { known } from "../../src/inventory/known.ts";
import {
  type Application,
  type AppRoleAssignment,
  type DirectoryObject,
  type DirectoryRoleAssignment,
  type FederatedIdentityCredential,
  type GroupMember,
  type IdentityFederatedCredential,
  type Owner,
  type ServicePrincipal,
  type UserAssignedIdentity,
} from "../../src/inventory/sections.ts";
import { simulatedId } from "../azure/simulated-id.ts";
import { identityCredential, userAssignedIdentity } from "../checks/build-credentials.ts";
import {
  application,
  directoryRole,
  federatedCredential,
  foreignPrincipal,
  managedIdentity,
  owner,
  role,
  ROLE_DEFINITIONS,
  servicePrincipal,
  user,
} from "../checks/build-entra.ts";
import type { Items } from "../inventory/sections-with.ts";
import {
  type Kind,
  localOf,
  objectId,
  type PathsSize,
  resourceGroupScope,
  subscriptionGuid,
} from "./paths-size.ts";
import { turn } from "./turn.ts";

/** Members of the group "Everybody", who are all users. */
export const EVERYBODY = simulatedId("paths everybody");

const ADMINISTRATORS = simulatedId("paths administrators");

/** Whoever stands in the directory, and who can become whom there. */
export function principalsOf(size: PathsSize): Items {
  const people = [...times(size.users, (n) => userAt(n)), ...times(size.guests, (n) => userAt(n, "guest"))];
  return {
    applications: times(size.applications, applicationAt),
    servicePrincipals: [
      ...times(size.applications, principalAt),
      ...times(size.foreign, foreignAt),
      ...times(size.identities, (n) => identityPrincipalAt(n, "identity")),
      ...times(size.systemIdentities, (n) => identityPrincipalAt(n, "system")),
    ],
    owners: times(size.applications, (n) => ownersAt(n, size)).flat(),
    federatedIdentityCredentials: times(size.federatedCredentials, (n) => federatedAt(n, size)),
    userAssignedIdentities: times(size.identities, (n) => identityAt(n, size)),
    identityFederatedCredentials: times(size.identities, (n) => identityCredentialAt(n, size)).flat(),
    ...directoryRoles(size),
    appRoleAssignments: times(size.applications, permissionsAt).flat(),
    // Those who hold something are asked about for Azure and for the directory.
    directoryObjects: people,
    rbacPrincipals: people,
  };
}

/** Of all groups, whether they hold a role or not. */
export function membersIn(size: PathsSize): readonly GroupMember[] {
  return [
    ...times(size.users, (n) => memberOf(EVERYBODY, "Everybody", "user", n)),
    ...times(size.groups, (n) => membersAt(n, size)).flat(),
  ];
}

export function times<T>(count: number, make: (n: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

function userAt(n: number, kind: "user" | "guest" = "user"): DirectoryObject {
  const name = `${kind}-${n}`;
  return user(name, {
    id: `/directoryObjects/${objectId(kind, n)}`,
    userType: known(kind === "guest" ? "Guest" : "Member"),
    ...(n % 50 === 9 && { accountEnabled: known(false) }),
  });
}

const applicationId = (n: number): string => `/applications/${simulatedId(`paths application object ${n}`)}`;

function applicationAt(n: number): Application {
  const name = `service-${n}`;
  return application({ id: applicationId(n), name, appId: appIdOf("application", n) });
}

function principalAt(n: number): ServicePrincipal {
  return servicePrincipal({ ...identityOf("application", n), name: `service-${n}` });
}

function foreignAt(n: number): ServicePrincipal {
  return foreignPrincipal({ ...identityOf("foreign", n), name: `vendor-${n}` });
}

function identityPrincipalAt(n: number, kind: "identity" | "system"): ServicePrincipal {
  return managedIdentity({ ...identityOf(kind, n), name: `${kind}-${n}` });
}

function identityOf(kind: Kind, n: number): Pick<ServicePrincipal, "id" | "appId"> {
  return { id: `/servicePrincipals/${objectId(kind, n)}`, appId: appIdOf(kind, n) };
}

function appIdOf(kind: Kind, n: number): string {
  return simulatedId(`paths app ${kind} ${n}`);
}

/** A user of the same team, and to every second application somebody else. */
function ownersAt(n: number, size: PathsSize): readonly Owner[] {
  const home = n % size.subscriptions;
  const nth = Math.floor(n / size.subscriptions);
  const ownedBy = (kind: "user" | "guest" | "application", at: number): Owner => {
    const ownerId = objectId(kind, at);
    const owned = applicationId(n);
    return owner(`${kind}-${at}`, owned, {
      id: `${owned}/owners/${ownerId}`,
      ownerId,
      kind: kind === "application" ? "service-principal" : "user",
    });
  };
  const first = ownedBy("user", localOf("user", home, nth, size));
  if (nth % 2 === 0) return [first];
  const kind = turn(["user", "user", "guest", "user", "application"] as const, (nth - 1) / 2);
  return [first, ownedBy(kind, localOf(kind, home, nth + 1, size))];
}

/** Every second application is deployed from outside. */
function federatedAt(n: number, size: PathsSize): FederatedIdentityCredential {
  const holder = applicationId((2 * n) % size.applications);
  return federatedCredential({
    id: `${holder}/federatedIdentityCredentials/${simulatedId(`paths federated ${n}`)}`,
    name: `deploy-${n}`,
    applicationId: holder,
    issuer: known(turn(ISSUERS, n)),
    subject: known(`repo:contoso/service-${n}:environment:production`),
  });
}

const ISSUERS = [
  "https://token.actions.githubusercontent.com",
  "https://token.actions.githubusercontent.com",
  "https://gitlab.com",
  "https://login.microsoftonline.com/99999999-9999-4999-8999-999999999999/v2.0",
] as const;

function identityAt(n: number, size: PathsSize): UserAssignedIdentity {
  return userAssignedIdentity({
    id: identityScope(n, size),
    name: `identity-${n}`,
    subscriptionId: subscriptionGuid((n % size.resourceGroups) % size.subscriptions),
    principalId: known(objectId("identity", n)),
    clientId: known(appIdOf("identity", n)),
  });
}

function identityScope(n: number, size: PathsSize): string {
  return `${resourceGroupScope(n % size.resourceGroups, size)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/identity-${n}`;
}

function identityCredentialAt(n: number, size: PathsSize): readonly IdentityFederatedCredential[] {
  if (n % 2 === 1) return [];
  const issuer = `https://westeurope.oic.prod-aks.azure.com/cluster-${n % size.subscriptions}/`;
  const identityId = identityScope(n, size);
  return [identityCredential(issuer, `system:serviceaccount:apps:service-${n}`, { identityId })];
}

/** A fifth by a group, a fifth only eligible, a fifth applications, and the rest people. */
function directoryRoles(size: PathsSize): Items {
  const minters = times(size.minters, (n) => ({ n, how: n % 5 }));
  const grant = (n: number, kind: "user" | "application"): DirectoryRoleAssignment =>
    directoryRole(turn(MINTING_ROLES, n / 5), objectId(kind, n % size[`${kind}s`]));
  const inGroup = minters.filter(({ how }) => how === 4);
  return {
    directoryRoleDefinitions: ROLE_DEFINITIONS,
    directoryRoleAssignments: [
      ...minters.flatMap(({ n, how }) => (how < 3 ? [grant(n, how === 2 ? "application" : "user")] : [])),
      ...(inGroup.length === 0 ? [] : [directoryRole("Application Administrator", ADMINISTRATORS)]),
    ],
    directoryRoleEligibilities: minters.flatMap(({ n, how }) => (how === 3 ? [grant(n, "user")] : [])),
    groupMembers: inGroup.map(({ n }) =>
      memberOf(ADMINISTRATORS, "Application administrators", "user", n % size.users),
    ),
  };
}

const MINTING_ROLES = [
  "Application Administrator",
  "Cloud Application Administrator",
  "Hybrid Identity Administrator",
  "Global Administrator",
] as const;

/** One application in three reads mail; one in forty adds credentials, or makes itself Global Administrator. */
function permissionsAt(n: number): readonly AppRoleAssignment[] {
  const principal = `/servicePrincipals/${objectId("application", n)}`;
  const held = (value: Parameters<typeof role>[0]): AppRoleAssignment =>
    role(value, { id: `${principal}/appRoleAssignments/${value}-${n}`, principalId: principal });
  return [
    ...(n % 3 === 0 ? [held("Mail.Read")] : []),
    ...(n % 80 === 1 ? [held("Application.ReadWrite.All")] : []),
    ...(n % 80 === 41 ? [held("RoleManagement.ReadWrite.Directory")] : []),
  ];
}

/** People of the team; a guest is in one group of five, and an application in another. */
function membersAt(n: number, size: PathsSize): readonly GroupMember[] {
  const home = n % size.subscriptions;
  const nth = Math.floor(n / size.subscriptions);
  return times(size.members, (at) => {
    const kind = at > 0 ? "user" : turn(FIRST_MEMBERS, nth);
    const member = localOf(kind, home, nth * size.members + at, size);
    return memberOf(objectId("group", n), `team-${n}`, kind, member);
  });
}

const FIRST_MEMBERS = ["application", "user", "user", "guest", "user"] as const;

function memberOf(
  group: string,
  name: string,
  kind: "user" | "guest" | "application",
  n: number,
): GroupMember {
  const memberId = objectId(kind, n);
  return {
    id: `/groups/${group}/transitiveMembers/${memberId}`,
    name,
    groupId: `/groups/${group}`,
    memberId,
    kind: kind === "application" ? "service-principal" : "user",
  };
}
