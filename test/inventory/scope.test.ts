import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalId, contains, isEverywhere, parentOf, segmentOf } from "../../src/inventory/scope.ts";

test.each([
  ["/Subscriptions/A", "/subscriptions/a"],
  ["/subscriptions/a/", "/subscriptions/a"],
  ["/", ""],
  ["", ""],
])("canonicalId of %j is %j", (id, canonical) => {
  expect(canonicalId(id)).toBe(canonical);
});

describe("contains", () => {
  test.each<[string, string, boolean]>([
    ["/subscriptions/a", "/subscriptions/a", true],
    ["/subscriptions/a", "/SUBSCRIPTIONS/A/", true],
    ["/subscriptions/a", "/subscriptions/a/resourceGroups/rg", true],
    ["/subscriptions/a/resourceGroups/RG", "/subscriptions/a/resourcegroups/rg/providers/x", true],
    ["/subscriptions/a/resourceGroups/rg", "/subscriptions/a", false],
    ["/subscriptions/a", "/subscriptions/ab", false],
    ["/subscriptions/a", "/subscriptions/b", false],
    ["/tenants/t", "/subscriptions/a", true],
    ["/TENANTS/t/", "/applications/x", true],
    ["/tenants/t", "/tenants/t", true],
    ["/tenants/t", "/tenants/u", false],
    ["/tenants/t/x", "/subscriptions/a", false],
    ["/subscriptions/a", "/tenants/t", false],
    ["", "/subscriptions/a", true],
    ["/", "/applications/x", true],
    ["", "/tenants/t", false],
    ["", "", true],
    ["/subscriptions", "/applications/x", false],
  ])("%j contains %j: %s", (outer, inner, expected) => {
    expect(contains(outer, inner)).toBe(expected);
  });

  const segment = fc.constantFrom("a", "A", "b", "ab");
  const ids = fc
    .array(segment, { minLength: 1, maxLength: 5 })
    .map((segments) => `/subscriptions/${segments.join("/")}`);

  test("means the same as having the other's segments at the front", () => {
    fc.assert(
      fc.property(ids, ids, (outer, inner) => {
        const front = inner.toLowerCase().split("/").slice(0, outer.split("/").length).join("/");
        expect(contains(outer, inner)).toBe(front === outer.toLowerCase());
      }),
    );
  });

  test("is an order: transitive, and mutual only for one id", () => {
    fc.assert(
      fc.property(ids, ids, ids, (a, b, c) => {
        expect(contains(a, b) && contains(b, c) && !contains(a, c)).toBe(false);
        expect(contains(a, b) && contains(b, a) && canonicalId(a) !== canonicalId(b)).toBe(false);
      }),
    );
  });
});

test.each<[string, boolean]>([
  ["/tenants/t", true],
  ["/Tenants/T/", true],
  ["/", true],
  ["", true],
  ["/tenants", false],
  ["/tenants/t/x", false],
  ["/subscriptions/any", false],
])("%j is everywhere: %s", (scope, expected) => {
  expect(isEverywhere(scope)).toBe(expected);
});

test.each<[string, string, string | undefined]>([
  ["/subscriptions/S/resourceGroups/RG", "resourcegroups", "RG"],
  ["/subscriptions/S/resourcegroups/RG", "resourceGroups", "RG"],
  ["/subscriptions/S", "storageAccounts", undefined],
  ["/subscriptions", "subscriptions", undefined],
  ["/a/b/a/c", "a", "b"],
])("segment of %j behind %j is %j", (id, type, segment) => {
  expect(segmentOf(id, type)).toBe(segment);
});

test.each([
  ["/subscriptions/s/storageAccounts/a/localUsers/u", "/subscriptions/s/storageAccounts/a"],
  ["/subscriptions/s", ""],
  ["", ""],
])("the parent of %j is %j", (id, parent) => {
  expect(parentOf(id)).toBe(parent);
});
