import { describe, expect, test } from "vitest";
import { idleness, isSettling } from "../../src/inventory/dormancy.ts";
import { type Gap, type Known, known, unknown } from "../../src/inventory/known.ts";
import type { LastUse, ServicePrincipal } from "../../src/inventory/sections.ts";
import { denied } from "../checks/build.ts";
import { managedIdentity, principalId, servicePrincipal } from "../checks/build-entra.ts";

const now = new Date("2026-01-01T00:00:00.000Z");
const report = { scope: principalId(), request: "GET /beta/reports/servicePrincipalSignInActivities" };
const noDate: Gap = {
  reason: "unsupported",
  scope: principalId(),
  request: "GET /v1.0/servicePrincipals",
  detail: "Graph names no date of creation",
};

const use = (lastSignIn: Known<string | null>): LastUse => ({
  id: `${principalId()}/lastUse/default`,
  name: "billing",
  principalId: principalId(),
  lastSignIn,
});
const made = (createdDateTime: ServicePrincipal["createdDateTime"]) => servicePrincipal({ createdDateTime });

describe("settling", () => {
  test.each<[string, ServicePrincipal["createdDateTime"], boolean]>([
    ["29 days old", known("2025-12-02T00:00:01.000Z"), true],
    ["30 days old", known("2025-12-02T00:00:00.000Z"), false],
    ["a clock that runs ahead", known("2026-01-01T00:00:05.000Z"), true],
    ["no date", known(null), false],
    ["a date that is none", known("no date"), false],
    ["not read", unknown(denied()), false],
  ])("%s", (_, date, expected) => {
    expect(isSettling(made(date), now)).toBe(expected);
  });
});

describe("idleness", () => {
  test.each<[string, Known<string | null>, Known<string | null>]>([
    ["today", known("2026-01-01T00:00:00.000Z"), known(null)],
    ["90 days ago", known("2025-10-03T00:00:00.000Z"), known(null)],
    ["91 days ago", known("2025-10-02T00:00:00.000Z"), known("has not signed in since 2025-10-02")],
    ["never", known(null), known("has no sign-in on record")],
    ["not read", unknown(denied("/report")), unknown(denied("/report"))],
    ["no date", known("-8:00"), unknown({ ...report, reason: "malformed", detail: '"-8:00" is no date' })],
  ])("signed in: %s", (_, lastSignIn, expected) => {
    expect(idleness(servicePrincipal(), use(lastSignIn), 90, now)).toEqual(expected);
  });

  test("nothing was derived", () => {
    expect(idleness(servicePrincipal(), undefined, 90, now)).toEqual(
      unknown({ ...report, reason: "failed", detail: "no last use was derived" }),
    );
  });

  test("a sign-in ends it before its age is asked for", () => {
    expect(idleness(made(known(null)), use(known("2025-12-31T00:00:00.000Z")), 10, now)).toEqual(known(null));
  });

  test.each<[string, string | null, number, Known<string | null>]>([
    ["never signed in", null, 90, unknown(noDate)],
    ["signed in 15 days ago", "2025-12-17T00:00:00.000Z", 10, unknown(noDate)],
    ["signed in 30 days ago", "2025-12-02T00:00:00.000Z", 10, known("has not signed in since 2025-12-02")],
  ])("of unknown age, %s", (_, date, days, expected) => {
    expect(idleness(made(known(null)), use(known(date)), days, now)).toEqual(expected);
  });

  test("a managed identity that the report does not list may well sign in", () => {
    const detail = "the report may leave managed identities out";
    const identity = managedIdentity({ name: "billing" });
    expect(idleness(identity, use(known(null)), 90, now)).toEqual(
      unknown({ ...report, reason: "unsupported", detail }),
    );
    expect(idleness(identity, use(known("2025-01-01T00:00:00.000Z")), 90, now)).toEqual(
      known("has not signed in since 2025-01-01"),
    );
  });
});
