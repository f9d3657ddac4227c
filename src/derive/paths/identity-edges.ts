import type { Slice } from "../../inventory/inventory.ts";
import type {
  DirectoryObjectKind,
  PathNode,
  PathNodeKind,
  UserAssignedIdentity,
} from "../../inventory/sections.ts";
import { type PRINCIPAL_SOURCES, principalsOf } from "../rbac/path-principals.ts";
import { placeText } from "../rbac/place-text.ts";
import { type AccessGrant, rbacOf } from "../rbac/rbac.ts";
import type { Assignment } from "../rbac/sources.ts";
import { edgeOf, tokenEdge } from "./edge.ts";
import type { Edge } from "./graph.ts";
import { identityNode, keyOf, type NodeSource, principalNode } from "./nodes.ts";

/** Tokens from outside that sign in as a user-assigned identity, and that its service principal is the same. */
export function identityEdges(slice: Slice<NodeSource | "identityFederatedCredentials">): readonly Edge[] {
  return [
    ...federatedCredentials(slice),
    ...slice.userAssignedIdentities.all().flatMap((identity) => principalEdges(identity, slice)),
  ];
}

function federatedCredentials(slice: Slice<NodeSource | "identityFederatedCredentials">): Edge[] {
  const of = { what: "identity", source: "GET " };
  return slice.identityFederatedCredentials
    .all()
    .map((credential) => tokenEdge(credential, identityNode(credential.identityId, slice), of));
}

function principalEdges(identity: UserAssignedIdentity, slice: Slice<NodeSource>): Edge[] {
  const { principalId, name, id } = identity;
  // Until it is made it has none.
  if (!principalId.known || principalId.value === null) return [];
  const to = principalNode(principalId.value, slice, { kind: "service-principal", name });
  return [
    edgeOf({
      from: identityNode(id, slice),
      right: "is-identity-of",
      to,
      because: `The service principal "${to.name}" is that of the identity "${name}".`,
      proof: {
        id: `${id} ${to.id}`,
        scope: id,
        source: `GET /subscriptions/${identity.subscriptionId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`,
      },
    }),
  ];
}

const WRITES_CREDENTIALS =
  "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write";

/** Identities that are hops of one role: many of those who may write times many identities would make a product. */
const SHOWN = 3;

/**
 * Who lets tokens of their own sign in as an identity, by an Azure role.
 * @param identities those that lead somewhere, the best first
 */
export function writerEdges(
  identities: readonly UserAssignedIdentity[],
  slice: WriterSlice,
): readonly Edge[] {
  const rbac = rbacOf(slice);
  const holderOf = holderNodes(slice);
  const ranked = identities.map(writtenAt);
  // One list for all that the same principals may write.
  const alike = Map.groupBy(ranked, ({ node: { id } }) => rbac.holders(id, WRITES_CREDENTIALS).items);
  const writers = new Map<Assignment, Map<string, Writer>>();
  for (const [grants, group] of alike) {
    const best = group.slice(0, SHOWN);
    for (const grant of grants) {
      const writer = writerOf(grant);
      writer.identities.push(...best);
      writer.hidden += group.length - best.length;
    }
  }
  return [...writers.values()].flatMap((ofRole) =>
    [...ofRole.values()].flatMap((writer) => {
      const from = holderOf(writer.grant.principalId);
      return from === undefined ? [] : edgesOfWriter(bestOf(writer), from);
    }),
  );

  function writerOf(grant: AccessGrant): Writer {
    const ofRole = writers.get(grant.assignment) ?? new Map<string, Writer>();
    writers.set(grant.assignment, ofRole);
    const writer = ofRole.get(grant.principalId) ?? { grant, identities: [], hidden: 0 };
    ofRole.set(grant.principalId, writer);
    return writer;
  }

  /** The best of all groups. */
  function bestOf({ grant, identities: found, hidden }: Writer): Writer {
    if (found.length <= SHOWN) return { grant, identities: found, hidden };
    const best = found.toSorted((a, b) => a.rank - b.rank).slice(0, SHOWN);
    return { grant, identities: best, hidden: hidden + found.length - SHOWN };
  }
}

type WriterSlice = Slice<NodeSource | (typeof PRINCIPAL_SOURCES)[number]>;

/** An end of many edges: it is made once, and so is the key by which graphs find it. */
interface End {
  readonly node: PathNode;
  readonly key: string;
}

/** An identity, with where its role assignments are listed. */
interface Written extends End {
  readonly rank: number;
  readonly lists: string;
}

function writtenAt({ id, name, subscriptionId }: UserAssignedIdentity, rank: number): Written {
  const node: PathNode = { id, kind: "user-assigned-identity", name };
  const lists = `GET /subscriptions/${subscriptionId}/providers/Microsoft.Authorization/`;
  return { node, key: keyOf(node), rank, lists };
}

/** A role of somebody, with the best of what it writes. */
interface Writer {
  readonly grant: AccessGrant;
  readonly identities: Written[];
  hidden: number;
}

/** A group's members are in the list as well; those of a foreign one are another tenant's affair. */
function holderNodes(slice: WriterSlice): (principalId: string) => End | undefined {
  const principal = principalsOf(slice);
  const made = new Map<string, End | undefined>();
  return (principalId) => {
    if (made.has(principalId)) return made.get(principalId);
    const node = nodeOf(principalId);
    const end = node === undefined ? undefined : { node, key: keyOf(node) };
    made.set(principalId, end);
    return end;
  };

  function nodeOf(principalId: string): PathNode | undefined {
    const { id, kind, name, isForeign } = principal(principalId);
    if (kind !== "group")
      return principalNode(principalId, slice, { kind: KINDS.get(kind) ?? "other", name });
    return isForeign.known && isForeign.value ? { id, kind, name } : undefined;
  }
}

const KINDS: ReadonlyMap<PathNodeKind, DirectoryObjectKind> = new Map([
  ["user", "user"],
  ["service-principal", "service-principal"],
]);

function edgesOfWriter({ grant, identities, hidden }: Writer, from: End): readonly Edge[] {
  const { assignment, roleName, scope, group, eligible, conditional } = grant;
  const { name } = from.node;
  const subject = group === null ? `"${name}"` : `"${name}" is in the group "${group.name}", which`;
  const holds = eligible ? "may activate" : "holds";
  const list = eligible ? "roleEligibilityScheduleInstances" : "roleAssignments";
  const says = `${subject} ${holds} the role "${roleName}" at ${placeText(scope)}: it adds federated credentials to the identity`;
  const edges = identities.map(({ node: to, key, lists }) =>
    edgeOf(
      {
        from: from.node,
        right: "federates-identity",
        to,
        because: `${says} "${to.name}".`,
        proof: { id: assignment.id, scope, source: `${lists}${list}` },
        eligible,
        conditional,
      },
      { from: from.key, to: key },
    ),
  );
  if (hidden === 0) return edges;
  const beside = { count: hidden, proofId: assignment.id };
  return edges.map((edge, at) => (at === edges.length - 1 ? { ...edge, beside } : edge));
}
