import { defineCheck, factor, fail, notAssessed, pass } from "../../src/check.ts";
import { SIGNS_IN_FROM_ANYWHERE } from "../../src/inventory/app-factors.ts";
import { limitsSecrets } from "../../src/inventory/app-management.ts";
import { entraLogging } from "../../src/inventory/entra-logging.ts";
import { quoted } from "../../src/inventory/quoted.ts";

/** For applications of any age: Microsoft Graph counts those without a date as made on that day. */
const LIMITED = JSON.stringify({
  isEnabled: true,
  applicationRestrictions: {
    passwordCredentials: [
      {
        restrictionType: "passwordLifetime",
        state: "enabled",
        maxLifetime: "P180D",
        restrictForAppsCreatedAfterDateTime: "2019-01-01T00:00:00Z",
      },
    ],
  },
});

export default defineCheck({
  id: "app-secrets-unrestricted",
  title: "No policy limits application secrets",
  severity: "medium",
  why: "Whoever may change an application gives it a secret of their own that lasts for decades, copies it anywhere, and comes back with it long after they were thrown out.",
  mitre: ["T1098.001"],
  references: [
    "https://learn.microsoft.com/graph/api/resources/applicationauthenticationmethodpolicy",
    "https://learn.microsoft.com/graph/api/tenantappmanagementpolicy-update",
    "https://learn.microsoft.com/graph/api/resources/passwordcredentialconfiguration",
  ],
  remediation: {
    summary: "Forbid new secrets, or limit how long they last, for all applications by default.",
    steps: [
      "Move applications to federated or managed identities, or to certificates.",
      "Make exceptions for those that cannot move yet.",
      "Switch the default policy on.",
    ],
    commands: [
      "az rest --method PATCH --url https://graph.microsoft.com/v1.0/policies/defaultAppManagementPolicy --body={policy}",
    ],
  },
  queries: ["q20"],
  typical: ["tenant-setting", "any-network", "secret", "unknown-logging"],

  subject: "appManagementPolicies",
  enrich: ["appManagementPolicies", "entraDiagnosticSettings"],
  matches: ({ kind }) => kind === "default",

  evaluate(policy, slice, { now }) {
    const { isEnabled, passwordRestrictions } = policy;
    if (!isEnabled.known) return notAssessed(isEnabled.gap);
    const restrictions = isEnabled.value ? passwordRestrictions : undefined;
    if (restrictions?.known === false) return notAssessed(restrictions.gap);

    const limits = (restrictions?.value ?? []).filter((restriction) => limitsSecrets(restriction, now));
    const names = slice.appManagementPolicies
      .of("/")
      .filter(({ kind }) => kind === "exception")
      .map(({ name }) => name);
    const exceptions = names.length === 0 ? "" : `; for single applications there is ${quoted(names)}`;
    const [limit] = limits;
    if (limit !== undefined) {
      const since = limit.restrictForAppsCreatedAfterDateTime;
      const older = since === null ? "" : `, but not to applications from before ${since.slice(0, 10)}`;
      return pass(`"${limit.restrictionType}" applies${older}${exceptions}.`);
    }
    const state = isEnabled.value ? "limits no application secrets" : "is switched off";
    return fail(
      `The default app management policy ${state}${exceptions}.`,
      [
        factor("tenant-setting", "Secrets are added without a limit to how long they last."),
        SIGNS_IN_FROM_ANYWHERE,
        factor("secret", "A secret is copied without a trace."),
        ...entraLogging(slice),
      ],
      { fill: { policy: LIMITED } },
    );
  },
});
