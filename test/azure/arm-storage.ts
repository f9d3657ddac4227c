import { randomBytes, randomUUID } from "node:crypto";
import { readHeaders, writeHeaders } from "./arm-headers.ts";
import { armList } from "./arm-list.ts";
import { type ArmTarget, methodOf, scopeOf } from "./arm-target.ts";
import * as errors from "./errors.ts";
import type { Answer } from "./service.ts";
import type { Token } from "./tokens.ts";
import type { KnownAccount, KnownSubscription, KnownUser, World } from "./world.ts";

/** The Storage resource provider: a subscription's accounts, and what it answers itself for one account. */
export function answerStorage(
  world: World,
  url: URL,
  target: ArmTarget,
  token: Token,
  found: KnownSubscription,
  known: KnownAccount | undefined,
): Answer {
  if (target.operation === "storageAccounts") {
    return armList(world, url, "storageAccounts", found.accountBodies, { headers: fannedOutHeaders(found) });
  }
  if (!known) return accountNotFound(target);
  const headers = providerHeaders(world, target, token, known.account.location);
  switch (target.operation) {
    case "localUsers":
      return listed(world, url, "localUsers", askedUsers(known, url), headers);
    case "containers":
      return listed(world, url, "containers", askedContainers(known, url), headers);
    case "accountKeys":
      return { status: 200, headers, body: { keys: accountKeys() } };
    default: {
      const user = known.users.get(target.user.toLowerCase());
      if (user) return { status: 200, headers, body: answerUser(target, user) };
      const resource = `Microsoft.Storage/storageAccounts/${target.account}/localUsers/${target.user}`;
      return errors.resourceNotFound(resource, target.resourceGroup);
    }
  }
}

/** What stands in the way of a request that is allowed: a provider nobody registered, a lock, a subscription that is off. */
export function storageStateError(
  target: ArmTarget,
  { subscription }: KnownSubscription,
  known: KnownAccount | undefined,
): Answer | undefined {
  if (subscription.notRegistered) return errors.missingRegistration("Microsoft.Storage");
  // Only writes: what is locked or disabled can still be read. A POST counts as a write.
  if (methodOf(target) === "GET") return undefined;
  if (known?.account.lock === "ReadOnly") return errors.scopeLocked(scopeOf(target), known.id);
  if (subscription.state !== "Disabled") return undefined;
  const message = `The subscription '${target.subscriptionId}' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.`;
  return errors.armError(409, "ReadOnlyDisabledSubscription", message);
}

export function storageVersionError(
  world: World,
  target: ArmTarget,
  version: string,
  known: KnownAccount | undefined,
): Answer | undefined {
  const supported = world.options.apiVersions?.["Microsoft.Storage"];
  if (!supported || supported.includes(version)) return undefined;
  const type =
    target.operation === "containers"
      ? "storageAccounts/blobServices/containers"
      : "storageAccounts/localUsers";
  return errors.unsupportedStorageVersion(version, supported, known?.account.location, type);
}

export function accountNotFound({ account, resourceGroup }: ArmTarget): Answer {
  return errors.resourceNotFound(`Microsoft.Storage/storageAccounts/${account}`, resourceGroup);
}

function listed(
  world: World,
  url: URL,
  route: "localUsers" | "containers",
  items: readonly object[],
  headers: Answer["headers"],
): Answer {
  const asked = url.searchParams.get("$maxpagesize");
  if (asked === null) return armList(world, url, route, items, { headers });
  const wanted = Number(asked);
  if (wanted >= 1 && wanted <= 5000) return armList(world, url, route, items, { headers, wanted });
  const message = "Values for request parameters are invalid: $maxpagesize.";
  return errors.armError(400, "InvalidValuesForRequestParameters", message);
}

/** `$filter` is the beginning of a name; `$include=nfsv3` lists the users of that protocol alone. */
function askedUsers({ users }: KnownAccount, url: URL): readonly object[] {
  const prefix = url.searchParams.get("$filter")?.toLowerCase() ?? "";
  const nfs = url.searchParams.get("$include") === "nfsv3";
  return [...users]
    .filter(
      ([name, { body }]) => name.startsWith(prefix) && (!nfs || propertyOf(body, "isNFSv3Enabled") === true),
    )
    .map(([, { body }]) => body);
}

/** Deleted ones are kept for a while, and shown to those that ask for them. */
function askedContainers({ containerBodies }: KnownAccount, url: URL): readonly object[] {
  const prefix = url.searchParams.get("$filter") ?? "";
  const deleted = url.searchParams.get("$include") === "deleted";
  return containerBodies.filter(
    (body) =>
      String((body as { name: unknown }).name).startsWith(prefix) &&
      (deleted || propertyOf(body, "deleted") !== true),
  );
}

function propertyOf(body: object, name: string): unknown {
  const { properties } = body as { properties?: Readonly<Record<string, unknown>> };
  return properties?.[name];
}

function answerUser(target: ArmTarget, { user, body }: KnownUser): object {
  if (target.operation !== "localUserKeys") return body;
  const { sshAuthorizedKeys, sharedKey } = user;
  const random = propertyOf(body, "hasSharedKey") === true ? randomBytes(64).toString("base64") : undefined;
  return { sshAuthorizedKeys, sharedKey: sharedKey ?? random };
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
function providerHeaders(
  world: World,
  target: ArmTarget,
  token: Token,
  location: string,
): Record<string, string> {
  return {
    ...(methodOf(target) === "POST" ? writeHeaders() : readHeaders("subscription")),
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
