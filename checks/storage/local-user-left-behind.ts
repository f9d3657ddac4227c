import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { networkReach } from "../../src/inventory/network.ts";
import { servesOtherwise } from "../../src/inventory/other-protocols.ts";
import type { LocalUser } from "../../src/inventory/sections.ts";
import { accessFactors, reachFactor, UNKNOWN_AGE } from "../../src/inventory/sftp-factors.ts";
import { hasCredential } from "../../src/inventory/sftp.ts";

/** Neither use nor logs are scored: nobody signs in while the switch is off, and nothing is logged. */
export default defineCheck({
  id: "local-user-left-behind",
  title: "Local user waits on an account whose SFTP or local users are switched off",
  severity: "medium",
  why: "Switching SFTP off deletes no user and no credential: whoever switches it on again, for a minute or for another partner, lets this user in as well.",
  mitre: ["MS-T809", "T1098.001"],
  references: [
    "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support-how-to",
    "https://learn.microsoft.com/rest/api/storagerp/local-users/list",
  ],
  remediation: {
    summary: "Delete local users that nobody needs any more.",
    steps: [
      "Ask the owner of the account whether SFTP will come back.",
      "Delete the user, or take its password and keys away.",
      "Switch local users off as well, so that it takes two switches to let one in.",
    ],
    commands: [
      "az storage account local-user delete --subscription={subscriptions} --resource-group={resourceGroups} --account-name={storageAccounts} --name={localUsers}",
    ],
  },
  queries: ["q02", "q08"],
  typical: ["sftp-write", "any-network", "ssh-key", "unknown-age", "sftp-off"],

  subject: "localUsers",
  inputs: ["storageAccounts"],

  evaluate(user, { storageAccounts }) {
    const account = storageAccounts.get(user.accountId);
    if (account === undefined) return notApplicable("The account is gone.");
    const { isHnsEnabled, isSftpEnabled, isLocalUserEnabled } = account;
    if (isHnsEnabled.known && !isHnsEnabled.value)
      return notApplicable("The account has no hierarchical namespace.");
    const credential = hasCredential(user);
    if (credential.known && !credential.value) return pass("The local user has no credential.");
    const off = [
      ...(isSftpEnabled.known && !isSftpEnabled.value ? ["SFTP"] : []),
      ...(isLocalUserEnabled.known && !isLocalUserEnabled.value ? ["local users"] : []),
    ];
    if (off.length === 0) {
      if (!isSftpEnabled.known) return notAssessed(isSftpEnabled.gap);
      if (!isLocalUserEnabled.known) return notAssessed(isLocalUserEnabled.gap);
      return pass("The account serves local users over SFTP.");
    }
    const otherwise = servesOtherwise(user, account);
    if (otherwise.known && otherwise.value) return pass("The local user is there for another protocol.");
    if (!isHnsEnabled.known) return notAssessed(isHnsEnabled.gap);
    if (!credential.known) return notAssessed(credential.gap);
    if (!otherwise.known) return notAssessed(otherwise.gap);

    const verb = off.length === 1 && off[0] === "SFTP" ? "is" : "are";
    return fail(
      `Local user "${user.name}" of "${account.name}" keeps ${credentialsOf(user)} while ${off.join(" and ")} ${verb} off.`,
      [
        ...wayIn(user),
        UNKNOWN_AGE,
        reachFactor(networkReach(account)),
        factor("sftp-off", "It takes a switch to let the user in again."),
      ],
    );
  },
});

function credentialsOf({ hasSshPassword, hasSshKey, hasSharedKey }: LocalUser): string {
  return [
    ...(hasSshPassword.known && hasSshPassword.value ? ["a password"] : []),
    ...(hasSshKey.known && hasSshKey.value ? ["an SSH key"] : []),
    ...(hasSharedKey.known && hasSharedKey.value ? ["a shared key"] : []),
  ].join(", ");
}

/** A user that holds nothing for SFTP was found by its shared key. */
function wayIn(user: LocalUser) {
  const [right, credential] = accessFactors(user);
  return credential.name === "no-credential"
    ? [right, factor("shared-key", "The local user holds a shared key.")]
    : [right, credential];
}
