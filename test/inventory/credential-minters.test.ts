import { describe, expect, test } from "vitest";
import { credentialMinters, minterTexts } from "../../src/inventory/credential-minters.ts";
import { emptySections, type Inventory, viewSections } from "../../src/inventory/inventory.ts";
import { type Gap, known, unknown } from "../../src/inventory/known.ts";
import { denied, TENANT } from "../checks/build.ts";
import {
  directoryRole,
  guid,
  microsoftPrincipal,
  role,
  ROLE_DEFINITIONS,
  servicePrincipal,
  user,
} from "../checks/build-entra.ts";
import { groupId, groupMember } from "../checks/build-policies.ts";

const gap = (request: string, scope = TENANT): Gap => ({ ...denied(scope), request });
const all = <T>(...items: readonly T[]) => ({ items, gaps: [] });
const ofPrincipal = (name: string) => guid("sp", name);
const ofUser = (name: string) => guid("user", name);

const mintersOf = (sections: Partial<Inventory["sections"]>, spared: readonly string[] = []) =>
  credentialMinters(
    viewSections({
      ...emptySections(),
      directoryRoleDefinitions: all(...ROLE_DEFINITIONS),
      servicePrincipals: all(servicePrincipal(), microsoftPrincipal()),
      directoryObjects: all(user("ada"), user("bo", { userType: known("Guest") })),
      ...sections,
    }),
    spared,
  );
const texts = (sections: Partial<Inventory["sections"]>) =>
  mintersOf(sections).items.map(({ name, weaknesses, eligible }) =>
    [name, ...weaknesses, eligible].join(" "),
  );

/** Graph's answer without P2: there are no eligible roles. */
const NO_LICENSE = {
  reason: "unsupported",
  request: "GET /v1.0/roleManagement/directory/roleEligibilityScheduleInstances",
} as const;

describe("who adds credentials to any application", () => {
  test("holders of roles, those who should not be among them first", () => {
    expect(
      texts({
        directoryRoleAssignments: all(
          directoryRole("Global Administrator", ofUser("ada").toUpperCase()),
          directoryRole("Cloud Application Administrator", ofUser("ada")),
          directoryRole("Application Administrator", ofUser("bo")),
          directoryRole("User Administrator", ofUser("cy")),
          directoryRole("Application Administrator", ofUser("cy"), { directoryScopeId: "/unit" }),
        ),
        appRoleAssignments: all(
          role("Application.ReadWrite.All"),
          role("Directory.ReadWrite.All", { holder: "other" }),
        ),
      }),
    ).toEqual(["billing application false", "bo@contoso.example guest false", "ada@contoso.example false"]);
  });

  test("once, and eligible only where nothing is held", () => {
    expect(
      texts({
        directoryRoleAssignments: all(directoryRole("Global Administrator", ofUser("ada"))),
        directoryRoleEligibilities: all(
          directoryRole("Application Administrator", ofUser("ada")),
          directoryRole("Application Administrator", ofUser("bo")),
        ),
      }),
    ).toEqual(["bo@contoso.example guest true", "ada@contoso.example false"]);
  });

  test("members of groups, and no group", () => {
    expect(
      texts({
        directoryRoleAssignments: all(
          directoryRole("Global Administrator", groupId("admins")),
          directoryRole("Global Administrator", groupId("empty")),
        ),
        directoryObjects: all(user("empty", { id: `/directoryObjects/${groupId("empty")}`, kind: "group" })),
        groupMembers: all(
          groupMember("admins", ofUser("ada").toUpperCase()),
          groupMember("admins", ofPrincipal("billing"), { kind: "service-principal" }),
          groupMember("admins", groupId("inner"), { kind: "group" }),
          groupMember("others", ofUser("cy")),
        ),
      }),
    ).toEqual(["billing application false", `${ofUser("ada")} false`]);
  });

  test("members of a group that nobody knows to be one, and not the group", () => {
    const held = all(directoryRole("Global Administrator", groupId("admins")));
    const ofMembers = (...members: readonly ReturnType<typeof groupMember>[]) =>
      mintersOf({ directoryRoleAssignments: held, groupMembers: all(...members) }).items;
    const ben = groupMember("admins", ofUser("ben"));
    expect(ofMembers(ben).map(({ objectId }) => objectId)).toEqual([ofUser("ben")]);
    const inner = groupMember("admins", groupId("inner"), { kind: "group" });
    expect(ofMembers(inner)).toEqual([]);
  });

  test("neither Microsoft nor those who are spared", () => {
    const sections = {
      directoryRoleAssignments: all(
        directoryRole("Global Administrator", ofPrincipal("Office 365 Exchange Online")),
        directoryRole("Global Administrator", ofUser("ada")),
        directoryRole("Global Administrator", ofUser("bo")),
      ),
    };
    expect(mintersOf(sections, [ofUser("ada").toUpperCase()]).items.map(({ objectId }) => objectId)).toEqual([
      ofUser("bo"),
    ]);
  });

  test("by the name that was read", () => {
    const object = (id: string, over: Parameters<typeof user>[1]) =>
      user("x", { id: `/directoryObjects/${id}`, ...over });
    expect(
      texts({
        directoryRoleAssignments: all(
          ...["1", "2", "3"].map((id) => directoryRole("Global Administrator", id)),
        ),
        directoryObjects: all(
          object("1", { userPrincipalName: null, name: "One", userType: known(null) }),
          object("2", { userPrincipalName: null, name: "One", onPremisesSyncEnabled: known(true) }),
        ),
      }),
    ).toEqual(["One from Active Directory false", "3 false", "One false"]);
  });

  test("two of one name, always in the same order", () => {
    const twins = ["b", "a"].map((id) => user("x", { id: `/directoryObjects/${id}` }));
    const held = ["a", "b"].map((id) => directoryRole("Global Administrator", id));
    const ids = (assignments: typeof held) =>
      mintersOf({
        directoryObjects: all(...twins),
        directoryRoleAssignments: all(...assignments),
      }).items.map(({ objectId }) => objectId);
    expect(ids(held)).toEqual(["a", "b"]);
    expect(ids(held.toReversed())).toEqual(["a", "b"]);
  });
});

