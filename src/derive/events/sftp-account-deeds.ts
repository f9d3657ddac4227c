import { networkReach } from "../../inventory/network.ts";
import { known, type Known } from "../../inventory/known.ts";
import { canonicalId } from "../../inventory/scope.ts";
import type {
  AzureChange,
  AzureEvent,
  LogRow,
  QueryId,
  SftpAccountChangeKind,
  StorageAccount,
} from "../../inventory/sections.ts";
import { quoted } from "../../inventory/quoted.ts";
import { perViews } from "../rbac/per-views.ts";
import { azureRow, changeOf, operationOf, STORAGE_EVENTS, storageEventsOf } from "./azure-events.ts";
import { after, type SwitchedOn, switchedOn, type Switches, UNTOLD } from "./azure-sftp-switches.ts";
import type { Deed, IncidentTarget } from "./incident.ts";
import { newcomersByAccount } from "./sftp-sign-ins.ts";
import { accountIn, accountState, STATE_SOURCES, type StateSlice, userState } from "./sftp-states.ts";

/** What explains the changes: whether their effect is still there, and whether somebody signed in after them. */
export const ACCOUNT_DEED_CONTEXT = [...STATE_SOURCES, "sftpOperations"] as const;

export const ACCOUNT_DEED_SOURCES = [...STORAGE_EVENTS, ...ACCOUNT_DEED_CONTEXT] as const;

/** One change of an account or of one of its local users. */
export interface AccountDeed extends Deed {
  readonly kinds: readonly SftpAccountChangeKind[];
  /** The id of the local user; null where it is the account's own. */
  readonly userId: string | null;
  /** Somebody signed in within a day after it from an address that never had. */
  readonly isUsed: boolean;
}

/** Everything that was done to accounts and their local users, by time. */
export const accountDeedsOf = perViews(ACCOUNT_DEED_SOURCES, (slice): readonly AccountDeed[] => {
  const newcomers = newcomersByAccount(slice);
  const switches = new Map<string, Switches>();
  return storageEventsOf(slice).flatMap((event) => {
    const account = accountIn(event.resourceId, slice);
    if (account === undefined) return [];
    const deed = userDeed(event, account, slice) ?? accountDeed(event, account, switches, slice);
    if (deed === undefined) return [];
    const context = followersOf(deed, newcomers.get(account.name.toLowerCase()) ?? []);
    return [{ ...deed, context, isUsed: context.length > 0 }];
  });
});

type BareDeed = Omit<AccountDeed, "isUsed">;

type UserKind = Exclude<SftpAccountChangeKind, SwitchedOn>;

const USER_OPERATIONS: ReadonlyMap<string, UserKind> = new Map([
  ["microsoft.storage/storageaccounts/localusers/write", "local-user-written"],
  ["microsoft.storage/storageaccounts/localusers/regeneratepassword/action", "password-regenerated"],
  ["microsoft.storage/storageaccounts/localusers/regeneratesharedkey/action", "shared-key-regenerated"],
  ["microsoft.storage/storageaccounts/localusers/listkeys/action", "keys-listed"],
  ["microsoft.storage/storageaccounts/localusers/delete", "local-user-deleted"],
]);

function userDeed(event: AzureEvent, account: IncidentTarget, slice: StateSlice): BareDeed | undefined {
  const kind = USER_OPERATIONS.get(operationOf(event));
  if (kind === undefined) return undefined;
  const user = userState(account, event.resourceId, slice);
  const who = user === undefined ? "a local user that the log does not name" : `local user "${user.name}"`;
  return {
    target: account,
    correlationId: event.correlationId,
    actor: event.actor,
    kinds: [kind],
    userId: user?.id ?? null,
    row: azureRow(event, USER_TEXTS[kind](who, changeOf(event)), "q02"),
    states: user === undefined ? [] : [user],
  };
}

const USER_TEXTS: Readonly<Record<UserKind, (who: string, change: AzureChange | null) => string>> = {
  "local-user-written": (who, change) => `A request wrote ${who}${change === null ? "" : withText(change)}.`,
  "password-regenerated": (who) => `A request made a new password for ${who}.`,
  "shared-key-regenerated": (who) => `A request made a new shared key for ${who}.`,
  "keys-listed": (who) => `A request listed the keys of ${who}.`,
  "local-user-deleted": (who) => `A request deleted ${who}.`,
};

