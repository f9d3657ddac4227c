import check from "../../../checks/grants/delegated-grant-tenant-wide.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { EXCHANGE } from "../../../src/inventory/permissions.ts";
import {
  grant,
  graphDenied,
  microsoftPrincipal,
  principalId,
  servicePrincipal,
  userGrant,
} from "../build-entra.ts";
import { entraSetting } from "../build-logging.ts";
import { checkTable } from "../check-table.ts";

const unread = graphDenied("Directory.Read.All", "GET /v1.0/oauth2PermissionGrants");
const principalsUnread = graphDenied("Application.Read.All");
const ARM = "797f4846-ba00-4fd7-ba43-dac1f8f63013";

const rest = ["unknown-age", "unknown-use", "unknown-logging"] as const;
const factors = ["tier-one", "every-user", "consent-only", ...rest] as const;
const message = '"billing" may use "Directory.ReadWrite.All" of "Microsoft Graph" on behalf of every user.';
const wide = grant("openid Directory.ReadWrite.All");

checkTable(
  check,
  [
    ["the typical case", wide, { fail: message, severity: "high", factors }],
    [
      "what it does is exported",
      wide,
      {
        fail: message,
        severity: "high",
        factors: ["tier-one", "every-user", "consent-only", "unknown-age", "unknown-use"],
      },
      { entraDiagnosticSettings: [entraSetting(["AuditLogs", "ServicePrincipalSignInLogs"])] },
    ],
    [
      "nothing is exported",
      wide,
      {
        fail: message,
        severity: "high",
        factors: ["tier-one", "every-user", "consent-only", "unknown-age", "unknown-use", "not-logged"],
      },
      { entraDiagnosticSettings: [] },
    ],
    [
      "with offline_access",
      grant("offline_access Sites.Read.All"),
      {
        fail: '"billing" may use "Sites.Read.All" of "Microsoft Graph" on behalf of every user, with offline_access also while they are away.',
        severity: "high",
        factors: ["tier-one", "every-user", "refresh-token", ...rest],
      },
    ],
    [
      "with offline_access in another grant for every user",
      wide,
      {
        fail: /also while they are away\.$/,
        severity: "high",
        factors: ["tier-one", "every-user", "refresh-token", ...rest],
      },
      { oauth2PermissionGrants: [grant("OFFLINE_ACCESS", { id: "/oauth2PermissionGrants/graph" })] },
    ],
    [
      "with offline_access for one user only, or of another client",
      wide,
      { fail: message, severity: "high", factors },
      {
        oauth2PermissionGrants: [
          userGrant("offline_access", "ada"),
          grant("offline_access", { holder: "other" }),
        ],
      },
    ],
    [
      "the list of grants was cut",
      wide,
      { fail: message, severity: "high", factors },
      { gaps: { oauth2PermissionGrants: [unread] } },
    ],
    [
      "all that a user may do",
      grant("Directory.AccessAsUser.All"),
      { fail: /"Directory\.AccessAsUser\.All"/, severity: "high", factors },
    ],
    [
      "all that a user may do in Azure",
      grant("user_impersonation", { api: ARM, resourceName: "Azure Resource Manager" }),
      {
        fail: '"billing" may use "user_impersonation" of "Azure Resource Manager" on behalf of every user.',
        severity: "high",
        factors,
      },
    ],
    [
      "the tenant's roles, though the name does not end in .All",
      grant("RoleManagement.ReadWrite.Directory"),
      { fail: /"RoleManagement\.ReadWrite\.Directory"/, severity: "high", factors },
    ],
    [
      "many scopes, sorted, the first five by name",
      grant(
        "Sites.Read.All Mail.Send Mail.Read Files.ReadWrite Chat.ReadWrite Calendars.Read Calendars.Read User.Read",
      ),
      {
        fail: '"billing" may use "Calendars.Read", "Chat.ReadWrite", "Files.ReadWrite", "Mail.Read", "Mail.Send" and 1 more of "Microsoft Graph" on behalf of every user.',
        severity: "high",
        factors,
      },
    ],
    [
      "what is the user's own",
      grant("Mail.Read Files.ReadWrite"),
      { fail: /"Files\.ReadWrite", "Mail\.Read"/, severity: "medium", factors, limits: ["ceiling:medium"] },
      { guard: true },
    ],
    [
      "one of Microsoft's own clients",
      grant("Directory.ReadWrite.All", { holder: "Office 365 Exchange Online" }),
      { fail: /^"Office 365 Exchange Online" may use/, severity: "info", factors, limits: ["ceiling:info"] },
      { servicePrincipals: [microsoftPrincipal()], guard: true },
    ],
    ...(
      [
        ["Microsoft Graph Command Line Tools", "14d82eec-204b-4c2f-b7e8-296a70dab67e"],
        ["Graph Explorer", "de8bc8b5-d9f9-48b1-a8ad-b748da725064"],
        ["Microsoft Azure CLI", "04B07795-8DDB-461A-BBEE-02F9E1BF7B46"],
        ["Microsoft Azure PowerShell", "1950a258-227b-4e31-a9cf-717495945fc2"],
      ] as const
    ).map(
      ([name, appId]) =>
        [
          `a client of Microsoft's that anybody signs in with: ${name}`,
          grant("Directory.ReadWrite.All", { holder: name }),
          { fail: new RegExp(`^"${name}" may use`), severity: "high", factors },
          { servicePrincipals: [microsoftPrincipal({ name, appId })] },
        ] as const,
    ),
    [
      "the client was not read: nobody knows that it is Microsoft's",
      grant("Directory.ReadWrite.All", { holder: "Office 365 Exchange Online", name: "Exchange" }),
      { fail: /^"Exchange" may use/, severity: "high", factors },
      { servicePrincipals: [], gaps: { servicePrincipals: [principalsUnread] } },
    ],
    [
      "the client is switched off",
      wide,
      { fail: message, severity: "medium", factors: [...factors, "disabled"] },
      { servicePrincipals: [servicePrincipal({ accountEnabled: known(false) })], guard: true },
    ],

    ["harmless scopes", grant("openid profile User.Read"), "pass"],
    ["no scope", grant(" "), "pass"],
    [
      "a scope of the same name of another API",
      grant("Directory.ReadWrite.All", { api: "99999999-0000-0000-0000-000000000000" }),
      "pass",
      { guard: true },
    ],
    [
      "Exchange's own scopes",
      grant("EWS.AccessAsUser.All", { api: EXCHANGE }),
      "pass",
      { gaps: { servicePrincipals: [principalsUnread] } },
    ],
    ["the API is gone", grant("Mail.Read", { api: "", resourceAppId: null }), "pass", { guard: true }],
    ["of one user", userGrant("Directory.ReadWrite.All", "ada"), "not-applicable", { guard: true }],

    [
      "for whom was not read",
      grant("Directory.ReadWrite.All", { consentType: unknown(unread) }),
      { notAssessed: [unread] },
    ],
    [
      "for whom was not read, of harmless scopes",
      grant("User.Read", { consentType: unknown(unread) }),
      "pass",
    ],
    [
      "the API was not read, so that nobody knows its scopes",
      grant("Mail.Read", { api: "", resourceAppId: null, resourceId: principalId("api") }),
      { notAssessed: [principalsUnread] },
      { gaps: { servicePrincipals: [principalsUnread] } },
    ],
  ],
  { given: { servicePrincipals: [servicePrincipal()] } },
);
