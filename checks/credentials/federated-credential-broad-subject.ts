import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { SIGNS_IN_FROM_ANYWHERE } from "../../src/inventory/app-factors.ts";
import { applicationFactors } from "../../src/inventory/app-powers.ts";
import { entraLogging } from "../../src/inventory/entra-logging.ts";
import { acceptedBy } from "../../src/inventory/federated-claims.ts";
import { breadthOf } from "../../src/inventory/federation.ts";

export default defineCheck({
  id: "federated-credential-broad-subject",
  title: "Federated credential subject is too broad",
  severity: "high",
  why: "The subject is all that tells one workload from another: a broad one lets in whoever can open a pull request, push a branch or make a repository, and with them whoever has taken over one of these accounts.",
  mitre: ["T1098.001"],
  references: [
    "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations",
    "https://learn.microsoft.com/entra/workload-id/workload-identities-flexible-federated-identity-credentials",
    "https://learn.microsoft.com/graph/api/resources/federatedidentitycredential",
  ],
  remediation: {
    summary: "Name one workload in the subject: a protected environment or branch of one repository.",
    steps: [
      "Make an environment with reviewers, or protect the branch that deploys.",
      "Write its subject into the credential, and no wildcard where repository, environment or branch stand.",
      "Keep a credential of its own without write access for pull requests.",
    ],
    commands: [
      "az ad app federated-credential update --id={applications} --federated-credential-id={federatedIdentityCredentials} --parameters=@credential.json",
      "az ad app federated-credential delete --id={applications} --federated-credential-id={federatedIdentityCredentials}",
    ],
  },
  queries: ["q12"],
  typical: ["tier-one", "any-network", "broad-federation", "unknown-logging"],

  subject: "federatedIdentityCredentials",
  inputs: ["applications"],
  enrich: ["servicePrincipals", "effectivePermissions", "entraDiagnosticSettings"],

  evaluate(credential, slice, { settings }) {
    const application = slice.applications.get(credential.applicationId);
    if (application === undefined) return notApplicable("The application is gone.");
    const breadth = breadthOf(credential, settings);
    if (!breadth.known) return notAssessed(breadth.gap);
    // Whoever runs the issuer writes any subject, which federated-credential-unknown-issuer says.
    if (breadth.value === undefined) return notApplicable("Nobody knows the issuer.");
    if (breadth.value === null) return pass(`Its ${acceptedBy(credential)} names one workload.`);
    return fail(
      `Federated credential "${credential.name}" of "${application.name}" accepts ${breadth.value} by its ${acceptedBy(credential)}.`,
      [
        ...applicationFactors(application.appId, slice),
        SIGNS_IN_FROM_ANYWHERE,
        factor("broad-federation", `It accepts ${breadth.value}.`),
        ...entraLogging(slice),
      ],
    );
  },
});
