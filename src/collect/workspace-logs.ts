import type { Permission } from "../collector.ts";
import { type Grant, gapOf, ReadError } from "../errors.ts";
import type { Gap } from "../inventory/known.ts";
import type { AzureReader, RawObject } from "./azure-reader.ts";
import type { LogOptions } from "./log-options.ts";
import { momentOf } from "./log-values.ts";
import { sourceQuery } from "./queries/query-files.ts";

const NEEDS = "Microsoft.OperationalInsights/workspaces/query/read";
const ROLE = "Log Analytics Data Reader";

/** What one workspace answered: all that it was asked for, unless there is an error. */
export interface WorkspaceAnswer {
  readonly workspace: string;
  readonly rows: number;
  /** When the oldest of them was written; undefined where there is none. */
  readonly oldest?: string | undefined;
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
      let oldest: string | undefined;
      try {
        for await (const row of azure.logs({ workspace, text, from: since, to: until })) {
          rows += 1;
          const time = momentOf(row["First"] ?? row["TimeGenerated"]);
          if (time !== undefined && (oldest === undefined || time < oldest)) oldest = time;
          take(row, at);
        }
        return { workspace, rows, oldest };
      } catch (error) {
        if (error instanceof ReadError) return { workspace, rows, oldest, error };
        throw error;
      }
    }),
  );
}

const DAY_MS = 86_400_000;

/** What Entra ID keeps by itself: no other source would tell more. */
const KEPT_DAYS = 30;

/**
 * True where one workspace gave all that it holds, and that reaches as far back as what it stands for. A table of which
 * nobody knows that anything is sent there is empty too; and one that began yesterday does not tell what came before.
 */
export function tellWhole(answers: readonly WorkspaceAnswer[], { since, until }: LogOptions): boolean {
  const begin = Math.max(Date.parse(since), Date.parse(until) - KEPT_DAYS * DAY_MS);
  // Not every day has a row.
  const grace = Math.max(DAY_MS, (Date.parse(until) - begin) / 10);
  return answers.some(
    ({ oldest, error }) => error === undefined && oldest !== undefined && Date.parse(oldest) <= begin + grace,
  );
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
