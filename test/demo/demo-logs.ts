import { diagnosticSetting, type SimulatedDiagnosticSetting } from "../azure/describe-logging.ts";
import { simulatedId } from "../azure/describe.ts";

/** A subscription that the teams whose logs it keeps have no right in. */
export const securityId = simulatedId("subscription contoso-security");

/** These categories to the workspace of the security team, or all logs. */
export function toWorkspace(...categories: readonly string[]): SimulatedDiagnosticSetting {
  const workspaceId = `/subscriptions/${securityId}/resourceGroups/rg-logs/providers/Microsoft.OperationalInsights/workspaces/law-contoso-freight`;
  return diagnosticSetting({ categories, properties: { workspaceId } });
}
