import { randomUUID } from "node:crypto";
import { type Answer, armHeaders, graphHeaders, loginHeaders, type ServerErrorStatus } from "./service.ts";
import type { Token, TokenState } from "./tokens.ts";

// Codes and wording are Azure's own; what a scanner tells its user is read from these bodies.

type ExtraHeaders = Readonly<Record<string, string>>;

/** An error of ARM's gateway. */
export function armError(
  status: number,
  code: string,
  message: string,
  more: { readonly headers?: ExtraHeaders; readonly details?: readonly object[] } = {},
): Answer {
  return {
    status,
    headers: { ...armHeaders(), "x-ms-failure-cause": "gateway", ...more.headers },
    body: { error: { code, message, ...(more.details && { details: more.details }) } },
  };
}

export function authorizationFailed(token: Token, action: string, scope: string): Answer {
  const { clientId, objectId } = token.client;
  return armError(
    403,
    "AuthorizationFailed",
    `The client '${clientId}' with object id '${objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

export function subscriptionNotFound(subscriptionId: string): Answer {
  return armError(404, "SubscriptionNotFound", `The subscription '${subscriptionId}' could not be found.`);
}

export function resourceNotFound(resource: string, resourceGroup: string): Answer {
  return armError(
    404,
    "ResourceNotFound",
    `The Resource '${resource}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

export function identityNotFound(name: string, resourceGroup: string): Answer {
  return resourceNotFound(`Microsoft.ManagedIdentity/userAssignedIdentities/${name}`, resourceGroup);
}

export function managementGroupNotFound(name: string): Answer {
  return armError(404, "NotFound", `The management group '${name}' cannot be found.`);
}

/** A lock that makes things read-only stops POSTs too, since a POST may change something. */
export function scopeLocked(scope: string, locked: string): Answer {
  return armError(
    409,
    "ScopeLocked",
    `The scope '${scope}' cannot perform write operation because following scope(s) are locked: '${locked}'. Please remove the lock and try again.`,
  );
}

export function missingRegistration(namespace: string): Answer {
  const code = "MissingSubscriptionRegistration";
  const message = `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`;
  return armError(409, code, message, { details: [{ code, target: namespace, message }] });
}

/** ARM checks the version of a list itself and of a resource where it lies, so the two are worded differently. */
export function unsupportedStorageVersion(
  asked: string,
  supported: readonly string[],
  location: string | undefined,
  type = "storageAccounts/localUsers",
): Answer {
  const versions = supported.join(", ");
  if (location === undefined) {
    return invalidResourceType("Microsoft.Storage", "storageAccounts", asked, supported);
  }
  const message = `No registered resource provider found for location '${location}' and API version '${asked}' for type '${type}'. The supported api-versions are '${versions}'. The supported locations are '${location}'.`;
  return armError(400, "NoRegisteredProviderFound", message);
}

export function invalidResourceType(
  namespace: string,
  type: string,
  asked: string,
  supported: readonly string[],
): Answer {
  const message = `The resource type '${type}' could not be found in the namespace '${namespace}' for api version '${asked}'. The supported api-versions are '${supported.join(", ")}'.`;
  return armError(400, "InvalidResourceType", message);
}

export function unsupportedVersion(asked: string, supported: readonly string[]): Answer {
  return armError(
    400,
    "InvalidApiVersionParameter",
    `The api-version '${asked}' is invalid. The supported versions are '${supported.join(",")}'.`,
  );
}

/** ARM's token bucket, https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling */
export function requestsThrottled(
  subscriptionId: string | undefined,
  actor: string,
  retryAfter: number | undefined,
  kind: "read" | "write" = "read",
): Answer {
  const who = subscriptionId === undefined ? "tenant" : `subscription '${subscriptionId}'`;
  return armError(
    429,
    subscriptionId === undefined ? "TenantRequestsThrottled" : "SubscriptionRequestsThrottled",
    `Number of '${kind}' requests for ${who} actor '${actor}' exceeded. Please try again after '${retryAfter ?? 1}' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.`,
    { headers: retryAfterHeader(retryAfter) },
  );
}

/** The Storage resource provider's own limit: 800 reads and 100 lists in 5 minutes. */
export function storageThrottled(operation: "List" | "Read", retryAfter: number | undefined): Answer {
  return armError(
    429,
    "TooManyRequests",
    `The request is being throttled as the limit has been reached for operation type - ${operation}_ObservationWindow_00:05:00. For more information, see - https://aka.ms/srpthrottlinglimits`,
    { headers: retryAfterHeader(retryAfter) },
  );
}

export function armServerError(status: ServerErrorStatus, retryAfter: number | undefined): Answer {
  const [code, message] = armFailures[status];
  return armError(status, code, message, { headers: retryAfterHeader(retryAfter) });
}

/** ARM's 401s. `audiences` are the ones it accepts. */
export function armUnauthorized(state: TokenState, login: string, audiences: readonly string[]): Answer {
  const [code, message] = armTokenProblem(state, audiences);
  const description = message.replaceAll('"', "'");
  const challenge = `Bearer authorization_uri="${login}/", error="invalid_token", error_description="${description}"`;
  return {
    ...armError(401, code, message, { headers: { "www-authenticate": challenge } }),
    unauthenticated: true,
  };
}

function armTokenProblem(state: TokenState, audiences: readonly string[]): readonly [string, string] {
  switch (state.kind) {
    case "missing":
      return ["AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing."];
    case "wrong-audience":
      return [
        "InvalidAuthenticationTokenAudience",
        `The access token has been obtained for wrong audience or resource '${state.token.audience}'. It should exactly match with one of the allowed audiences '${audiences.join("','")}'.`,
      ];
    case "expired":
    case "valid":
      return [
        "ExpiredAuthenticationToken",
        `The access token expiry UTC time '${usTime(Math.min(state.token.expiresAt, Date.now()))}' is earlier than current UTC time '${usTime(Date.now())}'.`,
      ];
    case "unknown":
      return ["InvalidAuthenticationToken", "The access token is invalid."];
  }
}

export function graphError(
  status: number,
  code: string,
  message: string,
  headers: ExtraHeaders = {},
): Answer {
  const sent = { ...graphHeaders("application/json"), ...headers };
  const id = sent["request-id"] ?? randomUUID();
  // Graph's innerError date has no zone.
  const date = new Date().toISOString().slice(0, 19);
  return {
    status,
    headers: sent,
    body: { error: { code, message, innerError: { date, "request-id": id, "client-request-id": id } } },
  };
}

export function graphUnauthorized(state: TokenState): Answer {
  const message = {
    missing: "Access token is empty.",
    unknown: "Access token validation failure. Invalid signature.",
    "wrong-audience": "Access token validation failure. Invalid audience.",
    expired: "Lifetime validation failed, the token is expired.",
    valid: "Lifetime validation failed, the token is expired.",
  }[state.kind];
  return { ...graphError(401, "InvalidAuthenticationToken", message), unauthenticated: true };
}

export function graphServerError(status: ServerErrorStatus, retryAfter: number | undefined): Answer {
  const code = {
    500: "InternalServerError",
    502: "BadGateway",
    503: "ServiceUnavailable",
    504: "GatewayTimeout",
  }[status];
  return graphError(
    status,
    code,
    "The service could not complete the request. Try again later.",
    retryAfterHeader(retryAfter),
  );
}

/** An answer of the token endpoint; `number` is the AADSTS code, https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
export function signInError(
  login: string,
  status: number,
  error: string,
  number: number,
  message: string,
  headers: ExtraHeaders = {},
): Answer {
  const trace = randomUUID();
  const correlation = randomUUID();
  const timestamp = `${new Date().toISOString().slice(0, 19).replace("T", " ")}Z`;
  return {
    status,
    headers: {
      ...loginHeaders(),
      "x-ms-request-id": trace,
      ...headers,
    },
    body: {
      error,
      error_description: `AADSTS${number}: ${message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [number],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `${login}/error?code=${number}`,
    },
  };
}

export function retryAfterHeader(seconds: number | undefined): Record<string, string> {
  return seconds === undefined ? {} : { "retry-after": String(seconds) };
}

/** ARM writes these times in the American way: 11/21/2026 8:05:25 AM. */
function usTime(at: number): string {
  return new Date(at).toLocaleString("en-US", { timeZone: "UTC" }).replace(",", "");
}

const armFailures: Record<ServerErrorStatus, readonly [code: string, message: string]> = {
  500: [
    "InternalServerError",
    "Encountered internal server error. Diagnostic information: tracking id 'simulated'.",
  ],
  502: ["ProviderError", "Resource provider failed to return collection response."],
  503: ["ServerUnavailable", "The server is currently unavailable. Please retry after some time."],
  504: [
    "GatewayTimeout",
    "The gateway did not receive a response from the resource provider within the specified time period.",
  ],
};
