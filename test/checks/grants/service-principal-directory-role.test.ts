import check from "../../../checks/grants/service-principal-directory-role.ts";
import { assess } from "../../../src/assess/assess.ts";
import { DEFAULT_SETTINGS } from "../../../src/config.ts";
import { emptySections } from "../../../src/inventory/inventory.ts";
import { known } from "../../../src/inventory/known.ts";
import { expect, test } from "vitest";
import {
  application,
  directoryRole,
  foreignPrincipal,
  graphDenied,
  guid,
  managedIdentity,
  microsoftPrincipal,
  password,
  ROLE_DEFINITIONS,
  roleDefinition,
  servicePrincipal,
} from "../build-entra.ts";
import { groupId, groupMember } from "../build-policies.ts";
import { checkTable } from "../check-table.ts";

const rolesUnread = graphDenied("RoleManagement.Read.Directory", "GET …/roleAssignments");
const eligibleUnread = graphDenied("RoleManagement.Read.Directory", "GET …/roleEligibilityScheduleInstances");
const definitionsUnread = graphDenied("RoleManagement.Read.Directory", "GET …/roleDefinitions");
const membersUnread = graphDenied("GroupMember.Read.All", "GET /v1.0/groups/{id}/transitiveMembers");

const rest = ["unknown-age", "unknown-use", "unknown-logging"] as const;
const factors = ["tier-zero", "any-network", "secret", ...rest] as const;
const control = ["tenant-control", "any-network", "secret", ...rest] as const;
const holds = (roles: string) => `Application "billing" holds ${roles}.`;
const hybrid = { fail: holds('"Hybrid Identity Administrator"'), severity: "high", factors } as const;
const critical = { severity: "critical", factors: control, limits: ["gate:tenant-control"] } as const;

const billing = servicePrincipal();
const me = guid("sp", "billing");
const admins = groupId("admins");
const unit = { directoryScopeId: "/administrativeUnits/1" };

