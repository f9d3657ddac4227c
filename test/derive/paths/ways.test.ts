import { describe, expect, test } from "vitest";
import { type Edge, graphOf } from "../../../src/derive/paths/graph.ts";
import { type Search, searchFrom, waysAmong } from "../../../src/derive/paths/ways.ts";
import type { Ways } from "../../../src/inventory/sections.ts";
import { edge, START, TARGETS } from "./random-graph.ts";

const search = (edges: readonly Edge[], start = START): Search =>
  searchFrom(graphOf(edges, TARGETS, 4), start);

/** Ids of the proofs on each path, how many more there are, and the cut. */
function told(ways: Ways | null) {
  if (ways === null) return null;
  const { paths, more, cut } = ways;
  return {
    paths: paths.map((path) => path.map(({ proof }) => proof.id).join(" ")),
    more,
    cut: cut && `${cut.hop.proof.id} ${cut.cutsAll ? "all" : "some"} of ${cut.rows}`,
  };
}

const alone = (edges: readonly Edge[], isRemovable: (edge: Edge) => boolean = () => true) => {
  const one = search(edges);
  return told(waysAmong([one], isRemovable)(one));
};

const fan = (count: number) =>
  Array.from({ length: count }, (_, at) => `n${String(at).padStart(4, "0")}`).flatMap((name) => [
    edge("s", name),
    edge(name, "x"),
  ]);

describe("ways", () => {
  test("nothing found", () => {
    expect(alone([edge("s", "a")])).toBeNull();
  });

  test("one path, which one removal ends", () => {
    expect(alone([edge("s", "a"), edge("a", "x")])).toEqual({
      paths: ["sa ax"],
      more: 0,
      cut: "sa all of 1",
    });
  });

  test("three are shown, and the rest is counted", () => {
    expect(alone(fan(5))).toEqual({
      paths: ["sn0000 n0000x", "sn0001 n0001x", "sn0002 n0002x"],
      more: 2,
      cut: "sn0000 some of 1",
    });
  });

  test("fifty are counted at most", () => {
    expect(alone(fan(50))?.more).toBe(47);
    expect(alone(fan(51))?.more).toBe(47);
  });

  test("what stands beside an edge is counted, and left over", () => {
    const edges = [edge("s", "a"), { ...edge("a", "x"), beside: { count: 4, proofId: null } }];
    expect(alone(edges, ({ to }) => to === "x")).toEqual({ paths: ["sa ax"], more: 4, cut: "ax some of 1" });
    expect(alone(edges)).toEqual({ paths: ["sa ax"], more: 4, cut: "sa all of 1" });
  });

  test("no cut where nothing can be removed", () => {
    expect(alone([edge("s", "x")], () => false)).toEqual({ paths: ["sx"], more: 0, cut: null });
  });

  test("all rows decide which of several cuts is the best, by what they show", () => {
    const edges = [edge("s", "a"), edge("b", "a"), edge("c", "a"), edge("a", "x"), edge("d", "y")];
    const graph = graphOf(edges, TARGETS, 4);
    const searches = ["s", "b", "c", "d"].map((start) => searchFrom(graph, start));
    const waysOf = waysAmong(searches, () => true);
    expect(searches.map((one) => told(waysOf(one))?.cut)).toEqual([
      "ax all of 3",
      "ax all of 3",
      "ax all of 3",
      "dy all of 1",
    ]);
  });

  test("a cut that no row shows lies on none", () => {
    // Three ways of their own come first, and most of the others share a proof.
    const edges = [...fan(3), edge("s", "z"), ...["1", "2", "3", "4"].map((id) => edge("z", "x", id))];
    expect(alone(edges)?.cut).toBe("sz some of 0");
  });
});
