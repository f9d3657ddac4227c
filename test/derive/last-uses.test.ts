import { expect, test } from "vitest";
import { type Gap, known, unknown } from "../../src/inventory/known.ts";
import { viewSections } from "../../src/inventory/inventory.ts";
import type { ServicePrincipalSignInActivity } from "../../src/inventory/sections.ts";
import { graphDenied, guid, principalId, servicePrincipal, signInActivity } from "../checks/build-entra.ts";
import { deriveFrom } from "./derive-from.ts";

const GAP = graphDenied("AuditLog.Read.All", "GET /beta/reports/servicePrincipalSignInActivities");

const lastUses = (activities: readonly ServicePrincipalSignInActivity[], gaps: readonly Gap[] = []) =>
  deriveFrom(
    { servicePrincipals: [servicePrincipal()], servicePrincipalSignInActivities: activities },
    { servicePrincipalSignInActivities: gaps },
  ).lastUses;

test("when a principal last signed in, by its appId in any case", () => {
  const appId = guid("appid", "billing").toUpperCase();
  expect(lastUses([signInActivity({ appId })]).items).toEqual([
    {
      id: `${principalId()}/lastUse/default`,
      name: "billing",
      principalId: principalId(),
      lastSignIn: known("2025-12-31T00:00:00.000Z"),
    },
  ]);
});

test("is found under its service principal", () => {
  const sections = deriveFrom({ servicePrincipals: [servicePrincipal()] });
  expect(viewSections(sections).lastUses.of(principalId())).toHaveLength(1);
});

test("none on record where the whole report was read and does not name it", () => {
  expect(lastUses([signInActivity({ appId: guid("appid", "other") })]).items[0]?.lastSignIn).toEqual(
    known(null),
  );
});

test("unknown where the report is empty: then it is not filled, and says nothing of anybody", () => {
  const { items, gaps } = lastUses([]);
  expect(items[0]?.lastSignIn).toEqual(
    unknown({
      reason: "unsupported",
      scope: principalId(),
      request: "GET /beta/reports/servicePrincipalSignInActivities",
      detail: "the report is empty",
    }),
  );
  expect(gaps).toEqual([]);
});

test("unknown where the report was not read whole", () => {
  const { items, gaps } = lastUses([signInActivity({ appId: guid("appid", "other") })], [GAP]);
  expect(items[0]?.lastSignIn).toEqual(unknown(GAP));
  expect(gaps).toEqual([GAP]);
});

test("unknown, and nobody's fault, where the cloud has no such report", () => {
  const unsupported: Gap = { ...GAP, reason: "unsupported" };
  expect(lastUses([], [unsupported]).items[0]?.lastSignIn).toEqual(unknown(unsupported));
});

test("what was read counts, whatever else was not", () => {
  expect(lastUses([signInActivity()], [GAP]).items[0]?.lastSignIn).toEqual(known("2025-12-31T00:00:00.000Z"));
});

test("a date that was not understood stays unknown", () => {
  const lastSignIn = unknown({ ...GAP, reason: "malformed" });
  expect(lastUses([signInActivity({ lastSignIn })]).items[0]?.lastSignIn).toEqual(lastSignIn);
});
