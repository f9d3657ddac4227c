import { defineCheck, factor, fail } from "../../src/check.ts";
import { incidentFactors, whenText } from "../../src/inventory/incident-factors.ts";
import type { SftpEndpoint, SftpLoginAnomaly } from "../../src/inventory/sections.ts";

export default defineCheck({
  id: "event-sftp-login-anomaly",
  title: "SFTP logins fail in bursts, succeed after failures, or come from a new address",
  severity: "high",
  why: "A local user has no second factor, no lockout and no Conditional Access: a password that is guessed or stolen lets in from everywhere the network allows.",
  mitre: ["MS-T825", "T1110", "T1078.004"],
  references: [
    "https://learn.microsoft.com/azure/azure-monitor/reference/tables/storagebloblogs",
    "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support-authorize-access",
  ],
  remediation: {
    summary: "Make new passwords, and let in the addresses of partners only.",
    steps: [
      "Ask the partner whether the address is theirs.",
      "Make new passwords for the local users of the account, or replace them by SSH keys.",
      "Restrict the network of the account to the addresses of partners.",
      "Look what was read and written from the address.",
    ],
    commands: [
      "az storage account local-user list --subscription={subscriptions} --resource-group={resourceGroups} --account-name={storageAccounts}",
      "az storage account update --subscription={subscriptions} --resource-group={resourceGroups} --name={storageAccounts} --default-action=Deny",
    ],
  },
  queries: ["q04", "q05", "q03"],
  typical: ["sftp-login-forced", "outside-address", "within-30-days", "evidence-chain"],

  subject: "sftpLoginAnomalies",
  enrich: ["namedLocations", "sftpEndpoints"],

  evaluate(anomaly, slice, { now, settings }) {
    const isForced = anomaly.kinds.includes("success-after-failures");
    return fail(
      textOf(anomaly),
      [
        factor("sftp-login-forced", "Whoever guesses a password reads and writes as its local user."),
        ...incidentFactors(anomaly, isForced, slice, { now, settings }),
      ],
      {
        incident: anomaly,
        ceiling: isForced ? undefined : guardOf(anomaly, slice.sftpEndpoints.of(anomaly.targetId)[0]),
      },
    );
  },
});

function textOf({ kinds, ip, failures, targetName, first, byPassword }: SftpLoginAnomaly): string {
  const from = ip === null ? "an address that the log does not name" : `"${ip}"`;
  if (failures === 0)
    return `Somebody signed in to "${targetName}" with a password from ${from} ${whenText(first)}, an address that was not seen in the 30 days before.`;
  const then = kinds.includes("success-after-failures")
    ? `, and somebody signed in from there after it${byPassword ? " with a password" : ""}`
    : "";
  return `Sign-in over SFTP to "${targetName}" from ${from} was refused ${failures} times, first ${whenText(first)}${then}.`;
}

function guardOf({ kinds }: SftpLoginAnomaly, endpoint: SftpEndpoint | undefined) {
  if (kinds.includes("new-address"))
    return { band: "medium", because: "A partner's address may change." } as const;
  return endpoint?.password.known && !endpoint.password.value
    ? ({ band: "low", because: "No local user of the account has a password to guess." } as const)
    : ({ band: "medium", because: "Nobody signed in from the address after it." } as const);
}
