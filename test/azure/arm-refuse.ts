import { accountNotFound } from "./arm-storage.ts";
import { type ArmTarget, actionOf, armTarget, methodOf, providerOf, scopeOf } from "./arm-target.ts";
import * as errors from "./errors.ts";
import type { Answer, Call, Refusal } from "./service.ts";
import { armAudiences, type World } from "./world.ts";

/** How ARM and its providers word a refusal that a fault asks for. */
export function refuseArm(world: World, call: Call, refusal: Refusal): Answer {
  const target = armTarget(call.url);
  const state = world.tokens.check(call.authorization, world.armUrl);
  if (refusal.kind === "server-error") return errors.armServerError(refusal.status, refusal.retryAfter);
  if (!target || target.operation === "metadata" || !("token" in state)) {
    if (refusal.kind === "throttled") return errors.requestsThrottled(undefined, "", refusal.retryAfter);
    return errors.armError(404, "ResourceNotFound", "The resource was not found.");
  }
  switch (refusal.kind) {
    case "denied":
      return errors.authorizationFailed(state.token, actionOf(target), scopeOf(target));
    case "not-found":
      return notFound(target);
    case "not-registered":
      return errors.missingRegistration(providerOf(target) ?? "Microsoft.Resources");
    case "expired-page":
      throw new Error('ARM has no answer "expired-page"');
    case "expired-token":
      return errors.armUnauthorized(state, world.loginUrl, armAudiences(world));
    case "throttled":
      if (methodOf(target) === "GET" && providerOf(target) === "Microsoft.Storage")
        return errors.storageThrottled(
          target.operation === "localUser" ? "Read" : "List",
          refusal.retryAfter,
        );
      return errors.requestsThrottled(
        target.subscriptionId || undefined,
        state.token.client.objectId,
        refusal.retryAfter,
        methodOf(target) === "POST" ? "write" : "read",
      );
  }
}

function notFound(target: ArmTarget): Answer {
  if (target.identity !== "") return errors.identityNotFound(target.identity, target.resourceGroup);
  if (target.account !== "") return accountNotFound(target);
  if (target.managementGroup !== "") return errors.managementGroupNotFound(target.managementGroup);
  if (target.subscriptionId !== "") return errors.subscriptionNotFound(target.subscriptionId);
  return errors.armError(404, "NotFound", "The resource was not found.");
}
