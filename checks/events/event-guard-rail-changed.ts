import { defineCheck, factor, fail } from "../../src/check.ts";
import { withAppIds } from "../../src/inventory/automation.ts";
import {
  automationCeiling,
  clauses,
  incidentFactors,
  whoText,
} from "../../src/inventory/incident-factors.ts";
import { quoted } from "../../src/inventory/quoted.ts";
import { segmentOf } from "../../src/inventory/scope.ts";
import type { GuardRailKind } from "../../src/inventory/sections.ts";

export default defineCheck({
  id: "event-guard-rail-changed",
  title: "Guard rails, roles, mail flow or logging changed after access",
  severity: "high",
  why: "Who has got in makes it last: logs that would tell of it go, consent and roles open, mail flows elsewhere.",
  mitre: ["T1098.003", "T1562.008", "T1556", "T1114.003", "MS-T810", "MS-T811"],
  references: [
    "https://learn.microsoft.com/azure/azure-monitor/essentials/activity-log-schema",
    "https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities",
    "https://learn.microsoft.com/azure/azure-monitor/reference/tables/officeactivity",
  ],
  remediation: {
    summary: "Ask who changed it, and roll it back unless somebody claims it.",
    steps: [
      "Ask the person or the owner of the application that the log names.",
      "Put the setting, the role or the rule back as it was.",
      "Look what the same actor did before and since.",
    ],
    commands: [
      "az role assignment delete --ids={roleAssignments}",
      "az monitor activity-log list --subscription={subscriptions} --correlation-id={logEvents} --offset=89d",
      "az rest --method=GET --url=https://graph.microsoft.com/v1.0/policies/authorizationPolicy",
    ],
  },
  queries: ["q24", "q09", "q21", "q20", "q19"],
  typical: [
    "guard-rail-lowered",
    "outside-address",
    "within-30-days",
    "evidence-event",
    "event-without-state",
  ],

  subject: "guardRailChanges",
  enrich: ["namedLocations", "servicePrincipals"],

  evaluate(change, slice, { now, settings }) {
    const { targetName, kinds, isAfterEntry, states, actors } = change;
    const roles = states.filter(({ id }) => segmentOf(id, "roleAssignments") !== undefined);
    const named = roles.length === 0 ? "" : ` (role ${quoted(roles.map(({ name }) => name))})`;
    const after = isAfterEntry ? ", within a day after new access" : "";
    return fail(
      `${clauses(kinds.map((kind) => TEXTS[kind]))} at "${targetName}"${named}${whoText(change)}${after}.`,
      [
        factor("guard-rail-lowered", "It kept attackers out, or told of them."),
        ...incidentFactors(change, isAfterEntry, slice, { now, settings }),
      ],
      {
        incident: change,
        ceiling: automationCeiling(
          withAppIds(actors, slice.servicePrincipals),
          settings.automation.principals,
        ),
        fill: roles.length === 0 ? undefined : { roleAssignments: roles.map(({ id }) => id) },
      },
    );
  },
});

const TEXTS: Readonly<Record<GuardRailKind, string>> = {
  "diagnostic-setting-deleted": "a diagnostic setting was deleted",
  "diagnostic-setting-changed": "a diagnostic setting was written with logs switched off",
  "defender-lowered": "Defender was lowered",
  "azure-role": "a role that reaches local users was given",
  "consent-settings": "settings of consent were changed",
  "directory-role": "a directory role was given or changed",
  "directory-policy": "a policy of the directory was changed",
  "domain-federation": "a domain or its federation was changed",
  "mail-flow": "the flow of mail or the access to it was changed",
};
