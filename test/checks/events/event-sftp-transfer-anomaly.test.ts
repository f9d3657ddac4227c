import check from "../../../checks/events/event-sftp-transfer-anomaly.ts";
import type { FactorName } from "../../../src/check.ts";
import { accountId } from "../build.ts";
import { actor, locationsDenied, OUTSIDE, sftpTransferAnomaly } from "../build-events.ts";
import { checkTable, type FailRow } from "../check-table.ts";

const typical: readonly FactorName[] = [
  "sftp-data-moved",
  "outside-address",
  "within-30-days",
  "evidence-event",
];
const fails = (what: string, amount: string, over: Partial<FailRow> = {}): FailRow => ({
  fail: `${what} over SFTP at "acct" from "${OUTSIDE}", first on 2025-12-21 at 10:00 UTC${amount}.`,
  severity: "high",
  factors: typical,
  ...over,
});
const uploaded = fails("Files of a risky kind were uploaded", ": 1 file, 4.1 kB");
const nowhere = actor({ kind: "unknown", id: null, name: "unknown", ip: null });

checkTable(check, [
  ["the typical case", sftpTransferAnomaly(), uploaded],
  [
    "a bulk download",
    sftpTransferAnomaly({ kinds: ["bulk-download"], files: 1200, bytes: 5_000_000 }),
    fails("Far more than usual was downloaded", ": 1200 files, 5 MB"),
  ],
  [
    "everything at once",
    sftpTransferAnomaly({ kinds: ["risky-upload", "bulk-download", "listing"], files: 3 }),
    fails(
      "Files of a risky kind were uploaded, far more than usual was downloaded and hundreds of directories were looked into",
      ": 3 files, 4.1 kB",
    ),
  ],
  [
    "from an address that the log does not name",
    sftpTransferAnomaly({ ip: null, actors: [nowhere] }),
    {
      fail: /from an address that the log does not name, first/,
      severity: "medium",
      factors: typical.with(1, "unknown-address"),
    },
  ],
  [
    "from a partner's address",
    sftpTransferAnomaly(),
    { ...uploaded, severity: "medium", factors: typical.with(1, "trusted-address") },
    { settings: { trustedRanges: [OUTSIDE] } },
  ],
  [
    "locations not read",
    sftpTransferAnomaly(),
    { ...uploaded, severity: "medium", factors: typical.with(1, "unknown-address") },
    { gaps: { namedLocations: [locationsDenied()] } },
  ],
  [
    "SFTP off since",
    sftpTransferAnomaly({ states: [{ id: accountId("acct"), name: "acct", presence: "gone" }] }),
    { ...uploaded, factors: [...typical, "event-without-state"] },
  ],
  [
    "looking alone takes nothing",
    sftpTransferAnomaly({ kinds: ["listing"], files: 0, bytes: 0 }),
    fails("Hundreds of directories were looked into", "", { severity: "medium", limits: ["ceiling:medium"] }),
    { guard: true },
  ],
]);
