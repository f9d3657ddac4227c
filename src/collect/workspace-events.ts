import { type Collector, defineCollector } from "../collector.ts";
import { byId } from "./by-id.ts";
import { azureActivityFields, azureEvents } from "./azure-event.ts";
import type { LogOptions } from "./log-options.ts";
import { gapsOf, readWorkspaces, workspacePermission } from "./workspace-logs.ts";

const REQUEST = "AzureActivity";

/** The Activity Log as workspaces keep it: longer than Azure does, and of subscriptions that nobody may read. */
export function workspaceEventsCollector(logs: LogOptions): Collector<"workspaceEvents", never> {
  return defineCollector({
    section: "workspaceEvents",
    per: "tenant",
    after: [],
    permissions: [
      workspacePermission("Nobody knows what was done before the 90 days that the Activity Log keeps."),
    ],

    async *collect(scope, { azure, gap }) {
      const origin = { scope: scope.id, request: REQUEST };
      const sources = logs.workspaces.map(() => azureEvents("log-analytics", origin));
      const answers = await readWorkspaces(azure, logs, "azure-activity", (row, at) => {
        const fault = sources[at]?.take(azureActivityFields(row));
        if (fault !== undefined) gap(fault);
      });
      for (const one of gapsOf(answers, scope.id)) gap(one);
      yield* byId(sources.map((source) => source.all()));
    },
  });
}
