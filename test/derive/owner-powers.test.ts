import { describe, expect, test } from "vitest";
import { viewSections } from "../../src/inventory/inventory.ts";
import { type Gap, known, unknown } from "../../src/inventory/known.ts";
import type { GroupMember, OwnerPower } from "../../src/inventory/sections.ts";
import {
  application,
  applicationId,
  AZURE_OWNER,
  azureRole,
  directoryRole,
  graphDenied,
  guid,
  owner,
  principalId,
  role,
  ROLE_DEFINITIONS,
  roleDefinition,
  servicePrincipal,
  user,
} from "../checks/build-entra.ts";
import type { Gaps, Items } from "../inventory/sections-with.ts";
import { deriveFrom } from "./derive-from.ts";

const ann = guid("user", "ann");
const GAP = graphDenied("Directory.Read.All");

/** The powers of Ann, who owns the application "billing". */
const powerOfAnn = (items: Items, gaps: Gaps = {}): OwnerPower | undefined =>
  deriveFrom(
    {
      owners: [owner("ann")],
      applications: [application()],
      servicePrincipals: [servicePrincipal()],
      directoryObjects: [user("ann")],
      directoryRoleDefinitions: ROLE_DEFINITIONS,
      ...items,
    },
    gaps,
  ).ownerPowers.items[0];

test("who owns it, and what adding a credential gives", () => {
  const found = powerOfAnn({ appRoleAssignments: [role("Mail.Read")] });
  expect(found).toEqual({
    id: `${applicationId()}/owners/${ann}`,
    name: "ann@contoso.example",
    ownedId: applicationId(),
    ownedName: "billing",
    ownerId: ann,
    kind: "user",
    userType: known("Member"),
    accountEnabled: known(true),
    mintsAnyway: known(false),
    powers: {
      items: [
        {
          kind: "application-role",
          name: "Mail.Read",
          tier: 1,
          at: "Microsoft Graph",
          through: null,
          eligible: false,
        },
      ],
      gaps: [],
    },
  });
});

test("is found under what is owned", () => {
  const sections = deriveFrom({ owners: [owner("ann"), owner("ann", principalId())] });
  const { ownerPowers } = viewSections(sections);
  expect(ownerPowers.of(applicationId().toUpperCase())).toHaveLength(1);
  expect(ownerPowers.of(principalId())).toHaveLength(1);
});

describe("what is owned", () => {
  test("an application: the powers are its service principal's, and not its own id's", () => {
    const found = powerOfAnn({
      directoryRoleAssignments: [
        directoryRole("User Administrator"),
        directoryRole("Global Administrator", guid("app", "billing")),
        directoryRole("Exchange Administrator", guid("sp", "other")),
      ],
    });
    expect(found?.powers.items.map(({ name }) => name)).toEqual(["User Administrator"]);
  });

  test("a service principal: its own", () => {
    const found = powerOfAnn({
      owners: [owner("ann", principalId())],
      appRoleAssignments: [role("Mail.Read")],
      roleAssignments: [azureRole(AZURE_OWNER)],
      roleDefinitions: [AZURE_OWNER],
    });
    expect(found).toMatchObject({ ownedId: principalId(), ownedName: "billing" });
    expect(found?.powers.items.map(({ name }) => name)).toEqual(["Mail.Read", "Owner"]);
  });

  test("ids in other case are the same", () => {
    const found = powerOfAnn({
      owners: [owner("ann", applicationId().toUpperCase().replace("APPLICATIONS", "applications"))],
      servicePrincipals: [
        servicePrincipal({ appId: guid("appid", "billing").toUpperCase(), id: principalId().toUpperCase() }),
      ],
      appRoleAssignments: [role("Mail.Read")],
    });
    expect(found?.ownedName).toBe("billing");
    expect(found?.powers.items.map(({ name }) => name)).toEqual(["Mail.Read"]);
  });

  test("an application without a principal in this tenant can do nothing here", () => {
    expect(powerOfAnn({ servicePrincipals: [] })?.powers).toEqual({ items: [], gaps: [] });
  });

  test("an application whose principal may not have been listed is open", () => {
    const found = powerOfAnn({ servicePrincipals: [] }, { servicePrincipals: [GAP] });
    expect(found?.powers).toEqual({ items: [], gaps: [GAP] });
  });

  test("an application that itself was not listed is open: nobody knows its principal", () => {
    const found = powerOfAnn({ applications: [] }, { applications: [GAP] });
    expect(found).toMatchObject({ ownedName: applicationId(), powers: { items: [], gaps: [GAP] } });
    expect(powerOfAnn({ applications: [] })?.powers).toEqual({ items: [], gaps: [] });
  });

  test("a principal that was listed is not open where another page was not", () => {
    const found = powerOfAnn({}, { servicePrincipals: [GAP], applications: [GAP] });
    expect(found?.powers).toEqual({ items: [], gaps: [] });
  });

  test("what its powers lack is open", () => {
    const found = powerOfAnn({ appRoleAssignments: [role("Mail.Read")] }, { roleAssignments: [GAP] });
    expect(found?.powers.gaps).toEqual([GAP]);
    expect(found?.powers.items).toHaveLength(1);
  });
});

