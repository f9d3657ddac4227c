import { defineCheck, factor, fail, type Settings } from "../../src/check.ts";
import {
  automationCeiling,
  clauses,
  incidentFactors,
  whoText,
} from "../../src/inventory/incident-factors.ts";
import { isListed } from "../../src/inventory/names.ts";
import { quoted } from "../../src/inventory/quoted.ts";
import type { SftpAccountChange, SftpAccountChangeKind } from "../../src/inventory/sections.ts";

export default defineCheck({
  id: "event-sftp-account-change",
  title: "SFTP was switched on, or a local user or its password was made",
  severity: "high",
  why: "Whoever may write a storage account makes a way in of its own: a local user outside Microsoft Entra ID, which stays when keys are rotated and passwords are reset.",
  mitre: ["MS-T809", "T1136.003", "T1098.001"],
  references: [
    "https://learn.microsoft.com/azure/azure-monitor/essentials/activity-log-schema",
    "https://learn.microsoft.com/azure/storage/blobs/secure-file-transfer-protocol-support-authorize-access",
    "https://microsoft.github.io/Threat-matrix-for-storage-services/techniques/sftp-account/",
  ],
  remediation: {
    summary: "Ask who did it, and take it back unless somebody claims it.",
    steps: [
      "Ask the person or the owner of the application that the log names.",
      "Keep what the first command prints, since the local user's keys and scopes are gone with it; then delete it, and switch SFTP off where nobody needs it.",
      "Look what was read and written over SFTP since.",
    ],
    commands: [
      "az storage account local-user show --subscription={subscriptions} --resource-group={resourceGroups} --account-name={storageAccounts} --name={localUsers}",
      "az storage account local-user delete --subscription={subscriptions} --resource-group={resourceGroups} --account-name={storageAccounts} --name={localUsers}",
      "az storage account update --subscription={subscriptions} --resource-group={resourceGroups} --name={storageAccounts} --enable-sftp=false",
    ],
  },
  queries: ["q02", "q01", "q08"],
  typical: ["sftp-account-changed", "outside-address", "within-30-days", "evidence-event"],

  subject: "sftpAccountChanges",
  enrich: ["namedLocations"],

  evaluate(change, slice, { now, settings }) {
    const { targetName, kinds, isUsed, states, actors } = change;
    const users = states.filter(({ id }) => /\/localUsers\//i.test(id)).map(({ name }) => name);
    const named = users.length === 0 ? "" : `, of local user ${quoted(users)}`;
    const used = isUsed ? "; somebody signed in within a day" : "";
    return fail(
      `${clauses(kinds.map((kind) => TEXTS[kind]))} at "${targetName}"${named}${whoText(change)}${used}.`,
      [
        factor("sftp-account-changed", "It makes or opens a way in that Entra ID does not see."),
        ...incidentFactors(change, isUsed, slice, { now, settings }),
      ],
      {
        incident: change,
        ceiling: automationCeiling(actors, settings.automation.principals) ?? guardOf(change, settings),
        fill: users.length === 0 ? undefined : { localUsers: users },
      },
    );
  },
});

const TEXTS: Readonly<Record<SftpAccountChangeKind, string>> = {
  "sftp-enabled": "SFTP was switched on",
  "local-users-enabled": "local users were switched on",
  "network-opened": "the public network was opened",
  "local-user-written": "a local user was written",
  "password-regenerated": "a password was made",
  "shared-key-regenerated": "a shared key was made",
  "keys-listed": "keys were listed",
  "local-user-deleted": "a local user was deleted",
};

function guardOf({ targetId: id, targetName: name, kinds }: SftpAccountChange, { expected }: Settings) {
  if (kinds.every((kind) => kind === "keys-listed" || kind === "local-user-deleted"))
    return { band: "medium", because: "It let nobody in." } as const;
  const isSwitch = kinds.every((kind) => kind === "sftp-enabled" || kind === "local-users-enabled");
  return isSwitch && isListed(expected.sftp, { id, name })
    ? ({ band: "low", because: "The account is listed under expected.sftp." } as const)
    : undefined;
}
