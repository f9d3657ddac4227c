import { defineCheck, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import type { Known } from "../../src/inventory/known.ts";
import { isListed } from "../../src/inventory/names.ts";
import { networkReach } from "../../src/inventory/network.ts";
import { endpointFactors, loggingFactors, reachFactor } from "../../src/inventory/sftp-factors.ts";

export default defineCheck({
  id: "sftp-enabled",
  title: "SFTP endpoint is enabled on a storage account",
  severity: "medium",
  why: "SFTP lets local users in: identities that live in the account itself, outside Azure RBAC, Conditional Access and multifactor authentication, and that rotating the account's keys does not touch.",
  mitre: ["MS-T809", "T1133"],
  references: [
    "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support",
    "https://microsoft.github.io/Threat-matrix-for-storage-services/techniques/sftp-account/",
  ],
  remediation: {
    summary: "Switch SFTP off where nobody needs it.",
    steps: [
      "Ask the owner of the account whether a partner transfers files over SFTP.",
      "Switch SFTP off, or list the account under expected.sftp in foothold.yml.",
      "Delete local users that are left: they come back with one switch.",
    ],
    commands: ["az storage account update --ids={id} --enable-sftp=false"],
  },
  queries: ["q01"],
  typical: ["sftp-write", "any-network", "unknown-logging"],

  subject: "storageAccounts",
  enrich: ["sftpEndpoints"],

  evaluate(account, { sftpEndpoints }, { settings }) {
    const { isHnsEnabled, isSftpEnabled, privateEndpoints } = account;
    if (!isHnsEnabled.known) return notAssessed(isHnsEnabled.gap);
    // SFTP cannot run without a hierarchical namespace, whatever the flag says.
    if (!isHnsEnabled.value) return notApplicable("The account has no hierarchical namespace.");
    if (!isSftpEnabled.known) return notAssessed(isSftpEnabled.gap);
    if (!isSftpEnabled.value) return pass("SFTP is off.");
    if (isListed(settings.expected.sftp, account))
      return notApplicable("The account is listed under expected.sftp.");
    const [endpoint] = sftpEndpoints.of(account.id);
    const reach = networkReach(account);
    const users = endpoint?.users;
    const noUser = users?.known === true && users.value === 0;
    const noPath =
      reach.known && reach.value === "none" && privateEndpoints.known && privateEndpoints.value === 0;
    return fail(
      `SFTP is enabled on "${account.name}", ${countUsers(users)}.`,
      // How one gets in is sftp-open-network's and the users' own checks' to say.
      [...endpointFactors(endpoint).slice(0, 1), reachFactor(reach), ...loggingFactors(endpoint)],
      {
        ceiling:
          noUser && noPath
            ? { band: "info", because: "No local user exists and no network leads there." }
            : undefined,
      },
    );
  },
});

function countUsers(users: Known<number> | undefined): string {
  if (!users?.known) return "whose local users were not read";
  return users.value === 1 ? "which has 1 local user" : `which has ${users.value} local users`;
}
