import { describe, expect, test } from "vitest";
import { known, unknown } from "../../src/inventory/known.ts";
import { honestCeiling, isOwnName } from "../../src/inventory/likeness.ts";
import type { Likeness, ServicePrincipal } from "../../src/inventory/sections.ts";
import { foreignPrincipal, graphDenied, servicePrincipal } from "../checks/build-entra.ts";

const likeness = (over: Partial<Likeness> = {}): Likeness => ({
  brand: "Google",
  of: "google",
  how: "same",
  words: "Google",
  isProduct: false,
  isPublishers: known(false),
  ...over,
});

test.each<[Likeness["of"], Likeness["how"], boolean]>([
  ["tenant", "same", true],
  ["tenant", "near", true],
  ["tenant", "disguised", false],
  ["campaign", "same", true],
  ["google", "same", false],
])("%s, %s is an own name: %s", (of, how, expected) => {
  expect(isOwnName(likeness({ of, how }))).toBe(expected);
});

const band = (principal: ServicePrincipal, over: Partial<Likeness> = {}) =>
  honestCeiling(principal, likeness(over))?.band;
const denied = graphDenied("Application.Read.All");

describe("how honest it can be", () => {
  test.each<[Partial<Likeness>, string | undefined]>([
    [{}, undefined],
    [{ how: "near" }, undefined],
    [{ how: "disguised" }, undefined],
    [{ of: "tenant" }, undefined],
    [{ of: "tenant", how: "near" }, "medium"],
    [{ of: "campaign" }, "medium"],
    [{ isProduct: true }, "medium"],
    [{ isProduct: true, how: "near" }, "medium"],
    [{ isProduct: true, how: "disguised" }, undefined],
  ])("of somebody else: %j", (over, expected) => {
    expect(band(foreignPrincipal(), over)).toBe(expected);
  });

  test.each<[Partial<ServicePrincipal>, string | undefined]>([
    [{}, "medium"],
    [{ signInAudience: known("AzureADMultipleOrgs") }, undefined],
    [{ signInAudience: unknown(denied) }, undefined],
    [{ preferredSingleSignOnMode: known("saml") }, "low"],
    [{ preferredSingleSignOnMode: known("Password") }, "low"],
    [{ preferredSingleSignOnMode: known("notSupported") }, "medium"],
    [{ preferredSingleSignOnMode: unknown(denied) }, "medium"],
  ])("of one's own: %j", (over, expected) => {
    expect(band(servicePrincipal(over))).toBe(expected);
    expect(band(servicePrincipal(over), { how: "near" })).toBe(expected);
    expect(band(servicePrincipal(over), { how: "disguised" })).toBeUndefined();
  });

  test("of nobody knows whom", () => {
    const nobodys = servicePrincipal({ owner: "unknown" });
    expect(band(nobodys)).toBe("medium");
    expect(band(nobodys, { how: "disguised" })).toBe("medium");
  });
});
