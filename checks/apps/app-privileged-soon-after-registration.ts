import { defineCheck, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { ageFactors } from "../../src/inventory/app-factors.ts";
import { HOLDER_SOURCES, holderFactors, roleFactor } from "../../src/inventory/app-role-factors.ts";
import {
  assignmentIds,
  holderOf,
  isOwnApplication,
  isPrivilegedRole,
  roleNames,
  unreadRoles,
} from "../../src/inventory/app-roles.ts";
import { pipelineCeiling } from "../../src/inventory/automation.ts";
import { timeOf } from "../../src/inventory/dates.ts";
import { byAppId } from "../../src/inventory/sections.ts";

const DAY_MS = 86_400_000;
const WINDOW_DAYS = 90;

export default defineCheck({
  id: "app-privileged-soon-after-registration",
  title: "Application registered and given a permissive role within a short time",
  severity: "high",
  why: "Registering an application and granting it a strong permission in one go is how an intruder with an administrator's session builds a way back that outlives the session.",
  mitre: ["T1098.003", "T1078.004"],
  references: [
    "https://learn.microsoft.com/graph/api/resources/approleassignment",
    "https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities",
    "https://attack.mitre.org/techniques/T1098/003/",
  ],
  remediation: {
    summary: "Confirm the registration with whoever made it; otherwise disable the application.",
    steps: [
      "Look up in the audit log who registered the application and who granted the permissions, from where.",
      "Ask that person, over another channel than mail.",
      "Disable the application where the answer does not fit, and delete it after the investigation only.",
    ],
    commands: [
      "az ad sp update --id={servicePrincipals} --set accountEnabled=false",
      "az rest --method DELETE --url https://graph.microsoft.com/v1.0/servicePrincipals/{servicePrincipals}/appRoleAssignments/{appRoleAssignments}",
    ],
  },
  queries: ["q10"],
  typical: ["tier-one", "any-network", "secret", "within-90-days", "unknown-use", "unknown-logging"],

  subject: "servicePrincipals",
  enrich: ["appRoleAssignments", "servicePrincipals", "registrationChains", ...HOLDER_SOURCES],

  evaluate(principal, slice, { now, settings }) {
    if (!isOwnApplication(principal)) return notApplicable("It is no application of this tenant's own.");
    const roles = slice.appRoleAssignments.of(principal.id).filter(isPrivilegedRole);
    const open = unreadRoles(principal, slice);
    if (roles.length === 0) {
      const [gap, ...more] = open;
      return gap === undefined ? pass("It holds no privileged role.") : notAssessed(gap, ...more);
    }
    const [application] = slice.applications.of(byAppId(principal.appId));
    if (application === undefined) {
      const [gap, ...more] = slice.applications.gapsAt(principal.id);
      return gap === undefined ? notApplicable("Its application is gone.") : notAssessed(gap, ...more);
    }
    const registered = timeOf(application.createdDateTime, originOf(application.id));
    if (!registered.known) return notAssessed(registered.gap);
    if (now.getTime() - registered.value > WINDOW_DAYS * DAY_MS)
      return pass("It was registered more than 90 days ago.");

    const grants = roles.map((role) => ({ role, at: timeOf(role.createdDateTime, originOf(role.id)) }));
    const soon = grants.filter(({ at }) => at.known && at.value - registered.value <= DAY_MS);
    if (soon.length === 0) {
      const [gap, ...more] = [...grants.flatMap(({ at }) => (at.known ? [] : [at.gap])), ...open];
      return gap === undefined ? pass("Its roles came later than a day.") : notAssessed(gap, ...more);
    }
    const early = soon.map(({ role }) => role);
    // A pipeline makes both at once. Who did it stands in the audit log alone, and its rows are evidence: the message says
    // what is still true when the log is gone.
    const ceiling = pipelineCeiling(application.id, slice, settings.automation.principals);
    return fail(
      `${holderOf(principal)} was given ${roleNames(early)} within 24 hours of its registration.`,
      [
        ...roleFactor(early, "tier-zero"),
        ...holderFactors(principal, slice, now),
        ...ageFactors(application.createdDateTime, "it has been registered", now),
      ],
      { fill: { appRoleAssignments: assignmentIds(early) }, ceiling },
    );
  },
});

const originOf = (scope: string) => ({ scope, request: "property createdDateTime" });
