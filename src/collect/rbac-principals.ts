import { defineCollector } from "../collector.ts";
import { objectIdOf, type RoleEligibility } from "../inventory/sections.ts";
import { objectsOf } from "./directory-objects.ts";

/**
 * The users that hold or may activate an Azure role, through groups as well: whether they are guests. A foreign group's
 * users belong to another tenant, which cannot be asked.
 */
export default defineCollector({
  section: "rbacPrincipals",
  per: "tenant",
  after: ["roleAssignments", "roleEligibilities", "azureGroupMembers", "rbacGroupMembers"],
  permissions: [
    {
      plane: "graph",
      anyOf: ["Directory.Read.All"],
      without: "Users who hold an Azure role are ids: whether they are guests or disabled is not known.",
    },
  ],

  collect(scope, { azure, gap, have }) {
    const { roleAssignments, roleEligibilities, azureGroupMembers, rbacGroupMembers } = have;
    const holders = [...roleAssignments.items, ...roleEligibilities.items].filter(mayBeUser);
    const eligible = new Set(roleEligibilities.items.map(({ principalId }) => principalId.toLowerCase()));
    const members = [
      ...azureGroupMembers.items,
      // The others are groups that a deny assignment names.
      ...rbacGroupMembers.items.filter(({ groupId }) => eligible.has(objectIdOf(groupId))),
    ].filter(({ kind }) => kind === "user");
    const ids = [
      ...holders.map(({ principalId }) => principalId),
      ...members.map(({ memberId }) => memberId),
    ];
    return objectsOf(ids, scope.id, azure, gap);
  },
});

/** What is not told may be one. */
function mayBeUser({ principalType }: Pick<RoleEligibility, "principalType">): boolean {
  return !principalType.known || principalType.value === null || /^user$/i.test(principalType.value);
}
