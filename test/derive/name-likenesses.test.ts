import { describe, expect, test } from "vitest";
import { type Gap, known, unknown } from "../../src/inventory/known.ts";
import type { Likeness, ServicePrincipal } from "../../src/inventory/sections.ts";
import {
  foreignPrincipal,
  graphDenied,
  managedIdentity,
  microsoftPrincipal,
  servicePrincipal,
} from "../checks/build-entra.ts";
import type { Gaps, Items } from "../inventory/sections-with.ts";
import { domain, tenant } from "./build-tenant.ts";
import { deriveFrom } from "./derive-from.ts";

const noDomains = graphDenied("Domain.Read.All", "GET /v1.0/domains");
const noName = graphDenied("Organization.Read.All", "GET /v1.0/organization");

function likenessOf(principal: ServicePrincipal, items: Items = {}, gaps: Gaps = {}) {
  const given = { tenants: [tenant()], domains: [domain()], servicePrincipals: [principal], ...items };
  return deriveFrom(given, gaps).nameLikenesses.items[0]?.likeness;
}

const google: Likeness = {
  brand: "Google",
  of: "google",
  how: "same",
  words: "Google",
  isProduct: false,
  isPublishers: known(false),
};
const scanner = foreignPrincipal({ name: "Google Scanner" });

test("one for every principal", () => {
  const { nameLikenesses } = deriveFrom({ servicePrincipals: [scanner, servicePrincipal()] });
  expect(nameLikenesses.items).toEqual([
    {
      id: `${scanner.id}/nameLikeness/default`,
      name: "Google Scanner",
      principalId: scanner.id,
      likeness: known(google),
    },
    expect.objectContaining({ name: "billing", likeness: known(null) }),
  ]);
});

describe("the verified publisher", () => {
  test.each<[string | null, boolean]>([
    [null, false],
    ["Fabrikam", false],
    ["Google LLC", true],
  ])("%s: %s", (publisher, expected) => {
    expect(likenessOf({ ...scanner, verifiedPublisher: known(publisher) })).toEqual(
      known({ ...google, isPublishers: known(expected) }),
    );
  });

  test("of a product bears its company's name", () => {
    const viewer = foreignPrincipal({
      name: "SharePoint Viewer",
      verifiedPublisher: known("Microsoft Corp"),
    });
    expect(likenessOf(viewer)).toMatchObject({ value: { isPublishers: known(true) } });
  });

  test("of the tenant bears any of its names", () => {
    const portal = foreignPrincipal({ name: "Fabrikam Portal", verifiedPublisher: known("Contoso Ltd") });
    expect(likenessOf(portal, { domains: [domain("fabrikam.com")] })).toMatchObject({
      value: { isPublishers: known(true) },
    });
  });

  test("not read", () => {
    const gap: Gap = { ...noName, reason: "unsupported" };
    expect(likenessOf({ ...scanner, verifiedPublisher: unknown(gap) })).toEqual(
      known({ ...google, isPublishers: unknown(gap) }),
    );
  });
});

test("Microsoft's own and managed identities are not judged", () => {
  const gaps = { domains: [noDomains] };
  expect(likenessOf(microsoftPrincipal({ name: "Microsoft Graph" }), {}, gaps)).toEqual(known(null));
  expect(likenessOf(managedIdentity({ name: "microsoft" }), {}, gaps)).toEqual(known(null));
});

test("products describe own applications only", () => {
  expect(likenessOf(servicePrincipal({ name: "SharePoint Sync" }))).toEqual(known(null));
  expect(likenessOf(foreignPrincipal({ name: "SharePoint Sync" }))).toMatchObject({
    value: { brand: "SharePoint", of: "microsoft", isProduct: true },
  });
  expect(likenessOf(servicePrincipal({ name: "SharePoint Sync", owner: "unknown" }))).toMatchObject({
    value: { isProduct: true },
  });
});

describe("the tenant's brands", () => {
  test("from its name and its domains", () => {
    const domains = [domain("fabrikam.com"), domain("contoso.onmicrosoft.com")];
    const of = (name: string) => likenessOf(foreignPrincipal({ name }), { domains });
    expect(of("Contoso Portal")).toMatchObject({ value: { brand: "contoso", of: "tenant" } });
    expect(of("Fabrikam Portal")).toMatchObject({ value: { brand: "fabrikam", of: "tenant" } });
    expect(of("Onmicrosoft Portal")).toEqual(known(null));
  });

  const plain = foreignPrincipal({ name: "Mail" });
  const unnamed = { tenants: [tenant({ displayName: unknown(noName) })] };
  const halfRead = { domains: [domain("x.example", { isVerified: unknown(noDomains) })] };

  test("not read: nothing else is found", () => {
    expect(likenessOf(plain)).toEqual(known(null));
    expect(likenessOf(plain, {}, { domains: [noDomains] })).toEqual(unknown(noDomains));
    expect(likenessOf(plain, halfRead)).toEqual(unknown(noDomains));
    expect(likenessOf(plain, unnamed)).toEqual(unknown(noName));
    expect(likenessOf(plain, { tenants: [] }, { tenants: [noName] })).toEqual(unknown(noName));
  });

  test("not read, the domains first", () => {
    expect(likenessOf(plain, unnamed, { domains: [noDomains] })).toEqual(unknown(noDomains));
  });

  test("not read: a trusted name is found all the same", () => {
    expect(likenessOf(scanner, unnamed, { domains: [noDomains] })).toEqual(known(google));
    const contoso = foreignPrincipal({ name: "Contoso Portal" });
    expect(likenessOf(contoso, { domains: [] }, { domains: [noDomains] })).toMatchObject({ known: true });
  });
});

test("every tenant has its own brands", () => {
  const principal = foreignPrincipal({ name: "Contoso Portal" });
  const fabrikam = { tenants: [tenant({ displayName: known("Fabrikam") })], domains: [] };
  expect(likenessOf(principal, fabrikam)).toEqual(known(null));
  expect(likenessOf(principal)).toMatchObject({ value: { brand: "contoso" } });
});
