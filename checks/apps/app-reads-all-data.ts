import { defineCheck, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import {
  grantAgeFactors,
  HOLDER_SOURCES,
  holderFactors,
  roleFactor,
} from "../../src/inventory/app-role-factors.ts";
import {
  assignmentIds,
  dataAreasOf,
  holderOf,
  roleCheckOf,
  roleNames,
  unreadRoles,
} from "../../src/inventory/app-roles.ts";
import { GRAPH, SHAREPOINT } from "../../src/inventory/permissions.ts";

export default defineCheck({
  id: "app-reads-all-data",
  title: "Application reads or writes every mailbox, file or site",
  severity: "high",
  why: "One credential is enough to take the mail, files or chats of everybody, without a user, a second factor or a sign-in that anybody notices, and the application goes on reading after the intruder's accounts are closed.",
  mitre: ["T1114.002", "T1530", "T1213"],
  references: [
    "https://learn.microsoft.com/graph/permissions-reference",
    "https://learn.microsoft.com/exchange/permissions-exo/application-rbac",
    "https://learn.microsoft.com/graph/permissions-selected-overview",
  ],
  remediation: {
    summary: "Narrow the application to the mailboxes and sites that it serves.",
    steps: [
      "Ask the owner which mailboxes, sites or teams the application serves.",
      "Grant those alone: mail through RBAC for Applications in Exchange Online, sites through Sites.Selected, teams through resource-specific consent.",
      "Remove the permission for the whole tenant afterwards, since what RBAC for Applications grants is added to it.",
    ],
    commands: [
      "az rest --method DELETE --url https://graph.microsoft.com/v1.0/servicePrincipals/{servicePrincipals}/appRoleAssignments/{appRoleAssignments}",
    ],
  },
  queries: ["q13", "q18"],
  typical: ["tier-one", "any-network", "secret", "unknown-use", "unknown-logging"],

  subject: "servicePrincipals",
  enrich: ["appRoleAssignments", "servicePrincipals", ...HOLDER_SOURCES],

  evaluate(principal, slice, { now }) {
    const { owner } = principal;
    if (owner === "foreign") return notApplicable("foreign-app-privileged speaks of others' applications.");
    const roles = slice.appRoleAssignments
      .of(principal.id)
      .filter((role) => roleCheckOf(principal, role) === "app-reads-all-data");
    if (roles.length === 0) {
      const [gap, ...more] = unreadRoles(principal, slice, [GRAPH, SHAREPOINT]);
      return gap === undefined
        ? pass("It holds no permission for the data of all users, or another check speaks of it.")
        : notAssessed(gap, ...more);
    }
    return fail(
      // "May": an application access policy or RBAC for Applications can narrow mail, which Graph does not show.
      `${holderOf(principal)} may reach ${dataAreasOf(roles)}: it holds ${roleNames(roles)}.`,
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
