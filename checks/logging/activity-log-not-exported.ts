import { defineCheck, factor, fail, notAssessed, pass } from "../../src/check.ts";
import { groupsAbove } from "../../src/inventory/groups-above.ts";
import { missingLogs } from "../../src/inventory/log-coverage.ts";
import { quoted } from "../../src/inventory/quoted.ts";

/** https://learn.microsoft.com/azure/azure-monitor/essentials/activity-log-schema#categories; without it, the others tell little. */
const REQUIRED = "Administrative";
const CATEGORIES = [REQUIRED, "Security", "Policy"];

export default defineCheck({
  id: "activity-log-not-exported",
  title: "Subscription Activity Log is not exported",
  severity: "medium",
  why: "Azure forgets after 90 days who switched SFTP on, made a local user or assigned a role, and nothing raises an alarm when somebody does.",
  mitre: ["T1562.008"],
  references: [
    "https://learn.microsoft.com/azure/azure-monitor/essentials/activity-log",
    "https://learn.microsoft.com/rest/api/monitor/management-group-diagnostic-settings",
  ],
  remediation: {
    summary: "Export the Activity Log to a workspace outside the subscription.",
    steps: [
      "Pick a workspace in a subscription of the security team.",
      "Add a diagnostic setting to a management group above, which covers the subscriptions to come as well, or to the subscription.",
      "Raise an alarm for SFTP, local users, role assignments and diagnostic settings.",
    ],
    commands: [
      `az monitor diagnostic-settings subscription create --subscription={subscriptions} --name=activity-log --workspace='<workspace>' --logs='[{"category":"Administrative","enabled":true},{"category":"Security","enabled":true},{"category":"Policy","enabled":true}]'`,
    ],
  },
  typical: ["unlogged-control-plane", "not-logged"],

  subject: "subscriptions",
  enrich: ["subscriptionDiagnosticSettings", "managementGroupDiagnosticSettings", "managementGroups"],

  evaluate({ id, name, subscriptionId }, slice) {
    const { subscriptionDiagnosticSettings: own, managementGroupDiagnosticSettings: inherited } = slice;
    const above = groupsAbove(subscriptionId, slice.managementGroups);
    const settings = [own.of(id), ...above.items.map((group) => inherited.of(group.id))].flat();
    // A group may name them all: https://learn.microsoft.com/rest/api/monitor/subscription-diagnostic-settings
    const missing = missingLogs(settings, { categories: CATEGORIES, groups: ["allLogs"] });
    if (missing.known && missing.value.length === 0) return pass("The Activity Log is exported.");
    if (!missing.known) return notAssessed(missing.gap);
    // What was not read may export the rest.
    const unread = [own.gapsAt(id), above.gaps, ...above.items.map((group) => inherited.gapsAt(group.id))];
    const [gap, ...more] = new Set(unread.flat());
    if (gap !== undefined) return notAssessed(gap, ...more);

    const isAll = missing.value.includes(REQUIRED);
    return fail(`No diagnostic setting exports ${quoted(missing.value)} of the Activity Log of "${name}".`, [
      factor("unlogged-control-plane", "What is changed in the subscription is forgotten after 90 days."),
      factor(isAll ? "not-logged" : "partly-logged", `Nothing exports ${quoted(missing.value)}.`),
    ]);
  },
});
