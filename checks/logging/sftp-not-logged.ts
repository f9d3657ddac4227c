import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { ALL_GROUPS, BLOB_CATEGORIES, missingLogs } from "../../src/inventory/log-coverage.ts";
import { networkReach } from "../../src/inventory/network.ts";
import { quoted } from "../../src/inventory/quoted.ts";
import { canonicalId } from "../../src/inventory/scope.ts";
import type { DiagnosticSetting, StorageAccount } from "../../src/inventory/sections.ts";
import { endpointFactors, reachFactor } from "../../src/inventory/sftp-factors.ts";
import { worstWayIn } from "../../src/inventory/ways-in.ts";

/** Settings of the account itself export metrics only, so that those of its blob service are asked for. */
export default defineCheck({
  id: "sftp-not-logged",
  title: "SFTP logins on this account leave no log",
  severity: "high",
  why: "Nobody sees who tries passwords, signs in, plants files or takes them along, and after an incident nobody can find out.",
  mitre: ["MS-T810", "T1562.008"],
  references: [
    "https://learn.microsoft.com/azure/storage/blobs/monitor-blob-storage",
    "https://learn.microsoft.com/azure/azure-monitor/essentials/diagnostic-settings",
  ],
  remediation: {
    summary: "Export the logs of the blob service to where users of the account cannot change them.",
    steps: [
      "Pick a workspace in a subscription of the security team.",
      "Add a diagnostic setting to the blob service, with all logs.",
      "Look at failed and unusual sign-ins from then on.",
    ],
    commands: [
      `az monitor diagnostic-settings create --name=sftp --resource={id}/blobServices/default --workspace='<workspace>' --logs='[{"categoryGroup":"allLogs","enabled":true}]'`,
    ],
  },
  queries: ["q09"],
  typical: ["unlogged-logins", "any-network", "password", "not-logged"],

  subject: "storageAccounts",
  enrich: ["blobDiagnosticSettings", "sftpEndpoints"],

  evaluate(account, { blobDiagnosticSettings, sftpEndpoints }) {
    const { isHnsEnabled, isSftpEnabled, isLocalUserEnabled } = account;
    const conditions = [isHnsEnabled, isSftpEnabled];
    if (conditions.some((condition) => condition.known && !condition.value))
      return notApplicable("SFTP is off.");
    const settings = blobDiagnosticSettings.of(account.id);
    const missing = missingLogs(settings, { categories: BLOB_CATEGORIES, groups: ALL_GROUPS });
    if (missing.known && missing.value.length === 0) return pass("What happens over SFTP is exported.");
    if (!missing.known) return notAssessed(missing.gap);
    const unread = conditions.flatMap((condition) => (condition.known ? [] : [condition.gap]));
    const [gap, ...more] = [...unread, ...blobDiagnosticSettings.gapsAt(account.id)];
    if (gap !== undefined) return notAssessed(gap, ...more);

    const isAll = missing.value.length === BLOB_CATEGORIES.length;
    // Entra identities sign in without a local user: https://learn.microsoft.com/cli/azure/sftp
    const isForUsers = !isLocalUserEnabled.known || isLocalUserEnabled.value;
    return fail(
      `SFTP on "${account.name}" ${isAll ? "leaves no log" : "is logged in part"}: nothing exports ${quoted(missing.value)}${keptAtHome(account, settings)}.`,
      [
        factor("unlogged-logins", "Sign-ins and transfers cannot be looked up afterwards."),
        reachFactor(networkReach(account)),
        ...(isForUsers
          ? worstWayIn(sftpEndpoints.of(account.id).flatMap(endpointFactors))
          : [factor("no-credential", "Local users are switched off.")]),
        factor(isAll ? "not-logged" : "partly-logged", `Nothing exports ${quoted(missing.value)}.`),
      ],
      {
        ceiling: isAll
          ? undefined
          : { band: "medium", because: "A part of what happens over SFTP is exported." },
      },
    );
  },
});

/** Whoever holds the account holds its logs. */
function keptAtHome({ id }: StorageAccount, settings: readonly DiagnosticSetting[]): string {
  const names = settings
    .filter(
      ({ storageAccountId: to }) =>
        to.known && to.value !== null && canonicalId(to.value) === canonicalId(id),
    )
    .map(({ name }) => name);
  return names.length === 0 ? "" : `, and ${quoted(names)} writes into the account itself`;
}
