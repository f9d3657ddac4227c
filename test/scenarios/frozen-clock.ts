import type { Clock } from "../../src/collect/azure/pacing.ts";

/** Stands still, whatever is waited for: two scans under it have the same times. */
export function frozenClock(time: string): Clock {
  const now = Date.parse(time);
  return {
    now: () => now,
    sleep: async (_ms, signal) => {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    },
  };
}
