import { defineCheck, factor, fail, notAssessed, pass } from "../../src/check.ts";
import { matchesName } from "../../src/inventory/names.ts";
import type { PermissionScope } from "../../src/inventory/sections.ts";
import { accountFactors, userFactors } from "../../src/inventory/sftp-factors.ts";
import { blobScopes, containerOf } from "../../src/inventory/sftp.ts";

export default defineCheck({
  id: "local-user-sensitive-container",
  title: "Local user reaches a sensitive container",
  severity: "high",
  why: "Logs, backups, Terraform state, function secrets and disks hold credentials and traces: whoever reads them gets further, and whoever writes them covers the way.",
  mitre: ["MS-T817", "T1530", "T1562.008"],
  references: [
    "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support-authorize-access",
    "https://learn.microsoft.com/azure/azure-monitor/essentials/resource-logs",
  ],
  remediation: {
    summary: "Take the container out of the user's permission scopes.",
    steps: [
      "Move what the partner needs to a container of its own.",
      "Set all permission scopes anew, since the command replaces the list, without the sensitive container.",
      "Rotate the credentials that the container holds.",
    ],
    commands: [
      "az storage account local-user update --subscription={subscriptions} --resource-group={resourceGroups} --account-name={storageAccounts} --name={localUsers} --permission-scope permissions='<letters>' service=blob resource-name='<container>'",
    ],
  },
  queries: ["q07"],
  typical: [
    "sftp-read",
    "sensitive-container",
    "any-network",
    "ssh-key",
    "unknown-age",
    "unknown-use",
    "unknown-logging",
  ],

  subject: "localUsers",
  enrich: ["storageAccounts", "sftpEndpoints"],

  evaluate(user, { storageAccounts, sftpEndpoints }, { settings }) {
    const { permissionScopes: scopes } = user;
    if (!scopes.known) return notAssessed(scopes.gap);
    const reached = blobScopes(scopes.value).filter((scope) =>
      isSensitive(scope, settings.sensitiveContainers),
    );
    if (reached.length === 0) return pass("No permission scope names a sensitive container.");

    const account = storageAccounts.get(user.accountId);
    const names = reached.slice(0, 4).map((scope) => `"${scope.resourceName}" with "${scope.permissions}"`);
    const more = reached.length > names.length ? ` and ${reached.length - names.length} more` : "";
    return fail(
      `Local user "${user.name}" of "${account?.name ?? user.accountId}" reaches ${names.join(", ")}${more}.`,
      [
        ...userFactors(user),
        factor("sensitive-container", "The container is sensitive by its name."),
        ...accountFactors(account, sftpEndpoints.of(user.accountId)[0]),
      ],
    );
  },
});

function isSensitive(scope: PermissionScope, patterns: readonly string[]): boolean {
  const { permissions } = scope;
  const container = containerOf(scope);
  // Containers such as $logs and $web cannot be reached over SFTP.
  // https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-known-issues
  if (container.startsWith("$")) return false;
  if (permissions === "") return false;
  // Writing to Azure Monitor's containers is logs-writable-by-watched's.
  if (/^insights-(?:logs|metrics)-/i.test(container) && /^[wcd]+$/i.test(permissions)) return false;
  return patterns.some((pattern) => matchesName(pattern, container));
}
