import { expect, test } from "vitest";
import { sshKeyFaults } from "../../src/inventory/ssh-keys.ts";
import { sshKey } from "../checks/build-ssh-keys.ts";

const undocumented = (algorithm: string): string =>
  `is of type "${algorithm}", which Azure Storage does not document`;

test.each<[string | null, number | null, string | undefined, boolean?]>([
  ["ssh-rsa", 2048, undefined],
  ["ssh-rsa", 16_384, undefined],
  ["rsa-sha2-256", 2048, undefined],
  ["rsa-sha2-512", 4096, undefined],
  ["ecdsa-sha2-nistp256", 256, undefined],
  ["ecdsa-sha2-nistp384", 384, undefined],
  ["ssh-rsa", 2047, "is of RSA with 2047 bits"],
  ["ssh-rsa", 1, "is of RSA with 1 bits"],
  ["rsa-sha2-512", 1024, "is of RSA with 1024 bits"],
  ["ssh-rsa", null, "is of RSA with an unknown number of bits"],
  ["ecdsa-sha2-nistp521", 521, undocumented("ecdsa-sha2-nistp521"), true],
  ["ssh-ed25519", 256, undocumented("ssh-ed25519"), true],
  ["sk-ssh-ed25519@openssh.com", null, undocumented("sk-ssh-ed25519@openssh.com"), true],
  ["sk-ecdsa-sha2-nistp256@openssh.com", null, undocumented("sk-ecdsa-sha2-nistp256@openssh.com"), true],
  ["ssh-dss", null, undocumented("ssh-dss")],
  ["ssh-rsa-cert-v01@openssh.com", null, undocumented("ssh-rsa-cert-v01@openssh.com")],
  ["ssh-future", null, undocumented("ssh-future")],
  [null, null, "cannot be read as a key"],
])("%s of %j bits", (algorithm, bits, words, isStrong) => {
  const fault = { factor: "weak-ssh-key", words, ...(isStrong ? { isStrong } : {}) };
  expect(sshKeyFaults(sshKey({ algorithm, bits }))).toEqual(words === undefined ? [] : [fault]);
});

test("weak and shared are two faults", () => {
  const sharedWith = ["/subscriptions/s/storageAccounts/a/localUsers/b/c", "not\nan id"];
  expect(sshKeyFaults(sshKey({ bits: 1024, sharedWith }))).toEqual([
    { factor: "weak-ssh-key", words: "is of RSA with 1024 bits" },
    { factor: "shared-ssh-key", words: 'is also the key of 2 other local users ("a/b/c", "not\nan id")' },
  ]);
});
