import { graphError, graphServerError, graphUnauthorized, retryAfterHeader } from "./errors.ts";
import { auditThrottle, isAuditRoute } from "./graph-audit-logs.ts";
import { answerBatch } from "./graph-batch.ts";
import { answerByIds } from "./graph-by-ids.ts";
import { mayRead } from "./graph-permissions.ts";
import { answerRead } from "./graph-read.ts";
import { type GraphTarget, graphTarget, unknownSegment } from "./graph-target.ts";
import type { Answer, Call, Refusal, Route, Service } from "./service.ts";
import type { World } from "./world.ts";

/** Microsoft Graph with what a scan reads of it. */
export function graphService(world: World): Service {
  const throttle = auditThrottle(world.now);
  return {
    route: graphRoute,
    answer: (call, again) => answer(world, call, again, throttle),
    refuse: (call, refusal) => refuse(world, call, refusal),
  };
}

function graphRoute(method: string, url: URL): Route | undefined {
  const target = graphTarget(url);
  return target?.method === method ? target.route : undefined;
}

/** Graph's own order: the caller, the address, the permission, the license, and only then the object. */
function answer(
  world: World,
  call: Call,
  again: (part: Call) => Answer,
  throttle: ReturnType<typeof auditThrottle>,
): Answer {
  const state = world.tokens.check(call.authorization, world.graphUrl);
  if (state.kind !== "valid") return graphUnauthorized(state);
  const target = graphTarget(call.url);
  if (!target) return unknown(call);
  if (target.method !== call.method) return wrongMethod();
  if (isMissing(world, target)) return unknown(call);
  const tooMany = world.options.throttlesLogs && isAuditRoute(target.route) && throttle(state.token);
  if (tooMany) return tooMany;
  if (!mayRead(state.token.client, target.route)) return requestDenied();
  const unpaid = licenseError(world, target);
  if (unpaid) return unpaid;
  if (target.route === "batch") return answerBatch(call, again);
  if (target.route === "getByIds") return answerByIds(world, call, target, state.token.client);
  return answerRead(world, call, target, target.route, state.token.client);
}

function licenseError({ options }: World, target: GraphTarget): Answer | undefined {
  const license = options.license ?? "p2";
  if ((isReport(target) || target.route === "signIns") && license === "free") {
    return graphError(
      403,
      "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
      "Neither tenant is B2C or tenant doesn't have premium license",
    );
  }
  if (target.route === "directoryRoleEligibilities" && license !== "p2") {
    return graphError(
      400,
      "AadPremiumLicenseRequired",
      "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.",
    );
  }
  return undefined;
}

/** What the cloud's Graph does not have. */
function isMissing({ options: { sovereign } }: World, target: GraphTarget): boolean {
  return (
    sovereign !== undefined && (isReport(target) || (sovereign === "china" && isAuditRoute(target.route)))
  );
}

function isReport({ route }: GraphTarget): boolean {
  return route === "signInActivities" || route === "credentialSignInActivities";
}

function refuse(world: World, call: Call, refusal: Refusal): Answer {
  switch (refusal.kind) {
    case "denied":
      return requestDenied();
    case "not-found":
      return graphError(
        404,
        "Request_ResourceNotFound",
        `Resource '${graphTarget(call.url)?.id || world.tenant.tenantId}' does not exist or one of its queried reference-property objects are not present.`,
      );
    case "expired-token":
      return graphUnauthorized(world.tokens.check(call.authorization, world.graphUrl));
    case "expired-page":
      return graphError(
        400,
        "Directory_ExpiredPageToken",
        "The specified page token value has expired and can no longer be included in your request.",
      );
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
  return method === "GET" || method === "POST"
    ? graphError(404, "BadRequest", `Resource not found for the segment '${unknownSegment(url)}'.`)
    : wrongMethod();
}

/** A scanner has no business with writing, so that all of it ends here. */
function wrongMethod(): Answer {
  return graphError(
    405,
    "Request_BadRequest",
    "Specified HTTP method is not allowed for the request target.",
  );
}
