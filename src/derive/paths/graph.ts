import type { Hop } from "../../inventory/sections.ts";

/** A hop between two places of the graph. */
export interface Edge {
  /** Keys of the ends: finer than the ids in the hop where one thing plays several parts. */
  readonly from: string;
  readonly to: string;
  readonly hop: Hop;
  /** The first of the hops that are Azure roles of `from`: what comes before it takes somebody over. */
  readonly isOwnRole?: true;
  readonly beside?: Beside;
}

/** Ways that stand beside an edge and are not in the graph. */
export interface Beside {
  readonly count: number;
  /** The id of the proof that they all rest on; null where they rest on several. */
  readonly proofId: string | null;
}

/** What leads to the targets, and nothing else. */
export interface Graph {
  readonly targets: ReadonlySet<string>;
  /** How many hops a path has at most. */
  readonly depth: number;
  /** From each node, the cheapest first. */
  readonly steps: ReadonlyMap<string, readonly Step[]>;
  /**
   * True for steps that do not lead to a target with so many hops left, themselves included: all that is left out makes
   * the costs what it takes at least.
   */
  readonly isClosed?: (step: Step, left: number) => boolean;
}

/** An edge that leads to a target. */
export interface Step {
  readonly edge: Edge;
  /** Of the cheapest path that begins with it. */
  readonly cost: number;
}

/** A hop more is worse than anything about the hops; one to activate is worse than conditions. Below ten hops. */
const HOP = 100;
const ELIGIBLE = 10;
const CONDITIONAL = 1;

/**
 * The edges that lead to a target within the depth: breadth-first from the targets, each edge looked at once. A path
 * ends at the first target that it comes to.
 */
export function graphOf(edges: readonly Edge[], targets: ReadonlySet<string>, depth: number): Graph {
  const steps = new Map<string, Step[]>();
  if (targets.size === 0) return { targets, depth, steps };
  const costs = costsOf(edges, targets, depth);
  for (const edge of edges) {
    const rest = costs.get(edge.to);
    if (rest === undefined || targets.has(edge.from)) continue;
    const cost = costOf(edge) + rest;
    if (hopsOf(cost) > depth) continue;
    const known = steps.get(edge.from);
    if (known === undefined) steps.set(edge.from, [{ edge, cost }]);
    else known.push({ edge, cost });
  }
  for (const list of steps.values()) list.sort(byCost);
  return { targets, depth, steps };
}

/** True where the edge comes to a target. */
export function endsPath({ cost }: Step): boolean {
  return hopsOf(cost) === 1;
}

/** What leads on from a node to a target, the cheapest first. */
export function stepsFrom({ steps }: Graph, node: string): readonly Step[] {
  return steps.get(node) ?? NOWHERE;
}

const NOWHERE: readonly never[] = [];

/** Of the cheapest path from a node; infinite where there is none. */
export function costFrom(graph: Graph, node: string): number {
  if (graph.targets.has(node)) return 0;
  const [first] = stepsFrom(graph, node);
  return first?.cost ?? Infinity;
}

export function costOf({ hop }: Edge): number {
  return HOP + (hop.eligible ? ELIGIBLE : 0) + (hop.conditional ? CONDITIONAL : 0);
}

export function hopsOf(cost: number): number {
  return Math.floor(cost / HOP);
}

/** By where they lead and what proves them: of edges from one node, and of paths from one start. */
export function compareEdges(a: Edge, b: Edge): number {
  return compare(a.to, b.to) || compare(a.hop.proof.id, b.hop.proof.id) || compare(a.hop.right, b.hop.right);
}

/**
 * The graph for somebody for whom some edges do not count. Nothing of it is made anew: what still leads on is found out
 * where somebody comes by.
 */
export function without(graph: Graph, isLeftOut: (step: Step) => boolean): Graph {
  const memory = newMemory();
  return { ...graph, isClosed };

  function isClosed(step: Step, left: number): boolean {
    if (isLeftOut(step) || graph.isClosed?.(step, left)) return true;
    return !endsPath(step) && !leadsOn(step.edge.to, left - 1);
  }

  function leadsOn(node: string, left: number): boolean {
    return remembered(memory, node, left, hasWay);
  }

  function hasWay(node: string, left: number): boolean {
    for (const step of stepsFrom(graph, node)) {
      if (hopsOf(step.cost) > left) return false;
      if (!isClosed(step, left)) return true;
    }
    return false;
  }
}

/** What was found out about nodes: with how few hops one still leads on, and with how many it does not. */
export interface Memory {
  readonly leads: Map<string, number>;
  readonly ends: Map<string, number>;
}

export function newMemory(): Memory {
  return { leads: new Map(), ends: new Map() };
}

/** Whether a node leads on with so many hops left, which is asked once. */
export function remembered(
  { leads, ends }: Memory,
  node: string,
  left: number,
  ask: (node: string, left: number) => boolean,
): boolean {
  if ((leads.get(node) ?? Infinity) <= left) return true;
  if ((ends.get(node) ?? -1) >= left) return false;
  const answer = ask(node, left);
  (answer ? leads : ends).set(node, left);
  return answer;
}

/**
 * Walks every edge on a path from the start, deep before wide; some come twice.
 * @param isEnough told of each; true ends the walk
 */
export function walkFrom(graph: Graph, start: string, isEnough: (edge: Edge) => boolean): void {
  const seen = new Map<string, number>();
  visit(start, graph.depth);

  function visit(node: string, left: number): boolean {
    // With fewer hops left there is nothing new behind it.
    if (left <= (seen.get(node) ?? 0)) return false;
    seen.set(node, left);
    for (const step of stepsFrom(graph, node)) {
      const { edge, cost } = step;
      if (hopsOf(cost) > left) return false;
      if (graph.isClosed?.(step, left)) continue;
      if (isEnough(edge) || visit(edge.to, left - 1)) return true;
    }
    return false;
  }
}

/**
 * A node is as many hops away as the first level says that reaches it, and cheapest by what that level knows. Of those
 * with which a path of the whole depth begins, nobody asks.
 */
function costsOf(
  edges: readonly Edge[],
  targets: ReadonlySet<string>,
  depth: number,
): ReadonlyMap<string, number> {
  const into = Map.groupBy(edges, ({ to }) => to);
  const costs = new Map<string, number>();
  for (const node of into.keys()) if (targets.has(node)) costs.set(node, 0);
  let level = new Map(costs);
  for (let hops = 1; hops < depth; hops += 1) {
    const next = new Map<string, number>();
    for (const [node, rest] of level) {
      for (const edge of into.get(node) ?? []) {
        if (costs.has(edge.from)) continue;
        const cost = costOf(edge) + rest;
        if (cost < (next.get(edge.from) ?? Infinity)) next.set(edge.from, cost);
      }
    }
    for (const [node, cost] of next) costs.set(node, cost);
    level = next;
  }
  return costs;
}

function byCost(a: Step, b: Step): number {
  return a.cost - b.cost || compareEdges(a.edge, b.edge);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
