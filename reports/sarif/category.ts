import { createHash } from "node:crypto";
import type { Scan } from "../../src/reporter.ts";
import { pathSegment } from "./location.ts";

/**
 * `foothold/<tenantId>/`: up to the last slash it is the category, and an upload closes every alert of its category that
 * it does not hold. A narrowed scan saw less, so it has a category of its own. What the baseline, the settings or the
 * logs were changes how much is found in the same places, and no category.
 */
export function categoryOf({ tenantId, scope }: Pick<Scan, "tenantId" | "scope">): string {
  const whole = `foothold/${pathSegment(tenantId.toLowerCase())}/`;
  if (!isNarrowed(scope)) return whole;
  const { subscriptions, managementGroups = [], only, skip, shard } = scope;
  const lists = [subscriptions, managementGroups, only, skip].map(canonical);
  const selection = JSON.stringify([...lists, shard === undefined ? null : [shard.index, shard.count]]);
  return `${whole}${createHash("sha256").update(selection).digest("hex").slice(0, 12)}/`;
}

export function isNarrowed({
  subscriptions,
  managementGroups = [],
  only,
  skip,
  shard,
}: Scan["scope"]): boolean {
  return (
    [subscriptions, managementGroups, only, skip].some(({ length }) => length > 0) || shard !== undefined
  );
}

/** The order, the case and the repetitions of a selection do not change it. */
function canonical(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.map((id) => id.toLowerCase()))].sort();
}
