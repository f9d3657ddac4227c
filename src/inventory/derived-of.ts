import type { SectionView } from "./inventory.ts";

/**
 * The item that was derived of a subject. Each has one, so that a missing one is a fault of ours, which the engine
 * tells and makes "not assessed".
 */
export function derivedOf<T>(view: SectionView<T>, subject: string): T {
  const [item] = view.of(subject);
  if (item === undefined) throw new Error(`nothing was derived of ${subject}`);
  return item;
}
