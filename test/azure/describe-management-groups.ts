import type { SimulatedDiagnosticSetting } from "./describe-logging.ts";

/** What lies above the subscriptions. */
export interface SimulatedManagement {
  /**
   * The root group is named after the tenant, is there in any case, and holds what no other group does. An entry of its
   * name describes it.
   */
  readonly managementGroups?: readonly SimulatedManagementGroup[];
  /** Where Entra ID's own logs go. */
  readonly entraDiagnosticSettings?: readonly SimulatedDiagnosticSetting[];
}

export interface SimulatedManagementGroup {
  readonly name: string;
  readonly displayName?: string;
  /** The name of the group above; the root group where left out. */
  readonly parent?: string;
  /** GUIDs of the subscriptions right below it. */
  readonly subscriptions?: readonly string[];
  readonly diagnosticSettings?: readonly SimulatedDiagnosticSetting[];
}

/** A group below the root, without subscriptions. */
export function managementGroup(parts: Partial<SimulatedManagementGroup> = {}): SimulatedManagementGroup {
  return { name: "landing-zones", ...parts };
}

export function managementGroupId(name: string): string {
  return `/providers/Microsoft.Management/managementGroups/${name}`;
}

/** As `denied`, all that a Reader of subscriptions may not read: the management groups, and Entra ID's own settings. */
export const aboveSubscriptions: readonly string[] = [
  "/providers/Microsoft.Management",
  "/providers/microsoft.aadiam",
];
