import check from "../../../checks/grants/delegated-grant-few-users.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { TENANT } from "../build.ts";
import {
  directoryRole,
  grant,
  graphDenied,
  guid,
  microsoftPrincipal,
  ROLE_DEFINITIONS,
  servicePrincipal,
  user,
  userGrant,
} from "../build-entra.ts";
import { groupId, groupMember } from "../build-policies.ts";
import { checkTable } from "../check-table.ts";

const unread = graphDenied("Directory.Read.All", "GET /v1.0/oauth2PermissionGrants");
const rolesUnread = graphDenied(
  "RoleManagement.Read.Directory",
  "GET /v1.0/roleManagement/directory/roleAssignments",
);
const eligibleUnread = graphDenied("RoleManagement.Read.Directory", "GET …/roleEligibilityScheduleInstances");
const definitionsUnread = graphDenied("RoleManagement.Read.Directory", "GET …/roleDefinitions");
const membersUnread = graphDenied("GroupMember.Read.All", "GET /v1.0/groups/{id}/transitiveMembers");
const principalsUnread = graphDenied("Application.Read.All");
const unlicensed = { ...eligibleUnread, reason: "unsupported" } as const;
const ofGroup = (name: string) => ({ ...membersUnread, scope: `/groups/${groupId(name)}` });

const rest = ["unknown-age", "unknown-use", "unknown-logging"] as const;
const factors = ["tier-one", "few-users", "consent-only", ...rest] as const;
const privileged = ["tier-one", "privileged-user", "consent-only", ...rest] as const;
const asAda =
  '"billing" may use "User.ReadWrite.All" of "Microsoft Graph" on behalf of "ada@contoso.example"';
const few = (users: number) =>
  ({ fail: `${asAda} (users with such a consent: ${users}).`, severity: "high", factors }) as const;
const holds = (role: string) =>
  ({ fail: `${asAda}, who holds ${role}.`, severity: "high", factors: privileged }) as const;

const ada = guid("user", "ada");
const risky = userGrant("User.ReadWrite.All", "ada");
const by = (...users: readonly string[]) => users.map((name) => userGrant("Directory.Read.All", name));
const many = { oauth2PermissionGrants: by("bo", "cy", "di", "ed") };

