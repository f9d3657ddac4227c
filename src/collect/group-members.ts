import { defineCollector } from "../collector.ts";
import { gapOf, ReadError } from "../errors.ts";
import type { Gap } from "../inventory/known.ts";
import type { DirectoryRoleAssignment, GroupMember, RoleAssignment } from "../inventory/sections.ts";
import type { AzureReader } from "./azure-reader.ts";
import { kindOf } from "./directory-object-kind.ts";
import { malformed, nameOf, readId } from "./properties.ts";

const GRANT = { needs: "GroupMember.Read.All" } as const;
const GET_BY_IDS = "POST /v1.0/directoryObjects/getByIds";

interface Group {
  readonly id: string;
  readonly name: string;
}

/**
 * Who holds a directory role or an Azure role through a group, however deeply nested. What is not read of a group may
 * be anybody's membership, so that its gap stands at the tenant. Memberships that must first be activated, and those
 * of groups with hidden membership, do not show.
 */
export default defineCollector({
  section: "groupMembers",
  per: "tenant",
  after: ["directoryRoleAssignments", "directoryRoleEligibilities", "roleAssignments"],
  permissions: [
    {
      plane: "graph",
      anyOf: [GRANT.needs, "Directory.Read.All"],
      without: "Whoever holds a role through a group seems to hold none.",
    },
    {
      plane: "graph",
      anyOf: ["Directory.Read.All"],
      without: "Nobody knows which holders of a directory role are groups.",
    },
  ],

  async *collect(scope, { azure, gap, have }) {
    const { directoryRoleAssignments: active, directoryRoleEligibilities: eligible, roleAssignments } = have;
    const holders = [...active.items, ...eligible.items].map(holderOf);
    const azureHolders = roleAssignments.items.filter(isGroups).map(holderOf);
    const groups = await groupsAmong(holders, azureHolders, { azure, gap, tenant: scope.id });
    const queryOf = ({ id }: Group) => ({ path: `/groups/${id}/transitiveMembers`, select: ["id"] });
    for await (const { item, values, ...rest } of azure.graphLists(groups, queryOf)) {
      const origin = { scope: scope.id, request: `GET /v1.0/groups/${item.id}/transitiveMembers` };
      if ("error" in rest) gap(gapOf(rest.error, scope.id, GRANT));
      for (const raw of values) {
        const memberId = readId(raw["id"]);
        const kind = kindOf(raw);
        if (memberId === undefined || kind === undefined)
          gap(malformed(origin, "a member without a usable id and type"));
        else yield memberOf(item, memberId, kind);
      }
    }
  },
});

/** A foreign group's members belong to another tenant, which cannot be asked. What is not told may be a group. */
function isGroups({ principalType }: RoleAssignment): boolean {
  return !principalType.known || principalType.value === null || /^group$/i.test(principalType.value);
}

function holderOf({ principalId }: DirectoryRoleAssignment | RoleAssignment): string {
  return principalId.toLowerCase();
}

/**
 * A directory role does not say what its holder is. Azure's roles do, so that their groups are asked for members even
 * where they cannot be looked up.
 */
async function groupsAmong(
  holders: readonly string[],
  azureHolders: readonly string[],
  context: { readonly azure: AzureReader; readonly gap: (gap: Gap) => void; readonly tenant: string },
): Promise<readonly Group[]> {
  const { azure, gap, tenant } = context;
  const groups = new Map<string, Group>();
  const all = [...new Set([...holders, ...azureHolders])].sort();
  if (all.length === 0) return [];
  try {
    for await (const raw of azure.directoryObjects(all, ["id", "displayName"])) {
      const id = readId(raw["id"]);
      const kind = kindOf(raw);
      if (id === undefined || kind === undefined)
        gap(malformed({ scope: tenant, request: GET_BY_IDS }, "an object without a usable id and type"));
      else if (kind === "group") groups.set(id.toLowerCase(), { id, name: nameOf(raw["displayName"], id) });
    }
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    gap(gapOf(error, tenant, { needs: "Directory.Read.All" }));
    for (const id of azureHolders) if (!groups.has(id)) groups.set(id, { id, name: id });
  }
  return [...groups.values()];
}

/** Named after the group: it is what a role is held through. */
function memberOf(group: Group, memberId: string, kind: GroupMember["kind"]): GroupMember {
  const groupId = `/groups/${group.id}`;
  return { id: `${groupId}/transitiveMembers/${memberId}`, name: group.name, groupId, memberId, kind };
}
