import { type Collector, defineCollector } from "../collector.ts";
import { activityLogOf, activityLogPermission } from "./activity-log.ts";
import type { LogOptions } from "./log-options.ts";

/** What was done to roles, logs, protection and virtual machines, as the Activity Log of the subscription tells it. */
export function azureEventsCollector(logs: LogOptions): Collector<"azureEvents", never> {
  return defineCollector({
    section: "azureEvents",
    per: "subscription",
    after: [],
    permissions: [
      activityLogPermission(
        "Nobody knows who granted Azure roles, switched logs and protection off, or pushed SSH keys to machines.",
      ),
    ],
    collect: (scope, context) => activityLogOf(PROVIDERS, scope, logs, context),
  });
}

const PROVIDERS = [
  "Microsoft.Authorization",
  "Microsoft.Insights",
  "Microsoft.Security",
  "Microsoft.Compute",
] as const;
