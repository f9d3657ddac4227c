import { known } from "../../src/inventory/known.ts";
import type {
  DenyAssignment,
  ManagementGroup,
  RoleAssignment,
  RoleEligibility,
} from "../../src/inventory/sections.ts";
import type { Permissions } from "../azure/azure-permissions.ts";
import { azureRoles } from "../azure/describe-azure-roles.ts";
import { simulatedId } from "../azure/simulated-id.ts";
import type { Items } from "../inventory/sections-with.ts";
import { EVERYBODY, membersIn, times } from "./paths-principals.ts";
import { type Role, roleDefinitions, roleId, rolePermission } from "./paths-role-definitions.ts";
import {
  accountScope,
  type Kind,
  type Level,
  localOf,
  objectId,
  type PathsSize,
  resourceGroupScope,
  subscriptionGuid,
  subscriptionScope,
} from "./paths-size.ts";
import { turn } from "./turn.ts";

/** Who holds which role where, and what takes rights away again. */
export function rolesOf(size: PathsSize): Items {
  const managementGroups = treeOf(size);
  const places = placesOf(size, managementGroups);
  const roleAssignments = (Object.keys(places) as Level[]).flatMap((level) =>
    assignmentsAt(level, places[level], size),
  );
  const roleEligibilities = times(size.eligibilities, (n) => eligibilityAt(n, size));
  const holders = new Set(roleAssignments.map(({ principalId }) => `/groups/${principalId}`));
  const eligible = new Set(roleEligibilities.map(({ principalId }) => `/groups/${principalId}`));
  const members = membersIn(size);
  return {
    managementGroups,
    roleAssignments,
    roleEligibilities,
    denyAssignments: times(size.denials, (n) => denialAt(n, size)),
    roleDefinitions: roleDefinitions(size.subscriptions),
    azureGroupMembers: members.filter(({ groupId }) => holders.has(groupId)),
    rbacGroupMembers: members.filter(({ groupId }) => !holders.has(groupId) && eligible.has(groupId)),
  };
}

/** Somewhere a role is assigned. */
interface Place {
  readonly scope: string;
  readonly inheritedBy: readonly string[];
  /** In which subscription whoever holds the role lives: elsewhere, for a few. */
  readonly home: number;
}

/** A root, all landing zones below it, and below those a group for every five subscriptions. */
function treeOf({ subscriptions }: PathsSize): readonly ManagementGroup[] {
  const zones = times(Math.ceil(subscriptions / 5), (zone) => {
    const inside = times(subscriptions, (n) => n).filter((n) => Math.floor(n / 5) === zone);
    return groupOf(`zone-${zone}`, "landing-zones", inside.map(subscriptionGuid).sort());
  });
  return [groupOf("root", null, []), groupOf("landing-zones", "root", []), ...zones];
}

function groupOf(name: string, parent: string | null, subscriptions: readonly string[]): ManagementGroup {
  const id = (of: string): string => `/providers/Microsoft.Management/managementGroups/${of}`;
  return { id: id(name), name, parentId: known(parent === null ? null : id(parent)), subscriptions };
}

function placesOf(
  size: PathsSize,
  groups: readonly ManagementGroup[],
): Readonly<Record<Level, readonly Place[]>> {
  const { subscriptions, resourceGroups, accounts } = size;
  const all = times(subscriptions, subscriptionGuid).toSorted();
  const within = (scope: string, home: number): Place => ({ scope, inheritedBy: [], home });
  return {
    managementGroups: groups.map((group, n) => ({
      scope: group.id,
      inheritedBy: group.name.startsWith("zone-") ? group.subscriptions : all,
      home: n % subscriptions,
    })),
    subscriptions: times(subscriptions, (n) => within(subscriptionScope(n), n)),
    resourceGroups: times(resourceGroups, (n) => within(resourceGroupScope(n, size), n % subscriptions)),
    accounts: times(accounts, (n) => within(accountScope(n, size), (n % resourceGroups) % subscriptions)),
  };
}

/** All places in turn: whoever comes the second time to a place is of another kind and brings another role. */
function assignmentsAt(level: Level, places: readonly Place[], size: PathsSize): readonly RoleAssignment[] {
  const taken = new Set<string>();
  return times(size.assignments[level], (n) => {
    const round = Math.floor(n / places.length);
    const place = places[n % places.length] ?? NOWHERE;
    const isFirst = level === "managementGroups" && n === 0;
    const given = isFirst ? EVERYBODY_READS : holderAt(n, round, n % 10 === 7 ? n : place.home, size);
    const held = `${place.scope} ${given.principalId}`;
    // Azure refuses to give somebody a role twice: the next one of the list takes its place.
    const roles = ROLES[level].map((_, shift) => turn(ROLES[level], n + shift));
    const role = roles.find((each) => !taken.has(`${held} ${each}`)) ?? "Reader";
    taken.add(`${held} ${role}`);
    return {
      id: `${place.scope}/providers/Microsoft.Authorization/roleAssignments/${simulatedId(`paths ${level} ${n}`)}`,
      name: role,
      ...given,
      roleDefinitionId: roleId(role, place.home),
      scope: place.scope,
      inheritedBy: place.inheritedBy,
      condition: known(role === DELEGATED ? conditionAt(round) : null),
      createdOn: known("2025-03-06T10:22:41.000Z"),
    };
  });
}

const NOWHERE: Place = { scope: "/", inheritedBy: [], home: 0 };

