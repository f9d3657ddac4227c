import check from "../../../checks/apps/privileged-app-dormant.ts";
import { DEFAULT_SETTINGS } from "../../../src/config.ts";
import { type Gap, known, unknown } from "../../../src/inventory/known.ts";
import { EXCHANGE } from "../../../src/inventory/permissions.ts";
import type { ServicePrincipalSignInActivity } from "../../../src/inventory/sections.ts";
import {
  application,
  AZURE_OWNER,
  AZURE_READER,
  azureRole,
  directoryRole,
  foreignPrincipal,
  grant,
  graphDenied,
  guid,
  managedIdentity,
  microsoftPrincipal,
  password,
  principalId,
  role,
  ROLE_DEFINITIONS,
  servicePrincipal,
  signInActivity,
} from "../build-entra.ts";
import { entraSetting } from "../build-logging.ts";
import { checkTable } from "../check-table.ts";

const billing = servicePrincipal();
const signedIn = (at: string | null): readonly ServicePrincipalSignInActivity[] => [
  signInActivity({ lastSignIn: known(at) }),
];
const others = [signInActivity({ appId: guid("appid", "other") })];
const denied = graphDenied("Application.Read.All", "GET /v1.0/servicePrincipals/{id}/appRoleAssignedTo");
const noReport = graphDenied("AuditLog.Read.All", "GET /beta/reports/servicePrincipalSignInActivities");
const noDate = graphDenied("Application.Read.All");
const unsupported: Gap = { ...noReport, reason: "unsupported" };
const leftOut: Gap = {
  reason: "unsupported",
  scope: principalId(),
  request: "GET /beta/reports/servicePrincipalSignInActivities",
  detail: "the report may leave managed identities out",
};
const message = 'Application "billing" holds "Mail.Read" and has not signed in since 2025-06-01.';
const typical = ["tier-one", "secret", "unused-90-days", "unknown-logging"] as const;
const typicalCase = { fail: message, severity: "medium", factors: typical } as const;

