import check from "../../../checks/apps/app-role-tier-zero.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { EXCHANGE } from "../../../src/inventory/permissions.ts";
import {
  application,
  foreignPrincipal,
  graphDenied,
  managedIdentity,
  microsoftPrincipal,
  password,
  principalId,
  role,
  servicePrincipal,
} from "../build-entra.ts";
import { entraSetting } from "../build-logging.ts";
import { checkTable } from "../check-table.ts";

const billing = servicePrincipal();
const denied = graphDenied("Application.Read.All", "GET /v1.0/servicePrincipals/{id}/appRoleAssignedTo");
const message =
  'Application "billing" holds "Application.ReadWrite.All", which leads to Global Administrator.';
const rest = ["unknown-use", "unknown-logging"] as const;
const typical = ["tenant-control", "any-network", "secret", ...rest] as const;
const gate = ["gate:tenant-control"] as const;

checkTable(
  check,
  [
    ["the typical case", billing, { fail: message, severity: "critical", factors: typical, limits: gate }],
    [
      "what it does is exported",
      billing,
      {
        fail: message,
        severity: "critical",
        factors: ["tenant-control", "any-network", "secret", "unknown-use"],
        limits: gate,
      },
      { entraDiagnosticSettings: [entraSetting(["AuditLogs", "ServicePrincipalSignInLogs"])] },
    ],
    [
      "nothing is exported",
      billing,
      {
        fail: message,
        severity: "critical",
        factors: ["tenant-control", "any-network", "secret", "unknown-use", "not-logged"],
        limits: gate,
      },
      { entraDiagnosticSettings: [] },
    ],
    [
      "two of them, granted last week and long ago",
      billing,
      {
        fail: 'Application "billing" holds "Application.ReadWrite.All", "RoleManagement.ReadWrite.Directory", which lead to Global Administrator.',
        severity: "critical",
        factors: ["tenant-control", "any-network", "secret", "within-30-days", ...rest],
        limits: gate,
      },
      {
        appRoleAssignments: [
          role("RoleManagement.ReadWrite.Directory", { createdDateTime: known("2025-12-20T00:00:00.000Z") }),
          role("Application.ReadWrite.All"),
        ],
      },
    ],
    [
      "a permissive role of a multi-tenant application",
      servicePrincipal({ signInAudience: known("AzureADMultipleOrgs") }),
      {
        fail: 'Application "billing" holds "Directory.ReadWrite.All", which leads to Global Administrator.',
        severity: "critical",
        factors: typical,
        limits: gate,
      },
      { appRoleAssignments: [role("Directory.ReadWrite.All")] },
    ],
    [
      "a permissive role, audience not read",
      servicePrincipal({ signInAudience: unknown(denied) }),
      {
        fail: 'Application "billing" holds "Directory.ReadWrite.All", which leads to Global Administrator.',
        severity: "critical",
        factors: typical,
        limits: gate,
      },
      { appRoleAssignments: [role("Directory.ReadWrite.All")] },
    ],
    [
      "a permissive role beside another",
      billing,
      { fail: message, severity: "critical", factors: typical, limits: gate },
      { appRoleAssignments: [role("Domain.ReadWrite.All"), role("Application.ReadWrite.All")] },
    ],
    [
      "a managed identity",
      managedIdentity({ name: "billing", owner: "unknown" }),
      {
        fail: 'Managed identity "billing" holds "Application.ReadWrite.All", which leads to Global Administrator.',
        severity: "critical",
        factors: ["tenant-control", "managed-identity", ...rest],
        limits: gate,
      },
    ],
    [
      "an agent identity",
      servicePrincipal({ kind: "agent-identity" }),
      {
        fail: 'Agent identity "billing" holds "Application.ReadWrite.All", which leads to Global Administrator.',
        severity: "critical",
        factors: ["tenant-control", "any-network", "unknown-credential", ...rest],
        limits: gate,
      },
    ],
    [
      "an owner that is not known",
      servicePrincipal({ owner: "unknown" }),
      {
        fail: 'Application "billing", whose owner is not known, holds "Application.ReadWrite.All", which leads to Global Administrator.',
        severity: "critical",
        factors: typical,
        limits: gate,
      },
    ],
    [
      "disabled",
      servicePrincipal({ accountEnabled: known(false) }),
      { fail: message, severity: "high", factors: [...typical, "disabled"], limits: gate },
      { guard: true },
    ],
    [
      "one of Microsoft's own",
      microsoftPrincipal(),
      {
        fail: 'Application "Office 365 Exchange Online" holds "Application.ReadWrite.All", which leads to Global Administrator.',
        severity: "info",
        factors: ["tenant-control", "any-network", "foreign-credential", ...rest],
        limits: ["gate:tenant-control", "ceiling:info"],
      },
      {
        appRoleAssignments: [role("Application.ReadWrite.All", { holder: "Office 365 Exchange Online" })],
        guard: true,
      },
    ],
    [
      "a role found in a list that was cut",
      billing,
      { fail: message, severity: "critical", factors: typical, limits: gate },
      { gaps: { appRoleAssignments: [denied] } },
    ],

    ["no role at all", billing, "pass", { appRoleAssignments: [] }],
    [
      "a permissive role of a single-tenant application",
      billing,
      "pass",
      { appRoleAssignments: [role("Domain.ReadWrite.All"), role("User.Read.All")], guard: true },
    ],
    [
      "tier 1 only",
      billing,
      "pass",
      { appRoleAssignments: [role("Sites.Read.All"), role("Mail.Read")], guard: true },
    ],
    [
      "a role of Exchange Online",
      billing,
      "pass",
      { appRoleAssignments: [role("Exchange.ManageAsApp", { api: EXCHANGE })], guard: true },
    ],
    [
      "a role of Exchange Online that somebody counts as tier 0",
      billing,
      "pass",
      { appRoleAssignments: [role("Exchange.ManageAsApp", { api: EXCHANGE, tier: 0 })], guard: true },
    ],
    [
      "who holds the roles of other APIs was not read",
      billing,
      "pass",
      {
        appRoleAssignments: [],
        servicePrincipals: [microsoftPrincipal()],
        gaps: {
          appRoleAssignments: [{ ...denied, scope: principalId("Office 365 Exchange Online") }],
        },
      },
    ],
    ["a foreign application", foreignPrincipal({ name: "billing" }), "not-applicable", { guard: true }],

    [
      "the roles were not read",
      billing,
      { notAssessed: [denied] },
      { appRoleAssignments: [role("Domain.ReadWrite.All")], gaps: { appRoleAssignments: [denied] } },
    ],
    [
      "nothing of the roles was read",
      managedIdentity({ name: "billing" }),
      { notAssessed: [denied] },
      { appRoleAssignments: [], gaps: { appRoleAssignments: [denied] } },
    ],
  ],
  {
    given: {
      appRoleAssignments: [role("Application.ReadWrite.All")],
      applications: [application({ passwordCredentials: known([password()]) })],
    },
  },
);
