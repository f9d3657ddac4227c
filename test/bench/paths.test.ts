import { describe, expect, test } from "vitest";
import { derive } from "../../src/derive/derive.ts";
import { canonicalId } from "../../src/inventory/scope.ts";
import { objectIdOf, SECTION_NAMES } from "../../src/inventory/sections.ts";
import { pathsEstate } from "./paths-estate.ts";
import { countAssignments, countPrincipals, LARGE_PATHS, type PathsSize, scaledPaths } from "./paths-size.ts";

/** One of everything, and two accounts: `contoso0` in `rg-0`, which serves SFTP, and `contoso1` in `rg-1`. */
const TINY: PathsSize = {
  subscriptions: 1,
  resourceGroups: 2,
  accounts: 2,
  users: 1,
  guests: 1,
  applications: 1,
  foreign: 1,
  identities: 1,
  systemIdentities: 1,
  groups: 1,
  members: 1,
  assignments: { managementGroups: 3, subscriptions: 4, resourceGroups: 6, accounts: 4 },
  federatedCredentials: 1,
  minters: 1,
  eligibilities: 1,
  denials: 2,
};

describe("the tiny tenant", () => {
  const inventory = pathsEstate(TINY);
  const { sections } = inventory;
  const derived = derive(inventory).sections;
  const last = (id: string): string => id.slice(id.lastIndexOf("/") + 1);

  test("holds these roles, and two deny assignments at rg-0 that spare service-0", () => {
    const names = new Map([
      ...sections.servicePrincipals.items.map(({ id, name }) => [objectIdOf(id), name] as const),
      ...sections.rbacPrincipals.items.map(({ id, name }) => [objectIdOf(id), name] as const),
      ...sections.azureGroupMembers.items.map(({ groupId, name }) => [objectIdOf(groupId), name] as const),
    ]);
    const roles = [...sections.roleAssignments.items, ...sections.roleEligibilities.items].map(
      ({ principalId, name, scope }) => `${names.get(principalId)}: ${name} at ${last(scope)}`,
    );
    const subscription = last(sections.subscriptions.items[0]?.id ?? "");
    expect(roles).toEqual([
      "Everybody: Reader at root",
      "service-0: Reader at landing-zones",
      "identity-0: Contributor at zone-0",
      `team-0: Reader at ${subscription}`,
      `identity-0: Contributor at ${subscription}`,
      `service-0: Reader at ${subscription}`,
      `team-0: Owner at ${subscription}`,
      "team-0: Contributor at rg-0",
      "service-0: Reader at rg-1",
      "team-0: custom at rg-0",
      "service-0: Storage Blob Data Contributor at rg-1",
      "team-0: AcrPull at rg-0",
      "user-0: Storage Account Contributor at rg-1",
      "team-0: Storage Blob Data Contributor at contoso0",
      "service-0: Storage Blob Data Reader at contoso1",
      "team-0: Reader at contoso0",
      "service-0: custom at contoso1",
      // Which it may activate.
      `user-0: Owner at ${subscription}`,
    ]);
    expect(
      sections.denyAssignments.items.map(({ scope, permissions, excludePrincipals }) => [
        last(scope),
        permissions.known && permissions.value.flatMap(({ actions }) => actions),
        excludePrincipals.known && excludePrincipals.value.map((id) => names.get(id)),
      ]),
    ).toEqual([
      ["rg-0", ["*/delete"], ["service-0"]],
      ["rg-0", ["*/delete", "*/write"], ["service-0"]],
    ]);
    expect(sections.azureGroupMembers.items.map(({ memberId, name }) => [names.get(memberId), name])).toEqual(
      [
        ["user-0", "Everybody"],
        ["service-0", "team-0"],
      ],
    );
  });

  test("in rg-0 service-0 alone writes, and by its group; elsewhere who holds a role that does", () => {
    const rows = derived.sftpAccess.items.map(
      ({ name, accounts, creates, grantsItself, changesAccounts }) => [
        name,
        accounts.shown.map(last).join(" "),
        creates === null ? 0 : creates.paths.length + creates.more,
        grantsItself === null ? 0 : grantsItself.paths.length + grantsItself.more,
        changesAccounts,
      ],
    );
    expect(new Set(rows)).toEqual(
      new Set([
        ["Everybody", "contoso0 contoso1", 0, 0, false],
        // Three roles of its group; and its own custom role, and the group's Owner.
        ["service-0", "contoso0", 3, 1, true],
        ["service-0", "contoso1", 2, 1, true],
        // Contributor twice.
        ["identity-0", "contoso1", 2, 0, true],
        // What may not be written may be handed out.
        ["team-0", "contoso0", 0, 1, false],
        ["team-0", "contoso1", 1, 1, true],
        // What it may activate, and Storage Account Contributor besides.
        ["user-0@contoso.example", "contoso0", 0, 1, false],
        ["user-0@contoso.example", "contoso1", 2, 1, true],
      ]),
    );
    expect(rows).toHaveLength(8);
  });

  test("tokens from outside and an Application Administrator come to accounts that they do not write", () => {
    const rows = derived.sftpTakeovers.items.map(({ start, way, ways, accounts, identities }) => [
      start.name.replace(/ of "https:.*$/, ""),
      way,
      ways === null ? 0 : ways.paths.length + ways.more,
      accounts?.shown.map(last).join(" "),
      identities,
    ]);
    expect(new Set(rows)).toEqual(
      new Set([
        // As service-0: its own role and its group's on contoso1, and the three on contoso0.
        ['subject "repo:contoso/service-0:environment:production"', "federated-credential", 5, "contoso1", 1],
        ['subject "system:serviceaccount:apps:service-0"', "federated-credential", 2, "contoso1", 1],
        // As service-0, which it owns as well, to contoso0 by three roles of the group: contoso1 it writes already.
        ["user-0@contoso.example", "adds-credentials", 6, "contoso0", 1],
        // Federates identity-0 in rg-0, which writes nothing that service-0 does not.
        ["service-0", null, 0, undefined, 0],
      ]),
    );
    expect(rows).toHaveLength(4);
  });

  test("one account serves SFTP, and its logs go to a workspace that service-0 can delete", () => {
    expect(
      derived.sftpDataAccess.items.map(({ name, count, shown }) => [
        name,
        count.known && count.value,
        shown.map(({ principal, role }) => `${principal.name}: ${role}`),
      ]),
    ).toEqual([["contoso0", 1, ["team-0: Storage Blob Data Contributor"]]]);
    expect(
      derived.logDestinations.items.map(({ of, kind, destinationId, watched }) => [
        last(of),
        kind,
        last(destinationId),
        watched.map(({ name }) => name),
      ]),
    ).toEqual([
      ["contoso0", "workspace", "law", ["service-0"]],
      [last(sections.subscriptions.items[0]?.id ?? ""), "workspace", "law", []],
    ]);
  });
});

describe("the large tenant", () => {
  const { sections } = pathsEstate(LARGE_PATHS);

  test("has 2,000 accounts, 5,000 principals and 20,000 role assignments", () => {
    expect(sections.storageAccounts.items).toHaveLength(2_000);
    expect(sections.roleAssignments.items).toHaveLength(20_000);
    expect(countAssignments(LARGE_PATHS)).toBe(20_000);
    const groups = new Set(sections.azureGroupMembers.items.map(({ groupId }) => groupId));
    const { servicePrincipals, rbacPrincipals } = sections;
    expect([servicePrincipals.items.length, rbacPrincipals.items.length, groups.size]).toEqual([
      2_700, 1_900, 400,
    ]);
    expect(countPrincipals(LARGE_PATHS)).toBe(2_700 + 1_900 + 400);
  });

  test("has applications that can be taken over, and holders of roles who do it", () => {
    const counts = [
      sections.applications,
      sections.owners,
      sections.federatedIdentityCredentials,
      sections.userAssignedIdentities,
      sections.identityFederatedCredentials,
      sections.roleEligibilities,
      sections.denyAssignments,
    ];
    expect(counts.map(({ items }) => items.length)).toEqual([2_000, 3_000, 1_000, 300, 150, 300, 50]);
    const { directoryRoleAssignments, directoryRoleEligibilities, groupMembers } = sections;
    const [administrators, ...others] = Map.groupBy(groupMembers.items, ({ groupId }) => objectIdOf(groupId));
    const [group, members = []] = administrators ?? [];
    expect(others).toEqual([]);
    const minters = [
      ...directoryRoleAssignments.items.map(({ principalId }) => principalId).filter((id) => id !== group),
      ...directoryRoleEligibilities.items.map(({ principalId }) => principalId),
      ...members.map(({ memberId }) => memberId),
    ];
    expect(new Set(minters).size).toBe(50);
  });

  test("names nothing that is not there, and nothing twice", () => {
    for (const name of SECTION_NAMES) {
      const { items } = sections[name];
      expect(new Set(items.map(({ id }) => canonicalId(id))).size, name).toBe(items.length);
    }
    const places = new Set(
      [sections.managementGroups, sections.subscriptions, sections.storageAccounts].flatMap(({ items }) =>
        items.flatMap(({ id }) => [id, id.slice(0, Math.max(0, id.indexOf("/providers/Microsoft.Storage")))]),
      ),
    );
    const holders = new Set([
      ...sections.servicePrincipals.items.map(({ id }) => objectIdOf(id)),
      ...sections.rbacPrincipals.items.map(({ id }) => objectIdOf(id)),
      ...sections.azureGroupMembers.items.map(({ groupId }) => objectIdOf(groupId)),
    ]);
    const roles = new Set(sections.roleDefinitions.items.map(({ id }) => id));
    const assigned = [...sections.roleAssignments.items, ...sections.roleEligibilities.items];
    expect(assigned.filter(({ scope }) => !places.has(scope))).toEqual([]);
    expect(assigned.filter(({ principalId }) => !holders.has(principalId))).toEqual([]);
    expect(assigned.filter(({ roleDefinitionId }) => !roles.has(roleDefinitionId))).toEqual([]);
  });
});

test("a scale multiplies what there is, and leaves groups as large as they are", () => {
  const four = scaledPaths(LARGE_PATHS, 4);
  expect([four.accounts, countAssignments(four), four.minters, four.members]).toEqual([
    8_000, 80_000, 200, 20,
  ]);
  expect(countPrincipals(four)).toBe(4 * 4_999 + 1);
});
