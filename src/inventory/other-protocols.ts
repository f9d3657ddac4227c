import { known, type Known } from "./known.ts";
import type { LocalUser, StorageAccount } from "./sections.ts";
import { blobScopes } from "./sftp.ts";
import { allOf, anyOf, not } from "./truth.ts";

/**
 * Is the user there for file shares over SMB, or for NFS 3.0, on an account that serves them, and for nothing else? One
 * that holds a scope on a container, or that the ACLs of paths decide about, is there for SFTP as well.
 */
export function servesOtherwise(user: LocalUser, account: StorageAccount): Known<boolean> {
  const { permissionScopes: scopes, allowAclAuthorization, isNFSv3Enabled } = user;
  const hasFiles = scopes.known ? known(scopes.value.length > 0) : scopes;
  const hasNoBlobs = scopes.known ? known(blobScopes(scopes.value).length === 0) : scopes;
  return allOf([
    account.isLocalUserEnabled,
    hasNoBlobs,
    not(allowAclAuthorization),
    anyOf([hasFiles, allOf([isNFSv3Enabled, account.enableNfsV3])]),
  ]);
}
