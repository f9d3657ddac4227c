import { known, type Known } from "./known.ts";
import type { LocalUser, PermissionScope, StorageAccount } from "./sections.ts";

/** What a local user may do over SFTP, widest first: change owner or ACL, write, read, nothing. */
export type SftpRight = "takeover" | "write" | "read" | "none";

/** https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support-authorize-access */
const TAKEOVER_LETTERS = "op";
const WRITE_LETTERS = "wcd";
const READ_LETTERS = "rl";
const LETTERS = TAKEOVER_LETTERS + WRITE_LETTERS + READ_LETTERS;

const WIDTH: Readonly<Record<SftpRight, number>> = { takeover: 3, write: 2, read: 1, none: 0 };

/**
 * Can a local user sign in over SFTP? It takes a hierarchical namespace, SFTP on, and local users on. A known
 * "no" decides even where another property could not be read.
 */
export function sftpUsable(account: StorageAccount): Known<boolean> {
  const conditions = [account.isHnsEnabled, account.isSftpEnabled, account.isLocalUserEnabled];
  if (conditions.some((condition) => condition.known && !condition.value)) return known(false);
  return conditions.find((condition) => !condition.known) ?? known(true);
}

/** Permission scopes on containers; those on file shares are for SMB and are out of reach for SFTP. */
export function blobScopes(scopes: readonly PermissionScope[]): readonly PermissionScope[] {
  return scopes.filter((scope) => scope.service.toLowerCase() !== "file");
}

/**
 * Letters of a scope that are none of Azure's seven. Reported, never dropped.
 * The enum: https://learn.microsoft.com/rest/api/storagerp/local-users/list#permissionscope
 */
export function unknownLetters(scope: PermissionScope): string {
  return Array.from(scope.permissions.toLowerCase())
    .filter((letter) => !LETTERS.includes(letter))
    .join("");
}

/** True where the scope holds at least one of the letters. */
export function holds(scope: PermissionScope, letters: string): boolean {
  return Array.from(scope.permissions.toLowerCase()).some((letter) => letters.includes(letter));
}

export function scopeRight(scope: PermissionScope): SftpRight {
  if (holds(scope, TAKEOVER_LETTERS)) return "takeover";
  if (holds(scope, WRITE_LETTERS)) return "write";
  return holds(scope, READ_LETTERS) ? "read" : "none";
}

/**
 * The widest right a user holds. With ACL authorization the paths' own ACLs decide, which only the data plane
 * shows, so that the widest must be assumed.
 */
export function widestRight(user: LocalUser): Known<SftpRight> {
  const { allowAclAuthorization, permissionScopes } = user;
  if (allowAclAuthorization.known && allowAclAuthorization.value) return known("takeover");
  if (!permissionScopes.known) return permissionScopes;
  const widest = wider(blobScopes(permissionScopes.value).map(scopeRight));
  return allowAclAuthorization.known || widest === "takeover" ? known(widest) : allowAclAuthorization;
}

export function wider(rights: readonly SftpRight[]): SftpRight {
  return rights.reduce<SftpRight>((widest, right) => (WIDTH[right] > WIDTH[widest] ? right : widest), "none");
}
