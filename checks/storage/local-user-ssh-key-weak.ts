import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { accessFactors, accountFactors, UNKNOWN_AGE, UNKNOWN_USE } from "../../src/inventory/sftp-factors.ts";
import { sftpUsable } from "../../src/inventory/sftp.ts";
import { sshKeyFaults } from "../../src/inventory/ssh-keys.ts";

export default defineCheck({
  id: "local-user-ssh-key-weak",
  title: "SSH key of a local user is weak, shared or unexplained",
  severity: "medium",
  why: "A short key can be computed from what everybody may see of it; one key at several users gives whoever holds it all of them, and cannot be taken from one partner alone.",
  mitre: ["MS-T825", "T1098.004"],
  references: [
    "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support",
    "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support-authorize-access",
    "https://learn.microsoft.com/rest/api/storagerp/local-users/list-keys",
  ],
  remediation: {
    summary: "Let each partner make a key of its own, RSA of 3072 bits or ECDSA on P-256 or P-384.",
    steps: [
      "Ask whoever signs in for a new public key and for what it is used.",
      "Set all keys anew, since the command replaces the list, each with a description.",
      "Review the account's logs for sign-ins that nobody can explain.",
    ],
    commands: [
      "az storage account local-user update --subscription={subscriptions} --resource-group={resourceGroups} --account-name={storageAccounts} --name={localUsers} --ssh-authorized-key key='<type and key>' description='<whose key it is>'",
    ],
  },
  queries: ["q02"],
  typical: ["sftp-read", "any-network", "weak-ssh-key", "unknown-age", "unknown-use", "unknown-logging"],

  subject: "sshKeys",
  inputs: ["storageAccounts", "localUsers"],
  enrich: ["sshKeys", "sftpEndpoints"],

  evaluate(key, { storageAccounts, localUsers, sshKeys, sftpEndpoints }) {
    const account = storageAccounts.get(key.accountId);
    const user = localUsers.get(key.userId);
    if (account === undefined || user === undefined) return notApplicable("The local user is gone.");
    const usable = sftpUsable(account);
    // local-user-left-behind speaks of users on accounts where nobody can sign in today.
    if (usable.known && !usable.value) return notApplicable("Nobody can sign in over SFTP.");

    const faults = sshKeyFaults(key);
    if (faults.length === 0) {
      // Whoever was not read may hold the same key. There may be more of them than a call takes arguments.
      const gaps = sshKeys.gapsAt("");
      if (gaps.length > 0) return { outcome: "not-assessed", gaps };
      return pass("The key is strong, and no other user's.");
    }
    if (!usable.known) return notAssessed(usable.gap);

    const note = key.description === null ? "without a description" : `"${key.description}"`;
    const what = faults.map(({ words }) => words).join(" and ");
    const [right] = accessFactors(user);
    const because = "The algorithm is strong, wherever it is taken.";
    return fail(
      `SSH key ${key.fingerprint} (${note}) of local user "${user.name}" of "${account.name}" ${what}.`,
      [
        right,
        ...faults.map((fault) => factor(fault.factor, `The SSH key ${fault.words}.`)),
        UNKNOWN_AGE,
        UNKNOWN_USE,
        ...accountFactors(account, sftpEndpoints.of(account.id)[0]),
      ],
      {
        ceiling: faults.every(({ isStrong }) => isStrong) ? { band: "low", because } : undefined,
        fill: { localUsers: user.name },
      },
    );
  },
});
