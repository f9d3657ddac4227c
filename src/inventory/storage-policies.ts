import { groupsAbove } from "./groups-above.ts";
import type { Slice } from "./inventory.ts";
import { type Gap, type Known, known } from "./known.ts";
import { effectOn, type PolicyEffect, strongest } from "./policy-effects.ts";
import { canonicalId, contains } from "./scope.ts";
import type { PolicyAssignment, StorageSwitch, Subscription } from "./sections.ts";

/** What of Azure Policy holds for a switch in one subscription. */
export interface SwitchPolicy {
  readonly effect: PolicyEffect;
  /** Scopes in the subscription that every Deny leaves out. */
  readonly excluded: readonly string[];
}

/** Where a switch of storage accounts can be switched on. */
export interface SwitchCoverage {
  /** No enforced Deny holds there, and everything was read that could hold one. */
  readonly open: readonly Subscription[];
  /** Those of them in which a policy reports it. */
  readonly audited: readonly Subscription[];
  readonly excluded: readonly string[];
  /** Leave open whether the other subscriptions are covered. */
  readonly gaps: readonly Gap[];
}

/** What `switchCoverage` looks into. */
export const POLICY_SOURCES = [
  "subscriptions",
  "policyAssignments",
  "policyDefinitions",
  "managementGroups",
] as const;

type PolicySlice = Slice<(typeof POLICY_SOURCES)[number]>;

/** Exemptions are not read. */
export function switchCoverage(name: StorageSwitch, slice: PolicySlice): SwitchCoverage {
  const policyOf = switchPolicies(name, slice);
  const open: Subscription[] = [];
  const audited: Subscription[] = [];
  const excluded: string[] = [];
  const gaps = new Set(slice.subscriptions.gapsAt(""));
  for (const subscription of slice.subscriptions.all()) {
    const policy = policyOf(subscription);
    if (policy.known && policy.value.effect === "deny") {
      excluded.push(...policy.value.excluded);
      continue;
    }
    // One Deny that was found decides; that there is none needs both lists.
    const unread = [
      ...slice.policyAssignments.gapsAt(subscription.id),
      ...slice.policyDefinitions
        .gapsAt(subscription.id)
        .filter(({ scope }) => !DEFINITION.test(canonicalId(scope))),
      ...(policy.known ? [] : [policy.gap]),
    ];
    for (const gap of unread) gaps.add(gap);
    if (!policy.known || unread.length > 0) continue;
    open.push(subscription);
    if (policy.value.effect === "audit") audited.push(subscription);
  }
  return { open, audited, excluded, gaps: [...gaps] };
}

/** One that was not understood matters where it is assigned. */
const DEFINITION = /\/policy(?:set)?definitions\/[^/]+$/;

/** For one subscription after the other: the assignments are looked through once for all of them. */
export function switchPolicies(
  name: StorageSwitch,
  slice: Slice<"policyAssignments" | "policyDefinitions" | "managementGroups">,
): (subscription: Pick<Subscription, "id" | "subscriptionId">) => Known<SwitchPolicy> {
  const bySubscription = new Map<string, Held[]>();
  for (const assignment of slice.policyAssignments.all()) {
    const effect = effectOn(name, assignment, slice);
    if (effect === undefined) continue;
    for (const guid of subscriptionsOf(assignment)) {
      const held = bySubscription.get(guid);
      if (held === undefined) bySubscription.set(guid, [{ assignment, effect }]);
      else held.push({ assignment, effect });
    }
  }

  return (subscription) => {
    const held = bySubscription.get(subscription.subscriptionId.toLowerCase()) ?? [];
    const effects: Known<PolicyEffect>[] = [];
    let excluded: readonly string[] | undefined;
    for (const { assignment, effect } of held) {
      const { notScopes } = assignment;
      if (!notScopes.known) {
        effects.push(notScopes);
        continue;
      }
      const isOut = leavesOut(notScopes.value, subscription, slice);
      if (!isOut.known) effects.push(isOut);
      else if (!isOut.value) {
        effects.push(effect);
        if (!effect.known || effect.value !== "deny") continue;
        const holes = notScopes.value.filter((scope) => contains(subscription.id, scope));
        excluded = excluded === undefined ? holes : inBoth(excluded, holes);
      }
    }
    const effect = strongest(effects);
    return effect.known ? known({ effect: effect.value, excluded: excluded ?? [] }) : effect;
  };
}

interface Held {
  readonly assignment: PolicyAssignment;
  readonly effect: Known<PolicyEffect>;
}

/** Those for the whole of which it holds; one in a resource group holds for none. GUIDs, lower-cased. */
function subscriptionsOf({ scope, inheritedBy }: PolicyAssignment): readonly string[] {
  if (inheritedBy.length > 0) return inheritedBy;
  const [, guid] = /^\/subscriptions\/([^/]+)$/.exec(canonicalId(scope)) ?? [];
  return guid === undefined ? [] : [guid];
}

/** True where the subscription, or a management group above it, is left out. */
function leavesOut(
  notScopes: readonly string[],
  { id, subscriptionId }: Pick<Subscription, "id" | "subscriptionId">,
  { managementGroups }: Slice<"managementGroups">,
): Known<boolean> {
  if (notScopes.some((scope) => contains(scope, id))) return known(true);
  const groups = new Set(notScopes.map(canonicalId).filter((scope) => MANAGEMENT_GROUP.test(scope)));
  if (groups.size === 0) return known(false);
  const above = groupsAbove(subscriptionId, managementGroups);
  if (above.items.some((group) => groups.has(canonicalId(group.id)))) return known(true);
  const [gap] = above.gaps;
  return gap === undefined ? known(false) : { known: false, gap };
}

const MANAGEMENT_GROUP = /^\/providers\/microsoft\.management\/managementgroups\/[^/]+$/;

/** What lies in a scope of either list, each once. */
function inBoth(one: readonly string[], other: readonly string[]): readonly string[] {
  const isIn = (scope: string, scopes: readonly string[]) => scopes.some((outer) => contains(outer, scope));
  const both = [...other.filter((scope) => isIn(scope, one)), ...one.filter((scope) => isIn(scope, other))];
  return [...new Map(both.map((scope) => [canonicalId(scope), scope])).values()];
}
