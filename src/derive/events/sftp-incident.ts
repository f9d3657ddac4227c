import type { Slice } from "../../inventory/inventory.ts";
import type { Gap } from "../../inventory/known.ts";
import { byAccountName, type Incident, type QueryId, type SftpOperation } from "../../inventory/sections.ts";
import { sftpUsable } from "../../inventory/sftp.ts";
import { perViews } from "../rbac/per-views.ts";
import { compare, type Deed, groupsOf, incidentOf, type IncidentTarget, type Several } from "./incident.ts";
import { sftpRow, sftpRowsByAccount } from "./sftp-sign-ins.ts";
import { accountState, type StateSlice } from "./sftp-states.ts";

/** What is unusual about an operation, and on which day it counts: a success counts on that of the failures before it. */
export interface Oddity<Kind extends string> {
  readonly kind: Kind;
  readonly day: string;
  readonly operation: SftpOperation;
  /** One sentence. */
  readonly detail: string;
  readonly queryId: QueryId;
}

export interface SftpDeed<Kind extends string> extends Deed, Oddity<Kind> {}

/**
 * One incident for each account, address and day. The log names no user, so that nobody is named who did it.
 * @param odd what is unusual among the operations of one account, which are sorted by time
 * @param tell adds what only this kind of incident has
 */
export function sftpIncidents<Kind extends string, I extends Incident>(
  slice: StateSlice & Slice<"sftpOperations">,
  odd: (operations: readonly SftpOperation[]) => readonly Oddity<Kind>[],
  tell: (incident: Incident, deeds: Several<SftpDeed<Kind>>) => I,
): readonly I[] {
  return [...sftpRowsByAccount(slice)]
    .flatMap(([name, operations]) => {
      const oddities = odd(operations.filter(isCounted));
      if (oddities.length === 0) return [];
      const target = targetOf(name, operations, slice);
      const states = [accountState(target, slice, sftpUsable)];
      const deeds = oddities.map((oddity): SftpDeed<Kind> => {
        const { operation, detail, queryId } = oddity;
        const { ip, userAgent } = operation;
        const actor = { kind: "unknown", id: null, appId: null, name: "unknown", ip, userAgent } as const;
        return {
          ...oddity,
          target,
          correlationId: null,
          actor,
          row: sftpRow(operation, detail, queryId),
          states,
        };
      });
      return groupsOf(deeds, apartOf).map((group) => tell(incidentOf(apartOf(group[0]), group), group));
    })
    .sort((a, b) => compare(a.id, b.id));
}

/** No hour has so many bytes that a number cannot hold them: what the log counts there is not believed. */
function isCounted({ count, paths, bytesIn, bytesOut }: SftpOperation): boolean {
  return [count, paths, bytesIn, bytesOut].every((amount) => Number.isSafeInteger(amount) && amount >= 0);
}

/** A row whose amounts are none may be what is unusual. */
export function uncounted(operation: SftpOperation): readonly Gap[] {
  if (isCounted(operation)) return [];
  const detail = "a row whose count of operations, files or bytes is none";
  return [{ reason: "malformed", scope: operation.id, request: "StorageBlobLogs", detail }];
}

function apartOf({ day, operation }: SftpDeed<string>): string {
  return `${day}-${operation.ip ?? "unknown"}`;
}

/** The account of the inventory, else an id that a row names, else the name, which stands in every row. */
function targetOf(
  name: string,
  operations: readonly SftpOperation[],
  slice: Slice<"storageAccounts">,
): IncidentTarget {
  const account = accountsByName(slice).get(name);
  if (account !== undefined) return account;
  const [id = byAccountName(name)] = operations.flatMap(({ accountId }) => accountId ?? []).sort(compare);
  return { id, name };
}

const accountsByName = perViews(
  ["storageAccounts"],
  ({ storageAccounts }) =>
    new Map(storageAccounts.all().map((account) => [account.name.toLowerCase(), account])),
);

/** The kinds that occur, in the given order. */
export function kindsOf<Kind extends string>(
  order: readonly Kind[],
  deeds: readonly { readonly kind: Kind }[],
): readonly Kind[] {
  return order.filter((kind) => deeds.some((deed) => deed.kind === kind));
}
