import { type AuditDeed, addressOf, audited, targetOf, updated } from "./describe-audits.ts";
import { type Deed, isUser, nameOf } from "./describe-deeds.ts";
import type { DirectoryObject, RawBody, SimulatedApplication } from "./describe-entra.ts";

export interface AuditedKey {
  readonly keyId: string;
  readonly type?: "Password" | "AsymmetricX509Cert";
  readonly displayName?: string;
}

interface Keys extends Deed {
  /** What was added. */
  readonly key: AuditedKey;
  /** What was there already, and stays. */
  readonly before?: readonly AuditedKey[];
}

/** A secret or certificate of an application. The dash is U+2013, and a blank ends the name. */
export function secretAdded({
  app,
  key,
  before = [],
  ...deed
}: Keys & { readonly app: SimulatedApplication }): AuditDeed {
  return audited({
    ...deed,
    operation: "Update application – Certificates and secrets management ",
    category: "ApplicationManagement",
    type: "Update",
    details: { AppId: app.appId },
    targets: [{ ...targetOf("Application", app), properties: keysOf(key, before) }],
  });
}

/** A credential of the service principal itself, which no list of the application's shows. */
export function principalCredentialAdded({
  principal,
  key,
  before = [],
  ...deed
}: Keys & { readonly principal: DirectoryObject }): AuditDeed {
  return audited({
    ...deed,
    operation: "Add service principal credentials",
    category: "ApplicationManagement",
    type: "Update",
    targets: [{ ...targetOf("ServicePrincipal", principal), properties: keysOf(key, before) }],
  });
}

/** Anything of an application but its secrets, which is also logged beside those: with nothing in it. */
export function applicationUpdated({
  app,
  properties = {},
  ...deed
}: Deed & {
  readonly app: SimulatedApplication;
  readonly properties?: Readonly<Record<string, readonly [unknown, unknown]>>;
}): AuditDeed {
  return audited({
    ...deed,
    operation: "Update application",
    category: "ApplicationManagement",
    type: "Update",
    details: { AppId: app.appId },
    targets: [
      {
        ...targetOf("Application", app),
        properties: { ...properties, ...updated(Object.keys(properties).join(", ")) },
      },
    ],
  });
}

/** A federated credential in Graph's words, beside those that were there. */
export function federated({
  credential,
  before = [],
  ...deed
}: Deed & {
  readonly app: SimulatedApplication;
  readonly credential: RawBody;
  readonly before?: readonly RawBody[];
}): AuditDeed {
  return applicationUpdated({
    ...deed,
    properties: {
      FederatedIdentityCredentials: [before.map(trustOf), [...before, credential].map(trustOf)],
    },
  });
}

export function redirectAdded({
  address,
  before = [],
  ...deed
}: Deed & {
  readonly app: SimulatedApplication;
  readonly address: string;
  readonly before?: readonly string[];
}): AuditDeed {
  return applicationUpdated({
    ...deed,
    properties: { AppAddress: [before.map(addressOf), [...before, address].map(addressOf)] },
  });
}

/** The first target is the new owner, whose properties say of what. */
export function ownerAdded({
  of,
  owner,
  ...deed
}: Deed & { readonly of: DirectoryObject; readonly owner: DirectoryObject }): AuditDeed {
  // A service principal says whose it is; an application does not.
  const isPrincipal = "appOwnerOrganizationId" in of || "servicePrincipalNames" in of;
  const type = isPrincipal ? "ServicePrincipal" : "Application";
  return audited({
    ...deed,
    operation: isPrincipal ? "Add owner to service principal" : "Add owner to application",
    category: "ApplicationManagement",
    type: "Assign",
    targets: [
      {
        ...targetOf(isUser(owner) ? "User" : "ServicePrincipal", owner),
        properties: {
          [`${type}.ObjectID`]: [undefined, of.id],
          [`${type}.DisplayName`]: [undefined, nameOf(of)],
          [`${type}.AppId`]: [undefined, of["appId"]],
        },
      },
      { type, id: of.id },
    ],
  });
}

function keysOf(
  key: AuditedKey,
  before: readonly AuditedKey[],
): Readonly<Record<string, readonly [unknown, unknown]>> {
  return {
    KeyDescription: [before.map(describedKey), [...before, key].map(describedKey)],
    ...updated("KeyDescription"),
  };
}

function describedKey({ keyId, type = "Password", displayName = "" }: AuditedKey): string {
  return `[KeyIdentifier=${keyId},KeyType=${type},KeyUsage=Verify,DisplayName=${displayName}]`;
}

function trustOf(credential: RawBody): object {
  return {
    Name: credential["name"],
    Issuer: credential["issuer"],
    Subject: credential["subject"],
    Id: credential["id"],
    Description: null,
    Audiences: credential["audiences"] ?? ["api://AzureADTokenExchange"],
    ClaimsMatchingExpressionValue: credential["claimsMatchingExpression"] ?? null,
    ClaimsMatchingExpressionLanguageVersion: credential["claimsMatchingExpression"] === undefined ? 0 : 1,
  };
}
