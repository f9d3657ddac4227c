import type {
  FederatedIdentityCredential,
  Hop,
  IdentityFederatedCredential,
  PathNode,
} from "../../inventory/sections.ts";
import type { Edge } from "./graph.ts";
import { keyOf, subjectNode } from "./nodes.ts";

/** An edge between what a hop names. @param hop flags that are left out do not hold */
export function edgeOf(hop: Omit<Hop, "eligible" | "conditional"> & Partial<Hop>): Edge {
  return {
    from: keyOf(hop.from),
    to: keyOf(hop.to),
    hop: { eligible: false, conditional: false, ...hop },
  };
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
