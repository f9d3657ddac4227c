import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";

export default defineCheck({
  id: "local-users-allowed-unused",
  title: "Local users are allowed although nothing needs them",
  severity: "low",
  why: "With local users allowed, one more switch (SFTP) opens a way in beside Azure RBAC; with them off, it takes two, and the second one is an event of its own.",
  mitre: ["MS-T809"],
  references: [
    "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support-authorize-access",
    "https://learn.microsoft.com/rest/api/storagerp/storage-accounts/list",
  ],
  remediation: {
    summary: "Switch local users off.",
    steps: ["Make sure that nobody plans to use SFTP on the account.", "Switch local users off."],
    commands: ["az storage account update --ids={id} --enable-local-user=false"],
  },
  queries: ["q01"],
  typical: ["weak-setting"],

  subject: "storageAccounts",
  enrich: ["localUsers"],

  evaluate(account, { localUsers }) {
    const { isHnsEnabled, isLocalUserEnabled, isSftpEnabled, enableNfsV3 } = account;
    if (!isHnsEnabled.known) return notAssessed(isHnsEnabled.gap);
    // The flag is true by default on every account, also where neither SFTP nor NFS can ever run:
    // https://github.com/bridgecrewio/checkov/issues/6931
    if (!isHnsEnabled.value) return notApplicable("The account has no hierarchical namespace.");
    if (!isLocalUserEnabled.known) return notAssessed(isLocalUserEnabled.gap);
    if (!isLocalUserEnabled.value) return pass("Local users are switched off.");
    if (!isSftpEnabled.known) return notAssessed(isSftpEnabled.gap);
    if (isSftpEnabled.value) return pass("SFTP needs local users.");
    if (localUsers.of(account.id).length > 0) return pass("Local users exist.");
    const [unread, ...more] = localUsers.gapsAt(account.id);
    if (unread !== undefined) return notAssessed(unread, ...more);
    if (!enableNfsV3.known) return notAssessed(enableNfsV3.gap);
    // Users of NFS 3.0 are not in the list.
    if (enableNfsV3.value) return pass("NFS 3.0 may need local users.");

    const ceiling = {
      band: "info",
      because: "Nobody chose it: Azure allows local users on every account by default.",
    } as const;
    return fail(
      `Local users are allowed on "${account.name}", which has none and serves neither SFTP nor NFS.`,
      [factor("weak-setting", "One switch opens SFTP.")],
      { ceiling: isLocalUserEnabled.byDefault ? ceiling : undefined },
    );
  },
});
