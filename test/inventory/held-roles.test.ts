import { describe, expect, test } from "vitest";
import {
  activeRolesOf,
  allRolesOf,
  groupGaps,
  type HeldRole,
  removalsOf,
  roleFacts,
  roleTexts,
  weightOf,
} from "../../src/inventory/held-roles.ts";
import { emptySections, type Inventory, viewSections } from "../../src/inventory/inventory.ts";
import type { Gap } from "../../src/inventory/known.ts";
import { denied, TENANT } from "../checks/build.ts";
import {
  DIRECTORY_ROLE,
  directoryRole,
  guid,
  ROLE_DEFINITIONS,
  roleDefinition,
} from "../checks/build-entra.ts";
import { groupId, groupMember } from "../checks/build-policies.ts";

const me = guid("sp", "billing");
const admins = groupId("admins");
const gap = (request: string, scope = TENANT): Gap => ({ ...denied(scope), request });
const assignmentsUnread = gap("assignments");
const eligibleUnread = gap("eligibilities");
const definitionsUnread = gap("definitions");
const membersUnread = gap("members");

const view = (sections: Partial<Inventory["sections"]>) =>
  viewSections({
    ...emptySections(),
    directoryRoleDefinitions: { items: ROLE_DEFINITIONS, gaps: [] },
    ...sections,
  });
const assigned = (...items: readonly ReturnType<typeof directoryRole>[]) => ({
  directoryRoleAssignments: { items, gaps: [] },
});

const globalAdministrator: HeldRole = {
  assignmentId: `/roleManagement/directory/roleAssignments/${me}-${DIRECTORY_ROLE["Global Administrator"]}`,
  name: "Global Administrator",
  tier: 0,
  mintsCredentials: true,
  controlsTenant: true,
  administersExchange: true,
  isTenantWide: true,
  eligible: false,
  group: null,
};

describe("the roles of a principal", () => {
  test("are its own, in any case", () => {
    const slice = view(
      assigned(
        directoryRole("Global Administrator"),
        directoryRole("User Administrator", guid("sp", "other")),
      ),
    );
    expect(activeRolesOf(me.toUpperCase(), slice)).toEqual({ items: [globalAdministrator], gaps: [] });
  });

  test("are those of its groups, and may hold for a part of the directory", () => {
    const part = directoryRole("Hybrid Identity Administrator", admins, { directoryScopeId: "/unit" });
    const slice = view({
      ...assigned(directoryRole("Global Administrator"), part),
      groupMembers: {
        items: [groupMember("admins", me), groupMember("admins", guid("sp", "other"))],
        gaps: [],
      },
    });
    expect(activeRolesOf(me, slice).items).toEqual([
      globalAdministrator,
      {
        assignmentId: part.id,
        name: "Hybrid Identity Administrator",
        tier: 0,
        mintsCredentials: true,
        controlsTenant: false,
        administersExchange: false,
        isTenantWide: false,
        eligible: false,
        group: { objectId: admins, name: "admins" },
      },
    ]);
  });

  test("are with those that it may activate", () => {
    const slice = view({
      ...assigned(directoryRole("Global Administrator")),
      directoryRoleEligibilities: { items: [directoryRole("Global Administrator")], gaps: [] },
    });
    expect(allRolesOf(me, slice)).toEqual({
      items: [globalAdministrator, { ...globalAdministrator, eligible: true }],
      gaps: [],
    });
  });
});

