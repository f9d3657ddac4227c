import { answerActivityLog } from "./arm-activity-log.ts";
import { answerAuthorization, answerIdentity } from "./arm-authorization.ts";
import { readHeaders } from "./arm-headers.ts";
import { armList } from "./arm-list.ts";
import { answerManagement, answerResourceGroups } from "./arm-management.ts";
import { answerEntraSettings, answerGroupSettings, answerMonitor } from "./arm-monitor.ts";
import { answerPolicy } from "./arm-policy.ts";
import { refuseArm } from "./arm-refuse.ts";
import { answerSecurity } from "./arm-security.ts";
import { answerStorage, storageStateError, storageVersionError } from "./arm-storage.ts";
import { type ArmTarget, actionOf, armTarget, methodOf, providerOf, scopeOf } from "./arm-target.ts";
import { providerVersionError } from "./arm-versions.ts";
import { metadataBody, tenantBody } from "./bodies.ts";
import * as errors from "./errors.ts";
import { type Answer, armHeaders, type Call, type Route, type Service } from "./service.ts";
import type { Token } from "./tokens.ts";
import { armAudiences, isDenied, type World } from "./world.ts";

/** Azure Resource Manager and, behind it, the resource providers. */
export function armService(world: World): Service {
  return {
    route: armRoute,
    answer: (call) => answer(world, call),
    refuse: (call, refusal) => refuseArm(world, call, refusal),
  };
}

function armRoute(method: string, url: URL): Route | undefined {
  const target = armTarget(url);
  if (!target || method !== methodOf(target) || target.operation === "accountKeys") return undefined;
  return target.operation;
}

/** ARM's own order: the address, the caller, the api-version, the permission, and only then the resource. */
function answer(world: World, call: Call): Answer {
  const target = armTarget(call.url);
  if (target?.operation === "metadata" && call.method === "GET") return metadata(world, call.url);
  const state = world.tokens.check(call.authorization, world.armUrl);
  if (state.kind !== "valid") return errors.armUnauthorized(state, world.loginUrl, armAudiences(world));
  const known = call.method === "GET" || call.method === "POST";
  if (!known || (target && call.method !== methodOf(target))) {
    const message = `The requested resource does not support http method '${call.method}'.`;
    return errors.armError(405, "UnsupportedHttpMethod", message);
  }
  if (!target) {
    const message = "The request did not have a subscription or a valid tenant level resource provider.";
    return errors.armError(404, "MissingSubscription", message);
  }
  const asked = call.url.searchParams.get("api-version");
  if (!asked) return missingVersion();
  return (
    ownVersionError(world, target, asked) ??
    (target.subscriptionId === ""
      ? answerTenant(world, call.url, target, asked, state.token)
      : answerSubscription(world, call.url, target, asked, state.token))
  );
}

/** What lies above the subscriptions. ARM's own lists hold what the client may see, and are denied to nobody. */
function answerTenant(world: World, url: URL, target: ArmTarget, version: string, token: Token): Answer {
  const headers = readHeaders("tenant");
  if (target.operation === "subscriptions") {
    const bodies = [...world.subscriptions.values()].map(({ body }) => body);
    return armList(world, url, "subscriptions", bodies, { headers });
  }
  if (target.operation === "tenants") {
    return armList(world, url, "tenants", [tenantBody(world.tenant)], { headers });
  }
  const refused = providerVersionError(target.operation, version) ?? permissionError(target, token);
  if (refused) return refused;
  if (target.operation === "entraDiagnosticSettings") return answerEntraSettings(world, url);
  if (target.operation === "managementGroupDiagnosticSettings")
    return answerGroupSettings(world, url, target);
  return answerManagement(world, url, target, token);
}

function answerSubscription(
  world: World,
  url: URL,
  target: ArmTarget,
  version: string,
  token: Token,
): Answer {
  const found = world.subscriptions.get(target.subscriptionId.toLowerCase());
  if (!found) return errors.subscriptionNotFound(target.subscriptionId);
  const account = found.accounts.get(`${target.resourceGroup}/${target.account}`.toLowerCase());
  const provider = providerOf(target);
  const refused =
    providerVersionError(target.operation, version) ??
    (provider === "Microsoft.Storage" ? storageVersionError(world, target, version, account) : undefined) ??
    permissionError(target, token);
  if (refused) return refused;
  switch (provider) {
    case "Microsoft.Authorization":
      return target.operation in found.policies
        ? answerPolicy(world, url, target, found)
        : answerAuthorization(world, url, target, version, found);
    case "Microsoft.ManagedIdentity":
      return answerIdentity(world, url, target, found);
    case "Microsoft.Insights":
      if (target.operation === "activityLog") return answerActivityLog(world, url, found);
      return answerMonitor(world, url, target, found, account);
    case "Microsoft.Security":
      return answerSecurity(target, version, found, account);
    case "Microsoft.Storage":
      return (
        storageStateError(target, found, account) ?? answerStorage(world, url, target, token, found, account)
      );
    default:
      return target.operation === "resourceGroups"
        ? answerResourceGroups(world, url, target, found, token)
        : { status: 200, headers: readHeaders("subscription"), body: found.body };
  }
}

function permissionError(target: ArmTarget, token: Token): Answer | undefined {
  const [action, scope] = [actionOf(target), scopeOf(target)];
  return isDenied(token.client, scope, action) ? errors.authorizationFailed(token, action, scope) : undefined;
}

/** ARM's own resources have the versions that the simulation is told. */
function ownVersionError({ options }: World, target: ArmTarget, version: string): Answer | undefined {
  if (providerOf(target) !== undefined) return undefined;
  const { operation } = target;
  const supported = options.apiVersions?.[operation === "resourceGroups" ? operation : "subscriptions"];
  if (!supported || supported.includes(version)) return undefined;
  return errors.unsupportedVersion(version, supported);
}

/** From api-version 2022-09-01 on one object, before that an array of clouds. */
function metadata(world: World, url: URL): Answer {
  const version = url.searchParams.get("api-version");
  if (!version) return missingVersion();
  const logs = world.options.withoutLogAnalytics ? undefined : world.logsUrl;
  const body = metadataBody(world.armUrl, world.loginUrl, world.graphUrl, logs);
  return { status: 200, headers: armHeaders(), body: version >= "2022-09-01" ? body : [body] };
}

function missingVersion(): Answer {
  const message = "The api-version query parameter (?api-version=) is required for all requests.";
  return errors.armError(400, "MissingApiVersionParameter", message);
}
