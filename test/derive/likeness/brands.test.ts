import { describe, expect, test } from "vitest";
import { brandForms } from "../../../src/derive/likeness/brands.ts";
import { registrableOf } from "../../../src/derive/own-domains.ts";

const own = (...names: readonly string[]) => ({
  domains: names.flatMap((name) => registrableOf(name) ?? []),
  gaps: [],
});
const tenantTexts = (displayName: string, ...domains: readonly string[]) =>
  brandForms([displayName], own(...domains))
    .filter(({ of }) => of === "tenant")
    .map(({ text }) => text);

describe("the tenant's own name", () => {
  test.each<[string, readonly string[]]>([
    ["Contoso", ["contoso"]],
    ["Contoso Ltd", ["contoso"]],
    ["Contoso Pharma GmbH & Co. KG", ["contosopharma"]],
    ["The Contoso Company, Inc.", ["contoso"]],
    ["Contoso S.A.", ["contoso"]],
    ["Contoso B.V. (Test)", ["contoso"]],
    ["Contoso Dev Tenant", ["contoso"]],
    ["Bank of Contoso", ["bankofcontoso"]],
    ["Theodor", ["theodor"]],
    ["Café Royal", ["caféroyal", "caferoyal"]],
    ["Müller AG", ["müller", "muller", "mueller"]],
    ["株式会社コントソ", ["株式会社コントソ"]],
  ])("%s", (name, expected) => {
    expect(tenantTexts(name)).toEqual(expected);
  });

  test.each(["Default Directory", "Data Services GmbH", "Test", "AG", "", "---", "IBM", "My Company"])(
    "%j says nothing",
    (name) => {
      expect(tenantTexts(name)).toEqual([]);
    },
  );
});

describe("the tenant's own domains", () => {
  test.each<[string, readonly string[]]>([
    ["contoso.com", ["contoso"]],
    ["mail.contoso.co.uk", ["contoso"]],
    ["contoso-bank.de", ["contosobank"]],
    ["xn--mller-kva.de", ["müller", "muller", "mueller"]],
    ["ibm.com", []],
    ["portal.com", []],
  ])("%s", (name, expected) => {
    expect(tenantTexts("Default Directory", name)).toEqual(expected);
  });

  test("stand beside the name", () => {
    expect(tenantTexts("Contoso Ltd", "contoso.com", "fabrikam.com")).toEqual([
      "contoso",
      "contoso",
      "fabrikam",
    ]);
  });

  test("all spellings are one brand", () => {
    const forms = brandForms(["Müller Bank"], own());
    expect(forms.filter(({ of }) => of === "tenant").map(({ brand, words }) => [brand, words])).toEqual([
      ["müller bank", ["müller", "bank"]],
      ["müller bank", ["muller", "bank"]],
      ["müller bank", ["mueller", "bank"]],
    ]);
  });
});

test("a vendor's tenant owns its brand", () => {
  const okta = (forms: ReturnType<typeof brandForms>) =>
    forms.filter(({ text }) => text === "okta").map(({ of }) => of);
  expect(okta(brandForms([], own()))).toEqual(["security-vendor"]);
  expect(okta(brandForms(["Okta, Inc."], own()))).toEqual(["tenant"]);
});

test("no fixed form is given twice, and each has its words", () => {
  const forms = brandForms([], own());
  expect(new Set(forms.map(({ text }) => text)).size).toBe(forms.length);
  expect(forms.filter(({ words, text }) => words.join("") !== text || !/^[a-z0-9]+$/.test(text))).toEqual([]);
  expect(forms.filter(({ isProduct }) => isProduct).map(({ of }) => of)).toContain("google");
  expect(new Set(forms.map(({ of }) => of))).toEqual(
    new Set(["microsoft", "google", "security-vendor", "campaign"]),
  );
});
