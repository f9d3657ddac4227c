import { issuerOf } from "../../inventory/federation.ts";
import type { Slice } from "../../inventory/inventory.ts";
import { type Gap, known, type Known, unknown } from "../../inventory/known.ts";
import type {
  DirectoryObject,
  PathNode,
  PathPrincipal,
  PathRight,
  Tenant,
} from "../../inventory/sections.ts";
import { type PRINCIPAL_SOURCES, principalsOf } from "../rbac/path-principals.ts";
import type { Edge } from "./graph.ts";
import { directoryObjectOf, keyOf, type NodeSource, principalOf } from "./nodes.ts";

type Source =
  | NodeSource
  | (typeof PRINCIPAL_SOURCES)[number]
  | "federatedIdentityCredentials"
  | "identityFederatedCredentials";

/** What is the same in two halves is nobody who could begin. */
const HALVES: ReadonlySet<PathRight> = new Set(["is-application-of", "is-identity-of"]);

/** Everybody who can take something over, by key. Where one list tells what somebody is, another may not. */
export function startsOf(edges: readonly Edge[]): ReadonlyMap<string, PathNode> {
  const starts = new Map<string, PathNode>();
  for (const { from, hop } of edges) {
    const known = starts.get(from);
    const isNew = known === undefined || known.kind === "principal";
    if (isNew && !HALVES.has(hop.right)) starts.set(from, hop.from);
  }
  return starts;
}

/** @param tenant of the scan: a token of its own is not foreign */
export function startOf(node: PathNode, tenant: Tenant, slice: Slice<Source>): PathPrincipal {
  if (node.kind === "federated-subject")
    return {
      ...node,
      isForeign: isForeignToken(node, tenant, slice),
      isMicrosoft: false,
      accountEnabled: known(null),
    };
  const objectId = keyOf(node);
  const principal = principalOf(objectId, slice);
  if (principal !== undefined) {
    const { owner, appOwnerOrganizationId: home, accountEnabled } = principal;
    const isForeign = owner === "unknown" && !home.known ? home : known(owner === "foreign");
    return { ...node, isForeign, isMicrosoft: owner === "microsoft", accountEnabled };
  }
  const object = directoryObjectOf(objectId, slice);
  if (object !== undefined)
    return { ...node, isForeign: isGuest(object), isMicrosoft: false, accountEnabled: object.accountEnabled };
  if (node.kind === "group") return { ...principalsOf(slice)(objectId), ...node };
  // In none of the lists, read to their end: gone, and nobody signs in as it.
  const gone = falseUnless([
    ...(node.kind === "user" ? [] : slice.servicePrincipals.gapsAt(`/servicePrincipals/${objectId}`)),
    ...(node.kind === "service-principal"
      ? []
      : slice.directoryObjects.gapsAt(`/directoryObjects/${objectId}`)),
  ]);
  return { ...node, isForeign: gone, isMicrosoft: false, accountEnabled: gone };
}

/** Those whom the settings know as well: derivations do not see settings, and checks look again. */
function isForeignToken(
  { id }: PathNode,
  { tenantId }: Tenant,
  { federatedIdentityCredentials, identityFederatedCredentials }: Slice<Source>,
): Known<boolean> {
  const credential = federatedIdentityCredentials.get(id) ?? identityFederatedCredentials.get(id);
  if (credential === undefined) return known(true);
  if (!credential.issuer.known) return credential.issuer;
  const issuer = issuerOf(credential.issuer.value);
  return known(!("tenantId" in issuer) || issuer.tenantId !== tenantId.toLowerCase());
}

function isGuest({ userType }: DirectoryObject): Known<boolean> {
  return userType.known ? known(userType.value?.toLowerCase() === "guest") : userType;
}

function falseUnless([gap]: readonly Gap[]): Known<boolean> {
  return gap === undefined ? known(false) : unknown(gap);
}
