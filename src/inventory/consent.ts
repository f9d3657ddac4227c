import type { SectionView } from "./inventory.ts";
import { known, type Known, unknown } from "./known.ts";
import type { ConsentConditions, PermissionGrantPolicy } from "./sections.ts";

/**
 * How far the consent of a user reaches under a policy. open: every delegated permission to every application; narrow:
 * permissions or applications that an administrator or Microsoft picked; wide: all between.
 */
export type ConsentReach = "open" | "wide" | "narrow" | "none";

/** From the narrowest to the widest. */
const REACHES: readonly ConsentReach[] = ["none", "narrow", "wide", "open"];

/**
 * Microsoft's own, which are no longer readable by their conditions alone: Microsoft changes them as it goes. The last
 * one lets popular mail clients in. https://learn.microsoft.com/entra/identity/enterprise-apps/manage-app-consent-policies
 */
const BUILT_IN: ReadonlyMap<string, ConsentReach> = new Map([
  ["microsoft-user-default-legacy", "open"],
  ["microsoft-user-default-low", "narrow"],
  ["microsoft-user-default-recommended", "narrow"],
  ["microsoft-user-default-allow-consent-apps", "narrow"],
]);

/**
 * The policies under which users consent for themselves. Owners of teams and chats consent for what they own, which
 * is another thing: `ManagePermissionGrantsForOwnedResource.{policy}`.
 * @param assigned `permissionGrantPoliciesAssigned` of the default user role
 */
export function selfConsentPolicies(assigned: readonly string[]): string[] {
  return assigned.filter((entry) => !isForOwned(entry)).map((entry) => entry.slice(entry.indexOf(".") + 1));
}

/** What has to stay when users shall no longer consent: the list is replaced as a whole. */
export function ownedResourceEntries(assigned: readonly string[]): string[] {
  return assigned.filter(isForOwned);
}

function isForOwned(entry: string): boolean {
  return /^ManagePermissionGrantsForOwnedResource\./i.test(entry);
}

/** True for the one built-in policy that lets users consent to anything. */
export function isLegacyConsent(policyId: string): boolean {
  return BUILT_IN.get(policyId.toLowerCase()) === "open";
}

export function consentReach(
  policyId: string,
  policies: SectionView<PermissionGrantPolicy>,
): Known<ConsentReach> {
  const builtIn = BUILT_IN.get(policyId.toLowerCase());
  if (builtIn !== undefined) return known(builtIn);
  const id = `/policies/permissionGrantPolicies/${policyId}`;
  const policy = policies.get(id);
  if (policy === undefined) {
    const [gap] = policies.gapsAt(id);
    // A policy that is assigned and not listed: its conditions are not known to be strict.
    return gap === undefined ? known("wide") : unknown(gap);
  }
  if (!policy.includes.known) return policy.includes;
  return policy.excludes.known
    ? known(reachOf(policy.includes.value, policy.excludes.value))
    : policy.excludes;
}

/** The wider of two. */
export function widestConsent(reaches: readonly ConsentReach[]): ConsentReach {
  return REACHES.findLast((reach) => reaches.includes(reach)) ?? "none";
}

/** A consent must meet all conditions of one set that is included, and of none that is excluded. */
function reachOf(
  includes: readonly ConsentConditions[],
  excludes: readonly ConsentConditions[],
): ConsentReach {
  if (excludes.some((set) => reachOfSet(set) === "open")) return "none";
  const reach = widestConsent(includes.map(reachOfSet));
  return reach === "open" && excludes.length > 0 ? "wide" : reach;
}

function reachOfSet(set: ConsentConditions): ConsentReach {
  // Application permissions are nothing that a user could grant for itself.
  if (set.permissionType?.toLowerCase() === "application") return "none";
  if (set.permissionClassification?.toLowerCase() === "low" || !isAll(set.clientApplicationIds))
    return "narrow";
  const isOpen =
    isAny(set.permissionClassification) &&
    isAny(set.resourceApplication) &&
    isAll(set.permissions) &&
    !set.clientApplicationsFromVerifiedPublisherOnly &&
    isAll(set.clientApplicationTenantIds) &&
    isAll(set.clientApplicationPublisherIds);
  return isOpen ? "open" : "wide";
}

const UNLIMITED: readonly string[] = ["all", "any", ""];

/** A condition that was never set limits nothing: `all` and `any` are the documented defaults. */
function isAny(condition: string | null): boolean {
  return condition === null || UNLIMITED.includes(condition.toLowerCase());
}

function isAll(condition: readonly string[]): boolean {
  return condition.length === 0 || condition.some(isAny);
}
