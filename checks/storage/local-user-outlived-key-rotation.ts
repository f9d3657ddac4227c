import { defineCheck, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { daysBetween } from "../../src/inventory/app-factors.ts";
import { rotatedSince } from "../../src/inventory/key-rotation.ts";
import { AGE_SOURCES, wasThereBefore } from "../../src/inventory/local-user-age.ts";
import { accessFactors, accountFactors, UNKNOWN_AGE, UNKNOWN_USE } from "../../src/inventory/sftp-factors.ts";
import { hasCredential } from "../../src/inventory/sftp.ts";

/**
 * Azure does not tell when a local user was made. The baseline and the logs tell from when on it was there, which is enough
 * where both keys are newer. Where they are not, the user may be older or younger, and nothing is concluded.
 */
export default defineCheck({
  id: "local-user-outlived-key-rotation",
  title: "Local user has outlived a storage-key rotation",
  severity: "medium",
  why: "Rotating both keys of an account locks out whoever had them, and nobody else: local users keep their passwords and keys, so that who came by way of a local user is still there.",
  mitre: ["MS-T809", "T1098.001"],
  references: [
    "https://learn.microsoft.com/azure/storage/common/storage-account-keys-manage",
    "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support-authorize-access",
  ],
  remediation: {
    summary: "Give the local user new credentials as well, or delete it.",
    steps: [
      "Find out whether the keys were rotated because of an incident.",
      "Delete the user if nobody claims it.",
      "Otherwise make a new password, replace its SSH keys, and hand both over to the partner only.",
    ],
    commands: [
      "az storage account local-user delete --subscription={subscriptions} --resource-group={resourceGroups} --account-name={storageAccounts} --name={localUsers}",
      "az storage account local-user regenerate-password --subscription={subscriptions} --resource-group={resourceGroups} --account-name={storageAccounts} --name={localUsers}",
    ],
  },
  queries: ["q02"],
  typical: ["sftp-write", "any-network", "ssh-key", "unknown-use", "unknown-logging"],

  subject: "localUsers",
  inputs: ["storageAccounts"],
  enrich: [...AGE_SOURCES, "sftpEndpoints"],

  evaluate(user, slice, { now }) {
    const { storageAccounts, sftpEndpoints } = slice;
    const account = storageAccounts.get(user.accountId);
    if (account === undefined) return notApplicable("The account is gone.");
    const credential = hasCredential(user);
    if (credential.known && !credential.value) return pass("The local user has no credential.");
    const rotated = rotatedSince(account);
    if (!rotated.known) return notAssessed(rotated.gap);
    if (rotated.value === null) return pass("One of the account's keys is as old as the account.");

    const there = wasThereBefore(rotated.value, user, account, slice);
    if ("gaps" in there) return notAssessed(...there.gaps);
    if (!credential.known) return notAssessed(credential.gap);

    const { keyExpirationPeriodInDays: period } = account;
    const isRoutine = period.known && period.value !== null;
    return fail(
      `Local user "${user.name}" of "${account.name}" was there on ${day(there.since)}, and both keys of the account are newer: the older one is of ${day(rotated.value)}.`,
      [
        ...accessFactors(user),
        // It is at least as old as that, and may be older.
        ...(daysBetween(new Date(there.since).toISOString(), now) > 90 ? [] : [UNKNOWN_AGE]),
        UNKNOWN_USE,
        ...accountFactors(account, sftpEndpoints.of(account.id)[0]),
      ],
      isRoutine
        ? {
            ceiling: { band: "low", because: `Keys expire after ${period.value} days: rotation is routine.` },
          }
        : {},
    );
  },
});

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
