import { describe, expect, test } from "vitest";
import { collect } from "../../src/collect/collect.ts";
import { allCollectors, collectorsFor } from "../../src/collect/collectors.ts";
import { SILENT } from "../../src/collect/meter.ts";
import { notGiven } from "../../src/collect/not-given.ts";
import { allGaps } from "../../src/inventory/inventory.ts";
import { SECTION_NAMES, type SectionName } from "../../src/inventory/sections.ts";
import { DERIVATIONS } from "../../src/derive/derive.ts";
import {
  account,
  container,
  localUser,
  type SimulatedClient,
  type SimulatedTenant,
  subscription,
} from "../azure/describe.ts";
import { azureRoleAssignment, azureRoleEligibility } from "../azure/describe-azure-roles.ts";
import { defenderSetting } from "../azure/describe-defender.ts";
import { group } from "../azure/describe-entra.ts";
import { diagnosticSetting } from "../azure/describe-logging.ts";
import { aboveSubscriptions, managementGroup } from "../azure/describe-management-groups.ts";
import { ada, contoso, production } from "../azure/sample-directory.ts";
import { readerOf } from "./azure/graph-harness.ts";

const COLLECTORS = allCollectors();

/** The section out of the simulated directory, read by a client that was granted these application permissions. */
async function collectAs(section: SectionName, permissions: readonly string[]) {
  const groups = [...(contoso.groups ?? []), activators];
  const { clients: _, ...directory } = { ...contoso, groups, subscriptions: [withGroups()] };
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

const activators = group({ displayName: "Activators", transitiveMembers: [ada] });

/** A subscription in which every group holds a role, and one more may activate one. */
function withGroups(): typeof production {
  const scope = `/subscriptions/${production.subscriptionId}`;
  const held = (contoso.groups ?? []).map(({ id }) =>
    azureRoleAssignment(id, "Reader", scope, { principalType: "Group" }),
  );
  return {
    ...production,
    roleAssignments: [...(production.roleAssignments ?? []), ...held],
    roleEligibilities: [azureRoleEligibility(activators.id, "Owner", scope, { principalType: "Group" })],
  };
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

describe("what stands around storage, read with roles of Azure", () => {
  const estate: Partial<SimulatedTenant> = {
    tenantId: contoso.tenantId,
    subscriptions: [
      subscription({
        accounts: [
          account({
            properties: { isHnsEnabled: true, isSftpEnabled: true, allowBlobPublicAccess: true },
            localUsers: [localUser()],
            containers: [container()],
            blobDiagnosticSettings: [diagnosticSetting()],
            defenderSetting: defenderSetting(),
          }),
        ],
        diagnosticSettings: [diagnosticSetting()],
      }),
    ],
    managementGroups: [managementGroup({ diagnosticSettings: [diagnosticSetting()] })],
    entraDiagnosticSettings: [diagnosticSetting()],
  };
  const readAs = async (section: SectionName, may: Partial<SimulatedClient>) => {
    const { reader } = await readerOf(estate, {}, may);
    const { inventory } = await collect({
      tenantId: contoso.tenantId,
      collectors: collectorsFor([section], COLLECTORS),
      reader: () => reader,
      collectedAt: "2026-11-20T06:00:00.000Z",
      progress: SILENT,
    });
    return inventory.sections[section];
  };
  const SECTIONS = [
    "resourceGroups",
    "containers",
    "blobDiagnosticSettings",
    "subscriptionDiagnosticSettings",
    "defenderPlans",
    "defenderSettings",
    "managementGroups",
    "managementGroupDiagnosticSettings",
    "entraDiagnosticSettings",
  ] as const;
  const needsOf = (section: SectionName): string =>
    COLLECTORS.find((collector) => collector.section === section)?.permissions[0].anyOf[0] ?? "";

  test.each(SECTIONS)("%s: all of it, where all may be read", async (section) => {
    const read = await readAs(section, {});
    expect(allGaps(read)).toEqual([]);
    expect(read.items.length).toBeGreaterThan(0);
  });

  test.each(SECTIONS)("%s without its right: nothing but gaps, and they name it", async (section) => {
    const action = needsOf(section);
    const { items, gaps } = await readAs(section, { denied: [{ scope: "/", action }] });
    expect(items).toEqual([]);
    expect(gaps.length).toBeGreaterThan(0);
    for (const gap of gaps)
      expect(gap).toMatchObject({
        reason: "denied",
        needs: expect.stringMatching(new RegExp(`^${action}$`, "i")),
        role: expect.stringMatching(/^Reader/),
      });
  });

  test("a Reader of subscriptions reads all that lies in them, and is told what lies above", async () => {
    const may = { denied: aboveSubscriptions };
    const open: string[] = [];
    for (const section of SECTIONS) {
      const read = await readAs(section, may);
      if (allGaps(read).length > 0) open.push(section);
    }
    expect(open).toEqual([
      "managementGroups",
      "managementGroupDiagnosticSettings",
      "entraDiagnosticSettings",
    ]);
    expect((await readAs("managementGroups", may)).gaps).toMatchObject([
      { needs: "Microsoft.Management/managementGroups/read", role: "Reader" },
    ]);
    expect((await readAs("entraDiagnosticSettings", may)).gaps).toMatchObject([
      { needs: "microsoft.aadiam/diagnosticSettings/read", role: "Reader at /providers/Microsoft.aadiam" },
    ]);
  });
});

const READ = { readSshKeys: true, logWorkspaces: true };

test("every section is collected by one collector, given, or derived", () => {
  const given = Object.keys(notGiven("t", READ));
  const others = new Set([...DERIVATIONS.map(({ section }) => section), ...given]);
  const collected = SECTION_NAMES.filter((name) => !others.has(name));
  const logs = { since: "", until: "", workspaces: ["w"] };
  const all = allCollectors({ readSshKeys: true, logs }).map(({ section }) => section);
  expect(all.sort()).toEqual([...collected].sort());
  expect(given).toEqual(["localUserHistory", "credentialHistory"]);
});

test("what only workspaces hold is collected or given, and nothing is both", () => {
  const logs = { since: "", until: "", workspaces: [] };
  const collected = new Set<string>(allCollectors({ readSshKeys: true, logs }).map(({ section }) => section));
  const given = Object.keys(notGiven("t", { ...READ, logWorkspaces: false }));
  expect(given.filter((name) => collected.has(name))).toEqual([]);
  const withWorkspace = allCollectors({ readSshKeys: true, logs: { ...logs, workspaces: ["w"] } });
  expect(
    withWorkspace
      .map(({ section }) => section)
      .filter((name) => !collected.has(name))
      .sort(),
  ).toEqual(given.filter((name) => !name.endsWith("History")).sort());
  expect(allCollectors({ readSshKeys: true }).some(({ section }) => section.endsWith("Events"))).toBe(false);
});
