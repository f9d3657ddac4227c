import { sha256 } from "../inventory/hash.ts";
import type { SshPublicKey } from "../inventory/sections.ts";

type PublicKey = Omit<SshPublicKey, "description">;

/** Over ten times the largest key that OpenSSH takes, RSA of 16,384 bits: nobody's key is longer. */
const LONGEST = 32_768;

/**
 * What an authorized key is, without its material and its comment: `ssh-rsa AAAA… comment`, with options in front, or
 * the base64 alone. A text that holds no key has no algorithm, and the fingerprint of its own bytes, so that two
 * users with the same text still share it.
 * https://man.openbsd.org/sshd.8#AUTHORIZED_KEYS_FILE_FORMAT
 */
export function readSshPublicKey(text: string): PublicKey {
  const line = text.trim();
  // Two lines are two keys, of which only one would be judged.
  const isOne = line.length <= LONGEST && !/[\r\n]/.test(line);
  const key = isOne ? (keyIn(line) ?? keyIn(behindOptions(line))) : undefined;
  return key ?? { algorithm: null, bits: null, fingerprint: fingerprintOf(Buffer.from(text)) };
}

/** `SHA256:…` without padding, as `ssh-keygen -lf` prints it. */
function fingerprintOf(bytes: Buffer): string {
  return `SHA256:${sha256(bytes).toString("base64").replace(/=+$/, "")}`;
}

/** `AAAA…`, or a type in front of it. The type inside the blob counts: nobody checks the one in front. */
function keyIn(line: string): PublicKey | undefined {
  const [first = "", second = ""] = line.split(/[ \t]+/, 2);
  // A quote belongs to options, and a key in one would be a decoy.
  return readBlob(first) ?? (/^[\w@.+-]+$/.test(first) ? readBlob(second) : undefined);
}

/** Options end at the first blank outside double quotes, as sshd reads them. */
function behindOptions(line: string): string {
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at];
    if (character === "\\" && line[at + 1] === '"') at += 1;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === " " || character === "\t")) return line.slice(at).trimStart();
  }
  return "";
}

/** The wire form in base64: https://www.rfc-editor.org/rfc/rfc4253#section-6.6. Undefined where it is none, or cut. */
function readBlob(base64: string): PublicKey | undefined {
  // The first length is under 256 and has three zero bytes in front.
  if (!base64.startsWith("AAAA")) return undefined;
  const blob = Buffer.from(base64, "base64");
  // Buffer skips what is no base64.
  if (unpadded(blob.toString("base64")) !== unpadded(base64)) return undefined;
  const [name, ...fields] = fieldsOf(blob);
  const algorithm = name?.toString("latin1") ?? "";
  if (!/^[a-z][a-z0-9@.-]{2,63}$/.test(algorithm)) return undefined;
  const bits = bitsOf(algorithm, fields);
  return bits === undefined ? undefined : { algorithm, bits, fingerprint: fingerprintOf(blob) };
}

function unpadded(base64: string): string {
  return base64.replace(/={1,2}$/, "");
}

/** Strings with their lengths in front. What does not divide so, such as the numbers in a certificate, ends with a null. */
function fieldsOf(blob: Buffer): readonly (Buffer | null)[] {
  const fields: (Buffer | null)[] = [];
  for (let at = 0; at < blob.length; ) {
    const end = at + 4 <= blob.length ? at + 4 + blob.readUInt32BE(at) : Number.POSITIVE_INFINITY;
    if (end > blob.length) return [...fields, null];
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

/** Null where the algorithm is not judged by bits, undefined for a broken key. */
function bitsOf(algorithm: string, fields: readonly (Buffer | null)[]): number | null | undefined {
  const [first, second] = fields;
  switch (algorithm) {
    case "ssh-rsa":
      return fields.length === 2 && first && second && bitLength(first) > 1
        ? bitLength(second) || undefined
        : undefined;
    case "ssh-ed25519":
      return fields.length === 1 && first?.length === 32 ? 256 : undefined;
    case "ecdsa-sha2-nistp256":
    case "ecdsa-sha2-nistp384":
    case "ecdsa-sha2-nistp521": {
      const curve = algorithm.slice("ecdsa-sha2-".length);
      const bits = Number(curve.slice("nistp".length));
      // An uncompressed point: a four, and two coordinates. https://www.rfc-editor.org/rfc/rfc5656#section-3.1
      const isPoint = second?.length === 1 + 2 * Math.ceil(bits / 8) && second[0] === 4;
      return fields.length === 2 && first?.toString("latin1") === curve && isPoint ? bits : undefined;
    }
    default:
      return isWhole(algorithm, fields) ? null : undefined;
  }
}

/** Certificates hold numbers, which are no fields: of one that was cut, the name is all that can be told. */
function isWhole(algorithm: string, fields: readonly (Buffer | null)[]): boolean {
  return fields.length > 0 && (algorithm.includes("-cert-v") || !fields.includes(null));
}

/** Of a positive number in two's complement; 0 for a negative one, which is no modulus. */
function bitLength(number: Buffer): number {
  const start = number.findIndex((byte) => byte !== 0);
  const [top = 0] = start < 0 ? [] : number.subarray(start);
  const isNegative = start === 0 && top > 127;
  return start < 0 || isNegative ? 0 : (number.length - start) * 8 - Math.clz32(top) + 24;
}
