import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { survives } from "../../../src/derive/paths/cut.ts";
import {
  type Edge,
  type Graph,
  graphOf,
  hopsOf,
  walkFrom,
  without,
} from "../../../src/derive/paths/graph.ts";
import { pathsFrom } from "../../../src/derive/paths/search.ts";
import { allPaths, edge, randomEdges, START, TARGETS, told } from "./random-graph.ts";

const DEPTH = 4;
const graph = (edges: readonly Edge[], depth = DEPTH) => graphOf(edges, TARGETS, depth);
const found = (edges: readonly Edge[], start = START) => told(pathsFrom(graph(edges), start));

function edgesFrom(from: Graph, start: string): readonly Edge[] {
  const walked: Edge[] = [];
  walkFrom(from, start, (one) => {
    walked.push(one);
    return false;
  });
  return walked;
}

describe("paths", () => {
  test.each<[string, readonly Edge[], string[]]>([
    ["nothing", [], []],
    ["one hop", [edge("s", "x")], ["x sx"]],
    ["a dead end", [edge("s", "a"), edge("b", "x")], []],
    ["against the direction", [edge("x", "s"), edge("a", "s"), edge("x", "a")], []],
    [
      "the shorter first",
      [edge("s", "a"), edge("a", "b"), edge("b", "x"), edge("a", "x")],
      ["a sa > x ax", "a sa > b ab > x bx"],
    ],
    [
      "four hops and no fifth",
      [edge("s", "a"), edge("a", "b"), edge("b", "c"), edge("c", "x"), edge("c", "d"), edge("d", "y")],
      ["a sa > b ab > c bc > x cx"],
    ],
    [
      "a circle is walked once",
      [edge("s", "a"), edge("a", "s"), edge("a", "b"), edge("b", "a"), edge("b", "x")],
      ["a sa > b ab > x bx"],
    ],
    [
      "what leads to itself",
      [edge("s", "s"), edge("s", "a"), edge("a", "a"), edge("a", "x")],
      ["a sa > x ax"],
    ],
    ["a path ends at the first target", [edge("s", "x"), edge("x", "y")], ["x sx"]],
    [
      "two proofs of one hop are two paths, by their ids",
      [edge("s", "x", "q"), edge("s", "x", "p")],
      ["x p", "x q"],
    ],
    [
      "what is in force comes first, then what has no condition",
      [
        edge("s", "x", "1", { eligible: true }),
        edge("s", "x", "2", { conditional: true }),
        edge("s", "x", "3", { eligible: true, conditional: true }),
        edge("s", "x", "4"),
      ],
      ["x 4", "x 2", "x 1", "x 3"],
    ],
    [
      "length before force",
      [edge("s", "x", "late", { eligible: true }), edge("s", "a"), edge("a", "x")],
      ["x late", "a sa > x ax"],
    ],
    [
      "two rights on one proof",
      [edge("s", "x", "p", { right: "owns" }), edge("s", "x", "p", { right: "adds-credentials" })],
      ["x p", "x p"],
    ],
    [
      "one hop that was read twice",
      [edge("s", "a", "p"), edge("s", "a", "p"), edge("a", "x")],
      ["a p > x ax", "a p > x ax"],
    ],
  ])("%s", (_, edges, expected) => {
    expect(found(edges)).toEqual(expected);
    expect(found(edges.toReversed())).toEqual(expected);
  });

  test("one that is a target has none", () => {
    expect(found([edge("x", "y")], "x")).toEqual([]);
  });

  test("are all that there are, in the order that is promised, whatever the order of the edges", () => {
    fc.assert(
      fc.property(
        randomEdges.chain((edges) =>
          fc.tuple(fc.constant(edges), fc.shuffledSubarray(edges, { minLength: edges.length })),
        ),
        ([edges, shuffled]) => {
          const expected = told(allPaths(edges, DEPTH));
          expect(found(edges)).toEqual(expected);
          expect(found(shuffled)).toEqual(expected);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test("are chains of edges that exist, and the first is as short as the distance", () => {
    fc.assert(
      fc.property(randomEdges, (edges) => {
        const paths = [...pathsFrom(graph(edges), START)];
        for (const path of paths) {
          expect(path.every((one) => edges.includes(one))).toBe(true);
          expect(path.map(({ from }) => from)).toEqual([START, ...path.slice(0, -1).map(({ to }) => to)]);
          expect(new Set([START, ...path.map(({ to }) => to)]).size).toBe(path.length + 1);
        }
        expect(paths[0]?.length).toBe(distance(edges));
      }),
      { numRuns: 2000 },
    );
  });

  test("are gone when any edge of the only chain is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: DEPTH }), fc.nat(), (length, which) => {
        const nodes = [START, ...["a", "b", "c"].slice(0, length - 1), "x"];
        const chain = nodes.slice(1).map((to, at) => edge(nodes[at] ?? "", to));
        expect(found(chain)).toHaveLength(1);
        expect(found(chain.filter((_, at) => at !== which % length))).toEqual([]);
      }),
    );
  });

  test("are looked for no further than they are taken", () => {
    const wide = Array.from({ length: 5000 }, (_, at) => [edge("s", `n${at}`), edge(`n${at}`, "x")]).flat();
    const steps = graph(wide);
    let looks = 0;
    const counting = { ...steps, targets: { has: (key: string) => ((looks += 1), TARGETS.has(key)) } };
    const paths = pathsFrom(counting as typeof steps, START)[Symbol.iterator]();
    expect(told([paths.next().value ?? []])).toEqual(["n0 sn0 > x n0x"]);
    expect(looks).toBe(2);
  });
});

/** Breadth-first, the plain way. */
function distance(edges: readonly Edge[]): number | undefined {
  let level = [START];
  for (let hops = 1; hops <= DEPTH; hops += 1) {
    level = edges.filter(({ from }) => level.includes(from)).map(({ to }) => to);
    if (level.some((node) => TARGETS.has(node))) return hops;
  }
  return undefined;
}

describe("a graph", () => {
  test("holds what leads to a target within the depth, the cheapest first", () => {
    const edges = [
      edge("s", "a", "p", { eligible: true, conditional: true }),
      edge("s", "b"),
      edge("b", "a"),
      edge("a", "x"),
      edge("d", "s"),
      edge("c", "d"),
      edge("x", "y"),
      edge("s", "nowhere"),
    ];
    const { steps } = graph(edges, 3);
    const costs = [...steps].map(([node, list]) => [
      node,
      list.map(({ edge: { to }, cost }) => `${to} ${cost}`),
    ]);
    expect(Object.fromEntries(costs)).toEqual({
      s: ["a 211", "b 300"],
      b: ["a 200"],
      a: ["x 100"],
      d: ["s 311"],
    });
    expect([100, 211, 399, 400].map(hopsOf)).toEqual([1, 2, 3, 4]);
  });

  test("a depth of none leads nowhere", () => {
    expect(graph([edge("s", "x")], 0).steps.size).toBe(0);
  });

  test("gives the edges on the paths of a start", () => {
    const edges = [
      edge("a", "x"),
      edge("s", "a"),
      edge("b", "a"),
      edge("a", "s"),
      edge("c", "b"),
      edge("d", "y"),
    ];
    expect(edgesFrom(graph(edges), START).map(({ hop }) => hop.proof.id)).toEqual(["sa", "ax", "as"]);
    expect(edgesFrom(graph(edges, 2), START).map(({ hop }) => hop.proof.id)).toEqual(["sa", "ax"]);
  });

  test("walks no further than it is told to", () => {
    const edges = [edge("s", "a"), edge("a", "x"), edge("s", "b"), edge("b", "x")];
    const walked: string[] = [];
    walkFrom(graph(edges), START, ({ hop }) => walked.push(hop.proof.id) === 2);
    expect(walked).toEqual(["sa", "ax"]);
  });

  test("of the edges of a start alone has the same paths from it", () => {
    fc.assert(
      fc.property(randomEdges, (edges) => {
        expect(found([...new Set(edgesFrom(graph(edges), START))])).toEqual(found(edges));
      }),
      { numRuns: 1000 },
    );
  });

  test("without some edges is as one that never had them, and finds what survives there as well", () => {
    fc.assert(
      fc.property(randomEdges, fc.array(fc.nat({ max: 21 })), fc.nat({ max: 11 }), (edges, gone, proof) => {
        const isLeftOut = (one: Edge) => gone.some((at) => edges[at] === one);
        const fewer = without(graph(edges), ({ edge: one }) => isLeftOut(one));
        const left = edges.filter((one) => !isLeftOut(one));
        expect(told(pathsFrom(fewer, START))).toEqual(told(allPaths(left, DEPTH)));
        expect(new Set(edgesFrom(fewer, START))).toEqual(new Set(edgesFrom(graph(left), START)));
        expect(survives(fewer, START, `p${proof}`)).toBe(survives(graph(left), START, `p${proof}`));
      }),
      { numRuns: 3000 },
    );
  });
});
