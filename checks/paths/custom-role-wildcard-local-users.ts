import { defineCheck, factor, fail, notApplicable, notAssessed, pass } from "../../src/check.ts";

export default defineCheck({
  id: "custom-role-wildcard-local-users",
  title: "Custom role reaches local users through a wildcard",
  severity: "medium",
  why: "A pattern that was written for something else hands out the right to make SFTP users, and nobody who assigns the role can read it there.",
  mitre: ["T1098.003"],
  references: [
    "https://learn.microsoft.com/azure/role-based-access-control/custom-roles",
    "https://learn.microsoft.com/azure/role-based-access-control/role-definitions#actions-format",
  ],
  remediation: {
    summary: "Name the actions that the role needs, or take local users back with notActions.",
    steps: [
      "List who holds the role, and what they do with it.",
      "Replace the pattern by the actions that are used.",
      "Add Microsoft.Storage/storageAccounts/localUsers/* to notActions where the pattern has to stay.",
    ],
    commands: [
      "az role definition list --custom-role-only=true --name={role}",
      "az role definition update --role-definition=@role.json",
    ],
  },
  typical: ["plants-sftp-users"],

  subject: "customRoleRights",
  inputs: ["roleDefinitions"],

  evaluate({ name, wildcard, assignments, roleDefinitionId }, { roleDefinitions }) {
    if (roleDefinitions.get(roleDefinitionId) === undefined) return notApplicable("The role is gone.");
    if (!wildcard.known) return notAssessed(wildcard.gap);
    if (wildcard.value === null) return pass("No pattern of the role writes local users.");
    const unused = assignments.known && assignments.value === 0;
    const held = !assignments.known
      ? "assignments that were not all read"
      : `${assignments.value} ${assignments.value === 1 ? "assignment" : "assignments"}`;
    return fail(
      `Custom role "${name}", with ${held}, writes local users by "${wildcard.value}".`,
      [factor("plants-sftp-users", "Whoever holds it makes local users with any right.")],
      {
        fill: { role: roleDefinitionId.replace(/.*\//s, "") },
        ceiling: unused ? { band: "low", because: "Nobody holds the role." } : undefined,
      },
    );
  },
});
