import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import { CHANGER_SOURCES, changerFactors, loggedThing, someOf } from "../../src/inventory/changer-factors.ts";
import { quoted } from "../../src/inventory/quoted.ts";
import { segmentOf } from "../../src/inventory/scope.ts";
import { objectIdOf } from "../../src/inventory/sections.ts";

export default defineCheck({
  id: "logs-writable-by-watched",
  title: "SFTP logs or audit logs land where the watched can change them",
  severity: "medium",
  why: "Whoever is to be seen in a log deletes it, forges it or ends it, and what is left says that nothing happened.",
  mitre: ["MS-T810", "T1070"],
  references: [
    "https://learn.microsoft.com/azure/azure-monitor/logs/data-security",
    "https://learn.microsoft.com/azure/storage/blobs/immutable-storage-overview",
  ],
  remediation: {
    summary: "Send the logs to where none of those whom they watch holds a role, and keep them immutable.",
    steps: [
      "Pick a workspace in a subscription of the security team, or an account without SFTP whose containers of logs are immutable.",
      "Change the diagnostic setting.",
      "Take the rights on the old place away.",
    ],
    commands: [
      `az monitor diagnostic-settings create --name={name} --resource={services} --workspace='<workspace in another subscription>' --logs='[{"categoryGroup":"allLogs","enabled":true}]'`,
      "az role assignment list --assignee={principals} --scope={destination} --include-inherited",
      "az resource delete --ids={localUsers}",
    ],
  },
  queries: ["q09"],
  typical: ["changeable-logs", "any-network"],

  subject: "logDestinations",
  enrich: CHANGER_SOURCES,

  evaluate(destination, slice) {
    const { of, kind, destinationId, writers, writerCount, watched, watchedCount, gaps } = destination;
    const isAccount = kind === "storage-account";
    const account = segmentOf(of, "storageAccounts");
    if (!isAccount && account === undefined)
      return notApplicable(
        "Of workspaces only those with the logs of SFTP accounts are compared with roles.",
      );
    if (writerCount + watchedCount === 0) {
      const [gap, ...more] = gaps;
      return gap === undefined
        ? pass("Nobody whom it watches is seen to change it.")
        : notAssessed(gap, ...more);
    }

    const name = segmentOf(destinationId, isAccount ? "storageAccounts" : "workspaces") ?? destinationId;
    const containers = quoted(writers.map(({ container }) => container));
    return fail(
      isAccount
        ? `${someOf(
            writers.map((writer) => writer.name),
            writerCount,
          )} may change ${containers} of storage account "${name}", where the logs of ${loggedThing(of)} go.`
        : `${someOf(
            watched.map((node) => node.name),
            watchedCount,
          )} may create local users on ${loggedThing(of)}, and change or delete the workspace "${name}", where its logs go.`,
      [
        factor("changeable-logs", "Whoever is seen in the log can delete it, forge it or end it."),
        ...changerFactors(destination, slice),
      ],
      {
        fill: {
          services: account === undefined ? [] : [`${of}/blobServices/default`],
          principals: watched.map(({ id }) => objectIdOf(id)),
          destination: destinationId,
          localUsers: [...new Set(writers.map(({ userId }) => userId))],
        },
      },
    );
  },
});
