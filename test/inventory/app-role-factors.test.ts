import { describe, expect, test } from "vitest";
import { grantAgeFactors, holderFactors, roleFactor } from "../../src/inventory/app-role-factors.ts";
import { emptySections, viewSections } from "../../src/inventory/inventory.ts";
import { type Known, known, unknown } from "../../src/inventory/known.ts";
import type { ServicePrincipal } from "../../src/inventory/sections.ts";
import { denied } from "../checks/build.ts";
import {
  application,
  foreignPrincipal,
  managedIdentity,
  microsoftPrincipal,
  role,
  servicePrincipal,
} from "../checks/build-entra.ts";
import { entraSetting } from "../checks/build-logging.ts";

const now = new Date("2026-01-01T00:00:00.000Z");

describe("what roles give", () => {
  const zero = role("Domain.ReadWrite.All");
  const one = role("Mail.Read");

  test("the worst counts", () => {
    expect(roleFactor([one, zero], "tenant-control")).toEqual([
      { name: "tenant-control", because: '"Domain.ReadWrite.All" leads to Global Administrator.' },
    ]);
    expect(roleFactor([zero, one], "tier-zero").map(({ name }) => name)).toEqual(["tier-zero"]);
  });

  test("tier 1 controls no tenant", () => {
    expect(roleFactor([one], "tenant-control")).toEqual([
      { name: "tier-one", because: '"Mail.Read" takes over a service or reaches all of its data.' },
    ]);
  });

  test("no role, no factor", () => {
    expect(roleFactor([], "tier-zero")).toEqual([]);
  });
});

describe("age of grants", () => {
  const ages = (...dates: Known<string | null>[]) =>
    grantAgeFactors(
      dates.map((createdDateTime) => role("Mail.Read", { createdDateTime })),
      now,
    );

  test("the newest counts", () => {
    const dates = ["2024-01-01T00:00:00.000Z", "2025-12-30T00:00:00.000Z", "2025-06-01T00:00:00.000Z"];
    expect(ages(...dates.map(known))).toEqual([
      { name: "within-7-days", because: "It has held the newest of them since 2025-12-30." },
    ]);
  });

  test("a single one", () => {
    expect(ages(known("2025-12-10T00:00:00.000Z"))).toEqual([
      { name: "within-30-days", because: "It has held it since 2025-12-10." },
    ]);
    expect(ages(known("2025-01-01T00:00:00.000Z"))).toEqual([]);
  });

  test.each([
    ["not read", unknown(denied())],
    ["not named", known(null)],
  ])("one that is %s could be the newest", (_, date) => {
    const unknownAge = [
      { name: "unknown-age", because: "Since when it has held the newest of them is not known." },
    ];
    const other = known("2025-12-30T00:00:00.000Z");
    expect(ages(date, other)).toEqual(unknownAge);
    expect(ages(other, date)).toEqual(unknownAge);
  });

  test("none", () => {
    expect(ages().map(({ name }) => name)).toEqual(["unknown-age"]);
  });
});

test.each<[string, ServicePrincipal, readonly string[]]>([
  ["an application", servicePrincipal(), ["any-network", "no-credential"]],
  ["a foreign one", foreignPrincipal(), ["foreign-owner", "foreign-credential"]],
  ["Microsoft's", microsoftPrincipal(), ["any-network", "foreign-credential"]],
  ["a managed identity", managedIdentity(), ["managed-identity"]],
  ["an agent identity", servicePrincipal({ kind: "agent-identity" }), ["any-network", "unknown-credential"]],
  [
    "a disabled application",
    servicePrincipal({ accountEnabled: known(false) }),
    ["any-network", "no-credential", "disabled"],
  ],
])("what %s brings", (_, principal, expected) => {
  const names = holderFactors(principal, sliceWith([]), now).map(({ name }) => name);
  expect(names.filter((name) => !["unknown-use", "not-logged"].includes(name))).toEqual(expected);
  expect(names).toEqual(expect.arrayContaining(["unknown-use", "not-logged"]));
});

test("the sign-ins of a managed identity are logs of their own", () => {
  const exported = ["AuditLogs", "ServicePrincipalSignInLogs"];
  const ofApplications = sliceWith(exported);
  const because = 'Entra ID does not export "ManagedIdentitySignInLogs".';
  expect(holderFactors(servicePrincipal(), ofApplications, now).map(({ name }) => name)).not.toContain(
    "partly-logged",
  );
  expect(holderFactors(managedIdentity(), ofApplications, now)).toContainEqual({
    name: "partly-logged",
    because,
  });
  const all = sliceWith([...exported, "ManagedIdentitySignInLogs"]);
  expect(holderFactors(managedIdentity(), all, now).map(({ name }) => name)).toEqual([
    "managed-identity",
    "unknown-use",
  ]);
});

/** An application, and the logs that Entra ID exports. */
function sliceWith(categories: readonly string[]) {
  return viewSections({
    ...emptySections(),
    applications: { items: [application()], gaps: [] },
    entraDiagnosticSettings: { items: [entraSetting(categories)], gaps: [] },
  });
}
