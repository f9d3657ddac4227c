/** By lower-cased id. Two things of one id would be a mistake of the test, and hidden by the map. */
export function unique<T>(
  what: string,
  items: readonly T[],
  idOf: (item: T) => string,
): ReadonlyMap<string, T> {
  const found = new Map(items.map((item) => [idOf(item).toLowerCase(), item]));
  if (found.size === items.length) return found;
  const ids = items.map((item) => idOf(item).toLowerCase());
  throw new Error(`two ${what}s are both "${ids.find((id, at) => ids.indexOf(id) !== at)}"`);
}

/** Items by a lower-cased key, in their order. */
export function groupedBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(items, (item) => keyOf(item).toLowerCase());
}
