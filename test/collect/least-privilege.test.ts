import { describe, expect, test } from "vitest";
import { collect } from "../../src/collect/collect.ts";
import { allCollectors, collectorsFor } from "../../src/collect/collectors.ts";
import { SILENT } from "../../src/collect/meter.ts";
import { allGaps } from "../../src/inventory/inventory.ts";
import { SECTION_NAMES, type SectionName } from "../../src/inventory/sections.ts";
import { DERIVATIONS } from "../../src/derive/derive.ts";
import { azureRoleAssignment } from "../azure/describe-azure-roles.ts";
import { contoso, production } from "../azure/sample-directory.ts";
import { readerOf } from "./azure/graph-harness.ts";

const COLLECTORS = allCollectors();

/** The section out of the simulated directory, read by a client that was granted these application permissions. */
async function collectAs(section: SectionName, permissions: readonly string[]) {
  const { clients: _, ...directory } = { ...contoso, subscriptions: [withGroups()] };
  const { reader } = await readerOf(directory, { license: "p2" }, { permissions });
  const { inventory } = await collect({
    tenantId: contoso.tenantId,
    collectors: collectorsFor([section], COLLECTORS),
    reader: () => reader,
    collectedAt: "2026-11-20T06:00:00.000Z",
    progress: SILENT,
  });
  return inventory.sections[section];
}

/** A subscription in which every group holds a role. */
function withGroups(): typeof production {
  const held = (contoso.groups ?? []).map(({ id }) =>
    azureRoleAssignment(id, "Reader", `/subscriptions/${production.subscriptionId}`, {
      principalType: "Group",
    }),
  );
  return { ...production, roleAssignments: [...(production.roleAssignments ?? []), ...held] };
}

/** What `foothold permissions` prints for a section: its own and those of what it comes after, the least of each. */
function leastFor(section: SectionName): readonly string[] {
  const permissions = collectorsFor([section], COLLECTORS).flatMap((collector) =>
    collector.permissions.filter(({ plane }) => plane === "graph").map(({ anyOf }) => anyOf[0]),
  );
  return [...new Set(permissions)];
}

const GRAPH = COLLECTORS.filter(({ permissions }) =>
  permissions.some(({ plane }) => plane === "graph"),
).filter(({ section }) => section !== "tenants");

test.each(GRAPH.map(({ section }) => section))("%s: the least permissions are enough", async (section) => {
  const read = await collectAs(section, leastFor(section));
  expect(allGaps(read)).toEqual([]);
  expect(read.items.length).toBeGreaterThan(0);
});

test.each(GRAPH.map(({ section, permissions }) => [section, permissions[0].anyOf[0]] as const))(
  "%s without any permission: nothing but gaps, and they name %s",
  async (section, needs) => {
    const { items, gaps } = await collectAs(section, []);
    const own = gaps.filter((gap) => gap.needs === needs);
    // What comes after others has nobody to ask about.
    const after = COLLECTORS.find((collector) => collector.section === section)?.after ?? [];
    expect([items, own.length > 0 || after.length > 0]).toEqual([[], true]);
  },
);

describe("rights in Azure are needed where something asks for Azure's roles alone", () => {
  const sectionsFor = (...wanted: readonly SectionName[]) =>
    collectorsFor(wanted, COLLECTORS).map(({ section }) => section);

  test("and not for directory roles, their groups, and who these people are", () => {
    const sections = sectionsFor("groupMembers", "directoryObjects");
    expect(sections).toContain("directoryObjects");
    for (const name of ["owners", "subscriptions", "roleAssignments", "azureGroupMembers"] as const)
      expect(sections).not.toContain(name);
  });

  test("whose owners are asked about depends on them, and then who owns is looked up as well", () => {
    const sections = sectionsFor("directoryObjects", "owners");
    expect(sections).toEqual(expect.arrayContaining(["roleAssignments", "azureGroupMembers", "owners"]));
    const found = collectorsFor(["directoryObjects", "owners"], COLLECTORS).filter(
      ({ section }) => section === "directoryObjects",
    );
    expect(found.map(({ after }) => after.includes("owners"))).toEqual([true]);
  });
});

test("every section is collected by one collector, or derived", () => {
  const derived = new Set(DERIVATIONS.map(({ section }) => section));
  const collected = SECTION_NAMES.filter((name) => !derived.has(name));
  expect(COLLECTORS.map(({ section }) => section).sort()).toEqual([...collected].sort());
});
