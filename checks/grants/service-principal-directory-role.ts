import { defineCheck, factor, fail, notAssessed, pass } from "../../src/check.ts";
import { HOLDER_SOURCES, holderFactors } from "../../src/inventory/app-role-factors.ts";
import { allRolesOf, removalsOf, roleTexts, weightOf } from "../../src/inventory/held-roles.ts";
import { holderOf } from "../../src/inventory/app-roles.ts";
import { objectIdOf } from "../../src/inventory/sections.ts";

export default defineCheck({
  id: "service-principal-directory-role",
  title: "Service principal holds a privileged directory role",
  severity: "high",
  why: "Whoever gets a credential of the application, or a place on the resource that carries the identity, holds the role, without a second factor and without a person whom anybody could ask.",
  mitre: ["T1098.003"],
  references: [
    "https://learn.microsoft.com/entra/identity/role-based-access-control/privileged-roles-permissions",
    "https://learn.microsoft.com/entra/identity/role-based-access-control/best-practices",
    "https://learn.microsoft.com/graph/api/unifiedroleassignment-delete",
  ],
  remediation: {
    summary: "Take the role away and grant the application the few permissions that it needs.",
    steps: [
      "Ask the owner which calls the application makes.",
      "Grant the application permissions for these calls, or the role for one administrative unit or application.",
      "Delete the role assignment, or take the application out of the group that holds it.",
      "Remove eligible assignments in Privileged Identity Management.",
    ],
    commands: [
      "az rest --method DELETE --url https://graph.microsoft.com/v1.0/roleManagement/directory/roleAssignments/{roleAssignments}",
      "az ad group member remove --group={groups} --member-id={servicePrincipals}",
    ],
  },
  queries: ["q24"],
  typical: ["tier-zero", "any-network", "secret", "unknown-age", "unknown-use", "unknown-logging"],

  subject: "servicePrincipals",
  enrich: [
    "directoryRoleAssignments",
    "directoryRoleEligibilities",
    "directoryRoleDefinitions",
    "groupMembers",
    ...HOLDER_SOURCES,
  ],

  evaluate(principal, slice, { now }) {
    const held = allRolesOf(objectIdOf(principal.id), slice);
    // Microsoft Entra Connect's own accounts hold a role of tier 1, which is not spoken of here.
    const roles = held.items.filter(({ tier }) => tier === 0);
    if (roles.length === 0) {
      const [gap, ...more] = held.gaps;
      return gap === undefined ? pass("It holds no privileged directory role.") : notAssessed(gap, ...more);
    }

    const { decisive, controlsTenant, isEligible, ceiling } = weightOf(roles);
    return fail(
      `${holderOf(principal)} holds ${roleTexts(roles)}.`,
      [
        factor(
          controlsTenant ? "tenant-control" : "tier-zero",
          `The role leads to Global Administrator: ${roleTexts(decisive)}.`,
        ),
        ...holderFactors(principal, slice, now),
        factor("unknown-age", "Microsoft Graph does not tell when a role was assigned."),
        ...(isEligible ? [factor("eligible-only", "The role must be activated first.")] : []),
      ],
      {
        ceiling:
          principal.owner === "microsoft"
            ? { band: "low", because: "Nobody but Microsoft signs in as one of its own principals." }
            : ceiling,
        fill: removalsOf(roles),
      },
    );
  },
});
