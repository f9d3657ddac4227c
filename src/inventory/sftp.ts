import { type Gap, known, type Known, unknown } from "./known.ts";
import type { LocalUser, PermissionScope, StorageAccount } from "./sections.ts";
import { allOf, anyOf } from "./truth.ts";

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
  return allOf([account.isHnsEnabled, account.isSftpEnabled, account.isLocalUserEnabled]);
}

/** Can the user sign in over SFTP with something of its own? A shared key is for SMB. */
export function hasSftpCredential({ hasSshPassword, hasSshKey }: LocalUser): Known<boolean> {
  return anyOf([hasSshPassword, hasSshKey]);
}

/** Has the user anything to sign in with, whatever the protocol? */
export function hasCredential(user: LocalUser): Known<boolean> {
  return anyOf([user.hasSshPassword, user.hasSshKey, user.hasSharedKey]);
}

/** True where the scope is known to be on a container: a service that Azure adds later may be anything. */
export function isBlob({ service }: PermissionScope): boolean {
  return service.toLowerCase() === "blob";
}

/** The container of a scope, which may name a folder in it: `/uploads/in` is in `uploads`. */
export function containerOf({ resourceName }: PermissionScope): string {
  const [container = ""] = resourceName.replace(/^\/+/, "").split("/", 1);
  return container;
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
 * shows, so that the widest must be assumed. What was not understood makes it unknown, unless the user can write
 * already: knowing less must not lower a score.
 */
export function widestRight(user: LocalUser): Known<SftpRight> {
  const { allowAclAuthorization, permissionScopes } = user;
  if (allowAclAuthorization.known && allowAclAuthorization.value) return known("takeover");
  if (!permissionScopes.known) return permissionScopes;
  const scopes = blobScopes(permissionScopes.value);
  const widest = wider(scopes.map(scopeRight));
  if (canWrite(widest)) return known(widest);
  if (!allowAclAuthorization.known) return allowAclAuthorization;
  const strange = scopes.find((scope) => unknownLetters(scope) !== "");
  return strange === undefined ? known(widest) : unknown(undocumented(user.id, strange));
}

/** What is at least known to write is not made less by what is not known. */
export function canWrite(right: SftpRight): boolean {
  return right === "takeover" || right === "write";
}

/** A letter or a service that Azure's documentation does not name: not known to be harmless. */
export function undocumented(userId: string, { permissions, service }: PermissionScope): Gap {
  const detail = `permissions "${permissions}" on service "${service}" are not documented`;
  return { reason: "malformed", scope: userId, request: "GET localUsers", detail };
}

export function wider(rights: readonly SftpRight[]): SftpRight {
  return rights.reduce<SftpRight>((widest, right) => (WIDTH[right] > WIDTH[widest] ? right : widest), "none");
}
