import { expect, test } from "vitest";
import { limitsSecrets } from "../../src/inventory/app-management.ts";
import { restriction } from "../checks/build-policies.ts";

const now = new Date("2026-01-01T00:00:00.000Z");
const lifetime = { restrictionType: "passwordLifetime", maxLifetime: "P90D" };

test.each<[string, Parameters<typeof restriction>[0], boolean]>([
  ["no new secrets", {}, true],
  ["in another case", { restrictionType: "PASSWORDADDITION", state: "ENABLED" }, true],
  ["a limited lifetime", lifetime, true],
  ["a lifetime without a length", { ...lifetime, maxLifetime: null }, false],
  ["disabled", { ...lifetime, state: "disabled" }, false],
  ["a state that Graph does not name", { state: null }, false],
  ["secrets of one's own choice", { restrictionType: "customPasswordAddition" }, false],
  ["symmetric keys", { restrictionType: "symmetricKeyLifetime", maxLifetime: "P90D" }, false],
  ["certificates", { restrictionType: "asymmetricKeyLifetime", maxLifetime: "P90D" }, false],
  ["since long ago", { restrictForAppsCreatedAfterDateTime: "2019-01-01T00:00:00Z" }, true],
  ["since now", { restrictForAppsCreatedAfterDateTime: "2026-01-01T00:00:00Z" }, true],
  ["from tomorrow on", { restrictForAppsCreatedAfterDateTime: "2026-01-02T00:00:00Z" }, false],
])("%s", (_, over, expected) => {
  expect(limitsSecrets(restriction(over), now)).toBe(expected);
});
