import { defineCheck, factor, fail, notAssessed, notApplicable, pass } from "../../src/check.ts";
import { quoted } from "../../src/inventory/quoted.ts";
import { loggingFactors, reachFactor } from "../../src/inventory/sftp-factors.ts";
import { networkReach } from "../../src/inventory/network.ts";

export default defineCheck({
  id: "sftp-entra-data-access",
  title: "Reachable data path: SFTP by Entra identity (data role, no local user)",
  severity: "low",
  why: "A certificate for SSH that stands for an Entra sign-in opens the endpoint to whoever holds a role for blobs, so that an account without local users is not closed.",
  mitre: ["MS-T816", "T1078.004"],
  references: [
    "https://learn.microsoft.com/cli/azure/sftp",
    "https://learn.microsoft.com/azure/storage/blobs/assign-azure-role-data-access",
  ],
  remediation: {
    summary: "Take roles for blobs away from whoever does not need them.",
    steps: [
      "Ask each holder whether the data is needed, over whatever protocol.",
      "Move the role from the subscription to the container that is needed.",
      "Remove the role assignment.",
    ],
    commands: ["az role assignment delete --ids={roleAssignments}"],
  },
  queries: ["q03"],
  typical: ["entra-data-access", "any-network", "unknown-logging"],

  subject: "sftpDataAccess",
  inputs: ["storageAccounts"],
  enrich: ["sftpEndpoints"],

  evaluate({ accountId, name, count, shown }, { storageAccounts, sftpEndpoints }) {
    const account = storageAccounts.get(accountId);
    if (account === undefined) return notApplicable("The account is gone.");
    const { isHnsEnabled, isSftpEnabled } = account;
    const isOff = [isHnsEnabled, isSftpEnabled].some((on) => on.known && !on.value);
    if (isOff) return notApplicable("SFTP is off.");
    if (shown.length === 0) return count.known ? pass("No role for blobs is held.") : notAssessed(count.gap);
    const open = [isHnsEnabled, isSftpEnabled].find((on) => !on.known);
    if (open?.known === false) return notAssessed(open.gap);

    const least = count.known ? count.value : shown.length;
    const verb = least === 1 ? "role assignment lets" : "role assignments let";
    const total = `${count.known ? "" : "At least "}${least} ${verb}`;
    const names = quoted(shown.map(({ principal, role }) => `${principal.name} (${role})`));
    return fail(
      `${total} Entra identities reach blobs of "${name}" over SFTP: ${names}.`,
      [
        factor("entra-data-access", "Whoever holds a role for blobs signs in over SFTP with a certificate."),
        reachFactor(networkReach(account)),
        ...loggingFactors(sftpEndpoints.of(accountId)[0]),
      ],
      {
        ceiling: { band: "low", because: "The way is a preview, and the same role opens other protocols." },
        fill: { roleAssignments: shown.map(({ assignmentId }) => assignmentId) },
      },
    );
  },
});
