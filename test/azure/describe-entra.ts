import { simulatedId, simulatedKey } from "./simulated-id.ts";

/** A body as Graph or ARM sends it, laid over the base of its type; a key set to undefined is absent. */
export type RawBody = Readonly<Record<string, unknown>>;

/** What Graph answers about a tenant's directory. What is left out is what nobody ever touched. */
export interface SimulatedDirectory {
  readonly applications?: readonly SimulatedApplication[];
  readonly servicePrincipals?: readonly SimulatedServicePrincipal[];
  readonly users?: readonly SimulatedUser[];
  readonly groups?: readonly SimulatedGroup[];
  readonly appRoleAssignments?: readonly SimulatedAppRoleAssignment[];
  readonly oauth2PermissionGrants?: readonly SimulatedGrant[];
  /** By object id of the application. */
  readonly federatedIdentityCredentials?: Readonly<Record<string, readonly RawBody[]>>;
  /** By "/applications/{id}" or "/servicePrincipals/{id}". Who stands here alone needs no place in a list. */
  readonly owners?: Readonly<Record<string, readonly DirectoryObject[]>>;
  /** The built-in roles of describe-roles.ts where left out. */
  readonly directoryRoleDefinitions?: readonly RawBody[];
  readonly directoryRoleAssignments?: readonly RawBody[];
  /** roleEligibilityScheduleInstances: who may activate a role by Privileged Identity Management. */
  readonly directoryRoleEligibilities?: readonly RawBody[];
  readonly authorizationPolicy?: RawBody;
  /** Those that Microsoft makes in every tenant where left out. */
  readonly permissionGrantPolicies?: readonly RawBody[];
  readonly adminConsentRequestPolicy?: RawBody;
  readonly defaultAppManagementPolicy?: RawBody;
  readonly appManagementPolicies?: readonly SimulatedAppManagementPolicy[];
  /** beta servicePrincipalSignInActivities. */
  readonly signInActivities?: readonly RawBody[];
  /** beta appCredentialSignInActivities. */
  readonly credentialSignInActivities?: readonly RawBody[];
  /** In any order; describe-logs.ts makes them. */
  readonly directoryAudits?: readonly RawBody[];
  /** Of every kind, which `signInEventTypes` tells; in any order. */
  readonly signIns?: readonly RawBody[];
  /** describe-logs.ts makes them. */
  readonly namedLocations?: readonly RawBody[];
  /** One for each of verifiedDomains where left out. */
  readonly domains?: readonly RawBody[];
}

export interface SimulatedApplication extends RawBody {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
}

export interface SimulatedServicePrincipal extends RawBody {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly appRoles?: readonly AppRole[];
  readonly oauth2PermissionScopes?: readonly RawBody[];
}

export interface AppRole extends RawBody {
  readonly id: string;
  readonly value: string | null;
}

export interface SimulatedUser extends RawBody {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
}

export interface SimulatedGroup extends RawBody {
  readonly id: string;
  readonly displayName: string;
  /** Members of members included; no part of the body. */
  readonly transitiveMembers?: readonly DirectoryObject[];
}

/** Anything with an id that the tenant lists, or a body that says what it is by "@odata.type". */
export interface DirectoryObject extends RawBody {
  readonly id: string;
}

export interface SimulatedAppRoleAssignment extends RawBody {
  readonly id: string;
  readonly principalId: string;
  readonly resourceId: string;
  readonly appRoleId: string;
}

export interface SimulatedGrant extends RawBody {
  readonly id: string;
  readonly clientId: string;
  readonly resourceId: string;
  readonly scope: string;
}

export interface SimulatedAppManagementPolicy extends RawBody {
  readonly id: string;
  /** Applications and service principals under the policy; no part of the body. */
  readonly appliesTo?: readonly DirectoryObject[];
}

/** An app registration without credentials, of this tenant's users only. Its ids follow from its name. */
export function application(parts: Partial<SimulatedApplication> = {}): SimulatedApplication {
  const displayName = parts.displayName ?? "Payroll";
  return {
    id: simulatedId(`application ${displayName}`),
    appId: simulatedId(`app ${displayName}`),
    displayName,
    ...parts,
  };
}

/** An enterprise application. Its appId is that of the application of the same name. */
export function servicePrincipal(parts: Partial<SimulatedServicePrincipal> = {}): SimulatedServicePrincipal {
  const displayName = parts.displayName ?? "Payroll";
  const appId = parts.appId ?? simulatedId(`app ${displayName}`);
  return {
    id: simulatedId(`service principal ${displayName}`),
    appId,
    displayName,
    appDisplayName: displayName,
    servicePrincipalNames: [appId],
    ...parts,
  };
}

export interface OwnApp {
  readonly application: SimulatedApplication;
  readonly servicePrincipal: SimulatedServicePrincipal;
}

/** An app of one's own: registered here, and its principal owned by this tenant (that of "Contoso" by default). */
export function ownApp(
  parts: {
    readonly displayName?: string;
    readonly tenantId?: string;
    readonly application?: RawBody;
    readonly servicePrincipal?: RawBody;
  } = {},
): OwnApp {
  const displayName = parts.displayName ?? "Payroll";
  const own = application({ displayName, ...parts.application });
  return {
    application: own,
    servicePrincipal: servicePrincipal({
      displayName,
      appId: own.appId,
      appOwnerOrganizationId: parts.tenantId ?? simulatedId("tenant Contoso"),
      ...(typeof own["signInAudience"] === "string" && { signInAudience: own["signInAudience"] }),
      ...parts.servicePrincipal,
    }),
  };
}