describe("what was not read", () => {
  test("of assignments, eligibilities and members, each once", () => {
    const slice = view({
      directoryRoleAssignments: { items: [], gaps: [assignmentsUnread] },
      directoryRoleEligibilities: {
        items: [],
        gaps: [
          eligibleUnread,
          {
            ...eligibleUnread,
            reason: "unsupported",
            request: "GET /v1.0/roleManagement/directory/roleEligibilityScheduleInstances",
          },
        ],
      },
      directoryRoleDefinitions: { items: [], gaps: [definitionsUnread] },
      groupMembers: { items: [], gaps: [membersUnread] },
    });
    expect(activeRolesOf(me, slice).gaps).toEqual([assignmentsUnread, membersUnread]);
    expect(allRolesOf(me, slice).gaps).toEqual([assignmentsUnread, membersUnread, eligibleUnread]);
  });

  test("of definitions matters to those alone who hold a role that is not well known", () => {
    const gaps = { directoryRoleDefinitions: { items: [], gaps: [definitionsUnread] } };
    const wellKnown = view({ ...assigned(directoryRole("Global Administrator")), ...gaps });
    expect(activeRolesOf(me, wellKnown)).toEqual({ items: [globalAdministrator], gaps: [] });
    const another = view({ ...assigned(directoryRole("Directory Readers")), ...gaps });
    expect(activeRolesOf(me, another)).toEqual({ items: [], gaps: [definitionsUnread] });
  });

  test("of a role that is not listed, although the list is whole", () => {
    const readers = directoryRole("Directory Readers");
    const none = { directoryRoleDefinitions: { items: [], gaps: [] } };
    const unlisted = {
      reason: "malformed",
      scope: readers.id,
      request: "section directoryRoleDefinitions",
      detail: "the role's definition is not among those listed",
    };
    expect(activeRolesOf(me, view({ ...assigned(readers), ...none }))).toEqual({
      items: [],
      gaps: [unlisted],
    });
    const wellKnown = view({ ...assigned(directoryRole("Global Administrator")), ...none });
    expect(activeRolesOf(me, wellKnown).gaps).toEqual([]);
    const other = { ...gap("isEnabled", `${readers.roleDefinitionId}-other`) };
    const beside = { directoryRoleDefinitions: { items: [], gaps: [other] } };
    expect(activeRolesOf(me, view({ ...assigned(readers), ...beside })).gaps).toEqual([unlisted]);
  });

  test("of a definition that is listed without what it allows", () => {
    const readers = directoryRole("Directory Readers");
    const own = gap("isEnabled", readers.roleDefinitionId);
    const other = gap("isEnabled", `${readers.roleDefinitionId}-other`);
    const gaps = [own, other, definitionsUnread];
    const slice = view({
      ...assigned(readers, directoryRole("Directory Readers", guid("sp", "other"))),
      directoryRoleDefinitions: { items: ROLE_DEFINITIONS, gaps },
    });
    expect(activeRolesOf(me, slice)).toMatchObject({ items: [{ tier: null }], gaps: [own] });
    expect(activeRolesOf(guid("sp", "none"), slice).gaps).toEqual([]);
    const unlisted = view({ ...assigned(readers), directoryRoleDefinitions: { items: [], gaps } });
    expect(activeRolesOf(me, unlisted)).toEqual({ items: [], gaps: [definitionsUnread, own] });
  });

  test("of a group matters where it holds such a role", () => {
    const ofGroup = (name: string) => gap("members", `/groups/${groupId(name)}/transitiveMembers`);
    const all = gap("members", "/groups");
    const { groupMembers, directoryRoleAssignments } = view({
      ...assigned(directoryRole("Global Administrator", admins)),
      groupMembers: { items: [], gaps: [ofGroup("admins"), ofGroup("azure"), all, membersUnread] },
    });
    expect(groupGaps({ groupMembers }, directoryRoleAssignments)).toHaveLength(3);
    expect(groupGaps({ groupMembers }, directoryRoleAssignments)).toEqual(
      expect.arrayContaining([ofGroup("admins"), all, membersUnread]),
    );
  });
});

