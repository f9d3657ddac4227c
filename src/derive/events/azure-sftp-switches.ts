import type { AzureChange } from "../../inventory/sections.ts";

/** What is known of an account's switches at some time; null where no event told so far. */
export interface Switches {
  readonly sftp: boolean | null;
  readonly localUsers: boolean | null;
  /** `allow`, `deny`. */
  readonly defaultAction: string | null;
  /** `enabled`, `disabled`, `securedbyperimeter`. */
  readonly publicNetworkAccess: string | null;
}

export const UNTOLD: Switches = {
  sftp: null,
  localUsers: null,
  defaultAction: null,
  publicNetworkAccess: null,
};

export type SwitchedOn = "sftp-enabled" | "local-users-enabled" | "network-opened";

/** How an account stands after a change. */
export function after(before: Switches, change: AzureChange): Switches {
  return {
    sftp: change.sftpNow ?? change.isSftpEnabled ?? before.sftp,
    localUsers: change.localUserNow ?? change.isLocalUserEnabled ?? before.localUsers,
    defaultAction: change.defaultAction?.toLowerCase() ?? before.defaultAction,
    publicNetworkAccess: change.publicNetworkAccess?.toLowerCase() ?? before.publicNetworkAccess,
  };
}

/**
 * What a change switched on. Templates write the same value again and again, which switches nothing; where no event tells
 * what stood before, a value that was asked for counts, and one that only the answer names does not.
 */
export function switchedOn(before: Switches, change: AzureChange): readonly SwitchedOn[] {
  const now = after(before, change);
  const on: SwitchedOn[] = [];
  if (isSwitched(before.sftp, now.sftp, change.isSftpEnabled)) on.push("sftp-enabled");
  if (isSwitched(before.localUsers, now.localUsers, change.isLocalUserEnabled))
    on.push("local-users-enabled");
  const asks = change.defaultAction !== null || change.publicNetworkAccess !== null;
  if (asks && isOpen(now) && !isOpen(before)) on.push("network-opened");
  return on;
}

function isSwitched(before: boolean | null, now: boolean | null, requested: boolean | null): boolean {
  return now === true && before !== true && (requested === true || before === false);
}

/** A request that names no rules leaves them as they are, and those of a new account let everybody in. */
function isOpen({ defaultAction, publicNetworkAccess }: Switches): boolean {
  if (publicNetworkAccess !== null && publicNetworkAccess !== "enabled") return false;
  return defaultAction === null ? publicNetworkAccess === "enabled" : defaultAction === "allow";
}
