import { defineCheck, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { networkReach } from "../../src/inventory/network.ts";
import { loggingFactors, reachFactor, userFactors } from "../../src/inventory/sftp-factors.ts";
import { sftpUsable } from "../../src/inventory/sftp.ts";

export default defineCheck({
  id: "local-user-password",
  title: "Local user can log in with a password",
  severity: "high",
  why: "A password for SFTP has no second factor, no expiry and no lockout that anybody watches; whoever saw it once gets in until somebody makes a new one.",
  mitre: ["MS-T825", "T1078.004", "T1110"],
  references: [
    "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support-authorize-access",
    "https://learn.microsoft.com/rest/api/storagerp/local-users/list",
  ],
  remediation: {
    summary: "Take the password away and let the partner sign in with an SSH key.",
    steps: [
      "Ask the partner for an SSH public key and add it.",
      "Switch the password off.",
      "Review the account's logs for sign-ins with the password.",
    ],
    commands: [
      "az storage account local-user update --subscription={subscriptions} --resource-group={resourceGroups} --account-name={storageAccounts} --name={localUsers} --has-ssh-password=false",
    ],
  },
  queries: ["q04", "q05"],
  typical: ["sftp-write", "any-network", "password", "unknown-age", "unknown-use", "unknown-logging"],

  subject: "localUsers",
  inputs: ["storageAccounts"],
  enrich: ["sftpEndpoints"],

  evaluate(user, { storageAccounts, sftpEndpoints }) {
    const account = storageAccounts.get(user.accountId);
    if (account === undefined) return notApplicable("The account is gone.");
    const usable = sftpUsable(account);
    // local-user-left-behind speaks of users on accounts where nobody can sign in today.
    if (usable.known && !usable.value) return notApplicable("Nobody can sign in over SFTP.");
    if (!user.hasSshPassword.known) return notAssessed(user.hasSshPassword.gap);
    if (!user.hasSshPassword.value) return pass("The local user has no password.");
    if (!usable.known) return notAssessed(usable.gap);

    const reach = networkReach(account);
    const closed = reach.known && reach.value === "none";
    return fail(
      `Local user "${user.name}" of "${account.name}" can log in with a password.`,
      [...userFactors(user), reachFactor(reach), ...loggingFactors(sftpEndpoints.of(account.id)[0])],
      { ceiling: closed ? { band: "medium", because: "The public endpoint is closed." } : undefined },
    );
  },
});
