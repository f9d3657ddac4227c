import check from "../../../checks/apps/app-privileged-soon-after-registration.ts";
import { type Gap, known, unknown } from "../../../src/inventory/known.ts";
import type { AppRoleAssignment, Application } from "../../../src/inventory/sections.ts";
import {
  application,
  applicationId,
  foreignPrincipal,
  graphDenied,
  guid,
  managedIdentity,
  password,
  role,
  servicePrincipal,
} from "../build-entra.ts";
import { registrationChain } from "../build-directory-events.ts";
import { actor } from "../build-events.ts";
import { checkTable } from "../check-table.ts";

const billing = servicePrincipal();
const registered = (at: string, over: Partial<Application> = {}): Application =>
  application({ passwordCredentials: known([password()]), createdDateTime: known(at), ...over });
const granted = (at: string | null, value: Parameters<typeof role>[0] = "Mail.Read"): AppRoleAssignment =>
  role(value, { createdDateTime: known(at) });

const denied = graphDenied("Application.Read.All", "GET /v1.0/servicePrincipals/{id}/appRoleAssignedTo");
const noApplications = graphDenied("Application.Read.All", "GET /v1.0/applications");
const noDate = (scope: string): Gap => ({
  reason: "unsupported",
  scope,
  request: "property createdDateTime",
  detail: "Graph names no date of creation",
});
const message = 'Application "billing" was given "Mail.Read" within 24 hours of its registration.';
const rest = ["unknown-use", "unknown-logging"] as const;
const typical = ["tier-one", "any-network", "secret", "within-90-days", ...rest] as const;
const typicalCase = { fail: message, severity: "high", factors: typical } as const;

const withEvidence = typical;
const pipeline = actor({ kind: "application", id: guid("sp", "pipeline"), name: "pipeline", ip: null });
const pipelines = { automation: { principals: [guid("sp", "pipeline")] } };

checkTable(
  check,
  [
    ["the typical case", billing, typicalCase],
    [
      "tier 0 on the first day of this week",
      billing,
      {
        fail: 'Application "billing" was given "Application.ReadWrite.All", "Mail.Read" within 24 hours of its registration.',
        severity: "high",
        factors: ["tier-zero", "any-network", "secret", "within-7-days", ...rest],
      },
      {
        applications: [registered("2025-12-30T08:00:00.000Z")],
        appRoleAssignments: [
          granted("2025-12-30T08:00:01.000Z"),
          granted("2025-12-30T09:00:00.000Z", "Application.ReadWrite.All"),
          granted("2025-12-31T09:00:00.000Z", "Sites.Read.All"),
          granted("2025-12-30T09:00:00.000Z", "User.Read.All"),
        ],
      },
    ],
    [
      "exactly a day later",
      billing,
      typicalCase,
      { appRoleAssignments: [granted("2025-11-02T08:00:00.000Z")] },
    ],
    [
      "a clock that runs behind",
      billing,
      typicalCase,
      { appRoleAssignments: [granted("2025-11-01T07:59:58.000Z")] },
    ],
    [
      "registered exactly 90 days ago",
      billing,
      typicalCase,
      {
        applications: [registered("2025-10-03T00:00:00.000Z")],
        appRoleAssignments: [granted("2025-10-03T01:00:00.000Z")],
      },
    ],
    [
      "the audit log tells who did it",
      billing,
      { ...typicalCase, factors: withEvidence },
      { registrationChains: [registrationChain()] },
    ],
    [
      "somebody beside the pipeline",
      billing,
      {
        ...typicalCase,
        factors: withEvidence,
      },
      { registrationChains: [registrationChain({ actors: [actor(), pipeline] })], settings: pipelines },
    ],
    [
      "a pipeline did both",
      billing,
      {
        fail: message,
        severity: "low",
        factors: withEvidence,
        limits: ["ceiling:low"],
      },
      { registrationChains: [registrationChain({ actors: [pipeline] })], settings: pipelines, guard: true },
    ],
    // Without the log nobody knows that it was the pipeline.
    ["pipelines are named in the settings", billing, typicalCase, { settings: pipelines }],
    [
      "one role soon, another without a date",
      billing,
      typicalCase,
      { appRoleAssignments: [granted("2025-11-01T09:00:00.000Z"), granted(null, "Sites.Read.All")] },
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
      "a harmless role at once",
      billing,
      "pass",
      { appRoleAssignments: [granted("2025-11-01T09:00:00.000Z", "User.Read.All")], guard: true },
    ],
    [
      "more than a day later",
      billing,
      "pass",
      { appRoleAssignments: [granted("2025-11-02T08:00:00.001Z")], guard: true },
    ],
    [
      "registered more than 90 days ago",
      billing,
      "pass",
      {
        applications: [registered("2025-10-02T23:59:59.000Z")],
        appRoleAssignments: [granted("2025-10-03T01:00:00.000Z")],
        guard: true,
      },
    ],
    [
      "registered long ago, and the dates of the roles not read",
      billing,
      "pass",
      {
        applications: [registered("2024-01-01T00:00:00.000Z")],
        appRoleAssignments: [role("Mail.Read", { createdDateTime: unknown(denied) })],
        gaps: { appRoleAssignments: [denied] },
      },
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
      "one role came late, the others were not read",
      billing,
      { notAssessed: [denied] },
      { appRoleAssignments: [granted("2025-12-01T00:00:00.000Z")], gaps: { appRoleAssignments: [denied] } },
    ],
    [
      "the application was not read",
      billing,
      { notAssessed: [noApplications] },
      { applications: [], gaps: { applications: [noApplications] } },
    ],
    [
      "when it was registered was not read",
      billing,
      { notAssessed: [noApplications] },
      { applications: [registered("", { createdDateTime: unknown(noApplications) })] },
    ],
    [
      "Graph does not name when it was registered",
      billing,
      { notAssessed: [noDate(applicationId())] },
      { applications: [registered("", { createdDateTime: known(null) })] },
    ],
    [
      "Graph does not name when it was granted",
      billing,
      { notAssessed: [noDate(granted(null).id)] },
      { appRoleAssignments: [granted(null), granted("2025-12-01T00:00:00.000Z", "Sites.Read.All")] },
    ],
  ],
  {
    given: {
      applications: [registered("2025-11-01T08:00:00.000Z")],
      appRoleAssignments: [granted("2025-11-01T09:00:00.000Z")],
    },
  },
);
