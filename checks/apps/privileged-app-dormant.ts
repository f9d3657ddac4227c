import { defineCheck, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";
import {
  credentialFactor,
  disabledFactors,
  privilegeFactor,
  useFactors,
} from "../../src/inventory/app-factors.ts";
import { holderOf, listed } from "../../src/inventory/app-roles.ts";
import { idleness, isSettling } from "../../src/inventory/dormancy.ts";
import { entraLogging, signInLogsOf } from "../../src/inventory/entra-logging.ts";

export default defineCheck({
  id: "privileged-app-dormant",
  title: "Privileged application is dormant",
  severity: "medium",
  why: "Nobody would miss it, so that nobody notices when somebody else begins to use it; it keeps its permissions and its credentials for whoever finds them.",
  mitre: ["T1078.004"],
  references: [
    "https://learn.microsoft.com/graph/api/resources/serviceprincipalsigninactivity",
    "https://learn.microsoft.com/entra/identity/enterprise-apps/disable-user-sign-in-portal",
    "https://attack.mitre.org/techniques/T1078/004/",
  ],
  remediation: {
    summary: "Disable what nobody uses, and delete it when nobody has asked for it.",
    steps: [
      "Ask the owner whether the application runs once a year or serves an emergency.",
      "Disable it; of a managed identity, remove the permissions and roles instead.",
      "Remove its permissions and credentials, and delete it after a time without complaints.",
    ],
    commands: ["az ad sp update --id={servicePrincipals} --set accountEnabled=false"],
  },
  queries: ["q17"],
  typical: ["tier-one", "secret", "unused-90-days", "unknown-logging"],

  subject: "servicePrincipals",
  enrich: ["effectivePermissions", "lastUses", "applications", "credentials", "entraDiagnosticSettings"],

  evaluate(principal, slice, { now, settings }) {
    if (principal.owner === "microsoft") return notApplicable("Microsoft runs the application.");
    if (isSettling(principal, now)) return notApplicable("It was made less than 30 days ago.");
    const [permissions] = slice.effectivePermissions.of(principal.id);
    const all = slice.effectivePermissions.of(principal.id).flatMap(({ powers }) => powers.items);
    const open = slice.effectivePermissions.of(principal.id).flatMap(({ powers }) => powers.gaps);
    const held = all.filter(({ tier, kind }) => tier <= 1 || kind === "azure-role");
    if (held.length === 0 && open.length === 0) return notApplicable("It is not privileged.");

    const [use] = slice.lastUses.of(principal.id);
    const idle = idleness(principal, use, settings.days.dormant, now);
    // Whatever it may do: it is in use.
    if (idle.known && idle.value === null) return pass("It signs in.");
    const [gap, ...more] = held.length === 0 ? open : [];
    if (gap !== undefined) return notAssessed(gap, ...more);
    if (!idle.known) return notAssessed(idle.gap);
    const names = listed([...new Set(held.map(({ name }) => `"${name}"`))].sort());
    return fail(`${holderOf(principal)} holds ${names} and ${idle.value}.`, [
      // From where one signs in as it is for the checks of its permissions: this one says that nobody does.
      privilegeFactor(permissions?.powers),
      credentialFactor(principal, slice, now),
      ...useFactors(use, now),
      ...entraLogging(slice, signInLogsOf(principal)),
      ...disabledFactors(principal),
    ]);
  },
});
