import { contains } from "../inventory/scope.ts";

/** `/subscriptions/{guid}`: for whom something holds that lies above, and nothing where it lies in the subscription. */
export function inheritedBy(
  scope: string,
  subscription: { readonly id: string; readonly guid: string },
): readonly string[] {
  return contains(subscription.id, scope) ? [] : [subscription.guid.toLowerCase()];
}

/** The same thing in the lists of several subscriptions: it holds for all of them. */
export function mergeInherited<T extends { readonly inheritedBy: readonly string[] }>(one: T, other: T): T {
  return { ...one, inheritedBy: [...new Set([...one.inheritedBy, ...other.inheritedBy])].sort() };
}
