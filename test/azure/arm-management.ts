import { readHeaders } from "./arm-headers.ts";
import { armList } from "./arm-list.ts";
import { actionOf, type ArmTarget } from "./arm-target.ts";
import { managementGroupId } from "./describe-management-groups.ts";
import * as errors from "./errors.ts";
import type { Answer } from "./service.ts";
import type { Token } from "./tokens.ts";
import { isDenied, type KnownSubscription, type World } from "./world.ts";

/** The management groups that the client may read, or what lies below one of them. */
export function answerManagement(world: World, url: URL, target: ArmTarget, { client }: Token): Answer {
  const { groups } = world.managementGroups;
  const headers = { ...readHeaders("tenant"), server: "Microsoft-HTTPAPI/2.0" };
  if (target.operation === "managementGroups") {
    const action = actionOf(target);
    const seen = [...groups.values()].filter(
      ({ group }) => !isDenied(client, managementGroupId(group.name), action),
    );
    return armList(
      world,
      url,
      "managementGroups",
      seen.map(({ body }) => body),
      { headers, link: { linkName: "@nextLink", nullLink: true } },
    );
  }
  const known = groups.get(target.managementGroup.toLowerCase());
  if (!known) return errors.managementGroupNotFound(target.managementGroup);
  const top = url.searchParams.get("$top");
  return armList(world, url, "managementGroupDescendants", known.descendants, {
    headers,
    link: { linkName: "nextLink", nullLink: true },
    ...(top !== null && { wanted: Number(top) }),
  });
}

/** The resource groups of a subscription, without those that are hidden from the client. */
export function answerResourceGroups(
  world: World,
  url: URL,
  target: ArmTarget,
  { subscription }: KnownSubscription,
  { client }: Token,
): Answer {
  const { subscriptionId, accounts, identities = [], resourceGroups = [] } = subscription;
  const known = new Map<string, object>();
  for (const { name, location, tags } of [
    ...resourceGroups,
    ...[...accounts, ...identities].map(({ resourceGroup, location }) => ({
      name: resourceGroup,
      location,
      tags: undefined,
    })),
  ]) {
    const id = `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
    if (known.has(name.toLowerCase()) || isDenied(client, id, actionOf(target))) continue;
    known.set(name.toLowerCase(), {
      id,
      name,
      type: "Microsoft.Resources/resourceGroups",
      location: location ?? "westeurope",
      ...(tags && { tags }),
      properties: { provisioningState: "Succeeded" },
    });
  }
  return armList(world, url, "resourceGroups", [...known.values()]);
}
