import { defineCheck, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import {
  grantAgeFactors,
  HOLDER_SOURCES,
  holderFactors,
  roleFactor,
} from "../../src/inventory/app-role-factors.ts";
import {
  assignmentIds,
  isOwnApplication,
  isSingleTenant,
  roleNames,
  unreadRoles,
} from "../../src/inventory/app-roles.ts";
import { GRAPH } from "../../src/inventory/permissions.ts";

export default defineCheck({
  id: "single-tenant-app-permissive-role",
  title: "Single-tenant application holds a permissive Microsoft Graph role",
  severity: "high",
  why: "An application of one's own draws no attention, signs in without a user or a second factor, and keeps its permissions when passwords are reset: attackers register one, give it mail, files or the directory, and come back with its secret.",
  mitre: ["T1098.003", "T1098.001", "T1078.004"],
  references: [
    "https://learn.microsoft.com/graph/permissions-reference",
    "https://learn.microsoft.com/graph/api/serviceprincipal-delete-approleassignments",
    "https://attack.mitre.org/techniques/T1098/003/",
  ],
  remediation: {
    summary: "Take away the permissions that the application does not need, or replace them by narrow ones.",
    steps: [
      "Ask the owner of the application what it does with each permission, and look for its registration in the audit log.",
      "Disable the application first where nobody knows it, and keep it for the investigation.",
      "Remove the permissions that are not needed.",
      "Replace the secrets and certificates of the application when it stays.",
    ],
    commands: [
      "az rest --method DELETE --url https://graph.microsoft.com/v1.0/servicePrincipals/{servicePrincipals}/appRoleAssignments/{appRoleAssignments}",
    ],
  },
  queries: ["q10"],
  typical: ["tier-one", "any-network", "secret", "unknown-use", "unknown-logging"],

  subject: "servicePrincipals",
  enrich: ["appRoleAssignments", "servicePrincipals", ...HOLDER_SOURCES],

  evaluate(principal, slice, { now }) {
    // Of others' applications, managed identities and agents, the other checks of roles speak.
    if (!isOwnApplication(principal)) return notApplicable("It is no application of this tenant's own.");
    const { signInAudience } = principal;
    if (signInAudience.known && !isSingleTenant(principal))
      return notApplicable("Accounts of other tenants can use the application, too.");

    // By API, type and id, never by a name; Files.ReadWrite exists as a delegated permission only.
    const roles = slice.appRoleAssignments.of(principal.id).filter(({ permissive }) => permissive);
    if (roles.length === 0) {
      const [gap, ...more] = unreadRoles(principal, slice, [GRAPH]);
      return gap === undefined ? pass("It holds none of the permissive roles.") : notAssessed(gap, ...more);
    }
    if (!signInAudience.known) return notAssessed(signInAudience.gap);
    return fail(
      `Single-tenant application "${principal.name}" holds ${roleNames(roles)}.`,
      [
        ...roleFactor(roles, "tenant-control"),
        ...holderFactors(principal, slice, now),
        ...grantAgeFactors(roles, now),
      ],
      { fill: { appRoleAssignments: assignmentIds(roles) } },
    );
  },
});
