import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { isLegacyConsent, selfConsentPolicies } from "../../src/inventory/consent.ts";

/** All of it has to be given: https://learn.microsoft.com/graph/api/adminconsentrequestpolicy-update */
const ENABLED = JSON.stringify({
  isEnabled: true,
  notifyReviewers: true,
  remindersEnabled: true,
  requestDurationInDays: 30,
  reviewers: [{ query: "/users/REVIEWER", queryType: "MicrosoftGraph" }],
});

export default defineCheck({
  id: "admin-consent-workflow-off",
  title: "Admin consent workflow is off",
  severity: "low",
  why: "Users who cannot ask for an application find other ways: administrators consent in a hurry for the whole tenant, or consent by users is switched on again.",
  mitre: ["T1528"],
  references: [
    "https://learn.microsoft.com/entra/identity/enterprise-apps/configure-admin-consent-workflow",
    "https://learn.microsoft.com/graph/api/adminconsentrequestpolicy-update",
  ],
  remediation: {
    summary: "Switch the workflow on and name those who answer.",
    steps: [
      "Choose reviewers who may grant the consent as well.",
      "Switch the workflow on, with a reviewer's object id in place of REVIEWER.",
    ],
    commands: [
      "az rest --method PUT --url https://graph.microsoft.com/v1.0/policies/adminConsentRequestPolicy --body={policy}",
    ],
  },
  queries: ["q20"],
  typical: ["weak-setting", "every-user"],

  subject: "adminConsentRequestPolicies",
  inputs: ["authorizationPolicies"],

  evaluate({ isEnabled, reviewers }, { authorizationPolicies }) {
    const assigned = authorizationPolicies.get(
      "/policies/authorizationPolicy",
    )?.permissionGrantPoliciesAssigned;
    if (assigned?.known === false) return notAssessed(assigned.gap);
    // Policies of the tenant's own are left unread: users who may consent to much may still ask for the rest.
    if (assigned !== undefined && selfConsentPolicies(assigned.value).some(isLegacyConsent))
      return notApplicable("Users consent to any application without asking.");
    if (!isEnabled.known) return notAssessed(isEnabled.gap);
    const everyUser = factor("every-user", "No user can ask for an application.");
    if (!isEnabled.value) {
      const impact = factor("weak-setting", "Requests for consent take other ways.");
      return fail("The admin consent workflow is off.", [impact, everyUser], { fill: { policy: ENABLED } });
    }
    if (!reviewers.known) return notAssessed(reviewers.gap);
    if (reviewers.value > 0) return pass("Users can ask, and reviewers are named.");
    return fail(
      "The admin consent workflow is on, but nobody is named to answer.",
      [factor("weak-setting", "Requests for consent reach nobody."), everyUser],
      { fill: { policy: ENABLED } },
    );
  },
});
