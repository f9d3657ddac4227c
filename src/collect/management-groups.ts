import { defineCollector } from "../collector.ts";
import { gapOf, ReadError } from "../errors.ts";
import { type Gap, known, unknown } from "../inventory/known.ts";
import { canonicalId } from "../inventory/scope.ts";
import type { ManagementGroup } from "../inventory/sections.ts";
import type { RawObject } from "./azure-reader.ts";
import { isRecord, malformed, nameOf } from "./properties.ts";

const GROUPS = "/providers/Microsoft.Management/managementGroups";
const GRANT = { needs: "Microsoft.Management/managementGroups/read", role: "Reader" } as const;

/**
 * The tree above the subscriptions. One list below the root group, whose name is the tenant's id, holds all of it; whoever
 * may not see the root sees the trees below it, and nobody knows what those lie in. What is not read of the tree may lie
 * above any subscription, so that its gap stands at the tenant.
 */
export default defineCollector({
  section: "managementGroups",
  per: "tenant",
  after: [],
  permissions: [
    {
      plane: "arm",
      anyOf: [GRANT.needs],
      role: GRANT.role,
      without: "Nobody knows which management groups a subscription lies in.",
    },
  ],

  async *collect(scope, { azure, gap }) {
    const tree: Tree = new Map();
    const gaps: Gap[] = [];
    const originOf = (path: string) => ({ scope: scope.id, request: `GET ${path}` });

    for (const raw of await listed(GROUPS))
      if (!addGroup(tree, raw)) note(malformed(originOf(GROUPS), "a management group without a usable id"));
    const root = tree.get(canonicalId(`${GROUPS}/${scope.guid}`));
    if (root === undefined && gaps.length === 0)
      note({ reason: "denied", ...originOf(GROUPS), ...GRANT, detail: hidden(tree) });

    for (const group of root === undefined ? [...tree.values()] : [root]) {
      // What was met below another group was listed with it.
      if (group.parentId !== undefined) continue;
      const path = `${group.id}/descendants`;
      const below = await listed(path);
      const others = below.filter((raw) => !addGroup(tree, raw, parentOf(raw)));
      // Behind all groups, since a subscription can be listed before the one that it lies in.
      for (const raw of others)
        if (!addSubscription(tree, raw))
          note(malformed(originOf(path), "a descendant without a usable id and parent"));
    }
    for (const branch of tree.values()) yield groupOf(branch, branch === root, gaps);

    /** What came before a failure is kept. */
    async function listed(path: string): Promise<readonly RawObject[]> {
      const found: RawObject[] = [];
      try {
        for await (const raw of azure.armList({ path, apiVersion: "2021-04-01" })) found.push(raw);
      } catch (error) {
        if (!(error instanceof ReadError)) throw error;
        note(gapOf(error, scope.id, GRANT));
      }
      return found;
    }

    function note(one: Gap): void {
      gaps.push(one);
      gap(one);
    }
  },
});

/** By canonical id. */
type Tree = Map<string, Branch>;

interface Branch {
  readonly id: string;
  readonly name: string;
  parentId: string | undefined;
  readonly subscriptions: Set<string>;
}

function hidden({ size }: Tree): string {
  return size === 0
    ? "no management group is visible to the principal"
    : "the root management group is not visible to the principal";
}

/** One segment that a URL does not read in another way: names hold parentheses as well. */
const GROUP_ID = /^\/providers\/Microsoft\.Management\/managementGroups\/(?!\.{1,2}$)[^/]+$/i;

/** False for anything that is no management group. One that is there already learns what it lies in. */
function addGroup(tree: Tree, { id, name, properties }: RawObject, parentId?: string): boolean {
  if (typeof id !== "string" || !GROUP_ID.test(id)) return false;
  const displayName = isRecord(properties) ? properties["displayName"] : undefined;
  const known = tree.get(canonicalId(id));
  if (known !== undefined) known.parentId ??= parentId;
  else
    tree.set(canonicalId(id), {
      id,
      name: nameOf(displayName, nameOf(name, id)),
      parentId,
      subscriptions: new Set(),
    });
  return true;
}

function addSubscription(tree: Tree, raw: RawObject): boolean {
  const id = typeof raw["id"] === "string" ? raw["id"] : "";
  const { guid } = /^\/subscriptions\/(?<guid>[^/]+)$/i.exec(id)?.groups ?? {};
  const parent = tree.get(canonicalId(parentOf(raw) ?? ""));
  if (guid === undefined || parent === undefined) return false;
  parent.subscriptions.add(guid.toLowerCase());
  return true;
}

/** https://learn.microsoft.com/rest/api/managementgroups/management-groups/get-descendants */
function parentOf({ properties }: RawObject): string | undefined {
  const parent = isRecord(properties) ? properties["parent"] : undefined;
  const id = isRecord(parent) ? parent["id"] : undefined;
  return typeof id === "string" && GROUP_ID.test(id) ? id : undefined;
}

function groupOf(
  { id, name, parentId, subscriptions }: Branch,
  isRoot: boolean,
  gaps: readonly Gap[],
): ManagementGroup {
  const untold =
    gaps[0] ?? malformed({ scope: id, request: `GET ${GROUPS}` }, "nothing tells what it lies in");
  const parent = parentId === undefined ? unknown(untold) : known(parentId);
  return { id, name, parentId: isRoot ? known(null) : parent, subscriptions: [...subscriptions].sort() };
}
