import { ReadError } from "../errors.ts";
import type { Gap } from "../inventory/known.ts";
import type { AzureReader, GraphQuery, RawObject } from "./azure-reader.ts";
import type { LogOptions } from "./log-options.ts";

const DAY_MS = 86_400_000;

/** How long Entra ID keeps its logs, with and without a license. https://learn.microsoft.com/entra/identity/monitoring-health/reference-reports-data-retention */
const KEPT_DAYS = [30, 7] as const;

/** What Graph told of a log. */
export interface GraphLog {
  /** From when on it was read. */
  readonly from: string;
  readonly errors: readonly ReadError[];
}

/**
 * Reads a log by the first query that Graph takes. A start that lies too long ago is refused (`Invalid filter clause`),
 * and asked again from as far back as Entra ID keeps the log; which filters a cloud takes is not documented for all.
 * @param queries each makes one out of the start, the closest first
 */
export async function readGraphLog(
  azure: AzureReader,
  { since, until, isUsual }: LogOptions,
  queries: readonly ((from: string) => GraphQuery)[],
  take: (raw: RawObject) => void,
): Promise<GraphLog> {
  const later = KEPT_DAYS.map((days) => new Date(Date.parse(until) - days * DAY_MS).toISOString());
  // What Entra ID does not keep is not asked for where nobody wanted that much.
  const first = isUsual ? [] : [since];
  const starts = [...first, ...later.filter((start) => Date.parse(start) > Date.parse(since))];
  let refusal: ReadError | undefined;
  for (const query of queries) {
    for (const from of starts) {
      let rows = 0;
      try {
        for await (const raw of azure.graphList(query(from))) {
          rows += 1;
          take(raw);
        }
        return { from, errors: [] };
      } catch (error) {
        if (!(error instanceof ReadError)) throw error;
        if (error.status !== 400 || rows > 0) return { from, errors: [error] };
        refusal = error;
      }
    }
  }
  return { from: since, errors: refusal === undefined ? [] : [refusal] };
}

/** Shown where nothing older can be had from Graph: a workspace may hold it. */
export function retentionGap(
  { from }: GraphLog,
  { since, isUsual }: LogOptions,
  scope: string,
  request: string,
): Gap | undefined {
  if (from === since || isUsual) return undefined;
  const detail = `Entra ID keeps no more of this log: it was read since ${from}`;
  return { reason: "unsupported", scope, request, detail };
}

/** Reasons for which a workspace that tells the same may stand in. */
export function isReplaceable({ reason }: ReadError): boolean {
  return reason === "denied" || reason === "unsupported" || reason === "throttled";
}