checkTable(
  check,
  [
    ["the typical case", billing, typicalCase],
    [
      "sign-ins are exported, audits are not",
      billing,
      { ...typicalCase, factors: ["tier-one", "secret", "unused-90-days", "partly-logged"] },
      { entraDiagnosticSettings: [entraSetting(["ServicePrincipalSignInLogs"])] },
    ],
    [
      "both are exported",
      billing,
      { ...typicalCase, factors: ["tier-one", "secret", "unused-90-days"] },
      { entraDiagnosticSettings: [entraSetting(["AuditLogs", "ServicePrincipalSignInLogs"])] },
    ],
    [
      "nothing on record",
      billing,
      {
        fail: 'Application "billing" holds "Mail.Read" and has no sign-in on record.',
        severity: "medium",
        factors: ["tier-one", "secret", "never-used", "unknown-logging"],
      },
      { servicePrincipalSignInActivities: others },
    ],
    [
      "listed without a sign-in",
      billing,
      {
        fail: 'Application "billing" holds "Mail.Read" and has no sign-in on record.',
        severity: "medium",
        factors: ["tier-one", "secret", "never-used", "unknown-logging"],
      },
      { servicePrincipalSignInActivities: signedIn(null) },
    ],
    [
      "made 30 days ago, and nothing on record",
      servicePrincipal({ createdDateTime: known("2025-12-02T00:00:00.000Z") }),
      {
        fail: 'Application "billing" holds "Mail.Read" and has no sign-in on record.',
        severity: "medium",
        factors: ["tier-one", "secret", "never-used", "unknown-logging"],
      },
      { servicePrincipalSignInActivities: others },
    ],
    [
      "tier 0",
      billing,
      {
        fail: 'Application "billing" holds "Application.ReadWrite.All", "Mail.Read" and has not signed in since 2025-06-01.',
        severity: "high",
        factors: ["tier-zero", "secret", "unused-90-days", "unknown-logging"],
        limits: ["gate:tier-zero"],
      },
      { appRoleAssignments: [role("Mail.Read"), role("Application.ReadWrite.All"), role("User.Read.All")] },
    ],
    [
      "a directory role",
      billing,
      {
        fail: 'Application "billing" holds "Exchange Administrator" and has not signed in since 2025-06-01.',
        severity: "medium",
        factors: typical,
      },
      {
        appRoleAssignments: [],
        directoryRoleAssignments: [directoryRole("Exchange Administrator")],
        directoryRoleDefinitions: ROLE_DEFINITIONS,
      },
    ],
    [
      "an Azure role of a managed identity",
      managedIdentity({ name: "billing" }),
      {
        fail: 'Managed identity "billing" holds "Owner" and has not signed in since 2025-06-01.',
        severity: "medium",
        factors: ["tier-one", "managed-identity", "unused-90-days", "unknown-logging"],
      },
      { appRoleAssignments: [], roleAssignments: [azureRole(AZURE_OWNER)], roleDefinitions: [AZURE_OWNER] },
    ],
    [
      "a small Azure role",
      billing,
      {
        fail: 'Application "billing" holds "Reader" and has not signed in since 2025-06-01.',
        severity: "low",
        factors: ["tier-two", "secret", "unused-90-days", "unknown-logging"],
      },
      { appRoleAssignments: [], roleAssignments: [azureRole(AZURE_READER)], roleDefinitions: [AZURE_READER] },
    ],
    [
      "the same role at two scopes is named once",
      billing,
      {
        fail: 'Application "billing" holds "Reader" and has not signed in since 2025-06-01.',
        severity: "low",
        factors: ["tier-two", "secret", "unused-90-days", "unknown-logging"],
      },
      {
        appRoleAssignments: [],
        roleAssignments: [
          azureRole(AZURE_READER),
          azureRole(AZURE_READER, guid("sp", "billing"), { id: "/b", scope: "/subscriptions/b" }),
        ],
        roleDefinitions: [AZURE_READER],
      },
    ],
    [
      "a foreign application",
      foreignPrincipal({ name: "billing" }),
      {
        fail: 'Application "billing" of tenant "99999999-9999-4999-8999-999999999999" holds "Mail.Read" and has not signed in since 2025-06-01.',
        severity: "medium",
        factors: ["tier-one", "foreign-credential", "unused-90-days", "unknown-logging"],
      },
    ],
    [
      "disabled",
      servicePrincipal({ accountEnabled: known(false) }),
      { fail: message, severity: "low", factors: [...typical, "disabled"] },
      { guard: true },
    ],
    [
      "the settings wait for 20 days only",
      billing,
      {
        fail: 'Application "billing" holds "Mail.Read" and has not signed in since 2025-12-02.',
        severity: "medium",
        factors: ["tier-one", "secret", "unknown-logging"],
      },
      {
        servicePrincipalSignInActivities: signedIn("2025-12-02T00:00:00.000Z"),
        settings: { days: { ...DEFAULT_SETTINGS.days, dormant: 20 } },
      },
    ],
    [
      "an old sign-in proves that it is old enough",
      servicePrincipal({ createdDateTime: unknown(noDate) }),
      typicalCase,
    ],
    [
      "a role found in lists that were cut",
      billing,
      typicalCase,
      { gaps: { appRoleAssignments: [denied], servicePrincipalSignInActivities: [noReport] } },
    ],

    [
      "signed in 90 days ago",
      billing,
      "pass",
      { servicePrincipalSignInActivities: signedIn("2025-10-03T00:00:00.000Z"), guard: true },
    ],
    [
      "on behalf of users only",
      billing,
      "pass",
      {
        servicePrincipalSignInActivities: [
          signInActivity({
            lastApplicationSignIn: known(null),
            lastDelegatedSignIn: known("2025-12-31T00:00:00.000Z"),
          }),
        ],
        guard: true,
      },
    ],
    [
      "in use, and what it may do not read",
      billing,
      "pass",
      {
        appRoleAssignments: [],
        servicePrincipalSignInActivities: [signInActivity()],
        gaps: { appRoleAssignments: [denied] },
      },
    ],
    [
      "not privileged",
      billing,
      "not-applicable",
      { appRoleAssignments: [role("User.Read.All")], guard: true },
    ],
    [
      "consents of single users only",
      billing,
      "not-applicable",
      {
        appRoleAssignments: [],
        oauth2PermissionGrants: [grant("Mail.Read", { consentType: known("Principal"), principalId: "ada" })],
        guard: true,
      },
    ],
    [
      "not privileged, and its use not read",
      billing,
      "not-applicable",
      {
        appRoleAssignments: [],
        servicePrincipalSignInActivities: [],
        gaps: { servicePrincipalSignInActivities: [noReport] },
      },
    ],
    [
      "made 29 days ago",
      servicePrincipal({ createdDateTime: known("2025-12-02T00:00:01.000Z") }),
      "not-applicable",
      { servicePrincipalSignInActivities: [], guard: true },
    ],
    [
      "Microsoft's own",
      microsoftPrincipal({ name: "billing", appId: EXCHANGE }),
      "not-applicable",
      { servicePrincipalSignInActivities: [], guard: true },
    ],

    // National clouds do not have the report.
    [
      "its use not read",
      billing,
      { notAssessed: [unsupported] },
      { servicePrincipalSignInActivities: [], gaps: { servicePrincipalSignInActivities: [unsupported] } },
    ],
    [
      "its date not understood",
      billing,
      { notAssessed: [noReport] },
      { servicePrincipalSignInActivities: [signInActivity({ lastSignIn: unknown(noReport) })] },
    ],
    [
      "dormant, and what it may do not read",
      billing,
      { notAssessed: [denied] },
      { appRoleAssignments: [role("User.Read.All")], gaps: { appRoleAssignments: [denied] } },
    ],
    [
      "neither read",
      billing,
      { notAssessed: [denied] },
      {
        appRoleAssignments: [],
        servicePrincipalSignInActivities: [],
        gaps: { appRoleAssignments: [denied], servicePrincipalSignInActivities: [noReport] },
      },
    ],
    [
      "nothing on record, and when it was made not read",
      servicePrincipal({ createdDateTime: unknown(noDate) }),
      { notAssessed: [noDate] },
      { servicePrincipalSignInActivities: others },
    ],
    // The report is not known to count them, and a finding must not stand on that.
    [
      "a managed identity that the report does not list",
      managedIdentity({ name: "billing" }),
      { notAssessed: [leftOut] },
      { servicePrincipalSignInActivities: others, guard: true },
    ],
    // Nobody at all signs in: the report is not filled, and nothing follows from it.
    [
      "an empty report",
      billing,
      {
        notAssessed: [
          {
            reason: "unsupported",
            scope: billing.id,
            request: "GET /beta/reports/servicePrincipalSignInActivities",
            detail: "the report is empty",
          },
        ],
      },
      { servicePrincipalSignInActivities: [], guard: true },
    ],
  ],
  {
    given: {
      appRoleAssignments: [role("Mail.Read")],
      applications: [application({ passwordCredentials: known([password()]) })],
      servicePrincipalSignInActivities: signedIn("2025-06-01T00:00:00.000Z"),
    },
  },
);
