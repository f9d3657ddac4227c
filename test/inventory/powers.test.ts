import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { viewSections } from "../../src/inventory/inventory.ts";
import { type Gap, known, unknown } from "../../src/inventory/known.ts";
import { isPrivileged, POWER_SOURCES, powersOf } from "../../src/inventory/powers.ts";
import type { GroupMember, Power, RoleAssignment, RoleDefinition } from "../../src/inventory/sections.ts";
import { TENANT } from "../checks/build.ts";
import {
  AZURE_OWNER,
  AZURE_READER,
  azureRole,
  directoryRole,
  grant,
  graphDenied,
  guid,
  principalId,
  role,
  ROLE_DEFINITIONS,
  roleDefinition,
  userGrant,
} from "../checks/build-entra.ts";
import { type Gaps, type Items, sectionsWith } from "./sections-with.ts";

const SUBSCRIPTION = "/subscriptions/11111111-1111-4111-8111-111111111111";
const GAP = graphDenied("Directory.Read.All");
const self = guid("sp", "billing");

const powers = (items: Items, gaps: Gaps = {}, id = principalId()) =>
  powersOf(
    id,
    viewSections(
      sectionsWith(
        {
          directoryRoleDefinitions: ROLE_DEFINITIONS,
          roleDefinitions: [AZURE_OWNER, AZURE_READER],
          ...items,
        },
        gaps,
      ),
    ),
  );
const names = (items: Items) => powers(items).items.map(({ name, tier }) => `${tier} ${name}`);

const member = (group: string, over: Partial<GroupMember> = {}): GroupMember => ({
  id: `/groups/${group}/transitiveMembers/${self}`,
  name: group,
  groupId: `/groups/${group}`,
  memberId: self,
  kind: "service-principal",
  ...over,
});

test("nothing of nothing", () => {
  expect(powers({})).toEqual({ items: [], gaps: [] });
});

describe("application roles", () => {
  test("with their tier, of the API that names them", () => {
    expect(powers({ appRoleAssignments: [role("Mail.Read"), role("Domain.ReadWrite.All")] })).toEqual({
      items: [power({ name: "Domain.ReadWrite.All", tier: 0 }), power({ name: "Mail.Read", tier: 1 })],
      gaps: [],
    });
  });

  test("one that the catalogue does not list is sensitive", () => {
    expect(names({ appRoleAssignments: [role("User.Read.All", { tier: null })] })).toEqual([
      "2 User.Read.All",
    ]);
  });

  test("of the principal alone, in whatever case", () => {
    const others = [role("Mail.Read", { holder: "other" }), role("Files.Read.All")];
    expect(names({ appRoleAssignments: others })).toEqual(["1 Files.Read.All"]);
    expect(powers({ appRoleAssignments: others }, {}, principalId().toUpperCase()).items).toHaveLength(1);
  });
});

describe("delegated scopes", () => {
  test("for every user, never tier 0: the user bounds them", () => {
    expect(
      powers({ oauth2PermissionGrants: [grant("Directory.ReadWrite.All openid Mail.Read")] }).items,
    ).toEqual([
      power({ kind: "delegated-scope", name: "Directory.ReadWrite.All", tier: 1 }),
      power({ kind: "delegated-scope", name: "Mail.Read", tier: 1 }),
    ]);
  });

  test("one that is no danger is none", () => {
    expect(names({ oauth2PermissionGrants: [grant("openid profile User.Read")] })).toEqual([]);
  });

  test("one of a tier of its own keeps it", () => {
    const scopes = [{ value: "Custom", tier: 2, why: null, permissive: false } as const];
    expect(names({ oauth2PermissionGrants: [grant("", { scopes })] })).toEqual(["2 Custom"]);
  });

  test("of single users are no power", () => {
    expect(names({ oauth2PermissionGrants: [userGrant("Mail.Read", "ann")] })).toEqual([]);
  });

  test("of whom nobody knows, they leave the question open", () => {
    const open = grant("Mail.Read", { consentType: unknown(GAP) });
    expect(powers({ oauth2PermissionGrants: [open] })).toEqual({ items: [], gaps: [GAP] });
    expect(powers({ oauth2PermissionGrants: [open] }, { groupMembers: [denied()] }).gaps).toEqual([
      denied(),
      GAP,
    ]);
  });

  test("but not where no danger was granted, or to somebody else", () => {
    const harmless = grant("openid", { consentType: unknown(GAP) });
    const other = grant("Mail.Read", { holder: "other", consentType: unknown(GAP) });
    expect(powers({ oauth2PermissionGrants: [harmless, other] }).gaps).toEqual([]);
  });
});

