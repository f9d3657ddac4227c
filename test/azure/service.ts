import { randomUUID } from "node:crypto";
import type { Page } from "./paging.ts";

/** The requests of a scan that faults, page sizes and the log know by name. */
export type Route = "openid" | "token" | "logQuery" | ArmRoute | GraphRoute;

export type ArmRoute =
  | "metadata"
  | "subscriptions"
  | "subscription"
  | "tenants"
  | "storageAccounts"
  | "localUsers"
  | "localUser"
  | "localUserKeys"
  | "containers"
  | "blobDiagnosticSettings"
  | "accountDiagnosticSettings"
  | "subscriptionDiagnosticSettings"
  | "managementGroupDiagnosticSettings"
  | "entraDiagnosticSettings"
  | "activityLog"
  | "defenderPlan"
  | "defenderSetting"
  | "userAssignedIdentities"
  | "identityFederatedCredentials"
  | "roleAssignments"
  | "roleDefinitions"
  | "roleEligibilities"
  | "denyAssignments"
  | "policyAssignments"
  | "policyDefinitions"
  | "policySetDefinitions"
  | "resourceGroups"
  | "managementGroups"
  | "managementGroupDescendants";

export const graphRoutes = [
  "organization",
  "applications",
  "application",
  "servicePrincipals",
  "servicePrincipal",
  "appRoleAssignedTo",
  "appRoleAssignments",
  "owners",
  "federatedIdentityCredentials",
  "oauth2PermissionGrants",
  "directoryRoleAssignments",
  "directoryRoleDefinitions",
  "directoryRoleEligibilities",
  "groupMembers",
  "authorizationPolicy",
  "permissionGrantPolicies",
  "adminConsentRequestPolicy",
  "defaultAppManagementPolicy",
  "appManagementPolicies",
  "appliesTo",
  "signInActivities",
  "credentialSignInActivities",
  "domains",
  "directoryAudits",
  "signIns",
  "namedLocations",
  "getByIds",
  "batch",
] as const;

export type GraphRoute = (typeof graphRoutes)[number];

export interface Call {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string | undefined;
  /** By lower-cased name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body of a POST as it came; empty otherwise. */
  readonly text: string;
}

/** One of Azure's services: what it answers when all is well, and how it words each refusal. */
export interface Service {
  route(method: string, url: URL): Route | undefined;
  /** `again` answers a call that came inside this one, faults included. */
  answer(call: Call, again: (part: Call) => Answer): Answer;
  refuse(call: Call, refusal: Refusal): Answer;
}

export type Refusal =
  | { readonly kind: "denied" | "not-found" | "not-registered" | "expired-token" | "expired-page" }
  | { readonly kind: "throttled"; readonly retryAfter?: number }
  | { readonly kind: "server-error"; readonly status: ServerErrorStatus; readonly retryAfter?: number };

export type ServerErrorStatus = 500 | 502 | 503 | 504;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** A string goes out as it is, anything else as JSON, undefined as no body. */
  readonly body?: unknown;
  /** Set on a page of a list, for faults that change pages. */
  readonly page?: Page;
  /** The token was not accepted. Faults come behind authentication, as in Azure, so none is spent on it. */
  readonly unauthenticated?: true;
  /** What goes wrong below HTTP. "cut": the connection ends in the body; "short": the length fits the cut body. */
  readonly wire?: "reset" | "hang" | "cut" | "short";
}

/** Headers of Azure Resource Manager itself. Errors of the gateway name it in x-ms-failure-cause. */
export function armHeaders(): Record<string, string> {
  const id = randomUUID();
  return {
    "cache-control": "no-cache",
    pragma: "no-cache",
    "content-type": "application/json; charset=utf-8",
    expires: "-1",
    "x-ms-request-id": id,
    "x-ms-correlation-request-id": id,
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
  };
}

export function graphHeaders(contentType: string): Record<string, string> {
  return {
    "cache-control": "no-cache",
    "transfer-encoding": "chunked",
    "content-type": contentType,
    vary: "Accept-Encoding",
    "strict-transport-security": "max-age=31536000",
    "request-id": randomUUID(),
    "x-ms-ags-diagnostic":
      '{"ServerInfo":{"DataCenter":"West Europe","Slice":"E","Ring":"5","ScaleUnit":"000","RoleInstance":"SIMULATED"}}',
    "x-ms-resource-unit": "1",
  };
}

export function loginHeaders(): Record<string, string> {
  return {
    "cache-control": "no-store, no-cache",
    pragma: "no-cache",
    "content-type": "application/json; charset=utf-8",
    expires: "-1",
    "x-ms-request-id": randomUUID(),
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
  };
}
