import check from "../../../checks/paths/custom-role-wildcard-local-users.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { CustomRoleRight, RoleDefinition } from "../../../src/inventory/sections.ts";
import { AZURE_READER } from "../build-entra.ts";
import { denied, SUBSCRIPTION, TENANT } from "../build.ts";
import { checkTable } from "../check-table.ts";

const role: RoleDefinition = { ...AZURE_READER, name: "Storage operator", isCustom: true };

function right(over: Partial<CustomRoleRight> = {}): CustomRoleRight {
  return {
    id: `${role.id}/localUserRight/default`,
    name: role.name,
    roleDefinitionId: role.id,
    wildcard: known("Microsoft.Storage/*"),
    assignments: known(3),
    ...over,
  };
}

checkTable(
  check,
  [
    [
      "the typical case",
      right(),
      {
        fail: 'Custom role "Storage operator", with 3 assignments, writes local users by "Microsoft.Storage/*".',
        severity: "medium",
        factors: ["plants-sftp-users"],
      },
    ],
    [
      "nobody holds it",
      right({ assignments: known(0) }),
      {
        fail: /with 0 assignments/,
        severity: "low",
        factors: ["plants-sftp-users"],
        limits: ["ceiling:low"],
      },
    ],
    [
      "who holds it was not read",
      right({ assignments: unknown(denied()) }),
      { fail: /with assignments that were not all read/, severity: "medium", factors: ["plants-sftp-users"] },
    ],
    [
      "one holds it",
      right({ assignments: known(1) }),
      { fail: /with 1 assignment, writes/, severity: "medium", factors: ["plants-sftp-users"] },
    ],
    ["no pattern does it", right({ wildcard: known(null) }), "pass", { guard: true }],
    ["the role is gone", right(), "not-applicable", { roleDefinitions: [], guard: true }],
    [
      "its actions were not understood",
      right({ wildcard: unknown(denied(SUBSCRIPTION)) }),
      { notAssessed: [denied(SUBSCRIPTION)] },
    ],
    [
      "the roles were not listed",
      right(),
      { notAssessed: [denied(TENANT)] },
      { roleDefinitions: [], gaps: { roleDefinitions: [denied(TENANT)] } },
    ],
  ],
  { given: { roleDefinitions: [role] } },
);