describe("who owns it", () => {
  test.each<[string, Items, Gaps, Partial<OwnerPower>]>([
    [
      "a guest",
      { directoryObjects: [user("ann", { userType: known("Guest"), accountEnabled: known(false) })] },
      {},
      { userType: known("Guest"), accountEnabled: known(false) },
    ],
    [
      "a user without a principal name",
      { directoryObjects: [user("ann", { userPrincipalName: null })] },
      {},
      { name: "ann" },
    ],
    [
      "a user in other case",
      { directoryObjects: [user("ann", { id: `/directoryObjects/${ann.toUpperCase()}` })] },
      {},
      { name: "ann@contoso.example", userType: known("Member") },
    ],
    [
      "a property that was not read",
      { directoryObjects: [user("ann", { userType: unknown(GAP) })] },
      {},
      { userType: unknown(GAP), accountEnabled: known(true) },
    ],
    [
      "a user that was not read",
      { directoryObjects: [] },
      { directoryObjects: [GAP] },
      { name: "ann", userType: unknown(GAP), accountEnabled: unknown(GAP) },
    ],
    [
      "a user that was not found",
      { directoryObjects: [] },
      {},
      { name: "ann", userType: known(null), accountEnabled: known(null) },
    ],
    [
      "a user that was read, others were not",
      {},
      { directoryObjects: [GAP] },
      { userType: known("Member"), accountEnabled: known(true) },
    ],
    [
      "a service principal has no such properties, read or not",
      { owners: [owner("ann", applicationId(), { kind: "service-principal" })], directoryObjects: [] },
      { directoryObjects: [GAP] },
      { kind: "service-principal", userType: known(null), accountEnabled: known(null) },
    ],
  ])("%s", (_, items, gaps, expected) => {
    expect(powerOfAnn(items, gaps)).toMatchObject(expected);
  });
});

