import { describe, expect, test } from "vitest";
import { type Gap, known, unknown } from "../../src/inventory/known.ts";
import { viewSections } from "../../src/inventory/inventory.ts";
import type { NamedLocation } from "../../src/inventory/sections.ts";
import { addressFactor, type Whereabouts, whereabouts } from "../../src/inventory/trust.ts";
import { locationsDenied, namedLocation } from "../checks/build-events.ts";
import { sectionsWith } from "./sections-with.ts";

const OFFICE = "198.51.100.9";
const HOME = "203.0.113.7";

function locations(items: readonly NamedLocation[], gaps: readonly Gap[] = []) {
  return viewSections(sectionsWith({ namedLocations: items }, { namedLocations: gaps })).namedLocations;
}

const settings = (over: { readonly trustedRanges?: readonly string[]; readonly anyIp?: boolean } = {}) => ({
  trustedRanges: [],
  anyIp: false,
  ...over,
});

const office = locations([namedLocation()]);
const none = locations([]);
const denied = locations([], [locationsDenied()]);
const unread = unknown(locationsDenied());

test.each<[string, string | null, ReturnType<typeof locations>, ReturnType<typeof settings>, Whereabouts]>([
  ["in a trusted location", OFFICE, office, settings(), "trusted"],
  ["an IPv6 address that is the same one", "::ffff:198.51.100.9", office, settings(), "trusted"],
  ["beside it", "198.51.101.9", office, settings(), "outside"],
  ["the first address of the range", "198.51.100.0", office, settings(), "trusted"],
  ["the last address of the range", "198.51.100.255", office, settings(), "trusted"],
  ["no range at all", HOME, none, settings(), "outside"],
  ["in a range of the settings", HOME, none, settings({ trustedRanges: ["203.0.113.0/24"] }), "trusted"],
  ["in an IPv6 range", "2001:db8::7", none, settings({ trustedRanges: ["2001:db8::/32"] }), "trusted"],
  ["no address in the log", null, none, settings(), "unknown"],
  ["no address in the log, and none is trusted", null, none, settings({ anyIp: true }), "unknown"],
  ["a word in place of an address", "NULL", none, settings(), "unknown"],
  ["locations not read", HOME, denied, settings(), "unknown"],
  [
    "locations not read, and the settings know it",
    HOME,
    denied,
    settings({ trustedRanges: [HOME] }),
    "trusted",
  ],
  [
    "a location that may be trusted",
    HOME,
    locations([namedLocation({ isTrusted: unread })]),
    settings(),
    "unknown",
  ],
  [
    "a trusted location whose ranges were not read",
    HOME,
    locations([namedLocation({ ranges: unread })]),
    settings(),
    "unknown",
  ],
  [
    "a trusted location with a range that is none",
    HOME,
    locations([namedLocation({ ranges: known(["198.51.100.0/24", "everywhere"]) })]),
    settings(),
    "unknown",
  ],
  [
    "in the range beside one that is none",
    OFFICE,
    locations([namedLocation({ ranges: known(["everywhere", "198.51.100.0/24"]) })]),
    settings(),
    "trusted",
  ],
  [
    "in a location that is not trusted",
    OFFICE,
    locations([namedLocation({ isTrusted: known(false) })]),
    settings(),
    "outside",
  ],
  [
    "a location that is not trusted, and whose ranges were not read",
    OFFICE,
    locations([namedLocation({ isTrusted: known(false), ranges: unread })]),
    settings(),
    "outside",
  ],
  ["a list of countries", HOME, locations([namedLocation({ ranges: known([]) })]), settings(), "outside"],
  ["in a trusted location, and none is trusted", OFFICE, office, settings({ anyIp: true }), "outside"],
  ["locations not read, and none is trusted", HOME, denied, settings({ anyIp: true }), "outside"],
  ["a private address", "10.1.2.3", none, settings(), "unknown"],
  ["a private address, and none is trusted", "192.168.0.1", none, settings({ anyIp: true }), "unknown"],
  ["a private IPv6 address", "fd00::1", none, settings(), "unknown"],
  [
    "a private address that the settings name",
    "10.1.2.3",
    none,
    settings({ trustedRanges: ["10.1.0.0/16"] }),
    "trusted",
  ],
])("%s", (_, ip, view, given, expected) => {
  expect(whereabouts(ip, view, given)).toBe(expected);
});

describe("as a factor, the least trusted address counts", () => {
  test.each<[string, readonly (string | null)[], boolean, string, string]>([
    [
      "outside before all",
      [OFFICE, null, HOME, "192.0.2.1", HOME],
      false,
      "outside-address",
      'It came from "192.0.2.1", "203.0.113.7", which is no trusted address.',
    ],
    [
      "none is trusted",
      [OFFICE],
      true,
      "outside-address",
      'It came from "198.51.100.9"; no address is trusted.',
    ],
    [
      "one that may be trusted, before none",
      [OFFICE, null, "10.0.0.4"],
      false,
      "unknown-address",
      'It came from "10.0.0.4", and whether that is trusted is not known.',
    ],
    [
      "none for one of two",
      [OFFICE, null],
      false,
      "unknown-address",
      "The logs do not tell from where it was done.",
    ],
    ["nobody at all", [], false, "unknown-address", "The logs do not tell from where it was done."],
    ["trusted alone", [OFFICE], false, "trusted-address", 'It came from "198.51.100.9", which is trusted.'],
  ])("%s", (_, ips, anyIp, name, because) => {
    expect(addressFactor(ips, office, settings({ anyIp }))).toEqual({ name, because });
  });
});
