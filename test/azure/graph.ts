import { organizationBody } from "./bodies.ts";
import { graphError, graphServerError, graphUnauthorized, retryAfterHeader } from "./errors.ts";
import { pageBody, pageOf } from "./paging.ts";
import { type Answer, type Call, graphHeaders, type Refusal, type Route, type Service } from "./service.ts";
import type { World } from "./world.ts";

const jsonType =
  "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

/** Microsoft Graph with its one resource a scan reads: the organization. */
export function graphService(world: World): Service {
  return {
    route: graphRoute,
    answer(call) {
      const state = world.tokens.check(call.authorization, world.graphUrl);
      if (state.kind !== "valid") return graphUnauthorized(state);
      if (!graphRoute(call.method, call.url)) return unknown(call);
      if (state.token.client.noGraph) return requestDenied();
      return organization(world, call);
    },
    refuse: (call, refusal) => refuse(world, call, refusal),
  };
}

function graphRoute(method: string, url: URL): Route | undefined {
  return method === "GET" && url.pathname.toLowerCase() === "/v1.0/organization" ? "organization" : undefined;
}

function organization(world: World, { url }: Call): Answer {
  const whole = organizationBody(world.tenant);
  const select = url.searchParams
    .get("$select")
    ?.split(",")
    .map((name) => name.trim());
  const stranger = select?.find((name) => !(name in whole));
  if (stranger !== undefined) {
    return graphError(
      400,
      "BadRequest",
      `Parsing OData Select and Expand failed: Could not find a property named '${stranger}' on type 'microsoft.graph.organization'.`,
    );
  }
  const item = select ? Object.fromEntries(select.map((name) => [name, whole[name]])) : whole;
  const page = {
    ...pageOf([item], url, world.options.pageSize?.organization),
    linkName: "@odata.nextLink",
  } as const;
  const context = `${world.graphUrl}/v1.0/$metadata#organization${select ? `(${select.join(",")})` : ""}`;
  return {
    status: 200,
    headers: { ...graphHeaders(jsonType), "odata-version": "4.0" },
    body: { "@odata.context": context, ...pageBody(page) },
    page,
  };
}

function refuse(world: World, call: Call, refusal: Refusal): Answer {
  switch (refusal.kind) {
    case "denied":
      return requestDenied();
    case "not-found":
      return graphError(
        404,
        "Request_ResourceNotFound",
        `Resource '${world.tenant.tenantId}' does not exist or one of its queried reference-property objects are not present.`,
      );
    case "expired-token":
      return graphUnauthorized(world.tokens.check(call.authorization, world.graphUrl));
    case "throttled":
      return graphError(429, "TooManyRequests", "Too many requests.", retryAfterHeader(refusal.retryAfter));
    case "server-error":
      return graphServerError(refusal.status, refusal.retryAfter);
    case "not-registered":
      throw new Error('Graph has no answer "not-registered"');
  }
}

function requestDenied(): Answer {
  return graphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
}

function unknown({ method, url }: Call): Answer {
  const segment = url.pathname.split("/").at(-1);
  return method === "GET" || method === "POST"
    ? graphError(404, "BadRequest", `Resource not found for the segment '${segment}'.`)
    : graphError(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.");
}
