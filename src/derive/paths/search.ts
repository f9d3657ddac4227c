import { costOf, type Edge, type Graph, hopsOf, stepsFrom } from "./graph.ts";

/** Edges in a row, of which none comes back to a node; at least one. */
export type Path = readonly Edge[];

/**
 * The simple paths from a start to the targets, the best first: by length, then by hops that must be activated, then by
 * hops with a condition, then by ids. What the graph knows of the way on tells which path is next, so that no more is
 * looked into than what is taken.
 */
export function* pathsFrom(graph: Graph, start: string): Iterable<Path> {
  const { targets, depth, isClosed } = graph;
  /** The best last. */
  const queue: Branch[] = [];
  add({ path: [], ids: "", spent: 0, at: start }, 0);
  for (let branch = queue.pop(); branch !== undefined; branch = queue.pop()) {
    const { before, which, edge, ids } = branch;
    add(before, which + 1);
    const path = [...before.path, edge];
    if (targets.has(edge.to)) yield path;
    else if (edge.to !== start && !before.path.some(({ to }) => to === edge.to))
      add({ path, ids, spent: before.spent + costOf(edge), at: edge.to }, 0);
  }

  /** The steps of a node are sorted: one waits, and those behind it wait for that one. */
  function add(before: Trail, first: number): void {
    const left = depth - before.path.length;
    const list = stepsFrom(graph, before.at);
    let which = first;
    let step = list[which];
    while (step !== undefined && hopsOf(step.cost) <= left && isClosed?.(step, left))
      step = list[(which += 1)];
    if (step === undefined || hopsOf(step.cost) > left) return;
    const { edge } = step;
    const ids = `${before.ids}\0${edge.to}\0${edge.hop.proof.id}\0${edge.hop.right}`;
    const branch = { before, which, edge, ids, cost: before.spent + step.cost };
    queue.splice(placeOf(branch, queue), 0, branch);
  }
}

/** How a path begins. */
interface Trail {
  readonly path: Path;
  readonly ids: string;
  readonly spent: number;
  readonly at: string;
}

/** All paths that begin with a trail, and go on with one of the steps at its end or with one behind it. */
interface Branch {
  readonly before: Trail;
  readonly which: number;
  readonly edge: Edge;
  /** Where the edges lead, and what proves them. */
  readonly ids: string;
  /** Of the best of them. */
  readonly cost: number;
}

function placeOf(branch: Branch, queue: readonly Branch[]): number {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = queue[middle];
    if (other !== undefined && isBetter(branch, other)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBetter(a: Branch, b: Branch): boolean {
  return a.cost === b.cost ? a.ids < b.ids : a.cost < b.cost;
}