describe("could the owner add credentials anyway", () => {
  const member = (over: Partial<GroupMember> = {}): GroupMember => ({
    id: `/groups/g1/transitiveMembers/${ann}`,
    name: "admins",
    groupId: "/groups/g1",
    memberId: ann,
    kind: "user",
    ...over,
  });

  test.each<[string, Items, boolean]>([
    ["no role", {}, false],
    [
      "a role for all applications",
      { directoryRoleAssignments: [directoryRole("Cloud Application Administrator", ann)] },
      true,
    ],
    [
      "in other case",
      { directoryRoleAssignments: [directoryRole("Application Administrator", ann.toUpperCase())] },
      true,
    ],
    ["another role", { directoryRoleAssignments: [directoryRole("User Administrator", ann)] }, false],
    [
      "somebody else's role",
      { directoryRoleAssignments: [directoryRole("Application Administrator", guid("user", "bob"))] },
      false,
    ],
    [
      "a role for one application",
      {
        directoryRoleAssignments: [
          directoryRole("Application Administrator", ann, { directoryScopeId: "/administrativeUnits/a" }),
        ],
      },
      false,
    ],
    [
      "a role that must first be activated",
      { directoryRoleEligibilities: [directoryRole("Application Administrator", ann)] },
      false,
    ],
    [
      "a role of a group, nested or not",
      {
        groupMembers: [member()],
        directoryRoleAssignments: [directoryRole("Global Administrator", "G1")],
      },
      true,
    ],
    [
      "a role of a group that the owner is not in",
      {
        groupMembers: [member({ memberId: guid("user", "bob") })],
        directoryRoleAssignments: [directoryRole("Global Administrator", "g1")],
      },
      false,
    ],
    [
      "a custom role that can",
      {
        directoryRoleDefinitions: [
          roleDefinition("Directory Readers", { isBuiltIn: false, mintsCredentials: true }),
        ],
        directoryRoleAssignments: [directoryRole("Directory Readers", ann)],
      },
      true,
    ],
    [
      "a well-known role that is not defined",
      {
        directoryRoleDefinitions: [],
        directoryRoleAssignments: [directoryRole("Application Administrator", ann)],
      },
      true,
    ],
  ])("%s: %s", (_, items, expected) => {
    expect(powerOfAnn(items)?.mintsAnyway).toEqual(known(expected));
  });

  test("unknown where the definition of a role that the owner holds was not read or is not listed", () => {
    const held = { directoryRoleAssignments: [directoryRole("Directory Readers", ann)] };
    const items = { ...held, directoryRoleDefinitions: [] };
    expect(powerOfAnn(items, { directoryRoleDefinitions: [GAP] })?.mintsAnyway).toEqual(unknown(GAP));
    expect(powerOfAnn(items)?.mintsAnyway).toMatchObject({ known: false, gap: { reason: "malformed" } });
    // Without a role there is nothing to look up.
    expect(powerOfAnn({}, { directoryRoleDefinitions: [GAP] })?.mintsAnyway).toEqual(known(false));
  });

  test.each(["directoryRoleAssignments", "groupMembers"] as const)(
    "unknown where %s were not read, unless a yes is known",
    (name) => {
      const gaps = { [name]: [GAP] } as Gaps;
      expect(powerOfAnn({}, gaps)?.mintsAnyway).toEqual(unknown(GAP));
      const yes = { directoryRoleAssignments: [directoryRole("Application Administrator", ann)] };
      expect(powerOfAnn(yes, gaps)?.mintsAnyway).toEqual(known(true));
    },
  );

  test("eligibilities that were not read change nothing", () => {
    const found = powerOfAnn({}, { directoryRoleEligibilities: [GAP] });
    expect(found?.mintsAnyway).toEqual(known(false));
  });
});

test("thousands who own one application share its powers", () => {
  const owners = Array.from({ length: 2000 }, (_, at) => owner(`o${at}`));
  const roleAssignments = Array.from({ length: 5000 }, (_, at) =>
    azureRole(AZURE_OWNER, guid("sp", "billing"), { id: `/r/${at}` }),
  );
  const { ownerPowers, effectivePermissions } = deriveFrom({
    owners,
    applications: [application()],
    servicePrincipals: [servicePrincipal()],
    roleAssignments,
  });
  const [all] = effectivePermissions.items;
  expect(all?.powers.items).toHaveLength(5000);
  expect(ownerPowers.items).toHaveLength(2000);
  expect(ownerPowers.items.every(({ powers }) => powers === all?.powers)).toBe(true);
});

test("owners that were not listed are an inherited gap; of what they look up, it is the section's own", () => {
  const other: Gap = { ...GAP, request: "GET other" };
  expect(deriveFrom({}, { owners: [GAP], domains: [GAP], groupMembers: [other] }).ownerPowers).toEqual({
    items: [],
    gaps: [other],
    inherited: [GAP],
  });
});
