import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSshPublicKey } from "../../src/collect/ssh-public-key.ts";

// Made with ssh-keygen of OpenSSH 9.2; their fingerprints are those that `ssh-keygen -lf` prints.
const RSA_1024 =
  "AAAAB3NzaC1yc2EAAAADAQABAAAAgQDBl2MgOmk5SYnMPORKdoy5LC28+POVgLiW3FAKTCi5yTvFUzR1mAHKged49Pbtyeldu5sDcNUp837MRdXw0c/v+jmTEne0oXijHXPIqF6xee7pf/f/XfwPZjQ64/qubz3Lv8vaDr4mhmD2OxP0dy0VEvfBw5P25v86ATIJfIK8MQ==";
const RSA_2048 =
  "AAAAB3NzaC1yc2EAAAADAQABAAABAQCsaQeeMyoyLFVkTjZ01dEl0E5iBn9SvRYfOFUXLUYZB9sfAQmtZ/6Ys+yN2OH8VNa1OQaczKDyOkg4Duqd8Zo9e2B8OCTAiPymybXLbWDdnQi136qlxYcrHly/34YoUfF8r93je+M0lFVmvb7/afag1B8CWVycPg72WuOjxF38YhohttmhponNXft2x7n4UOkduZJXiKwLDPJKHZehN86+WGP5Uw0ZWHwaIPtv5kCcy4ZFSKqwWgLI8UxieHBBSbPR++W9L8FPZjkfKYptjZRJTxeRFZlJC8T1wVk7YVqHJeeIXHjfXo7L+HQ75Se1VKE7z44IH6zuVE6MvCztNXqp";
const P256 =
  "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBDIz6eHtCBAaECd9IiABESsLEywT1VZJeAw1AZtf0JVcWL8BIsYygw2KcptYus4DVL2L0RbR5xJyH6VJnBVc38k=";
const P384 =
  "AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBFKnLYJ0EA2+u9bV9oTzHP3t82kjMQ/+p3UWLqpeZMix5bOsroV8pU461r/aWOP0ymyB+20BiErSyYCA7BYIzklsLuH5MLaJugLhHIJGLW5XXmmiy5L4C/koPPW2aiYKqg==";
const P521 =
  "AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAGncC4NE410X8eyKhtNWQMFFzF0nP0VDZdZDgdA91HkHwOu7ssMrxx5L5yNVRyiliIupKMwoG9Hn5WhMTdyuI6BPgHHDHeG3prY/CmHFO6uRfuVKiBMUd/yHI6kzIMF0nhJWUlVhdCAaVeo5dzfKtG+uFSKVui3dpmIOwcbIaBLpvEf5g==";
const ED25519 = "AAAAC3NzaC1lZDI1NTE5AAAAIL+TPhaKKsu3iExSxwc+7epDH23xk4ba3DQueeZ5U8Rs";
const DSA =
  "AAAAB3NzaC1kc3MAAACBAKRg2WmXLSKKjq1fkRc5Mwkd1AVp6fRAO1/VX9OvZyIWy/ftrKDKnD5o+QydLpDgVrGkiAOaXwZpBXaxUidTw5tc5MhUJtCrLqrEQFrq15MQdZATiJ2XMGcIckDAGVbIOG8uK/KZGXQUc1tTbs3LPPi7GMX85JvtpEKOg7+AeaePAAAAFQDh/rUGvgnDteUBsIgoy/hFADkbeQAAAIEAmvZXbdWoIh/BfBpi1Ex8ezyw+4IpIbJu9XEm7IFx8GijaNbwVP7G3xX3WGEDERwo1cgzgJUNqE4F2Vaf3XWeHN6dKgtytXtwPjHzsk+W1alLITyc41T2JYpIFVlhJCkKhjiz584UFCaYIpCFy6WIriLz94H9py1O5dhLH9QnWJAAAACAFqYpYGQPUMkzPYpu6JUxG0M4fqGpFlzItQyatO6pVLYzQ+xABAu8pCvO93EVWNORbvCXKKSvCfTq74amSd545kpfgR2yP3MT6q/VF89gcI13SfXYpeq17PLq6lImcowY+J5fH4IgDCmsrYnbryCmIDDdGgH8gpDtqMR7TKkS0so=";
const FINGERPRINT = "SHA256:4HlodtYkESbCoLlm7IZOca8A4jDHHuX1kgiwqPAFwUA";
const rsa = { algorithm: "ssh-rsa", bits: 2048, fingerprint: FINGERPRINT };

