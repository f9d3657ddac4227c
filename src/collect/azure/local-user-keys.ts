import {
  createPipelineRequest,
  type Pipeline,
  type PipelinePolicy,
  type PipelineResponse,
} from "@azure/core-rest-pipeline";
import { ReadError } from "../../errors.ts";
import type { RawObject } from "../azure-reader.ts";
import { isRecord } from "../properties.ts";
import { bodyOf, errorIn, parseObject, requestLine } from "./classify.ts";
import type { Wire } from "./pipeline.ts";

/**
 * The SSH keys of one local user, by the only POST to Azure Resource Manager. Its answer holds the user's shared key as
 * well, which is dropped before anything else sees the answer. To ask again is safe: it changes nothing but the budget.
 * https://learn.microsoft.com/rest/api/storagerp/local-users/list-keys
 * @param pipeline that of every request
 */
export async function readLocalUserKeys(wire: Wire, pipeline: Pipeline, url: string): Promise<RawObject> {
  pipeline.addPolicy(KEYS_ONLY);
  const request = createPipelineRequest({ method: "POST", url });
  const response = await pipeline.sendRequest(wire.httpClient, request);
  const body = bodyOf(response);
  response.bodyAsText = null;
  if (body !== undefined && body["sshAuthorizedKeys"] !== false) return body;
  throw new ReadError("malformed", requestLine(request), "the answer holds no list of SSH keys");
}

/** The innermost policy: retries, classification and errors see what it leaves. */
const KEYS_ONLY: PipelinePolicy = {
  name: "foothold-keys-only",
  async sendRequest(request, next) {
    const response = await next(request);
    response.bodyAsText = withoutSecrets(response);
    if (response.status < 300 || response.status > 399) return response;
    // Another address could hold the keys of another user, or be another question.
    const detail = `redirected (status ${response.status}), which a POST does not follow`;
    throw new ReadError("malformed", requestLine(request), detail, { status: response.status });
  },
};

/** What is kept of an answer: the SSH keys, or the code of an error. Empty where it is no JSON. */
export function withoutSecrets({
  status,
  bodyAsText,
}: Pick<PipelineResponse, "status" | "bodyAsText">): string {
  const body = parseObject(bodyAsText?.replace(/^\uFEFF/, ""));
  if (body === undefined) return "";
  return JSON.stringify(status === 200 && !isRecord(body["error"]) ? keysIn(body) : codeIn(body));
}

/** Properties of the answer: https://learn.microsoft.com/rest/api/storagerp/local-users/list-keys#localuserkeys */
const DOCUMENTED = new Set(["sshAuthorizedKeys", "sharedKey"]);

/**
 * Real answers are `{}` where there is no key. An object of anything else says nothing about keys, which is `false`
 * here, and neither does one that goes on behind a link.
 */
function keysIn(body: RawObject): RawObject {
  const names = Object.keys(body);
  const isOurs = names.length === 0 || names.some((name) => DOCUMENTED.has(name));
  const goesOn = names.some((name) => /nextlink$/i.test(name) && Boolean(body[name]));
  const keys = body["sshAuthorizedKeys"] ?? (isOurs ? null : false);
  return {
    sshAuthorizedKeys: Array.isArray(keys) ? keys.map(keyIn) : keys === null ? null : false,
    ...(goesOn ? { nextLink: "a link" } : {}),
  };
}

function keyIn(entry: unknown): RawObject | null {
  if (!isRecord(entry)) return null;
  const { key, description } = entry;
  return {
    key: typeof key === "string" ? key : null,
    description: typeof description === "string" ? description : null,
  };
}

/** `ScopeLocked`, `AuthorizationFailed`: words run together, which no key in base64 is. Messages may quote anything. */
function codeIn(body: RawObject): RawObject {
  const { code } = errorIn(body);
  return { error: { code: code.length <= 64 && /^(?:[A-Z][a-z]+){1,8}$/.test(code) ? code : "" } };
}
