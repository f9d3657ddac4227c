import { describe, expect, test } from "vitest";
import { DERIVATIONS, derive, sourcesOf, unionOfGaps } from "../../src/derive/derive.ts";
import { type AnyDerivation, defineDerivation } from "../../src/derivation.ts";
import { emptySections, type Inventory } from "../../src/inventory/inventory.ts";
import { known } from "../../src/inventory/known.ts";
import { POWER_SOURCES } from "../../src/inventory/powers.ts";
import { SECTION_NAMES, type SectionName, type Sections } from "../../src/inventory/sections.ts";
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

test("adds a section and leaves those that were collected as they are", () => {
  const derived = derive(inventory);
  expect(inventory.sections.sftpEndpoints.items).toEqual([]);
  expect(derived.sections.sftpEndpoints.items.map(({ name }) => name)).toEqual(["a", "b"]);
  const derivedNames = DERIVATIONS.map(({ section }) => section);
  for (const name of SECTION_NAMES.filter((section) => !derivedNames.includes(section))) {
    expect(derived.sections[name]).toBe(inventory.sections[name]);
  }
  expect(derived.collectedAt).toBe(inventory.collectedAt);
});

test("derived anew every time: twice is as once", () => {
  const once = derive(inventory);
  expect(derive(once)).toEqual(once);
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
    expect(sourcesOf("sftpEndpoints")).toEqual(["storageAccounts", "localUsers", "blobDiagnosticSettings"]);
    expect(sourcesOf("subscriptions", [...DERIVATIONS, second])).toEqual([
      "storageAccounts",
      "localUsers",
      "blobDiagnosticSettings",
      "tenants",
    ]);
  });

  test("no built-in derivation writes over a collected section", () => {
    const derivedNames = DERIVATIONS.map(({ section }) => section);
    for (const name of SECTION_NAMES.flatMap((section) => sourcesOf(section))) {
      expect(derivedNames).not.toContain(name);
    }
  });

  test("each looks up what was derived before it, never what comes later", () => {
    const derivedNames = DERIVATIONS.map(({ section }) => section);
    DERIVATIONS.forEach(({ section, of, from }, at) => {
      for (const source of [of, ...from].filter((name) => derivedNames.includes(name))) {
        expect(derivedNames.lastIndexOf(source), `${section} looks up ${source}`).toBeLessThan(at);
      }
    });
  });
});

describe("two derivations of one section", () => {
  const subscription = (id: string): Sections["subscriptions"] => ({
    id,
    name: id,
    subscriptionId: id,
    tenantId: known("t"),
    state: known("Enabled"),
  });
  const ofAccounts = defineDerivation({
    section: "subscriptions",
    of: "storageAccounts",
    from: ["tenants"],
    derive: ({ name }) => [subscription(`/account/${name}`)],
    gaps: ({ name, id }) => (name === "a" ? [denied(`${id}/list`)] : []),
  });
  const ofUsers = defineDerivation({
    section: "subscriptions",
    of: "localUsers",
    from: ["tenants", "storageAccounts"],
    derive: ({ name }) => [subscription(`/user/${name}`), subscription(`/user/${name}-2`)],
  });
  const { subscriptions } = derive(inventory, [ofAccounts, ofUsers]).sections;

  test("add up, in their order", () => {
    expect(subscriptions.items.map(({ id }) => id)).toEqual([
      "/account/a",
      "/account/b",
      "/user/partner",
      "/user/partner-2",
    ]);
  });

  test("their gaps are united, each once; those of single items are among them", () => {
    expect(subscriptions.gaps).toEqual([
      denied("/elsewhere"),
      denied(`${accountId("a")}/list`),
      denied(),
      denied(TENANT),
    ]);
    expect(subscriptions.inherited).toEqual([
      denied(),
      denied(TENANT),
      denied(accountId("b")),
      denied("/listed-nowhere"),
    ]);
  });

  test("what was there before is not kept, since derived sections are never stored", () => {
    const stored = {
      ...inventory,
      sections: {
        ...inventory.sections,
        subscriptions: { items: [subscription("/old")], gaps: [denied("/old")], inherited: [denied("/old")] },
      },
    };
    expect(derive(stored, [ofAccounts, ofUsers]).sections.subscriptions).toEqual(subscriptions);
  });

  test("the sources are those of both, each once", () => {
    expect(sourcesOf("subscriptions", [ofAccounts, ofUsers])).toEqual([
      "storageAccounts",
      "tenants",
      "localUsers",
    ]);
    expect(sourcesOf("tenants", [ofAccounts, ofUsers])).toEqual(["tenants"]);
  });
});

describe("the sources of what is derived of applications", () => {
  test.each<[SectionName, readonly SectionName[]]>([
    ["credentials", ["applications", "servicePrincipals"]],
    ["effectivePermissions", ["servicePrincipals", ...POWER_SOURCES]],
    ["lastUses", ["servicePrincipals", "servicePrincipalSignInActivities"]],
    ["ownerPowers", ["owners", "applications", "servicePrincipals", "directoryObjects", ...POWER_SOURCES]],
    ["nameLikenesses", ["servicePrincipals", "tenants", "domains"]],
    ["redirectUris", ["applications", "domains"]],
  ])("%s", (section, sources) => {
    expect(sourcesOf(section)).toEqual(sources);
  });
});

test("without derivations nothing changes", () => {
  expect(derive(inventory, [])).toEqual(inventory);
});
