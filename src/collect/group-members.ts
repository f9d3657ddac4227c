import { defineCollector } from "../collector.ts";
import { gapOf, ReadError } from "../errors.ts";
import type { Gap } from "../inventory/known.ts";
import type { GroupMember } from "../inventory/sections.ts";
import type { AzureReader } from "./azure-reader.ts";
import { kindOf } from "./directory-object-kind.ts";
import { malformed, nameOf, readId } from "./properties.ts";

const GRANT = { needs: "GroupMember.Read.All" } as const;
const GET_BY_IDS = "POST /v1.0/directoryObjects/getByIds";
const NOT_FOUND = "Request_ResourceNotFound";

/** Who holds a directory role through a group. Rights in Azure are not needed for it. */
export default defineCollector({
  section: "groupMembers",
  per: "tenant",
  after: ["directoryRoleAssignments", "directoryRoleEligibilities"],
  permissions: [
    {
      plane: "graph",
      anyOf: [GRANT.needs, "Directory.Read.All"],
      without: "Whoever holds a directory role through a group seems to hold none.",
    },
    {
      plane: "graph",
      anyOf: ["Directory.Read.All"],
      without: "Nobody knows which holders of a directory role are groups.",
    },
  ],

  collect(scope, { azure, gap, have }) {
    const { directoryRoleAssignments: active, directoryRoleEligibilities: eligible } = have;
    return membersOfGroups([...active.items, ...eligible.items], scope.id, azure, gap);
  },
});

/**
 * Members of the groups among the holders of roles, however deeply nested. What is not read of a group may be
 * anybody's membership, so that its gap stands at the tenant. Memberships that must first be activated, and those of
 * groups with hidden membership, do not show.
 */
export async function* membersOfGroups(
  holders: readonly { readonly principalId: string }[],
  tenant: string,
  azure: AzureReader,
  gap: (gap: Gap) => void,
): AsyncIterable<GroupMember> {
  const ids = [...new Set(holders.map(({ principalId }) => principalId.toLowerCase()))].sort();
  if (ids.length === 0) return;
  const groups = await groupsAmong(ids, tenant, azure, gap);
  const queryOf = ({ id }: Group) => ({ path: `/groups/${id}/transitiveMembers`, select: ["id"] });
  for await (const { item, values, ...rest } of azure.graphLists(groups, queryOf)) {
    const origin = { scope: tenant, request: `GET /v1.0/groups/${item.id}/transitiveMembers` };
    if ("error" in rest) {
      // A user, or gone: there is no group of this id.
      const isNoGroup = !item.isFound && values.length === 0 && rest.error.code === NOT_FOUND;
      if (!isNoGroup) gap(gapOf(rest.error, tenant, GRANT));
    }
    for (const raw of values) {
      const memberId = readId(raw["id"]);
      const kind = kindOf(raw);
      if (memberId === undefined || kind === undefined)
        gap(malformed(origin, "a member without a usable id and type"));
      else yield memberOf(item, memberId, kind);
    }
  }
}

interface Group {
  readonly id: string;
  readonly name: string;
  /** False where the look-up did not return it, so that it may be no group. */
  readonly isFound: boolean;
}

/** The groups, and those of whom the look-up does not tell what they are: to ask them for members tells it. */
async function groupsAmong(
  ids: readonly string[],
  tenant: string,
  azure: AzureReader,
  gap: (gap: Gap) => void,
): Promise<readonly Group[]> {
  const groups = new Map(ids.map((id): [string, Group] => [id, { id, name: id, isFound: false }]));
  try {
    for await (const raw of azure.directoryObjects(ids, ["id", "displayName"])) {
      const id = readId(raw["id"]);
      const kind = kindOf(raw);
      if (id === undefined || kind === undefined)
        gap(malformed({ scope: tenant, request: GET_BY_IDS }, "an object without a usable id and type"));
      else if (kind === "group")
        groups.set(id.toLowerCase(), { id, name: nameOf(raw["displayName"], id), isFound: true });
      else groups.delete(id.toLowerCase());
    }
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    gap(gapOf(error, tenant, { needs: "Directory.Read.All" }));
  }
  return [...groups.values()];
}

/** Named after the group: it is what a role is held through. */
function memberOf(group: Group, memberId: string, kind: GroupMember["kind"]): GroupMember {
  const groupId = `/groups/${group.id}`;
  return { id: `${groupId}/transitiveMembers/${memberId}`, name: group.name, groupId, memberId, kind };
}