describe("what is known of a role", () => {
  const definitions = (...items: readonly ReturnType<typeof roleDefinition>[]) =>
    view({ directoryRoleDefinitions: { items, gaps: [] } }).directoryRoleDefinitions;
  const readers = directoryRole("Directory Readers");

  test("without its definition", () => {
    expect(roleFacts(directoryRole("Exchange Administrator"), definitions())).toEqual({
      name: "Exchange Administrator",
      tier: 1,
      mintsCredentials: false,
      controlsTenant: false,
      administersExchange: true,
    });
    expect(roleFacts(readers, definitions())).toBeUndefined();
    expect(roleFacts({ ...readers, roleDefinitionId: "nothing" }, definitions())).toBeUndefined();
  });

  test("a custom role is what its definition says, whatever template it borrows", () => {
    const borrowed = { isBuiltIn: false, templateId: DIRECTORY_ROLE["Global Administrator"], name: "Mine" };
    const harmless = {
      name: "Mine",
      tier: null,
      mintsCredentials: false,
      controlsTenant: false,
      administersExchange: false,
    };
    expect(roleFacts(readers, definitions(roleDefinition("Directory Readers", borrowed)))).toEqual(harmless);
    const minting = roleDefinition("Directory Readers", { ...borrowed, mintsCredentials: true });
    expect(roleFacts(readers, definitions(minting))).toEqual({
      ...harmless,
      tier: 0,
      mintsCredentials: true,
    });
    const rated = roleDefinition("Directory Readers", { ...borrowed, mintsCredentials: true, tier: 1 });
    expect(roleFacts(readers, definitions(rated))?.tier).toBe(1);
  });
});

describe("the weight of several roles", () => {
  const hybrid = { ...globalAdministrator, name: "Hybrid", controlsTenant: false };
  const eligible = { ...globalAdministrator, eligible: true };
  const part = { ...globalAdministrator, isTenantWide: false };
  const activation = "The role must be activated first.";

  test("held before eligible, the whole tenant before a part of it", () => {
    expect(weightOf([eligible, part, hybrid])).toEqual({
      decisive: [hybrid],
      controlsTenant: false,
      isEligible: false,
      ceiling: undefined,
    });
    expect(weightOf([globalAdministrator, hybrid])).toEqual({
      decisive: [globalAdministrator, hybrid],
      controlsTenant: true,
      isEligible: false,
      ceiling: undefined,
    });
  });

  test("eligible for the tenant is one band lower", () => {
    expect(weightOf([part, eligible])).toEqual({
      decisive: [eligible],
      controlsTenant: true,
      isEligible: true,
      ceiling: { band: "high", because: activation },
    });
    expect(weightOf([{ ...hybrid, eligible: true }])).toMatchObject({
      controlsTenant: false,
      ceiling: { band: "medium", because: activation },
    });
  });

  test("for a part of the directory", () => {
    const ceiling = {
      band: "medium",
      because: "The role holds for an administrative unit or an application.",
    };
    expect(weightOf([part])).toEqual({ decisive: [part], controlsTenant: false, isEligible: false, ceiling });
    const both = weightOf([part, { ...part, eligible: true }]);
    expect(both).toMatchObject({ controlsTenant: false, isEligible: false, ceiling });
    expect(weightOf([{ ...part, eligible: true }])).toMatchObject({ isEligible: true, ceiling });
  });
});

test("the words for roles, sorted, each once, the first five", () => {
  const group = { objectId: admins, name: "admins" };
  const scoped = { ...globalAdministrator, name: "B", eligible: true, isTenantWide: false, group };
  expect(roleTexts([])).toBe("");
  expect(roleTexts([scoped, globalAdministrator, { ...globalAdministrator, name: "A" }, scoped])).toBe(
    '"A", "B" (eligible, through the group "admins", for a part of the directory), "Global Administrator"',
  );
  expect(roleTexts(["1", "2", "3", "4", "5", "6"].map((name) => ({ ...globalAdministrator, name })))).toBe(
    '"1", "2", "3", "4", "5" and 1 more',
  );
});

test("what takes roles away", () => {
  const group = { objectId: admins, name: "admins" };
  expect(
    removalsOf([
      globalAdministrator,
      { ...globalAdministrator, eligible: true },
      { ...globalAdministrator, group },
      { ...globalAdministrator, group, eligible: true },
      { ...globalAdministrator, assignmentId: "nothing" },
    ]),
  ).toEqual({
    roleAssignments: [`${me}-${DIRECTORY_ROLE["Global Administrator"]}`],
    groups: [admins],
  });
});
