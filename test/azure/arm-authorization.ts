import { readHeaders } from "./arm-headers.ts";
import type { ArmTarget } from "./arm-target.ts";
import { isAtOrAbove, propertiesOf } from "./authorization.ts";
import * as errors from "./errors.ts";
import { pageBody, pageOf } from "./paging.ts";
import type { Answer, ArmRoute } from "./service.ts";
import type { KnownSubscription, World } from "./world.ts";

/** Role assignments and definitions of a subscription. */
export function answerAuthorization(
  world: World,
  url: URL,
  target: ArmTarget,
  { authorization, subscription }: KnownSubscription,
): Answer {
  const filter = url.searchParams.get("$filter")?.trim() ?? "";
  if (target.operation === "roleAssignments") {
    const { roleAssignments } = authorization;
    if (filter === "") return list(world, url, "roleAssignments", roleAssignments);
    if (filter.toLowerCase() !== "atscope()") return unsupportedFilter(filter);
    const above = roleAssignments.filter((body) =>
      isAtOrAbove(propertiesOf(body)["scope"], subscription.subscriptionId),
    );
    return list(world, url, "roleAssignments", above);
  }
  const [, type] = /^type eq '(CustomRole|BuiltInRole)'$/i.exec(filter) ?? [];
  if (filter !== "" && type === undefined) return unsupportedFilter(filter);
  const asked = authorization.roleDefinitions.filter(
    (body) => type === undefined || String(propertiesOf(body)["type"]).toLowerCase() === type.toLowerCase(),
  );
  return list(world, url, "roleDefinitions", asked);
}

/** User-assigned identities, and the tokens of others that they trust. */
export function answerIdentity(
  world: World,
  url: URL,
  target: ArmTarget,
  { identities }: KnownSubscription,
): Answer {
  if (target.operation === "userAssignedIdentities") {
    const bodies = [...identities.values()].map(({ body }) => body);
    return list(world, url, "userAssignedIdentities", bodies);
  }
  const known = identities.get(`${target.resourceGroup}/${target.identity}`.toLowerCase());
  if (!known) return errors.identityNotFound(target.identity, target.resourceGroup);
  return list(world, url, "identityFederatedCredentials", known.credentialBodies);
}

/** The versions that these providers have; Microsoft.Storage and ARM's own are left to the options. */
export function providerVersionError({ operation }: ArmTarget, version: string): Answer | undefined {
  const known = versions[operation];
  if (!known || known.versions.includes(version)) return undefined;
  return errors.invalidResourceType(known.namespace, known.type, version, known.versions);
}

const identityVersions = ["2022-01-31-preview", "2023-01-31", "2023-07-31-preview", "2024-11-30"];

const versions: Partial<
  Record<
    ArmTarget["operation"],
    { readonly namespace: string; readonly type: string; readonly versions: readonly string[] }
  >
> = {
  userAssignedIdentities: {
    namespace: "Microsoft.ManagedIdentity",
    type: "userAssignedIdentities",
    versions: ["2015-08-31-preview", "2018-11-30", ...identityVersions],
  },
  identityFederatedCredentials: {
    namespace: "Microsoft.ManagedIdentity",
    type: "userAssignedIdentities/federatedIdentityCredentials",
    versions: identityVersions,
  },
  roleAssignments: {
    namespace: "Microsoft.Authorization",
    type: "roleAssignments",
    versions: ["2015-07-01", "2018-01-01-preview", "2020-04-01-preview", "2022-04-01"],
  },
  roleDefinitions: {
    namespace: "Microsoft.Authorization",
    type: "roleDefinitions",
    versions: ["2015-07-01", "2018-01-01-preview", "2022-04-01", "2022-05-01-preview"],
  },
};

function list(world: World, url: URL, route: ArmRoute, items: readonly object[]): Answer {
  const page = pageOf(items, url, world.options.pageSize?.[route]);
  return { status: 200, headers: readHeaders("subscription"), body: pageBody(page), page };
}

function unsupportedFilter(filter: string): Answer {
  return errors.armError(400, "UnsupportedQuery", `The filter '${filter}' is not supported.`);
}