/** ` with a password, the rights "rwl:blob/uploads"` */
function withText({ hasSshPassword, addsSshKey, permissionScopes, homeDirectory }: AzureChange): string {
  const parts = [
    ...(hasSshPassword === true ? ["a password"] : []),
    ...(addsSshKey ? ["an SSH key"] : []),
    ...(permissionScopes.length === 0 ? [] : [`the rights ${quoted(permissionScopes)}`]),
    ...(homeDirectory === null ? [] : [`the home directory "${homeDirectory}"`]),
  ];
  return parts.length === 0 ? "" : ` with ${parts.join(", ")}`;
}

const ACCOUNT_WRITE = "microsoft.storage/storageaccounts/write";
const ACCOUNT_DELETE = "microsoft.storage/storageaccounts/delete";

/** True for a change of which only the body tells whether it switched anything on. */
export function isAccountWrite(event: AzureEvent): boolean {
  return operationOf(event) === ACCOUNT_WRITE;
}

/** @param switches how each account stood before, which is brought up to date */
function accountDeed(
  event: AzureEvent,
  account: IncidentTarget,
  switches: Map<string, Switches>,
  slice: StateSlice,
): BareDeed | undefined {
  const key = canonicalId(account.id);
  // An account that is made anew begins anew.
  if (operationOf(event) === ACCOUNT_DELETE) switches.delete(key);
  const change = isAccountWrite(event) ? changeOf(event) : null;
  if (change === null) return undefined;
  const before = switches.get(key) ?? UNTOLD;
  const now = after(before, change);
  switches.set(key, now);
  const kinds = switchedOn(before, change).filter(
    (kind) => kind === "sftp-enabled" || now.sftp === true || servesSftp(account, slice),
  );
  const [kind] = kinds;
  if (kind === undefined) return undefined;
  return {
    target: account,
    correlationId: event.correlationId,
    actor: event.actor,
    kinds,
    userId: null,
    row: azureRow(event, kinds.map((one) => SWITCHES[one].text).join(" "), SWITCHES[kind].queryId),
    states: kinds.map((one) => accountState(account, slice, SWITCHES[one].isStill)),
  };
}

interface Switch {
  readonly text: string;
  readonly queryId: QueryId;
  readonly isStill: (account: StorageAccount) => Known<boolean>;
}

const SWITCHES: Readonly<Record<SwitchedOn, Switch>> = {
  "sftp-enabled": {
    text: "SFTP was switched on.",
    queryId: "q01",
    isStill: ({ isSftpEnabled }) => isSftpEnabled,
  },
  "local-users-enabled": {
    text: "Local users were switched on.",
    queryId: "q01",
    isStill: ({ isLocalUserEnabled }) => isLocalUserEnabled,
  },
  "network-opened": {
    text: "The public network was opened.",
    queryId: "q09",
    isStill: isOpen,
  },
};

function isOpen(account: StorageAccount): Known<boolean> {
  const reach = networkReach(account);
  return reach.known ? known(reach.value === "any") : reach;
}

/** Every template opens the network of every account, which is of no concern where nobody signs in over SFTP. */
function servesSftp({ id }: IncidentTarget, { storageAccounts }: StateSlice): boolean {
  const isOn = storageAccounts.get(id)?.isSftpEnabled;
  return isOn?.known === true && isOn.value;
}

/** A shared key is for SMB, and reading or deleting lets nobody in. */
const LETS_IN: ReadonlySet<SftpAccountChangeKind> = new Set([
  "sftp-enabled",
  "local-users-enabled",
  "network-opened",
  "local-user-written",
  "password-regenerated",
]);

const DAY_MS = 86_400_000;

/** The log names no user, so that the sign-ins of an address that was there before say nothing about this change. */
function followersOf({ kinds, row }: BareDeed, newcomers: readonly LogRow[]): readonly LogRow[] {
  if (!kinds.some((kind) => LETS_IN.has(kind))) return [];
  const made = Date.parse(row.time);
  return newcomers.filter(({ time }) => {
    const since = Date.parse(time) - made;
    return since >= 0 && since <= DAY_MS;
  });
}
