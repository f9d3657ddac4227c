import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { grantAgeFactors, HOLDER_SOURCES, holderFactors } from "../../src/inventory/app-role-factors.ts";
import {
  assignmentIds,
  holderOf,
  roleCheckOf,
  roleNames,
  unreadRoles,
} from "../../src/inventory/app-roles.ts";
import { exchangePower } from "../../src/inventory/exchange.ts";
import { EXCHANGE } from "../../src/inventory/permissions.ts";

export default defineCheck({
  id: "app-administers-exchange",
  title: "Application can administer Exchange (mail-flow foothold)",
  severity: "high",
  why: "Whoever gets a credential of the application reads every mailbox, or bends the mail flow with forwarding, transport rules and connectors, which keep working after the intruder's accounts are closed.",
  mitre: ["T1098.003", "T1114.003"],
  references: [
    "https://learn.microsoft.com/powershell/exchange/app-only-auth-powershell-v2",
    "https://learn.microsoft.com/exchange/permissions-exo/application-rbac",
    "https://attack.mitre.org/techniques/T1114/003/",
  ],
  remediation: {
    summary: "Take the permission away, or narrow it to the mailboxes that the application serves.",
    steps: [
      "Ask the owner which mailboxes the application serves and what it administers.",
      "Grant mail through RBAC for Applications in Exchange Online, for these mailboxes alone.",
      "Remove the permission, and the directory role where nothing else needs it.",
      "Review forwarding, transport rules and connectors for what was left behind.",
    ],
    commands: [
      "az rest --method DELETE --url https://graph.microsoft.com/v1.0/servicePrincipals/{servicePrincipals}/appRoleAssignments/{appRoleAssignments}",
    ],
  },
  queries: ["q19"],
  typical: ["tier-one", "any-network", "secret", "unknown-use", "unknown-logging"],

  subject: "servicePrincipals",
  enrich: [
    "servicePrincipals",
    "appRoleAssignments",
    "directoryRoleAssignments",
    "directoryRoleDefinitions",
    "groupMembers",
    ...HOLDER_SOURCES,
  ],

  evaluate(principal, slice, { now }) {
    if (principal.owner === "foreign")
      return notApplicable("foreign-app-privileged speaks of others' applications.");
    const roles = slice.appRoleAssignments
      .of(principal.id)
      .filter((role) => roleCheckOf(principal, role) === "app-administers-exchange");
    if (roles.length === 0) {
      const [gap, ...more] = unreadRoles(principal, slice, [EXCHANGE]);
      return gap === undefined ? pass("It holds no role of Exchange Online.") : notAssessed(gap, ...more);
    }

    const { words, isUnread, ceiling } = exchangePower(principal, roles, slice);
    return fail(
      `${holderOf(principal)} holds ${roleNames(roles)}: it ${words}.`,
      [
        isUnread
          ? factor("unknown-privilege", "Its directory roles were not read.")
          : factor("tier-one", `It ${words}.`),
        ...holderFactors(principal, slice, now),
        ...grantAgeFactors(roles, now),
      ],
      { ceiling, fill: { appRoleAssignments: assignmentIds(roles) } },
    );
  },
});