checkTable(
  check,
  [
    [
      "the typical case",
      billing,
      hybrid,
      { directoryRoleAssignments: [directoryRole("Hybrid Identity Administrator")] },
    ],
    ...(
      ["Global Administrator", "Application Administrator", "Cloud Application Administrator"] as const
    ).map(
      (role) =>
        [
          `a role that controls the tenant: ${role}`,
          billing,
          { ...critical, fail: holds(`"${role}"`) },
          { directoryRoleAssignments: [directoryRole(role, me.toUpperCase())] },
        ] as const,
    ),
    [
      "several roles, one of them harmless",
      billing,
      { ...critical, fail: holds('"Global Administrator", "Hybrid Identity Administrator"') },
      {
        directoryRoleAssignments: [
          directoryRole("Hybrid Identity Administrator"),
          directoryRole("User Administrator"),
          directoryRole("Global Administrator"),
        ],
      },
    ],
    [
      "through a group",
      billing,
      { ...critical, fail: holds('"Global Administrator" (through the group "admins")') },
      {
        directoryRoleAssignments: [directoryRole("Global Administrator", admins)],
        groupMembers: [groupMember("admins", me, { kind: "service-principal" })],
      },
    ],
    [
      "eligible only: critical becomes high",
      billing,
      {
        fail: holds('"Global Administrator" (eligible)'),
        severity: "high",
        factors: [...control, "eligible-only"],
      },
      { directoryRoleEligibilities: [directoryRole("Global Administrator")], guard: true },
    ],
    [
      "eligible only: high becomes medium",
      billing,
      {
        fail: holds('"Hybrid Identity Administrator" (eligible)'),
        severity: "medium",
        factors: [...factors, "eligible-only"],
        limits: ["ceiling:medium"],
      },
      { directoryRoleEligibilities: [directoryRole("Hybrid Identity Administrator")], guard: true },
    ],
    [
      "eligible for one role and holding another",
      billing,
      {
        fail: holds('"Global Administrator" (eligible), "Hybrid Identity Administrator"'),
        severity: "high",
        factors,
      },
      {
        directoryRoleAssignments: [directoryRole("Hybrid Identity Administrator")],
        directoryRoleEligibilities: [directoryRole("Global Administrator")],
      },
    ],
    [
      "for an administrative unit only",
      billing,
      {
        fail: holds('"Application Administrator" (for a part of the directory)'),
        severity: "medium",
        factors,
        limits: ["ceiling:medium"],
      },
      {
        directoryRoleAssignments: [directoryRole("Application Administrator", me, unit)],
        guard: true,
      },
    ],
    [
      "eligible for the tenant, and holding it for an administrative unit",
      billing,
      {
        fail: holds(
          '"Application Administrator" (for a part of the directory), "Hybrid Identity Administrator" (eligible)',
        ),
        severity: "medium",
        factors: [...factors, "eligible-only"],
        limits: ["ceiling:medium"],
      },
      {
        directoryRoleAssignments: [directoryRole("Application Administrator", me, unit)],
        directoryRoleEligibilities: [directoryRole("Hybrid Identity Administrator")],
      },
    ],
    [
      "a custom role that adds credentials",
      billing,
      { fail: holds('"App Keeper"'), severity: "high", factors },
      {
        directoryRoleAssignments: [directoryRole("Directory Readers")],
        directoryRoleDefinitions: [
          roleDefinition("Directory Readers", {
            name: "App Keeper",
            isBuiltIn: false,
            tier: null,
            mintsCredentials: true,
          }),
        ],
      },
    ],
    [
      "a custom role that borrows the template of Global Administrator",
      billing,
      "pass",
      {
        directoryRoleAssignments: [directoryRole("Directory Readers")],
        directoryRoleDefinitions: [
          roleDefinition("Directory Readers", {
            isBuiltIn: false,
            templateId: roleDefinition("Global Administrator").templateId,
          }),
        ],
        guard: true,
      },
    ],
    [
      "a managed identity",
      managedIdentity(),
      {
        fail: 'Managed identity "vm-identity" holds "Global Administrator".',
        severity: "critical",
        factors: ["tenant-control", "managed-identity", ...rest],
        limits: ["gate:tenant-control"],
      },
      { directoryRoleAssignments: [directoryRole("Global Administrator", guid("sp", "vm-identity"))] },
    ],
    [
      "a foreign application",
      foreignPrincipal(),
      {
        fail: /^Application "Fabrikam Mail" of tenant "99999999-.*" holds "Hybrid Identity Administrator"\.$/,
        severity: "high",
        factors: ["tier-zero", "foreign-owner", "foreign-credential", ...rest],
      },
      {
        directoryRoleAssignments: [
          directoryRole("Hybrid Identity Administrator", guid("sp", "Fabrikam Mail")),
        ],
      },
    ],
    [
      "one of Microsoft's own",
      microsoftPrincipal(),
      {
        fail: 'Application "Office 365 Exchange Online" holds "Global Administrator".',
        severity: "low",
        factors: ["tenant-control", "any-network", "foreign-credential", ...rest],
        limits: ["gate:tenant-control", "ceiling:low"],
      },
      {
        directoryRoleAssignments: [
          directoryRole("Global Administrator", guid("sp", "Office 365 Exchange Online")),
        ],
        guard: true,
      },
    ],
    [
      "switched off",
      servicePrincipal({ accountEnabled: known(false) }),
      { ...hybrid, severity: "medium", factors: [...factors, "disabled"] },
      { directoryRoleAssignments: [directoryRole("Hybrid Identity Administrator")], guard: true },
    ],
    [
      "held, whatever was not read",
      billing,
      { ...critical, fail: holds('"Global Administrator"') },
      {
        directoryRoleAssignments: [directoryRole("Global Administrator")],
        directoryRoleDefinitions: [],
        gaps: {
          directoryRoleAssignments: [rolesUnread],
          directoryRoleEligibilities: [eligibleUnread],
          directoryRoleDefinitions: [definitionsUnread],
          groupMembers: [membersUnread],
        },
      },
    ],
    [
      "how it signs in was not read",
      billing,
      { ...hybrid, factors: ["tier-zero", "any-network", "unknown-credential", ...rest] },
      {
        directoryRoleAssignments: [directoryRole("Hybrid Identity Administrator")],
        applications: [],
        gaps: { applications: [graphDenied("Application.Read.All", "GET /v1.0/applications")] },
      },
    ],

    ["no role", billing, "pass"],
    [
      "a role of tier 1",
      billing,
      "pass",
      { directoryRoleAssignments: [directoryRole("User Administrator")], guard: true },
    ],
    [
      "Microsoft Entra Connect's own account",
      servicePrincipal({ name: "ConnectSyncProvisioning" }),
      "pass",
      {
        directoryRoleAssignments: [
          directoryRole("Directory Synchronization Accounts", guid("sp", "ConnectSyncProvisioning")),
        ],
        guard: true,
      },
    ],
    [
      "another one's role, and a group that it is not in",
      billing,
      "pass",
      {
        directoryRoleAssignments: [
          directoryRole("Global Administrator", guid("sp", "other")),
          directoryRole("Global Administrator", admins),
        ],
        groupMembers: [groupMember("admins", guid("sp", "other"))],
        guard: true,
      },
    ],
    [
      "without the license for eligibilities",
      billing,
      "pass",
      { gaps: { directoryRoleEligibilities: [{ ...eligibleUnread, reason: "unsupported" }] }, guard: true },
    ],

    [
      "the assignments were not read",
      billing,
      { notAssessed: [rolesUnread] },
      { gaps: { directoryRoleAssignments: [rolesUnread] } },
    ],
    [
      "the eligibilities were not read",
      billing,
      { notAssessed: [eligibleUnread] },
      { gaps: { directoryRoleEligibilities: [eligibleUnread] } },
    ],
    [
      "the members of groups were not read",
      billing,
      { notAssessed: [membersUnread] },
      { gaps: { groupMembers: [membersUnread] } },
    ],
    [
      "the members of a group that is eligible were not read",
      billing,
      { notAssessed: [{ ...membersUnread, scope: `/groups/${admins}` }] },
      {
        directoryRoleEligibilities: [directoryRole("Global Administrator", admins)],
        gaps: {
          groupMembers: [
            { ...membersUnread, scope: `/groups/${admins}` },
            { ...membersUnread, scope: `/groups/${groupId("azure")}` },
          ],
        },
      },
    ],
    [
      "what a custom role allows was not read",
      billing,
      { notAssessed: [{ ...definitionsUnread, scope: roleDefinition("Directory Readers").id }] },
      {
        directoryRoleAssignments: [directoryRole("Directory Readers")],
        directoryRoleDefinitions: [roleDefinition("Directory Readers", { isBuiltIn: false })],
        gaps: {
          directoryRoleDefinitions: [{ ...definitionsUnread, scope: roleDefinition("Directory Readers").id }],
        },
      },
    ],
    [
      "the definition of a role that it holds was not read",
      billing,
      { notAssessed: [definitionsUnread] },
      {
        directoryRoleAssignments: [directoryRole("Directory Readers")],
        directoryRoleDefinitions: [],
        gaps: { directoryRoleDefinitions: [definitionsUnread] },
      },
    ],
  ],
  {
    given: {
      applications: [application({ passwordCredentials: known([password()]) })],
      directoryRoleDefinitions: ROLE_DEFINITIONS,
    },
  },
);

test("the commands delete each assignment, and take it out of each group", () => {
  const { findings } = assess(
    {
      collectedAt: "2026-01-01T00:00:00.000Z",
      sections: {
        ...emptySections(),
        servicePrincipals: { items: [billing], gaps: [] },
        directoryRoleDefinitions: { items: ROLE_DEFINITIONS, gaps: [] },
        directoryRoleAssignments: {
          items: [
            directoryRole("Global Administrator"),
            directoryRole("Application Administrator"),
            directoryRole("Hybrid Identity Administrator", admins),
          ],
          gaps: [],
        },
        directoryRoleEligibilities: { items: [directoryRole("Application Administrator")], gaps: [] },
        groupMembers: { items: [groupMember("admins", me)], gaps: [] },
      },
    },
    [check],
    DEFAULT_SETTINGS,
  );
  const assignments =
    "az rest --method DELETE --url https://graph.microsoft.com/v1.0/roleManagement/directory/roleAssignments";
  expect(findings[0]?.remediation.commands).toEqual([
    `${assignments}/${me}-${roleDefinition("Global Administrator").templateId}`,
    `${assignments}/${me}-${roleDefinition("Application Administrator").templateId}`,
    `az ad group member remove --group=${admins} --member-id=${me}`,
  ]);
});
