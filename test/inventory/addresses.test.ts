import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressNumber, addressRange, isAddressRange, withoutPort } from "../../src/inventory/addresses.ts";

/** Pieces of addresses, right and wrong, in any order. */
const scraps = fc
  .array(fc.constantFrom("0", "1", "9", "00", "25", "256", "ffff", "A", "g", ":", "::", ".", "1.2.3.4"), {
    maxLength: 12,
  })
  .map((parts) => parts.join(""));
const texts = fc.oneof(scraps, fc.ipV4(), fc.ipV6(), fc.string());

const group = fc.oneof(
  fc.constant("0"),
  fc.constant("0"),
  fc.nat(0xffff).map((n) => n.toString(16)),
);
const spelledOut = fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(":"));

const family = (text: string) => (text.includes(":") ? "ipv6" : "ipv4");
const isInside = (address: string, range: string): boolean | undefined => {
  const number = addressNumber(address);
  const found = addressRange(range);
  if (number === undefined || found === undefined) return undefined;
  return found.first <= number && number <= found.last;
};

describe("against the addresses of Node", () => {
  test("what is an address, and what is none", () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(addressNumber(text) !== undefined).toBe(isIP(text) !== 0);
      }),
      { numRuns: 2000 },
    );
  });

  test("which addresses lie in a range, of one kind and of the other", () => {
    const addresses = fc.oneof(fc.ipV4(), fc.ipV6(), spelledOut);
    fc.assert(
      fc.property(addresses, addresses, fc.nat(128), fc.boolean(), (address, base, bits, isNear) => {
        const prefix = family(base) === "ipv4" ? bits % 33 : bits;
        const list = new BlockList();
        list.addSubnet(base, prefix, family(base));
        // Two addresses by chance share few bits: half of the time the range's own is asked for.
        const asked = isNear ? base : address;
        expect(isInside(asked, `${base}/${prefix}`)).toBe(list.check(asked, family(asked)));
      }),
      { numRuns: 1000 },
    );
  });

  test("the first and the last of a range, and their neighbors", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 1, max: 32 }), (base, prefix) => {
        const { first = 0n, last = 0n } = addressRange(`${base}/${prefix}`) ?? {};
        expect(last - first + 1n).toBe(1n << BigInt(32 - prefix));
        const list = new BlockList();
        list.addSubnet(base, prefix);
        const edges = [first - 1n, first, last, last + 1n].filter((number) => number >> 32n === 0xffffn);
        expect(edges.map((number) => list.check(dotted(number)))).toEqual(
          edges.map((number) => number >= first && number <= last),
        );
      }),
    );
  });

  test("the one spelling of an IPv6 address", () => {
    fc.assert(
      fc.property(spelledOut, (text) => {
        fc.pre(!/^(?:0:){5}ffff:/.test(text));
        expect(withoutPort(text)).toBe(new URL(`http://[${text}]`).hostname.slice(1, -1));
      }),
      { numRuns: 1000 },
    );
  });

  test("an address is its own spelling, with a port and without", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV6(), fc.nat(65_535), (four, six, port) => {
        expect(withoutPort(`${four}:${port}`)).toBe(four);
        const plain = withoutPort(six) ?? "";
        expect(withoutPort(plain)).toBe(plain);
        expect(withoutPort(`[${six}]:${port}`)).toBe(plain);
        expect(addressNumber(plain)).toBe(addressNumber(six));
      }),
    );
  });
});

function dotted(number: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((number >> shift) & 0xffn)).join(".");
}

test.each<[string, string | null]>([
  ["203.0.113.7", "203.0.113.7"],
  [" 203.0.113.7:52144 ", "203.0.113.7"],
  ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
  ["[2001:db8::1]:443", "2001:db8::1"],
  ["[2001:db8::1]", "2001:db8::1"],
  ["2001:db8:0:1:0:1:0:1", "2001:db8:0:1:0:1:0:1"],
  ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
  ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
  ["1:0:0:0:0:0:0:0", "1::"],
  ["::", "::"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["::FFFF:cb00:7107", "203.0.113.7"],
  ["[::ffff:203.0.113.7]:22", "203.0.113.7"],
  ["::203.0.113.7", "::cb00:7107"],
  ["", null],
  ["-", null],
  ["localhost", null],
  ["Not Available", null],
  ["203.0.113", null],
  ["203.0.113.256", null],
  ["203.0.113.07", null],
  ["203.0.113.7:", null],
  ["203.0.113.7:http", null],
  ["203.0.113.7/24", null],
  ["[2001:db8::1", null],
  ["[2001:db8::1]:", null],
  ["2001:db8::1::2", null],
  ["2001:db8::203.0.113.777", null],
  ["1:2:3:4:5:6:7:8:9", null],
  ["1:2:3:4:5:6:7::8", null],
  // Of one machine, and of no network.
  ["fe80::1%eth0", null],
])("the address in %j", (field, address) => {
  expect(withoutPort(field)).toBe(address);
});

test.each<[string, string, boolean | undefined]>([
  ["203.0.113.7", "203.0.113.7", true],
  ["203.0.113.8", "203.0.113.7", false],
  ["203.0.113.8", "203.0.113.7/24", true],
  ["203.0.114.0", "203.0.113.7/24", false],
  ["255.255.255.255", "0.0.0.0/0", true],
  ["2001:db8::1", "0.0.0.0/0", false],
  ["2001:db8::1", "2001:db8::/32", true],
  ["2001:db9::1", "2001:db8::/32", false],
  ["::ffff:203.0.113.7", "203.0.113.0/24", true],
  ["203.0.113.7", "::ffff:203.0.113.0/120", true],
])("%s lies in %s: %s", (address, range, expected) => {
  expect(isInside(address, range)).toBe(expected);
});

test.each<[string, boolean]>([
  ["203.0.113.0/24", true],
  ["203.0.113.7", true],
  ["203.0.113.0/0", true],
  ["203.0.113.0/32", true],
  ["2001:db8::/128", true],
  ["203.0.113.0/33", false],
  ["2001:db8::/129", false],
  ["203.0.113.0/", false],
  ["203.0.113.0/024", false],
  ["203.0.113.0/-1", false],
  ["203.0.113.0/255.255.255.0", false],
  ["203.0.113.0/24/24", false],
  ["203.0.113.1-203.0.113.9", false],
  ["office", false],
  ["", false],
])("%j is a range: %s", (text, expected) => {
  expect(isAddressRange(text)).toBe(expected);
});
