import { expect, test } from "vitest";
import { cacheTokens } from "../../../src/collect/azure/token-cache.ts";

const HOUR = 3_600_000;

/** A credential that counts what it was asked, on a clock of its own. */
function counting(lifetime = HOUR) {
  const state = { now: 0, asked: 0, made: 0, claims: [] as (string | undefined)[], failures: 0 };
  const cache = cacheTokens(
    () => {
      state.made += 1;
      return {
        getToken(_, options) {
          state.asked += 1;
          state.claims.push(options?.claims);
          if (state.failures > 0) {
            state.failures -= 1;
            return Promise.reject(new Error("no"));
          }
          return Promise.resolve({ token: `token ${state.asked}`, expiresOnTimestamp: state.now + lifetime });
        },
      };
    },
    () => state.now,
  );
  return { state, cache };
}

test("ten at once are one sign-in, and audiences are kept apart", async () => {
  const { state, cache } = counting();
  const tokens = await Promise.all(Array.from({ length: 10 }, () => cache.get("arm")));
  expect(new Set(tokens)).toEqual(new Set(["token 1"]));
  expect(await cache.get("graph")).toBe("token 2");
  expect(state.asked).toBe(2);
});

test.each([
  ["five minutes before its end", HOUR, HOUR - 5 * 60_000],
  ["a quarter of its life before its end, where it is short", 60_000, 45_000],
])("a token is renewed %s", async (_, lifetime, renewAt) => {
  const { state, cache } = counting(lifetime);
  await cache.get("arm");
  state.now = renewAt - 1;
  expect(await cache.get("arm")).toBe("token 1");
  state.now = renewAt;
  expect(await cache.get("arm")).toBe("token 2");
});

test("a refused token is replaced once, by a credential with an empty cache", async () => {
  const { state, cache } = counting();
  const refused = await cache.get("arm");
  cache.discard("arm", refused);
  cache.discard("arm", refused);
  const [one, two] = await Promise.all([cache.get("arm"), cache.get("arm")]);
  cache.discard("arm", refused);
  expect([one, two, await cache.get("arm")]).toEqual(["token 2", "token 2", "token 2"]);
  expect(state).toMatchObject({ asked: 2, made: 2 });
});

test("a claims challenge asks anew, once for all that were challenged", async () => {
  const { state, cache } = counting();
  const refused = await cache.get("arm");
  const challenged = async (): Promise<string> => {
    cache.discard("arm", refused);
    return await cache.get("arm", "{}");
  };
  expect(await Promise.all([challenged(), challenged(), challenged()])).toEqual([
    "token 2",
    "token 2",
    "token 2",
  ]);
  expect(state.claims).toEqual([undefined, "{}"]);
});

test("a failure is not cached", async () => {
  const { state, cache } = counting();
  state.failures = 1;
  await expect(cache.get("arm")).rejects.toThrow("no");
  expect(await cache.get("arm")).toBe("token 2");
});
