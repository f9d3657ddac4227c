import type { Slice } from "../../inventory/inventory.ts";
import type { SectionName } from "../../inventory/sections.ts";

interface Branch<T> {
  readonly next: WeakMap<object, Branch<T>>;
  made?: { readonly value: T };
}

/**
 * Makes something of some views once. Slices are made anew for each derivation and collector, and the views in a slice are
 * not, so that an index over thousands of assignments serves all that ask.
 */
export function perViews<Name extends SectionName, T>(
  names: readonly Name[],
  make: (slice: Slice<Name>) => T,
): (slice: Slice<Name>) => T {
  const root: Branch<T> = { next: new WeakMap() };
  return (slice) => {
    let branch = root;
    for (const name of names) {
      const next: Branch<T> = branch.next.get(slice[name]) ?? { next: new WeakMap() };
      branch.next.set(slice[name], next);
      branch = next;
    }
    return (branch.made ??= { value: make(slice) }).value;
  };
}
