import { type Collector, defineCollector } from "../collector.ts";
import { known } from "../inventory/known.ts";
import { canonicalId } from "../inventory/scope.ts";
import type { SftpUse } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import type { LogOptions } from "./log-options.ts";
import { momentOf, textOf } from "./log-values.ts";
import { malformed } from "./properties.ts";
import { accountIn, accountNameIn, isSftp, outcomeOf } from "./sftp-row.ts";
import { gapsOf, readWorkspaces, workspacePermission } from "./workspace-logs.ts";

const TABLE = "StorageBlobLogs";
const DAY_MS = 86_400_000;

/**
 * When somebody was last seen over SFTP on each account that writes a log at all. The log names no local user. An account
 * without a row is none here: nobody knows whether it is idle or not logged.
 */
export function sftpUsesCollector(logs: LogOptions): Collector<"sftpUses", never> {
  return defineCollector({
    section: "sftpUses",
    per: "tenant",
    after: [],
    permissions: [workspacePermission("Nobody knows which accounts nobody uses over SFTP any more.")],

    async *collect(scope, { azure, gap }) {
      const uses = new Map<string, Use>();
      const answers = await readWorkspaces(azure, logs, "sftp-uses", (row) => {
        const use = useOf(row);
        if (use === undefined)
          return gap(
            malformed({ scope: scope.id, request: TABLE }, "a row without a usable account and time"),
          );
        const id = canonicalId(use.accountId);
        const twin = uses.get(id);
        uses.set(id, twin === undefined ? use : merged(twin, use));
      });
      for (const one of gapsOf(answers, scope.id)) gap(one);
      for (const use of uses.values()) yield itemOf(use, logs.since);
    },
  });
}

interface Use {
  readonly accountId: string;
  readonly name: string;
  readonly first: string;
  readonly newest: string;
  readonly last: string | null;
}

/** A row of our query, which tells the first row of an account and its last use; or one of the table itself. */
function useOf(row: RawObject): Use | undefined {
  const [accountId, name] = [accountIn(row), accountNameIn(row)];
  const isCounted = "First" in row;
  const first = momentOf(isCounted ? row["First"] : row["TimeGenerated"]);
  const newest = isCounted ? momentOf(row["Newest"] ?? row["Last"] ?? row["First"]) : first;
  if (accountId === null || name === null || first === undefined || newest === undefined) return undefined;
  const span = { accountId, name, first, newest };
  if (!isCounted) {
    const isUse = textOf(row["Protocol"]) !== null && isSftp(row) && outcomeOf(row) === "success";
    return { ...span, last: isUse ? first : null };
  }
  const last = row["Last"] ?? null;
  if (last === null) return { ...span, last };
  const time = momentOf(last);
  return time === undefined ? undefined : { ...span, last: time };
}

function merged(one: Use, other: Use): Use {
  const [, last = null] = [one.last, other.last].filter((time) => time !== null).sort();
  return {
    ...one,
    first: one.first < other.first ? one.first : other.first,
    newest: one.newest > other.newest ? one.newest : other.newest,
    last: last ?? one.last ?? other.last,
  };
}

/** An account that wrote rows on the first day was logged from the beginning: they come whenever something touches it. */
function itemOf({ accountId, name, first, newest, last }: Use, since: string): SftpUse {
  const isWhole = Date.parse(first) - Date.parse(since) < DAY_MS;
  return {
    id: `${accountId}/sftpUse/default`,
    name,
    accountId,
    lastUse: known(last),
    loggedSince: known(isWhole ? since : first),
    loggedUntil: known(newest),
  };
}
