import { acceptedBy } from "../../inventory/federated-claims.ts";
import type { Slice } from "../../inventory/inventory.ts";
import { known } from "../../inventory/known.ts";
import { canonicalId } from "../../inventory/scope.ts";
import {
  type DirectoryObject,
  type DirectoryObjectKind,
  type FederatedIdentityCredential,
  type IdentityFederatedCredential,
  objectIdOf,
  type PathNode,
  type ServicePrincipal,
} from "../../inventory/sections.ts";

/** What tells who an object id is. */
export type NodeSource =
  | "applications"
  | "servicePrincipals"
  | "directoryObjects"
  | "rbacPrincipals"
  | "userAssignedIdentities";

/** A role that adds credentials does so to any application: one node, and not a hop for each of thousands. */
export const ANY_APPLICATION: PathNode = {
  id: "/applications",
  kind: "any-application",
  name: "any application",
};

/** The directory role itself: whoever holds it, or gives it to itself, is as good as the other. */
export const GLOBAL_ADMINISTRATOR: PathNode = {
  id: "/roleManagement/directory/roleDefinitions/62e90394-69f5-4237-9190-012177145e10",
  kind: "global-administrator",
  name: "Global Administrator",
};

/** Of users, groups and service principals the object id: an assignment does not always tell what its holder is. */
export function keyOf({ id, kind }: PathNode): string {
  switch (kind) {
    case "user":
    case "group":
    case "service-principal":
    case "principal":
      return objectIdOf(id);
    default:
      return canonicalId(id);
  }
}

/** @param told what is known of one that has no entry of its own */
export function principalNode(
  objectId: string,
  slice: Slice<NodeSource>,
  told: { readonly kind: DirectoryObjectKind | null; readonly name: string } = { kind: null, name: objectId },
): PathNode {
  const principal = principalOf(objectId, slice);
  if (principal !== undefined) return { id: principal.id, kind: "service-principal", name: principal.name };
  const object = directoryObjectOf(objectId, slice);
  const kind = object?.kind ?? told.kind ?? "other";
  const name = object?.userPrincipalName ?? object?.name ?? told.name;
  return { id: `/${COLLECTIONS[kind]}/${objectId}`, kind: KINDS[kind], name };
}

const KINDS = {
  user: "user",
  "service-principal": "service-principal",
  group: "group",
  other: "principal",
} as const;

const COLLECTIONS = {
  user: "users",
  "service-principal": "servicePrincipals",
  group: "groups",
  other: "directoryObjects",
} as const;

export function principalOf(
  objectId: string,
  { servicePrincipals }: Slice<"servicePrincipals">,
): ServicePrincipal | undefined {
  return servicePrincipals.get(`/servicePrincipals/${objectId}`);
}

/** Who holds an Azure role is read for itself. */
export function directoryObjectOf(
  objectId: string,
  { directoryObjects, rbacPrincipals }: Slice<"directoryObjects" | "rbacPrincipals">,
): DirectoryObject | undefined {
  const id = `/directoryObjects/${objectId}`;
  return directoryObjects.get(id) ?? rbacPrincipals.get(id);
}

/** Its id where it is gone, or was not listed. */
export function applicationNode(id: string, { applications }: Slice<"applications">): PathNode {
  const application = applications.get(id);
  return { id: application?.id ?? id, kind: "application", name: application?.name ?? id };
}

export function identityNode(
  id: string,
  { userAssignedIdentities }: Slice<"userAssignedIdentities">,
): PathNode {
  const identity = userAssignedIdentities.get(id);
  return { id: identity?.id ?? id, kind: "user-assigned-identity", name: identity?.name ?? id };
}

/** Whoever has a token that a federated credential accepts: `subject "…" of "https://…"`. */
export function subjectNode(credential: FederatedIdentityCredential | IdentityFederatedCredential): PathNode {
  // Identities know no expressions: a subject is always there.
  const federation = { claimsMatchingExpression: known(null), ...credential };
  const issuer = credential.issuer.known ? `"${credential.issuer.value}"` : "an issuer that was not read";
  return {
    id: credential.id,
    kind: "federated-subject",
    name: `${acceptedBy(federation)} of ${issuer}`,
  };
}
