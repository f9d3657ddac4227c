import { defineCollector } from "../collector.ts";
import { diagnosticSettingsOf } from "./diagnostic-settings.ts";

/** Where the Activity Logs of all subscriptions below a management group go. */
export default defineCollector({
  section: "managementGroupDiagnosticSettings",
  per: "tenant",
  after: ["managementGroups"],
  permissions: [
    {
      plane: "arm",
      anyOf: ["Microsoft.Insights/diagnosticSettings/read"],
      role: "Reader",
      without: "A subscription whose Activity Log is kept by a management group seems to keep none.",
    },
  ],

  async *collect(_scope, { azure, each, gap, have }) {
    yield* each(have.managementGroups.items, ({ id }) => {
      const path = `${id}/providers/Microsoft.Insights/diagnosticSettings`;
      return diagnosticSettingsOf({ of: id, path }, azure, gap);
    });
  },
});
