import type { Inventory } from "../inventory/inventory.ts";
import type { Known } from "../inventory/known.ts";
import { segmentOf } from "../inventory/scope.ts";
import type {
  AppRoleAssignment,
  Credential,
  FederatedIdentityCredential,
  LocalUser,
  OAuth2PermissionGrant,
} from "../inventory/sections.ts";
import type { KeyKind, KnownCredential, KnownGrant, KnownInventory, KnownLocalUser } from "../reporter.ts";

/** Every local user, credential and grant that was read. Without a baseline, each is first seen in this scan. */
export function knownInventory({ collectedAt, sections }: Inventory): KnownInventory {
  const credentials = [
    ...sections.credentials.items.map((credential) => knownCredential(credential, collectedAt)),
    ...sections.federatedIdentityCredentials.items.map((federated) => knownFederated(federated, collectedAt)),
  ];
  const grants = [
    ...sections.appRoleAssignments.items.map((assignment) => knownRole(assignment, collectedAt)),
    ...sections.oauth2PermissionGrants.items.map((grant) => knownScopes(grant, collectedAt)),
  ];
  return {
    localUsers: [...sections.localUsers.items]
      .sort((a, b) => compare(a.id, b.id))
      .map((user) => knownLocalUser(user, collectedAt)),
    credentials: credentials.sort(byOwner),
    grants: grants.sort((a, b) => compare(a.id, b.id)),
  };
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