/** The principal of a managed identity: no application stands behind it. `resourceId` is the identity's in ARM. */
export function managedIdentity(
  parts: Partial<SimulatedServicePrincipal> & {
    readonly resourceId?: string;
    readonly explicit?: boolean;
  } = {},
): SimulatedServicePrincipal {
  const { resourceId, explicit = true, ...body } = parts;
  const displayName = body.displayName ?? "id-backup";
  const where = `/subscriptions/${simulatedId("subscription Production")}/resourcegroups/rg-data/providers`;
  return servicePrincipal({
    displayName,
    // Entra ID knows no application, audience or owner of it.
    appDisplayName: null,
    signInAudience: null,
    appOwnerOrganizationId: null,
    servicePrincipalType: "ManagedIdentity",
    alternativeNames: [
      `isExplicit=${explicit ? "True" : "False"}`,
      resourceId ?? `${where}/Microsoft.ManagedIdentity/userAssignedIdentities/${displayName}`,
    ],
    ...body,
  });
}

/** A principal of Microsoft's own: owned by its services tenant, and often without a day of creation. */
export function microsoftPrincipal(
  appId: string,
  displayName: string,
  parts: RawBody = {},
): SimulatedServicePrincipal {
  return servicePrincipal({
    displayName,
    appId,
    appOwnerOrganizationId: microsoftServices,
    createdDateTime: null,
    signInAudience: "AzureADMultipleOrgs",
    ...parts,
  });
}

/** Owner of Microsoft's first-party apps, https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in */
export const microsoftServices = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

/** A member of the tenant, made in the cloud. */
export function user(parts: Partial<SimulatedUser> = {}): SimulatedUser {
  const displayName = parts.displayName ?? "Ada Park";
  const mailName = displayName.toLowerCase().replaceAll(/[^a-z0-9]+/g, ".");
  return {
    "@odata.type": "#microsoft.graph.user",
    id: simulatedId(`user ${displayName}`),
    displayName,
    userPrincipalName: `${mailName}@contoso.example`,
    userType: "Member",
    accountEnabled: true,
    onPremisesSyncEnabled: null,
    ...parts,
  };
}

export function group(parts: Partial<SimulatedGroup> = {}): SimulatedGroup {
  const displayName = parts.displayName ?? "App owners";
  return {
    "@odata.type": "#microsoft.graph.group",
    id: simulatedId(`group ${displayName}`),
    displayName,
    ...parts,
  };
}

/** `role` is an id or a value of the resource's appRoles; the id of zeros is "default access". */
export function appRoleAssignment(
  principal: DirectoryObject,
  resource: SimulatedServicePrincipal,
  role: string,
  parts: RawBody = {},
): SimulatedAppRoleAssignment {
  const known = resource.appRoles?.find(({ id, value }) => id === role || value === role);
  if (!known && !/^[0-9a-f-]{36}$/.test(role))
    throw new Error(`${resource.displayName} has no role "${role}"`);
  const appRoleId = known?.id ?? role;
  return {
    id: simulatedKey(`${principal.id} ${resource.id} ${appRoleId}`),
    appRoleId,
    principalDisplayName: principal["displayName"] ?? null,
    principalId: principal.id,
    principalType: principalTypes[String(principal["@odata.type"])] ?? "ServicePrincipal",
    resourceDisplayName: resource.displayName,
    resourceId: resource.id,
    ...parts,
  };
}

/** Delegated permissions, for everybody or, where `principal` is given, for one user. */
export function oauth2PermissionGrant(
  client: DirectoryObject,
  resource: DirectoryObject,
  scope: string,
  { principal, ...parts }: RawBody & { readonly principal?: DirectoryObject } = {},
): SimulatedGrant {
  return {
    clientId: client.id,
    consentType: principal ? "Principal" : "AllPrincipals",
    id: simulatedKey(`${client.id} ${resource.id} ${principal?.id ?? ""}`),
    principalId: principal?.id ?? null,
    resourceId: resource.id,
    scope,
    ...parts,
  };
}

/** Trust in tokens of a GitHub repository. A claimsMatchingExpression makes it flexible: its subject is null. */
export function federatedIdentityCredential(parts: RawBody & { readonly name?: string } = {}): RawBody {
  const name = parts.name ?? "deploy";
  const flexible = parts["claimsMatchingExpression"] !== undefined;
  return {
    id: simulatedId(`federated credential ${name}`),
    name,
    issuer: "https://token.actions.githubusercontent.com",
    subject: flexible ? null : "repo:contoso/payroll:environment:production",
    ...parts,
  };
}

/** When a service principal last signed in, in whichever way. Activities may be null or missing, as in Graph. */
export function signInActivity(appId: string, parts: RawBody = {}): RawBody {
  return { id: Buffer.from(appId).toString("base64"), appId, ...parts };
}

/** `lastSignInActivity` and its four siblings hold this. */
export function lastSignIn(at: string): RawBody {
  return { lastSignInDateTime: at, lastSignInRequestId: simulatedId(`sign-in ${at}`) };
}

/** When one secret or certificate was last used. */
export function credentialSignInActivity(
  owner: SimulatedServicePrincipal,
  keyId: string,
  lastUsed: string,
  parts: RawBody = {},
): RawBody {
  return {
    id: Buffer.from(`${owner.appId}.${keyId}`).toString("base64"),
    keyId,
    appId: owner.appId,
    servicePrincipalObjectId: owner.id,
    signInActivity: lastSignIn(lastUsed),
    ...parts,
  };
}

const principalTypes: Readonly<Record<string, string>> = {
  "#microsoft.graph.user": "User",
  "#microsoft.graph.group": "Group",
};
