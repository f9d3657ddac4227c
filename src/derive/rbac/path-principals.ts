import { type Gap, known, type Known, unknown } from "../../inventory/known.ts";
import type {
  DirectoryObject,
  GroupMember,
  PathPrincipal,
  ServicePrincipal,
} from "../../inventory/sections.ts";
import { objectIdOf } from "../../inventory/sections.ts";
import { perViews } from "./per-views.ts";
import { listingsOf, RBAC_SOURCES } from "./sources.ts";

/** The sections that say who holds Azure roles. */
export const PRINCIPAL_SOURCES = [...RBAC_SOURCES, "servicePrincipals", "rbacPrincipals"] as const;

/** Who an object id in an assignment or a group is. @param objectId lower-cased */
export type PrincipalOf = (objectId: string) => PathPrincipal;

/**
 * What they are, the lists of the directory tell, and the assignment's own word where these do not. Who is in none of the
 * lists, read to their end, is gone: nobody signs in as it.
 */
export const principalsOf = perViews(PRINCIPAL_SOURCES, (slice): PrincipalOf => {
  const { servicePrincipals, rbacPrincipals } = slice;
  const members = [...slice.azureGroupMembers.all(), ...slice.rbacGroupMembers.all()];
  const groupNames = new Map(members.map(({ groupId, name }) => [objectIdOf(groupId), name]));
  const kinds = new Map<string, Kind>(members.map(({ memberId, kind }) => [memberId.toLowerCase(), kind]));
  for (const { assignment } of listingsOf(slice)) {
    const { principalId, principalType } = assignment;
    const kind = KINDS.get((principalType.known && principalType.value?.toLowerCase()) || "");
    if (kind !== undefined) kinds.set(principalId.toLowerCase(), kind);
  }
  const made = new Map<string, PathPrincipal>();
  return (objectId) => {
    const principal = made.get(objectId) ?? make(objectId);
    made.set(objectId, principal);
    return principal;
  };

  function make(objectId: string): PathPrincipal {
    const servicePrincipal = servicePrincipals.get(`/servicePrincipals/${objectId}`);
    if (servicePrincipal !== undefined) return ofServicePrincipal(servicePrincipal);
    const object = rbacPrincipals.get(`/directoryObjects/${objectId}`);
    if (object?.kind === "user") return ofUser(object, objectId);
    const kind = kinds.get(objectId) ?? object?.kind ?? "other";
    const name = groupNames.get(objectId);
    if (name !== undefined || kind === "group" || kind === "foreign-group")
      return ofGroup(objectId, name ?? object?.name ?? objectId, kind === "foreign-group");
    return ofNobody(objectId, kind);
  }

  function ofNobody(objectId: string, kind: "user" | "service-principal" | "other"): PathPrincipal {
    const gaps = [
      ...(kind === "user" ? [] : servicePrincipals.gapsAt("")),
      ...(kind === "service-principal" ? [] : rbacPrincipals.gapsAt("")),
    ];
    return {
      id: `${FOLDER[kind]}/${objectId}`,
      kind: kind === "other" ? "principal" : kind,
      name: objectId,
      isForeign: falseUnless(gaps),
      isMicrosoft: false,
      accountEnabled: falseUnless(gaps),
    };
  }
});

type Kind = GroupMember["kind"] | "foreign-group";

/** https://learn.microsoft.com/rest/api/authorization/role-assignments/list-for-subscription#principaltype */
const KINDS: ReadonlyMap<string, Kind> = new Map([
  ["user", "user"],
  ["group", "group"],
  ["serviceprincipal", "service-principal"],
  ["foreigngroup", "foreign-group"],
]);

const FOLDER = {
  user: "/users",
  "service-principal": "/servicePrincipals",
  other: "/directoryObjects",
} as const;

function ofServicePrincipal(found: ServicePrincipal): PathPrincipal {
  const { id, name, owner, appOwnerOrganizationId: home, accountEnabled } = found;
  const isForeign = owner === "unknown" && !home.known ? home : known(owner === "foreign");
  return {
    id,
    kind: "service-principal",
    name,
    isForeign,
    isMicrosoft: owner === "microsoft",
    accountEnabled,
  };
}

function ofUser(user: DirectoryObject, objectId: string): PathPrincipal {
  const { name, userPrincipalName, userType, accountEnabled } = user;
  return {
    id: `/users/${objectId}`,
    kind: "user",
    name: userPrincipalName ?? name,
    isForeign: isGuest(userType),
    isMicrosoft: false,
    accountEnabled,
  };
}

/** A group is nobody who could be disabled, and the members of a foreign one are another tenant's affair. */
function ofGroup(objectId: string, name: string, isForeign: boolean): PathPrincipal {
  return {
    id: `/groups/${objectId}`,
    kind: "group",
    name,
    isForeign: known(isForeign),
    isMicrosoft: false,
    accountEnabled: known(null),
  };
}

function isGuest(userType: Known<string | null>): Known<boolean> {
  return userType.known ? known(userType.value?.toLowerCase() === "guest") : userType;
}

function falseUnless([gap]: readonly Gap[]): Known<boolean> {
  return gap === undefined ? known(false) : unknown(gap);
}
