import type { RawBody } from "./describe-entra.ts";
import type { LogTable } from "./log-tables.ts";
import { simulatedId } from "./simulated-id.ts";

/** Where the logs of something go. Of a subscription or management group Azure leaves out what is not described. */
export interface SimulatedDiagnosticSetting {
  readonly name: string;
  /** Raw ARM properties; a key set to undefined is absent from the answer. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A workspace in a subscription of its own, far from what is logged. */
export const logWorkspaceId = `/subscriptions/${simulatedId("subscription Security")}/resourceGroups/rg-logs/providers/Microsoft.OperationalInsights/workspaces/law-contoso`;

/** A workspace of Log Analytics with the rows it holds. */
export interface SimulatedWorkspace {
  /** The GUID that Azure calls customer id. */
  readonly workspaceId: string;
  /** ARM id. */
  readonly id: string;
  /** Rows by column, in any order. A table left out or undefined is none of this workspace: nothing was connected to it. */
  readonly tables: { readonly [Table in LogTable]?: readonly RawBody[] | undefined };
  /** Columns that its tables lack, as those of a workspace that is older than they are. */
  readonly without?: Readonly<Partial<Record<LogTable, readonly string[]>>>;
}

/** The workspace that diagnosticSetting() sends to, with all six tables; `tables` are laid over empty ones. */
export function workspace(
  parts: Partial<SimulatedWorkspace> & { readonly name?: string } = {},
): SimulatedWorkspace {
  const { name = "law-contoso", tables, ...more } = parts;
  return {
    workspaceId: simulatedId(`workspace ${name}`),
    id: logWorkspaceId.replace(/[^/]+$/, name),
    tables: {
      AzureActivity: [],
      StorageBlobLogs: [],
      AuditLogs: [],
      AADServicePrincipalSignInLogs: [],
      MicrosoftGraphActivityLogs: [],
      OfficeActivity: [],
      ...tables,
    },
    ...more,
  };
}

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
