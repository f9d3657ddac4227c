import type { Slice } from "./inventory/inventory.ts";
import type { Gap } from "./inventory/known.ts";
import type { SectionName, Sections } from "./inventory/sections.ts";

/**
 * A section computed from sections: pure, computed anew on every load, never stored. Its gaps are the union of
 * its sources' gaps, so that what was not read cannot get lost on the way.
 */
export interface Derivation<
  S extends SectionName = SectionName,
  O extends SectionName = SectionName,
  F extends SectionName = SectionName,
  E extends SectionName = SectionName,
> {
  readonly section: S;
  /** One call for every item of this section. */
  readonly of: O;
  /** What it may look up. */
  readonly from: readonly F[];
  /** Looked up to name or to explain: what was not read there leaves no item out, so that its gaps are not inherited. */
  readonly enrich?: readonly E[];
  derive(item: Sections[O], slice: Slice<F | E>): readonly Sections[S][];
  /** What of the item itself was not read, where items are missing for it. */
  gaps?(item: Sections[O]): readonly Gap[];
}

export interface AnyDerivation {
  readonly section: SectionName;
  readonly of: SectionName;
  readonly from: readonly SectionName[];
  readonly enrich?: readonly SectionName[];
  derive(item: never, slice: never): readonly Sections[SectionName][];
  gaps?(item: never): readonly Gap[];
}

export function defineDerivation<
  const S extends SectionName,
  const O extends SectionName,
  const F extends SectionName,
  const E extends SectionName = never,
>(derivation: Derivation<S, O, F, E>): Derivation<S, O, F, E> {
  return derivation;
}
