import { defineCheck, factor, fail } from "../../src/check.ts";
import { bytesText } from "../../src/inventory/bytes-text.ts";
import { clauses, incidentFactors, whenText } from "../../src/inventory/incident-factors.ts";
import type { SftpTransferAnomaly } from "../../src/inventory/sections.ts";

export default defineCheck({
  id: "event-sftp-transfer-anomaly",
  title: "Unusual SFTP uploads or bulk downloads",
  severity: "high",
  why: "Storage that takes files from partners serves attackers as well: for malware and phishing pages that others fetch, and to carry away what lies there.",
  mitre: ["MS-T821", "MS-T831", "MS-T832", "T1105", "T1530"],
  references: [
    "https://learn.microsoft.com/azure/azure-monitor/reference/tables/storagebloblogs",
    "https://learn.microsoft.com/azure/defender-for-cloud/defender-for-storage-malware-scan",
    "https://microsoft.github.io/Threat-matrix-for-storage-services/",
  ],
  remediation: {
    summary: "Quarantine what came in, and find out what went out.",
    steps: [
      "Ask the partner whether the transfer is theirs.",
      "Take the files out of the container before somebody opens them, and scan them.",
      "Make new credentials for the local users that reach the container.",
      "Restrict the network of the account to the addresses of partners.",
    ],
    commands: [
      "az storage account local-user list --subscription={subscriptions} --resource-group={resourceGroups} --account-name={storageAccounts}",
      "az storage account update --subscription={subscriptions} --resource-group={resourceGroups} --name={storageAccounts} --default-action=Deny",
    ],
  },
  queries: ["q06", "q07", "q03"],
  typical: ["sftp-data-moved", "outside-address", "within-30-days", "evidence-event"],

  subject: "sftpTransferAnomalies",
  enrich: ["namedLocations"],

  evaluate(anomaly, slice, { now, settings }) {
    const { kinds, ip, files, bytes, targetName, first } = anomaly;
    const from = ip === null ? "an address that the log does not name" : `"${ip}"`;
    const amount = files === 0 ? "" : `: ${files === 1 ? "1 file" : `${files} files`}, ${bytesText(bytes)}`;
    const isLookOnly = kinds.every((kind) => kind === "listing");
    return fail(
      `${clauses(kinds.map((kind) => TEXTS[kind]))} over SFTP at "${targetName}" from ${from}, first ${whenText(first)}${amount}.`,
      [
        factor("sftp-data-moved", "Files were brought in or carried away over SFTP."),
        ...incidentFactors(anomaly, false, slice, { now, settings }),
      ],
      {
        incident: anomaly,
        ceiling: isLookOnly ? { band: "medium", because: "Looking takes nothing away." } : undefined,
      },
    );
  },
});

const TEXTS: Readonly<Record<SftpTransferAnomaly["kinds"][number], string>> = {
  "risky-upload": "files of a risky kind were uploaded",
  "bulk-download": "far more than usual was downloaded",
  listing: "hundreds of directories were looked into",
};
