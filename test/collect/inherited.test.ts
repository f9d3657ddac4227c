import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inheritedBy, mergeInherited } from "../../src/collect/inherited.ts";

const GUID = "AAAAAAAA-0000-4000-8000-000000000000";
const SUBSCRIPTION = { id: `/subscriptions/${GUID}`, guid: GUID };
const MANAGEMENT_GROUP = "/providers/Microsoft.Management/managementGroups/mg";

describe("for whom it holds", () => {
  test.each<readonly [string, string, readonly string[]]>([
    ["the root", "/", [GUID.toLowerCase()]],
    ["no scope at all", "", [GUID.toLowerCase()]],
    ["a management group", MANAGEMENT_GROUP, [GUID.toLowerCase()]],
    ["another subscription whose id begins alike", `${SUBSCRIPTION.id}0`, [GUID.toLowerCase()]],
    ["the subscription, however it is spelled", SUBSCRIPTION.id.toLowerCase(), []],
    ["something in the subscription", `${SUBSCRIPTION.id}/resourceGroups/rg`, []],
  ])("%s", (_, scope, expected) => {
    expect(inheritedBy(scope, SUBSCRIPTION)).toEqual(expected);
  });
});

describe("the same thing in several lists", () => {
  const of = (...guids: readonly string[]) => ({ name: "x", inheritedBy: guids });

  test("holds for all of them, once each and sorted; all else is the first one's", () => {
    expect(mergeInherited(of("b", "a"), { name: "y", inheritedBy: ["c", "a"] })).toEqual({
      name: "x",
      inheritedBy: ["a", "b", "c"],
    });
  });

  test("in whatever order they come", () => {
    const guids = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 4 });
    fc.assert(
      fc.property(guids, guids, guids, (a, b, c) => {
        const once = mergeInherited(mergeInherited(of(...a), of(...b)), of(...c)).inheritedBy;
        expect(mergeInherited(of(...c), mergeInherited(of(...b), of(...a))).inheritedBy).toEqual(once);
        expect(once).toEqual([...new Set([...a, ...b, ...c])].sort());
      }),
    );
  });
});
