import { defineCollector } from "../collector.ts";
import { directoryRoles } from "./directory-role-assignments.ts";

/** Who may activate a directory role by Privileged Identity Management; a tenant without the license has none. */
export default defineCollector({
  section: "directoryRoleEligibilities",
  per: "tenant",
  after: [],
  permissions: [
    {
      plane: "graph",
      anyOf: ["RoleManagement.Read.Directory"],
      without: "Directory roles that somebody may activate are left out.",
    },
  ],

  collect: (scope, { azure, gap }) =>
    directoryRoles("/roleManagement/directory/roleEligibilityScheduleInstances", scope.id, azure, gap),
});
