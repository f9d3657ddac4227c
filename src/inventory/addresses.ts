/**
 * Addresses of the internet as the logs write them, and ranges as people do. Numbers are of 128 bits; IPv4 addresses lie
 * where IPv6 maps them (`::ffff:0:0/96`), so that one spelling stands for the other.
 * https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.2
 */
export interface AddressRange {
  readonly first: bigint;
  readonly last: bigint;
}

const BITS = 128;
const IPV4_OFFSET = 0xffff_0000_0000n;

/** @param text `203.0.113.7`, `2001:db8::1`; undefined where it is no address */
export function addressNumber(text: string): bigint | undefined {
  return text.includes(":") ? ipv6(text) : mapped(ipv4(text));
}

/** @param text an address or a CIDR range, whose bits behind the prefix do not count; undefined where it is neither */
export function addressRange(text: string): AddressRange | undefined {
  const [address = "", prefix, ...more] = text.split("/");
  const start = addressNumber(address);
  if (start === undefined || more.length > 0) return undefined;
  const width = address.includes(":") ? BITS : 32;
  if (prefix !== undefined && !/^(?:0|[1-9]\d{0,2})$/.test(prefix)) return undefined;
  const length = prefix === undefined ? width : Number(prefix);
  if (length > width) return undefined;
  const size = 1n << BigInt(width - length);
  const first = (start / size) * size;
  return { first, last: first + size - 1n };
}

export function isAddressRange(text: string): boolean {
  return addressRange(text) !== undefined;
}

/**
 * The address of a log's field without its port: `203.0.113.7:52144`, `[2001:db8::1]:443` and both without. Null where it
 * holds no address. The text is in one spelling, so that two spellings of one address are equal.
 */
export function withoutPort(field: string): string | null {
  const text = field.trim();
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1];
  const bare = bracketed ?? (/^[\d.]+:\d{1,5}$/.test(text) ? text.slice(0, text.indexOf(":")) : text);
  const number = addressNumber(bare);
  return number === undefined ? null : addressText(number);
}

/** As RFC 5952 writes it. https://www.rfc-editor.org/rfc/rfc5952 */
function addressText(number: bigint): string {
  if (number >> 32n === 0xffffn) {
    return [24n, 16n, 8n, 0n].map((shift) => String((number >> shift) & 0xffn)).join(".");
  }
  const groups = Array.from({ length: 8 }, (_, at) =>
    ((number >> BigInt(112 - 16 * at)) & 0xffffn).toString(16),
  );
  // Of equally long runs of zeros, the first is left out; a single group is not.
  const [longest = ""] = [...groups.join(":").matchAll(/(?:^|(?<=:))0(?::0)+(?=:|$)/g)]
    .map(([run]) => run)
    .sort((a, b) => b.length - a.length);
  if (longest === "") return groups.join(":");
  const text = groups.join(":");
  const at = text.search(new RegExp(`(?:^|(?<=:))${longest}(?=:|$)`));
  const [before, after] = [
    text.slice(0, at).replace(/:$/, ""),
    text.slice(at + longest.length).replace(/^:/, ""),
  ];
  return `${before}::${after}`;
}

function mapped(number: bigint | undefined): bigint | undefined {
  return number === undefined ? undefined : IPV4_OFFSET + number;
}

function ipv4(text: string): bigint | undefined {
  const parts = text.split(".");
  // What begins with a zero is octal to some programs and decimal to others.
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function ipv6(text: string): bigint | undefined {
  const halves = withoutDotted(text)?.split("::") ?? [];
  if (halves.length === 0 || halves.length > 2) return undefined;
  const [left = [], right = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - left.length - right.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array.from({ length: missing }, () => "0"), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((sum, group) => sum * 0x1_0000n + BigInt(`0x${group}`), 0n);
}

/** `::ffff:192.0.2.1` as `::ffff:c000:201`. */
function withoutDotted(text: string): string | undefined {
  const at = text.lastIndexOf(":") + 1;
  const last = text.slice(at);
  if (!last.includes(".")) return text;
  const number = ipv4(last);
  if (number === undefined) return undefined;
  return `${text.slice(0, at)}${(number >> 16n).toString(16)}:${(number & 0xffffn).toString(16)}`;
}
