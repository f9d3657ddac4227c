import { expect, test } from "vitest";
import check from "../../../checks/tenant/users-can-consent.ts";
import { assess } from "../../../src/assess/assess.ts";
import { DEFAULT_SETTINGS } from "../../../src/config.ts";
import { emptySections } from "../../../src/inventory/inventory.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { graphDenied } from "../build-entra.ts";
import {
  authorizationPolicy,
  consentConditions,
  permissionGrantPolicy,
  selfConsent,
} from "../build-policies.ts";
import { checkTable } from "../check-table.ts";

const unread = graphDenied("Policy.Read.All", "GET /v1.0/policies/authorizationPolicy");
const policiesUnread = graphDenied(
  "Policy.Read.PermissionGrant",
  "GET /v1.0/policies/permissionGrantPolicies",
);

const open = ["open-consent", "every-user", "consent-only", "unknown-logging"] as const;
const limited = ["tenant-setting", "every-user", "unknown-logging"] as const;
const to = (names: string) => `Users may consent to applications under ${names}.`;
const wide = (names: string) => ({ fail: to(names), severity: "medium", factors: limited }) as const;
const narrow = (names: string) =>
  ({ fail: to(names), severity: "low", factors: limited, limits: ["ceiling:low"] }) as const;
const any = (names: string) =>
  ({
    fail: `Users may consent to any application under ${names}.`,
    severity: "high",
    factors: open,
  }) as const;
const risky = (names: string) =>
  ({
    fail: `Users may consent to applications under ${names}, risky ones included.`,
    severity: "high",
    factors: open,
  }) as const;

const LEGACY = "microsoft-user-default-legacy";
const LOW = "microsoft-user-default-low";
const RECOMMENDED = "microsoft-user-default-recommended";
const MAIL_CLIENTS = "microsoft-user-default-allow-consent-apps";
const forTeams = "ManagePermissionGrantsForOwnedResource.microsoft-dynamically-managed-permissions-for-team";
const forChats = "managepermissiongrantsforownedresource.microsoft-dynamically-managed-permissions-for-chat";

const custom = authorizationPolicy(selfConsent("team-apps"));
const conditions = (...sets: readonly Parameters<typeof consentConditions>[0][]) => ({
  permissionGrantPolicies: [permissionGrantPolicy({ includes: known(sets.map(consentConditions)) })],
});

