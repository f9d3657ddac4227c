import type {
  FederatedIdentityCredential,
  Hop,
  IdentityFederatedCredential,
  PathNode,
} from "../../inventory/sections.ts";
import type { Edge } from "./graph.ts";
import { keyOf, subjectNode } from "./nodes.ts";

/** What a hop joins, by key. */
type Ends = Pick<Edge, "from" | "to">;

/**
 * An edge between what a hop names.
 * @param hop flags that are left out do not hold
 * @param ends where many edges lead to the same ones, so that they share their keys
 */
export function edgeOf(
  hop: Omit<Hop, "eligible" | "conditional"> & Partial<Hop>,
  ends: Ends = { from: keyOf(hop.from), to: keyOf(hop.to) },
): Edge {
  const { eligible = false, conditional = false, from, right, to, because, proof } = hop;
  return { ...ends, hop: { eligible, conditional, from, right, to, because, proof } };
}

/** Whoever has a token that the credential accepts signs in as what it lies on. */
export function tokenEdge(
  credential: FederatedIdentityCredential | IdentityFederatedCredential,
  to: PathNode,
  of: { readonly what: string; readonly source: string },
): Edge {
  const from = subjectNode(credential);
  return edgeOf({
    from,
    right: "federated-credential",
    to,
    because: `A token with ${from.name} signs in as the ${of.what} "${to.name}".`,
    proof: { id: credential.id, scope: to.id, source: `${of.source}${to.id}/federatedIdentityCredentials` },
  });
}
