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
  id: "can-create-sftp-user",
  title: "Identity can create SFTP users on a storage account",
  severity: "high",
  why: "Whoever signs in as it makes local users with any right on any container: they live outside Microsoft Entra ID, and stay when the identity is gone.",
  mitre: ["MS-T809", "MS-T808", "T1098.003"],
  references: [
    "https://learn.microsoft.com/azure/role-based-access-control/resource-provider-operations#microsoftstorage",
    "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support-authorize-access",
  ],
  remediation: {
    summary: "Take the role away, or give one that does not write local users.",
    steps: [
      "Ask what the identity does with the accounts, and look in the Activity Log for localUsers/write.",
      "Give it a role for data, such as Storage Blob Data Contributor, at the account alone.",
      "Remove the role assignment, or the membership that brings it.",
    ],
    commands: [
      "az role assignment delete --ids={roleAssignments}",
      "az ad group member remove --group={memberships} --member-id={member}",
    ],
  },
  typical: ["plants-sftp-users", "any-network", "secret", "unknown-logging"],

  subject: "sftpAccess",
  enrich: ACCESS_SOURCES,

  evaluate({ principal, accounts, creates, changesAccounts, gaps, denials }, slice, { now, settings }) {
    const [gap, ...more] = gaps;
    if (creates === null)
      return gap === undefined ? pass("Its roles write no local users.") : notAssessed(gap, ...more);
    const out = leftOut(principal, settings);
    if (!out.known) return notAssessed(out.gap);
    if (out.value !== null) return notApplicable(out.value);
    const [denial, ...others] = denials;
    if (denial !== undefined) return notAssessed(denial, ...others);

    const endpoint = worstEndpoint(accounts, slice);
    const also = changesAccounts ? ", and change the account itself" : "";
    return fail(
      `${principalText(principal)} can create local users on ${accountsText(accounts)}${also}.`,
      [
        changesAccounts
          ? factor("controls-sftp-account", "It makes local users, and switches SFTP and the network.")
          : factor("plants-sftp-users", "It makes local users with any right on any container."),
        ...plantedReachFactors(endpoint, changesAccounts),
        ...principalFactors(principal, slice, now),
        ...wayFactors(creates),
        ...loggingFactors(endpoint),
      ],
      { ways: creates, fill: { ...removalsOf(creates), member: objectIdOf(principal.id) } },
    );
  },
});
