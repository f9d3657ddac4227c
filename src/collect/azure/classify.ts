import type { PipelineResponse } from "@azure/core-rest-pipeline";
import { ReadError } from "../../errors.ts";
import type { GapReason } from "../../inventory/known.ts";
import { isRecord } from "../properties.ts";

/** Azure's own words for a refusal, out of a body that may be anything. */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
}

/** `{"error":{"code","message"}}` of ARM, Graph and Log Analytics; some providers leave out the wrapper. */
export function errorBody(text: string | null | undefined): ErrorBody {
  return errorIn(parseObject(text));
}

export function errorIn(parsed: unknown): ErrorBody {
  const body = isRecord(parsed) ? parsed : {};
  const error = isRecord(body["error"]) ? body["error"] : body;
  const { code, message } = error;
  const words = [message, ...innermost(error)].filter((one) => typeof one === "string");
  return { code: typeof code === "string" ? code : "", message: words.join(": ") };
}

/**
 * `The request had some invalid properties` is all that Log Analytics says itself; what is wrong stands in the innermost
 * of its errors. https://learn.microsoft.com/azure/azure-monitor/logs/api/errors
 */
function innermost({ innererror: inner }: Readonly<Record<string, unknown>>): readonly unknown[] {
  if (!isRecord(inner)) return [];
  return isRecord(inner["innererror"]) ? innermost(inner) : [inner["code"], inner["message"]];
}

/** An object out of JSON text, or undefined where the text is anything else. */
export function parseObject(text: string | null | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text ?? "");
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** `GET /subscriptions/…` without the query string, which may hold a token of a page. */
export function requestLine(request: { readonly method: string; readonly url: string }): string {
  return `${request.method} ${pathOf(request.url)}`;
}

/** The object in an answer's body, parsed once however many look at it: a page of Graph has megabytes. */
export function bodyOf(response: PipelineResponse): Readonly<Record<string, unknown>> | undefined {
  const known = BODIES.get(response);
  if (known !== undefined && known.text === response.bodyAsText) return known.body;
  const body = parseObject(response.bodyAsText);
  BODIES.set(response, { text: response.bodyAsText, body });
  return body;
}

const BODIES = new WeakMap<
  PipelineResponse,
  {
    readonly text: string | null | undefined;
    readonly body: Readonly<Record<string, unknown>> | undefined;
  }
>();

/** What an answer that is no success means. */
export function refusalOf(response: PipelineResponse): ReadError {
  return refusal(response.status, errorBody(response.bodyAsText), response.request);
}

/** The same of an answer that came inside another one. */
export function refusal(
  status: number,
  { code, message }: ErrorBody,
  request: { readonly method: string; readonly url: string },
): ReadError {
  const words = [`status ${status}`, code, oneLine(message)].filter((word) => word !== "").join(", ");
  const reason = reasonOf(status, code, message, request.url);
  return new ReadError(reason, requestLine(request), words, { needs: deniedAction(message), code, status });
}

const NOT_REGISTERED = new Set(["MissingSubscriptionRegistration", "SubscriptionNotRegistered"]);

/** Sign-in reports need P1, eligible roles P2: without the license there is nothing to read. */
const NOT_LICENSED = new Set([
  "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
  "AadPremiumLicenseRequired",
]);

/** Graph's words for an endpoint that this cloud does not have. */
const NO_SUCH_SEGMENT = /^Resource not found for the segment/;

/** The list of a whole subscription: `/subscriptions/{id}/providers/{namespace}/{type}`, behind whatever prefix ARM has. */
const SUBSCRIPTION_LIST = /\/subscriptions\/[^/]+\/providers\/[^/]+\/[^/]+$/i;

function reasonOf(status: number, code: string, message: string, url: string): GapReason {
  if (NOT_LICENSED.has(code) || NO_SUCH_SEGMENT.test(message)) return "unsupported";
  // A subscription whose resource provider was never registered holds no such resources. Shown all the same, since
  // it is an answer about the provider and not about the resources; said of a single resource, it is a fault.
  if (NOT_REGISTERED.has(code) && SUBSCRIPTION_LIST.test(pathOf(url))) return "unsupported";
  if (status === 401 || status === 403) return "denied";
  if (status === 429) return "throttled";
  // A success that is no answer to a list or a look-up, and a redirect that was not followed.
  return status < 400 ? "malformed" : "failed";
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}

/** "… does not have authorization to perform action 'Microsoft.Storage/storageAccounts/read' over scope …" */
function deniedAction(message: string): string | undefined {
  return /perform action '(?<action>[\w.]+\/[\w./]+)'/.exec(message)?.groups?.["action"];
}

/** One line of at most 300 characters: details stand in tables. */
export function oneLine(text: string): string {
  // A gateway may repeat what it was sent.
  const line = text.replaceAll(/\s+/g, " ").trim().replaceAll(TOKEN, "[token]");
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

/** A JSON Web Token, or whatever stands behind the word for one. */
const TOKEN = /(?<=\bBearer )\S+|\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/gi;
