import { unsupportedFilter } from "./arm-authorization.ts";
import { armList } from "./arm-list.ts";
import type { ArmTarget } from "./arm-target.ts";
import { isAtOrAbove, propertiesOf } from "./authorization.ts";
import type { Answer } from "./service.ts";
import type { KnownSubscription, World } from "./world.ts";

/** Azure Policy: what is assigned to a subscription and in it, and the definitions that it can use. */
export function answerPolicy(
  world: World,
  url: URL,
  target: ArmTarget,
  { policies, subscription }: KnownSubscription,
): Answer {
  const filter = url.searchParams.get("$filter")?.trim() ?? "";
  if (target.operation === "policyAssignments") {
    if (filter !== "" && filter.toLowerCase() !== "atscope()") return unsupportedFilter(filter);
    const asked = policies.policyAssignments.filter(
      (body) => filter === "" || isAtOrAbove(propertiesOf(body)["scope"], subscription.subscriptionId),
    );
    return armList(world, url, "policyAssignments", asked);
  }
  const route = target.operation === "policyDefinitions" ? "policyDefinitions" : "policySetDefinitions";
  const [, type] = /^policyType eq '(Custom|BuiltIn)'$/i.exec(filter) ?? [];
  if (filter !== "" && type === undefined) return unsupportedFilter(filter);
  const asked = policies[route].filter(
    (body) =>
      type === undefined || String(propertiesOf(body)["policyType"]).toLowerCase() === type.toLowerCase(),
  );
  return armList(world, url, route, asked);
}
