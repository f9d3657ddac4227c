import check from "../../../checks/apps/foreign-app-privileged.ts";
import { type Gap, known, unknown } from "../../../src/inventory/known.ts";
import { EXCHANGE } from "../../../src/inventory/permissions.ts";
import {
  foreignPrincipal,
  grant,
  graphDenied,
  managedIdentity,
  microsoftPrincipal,
  password,
  role,
  servicePrincipal,
} from "../build-entra.ts";
import { checkTable } from "../check-table.ts";

const foreign = foreignPrincipal({ name: "billing" });
const denied = graphDenied("Application.Read.All", "GET /v1.0/servicePrincipals/{id}/appRoleAssignedTo");
const malformed: Gap = { ...graphDenied("Application.Read.All"), reason: "malformed" };
const unsupported: Gap = { ...graphDenied("Application.Read.All"), reason: "unsupported" };
const holder = 'Application "billing" of tenant "99999999-9999-4999-8999-999999999999"';
const message = `${holder} holds "Mail.Read".`;
const rest = ["unknown-use", "unknown-logging"] as const;
const typical = ["tier-one", "foreign-owner", "foreign-credential", ...rest] as const;

checkTable(
  check,
  [
    ["the typical case", foreign, { fail: message, severity: "high", factors: typical }],
    [
      "tier 0",
      foreign,
      {
        fail: `${holder} holds "Directory.ReadWrite.All", "Mail.Read".`,
        severity: "critical",
        factors: ["tenant-control", "foreign-owner", "foreign-credential", ...rest],
        limits: ["gate:tenant-control"],
      },
      { appRoleAssignments: [role("Mail.Read"), role("Directory.ReadWrite.All")] },
    ],
    [
      "roles of Exchange Online",
      foreign,
      {
        fail: `${holder} holds "full_access_as_app" of "Office 365 Exchange Online".`,
        severity: "high",
        factors: typical,
      },
      { appRoleAssignments: [role("full_access_as_app", { api: EXCHANGE })] },
    ],
    [
      "a credential of its own in this tenant",
      foreignPrincipal({ name: "billing", passwordCredentials: known([password()]) }),
      {
        fail: message,
        severity: "high",
        factors: ["tier-one", "foreign-owner", "service-principal-credential", ...rest],
      },
    ],
    [
      "consented this week",
      foreign,
      {
        fail: message,
        severity: "high",
        factors: ["tier-one", "foreign-owner", "foreign-credential", "within-7-days", ...rest],
      },
      { appRoleAssignments: [role("Mail.Read", { createdDateTime: known("2025-12-28T00:00:00.000Z") })] },
    ],
    [
      "a verified publisher",
      foreignPrincipal({ name: "billing", verifiedPublisher: known("Fabrikam") }),
      { fail: message, severity: "medium", factors: [...typical, "verified-publisher"] },
      { guard: true },
    ],
    [
      "a verified publisher with tier 0",
      foreignPrincipal({ name: "billing", verifiedPublisher: known("Fabrikam") }),
      {
        fail: `${holder} holds "Directory.ReadWrite.All".`,
        severity: "high",
        factors: ["tenant-control", "foreign-owner", "foreign-credential", ...rest, "verified-publisher"],
      },
      { appRoleAssignments: [role("Directory.ReadWrite.All")], guard: true },
    ],
    [
      "a cloud that knows no verified publishers",
      foreignPrincipal({ name: "billing", verifiedPublisher: unknown(unsupported) }),
      { fail: message, severity: "high", factors: typical },
    ],
    [
      "disabled",
      foreignPrincipal({ name: "billing", accountEnabled: known(false) }),
      { fail: message, severity: "medium", factors: [...typical, "disabled"] },
    ],
    [
      "a role found in a list that was cut",
      foreign,
      { fail: message, severity: "high", factors: typical },
      { gaps: { appRoleAssignments: [denied] } },
    ],

    ["no role at all", foreign, "pass", { appRoleAssignments: [] }],
    [
      "tier 2 only",
      foreign,
      "pass",
      { appRoleAssignments: [role("User.Read.All"), role("Mail.Read", { holder: "other" })] },
    ],
    [
      "delegated permissions only",
      foreign,
      "pass",
      { appRoleAssignments: [], oauth2PermissionGrants: [grant("Mail.Read")], guard: true },
    ],
    [
      "no role, and an owner that was not read",
      servicePrincipal({ owner: "unknown", appOwnerOrganizationId: unknown(malformed) }),
      "pass",
      { appRoleAssignments: [] },
    ],
    ["the tenant's own", servicePrincipal(), "not-applicable", { guard: true }],
    ["Microsoft's own", microsoftPrincipal({ name: "billing" }), "not-applicable", { guard: true }],
    [
      "no owner is named",
      servicePrincipal({ owner: "unknown", appOwnerOrganizationId: known(null) }),
      "not-applicable",
      { guard: true },
    ],
    [
      "a managed identity",
      managedIdentity({ name: "billing", owner: "unknown", appOwnerOrganizationId: unknown(malformed) }),
      "not-applicable",
      { guard: true },
    ],

    [
      "the owner was not read",
      servicePrincipal({ owner: "unknown", appOwnerOrganizationId: unknown(malformed) }),
      { notAssessed: [malformed] },
    ],
    [
      "the roles were not read",
      foreign,
      { notAssessed: [denied] },
      { appRoleAssignments: [], gaps: { appRoleAssignments: [denied] } },
    ],
    [
      "neither the roles nor the owner were read",
      servicePrincipal({ owner: "unknown", appOwnerOrganizationId: unknown(malformed) }),
      { notAssessed: [denied] },
      { appRoleAssignments: [], gaps: { appRoleAssignments: [denied] } },
    ],
  ],
  { given: { appRoleAssignments: [role("Mail.Read")] } },
);
