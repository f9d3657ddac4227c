import { type Edge, type Graph, hopsOf, type Memory, newMemory, remembered, stepsFrom } from "./graph.ts";
import type { Path } from "./search.ts";

/**
 * The edge whose proof, removed, ends the most of the paths; among equals the one that lies on most rows, then the first
 * on the way. Undefined where nothing on them can be removed.
 * @param rowsOn on how many rows' shown paths a proof lies
 */
export function bestCut(
  paths: readonly Path[],
  isRemovable: (edge: Edge) => boolean,
  rowsOn: (proofId: string) => number,
): Edge | undefined {
  const ended = new Map<string, { readonly edge: Edge; count: number }>();
  for (const path of paths) {
    for (const edge of firstOfEachProof(path.filter(isRemovable))) {
      const { id } = edge.hop.proof;
      const known = ended.get(id);
      if (known === undefined) ended.set(id, { edge, count: 1 });
      else known.count += 1;
    }
  }
  let best: { readonly edge: Edge; readonly count: number; readonly rows: number } | undefined;
  for (const { edge, count } of ended.values()) {
    const rows = rowsOn(edge.hop.proof.id);
    if (best === undefined || count > best.count || (count === best.count && rows > best.rows))
      best = { edge, count, rows };
  }
  return best?.edge;
}

/**
 * True where something still leads from the start to a target when the proof is gone, or may do so out of sight.
 * @param memory of the same graph without the same proof: rows with one cut share it
 */
export function survives(
  graph: Graph,
  start: string,
  proofId: string,
  memory: Memory = newMemory(),
): boolean {
  return leadsOn(start, graph.depth);

  function leadsOn(node: string, left: number): boolean {
    return graph.targets.has(node) || remembered(memory, node, left, isLeft);
  }

  function isLeft(node: string, left: number): boolean {
    for (const step of stepsFrom(graph, node)) {
      const { edge, cost } = step;
      if (hopsOf(cost) > left) return false;
      if (graph.isClosed?.(step, left)) continue;
      if (edge.beside !== undefined && edge.beside.proofId !== proofId) return true;
      if (edge.hop.proof.id !== proofId && leadsOn(edge.to, left - 1)) return true;
    }
    return false;
  }
}

/** A proof can stand behind two hops of one path, which ends once. */
function firstOfEachProof(path: Path): readonly Edge[] {
  return path.filter(({ hop }, at) => path.findIndex((other) => other.hop.proof.id === hop.proof.id) === at);
}
