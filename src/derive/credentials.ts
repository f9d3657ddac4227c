import { defineDerivation } from "../derivation.ts";
import type { Gap } from "../inventory/known.ts";
import { canonicalId } from "../inventory/scope.ts";
import type { Application, Credential, ServicePrincipal, StoredCredential } from "../inventory/sections.ts";

/** The passwords and keys of applications, each a subject of its own. */
export const credentialsOfApplications = defineDerivation({
  section: "credentials",
  of: "applications",
  from: [],
  derive: (application) => credentialsOf(application, "application", false),
  gaps: (application) => openLists(application, "GET /v1.0/applications"),
});

/** Those on service principals: rarely legitimate, but for the signing certificates of SAML. */
export const credentialsOfServicePrincipals = defineDerivation({
  section: "credentials",
  of: "servicePrincipals",
  from: [],
  derive(principal) {
    if (isAzures(principal)) return [];
    const { preferredSingleSignOnMode: mode } = principal;
    return credentialsOf(principal, "service-principal", mode.known && mode.value?.toLowerCase() === "saml");
  },
  gaps: (principal) => (isAzures(principal) ? [] : openLists(principal, "GET /v1.0/servicePrincipals")),
});

/** Azure rotates the certificates of managed identities by itself; nobody can use or remove them. */
function isAzures({ kind }: ServicePrincipal): boolean {
  return kind === "managed-identity";
}

type Holder = Pick<Application, "id" | "name" | "appId" | "passwordCredentials" | "keyCredentials">;

type List = "passwordCredentials" | "keyCredentials";

function credentialsOf(owner: Holder, on: Credential["on"], isSaml: boolean): readonly Credential[] {
  const { passwordCredentials, keyCredentials } = owner;
  const passwords = byKeyId(passwordCredentials.known ? passwordCredentials.value : []);
  const keys = byKeyId(keyCredentials.known ? keyCredentials.value : []);
  // What is left out still counts here: it may be what a second password under the identifier is.
  const ofSaml = isSaml
    ? samlCertificates([...passwords.first, ...passwords.others], [...keys.first, ...keys.others])
    : new Set();
  const describe = (stored: StoredCredential, list: List): Credential => ({
    id: `${owner.id}/${list}/${stored.keyId}`,
    name: stored.displayName === null || stored.displayName === "" ? stored.keyId : stored.displayName,
    ownerId: owner.id,
    ownerName: owner.name,
    appId: owner.appId,
    on,
    kind: list === "passwordCredentials" ? "password" : kindOf(stored),
    keyId: stored.keyId,
    usage: stored.usage,
    startDateTime: stored.startDateTime,
    endDateTime: stored.endDateTime,
    signsSaml: ofSaml.has(stored),
  });
  return [
    ...passwords.first.map((stored) => describe(stored, "passwordCredentials")),
    ...keys.first.map((stored) => describe(stored, "keyCredentials")),
  ];
}

/**
 * Findings go by the key id, so that it stands for one entry: the first. What says the same once more is dropped.
 * @returns in `others` what says something else under a key id that was taken
 */
function byKeyId(list: readonly StoredCredential[]): {
  readonly first: readonly StoredCredential[];
  readonly others: readonly StoredCredential[];
} {
  const byId = Map.groupBy(list, ({ keyId }) => canonicalId(keyId));
  if (byId.size === list.length) return { first: list, others: [] };
  const groups = [...byId.values()];
  return {
    first: groups.flatMap((group) => group.slice(0, 1)),
    others: groups.flatMap(([one, ...more]) => more.filter((other) => !isEqual(one, other))),
  };
}

/** Both were built property by property in one order. */
function isEqual(one: StoredCredential | undefined, other: StoredCredential): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * A SAML certificate is three entries of one customKeyIdentifier: the private key, its password, the public key.
 * https://learn.microsoft.com/graph/api/serviceprincipal-addtokensigningcertificate. The identifier can be copied, so
 * that a second password or public key under it is nobody's certificate, and which of the two is, cannot be told.
 */
function samlCertificates(
  passwords: readonly StoredCredential[],
  keys: readonly StoredCredential[],
): ReadonlySet<StoredCredential> {
  const signing = keys.filter((key) => key.usage === "Sign" && key.customKeyIdentifier !== null);
  const publicKeys = byIdentifier(keys.filter(({ usage }) => usage === "Verify"));
  const secrets = byIdentifier(passwords);
  const parts = signing.flatMap(({ customKeyIdentifier: identifier }) =>
    [publicKeys.get(identifier) ?? [], secrets.get(identifier) ?? []].flatMap((same) =>
      same.length === 1 ? same : [],
    ),
  );
  return new Set([...signing, ...parts]);
}

function byIdentifier(list: readonly StoredCredential[]): ReadonlyMap<string | null, StoredCredential[]> {
  return Map.groupBy(list, ({ customKeyIdentifier }) => customKeyIdentifier);
}

/** https://learn.microsoft.com/graph/api/resources/keycredential: `Symmetric` is a secret in a key's clothes. */
function kindOf({ type }: StoredCredential): Credential["kind"] {
  return type?.toLowerCase() === "symmetric" ? "symmetric-key" : "certificate";
}

/** A list of credentials that was not understood may hold any; of entries with one key id only the first is judged. */
function openLists(owner: Holder, request: string): readonly Gap[] {
  return (["passwordCredentials", "keyCredentials"] as const).flatMap((list): readonly Gap[] => {
    const stored = owner[list];
    if (!stored.known) return [stored.gap];
    if (byKeyId(stored.value).others.length === 0) return [];
    const detail = `${list} holds different entries with one keyId, of which only the first is judged`;
    return [{ reason: "malformed", scope: owner.id, request, detail }];
  });
}
