import { defineCheck, factor, fail, notAssessed, pass } from "../../src/check.ts";
import { entraLogging } from "../../src/inventory/entra-logging.ts";

export default defineCheck({
  id: "users-can-register-apps",
  title: "Every user may register applications",
  severity: "medium",
  why: "Whoever takes over any account registers an application, owns it and gives it credentials of their own, which a new password of the account does not end.",
  mitre: ["T1098.001", "T1528"],
  references: [
    "https://learn.microsoft.com/graph/api/resources/authorizationpolicy",
    "https://learn.microsoft.com/entra/identity/role-based-access-control/delegate-app-roles",
  ],
  remediation: {
    summary: "Let developers register applications by a role, and nobody else.",
    steps: [
      "Assign the Application Developer role to those who register applications.",
      "Switch registration by users off.",
      "Review the applications that users own.",
    ],
    commands: [
      "az rest --method PATCH --url https://graph.microsoft.com/v1.0/policies/authorizationPolicy --body={policy}",
    ],
  },
  queries: ["q20"],
  typical: ["tenant-setting", "every-user", "unknown-logging"],

  subject: "authorizationPolicies",
  enrich: ["entraDiagnosticSettings"],

  evaluate({ allowedToCreateApps }, slice) {
    if (!allowedToCreateApps.known) return notAssessed(allowedToCreateApps.gap);
    if (!allowedToCreateApps.value) return pass("Users do not register applications.");
    return fail(
      "Every user may register applications.",
      [
        factor("tenant-setting", "An application of one's own is a place for credentials."),
        factor("every-user", "The setting holds for every member of the tenant."),
        ...entraLogging(slice),
      ],
      { fill: { policy: JSON.stringify({ defaultUserRolePermissions: { allowedToCreateApps: false } }) } },
    );
  },
});
