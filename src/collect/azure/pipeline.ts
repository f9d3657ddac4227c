import {
  createEmptyPipeline,
  decompressResponsePolicy,
  type HttpClient,
  type Pipeline,
  type PipelinePolicy,
  type PipelineRequest,
  type PipelineResponse,
  proxyPolicy,
  type SendRequest,
  userAgentPolicy,
} from "@azure/core-rest-pipeline";
import type { LimitFunction } from "p-limit";
import { ReadError } from "../../errors.ts";
import type { Meter, Progress } from "../meter.ts";
import { isRecord } from "../properties.ts";
import { apiVersionFallback, type VersionMemory } from "./api-versions.ts";
import { bodyOf, errorIn, oneLine, refusalOf, requestLine } from "./classify.ts";
import type { Clock, Turn } from "./pacing.ts";
import { retry } from "./retry.ts";
import type { TokenCache } from "./token-cache.ts";

/** What every request of a scan shares. */
export interface Wire {
  readonly httpClient: HttpClient;
  readonly tokens: TokenCache;
  readonly versions: VersionMemory;
  /** How many requests are under way at a time. Waits for a retry or a turn hold no place. */
  readonly slots: LimitFunction;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The longest wait that an answer may impose, in milliseconds. */
  readonly longestWait: number;
  readonly attemptTimeoutMs: number;
  readonly progress: Progress;
  readonly userAgent: string;
}

/** One service: the origin that its requests may reach, and the audience of its token. */
export interface Service {
  readonly origin: string;
  readonly scope: string;
  /** The properties under which its client looks for the next page. */
  readonly nextLinks: readonly string[];
}

/**
 * The one pipeline, for ARM and Graph alike, from the outside in: only a success with an object comes out; an
 * unknown api-version is asked again as an older one; retries; a turn in the budget; a place among the requests under
 * way; and a token only then, so that none runs out while it waits. The SDKs' own retry and token policies are left
 * out: theirs keep one token for all attempts, honor any Retry-After, and do not retry a 429 without one.
 */
export function buildPipeline(wire: Wire, service: Service, meter: Meter, turn?: Turn): Pipeline {
  const pipeline = createEmptyPipeline();
  const sent = new WeakSet<PipelineRequest>();
  // Once, however often it is tried: how often is of the day, and counted by itself.
  const count = (request: PipelineRequest): void => {
    if (!sent.has(request)) meter.requests += 1;
    sent.add(request);
  };
  const policies: readonly PipelinePolicy[] = [
    userAgentPolicy({ userAgentPrefix: wire.userAgent }),
    decompressResponsePolicy(),
    proxyPolicy(),
    policy("foothold-origin", (request, next) => ownOrigin(request, next, service)),
    policy("foothold-answer", (request, next) => onlyAnswers(request, next, service)),
    apiVersionFallback(wire.versions),
    retry(wire, meter),
    policy("foothold-turn", async (request, next) => {
      await turn?.(requestLine(request));
      return await next(request);
    }),
    policy("foothold-slot", async (request, next) => await wire.slots(next, request)),
    policy("foothold-token", (request, next) => withToken(request, next, wire.tokens, service)),
    policy("foothold-redirect", (request, next) => sameOriginRedirects(request, next, service)),
    policy("foothold-send", (request, next) => send(request, next, wire, count)),
  ];
  // Without phases the policies keep the order in which they are added.
  for (const one of policies) pipeline.addPolicy(one);
  return pipeline;
}

function policy(name: string, sendRequest: PipelinePolicy["sendRequest"]): PipelinePolicy {
  return { name, sendRequest };
}

/** A nextLink of a hostile or broken answer must not carry a token away; the SDK would follow it. */
async function ownOrigin(
  request: PipelineRequest,
  next: SendRequest,
  service: Service,
): Promise<PipelineResponse> {
  const { origin } = new URL(request.url);
  if (origin === service.origin) return await next(request);
  throw new ReadError(
    "malformed",
    requestLine(request),
    `the next page lies on another origin (${origin}), which gets no token`,
  );
}

/** The SDK's lists lose the server's message on an error, and take any 200 for an answer. */
async function onlyAnswers(
  request: PipelineRequest,
  next: SendRequest,
  service: Service,
): Promise<PipelineResponse> {
  const response = await next(request);
  if (response.status !== 200) throw refusalOf(response);
  const body = bodyOf(response);
  if (body !== undefined) {
    const fault = faultIn(body, service.nextLinks, request);
    if (fault !== undefined) throw fault;
    return response;
  }
  const type = oneLine(response.headers.get("content-type") ?? "no content type").slice(0, 60);
  throw new ReadError(
    "malformed",
    requestLine(request),
    `the answer is no JSON object (status 200, ${type})`,
  );
}

