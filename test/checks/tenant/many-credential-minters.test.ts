import check from "../../../checks/tenant/many-credential-minters.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { EXCHANGE } from "../../../src/inventory/permissions.ts";
import {
  directoryRole,
  graphDenied,
  guid,
  microsoftPrincipal,
  role,
  ROLE_DEFINITIONS,
  roleDefinition,
  servicePrincipal,
  user,
} from "../build-entra.ts";
import { groupId, groupMember, tenant } from "../build-policies.ts";
import { checkTable } from "../check-table.ts";

const rolesUnread = graphDenied("RoleManagement.Read.Directory", "GET …/roleAssignments");
const eligibleUnread = graphDenied("RoleManagement.Read.Directory", "GET …/roleEligibilityScheduleInstances");
const definitionsUnread = graphDenied("RoleManagement.Read.Directory", "GET …/roleDefinitions");
const membersUnread = graphDenied("GroupMember.Read.All", "GET /v1.0/groups/{id}/transitiveMembers");
const objectsUnread = graphDenied("Directory.Read.All", "POST /v1.0/directoryObjects/getByIds");
const permissionsUnread = graphDenied("Application.Read.All", "GET …/appRoleAssignedTo");
const principalsUnread = graphDenied("Application.Read.All");

const factors = ["tenant-setting", "privileged-user", "mintable-credential", "unknown-logging"] as const;
const by = (names: string, eligible: string) =>
  ({
    fail: `The right to add credentials to any application is held by ${names}; ${eligible} must activate it first.`,
    severity: "medium",
    factors,
  }) as const;
const withGuest = (names: string, eligible: string) =>
  ({
    ...by(names, eligible),
    factors: factors.map((name) => (name === "privileged-user" ? "guest" : name)),
  }) as const;

const NAMES = ["ada", "bo", "cy", "di", "ed", "flo"] as const;
const id = (name: string) => guid("user", name);
const upn = (name: string) => `"${name}@contoso.example"`;
const global = (...names: readonly string[]) =>
  names.map((name) => directoryRole("Global Administrator", id(name)));
const five = global("ada", "bo", "cy", "di", "ed");
const fiveNames = ["ada", "bo", "cy", "di", "ed"].map(upn).join(", ");
const members = (group: string, ...names: readonly string[]) =>
  names.map((name) => groupMember(group, id(name)));
const admins = groupId("admins");

