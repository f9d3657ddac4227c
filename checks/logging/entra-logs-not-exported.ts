import { defineCheck, factor, fail, notAssessed, pass } from "../../src/check.ts";
import { SIGNS_IN_FROM_ANYWHERE } from "../../src/inventory/app-factors.ts";
import { ENTRA_GROUPS } from "../../src/inventory/entra-logging.ts";
import { missingLogs } from "../../src/inventory/log-coverage.ts";
import { quoted } from "../../src/inventory/quoted.ts";

/** What an application that was taken over leaves behind; without the first two nobody knows that it was. */
const ESSENTIAL = ["AuditLogs", "ServicePrincipalSignInLogs"];
const CATEGORIES = [...ESSENTIAL, "ManagedIdentitySignInLogs", "MicrosoftGraphActivityLogs"];

export default defineCheck({
  id: "entra-logs-not-exported",
  title: "Entra audit, service-principal sign-in or Graph activity logs are not exported",
  severity: "high",
  why: "Entra ID forgets after weeks who added a credential, who consented and from where an application signed in, and keeps nothing at all of what it read through Microsoft Graph.",
  mitre: ["T1562.008"],
  references: [
    "https://learn.microsoft.com/entra/identity/monitoring-health/concept-diagnostic-settings-logs-options",
    "https://learn.microsoft.com/entra/identity/monitoring-health/reference-reports-data-retention",
    "https://learn.microsoft.com/graph/microsoft-graph-activity-logs-overview",
  ],
  remediation: {
    summary: "Export the logs of Entra ID to a workspace that its applications cannot change.",
    steps: [
      "Open Entra ID, Monitoring & health, Diagnostic settings in the portal.",
      "Add a setting with AuditLogs, ServicePrincipalSignInLogs, ManagedIdentitySignInLogs and MicrosoftGraphActivityLogs.",
      "Send it to a workspace in a subscription of the security team.",
    ],
    commands: [
      "az rest --method=PUT --url='/providers/microsoft.aadiam/diagnosticSettings/foothold?api-version=2017-04-01' --body={setting}",
    ],
  },
  typical: ["unlogged-directory", "any-network", "mintable-credential", "not-logged"],

  subject: "tenants",
  enrich: ["entraDiagnosticSettings"],

  evaluate({ name }, { entraDiagnosticSettings }) {
    const missing = missingLogs(entraDiagnosticSettings.of("/"), {
      categories: CATEGORIES,
      groups: ENTRA_GROUPS,
    });
    if (missing.known && missing.value.length === 0) return pass("The logs are exported.");
    if (!missing.known) return notAssessed(missing.gap);
    const [gap, ...more] = entraDiagnosticSettings.gapsAt("/");
    if (gap !== undefined) return notAssessed(gap, ...more);

    const isAll = missing.value.length === CATEGORIES.length;
    const lacksEssential = missing.value.some((category) => ESSENTIAL.includes(category));
    return fail(
      `Entra ID of "${name}" does not export ${quoted(missing.value)}.`,
      [
        factor("unlogged-directory", "What is done with applications and to them is forgotten after weeks."),
        SIGNS_IN_FROM_ANYWHERE,
        factor("mintable-credential", "A credential is added in one request."),
        factor(isAll ? "not-logged" : "partly-logged", `Nothing exports ${quoted(missing.value)}.`),
      ],
      {
        ceiling: lacksEssential
          ? undefined
          : { band: "medium", because: "Audits and the sign-ins of applications are exported." },
        fill: { setting: settingOf(missing.value) },
      },
    );
  },
});

/** What is missing, so that the settings that are there need no change. */
function settingOf(categories: readonly string[]): string {
  const logs = categories.map((category) => ({ category, enabled: true }));
  return JSON.stringify({ properties: { workspaceId: "<workspace>", logs } });
}
