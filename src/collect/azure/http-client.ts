import { createDefaultHttpClient, type HttpClient, type PipelineRequest } from "@azure/core-rest-pipeline";

import { isRecord } from "../properties.ts";
import { parseObject } from "./classify.ts";

/** What may leave the process: the promise "read-only, and a token goes to its own origin", as one function. */
export interface Passage {
  /** Origins that may see an Authorization header: ARM, Graph, and the sign-in helper of a CI job. */
  readonly tokenOrigins: readonly string[];
  /** Origins that hand out tokens, and may be sent a POST for one. */
  readonly loginOrigins: readonly string[];
  /** Microsoft Graph, which takes two questions as a POST. */
  readonly graphOrigins?: readonly string[];
  /** The endpoint of Azure Resource Manager, which takes one where `listKeys` is set. */
  readonly arm?: string;
  /** The person said `--read-ssh-keys`. */
  readonly listKeys?: true;
  /** The endpoint of Log Analytics, where the person named workspaces. It takes one POST: a query. */
  readonly logs?: string;
  /** Ends whatever is under way when the person wants out. */
  readonly signal?: AbortSignal;
  /**
   * Milliseconds for requests without a limit of their own: the sign-in library waits for ever on an authority that
   * does not answer.
   */
  readonly timeoutMs?: number;
}

/** The token and device-code endpoints of Entra ID: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
const SIGN_IN = /^\/[^/]+\/oauth2\/(?:v2\.0\/)?(?:token|devicecode)$/;

/** Names under which MSAL addresses the authorities of the three clouds. */
const LOGIN_ALIASES = [
  "https://login.microsoftonline.com",
  "https://login.windows.net",
  "https://login.microsoftonline.us",
  "https://login.chinacloudapi.cn",
  "https://login.partner.microsoftonline.cn",
] as const;

/** The one HTTP client under ARM, Graph and sign-in. It refuses before a socket is opened. */
export function guardedHttpClient(
  passage: Passage,
  inner: HttpClient = createDefaultHttpClient(),
): HttpClient {
  return {
    async sendRequest(request) {
      const refusal = refuse(request, passage);
      if (refusal !== undefined) throw new Error(refusal);
      if (request.timeout === 0) request.timeout = passage.timeoutMs ?? 0;
      if (passage.signal !== undefined) request.abortSignal = combined(request.abortSignal, passage.signal);
      return await inner.sendRequest(request);
    },
  };
}

/** The sign-in library brings signals of its own, which must not keep the person's from counting. */
function combined(own: PipelineRequest["abortSignal"], person: AbortSignal): AbortSignal {
  return own instanceof AbortSignal && own !== person ? AbortSignal.any([own, person]) : person;
}

/**
 * The client with a memory for why the sign-in last failed: MSAL says `endpoints_resolution_error` alike for a tenant
 * that does not exist, a proxy that does not answer, and a certificate that nobody trusts.
 */
export function remembersRefusal(
  inner: HttpClient,
  origin: string,
): { client: HttpClient; refusal: () => string } {
  let refusal = "";
  const client: HttpClient = {
    async sendRequest(request) {
      const isLogin = new URL(request.url).origin === origin;
      try {
        const response = await inner.sendRequest(request);
        // Other bodies are not looked at: one of them may hold a secret.
        const words =
          isLogin && response.status >= 400
            ? parseObject(response.bodyAsText)?.["error_description"]
            : undefined;
        if (typeof words === "string") refusal = words;
        return response;
      } catch (error) {
        if (isLogin) refusal = `${origin}: ${error instanceof Error ? error.message : String(error)}`;
        throw error;
      }
    },
  };
  return { client, refusal: () => refusal };
}

/** Why a request may not leave, or undefined where it may. */
export function refuse(
  request: Pick<PipelineRequest, "url" | "method" | "headers" | "body">,
  passage: Passage,
): string | undefined {
  const { origin, pathname } = new URL(request.url);
  if (request.headers.has("authorization") && !passage.tokenOrigins.includes(origin)) {
    return `refused to send a token to ${origin}`;
  }
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  const signsIn = SIGN_IN.test(pathname) && isLogin(origin, passage);
  const asks = passage.graphOrigins?.includes(origin) === true && isQuestion(pathname, request.body);
  const listsKeys =
    passage.listKeys === true && passage.arm !== undefined && isListKeys(request, passage.arm);
  const queries = passage.logs !== undefined && isLogsQuery(request, passage.logs);
  return request.method === "POST" && (signsIn || asks || listsKeys || queries)
    ? undefined
    : `refused ${request.method} ${origin}${pathname}: foothold only reads`;
}

