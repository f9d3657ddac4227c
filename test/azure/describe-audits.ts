import { correlationOf, type Deed, isUser, later, nameOf, officeAddress } from "./describe-deeds.ts";
import type { DirectoryObject, RawBody, SimulatedApplication, SimulatedUser } from "./describe-entra.ts";
import { simulatedId, simulatedKey } from "./simulated-id.ts";

/** One deed in Entra ID, as Microsoft Graph tells it and as the table AuditLogs does. */
export interface AuditDeed {
  readonly audit: RawBody;
  readonly row: RawBody;
}

interface AuditParts extends Deed {
  readonly operation: string;
  readonly category: string;
  readonly type: string;
  readonly targets: readonly AuditedTarget[];
  readonly details?: Readonly<Record<string, string>>;
  readonly result?: "success" | "failure";
  readonly loggedByService?: string;
}

export interface AuditedTarget {
  readonly type: string;
  readonly id: string | null;
  readonly displayName?: string | null;
  readonly userPrincipalName?: string | null;
  /** Before and after by name; JSON is written into a text of each. Undefined is null. */
  readonly properties?: Readonly<Record<string, readonly [before: unknown, after: unknown]>>;
}

const browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36";

/**
 * Any deed at all. What Entra ID changes is JSON in a text of JSON.
 * https://learn.microsoft.com/graph/api/resources/directoryaudit, https://learn.microsoft.com/azure/azure-monitor/reference/tables/auditlogs
 */
export function audited(parts: AuditParts): AuditDeed {
  const { by, operation, category, type, result = "success", loggedByService = "Core Directory" } = parts;
  const what = `${operation} ${JSON.stringify(parts.targets)}`;
  const correlationId = correlationOf(parts, what);
  const id = `Directory_${correlationId}_${simulatedKey(what).slice(0, 5).toUpperCase()}_${Number.parseInt(simulatedId(what).slice(0, 7), 16)}`;
  const ip = parts.ip === undefined ? officeAddress : parts.ip;
  const user = { id: by.id, displayName: null, userPrincipalName: by["userPrincipalName"], ipAddress: ip };
  const app = { appId: null, displayName: nameOf(by), servicePrincipalId: by.id, servicePrincipalName: null };
  const additionalDetails = Object.entries({
    ...((isUser(by) || parts.userAgent !== undefined) && { "User-Agent": parts.userAgent ?? browser }),
    ...parts.details,
  }).map(([key, value]) => ({ key, value }));
  const targetResources = parts.targets.map((target) => ({
    id: target.id,
    displayName: target.displayName ?? null,
    type: target.type,
    userPrincipalName: target.userPrincipalName ?? null,
    groupType: null,
    modifiedProperties: Object.entries(target.properties ?? {}).map(([displayName, [before, after]]) => ({
      displayName,
      oldValue: inText(before),
      newValue: inText(after),
    })),
  }));
  const time = later(parts.at);
  const common = { resultReason: "", loggedByService };
  return {
    audit: {
      id,
      category,
      correlationId,
      result,
      activityDisplayName: operation,
      activityDateTime: time,
      operationType: type,
      ...common,
      initiatedBy: isUser(by)
        ? { app: null, user: { ...user, userType: null, homeTenantId: null, homeTenantName: null } }
        : { user: null, app },
      targetResources,
      additionalDetails,
    },
    row: {
      TimeGenerated: time,
      ActivityDateTime: time,
      ActivityDisplayName: operation,
      OperationName: operation,
      AADOperationType: type,
      AADTenantId: simulatedId("tenant Contoso"),
      AdditionalDetails: additionalDetails,
      Category: category,
      CorrelationId: correlationId,
      DurationMs: 0,
      Id: id,
      Identity: nameOf(by),
      InitiatedBy: isUser(by) ? { user: { ...user, roles: [] } } : { app },
      Level: "4",
      LoggedByService: loggedByService,
      OperationVersion: "1.0",
      Resource: "Microsoft.aadiam",
      ResourceGroup: "Microsoft.aadiam",
      ResourceId: `/tenants/${simulatedId("tenant Contoso")}/providers/Microsoft.aadiam`,
      Result: result,
      ResultSignature: "None",
      SourceSystem: "Azure AD",
      TargetResources: targetResources.map((target) => ({
        id: target.id,
        displayName: target.displayName,
        type: target.type,
        // Only users have one here.
        ...(target.userPrincipalName !== null && { userPrincipalName: target.userPrincipalName }),
        modifiedProperties: target.modifiedProperties,
        administrativeUnits: [],
      })),
    },
  };
}

