import https from "node:https";
import type { IncomingHttpHeaders } from "node:http";
import type { SimulatedClient, SimulatedTenant } from "./describe.ts";
import type { SimulatedAzure } from "./simulated-azure.ts";

/** What came over the wire, however broken. */
export interface WireAnswer {
  /** 0 when the connection ended before an answer. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The code of the connection's error, if it ended in one. */
  readonly failure: string | undefined;
  /** The body as JSON; throws when it is none. */
  json(): unknown;
}

export interface WireRequest {
  readonly method?: string;
  readonly token?: string;
  readonly form?: Readonly<Record<string, string>>;
  /** A body of JSON; a string goes out as it is. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** One plain HTTPS request without any SDK: no retry, no redirect, no reading of the body. */
export function request(azure: SimulatedAzure, url: string, options: WireRequest = {}): Promise<WireAnswer> {
  const form = options.form && new URLSearchParams(options.form).toString();
  const { json: sentJson } = options;
  const json = sentJson === undefined || typeof sentJson === "string" ? sentJson : JSON.stringify(sentJson);
  return new Promise((resolve) => {
    let status = 0;
    let headers: IncomingHttpHeaders = {};
    let text = "";
    const finish = (failure?: string): void =>
      resolve({ status, headers, text, failure, json: () => JSON.parse(text) as unknown });
    const failed = (error: NodeJS.ErrnoException): void => finish(error.code ?? error.name);
    const sent = https.request(
      url,
      {
        method: options.method ?? ((form ?? json) === undefined ? "GET" : "POST"),
        ca: azure.ca,
        agent: false,
        headers: {
          ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
          ...(form !== undefined && { "content-type": "application/x-www-form-urlencoded" }),
          ...(json !== undefined && { "content-type": "application/json" }),
          ...options.headers,
        },
        ...(options.timeoutMs !== undefined && { signal: AbortSignal.timeout(options.timeoutMs) }),
      },
      (response) => {
        status = response.statusCode ?? 0;
        headers = response.headers;
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () => finish());
        response.on("error", failed);
      },
    );
    sent.on("error", failed);
    sent.end(form ?? json);
  });
}

/** The form that asks for a token of `audience`. */
export function tokenForm(client: SimulatedClient, audience: string): Record<string, string> {
  return {
    grant_type: "client_credentials",
    client_id: client.clientId,
    client_secret: client.clientSecret,
    scope: `${audience}/.default`,
  };
}

/** An access token of `audience` (azure.url or azure.graphUrl), fetched as a client would. */
export async function signIn(
  azure: SimulatedAzure,
  tenant: SimulatedTenant,
  client: SimulatedClient,
  audience: string,
): Promise<string> {
  const answer = await request(azure, `${azure.loginUrl}/${tenant.tenantId}/oauth2/v2.0/token`, {
    form: tokenForm(client, audience),
  });
  const { access_token } = answer.json() as { access_token?: string };
  if (access_token === undefined) throw new Error(`no token: ${answer.text}`);
  return access_token;
}
