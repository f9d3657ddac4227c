import check from "../../../checks/apps/app-granted-beyond-manifest.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { EXCHANGE, GRAPH } from "../../../src/inventory/permissions.ts";
import type { Application, RequiredAccess } from "../../../src/inventory/sections.ts";
import {
  application,
  foreignPrincipal,
  graphDenied,
  managedIdentity,
  password,
  ROLE,
  role,
  servicePrincipal,
} from "../build-entra.ts";
import { checkTable } from "../check-table.ts";

const billing = servicePrincipal();
const denied = graphDenied("Application.Read.All", "GET /v1.0/servicePrincipals/{id}/appRoleAssignedTo");
const noApplications = graphDenied("Application.Read.All", "GET /v1.0/applications");
const message = 'Application "billing" holds "Mail.Read", which it does not ask for.';
const rest = ["unknown-use", "unknown-logging"] as const;
const typical = ["tier-one", "any-network", "secret", ...rest] as const;
const typicalCase = { fail: message, severity: "high", factors: typical } as const;

const wish = (value: keyof typeof ROLE, over: Partial<RequiredAccess> = {}): RequiredAccess => ({
  resourceAppId: GRAPH,
  type: "Role",
  id: ROLE[value],
  ...over,
});
const asking = (...wishes: readonly RequiredAccess[]): readonly Application[] => [
  application({ passwordCredentials: known([password()]), requiredResourceAccess: known(wishes) }),
];

checkTable(
  check,
  [
    ["the typical case", billing, typicalCase],
    [
      "one that it asks for, two that it does not",
      billing,
      {
        fail: 'Application "billing" holds "Directory.ReadWrite.All", "Mail.ReadWrite", which it does not ask for.',
        severity: "high",
        factors: ["tier-zero", "any-network", "secret", ...rest],
      },
      {
        appRoleAssignments: [role("Mail.Read"), role("Mail.ReadWrite"), role("Directory.ReadWrite.All")],
        applications: asking(wish("User.Read.All"), wish("Mail.Read")),
      },
    ],
    [
      "asked for as a delegated permission",
      billing,
      typicalCase,
      { applications: asking(wish("Mail.Read", { type: "Scope" })) },
    ],
    [
      "asked for at Exchange Online, where it has the same id",
      billing,
      typicalCase,
      { applications: asking(wish("Mail.Read", { resourceAppId: EXCHANGE })) },
    ],
    [
      "granted this month",
      billing,
      {
        fail: message,
        severity: "high",
        factors: ["tier-one", "any-network", "secret", "within-30-days", ...rest],
      },
      { appRoleAssignments: [role("Mail.Read", { createdDateTime: known("2025-12-10T00:00:00.000Z") })] },
    ],
    [
      "disabled",
      servicePrincipal({ accountEnabled: known(false) }),
      { fail: message, severity: "medium", factors: [...typical, "disabled"] },
    ],
    [
      "the lists were cut behind it",
      billing,
      typicalCase,
      { gaps: { appRoleAssignments: [denied], applications: [noApplications] } },
    ],

    ["no role at all", billing, "pass", { appRoleAssignments: [] }],
    [
      "a harmless role that it does not ask for",
      billing,
      "pass",
      { appRoleAssignments: [role("User.Read.All")], guard: true },
    ],
    [
      "it asks for what it holds, in another spelling",
      billing,
      "pass",
      {
        applications: asking(
          wish("Mail.Read", { id: ROLE["Mail.Read"].toUpperCase(), resourceAppId: GRAPH.toUpperCase() }),
        ),
        guard: true,
      },
    ],
    [
      "it asks for more than it holds",
      billing,
      "pass",
      { applications: asking(wish("Mail.Read"), wish("Directory.ReadWrite.All")), guard: true },
    ],
    ["a foreign application", foreignPrincipal({ name: "billing" }), "not-applicable", { guard: true }],
    ["a managed identity", managedIdentity({ name: "billing" }), "not-applicable", { guard: true }],
    ["an owner that is not known", servicePrincipal({ owner: "unknown" }), "not-applicable", { guard: true }],
    ["the application is gone", billing, "not-applicable", { applications: [], guard: true }],

    [
      "the roles were not read",
      billing,
      { notAssessed: [denied] },
      { appRoleAssignments: [], gaps: { appRoleAssignments: [denied] } },
    ],
    [
      "it asks for what was read of its roles",
      billing,
      { notAssessed: [denied] },
      { applications: asking(wish("Mail.Read")), gaps: { appRoleAssignments: [denied] } },
    ],
    [
      "the application was not read",
      billing,
      { notAssessed: [noApplications] },
      { applications: [], gaps: { applications: [noApplications] } },
    ],
    [
      "what it asks for was not read",
      billing,
      { notAssessed: [noApplications] },
      { applications: [application({ requiredResourceAccess: unknown(noApplications) })] },
    ],
  ],
  { given: { appRoleAssignments: [role("Mail.Read")], applications: asking(wish("User.Read.All")) } },
);
