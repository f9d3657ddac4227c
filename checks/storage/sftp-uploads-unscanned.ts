import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { usersWho } from "../../src/inventory/local-users.ts";
import { SCANNING_SOURCES, unscannedBecause } from "../../src/inventory/malware-scanning.ts";
import { accountFactors, userFactors } from "../../src/inventory/sftp-factors.ts";
import { sftpUsable } from "../../src/inventory/sftp.ts";
import { uploadsTo } from "../../src/inventory/uploads.ts";
import { worstWayIn } from "../../src/inventory/ways-in.ts";

export default defineCheck({
  id: "sftp-uploads-unscanned",
  title: "Uploads over SFTP are not scanned for malware",
  severity: "high",
  why: "What a partner, or whoever holds the partner's password, drops there is opened by people and programs that trust the share, and nothing looks at it in between.",
  mitre: ["MS-T821", "MS-T811"],
  references: [
    "https://learn.microsoft.com/azure/defender-for-cloud/on-upload-malware-scanning",
    "https://learn.microsoft.com/rest/api/defenderforcloud/defender-for-storage/get",
  ],
  remediation: {
    summary: "Let Defender for Storage scan what is uploaded.",
    steps: [
      "Switch on Defender for Storage with malware scanning for the subscription.",
      "Take back what the account overrides: a switch, a low cap, prefixes, endings and sizes that are left out.",
      "Move uploads away from accounts with NFS 3.0, which Defender does not scan.",
      "Send results to Event Grid or a workspace: accounts with a hierarchical namespace hold no index tags.",
    ],
    commands: [
      "az security pricing create --subscription={subscriptions} --name=StorageAccounts --tier=Standard --subplan=DefenderForStorageV2 --extensions name=OnUploadMalwareScanning isEnabled=True",
    ],
  },
  queries: ["q09"],
  typical: ["unscanned-uploads", "any-network", "password", "unknown-logging"],

  subject: "storageAccounts",
  enrich: ["localUsers", "sftpEndpoints", ...SCANNING_SOURCES],

  evaluate(account, { localUsers, sftpEndpoints, ...sources }) {
    const usable = sftpUsable(account);
    if (usable.known && !usable.value) return notApplicable("Nobody can sign in over SFTP.");
    const uploaders = usersWho(account.id, localUsers, (user) => uploadsTo(user));
    if (uploaders.items.length === 0) {
      const [gap, ...more] = uploaders.gaps;
      return gap === undefined ? pass("No local user uploads anything.") : notAssessed(gap, ...more);
    }
    const because = unscannedBecause(account, uploaders, sources);
    if (!because.known) return notAssessed(because.gap);
    if (because.value === null) return pass("Defender scans what is uploaded.");
    if (!usable.known) return notAssessed(usable.gap);
    return fail(`What is uploaded to "${account.name}" over SFTP is not scanned: ${because.value}.`, [
      factor("unscanned-uploads", "Malware that is uploaded stays unseen."),
      ...worstWayIn(uploaders.items.flatMap(userFactors)),
      ...accountFactors(account, sftpEndpoints.of(account.id)[0]),
    ]);
  },
});
