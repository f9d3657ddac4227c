import { describe, expect, test } from "vitest";
import {
  ageFactors,
  CREDENTIAL_SOURCES,
  credentialFactor,
  daysBetween,
  disabledFactors,
  isExpired,
  privilegeFactor,
  SIGNS_IN_FROM_ANYWHERE,
  useFactors,
} from "../../src/inventory/app-factors.ts";
import { type Factor, type FactorName, factor } from "../../src/inventory/factors.ts";
import { viewSections } from "../../src/inventory/inventory.ts";
import { type Gap, known, type Known, unknown } from "../../src/inventory/known.ts";
import type { LastUse, Power, ServicePrincipal } from "../../src/inventory/sections.ts";
import { sourcesOf } from "../../src/derive/derive.ts";
import {
  application,
  certificate,
  foreignPrincipal,
  graphDenied,
  managedIdentity,
  microsoftPrincipal,
  password,
  principalId,
  servicePrincipal,
} from "../checks/build-entra.ts";
import { deriveFrom } from "../derive/derive-from.ts";
import type { Gaps, Items } from "./sections-with.ts";

const NOW = new Date("2026-01-01T00:00:00.000Z");
const GAP = graphDenied("Application.Read.All");

describe("privilege", () => {
  const power = (over: Partial<Power> = {}): Power => ({
    kind: "application-role",
    name: "Mail.Read",
    tier: 1,
    at: "Microsoft Graph",
    through: null,
    eligible: false,
    ...over,
  });
  const listed = (items: readonly Power[], gaps: readonly Gap[] = []) => ({ items, gaps });
  const directory = { kind: "directory-role", name: "Global Administrator", at: "/" } as const;
  const NOT_READ = factor("unknown-privilege", "All that it may do was not read.");
  const HARMLESS = factor("tier-three", "It holds no permission that is known to be dangerous.");

  test.each<[string, Parameters<typeof privilegeFactor>[0], Factor]>([
    ["tier 0", listed([power({ tier: 0 })]), factor("tier-zero", "It holds Mail.Read of Microsoft Graph.")],
    ["tier 1", listed([power()]), factor("tier-one", "It holds Mail.Read of Microsoft Graph.")],
    ["tier 2", listed([power({ tier: 2 })]), factor("tier-two", "It holds Mail.Read of Microsoft Graph.")],
    ["tier 3 is nothing dangerous", listed([power({ tier: 3 })]), HARMLESS],
    ["nothing", listed([]), HARMLESS],
    [
      "the first is the worst",
      listed([power({ tier: 0, name: "A" }), power({ tier: 1, name: "B" })]),
      factor("tier-zero", "It holds A of Microsoft Graph."),
    ],
    ["nobody looked", undefined, NOT_READ],
    ["nothing found, not all read", listed([], [GAP]), NOT_READ],
    ["tier 2 found, not all read", listed([power({ tier: 2 })], [GAP]), NOT_READ],
    ["tier 3 found, not all read", listed([power({ tier: 3 })], [GAP]), NOT_READ],
    [
      "tier 1 found, whatever was not read",
      listed([power()], [GAP]),
      factor("tier-one", "It holds Mail.Read of Microsoft Graph."),
    ],
    [
      "a scope",
      listed([power({ kind: "delegated-scope" })]),
      factor("tier-one", "It holds Mail.Read of Microsoft Graph for every user."),
    ],
    [
      "a directory role",
      listed([power({ ...directory, tier: 0 })]),
      factor("tier-zero", "It holds Global Administrator for the whole directory."),
    ],
    [
      "of a unit",
      listed([power({ ...directory, at: "/administrativeUnits/a" })]),
      factor("tier-one", "It holds Global Administrator at /administrativeUnits/a."),
    ],
    [
      "one to activate",
      listed([power({ ...directory, tier: 0, eligible: true })]),
      factor("tier-zero", "It can activate Global Administrator for the whole directory."),
    ],
    [
      "of a group",
      listed([power({ ...directory, tier: 0, through: "Admins" })]),
      factor("tier-zero", "It holds Global Administrator for the whole directory through the group Admins."),
    ],
    [
      "an Azure role",
      listed([power({ kind: "azure-role", name: "Owner", at: "/subscriptions/s" })]),
      factor("tier-one", "It holds Owner at /subscriptions/s."),
    ],
    [
      "of everything",
      listed([power({ kind: "azure-role", name: "Owner", at: "/" })]),
      factor("tier-one", "It holds Owner for all subscriptions."),
    ],
  ])("%s", (_, given, expected) => {
    expect(privilegeFactor(given)).toEqual(expected);
  });
});

