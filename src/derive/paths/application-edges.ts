import type { Slice } from "../../inventory/inventory.ts";
import { byAppId, type Application, type PathNode, type ServicePrincipal } from "../../inventory/sections.ts";
import { segmentOf } from "../../inventory/scope.ts";
import { edgeOf, tokenEdge } from "./edge.ts";
import type { Edge } from "./graph.ts";
import { ANY_APPLICATION, applicationNode, type NodeSource, principalNode } from "./nodes.ts";

type Source = NodeSource | "federatedIdentityCredentials" | "owners";

/** Who signs in as an application or adds a credential to it, and that its service principal is as good. */
export function applicationEdges(slice: Slice<Source>): readonly Edge[] {
  return [
    ...federatedCredentials(slice),
    ...ownerships(slice),
    ...slice.applications.all().flatMap((application) => identityEdges(application, slice)),
    ...slice.servicePrincipals.all().flatMap((principal) => memberEdges(principal, slice)),
  ];
}

function federatedCredentials(slice: Slice<Source>): Edge[] {
  // Only beta shows expressions.
  const of = { what: "application", source: "GET /beta" };
  return slice.federatedIdentityCredentials
    .all()
    .map((credential) => tokenEdge(credential, applicationNode(credential.applicationId, slice), of));
}

function ownerships(slice: Slice<Source>): Edge[] {
  return slice.owners.all().map(({ id, ownedId, ownerId, kind, name }) => {
    const from = principalNode(ownerId, slice, { kind, name });
    const to = ownedNode(ownedId, slice);
    const noun = to.kind === "application" ? "application" : "service principal";
    return edgeOf({
      from,
      right: "owns",
      to,
      because: `"${from.name}" owns the ${noun} "${to.name}" and can add a credential to it.`,
      proof: { id, scope: ownedId, source: `GET /v1.0${ownedId}/owners` },
    });
  });
}

function ownedNode(ownedId: string, slice: Slice<NodeSource>): PathNode {
  const objectId = segmentOf(ownedId, "servicePrincipals");
  return objectId === undefined
    ? applicationNode(ownedId, slice)
    : principalNode(objectId, slice, { kind: "service-principal", name: objectId });
}

/** The same in two halves: https://learn.microsoft.com/entra/identity-platform/app-objects-and-service-principals */
function identityEdges(application: Application, slice: Slice<NodeSource>): Edge[] {
  return principalsOf(application, slice).map((principal) =>
    edgeOf({
      from: applicationNode(application.id, slice),
      right: "is-application-of",
      to: nodeOf(principal),
      because: `Whoever signs in as the application "${application.name}" is its service principal "${principal.name}".`,
      proof: {
        id: `${application.id} ${principal.id}`,
        scope: principal.id,
        source: "GET /v1.0/servicePrincipals",
      },
    }),
  );
}

/** The principals that the application signs in: an application object stands in its own tenant alone. */
export function principalsOf(
  { appId }: Application,
  { servicePrincipals }: Slice<"servicePrincipals">,
): readonly ServicePrincipal[] {
  return servicePrincipals.of(byAppId(appId)).filter(isNobodyElses);
}

/** Managed identities have no application to add a credential to; those of Microsoft and of others have it elsewhere. */
function memberEdges(principal: ServicePrincipal, { applications }: Slice<"applications">): Edge[] {
  const isRegistered = principal.owner === "own" || applications.of(byAppId(principal.appId)).length > 0;
  if (principal.kind !== "application" || !isRegistered || !isNobodyElses(principal)) return [];
  return [
    edgeOf({
      from: ANY_APPLICATION,
      right: "is-application-of",
      to: nodeOf(principal),
      because: `"${principal.name}" is one of the tenant's applications.`,
      proof: {
        id: `${ANY_APPLICATION.id} ${principal.id}`,
        scope: principal.id,
        source: "GET /v1.0/servicePrincipals",
      },
    }),
  ];
}

function isNobodyElses({ owner }: ServicePrincipal): boolean {
  return owner === "own" || owner === "unknown";
}

function nodeOf({ id, name }: ServicePrincipal): PathNode {
  return { id, kind: "service-principal", name };
}