describe("directory roles", () => {
  test("in force and to activate, its own and those of its groups", () => {
    const { items } = powers({
      directoryRoleAssignments: [
        directoryRole("Exchange Administrator"),
        directoryRole("Global Administrator", "G-ADMINS"),
      ],
      directoryRoleEligibilities: [
        directoryRole("User Administrator"),
        directoryRole("Application Administrator", "g-admins"),
      ],
      groupMembers: [member("g-admins", { name: "Admins" })],
    });
    expect(items).toEqual([
      power({ kind: "directory-role", name: "Global Administrator", tier: 0, at: "/", through: "Admins" }),
      power({
        kind: "directory-role",
        name: "Application Administrator",
        tier: 0,
        at: "/",
        through: "Admins",
        eligible: true,
      }),
      power({ kind: "directory-role", name: "Exchange Administrator", tier: 1, at: "/" }),
      power({ kind: "directory-role", name: "User Administrator", tier: 1, at: "/", eligible: true }),
    ]);
  });

  test.each<[string, number]>([
    ["Global Administrator", 1],
    ["Exchange Administrator", 2],
    ["Directory Readers", 2],
  ])("%s of an administrative unit is of tier %i", (name, tier) => {
    const assignment = directoryRole(name as "Global Administrator", self, {
      directoryScopeId: "/administrativeUnits/a",
    });
    expect(powers({ directoryRoleAssignments: [assignment] }).items).toEqual([
      power({ kind: "directory-role", name, tier: tier as 1 | 2, at: "/administrativeUnits/a" }),
    ]);
  });

  test.each([2, 3] as const)("a scope never raises tier %i", (tier) => {
    const items = powers({
      directoryRoleDefinitions: [roleDefinition("Directory Readers", { tier })],
      directoryRoleAssignments: [directoryRole("Directory Readers", self, { directoryScopeId: "/a" })],
    }).items;
    expect(items.map((found) => found.tier)).toEqual([tier]);
  });

  test("a role of which nothing is known is sensitive, and named as the assignment is", () => {
    const assignment = directoryRole("User Administrator", self, {
      name: "assigned",
      roleDefinitionId: "/x",
    });
    expect(names({ directoryRoleAssignments: [assignment] })).toEqual(["2 assigned"]);
    expect(powers({ directoryRoleAssignments: [assignment] }).gaps).toEqual([unlisted(assignment.id)]);
    expect(names({ directoryRoleAssignments: [directoryRole("Directory Readers")] })).toEqual([
      "2 Directory Readers",
    ]);
  });

  test("a well-known role needs no definition", () => {
    const items = {
      directoryRoleDefinitions: [],
      directoryRoleAssignments: [
        directoryRole("Global Administrator", self, { name: "id" }),
        directoryRole("Exchange Administrator", self, { name: "id", directoryScopeId: "/a" }),
      ],
    };
    expect(names(items)).toEqual(["0 Global Administrator", "2 Exchange Administrator"]);
    expect(powers(items).gaps).toEqual([]);
  });

  test("a role that is neither listed nor well known may be any, of a group or to activate too", () => {
    const held = directoryRole("Directory Readers", "g");
    const eligible = directoryRole("Directory Readers", self, { id: "/eligible" });
    const items = {
      directoryRoleDefinitions: [],
      directoryRoleAssignments: [held, directoryRole("Directory Readers", guid("sp", "other"))],
      directoryRoleEligibilities: [eligible],
      groupMembers: [member("g")],
    };
    expect(powers(items).gaps).toEqual([unlisted(eligible.id), unlisted(held.id)]);
    // A list with gaps says so itself.
    expect(powers(items, { directoryRoleDefinitions: [GAP] }).gaps).toEqual([GAP]);
  });

  test("a custom role that adds credentials to any application is as good as Application Administrator", () => {
    const custom = roleDefinition("Directory Readers", {
      name: "App keeper",
      isBuiltIn: false,
      mintsCredentials: true,
    });
    const at = (directoryScopeId: string) =>
      names({
        directoryRoleDefinitions: [custom],
        directoryRoleAssignments: [directoryRole("Directory Readers", self, { directoryScopeId })],
      });
    expect(at("/")).toEqual(["0 App keeper"]);
    expect(at("/11111111-1111-4111-8111-111111111111")).toEqual(["1 App keeper"]);
  });

  test("a group that somebody else is in gives nothing", () => {
    expect(
      names({
        directoryRoleAssignments: [directoryRole("Global Administrator", "g")],
        groupMembers: [member("g", { memberId: guid("sp", "other") })],
      }),
    ).toEqual([]);
  });
});

