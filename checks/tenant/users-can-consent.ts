import { type Ceiling, defineCheck, factor, fail, notAssessed, pass } from "../../src/check.ts";
import {
  consentReach,
  ownedResourceEntries,
  selfConsentPolicies,
  widestConsent,
} from "../../src/inventory/consent.ts";
import { entraLogging } from "../../src/inventory/entra-logging.ts";
import { quoted } from "../../src/inventory/quoted.ts";

const NARROW: Ceiling = {
  band: "low",
  because: "Users consent to permissions or applications that were picked for them, and to no others.",
};

export default defineCheck({
  id: "users-can-consent",
  title: "Users may consent to applications",
  severity: "high",
  why: "One click on a page that an attacker sends gives a foreign application lasting access to the user's mail and files, past the password and the second factor.",
  mitre: ["T1528"],
  references: [
    "https://learn.microsoft.com/entra/identity/enterprise-apps/configure-user-consent",
    "https://learn.microsoft.com/entra/identity/enterprise-apps/manage-app-consent-policies",
    "https://learn.microsoft.com/graph/api/resources/permissiongrantconditionset",
  ],
  remediation: {
    summary: "Leave consent to administrators, and let users ask for it.",
    steps: [
      "Switch the admin consent workflow on, so that users can ask.",
      "Replace the list of policies; the command keeps what owners of teams and chats may consent to.",
      "Review the grants that users gave before.",
    ],
    commands: [
      "az rest --method PATCH --url https://graph.microsoft.com/v1.0/policies/authorizationPolicy --body={policy}",
    ],
  },
  queries: ["q20"],
  typical: ["open-consent", "every-user", "consent-only", "unknown-logging"],

  subject: "authorizationPolicies",
  enrich: ["permissionGrantPolicies", "entraDiagnosticSettings"],

  evaluate(policy, slice) {
    const { permissionGrantPoliciesAssigned: assigned, allowUserConsentForRiskyApps: risky } = policy;
    if (!assigned.known) return notAssessed(assigned.gap);
    const policies = selfConsentPolicies(assigned.value);
    const reaches = policies.map((id) => consentReach(id, slice.permissionGrantPolicies));
    const gaps = reaches.flatMap((reach) => (reach.known ? [] : [reach.gap]));
    const widest = widestConsent(reaches.flatMap((reach) => (reach.known ? [reach.value] : [])));
    if (widest === "none") {
      // What lets no application through lets no risky one through.
      const [gap, ...more] = gaps;
      return gap === undefined ? pass("Users do not consent to applications.") : notAssessed(gap, ...more);
    }

    const isRisky = risky.known && risky.value;
    const isOpen = widest === "open" || isRisky;
    const names = quoted(policies);
    return fail(
      `Users may consent to ${widest === "open" ? "any application" : "applications"} under ${names}${isRisky ? ", risky ones included" : ""}.`,
      [
        isOpen
          ? factor("open-consent", "Users give an application what it asks for, as far as they may.")
          : factor("tenant-setting", "Users give an application what the policies let through."),
        factor("every-user", "The setting holds for every member of the tenant."),
        ...(isOpen ? [factor("consent-only", "It takes one click of a user.")] : []),
        ...entraLogging(slice),
      ],
      {
        // What was not read may reach further.
        ceiling: widest === "narrow" && risky.known && !isRisky && gaps.length === 0 ? NARROW : undefined,
        fill: { policy: closedPolicy(assigned.value) },
      },
    );
  },
});

/** The list is replaced as a whole, so that it has to hold what stays. */
function closedPolicy(assigned: readonly string[]): string {
  return JSON.stringify({
    allowUserConsentForRiskyApps: false,
    defaultUserRolePermissions: { permissionGrantPoliciesAssigned: ownedResourceEntries(assigned) },
  });
}
