import { isOwnerLike } from "./azure-actions.ts";
import { leavesOpen } from "./eligibility.ts";
import { definitionGaps, roleFacts, unlistedDefinition } from "./held-roles.ts";
import type { Slice } from "./inventory.ts";
import { type Gap, known, type Known, type Listed, unknown } from "./known.ts";
import type { PrivilegeTier } from "./permissions.ts";
import { canonicalId, segmentOf } from "./scope.ts";
import {
  byObjectId,
  type DirectoryRoleAssignment,
  objectIdOf,
  type OAuth2PermissionGrant,
  type Power,
  type RoleAssignment,
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
  "azureGroupMembers",
] as const;

type PowerSource = (typeof POWER_SOURCES)[number];

/**
 * All that a service principal may do: application roles, scopes granted for every user, directory roles and Azure
 * roles, its own and those of its groups. The most dangerous comes first.
 * @param principalId `/servicePrincipals/{objectId}`
 */
export function powersOf(principalId: string, slice: Slice<PowerSource>): Listed<Power> {
  const id = canonicalId(principalId);
  const { powers, gaps } = memoryOf(slice);
  const found = powers.get(id) ?? readPowers(id, slice, gaps);
  powers.set(id, found);
  return found;
}

/** True where it holds tier 0 or 1, which one power decides; a no needs everything to have been read. */
export function isPrivileged(powers: Listed<Power> | undefined): Known<boolean> | undefined {
  if (powers === undefined) return undefined;
  if (powers.items.some(({ tier }) => tier <= 1)) return known(true);
  const [gap] = powers.gaps;
  return gap === undefined ? known(false) : unknown(gap);
}

/** What was found in some views, and the gaps that they have for everybody. */
interface Memory {
  readonly gaps: readonly Gap[];
  readonly powers: Map<string, Listed<Power>>;
}

interface Branch {
  readonly next: WeakMap<object, Branch>;
  memory?: Memory;
}

/**
 * Thousands may own one application, and collectors and derivations ask about the same principals: each is looked into
 * once and its powers stand in memory once. Slices are made anew for each of them, and the views in a slice are not.
 */
const MEMORIES: Branch = { next: new WeakMap() };

function memoryOf(slice: Slice<PowerSource>): Memory {
  let branch = MEMORIES;
  for (const name of POWER_SOURCES) {
    const next = branch.next.get(slice[name]) ?? { next: new WeakMap() };
    branch.next.set(slice[name], next);
    branch = next;
  }
  return (branch.memory ??= { gaps: gapsOf(slice), powers: new Map() });
}

/** Any principal can be in any of them, so that a gap anywhere leaves the question open for each. */
function gapsOf(slice: Slice<PowerSource>): readonly Gap[] {
  const everywhere = "";
  return POWER_SOURCES.flatMap((name) => slice[name].gapsAt(everywhere).filter(leavesOpen));
}

function readPowers(principalId: string, slice: Slice<PowerSource>, gaps: readonly Gap[]): Listed<Power> {
  const own = objectIdOf(principalId);
  const holders = [{ objectId: own, through: null }, ...groupsOf(own, slice)];
  const powers = [
    ...applicationRoles(principalId, slice),
    ...delegatedScopes(slice.oauth2PermissionGrants.of(principalId)),
    ...holders.flatMap((holder) => [...directoryRoles(holder, slice), ...azureRoles(holder, slice)]),
  ];
  const open = [
    ...openGrants(slice.oauth2PermissionGrants.of(principalId)),
    ...holders.flatMap((holder) => [...openDirectoryRoles(holder, slice), ...openAzureRoles(holder, slice)]),
  ];
  return { items: powers.sort(byDanger), gaps: open.length === 0 ? gaps : [...gaps, ...open] };
}

interface Holder {
  readonly objectId: string;
  readonly through: string | null;
}

/** A group can hold directory roles and Azure roles, and then stands in both lists. */
function groupsOf(objectId: string, slice: Slice<PowerSource>): Holder[] {
  const at = byObjectId(objectId);
  const members = [...slice.groupMembers.of(at), ...slice.azureGroupMembers.of(at)];
  const byGroup = new Map(members.map(({ groupId, name }) => [objectIdOf(groupId), name]));
  return [...byGroup].map(([group, through]) => ({ objectId: group, through }));
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
    const facts = roleFacts(assignment, slice.directoryRoleDefinitions);
    const tier = facts?.tier ?? 2;
    return {
      kind: "directory-role",
      name: facts?.name ?? assignment.name,
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

/** A role that is neither listed nor well known may be any; where the list has gaps, they say so already. */
function openDirectoryRoles({ objectId }: Holder, slice: Slice<PowerSource>): readonly Gap[] {
  const { directoryRoleDefinitions: definitions } = slice;
  if (definitions.gapsAt("").length > 0) return [];
  const at = byObjectId(objectId);
  return [...slice.directoryRoleAssignments.of(at), ...slice.directoryRoleEligibilities.of(at)].flatMap(
    (assignment) => definitionGaps(assignment, definitions),
  );
}

function lower(tier: PrivilegeTier): PrivilegeTier {
  return tier === 0 ? 1 : tier === 1 ? 2 : tier;
}

/** Whoever can do anything in a subscription, or give rights there, takes over what lies in it. */
function azureRoles({ objectId, through }: Holder, slice: Slice<PowerSource>): Power[] {
  return slice.roleAssignments.of(byObjectId(objectId)).map((assignment) => {
    const definition = slice.roleDefinitions.get(assignment.roleDefinitionId);
    const wellKnown = wellKnownName(assignment);
    const read = definition === undefined ? undefined : isOwnerLike(definition);
    const ownerLike = wellKnown !== undefined || (read?.known === true && read.value);
    return {
      kind: "azure-role",
      name: wellKnown ?? definition?.name ?? assignment.name,
      tier: ownerLike && isSubscriptionOrAbove(assignment.scope) ? 1 : 2,
      at: assignment.scope,
      through,
      eligible: false,
    };
  });
}

/**
 * The built-in roles that are an owner's, the same in every tenant: they need no definition to be told.
 * https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged
 */
const OWNER_LIKE: ReadonlyMap<string, string> = new Map([
  ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner"],
  ["b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor"],
  ["18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "User Access Administrator"],
  ["f58310d9-a9f6-439a-9e8d-f62e7b41a168", "Role Based Access Control Administrator"],
]);

function wellKnownName({ roleDefinitionId }: RoleAssignment): string | undefined {
  return OWNER_LIKE.get((segmentOf(roleDefinitionId, "roleDefinitions") ?? "").toLowerCase());
}

/** A role whose actions were not understood, or that is not listed, may be an owner's. */
function openAzureRoles({ objectId }: Holder, slice: Slice<PowerSource>): readonly Gap[] {
  const { roleAssignments, roleDefinitions } = slice;
  return roleAssignments.of(byObjectId(objectId)).flatMap((assignment) => {
    if (!isSubscriptionOrAbove(assignment.scope) || wellKnownName(assignment) !== undefined) return [];
    const definition = roleDefinitions.get(assignment.roleDefinitionId);
    if (definition !== undefined) return definition.permissions.known ? [] : [definition.permissions.gap];
    // Where the list has gaps, they say so already.
    return roleDefinitions.gapsAt("").length > 0 ? [] : [unlistedDefinition(assignment, "roleDefinitions")];
  });
}

function isSubscriptionOrAbove(scope: string): boolean {
  return (
    scope === "/" ||
    /^\/(?:subscriptions|providers\/Microsoft\.Management\/managementGroups)\/[^/]+\/?$/i.test(scope)
  );
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
