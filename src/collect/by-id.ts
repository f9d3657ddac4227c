import { canonicalId } from "../inventory/scope.ts";

/**
 * Items of several logs, each id once: two logs may hold the same event.
 * @param choose which of two with one id is told; the first where it is left out
 */
export function byId<T extends { readonly id: string }>(
  sources: readonly (readonly T[])[],
  choose: (one: T, other: T) => T = (one) => one,
): readonly T[] {
  const items = new Map<string, T>();
  for (const item of sources.flat()) {
    const id = canonicalId(item.id);
    const twin = items.get(id);
    items.set(id, twin === undefined ? item : choose(twin, item));
  }
  return [...items.values()];
}
