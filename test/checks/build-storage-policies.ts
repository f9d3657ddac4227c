import { known } from "../../src/inventory/known.ts";
import type {
  ManagementGroup,
  PolicyAssignment,
  PolicyDefinition,
  StorageSwitch,
  Subscription,
} from "../../src/inventory/sections.ts";
import { guid } from "./build-entra.ts";

const ROOT = managementGroupId("root");

export function managementGroupId(name: string): string {
  return `/providers/Microsoft.Management/managementGroups/${name}`;
}

export function subscription(name = "prod", over: Partial<Subscription> = {}): Subscription {
  const subscriptionId = guid("subscription", name);
  return {
    id: `/subscriptions/${subscriptionId}`,
    name,
    subscriptionId,
    tenantId: known(null),
    state: known("Enabled"),
    ...over,
  };
}

/** Denies a switch that is on, as its `effect` parameter says by default. */
export function policyDefinition(
  name: StorageSwitch,
  over: Partial<PolicyDefinition> = {},
): PolicyDefinition {
  return {
    id: `${ROOT}/providers/Microsoft.Authorization/policyDefinitions/${name}`,
    name: `no ${name}`,
    kind: "definition",
    tests: [name],
    unclear: [],
    effect: known("[parameters('effect')]"),
    parameterDefaults: { effect: "Deny" },
    members: known([]),
    ...over,
  };
}

export const DENY_SFTP = policyDefinition("isSftpEnabled");
export const DENY_LOCAL_USERS = policyDefinition("isLocalUserEnabled");

/** Hands on its own parameters of the names of the switches. */
export function policyInitiative(over: Partial<PolicyDefinition> = {}): PolicyDefinition {
  return {
    id: `${ROOT}/providers/Microsoft.Authorization/policySetDefinitions/rails`,
    name: "guard rails",
    kind: "initiative",
    tests: [],
    unclear: [],
    effect: known(null),
    parameterDefaults: { isSftpEnabled: "Deny", isLocalUserEnabled: "Audit" },
    members: known(
      [DENY_SFTP, DENY_LOCAL_USERS].flatMap(({ id, tests: [name = ""] }) => [
        { policyDefinitionId: id, referenceId: name, parameters: { effect: `[parameters('${name}')]` } },
      ]),
    ),
    ...over,
  };
}

/** Of a definition or an initiative, at the subscription or above these. */
export function policyAssignment(
  { id: policyDefinitionId, name: policy }: PolicyDefinition,
  at: Subscription | readonly Subscription[],
  over: Partial<PolicyAssignment> = {},
): PolicyAssignment {
  const above = "id" in at ? [] : at;
  const scope = "id" in at ? at.id : ROOT;
  const { name = policy } = over;
  return {
    id: `${scope}/providers/Microsoft.Authorization/policyAssignments/${name}`,
    name,
    scope,
    inheritedBy: above.map(({ subscriptionId }) => subscriptionId),
    policyDefinitionId,
    isEnforced: known(true),
    notScopes: known([]),
    isSelective: known(false),
    overrides: known([]),
    parameters: {},
    ...over,
  };
}

export function managementGroup(
  name: string,
  subscriptions: readonly Subscription[],
  over: Partial<ManagementGroup> = {},
): ManagementGroup {
  return {
    id: managementGroupId(name),
    name,
    parentId: known(null),
    subscriptions: subscriptions.map(({ subscriptionId }) => subscriptionId),
    ...over,
  };
}
