import { propertiesOf } from "./authorization.ts";
import type { SimulatedSubscription, SimulatedTenant } from "./describe.ts";
import type { RawBody } from "./describe-entra.ts";
import { builtInPolicyDefinitions, builtInPolicySetDefinitions } from "./describe-policies.ts";
import type { KnownManagementGroups } from "./management-groups.ts";

/** Azure Policy as a subscription's lists show it: its own and what it inherits. */
export interface KnownPolicies {
  readonly policyAssignments: readonly RawBody[];
  readonly policyDefinitions: readonly RawBody[];
  readonly policySetDefinitions: readonly RawBody[];
}

export function knownPolicies(
  tenant: SimulatedTenant,
  tree: KnownManagementGroups,
  subscription: SimulatedSubscription,
): KnownPolicies {
  const { subscriptionId, policyAssignments = [] } = subscription;
  // A definition says nowhere but in its id where it lies.
  const defined = (bodies: readonly RawBody[] = []): readonly RawBody[] =>
    bodies.filter(({ id }) => tree.isAbove(id, subscriptionId));
  const assigned = (tenant.inheritedPolicyAssignments ?? []).filter((body) =>
    tree.isAbove(propertiesOf(body)["scope"], subscriptionId),
  );
  return {
    policyAssignments: [...policyAssignments, ...assigned],
    policyDefinitions: [
      ...builtInPolicyDefinitions(),
      ...defined(tenant.inheritedPolicyDefinitions),
      ...(subscription.policyDefinitions ?? []),
    ],
    policySetDefinitions: [
      ...builtInPolicySetDefinitions(),
      ...defined(tenant.inheritedPolicySetDefinitions),
      ...(subscription.policySetDefinitions ?? []),
    ],
  };
}
