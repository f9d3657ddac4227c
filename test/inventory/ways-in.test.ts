import { expect, test } from "vitest";
import { type FactorName, factor } from "../../src/inventory/factors.ts";
import { worstWayIn } from "../../src/inventory/ways-in.ts";

test.each<[readonly FactorName[], FactorName | undefined]>([
  [[], undefined],
  [["sftp-write", "any-network", "unknown-logging"], undefined],
  [["no-credential"], "no-credential"],
  [["no-credential", "sftp-write", "ssh-key"], "ssh-key"],
  [["ssh-key", "unknown-credential"], "unknown-credential"],
  [["ssh-key", "password", "no-credential", "unknown-credential", "password"], "password"],
])("of %j the worst way in is %s", (names, expected) => {
  const found = worstWayIn(names.map((name, at) => factor(name, `${at}.`)));
  const at = expected === undefined ? [] : [factor(expected, `${names.indexOf(expected)}.`)];
  expect(found).toEqual(at);
});
