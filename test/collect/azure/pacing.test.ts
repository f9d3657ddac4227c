import { describe, expect, test } from "vitest";
import { type Clock, storagePacing } from "../../../src/collect/azure/pacing.ts";
import { SILENT } from "../../../src/collect/meter.ts";

type Kind = Parameters<ReturnType<typeof storagePacing>>[1];

const HOUR = 3_600_000;

/** A clock that stands still: it tells for how long each one had to sleep. */
function pacing(longestWait = 2 * HOUR) {
  const waited: string[] = [];
  let now = 0;
  let slept = 0;
  const clock: Clock = {
    now: () => now,
    sleep: (ms) => {
      slept = ms;
      return Promise.resolve();
    },
  };
  const signal = new AbortController().signal;
  const progress = { ...SILENT, waiting: (why: string) => waited.push(why) };
  const turns = storagePacing({ clock, signal, longestWait, progress });
  return {
    waited,
    at: (time: number) => {
      now = time;
    },
    /** The milliseconds for which each of so many turns had to wait. */
    take: async (count: number, kind: Kind, domain = "s westeurope"): Promise<readonly number[]> => {
      const waits: number[] = [];
      for (let turn = 0; turn < count; turn += 1) {
        slept = 0;
        await turns(domain, kind)("POST /x");
        waits.push(slept);
      }
      return waits;
    },
  };
}

const times = <T>(count: number, value: T): readonly T[] => Array.from({ length: count }, () => value);

describe("writes of the storage provider", () => {
  test("nine in a second, and each domain has its own", async () => {
    const { take, waited } = pacing();
    expect(await take(20, "write")).toEqual([...times(9, 0), ...times(9, 1000), ...times(2, 2000)]);
    expect(await take(9, "write", "s North Europe")).toEqual(times(9, 0));
    expect(await take(1, "write", "s northeurope")).toEqual([1000]);
    expect(await take(1, "list")).toEqual([0]);
    expect(new Set(waited)).toEqual(new Set(["the storage provider's limit of 9 writes in a second"]));
  });

  test("1140 in an hour", async () => {
    const { take, waited } = pacing();
    const waits = await take(1150, "write");
    // 1140 of them nine a second, and the next when the first are an hour old.
    expect(waits[1139]).toBe(126_000);
    expect(waits.slice(1140)).toEqual([...times(9, HOUR), HOUR + 1000]);
    expect(waited.at(-1)).toBe("the storage provider's limit of 1140 writes in an hour");
  });

  test("what is over is over", async () => {
    const { take, at } = pacing();
    await take(9, "write");
    at(999);
    expect(await take(1, "write")).toEqual([1]);
    at(2000);
    expect(await take(9, "write")).toEqual(times(9, 0));
  });

  test("a turn that would come too late is refused, and takes none", async () => {
    const { take } = pacing(1000);
    await take(18, "write");
    const refused =
      "9 writes in a second are the provider's limit, and the turn would come after the longest wait of 1 s";
    await expect(take(1, "write")).rejects.toMatchObject({ reason: "throttled", message: refused });
    await expect(take(1, "write")).rejects.toMatchObject({ message: refused });
  });
});

test.each([
  ["list", 95],
  ["read", 760],
] as const)("%ss: %i in five minutes, as fast as they come", async (kind, limit) => {
  const { take, waited } = pacing();
  expect(await take(limit + 1, kind)).toEqual([...times(limit, 0), 300_000]);
  expect(waited).toEqual([`the storage provider's limit of ${limit} ${kind}s in 5 minutes`]);
});
