import { compareEdges, costOf, type Edge, type Graph, hopsOf, stepsFrom } from "./graph.ts";

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
  add({ path: [], spent: 0, at: start }, 0);
  for (let branch = queue.pop(); branch !== undefined; branch = queue.pop()) {
    const { before, which, edge } = branch;
    add(before, which + 1);
    const path = [...before.path, edge];
    if (targets.has(edge.to)) yield path;
    else if (edge.to !== start && !before.path.some(({ to }) => to === edge.to))
      add({ path, spent: before.spent + costOf(edge), at: edge.to }, 0);
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
    const branch = { before, which, edge, cost: before.spent + step.cost };
    queue.splice(placeOf(branch, queue), 0, branch);
  }
}

/** How a path begins. */
interface Trail {
  readonly path: Path;
  readonly spent: number;
  readonly at: string;
}

/** All paths that begin with a trail, and go on with one of the steps at its end or with one behind it. */
interface Branch {
  readonly before: Trail;
  readonly which: number;
  readonly edge: Edge;
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
  return a.cost === b.cost ? compareBranches(a, b) < 0 : a.cost < b.cost;
}

/** By where the edges lead, and what proves them, from the first on. */
function compareBranches(a: Branch, b: Branch): number {
  const [own, others] = [a.before.path, b.before.path];
  for (let at = 0; at <= own.length && at <= others.length; at += 1) {
    const order = compareEdges(own[at] ?? a.edge, others[at] ?? b.edge);
    if (order !== 0) return order;
  }
  return own.length - others.length;
}
