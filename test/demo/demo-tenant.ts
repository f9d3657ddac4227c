import { defenderPlan } from "../azure/describe-defender.ts";
import { managementGroup } from "../azure/describe-management-groups.ts";
import { client, type SimulatedTenant, simulatedId, subscription, tenant } from "../azure/describe.ts";
import { developmentAccounts, productionAccounts, retiredAccounts } from "./demo-accounts.ts";
import { demoDirectory } from "./demo-directory.ts";
import { demoLogs, securityId, toWorkspace } from "./demo-logs.ts";

const [productionId = "", developmentId = "", retiredId = ""] = [
  "contoso-prod",
  "contoso-dev",
  "contoso-legacy-2019",
].map((displayName) => simulatedId(`subscription ${displayName}`));

/**
 * The app registration of the demo. One account hides its users from it, so that there is a gap to be seen.
 */
export const scanner = client({
  permissions: [
    "Application.Read.All",
    "AuditLog.Read.All",
    "Directory.Read.All",
    "Policy.Read.All",
    "Policy.Read.PermissionGrant",
    "RoleManagement.Read.Directory",
  ],
  clientId: simulatedId("application foothold-scanner"),
  denied: [
    {
      scope: `/subscriptions/${productionId}/resourceGroups/rg-hr-prod/providers/Microsoft.Storage/storageAccounts/contosopayrollsftp`,
      action: "Microsoft.Storage/storageAccounts/localUsers/read",
    },
  ],
});

/**
 * Contoso Freight, a forwarder that exchanges files with carriers and customs: most accounts and applications are
 * plain and closed, and a few doors were opened in a hurry.
 * @param now milliseconds since 1970, from which the dates of applications and logs are counted back
 */
export function demoTenant(now: number = Date.now()): SimulatedTenant {
  const { directory, identities, roleAssignments, players } = demoDirectory(now, productionId);
  const logs = demoLogs(now, productionId, players);
  return tenant({
    ...directory,
    ...logs.tenant,
    displayName: "Contoso Freight",
    verifiedDomains: ["contoso-freight.example", "contoso.onmicrosoft.com"],
    clients: [scanner],
    subscriptions: [
      subscription({
        subscriptionId: productionId,
        displayName: "contoso-prod",
        tags: { owner: "platform-team", env: "prod" },
        identities,
        roleAssignments,
        accounts: productionAccounts(),
        diagnosticSettings: [toWorkspace("Administrative", "Security", "Policy")],
        activityLog: logs.activityLog,
        defenderPlan: defenderPlan(),
      }),
      // Nobody pays for scanning here, and nobody keeps the Activity Log.
      subscription({
        subscriptionId: developmentId,
        displayName: "contoso-dev",
        tags: { owner: "platform-team", env: "dev" },
        accounts: developmentAccounts(),
      }),
      subscription({
        subscriptionId: retiredId,
        displayName: "contoso-legacy-2019",
        tags: { owner: "nobody", env: "retired" },
        state: "Disabled",
        accounts: retiredAccounts(),
      }),
      subscription({
        subscriptionId: securityId,
        displayName: "contoso-security",
        tags: { owner: "security-team", env: "prod" },
        resourceGroups: [{ name: "rg-logs", tags: { owner: "security-team" } }],
        diagnosticSettings: [toWorkspace()],
        defenderPlan: defenderPlan(),
      }),
    ],
    managementGroups: [
      managementGroup({
        name: "contoso-landing-zones",
        displayName: "Landing zones",
        subscriptions: [productionId, developmentId],
      }),
      // Its Activity Logs are kept by the group.
      managementGroup({
        name: "contoso-retired",
        displayName: "Retired",
        subscriptions: [retiredId],
        diagnosticSettings: [toWorkspace()],
      }),
    ],
    // People's sign-ins are kept, those of applications and what they ask of Graph are not.
    entraDiagnosticSettings: [toWorkspace("AuditLogs", "SignInLogs")],
  });
}
