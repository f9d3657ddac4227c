import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { fingerprint } from "../../src/inventory/hash.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

test("SHA-256 over check, canonical id and key: stable, since reports are compared across versions", () => {
  expect(fingerprint("sftp-enabled", "/Subscriptions/A/")).toBe(sha256("sftp-enabled\0/subscriptions/a\0"));
  expect(fingerprint("a", "/b", "K")).toBe(sha256("a\0/b\0K"));
});

test("the same whatever case Azure spells the id in", () => {
  expect(fingerprint("a", "/X/localUsers/u")).toBe(fingerprint("a", "/x/localusers/U"));
});

test("another for another check, subject or key, also where their texts run together", () => {
  const all = [
    fingerprint("a", "/b"),
    fingerprint("c", "/b"),
    fingerprint("a", "/c"),
    fingerprint("a", "/b", "k"),
    fingerprint("a", "/b", "K"),
    fingerprint("a", "/bk"),
    fingerprint("a/b", ""),
  ];
  expect(new Set(all).size).toBe(all.length);
});
