import { type Ceiling, defineCheck, factor, fail, notAssessed } from "../../src/check.ts";
import { incidentFactors, whenText } from "../../src/inventory/incident-factors.ts";
import { isPrivileged } from "../../src/inventory/powers.ts";
import { quoted } from "../../src/inventory/quoted.ts";
import type { SignInAnomaly } from "../../src/inventory/sections.ts";

export default defineCheck({
  id: "event-service-principal-sign-in",
  title: "Service principal signs in unusually",
  severity: "medium",
  why: "A stolen secret works from anywhere and asks for no second factor: that it came from another network or with another key is the only trace that it leaves.",
  mitre: ["T1078.004", "T1550.001"],
  references: [
    "https://learn.microsoft.com/entra/identity/monitoring-health/concept-service-principal-sign-ins",
    "https://learn.microsoft.com/azure/azure-monitor/reference/tables/aadserviceprincipalsigninlogs",
    "https://attack.mitre.org/techniques/T1078/004/",
  ],
  remediation: {
    summary: "Ask its owner whether it moved, and replace the credential where it did not.",
    steps: [
      "Ask the owner of the application whether it runs elsewhere, or with another key.",
      "Replace the credential that was used, and delete the old one.",
      "Look what it read and changed from there.",
    ],
    commands: [
      "az ad sp show --id={servicePrincipals}",
      "az ad sp update --id={servicePrincipals} --set accountEnabled=false",
    ],
  },
  queries: ["q17", "q18"],
  typical: ["unusual-sign-in", "outside-address", "within-30-days", "evidence-event"],

  subject: "signInAnomalies",
  enrich: ["namedLocations", "effectivePermissions", "entraEvidence"],

  evaluate(anomaly, slice, { now, settings }) {
    const { targetId, targetName, kinds, actors, states, first, succeededAfter } = anomaly;
    const privileged = isPrivileged(slice.effectivePermissions.of(targetId)[0]?.powers);
    if (privileged?.known === false) return notAssessed(privileged.gap);
    const isPlanted = states.some(({ id }) => slice.entraEvidence.of(id).some(({ isChain }) => isChain));
    const ips = quoted(actors.flatMap(({ ip }) => ip ?? []));
    return fail(
      `Service principal "${targetName}" ${kinds.map((kind) => TEXTS[kind]).join(", ")}${ips === "" ? "" : `: from ${ips}`}, first ${whenText(first)}${succeededAfter ? ", and signed in after the failures" : ""}.`,
      [
        factor("unusual-sign-in", "It may do much, and came as it never had."),
        ...incidentFactors(anomaly, isPlanted, slice, { now, settings }),
      ],
      { incident: anomaly, ceiling: isPlanted ? undefined : guardOf(anomaly) },
    );
  },
});

const TEXTS: Readonly<Record<SignInAnomaly["kinds"][number], string>> = {
  "new-network": "signed in from a new network",
  "new-country": "signed in from a new country",
  "new-credential": "signed in with a new key",
  "woke-up": "signed in after a long rest",
  failures: "failed to sign in again and again",
  "new-resource": "signed in to a new API",
};

function guardOf({ kinds, succeededAfter }: SignInAnomaly): Ceiling | undefined {
  if (kinds.every((kind) => kind === "failures"))
    return succeededAfter === false ? { band: "low", because: "Nobody got in." } : undefined;
  return kinds.every((kind) => kind === "new-resource")
    ? { band: "low", because: "It came from where it always does, with the key that it always uses." }
    : undefined;
}
