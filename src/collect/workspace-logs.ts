import type { Permission } from "../collector.ts";
import { type Grant, gapOf, ReadError } from "../errors.ts";
import type { Gap } from "../inventory/known.ts";
import type { AzureReader, RawObject } from "./azure-reader.ts";
import type { LogOptions } from "./log-options.ts";
import { sourceQuery } from "./queries/query-files.ts";

const NEEDS = "Microsoft.OperationalInsights/workspaces/query/read";
const ROLE = "Log Analytics Data Reader";

/** What one workspace answered: all that it was asked for, unless there is an error. */
export interface WorkspaceAnswer {
  readonly workspace: string;
  readonly rows: number;
  readonly error?: ReadError;
}

/**
 * Asks every workspace the same, side by side.
 * @param query its name under `queries/sources/`
 * @param take gets each row, and the place of its workspace among those that were named
 */
export async function readWorkspaces(
  azure: AzureReader,
  { workspaces, since, until }: LogOptions,
  query: string,
  take: (row: RawObject, at: number) => void,
): Promise<readonly WorkspaceAnswer[]> {
  const text = workspaces.length === 0 ? "" : sourceQuery(query);
  return await Promise.all(
    workspaces.map(async (workspace, at): Promise<WorkspaceAnswer> => {
      let rows = 0;
      try {
        for await (const row of azure.logs({ workspace, text, from: since, to: until })) {
          rows += 1;
          take(row, at);
        }
        return { workspace, rows };
      } catch (error) {
        if (error instanceof ReadError) return { workspace, rows, error };
        throw error;
      }
    }),
  );
}

/**
 * True where one workspace gave all that it holds, and that is something: a table of which nobody knows that anything is
 * sent there is empty too, and stands for no other source.
 */
export function tellWhole(answers: readonly WorkspaceAnswer[]): boolean {
  return answers.some(({ rows, error }) => error === undefined && rows > 0);
}

/**
 * Somebody named these workspaces: one that does not answer is a gap. A table that is in another one is not missing.
 * @param isTold another source tells the same
 */
export function gapsOf(answers: readonly WorkspaceAnswer[], scope: string, isTold = false): readonly Gap[] {
  const isThere = isTold || answers.some(({ error }) => error === undefined);
  return answers.flatMap(({ workspace, error }) => {
    if (error === undefined || (error.reason === "unsupported" && isThere)) return [];
    return [gapOf(error, scope, grantAt(workspace))];
  });
}

function grantAt(workspace: string): Grant {
  return { needs: NEEDS, role: `${ROLE} at ${workspace}` };
}

/**
 * The right to query the workspaces, which a role on their subscription gives as well.
 * @param without what the report cannot say without it
 */
export function workspacePermission(without: string): Permission {
  return { plane: "arm", anyOf: [NEEDS], role: ROLE, without };
}
