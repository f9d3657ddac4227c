import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allGaps } from "../../src/inventory/inventory.ts";
import { known, unknown } from "../../src/inventory/known.ts";
import { accountId, denied, SUBSCRIPTION } from "../checks/build.ts";
import { localUserKeys, sshFingerprint, sshPublicKey } from "../checks/build-ssh-keys.ts";
import { deriveFrom } from "./derive-from.ts";

const key = (name: string, description: string | null = null) =>
  sshPublicKey({ fingerprint: sshFingerprint(name), description });
const of = (name: string, ...names: readonly string[]) =>
  localUserKeys({ name, keys: known(names.map((one) => key(one))) });
const idOf = (name: string): string => localUserKeys({ name }).userId;

test("one item for each key, named by its fingerprint, and found by it in hex", () => {
  const { sshKeys } = deriveFrom({ localUserKeys: [of("ann", "a", "b"), of("bob")] });
  expect(sshKeys).toEqual({
    items: ["a", "b"].map((name) => ({
      ...key(name),
      id: `${idOf("ann")}/sshKeys/${Buffer.alloc(32, name).toString("hex")}`,
      name: sshFingerprint(name),
      userId: idOf("ann"),
      accountId: accountId("acct"),
      sharedWith: [],
    })),
    gaps: [],
    inherited: [],
  });
});

describe("shared", () => {
  const shared = (...users: readonly ReturnType<typeof localUserKeys>[]) =>
    deriveFrom({ localUserKeys: users }).sshKeys.items.map(({ userId, name, sharedWith }) => [
      userId,
      name,
      sharedWith,
    ]);

  test("with users of the same account and of another one", () => {
    const other = localUserKeys({
      name: "eve",
      accountId: accountId("other"),
      keys: known([key("b"), key("a")]),
    });
    expect(shared(of("ann", "a"), of("bob", "a", "c"), other)).toEqual([
      [idOf("ann"), sshFingerprint("a"), [idOf("bob"), other.userId]],
      [idOf("bob"), sshFingerprint("a"), [idOf("ann"), other.userId]],
      [idOf("bob"), sshFingerprint("c"), []],
      [other.userId, sshFingerprint("b"), []],
      [other.userId, sshFingerprint("a"), [idOf("ann"), idOf("bob")]],
    ]);
  });

  test("a key that stands twice at one user is one key, and what was written beside it is kept", () => {
    const twice = localUserKeys({ keys: known([key("a"), key("a", "laptop"), key("a", "again")]) });
    const { items } = deriveFrom({ localUserKeys: [twice] }).sshKeys;
    expect(items.map(({ description, sharedWith }) => [description, sharedWith])).toEqual([["laptop", []]]);
  });

  test("by many: each names fifty others, and never itself", () => {
    const names = Array.from({ length: 60 }, (_, at) => `user${at}`);
    const found = deriveFrom({ localUserKeys: names.map((name) => of(name, "a")) }).sshKeys.items;
    expect(found.map(({ sharedWith }) => sharedWith.length)).toEqual(names.map(() => 50));
    expect(found.filter(({ userId, sharedWith }) => sharedWith.includes(userId))).toEqual([]);
    expect(found[59]?.sharedWith).toEqual(names.slice(0, 50).map(idOf));
  });

  test("by fifty others: all are named", () => {
    const names = Array.from({ length: 51 }, (_, at) => `user${at}`);
    const found = deriveFrom({ localUserKeys: names.map((name) => of(name, "a")) }).sshKeys.items;
    expect(found[50]?.sharedWith).toEqual(names.slice(0, 50).map(idOf));
    expect(found[0]?.sharedWith).toEqual(names.slice(1).map(idOf));
  });

  test("is mutual, and as everybody would say who compares each with each", () => {
    const fingerprints = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(fingerprints, { maxLength: 8 }), (all) => {
        const users = all.map((names, at) => of(`user${at}`, ...names));
        const { items } = deriveFrom({ localUserKeys: users }).sshKeys;
        for (const { userId, fingerprint, sharedWith } of items) {
          const others = items.filter((one) => one.fingerprint === fingerprint && one.userId !== userId);
          expect(sharedWith).toEqual(others.map((one) => one.userId));
        }
        expect(items.length).toBe(all.reduce((sum, names) => sum + new Set(names).size, 0));
      }),
    );
  });
});

describe("what was not read", () => {
  test("a user whose keys were not understood has none here, and a gap says so", () => {
    const { sshKeys } = deriveFrom({
      localUserKeys: [localUserKeys({ keys: unknown(denied("/keys")) }), of("ann", "a")],
    });
    expect(sshKeys.items.map(({ userId }) => userId)).toEqual([idOf("ann")]);
    expect(sshKeys.gaps).toEqual([denied("/keys")]);
  });

  test("a user who was not read", () => {
    const { sshKeys } = deriveFrom(
      { localUserKeys: [of("ann", "a")] },
      { localUserKeys: [denied(SUBSCRIPTION)] },
    );
    expect(allGaps(sshKeys)).toEqual([denied(SUBSCRIPTION)]);
  });
});
