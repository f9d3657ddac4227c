import { armList } from "./arm-list.ts";
import type { ArmTarget } from "./arm-target.ts";
import { isAtOrAbove, propertiesOf } from "./authorization.ts";
import type { RawBody } from "./describe-entra.ts";
import * as errors from "./errors.ts";
import type { Answer } from "./service.ts";
import type { KnownSubscription, World } from "./world.ts";

/** Who may do what in a subscription. */
export function answerAuthorization(
  world: World,
  url: URL,
  target: ArmTarget,
  version: string,
  { authorization, subscription }: KnownSubscription,
): Answer {
  const filter = url.searchParams.get("$filter")?.trim() ?? "";
  const atScope = (bodies: readonly RawBody[]): readonly RawBody[] | undefined => {
    if (filter === "") return bodies;
    if (filter.toLowerCase() !== "atscope()") return undefined;
    return bodies.filter((body) => isAtOrAbove(propertiesOf(body)["scope"], subscription.subscriptionId));
  };
  switch (target.operation) {
    case "roleAssignments":
    case "denyAssignments": {
      const asked = atScope(authorization[target.operation]);
      return asked ? armList(world, url, target.operation, asked) : unsupportedFilter(filter);
    }
    case "roleEligibilities": {
      if ((world.options.license ?? "p2") !== "p2") {
        const message =
          "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.";
        return errors.armError(400, "AadPremiumLicenseRequired", message);
      }
      const asked = atScope(authorization.roleEligibilities);
      return asked ? armList(world, url, "roleEligibilities", asked) : unsupportedFilter(filter);
    }
    default: {
      const [, type] = /^type eq '(CustomRole|BuiltInRole)'$/i.exec(filter) ?? [];
      if (filter !== "" && type === undefined) return unsupportedFilter(filter);
      const asked = authorization.roleDefinitions.filter(
        (body) =>
          type === undefined || String(propertiesOf(body)["type"]).toLowerCase() === type.toLowerCase(),
      );
      return armList(
        world,
        url,
        "roleDefinitions",
        asked.map((body) => definitionAt(body, version)),
      );
    }
  }
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
    return armList(world, url, "userAssignedIdentities", bodies);
  }
  const known = identities.get(`${target.resourceGroup}/${target.identity}`.toLowerCase());
  if (!known) return errors.identityNotFound(target.identity, target.resourceGroup);
  return armList(world, url, "identityFederatedCredentials", known.credentialBodies);
}

export function unsupportedFilter(filter: string): Answer {
  return errors.armError(400, "UnsupportedQuery", `The filter '${filter}' is not supported.`);
}

/** The stable version does not know that permissions of a role may have a condition, and leaves it out. */
function definitionAt(body: RawBody, version: string): RawBody {
  const properties = propertiesOf(body);
  const { permissions } = properties;
  if (version >= "2022-05-01" || !Array.isArray(permissions)) return body;
  const known = permissions.map((block: unknown) => {
    if (typeof block !== "object" || block === null) return block;
    return Object.fromEntries(Object.entries(block).filter(([name]) => !name.startsWith("condition")));
  });
  return { ...body, properties: { ...properties, permissions: known } };
}
