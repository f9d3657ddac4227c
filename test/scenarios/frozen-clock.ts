import type { Clock } from "../../src/collect/azure/pacing.ts";
import type { SimulatedTenant } from "../azure/describe.ts";
import { NOW } from "./logs-seeds.ts";
import { type Running, startTenant } from "./run-scan.ts";

/** Stands still, whatever is waited for: two scans under it have the same times. */
export const frozenClock: Clock = {
  now: () => NOW,
  sleep: async (_ms, signal) => {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  },
};

/** A tenant for which it is the same time for ever, with a client of its own in place of those that it describes. */
export async function startFrozen(parts: Partial<SimulatedTenant>): Promise<Running> {
  const { clients, ...rest } = parts;
  return await startTenant(clients === undefined ? parts : rest, { now: frozenClock.now });
}
