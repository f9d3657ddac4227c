import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { groupsAbove } from "../../src/inventory/groups-above.ts";
import { viewSections } from "../../src/inventory/inventory.ts";
import { type Gap, known, unknown } from "../../src/inventory/known.ts";
import type { ManagementGroup } from "../../src/inventory/sections.ts";
import { groupId, managementGroup } from "../checks/build-logging.ts";
import { sectionsWith } from "./sections-with.ts";

const GAP: Gap = { reason: "denied", scope: "/tenants/t", request: "GET managementGroups" };
const UNSEEN: Gap = { ...GAP, scope: groupId("a") };
const below = (name: string, parent: string | null, ...subscriptions: string[]): ManagementGroup =>
  managementGroup(name, { parentId: known(parent === null ? null : groupId(parent)), subscriptions });

function above(guid: string, groups: readonly ManagementGroup[], ...gaps: readonly Gap[]) {
  const { managementGroups } = viewSections(
    sectionsWith({ managementGroups: groups }, { managementGroups: gaps }),
  );
  const { items, gaps: open } = groupsAbove(guid, managementGroups);
  return { names: items.map(({ name }) => name), open };
}

describe("the management groups above a subscription", () => {
  const tree = [
    below("root", null, "x"),
    below("a", "root"),
    below("b", "A", "s", "t"),
    below("c", "root", "u"),
  ];

  test.each<[string, readonly string[]]>([
    ["x", ["root"]],
    ["s", ["b", "a", "root"]],
    ["T", ["b", "a", "root"]],
    ["u", ["c", "root"]],
    ["nowhere", []],
  ])("%s", (guid, names) => {
    expect(above(guid, tree)).toEqual({ names, open: [] });
  });

  test("a whole way is whole, whatever other groups were not read", () => {
    expect(above("s", tree, GAP)).toEqual({ names: ["b", "a", "root"], open: [] });
  });

  test("one that is in no group may be in one that was not read", () => {
    expect(above("nowhere", tree, GAP)).toEqual({ names: [], open: [GAP] });
    expect(above("s", [], GAP)).toEqual({ names: [], open: [GAP] });
  });

  test("above a group whose parent nobody told there may be more", () => {
    const orphan = managementGroup("a", { parentId: unknown(UNSEEN), subscriptions: ["s"] });
    expect(above("s", [orphan])).toEqual({ names: ["a"], open: [UNSEEN] });
    expect(above("s", [orphan], GAP)).toEqual({ names: ["a"], open: [UNSEEN, GAP] });
    expect(above("s", [orphan], UNSEEN)).toEqual({ names: ["a"], open: [UNSEEN] });
  });

  test("above a group whose parent was not listed, too", () => {
    expect(above("s", [below("a", "gone", "s")], GAP)).toEqual({ names: ["a"], open: [GAP] });
  });

  test("the same view is searched once, for any subscription", () => {
    const { managementGroups } = viewSections(sectionsWith({ managementGroups: tree }));
    const names = ["s", "u", "S"].map((guid) =>
      groupsAbove(guid, managementGroups).items.map(({ name }) => name),
    );
    expect(names).toEqual([
      ["b", "a", "root"],
      ["c", "root"],
      ["b", "a", "root"],
    ]);
  });

  test("a circle ends", () => {
    expect(above("s", [below("a", "b", "s"), below("b", "a")], GAP)).toEqual({
      names: ["a", "b"],
      open: [GAP],
    });
    expect(above("s", [below("a", "a", "s")], GAP)).toEqual({ names: ["a"], open: [GAP] });
  });

  test("any tree: each group once, and the parent of each behind it", () => {
    const parents = fc.array(fc.nat(), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(parents, (of) => {
        // Group 0 is the root, and each other lies below one that came before it.
        const groups = of.map((parent, at) => below(`g${at}`, at === 0 ? null : `g${parent % at}`, `s${at}`));
        for (const [at, { name }] of groups.entries()) {
          const { names, open } = above(`s${at}`, groups);
          const parentsOfNames = names.map((one) => groups.find((group) => group.name === one)?.parentId);
          expect(names[0]).toBe(name);
          expect(parentsOfNames).toEqual([
            ...names.slice(1).map((next) => known(groupId(next))),
            known(null),
          ]);
          expect(open).toEqual([]);
        }
      }),
    );
  });
});
