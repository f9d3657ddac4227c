import { derive } from "../../src/derive/derive.ts";
import type { Inventory } from "../../src/inventory/inventory.ts";
import { type Gaps, type Items, sectionsWith } from "../inventory/sections-with.ts";

export type { Gaps, Items } from "../inventory/sections-with.ts";

/** The sections of the given items, with all that is derived of them. */
export function deriveFrom(items: Items, gaps: Gaps = {}): Inventory["sections"] {
  const collectedAt = "2026-01-01T00:00:00.000Z";
  return derive({ collectedAt, sections: sectionsWith(items, gaps) }).sections;
}
