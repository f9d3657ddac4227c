import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { usersText, usersWho } from "../../src/inventory/local-users.ts";
import { accountFactors, userFactors } from "../../src/inventory/sftp-factors.ts";
import { sftpUsable } from "../../src/inventory/sftp.ts";
import { uploadsTo } from "../../src/inventory/uploads.ts";
import { worstWayIn } from "../../src/inventory/ways-in.ts";

export default defineCheck({
  id: "sftp-container-public",
  title: "SFTP upload container is public: phishing or malware can be hosted",
  severity: "high",
  why: "What a local user uploads there is on the web at once, under Microsoft's host name and certificate: a place for phishing pages and malware that mail filters trust.",
  mitre: ["MS-T821", "MS-T822", "T1608.001"],
  references: [
    "https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent",
    "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-known-issues",
  ],
  remediation: {
    summary: "Close the container to the public.",
    steps: [
      "Look at what lies in the container, and ask who needs it to be public.",
      "Move what has to be public to an account without local users.",
      "Forbid public access for the account, or at least for the container.",
      "Keep a copy of what nobody claims, with its properties, for the investigation; delete it after that.",
    ],
    commands: [
      "az storage account update --subscription={subscriptions} --resource-group={resourceGroups} --name={storageAccounts} --allow-blob-public-access=false",
      "az storage container-rm update --subscription={subscriptions} --resource-group={resourceGroups} --storage-account={storageAccounts} --name={containers} --public-access=off",
    ],
  },
  queries: ["q06"],
  typical: ["public-uploads", "any-network", "ssh-key", "unknown-logging"],

  subject: "containers",
  inputs: ["storageAccounts"],
  enrich: ["localUsers", "sftpEndpoints"],

  evaluate(container, { storageAccounts, localUsers, sftpEndpoints }) {
    const account = storageAccounts.get(container.accountId);
    if (account === undefined) return notApplicable("The account is gone.");
    if (container.name.startsWith("$")) return notApplicable("The container is out of reach for SFTP.");
    const usable = sftpUsable(account);
    if (usable.known && !usable.value) return notApplicable("Nobody can sign in over SFTP.");
    const { publicAccess } = container;
    const { allowBlobPublicAccess: allowed } = account;
    if (publicAccess.known && publicAccess.value === "None") return pass("The container is private.");
    if (allowed.known && !allowed.value) return pass("The account forbids public containers.");

    const { items: uploaders, gaps } = usersWho(account.id, localUsers, (user) =>
      uploadsTo(user, container.name),
    );
    if (uploaders.length === 0) {
      const [gap, ...more] = gaps;
      return gap === undefined ? pass("No local user uploads to it.") : notAssessed(gap, ...more);
    }
    if (!publicAccess.known) return notAssessed(publicAccess.gap);
    if (!allowed.known) return notAssessed(allowed.gap);
    if (!usable.known) return notAssessed(usable.gap);

    return fail(
      `Container "${container.name}" of "${account.name}" is public ("${publicAccess.value}"), and ${usersText(uploaders)} may upload to it.`,
      [
        factor("public-uploads", "What is uploaded can be read without signing in."),
        ...worstWayIn(uploaders.flatMap(userFactors)),
        ...accountFactors(account, sftpEndpoints.of(account.id)[0]),
      ],
    );
  },
});
