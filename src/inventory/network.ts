import { known, unknown, type Known } from "./known.ts";
import type { StorageAccount } from "./sections.ts";

/** https://learn.microsoft.com/azure/storage/common/storage-network-security: these rules hold for SFTP too. */
export interface NetworkRules {
  readonly defaultAction: "Allow" | "Deny";
  /** IPv4 addresses and CIDR ranges, as written. */
  readonly ipRules: readonly string[];
  readonly virtualNetworkRules: readonly string[];
  readonly resourceAccessRules: readonly string[];
}

/**
 * From where an account's public endpoint answers: every address, the selected networks of its rules, or no
 * public address at all. A private endpoint does not close the public one.
 */
export type NetworkReach = "any" | "selected" | "none";

/** From this many IPv4 addresses on, rules that allow them are no restriction: one /8. */
export const OPEN_IPV4_ADDRESSES = 2 ** 24;

export function networkReach(account: StorageAccount): Known<NetworkReach> {
  const { publicNetworkAccess, networkAcls } = account;
  if (!publicNetworkAccess.known) return publicNetworkAccess;
  if (publicNetworkAccess.value !== "Enabled") return known("none");
  if (!networkAcls.known) return networkAcls;
  const { defaultAction, ipRules, virtualNetworkRules, resourceAccessRules } = networkAcls.value;
  if (defaultAction === "Allow") return known("any");

  const ranges = ipRules.map(ipv4Range);
  if (countAddresses(ranges.filter((range) => range !== undefined)) >= OPEN_IPV4_ADDRESSES)
    return known("any");
  const unreadable = ipRules.find((_, at) => ranges[at] === undefined);
  if (unreadable !== undefined) {
    const detail = `ipRules holds ${JSON.stringify(unreadable)}, which is no IPv4 address or range`;
    return unknown({ reason: "malformed", scope: account.id, request: "GET storageAccounts", detail });
  }
  const rules = ipRules.length + virtualNetworkRules.length + resourceAccessRules.length;
  return known(rules > 0 ? "selected" : "none");
}

interface AddressRange {
  readonly first: number;
  readonly last: number;
}

/** An address (`203.0.113.7`), a CIDR range or a span (`203.0.113.1-203.0.113.9`); undefined where it is none of them. */
export function ipv4Range(rule: string): AddressRange | undefined {
  const [from = "", to, ...more] = rule.trim().split("-");
  if (more.length > 0) return undefined;
  if (to !== undefined) {
    const first = ipv4Number(from.trim());
    const last = ipv4Number(to.trim());
    return first === undefined || last === undefined || last < first ? undefined : { first, last };
  }
  const [address = "", prefix, ...rest] = from.split("/");
  const start = ipv4Number(address);
  if (start === undefined || rest.length > 0) return undefined;
  if (prefix === undefined) return { first: start, last: start };
  if (!/^(?:\d|[12]\d|3[0-2])$/.test(prefix)) return undefined;
  const size = 2 ** (32 - Number(prefix));
  const first = Math.floor(start / size) * size;
  return { first, last: first + size - 1 };
}

/** How many addresses the ranges hold together; one that lies in two ranges counts once. */
export function countAddresses(ranges: readonly AddressRange[]): number {
  let total = 0;
  let end = -1;
  for (const { first, last } of [...ranges].sort((a, b) => a.first - b.first)) {
    total += Math.max(0, last - Math.max(first - 1, end));
    end = Math.max(end, last);
  }
  return total;
}

function ipv4Number(text: string): number | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255))
    return undefined;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}