/** A batch of nothing but GETs, and the look-up of objects by id, which is one that has become too long for a GET. */
function isQuestion(pathname: string, body: PipelineRequest["body"]): boolean {
  if (pathname === "/v1.0/directoryObjects/getByIds") return true;
  if (!/^\/(?:v1\.0|beta)\/\$batch$/.test(pathname) || typeof body !== "string") return false;
  const requests = parseObject(body)?.["requests"];
  return Array.isArray(requests) && requests.length > 0 && requests.every(isRelativeGet);
}

function isRelativeGet(part: unknown): boolean {
  if (!isRecord(part)) return false;
  const { method, url, body } = part;
  return method === "GET" && typeof url === "string" && /^\/(?!\/)/.test(url) && body === undefined;
}

/** https://learn.microsoft.com/rest/api/storagerp/local-users/list-keys */
const LIST_KEYS =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Storage\/storageAccounts\/([^/]+)\/localUsers\/([^/]+)\/listKeys$/i;

/**
 * The keys of one local user, and nothing that a server could read as another question: not the keys of the account,
 * a new password, or a name that ends its segment once it is decoded.
 */
function isListKeys({ url, body }: Pick<PipelineRequest, "url" | "body">, arm: string): boolean {
  const names = LIST_KEYS.exec(pathBelow(url, arm) ?? "")?.slice(1) ?? [];
  const isBare = (body ?? null) === null && /^\?api-version=[\w-]+$/.test(new URL(url).search);
  return names.length > 0 && isBare && names.every(isName);
}

/** The path of a URL from its endpoint on, which in a cloud of one's own may itself lie below a path. */
function pathBelow(url: string, endpoint: string): string | undefined {
  const { origin, pathname } = new URL(url);
  const { origin: own, pathname: below } = new URL(endpoint);
  const prefix = below.replace(/\/$/, "");
  return origin === own && pathname.startsWith(prefix) ? pathname.slice(prefix.length) : undefined;
}

/** https://learn.microsoft.com/azure/azure-monitor/logs/api/request-format: by the workspace's GUID, or by its ARM id. */
const QUERY_BY_GUID = /^\/v1\/workspaces\/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\/query$/i;
const QUERY_BY_ID =
  /^\/v1\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.OperationalInsights\/workspaces\/([^/]+)\/query$/i;

/**
 * A query of one workspace and its period, and nothing else: no other workspaces beside it, and no command, which in
 * Kusto begins with a dot. https://learn.microsoft.com/kusto/management/#differentiating-management-commands-from-queries
 */
function isLogsQuery({ url, body }: Pick<PipelineRequest, "url" | "body">, logs: string): boolean {
  const path = pathBelow(url, logs) ?? "";
  const names = QUERY_BY_ID.exec(path)?.slice(1) ?? [];
  const isOfWorkspace = QUERY_BY_GUID.test(path) || (names.length > 0 && names.every(isName));
  if (!isOfWorkspace || new URL(url).search !== "" || typeof body !== "string") return false;
  const { query, timespan, ...more } = parseObject(body) ?? {};
  const isBare = Object.keys(more).length === 0 && typeof timespan === "string";
  return isBare && typeof query === "string" && !/^(?:\s|\/\/[^\n]*(?:\n|$))*\./.test(query);
}

/** One segment, once decoded and twice: no slash, no dots that lead elsewhere, nothing that begins a query. */
function isName(segment: string): boolean {
  try {
    return /^(?!\.{1,2}$)[^\p{Cc}/\\%?#;]+$/u.test(decodeURIComponent(segment));
  } catch {
    return false;
  }
}

function isLogin(origin: string, passage: Passage): boolean {
  return passage.loginOrigins.includes(origin) || LOGIN_ALIASES.some((alias) => alias === origin);
}
