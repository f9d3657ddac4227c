import check from "../../../checks/apps/single-tenant-app-permissive-role.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { EXCHANGE, GRAPH } from "../../../src/inventory/permissions.ts";
import { TENANT } from "../build.ts";
import {
  application,
  certificate,
  foreignPrincipal,
  graphDenied,
  managedIdentity,
  microsoftPrincipal,
  password,
  principalId,
  role,
  servicePrincipal,
} from "../build-entra.ts";
import { checkTable } from "../check-table.ts";

const billing = servicePrincipal();
const withSecret = [application({ passwordCredentials: known([password()]) })];
const denied = graphDenied("Application.Read.All", "GET /v1.0/servicePrincipals/{id}/appRoleAssignedTo");
const audience = graphDenied("Application.Read.All");
const message = 'Single-tenant application "billing" holds "Mail.Read".';
const rest = ["unknown-use", "unknown-logging"] as const;
const typical = ["tier-one", "any-network", "secret", ...rest] as const;

checkTable(
  check,
  [
    ["the typical case", billing, { fail: message, severity: "high", factors: typical }],
    [
      "a permissive role of tier 0",
      billing,
      {
        fail: 'Single-tenant application "billing" holds "Domain.ReadWrite.All", "Mail.Read".',
        severity: "critical",
        factors: ["tenant-control", "any-network", "secret", ...rest],
        limits: ["gate:tenant-control"],
      },
      { appRoleAssignments: [role("Mail.Read"), role("Domain.ReadWrite.All"), role("User.Read.All")] },
    ],
    [
      "more than five of them",
      billing,
      {
        fail: 'Single-tenant application "billing" holds "Directory.ReadWrite.All", "Domain.ReadWrite.All", "User.ReadWrite.All", "Files.Read.All", "Files.ReadWrite.All" and 2 more.',
        severity: "critical",
        factors: ["tenant-control", "any-network", "secret", ...rest],
        limits: ["gate:tenant-control"],
      },
      {
        appRoleAssignments: [
          role("Mail.Read"),
          role("Mail.ReadWrite"),
          role("Files.Read.All"),
          role("Files.ReadWrite.All"),
          role("User.ReadWrite.All"),
          role("Directory.ReadWrite.All"),
          role("Domain.ReadWrite.All"),
        ],
      },
    ],
    [
      "a certificate in place of a secret",
      billing,
      { fail: message, severity: "medium", factors: ["tier-one", "any-network", "certificate", ...rest] },
      { applications: [application({ keyCredentials: known([certificate()]) })] },
    ],
    [
      "a credential on the service principal",
      servicePrincipal({ passwordCredentials: known([password()]) }),
      {
        fail: message,
        severity: "high",
        factors: ["tier-one", "any-network", "service-principal-credential", ...rest],
      },
    ],
    [
      "granted yesterday",
      billing,
      {
        fail: message,
        severity: "high",
        factors: ["tier-one", "any-network", "secret", "within-7-days", ...rest],
      },
      { appRoleAssignments: [role("Mail.Read", { createdDateTime: known("2025-12-31T00:00:00.000Z") })] },
    ],
    [
      "granted at an unknown time",
      billing,
      {
        fail: message,
        severity: "high",
        factors: ["tier-one", "any-network", "secret", "unknown-age", ...rest],
      },
      { appRoleAssignments: [role("Mail.Read", { createdDateTime: unknown(denied) })] },
    ],
    [
      "disabled",
      servicePrincipal({ accountEnabled: known(false) }),
      { fail: message, severity: "medium", factors: [...typical, "disabled"] },
    ],
    [
      "whether it is disabled was not read",
      servicePrincipal({ accountEnabled: unknown(audience) }),
      { fail: message, severity: "high", factors: typical },
    ],
    [
      "the applications were not read",
      billing,
      {
        fail: message,
        severity: "medium",
        factors: ["tier-one", "any-network", "unknown-credential", ...rest],
      },
      { applications: [], gaps: { applications: [graphDenied("Application.Read.All")] } },
    ],
    [
      "a role found in a list that was cut",
      billing,
      { fail: message, severity: "high", factors: typical },
      { gaps: { appRoleAssignments: [denied] } },
    ],
    [
      "the audience in another spelling",
      servicePrincipal({ signInAudience: known("azureadmyorg") }),
      { fail: message, severity: "high", factors: typical },
    ],

    ["no role at all", billing, "pass", { appRoleAssignments: [] }],
    [
      "roles that are not permissive",
      billing,
      "pass",
      { appRoleAssignments: [role("RoleManagement.ReadWrite.Directory"), role("Sites.Read.All")] },
    ],
    [
      "a role of another application",
      billing,
      "pass",
      { appRoleAssignments: [role("Mail.Read", { holder: "payroll" })], guard: true },
    ],
    [
      "the name and the id of a permissive role at another API",
      billing,
      "pass",
      { appRoleAssignments: [role("Mail.Read", { api: EXCHANGE })], guard: true },
    ],
    [
      "a role that is only called Mail.Read",
      billing,
      "pass",
      {
        appRoleAssignments: [
          role("User.Read.All", { value: "Mail.Read", name: "Mail.Read", resourceName: "Microsoft Graph" }),
        ],
        guard: true,
      },
    ],
    [
      "no role, audience not read",
      servicePrincipal({ signInAudience: unknown(audience) }),
      "pass",
      { appRoleAssignments: [] },
    ],
    [
      "a multi-tenant application",
      servicePrincipal({ signInAudience: known("AzureADMultipleOrgs") }),
      "not-applicable",
      { guard: true },
    ],
    ["no audience", servicePrincipal({ signInAudience: known(null) }), "not-applicable"],
    [
      "one of Microsoft's own",
      microsoftPrincipal({ name: "billing", signInAudience: known("AzureADMyOrg") }),
      "not-applicable",
      { guard: true },
    ],
    [
      "a foreign application",
      foreignPrincipal({ name: "billing", signInAudience: known("AzureADMyOrg") }),
      "not-applicable",
      { guard: true },
    ],
    ["an owner that is not known", servicePrincipal({ owner: "unknown" }), "not-applicable", { guard: true }],
    ["a managed identity", managedIdentity({ name: "billing" }), "not-applicable", { guard: true }],
    ["an agent identity", servicePrincipal({ kind: "agent-identity" }), "not-applicable", { guard: true }],
    ["an agent blueprint", servicePrincipal({ kind: "agent-blueprint" }), "not-applicable", { guard: true }],
    [
      "a multi-tenant application whose roles were not read",
      servicePrincipal({ signInAudience: known("AzureADMultipleOrgs") }),
      "not-applicable",
      { appRoleAssignments: [], gaps: { appRoleAssignments: [denied] } },
    ],

    [
      "a role, audience not read",
      servicePrincipal({ signInAudience: unknown(audience) }),
      { notAssessed: [audience] },
    ],
    [
      "no role in a list that was not read",
      billing,
      { notAssessed: [denied] },
      { appRoleAssignments: [], gaps: { appRoleAssignments: [denied] } },
    ],
    [
      "no permissive role in what was read of its own list",
      billing,
      { notAssessed: [{ ...denied, scope: principalId() }] },
      {
        appRoleAssignments: [role("User.Read.All")],
        gaps: { appRoleAssignments: [{ ...denied, scope: principalId() }] },
      },
    ],
    [
      "who holds the roles of Microsoft Graph was not read",
      billing,
      { notAssessed: [{ ...denied, scope: principalId("Microsoft Graph") }] },
      {
        appRoleAssignments: [],
        servicePrincipals: [microsoftPrincipal({ id: principalId("Microsoft Graph"), appId: GRAPH })],
        gaps: { appRoleAssignments: [{ ...denied, scope: principalId("Microsoft Graph") }] },
      },
    ],
    [
      "neither roles nor audience were read",
      servicePrincipal({ signInAudience: unknown(audience) }),
      { notAssessed: [denied] },
      { appRoleAssignments: [], gaps: { appRoleAssignments: [denied] } },
    ],
    [
      "another principal's roles were not read",
      billing,
      "pass",
      {
        appRoleAssignments: [],
        gaps: { appRoleAssignments: [{ ...denied, scope: principalId("payroll") }] },
      },
    ],
    [
      "Microsoft Graph is not in a list of principals that was cut",
      billing,
      { notAssessed: [{ ...audience, scope: TENANT }] },
      { appRoleAssignments: [], gaps: { servicePrincipals: [{ ...audience, scope: TENANT }] } },
    ],
  ],
  { given: { appRoleAssignments: [role("Mail.Read")], applications: withSecret } },
);
