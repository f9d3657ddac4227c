import type { SimulatedTenant } from "./describe.ts";
import { managementGroupId, type SimulatedManagementGroup } from "./describe-management-groups.ts";
import type { RawBody } from "./describe-entra.ts";
import { unique } from "./unique.ts";

/** The tree above the tenant's own subscriptions; those of other tenants are in trees of theirs. */
export interface KnownManagementGroups {
  /** By lower-cased name, the root first. */
  readonly groups: ReadonlyMap<string, KnownManagementGroup>;
  /** False where the scope is a group, or in one, that the subscription is not below. */
  isAbove(scope: unknown, subscriptionId: string): boolean;
}

export interface KnownManagementGroup {
  readonly group: SimulatedManagementGroup;
  readonly body: RawBody;
  /** Groups and subscriptions below it, nearest first. */
  readonly descendants: readonly RawBody[];
}

interface Node {
  readonly group: SimulatedManagementGroup;
  readonly subscriptions: readonly string[];
  readonly children: Node[];
}

export function knownManagementGroups(tenant: SimulatedTenant): KnownManagementGroups {
  const root = rootOf(tenant);
  const nodes = nodesOf(root);
  const above = new Map<string, ReadonlySet<string>>();
  const walk = (node: Node, path: readonly string[]): void => {
    const here = [...path, key(node.group.name)];
    for (const id of node.subscriptions) above.set(key(id), new Set(here));
    for (const child of node.children) walk(child, here);
  };
  walk(root, []);
  const names = new Map(tenant.subscriptions.map((one) => [key(one.subscriptionId), one.displayName]));
  const groups = unique(
    "management group",
    nodes.map((node) => ({
      group: node.group,
      body: bodyOf(node.group, tenant.tenantId),
      descendants: nodesOf(node).flatMap((one) => [
        ...one.children.map(({ group }) => descendant(managementGroupId(group.name), group, one.group)),
        ...one.subscriptions.map((id) =>
          descendant(`/subscriptions/${id}`, { name: id, displayName: names.get(key(id)) }, one.group),
        ),
      ]),
    })),
    ({ group }) => group.name,
  );
  return {
    groups,
    isAbove(scope, subscriptionId) {
      const name = groupName(key(String(scope)));
      if (name === undefined || !groups.has(name)) return true;
      return above.get(key(subscriptionId))?.has(name) ?? false;
    },
  };
}

/** The lower-cased name of the management group that a lower-cased id or scope begins with. */
function groupName(id: string): string | undefined {
  return /^\/providers\/microsoft\.management\/managementgroups\/([^/]+)/.exec(id)?.[1];
}

function rootOf(tenant: SimulatedTenant): Node {
  const described = tenant.managementGroups ?? [];
  const isRoot = ({ name }: SimulatedManagementGroup): boolean => key(name) === key(tenant.tenantId);
  const placed = new Set<string>();
  for (const id of described.flatMap(({ subscriptions = [] }) => subscriptions)) {
    if (!tenant.subscriptions.some((one) => key(one.subscriptionId) === key(id)))
      throw new Error(`the tenant has no subscription "${id}"`);
    if (placed.has(key(id))) throw new Error(`two management groups hold the subscription "${id}"`);
    placed.add(key(id));
  }
  const rest = tenant.subscriptions.filter(
    ({ subscriptionId, tenantId = tenant.tenantId }) =>
      tenantId === tenant.tenantId && !placed.has(key(subscriptionId)),
  );
  const own = described.find(isRoot);
  const root: Node = {
    group: { displayName: "Tenant Root Group", ...own, name: tenant.tenantId },
    subscriptions: [...(own?.subscriptions ?? []), ...rest.map(({ subscriptionId }) => subscriptionId)],
    children: [],
  };
  const nodes = described
    .filter((group) => !isRoot(group))
    .map((group): Node => ({ group, subscriptions: group.subscriptions ?? [], children: [] }));
  for (const node of nodes) {
    const { name, parent = tenant.tenantId } = node.group;
    const over = [root, ...nodes].find(({ group }) => key(group.name) === key(parent));
    if (!over) throw new Error(`the management group "${name}" hangs below "${parent}", which is not there`);
    over.children.push(node);
  }
  if (nodesOf(root).length !== nodes.length + 1) throw new Error("a management group hangs below itself");
  return root;
}

/** The node and all below it, level by level. */
function nodesOf(root: Node): readonly Node[] {
  const found = [root];
  for (const node of found) found.push(...node.children);
  return found;
}

function bodyOf({ name, displayName = name }: SimulatedManagementGroup, tenantId: string): RawBody {
  return {
    id: managementGroupId(name),
    type: "Microsoft.Management/managementGroups",
    name,
    properties: { tenantId, displayName },
  };
}

function descendant(
  id: string,
  { name, displayName = name }: { readonly name: string; readonly displayName?: string | undefined },
  parent: SimulatedManagementGroup,
): RawBody {
  const isGroup = id !== `/subscriptions/${name}`;
  return {
    id,
    type: isGroup ? "Microsoft.Management/managementGroups" : "/subscriptions",
    name,
    properties: { displayName, parent: { id: managementGroupId(parent.name) } },
  };
}

function key(name: string): string {
  return name.toLowerCase();
}
