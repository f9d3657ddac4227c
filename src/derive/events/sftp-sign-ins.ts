import type { LogRow, QueryId, SftpOperation } from "../../inventory/sections.ts";
import { perViews } from "../rbac/per-views.ts";
import { compare } from "./incident.ts";

/** The operations of each account by time, by the account's name in lower case: ids are not in every row. */
export const sftpRowsByAccount = perViews(["sftpOperations"], ({ sftpOperations }) => {
  const rows = [...sftpOperations.all()].sort((a, b) => compare(a.first, b.first) || compare(a.id, b.id));
  return Map.groupBy(rows, ({ accountName }) => accountName.toLowerCase());
});

/** Somebody signed in, or tried to. */
export function isConnect({ operation }: SftpOperation): boolean {
  return operation.toLowerCase() === "sftpconnect";
}

/** Only the word for passwords is attested; keys have another one, which nobody documents. */
export function isByPassword({ authenticationType }: SftpOperation): boolean {
  return authenticationType?.toLowerCase().startsWith("localuserpassword") ?? false;
}

/** The first sign-in from each address to each account, by time. */
export const newcomersByAccount = perViews(["sftpOperations"], (slice) => {
  const newcomers = new Map<string, readonly LogRow[]>();
  for (const [account, rows] of sftpRowsByAccount(slice)) {
    const byAddress = new Map<string | null, LogRow>();
    for (const row of rows)
      if (isConnect(row) && row.outcome === "success" && !byAddress.has(row.ip))
        byAddress.set(row.ip, sftpRow(row, firstText(row), "q08"));
    newcomers.set(account, [...byAddress.values()]);
  }
  return newcomers;
});

function firstText({ ip }: SftpOperation): string {
  const from = ip === null ? "an address that the log does not name" : `"${ip}"`;
  return `Somebody signed in from ${from} for the first time; the log names no user.`;
}

/** @param detail one sentence */
export function sftpRow(operation: SftpOperation, detail: string, queryId: QueryId): LogRow {
  const { first: time, operation: name, ip, userAgent } = operation;
  // The log names no local user: https://learn.microsoft.com/azure/azure-monitor/reference/tables/storagebloblogs
  return { time, source: "log-analytics", operation: name, actor: null, ip, userAgent, detail, queryId };
}

/** `once`, `12 times`. */
export function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
