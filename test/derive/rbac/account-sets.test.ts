import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accountSetsOf } from "../../../src/derive/rbac/account-sets.ts";
import { placesOf } from "../../../src/derive/rbac/scopes.ts";
import { viewSections } from "../../../src/inventory/inventory.ts";
import { openAccount, storageAccount } from "../../checks/build.ts";
import { sectionsWith } from "../../inventory/sections-with.ts";
import { account, managementGroup } from "./build-rbac.ts";

const subscription = (at: number) => `dddddddd-0000-4000-8000-${String(at).padStart(12, "0")}`;
const placeOf = placesOf(viewSections(sectionsWith({})));
const place = (scope: string, ...inheritedBy: readonly string[]) => placeOf({ scope, inheritedBy });

describe("subscriptions of one management group stand side by side", () => {
  // Even and odd ones in two groups, each fourth in a group below, and all of them in the root's.
  const guids = Array.from({ length: 16 }, (_, at) => subscription(at));
  const groups = [
    place(managementGroup("all"), ...guids),
    place(managementGroup("even"), ...guids.filter((_, at) => at % 2 === 0)),
    place(managementGroup("odd"), ...guids.filter((_, at) => at % 2 === 1)),
    place(managementGroup("fourth"), ...guids.filter((_, at) => at % 4 === 0)),
  ];
  const accounts = guids.flatMap((guid) =>
    ["a", "b"].map((name) =>
      storageAccount({ id: account(name, { subscription: `/subscriptions/${guid}` }), name }),
    ),
  );

  test.each([groups, groups.toReversed()])("so that each is one run (%#)", (...places) => {
    const sets = accountSetsOf(accounts, places);
    expect(groups.map((group) => sets.at(group).runs.map(({ start, end }) => end - start))).toEqual([
      [32],
      [16],
      [16],
      [8],
    ]);
    expect(sets.at(place("/"))).toBe(sets.at(groups[0] ?? place("/")));
  });
});

test("an account is in the scopes that are its own, and in none that begin alike", () => {
  const names = ["a", "a-b", "a.b", "ab", "a0"];
  const sets = accountSetsOf(
    ["rg", "rg-1", "rg.1", "rg2"].flatMap((group) =>
      names.map((name) => storageAccount({ id: account(name, { group }), name })),
    ),
    [],
  );
  const sizeAt = (scope: string) =>
    sets.at(place(scope)).runs.reduce((sum, { start, end }) => sum + end - start, 0);
  expect(
    ["rg", "rg-1", "rg.1", "rg2", "r"].map((group) =>
      sizeAt(account("x", { group }).split("/providers")[0] ?? ""),
    ),
  ).toEqual([5, 5, 5, 5, 0]);
  expect(names.map((name) => sizeAt(account(name)))).toEqual([1, 1, 1, 1, 1]);
  expect(sizeAt("/")).toBe(20);
  expect(sizeAt("/providers/Microsoft.Management")).toBe(0);
});

test("what lies in no subscription lies below the root", () => {
  const sets = accountSetsOf([storageAccount({ id: "/odd" }), storageAccount()], []);
  expect(sets.at(place("/")).runs).toEqual([{ start: 0, end: 2 }]);
  expect(sets.at(place("/odd")).runs).toEqual([{ start: 0, end: 1 }]);
});

test("nothing is no group", () => {
  const sets = accountSetsOf([], []);
  expect(sets.at(place("/"))).toBe(sets.none);
  expect(sets.union([])).toBe(sets.none);
  expect(sets.parts([sets.none])).toEqual([]);
  expect(() => sets.groupOf(sets.none)).toThrow("a group of accounts has one at least");
});

describe("any sets", () => {
  const COUNT = 40;
  const accounts = Array.from({ length: COUNT }, (_, at) => {
    const name = `a${String(at).padStart(2, "0")}`;
    return (at * 7) % 3 === 0
      ? openAccount({ id: account(name), name })
      : storageAccount({ id: account(name), name });
  });
  const sets = accountSetsOf(accounts, []);
  const single = (at: number) => sets.at(place(accounts[at]?.id ?? ""));
  const someSet = fc.uniqueArray(fc.nat(COUNT - 1)).map((members) => ({
    members,
    set: sets.union(members.map(single)),
  }));
  const inside = (set: typeof sets.none): number[] =>
    set.runs.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at));

  test("are one object for the same accounts, in runs that do not touch", () => {
    fc.assert(
      fc.property(someSet, ({ members, set }) => {
        expect(inside(set)).toEqual(members.toSorted((a, b) => a - b));
        expect(sets.union(members.toReversed().map(single))).toBe(set);
        expect(set.runs.every(({ start }) => !set.runs.some(({ end }) => end === start))).toBe(true);
      }),
    );
  });

  test("are cut into parts by the sets in which they lie", () => {
    fc.assert(
      fc.property(fc.array(someSet, { maxLength: 4 }), (some) => {
        const parts = sets.parts(some.map(({ set }) => set));
        const found = parts.flatMap(({ set, within }) => inside(set).map((at) => [at, within] as const));
        const expected = accounts.flatMap((_, at) => {
          const within = some.flatMap(({ members }, which) => (members.includes(at) ? [which] : []));
          return within.length === 0 ? [] : [[at, within] as const];
        });
        expect(found.toSorted(([a], [b]) => a - b)).toEqual(expected);
        expect(new Set(parts.map(({ within }) => within.join(" "))).size).toBe(parts.length);
      }),
    );
  });

  test("tell how many they are, and the ten worst", () => {
    fc.assert(
      fc.property(someSet, ({ members, set }) => {
        fc.pre(members.length > 0);
        const worst = members
          .toSorted((a, b) => Number((a * 7) % 3 !== 0) - Number((b * 7) % 3 !== 0) || a - b)
          .map((at) => accounts[at]?.id);
        const { group, worst: first } = sets.groupOf(set);
        expect(group).toEqual({ count: members.length, shown: worst.slice(0, 10) });
        expect(first.account.id).toBe(worst[0]);
        expect(inside(set)).toContain(first.at);
      }),
    );
  });
});
