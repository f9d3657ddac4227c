import { randomBytes, randomUUID } from "node:crypto";
import { answerAuthorization, answerIdentity, providerVersionError } from "./arm-authorization.ts";
import { readHeaders } from "./arm-headers.ts";
import { type ArmTarget, actionOf, armTarget, methodOf, providerOf, scopeOf } from "./arm-target.ts";
import { metadataBody, tenantBody } from "./bodies.ts";
import * as errors from "./errors.ts";
import { pageBody, pageOf } from "./paging.ts";
import { type Answer, armHeaders, type Call, type Refusal, type Route, type Service } from "./service.ts";
import type { Token } from "./tokens.ts";
import { isDenied, type KnownAccount, type KnownSubscription, type World } from "./world.ts";

/** Azure Resource Manager and, behind it, the Storage resource provider. */
export function armService(world: World): Service {
  return {
    route: armRoute,
    answer: (call) => answer(world, call),
    refuse: (call, refusal) => refuse(world, call, refusal),
  };
}

function armRoute(method: string, url: URL): Route | undefined {
  const target = armTarget(url);
  if (!target || method !== methodOf(target)) return undefined;
  return target.operation === "accountKeys" || target.operation === "localUserKeys"
    ? undefined
    : target.operation;
}

/** ARM's own order: the address, the caller, the api-version, the permission, and only then the resource. */
function answer(world: World, call: Call): Answer {
  const target = armTarget(call.url);
  if (target?.operation === "metadata" && call.method === "GET") return metadata(world, call.url);
  const state = world.tokens.check(call.authorization, world.armUrl);
  if (state.kind !== "valid") return errors.armUnauthorized(state, world.loginUrl, audiences(world));
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
  return answerTarget(world, call.url, target, asked, state.token);
}

function answerTarget(world: World, url: URL, target: ArmTarget, version: string, token: Token): Answer {
  const sizes = world.options.pageSize;
  const supported = world.options.apiVersions?.subscriptions;
  const ownList = target.operation === "subscriptions" || target.operation === "tenants";
  if (supported && !supported.includes(version) && (ownList || target.operation === "subscription")) {
    return errors.unsupportedVersion(version, supported);
  }
  if (target.operation === "subscriptions") {
    const bodies = [...world.subscriptions.values()].map(({ body }) => body);
    return list(bodies, url, sizes?.subscriptions, readHeaders("tenant"));
  }
  if (target.operation === "tenants") {
    return list([tenantBody(world.tenant)], url, sizes?.tenants, readHeaders("tenant"));
  }
  const found = world.subscriptions.get(target.subscriptionId.toLowerCase());
  if (!found) return errors.subscriptionNotFound(target.subscriptionId);
  const account = found.accounts.get(`${target.resourceGroup}/${target.account}`.toLowerCase());
  const refused =
    providerVersionError(target, version) ??
    storageVersionError(world, target, version, account) ??
    permissionError(target, token, found);
  if (refused) return refused;
  if (target.operation === "subscription") {
    return { status: 200, headers: readHeaders("subscription"), body: found.body };
  }
  if (target.operation === "storageAccounts") {
    return list(found.accountBodies, url, sizes?.storageAccounts, fannedOutHeaders(found));
  }
  const provider = providerOf(target);
  if (provider === "Microsoft.Authorization") return answerAuthorization(world, url, target, found);
  if (provider === "Microsoft.ManagedIdentity") return answerIdentity(world, url, target, found);
  if (!account) {
    return errors.resourceNotFound(
      `Microsoft.Storage/storageAccounts/${target.account}`,
      target.resourceGroup,
    );
  }
  return answerAccount(world, url, target, token, account);
}

/** What the Storage resource provider answers itself, for one account. */
function answerAccount(world: World, url: URL, target: ArmTarget, token: Token, known: KnownAccount): Answer {
  const headers = storageHeaders(world, token, known.account.location);
  if (target.operation === "localUsers") {
    const asked = url.searchParams.get("$maxpagesize");
    const wanted = asked === null ? Number.POSITIVE_INFINITY : Number(asked);
    if (!(wanted >= 1 && (wanted <= 5000 || asked === null))) {
      const message = "Values for request parameters are invalid: $maxpagesize.";
      return errors.armError(400, "InvalidValuesForRequestParameters", message);
    }
    const size = Math.min(wanted, world.options.pageSize?.localUsers ?? Number.POSITIVE_INFINITY);
    return list(askedUsers(known, url), url, size, headers);
  }
  if (target.operation === "accountKeys") return { status: 200, headers, body: { keys: accountKeys() } };
  const body = known.users.get(target.user.toLowerCase());
  if (!body) {
    const resource = `Microsoft.Storage/storageAccounts/${target.account}/localUsers/${target.user}`;
    return errors.resourceNotFound(resource, target.resourceGroup);
  }
  return target.operation === "localUserKeys"
    ? { status: 200, headers, body: { sharedKey: randomBytes(64).toString("base64") } }
    : { status: 200, headers, body };
}

/** `$filter` is the beginning of a name; `$include=nfsv3` lists the users of that protocol alone. */
function askedUsers({ userBodies, users }: KnownAccount, url: URL): readonly object[] {
  const prefix = url.searchParams.get("$filter")?.toLowerCase() ?? "";
  const nfs = url.searchParams.get("$include") === "nfsv3";
  if (prefix === "" && !nfs) return userBodies;
  return [...users]
    .filter(([name, body]) => name.startsWith(prefix) && (!nfs || isNfsUser(body)))
    .map(([, body]) => body);
}

