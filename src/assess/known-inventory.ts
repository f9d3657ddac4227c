import type { Inventory } from "../inventory/inventory.ts";
import type { Known } from "../inventory/known.ts";
import { canonicalId, segmentOf } from "../inventory/scope.ts";
import type {
  AppRoleAssignment,
  Credential,
  FederatedIdentityCredential,
  LocalUser,
  OAuth2PermissionGrant,
} from "../inventory/sections.ts";
import type { KeyKind, KnownCredential, KnownGrant, KnownInventory, KnownLocalUser } from "../reporter.ts";

const NOTHING: KnownInventory = { localUsers: [], credentials: [], grants: [] };

/**
 * Every local user, credential and grant that was read.
 * @param before of the baseline, which may have seen them earlier; else each is first seen in this scan
 */
export function knownInventory(
  { collectedAt, sections }: Inventory,
  before: KnownInventory = NOTHING,
): KnownInventory {
  const credentials = [
    ...sections.credentials.items.map((credential) => knownCredential(credential, collectedAt)),
    ...sections.federatedIdentityCredentials.items.map((federated) => knownFederated(federated, collectedAt)),
  ];
  const grants = [
    ...sections.appRoleAssignments.items.map((assignment) => knownRole(assignment, collectedAt)),
    ...sections.oauth2PermissionGrants.items.map((grant) => knownScopes(grant, collectedAt)),
  ];
  const localUsers = [...sections.localUsers.items]
    .sort((a, b) => compare(a.id, b.id))
    .map((user) => knownLocalUser(user, collectedAt));
  return {
    localUsers: sinceFirstSeen(localUsers, before.localUsers, userKey),
    credentials: sinceFirstSeen(credentials.sort(byOwner), before.credentials, credentialKey),
    grants: sinceFirstSeen(
      grants.sort((a, b) => compare(a.id, b.id)),
      before.grants,
      ({ id }) => canonicalId(id),
    ),
  };
}

/** The same things, each with the earliest time at which somebody saw it. */
function sinceFirstSeen<T extends { readonly firstSeen: string }>(
  now: readonly T[],
  before: readonly T[],
  keyOf: (item: T) => string,
): readonly T[] {
  const seen = new Map(before.map((item) => [keyOf(item), item.firstSeen]));
  return now.map((item) => {
    const first = seen.get(keyOf(item));
    const isEarlier = first !== undefined && Date.parse(first) < Date.parse(item.firstSeen);
    return isEarlier ? { ...item, firstSeen: first } : item;
  });
}

/** A new sid under an old name is a user made anew; and where one was not read, nobody knows. */
function userKey({ account, name, sid }: KnownLocalUser): string {
  return JSON.stringify([canonicalId(account), name.toLowerCase(), sid]);
}

function credentialKey({ owner, keyId, kind }: KnownCredential): string {
  return JSON.stringify([canonicalId(owner), keyId.toLowerCase(), kind]);
}

function knownLocalUser(user: LocalUser, firstSeen: string): KnownLocalUser {
  const { permissionScopes, sid } = user;
  const scopes = permissionScopes.known
    ? permissionScopes.value.map(
        ({ permissions, service, resourceName }) => `${permissions}:${service}/${resourceName}`,
      )
    : null;
  return {
    account: user.accountId,
    name: user.name,
    sid: sid.known ? sid.value : null,
    keyKinds: keyKinds(user),
    scopes,
    firstSeen,
  };
}

function keyKinds({ hasSshPassword, hasSshKey, hasSharedKey }: LocalUser): readonly KeyKind[] | null {
  const kinds: readonly (readonly [KeyKind, Known<boolean>])[] = [
    ["password", hasSshPassword],
    ["ssh-key", hasSshKey],
    ["shared-key", hasSharedKey],
  ];
  if (kinds.some(([, has]) => !has.known)) return null;
  return kinds.filter(([, has]) => has.known && has.value).map(([kind]) => kind);
}

function knownCredential(credential: Credential, firstSeen: string): KnownCredential {
  const { ownerId, keyId, kind, startDateTime, endDateTime } = credential;
  return { owner: ownerId, keyId, kind, start: startDateTime, end: endDateTime, firstSeen };
}

function knownFederated(
  { id, applicationId }: FederatedIdentityCredential,
  firstSeen: string,
): KnownCredential {
  const keyId = segmentOf(id, "federatedIdentityCredentials") ?? id;
  return { owner: applicationId, keyId, kind: "federated", start: null, end: null, firstSeen };
}

function knownRole({ id, principalId, resourceId }: AppRoleAssignment, firstSeen: string): KnownGrant {
  return { id, client: principalId, resource: resourceId, firstSeen };
}

function knownScopes({ id, clientId, resourceId }: OAuth2PermissionGrant, firstSeen: string): KnownGrant {
  return { id, client: clientId, resource: resourceId, firstSeen };
}

/** A SAML certificate's private key and password can share one key id. */
function byOwner(a: KnownCredential, b: KnownCredential): number {
  return compare(a.owner, b.owner) || compare(a.keyId, b.keyId) || compare(a.kind, b.kind);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
