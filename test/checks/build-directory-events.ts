import { known } from "../../src/inventory/known.ts";
import { GRAPH } from "../../src/inventory/permissions.ts";
import type {
  AuditProperty,
  AuditTarget,
  ConsentEvent,
  CredentialAddition,
  DirectoryEvent,
  JsonValue,
  RegistrationChain,
  ServicePrincipalSignIn,
  SignInAnomaly,
} from "../../src/inventory/sections.ts";
import { applicationId, guid, principalId, ROLE } from "./build-entra.ts";
import { actor, EVENT_TIME, incident, logRow } from "./build-events.ts";

/** An event of the audit log; each `auditId` is one of its own, under a correlation id of its own. */
export function directoryEvent({
  auditId = "1",
  ...over
}: Partial<DirectoryEvent> & { readonly auditId?: string } = {}): DirectoryEvent {
  const { operation = "Update application" } = over;
  return {
    id: `/auditLogs/directoryAudits/Directory_${auditId}`,
    name: operation,
    time: EVENT_TIME,
    source: "directory-audits",
    operation,
    category: "ApplicationManagement",
    correlationId: guid("corr", auditId),
    actor: actor(),
    targets: [],
    ...over,
  };
}

/** The application `billing`, without properties. */
export function auditTarget(over: Partial<AuditTarget> = {}): AuditTarget {
  return {
    type: "Application",
    id: guid("app", "billing"),
    name: "billing",
    userPrincipalName: null,
    properties: {},
    ...over,
  };
}

/** The service principal of that name. */
export function principalTarget(name: string, properties: AuditTarget["properties"] = {}): AuditTarget {
  return auditTarget({ type: "ServicePrincipal", id: guid("sp", name), name, properties });
}

export function userTarget(name: string, properties: AuditTarget["properties"] = {}): AuditTarget {
  const userPrincipalName = `${name}@contoso.example`;
  return auditTarget({ type: "User", id: guid("user", name), name: null, userPrincipalName, properties });
}

export function property(after: JsonValue, before: JsonValue = null): AuditProperty {
  return { before: known(before), after: known(after) };
}

export function properties(values: Readonly<Record<string, JsonValue>>): AuditTarget["properties"] {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, property(value)]));
}

type EventOver = Parameters<typeof directoryEvent>[0];

/** A single-tenant application was registered. */
export function registered(name = "billing", over: EventOver = {}): DirectoryEvent {
  const told = { AppId: [guid("appid", name)], AvailableToOtherTenants: [false], DisplayName: [name] };
  return directoryEvent({
    auditId: `add ${name}`,
    operation: "Add application",
    targets: [auditTarget({ id: guid("app", name), name, properties: properties(told) })],
    ...over,
  });
}

/** A role of Microsoft Graph was given to the principal of that application, ten minutes later. */
export function roleGiven(
  value: keyof typeof ROLE = "Mail.Read",
  name = "billing",
  over: EventOver = {},
): DirectoryEvent {
  const told = {
    "AppRole.Id": ROLE[value],
    "AppRole.Value": value,
    "ServicePrincipal.ObjectID": guid("sp", name),
    "ServicePrincipal.AppId": guid("appid", name),
    "ServicePrincipal.DisplayName": name,
    "TargetId.ServicePrincipalNames": `https://graph.microsoft.com/;${GRAPH}`,
  };
  return directoryEvent({
    auditId: `${value} ${name}`,
    operation: "Add app role assignment to service principal",
    time: "2025-12-21T10:10:00.000Z",
    targets: [principalTarget("Microsoft Graph", properties(told)), principalTarget(name)],
    ...over,
  });
}

/** `["[KeyIdentifier=…]"]` */
export function keys(...names: readonly string[]): JsonValue {
  return names.map((name) => keyText(name));
}

export function keyText(name: string, type = "Password", usage = "Verify"): string {
  return `[KeyIdentifier=${guid("key", name)},KeyType=${type},KeyUsage=${usage},DisplayName=${name}]`;
}

