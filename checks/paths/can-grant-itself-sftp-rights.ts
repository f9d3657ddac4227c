import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import {
  ACCESS_SOURCES,
  accountsText,
  leftOut,
  plantedReachFactors,
  principalFactors,
  principalText,
  removalsOf,
  wayFactors,
  worstEndpoint,
} from "../../src/inventory/access-factors.ts";
import { objectIdOf } from "../../src/inventory/sections.ts";
import { loggingFactors } from "../../src/inventory/sftp-factors.ts";

export default defineCheck({
  id: "can-grant-itself-sftp-rights",
  title: "Identity can hand itself the right to create SFTP users",
  severity: "high",
  why: "Whoever assigns roles is one request away from every right there is: the role that plants SFTP users is taken, used, and given back.",
  mitre: ["T1098.003"],
  references: [
    "https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-overview",
    "https://learn.microsoft.com/azure/role-based-access-control/elevate-access-global-admin",
  ],
  remediation: {
    summary: "Take the right to assign roles away, or narrow it with a condition.",
    steps: [
      "Remove assignments at the root scope: elevated access of a Global Administrator leaves them behind.",
      "Replace User Access Administrator by Role Based Access Control Administrator with a condition that lists the roles.",
      "Look in the Activity Log for roleAssignments/write by the identity.",
    ],
    commands: [
      "az role assignment delete --ids={roleAssignments}",
      "az ad group member remove --group={memberships} --member-id={member}",
    ],
  },
  typical: ["grants-itself-rights", "any-network", "secret", "unknown-logging"],

  subject: "sftpAccess",
  enrich: ACCESS_SOURCES,

  evaluate({ principal, accounts, creates, grantsItself, gaps, denials }, slice, { now, settings }) {
    // An owner is one finding: who makes local users already needs no further right.
    if (creates !== null) return notApplicable("It creates local users without it.");
    const [gap, ...more] = gaps;
    if (grantsItself === null)
      return gap === undefined ? pass("Its roles assign no role of use.") : notAssessed(gap, ...more);
    const isRoot = grantsItself.paths.some((path) => path.some(({ proof }) => proof.scope === "/"));
    const out = leftOut(principal, settings, isRoot);
    if (!out.known) return notAssessed(out.gap);
    if (out.value !== null) return notApplicable(out.value);
    const [denial, ...others] = denials;
    if (denial !== undefined) return notAssessed(denial, ...others);

    const endpoint = worstEndpoint(accounts, slice);
    const where = isRoot ? " at the root scope" : "";
    return fail(
      `${principalText(principal)} can assign roles${where}, and with them create local users on ${accountsText(accounts)}.`,
      [
        factor("grants-itself-rights", `It assigns any role of use${where}.`),
        ...plantedReachFactors(endpoint, true),
        ...principalFactors(principal, slice, now),
        ...wayFactors(grantsItself),
        ...loggingFactors(endpoint),
      ],
      { ways: grantsItself, fill: { ...removalsOf(grantsItself), member: objectIdOf(principal.id) } },
    );
  },
});
