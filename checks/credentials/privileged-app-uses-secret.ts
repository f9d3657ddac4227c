import { defineCheck, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { SIGNS_IN_FROM_ANYWHERE } from "../../src/inventory/app-factors.ts";
import { APP_POWER_SOURCES, applicationFactors, applicationPowers } from "../../src/inventory/app-powers.ts";
import {
  credentialFill,
  credentialOf,
  DELETE_CREDENTIAL,
  idlenessOf,
  ownCredentialFactor,
  whyHarmless,
} from "../../src/inventory/credentials.ts";
import { idleness, isSettling } from "../../src/inventory/dormancy.ts";
import { entraLogging } from "../../src/inventory/entra-logging.ts";
import { known } from "../../src/inventory/known.ts";
import { byAppId } from "../../src/inventory/sections.ts";

export default defineCheck({
  id: "privileged-app-uses-secret",
  title: "Privileged application relies on a secret or on a credential never used",
  severity: "medium",
  why: "Whoever has read the secret once takes over the tenant or its data with it, without a second factor; a credential that nobody uses serves only those who were not meant to have it.",
  mitre: ["T1078.004", "T1098.001"],
  references: [
    "https://learn.microsoft.com/entra/identity-platform/security-best-practices-for-app-registration",
    "https://learn.microsoft.com/graph/api/resources/appcredentialsigninactivity",
    "https://learn.microsoft.com/entra/workload-id/workload-identity-federation",
  ],
  remediation: {
    summary: "Let privileged applications sign in without secrets, and delete credentials that nobody uses.",
    steps: [
      "Move the workload to a managed identity or a federated credential, or to a certificate in a key vault.",
      "Make sure that nothing signs in with the old credential any more.",
      "Delete it.",
    ],
    commands: [...DELETE_CREDENTIAL],
  },
  queries: ["q17"],
  typical: ["tier-one", "any-network", "secret", "unknown-logging"],

  subject: "credentials",
  enrich: [...APP_POWER_SOURCES, "appCredentialSignInActivities", "lastUses", "entraDiagnosticSettings"],

  evaluate(credential, slice, { now, settings }) {
    const [principal] = slice.servicePrincipals.of(byAppId(credential.appId));
    const harmless = whyHarmless(credential, principal, now);
    if (!harmless.known) return notAssessed(harmless.gap);
    if (harmless.value !== null) return notApplicable(harmless.value);
    const { items, gaps } = applicationPowers(credential.appId, slice);
    const [gap, ...more] = gaps;
    const [power] = items.filter(({ tier }) => tier <= 1);
    if (power === undefined || principal === undefined)
      return gap === undefined ? pass("Its application is not privileged.") : notAssessed(gap, ...more);

    const { owner, appOwnerOrganizationId: home } = principal;
    if (credential.on === "service-principal" && owner !== "own") {
      return owner === "unknown" && !home.known
        ? notAssessed(home.gap)
        : notApplicable("Its application is not the tenant's own.");
    }

    // How often a secret is used does not matter: it is read by somebody all the same.
    const { dormant } = settings.days;
    const isSecret = credential.kind !== "certificate";
    const idle = isSecret
      ? known({ says: "to whoever has read it", factors: [] })
      : idlenessOf(credential, slice.appCredentialSignInActivities, dormant, now);
    if (!idle.known) return notAssessed(idle.gap);
    if (idle.value === null) return pass("It is a certificate that is in use, or new.");
    const use = idleness(principal, slice.lastUses.of(principal.id)[0], dormant, now);
    if (!isSecret && !isSettling(principal, now) && use.known && use.value !== null)
      return notApplicable("Nobody uses the application at all, which privileged-app-dormant says.");
    return fail(
      `${credentialOf(credential)} gives "${power.name}" ${idle.value.says}.`,
      [
        ...applicationFactors(credential.appId, slice),
        SIGNS_IN_FROM_ANYWHERE,
        ownCredentialFactor(credential),
        ...idle.value.factors,
        ...entraLogging(slice),
      ],
      { fill: credentialFill(credential) },
    );
  },
});
