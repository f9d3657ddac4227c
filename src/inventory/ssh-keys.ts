import { quoted } from "./quoted.ts";
import type { SshKey } from "./sections.ts";

/** Other holders that a key names: of 25,000 users with one key, each would name all others. */
export const SHARERS = 50;

/**
 * Types of keys that Azure Storage documents; rsa-sha2 are ways to sign with an RSA key.
 * https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support#supported-algorithms
 */
const DOCUMENTED: ReadonlySet<string> = new Set([
  "ssh-rsa",
  "rsa-sha2-256",
  "rsa-sha2-512",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
]);

const STRONG: ReadonlySet<string> = new Set([
  "ssh-ed25519",
  "ecdsa-sha2-nistp521",
  "sk-ssh-ed25519@openssh.com",
  "sk-ecdsa-sha2-nistp256@openssh.com",
]);

/** The least that NIST SP 800-131A and Azure's own documentation let pass for RSA. */
const RSA_BITS = 2048;

/** What speaks against a key. */
export interface SshKeyFault {
  readonly factor: "weak-ssh-key" | "shared-ssh-key";
  /** Behind "The SSH key": `is of RSA with 1024 bits`. */
  readonly words: string;
  /** True where nothing is known against the algorithm but that Azure Storage does not name it. */
  readonly isStrong?: true;
}

export function sshKeyFaults(key: SshKey): readonly SshKeyFault[] {
  const weakness = weaknessOf(key);
  const { sharedWith } = key;
  return [
    ...(weakness === undefined ? [] : [{ factor: "weak-ssh-key" as const, ...weakness }]),
    ...(sharedWith.length === 0 ? [] : [{ factor: "shared-ssh-key" as const, words: sharers(sharedWith) }]),
  ];
}

function weaknessOf({ algorithm, bits }: SshKey): Omit<SshKeyFault, "factor"> | undefined {
  if (algorithm === null) return { words: "cannot be read as a key" };
  if (!DOCUMENTED.has(algorithm)) {
    const words = `is of type "${algorithm}", which Azure Storage does not document`;
    return STRONG.has(algorithm) ? { words, isStrong: true } : { words };
  }
  if (!algorithm.includes("rsa")) return undefined;
  if (bits === null) return { words: "is of RSA with an unknown number of bits" };
  return bits < RSA_BITS ? { words: `is of RSA with ${bits} bits` } : undefined;
}

/** `is also the key of 1 other local user ("account/user")`. */
function sharers(ids: readonly string[]): string {
  const names = ids.map((id) => id.replace(/^.*\/storageAccounts\/([^/]+)\/localUsers\//i, "$1/"));
  const count = ids.length < SHARERS ? `${ids.length}` : `${SHARERS} or more`;
  return `is also the key of ${count} other local ${ids.length === 1 ? "user" : "users"} (${quoted(names)})`;
}
