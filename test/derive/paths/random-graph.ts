import fc from "fast-check";
import type { Edge } from "../../../src/derive/paths/graph.ts";
import type { Path } from "../../../src/derive/paths/search.ts";
import type { Hop, PathNode } from "../../../src/inventory/sections.ts";

/** Small graphs with circles, doubles and shared proofs; `s` is the start, `x` and `y` are the targets. */
export const START = "s";
export const TARGETS: ReadonlySet<string> = new Set(["x", "y"]);

const NODES = [START, "a", "b", "c", "d", ...TARGETS];

export function edge(from: string, to: string, proof = `${from}${to}`, over: Partial<Hop> = {}): Edge {
  return {
    from,
    to,
    hop: {
      from: node(from),
      right: "owns",
      to: node(to),
      because: `${from} owns ${to}.`,
      proof: { id: proof, scope: "/", source: "GET /" },
      eligible: false,
      conditional: false,
      ...over,
    },
  };
}

function node(name: string): PathNode {
  return { id: `/users/${name}`, kind: "user", name };
}

const randomEdge = fc
  .record({
    from: fc.constantFrom(...NODES),
    to: fc.constantFrom(...NODES),
    proof: fc.integer({ min: 0, max: 11 }),
    eligible: fc.boolean(),
    conditional: fc.boolean(),
  })
  .map(({ from, to, proof, eligible, conditional }) =>
    edge(from, to, `p${proof}`, { eligible, conditional }),
  );

/** No two edges between two nodes rest on one proof, which the program does not make either. */
export const randomEdges = fc.uniqueArray(randomEdge, {
  maxLength: 22,
  selector: ({ from, to, hop }) => `${from} ${to} ${hop.proof.id}`,
});

/** The naive way: every path there is, sorted by what the program promises. */
export function allPaths(edges: readonly Edge[], depth: number, start = START): readonly Path[] {
  return TARGETS.has(start) ? [] : walk([], start).sort(byPromise);

  function walk(before: Path, at: string): Path[] {
    if (TARGETS.has(at)) return [before];
    if (before.length === depth) return [];
    const been = new Set([start, ...before.map(({ to }) => to)]);
    return edges
      .filter(({ from, to }) => from === at && !been.has(to))
      .flatMap((next) => walk([...before, next], next.to));
  }
}

function byPromise(a: Path, b: Path): number {
  const count = (path: Path, flag: "eligible" | "conditional") => path.filter(({ hop }) => hop[flag]).length;
  return (
    a.length - b.length ||
    count(a, "eligible") - count(b, "eligible") ||
    count(a, "conditional") - count(b, "conditional") ||
    (idsOf(a) < idsOf(b) ? -1 : 1)
  );
}

function idsOf(path: Path): string {
  return path.map(({ to, hop }) => `${to} ${hop.proof.id}`).join(" > ");
}

export function told(paths: Iterable<Path>): string[] {
  return [...paths].map(idsOf);
}
