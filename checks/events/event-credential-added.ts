import { defineCheck, factor, fail } from "../../src/check.ts";
import { APP_POWER_SOURCES, applicationPowers } from "../../src/inventory/app-powers.ts";
import { withAppIds } from "../../src/inventory/automation.ts";
import {
  automationCeiling,
  clauses,
  incidentFactors,
  whoText,
} from "../../src/inventory/incident-factors.ts";
import { stateIds } from "../../src/inventory/incident-states.ts";
import { isPrivileged } from "../../src/inventory/powers.ts";
import type { CredentialAddition } from "../../src/inventory/sections.ts";

export default defineCheck({
  id: "event-credential-added",
  title: "Credential, owner, federated credential or redirect URI added",
  severity: "high",
  why: "Another secret, issuer or owner signs in as the application without disturbing the ones in use: nothing fails, nobody looks, and it stays when passwords are reset.",
  mitre: ["T1098.001"],
  references: [
    "https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities",
    "https://learn.microsoft.com/graph/api/resources/passwordcredential",
    "https://attack.mitre.org/techniques/T1098/001/",
  ],
  remediation: {
    summary: "Ask who added it, and remove it unless somebody claims it.",
    steps: [
      "Ask the person or the owner of the application that the log names.",
      "Delete the credential, the owner or the address that nobody claims.",
      "Look from where the application signed in since.",
    ],
    commands: [
      "az ad app credential list --id={applications}",
      "az ad app federated-credential list --id={applications}",
      "az ad app owner list --id={applications}",
      "az ad sp credential list --id={servicePrincipals}",
    ],
  },
  queries: ["q11", "q12", "q15", "q16"],
  typical: ["credential-planted", "outside-address", "within-30-days", "evidence-event"],

  subject: "credentialAdditions",
  enrich: ["namedLocations", "entraEvidence", ...APP_POWER_SOURCES],

  evaluate(addition, slice, { now, settings }) {
    const { targetName, kinds, isBeside, states, actors, appId } = addition;
    const isUsed = states.some(({ id }) => slice.entraEvidence.of(id).some(({ isChain }) => isChain));
    const powers = appId === null ? undefined : isPrivileged(applicationPowers(appId, slice));
    return fail(
      `${clauses(kinds.map((kind) => TEXTS[kind]))} ${kinds.length === 1 ? "was" : "were"} added to "${targetName}"${isBeside ? " beside others" : ""}${whoText(addition)}.`,
      [
        factor("credential-planted", "Whoever has it gets what the application may do."),
        ...incidentFactors(addition, isUsed, slice, { now, settings }),
      ],
      {
        incident: addition,
        ceiling:
          automationCeiling(withAppIds(actors, slice.servicePrincipals), settings.automation.principals) ??
          (powers?.known && !powers.value ? HARMLESS : undefined),
        fill: {
          applications: stateIds(addition, "applications"),
          servicePrincipals: stateIds(addition, "servicePrincipals"),
        },
      },
    );
  },
});

const HARMLESS = {
  band: "medium",
  because: "It holds no permission that is known to be dangerous.",
} as const;

const TEXTS: Readonly<Record<CredentialAddition["kinds"][number], string>> = {
  secret: "a secret",
  certificate: "a certificate",
  "federated-credential": "a federated credential",
  owner: "an owner",
  "redirect-uri": "a risky redirect URI",
};