/** Why an object that came with status 200 is no answer; undefined where it is one. */
export function faultIn(
  body: Readonly<Record<string, unknown>>,
  nextLinks: Service["nextLinks"],
  request: { readonly method: string; readonly url: string },
): ReadError | undefined {
  // A gateway's refusal. Taken for an object in which nothing is set, it would be one that is switched off. Beside the
  // tables of a query it says that they are cut off.
  const isAnswer = ["value", "id", "tables"].some((key) => body[key] !== undefined);
  if (isRecord(body["error"]) && !isAnswer) {
    const { code, message } = errorIn(body);
    const said = [code, oneLine(message)].filter((word) => word !== "").join(", ");
    const detail = ["the answer is an error with status 200", said].filter((word) => word !== "").join(": ");
    return new ReadError("malformed", requestLine(request), detail, { code });
  }
  if (!hasStrangeLink(body, nextLinks)) return undefined;
  const detail = "the next page is named in a way that nobody documents";
  return new ReadError("malformed", requestLine(request), detail);
}

/** A link to the next page under another name is one that the client does not see: the list would end there in silence. */
function hasStrangeLink(body: Readonly<Record<string, unknown>>, nextLinks: readonly string[]): boolean {
  return Object.entries(body).some(
    ([key, value]) => /nextlink$/i.test(key) && !nextLinks.includes(key) && Boolean(value),
  );
}

/** A token for each attempt, so that it cannot run out between retries; one that was refused is replaced once. */
async function withToken(
  request: PipelineRequest,
  next: SendRequest,
  tokens: TokenCache,
  { scope }: Service,
): Promise<PipelineResponse> {
  const token = await signIn(request, tokens, scope);
  request.headers.set("authorization", `Bearer ${token}`);
  const response = await next(request);
  if (response.status !== 401) return response;
  tokens.discard(scope, token);
  const claims = challengedClaims(response.headers.get("www-authenticate"));
  request.headers.set("authorization", `Bearer ${await signIn(request, tokens, scope, claims)}`);
  return await next(request);
}

async function signIn(
  request: PipelineRequest,
  tokens: TokenCache,
  scope: string,
  claims?: string,
): Promise<string> {
  try {
    return await tokens.get(scope, claims);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new ReadError("failed", requestLine(request), `the sign-in gave no token: ${oneLine(words)}`, {
      cause: error,
    });
  }
}

/** Continuous access evaluation: `Bearer … claims="base64"`. https://learn.microsoft.com/entra/identity-platform/claims-challenge */
function challengedClaims(challenge: string | undefined): string | undefined {
  const encoded = /claims="(?<claims>[A-Za-z0-9+/=_-]+)"/.exec(challenge ?? "")?.groups?.["claims"];
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
}

const REDIRECTS = 3;

/** Redirects stay at home; one to another origin is an answer that nobody can follow. */
async function sameOriginRedirects(
  request: PipelineRequest,
  next: SendRequest,
  service: Service,
): Promise<PipelineResponse> {
  let response = await next(request);
  for (let hop = 0; hop < REDIRECTS && [301, 302, 307, 308].includes(response.status); hop += 1) {
    const location = response.headers.get("location") ?? "";
    if (!URL.canParse(location, request.url)) return response;
    const target = new URL(location, request.url);
    if (target.origin !== service.origin) {
      throw new ReadError(
        "malformed",
        requestLine(request),
        `redirected to another origin (${target.origin}), which gets no token`,
      );
    }
    request.url = target.href;
    response = await next(request);
  }
  return response;
}

async function send(
  request: PipelineRequest,
  next: SendRequest,
  wire: Wire,
  count: (request: PipelineRequest) => void,
): Promise<PipelineResponse> {
  // On every request here: the SDK's pages behind the first get none of the call's own options.
  request.timeout = wire.attemptTimeoutMs;
  request.abortSignal = wire.signal;
  wire.signal.throwIfAborted();
  count(request);
  wire.progress.request();
  const response = await next(request);
  // Some gateways begin an answer with a byte-order mark, which is no JSON.
  if (response.bodyAsText?.startsWith("\uFEFF")) response.bodyAsText = response.bodyAsText.slice(1);
  return response;
}
