import check from "../../../checks/grants/app-administers-exchange.ts";
import { known } from "../../../src/inventory/known.ts";
import { EXCHANGE } from "../../../src/inventory/permissions.ts";
import {
  application,
  directoryRole,
  foreignPrincipal,
  graphDenied,
  guid,
  managedIdentity,
  microsoftPrincipal,
  password,
  principalId,
  role,
  ROLE_DEFINITIONS,
  roleDefinition,
  servicePrincipal,
} from "../build-entra.ts";
import { groupId, groupMember } from "../build-policies.ts";
import { checkTable } from "../check-table.ts";

const EXCHANGE_ID = principalId("Office 365 Exchange Online");
const permissionsUnread = graphDenied("Application.Read.All", "GET …/appRoleAssignedTo");
const principalsUnread = graphDenied("Application.Read.All");
const rolesUnread = graphDenied("RoleManagement.Read.Directory", "GET …/roleAssignments");
const membersUnread = graphDenied("GroupMember.Read.All", "GET /v1.0/groups/{id}/transitiveMembers");

const factors = ["tier-one", "any-network", "secret", "unknown-use", "unknown-logging"] as const;
const holds = (permission: string, words: string) =>
  `Application "billing" holds "${permission}" of "Office 365 Exchange Online": it ${words}.`;
const administers = {
  fail: holds("Exchange.ManageAsApp", 'can administer Exchange Online through "Exchange Administrator"'),
  severity: "high",
  factors,
} as const;
const reaches = (permission: string) =>
  ({ fail: holds(permission, "may reach every mailbox"), severity: "high", factors }) as const;
const half = {
  fail: holds(
    "Exchange.ManageAsApp",
    "has half a foothold in Exchange Online, without a directory role for it",
  ),
  severity: "medium",
  factors,
  limits: ["ceiling:medium"],
} as const;
const open = {
  fail: holds(
    "Exchange.ManageAsApp",
    "can administer Exchange Online once it holds a directory role for it, and its directory roles were not read",
  ),
  severity: "medium",
  factors: ["unknown-privilege", "any-network", "secret", "unknown-use", "unknown-logging"],
} as const;

const billing = servicePrincipal();
const manage = role("Exchange.ManageAsApp", { api: EXCHANGE });
const full = role("full_access_as_app", { api: EXCHANGE });
const exchangeAdministrator = directoryRole("Exchange Administrator");
const globalReader = roleDefinition("Directory Readers", {
  id: "/roleManagement/directory/roleDefinitions/f2ef992c-3afb-46b9-b7cf-a126ee74c451",
  name: "Global Reader",
  templateId: "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
  tier: 2,
});

