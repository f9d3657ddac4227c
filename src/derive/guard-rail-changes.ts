import { type AnyDerivation, defineDerivation } from "../derivation.ts";
import type { GuardRailKind } from "../inventory/sections.ts";
import { ALL_EVENTS } from "./events/azure-events.ts";
import { azureGuardRails, untoldGuardRail } from "./events/azure-guard-rails.ts";
import { GUARD_RAIL_SOURCES, GUARD_RAIL_STATES, type GuardRailDeed } from "./events/guard-rail-deed.ts";
import { directoryGuardRails } from "./events/guard-rail-directory.ts";
import { entriesOf } from "./events/guard-rail-entries.ts";
import { mailGuardRails } from "./events/guard-rail-mail.ts";
import { incidentsOf } from "./events/incident.ts";

/** What keeps attackers out, or tells of them, and was weakened; with the new access that came the day before. */
export const guardRailChanges: readonly AnyDerivation[] = [
  defineDerivation({
    section: "guardRailChanges",
    of: "tenants",
    from: GUARD_RAIL_SOURCES,
    enrich: GUARD_RAIL_STATES,

    derive({ id, name }, slice) {
      const tenant = { id, name };
      const entries = entriesOf(slice);
      const deeds = [
        ...azureGuardRails(slice, tenant),
        ...directoryGuardRails(slice, tenant),
        ...mailGuardRails(slice, tenant),
      ]
        .map((deed): GuardRailDeed => ({ ...deed, context: entries(deed.actor, deed.row.time) }))
        .filter(({ needsEntry, context }) => !needsEntry || context?.length !== 0);
      return incidentsOf(deeds, (incident, group) => ({
        ...incident,
        kinds: KINDS.filter((kind) => group.some((deed) => deed.kind === kind)),
        isAfterEntry: group.some(({ context }) => context?.length !== 0),
      }));
    },
  }),
  ...ALL_EVENTS.map((of) =>
    defineDerivation({
      section: "guardRailChanges",
      of,
      from: [],
      derive: () => [],
      gaps: untoldGuardRail,
    }),
  ),
];

/** In the order in which a message names them. */
const KINDS: readonly GuardRailKind[] = [
  "diagnostic-setting-deleted",
  "diagnostic-setting-changed",
  "defender-lowered",
  "azure-role",
  "consent-settings",
  "directory-role",
  "directory-policy",
  "domain-federation",
  "mail-flow",
];
