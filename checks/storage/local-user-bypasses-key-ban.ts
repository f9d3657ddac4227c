import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { usersText, usersWho } from "../../src/inventory/local-users.ts";
import { isListed } from "../../src/inventory/names.ts";
import { accountFactors, userFactors } from "../../src/inventory/sftp-factors.ts";
import { hasSftpCredential, sftpUsable } from "../../src/inventory/sftp.ts";
import { worstWayIn } from "../../src/inventory/ways-in.ts";

/** One finding for an account: the ban is the account's, and so is the way around it. */
export default defineCheck({
  id: "local-user-bypasses-key-ban",
  title: "Account keys are banned, yet local users get in with credentials of their own",
  severity: "high",
  why: "Whoever banned the account's keys meant that only Microsoft Entra ID lets in; passwords and SSH keys of local users are no shared keys, and the ban does not stop them.",
  mitre: ["MS-T809", "T1556"],
  references: [
    "https://learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent",
    "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support-authorize-access",
  ],
  remediation: {
    summary: "Switch SFTP off, or let users sign in with Microsoft Entra ID.",
    steps: [
      "Ask the owner of the account whether SFTP was meant to be left open.",
      "Move the users to access with Microsoft Entra ID, and delete the local users.",
      "Otherwise list the account under expected.sftp in foothold.yml.",
    ],
    commands: ["az storage account update --ids={id} --enable-sftp=false"],
  },
  queries: ["q03"],
  typical: ["bypasses-key-ban", "any-network", "password", "unknown-logging"],

  subject: "storageAccounts",
  enrich: ["localUsers", "sftpEndpoints"],

  evaluate(account, { localUsers, sftpEndpoints }, { settings }) {
    const usable = sftpUsable(account);
    if (usable.known && !usable.value) return notApplicable("Nobody can sign in over SFTP.");
    const { allowSharedKeyAccess } = account;
    // Null is true, says Azure: https://learn.microsoft.com/rest/api/storagerp/storage-accounts/list#storageaccount
    if (allowSharedKeyAccess.known && allowSharedKeyAccess.value)
      return notApplicable("The account's keys are allowed.");
    const { items: holders, gaps } = usersWho(account.id, localUsers, hasSftpCredential);
    if (holders.length === 0) {
      const [gap, ...more] = gaps;
      return gap === undefined ? pass("No local user has a credential for SFTP.") : notAssessed(gap, ...more);
    }
    if (!allowSharedKeyAccess.known) return notAssessed(allowSharedKeyAccess.gap);
    if (!usable.known) return notAssessed(usable.gap);

    return fail(
      `Account "${account.name}" bans its keys, yet ${usersText(holders)} may sign in over SFTP.`,
      [
        factor("bypasses-key-ban", "Credentials of local users are not the keys that are banned."),
        ...worstWayIn(holders.flatMap(userFactors)),
        ...accountFactors(account, sftpEndpoints.of(account.id)[0]),
      ],
      isListed(settings.expected.sftp, account)
        ? { ceiling: { band: "medium", because: "The account is listed under expected.sftp." } }
        : {},
    );
  },
});