type Holder = Pick<RoleAssignment, "principalId" | "principalType">;

const EVERYBODY_READS: Holder = { principalId: EVERYBODY, principalType: known("Group") };

/** Every subscription has one application that deploys what there is. */
function holderAt(n: number, round: number, near: number, size: PathsSize): Holder {
  const home = near % size.subscriptions;
  const kind = turn(HOLDERS, n + round);
  if (kind === "deployer") return holder("application", home);
  return holder(kind, localOf(kind, home, scattered(n), size));
}

function holder(kind: Kind, n: number): Holder {
  const type = kind === "group" ? "Group" : kind === "user" || kind === "guest" ? "User" : "ServicePrincipal";
  return { principalId: objectId(kind, n), principalType: known(type) };
}

/** The same at every call, and in step with nothing: https://en.wikipedia.org/wiki/Hash_function#Fibonacci_hashing */
function scattered(n: number): number {
  return Math.imul(n + 1, 0x9e3779b1) >>> 8;
}

/** Of five times five. */
const HOLDERS = [
  ...(["group", "application", "identity", "group", "deployer"] as const),
  ...(["application", "group", "user", "application", "system"] as const),
  ...(["group", "identity", "application", "group", "guest"] as const),
  ...(["group", "application", "user", "group", "deployer"] as const),
  ...(["identity", "group", "foreign", "application", "system"] as const),
] as const;

const DELEGATED = "Role Based Access Control Administrator";

/** Numbers of roles that share no factor with the numbers of places and of kinds of holders. */
const ROLES: Readonly<Record<Level, readonly [Role, ...Role[]]>> = {
  managementGroups: [
    ...(["Reader", "Reader", "Contributor", "Reader", "custom", "Reader", "Owner"] as const),
    ...(["Reader", "Reader", "User Access Administrator", "Reader", "Storage Blob Data Reader"] as const),
    "Reader",
  ],
  subscriptions: [
    ...(["Reader", "Contributor", "Reader", "Owner", "Storage Blob Data Reader", "custom"] as const),
    ...(["AcrPull", "Reader", DELEGATED, "Managed Identity Contributor", "Reader"] as const),
  ],
  resourceGroups: [
    ...(["Contributor", "Reader", "custom", "Storage Blob Data Contributor", "AcrPull"] as const),
    ...(["Storage Account Contributor", "Reader", "Virtual Machine Contributor", "Contributor"] as const),
    ...(["Storage Blob Data Reader", "Owner", "Reader", "Key Vault Secrets User"] as const),
  ],
  accounts: [
    ...(["Storage Blob Data Contributor", "Storage Blob Data Reader", "Reader", "custom"] as const),
    ...(["Storage Blob Data Contributor", "Storage Account Contributor"] as const),
    ...(["Storage Blob Data Reader", "Storage Blob Data Owner", "Storage Blob Data Contributor"] as const),
    ...(["Contributor", "Reader"] as const),
  ],
};

/** One leaves roles over data alone, the other lets everything be handed out but three. */
function conditionAt(round: number): string {
  const attribute = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]";
  const [data, privileged] = [
    [azureRoles["Storage Blob Data Reader"], azureRoles["Storage Blob Data Contributor"]],
    [azureRoles.Owner, azureRoles["User Access Administrator"], azureRoles[DELEGATED]],
  ].map((roles) => `{${roles.join(", ")}}`);
  const narrowed =
    round % 2 === 0
      ? `${attribute} ForAnyOfAnyValues:GuidEquals ${data}`
      : `${attribute} ForAnyOfAllValues:GuidNotEquals ${privileged}`;
  return `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (${narrowed}))`;
}

function eligibilityAt(n: number, size: PathsSize): RoleEligibility {
  const home = n % size.subscriptions;
  const scope = n % 3 === 0 ? subscriptionScope(home) : resourceGroupScope(n % size.resourceGroups, size);
  const kind = turn(["user", "group"] as const, n);
  const role = turn(
    ["Owner", "Contributor", "User Access Administrator", "Reader", "Storage Account Contributor"] as const,
    n,
  );
  return {
    id: `${scope}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/${simulatedId(`paths eligible ${n}`)}`,
    name: role,
    ...holder(kind, localOf(kind, home, scattered(n), size)),
    roleDefinitionId: roleId(role, home),
    scope,
    inheritedBy: [],
    condition: known(null),
  };
}

/** Of deployment stacks and managed applications: they spare the application that deploys. */
function denialAt(n: number, size: PathsSize): DenyAssignment {
  const at = (4 * n) % size.resourceGroups;
  const home = at % size.subscriptions;
  const everybody = "00000000-0000-0000-0000-000000000000";
  return {
    id: `${resourceGroupScope(at, size)}/providers/Microsoft.Authorization/denyAssignments/${simulatedId(`paths denial ${n}`)}`,
    name: `stack-${n}`,
    scope: resourceGroupScope(at, size),
    inheritedBy: [],
    permissions: known([rolePermission(turn(DENIED, n))]),
    principals: known([n % 5 === 4 ? objectId("group", localOf("group", home, n, size)) : everybody]),
    excludePrincipals: known([objectId("application", home)]),
    doNotApplyToChildScopes: known(n % 10 === 9),
  };
}

const DENIED: readonly [Permissions, ...Permissions[]] = [
  { actions: ["*/delete"] },
  { actions: ["*/delete", "*/write"], notActions: ["Microsoft.Authorization/*"] },
  { actions: ["*"], notActions: ["*/read"] },
];