describe("how one gets in", () => {
  const nameFor = (principal: ServicePrincipal, items: Items = {}, gaps: Gaps = {}): FactorName => {
    const sections = deriveFrom(
      { servicePrincipals: [principal], applications: [application()], ...items },
      gaps,
    );
    const found = credentialFactor(principal, viewSections(sections), NOW);
    expect(found.because).toMatch(/^[A-Z].*\.$/);
    return found.name;
  };
  const holding = (...passwords: readonly ReturnType<typeof password>[]) =>
    application({ passwordCredentials: known(passwords) });
  const certified = application({ keyCredentials: known([certificate()]) });
  const expired = { endDateTime: "2025-12-31T23:59:59.999Z" };

  test.each<[string, ServicePrincipal, FactorName, Items?, Gaps?]>([
    ["nothing", servicePrincipal(), "no-credential"],
    ["a secret", servicePrincipal(), "secret", { applications: [holding(password())] }],
    ["a certificate", servicePrincipal(), "certificate", { applications: [certified] }],
    [
      "a secret beside a certificate",
      servicePrincipal(),
      "secret",
      { applications: [{ ...certified, passwordCredentials: known([password()]) }] },
    ],
    [
      "a symmetric key is a secret",
      servicePrincipal(),
      "secret",
      { applications: [application({ keyCredentials: known([certificate({ type: "Symmetric" })]) })] },
    ],
    [
      "an expired secret",
      servicePrincipal(),
      "no-credential",
      { applications: [holding(password(expired))] },
    ],
    [
      "a secret without end",
      servicePrincipal(),
      "secret",
      { applications: [holding(password({ endDateTime: null }))] },
    ],
    [
      "a secret of another application",
      servicePrincipal(),
      "no-credential",
      { applications: [application(), { ...holding(password()), ...idsOf("other") }] },
    ],
    [
      "on the service principal itself",
      servicePrincipal({ passwordCredentials: known([password()]) }),
      "service-principal-credential",
      { applications: [holding(password())] },
    ],
    ["expired there", servicePrincipal({ passwordCredentials: known([password(expired)]) }), "no-credential"],
    [
      "the certificate with which Entra signs for SAML",
      servicePrincipal({
        preferredSingleSignOnMode: known("saml"),
        keyCredentials: known([certificate({ usage: "Sign" }), certificate({ keyId: "v" })]),
        passwordCredentials: known([password({ customKeyIdentifier: "9F3B" })]),
      }),
      "no-credential",
    ],
    [
      "a secret beside it",
      servicePrincipal({
        preferredSingleSignOnMode: known("saml"),
        keyCredentials: known([certificate({ usage: "Sign" }), certificate({ keyId: "v" })]),
        passwordCredentials: known([password({ customKeyIdentifier: "9F3B" }), password({ keyId: "own" })]),
      }),
      "service-principal-credential",
    ],
    ["a managed identity", managedIdentity({ keyCredentials: known([certificate()]) }), "managed-identity"],
    ["of another tenant", foreignPrincipal(), "foreign-credential"],
    ["of Microsoft", microsoftPrincipal(), "foreign-credential"],
    [
      "of another tenant, with one put on it here",
      foreignPrincipal({ passwordCredentials: known([password()]) }),
      "service-principal-credential",
    ],
    [
      "of an owner that Graph does not name, without an application here",
      servicePrincipal({ owner: "unknown" }),
      "unknown-credential",
      { applications: [] },
    ],
    [
      "of an owner that Graph does not name, whose application lies here",
      servicePrincipal({ owner: "unknown" }),
      "secret",
      { applications: [holding(password())] },
    ],
    ["own, without an application", servicePrincipal(), "no-credential", { applications: [] }],
    [
      "own, and its application may not have been listed",
      servicePrincipal(),
      "unknown-credential",
      { applications: [] },
      { applications: [GAP] },
    ],
    [
      "own, and another page of applications was not listed",
      servicePrincipal(),
      "no-credential",
      {},
      { applications: [GAP] },
    ],
    [
      "passwords that were not understood",
      servicePrincipal(),
      "unknown-credential",
      { applications: [application({ passwordCredentials: unknown({ ...GAP, scope: application().id }) })] },
    ],
    [
      "keys on the principal that were not understood",
      servicePrincipal({ keyCredentials: unknown({ ...GAP, scope: principalId() }) }),
      "unknown-credential",
    ],
    [
      "passwords of another application that were not understood",
      servicePrincipal(),
      "no-credential",
      {
        applications: [
          application(),
          application({ name: "other", passwordCredentials: unknown({ ...GAP, scope: idsOf("other").id }) }),
        ],
      },
    ],
    [
      "a secret, whatever was not understood",
      servicePrincipal(),
      "secret",
      { applications: [{ ...holding(password()), keyCredentials: unknown(GAP) }] },
    ],
  ])("%s", (_, principal, expected, items, gaps) => {
    expect(nameFor(principal, items, gaps)).toBe(expected);
  });

  test("it looks into collected sections alone, and what follows from them", () => {
    expect([...new Set(CREDENTIAL_SOURCES.flatMap((name) => sourcesOf(name)))]).toEqual([
      "applications",
      "servicePrincipals",
    ]);
  });
});

