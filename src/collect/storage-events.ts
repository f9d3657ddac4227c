import { type Collector, defineCollector } from "../collector.ts";
import { activityLogOf, activityLogPermission } from "./activity-log.ts";
import type { LogOptions } from "./log-options.ts";

/** What was done to storage accounts and their local users, as the Activity Log of the subscription tells it. */
export function storageEventsCollector(logs: LogOptions): Collector<"storageEvents", never> {
  return defineCollector({
    section: "storageEvents",
    per: "subscription",
    after: [],
    permissions: [
      activityLogPermission(
        "Nobody knows who switched SFTP on, who made local users and their passwords, when, and from where.",
      ),
    ],
    collect: (scope, context) => activityLogOf(["Microsoft.Storage"], scope, logs, context),
  });
}
