import { describe, expect, test } from "vitest";
import { DERIVATIONS, derive, sourcesOf, unionOfGaps } from "../../src/derive/derive.ts";
import { type AnyDerivation, defineDerivation } from "../../src/derivation.ts";
import { emptySections, type Inventory } from "../../src/inventory/inventory.ts";
import { SECTION_NAMES } from "../../src/inventory/sections.ts";
import { accountId, denied, localUser, storageAccount, TENANT } from "../checks/build.ts";

const inventory: Inventory = {
  collectedAt: "2026-01-01T00:00:00.000Z",
  sections: {
    ...emptySections(),
    tenants: { items: [], gaps: [denied("/elsewhere")] },
    storageAccounts: {
      items: [storageAccount({ name: "a" }), storageAccount({ name: "b" })],
      gaps: [denied(), denied(TENANT)],
    },
    localUsers: {
      items: [localUser({ accountId: accountId("a") })],
      gaps: [denied(), denied(accountId("b"))],
      inherited: [denied("/listed-nowhere")],
    },
  },
};

test("adds a section and leaves the others as they are", () => {
  const derived = derive(inventory);
  const { sftpEndpoints, ...others } = derived.sections;
  const { sftpEndpoints: before, ...collected } = inventory.sections;
  expect(before.items).toEqual([]);
  expect(sftpEndpoints.items.map(({ name }) => name)).toEqual(["a", "b"]);
  expect(others).toEqual(collected);
  expect(derived.collectedAt).toBe(inventory.collectedAt);
});

test("its gaps are what it looks up lacks; what it is made of lacks is inherited; of no other's", () => {
  const { gaps, inherited } = derive(inventory).sections.sftpEndpoints;
  expect(gaps).toEqual([denied(), denied(accountId("b"))]);
  expect(inherited).toEqual([denied(), denied(TENANT), denied("/listed-nowhere")]);
});

test("the union holds each gap once", () => {
  const one = denied("/a");
  expect(unionOfGaps([])).toEqual([]);
  expect(unionOfGaps([[one], [{ ...one }, denied("/A/")], []])).toHaveLength(1);
  expect(
    unionOfGaps([
      [one, { ...one, reason: "failed" }],
      [{ ...one, request: "GET b" }, denied("/b"), { ...one, detail: "another word" }],
    ]),
  ).toHaveLength(5);
});

describe("several derivations", () => {
  const seen: unknown[] = [];
  // Builds on the first one: it sees the section that was derived before it.
  const second: AnyDerivation = defineDerivation({
    section: "subscriptions",
    of: "sftpEndpoints",
    from: ["tenants"],
    derive: ({ id, name }, slice) => {
      seen.push(Object.keys(slice));
      return name === "a"
        ? []
        : [
            {
              id,
              name,
              subscriptionId: "s",
              tenantId: { known: true, value: "t" },
              state: { known: true, value: "x" },
            },
          ];
    },
  });

  test("run in their order, each with what it declared", () => {
    const { subscriptions } = derive(inventory, [...DERIVATIONS, second]).sections;
    expect(subscriptions.items.map(({ name }) => name)).toEqual(["b"]);
    expect(subscriptions.gaps).toEqual([denied("/elsewhere")]);
    expect(subscriptions.inherited).toEqual([
      denied(),
      denied(accountId("b")),
      denied(TENANT),
      denied("/listed-nowhere"),
    ]);
    expect(seen).toEqual([["tenants"], ["tenants"]]);
  });

  test("the sources of a section are collected ones, however deep", () => {
    expect(sourcesOf("localUsers")).toEqual(["localUsers"]);
    expect(sourcesOf("sftpEndpoints")).toEqual(["storageAccounts", "localUsers"]);
    expect(sourcesOf("subscriptions", [...DERIVATIONS, second])).toEqual([
      "storageAccounts",
      "localUsers",
      "tenants",
    ]);
  });

  test("no built-in derivation writes over a collected section", () => {
    const derivedNames = DERIVATIONS.map(({ section }) => section);
    expect(new Set(derivedNames).size).toBe(derivedNames.length);
    for (const name of SECTION_NAMES.flatMap((section) => sourcesOf(section))) {
      expect(derivedNames).not.toContain(name);
    }
  });
});

test("without derivations nothing changes", () => {
  expect(derive(inventory, [])).toEqual(inventory);
});
