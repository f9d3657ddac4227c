import { describe, expect, test } from "vitest";
import { allCollectors, collectorsFor } from "../../src/collect/collectors.ts";
import type { SectionName } from "../../src/inventory/sections.ts";
import { type Raw, read } from "./entra-answers.ts";
import { refused, SUBSCRIPTION } from "./replay.ts";

const ROOT = `/subscriptions/${SUBSCRIPTION}`;
const GROUPS = `${ROOT}/resourceGroups`;
const raw = (name = "rg", over: Raw = {}): Raw => ({
  id: `${GROUPS}/${name}`,
  name,
  type: "Microsoft.Resources/resourceGroups",
  location: "westeurope",
  properties: { provisioningState: "Succeeded" },
  ...over,
});
const groups = (answer: unknown) =>
  read("resourceGroups", { [`${ROOT}/resourcegroups`]: answer, [GROUPS]: answer });

describe("resource groups", () => {
  test("with their tags, where they have any", async () => {
    const { items, gaps } = await groups([
      raw("tagged", { tags: { team: "shop", cost: "7", bad: 7 } }),
      raw("bare", { tags: {} }),
    ]);
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      { id: `${GROUPS}/bare`, name: "bare", subscriptionId: SUBSCRIPTION },
      {
        id: `${GROUPS}/tagged`,
        name: "tagged",
        subscriptionId: SUBSCRIPTION,
        tags: { cost: "7", team: "shop" },
      },
    ]);
  });

  test("one without a name goes by its id", async () => {
    expect((await groups([raw("rg", { name: null })])).items).toMatchObject([{ name: `${GROUPS}/rg` }]);
  });

  test.each<readonly [string, Raw]>([
    ["no id", raw("x", { id: undefined })],
    ["the id of something in it", raw("x", { id: `${GROUPS}/rg/providers/Microsoft.X/y/z` })],
    ["the subscription's id", raw("x", { id: ROOT })],
    ["an id in another subscription", raw("x", { id: "/subscriptions/other/resourceGroups/rg" })],
  ])("%s: a gap at the subscription, and the next one is read", async (_, broken) => {
    const { items, gaps } = await groups([broken, raw()]);
    expect(items.map(({ name }) => name)).toEqual(["rg"]);
    expect(gaps).toEqual([
      {
        reason: "malformed",
        scope: ROOT,
        request: `GET ${GROUPS}`,
        detail: "a resource group without a usable id",
      },
    ]);
  });

  test("a subscription that refuses is a gap, and says what it needs", async () => {
    const { items, gaps } = await groups(refused(403, "AuthorizationFailed"));
    expect(items).toEqual([]);
    expect(gaps).toMatchObject([
      {
        reason: "denied",
        scope: ROOT,
        needs: "Microsoft.Resources/subscriptions/resourceGroups/read",
        role: "Reader",
      },
    ]);
  });
});

describe("are read", () => {
  const sectionsFor = (wanted: SectionName) =>
    collectorsFor([wanted], allCollectors()).map(({ section }) => section);

  test.each<SectionName>(["storageAccounts", "localUsers", "containers", "defenderSettings"])(
    "beside the accounts that %s need, whose subject's tags the report shows",
    (section) => {
      expect(sectionsFor(section)).toEqual(
        expect.arrayContaining(["subscriptions", "storageAccounts", "resourceGroups"]),
      );
    },
  );

  test.each<SectionName>([
    "applications",
    "roleAssignments",
    "managementGroups",
    "subscriptionDiagnosticSettings",
  ])("and not for %s", (section) => {
    expect(sectionsFor(section)).not.toContain("resourceGroups");
  });
});
