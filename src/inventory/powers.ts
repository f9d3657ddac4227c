import { isOwnerLike } from "./azure-actions.ts";
import type { Slice } from "./inventory.ts";
import { type Gap, known, type Known, type Listed, unknown } from "./known.ts";
import type { PrivilegeTier } from "./permissions.ts";
import {
  byObjectId,
  type DirectoryRoleAssignment,
  type DirectoryRoleDefinition,
  objectIdOf,
  type OAuth2PermissionGrant,
  type Power,
} from "./sections.ts";

/** The sections that say what a service principal may do. */
export const POWER_SOURCES = [
  "appRoleAssignments",
  "oauth2PermissionGrants",
  "directoryRoleDefinitions",
  "directoryRoleAssignments",
  "directoryRoleEligibilities",
  "roleAssignments",
  "roleDefinitions",
  "groupMembers",
] as const;

type PowerSource = (typeof POWER_SOURCES)[number];

/**
 * All that a service principal may do: application roles, scopes granted for every user, directory roles and Azure
 * roles, its own and those of its groups. The most dangerous comes first.
 * @param principalId `/servicePrincipals/{objectId}`
 */
export function powersOf(principalId: string, slice: Slice<PowerSource>): Listed<Power> {
  const own = objectIdOf(principalId);
  const groups = slice.groupMembers.of(byObjectId(own)).map((member) => ({
    objectId: objectIdOf(member.groupId),
    through: member.name,
  }));
  const holders = [{ objectId: own, through: null }, ...groups];
  const powers = [
    ...applicationRoles(principalId, slice),
    ...delegatedScopes(slice.oauth2PermissionGrants.of(principalId)),
    ...holders.flatMap((holder) => [...directoryRoles(holder, slice), ...azureRoles(holder, slice)]),
  ];
  const open = [
    ...openGrants(slice.oauth2PermissionGrants.of(principalId)),
    ...holders.flatMap((holder) => openAzureRoles(holder, slice)),
  ];
  const gaps = gapsOf(slice);
  return { items: powers.sort(byDanger), gaps: open.length === 0 ? gaps : [...gaps, ...open] };
}

/** True where it holds tier 0 or 1, which one power decides; a no needs everything to have been read. */
export function isPrivileged(powers: Listed<Power> | undefined): Known<boolean> | undefined {
  if (powers === undefined) return undefined;
  if (powers.items.some(({ tier }) => tier <= 1)) return known(true);
  const [gap] = powers.gaps;
  return gap === undefined ? known(false) : unknown(gap);
}

interface Holder {
  readonly objectId: string;
  readonly through: string | null;
}

function applicationRoles(principalId: string, slice: Slice<PowerSource>): Power[] {
  return slice.appRoleAssignments.of(principalId).map(({ value, tier, resourceName }) => ({
    kind: "application-role",
    name: value,
    tier: tier ?? 2,
    at: resourceName,
    through: null,
    eligible: false,
  }));
}

/** For every user: a few users' consents are no power of the application. Bounded by the user, so that none is tier 0. */
function delegatedScopes(grants: readonly OAuth2PermissionGrant[]): Power[] {
  return grants
    .filter(({ consentType }) => consentType.known && consentType.value === "AllPrincipals")
    .flatMap(({ scopes, resourceName }) =>
      scopes.flatMap(({ value, tier }): Power[] =>
        tier === null
          ? []
          : [
              {
                kind: "delegated-scope",
                name: value,
                tier: tier === 0 ? 1 : tier,
                at: resourceName,
                through: null,
                eligible: false,
              },
            ],
      ),
    );
}

/** For whom a dangerous scope was granted decides whether it is a power. */
function openGrants(grants: readonly OAuth2PermissionGrant[]): readonly Gap[] {
  return grants.flatMap(({ consentType, scopes }) =>
    !consentType.known && scopes.some(({ tier }) => tier !== null) ? [consentType.gap] : [],
  );
}

