import { type AddressRange, addressNumber, addressRange, isAddressRange } from "./addresses.ts";
import { type Factor, factor } from "./factors.ts";
import type { SectionView } from "./inventory.ts";
import { quoted } from "./quoted.ts";
import type { NamedLocation } from "./sections.ts";

/** What an organization says of its addresses: a part of the settings. */
export interface TrustSettings {
  /** IPv4 and IPv6 ranges (CIDR), beside the trusted named locations. */
  readonly trustedRanges: readonly string[];
  /** No address is trusted. */
  readonly anyIp: boolean;
}

export type Whereabouts = "outside" | "trusted" | "unknown";

/**
 * Does an address belong to the organization? An address that a log does not name is unknown, not outside; so is one that
 * a named location may hold that was not read, and one of a private network, which says nothing of where it is.
 * https://learn.microsoft.com/entra/identity/conditional-access/concept-assignment-network#trusted-locations
 */
export function whereabouts(
  ip: string | null,
  namedLocations: SectionView<NamedLocation>,
  { trustedRanges, anyIp }: TrustSettings,
): Whereabouts {
  const address = ip === null ? undefined : addressNumber(ip);
  if (address === undefined) return "unknown";
  const isIn = ({ first, last }: AddressRange): boolean => first <= address && address <= last;
  const trusted = trustOf(namedLocations);
  if (!anyIp && (rangesOf(trustedRanges).some(isIn) || trusted.ranges.some(isIn))) return "trusted";
  if (PRIVATE.some(isIn)) return "unknown";
  return anyIp || trusted.isWhole ? "outside" : "unknown";
}

/**
 * From where something was done, as a factor of the score: the least trusted of the addresses counts.
 * @param ips those that the logs name; null for a deed of which they name none
 */
export function addressFactor(
  ips: readonly (string | null)[],
  namedLocations: SectionView<NamedLocation>,
  settings: TrustSettings,
): Factor {
  const places = Map.groupBy(ips, (ip) => whereabouts(ip, namedLocations, settings));
  const outside = textOf(places.get("outside"));
  if (outside !== "")
    return settings.anyIp
      ? factor("outside-address", `It came from ${outside}; no address is trusted.`)
      : factor("outside-address", `It came from ${outside}, which is no trusted address.`);
  const open = places.get("unknown");
  const named = textOf(open);
  if (named !== "")
    return factor("unknown-address", `It came from ${named}, and whether that is trusted is not known.`);
  if (open !== undefined || ips.length === 0)
    return factor("unknown-address", "The logs do not tell from where it was done.");
  return factor("trusted-address", `It came from ${textOf(places.get("trusted"))}, which is trusted.`);
}

function textOf(ips: readonly (string | null)[] = []): string {
  return quoted(ips.filter((ip) => ip !== null));
}

interface Trust {
  readonly ranges: readonly AddressRange[];
  /** False where a location that was not read may hold any address. */
  readonly isWhole: boolean;
}

/** Every deed asks, and there are thousands of ranges. */
const TRUST = new WeakMap<SectionView<NamedLocation>, Trust>();

function trustOf(namedLocations: SectionView<NamedLocation>): Trust {
  const known = TRUST.get(namedLocations);
  if (known !== undefined) return known;
  // What is known not to be trusted tells nothing, whatever was not read of it.
  const relevant = namedLocations.all().filter(({ isTrusted }) => !isTrusted.known || isTrusted.value);
  const read = relevant.map(({ isTrusted, ranges }) =>
    isTrusted.known && ranges.known ? ranges.value : null,
  );
  const trust: Trust = {
    ranges: read.flatMap((texts) => rangesOf(texts ?? [])),
    isWhole: namedLocations.gapsAt("").length === 0 && read.every((texts) => texts?.every(isAddressRange)),
  };
  TRUST.set(namedLocations, trust);
  return trust;
}

const RANGES = new WeakMap<readonly string[], readonly AddressRange[]>();

function rangesOf(texts: readonly string[]): readonly AddressRange[] {
  const ranges = RANGES.get(texts) ?? texts.flatMap((text) => addressRange(text) ?? []);
  RANGES.set(texts, ranges);
  return ranges;
}

/**
 * Private, shared, loopback and link-local: https://www.rfc-editor.org/rfc/rfc6890. Storage logs name them for clients that
 * came by way of a virtual network.
 */
const PRIVATE = rangesOf([
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
]);
