import { defineDerivation } from "../derivation.ts";
import { mostPaths } from "./events/sftp-downloads.ts";
import { kindsOf, sftpIncidents, uncounted } from "./events/sftp-incident.ts";
import { oddTransfers, riskyPath } from "./events/sftp-transfers.ts";
import { STATE_SOURCES } from "./events/sftp-states.ts";

/** Uploads of files that run, downloads beyond the account's norm, and looking through its directories. */
export default defineDerivation({
  section: "sftpTransferAnomalies",
  of: "sftpOperations",
  from: ["sftpOperations"],
  enrich: STATE_SOURCES,
  gaps: uncounted,
  // The first operation stands for all of them.
  derive: (operation, slice) =>
    operation !== slice.sftpOperations.all()[0]
      ? []
      : sftpIncidents(slice, oddTransfers, (incident, deeds) => {
          const uploads = deeds
            .filter(({ kind }) => kind === "risky-upload")
            .map(({ operation }) => operation);
          const downloads = deeds
            .filter(({ kind }) => kind === "bulk-download")
            .map(({ operation }) => operation);
          return {
            ...incident,
            kinds: kindsOf(["risky-upload", "bulk-download", "listing"], deeds),
            ip: deeds[0].operation.ip,
            files: new Set(uploads.map(riskyPath)).size + mostPaths(downloads),
            bytes:
              uploads.reduce((sum, { bytesIn }) => sum + bytesIn, 0) +
              downloads.reduce((sum, { bytesOut }) => sum + bytesOut, 0),
          };
        }),
});
