import {
  callerOf,
  correlationOf,
  type Deed,
  isUser,
  later,
  nameOf,
  officeAddress,
} from "./describe-deeds.ts";
import type { RawBody } from "./describe-entra.ts";
import { simulatedId } from "./simulated-id.ts";

/** One deed by way of Azure Resource Manager: the events of the Activity Log and the rows of AzureActivity, in time's order. */
export interface AzureDeed {
  readonly events: readonly RawBody[];
  readonly rows: readonly RawBody[];
}

export interface AzureParts extends Deed {
  /** `Microsoft.Storage/storageAccounts/write`, in whichever case. */
  readonly operation: string;
  /** ARM id of what is changed. */
  readonly resourceId: string;
  /** JSON of the request; an empty text where there is none, and undefined where the log holds nothing of it. */
  readonly request?: unknown;
  readonly response?: unknown;
  /** Where the request stands: mostly in both rows, of role assignments in the first alone. */
  readonly requestIn?: "started" | "both";
  readonly ends?: "Succeeded" | "Failed";
  readonly method?: "PUT" | "PATCH" | "POST" | "DELETE";
  /** How the operation reads in the portal. */
  readonly title?: string;
}

/**
 * Two rows tell of it: that it began and how it ended. They share correlation and operation.
 * https://learn.microsoft.com/azure/azure-monitor/essentials/activity-log-schema, https://learn.microsoft.com/azure/azure-monitor/reference/tables/azureactivity
 */
export function changed(parts: AzureParts): AzureDeed {
  const told = [toldOf(parts, "Started"), toldOf(parts, parts.ends ?? "Succeeded")];
  return { events: told.map(({ event }) => event), rows: told.map(({ row }) => row) };
}

type Status = "Started" | "Succeeded" | "Failed";

function toldOf(parts: AzureParts, status: Status): { readonly event: RawBody; readonly row: RawBody } {
  const { operation, resourceId, by, method = "PUT", title = operation } = parts;
  const begins = status === "Started";
  const time = later(parts.at, begins ? 0 : 1200);
  const correlationId = correlationOf(parts, `${operation} ${resourceId}`);
  const eventDataId = simulatedId(`event ${correlationId} ${operation} ${resourceId} ${status}`);
  const [, subscriptionId = ""] = /^\/subscriptions\/([^/]+)/i.exec(resourceId) ?? [];
  const [, resourceGroup = ""] = /\/resourceGroups\/([^/]+)/i.exec(resourceId) ?? [];
  const [provider = ""] = operation.split("/");
  const code = begins ? "" : status === "Failed" ? "Forbidden" : "OK";
  const http = begins ? "" : status === "Failed" ? "403" : "200";
  const ip = parts.ip === undefined ? officeAddress : parts.ip;
  const httpRequest = {
    clientRequestId: simulatedId(`request ${correlationId}`),
    ...(ip !== null && { clientIpAddress: ip }),
    method,
  };
  const authorization = { action: operation, scope: resourceId };
  const claims = claimsOf(parts);
  const properties = propertiesOf(parts, status, code);
  const operationId = simulatedId(`operation ${correlationId}`);
  const ticks = String(621_355_968_000_000_000n + BigInt(Date.parse(time)) * 10_000n);
  return {
    event: {
      authorization,
      caller: callerOf(by),
      claims,
      correlationId,
      description: "",
      eventDataId,
      eventName: begins ? both("BeginRequest", "Begin request") : both("EndRequest", "End request"),
      category: both("Administrative"),
      httpRequest,
      id: `${resourceId}/events/${eventDataId}/ticks/${ticks}`,
      level: status === "Failed" ? "Error" : "Informational",
      resourceGroupName: resourceGroup,
      resourceProviderName: both(provider),
      resourceId,
      resourceType: both(operation.split("/").slice(0, -1).join("/")),
      operationId,
      operationName: both(operation, title),
      properties,
      status: both(status),
      subStatus: both(code, code === "" ? "" : `${code} (HTTP Status Code: ${http})`),
      eventTimestamp: time,
      submissionTimestamp: later(time, 95_000),
      subscriptionId,
      tenantId: simulatedId("tenant Contoso"),
    },
    row: {
      TimeGenerated: time,
      ActivityStatusValue: { Started: "Start", Succeeded: "Success", Failed: "Failure" }[status],
      ActivitySubstatusValue: code,
      Authorization: JSON.stringify(authorization),
      Authorization_d: authorization,
      Caller: callerOf(by),
      ...(ip !== null && { CallerIpAddress: ip }),
      CategoryValue: "Administrative",
      Claims: JSON.stringify(claims),
      Claims_d: claims,
      CorrelationId: correlationId,
      EventDataId: eventDataId,
      EventSubmissionTimestamp: later(time, 95_000),
      Hierarchy: subscriptionId,
      HTTPRequest: JSON.stringify(httpRequest),
      Level: status === "Failed" ? "Error" : "Information",
      OperationId: operationId,
      // The export writes operations and providers in capitals, and ids in small letters.
      OperationNameValue: operation.toUpperCase(),
      Properties: JSON.stringify(properties),
      Properties_d: properties,
      Resource: resourceId.split("/").at(-1),
      ResourceGroup: resourceGroup.toUpperCase(),
      ResourceProviderValue: provider.toUpperCase(),
      _ResourceId: resourceId.toLowerCase(),
      SourceSystem: "Azure",
      SubscriptionId: subscriptionId,
      _SubscriptionId: subscriptionId,
    },
  };
}

/** Bodies are texts that hold JSON, beside other texts. */
function propertiesOf(parts: AzureParts, status: Status, code: string): RawBody {
  const { request, response, requestIn = "both", operation, resourceId } = parts;
  const begins = status === "Started";
  const told = begins || requestIn === "both";
  return {
    ...(!begins && { statusCode: code, serviceRequestId: "" }),
    ...(told && request !== undefined && { requestbody: bodyText(request) }),
    ...(status === "Succeeded" && response !== undefined && { responseBody: bodyText(response) }),
    eventCategory: "Administrative",
    entity: resourceId,
    message: operation,
    hierarchy: /^\/subscriptions\/([^/]+)/i.exec(resourceId)?.[1] ?? "",
  };
}

function bodyText(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

/** Of the token that the call came with. */
function claimsOf({ by, at, ip }: Deed): Readonly<Record<string, string>> {
  const issued = Math.floor(Date.parse(at) / 1000);
  const schema = "http://schemas.microsoft.com";
  const soap = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims";
  const common = {
    aud: "https://management.core.windows.net/",
    iss: `https://sts.windows.net/${simulatedId("tenant Contoso")}/`,
    iat: String(issued),
    nbf: String(issued),
    exp: String(issued + 3600),
    ver: "1.0",
    [`${schema}/identity/claims/tenantid`]: simulatedId("tenant Contoso"),
    [`${schema}/identity/claims/objectidentifier`]: by.id,
    [`${soap}/nameidentifier`]: simulatedId(`name ${by.id}`),
    ...(typeof ip === "string" && { ipaddr: ip }),
  };
  if (!isUser(by)) return { ...common, appid: String(by["appId"]), appidacr: "1", idtyp: "app" };
  return {
    ...common,
    appid: azureCli,
    appidacr: "0",
    name: nameOf(by),
    [`${soap}/upn`]: String(by["userPrincipalName"]),
    [`${soap}/name`]: String(by["userPrincipalName"]),
    [`${schema}/identity/claims/scope`]: "user_impersonation",
  };
}

const azureCli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

function both(value: string, localizedValue = value): object {
  return { value, localizedValue };
}
