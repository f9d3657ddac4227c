import type { SimulatedTenant } from "./describe.ts";
import type { RawBody } from "./describe-entra.ts";
import type { SimulatedWorkspace } from "./describe-logging.ts";
import { type LogTable, logTables } from "./log-tables.ts";
import { timeOf } from "./log-times.ts";
import { unique } from "./unique.ts";

/** By lower-cased GUID and by lower-cased ARM id. */
export type KnownWorkspaces = ReadonlyMap<string, SimulatedWorkspace>;

/** Throws where a row has no time, or a column that its table does not know. */
export function knownWorkspaces({ workspaces = [] }: SimulatedTenant): KnownWorkspaces {
  const known = workspaces.map((workspace) => ({
    ...workspace,
    tables: Object.fromEntries(
      Object.entries(workspace.tables)
        .filter(([, rows]) => rows !== undefined)
        .map(([table, rows]) => [table, wholeRows(table as LogTable, rows ?? [], workspace)]),
    ),
  }));
  return new Map([
    ...unique("workspace", known, ({ workspaceId }) => workspaceId),
    ...unique("workspace", known, ({ id }) => id),
  ]);
}

/** Every row names its table and, as its tenant, the workspace. */
function wholeRows(
  table: LogTable,
  rows: readonly RawBody[],
  { workspaceId }: SimulatedWorkspace,
): readonly RawBody[] {
  const columns = new Set(logTables[table].map(({ name }) => name));
  return rows.map((row) => {
    timeOf(row, "TimeGenerated");
    const stranger = Object.keys(row).find((name) => !columns.has(name));
    if (stranger !== undefined) throw new Error(`${table} has no column ${stranger}`);
    return { TenantId: workspaceId, Type: table, _IsBillable: "True", ...row };
  });
}
