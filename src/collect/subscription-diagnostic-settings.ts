import { defineCollector } from "../collector.ts";
import { diagnosticSettingsOf } from "./diagnostic-settings.ts";

/** Where the Activity Log of a subscription goes. */
export default defineCollector({
  section: "subscriptionDiagnosticSettings",
  per: "subscription",
  after: [],
  permissions: [
    {
      plane: "arm",
      anyOf: ["Microsoft.Insights/diagnosticSettings/read"],
      role: "Reader",
      without: "Nobody knows whether the Activity Log of the subscription is kept.",
    },
  ],

  collect({ id }, { azure, gap }) {
    const path = `${id}/providers/Microsoft.Insights/diagnosticSettings`;
    return diagnosticSettingsOf({ of: id, path }, azure, gap);
  },
});