function isNfsUser(body: object): boolean {
  const { properties } = body as { properties: { isNFSv3Enabled?: unknown } };
  return properties.isNFSv3Enabled === true;
}

function permissionError(target: ArmTarget, token: Token, found: KnownSubscription): Answer | undefined {
  const action = actionOf(target);
  const scope = scopeOf(target);
  if (isDenied(token.client, scope, action)) return errors.authorizationFailed(token, action, scope);
  if (providerOf(target) !== "Microsoft.Storage") return undefined;
  if (found.subscription.notRegistered) return errors.missingRegistration("Microsoft.Storage");
  // Only writes: a disabled subscription can still be read. A POST counts as a write.
  if (methodOf(target) === "POST" && found.subscription.state === "Disabled") {
    const message = `The subscription '${target.subscriptionId}' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.`;
    return errors.armError(409, "ReadOnlyDisabledSubscription", message);
  }
  return undefined;
}

function storageVersionError(
  world: World,
  target: ArmTarget,
  version: string,
  account: KnownAccount | undefined,
): Answer | undefined {
  const supported = world.options.apiVersions?.["Microsoft.Storage"];
  if (!supported || supported.includes(version) || providerOf(target) !== "Microsoft.Storage")
    return undefined;
  return errors.unsupportedStorageVersion(version, supported, account?.account.location);
}

function refuse(world: World, call: Call, refusal: Refusal): Answer {
  const target = armTarget(call.url);
  const state = world.tokens.check(call.authorization, world.armUrl);
  if (refusal.kind === "server-error") return errors.armServerError(refusal.status, refusal.retryAfter);
  if (!target || target.operation === "metadata" || !("token" in state)) {
    if (refusal.kind === "throttled") return errors.requestsThrottled(undefined, "", refusal.retryAfter);
    return errors.armError(404, "ResourceNotFound", "The resource was not found.");
  }
  const provider = providerOf(target);
  const storage = provider === "Microsoft.Storage";
  switch (refusal.kind) {
    case "denied":
      return errors.authorizationFailed(state.token, actionOf(target), scopeOf(target));
    case "not-found":
      if (target.identity !== "") return errors.identityNotFound(target.identity, target.resourceGroup);
      if (target.account === "") return errors.subscriptionNotFound(target.subscriptionId);
      return errors.resourceNotFound(
        `Microsoft.Storage/storageAccounts/${target.account}`,
        target.resourceGroup,
      );
    case "not-registered":
      return errors.missingRegistration(provider ?? "Microsoft.Resources");
    case "expired-page":
      throw new Error('ARM has no answer "expired-page"');
    case "expired-token":
      return errors.armUnauthorized(state, world.loginUrl, audiences(world));
    case "throttled":
      if (storage) {
        return errors.storageThrottled(
          target.operation === "localUser" ? "Read" : "List",
          refusal.retryAfter,
        );
      }
      return errors.requestsThrottled(
        target.subscriptionId || undefined,
        state.token.client.objectId,
        refusal.retryAfter,
      );
  }
}

/** From api-version 2022-09-01 on one object, before that an array of clouds. */
function metadata(world: World, url: URL): Answer {
  const version = url.searchParams.get("api-version");
  if (!version) return missingVersion();
  const body = metadataBody(world.armUrl, world.loginUrl, world.graphUrl);
  return { status: 200, headers: armHeaders(), body: version >= "2022-09-01" ? body : [body] };
}

function missingVersion(): Answer {
  const message = "The api-version query parameter (?api-version=) is required for all requests.";
  return errors.armError(400, "MissingApiVersionParameter", message);
}

function list(
  items: readonly object[],
  url: URL,
  size: number | undefined,
  headers: Answer["headers"],
): Answer {
  const page = pageOf(items, url, size);
  return { status: 200, headers, body: pageBody(page), page };
}

/** A subscription's accounts come from every region they lie in: ARM names the request it sent to each. */
function fannedOutHeaders({ subscription }: KnownSubscription): Answer["headers"] {
  const regions = new Set(subscription.accounts.map(({ location }) => location));
  return {
    ...readHeaders("subscription"),
    ...(regions.size > 0 && { "x-ms-original-request-ids": [...regions].map(() => randomUUID()) }),
  };
}

/** The provider answers for one resource itself: no charset, and its own server header. */
function storageHeaders(world: World, token: Token, location: string): Record<string, string> {
  return {
    ...readHeaders("subscription"),
    "content-type": "application/json",
    server: "Microsoft-Azure-Storage-Resource-Provider/1.0,Microsoft-HTTPAPI/2.0 Microsoft-HTTPAPI/2.0",
    "x-ms-operation-identifier": `tenantId=${world.tenant.tenantId},objectId=${token.client.objectId}/${location}/${randomUUID()}`,
  };
}

function accountKeys(): readonly object[] {
  return ["key1", "key2"].map((keyName) => ({
    creationTime: "2025-02-11T08:14:52.3170485Z",
    keyName,
    value: randomBytes(64).toString("base64"),
    permissions: "FULL",
  }));
}

function audiences({ armUrl }: World): readonly string[] {
  return [armUrl, `${armUrl}/`];
}
