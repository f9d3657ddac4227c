import { simulatedId } from "./simulated-id.ts";

/** Where the logs of something go. Of a subscription or management group Azure leaves out what is not described. */
export interface SimulatedDiagnosticSetting {
  readonly name: string;
  /** Raw ARM properties; a key set to undefined is absent from the answer. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A workspace in a subscription of its own, far from what is logged. */
export const logWorkspaceId = `/subscriptions/${simulatedId("subscription Security")}/resourceGroups/rg-logs/providers/Microsoft.OperationalInsights/workspaces/law-contoso`;

/** All logs to the workspace above; `categories` and `groups` say which instead. `properties` are laid over that. */
export function diagnosticSetting(
  parts: {
    readonly name?: string;
    readonly categories?: readonly string[];
    readonly groups?: readonly string[];
    readonly properties?: Readonly<Record<string, unknown>>;
  } = {},
): SimulatedDiagnosticSetting {
  const { name = "to-workspace", categories = [], properties } = parts;
  const groups = parts.groups ?? (categories.length === 0 ? ["allLogs"] : []);
  return {
    name,
    properties: {
      workspaceId: logWorkspaceId,
      logs: [
        ...categories.map((category) => ({ category, enabled: true })),
        ...groups.map((categoryGroup) => ({ categoryGroup, enabled: true })),
      ],
      ...properties,
    },
  };
}

/** Metrics and no log: all that a setting on a storage account itself can export. */
export function metricsSetting(name = "metrics"): SimulatedDiagnosticSetting {
  const metrics = [{ category: "Transaction", enabled: true, retentionPolicy: { enabled: false, days: 0 } }];
  return { name, properties: { workspaceId: logWorkspaceId, metrics, logs: [] } };
}
