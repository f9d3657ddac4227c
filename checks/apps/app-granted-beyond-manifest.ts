import { defineCheck, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import {
  grantAgeFactors,
  HOLDER_SOURCES,
  holderFactors,
  roleFactor,
} from "../../src/inventory/app-role-factors.ts";
import {
  asksFor,
  assignmentIds,
  holderOf,
  isOwnApplication,
  isPrivilegedRole,
  roleNames,
  unreadRoles,
} from "../../src/inventory/app-roles.ts";
import { byAppId } from "../../src/inventory/sections.ts";

export default defineCheck({
  id: "app-granted-beyond-manifest",
  title: "Granted permissions do not fit what the application asks for",
  severity: "high",
  why: "The list of requested permissions is what a reviewer of the registration sees: what was granted past it was not part of any request, and is how a harmless application is turned into a strong one.",
  mitre: ["T1098.003"],
  references: [
    "https://learn.microsoft.com/graph/api/resources/requiredresourceaccess",
    "https://learn.microsoft.com/graph/api/serviceprincipal-delete-approleassignments",
    "https://attack.mitre.org/techniques/T1098/003/",
  ],
  remediation: {
    summary: "Remove what the application does not ask for, or let the application ask for it.",
    steps: [
      "Look up in the audit log who granted the permissions, and ask the owner whether the application uses them.",
      "Remove the permissions that nobody claims.",
      "Add the others to the requested permissions of the application, so that the next review sees them.",
    ],
    commands: [
      "az rest --method DELETE --url https://graph.microsoft.com/v1.0/servicePrincipals/{servicePrincipals}/appRoleAssignments/{appRoleAssignments}",
    ],
  },
  queries: ["q13"],
  typical: ["tier-one", "any-network", "secret", "unknown-use", "unknown-logging"],

  subject: "servicePrincipals",
  enrich: ["appRoleAssignments", "servicePrincipals", ...HOLDER_SOURCES],

  evaluate(principal, slice, { now }) {
    // The manifest of a foreign application cannot be read, and managed identities have none.
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
    const { requiredResourceAccess: asked } = application;
    if (!asked.known) return notAssessed(asked.gap);
    const beyond = roles.filter((role) => !asksFor(asked.value, role));
    if (beyond.length === 0) {
      const [gap, ...more] = open;
      return gap === undefined ? pass("It asks for all that it holds.") : notAssessed(gap, ...more);
    }
    // Grants through Graph or the CLI skip the manifest for good reasons, too. Whether a pipeline made the application
    // stands in the audit log alone, so that `automation.principals` has no say here until that is read.
    return fail(
      `${holderOf(principal)} holds ${roleNames(beyond)}, which it does not ask for.`,
      [
        ...roleFactor(beyond, "tier-zero"),
        ...holderFactors(principal, slice, now),
        ...grantAgeFactors(beyond, now),
      ],
      { fill: { appRoleAssignments: assignmentIds(beyond) } },
    );
  },
});
