import { defineCheck, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { networkReach } from "../../src/inventory/network.ts";
import { endpointFactors, loggingFactors, reachFactor } from "../../src/inventory/sftp-factors.ts";
import { sftpUsable } from "../../src/inventory/sftp.ts";

/**
 * IPv6 rules are not judged: Azure documents no IPv6 endpoint for SFTP, and a count of IPv6 addresses says nothing.
 */
export default defineCheck({
  id: "sftp-open-network",
  title: "SFTP endpoint is reachable from any network",
  severity: "high",
  why: "Anybody on the internet can try passwords and stolen keys against the endpoint, and SFTP knows neither Conditional Access nor multifactor authentication.",
  mitre: ["MS-T813", "MS-T825", "T1133"],
  references: [
    "https://learn.microsoft.com/azure/storage/common/storage-network-security",
    "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-known-issues",
  ],
  remediation: {
    summary: "Let only the partners' networks in.",
    steps: [
      "Collect the addresses from which partners transfer files.",
      "Add them as IP rules or use a private endpoint.",
      "Deny all other networks.",
    ],
    commands: ["az storage account update --ids={id} --default-action=Deny --bypass=AzureServices"],
  },
  queries: ["q09"],
  typical: ["sftp-write", "any-network", "password", "unknown-logging"],

  subject: "storageAccounts",
  enrich: ["sftpEndpoints"],

  evaluate(account, { sftpEndpoints }) {
    const usable = sftpUsable(account);
    if (!usable.known) return notAssessed(usable.gap);
    if (!usable.value) return notApplicable("Nobody can sign in over SFTP.");
    const reach = networkReach(account);
    if (!reach.known) return notAssessed(reach.gap);
    if (reach.value !== "any") return pass("The public endpoint is closed or answers selected networks.");
    const [endpoint] = sftpEndpoints.of(account.id);
    const factors = [...endpointFactors(endpoint), reachFactor(reach), ...loggingFactors(endpoint)];
    const { networkAcls } = account;
    const rules =
      networkAcls.known && networkAcls.value.defaultAction === "Deny" ? networkAcls.value.ipRules : [];
    const because =
      rules.length > 0 ? `its IP rules allow ${quoted(rules)}` : "its default action allows every network";
    return fail(`The SFTP endpoint of "${account.name}" is reachable from any network: ${because}.`, factors);
  },
});

function quoted(rules: readonly string[]): string {
  const shown = rules.slice(0, 3).map((rule) => `"${rule}"`);
  return rules.length > 3 ? `${shown.join(", ")} and ${rules.length - 3} more` : shown.join(", ");
}
