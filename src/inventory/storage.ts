import type { Known } from "./known.ts";
import type { NetworkReach, NetworkRules } from "./network.ts";
import type { Resource } from "./resource.ts";
import type { SftpRight } from "./sftp.ts";

/** https://learn.microsoft.com/rest/api/storagerp/storage-accounts/list. Property names are Azure's. */
export interface StorageAccount extends Resource {
  readonly subscriptionId: string;
  readonly location: string;
  /** ISO 8601. */
  readonly creationTime: Known<string | null>;
  readonly isHnsEnabled: Known<boolean>;
  readonly isSftpEnabled: Known<boolean>;
  /** Absent is the service default, true, on every account (also where a hierarchical namespace is missing). */
  readonly isLocalUserEnabled: Known<boolean>;
  readonly enableNfsV3: Known<boolean>;
  readonly allowSharedKeyAccess: Known<boolean>;
  readonly allowBlobPublicAccess: Known<boolean>;
  readonly publicNetworkAccess: Known<"Enabled" | "Disabled" | "SecuredByPerimeter">;
  readonly networkAcls: Known<NetworkRules>;
  /** Number of private endpoint connections in state Approved. */
  readonly privateEndpoints: Known<number>;
  /** ISO 8601, or null where Azure has no creation time for the key. */
  readonly keyCreationTime: Known<{ readonly key1: string | null; readonly key2: string | null }>;
  /** Days after which keyPolicy says that a key has expired; null without a policy. */
  readonly keyExpirationPeriodInDays: Known<number | null>;
}

/** https://learn.microsoft.com/rest/api/storagerp/local-users/list: outside Azure RBAC, untouched by key rotation. */
export interface LocalUser extends Resource {
  readonly accountId: string;
  /** Made by Azure, and made anew with a user of the same name. */
  readonly sid: Known<string | null>;
  readonly hasSshPassword: Known<boolean>;
  readonly hasSshKey: Known<boolean>;
  /** For SMB; the key itself is never read. */
  readonly hasSharedKey: Known<boolean>;
  readonly permissionScopes: Known<readonly PermissionScope[]>;
  /** The landing directory, not a jail; null where Azure names none. */
  readonly homeDirectory: Known<string | null>;
  readonly allowAclAuthorization: Known<boolean>;
  readonly isNFSv3Enabled: Known<boolean>;
}

export interface PermissionScope {
  /** Letters r w d l c o p, in any order; letters that Azure adds later are kept. */
  readonly permissions: string;
  /** `blob` or `file`; kept as Azure spells it. */
  readonly service: string;
  /** Container or share. */
  readonly resourceName: string;
}

/** Derived: what stands behind the SFTP endpoint of one account. One item for every account with a hierarchical namespace. */
export interface SftpEndpoint extends Resource {
  readonly accountId: string;
  readonly usable: Known<boolean>;
  readonly reach: Known<NetworkReach>;
  readonly users: Known<number>;
  /** The widest right that any local user holds over SFTP. */
  readonly widestRight: Known<SftpRight>;
  /** True where a local user can sign in with a password. */
  readonly password: Known<boolean>;
  /** True where a local user can sign in with an SSH key. */
  readonly sshKey: Known<boolean>;
}
