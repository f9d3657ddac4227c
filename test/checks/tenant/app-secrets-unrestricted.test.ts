import { expect, test } from "vitest";
import check from "../../../checks/tenant/app-secrets-unrestricted.ts";
import { DEFAULT_SETTINGS } from "../../../src/config.ts";
import { emptySections, viewSections } from "../../../src/inventory/inventory.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { graphDenied } from "../build-entra.ts";
import { appManagementException, appManagementPolicy, restriction } from "../build-policies.ts";
import { checkTable } from "../check-table.ts";

const unread = graphDenied("Policy.Read.All", "GET /v1.0/policies/defaultAppManagementPolicy");
const exceptionsUnread = graphDenied("Policy.Read.All", "GET /v1.0/policies/appManagementPolicies");

const factors = ["tenant-setting", "any-network", "secret", "unknown-logging"] as const;
const found = (words: string) =>
  ({ fail: `The default app management policy ${words}.`, severity: "medium", factors }) as const;
const unlimited = found("limits no application secrets");
const off = appManagementPolicy({ isEnabled: known(false) });
const limited = (...restrictions: readonly Parameters<typeof restriction>[0][]) =>
  appManagementPolicy({ passwordRestrictions: known(restrictions.map(restriction)) });

checkTable(check, [
  ["the typical case", off, found("is switched off")],
  [
    "switched off, the restrictions not read",
    appManagementPolicy({ isEnabled: known(false), passwordRestrictions: unknown(unread) }),
    found("is switched off"),
  ],
  ["no restriction", limited(), unlimited],
  ["a restriction that is disabled", limited({ state: "disabled" }), unlimited],
  ["a restriction whose state Graph does not name", limited({ state: null }), unlimited],
  [
    "a restriction for applications of the future",
    limited({ restrictForAppsCreatedAfterDateTime: "2026-01-01T00:00:01Z" }),
    unlimited,
  ],
  ["a lifetime without a length", limited({ restrictionType: "passwordLifetime" }), unlimited],
  [
    "restrictions of other credentials only",
    appManagementPolicy({
      passwordRestrictions: known([
        restriction({ restrictionType: "customPasswordAddition" }),
        restriction({ restrictionType: "symmetricKeyAddition" }),
        restriction({ restrictionType: "symmetricKeyLifetime", maxLifetime: "P90D" }),
      ]),
      keyRestrictions: known([
        restriction({ restrictionType: "asymmetricKeyLifetime", maxLifetime: "P90D" }),
      ]),
    }),
    unlimited,
  ],
  [
    "with exceptions, which may limit single applications",
    off,
    found('is switched off; for single applications there is "legacy", "strict"'),
    {
      appManagementPolicies: [
        appManagementException("strict", { passwordRestrictions: known([restriction()]) }),
        appManagementException("legacy", { appliesTo: unknown(unread) }),
      ],
    },
  ],
  [
    "the exceptions were not read, which only explain",
    off,
    found("is switched off"),
    { gaps: { appManagementPolicies: [exceptionsUnread] } },
  ],

  ["no new secrets", appManagementPolicy(), "pass", { guard: true }],
  [
    "a limited lifetime, beside a restriction that is disabled",
    limited(
      { state: "disabled" },
      { restrictionType: "PasswordLifetime", state: "Enabled", maxLifetime: "P90D" },
    ),
    "pass",
    { guard: true },
  ],
  [
    "for applications from now on",
    limited({ restrictForAppsCreatedAfterDateTime: "2026-01-01T00:00:00Z" }),
    "pass",
    { guard: true },
  ],
  [
    "with exceptions",
    appManagementPolicy(),
    "pass",
    { appManagementPolicies: [appManagementException("legacy")], guard: true },
  ],
  ["an exception is no default", appManagementException("legacy"), "not-applicable", { guard: true }],

  [
    "whether it is on was not read",
    appManagementPolicy({ isEnabled: unknown(unread) }),
    { notAssessed: [unread] },
  ],
  [
    "the restrictions were not read",
    appManagementPolicy({ passwordRestrictions: unknown(unread) }),
    { notAssessed: [unread] },
  ],
]);

test("a pass says since when, and for which applications there is something else", () => {
  const dated = limited({ restrictForAppsCreatedAfterDateTime: "2025-06-01T00:00:00Z" });
  const messageOf = (policy: typeof dated, ...items: readonly (typeof dated)[]) =>
    check.evaluate(
      policy,
      viewSections({ ...emptySections(), appManagementPolicies: { items: [policy, ...items], gaps: [] } }),
      { now: new Date("2026-01-01T00:00:00.000Z"), settings: DEFAULT_SETTINGS },
    );
  expect(messageOf(appManagementPolicy())).toEqual({
    outcome: "pass",
    message: '"passwordAddition" applies.',
  });
  expect(messageOf(dated, appManagementException("legacy"))).toEqual({
    outcome: "pass",
    message:
      '"passwordAddition" applies, but not to applications from before 2025-06-01; for single applications there is "legacy".',
  });
});
