import type { Hop } from "../../inventory/sections.ts";
import type { Edge } from "./graph.ts";
import { keyOf } from "./nodes.ts";

/** An edge between what a hop names. @param hop flags that are left out do not hold */
export function edgeOf(hop: Omit<Hop, "eligible" | "conditional"> & Partial<Hop>): Edge {
  return {
    from: keyOf(hop.from),
    to: keyOf(hop.to),
    hop: { eligible: false, conditional: false, ...hop },
  };
}
