import type { PipelineResponse } from "@azure/core-rest-pipeline";
import { ReadError } from "../../errors.ts";
import type { GapReason } from "../../inventory/known.ts";
import { isRecord } from "../properties.ts";

/** Azure's own words for a refusal, out of a body that may be anything. */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
}

/** `{"error":{"code","message"}}` of ARM and Graph; some providers leave out the wrapper. */
export function errorBody(text: string | null | undefined): ErrorBody {
  const parsed = parseObject(text);
  const error = isRecord(parsed?.["error"]) ? parsed["error"] : (parsed ?? {});
  const { code, message } = error;
  return { code: typeof code === "string" ? code : "", message: typeof message === "string" ? message : "" };
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
  return `${request.method} ${URL.canParse(request.url) ? new URL(request.url).pathname : request.url}`;
}

/** What an answer that is no success means. */
export function refusalOf(response: PipelineResponse): ReadError {
  const { code, message } = errorBody(response.bodyAsText);
  const { status } = response;
  const words = [`status ${status}`, code, oneLine(message)].filter((word) => word !== "").join(", ");
  return new ReadError(reasonOf(status, code, response.request.url), requestLine(response.request), words, {
    needs: deniedAction(message),
  });
}

const NOT_REGISTERED = new Set(["MissingSubscriptionRegistration", "SubscriptionNotRegistered"]);
const NOT_LICENSED = "Authentication_RequestFromNonPremiumTenantOrB2CTenant";

/** The list of a whole subscription: `/subscriptions/{id}/providers/{namespace}/{type}`, behind whatever prefix ARM has. */
const SUBSCRIPTION_LIST = /\/subscriptions\/[^/]+\/providers\/[^/]+\/[^/]+$/i;

function reasonOf(status: number, code: string, url: string): GapReason {
  if (code === NOT_LICENSED) return "unsupported";
  // A subscription whose resource provider was never registered holds no such resources. Shown all the same, since
  // it is an answer about the provider and not about the resources; said of a single resource, it is a fault.
  if (NOT_REGISTERED.has(code) && SUBSCRIPTION_LIST.test(new URL(url).pathname)) return "unsupported";
  if (status === 401 || status === 403) return "denied";
  if (status === 429) return "throttled";
  // A success that is no answer to a list or a look-up, and a redirect that was not followed.
  return status < 400 ? "malformed" : "failed";
}

/** "… does not have authorization to perform action 'Microsoft.Storage/storageAccounts/read' over scope …" */
function deniedAction(message: string): string | undefined {
  return /perform action '(?<action>[\w.]+\/[\w./]+)'/.exec(message)?.groups?.["action"];
}

/** One line of at most 300 characters: details stand in tables. */
export function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