describe("what ssh-keygen says of a key", () => {
  test.each([
    ["ssh-rsa", RSA_1024, 1024, "SHA256:2Tzz1y7fIyRanVOsZvaPpKKuzwkWxb6+MHQd3xH1ro4"],
    ["ssh-rsa", RSA_2048, 2048, FINGERPRINT],
    ["ecdsa-sha2-nistp256", P256, 256, "SHA256:8mwqNA+2tb9wGjrdXG+e+pA2Y+mkNeByDb3kbHb+lRY"],
    ["ecdsa-sha2-nistp384", P384, 384, "SHA256:hR8aq3SgmBIq8opqQ8AyxSv0aNS98P/a+p+cFtUoSfw"],
    ["ecdsa-sha2-nistp521", P521, 521, "SHA256:nTiycqerr6kgEmSI2gXVECJziMPn/8CdDkNod+tLm9w"],
    ["ssh-ed25519", ED25519, 256, "SHA256:Xj1D3S6pWMZ1S2gC0I6jJFlD/dhgUkNFAbv2RIbi5M4"],
    ["ssh-dss", DSA, null, "SHA256:JwY8J284nIpLke/rFpFsbKdys7wU36Gne2xmKAtMP4Q"],
  ])("%s %.40s…", (algorithm, base64, bits, fingerprint) => {
    expect(readSshPublicKey(`${algorithm} ${base64} ann@laptop`)).toEqual({ algorithm, bits, fingerprint });
  });
});

describe("one key, however it is written", () => {
  test.each([
    ["alone", RSA_2048],
    ["without a comment", `ssh-rsa ${RSA_2048}`],
    ["with a comment of several words", `ssh-rsa ${RSA_2048} Ann's old laptop`],
    ["with blanks around and a line break", `  ssh-rsa\t ${RSA_2048}  c \r\n`],
    ["under the name of a signature", `rsa-sha2-512 ${RSA_2048}`],
    ["under a name that is not its own", `ssh-ed25519 ${RSA_2048}`],
    ["behind an option", `restrict ssh-rsa ${RSA_2048} c`],
    ["behind options with blanks in quotes", `from="10.0.0.0/8",command="echo hi" ssh-rsa ${RSA_2048} c`],
    ["behind an option with an escaped quote", String.raw`command="say \"x\" y" ssh-rsa ${RSA_2048}`],
    ["behind a decoy in an option", `command="ssh-ed25519 ${ED25519} x" ssh-rsa ${RSA_2048}`],
    ["behind a decoy that begins an option", `command="x ${ED25519} y" ssh-rsa ${RSA_2048}`],
    ["with another key as its comment", `ssh-rsa ${RSA_2048} ${ED25519}`],
  ])("%s", (_, text) => {
    expect(readSshPublicKey(text)).toEqual(rsa);
  });

  test("without the padding", () => {
    expect(readSshPublicKey(P384.replace(/=+$/, ""))).toEqual(readSshPublicKey(P384));
  });
});

/** The wire form: strings with their lengths in front. */
function blob(...fields: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(
    fields.map((field) => {
      const bytes = Buffer.from(field as string);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return Buffer.concat([length, bytes]);
    }),
  );
}

const fingerprintOf = (bytes: Buffer | string): string =>
  `SHA256:${createHash("sha256").update(bytes).digest("base64").replace("=", "")}`;
const E = Buffer.from([1, 0, 1]);
const modulus = (...bytes: readonly number[]) => blob("ssh-rsa", E, Buffer.from(bytes));
const point = (length: number, first = 4) => Buffer.alloc(length, 7).fill(first, 0, 1);

describe("bits", () => {
  test.each([
    [[0x01], 1],
    [[0x7f], 7],
    [[0x00, 0x80], 8],
    [[0x01, 0x00], 9],
    [[0x00, 0xff, 0xff], 16],
    [[0x00, 0x00, 0x01, 0xff], 9],
  ])("of the modulus %j: %i", (bytes, bits) => {
    const key = modulus(...bytes);
    expect(readSshPublicKey(key.toString("base64"))).toEqual({
      algorithm: "ssh-rsa",
      bits,
      fingerprint: fingerprintOf(key),
    });
  });

  test.each([
    ["sk-ssh-ed25519@openssh.com", blob("sk-ssh-ed25519@openssh.com", Buffer.alloc(32, 1), "ssh:")],
    [
      "sk-ecdsa-sha2-nistp256@openssh.com",
      blob("sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", point(65), "ssh:"),
    ],
    // Of a certificate ssh-keygen prints the fingerprint of the key in it; here it is that of the whole.
    [
      "ssh-rsa-cert-v01@openssh.com",
      Buffer.concat([
        blob("ssh-rsa-cert-v01@openssh.com", "nonce", E, point(129, 0)),
        Buffer.alloc(12),
        blob("id"),
      ]),
    ],
    ["ssh-future", blob("ssh-future", "anything")],
  ])("%s has a name and no bits", (algorithm, key) => {
    expect(readSshPublicKey(`${algorithm} ${key.toString("base64")}`)).toEqual({
      algorithm,
      bits: null,
      fingerprint: fingerprintOf(key),
    });
  });
});

