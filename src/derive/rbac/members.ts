import { leavesOpen } from "../../inventory/eligibility.ts";
import type { Gap } from "../../inventory/known.ts";
import { isEverywhere } from "../../inventory/scope.ts";
import type { GroupMember } from "../../inventory/sections.ts";
import { byObjectId, objectIdOf } from "../../inventory/sections.ts";
import { perViews } from "./per-views.ts";

/** Who is in which group, however deeply nested: Graph's lists are transitive already. Object ids are lower-cased. */
export interface Members {
  readonly groupsOf: (objectId: string) => readonly GroupMember[];
  readonly membersOf: (groupObjectId: string) => readonly GroupMember[];
  /** What of a group's members was not read, where it is one. */
  readonly gapsOf: (groupObjectId: string) => readonly Gap[];
  /** With the id of a membership that can be removed, where it is known to be one: what is nested has none. */
  readonly asDirect: (member: GroupMember) => GroupMember;
}

export const membersOf = perViews(
  ["azureGroupMembers", "rbacGroupMembers"],
  ({ azureGroupMembers, rbacGroupMembers }): Members => {
    let byGroup: ReadonlyMap<string, readonly GroupMember[]> | undefined;
    const once = new Map<string, readonly GroupMember[]>();
    const flat = new Map<string, boolean>();
    const gaps = [...azureGroupMembers.gapsAt(""), ...rbacGroupMembers.gapsAt("")].filter(
      // Whatever is missing of members stands at the tenant; what is below it is missing of roles.
      (gap) => isEverywhere(gap.scope) && leavesOpen(gap),
    );
    const unread = Map.groupBy(new Set(gaps), ({ request }) => groupIn(request));
    const ofAnyGroup = unread.get("") ?? [];
    return { groupsOf, membersOf: membersIn, gapsOf, asDirect };

    function gapsOf(groupObjectId: string): readonly Gap[] {
      const own = unread.get(groupObjectId);
      return own === undefined ? ofAnyGroup : [...own, ...ofAnyGroup];
    }

    function asDirect(member: GroupMember): GroupMember {
      const groupId = objectIdOf(member.groupId);
      const isFlat =
        flat.get(groupId) ??
        (gapsOf(groupId).length === 0 && membersIn(groupId).every(({ kind }) => kind !== "group"));
      flat.set(groupId, isFlat);
      return isFlat ? { ...member, id: `${member.groupId}/members/${member.memberId}` } : member;
    }

    function groupsOf(objectId: string): readonly GroupMember[] {
      const at = byObjectId(objectId);
      const [some, others] = [azureGroupMembers.of(at), rbacGroupMembers.of(at)];
      // A group that holds a role, and is named by a deny assignment, could stand in both.
      return others.length === 0 ? some : onceEach([...some, ...others], ({ groupId }) => groupId);
    }

    function membersIn(groupObjectId: string): readonly GroupMember[] {
      byGroup ??= Map.groupBy([...azureGroupMembers.all(), ...rbacGroupMembers.all()], ({ groupId }) =>
        objectIdOf(groupId),
      );
      const listed = byGroup.get(groupObjectId);
      if (listed === undefined) return NOBODY;
      const members = once.get(groupObjectId) ?? onceEach(listed, ({ memberId }) => memberId);
      once.set(groupObjectId, members);
      return members;
    }
  },
);

const NOBODY: readonly never[] = [];

/** Of `GET /v1.0/groups/{object id}/transitiveMembers`; empty where a request is about no group in particular. */
function groupIn(request: string): string {
  const segments = request.toLowerCase().split("/");
  const at = segments.indexOf("groups");
  return at < 0 ? "" : (segments[at + 1] ?? "");
}

function onceEach(members: readonly GroupMember[], idOf: (member: GroupMember) => string): GroupMember[] {
  const first = new Map(members.toReversed().map((member) => [idOf(member).toLowerCase(), member]));
  return members.filter((member) => first.get(idOf(member).toLowerCase()) === member);
}