checkTable(check, [
  ["the typical case", authorizationPolicy(selfConsent(LEGACY)), any(`"${LEGACY}"`)],
  [
    "in another case, beside a strict policy",
    authorizationPolicy(selfConsent(LOW, LEGACY.toUpperCase())),
    any(`"${LEGACY.toUpperCase()}", "${LOW}"`),
  ],
  [
    "any application, risky ones included",
    authorizationPolicy({ ...selfConsent(LEGACY), allowUserConsentForRiskyApps: known(true) }),
    { ...any(""), fail: `Users may consent to any application under "${LEGACY}", risky ones included.` },
  ],
  [
    "few applications, but risky ones",
    authorizationPolicy({ ...selfConsent(LOW), allowUserConsentForRiskyApps: known(true) }),
    risky(`"${LOW}"`),
  ],
  ["permissions of low impact", authorizationPolicy(selfConsent(LOW)), narrow(`"${LOW}"`), { guard: true }],
  [
    "consent as Microsoft manages it",
    authorizationPolicy(selfConsent(RECOMMENDED, MAIL_CLIENTS)),
    narrow(`"${MAIL_CLIENTS}", "${RECOMMENDED}"`),
    { guard: true },
  ],
  [
    "few applications, whether risky ones was not read",
    authorizationPolicy({ ...selfConsent(LOW), allowUserConsentForRiskyApps: unknown(unread) }),
    wide(`"${LOW}"`),
  ],
  [
    "a policy of one's own that lets everything through",
    custom,
    any('"team-apps"'),
    { permissionGrantPolicies: [permissionGrantPolicy()] },
  ],
  [
    "a policy of one's own without conditions",
    custom,
    any('"team-apps"'),
    conditions({
      permissionType: null,
      permissionClassification: null,
      resourceApplication: null,
      permissions: [],
      clientApplicationIds: [],
      clientApplicationTenantIds: [],
      clientApplicationPublisherIds: [],
    }),
  ],
  [
    "one of its sets lets everything through",
    custom,
    any('"team-apps"'),
    conditions({ permissionClassification: "low" }, {}),
  ],
  ...(
    [
      ["verified publishers", { clientApplicationsFromVerifiedPublisherOnly: true }],
      ["one API", { resourceApplication: "00000003-0000-0000-c000-000000000000" }],
      ["some permissions", { permissions: ["570282fd-fa5c-430d-a7fd-fc8dc98a9dca"] }],
      ["some tenants", { clientApplicationTenantIds: ["99999999-9999-4999-8999-999999999999"] }],
      ["some publishers", { clientApplicationPublisherIds: ["1234567"] }],
      ["a classification that is none of ours", { permissionClassification: "medium" }],
    ] as const
  ).map(
    ([name, set]) =>
      [`a policy of one's own: ${name}`, custom, wide('"team-apps"'), conditions(set)] as const,
  ),
  [
    "a policy of one's own: all but what it excludes",
    custom,
    wide('"team-apps"'),
    {
      permissionGrantPolicies: [
        permissionGrantPolicy({ excludes: known([consentConditions({ permissions: ["a"] })]) }),
      ],
    },
  ],
  [
    "a policy of one's own: low impact",
    custom,
    narrow('"team-apps"'),
    { ...conditions({ permissionClassification: "LOW" }), guard: true },
  ],
  [
    "a policy of one's own: applications by name",
    custom,
    narrow('"team-apps"'),
    { ...conditions({ clientApplicationIds: ["9e5f94bc-e8a4-4e73-b8be-63364c29d753"] }), guard: true },
  ],
  ["a policy that is not listed", custom, wide('"team-apps"')],
  [
    "a strict policy beside one that was not read",
    authorizationPolicy(selfConsent(LOW, "team-apps")),
    wide(`"${LOW}", "team-apps"`),
    { gaps: { permissionGrantPolicies: [policiesUnread] } },
  ],
  [
    "any application, whatever was not read",
    authorizationPolicy({
      ...selfConsent(LEGACY, "team-apps"),
      allowUserConsentForRiskyApps: unknown(unread),
    }),
    any(`"${LEGACY}", "team-apps"`),
    { gaps: { permissionGrantPolicies: [policiesUnread] } },
  ],
  [
    "an entry of another kind counts as consent",
    authorizationPolicy({
      permissionGrantPoliciesAssigned: known([`ManagePermissionGrantsForAll.${LEGACY}`]),
    }),
    any(`"${LEGACY}"`),
    { permissionGrantPolicies: [permissionGrantPolicy({ name: "other" })] },
  ],

  ["switched off", authorizationPolicy(), "pass", { guard: true }],
  [
    "owners of teams and chats only",
    authorizationPolicy({ permissionGrantPoliciesAssigned: known([forTeams, forChats]) }),
    "pass",
    { gaps: { permissionGrantPolicies: [policiesUnread] }, guard: true },
  ],
  [
    "switched off, so that risky applications are none",
    authorizationPolicy({ allowUserConsentForRiskyApps: known(true) }),
    "pass",
    { guard: true },
  ],
  ["a policy that includes nothing", custom, "pass", conditions()],
  [
    "a policy of application permissions, which no user grants",
    custom,
    "pass",
    { ...conditions({ permissionType: "application" }), guard: true },
  ],
  [
    "a policy that excludes what it includes",
    custom,
    "pass",
    {
      permissionGrantPolicies: [permissionGrantPolicy({ excludes: known([consentConditions()]) })],
      guard: true,
    },
  ],

  [
    "the list was not read",
    authorizationPolicy({ permissionGrantPoliciesAssigned: unknown(unread) }),
    { notAssessed: [unread] },
  ],
  [
    "the policies were not read",
    custom,
    { notAssessed: [policiesUnread] },
    { gaps: { permissionGrantPolicies: [policiesUnread] } },
  ],
  [
    "what the policy includes was not read",
    custom,
    { notAssessed: [policiesUnread] },
    { permissionGrantPolicies: [permissionGrantPolicy({ includes: unknown(policiesUnread) })] },
  ],
  [
    "what the policy excludes was not read",
    custom,
    { notAssessed: [policiesUnread] },
    { permissionGrantPolicies: [permissionGrantPolicy({ excludes: unknown(policiesUnread) })] },
  ],
]);

test("the command keeps what owners of teams and chats may consent to", () => {
  const policy = authorizationPolicy({
    permissionGrantPoliciesAssigned: known([forTeams, `ManagePermissionGrantsForSelf.${LEGACY}`, forChats]),
  });
  const { findings } = assess(
    {
      collectedAt: "2026-01-01T00:00:00.000Z",
      sections: { ...emptySections(), authorizationPolicies: { items: [policy], gaps: [] } },
    },
    [check],
    DEFAULT_SETTINGS,
  );
  expect(findings[0]?.remediation.commands).toEqual([
    `az rest --method PATCH --url https://graph.microsoft.com/v1.0/policies/authorizationPolicy --body='{"allowUserConsentForRiskyApps":false,"defaultUserRolePermissions":{"permissionGrantPoliciesAssigned":["${forTeams}","${forChats}"]}}'`,
  ]);
});
