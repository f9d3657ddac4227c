import { defineCheck, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { accessFactors, accountFactors, UNKNOWN_AGE } from "../../src/inventory/sftp-factors.ts";
import { idleFactors, sftpIdleness } from "../../src/inventory/sftp-idleness.ts";
import { hasSftpCredential, sftpUsable } from "../../src/inventory/sftp.ts";

/** Logs of the blob service name no local user, so that a user is dormant where nobody signs in to its account. */
export default defineCheck({
  id: "local-user-dormant",
  title: "SFTP local user nobody has used",
  severity: "medium",
  why: "Nobody misses a user that is not used, and nobody notices when somebody else begins to use it.",
  mitre: ["T1078.004"],
  references: [
    "https://learn.microsoft.com/azure/azure-monitor/reference/tables/storagebloblogs",
    "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support-authorize-access",
  ],
  remediation: {
    summary: "Delete local users that nobody uses.",
    steps: [
      "Ask the partner whether files are still transferred.",
      "Delete the user, or take its password and keys away until somebody asks.",
      "Switch SFTP off where no user is left.",
    ],
    commands: [
      "az storage account local-user delete --subscription={subscriptions} --resource-group={resourceGroups} --account-name={storageAccounts} --name={localUsers}",
    ],
  },
  queries: ["q03"],
  typical: ["sftp-write", "any-network", "ssh-key", "unknown-age", "unused-90-days"],

  subject: "localUsers",
  inputs: ["storageAccounts"],
  enrich: ["sftpUses", "sftpEndpoints"],

  evaluate(user, { storageAccounts, sftpUses, sftpEndpoints }, { now, settings }) {
    const account = storageAccounts.get(user.accountId);
    if (account === undefined) return notApplicable("The account is gone.");
    const usable = sftpUsable(account);
    if (usable.known && !usable.value) return notApplicable("Nobody can sign in over SFTP.");
    const credential = hasSftpCredential(user);
    if (credential.known && !credential.value) return pass("The local user has no credential for SFTP.");

    const idle = sftpIdleness(account, { sftpUses, sftpEndpoints }, settings.days.dormant, now);
    if (!idle.known) return notAssessed(idle.gap);
    if (idle.value === "in-use")
      return pass("Somebody signs in to the account; the logs do not say as whom.");
    if (idle.value === "new") return notApplicable("The account is too new to be dormant.");
    if (!credential.known) return notAssessed(credential.gap);
    if (!usable.known) return notAssessed(usable.gap);

    const { last, since } = idle.value;
    const words =
      last === null
        ? `the logs hold no sign-in over SFTP since ${since.slice(0, 10)}`
        : `nobody has signed in over SFTP since ${last.slice(0, 10)}`;
    return fail(`Local user "${user.name}" may sign in to "${account.name}", where ${words}.`, [
      ...accessFactors(user),
      UNKNOWN_AGE,
      ...idleFactors(idle.value, now),
      ...accountFactors(account, sftpEndpoints.of(account.id)[0]),
    ]);
  },
});
