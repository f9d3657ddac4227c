import { type AnyDerivation, defineDerivation } from "../derivation.ts";
import type { Gap } from "../inventory/known.ts";
import type { AzureEvent, SftpAccountChangeKind } from "../inventory/sections.ts";
import { ancestorOf, STORAGE_EVENTS } from "./events/azure-events.ts";
import { incidentsOf } from "./events/incident.ts";
import { ACCOUNT_DEED_CONTEXT, accountDeedsOf, isAccountWrite } from "./events/sftp-account-deeds.ts";

/** What was done to storage accounts and their local users; accounts that are gone since as well. */
export const sftpAccountChanges: readonly AnyDerivation[] = [
  defineDerivation({
    section: "sftpAccountChanges",
    of: "tenants",
    from: STORAGE_EVENTS,
    enrich: ACCOUNT_DEED_CONTEXT,
    derive: (_, slice) =>
      incidentsOf(accountDeedsOf(slice), (incident, deeds) => ({
        ...incident,
        kinds: KINDS.filter((kind) => deeds.some(({ kinds }) => kinds.includes(kind))),
        isUsed: deeds.some(({ isUsed }) => isUsed),
      })),
  }),
  ...STORAGE_EVENTS.map((of) =>
    defineDerivation({ section: "sftpAccountChanges", of, from: [], derive: () => [], gaps: untold }),
  ),
];

/** In the order in which a message names them. */
const KINDS: readonly SftpAccountChangeKind[] = [
  "sftp-enabled",
  "local-users-enabled",
  "network-opened",
  "local-user-written",
  "password-regenerated",
  "shared-key-regenerated",
  "keys-listed",
  "local-user-deleted",
];

/** A write of an account whose body was lost may have switched SFTP on. One gap for each account. */
function untold(event: AzureEvent): readonly Gap[] {
  const account = ancestorOf(event.resourceId, "storageAccounts");
  if (account === undefined || !isAccountWrite(event)) return [];
  if (!event.change.known) return [event.change.gap];
  return event.change.value === null ? [{ ...NO_BODY, scope: account }] : [];
}

const NO_BODY: Omit<Gap, "scope"> = {
  reason: "unsupported",
  request: "Microsoft.Storage/storageAccounts/write",
  detail: "the log holds neither the request nor the answer, so that nobody knows what was switched",
};
