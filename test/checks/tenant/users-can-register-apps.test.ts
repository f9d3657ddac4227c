import check from "../../../checks/tenant/users-can-register-apps.ts";
import { byDefault, known, unknown } from "../../../src/inventory/known.ts";
import { graphDenied } from "../build-entra.ts";
import { entraSetting } from "../build-logging.ts";
import { authorizationPolicy } from "../build-policies.ts";
import { checkTable } from "../check-table.ts";

const unread = graphDenied("Policy.Read.All", "GET /v1.0/policies/authorizationPolicy");

checkTable(check, [
  [
    "the typical case",
    authorizationPolicy({ allowedToCreateApps: known(true) }),
    {
      fail: "Every user may register applications.",
      severity: "medium",
      factors: ["tenant-setting", "every-user", "unknown-logging"],
    },
  ],
  [
    "the logs of Entra ID are exported",
    authorizationPolicy({ allowedToCreateApps: known(true) }),
    {
      fail: "Every user may register applications.",
      severity: "medium",
      factors: ["tenant-setting", "every-user"],
    },
    { entraDiagnosticSettings: [entraSetting(["AuditLogs", "ServicePrincipalSignInLogs"])] },
  ],
  [
    "they are not",
    authorizationPolicy({ allowedToCreateApps: known(true) }),
    {
      fail: "Every user may register applications.",
      severity: "medium",
      factors: ["tenant-setting", "every-user", "not-logged"],
    },
    { entraDiagnosticSettings: [] },
  ],
  ["switched off", authorizationPolicy(), "pass"],
  [
    "switched off, whatever users may consent to",
    authorizationPolicy({
      allowedToCreateApps: byDefault(false),
      permissionGrantPoliciesAssigned: unknown(unread),
      allowUserConsentForRiskyApps: known(true),
    }),
    "pass",
    { guard: true },
  ],
  // Absent from the answer: neither yes nor no.
  ["not readable", authorizationPolicy({ allowedToCreateApps: unknown(unread) }), { notAssessed: [unread] }],
]);