describe("Azure roles", () => {
  test.each<[string, RoleDefinition, string, number]>([
    ["Owner of a subscription", AZURE_OWNER, SUBSCRIPTION, 1],
    ["with a slash behind it", AZURE_OWNER, `${SUBSCRIPTION}/`, 1],
    ["in capitals", AZURE_OWNER, SUBSCRIPTION.toUpperCase(), 1],
    ["of a management group", AZURE_OWNER, "/providers/Microsoft.Management/managementGroups/root", 1],
    ["of everything", AZURE_OWNER, "/", 1],
    ["of a resource group", AZURE_OWNER, `${SUBSCRIPTION}/resourceGroups/rg`, 2],
    ["of another provider's root", AZURE_OWNER, "/providers/Microsoft.aadiam", 2],
    ["Reader of a subscription", AZURE_READER, SUBSCRIPTION, 2],
  ])("%s", (_, definition, scope, tier) => {
    expect(powers({ roleAssignments: [azureRole(definition, self, { scope })] }).items).toEqual([
      power({ kind: "azure-role", name: definition.name, tier: tier as 1 | 2, at: scope }),
    ]);
  });

  test("of its groups", () => {
    const items = { roleAssignments: [azureRole(AZURE_OWNER, "g")], azureGroupMembers: [member("g")] };
    expect(powers(items).items).toMatchObject([{ name: "Owner", tier: 1, through: "g" }]);
  });

  test("of a group with directory roles as well, which counts once", () => {
    const items = {
      directoryRoleAssignments: [directoryRole("User Administrator", "g")],
      roleAssignments: [azureRole(AZURE_OWNER, "g"), azureRole(AZURE_READER, "h")],
      groupMembers: [member("g")],
      azureGroupMembers: [member("G", { name: "g" }), member("h")],
    };
    expect(names(items)).toEqual(["1 Owner", "1 User Administrator", "2 Reader"]);
  });

  describe("whose definition is not there", () => {
    const at = (roleDefinitionId: string, over: Partial<RoleAssignment> = {}) =>
      azureRole(AZURE_READER, self, { name: "assigned", roleDefinitionId, ...over });

    test("leaves the assignment's name, and may be an owner's", () => {
      const assignment = at("/x");
      expect(powers({ roleAssignments: [assignment] })).toMatchObject({
        items: [{ name: "assigned", tier: 2 }],
        gaps: [{ ...unlisted(assignment.id), request: "section roleDefinitions" }],
      });
    });

    test("is of tier 2 anyway of a resource group", () => {
      const scope = `${SUBSCRIPTION}/resourceGroups/rg`;
      expect(powers({ roleAssignments: [at("/x", { scope })] }).gaps).toEqual([]);
    });

    test("is none of its own where the list has a gap that says so", () => {
      expect(powers({ roleAssignments: [at("/x")] }, { roleDefinitions: [GAP] }).gaps).toEqual([GAP]);
    });

    test.each([
      ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner"],
      ["B24988AC-6180-42A0-AB88-20F7382DD24C", "Contributor"],
      ["18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "User Access Administrator"],
      ["f58310d9-a9f6-439a-9e8d-f62e7b41a168", "Role Based Access Control Administrator"],
    ])("is known for %s: %s", (role, name) => {
      const id = `/providers/Microsoft.Authorization/roleDefinitions/${role}`;
      const owner = power({ kind: "azure-role", name, tier: 1, at: SUBSCRIPTION });
      const roleAssignments = [at(id)];
      expect(powers({ roleAssignments, roleDefinitions: [] })).toEqual({ items: [owner], gaps: [] });
      const odd = { ...AZURE_OWNER, id, permissions: unknown(GAP) };
      expect(powers({ roleAssignments, roleDefinitions: [odd] })).toEqual({ items: [owner], gaps: [] });
    });
  });

  describe("whose actions were not understood", () => {
    const odd = { ...AZURE_READER, permissions: unknown(GAP) };
    const given = (scope: string): Items => ({
      roleDefinitions: [odd],
      roleAssignments: [azureRole(odd, self, { scope })],
    });

    test("may be an owner's", () => {
      expect(powers(given(SUBSCRIPTION))).toMatchObject({
        items: [{ name: "Reader", tier: 2 }],
        gaps: [GAP],
      });
    });

    test("or a group's", () => {
      const items = {
        ...given(SUBSCRIPTION),
        roleAssignments: [azureRole(odd, "g")],
        azureGroupMembers: [member("g")],
      };
      expect(powers(items).gaps).toEqual([GAP]);
    });

    test("and do not matter of a resource group, which is tier 2 anyway", () => {
      expect(powers(given(`${SUBSCRIPTION}/resourceGroups/rg`)).gaps).toEqual([]);
    });
  });
});

describe("what was not read", () => {
  test.each(POWER_SOURCES)("a gap of %s, wherever it is, leaves the question open", (name) => {
    for (const scope of [TENANT, "/groups/g", SUBSCRIPTION, "/"]) {
      const gap: Gap = { ...GAP, scope };
      expect(powers({}, { [name]: [gap] }).gaps).toEqual([gap]);
    }
  });

  test("eligibilities that the tenant has no license for are none", () => {
    const unlicensed: Gap = {
      ...GAP,
      reason: "unsupported",
      request: "GET /v1.0/roleManagement/directory/roleEligibilityScheduleInstances",
    };
    expect(powers({}, { directoryRoleEligibilities: [unlicensed, GAP] }).gaps).toEqual([GAP]);
    const other: Gap = { ...unlicensed, request: "GET /v1.0/roleManagement/directory/roleAssignments" };
    expect(powers({}, { directoryRoleAssignments: [other] }).gaps).toEqual([other]);
    const denied: Gap = { ...unlicensed, reason: "denied" };
    expect(powers({}, { directoryRoleEligibilities: [denied] }).gaps).toEqual([denied]);
  });

  test("what is known stays known", () => {
    expect(powers({ appRoleAssignments: [role("Mail.Read")] }, { groupMembers: [GAP] })).toMatchObject({
      items: [{ name: "Mail.Read" }],
      gaps: [GAP],
    });
  });

  test("a gap of another section is none", () => {
    expect(powers({}, { applications: [GAP], owners: [GAP], domains: [GAP] }).gaps).toEqual([]);
  });
});

test("all powers in one order, the most dangerous first, whatever the order in which they were read", () => {
  const items = {
    appRoleAssignments: [
      role("Mail.Read"),
      role("Mail.Read", { resourceName: "Another API" }),
      role("Domain.ReadWrite.All"),
      role("User.Read.All"),
    ],
    oauth2PermissionGrants: [grant("Mail.Read Files.Read.All"), grant("Mail.Read", { id: "/twice" })],
    directoryRoleAssignments: [
      directoryRole("Global Administrator"),
      directoryRole("Global Administrator", "g1"),
      directoryRole("Global Administrator", "g2"),
      directoryRole("User Administrator"),
    ],
    directoryRoleEligibilities: [
      directoryRole("Global Administrator"),
      directoryRole("User Administrator", "g1"),
    ],
    roleAssignments: [azureRole(AZURE_OWNER), azureRole(AZURE_READER, "g2"), azureRole(AZURE_OWNER, "g1")],
    groupMembers: [member("g1", { name: "one" }), member("g2", { name: "two" })],
  } satisfies Items;
  const all = <T>(list: readonly T[]) => fc.shuffledSubarray([...list], { minLength: list.length });
  const expected = powers(items).items;
  expect(
    expected.map(({ tier, kind, name, eligible, through }) => [tier, kind, name, eligible, through]),
  ).toEqual([
    [0, "application-role", "Domain.ReadWrite.All", false, null],
    [0, "directory-role", "Global Administrator", false, null],
    [0, "directory-role", "Global Administrator", false, "one"],
    [0, "directory-role", "Global Administrator", false, "two"],
    [0, "directory-role", "Global Administrator", true, null],
    [1, "application-role", "Mail.Read", false, null],
    [1, "application-role", "Mail.Read", false, null],
    [1, "azure-role", "Owner", false, null],
    [1, "azure-role", "Owner", false, "one"],
    [1, "delegated-scope", "Files.Read.All", false, null],
    [1, "delegated-scope", "Mail.Read", false, null],
    [1, "delegated-scope", "Mail.Read", false, null],
    [1, "directory-role", "User Administrator", false, null],
    [1, "directory-role", "User Administrator", true, "one"],
    [2, "application-role", "User.Read.All", false, null],
    [2, "azure-role", "Reader", false, "two"],
  ]);
  fc.assert(
    fc.property(
      all(items.appRoleAssignments),
      all(items.oauth2PermissionGrants),
      all(items.directoryRoleAssignments),
      all(items.directoryRoleEligibilities),
      all(items.roleAssignments),
      all(items.groupMembers),
      (
        appRoleAssignments,
        oauth2PermissionGrants,
        directoryRoleAssignments,
        directoryRoleEligibilities,
        roleAssignments,
        groupMembers,
      ) => {
        const shuffled = powers({
          appRoleAssignments,
          oauth2PermissionGrants,
          directoryRoleAssignments,
          directoryRoleEligibilities,
          roleAssignments,
          groupMembers,
        });
        expect(shuffled.items).toEqual(expected);
      },
    ),
    { numRuns: 50 },
  );
});

test("one list for all that ask, in whatever slice of the same sections", () => {
  const sections = sectionsWith({ appRoleAssignments: [role("Mail.Read")] });
  const once = powersOf(principalId(), viewSections(sections));
  expect(powersOf(principalId().toUpperCase(), viewSections({ ...sections }))).toBe(once);
  const others = { ...sections, groupMembers: { items: [], gaps: [GAP] } };
  expect(powersOf(principalId(), viewSections(others))).toEqual({ items: once.items, gaps: [GAP] });
  expect(powersOf(principalId("other"), viewSections(sections)).items).toEqual([]);
});

test("more of anything is never less: powers add up", () => {
  const pool = [
    role("Mail.Read"),
    role("Domain.ReadWrite.All"),
    role("User.Read.All"),
    role("Files.Read.All"),
  ];
  fc.assert(
    fc.property(fc.subarray(pool), fc.subarray(pool), (one, two) => {
      const count = (assignments: typeof pool) => powers({ appRoleAssignments: assignments }).items.length;
      expect(count([...one, ...two])).toBe(count(one) + count(two));
      const worst = (assignments: typeof pool) =>
        powers({ appRoleAssignments: assignments }).items[0]?.tier ?? 3;
      expect(worst([...one, ...two])).toBe(Math.min(worst(one), worst(two)));
    }),
  );
});

describe("privileged", () => {
  const listed = (tiers: readonly Power["tier"][], gaps: readonly Gap[] = []) => ({
    items: tiers.map((tier) => power({ tier })),
    gaps,
  });

  test.each([
    ["tier 0", listed([0]), known(true)],
    ["tier 1 among others, whatever was not read", listed([2, 1], [GAP]), known(true)],
    ["tier 2, all read", listed([2, 3]), known(false)],
    ["nothing, all read", listed([]), known(false)],
    ["tier 2, and something was not read", listed([2], [GAP, denied()]), unknown(GAP)],
    ["nobody", undefined, undefined],
  ])("%s", (_, given, expected) => {
    expect(isPrivileged(given)).toEqual(expected);
  });
});

function power(over: Partial<Power>): Power {
  return {
    kind: "application-role",
    name: "Mail.Read",
    tier: 1,
    at: over.kind === undefined || over.kind === "delegated-scope" ? "Microsoft Graph" : "/",
    through: null,
    eligible: false,
    ...over,
  };
}

function unlisted(scope: string): Gap {
  const detail = "the role's definition is not among those listed";
  return { reason: "malformed", scope, request: "section directoryRoleDefinitions", detail };
}

function denied(): Gap {
  return { ...GAP, request: "GET groups" };
}
