import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { SimulatedTenant } from "../azure/describe.ts";
import { frozenClock, startFrozen } from "./frozen-clock.ts";
import { type Outcome, type Running, type RunOptions, runFoothold } from "./run-scan.ts";

/** A folder and tenants for the tests of a file, under a clock that stands still; all of it goes with the last test. */
export function keptScans() {
  let folder = "";
  const running: Running[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "foothold-kept-"));
  });
  afterAll(async () => {
    for (const { azure } of running) await azure.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function foothold(by: Running, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    return await runFoothold(args, by, { clock: frozenClock, attemptTimeoutMs: 30_000, ...options });
  }

  return {
    at: (name: string): string => path.join(folder, name),
    start: async (parts: Partial<SimulatedTenant>): Promise<Running> => {
      const started = await startFrozen(parts);
      running.push(started);
      return started;
    },
    foothold: async (by: Running, ...args: readonly string[]): Promise<Outcome> => await foothold(by, args),
    scan: async (by: Running, args: readonly string[], options?: RunOptions): Promise<Outcome> =>
      await foothold(by, ["scan", "--cloud", by.azure.url, ...args], options),
  };
}
