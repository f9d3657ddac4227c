import { defineCollector } from "../collector.ts";
import type { DenyAssignment } from "../inventory/sections.ts";
import { mayBeGroup } from "./azure-group-members.ts";
import { membersOfGroups } from "./group-members.ts";

/** Stands for every principal of the tenant in a deny assignment. */
const EVERYBODY = "00000000-0000-0000-0000-000000000000";

/**
 * Who is in the groups that may activate an Azure role, and in those that a deny assignment names or spares. Groups that
 * hold a role are in `azureGroupMembers`, whatever else they are.
 */
export default defineCollector({
  section: "rbacGroupMembers",
  per: "tenant",
  after: ["roleAssignments", "roleEligibilities", "denyAssignments"],
  permissions: [
    {
      plane: "graph",
      anyOf: ["GroupMember.Read.All", "Directory.Read.All"],
      without: "Whoever may activate an Azure role through a group seems to have none.",
    },
    {
      plane: "graph",
      anyOf: ["Directory.Read.All"],
      without:
        "Groups that may activate an Azure role have no names, and not every one is known to be a group.",
    },
  ],

  collect(scope, { azure, gap, have }) {
    const holders = have.roleAssignments.items.filter(mayBeGroup);
    const covered = new Set([EVERYBODY, ...holders.map(({ principalId }) => principalId.toLowerCase())]);
    const named = [
      ...have.roleEligibilities.items.filter(mayBeGroup),
      ...have.denyAssignments.items.flatMap(namedBy),
    ];
    const others = named.filter(({ principalId }) => !covered.has(principalId.toLowerCase()));
    return membersOfGroups(others, scope.id, azure, gap);
  },
});

/** What kind they are, the look-up tells. */
function namedBy({ principals, excludePrincipals }: DenyAssignment): { readonly principalId: string }[] {
  return [principals, excludePrincipals]
    .flatMap((list) => (list.known ? list.value : []))
    .map((principalId) => ({ principalId }));
}
