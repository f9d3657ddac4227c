import type {
  DenyAssignment,
  RoleAssignment,
  RoleEligibility,
  RolePermission,
} from "../../../src/inventory/sections.ts";
import { who } from "./build-rbac.ts";
import { GROUPS, type World } from "./random-world.ts";

/** A grant in one line: who, by which assignment, through which group. */
export interface Truth {
  readonly principal: string;
  readonly assignment: string;
  readonly group: string | null;
}

/**
 * Who may do something at one account, told the slow way: every assignment against every principal, and nothing shared with
 * what it is held against.
 */
export function truthAt(world: World, accountId: string, action: string): readonly Truth[] {
  const names = [
    ...new Set([...world.roleAssignments, ...world.roleEligibilities].map((one) => one.principalId)),
  ];
  const everybody = [...new Set([...names, ...world.azureGroupMembers.map(({ memberId }) => memberId)])];
  return everybody.flatMap((principal) =>
    [...world.roleAssignments, ...world.roleEligibilities].flatMap((one): Truth[] => {
      const groups = groupsOf(world, principal);
      if (one.principalId !== principal && !groups.includes(one.principalId)) return [];
      if (!reaches(world, one, accountId) || !gives(world, one, action)) return [];
      if (
        world.denyAssignments.some((each) => refuses(world, each, [principal, ...groups], accountId, action))
      )
        return [];
      return [
        {
          principal,
          assignment: one.id,
          group: one.principalId === principal ? null : `/groups/${one.principalId}`,
        },
      ];
    }),
  );
}

function groupsOf(world: World, principal: string): readonly string[] {
  return GROUPS.map(who).filter((group) =>
    world.azureGroupMembers.some(
      ({ groupId, memberId }) => groupId === `/groups/${group}` && memberId === principal,
    ),
  );
}

function gives(
  world: World,
  { roleDefinitionId }: RoleAssignment | RoleEligibility,
  action: string,
): boolean {
  const definition = world.roleDefinitions?.find(({ id }) => id === roleDefinitionId);
  return definition?.permissions.known === true && covers(definition.permissions.value, action);
}

function covers(permissions: readonly RolePermission[], action: string): boolean {
  const matches = (pattern: string): boolean =>
    new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`, "i").test(
      action,
    );
  return permissions.some(({ actions, notActions }) => actions.some(matches) && !notActions.some(matches));
}

function reaches(
  world: World,
  { scope, inheritedBy }: { readonly scope: string; readonly inheritedBy: readonly string[] },
  accountId: string,
): boolean {
  const [outer, inner] = [scope, accountId].map((id) => id.toLowerCase().split("/"));
  if (scope === "/") return true;
  if (outer?.every((segment, at) => segment === inner?.[at])) return true;
  const subscription = inner?.[2] ?? "";
  return inheritedBy.includes(subscription) || groupsAbove(world, subscription).includes(scope);
}

function groupsAbove(world: World, subscription: string): readonly string[] {
  const above: string[] = [];
  let group = world.managementGroups.find(({ subscriptions }) => subscriptions.includes(subscription));
  while (group !== undefined) {
    above.push(group.id);
    const parent = group.parentId.known ? group.parentId.value : null;
    group = world.managementGroups.find(({ id }) => id === parent);
  }
  return above;
}

function refuses(
  world: World,
  deny: DenyAssignment,
  ids: readonly string[],
  accountId: string,
  action: string,
): boolean {
  const { permissions, principals, excludePrincipals, doNotApplyToChildScopes: only } = deny;
  if (!permissions.known || !principals.known || !excludePrincipals.known || !only.known) return false;
  const isNamed = principals.value.some((id) => id.startsWith("00000000") || ids.includes(id));
  const isExcluded = excludePrincipals.value.some((id) => ids.includes(id));
  // A local user lies below its account.
  const isHere = only.value
    ? deny.scope.toLowerCase() === accountId.toLowerCase() && !/localusers/i.test(action)
    : reaches(world, deny, accountId);
  return isNamed && !isExcluded && isHere && covers(permissions.value, action);
}
