import { defineDerivation } from "../derivation.ts";
import type { Gap } from "../inventory/known.ts";
import type { Application, Credential, ServicePrincipal, StoredCredential } from "../inventory/sections.ts";

/** The passwords and keys of applications, each a subject of its own. */
export const credentialsOfApplications = defineDerivation({
  section: "credentials",
  of: "applications",
  from: [],
  derive: (application) => credentialsOf(application, "application", false),
  gaps: unreadLists,
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
  gaps: (principal) => (isAzures(principal) ? [] : unreadLists(principal)),
});

/** Azure rotates the certificates of managed identities by itself; nobody can use or remove them. */
function isAzures({ kind }: ServicePrincipal): boolean {
  return kind === "managed-identity";
}

type Holder = Pick<Application, "id" | "name" | "appId" | "passwordCredentials" | "keyCredentials">;

function credentialsOf(owner: Holder, on: Credential["on"], isSaml: boolean): readonly Credential[] {
  const { passwordCredentials, keyCredentials } = owner;
  const passwords = passwordCredentials.known ? passwordCredentials.value : [];
  const keys = keyCredentials.known ? keyCredentials.value : [];
  const ofSaml = isSaml ? samlCertificates(passwords, keys) : new Set();
  const describe = (
    stored: StoredCredential,
    list: "passwordCredentials" | "keyCredentials",
  ): Credential => ({
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
    ...passwords.map((stored) => describe(stored, "passwordCredentials")),
    ...keys.map((stored) => describe(stored, "keyCredentials")),
  ];
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
  const parts = signing.flatMap(({ customKeyIdentifier }) => {
    const isPart = (stored: StoredCredential): boolean => stored.customKeyIdentifier === customKeyIdentifier;
    return [keys.filter((key) => isPart(key) && key.usage === "Verify"), passwords.filter(isPart)].flatMap(
      (same) => (same.length === 1 ? same : []),
    );
  });
  return new Set([...signing, ...parts]);
}

/** https://learn.microsoft.com/graph/api/resources/keycredential: `Symmetric` is a secret in a key's clothes. */
function kindOf({ type }: StoredCredential): Credential["kind"] {
  return type?.toLowerCase() === "symmetric" ? "symmetric-key" : "certificate";
}

/** A list of credentials that was not understood may hold any. */
function unreadLists({ passwordCredentials, keyCredentials }: Holder): readonly Gap[] {
  return [passwordCredentials, keyCredentials].flatMap((list) => (list.known ? [] : [list.gap]));
}
