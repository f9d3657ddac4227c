import { defineDerivation } from "../derivation.ts";
import type { SectionView } from "../inventory/inventory.ts";
import type { LocalUserKeys, SshPublicKey } from "../inventory/sections.ts";
import { SHARERS } from "../inventory/ssh-keys.ts";

/** Every SSH key of every local user, and who else holds it. */
export default defineDerivation({
  section: "sshKeys",
  of: "localUserKeys",
  from: ["localUserKeys"],

  derive({ userId, accountId, keys }, { localUserKeys }) {
    const holders = holdersIn(localUserKeys);
    return keysOf(keys.known ? keys.value : []).map((key) => ({
      ...key,
      id: `${userId}/sshKeys/${hexOf(key.fingerprint)}`,
      name: key.fingerprint,
      userId,
      accountId,
      sharedWith: (holders.get(key.fingerprint) ?? [])
        .slice(0, SHARERS + 1)
        .filter((id) => id !== userId)
        .slice(0, SHARERS),
    }));
  },

  gaps: ({ keys }) => (keys.known ? [] : [keys.gap]),
});

/** Each once: a key that stands twice at one user is not shared. What somebody wrote beside it is kept. */
function keysOf(keys: readonly SshPublicKey[]): readonly SshPublicKey[] {
  const byFingerprint = new Map<string, SshPublicKey>();
  for (const key of keys) {
    const twin = byFingerprint.get(key.fingerprint);
    if (twin === undefined || twin.description === null) byFingerprint.set(key.fingerprint, key);
  }
  return [...byFingerprint.values()];
}

/** The local users that hold a key, by its fingerprint, where there are several. */
function holdersIn(view: SectionView<LocalUserKeys>): ReadonlyMap<string, readonly string[]> {
  const known = HOLDERS.get(view);
  if (known !== undefined) return known;
  const held = view
    .all()
    .flatMap(({ userId, keys }) => keysOf(keys.known ? keys.value : []).map((key) => ({ ...key, userId })));
  const shared = [...Map.groupBy(held, ({ fingerprint }) => fingerprint)].filter(([, by]) => by.length > 1);
  const holders = new Map(shared.map(([fingerprint, by]) => [fingerprint, by.map(({ userId }) => userId)]));
  HOLDERS.set(view, holders);
  return holders;
}

const HOLDERS = new WeakMap<SectionView<LocalUserKeys>, ReadonlyMap<string, readonly string[]>>();

/** A fingerprint in base64 has slashes, which would end a segment of the id. */
function hexOf(fingerprint: string): string {
  return Buffer.from(fingerprint.slice("SHA256:".length), "base64").toString("hex");
}
