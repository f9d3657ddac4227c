import { type Gap, isGapReason } from "../inventory/known.ts";
import type { Reading } from "./snapshot.ts";

/**
 * Makes one object of all gaps that say the same, in sections and in their items alike. Checks and derivations join
 * gaps by identity, and one that was read back from a file must be as much one as it was in the scan.
 */
export function sharedGaps(): (reading: Reading) => Reading {
  const byText = new Map<string, Gap>();
  return ({ gaps, inherited, ...reading }) => {
    inItems(reading.items);
    return { ...reading, gaps: gaps.map(shared), inherited: inherited.map(shared) };
  };

  function shared(gap: Gap): Gap {
    const text = JSON.stringify(gap);
    const known = byText.get(text);
    if (known === undefined) byText.set(text, gap);
    return known ?? gap;
  }

  /** Without recursion: what Azure nests is as deep as whoever wrote it likes. */
  function inItems(items: readonly object[]): void {
    const open: object[] = [...items];
    for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
      // Most that a hundred thousand items hold is one of few values that stand in memory once.
      if (Object.isFrozen(holder)) continue;
      for (const key of Object.keys(holder)) {
        const value: unknown = Reflect.get(holder, key);
        if (typeof value !== "object" || value === null) continue;
        if (!isGap(value)) open.push(value);
        // A property of a reading's own: nobody else has seen it yet.
        else Reflect.set(holder, key, shared(value));
      }
    }
  }
}

function isGap(value: object): value is Gap {
  return "reason" in value && "scope" in value && "request" in value && isGapReason(value.reason);
}
