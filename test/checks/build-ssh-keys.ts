import { known } from "../../src/inventory/known.ts";
import type { LocalUserKeys, SshKey, SshPublicKey } from "../../src/inventory/sections.ts";
import { accountId, localUser } from "./build.ts";

/** Of 32 bytes in base64, one for each name. */
export function sshFingerprint(name: string): string {
  return `SHA256:${Buffer.alloc(32, name).toString("base64").replace("=", "")}`;
}

/** RSA of 3072 bits, described. A test names only what differs from safe. */
export function sshPublicKey(over: Partial<SshPublicKey> = {}): SshPublicKey {
  return {
    algorithm: "ssh-rsa",
    bits: 3072,
    fingerprint: sshFingerprint("key"),
    description: "nightly upload",
    ...over,
  };
}

/** What was read of the keys of `partner` of `acct`. */
export function localUserKeys(over: Partial<LocalUserKeys> = {}): LocalUserKeys {
  const { name = "partner", accountId: account = accountId("acct") } = over;
  const { id } = localUser({ name, accountId: account });
  return { id: `${id}/keys/default`, name, userId: id, accountId: account, keys: known([]), ...over };
}

/** The one key of `partner` of `acct`, which nobody else holds. */
export function sshKey(over: Partial<SshKey> = {}): SshKey {
  const { userId, accountId: account } = localUserKeys();
  const key = sshPublicKey(over);
  const id = `${userId}/sshKeys/00`;
  return { ...key, id, name: key.fingerprint, userId, accountId: account, sharedWith: [], ...over };
}
