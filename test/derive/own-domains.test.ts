import { expect, test } from "vitest";
import { ownDomains, registrableOf } from "../../src/derive/own-domains.ts";
import { emptySections, viewSections } from "../../src/inventory/inventory.ts";
import { type Gap, known, unknown } from "../../src/inventory/known.ts";
import type { Domain } from "../../src/inventory/sections.ts";
import { TENANT } from "../checks/build.ts";
import { graphDenied } from "../checks/build-entra.ts";
import { domain } from "./build-tenant.ts";

const own = (items: readonly Domain[], gaps: readonly Gap[] = []) =>
  ownDomains(viewSections({ ...emptySections(), domains: { items, gaps } }).domains);
const denied = graphDenied("Domain.Read.All", "GET /v1.0/domains");

test("what was verified and registered, each once", () => {
  const domains = ["Contoso.com", "eu.contoso.com", "contoso.co.uk", "xn--mller-kva.de", "com"].map((name) =>
    domain(name),
  );
  expect(own([...domains, domain("fabrikam.com", { isVerified: known(false) })])).toEqual({
    domains: [
      { domain: "contoso.com", label: "contoso", suffix: "com" },
      { domain: "contoso.co.uk", label: "contoso", suffix: "co.uk" },
      { domain: "xn--mller-kva.de", label: "müller", suffix: "de" },
    ],
    gaps: [],
  });
});

test.each([
  "contoso.onmicrosoft.com",
  "contoso.mail.onmicrosoft.com",
  "CONTOSO.ONMICROSOFT.US",
  "contoso.partner.onmschina.cn",
])("%s is nobody's choice", (name) => {
  expect(own([domain(name)]).domains).toEqual([]);
});

test("a domain that only ends so is somebody's", () => {
  expect(own([domain("notonmicrosoft.com")]).domains).toHaveLength(1);
});

test("what was not read", () => {
  const property: Gap = { ...denied, scope: "/domains/x", reason: "malformed" };
  expect(own([domain()], [denied]).gaps).toEqual([denied]);
  expect(own([domain("fabrikam.com", { isVerified: unknown(property) })])).toEqual({
    domains: [],
    gaps: [property],
  });
  expect(own([], [{ ...denied, scope: TENANT }]).domains).toEqual([]);
});

test.each([
  ["login.contoso.co.uk", { domain: "contoso.co.uk", label: "contoso", suffix: "co.uk" }],
  ["x.azurewebsites.net", { domain: "x.azurewebsites.net", label: "x", suffix: "azurewebsites.net" }],
  ["intranet", undefined],
  ["co.uk", undefined],
  ["203.0.113.7", undefined],
  ["[2001:db8::1]", undefined],
  ["", undefined],
])("the registered part of %j", (host, expected) => {
  expect(registrableOf(host)).toEqual(expected);
});
