import check from "../../../checks/apps/app-reads-all-data.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { EXCHANGE, SHAREPOINT } from "../../../src/inventory/permissions.ts";
import {
  application,
  foreignPrincipal,
  graphDenied,
  managedIdentity,
  microsoftPrincipal,
  password,
  role,
  servicePrincipal,
} from "../build-entra.ts";
import { checkTable, type Row } from "../check-table.ts";

const billing = servicePrincipal();
const multiTenant = servicePrincipal({ signInAudience: known("AzureADMultipleOrgs") });
const denied = graphDenied("Application.Read.All", "GET /v1.0/servicePrincipals/{id}/appRoleAssignedTo");
const message = 'Application "billing" may reach every site: it holds "Sites.Read.All".';
const rest = ["unknown-use", "unknown-logging"] as const;
const typical = ["tier-one", "any-network", "secret", ...rest] as const;

/** A role of tier 1 that is no permissive one. */
const called = (value: string) =>
  role("Sites.Read.All", { id: `${billing.id}/appRoleAssignments/${value}`, name: value, value });

const narrow = [
  "Sites.Selected",
  "Sites.Create.All",
  "Mail.Read.OwnedBy",
  "ChannelMessage.Read.Group",
  "ChatMessage.Read.Chat",
  "Chat.Read.WhereInstalled",
  "Files.ReadWrite.AppFolder",
  "Chat.Create",
].map(
  (value): Row<"servicePrincipals"> => [
    `${value}, which is not for all`,
    billing,
    "pass",
    { appRoleAssignments: [called(value)], guard: true },
  ],
);

checkTable(
  check,
  [
    ["the typical case", billing, { fail: message, severity: "high", factors: typical }],
    [
      "mail, files and sites of a multi-tenant application",
      multiTenant,
      {
        fail: 'Application "billing" may reach every file, every mailbox, every site: it holds "Files.Read.All", "Mail.Read", "Mail.ReadWrite", "Sites.Read.All".',
        severity: "high",
        factors: typical,
      },
      {
        appRoleAssignments: [
          role("Mail.Read"),
          role("Mail.ReadWrite"),
          role("Sites.Read.All"),
          role("Files.Read.All"),
          role("User.Read.All"),
        ],
      },
    ],
    [
      "a permissive role, audience not read",
      servicePrincipal({ signInAudience: unknown(denied) }),
      {
        fail: 'Application "billing" may reach every mailbox: it holds "Mail.Read".',
        severity: "high",
        factors: typical,
      },
      { appRoleAssignments: [role("Mail.Read")] },
    ],
    [
      "sites by SharePoint's own API",
      billing,
      {
        fail: 'Application "billing" may reach every site: it holds "Sites.FullControl.All" of "Office 365 SharePoint Online".',
        severity: "high",
        factors: typical,
      },
      {
        appRoleAssignments: [
          role("Sites.Read.All", {
            api: SHAREPOINT,
            value: "Sites.FullControl.All",
            tier: 1,
            permissive: false,
          }),
        ],
      },
    ],
    [
      "a managed identity",
      managedIdentity({ name: "billing" }),
      {
        fail: 'Managed identity "billing" may reach every mailbox: it holds "Mail.Read".',
        severity: "medium",
        factors: ["tier-one", "managed-identity", ...rest],
      },
      { appRoleAssignments: [role("Mail.Read")] },
    ],
    [
      "an owner that is not known",
      servicePrincipal({ owner: "unknown" }),
      {
        fail: 'Application "billing", whose owner is not known, may reach every mailbox: it holds "Mail.Read".',
        severity: "medium",
        factors: ["tier-one", "any-network", "unknown-credential", ...rest],
      },
      { appRoleAssignments: [role("Mail.Read")], applications: [] },
    ],
    [
      "granted this autumn",
      billing,
      {
        fail: message,
        severity: "high",
        factors: ["tier-one", "any-network", "secret", "within-90-days", ...rest],
      },
      {
        appRoleAssignments: [role("Sites.Read.All", { createdDateTime: known("2025-11-01T00:00:00.000Z") })],
      },
    ],
    [
      "disabled",
      servicePrincipal({ accountEnabled: known(false) }),
      { fail: message, severity: "medium", factors: [...typical, "disabled"] },
    ],
    [
      "one of Microsoft's own",
      microsoftPrincipal({ name: "billing" }),
      {
        fail: message,
        severity: "info",
        factors: ["tier-one", "any-network", "foreign-credential", ...rest],
        limits: ["ceiling:info"],
      },
      { guard: true },
    ],
    [
      "a role found in a list that was cut",
      billing,
      { fail: message, severity: "high", factors: typical },
      { gaps: { appRoleAssignments: [denied] } },
    ],

    ["no role at all", billing, "pass", { appRoleAssignments: [] }],
    [
      "a permissive role of a single-tenant application",
      billing,
      "pass",
      { appRoleAssignments: [role("Mail.Read")], guard: true },
    ],
    [
      "tier 0 only",
      multiTenant,
      "pass",
      { appRoleAssignments: [role("Application.ReadWrite.All")], guard: true },
    ],
    ["people, and no data", billing, "pass", { appRoleAssignments: [role("User.Read.All")], guard: true }],
    [
      "tier 1 that reaches no data",
      billing,
      "pass",
      { appRoleAssignments: [called("IdentityProvider.ReadWrite.All")] },
    ],
    [
      "every mailbox by Exchange Online",
      billing,
      "pass",
      {
        appRoleAssignments: [
          role("full_access_as_app", { api: EXCHANGE }),
          role("Mail.Read", { api: EXCHANGE }),
        ],
        guard: true,
      },
    ],
    ...narrow,
    ["a foreign application", foreignPrincipal({ name: "billing" }), "not-applicable", { guard: true }],

    [
      "the roles were not read",
      billing,
      { notAssessed: [denied] },
      { appRoleAssignments: [], gaps: { appRoleAssignments: [denied] } },
    ],
    [
      "only others' roles were read",
      billing,
      { notAssessed: [denied] },
      { appRoleAssignments: [role("Mail.Read")], gaps: { appRoleAssignments: [denied] } },
    ],
  ],
  {
    given: {
      appRoleAssignments: [role("Sites.Read.All")],
      applications: [application({ passwordCredentials: known([password()]) })],
    },
  },
);
