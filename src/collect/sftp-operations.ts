import { type Collector, defineCollector } from "../collector.ts";
import { canonicalId } from "../inventory/scope.ts";
import type { Section } from "../inventory/inventory.ts";
import type { Gap } from "../inventory/known.ts";
import {
  byAccountName,
  type SftpOperation,
  type SftpUse,
  type StorageAccount,
} from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import { groupRows } from "./log-groups.ts";
import type { LogOptions } from "./log-options.ts";
import { addressOf, digest, momentOf, numberOf, textOf } from "./log-values.ts";
import { mayServeSftp } from "./may-serve-sftp.ts";
import { malformed, shortened } from "./properties.ts";
import { accountIn, accountNameIn, isSftp, outcomeOf, pathIn } from "./sftp-row.ts";
import { gapsOf, readWorkspaces, workspacePermission } from "./workspace-logs.ts";

const TABLE = "StorageBlobLogs";

/** What was done over SFTP, by hour and what is alike; each file that was changed by itself. Only workspaces hold this log. */
export function sftpOperationsCollector(
  logs: LogOptions,
): Collector<"sftpOperations", "storageAccounts" | "sftpUses"> {
  return defineCollector({
    section: "sftpOperations",
    per: "tenant",
    after: ["storageAccounts", "sftpUses"],
    permissions: [
      workspacePermission("Nobody knows who signed in over SFTP, from where, and what was moved."),
    ],

    async *collect(scope, { azure, have, gap }) {
      const groups = groupRows<SftpOperation>({
        countsOf: ({ count, bytesIn, bytesOut, paths }) => [count, bytesIn, bytesOut, paths],
        withCounts: (one, [count = 0, bytesIn = 0, bytesOut = 0, paths = 0]) => ({
          ...one,
          count,
          bytesIn,
          bytesOut,
          paths,
        }),
        exampleOf: ({ path }) => path ?? "",
      });
      const files = new Map<string, Set<string>>();
      const answers = await readWorkspaces(azure, logs, "storage-blob-logs", (row, at) => {
        if (!isSftp(row)) return;
        const found = operationOf(row, (id, path) => isNew(files, `${at} ${id}`, path));
        if (found !== undefined) groups.add(found, at);
        else
          gap(
            malformed(
              { scope: scope.id, request: TABLE },
              "a row without a usable account, time and operation",
            ),
          );
      });
      const gaps = gapsOf(answers, scope.id);
      for (const one of gaps) gap(one);
      if (gaps.length === 0) for (const one of unlogged(have)) gap(one);
      yield* groups.all();
    },
  });
}

/** The workspaces that were named answered, and hold no row about an account that serves SFTP: silence is no answer. */
function unlogged({
  storageAccounts,
  sftpUses,
}: {
  readonly storageAccounts: Section<StorageAccount>;
  readonly sftpUses: Section<SftpUse>;
}): readonly Gap[] {
  if (sftpUses.gaps.length > 0) return [];
  const logged = new Set(sftpUses.items.map(({ accountId }) => canonicalId(accountId)));
  const detail = "the workspaces that were named hold no row about the account";
  return storageAccounts.items
    .filter((account) => mayServeSftp(account) && !logged.has(canonicalId(account.id)))
    .map(({ id }) => ({ reason: "unsupported", scope: id, request: TABLE, detail }));
}

/** Each of these changes one file, which is told by its name. */
const CHANGES = /^sftp(?:create|commit|rename|write)$/i;

/**
 * A row of our query, or of the table itself.
 * @param isNewPath whether no row of the group was about that file
 */
function operationOf(
  row: RawObject,
  isNewPath: (id: string, path: string) => boolean,
): SftpOperation | undefined {
  const { TimeGenerated: time, First = time, Last = time } = row;
  const [first, last, operation] = [momentOf(First), momentOf(Last), textOf(row["OperationName"])];
  const [accountId, accountName] = [accountIn(row), accountNameIn(row)];
  const [count, told] = [numberOf(row["Count"] ?? 1), numberOf(row["Paths"] ?? 0)];
  const [bytesIn, bytesOut] = [numberOf(row["RequestBodySize"] ?? 0), numberOf(row["ResponseBodySize"] ?? 0)];
  if (first === undefined || last === undefined || operation === null || accountName === null)
    return undefined;
  if (count === undefined || told === undefined || bytesIn === undefined || bytesOut === undefined)
    return undefined;
  const [authenticationType, statusText, userAgent] = [
    row["AuthenticationType"],
    row["StatusText"],
    row["UserAgentHeader"],
  ].map(shortOf);
  const [path, newPath] = [pathIn(row["Uri"]), pathIn(row["DestinationUri"])];
  const isChange = CHANGES.test(operation);
  const [outcome, ip] = [outcomeOf(row), addressOf(row["CallerIpAddress"])];
  const apart = digest(
    first.slice(0, 13),
    operation.toLowerCase(),
    authenticationType ?? null,
    outcome,
    statusText ?? null,
    ip,
    userAgent ?? null,
    ...(isChange ? [path, newPath] : []),
  );
  const id = `${accountId === null ? byAccountName(accountName) : canonicalId(accountId)}/sftpOperations/${apart}`;
  const isFirst = path !== null && isNewPath(id, path);
  return {
    id,
    name: shortened(operation),
    accountId,
    accountName,
    first,
    last,
    count,
    operation: shortened(operation),
    authenticationType: authenticationType ?? null,
    outcome,
    statusText: statusText ?? null,
    ip,
    userAgent: userAgent ?? null,
    bytesIn,
    bytesOut,
    path,
    newPath,
    paths: isChange || row["Paths"] === undefined ? Number(isFirst) : told,
  };
}

function isNew(files: Map<string, Set<string>>, group: string, path: string): boolean {
  const known = files.get(group) ?? new Set<string>();
  files.set(group, known);
  if (known.has(path)) return false;
  known.add(path);
  return true;
}

function shortOf(value: unknown): string | null {
  const text = textOf(value);
  return text === null ? null : shortened(text);
}
