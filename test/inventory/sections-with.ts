import { emptySections, type Inventory } from "../../src/inventory/inventory.ts";
import type { Gap } from "../../src/inventory/known.ts";
import { SECTION_NAMES, type SectionName, type Sections } from "../../src/inventory/sections.ts";

export type Items = { readonly [K in SectionName]?: readonly Sections[K][] };
export type Gaps = { readonly [K in SectionName]?: readonly Gap[] };

/** Sections that hold the given items and gaps, and are empty otherwise. */
export function sectionsWith(items: Items, gaps: Gaps = {}): Inventory["sections"] {
  const given = Object.fromEntries(
    SECTION_NAMES.map((name) => [name, { items: items[name] ?? [], gaps: gaps[name] ?? [] }]),
  );
  return { ...emptySections(), ...given };
}