checkTable(
  check,
  [
    ["the typical case", risky, few(1)],
    ["three users", risky, few(3), { oauth2PermissionGrants: by("bo", "cy") }],
    [
      "grants that do not count: harmless ones, those for every user, the same user's, another client's",
      risky,
      few(2),
      {
        oauth2PermissionGrants: [
          ...by("bo"),
          userGrant("User.Read", "cy"),
          grant("Directory.Read.All"),
          userGrant("Mail.Send", "ada", { principalId: ada.toUpperCase() }),
          userGrant("Mail.Send", "di", { holder: "other" }),
          userGrant("Mail.Send", "ed", { holder: "other" }),
        ],
      },
    ],
    [
      "with offline_access",
      userGrant("offline_access User.ReadWrite.All", "ada"),
      { ...few(1), factors: ["tier-one", "few-users", "refresh-token", ...rest] },
    ],
    [
      "of a few users and privileged",
      risky,
      holds('"Global Administrator"'),
      { directoryRoleAssignments: [directoryRole("Global Administrator", ada)] },
    ],
    [
      "of many users, one of them privileged",
      risky,
      holds('"User Administrator"'),
      { ...many, directoryRoleAssignments: [directoryRole("User Administrator", ada.toUpperCase())] },
    ],
    [
      "privileged through a group, and eligible",
      risky,
      holds('"Application Administrator" (eligible), "Global Administrator" (through the group "admins")'),
      {
        ...many,
        directoryRoleAssignments: [directoryRole("Global Administrator", groupId("admins"))],
        directoryRoleEligibilities: [directoryRole("Application Administrator", ada)],
        groupMembers: [groupMember("admins", ada)],
      },
    ],
    [
      "privileged, though the definitions were not read",
      risky,
      holds('"Global Administrator"'),
      {
        ...many,
        directoryRoleAssignments: [directoryRole("Global Administrator", ada)],
        directoryRoleDefinitions: [],
        gaps: { directoryRoleDefinitions: [definitionsUnread] },
      },
    ],
    [
      "privileged, whatever else was not read",
      risky,
      holds('"Global Administrator"'),
      {
        directoryRoleAssignments: [directoryRole("Global Administrator", ada)],
        gaps: {
          oauth2PermissionGrants: [unread],
          directoryRoleAssignments: [rolesUnread],
          groupMembers: [membersUnread],
        },
      },
    ],
    ["a few users, the roles not read", risky, few(1), { gaps: { directoryRoleAssignments: [rolesUnread] } }],
    [
      "the user's name was not read",
      risky,
      { ...few(1), fail: new RegExp(`on behalf of "${ada}" \\(`) },
      { directoryObjects: [] },
    ],
    [
      "the client was not read",
      userGrant("User.ReadWrite.All", "ada", { name: "the client" }),
      { ...few(1), fail: /^"the client" may use/ },
      { servicePrincipals: [], gaps: { servicePrincipals: [principalsUnread] } },
    ],
    [
      "one of Microsoft's own clients",
      userGrant("User.ReadWrite.All", "ada", { holder: "Office 365 Exchange Online" }),
      { ...few(1), fail: /^"Office 365/, severity: "info", limits: ["ceiling:info"] },
      { servicePrincipals: [microsoftPrincipal()], guard: true },
    ],
    [
      "a client of Microsoft's that anybody signs in with",
      userGrant("User.ReadWrite.All", "ada", { holder: "Graph Explorer" }),
      { ...few(1), fail: /^"Graph Explorer"/ },
      {
        servicePrincipals: [
          microsoftPrincipal({ name: "Graph Explorer", appId: "de8bc8b5-d9f9-48b1-a8ad-b748da725064" }),
        ],
      },
    ],
    [
      "the client is switched off",
      risky,
      { ...few(1), severity: "medium", factors: [...factors, "disabled"] },
      { servicePrincipals: [servicePrincipal({ accountEnabled: known(false) })], guard: true },
    ],
    [
      "nobody knows who granted it",
      userGrant("User.ReadWrite.All", "ada", { principalId: null }),
      { ...few(1), fail: /on behalf of "" \(users with such a consent: 1\)/ },
    ],

    ["many users, none of them privileged", risky, "pass", { ...many, guard: true }],
    [
      "many users, this one with a harmless role",
      risky,
      "pass",
      { ...many, directoryRoleAssignments: [directoryRole("Directory Readers", ada)], guard: true },
    ],
    [
      "many users, another one privileged",
      risky,
      "pass",
      { ...many, directoryRoleAssignments: [directoryRole("Global Administrator", guid("user", "bo"))] },
    ],
    [
      "many users, without the license for eligibilities",
      risky,
      "pass",
      { ...many, gaps: { directoryRoleEligibilities: [unlicensed] } },
    ],
    [
      "many users, the list of grants cut behind them, members of a group with an Azure role not read",
      risky,
      "pass",
      { ...many, gaps: { oauth2PermissionGrants: [unread], groupMembers: [ofGroup("azure")] } },
    ],
    [
      "many users, the definitions not read, but no role to look up",
      risky,
      "pass",
      { ...many, directoryRoleDefinitions: [], gaps: { directoryRoleDefinitions: [definitionsUnread] } },
    ],
    ["harmless scopes", userGrant("User.Read", "ada"), "pass"],
    ["for every user", grant("User.ReadWrite.All"), "not-applicable", { guard: true }],
    [
      "data with offline_access",
      userGrant("offline_access Mail.Read User.ReadWrite.All", "ada"),
      "not-applicable",
      { guard: true },
    ],
    [
      "data without offline_access",
      userGrant("User.ReadWrite.All Mail.Send", "ada"),
      {
        ...few(1),
        fail: /"Mail\.Send", "User\.ReadWrite\.All"/,
      },
    ],

    [
      "for whom was not read",
      userGrant("User.ReadWrite.All", "ada", { consentType: unknown(unread) }),
      { notAssessed: [unread] },
    ],
    [
      "more users may have granted it",
      risky,
      { notAssessed: [unread] },
      { oauth2PermissionGrants: by("bo"), gaps: { oauth2PermissionGrants: [unread] } },
    ],
    [
      "many users, the roles not read",
      risky,
      { notAssessed: [rolesUnread, membersUnread, eligibleUnread] },
      {
        ...many,
        gaps: {
          directoryRoleAssignments: [rolesUnread],
          directoryRoleEligibilities: [eligibleUnread, unlicensed],
          groupMembers: [membersUnread],
        },
      },
    ],
    [
      "many users, the members of a group with a role not read",
      risky,
      { notAssessed: [ofGroup("admins")] },
      {
        ...many,
        directoryRoleAssignments: [directoryRole("Global Administrator", groupId("admins"))],
        gaps: { groupMembers: [ofGroup("admins")] },
      },
    ],
    [
      "many users, this one with a role whose definition was not read",
      risky,
      { notAssessed: [definitionsUnread] },
      {
        ...many,
        directoryRoleAssignments: [directoryRole("Directory Readers", ada)],
        directoryRoleDefinitions: [],
        gaps: { directoryRoleDefinitions: [definitionsUnread] },
      },
    ],
    [
      "other grants of the client were not read: it may be one of data",
      userGrant("Mail.Read", "ada"),
      { notAssessed: [{ ...unread, scope: TENANT }] },
      { gaps: { oauth2PermissionGrants: [unread] } },
    ],
  ],
  {
    given: {
      servicePrincipals: [servicePrincipal()],
      directoryObjects: [user("ada")],
      directoryRoleDefinitions: ROLE_DEFINITIONS,
    },
  },
);
