import { callerOf, type Deed, later, officeAddress, outsideAddress } from "./describe-deeds.ts";
import type { RawBody, SimulatedServicePrincipal } from "./describe-entra.ts";
import { appIds } from "./describe-resources.ts";
import { simulatedId } from "./simulated-id.ts";

/** One sign-in of a service principal, as Graph's beta tells it and as AADServicePrincipalSignInLogs does. */
export interface SignInDeed {
  readonly signIn: RawBody;
  readonly row: RawBody;
}

export interface SignInParts {
  readonly principal: SimulatedServicePrincipal;
  readonly at: string;
  readonly ip?: string;
  readonly keyId?: string;
  readonly federatedCredentialId?: string;
  readonly resource?: { readonly displayName: string; readonly appId: string };
  /** ISO 3166 code. */
  readonly country?: string;
  /** 0, or the number of an AADSTS error. */
  readonly error?: number;
}

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/aadserviceprincipalsigninlogs */
export function signedIn(parts: SignInParts): SignInDeed {
  const { principal, keyId, federatedCredentialId, country = "NL", error = 0, ip = officeAddress } = parts;
  const resource = parts.resource ?? { displayName: "Microsoft Graph", appId: appIds.graph };
  const id = simulatedId(`sign-in ${principal.id} ${parts.at} ${ip} ${resource.appId} ${keyId} ${error}`);
  const location = {
    city: country === "NL" ? "Amsterdam" : "",
    state: "",
    countryOrRegion: country,
    geoCoordinates: { latitude: 52.37, longitude: 4.89 },
  };
  const reason = error === 0 ? "Other." : "Invalid client secret provided.";
  const time = later(parts.at);
  const correlationId = simulatedId(`correlation ${id}`);
  const resourceServicePrincipalId = simulatedId(`service principal ${resource.displayName}`);
  return {
    signIn: {
      id,
      // Seconds, unlike the table.
      createdDateTime: `${new Date(parts.at).toISOString().slice(0, 19)}Z`,
      appId: principal.appId,
      appDisplayName: principal.displayName,
      ipAddress: ip,
      correlationId,
      resourceDisplayName: resource.displayName,
      resourceId: resource.appId,
      status: { errorCode: error, failureReason: reason, additionalDetails: null },
      location: { ...location, geoCoordinates: { altitude: null, ...location.geoCoordinates } },
      signInEventTypes: ["servicePrincipal"],
      servicePrincipalId: principal.id,
      servicePrincipalName: principal.displayName,
      servicePrincipalCredentialKeyId: keyId ?? null,
      federatedCredentialId: federatedCredentialId ?? null,
      clientCredentialType:
        federatedCredentialId === undefined ? "clientSecret" : "federatedIdentityCredential",
      resourceServicePrincipalId,
      uniqueTokenIdentifier: id.replaceAll("-", ""),
    },
    row: {
      TimeGenerated: time,
      AppId: principal.appId,
      Category: "ServicePrincipalSignInLogs",
      ConditionalAccessStatus: "notApplied",
      CorrelationId: correlationId,
      DurationMs: 0,
      ...(federatedCredentialId !== undefined && { FederatedCredentialId: federatedCredentialId }),
      Id: id,
      IPAddress: ip,
      Level: "4",
      Location: country,
      LocationDetails: JSON.stringify(location),
      OperationName: "Sign-in activity",
      OperationVersion: "1.0",
      ResourceDisplayName: resource.displayName,
      ResourceGroup: "Microsoft.aadiam",
      ResourceIdentity: resource.appId,
      ResourceServicePrincipalId: resourceServicePrincipalId,
      ResultDescription: error === 0 ? "" : reason,
      ResultSignature: error === 0 ? "SUCCESS" : "FAILURE",
      ResultType: String(error),
      ...(keyId !== undefined && { ServicePrincipalCredentialKeyId: keyId }),
      ServicePrincipalId: principal.id,
      ServicePrincipalName: principal.displayName,
      SourceSystem: "Azure AD",
      UniqueTokenIdentifier: id.replaceAll("-", ""),
    },
  };
}

export interface SftpParts {
  /** ARM id. */
  readonly account: string;
  readonly at: string;
  /** `SftpConnect`, `SftpCreate`, `SftpRead`, … */
  readonly operation: string;
  readonly ip?: string;
  readonly port?: number;
  readonly authenticationType?: string;
  /** `Success`, `AuthenticationFailed`, `IpAuthorizationError`, … */
  readonly status?: string;
  /** `/container/folder/file`. */
  readonly path?: string;
  /** Of a rename. */
  readonly newPath?: string;
  readonly bytesIn?: number;
  readonly bytesOut?: number;
  readonly userAgent?: string;
}

