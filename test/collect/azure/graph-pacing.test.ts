import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Clock, graphPacing } from "../../../src/collect/azure/pacing.ts";
import { SILENT } from "../../../src/collect/meter.ts";
import { ReadError } from "../../../src/errors.ts";

const LIMIT = 3325;
const WINDOW_MS = 10_000;

/** A clock that stands still; what is slept is written down. */
function still(): { readonly clock: Clock; readonly slept: number[] } {
  const slept: number[] = [];
  const sleep = (ms: number): Promise<void> => {
    slept.push(ms);
    return Promise.resolve();
  };
  return { clock: { now: () => 0, sleep }, slept };
}

function pacing(clock: Clock, signal = new AbortController().signal) {
  return graphPacing({ clock, signal, longestWait: 3_600_000, progress: SILENT });
}

describe("resource units of Graph", () => {
  test("a burst up to the limit leaves at once, the next waits for the window", async () => {
    const { clock, slept } = still();
    const spend = pacing(clock);
    await spend(LIMIT - 60, "GET /v1.0/applications");
    await spend(60, "GET /v1.0/applications");
    expect(slept).toEqual([]);
    await spend(1, "GET /v1.0/applications");
    expect(slept).toEqual([WINDOW_MS]);
  });

  test("never more than the limit in any window, and never later than needed by a window", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 400 }),
        async (costs) => {
          const starts: { at: number; units: number }[] = [];
          const clock: Clock = { now: () => 0, sleep: () => Promise.resolve() };
          const spend = graphPacing({
            clock: {
              ...clock,
              sleep: (ms) => {
                starts[starts.length - 1] = { at: ms, units: starts.at(-1)?.units ?? 0 };
                return Promise.resolve();
              },
            },
            signal: new AbortController().signal,
            longestWait: 3_600_000,
            progress: SILENT,
          });
          for (const units of costs) {
            starts.push({ at: 0, units });
            await spend(units, "GET /v1.0/applications");
          }
          for (const { at } of starts) {
            const inWindow = starts.filter((other) => other.at > at - WINDOW_MS && other.at <= at);
            expect(inWindow.reduce((sum, { units }) => sum + units, 0)).toBeLessThanOrEqual(LIMIT);
          }
          const total = costs.reduce((sum, units) => sum + units, 0);
          expect(Math.max(...starts.map(({ at }) => at))).toBeLessThanOrEqual(
            Math.ceil(total / (LIMIT - 60)) * WINDOW_MS,
          );
        },
      ),
    );
  });

  test("its logs count requests and not units, five in ten seconds, and nothing else waits for them", async () => {
    const { clock, slept } = still();
    const spend = pacing(clock);
    for (let at = 0; at < 5; at += 1) await spend(60, "GET /v1.0/auditLogs/directoryAudits", "reports");
    await spend(LIMIT, "GET /v1.0/applications");
    expect(slept).toEqual([]);
    await spend(1, "GET /v1.0/auditLogs/directoryAudits", "reports");
    expect(slept).toEqual([WINDOW_MS]);
  });

  test("an interrupted wait is an interruption, not a fault", async () => {
    const spend = pacing({ now: () => 0, sleep: () => Promise.reject(new Error("aborted")) });
    await spend(LIMIT, "GET /v1.0/applications");
    const error = await spend(1, "GET /v1.0/applications").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ReadError);
    expect(error).toMatchObject({ reason: "interrupted", request: "GET /v1.0/applications" });
  });
});
