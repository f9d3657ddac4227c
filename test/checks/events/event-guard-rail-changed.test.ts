import check from "../../../checks/events/event-guard-rail-changed.ts";
import type { FactorName } from "../../../src/check.ts";
import type { GuardRailChange, GuardRailKind } from "../../../src/inventory/sections.ts";
import { accountId, TENANT } from "../build.ts";
import { guid, servicePrincipal } from "../build-entra.ts";
import { actor, incident, locationsDenied, OUTSIDE } from "../build-events.ts";
import { checkTable, type FailRow, type Row } from "../check-table.ts";

const typical: readonly FactorName[] = [
  "guard-rail-lowered",
  "outside-address",
  "within-30-days",
  "evidence-event",
  "event-without-state",
];
const withState = typical.slice(0, -1);
const BY = `by "alice@contoso.example" from "${OUTSIDE}" on 2025-12-21 at 10:00 UTC`;
const fails = (what: string, over: Partial<FailRow> = {}): FailRow => ({
  fail: `${what} ${BY}.`,
  severity: "high",
  factors: typical,
  ...over,
});

function change(over: Partial<GuardRailChange> = {}): GuardRailChange {
  return {
    ...incident({ targetId: TENANT, targetName: "Contoso" }),
    kinds: ["consent-settings"],
    isAfterEntry: false,
    ...over,
  };
}

const consent = fails('Settings of consent were changed at "Contoso"');
const pipeline = actor({ kind: "application", id: guid("sp", "ci"), name: "ci" });
const role = {
  id: `${accountId("acct")}/providers/Microsoft.Authorization/roleAssignments/1`,
  name: "Owner",
};

const TEXTS: readonly (readonly [kind: GuardRailKind, text: string])[] = [
  ["diagnostic-setting-deleted", "A diagnostic setting was deleted"],
  ["diagnostic-setting-changed", "A diagnostic setting was written with logs switched off"],
  ["defender-lowered", "Defender was lowered"],
  ["azure-role", "A role that reaches local users was given"],
  ["directory-role", "A directory role was given or changed"],
  ["directory-policy", "A policy of the directory was changed"],
  ["domain-federation", "A domain or its federation was changed"],
  ["mail-flow", "The flow of mail or the access to it was changed"],
];

const eachKind = TEXTS.map(
  ([kind, text]): Row<"guardRailChanges"> => [kind, change({ kinds: [kind] }), fails(`${text} at "Contoso"`)],
);

checkTable(check, [
  ["the typical case", change(), consent],
  ...eachKind,
  [
    "what it left behind is there",
    change({ kinds: ["azure-role"], states: [{ ...role, presence: "present" }] }),
    fails('A role that reaches local users was given at "Contoso" (role "Owner")', { factors: withState }),
  ],
  [
    "after new access, with its effect: a chain",
    change({
      kinds: ["azure-role", "consent-settings"],
      isAfterEntry: true,
      states: [{ ...role, presence: "present" }],
    }),
    {
      fail: `A role that reaches local users was given and settings of consent were changed at "Contoso" (role "Owner") ${BY}, within a day after new access.`,
      severity: "high",
      factors: ["guard-rail-lowered", "outside-address", "within-30-days", "evidence-chain"],
    },
  ],
  [
    "after new access, and nothing is left: it stays under 80",
    change({ isAfterEntry: true }),
    {
      fail: `Settings of consent were changed at "Contoso" ${BY}, within a day after new access.`,
      severity: "high",
      factors: typical.with(3, "evidence-chain"),
      limits: ["gate:event"],
    },
  ],
  [
    "from a trusted range",
    change(),
    { ...consent, severity: "medium", factors: typical.with(1, "trusted-address") },
    { settings: { trustedRanges: [OUTSIDE] } },
  ],
  [
    "locations not read",
    change(),
    { ...consent, severity: "medium", factors: typical.with(1, "unknown-address") },
    { gaps: { namedLocations: [locationsDenied()] } },
  ],
  [
    "by a pipeline that the settings name",
    change({ actors: [pipeline] }),
    { fail: /by "ci" from/, severity: "low", factors: typical, limits: ["ceiling:low"] },
    { settings: { automation: { principals: [guid("sp", "ci").toUpperCase()] } }, guard: true },
  ],
  [
    "by a pipeline that the settings name by its appId, and the log by its object id",
    change({ actors: [pipeline] }),
    { fail: /by "ci" from/, severity: "low", factors: typical, limits: ["ceiling:low"] },
    {
      servicePrincipals: [servicePrincipal({ name: "ci" })],
      settings: { automation: { principals: [guid("appid", "ci")] } },
    },
  ],
  [
    "by a pipeline of that name, which is not the one",
    change({ actors: [{ ...pipeline, id: guid("sp", "evil") }] }),
    { fail: /by "ci" from/, severity: "high", factors: typical },
    { settings: { automation: { principals: [guid("sp", "ci"), "ci"] } } },
  ],
]);
