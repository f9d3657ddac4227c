import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { known, unknown } from "../../src/inventory/known.ts";
import { countAddresses, ipv4Range, networkReach, OPEN_IPV4_ADDRESSES } from "../../src/inventory/network.ts";
import type { StorageAccount } from "../../src/inventory/sections.ts";
import { accountId, denied, networkRules, openAccount, storageAccount } from "../checks/build.ts";

describe("ipv4Range", () => {
  test.each<[string, number, number]>([
    ["0.0.0.0", 0, 0],
    ["255.255.255.255", 2 ** 32 - 1, 2 ** 32 - 1],
    ["1.2.3.4", 0x01020304, 0x01020304],
    [" 1.2.3.4 ", 0x01020304, 0x01020304],
    ["10.0.0.0/8", 0x0a000000, 0x0affffff],
    ["10.1.2.3/8", 0x0a000000, 0x0affffff],
    ["203.0.113.0/24", 0xcb007100, 0xcb0071ff],
    ["203.0.113.7/31", 0xcb007106, 0xcb007107],
    ["203.0.113.7/32", 0xcb007107, 0xcb007107],
    ["0.0.0.0/0", 0, 2 ** 32 - 1],
    ["128.0.0.0/1", 2 ** 31, 2 ** 32 - 1],
    ["1.0.0.1-1.0.0.9", 0x01000001, 0x01000009],
    ["1.0.0.1 - 1.0.0.1", 0x01000001, 0x01000001],
  ])("%s", (rule, first, last) => {
    expect(ipv4Range(rule)).toEqual({ first, last });
  });

  test.each([
    "",
    "any",
    "*",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.256",
    "1.2.3.-4",
    "1.2.3.4/",
    "1.2.3.4/33",
    "1.2.3.4/-1",
    "1.2.3.4/08",
    "1.2.3.4/8/8",
    "1.2.3.4/ 8",
    "/8",
    "1.0.0.9-1.0.0.1",
    "1.0.0.1-",
    "-1.0.0.1",
    "1.0.0.1-1.0.0.2-1.0.0.3",
    "1.0.0.0/8-2.0.0.0/8",
    "1e1.2.3.4",
    "0x1.2.3.4",
    "1.2.3.",
    "::1",
    "2001:db8::/32",
  ])("%j is none", (rule) => {
    expect(ipv4Range(rule)).toBeUndefined();
  });

  test("a prefix holds the address and has its size", () => {
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), fc.integer({ min: 0, max: 32 }), (address, prefix) => {
        const text = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
        const range = ipv4Range(`${text}/${prefix}`);
        const { first = 1, last = 0 } = range ?? {};
        expect(last - first + 1).toBe(2 ** (32 - prefix));
        expect(first % 2 ** (32 - prefix)).toBe(0);
        expect(first <= address && address <= last).toBe(true);
      }),
    );
  });
});

test("countAddresses counts each address once", () => {
  const range = fc
    .tuple(fc.nat(40), fc.nat(40))
    .map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
  fc.assert(
    fc.property(fc.array(range, { maxLength: 8 }), (ranges) => {
      const all = new Set<number>();
      for (const { first, last } of ranges) for (let at = first; at <= last; at += 1) all.add(at);
      expect(countAddresses(ranges)).toBe(all.size);
    }),
    { numRuns: 1000 },
  );
});

describe("networkReach", () => {
  const rules = (...ipRules: string[]) => ({ networkAcls: known(networkRules({ ipRules })) });
  const allow = { networkAcls: known(networkRules({ defaultAction: "Allow" })) };

  test.each<[string, Partial<StorageAccount>, string]>([
    ["allowed to all", allow, "any"],
    ["allowed to all, public network off", { ...allow, publicNetworkAccess: known("Disabled") }, "none"],
    ["a perimeter", { ...allow, publicNetworkAccess: known("SecuredByPerimeter") }, "none"],
    [
      "off, rules not readable",
      { publicNetworkAccess: known("Disabled"), networkAcls: unknown(denied()) },
      "none",
    ],
    ["denied to all", rules(), "none"],
    ["an address", rules("203.0.113.7"), "selected"],
    [
      "a virtual network",
      { networkAcls: known(networkRules({ virtualNetworkRules: ["/vnet"] })) },
      "selected",
    ],
    ["a resource", { networkAcls: known(networkRules({ resourceAccessRules: ["/r"] })) }, "selected"],
    ["as many addresses as make it open", rules("11.0.0.0/8"), "any"],
    ["one address less", rules("11.0.0.0-11.255.255.254"), "selected"],
    ["one address less, and that one", rules("11.0.0.0-11.255.255.254", "11.255.255.255"), "any"],
    ["open, beside a rule that is none", rules("x", "11.0.0.0/8"), "any"],
    [
      "allowed to all, beside a rule that is none",
      {
        networkAcls: known(networkRules({ defaultAction: "Allow", ipRules: ["x"] })),
      },
      "any",
    ],
  ])("%s", (_, over, reach) => {
    expect(networkReach(openAccount(over))).toEqual(known(reach));
  });

  test("what was not read stays so", () => {
    expect(networkReach(openAccount({ publicNetworkAccess: unknown(denied("/a")) }))).toEqual(
      unknown(denied("/a")),
    );
    expect(networkReach(openAccount({ networkAcls: unknown(denied("/b")) }))).toEqual(unknown(denied("/b")));
  });

  test("a rule that is none is a gap, and is quoted", () => {
    expect(networkReach(openAccount(rules("1.1.1.1", '::1"', "x")))).toEqual(
      unknown({
        reason: "malformed",
        scope: accountId("acct"),
        request: "GET storageAccounts",
        detail: String.raw`ipRules holds "::1\"", which is no IPv4 address or range`,
      }),
    );
  });

  test("the safe account is out of reach", () => {
    expect(networkReach(storageAccount())).toEqual(known("none"));
  });

  test("open begins at one /8", () => {
    expect(OPEN_IPV4_ADDRESSES).toBe(256 ** 3);
  });
});
