import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { isSameUser } from "../../src/inventory/local-user-history.ts";
import { matchesName } from "../../src/inventory/names.ts";
import { accountFactors, userFactors } from "../../src/inventory/sftp-factors.ts";

/**
 * Two lists say who is known: the baseline, by name and sid, and expected.localUsers, by name. Either will do, but a name
 * says nothing against a sid that changed.
 */
export default defineCheck({
  id: "local-user-unknown",
  title: "SFTP local user that the baseline does not know",
  severity: "high",
  why: "A local user that appeared since the last look is a way in that somebody made: outside Azure RBAC, untouched by key rotation, and in no list of identities.",
  mitre: ["MS-T809", "T1136.003", "T1098.001"],
  references: [
    "https://microsoft.github.io/Threat-matrix-for-storage-services/techniques/sftp-account/",
    "https://learn.microsoft.com/rest/api/storagerp/local-users/list",
  ],
  remediation: {
    summary: "Find out who made the local user, and delete it if nobody claims it.",
    steps: [
      "Look in the Activity Log of the account for localUsers/write and its caller.",
      "If nobody claims it, keep what the first command prints, delete the user, and look at what it transferred.",
      "Otherwise list it under expected.localUsers in foothold.yml, or take the report of a scan without --baseline for the new one.",
    ],
    commands: [
      "az storage account local-user show --subscription={subscriptions} --resource-group={resourceGroups} --account-name={storageAccounts} --name={localUsers}",
      "az storage account local-user delete --subscription={subscriptions} --resource-group={resourceGroups} --account-name={storageAccounts} --name={localUsers}",
    ],
  },
  queries: ["q02", "q08"],
  typical: [
    "sftp-write",
    "any-network",
    "ssh-key",
    "unknown-age",
    "unknown-use",
    "unknown-logging",
    "new-since-baseline",
  ],

  subject: "localUsers",
  inputs: ["storageAccounts"],
  enrich: ["localUserHistory", "sftpEndpoints"],

  evaluate(user, { storageAccounts, localUserHistory, sftpEndpoints }, { settings }) {
    const account = storageAccounts.get(user.accountId);
    if (account === undefined) return notApplicable("The account is gone.");
    const name = `${account.name}/${user.name}`;
    const { localUsers: expected } = settings.expected;
    const isExpected = expected.some((pattern) => matchesName(pattern, name));
    // A report that found it is no acceptance of it, or every foothold would be known to the next scan.
    const record = localUserHistory.get(user.id);
    const isUnclaimed = record?.unclaimed === "unknown";
    const [gap, ...more] = localUserHistory.gapsAt(user.id);
    const found = (what: string, because: string) =>
      fail(`Local user "${user.name}" of "${account.name}" ${what}.`, [
        ...userFactors(user),
        factor("new-since-baseline", because),
        ...accountFactors(account, sftpEndpoints.of(account.id)[0]),
      ]);

    if (record !== undefined && !isUnclaimed) {
      const isSame = isSameUser(user, record);
      const isAnew = record.unclaimed === "made-anew" && !isExpected;
      if (isAnew || (isSame.known && !isSame.value))
        return found("was made anew since the baseline", "The baseline knows the name with another sid.");
      if (isExpected) return pass("The local user is listed under expected.localUsers.");
      return isSame.known ? pass("The baseline knows the local user.") : notAssessed(isSame.gap);
    }
    if (isExpected) return pass("The local user is listed under expected.localUsers.");
    if (gap === undefined || isUnclaimed)
      return expected.length === 0
        ? found("is not in the baseline", "The baseline does not know it.")
        : found(
            "is neither in the baseline nor listed under expected.localUsers",
            "Neither the baseline nor the settings know it.",
          );
    // The list serves as the baseline where there is none, or none that was read.
    return expected.length === 0
      ? notAssessed(gap, ...more)
      : found("is not listed under expected.localUsers", "The settings do not know it.");
  },
});
