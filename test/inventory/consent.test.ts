import { describe, expect, test } from "vitest";
import {
  consentReach,
  isLegacyConsent,
  ownedResourceEntries,
  selfConsentPolicies,
  widestConsent,
} from "../../src/inventory/consent.ts";
import { emptySections, viewSections } from "../../src/inventory/inventory.ts";
import { type Gap, known, unknown } from "../../src/inventory/known.ts";
import type { ConsentConditions, PermissionGrantPolicy } from "../../src/inventory/sections.ts";
import { graphDenied } from "../checks/build-entra.ts";
import { consentConditions, permissionGrantPolicy } from "../checks/build-policies.ts";

const gap = graphDenied("Policy.Read.PermissionGrant", "GET /v1.0/policies/permissionGrantPolicies");
const policies = (items: readonly PermissionGrantPolicy[], gaps: readonly Gap[] = []) =>
  viewSections({ ...emptySections(), permissionGrantPolicies: { items, gaps } }).permissionGrantPolicies;
const reachOf = (includes: readonly ConsentConditions[], excludes: readonly ConsentConditions[] = []) =>
  consentReach(
    "team-apps",
    policies([permissionGrantPolicy({ includes: known(includes), excludes: known(excludes) })]),
  );

test("what owners consent to for their teams is told from what users consent to for themselves", () => {
  const assigned = [
    "ManagePermissionGrantsForSelf.a.b",
    "MANAGEPERMISSIONGRANTSFOROWNEDRESOURCE.c",
    "managePermissionGrantsForSelf.d",
    "e",
  ];
  expect(selfConsentPolicies(assigned)).toEqual(["a.b", "d", "e"]);
  expect(ownedResourceEntries(assigned)).toEqual(["MANAGEPERMISSIONGRANTSFOROWNEDRESOURCE.c"]);
});

test("one policy lets users consent to anything", () => {
  expect(isLegacyConsent("Microsoft-User-Default-Legacy")).toBe(true);
  expect(["microsoft-user-default-low", "legacy", "", "constructor"].some(isLegacyConsent)).toBe(false);
});

test("the widest of several", () => {
  expect(widestConsent([])).toBe("none");
  expect(widestConsent(["none", "narrow"])).toBe("narrow");
  expect(widestConsent(["narrow", "open", "wide"])).toBe("open");
  expect(widestConsent(["wide", "none", "narrow"])).toBe("wide");
});

describe("the reach of a policy", () => {
  test.each([
    ["microsoft-user-default-legacy", "open"],
    ["MICROSOFT-user-default-low", "narrow"],
    ["microsoft-user-default-recommended", "narrow"],
    ["microsoft-user-default-allow-consent-apps", "narrow"],
  ])("of Microsoft's %s is known, whatever was not read", (id, reach) => {
    expect(consentReach(id, policies([], [gap]))).toEqual(known(reach));
  });

  test("is not known where the policy was not read, and wide where it is not listed", () => {
    const other = permissionGrantPolicy({ name: "other" });
    expect(consentReach("team-apps", policies([other], [gap]))).toEqual(unknown(gap));
    expect(consentReach("team-apps", policies([other]))).toEqual(known("wide"));
    expect(consentReach("OTHER", policies([other], [gap]))).toEqual(known("open"));
  });

  test.each(["includes", "excludes"] as const)("is not known where what it %s was not read", (key) => {
    expect(consentReach("team-apps", policies([permissionGrantPolicy({ [key]: unknown(gap) })]))).toEqual(
      unknown(gap),
    );
  });

  test.each<[string, Partial<ConsentConditions>, string]>([
    ["everything", {}, "open"],
    ["what needs no administrator", { permissionType: "delegatedUserConsentable" }, "open"],
    ["conditions that were never set", { permissionClassification: null, resourceApplication: null }, "open"],
    ["empty conditions", { permissionClassification: "", permissions: [], clientApplicationIds: [] }, "open"],
    ["in another case", { permissionClassification: "ALL", resourceApplication: "Any" }, "open"],
    ["application permissions", { permissionType: "Application" }, "none"],
    ["low impact", { permissionClassification: "low" }, "narrow"],
    ["applications by name", { clientApplicationIds: ["a"] }, "narrow"],
    ["verified publishers", { clientApplicationsFromVerifiedPublisherOnly: true }, "wide"],
    ["another classification", { permissionClassification: "high" }, "wide"],
    ["one API", { resourceApplication: "a" }, "wide"],
    ["some permissions", { permissions: ["a"] }, "wide"],
    ["some tenants", { clientApplicationTenantIds: ["a"] }, "wide"],
    ["some publishers", { clientApplicationPublisherIds: ["a"] }, "wide"],
  ])("%s", (_, set, reach) => {
    expect(reachOf([consentConditions(set)])).toEqual(known(reach));
  });

  test("is that of its widest set", () => {
    const low = consentConditions({ permissionClassification: "low" });
    expect(reachOf([low, consentConditions()])).toEqual(known("open"));
    expect(reachOf([])).toEqual(known("none"));
  });

  test("is narrowed by what it excludes", () => {
    const some = consentConditions({ permissions: ["a"] });
    const low = consentConditions({ permissionClassification: "low" });
    expect(reachOf([consentConditions()], [some])).toEqual(known("wide"));
    expect(reachOf([low], [some])).toEqual(known("narrow"));
    expect(reachOf([consentConditions()], [some, consentConditions()])).toEqual(known("none"));
  });
});
