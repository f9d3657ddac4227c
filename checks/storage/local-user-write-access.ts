import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { networkReach } from "../../src/inventory/network.ts";
import { loggingFactors, reachFactor, userFactors } from "../../src/inventory/sftp-factors.ts";
import {
  blobScopes,
  holds,
  isBlob,
  sftpUsable,
  undocumented,
  unknownLetters,
} from "../../src/inventory/sftp.ts";

export default defineCheck({
  id: "local-user-write-access",
  title: "Local user may write, create or take over files",
  severity: "medium",
  why: "Whoever signs in as this user can plant files that others open, replace or delete what is there, and with ownership or permissions in hand keep access to it.",
  mitre: ["MS-T821", "MS-T837", "T1105"],
  references: [
    "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support-authorize-access",
    "https://learn.microsoft.com/rest/api/storagerp/local-users/list",
  ],
  remediation: {
    summary: "Leave the user the rights it needs, on the container it needs.",
    steps: [
      "Find out whether the partner uploads, downloads, or both.",
      "Set all permission scopes anew, since the command replaces the list: r and l to download, c and w to drop files.",
      "Take away o, p and ACL authorization unless the partner administers the files.",
    ],
    commands: [
      "az storage account local-user update --subscription={subscriptions} --resource-group={resourceGroups} --account-name={storageAccounts} --name={localUsers} --permission-scope permissions='<letters>' service=blob resource-name='<container>'",
      "az storage account local-user update --subscription={subscriptions} --resource-group={resourceGroups} --account-name={storageAccounts} --name={localUsers} --allow-acl-authorization=false",
    ],
  },
  queries: ["q06"],
  typical: ["sftp-write", "any-network", "ssh-key", "unknown-age", "unknown-use", "unknown-logging"],

  subject: "localUsers",
  inputs: ["storageAccounts"],
  enrich: ["sftpEndpoints"],

  evaluate(user, { storageAccounts, sftpEndpoints }) {
    const account = storageAccounts.get(user.accountId);
    if (account === undefined) return notApplicable("The account is gone.");
    const usable = sftpUsable(account);
    if (usable.known && !usable.value) return notApplicable("Nobody can sign in over SFTP.");

    const { allowAclAuthorization: acl, permissionScopes: all } = user;
    const scopes = all.known ? blobScopes(all.value) : [];
    const wide = scopes.filter((scope) => isBlob(scope) && holds(scope, "wcdop"));
    const strange = scopes.filter((scope) => unknownLetters(scope) !== "" || !isBlob(scope));
    const byAcl = acl.known && acl.value;
    if (!byAcl && wide.length === 0) {
      if (!all.known) return notAssessed(all.gap);
      if (!acl.known) return notAssessed(acl.gap);
      const [scope] = strange;
      // A letter or a service that Azure added later is not known to be harmless.
      return scope === undefined
        ? pass("The local user may read at most.")
        : notAssessed(undocumented(user.id, scope));
    }
    if (!usable.known) return notAssessed(usable.gap);

    const rights = [
      ...wide.map((scope) => `"${scope.permissions}" on "${scope.resourceName}"`),
      ...(byAcl ? ["whatever the ACLs of the paths allow"] : []),
      ...strange
        .filter((scope) => !wide.includes(scope))
        .map((scope) => `the unknown "${scope.permissions}" on ${scope.service} "${scope.resourceName}"`),
    ];
    // No discount for what is not known.
    const dropsOnly =
      acl.known && !acl.value && strange.length === 0 && wide.every((scope) => !holds(scope, "rldop"));
    return fail(`Local user "${user.name}" of "${account.name}" holds ${listed(rights)}.`, [
      ...userFactors(user),
      reachFactor(networkReach(account)),
      ...loggingFactors(sftpEndpoints.of(account.id)[0]),
      ...(dropsOnly ? [factor("drop-only", "It can drop files, and neither read nor delete them.")] : []),
    ]);
  },
});

function listed(rights: readonly string[]): string {
  return rights.length > 4
    ? `${rights.slice(0, 4).join(", ")} and ${rights.length - 4} more`
    : rights.join(", ");
}
