import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { networkReach } from "../../src/inventory/network.ts";
import type { LocalUser } from "../../src/inventory/sections.ts";
import { accessFactors, reachFactor, UNKNOWN_AGE, UNKNOWN_USE } from "../../src/inventory/sftp-factors.ts";

/** Logs are not scored: what is done over SMB is the file service's to log, and not the blob service's. */
export default defineCheck({
  id: "local-user-shared-key",
  title: "Local user holds a shared key",
  severity: "medium",
  why: "A shared key is a secret that never expires, that whoever may list the user's keys reads in clear text, and that rotating the account's keys leaves as it is.",
  mitre: ["MS-T825", "T1098.001"],
  references: [
    "https://learn.microsoft.com/rest/api/storagerp/local-users/list",
    "https://learn.microsoft.com/rest/api/storagerp/local-users/list-keys",
  ],
  remediation: {
    summary: "Take the shared key away.",
    steps: ["Ask who mounts a file share as this user.", "Switch the shared key off where nobody does."],
    commands: [
      "az storage account local-user update --subscription={subscriptions} --resource-group={resourceGroups} --account-name={storageAccounts} --name={localUsers} --has-shared-key=false",
    ],
  },
  queries: ["q02"],
  typical: ["sftp-write", "any-network", "shared-key", "unknown-age", "unknown-use"],

  subject: "localUsers",
  inputs: ["storageAccounts"],

  evaluate(user, { storageAccounts }) {
    const account = storageAccounts.get(user.accountId);
    if (account === undefined) return notApplicable("The account is gone.");
    const { isLocalUserEnabled } = account;
    // local-user-left-behind speaks of credentials on accounts where no local user can sign in.
    if (isLocalUserEnabled.known && !isLocalUserEnabled.value)
      return notApplicable("Local users are switched off.");
    if (!user.hasSharedKey.known) return notAssessed(user.hasSharedKey.gap);
    if (!user.hasSharedKey.value) return pass("The local user has no shared key.");
    if (!isLocalUserEnabled.known) return notAssessed(isLocalUserEnabled.gap);
    const [right] = accessFactors(user);
    return fail(
      `Local user "${user.name}" of "${account.name}" holds a shared key.`,
      [
        right,
        factor("shared-key", "A shared key lets the local user in over SMB."),
        UNKNOWN_AGE,
        UNKNOWN_USE,
        reachFactor(networkReach(account)),
      ],
      isForFiles(user)
        ? { ceiling: { band: "low", because: "File shares over SMB need a shared key, and nothing else." } }
        : {},
    );
  },
});

/** No discount for scopes that were not read. */
function isForFiles({ permissionScopes }: LocalUser): boolean {
  if (!permissionScopes.known || permissionScopes.value.length === 0) return false;
  return permissionScopes.value.every(({ service }) => service.toLowerCase() === "file");
}
