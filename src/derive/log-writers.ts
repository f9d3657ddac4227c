import type { Gap, Listed } from "../inventory/known.ts";
import { canonicalId, segmentOf } from "../inventory/scope.ts";
import type { LocalUser, LogDestination, PermissionScope } from "../inventory/sections.ts";
import { blobScopes, holds, sftpUsable, undocumented, unknownLetters } from "../inventory/sftp.ts";
import { NOBODY, SHOWN, type Some } from "./log-watched.ts";
import { perViews } from "./rbac/per-views.ts";

type LogWriter = LogDestination["writers"][number];

/** What Azure Monitor calls its containers: https://learn.microsoft.com/azure/azure-monitor/essentials/resource-logs#send-to-azure-storage */
const LOG_CONTAINERS = "insights-";

/**
 * The local users of an account that write, delete or take over containers of logs. Once for each account: many settings
 * lead to the same one.
 */
export const logWriters = perViews(["subscriptions", "storageAccounts", "localUsers"], (slice) => {
  const accounts = new Map<string, Some<LogWriter>>();
  return (accountId: string): Some<LogWriter> => {
    const id = canonicalId(accountId);
    const found = accounts.get(id) ?? askFor(id);
    accounts.set(id, found);
    return found;
  };

  function askFor(id: string): Some<LogWriter> {
    const account = slice.storageAccounts.get(id);
    if (account === undefined) return { ...NOBODY, gaps: whyMissing(id) };
    const usable = sftpUsable(account);
    if (!usable.known) return { ...NOBODY, gaps: [usable.gap] };
    if (!usable.value) return NOBODY;
    const users = slice.localUsers.of(id).map(writersIn);
    const writing = users.filter(({ items }) => items.length > 0);
    if (writing.length === 0)
      return { ...NOBODY, gaps: [...slice.localUsers.gapsAt(id), ...users.flatMap(({ gaps }) => gaps)] };
    const shown = writing.slice(0, SHOWN).flatMap(({ items }) => items.slice(0, SHOWN));
    return { shown, count: writing.length, gaps: [] };
  }

  /** Nothing for an account that is gone, of which the whole list was read. */
  function whyMissing(id: string): readonly Gap[] {
    const subscription = segmentOf(id, "subscriptions");
    if (slice.subscriptions.get(`/subscriptions/${subscription}`) !== undefined)
      return slice.storageAccounts.gapsAt(id);
    const detail = "the account lies in no subscription that was read";
    return [{ reason: "not-requested", scope: id, request: "GET storageAccounts", detail }];
  }
});

/** A row for each container. One that is known to write is not asked what else it may do. */
function writersIn({ id, name, permissionScopes, allowAclAuthorization: acl }: LocalUser): Listed<LogWriter> {
  const all = permissionScopes.known ? blobScopes(permissionScopes.value) : [];
  const ofLogs = all.filter(({ resourceName }) => resourceName.toLowerCase().startsWith(LOG_CONTAINERS));
  const written = ofLogs.filter((scope) => isBlob(scope) && holds(scope, "wcdop"));
  const containers = [...new Set(written.map(({ resourceName }) => resourceName))].sort();
  if (containers.length > 0)
    return { items: containers.map((container) => ({ userId: id, name, container })), gaps: [] };
  // The ACLs of the paths decide, which only the data plane shows.
  if (acl.known && acl.value)
    return { items: [{ userId: id, name, container: `${LOG_CONTAINERS}*` }], gaps: [] };
  const unread = [permissionScopes, acl].flatMap((part) => (part.known ? [] : [part.gap]));
  const strange = ofLogs.filter((scope) => !isBlob(scope) || unknownLetters(scope) !== "");
  return { items: [], gaps: [...unread, ...strange.map((scope) => undocumented(id, scope))] };
}

function isBlob({ service }: PermissionScope): boolean {
  return service.toLowerCase() === "blob";
}