describe("no key", () => {
  const whole = Buffer.from(RSA_2048, "base64");
  const base64 = (bytes: Buffer): string => bytes.toString("base64");
  test.each<[string, string]>([
    ["nothing", ""],
    ["a blank", " "],
    ["words", "ask Ann for her key"],
    ["a type alone", "ssh-rsa"],
    ["base64 of something else", `ssh-rsa ${base64(Buffer.from("something else, and long enough"))}`],
    ["a blob without a name", `ssh-rsa ${base64(blob("", E, Buffer.from([1])))}`],
    ["a name with a blank", base64(blob("ssh rsa", E))],
    ["a name that is too long", base64(blob("x".repeat(65), E))],
    ["a name in other letters", base64(blob("SSH-RSA", E, Buffer.from([1])))],
    ["a name and nothing else", base64(blob("ssh-future"))],
    ["cut inside the modulus", `ssh-rsa ${base64(whole.subarray(0, -1))}`],
    ["cut inside a length", base64(whole.subarray(0, 20))],
    ["cut inside a field of an unknown type", base64(blob("ssh-future", "anything").subarray(0, -1))],
    ["something behind the modulus", base64(Buffer.concat([whole, blob("x")]))],
    ["no exponent", base64(blob("ssh-rsa", "", Buffer.from([1])))],
    ["one for an exponent", base64(blob("ssh-rsa", Buffer.from([1]), Buffer.from([127])))],
    ["no modulus", base64(modulus())],
    ["zero for a modulus", base64(modulus(0, 0))],
    ["a negative modulus", base64(modulus(0x80, 0x01))],
    ["a point on another curve", base64(blob("ecdsa-sha2-nistp256", "nistp384", point(65)))],
    ["a point that is too short", base64(blob("ecdsa-sha2-nistp256", "nistp256", point(64)))],
    ["a compressed point", base64(blob("ecdsa-sha2-nistp256", "nistp256", point(65, 3)))],
    ["a curve without a point", base64(blob("ecdsa-sha2-nistp256", "nistp256"))],
    ["more than a point", base64(blob("ecdsa-sha2-nistp256", "nistp256", point(65), "x"))],
    ["ed25519 that is too short", base64(blob("ssh-ed25519", Buffer.alloc(31)))],
    ["ed25519 with more", base64(blob("ssh-ed25519", Buffer.alloc(32), "x"))],
    ["other letters in the base64", `ssh-rsa ${RSA_2048.replace("B", "B!")}`],
    ["the alphabet of URLs", ED25519.replaceAll("+", "-")],
    ["two keys", `ssh-rsa ${RSA_2048}\nssh-ed25519 ${ED25519}`],
    ["a key in several lines", RSA_2048.replaceAll(/.{64}/g, "$&\n")],
    ["a quote that does not end", `command="x ssh-rsa ${RSA_2048}`],
    ["a key of more than 32 KB", base64(modulus(...Array.from({ length: 25_000 }, () => 1)))],
  ])("%s: no algorithm, and the fingerprint of the text", (_, text) => {
    expect(readSshPublicKey(text)).toEqual({
      algorithm: null,
      bits: null,
      fingerprint: fingerprintOf(text),
    });
  });

  test("a private key leaves nothing but its fingerprint", () => {
    const text = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END";
    expect(JSON.stringify(readSshPublicKey(text))).not.toContain("b3BlbnNzaC");
  });
});

test("whatever the text is, there is a fingerprint, and of the same text the same", () => {
  const word = fc.oneof(
    fc.string(),
    fc.base64String(),
    fc.constantFrom("ssh-rsa", '"', "\\", " ", ED25519, P256),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), fc.constantFrom("", " "), (words, between) => {
      const key = readSshPublicKey(words.join(between));
      expect(key.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
      expect(readSshPublicKey(words.join(between))).toEqual(key);
      expect(Object.keys(key).sort()).toEqual(["algorithm", "bits", "fingerprint"]);
    }),
  );
});
