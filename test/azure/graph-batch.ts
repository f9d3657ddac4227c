import { graphError } from "./errors.ts";
import { type Answer, type Call, graphHeaders } from "./service.ts";

/** A part's answer, as it stands in "responses". */
export interface BatchPart {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * https://learn.microsoft.com/graph/json-batching: up to 20 requests, each answered on its own. The batch is well
 * (200) even where every part failed, and the parts come back in any order: here the other way round.
 */
export function answerBatch(call: Call, again: (part: Call) => Answer): Answer {
  const requests = requestsOf(call.text);
  if (!Array.isArray(requests)) return requests;
  const answered = requests.map((one) => ({ id: one.id, answer: answerPart(call, one, again) }));
  // Where a part's connection breaks or hangs there is no batch either.
  const broken = answered.find(({ answer }) => answer.wire !== undefined)?.answer.wire;
  const responses = answered.map(({ id, answer }) => batchPart(id, answer)).toReversed();
  return {
    status: 200,
    headers: { ...graphHeaders("application/json"), "odata-version": "4.0" },
    body: { responses },
    ...(broken && { wire: broken }),
  };
}

interface BatchRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

function requestsOf(text: string): BatchRequest[] | Answer {
  const requests = parsed(text);
  if (!requests || requests.length === 0) return badRequest("Invalid batch payload format.");
  if (requests.length > 20) {
    return badRequest("Number of batch request steps exceeds the maximum value of 20.");
  }
  const ids = requests.map(({ id }) => id.toLowerCase());
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) return badRequest(`Request Id '${twice}' is not unique in the batch.`);
  return requests;
}

function parsed(text: string): BatchRequest[] | undefined {
  try {
    const { requests } = JSON.parse(text) as { requests: Partial<BatchRequest>[] };
    return requests.map(({ id, method, url, headers }) => {
      if (typeof id !== "string" || typeof method !== "string" || typeof url !== "string") throw new Error();
      return { id, method, url, headers: headers ?? {} };
    });
  } catch {
    return undefined;
  }
}

/** Only what reads: a scanner must not hide a write in a batch. The version is the batch's own. */
function answerPart(call: Call, part: BatchRequest, again: (part: Call) => Answer): Answer {
  const version = call.url.pathname.split("/")[1] ?? "";
  if (part.method.toUpperCase() !== "GET") {
    return graphError(
      405,
      "Request_BadRequest",
      "Specified HTTP method is not allowed for the request target.",
    );
  }
  if (!part.url.startsWith("/")) {
    return badRequest(`Invalid request URL '${part.url}': it has to be relative and to begin with a slash.`);
  }
  return again({
    method: "GET",
    // Joined as text: resolving a path that begins with "//" would name another host.
    url: new URL(`${call.url.origin}/${version}${part.url}`),
    authorization: call.authorization,
    headers: Object.fromEntries(
      Object.entries(part.headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    text: "",
  });
}

/** A body that is no JSON travels as base64. */
export function batchPart(id: string, { status, headers, body }: Answer): BatchPart {
  const named = Object.entries(headers)
    .filter(([name]) => name !== "transfer-encoding" && name !== "content-length")
    .map(([name, value]) => [cased(name), typeof value === "string" ? value : value.join(", ")]);
  return {
    id,
    status,
    headers: Object.fromEntries(named) as Record<string, string>,
    ...(body !== undefined && {
      body: typeof body === "string" ? Buffer.from(body).toString("base64") : body,
    }),
  };
}

/** A part's headers are names in a JSON object, and Graph writes these so. */
function cased(name: string): string {
  return { "content-type": "Content-Type", "retry-after": "Retry-After", location: "Location" }[name] ?? name;
}

function badRequest(message: string): Answer {
  return graphError(400, "BadRequest", message);
}
