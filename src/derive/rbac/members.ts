import type { GroupMember } from "../../inventory/sections.ts";
import { byObjectId, objectIdOf } from "../../inventory/sections.ts";
import { perViews } from "./per-views.ts";

/** Who is in which group, however deeply nested: Graph's lists are transitive already. Object ids are lower-cased. */
export interface Members {
  readonly groupsOf: (objectId: string) => readonly GroupMember[];
  readonly membersOf: (groupObjectId: string) => readonly GroupMember[];
}

export const membersOf = perViews(
  ["azureGroupMembers", "rbacGroupMembers"],
  ({ azureGroupMembers, rbacGroupMembers }): Members => {
    let byGroup: ReadonlyMap<string, readonly GroupMember[]> | undefined;
    return {
      groupsOf(objectId) {
        const at = byObjectId(objectId);
        const [some, others] = [azureGroupMembers.of(at), rbacGroupMembers.of(at)];
        // A group that holds a role, and is named by a deny assignment, could stand in both.
        return others.length === 0 ? some : onceEach([...some, ...others], ({ groupId }) => groupId);
      },
      membersOf(groupObjectId) {
        byGroup ??= Map.groupBy([...azureGroupMembers.all(), ...rbacGroupMembers.all()], ({ groupId }) =>
          objectIdOf(groupId),
        );
        return onceEach(byGroup.get(groupObjectId) ?? [], ({ memberId }) => memberId);
      },
    };
  },
);

function onceEach(members: readonly GroupMember[], idOf: (member: GroupMember) => string): GroupMember[] {
  const first = new Map(members.toReversed().map((member) => [idOf(member).toLowerCase(), member]));
  return members.filter((member) => first.get(idOf(member).toLowerCase()) === member);
}