/** The category of most of it. */
export const applications = "ApplicationManagement";
const all = (value: unknown): readonly unknown[] => [value];

/** An application of one tenant alone, unless `multiTenant` says otherwise. */
export function registered({
  app,
  multiTenant = false,
  addresses = [],
  ...deed
}: Deed & {
  readonly app: SimulatedApplication;
  readonly multiTenant?: boolean;
  readonly addresses?: readonly string[];
}): AuditDeed {
  return audited({
    ...deed,
    operation: "Add application",
    category: applications,
    type: "Add",
    details: { AppId: app.appId },
    targets: [
      {
        ...targetOf("Application", app),
        properties: {
          ...(addresses.length > 0 && { AppAddress: [[], addresses.map(addressOf)] }),
          AppId: [[], all(app.appId)],
          AvailableToOtherTenants: [[], all(multiTenant)],
          DisplayName: [[], all(app.displayName)],
          RequiredResourceAccess: [[], []],
          ...updated("AppId, AvailableToOtherTenants, DisplayName, RequiredResourceAccess"),
        },
      },
    ],
  });
}

/** A directory role, whose members are users and applications. */
export function roleGiven({
  member,
  role,
  ...deed
}: Deed & {
  readonly member: DirectoryObject;
  readonly role: { readonly displayName: string; readonly templateId: string };
}): AuditDeed {
  const roleId = simulatedId(`role ${role.templateId}`);
  return audited({
    ...deed,
    operation: "Add member to role",
    category: "RoleManagement",
    type: "Assign",
    targets: [
      {
        ...targetOf(isUser(member) ? "User" : "ServicePrincipal", member),
        properties: {
          "Role.ObjectID": [undefined, roleId],
          "Role.DisplayName": [undefined, role.displayName],
          "Role.TemplateId": [undefined, role.templateId],
          "Role.WellKnownObjectName": [undefined, role.displayName.replaceAll(" ", "")],
        },
      },
      { type: "Role", id: roleId },
    ],
  });
}

/** An app password of a user's, which needs no second factor. */
export function appPasswordCreated({ user, ...deed }: Deed & { readonly user: SimulatedUser }): AuditDeed {
  return audited({
    ...deed,
    operation: "Create application password for user",
    category: "UserManagement",
    type: "Add",
    targets: [targetOf("User", user)],
  });
}

/** What users may do by themselves. */
export function authorizationPolicyUpdated({
  properties,
  ...deed
}: Deed & { readonly properties: NonNullable<AuditedTarget["properties"]> }): AuditDeed {
  return audited({
    ...deed,
    operation: "Update authorization policy",
    category: "AuthorizationPolicy",
    type: "Update",
    loggedByService: "Core Directory",
    targets: [
      {
        type: "Policy",
        id: simulatedId("authorization policy"),
        displayName: "Authorization Policy",
        properties: { ...properties, ...updated(Object.keys(properties).join(", ")) },
      },
    ],
  });
}

/** Who signs in the users of a domain. */
export function federationSet({
  domain,
  issuer,
  ...deed
}: Deed & { readonly domain: string; readonly issuer: string }): AuditDeed {
  return audited({
    ...deed,
    operation: "Set federation settings on domain",
    category: "DirectoryManagement",
    type: "Update",
    targets: [
      {
        type: "Other",
        id: null,
        displayName: domain,
        properties: {
          IssuerUri: [all(""), all(issuer)],
          PassiveSignInUri: [all(""), all(`${issuer}/signin`)],
          ...updated("IssuerUri, PassiveSignInUri"),
        },
      },
    ],
  });
}

export function targetOf(type: string, thing: DirectoryObject): AuditedTarget {
  const upn = thing["userPrincipalName"];
  return {
    type,
    id: thing.id,
    displayName: nameOf(thing),
    userPrincipalName: typeof upn === "string" ? upn : null,
  };
}

export function addressOf(address: string): object {
  return {
    AddressType: 0,
    Address: address,
    ReplyAddressClientType: 1,
    ReplyAddressIndex: null,
    IsReplyAddressDefault: false,
  };
}

/** Entra ID says at the end what it wrote. */
export function updated(names: string): Readonly<Record<string, readonly [unknown, unknown]>> {
  return { "Included Updated Properties": [undefined, names] };
}

function inText(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