describe("what leaves it open", () => {
  test("lists that were not read, each gap once", () => {
    const members = gap("members");
    const sections = {
      directoryRoleAssignments: { items: [], gaps: [gap("assignments")] },
      directoryRoleEligibilities: {
        items: [],
        gaps: [gap("eligibilities"), { ...gap("license"), ...NO_LICENSE }],
      },
      directoryRoleDefinitions: { items: [], gaps: [gap("definitions")] },
      groupMembers: { items: [], gaps: [members] },
      appRoleAssignments: { items: [], gaps: [gap("permissions")] },
      servicePrincipals: { items: [], gaps: [gap("principals")] },
      directoryObjects: { items: [], gaps: [gap("objects")] },
    };
    const requests = mintersOf(sections).gaps.map(({ request }) => request);
    expect(requests).toEqual(["assignments", "eligibilities", "members", "permissions"]);
  });

  test("a role whose definition was not read, whoever holds it", () => {
    const directoryRoleDefinitions = { items: [], gaps: [gap("definitions")] };
    const holding = (name: Parameters<typeof directoryRole>[0]) =>
      mintersOf({
        directoryRoleDefinitions,
        directoryRoleEligibilities: all(directoryRole(name, ofUser("ada"))),
      }).gaps;
    expect(holding("Global Administrator")).toEqual([]);
    expect(holding("Directory Readers")).toEqual([gap("definitions")]);
  });

  test("a role that is not listed at all, where it holds for the tenant", () => {
    const readers = directoryRole("Directory Readers", ofUser("ada"));
    const gapsOf = (held: typeof readers) =>
      mintersOf({ directoryRoleDefinitions: all(), directoryRoleAssignments: all(held) }).gaps;
    expect(gapsOf(readers)).toMatchObject([{ reason: "malformed", scope: readers.id }]);
    expect(gapsOf({ ...readers, directoryScopeId: "/unit" })).toEqual([]);
  });

  test("a definition that is listed without what it allows, where the role holds for the tenant", () => {
    const readers = directoryRole("Directory Readers", ofUser("ada"));
    const own = gap("isEnabled", readers.roleDefinitionId);
    const directoryRoleDefinitions = { items: ROLE_DEFINITIONS, gaps: [own, gap("definitions")] };
    const gapsOf = (held: typeof readers) =>
      mintersOf({ directoryRoleDefinitions, directoryRoleAssignments: all(held) }).gaps;
    expect(gapsOf(readers)).toEqual([own]);
    expect(gapsOf({ ...readers, directoryScopeId: "/unit" })).toEqual([]);
  });

  test("who somebody is", () => {
    const directoryObjects = { items: [], gaps: [gap("objects")] };
    const servicePrincipals = { items: [servicePrincipal()], gaps: [gap("principals")] };
    const of = (id: string, over: Partial<Inventory["sections"]> = {}) =>
      mintersOf({
        directoryRoleAssignments: all(directoryRole("Global Administrator", id)),
        directoryObjects,
        servicePrincipals,
        ...over,
      }).gaps.map(({ request }) => request);
    expect(of(ofUser("ada"))).toEqual(["objects", "principals"]);
    expect(of(ofPrincipal("billing"))).toEqual([]);
    const open = user("ada", {
      userType: unknown(gap("type")),
      onPremisesSyncEnabled: unknown(gap("sync")),
    });
    expect(of(ofUser("ada"), { directoryObjects: all(open) })).toEqual(["type", "sync"]);
  });

  test("an application that was not listed may be Microsoft's; one that is gone is not", () => {
    const appRoleAssignments = all(role("Application.ReadWrite.All", { holder: "unlisted" }));
    const cut = { items: [], gaps: [gap("principals")] };
    expect(mintersOf({ appRoleAssignments, servicePrincipals: cut })).toEqual({
      items: [],
      gaps: [gap("principals")],
    });
    expect(mintersOf({ appRoleAssignments }).items).toMatchObject([{ weaknesses: ["application"] }]);
    const object = user("x", { id: `/directoryObjects/${ofPrincipal("x")}`, kind: "service-principal" });
    const byRole = mintersOf({
      directoryRoleAssignments: all(directoryRole("Global Administrator", ofPrincipal("x"))),
      directoryObjects: all(object),
      servicePrincipals: cut,
    });
    expect(byRole).toEqual({ items: [], gaps: [gap("principals")] });
  });
});

test("their names, with what is wrong with them, the first five", () => {
  const minter = (name: string) => ({ objectId: name, name, weaknesses: [], eligible: false });
  expect(minterTexts([{ ...minter("b"), weaknesses: ["application", "guest"] }, minter("a")])).toBe(
    '"b" (application, guest), "a"',
  );
  expect(minterTexts(["1", "2", "3", "4", "5", "6"].map(minter))).toBe('"1", "2", "3", "4", "5" and 1 more');
});