checkTable(
  check,
  [
    [
      "the typical case",
      billing,
      administers,
      { appRoleAssignments: [manage], directoryRoleAssignments: [exchangeAdministrator] },
    ],
    ...(
      [
        ["Exchange.ManageAsAppV2", "ea3d980d-ebc7-4be4-8298-a167e5b8797c"],
        ["Exchange.AdminAPI.ManageAsApp", "95930782-AF91-4E2E-89B7-E34CE33A0450"],
      ] as const
    ).map(
      ([value, appRoleId]) =>
        [
          `by another name: ${value}`,
          billing,
          {
            ...administers,
            fail: holds(value, 'can administer Exchange Online through "Exchange Administrator"'),
          },
          {
            appRoleAssignments: [{ ...manage, appRoleId, value }],
            directoryRoleAssignments: [exchangeAdministrator],
          },
        ] as const,
    ),
    [
      "the directory role through a group",
      billing,
      {
        ...administers,
        fail: holds(
          "Exchange.ManageAsApp",
          'can administer Exchange Online through "Global Administrator" (through the group "admins")',
        ),
      },
      {
        appRoleAssignments: [manage],
        directoryRoleAssignments: [directoryRole("Global Administrator", groupId("admins"))],
        groupMembers: [groupMember("admins", guid("sp", "billing"))],
      },
    ],
    ["full access to every mailbox", billing, reaches("full_access_as_app"), { appRoleAssignments: [full] }],
    [
      "a role of Exchange that reads mail",
      billing,
      reaches("Mail.Read"),
      { appRoleAssignments: [role("Mail.Read", { api: EXCHANGE })] },
    ],
    [
      "both",
      billing,
      {
        fail: 'Application "billing" holds "Exchange.ManageAsApp" of "Office 365 Exchange Online", "full_access_as_app" of "Office 365 Exchange Online": it may reach every mailbox and can administer Exchange Online through "Exchange Administrator".',
        severity: "high",
        factors,
      },
      { appRoleAssignments: [full, manage], directoryRoleAssignments: [exchangeAdministrator] },
    ],
    [
      "both, the directory roles not read",
      billing,
      {
        fail: /it may reach every mailbox and can administer .* were not read\.$/,
        severity: "high",
        factors,
      },
      { appRoleAssignments: [full, manage], gaps: { directoryRoleAssignments: [rolesUnread] } },
    ],
    [
      "granted last week",
      billing,
      {
        ...reaches("full_access_as_app"),
        factors: ["tier-one", "any-network", "secret", "within-7-days", "unknown-use", "unknown-logging"],
      },
      { appRoleAssignments: [{ ...full, createdDateTime: known("2025-12-28T00:00:00.000Z") }] },
    ],
    [
      "a managed identity",
      managedIdentity(),
      {
        fail: /^Managed identity "vm-identity" holds "full_access_as_app"/,
        severity: "medium",
        factors: ["tier-one", "managed-identity", "unknown-use", "unknown-logging"],
      },
      { appRoleAssignments: [role("full_access_as_app", { api: EXCHANGE, holder: "vm-identity" })] },
    ],
    ["without a directory role", billing, half, { appRoleAssignments: [manage], guard: true }],
    [
      "with a directory role that has nothing to do with Exchange",
      billing,
      half,
      { appRoleAssignments: [manage], directoryRoleAssignments: [directoryRole("User Administrator")] },
    ],
    [
      "eligible for a directory role, which an application cannot activate",
      billing,
      half,
      { appRoleAssignments: [manage], directoryRoleEligibilities: [exchangeAdministrator], guard: true },
    ],
    [
      "with a directory role that only reads",
      billing,
      {
        ...half,
        fail: holds(
          "Exchange.ManageAsApp",
          'can look into the settings of Exchange Online through "Global Reader"',
        ),
      },
      {
        appRoleAssignments: [manage],
        directoryRoleAssignments: [{ ...exchangeAdministrator, roleDefinitionId: globalReader.id }],
        directoryRoleDefinitions: [globalReader],
        guard: true,
      },
    ],
    [
      "the directory roles were not read",
      billing,
      open,
      { appRoleAssignments: [manage], gaps: { directoryRoleAssignments: [rolesUnread] } },
    ],
    [
      "the members of groups were not read",
      billing,
      open,
      { appRoleAssignments: [manage], gaps: { groupMembers: [membersUnread] } },
    ],
    [
      "a directory role found, whatever else was not read",
      billing,
      administers,
      {
        appRoleAssignments: [manage],
        directoryRoleAssignments: [exchangeAdministrator],
        gaps: {
          appRoleAssignments: [permissionsUnread],
          directoryRoleAssignments: [rolesUnread],
          groupMembers: [membersUnread],
        },
      },
    ],
    [
      "one of Microsoft's own",
      microsoftPrincipal({ name: "Office 365 Search" }),
      {
        fail: /^Application "Office 365 Search" holds/,
        severity: "info",
        factors: ["tier-one", "any-network", "foreign-credential", "unknown-use", "unknown-logging"],
        limits: ["ceiling:info"],
      },
      {
        appRoleAssignments: [role("full_access_as_app", { api: EXCHANGE, holder: "Office 365 Search" })],
        guard: true,
      },
    ],
    [
      "switched off",
      servicePrincipal({ accountEnabled: known(false) }),
      { ...reaches("full_access_as_app"), severity: "medium", factors: [...factors, "disabled"] },
      { appRoleAssignments: [full], guard: true },
    ],
    [
      "the owner is not known: judged like one's own",
      servicePrincipal({ owner: "unknown" }),
      {
        fail: /^Application "billing", whose owner is not known, holds/,
        severity: "high",
        factors,
      },
      { appRoleAssignments: [full] },
    ],

    ["no permission", billing, "pass"],
    [
      "a role of the same name, and of the same id, of Microsoft Graph",
      billing,
      "pass",
      { appRoleAssignments: [role("Mail.Read")], guard: true },
    ],
    [
      "a harmless role of Exchange",
      billing,
      "pass",
      {
        appRoleAssignments: [{ ...role("User.Read.All", { api: EXCHANGE }), value: "Exchange.ManageAsApp" }],
        guard: true,
      },
    ],
    [
      "a directory role alone",
      billing,
      "pass",
      { directoryRoleAssignments: [exchangeAdministrator], guard: true },
    ],
    [
      "the permissions of another API, and of another principal, were not read",
      billing,
      "pass",
      {
        gaps: {
          appRoleAssignments: [
            { ...permissionsUnread, scope: principalId("Microsoft Graph") },
            { ...permissionsUnread, scope: principalId("other") },
          ],
        },
      },
    ],
    [
      "a foreign application",
      foreignPrincipal(),
      "not-applicable",
      {
        appRoleAssignments: [role("full_access_as_app", { api: EXCHANGE, holder: "Fabrikam Mail" })],
        guard: true,
      },
    ],

    [
      "the permissions were not read",
      billing,
      { notAssessed: [permissionsUnread] },
      { gaps: { appRoleAssignments: [permissionsUnread] } },
    ],
    [
      "who holds the roles of Exchange was not read",
      billing,
      { notAssessed: [{ ...permissionsUnread, scope: EXCHANGE_ID }] },
      { gaps: { appRoleAssignments: [{ ...permissionsUnread, scope: EXCHANGE_ID }] } },
    ],
    [
      "Exchange was not listed",
      billing,
      { notAssessed: [principalsUnread] },
      { servicePrincipals: [], gaps: { servicePrincipals: [principalsUnread] } },
    ],
  ],
  {
    given: {
      servicePrincipals: [microsoftPrincipal()],
      applications: [application({ passwordCredentials: known([password()]) })],
      directoryRoleDefinitions: ROLE_DEFINITIONS,
    },
  },
);
