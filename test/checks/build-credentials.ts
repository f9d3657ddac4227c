import { known } from "../../src/inventory/known.ts";
import type {
  AppCredentialSignInActivity,
  Credential,
  CredentialRecord,
  IdentityFederatedCredential,
  OwnerPower,
  Power,
  UserAssignedIdentity,
} from "../../src/inventory/sections.ts";
import { SUBSCRIPTION } from "./build.ts";
import { applicationId, guid, principalId } from "./build-entra.ts";

/** As `password()` of `application()` becomes one: a client secret of half a year, made long ago and still valid. */
export function credential(over: Partial<Credential> = {}): Credential {
  const { name = "ci", on = "application", kind = "password" } = over;
  const ownerId = over.ownerId ?? (on === "application" ? applicationId() : principalId());
  const keyId = over.keyId ?? guid("key", name);
  return {
    id: `${ownerId}/${kind === "password" ? "passwordCredentials" : "keyCredentials"}/${keyId}`,
    name,
    ownerId,
    ownerName: "billing",
    appId: guid("appid", "billing"),
    on,
    kind,
    keyId,
    usage: kind === "password" ? null : "Verify",
    startDateTime: "2025-09-01T00:00:00.000Z",
    endDateTime: "2026-02-28T00:00:00.000Z",
    signsSaml: false,
    ...over,
  };
}

/** What a baseline tells of `credential()`. */
export function credentialRecord(over: Partial<Credential> = {}): CredentialRecord {
  const { id, name, ownerId, keyId } = credential(over);
  return { id, name, ownerId, keyId, firstSeen: "2025-10-01T00:00:00.000Z" };
}

/** When `credential()` last signed in: yesterday. */
export function credentialActivity(
  over: Partial<AppCredentialSignInActivity> = {},
): AppCredentialSignInActivity {
  const { keyId = guid("key", "ci") } = over;
  return {
    id: `/reports/appCredentialSignInActivities/${keyId}`,
    name: keyId,
    keyId,
    appId: guid("appid", "billing"),
    lastSignIn: known("2025-12-31T00:00:00.000Z"),
    ...over,
  };
}

export const identityId = (name = "id-web"): string =>
  `${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;

/** The identity whose service principal is `managedIdentity()`. */
export function userAssignedIdentity(over: Partial<UserAssignedIdentity> = {}): UserAssignedIdentity {
  const { name = "id-web" } = over;
  return {
    id: identityId(name),
    name,
    subscriptionId: SUBSCRIPTION.slice("/subscriptions/".length),
    principalId: known(guid("sp", "vm-identity")),
    clientId: known(guid("appid", "vm-identity")),
    ...over,
  };
}

export function identityCredential(
  issuer: string,
  subject: string,
  over: Partial<IdentityFederatedCredential> = {},
): IdentityFederatedCredential {
  const { name = "fic", identityId: identity = identityId() } = over;
  return {
    id: `${identity}/federatedIdentityCredentials/${name}`,
    name,
    identityId: identity,
    issuer: known(issuer),
    subject: known(subject),
    audiences: known(["api://AzureADTokenExchange"]),
    ...over,
  };
}

export function power(over: Partial<Power> = {}): Power {
  return {
    kind: "application-role",
    name: "Mail.Read",
    tier: 1,
    at: "Microsoft Graph",
    through: null,
    eligible: false,
    ...over,
  };
}

/** A member who owns `billing`, which leads to Global Administrator, and holds no role. */
export function ownerPower(over: Partial<OwnerPower> = {}): OwnerPower {
  const { ownedId = applicationId(), ownerId = guid("user", "ada") } = over;
  return {
    id: `${ownedId}/owners/${ownerId}`,
    name: "ada@contoso.example",
    ownedId,
    ownedName: "billing",
    ownerId,
    kind: "user",
    userType: known("Member"),
    accountEnabled: known(true),
    mintsAnyway: known(false),
    powers: { items: [power({ name: "RoleManagement.ReadWrite.Directory", tier: 0 })], gaps: [] },
    ...over,
  };
}
