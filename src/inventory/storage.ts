import type { Known } from "./known.ts";
import type { Logging } from "./logging.ts";
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
  /** For SMB; the key itself is never kept. */
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

/**
 * https://learn.microsoft.com/rest/api/storagerp/blob-containers/list: of accounts that have local users and may publish
 * containers. `{account}/blobServices/default/containers/{name}`.
 */
export interface Container extends Resource {
  readonly accountId: string;
  /** `Blob` and `Container` let anybody read, where the account allows it. */
  readonly publicAccess: Known<"None" | "Blob" | "Container">;
}

/**
 * https://learn.microsoft.com/rest/api/storagerp/local-users/list-keys: read with `--read-ssh-keys` only. The shared key
 * of the same answer is dropped where it is parsed. `{localUser}/keys/default`.
 */
export interface LocalUserKeys extends Resource {
  readonly userId: string;
  readonly accountId: string;
  readonly keys: Known<readonly SshPublicKey[]>;
}

/** An SSH public key without its material. */
export interface SshPublicKey {
  /** `ssh-rsa`, `ecdsa-sha2-nistp256`; a word that cannot be read out of the key is null. */
  readonly algorithm: string | null;
  /** Of the RSA modulus or the curve; null for algorithms that Azure Storage does not document. */
  readonly bits: number | null;
  /** `SHA256:…` as ssh-keygen prints it. */
  readonly fingerprint: string;
  /** As it was entered; null without one. */
  readonly description: string | null;
}

/** Derived: one SSH key of one local user. `{localUser}/sshKeys/{fingerprint in hex}`. */
export interface SshKey extends Resource, SshPublicKey {
  readonly userId: string;
  readonly accountId: string;
  /** Ids of other local users with the same key, 50 at most. */
  readonly sharedWith: readonly string[];
}

/** A local user of an earlier report, which serves as the baseline. The id is the user's. */
export interface LocalUserRecord extends Resource {
  readonly accountId: string;
  /** Null where it could not be read then. */
  readonly sid: string | null;
  /** ISO 8601. */
  readonly firstSeen: string;
  /** That report found it as unknown, or as made anew: nobody has accepted it since. */
  readonly unclaimed?: "unknown" | "made-anew";
}

/**
 * When somebody last signed in over SFTP, out of StorageBlobLogs. They name no local user, so that this is the account's.
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/storagebloblogs
 */
export interface SftpUse extends Resource {
  readonly accountId: string;
  /** ISO 8601; null where the logs hold no sign-in. */
  readonly lastUse: Known<string | null>;
  /** ISO 8601: from when on the logs hold everything. */
  readonly loggedSince: Known<string>;
  /** ISO 8601: of the newest row of the account, whatever it is about. */
  readonly loggedUntil: Known<string>;
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
  /** Whether reads, writes and deletions of the blob service leave a log. */
  readonly logging: Known<Logging>;
}
