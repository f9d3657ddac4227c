import type { AttackPath, Cut, Ways } from "../../inventory/sections.ts";
import { bestCut, survives } from "./cut.ts";
import { type Edge, type Graph, type Memory, newMemory } from "./graph.ts";
import { type Path, pathsFrom } from "./search.ts";

/** How many paths are printed, and up to how many are counted, to bound what one start costs. */
const SHOWN = 3;
const COUNTED = 50;

/** What leads from one start to the targets. */
export interface Search {
  readonly graph: Graph;
  readonly start: string;
  /** The best fifty, best first. */
  readonly paths: readonly Path[];
}

export function searchFrom(graph: Graph, start: string): Search {
  const paths: Path[] = [];
  for (const path of pathsFrom(graph, start)) {
    paths.push(path);
    if (paths.length === COUNTED) break;
  }
  return { graph, start, paths };
}

/**
 * What is told of each of some searches, null where nothing was found. Which removal is the best depends on all of them:
 * one that ends the paths of many starts comes first.
 */
export function waysAmong(
  searches: readonly Search[],
  isRemovable: (edge: Edge) => boolean,
): (search: Search) => Ways | null {
  const rows = rowsByProof(searches);
  const memories = new Map<Graph, Map<string, Memory>>();
  return (search) => {
    const [first, ...others] = search.paths.slice(0, SHOWN).map(hopsOfPath);
    if (first === undefined) return null;
    const hidden = search.paths.flat().reduce((sum, { beside }) => sum + (beside?.count ?? 0), 0);
    const more = search.paths.length - 1 - others.length + hidden;
    return { paths: [first, ...others], more, cut: cutOf(search) };
  };

  function cutOf({ graph, start, paths }: Search): Cut | null {
    const edge = bestCut(paths, isRemovable, rowsOn);
    if (edge === undefined) return null;
    const { id } = edge.hop.proof;
    const cutsAll = !survives(graph, start, id, memoryOf(graph, id));
    return { hop: edge.hop, cutsAll, rows: rowsOn(id) };
  }

  function rowsOn(proofId: string): number {
    return rows.get(proofId) ?? 0;
  }

  /** Rows with one cut in one graph ask the same: it is found out once. */
  function memoryOf(graph: Graph, proofId: string): Memory {
    const ofGraph = memories.get(graph) ?? new Map<string, Memory>();
    memories.set(graph, ofGraph);
    const memory = ofGraph.get(proofId) ?? newMemory();
    ofGraph.set(proofId, memory);
    return memory;
  }
}

function rowsByProof(searches: readonly Search[]): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  for (const { paths } of searches) {
    const proofs = paths.slice(0, SHOWN).flatMap((path) => path.map(({ hop }) => hop.proof.id));
    for (const id of new Set(proofs)) rows.set(id, (rows.get(id) ?? 0) + 1);
  }
  return rows;
}

function hopsOfPath(path: Path): AttackPath {
  return path.map(({ hop }) => hop);
}
