import type { Slice } from "../../inventory/inventory.ts";
import type { GuardRailKind } from "../../inventory/sections.ts";
import { ALL_EVENTS } from "./azure-events.ts";
import type { Deed } from "./incident.ts";

export const GUARD_RAIL_SOURCES = [
  ...ALL_EVENTS,
  "directoryEvents",
  "exchangeEvents",
  "roleDefinitions",
] as const;

/** What tells whether it holds today. */
export const GUARD_RAIL_STATES = [
  "subscriptions",
  "storageAccounts",
  "roleAssignments",
  "blobDiagnosticSettings",
  "subscriptionDiagnosticSettings",
  "entraDiagnosticSettings",
  "defenderPlans",
  "defenderSettings",
  "directoryRoleAssignments",
] as const;

export type GuardRailSlice = Slice<(typeof GUARD_RAIL_SOURCES)[number] | (typeof GUARD_RAIL_STATES)[number]>;

/** One change of something that keeps attackers out, or that tells of them. */
export interface GuardRailDeed extends Deed {
  readonly kind: GuardRailKind;
  /** Administrators do it every day: it counts where new access came before it. */
  readonly needsEntry: boolean;
}