test.each<[string | null, boolean]>([
  ["2025-12-31T23:59:59.999Z", true],
  ["2026-01-01T00:00:00.000Z", false],
  ["2299-12-31T00:00:00.000Z", false],
  [null, false],
  ["no date", false],
])("what ends %s is expired: %s", (endDateTime, expected) => {
  expect(isExpired({ endDateTime }, NOW)).toBe(expected);
});

describe("age", () => {
  const ages = (date: Known<string | null>) => ageFactors(date, "it has held Mail.Read", NOW);

  test.each<[string, FactorName | undefined]>([
    ["2026-01-01T00:00:00.000Z", "within-7-days"],
    ["2025-12-24T00:00:00.001Z", "within-7-days"],
    ["2025-12-24T23:59:59.999Z", "within-7-days"],
    ["2025-12-24T00:00:00.000Z", "within-30-days"],
    ["2025-12-02T00:00:00.000Z", "within-30-days"],
    ["2025-12-01T00:00:00.000Z", "within-90-days"],
    ["2025-10-03T00:00:00.000Z", "within-90-days"],
    ["2025-10-02T00:00:00.000Z", undefined],
    ["2001-01-01T00:00:00.000Z", undefined],
    // Back-dating is possible, so is the future: that is as new as can be.
    ["2030-01-01T00:00:00.000Z", "within-7-days"],
    ["no date", "unknown-age"],
  ])("since %s: %s", (date, expected) => {
    expect(ages(known(date)).map(({ name }) => name)).toEqual(expected === undefined ? [] : [expected]);
  });

  test("says since when", () => {
    expect(ages(known("2025-12-31T10:20:30.000Z"))).toEqual([
      factor("within-7-days", "It has held Mail.Read since 2025-12-31."),
    ]);
    const open = [factor("unknown-age", "Since when it has held Mail.Read is not known.")];
    expect(ages(known(null))).toEqual(open);
    expect(ages(unknown(GAP))).toEqual(open);
    expect(ages(known("no date"))).toEqual(open);
  });

  test("says what it was asked about, whatever letter it begins with", () => {
    const date = known("2025-12-31T00:00:00.000Z");
    expect(ageFactors(date, "ß", NOW)[0]?.because).toBe("SS since 2025-12-31.");
    expect(ageFactors(date, "", NOW)[0]?.because).toBe(" since 2025-12-31.");
  });
});

describe("use", () => {
  const use = (lastSignIn: Known<string | null>): LastUse => ({
    id: `${principalId()}/lastUse/default`,
    name: "billing",
    principalId: principalId(),
    lastSignIn,
  });
  const UNKNOWN = factor("unknown-use", "When it was last used was not read.");

  test.each<[string, LastUse | undefined, readonly Factor[]]>([
    ["today", use(known("2026-01-01T00:00:00.000Z")), []],
    ["90 days ago", use(known("2025-10-03T00:00:00.000Z")), []],
    [
      "91 days ago",
      use(known("2025-10-02T00:00:00.000Z")),
      [factor("unused-90-days", "It last signed in on 2025-10-02.")],
    ],
    ["none on record", use(known(null)), [factor("never-used", "No sign-in is on record.")]],
    ["not read", use(unknown(GAP)), [UNKNOWN]],
    ["no date", use(known("no date")), [UNKNOWN]],
    ["not looked up", undefined, [UNKNOWN]],
  ])("%s", (_, given, expected) => {
    expect(useFactors(given, NOW)).toEqual(expected);
  });
});

test.each<[string, Known<boolean>, readonly Factor[]]>([
  ["enabled", known(true), []],
  ["disabled", known(false), [factor("disabled", "Sign-in is disabled for it.")]],
  ["unknown", unknown(GAP), []],
])("an account that is %s", (_, accountEnabled, expected) => {
  expect(disabledFactors(servicePrincipal({ accountEnabled }))).toEqual(expected);
});

test.each([
  ["2025-12-31T00:00:00.001Z", 0],
  ["2025-12-31T00:00:00.000Z", 1],
  ["2026-01-02T00:00:00.000Z", 0],
  ["2025-01-01T00:00:00.000Z", 365],
])("from %s it is %i whole days", (from, days) => {
  expect(daysBetween(from, NOW)).toBe(days);
});

test("what is the same for all applications", () => {
  expect(SIGNS_IN_FROM_ANYWHERE.name).toBe("any-network");
});

function idsOf(name: string) {
  const { id, appId } = application({ name });
  return { id, appId };
}