/** A row of StorageBlobLogs. Nothing in it names the local user. https://learn.microsoft.com/azure/azure-monitor/reference/tables/storagebloblogs */
export function sftpOperation(parts: SftpParts): RawBody {
  const {
    account,
    operation,
    ip = officeAddress,
    port = 50_122,
    status = "Success",
    path = "",
    newPath,
  } = parts;
  const name = account.split("/").at(-1) ?? "";
  const uri = (of: string): string => `sftp://${name}.blob.core.windows.net:22${of}`;
  const statusCodes: Readonly<Record<string, string>> = { Success: "200", PathNotFound: "404" };
  return {
    TimeGenerated: later(parts.at),
    AccountName: name,
    AuthenticationType: parts.authenticationType ?? "LocalUserPassword",
    CallerIpAddress: ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`,
    Category: categoryOf(operation),
    CorrelationId: simulatedId(`sftp ${name} ${operation} ${parts.at} ${ip} ${path} ${port}`),
    ...(newPath !== undefined && { DestinationUri: uri(newPath) }),
    DurationMs: 31,
    Location: "westeurope",
    MetricResponseType: status,
    ...(path !== "" && { ObjectKey: `/${name}${path}` }),
    OperationCount: 0,
    OperationName: operation,
    OperationVersion: "2020-10-02",
    Protocol: "SFTP",
    RequestBodySize: parts.bytesIn ?? 0,
    RequestHeaderSize: 0,
    ResponseBodySize: parts.bytesOut ?? 0,
    ResponseHeaderSize: 0,
    SchemaVersion: "1.0",
    ServerLatencyMs: 30,
    ServiceType: "blob",
    SourceSystem: "Azure",
    StatusCode: statusCodes[status] ?? "403",
    StatusText: status,
    Uri: uri(path === "" ? "/" : path),
    UserAgentHeader: parts.userAgent ?? "SSH-2.0-OpenSSH_9.6",
    _ResourceId: account.toLowerCase(),
    _SubscriptionId: account.split("/")[2],
  };
}

function categoryOf(operation: string): string {
  if (/Create|Write|Commit|Rename|MakeDir|SetStat/i.test(operation)) return "StorageWrite";
  return /Remove|Delete/i.test(operation) ? "StorageDelete" : "StorageRead";
}

/** A row of MicrosoftGraphActivityLogs. https://learn.microsoft.com/azure/azure-monitor/reference/tables/microsoftgraphactivitylogs */
export function graphRequest(parts: {
  readonly principal: SimulatedServicePrincipal;
  readonly at: string;
  readonly method?: string;
  /** `/v1.0/users`. */
  readonly path: string;
  readonly status?: number;
  readonly ip?: string;
  readonly userAgent?: string;
  readonly roles?: string;
}): RawBody {
  const { principal, at, method = "GET", path, status = 200, ip = officeAddress } = parts;
  const id = simulatedId(`graph ${principal.id} ${at} ${method} ${path}`);
  return {
    TimeGenerated: later(at),
    AadTenantId: simulatedId("tenant Contoso"),
    ApiVersion: path.split("/")[1] ?? "",
    AppId: principal.appId,
    ClientAuthMethod: 1,
    ClientRequestId: id,
    DurationMs: 120_403,
    IPAddress: ip,
    Location: "West Europe",
    OperationId: id,
    RequestId: id,
    RequestMethod: method,
    RequestUri: `https://graph.microsoft.com${path}`,
    ResponseSizeBytes: 2048,
    ResponseStatusCode: status,
    Roles: parts.roles ?? "",
    ServicePrincipalId: principal.id,
    SignInActivityId: id.replaceAll("-", ""),
    TokenIssuedAt: later(at, -600_000),
    UserAgent: parts.userAgent ?? "python-requests/2.32.3",
  };
}

/** A row of OfficeActivity: a change in Exchange Online. https://learn.microsoft.com/azure/azure-monitor/reference/tables/officeactivity */
export function exchangeChange({
  at,
  by,
  operation,
  object,
  ip = outsideAddress,
  parameters = {},
}: Omit<Deed, "correlationId"> & {
  /** `New-InboundConnector`. */
  readonly operation: string;
  readonly object: string;
  readonly parameters?: Readonly<Record<string, string>>;
}): RawBody {
  return {
    TimeGenerated: later(at),
    ...(ip !== null && { ClientIP: ip.includes(":") ? `[${ip}]:51234` : `${ip}:51234` }),
    OfficeId: simulatedId(`office ${operation} ${at} ${object}`),
    OfficeObjectId: object,
    OfficeWorkload: "Exchange",
    Operation: operation,
    OrganizationId: simulatedId("tenant Contoso"),
    OriginatingServer: "AM0PR01MB0001 (15.20.0000.000)",
    Parameters: JSON.stringify(Object.entries(parameters).map(([Name, Value]) => ({ Name, Value }))),
    RecordType: "ExchangeAdmin",
    ResultStatus: "True",
    UserId: callerOf(by),
    UserKey: callerOf(by),
    UserType: "Admin",
    ...(typeof by["appId"] === "string" && { AppId: by["appId"] }),
  };
}

/** Addresses that the tenant has given a name. https://learn.microsoft.com/graph/api/resources/ipnamedlocation */
export function ipLocation(parts: {
  readonly displayName?: string;
  readonly ranges: readonly string[];
  readonly isTrusted?: boolean;
}): RawBody {
  const { displayName = "Head office", ranges, isTrusted = true } = parts;
  return {
    "@odata.type": "#microsoft.graph.ipNamedLocation",
    id: simulatedId(`named location ${displayName}`),
    displayName,
    modifiedDateTime: "2025-03-06T10:22:41.0382119Z",
    createdDateTime: "2025-03-06T10:22:41.0382119Z",
    isTrusted,
    ipRanges: ranges.map((cidrAddress) => ({
      "@odata.type": `#microsoft.graph.iPv${cidrAddress.includes(":") ? "6" : "4"}CidrRange`,
      cidrAddress,
    })),
  };
}

/** Countries, which nobody can trust. https://learn.microsoft.com/graph/api/resources/countrynamedlocation */
export function countryLocation(displayName: string, countries: readonly string[]): RawBody {
  return {
    "@odata.type": "#microsoft.graph.countryNamedLocation",
    id: simulatedId(`named location ${displayName}`),
    displayName,
    modifiedDateTime: "2025-03-06T10:22:41.0382119Z",
    createdDateTime: "2025-03-06T10:22:41.0382119Z",
    countriesAndRegions: countries,
    includeUnknownCountriesAndRegions: false,
    countryLookupMethod: "clientIpAddress",
  };
}