/** The name of the operation that tells of keys, with its dash and its blank. */
export const KEYS_CHANGED = "Update application \u2013 Certificates and secrets management ";

/** The secret `ci` was added to `billing`, beside nothing. */
export function keysChanged(
  after: JsonValue = keys("ci"),
  before: JsonValue = [],
  over: EventOver = {},
): DirectoryEvent {
  return directoryEvent({
    auditId: "keys",
    operation: KEYS_CHANGED,
    targets: [auditTarget({ properties: { KeyDescription: property(after, before) } })],
    ...over,
  });
}

/** The principal of `billing` signed in once, at ten, from outside. */
export function signIn(
  over: Partial<ServicePrincipalSignIn> & { readonly day?: string } = {},
): ServicePrincipalSignIn {
  const { day = EVENT_TIME.slice(0, 10), principalId: principal = principalId(), ...rest } = over;
  const first = rest.first ?? `${day}T10:00:00.000Z`;
  const tells = [first, rest.ip, rest.country, rest.keyId, rest.resource, rest.errorCode, rest.source];
  return {
    id: `${principal}/signIns/${tells.join("-")}`,
    name: "billing",
    principalId: principal,
    appId: guid("appid", "billing"),
    source: "sign-ins",
    first,
    last: first,
    count: 1,
    ip: "198.51.100.7",
    country: "NL",
    keyId: guid("key", "ci"),
    federatedCredentialId: null,
    resource: "Microsoft Graph",
    errorCode: 0,
    ...rest,
  };
}

const ALICE = actor();

/** `billing` was registered and given Mail.Read by one user from outside, ten minutes later, and is still there. */
export function registrationChain(over: Partial<RegistrationChain> = {}): RegistrationChain {
  const targetId = applicationId();
  return {
    ...incident({
      id: `${targetId}/logEvents/registration`,
      targetId,
      targetName: "billing",
      rows: [logRow({ source: "directory-audits", operation: "Add application", queryId: "q10" })],
      states: [{ id: targetId, name: "billing", presence: "present" }],
    }),
    appId: guid("appid", "billing"),
    roles: ["Mail.Read"],
    registeredBy: ALICE,
    grantedBy: [ALICE],
    minutes: 10,
    isSingleTenant: known(true),
    ...over,
  };
}

/** The secret `ci` was added to `billing`, and is still there. */
export function credentialAddition(over: Partial<CredentialAddition> = {}): CredentialAddition {
  const targetId = applicationId();
  const id = `${targetId}/passwordCredentials/${guid("key", "ci")}`;
  return {
    ...incident({
      id: `${targetId}/logEvents/${guid("corr", "keys")}`,
      targetId,
      targetName: "billing",
      states: [{ id, name: "ci", presence: "present" }],
    }),
    kinds: ["secret"],
    isBeside: true,
    appId: guid("appid", "billing"),
    ...over,
  };
}

/** Mail.Read was given to `billing` for every user. */
export function consentEvent(over: Partial<ConsentEvent> = {}): ConsentEvent {
  const targetId = principalId();
  return {
    ...incident({
      id: `${targetId}/logEvents/${guid("corr", "consent")}`,
      targetId,
      targetName: "billing",
      states: [{ id: targetId, name: "billing", presence: "present" }],
    }),
    permissions: ["Mail.Read", "openid"],
    dangerous: ["Mail.Read"],
    isTenantWide: true,
    kinds: ["delegated-permission"],
    users: 0,
    ...over,
  };
}

/** `billing` signed in from a network as it never had. */
export function signInAnomaly(over: Partial<SignInAnomaly> = {}): SignInAnomaly {
  const targetId = principalId();
  return {
    ...incident({
      id: `${targetId}/logEvents/2025-12-21`,
      targetId,
      targetName: "billing",
      actors: [actor({ kind: "application", id: guid("sp", "billing"), name: "billing" })],
      states: [{ id: targetId, name: "billing", presence: "present" }],
    }),
    kinds: ["new-network"],
    ...over,
  };
}
