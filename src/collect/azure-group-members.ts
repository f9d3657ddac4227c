import { defineCollector } from "../collector.ts";
import type { RoleAssignment } from "../inventory/sections.ts";
import { membersOfGroups } from "./group-members.ts";

/** Who holds an Azure role through a group: a section of its own, since Azure's roles need rights in Azure. */
export default defineCollector({
  section: "azureGroupMembers",
  per: "tenant",
  after: ["roleAssignments"],
  permissions: [
    {
      plane: "graph",
      anyOf: ["GroupMember.Read.All", "Directory.Read.All"],
      without: "Whoever holds an Azure role through a group seems to hold none.",
    },
    {
      plane: "graph",
      anyOf: ["Directory.Read.All"],
      without: "Groups that hold an Azure role have no names, and not every one is known to be a group.",
    },
  ],

  collect: (scope, { azure, gap, have }) =>
    membersOfGroups(have.roleAssignments.items.filter(mayBeGroup), scope.id, azure, gap),
});

/** A foreign group's members belong to another tenant, which cannot be asked. What is not told may be a group. */
export function mayBeGroup({ principalType }: Pick<RoleAssignment, "principalType">): boolean {
  return !principalType.known || principalType.value === null || /^group$/i.test(principalType.value);
}
