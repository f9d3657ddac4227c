import type { SectionView } from "./inventory.ts";
import type { Listed } from "./known.ts";
import type { ManagementGroup } from "./sections.ts";

/**
 * The management groups above a subscription, the nearest first. Gaps where the way does not lead to the root: what was
 * not read may lie above it.
 * @param subscriptionId a GUID
 */
export function groupsAbove(
  subscriptionId: string,
  managementGroups: SectionView<ManagementGroup>,
): Listed<ManagementGroup> {
  const items = new Set<ManagementGroup>();
  let group = parentsIn(managementGroups).get(subscriptionId.toLowerCase());
  // A tree that runs in a circle is none, and would never end.
  while (group !== undefined && !items.has(group)) {
    items.add(group);
    const { parentId } = group;
    if (parentId.known && parentId.value === null) return { items: [...items], gaps: [] };
    group = parentId.known && parentId.value !== null ? managementGroups.get(parentId.value) : undefined;
  }
  const open = [...items].flatMap(({ parentId }) => (parentId.known ? [] : [parentId.gap]));
  return { items: [...items], gaps: [...new Set([...open, ...managementGroups.gapsAt("")])] };
}

/** Once for all subscriptions: each asks, and none must search all groups. */
const PARENTS = new WeakMap<SectionView<ManagementGroup>, ReadonlyMap<string, ManagementGroup>>();

function parentsIn(view: SectionView<ManagementGroup>): ReadonlyMap<string, ManagementGroup> {
  const before = PARENTS.get(view);
  if (before !== undefined) return before;
  const parents = new Map(
    view.all().flatMap((group) => group.subscriptions.map((guid) => [guid.toLowerCase(), group] as const)),
  );
  PARENTS.set(view, parents);
  return parents;
}
