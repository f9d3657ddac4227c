import { defineCheck, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { SIGNS_IN_FROM_ANYWHERE } from "../../src/inventory/app-factors.ts";
import { applicationFactors, applicationPowers } from "../../src/inventory/app-powers.ts";
import { entraLogging } from "../../src/inventory/entra-logging.ts";
import { distrustOf } from "../../src/inventory/federation-factors.ts";
import { ownTenantId, trustOf } from "../../src/inventory/federation.ts";

export default defineCheck({
  id: "federated-credential-unknown-issuer",
  title: "Federated credential trusts an unknown issuer",
  severity: "high",
  why: "Whoever controls the issuer signs in as the application at any time, without a secret that could be rotated or found; such a credential needs no visit to the tenant any more.",
  mitre: ["T1098.001"],
  references: [
    "https://learn.microsoft.com/entra/workload-id/workload-identity-federation",
    "https://learn.microsoft.com/graph/api/resources/federatedidentitycredential",
    "https://attack.mitre.org/techniques/T1098/001/",
  ],
  remediation: {
    summary: "Delete the federated credential unless the issuer is yours, and list the issuers that are.",
    steps: [
      "Look in the directory audits who added it, and treat it as an intrusion when nobody claims it.",
      "Delete the credential.",
      "List what is yours in foothold.yml: issuers, and github.organizations.",
    ],
    commands: [
      "az ad app federated-credential delete --id={applications} --federated-credential-id={federatedIdentityCredentials}",
    ],
  },
  queries: ["q12"],
  typical: ["tier-one", "any-network", "broad-federation", "unknown-logging"],

  subject: "federatedIdentityCredentials",
  inputs: ["applications"],
  enrich: ["tenants", "servicePrincipals", "effectivePermissions", "entraDiagnosticSettings"],

  evaluate(credential, slice, { settings }) {
    const application = slice.applications.get(credential.applicationId);
    if (application === undefined) return notApplicable("The application is gone.");
    const trust = trustOf(credential, ownTenantId(slice.tenants), settings);
    if (!trust.known) return notAssessed(trust.gap);
    const powers = applicationPowers(application.appId, slice);
    const distrust = distrustOf(trust.value, credential, powers);
    if (distrust === undefined) return pass("The issuer is known.");
    return fail(
      `Federated credential "${credential.name}" of "${application.name}" trusts ${distrust.says}.`,
      [
        ...applicationFactors(application.appId, slice),
        SIGNS_IN_FROM_ANYWHERE,
        ...distrust.factors,
        ...entraLogging(slice),
      ],
      { ceiling: distrust.ceiling },
    );
  },
});
