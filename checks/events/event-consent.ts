import { type Ceiling, defineCheck, factor, fail } from "../../src/check.ts";
import { withAppIds } from "../../src/inventory/automation.ts";
import { microsoftCeiling } from "../../src/inventory/delegated-grants.ts";
import { automationCeiling, incidentFactors, whoText } from "../../src/inventory/incident-factors.ts";
import { quoted } from "../../src/inventory/quoted.ts";
import type { ConsentEvent } from "../../src/inventory/sections.ts";

export default defineCheck({
  id: "event-consent",
  title: "Consent or application assignment events worth a look",
  severity: "high",
  why: "A consent gives an application mail, files or the directory until somebody takes it back: it needs no password, and resetting one does not end it.",
  mitre: ["T1528", "T1098.003"],
  references: [
    "https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities",
    "https://learn.microsoft.com/entra/identity/enterprise-apps/manage-application-permissions",
    "https://attack.mitre.org/techniques/T1528/",
  ],
  remediation: {
    summary: "Ask who consented and why, and revoke the grant unless somebody needs it.",
    steps: [
      "Ask the person or the owner of the application that the log names.",
      "Disable the application, revoke the grants that nobody claims, and take the users out.",
      "Look what the application read since.",
    ],
    commands: [
      "az rest --method=GET --url=https://graph.microsoft.com/v1.0/servicePrincipals/{servicePrincipals}/oauth2PermissionGrants",
      "az rest --method=GET --url=https://graph.microsoft.com/v1.0/servicePrincipals/{servicePrincipals}/appRoleAssignments",
      "az ad sp update --id={servicePrincipals} --set accountEnabled=false",
    ],
  },
  queries: ["q13", "q14"],
  typical: ["permission-consented", "outside-address", "within-30-days", "evidence-event"],

  subject: "consentEvents",
  enrich: ["namedLocations", "servicePrincipals"],

  evaluate(consent, slice, { now, settings }) {
    const { targetId, targetName, permissions, dangerous, actors } = consent;
    const isCrowd = permissions.length === 0;
    const what = isCrowd
      ? `${consent.users} users were assigned to "${targetName}"`
      : `"${targetName}" was given ${quoted(dangerous.length > 0 ? dangerous : permissions)}${forWhom(consent)}`;
    return fail(
      `${what}${whoText(consent)}.`,
      [
        isCrowd
          ? factor("permission-consented", "Whoever is assigned can sign in to it, and consent.")
          : factor("permission-consented", "It may use them until somebody takes them back."),
        ...incidentFactors(consent, false, slice, { now, settings }),
      ],
      {
        incident: consent,
        ceiling:
          microsoftCeiling(slice.servicePrincipals.get(targetId)) ??
          automationCeiling(withAppIds(actors, slice.servicePrincipals), settings.automation.principals) ??
          guardOf(consent),
      },
    );
  },
});

function forWhom({ isTenantWide, users }: ConsentEvent): string {
  if (isTenantWide) return " for every user";
  return users === 1 ? " for one user" : ` for ${users} users`;
}

function guardOf({ permissions, dangerous }: ConsentEvent): Ceiling | undefined {
  if (permissions.length === 0) return { band: "medium", because: "The application got nothing by it." };
  return dangerous.length === 0
    ? { band: "low", because: "None of the permissions is known to be dangerous." }
    : undefined;
}
