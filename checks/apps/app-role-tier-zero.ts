import { defineCheck, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import {
  grantAgeFactors,
  HOLDER_SOURCES,
  holderFactors,
  roleFactor,
} from "../../src/inventory/app-role-factors.ts";
import {
  assignmentIds,
  holderOf,
  roleCheckOf,
  roleNames,
  unreadRoles,
} from "../../src/inventory/app-roles.ts";
import { GRAPH } from "../../src/inventory/permissions.ts";

export default defineCheck({
  id: "app-role-tier-zero",
  title: "Application permission that leads to Global Administrator",
  severity: "critical",
  why: "Whoever gets a credential of this identity, or a place on the resource that carries it, makes itself Global Administrator: by granting itself roles, resetting administrators, or adding credentials to a stronger application.",
  mitre: ["T1098.003"],
  references: [
    "https://learn.microsoft.com/graph/permissions-reference",
    "https://learn.microsoft.com/entra/identity/role-based-access-control/privileged-roles-permissions",
    "https://learn.microsoft.com/graph/api/serviceprincipal-delete-approleassignments",
  ],
  remediation: {
    summary:
      "Take the permission away, or treat everything around the identity as the tenant's control plane.",
    steps: [
      "Ask the owner which calls the application makes, and choose the least permission that answers them.",
      "Remove the permission.",
      "Guard what keeps it like a Global Administrator: its owners, its credentials, its pipeline, its hosts.",
    ],
    commands: [
      "az rest --method DELETE --url https://graph.microsoft.com/v1.0/servicePrincipals/{servicePrincipals}/appRoleAssignments/{appRoleAssignments}",
    ],
  },
  queries: ["q13", "q18"],
  typical: ["tenant-control", "any-network", "secret", "unknown-use", "unknown-logging"],

  subject: "servicePrincipals",
  enrich: ["appRoleAssignments", "servicePrincipals", ...HOLDER_SOURCES],

  evaluate(principal, slice, { now }) {
    const { owner } = principal;
    if (owner === "foreign") return notApplicable("foreign-app-privileged speaks of others' applications.");
    // Without the permissive roles of single-tenant applications, which have a check of their own.
    const roles = slice.appRoleAssignments
      .of(principal.id)
      .filter((role) => roleCheckOf(principal, role) === "app-role-tier-zero");
    if (roles.length === 0) {
      const [gap, ...more] = unreadRoles(principal, slice, [GRAPH]);
      return gap === undefined
        ? pass("It holds no permission that leads to Global Administrator, or another check speaks of it.")
        : notAssessed(gap, ...more);
    }
    const lead = roles.length > 1 ? "lead" : "leads";
    return fail(
      `${holderOf(principal)} holds ${roleNames(roles)}, which ${lead} to Global Administrator.`,
      [
        ...roleFactor(roles, "tenant-control"),
        ...holderFactors(principal, slice, now),
        ...grantAgeFactors(roles, now),
      ],
      {
        fill: { appRoleAssignments: assignmentIds(roles) },
        ceiling:
          owner === "microsoft"
            ? { band: "info", because: "Microsoft runs the application and gave it the permission." }
            : undefined,
      },
    );
  },
});
