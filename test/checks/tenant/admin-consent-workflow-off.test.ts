import check from "../../../checks/tenant/admin-consent-workflow-off.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import { graphDenied } from "../build-entra.ts";
import { adminConsentRequestPolicy, authorizationPolicy, selfConsent } from "../build-policies.ts";
import { checkTable } from "../check-table.ts";

const unread = graphDenied("Policy.Read.All", "GET /v1.0/policies/adminConsentRequestPolicy");
const consentUnread = graphDenied("Policy.Read.All", "GET /v1.0/policies/authorizationPolicy");

const off = adminConsentRequestPolicy({ isEnabled: known(false) });
const isOff = {
  fail: "The admin consent workflow is off.",
  severity: "low",
  factors: ["weak-setting", "every-user"],
} as const;
const consent = (...policies: readonly string[]) => ({
  authorizationPolicies: [authorizationPolicy(selfConsent(...policies))],
});

checkTable(
  check,
  [
    ["the typical case", off, isOff],
    ["users consent to few applications", off, isOff, consent("microsoft-user-default-low")],
    ["users consent under a policy of the tenant's own", off, isOff, consent("team-apps")],
    [
      "switched off, the reviewers not read",
      adminConsentRequestPolicy({ isEnabled: known(false), reviewers: unknown(unread) }),
      isOff,
    ],
    ["the other policy is missing", off, isOff, { authorizationPolicies: [] }],
    [
      "nobody to answer",
      adminConsentRequestPolicy({ reviewers: known(0) }),
      { ...isOff, fail: "The admin consent workflow is on, but nobody is named to answer." },
    ],

    ["switched on", adminConsentRequestPolicy({ reviewers: known(1) }), "pass", { guard: true }],
    [
      "users consent to anything",
      off,
      "not-applicable",
      { ...consent("MICROSOFT-user-default-legacy"), guard: true },
    ],

    ["not readable", adminConsentRequestPolicy({ isEnabled: unknown(unread) }), { notAssessed: [unread] }],
    [
      "the reviewers not readable",
      adminConsentRequestPolicy({ reviewers: unknown(unread) }),
      { notAssessed: [unread] },
    ],
    [
      "what users consent to was not read",
      off,
      { notAssessed: [consentUnread] },
      { authorizationPolicies: [], gaps: { authorizationPolicies: [consentUnread] } },
    ],
    [
      "what users consent to is not in the answer",
      off,
      { notAssessed: [consentUnread] },
      {
        authorizationPolicies: [
          authorizationPolicy({ permissionGrantPoliciesAssigned: unknown(consentUnread) }),
        ],
      },
    ],
  ],
  { given: { authorizationPolicies: [authorizationPolicy()] } },
);
