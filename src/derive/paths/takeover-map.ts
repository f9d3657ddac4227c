import type { Slice } from "../../inventory/inventory.ts";
import type { Gap } from "../../inventory/known.ts";
import { canonicalId } from "../../inventory/scope.ts";
import type { UserAssignedIdentity } from "../../inventory/sections.ts";
import { RBAC_SOURCES } from "../rbac/sources.ts";
import { type Access, accessEdges } from "./access-edges.ts";
import { applicationEdges } from "./application-edges.ts";
import { type Coverage, coverageIn } from "./coverage.ts";
import { costFrom, type Edge, endsPath, type Graph, graphOf, without } from "./graph.ts";
import { identityEdges, writerEdges } from "./identity-edges.ts";
import { gapsOfEverybody, openNodes } from "./open-nodes.ts";
import { roleEdges } from "./role-edges.ts";
import { searchFrom } from "./ways.ts";

/** The sections that say who can become whom, and what that opens. */
export const TAKEOVER_SOURCES = [
  "storageAccounts",
  "sftpAccess",
  ...RBAC_SOURCES,
  "rbacPrincipals",
  "applications",
  "servicePrincipals",
  "appRoleAssignments",
  "directoryRoleDefinitions",
  "directoryRoleAssignments",
  "directoryRoleEligibilities",
  "groupMembers",
  "owners",
  "federatedIdentityCredentials",
  "directoryObjects",
  "userAssignedIdentities",
  "identityFederatedCredentials",
] as const;

export type TakeoverSlice = Slice<(typeof TAKEOVER_SOURCES)[number]>;

export interface TakeoverMap {
  /** Every hop by which somebody becomes somebody else, whether it leads on or not. */
  readonly takeovers: readonly Edge[];
  readonly access: Access;
  /** What leads from a start to accounts, but for its own roles and for accounts at which these plant users already. */
  graphFor(start: string): Graph;
  /** What leaves open where a start leads: what was not read of it, of those that it can become, and of everybody. */
  gapsFor(start: string): readonly Gap[];
}

/** Hops of a path at most: a token of an application that may make itself Global Administrator takes four. */
const DEPTH = 4;

export function takeoverMap(slice: TakeoverSlice): TakeoverMap {
  const shared = gapsOfEverybody(slice);
  const everybody = [...shared];
  const open = openNodes(slice, shared);
  const certain = [...applicationEdges(slice), ...identityEdges(slice), ...roleEdges(slice)];
  const takenOver = new Set(certain.map(({ to }) => to));
  const access = accessEdges(slice, (key) => takenOver.has(key));
  const goals = new Set(Array.from(access.targets.keys(), ({ to }) => to));
  const takeovers = [...certain, ...writerEdges(worthwhile(graphsOf(certain)), slice)];
  const graphs = graphsOf(takeovers);
  const coverageOf = coverageIn(slice);
  const covered = new Map<Coverage, Graph>();
  return { takeovers, access, graphFor, gapsFor };

  /** To the accounts, and one hop less to those whose roles may lead there. */
  function graphsOf(edges: readonly Edge[]): readonly [toAccounts: Graph, toOpen: Graph] {
    return [
      graphOf([...edges, ...access.edges], goals, DEPTH),
      graphOf(edges, new Set(open.keys()), DEPTH - 1),
    ];
  }

  /** The identities that lead to accounts, the best first, and those of which that is open: who writes others gets nowhere. */
  function worthwhile(known: readonly Graph[]): readonly UserAssignedIdentity[] {
    const identities = slice.userAssignedIdentities.all().toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const leading = known.flatMap((graph) => {
      const costOf = ({ id }: UserAssignedIdentity) => costFrom(graph, canonicalId(id));
      return identities
        .filter((identity) => costOf(identity) < Infinity)
        .sort((a, b) => costOf(a) - costOf(b));
    });
    return [...new Set(leading)];
  }

  function graphFor(start: string): Graph {
    const coverage = coverageOf(start);
    const graph = coverage === null ? graphs[0] : graphBeyond(coverage);
    const own = access.own.get(start) ?? [];
    if (own.every((target) => coverage?.(target) === true)) return graph;
    return without(
      graph,
      ({ edge: { from, to, isOwnRole } }) => to === start || (isOwnRole === true && from === start),
    );
  }

  /** One graph for all who plant users at the same accounts. */
  function graphBeyond(coverage: Coverage): Graph {
    const graph =
      covered.get(coverage) ??
      without(graphs[0], (step) => {
        const target = endsPath(step) ? access.targets.get(step.edge) : undefined;
        return target !== undefined && coverage(target);
      });
    covered.set(coverage, graph);
    return graph;
  }

  function gapsFor(start: string): readonly Gap[] {
    const [, toOpen] = graphs;
    const ends = searchFrom(toOpen, start).paths.flatMap((path) => path.slice(-1).map(({ to }) => to));
    const own = new Set([start, ...ends].flatMap((node) => [...(open.get(node) ?? [])]));
    // Mostly one list for all: many gaps and many starts must not make a product.
    return own.size === 0 ? everybody : [...own, ...everybody];
  }
}
