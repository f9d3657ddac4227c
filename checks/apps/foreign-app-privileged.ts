import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import {
  grantAgeFactors,
  HOLDER_SOURCES,
  holderFactors,
  roleFactor,
} from "../../src/inventory/app-role-factors.ts";
import {
  assignmentIds,
  holderOf,
  isPrivilegedRole,
  roleNames,
  unreadRoles,
} from "../../src/inventory/app-roles.ts";

export default defineCheck({
  id: "foreign-app-privileged",
  title: "Foreign multi-tenant application holds tier-0/1 permissions",
  severity: "high",
  why: "Its secrets, its owners and its code lie in another tenant: whoever gets hold of them there acts here with these permissions, and nothing in this tenant shows that they were taken.",
  mitre: ["T1199", "T1528"],
  references: [
    "https://learn.microsoft.com/entra/identity/enterprise-apps/manage-application-permissions",
    "https://learn.microsoft.com/entra/identity-platform/publisher-verification-overview",
    "https://attack.mitre.org/techniques/T1199/",
  ],
  remediation: {
    summary: "Disable the application unless its vendor is known and needs each of the permissions.",
    steps: [
      "Find out who consented, for which product, and whether it is still in use.",
      "Disable the application, which stops it at once and keeps the evidence.",
      "Remove the permissions that the product does not need, and ask its vendor for narrower ones.",
    ],
    commands: [
      "az ad sp update --id={servicePrincipals} --set accountEnabled=false",
      "az rest --method DELETE --url https://graph.microsoft.com/v1.0/servicePrincipals/{servicePrincipals}/appRoleAssignments/{appRoleAssignments}",
    ],
  },
  queries: ["q13"],
  typical: ["tier-one", "foreign-owner", "foreign-credential", "unknown-use", "unknown-logging"],

  subject: "servicePrincipals",
  enrich: ["appRoleAssignments", "servicePrincipals", ...HOLDER_SOURCES],

  evaluate(principal, slice, { now }) {
    const { owner, kind, appOwnerOrganizationId: home, verifiedPublisher } = principal;
    if (owner === "own" || owner === "microsoft" || kind === "managed-identity")
      return notApplicable("It is the tenant's own, or Microsoft's.");
    // Without an owner it is not foreign: the checks of one's own applications speak of it.
    if (owner === "unknown" && home.known) return notApplicable("Graph names no owner of the application.");

    const roles = slice.appRoleAssignments.of(principal.id).filter(isPrivilegedRole);
    if (roles.length === 0) {
      const [gap, ...more] = unreadRoles(principal, slice);
      return gap === undefined
        ? pass("It holds no application permission of tier 0 or 1.")
        : notAssessed(gap, ...more);
    }
    if (!home.known) return notAssessed(home.gap);
    return fail(
      `${holderOf(principal)} holds ${roleNames(roles)}.`,
      [
        ...roleFactor(roles, "tenant-control"),
        ...holderFactors(principal, slice, now),
        ...grantAgeFactors(roles, now),
        // Says who the publisher is, and nothing of how well it guards its credentials.
        ...(verifiedPublisher.known && verifiedPublisher.value !== null
          ? [factor("verified-publisher", `Microsoft verified the publisher "${verifiedPublisher.value}".`)]
          : []),
      ],
      { fill: { appRoleAssignments: assignmentIds(roles) } },
    );
  },
});
