import { createDefaultHttpClient, type HttpClient, type PipelineRequest } from "@azure/core-rest-pipeline";

/** What may leave the process: the promise "read-only, and a token goes to its own origin", as one function. */
export interface Passage {
  /** Origins that may see an Authorization header: ARM, Graph, and the sign-in helper of a CI job. */
  readonly tokenOrigins: readonly string[];
  /** Origins that hand out tokens: the only ones that may be sent a POST. */
  readonly loginOrigins: readonly string[];
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
      return await inner.sendRequest(request);
    },
  };
}

/** Why a request may not leave, or undefined where it may. */
export function refuse(
  request: Pick<PipelineRequest, "url" | "method" | "headers">,
  passage: Passage,
): string | undefined {
  const { origin, pathname } = new URL(request.url);
  if (request.headers.has("authorization") && !passage.tokenOrigins.includes(origin)) {
    return `refused to send a token to ${origin}`;
  }
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  const signsIn = request.method === "POST" && SIGN_IN.test(pathname) && isLogin(origin, passage);
  return signsIn ? undefined : `refused ${request.method} ${origin}${pathname}: foothold only reads`;
}

function isLogin(origin: string, passage: Passage): boolean {
  return passage.loginOrigins.includes(origin) || LOGIN_ALIASES.some((alias) => alias === origin);
}
