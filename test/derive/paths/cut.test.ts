import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bestCut, survives } from "../../../src/derive/paths/cut.ts";
import { type Edge, graphOf, newMemory } from "../../../src/derive/paths/graph.ts";
import type { Path } from "../../../src/derive/paths/search.ts";
import { allPaths, edge, randomEdges, START, TARGETS } from "./random-graph.ts";

const DEPTH = 4;
const without = (edges: readonly Edge[], proof: string) => edges.filter(({ hop }) => hop.proof.id !== proof);
const anything = () => true;
const nowhere = () => 0;
const cutId = (
  paths: readonly Path[],
  isRemovable: (edge: Edge) => boolean = anything,
  rows = nowhere as (id: string) => number,
) => bestCut(paths, isRemovable, rows)?.hop.proof.id;

describe("the best cut", () => {
  const [sa, sb, ax, bx, ay] = [
    edge("s", "a"),
    edge("s", "b"),
    edge("a", "x"),
    edge("b", "x"),
    edge("a", "y"),
  ];

  test.each<[string, readonly Path[], string | undefined]>([
    ["of nothing is none", [], undefined],
    ["of one path is its first hop", [[sa, ax]], "sa"],
    [
      "ends the most",
      [
        [sb, bx],
        [sa, ax],
        [sa, ay],
      ],
      "sa",
    ],
    [
      "counts a proof once in a path",
      [
        [edge("s", "a", "p"), edge("a", "x", "p")],
        [sb, bx],
        [sb, ax],
      ],
      "sb",
    ],
    [
      "counts a proof behind several edges",
      [
        [edge("s", "a", "p"), ax],
        [edge("s", "b", "p"), bx],
        [sb, bx],
      ],
      "p",
    ],
  ])("%s", (_, paths, expected) => {
    expect(cutId(paths)).toBe(expected);
  });

  test("among equals lies on the most rows", () => {
    expect(cutId([[sa, ax]], anything, (id) => (id === "ax" ? 3 : 2))).toBe("ax");
    expect(cutId([[sa, ax]], anything, () => 3)).toBe("sa");
    // How many paths it ends comes first.
    expect(
      cutId(
        [
          [sa, ax],
          [sa, ay],
        ],
        anything,
        (id) => (id === "ax" ? 9 : 0),
      ),
    ).toBe("sa");
  });

  test("is something that can be removed", () => {
    expect(cutId([[sa, ax]], ({ hop }) => hop.proof.id !== "sa")).toBe("ax");
    expect(cutId([[sa, ax]], () => false)).toBeUndefined();
  });
});

describe("what survives", () => {
  test("random graphs: exactly what the naive search finds without the proof", () => {
    fc.assert(
      fc.property(randomEdges, fc.nat({ max: 11 }), (edges, which) => {
        const graph = graphOf(edges, TARGETS, DEPTH);
        const left = allPaths(without(edges, `p${which}`), DEPTH);
        expect(survives(graph, START, `p${which}`)).toBe(left.length > 0);
      }),
      { numRuns: 3000 },
    );
  });

  test("random graphs: the best cut ends paths, and no other ends more", () => {
    fc.assert(
      fc.property(randomEdges, (edges) => {
        const paths = allPaths(edges, DEPTH);
        const id = cutId(paths);
        if (id === undefined) expect(paths).toEqual([]);
        else {
          const left = (proof: string) => allPaths(without(edges, proof), DEPTH).length;
          expect(left(id)).toBeLessThan(paths.length);
          for (const { hop } of edges) expect(left(hop.proof.id)).toBeGreaterThanOrEqual(left(id));
          expect(survives(graphOf(edges, TARGETS, DEPTH), START, id)).toBe(left(id) > 0);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("random graphs: starts that share what was found out get the same answer", () => {
    fc.assert(
      fc.property(randomEdges, (edges) => {
        const graph = graphOf(edges, TARGETS, DEPTH);
        const memory = newMemory();
        for (const start of ["a", START, "b", START])
          expect(survives(graph, start, "p0", memory)).toBe(survives(graph, start, "p0"));
      }),
      { numRuns: 1000 },
    );
  });

  test("what is found out is not asked again", () => {
    const graph = graphOf([edge("s", "x")], TARGETS, DEPTH);
    const memory = newMemory();
    memory.ends.set(START, DEPTH);
    expect(survives(graph, START, "other", memory)).toBe(false);
  });

  test("what stands beside an edge, unless it rests on the same proof", () => {
    const beside = (proofId: string | null) => [
      edge("s", "a"),
      { ...edge("a", "x"), beside: { count: 2, proofId } },
    ];
    const left = (proofId: string | null, id: string) =>
      survives(graphOf(beside(proofId), TARGETS, DEPTH), START, id);
    expect(left(null, "ax")).toBe(true);
    expect(left("ax", "ax")).toBe(false);
    expect(left("other", "ax")).toBe(true);
    expect(left(null, "sa")).toBe(false);
  });
});