checkTable(
  check,
  [
    [
      "the typical case",
      tenant(),
      by(`${fiveNames} and 1 more`, "0 of 6"),
      { directoryRoleAssignments: global(...NAMES) },
    ],
    [
      "by several roles, each once, though they are eligible as well",
      tenant(),
      by(`${fiveNames} and 1 more`, "1 of 6"),
      {
        directoryRoleAssignments: [
          ...global("ada", "bo", "cy"),
          directoryRole("Application Administrator", id("ada").toUpperCase()),
          directoryRole("Cloud Application Administrator", id("di")),
          directoryRole("Hybrid Identity Administrator", id("ed")),
        ],
        directoryRoleEligibilities: [...global("ada"), ...global("flo")],
      },
    ],
    [
      "through a group and the groups in it",
      tenant(),
      by(`${fiveNames} and 1 more`, "0 of 6"),
      {
        directoryRoleAssignments: [...global("ada"), directoryRole("Global Administrator", admins)],
        groupMembers: [
          ...members("admins", "bo", "cy", "di", "ed", "flo"),
          groupMember("admins", groupId("inner"), { kind: "group" }),
        ],
      },
    ],
    [
      "many by being eligible, each counts half",
      tenant(),
      by(`${fiveNames} and 6 more`, "11 of 11"),
      {
        directoryRoleEligibilities: [
          ...global(...NAMES),
          ...["gus", "hal", "ida", "jo", "kim"].map((name) =>
            directoryRole("Application Administrator", id(name)),
          ),
        ],
        directoryObjects: [...NAMES, "gus", "hal", "ida", "jo", "kim"].map((name) => user(name)),
      },
    ],
    [
      "a custom role",
      tenant(),
      by(`${fiveNames} and 1 more`, "0 of 6"),
      {
        directoryRoleAssignments: [...five, directoryRole("Directory Readers", id("flo"))],
        directoryRoleDefinitions: [
          roleDefinition("Global Administrator"),
          roleDefinition("Directory Readers", { isBuiltIn: false, mintsCredentials: true }),
        ],
      },
    ],
    [
      "few, and a guest among them",
      tenant(),
      withGuest(`${upn("bo")} (guest), ${upn("ada")}`, "0 of 2"),
      {
        directoryRoleAssignments: global("ada", "bo"),
        directoryObjects: [user("ada"), user("bo", { userType: known("Guest") })],
      },
    ],
    [
      "few, and one from Active Directory among them",
      tenant(),
      by(`${upn("bo")} (from Active Directory), ${upn("ada")}`, "1 of 2"),
      {
        directoryRoleAssignments: global("ada"),
        directoryRoleEligibilities: global("bo"),
        directoryObjects: [user("ada"), user("bo", { onPremisesSyncEnabled: known(true) })],
      },
    ],
    [
      "few, and a guest from Active Directory among them",
      tenant(),
      withGuest(`${upn("bo")} (guest, from Active Directory)`, "0 of 1"),
      {
        directoryRoleAssignments: global("bo"),
        directoryObjects: [user("bo", { userType: known("guest"), onPremisesSyncEnabled: known(true) })],
      },
    ],
    [
      "an application with a directory role",
      tenant(),
      by(`"billing" (application), ${upn("ada")}`, "0 of 2"),
      { directoryRoleAssignments: [...global("ada"), directoryRole("Application Administrator")] },
    ],
    [
      "an application in a group with a directory role",
      tenant(),
      by('"billing" (application)', "0 of 1"),
      {
        directoryRoleAssignments: [directoryRole("Application Administrator", admins)],
        groupMembers: [groupMember("admins", guid("sp", "billing"), { kind: "service-principal" })],
      },
    ],
    [
      "an application with Application.ReadWrite.All",
      tenant(),
      by('"billing" (application)', "0 of 1"),
      { appRoleAssignments: [role("Application.ReadWrite.All")] },
    ],
    [
      "an application with Application.ReadUpdate.All",
      tenant(),
      by('"billing" (application)', "0 of 1"),
      {
        appRoleAssignments: [
          { ...role("Application.ReadWrite.All"), appRoleId: "FC023787-FD04-4E44-9BC7-D454F00C0F0A" },
        ],
      },
    ],
    [
      "an application that is known as an object of the directory only",
      tenant(),
      by('"billing" (application)', "0 of 1"),
      {
        directoryRoleAssignments: [directoryRole("Application Administrator")],
        servicePrincipals: [],
        directoryObjects: [
          user("billing", {
            id: `/directoryObjects/${guid("sp", "billing")}`,
            kind: "service-principal",
            userPrincipalName: null,
            userType: known(null),
          }),
        ],
      },
    ],
    [
      "too many, whatever else was not read",
      tenant(),
      by(`${fiveNames} and 1 more`, "0 of 6"),
      {
        directoryRoleAssignments: global(...NAMES),
        directoryRoleDefinitions: [],
        gaps: {
          directoryRoleAssignments: [rolesUnread],
          directoryRoleEligibilities: [eligibleUnread],
          directoryRoleDefinitions: [definitionsUnread],
          groupMembers: [membersUnread],
          appRoleAssignments: [permissionsUnread],
          servicePrincipals: [principalsUnread],
        },
      },
    ],
    [
      "too many, by their ids",
      tenant(),
      by(
        `${["ada", "bo", "cy", "di", "ed"]
          .map((name) => `"${id(name)}"`)
          .sort()
          .join(", ")} and 1 more`,
        "0 of 6",
      ),
      {
        directoryRoleAssignments: global(...NAMES),
        directoryObjects: [],
        gaps: { directoryObjects: [objectsUnread] },
      },
    ],

    ["five", tenant(), "pass", { directoryRoleAssignments: five, guard: true }],
    [
      "four and two who are eligible",
      tenant(),
      "pass",
      {
        directoryRoleAssignments: global("ada", "bo", "cy", "di"),
        directoryRoleEligibilities: global("ed", "flo"),
        guard: true,
      },
    ],
    ["nobody", tenant(), "pass"],
    [
      "an emergency account does not count",
      tenant(),
      "pass",
      {
        directoryRoleAssignments: global(...NAMES),
        settings: { breakGlass: [id("cy").toUpperCase()] },
        guard: true,
      },
    ],
    [
      "roles that add no credentials, and for a part of the directory",
      tenant(),
      "pass",
      {
        directoryRoleAssignments: [
          ...five,
          directoryRole("User Administrator", id("flo")),
          directoryRole("Application Administrator", id("flo"), { directoryScopeId: "/abc" }),
        ],
        guard: true,
      },
    ],
    [
      "Application.ReadWrite.OwnedBy, and the same id of another API",
      tenant(),
      "pass",
      {
        appRoleAssignments: [
          role("Application.ReadWrite.OwnedBy"),
          role("Application.ReadWrite.All", { api: EXCHANGE }),
        ],
        guard: true,
      },
    ],
    [
      "Microsoft's own application",
      tenant(),
      "pass",
      {
        appRoleAssignments: [role("Application.ReadWrite.All", { holder: "Office 365 Exchange Online" })],
        servicePrincipals: [microsoftPrincipal()],
        guard: true,
      },
    ],
    [
      "an empty group",
      tenant(),
      "pass",
      {
        directoryRoleAssignments: [...five, directoryRole("Global Administrator", admins)],
        directoryObjects: [
          ...NAMES.map((name) => user(name)),
          user("admins", { id: `/directoryObjects/${admins}`, kind: "group" }),
        ],
        guard: true,
      },
    ],
    [
      "without the license for eligibilities",
      tenant(),
      "pass",
      { gaps: { directoryRoleEligibilities: [{ ...eligibleUnread, reason: "unsupported" }] }, guard: true },
    ],
    ["a user who is gone", tenant(), "pass", { directoryRoleAssignments: global("gone"), guard: true }],

    [
      "the assignments were not read",
      tenant(),
      { notAssessed: [rolesUnread] },
      { directoryRoleEligibilities: global("ada"), gaps: { directoryRoleAssignments: [rolesUnread] } },
    ],
    [
      "the eligibilities were not read",
      tenant(),
      { notAssessed: [eligibleUnread] },
      { directoryRoleAssignments: five, gaps: { directoryRoleEligibilities: [eligibleUnread] } },
    ],
    [
      "the definition of a role that somebody holds was not read",
      tenant(),
      { notAssessed: [definitionsUnread] },
      {
        directoryRoleAssignments: [directoryRole("Directory Readers", id("ada"))],
        directoryRoleDefinitions: [],
        gaps: { directoryRoleDefinitions: [definitionsUnread] },
      },
    ],
    [
      "the members of a group were not read",
      tenant(),
      { notAssessed: [{ ...membersUnread, scope: `/groups/${admins}` }] },
      {
        directoryRoleAssignments: [...global("ada"), directoryRole("Global Administrator", admins)],
        directoryObjects: [user("ada"), user("admins", { id: `/directoryObjects/${admins}`, kind: "group" })],
        gaps: { groupMembers: [{ ...membersUnread, scope: `/groups/${admins}` }] },
      },
    ],
    [
      "the members of all groups were not read",
      tenant(),
      { notAssessed: [membersUnread] },
      { directoryRoleAssignments: five, gaps: { groupMembers: [membersUnread] } },
    ],
    [
      "the permissions of applications were not read",
      tenant(),
      { notAssessed: [permissionsUnread] },
      { directoryRoleAssignments: five, gaps: { appRoleAssignments: [permissionsUnread] } },
    ],
    [
      "who they are was not read",
      tenant(),
      { notAssessed: [objectsUnread] },
      {
        directoryRoleAssignments: global("ada"),
        directoryObjects: [],
        gaps: { directoryObjects: [objectsUnread] },
      },
    ],
    [
      "whether one is a guest, or from Active Directory, was not read",
      tenant(),
      { notAssessed: [objectsUnread, rolesUnread] },
      {
        directoryRoleAssignments: global("ada"),
        directoryObjects: [
          user("ada", { userType: unknown(objectsUnread), onPremisesSyncEnabled: unknown(rolesUnread) }),
        ],
      },
    ],
    [
      "an application that was not listed may be Microsoft's",
      tenant(),
      { notAssessed: [principalsUnread] },
      {
        appRoleAssignments: [role("Application.ReadWrite.All")],
        servicePrincipals: [],
        gaps: { servicePrincipals: [principalsUnread] },
      },
    ],
    [
      "an application with a directory role that was not listed may be Microsoft's",
      tenant(),
      { notAssessed: [principalsUnread] },
      {
        directoryRoleAssignments: [directoryRole("Application Administrator")],
        directoryObjects: [
          user("billing", { id: `/directoryObjects/${guid("sp", "billing")}`, kind: "service-principal" }),
        ],
        servicePrincipals: [],
        gaps: { servicePrincipals: [principalsUnread] },
      },
    ],
  ],
  {
    given: {
      directoryRoleDefinitions: ROLE_DEFINITIONS,
      directoryObjects: NAMES.map((name) => user(name)),
      servicePrincipals: [servicePrincipal()],
    },
  },
);