function directoryRoles({ objectId, through }: Holder, slice: Slice<PowerSource>): Power[] {
  const at = byObjectId(objectId);
  const powerOf = (assignment: DirectoryRoleAssignment, eligible: boolean): Power => {
    const definition = slice.directoryRoleDefinitions.get(assignment.roleDefinitionId);
    const tier = directoryTier(definition);
    return {
      kind: "directory-role",
      name: definition?.name ?? assignment.name,
      // An administrative unit or a single application is less than the directory.
      tier: assignment.directoryScopeId === "/" ? tier : lower(tier),
      at: assignment.directoryScopeId,
      through,
      eligible,
    };
  };
  return [
    ...slice.directoryRoleAssignments.of(at).map((assignment) => powerOf(assignment, false)),
    ...slice.directoryRoleEligibilities.of(at).map((assignment) => powerOf(assignment, true)),
  ];
}

/** A custom role that adds credentials to any application is what Application Administrator is. */
function directoryTier(definition: DirectoryRoleDefinition | undefined): PrivilegeTier {
  return definition?.tier ?? (definition?.mintsCredentials === true ? 0 : 2);
}

function lower(tier: PrivilegeTier): PrivilegeTier {
  return tier === 0 ? 1 : tier === 1 ? 2 : tier;
}

/** Whoever can do anything in a subscription, or give rights there, takes over what lies in it. */
function azureRoles({ objectId, through }: Holder, slice: Slice<PowerSource>): Power[] {
  return slice.roleAssignments.of(byObjectId(objectId)).map((assignment) => {
    const definition = slice.roleDefinitions.get(assignment.roleDefinitionId);
    const ownerLike = definition === undefined ? undefined : isOwnerLike(definition);
    const isWide = ownerLike?.known === true && ownerLike.value && isSubscriptionOrAbove(assignment.scope);
    return {
      kind: "azure-role",
      name: definition?.name ?? assignment.name,
      tier: isWide ? 1 : 2,
      at: assignment.scope,
      through,
      eligible: false,
    };
  });
}

/** A role whose actions were not understood may be an owner's. */
function openAzureRoles({ objectId }: Holder, slice: Slice<PowerSource>): readonly Gap[] {
  return slice.roleAssignments.of(byObjectId(objectId)).flatMap(({ roleDefinitionId, scope }) => {
    const permissions = slice.roleDefinitions.get(roleDefinitionId)?.permissions;
    return permissions?.known === false && isSubscriptionOrAbove(scope) ? [permissions.gap] : [];
  });
}

function isSubscriptionOrAbove(scope: string): boolean {
  return (
    scope === "/" ||
    /^\/(?:subscriptions|providers\/Microsoft\.Management\/managementGroups)\/[^/]+\/?$/i.test(scope)
  );
}

/** One list for all principals of a slice: tens of thousands of each must not make a product. */
const GAPS = new WeakMap<object, readonly Gap[]>();

/** Any principal can be in any of them, so that a gap anywhere leaves the question open for each. */
function gapsOf(slice: Slice<PowerSource>): readonly Gap[] {
  const found = GAPS.get(slice);
  if (found !== undefined) return found;
  const everywhere = "";
  const gaps = POWER_SOURCES.flatMap((name) => slice[name].gapsAt(everywhere).filter(leavesOpen));
  GAPS.set(slice, gaps);
  return gaps;
}

/** Without the license for eligible roles there are none: the one gap that is an answer. */
export function leavesOpen({ reason, request }: Gap): boolean {
  return reason !== "unsupported" || !request.endsWith("/roleEligibilityScheduleInstances");
}

/** Total, so that the order in which things were read does not show; a role in force comes before one to activate. */
function byDanger(a: Power, b: Power): number {
  return (
    a.tier - b.tier ||
    Number(a.eligible) - Number(b.eligible) ||
    compare(a.kind, b.kind) ||
    compare(a.name, b.name) ||
    compare(a.at, b.at) ||
    compare(a.through ?? "", b.through ?? "")
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
