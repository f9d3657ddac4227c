import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { withAppIds } from "../../src/inventory/automation.ts";
import { automationCeiling, incidentFactors, whoText } from "../../src/inventory/incident-factors.ts";
import type { Gap } from "../../src/inventory/known.ts";
import { quoted } from "../../src/inventory/quoted.ts";
import { stateIds } from "../../src/inventory/incident-states.ts";
import type { RegistrationChain } from "../../src/inventory/sections.ts";
import { whereabouts } from "../../src/inventory/trust.ts";

export default defineCheck({
  id: "event-app-registered-and-granted",
  title: "Single-tenant application registered and given a permissive role from outside",
  severity: "high",
  why: "Whoever has an administrator's session for an hour registers an application of the tenant's own, gives it mail, files or the directory, and comes back with its secret when the session is long over.",
  mitre: ["T1098.003", "T1098.001", "T1078.004"],
  references: [
    "https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities",
    "https://learn.microsoft.com/graph/permissions-reference",
    "https://attack.mitre.org/techniques/T1098/003/",
  ],
  remediation: {
    summary: "Disable the application, and ask whoever made it, over another channel than mail.",
    steps: [
      "Disable the application, and keep it for the investigation.",
      "Ask the people that the log names whether they made it, and from where.",
      "Look what it signed in to since, and what else the same people did.",
      "Remove the permissions and the credentials, and reset the sessions of those people.",
    ],
    commands: [
      "az ad sp update --id={servicePrincipals} --set accountEnabled=false",
      "az ad app credential list --id={applications}",
    ],
  },
  queries: ["q10", "q13"],
  typical: ["application-planted", "outside-address", "within-30-days", "evidence-chain"],

  subject: "registrationChains",
  enrich: ["namedLocations", "servicePrincipals"],

  evaluate(chain, slice, { now, settings }) {
    const { isSingleTenant, actors, roles, targetName } = chain;
    if (!isSingleTenant.known) return notAssessed(isSingleTenant.gap);
    // event-consent tells of its roles.
    if (!isSingleTenant.value)
      return notApplicable("Accounts of other tenants can use the application, too.");
    const places = actors.map(({ ip }) => whereabouts(ip, slice.namedLocations, settings));
    if (!settings.anyIp && places.every((place) => place === "trusted"))
      return pass("It was registered and given its roles from trusted addresses.");
    // An actor without an address is unknown, not outside; an address that may be trusted is told.
    const isTold =
      places.includes("outside") || actors.some(({ ip }, at) => ip !== null && places[at] === "unknown");
    if (!settings.anyIp && !isTold) return notAssessed(noAddress(chain));
    return fail(
      `Single-tenant application "${targetName}" was registered and ${laterText(chain)}given ${quoted(roles)}${whoText(chain)}.`,
      [
        factor(
          "application-planted",
          "It acts in the whole tenant, without a user and without a second factor.",
        ),
        ...incidentFactors(chain, true, slice, { now, settings }),
      ],
      {
        incident: chain,
        ceiling: automationCeiling(
          withAppIds(actors, slice.servicePrincipals),
          settings.automation.principals,
        ),
        fill: { servicePrincipals: stateIds(chain, "servicePrincipals") },
      },
    );
  },
});

function laterText({ minutes }: RegistrationChain): string {
  if (minutes === null) return "";
  if (minutes === 0) return "at once ";
  if (minutes < 120) return `${minutes === 1 ? "1 minute" : `${minutes} minutes`} later `;
  return minutes < 2880
    ? `${Math.floor(minutes / 60)} hours later `
    : `${Math.floor(minutes / 1440)} days later `;
}

/** Entra names no address for applications. */
function noAddress({ id, actors }: RegistrationChain): Gap {
  const silent = actors.filter(({ ip }) => ip === null).map(({ name }) => name);
  const detail = `the audit log names no address for ${quoted(silent)}`;
  return { reason: "unsupported", scope: id, request: "initiatedBy of the directory audits", detail };
}
