import { expect, test } from "vitest";
import { derive } from "../../src/derive/derive.ts";
import customRoleRights from "../../src/derive/custom-role-rights.ts";
import { type Gap, known, unknown } from "../../src/inventory/known.ts";
import type { CustomRoleRight, RoleDefinition, RolePermission } from "../../src/inventory/sections.ts";
import { denied, TENANT } from "../checks/build.ts";
import { type Gaps, type Items, sectionsWith } from "../inventory/sections-with.ts";
import { A, B, CONTRIBUTOR, holds, mayActivate, OWNER, role } from "./rbac/build-rbac.ts";

function rights(items: Items, gaps: Gaps = {}): readonly CustomRoleRight[] {
  const inventory = { collectedAt: "2026-01-01T00:00:00.000Z", sections: sectionsWith(items, gaps) };
  return derive(inventory, [customRoleRights]).sections.customRoleRights.items;
}

const right = (definition: RoleDefinition, items: Items = {}, gaps: Gaps = {}) =>
  rights({ roleDefinitions: [definition], ...items }, gaps)[0];

const USERS = "Microsoft.Storage/storageAccounts/localUsers/write";
const TEAM = role("Team", { actions: ["Microsoft.Storage/*"] });

test("a custom role, whole", () => {
  const roleAssignments = [holds("ann", TEAM, A), holds("bob", TEAM, B), holds("ann", OWNER, A)];
  expect(right({ ...TEAM, id: TEAM.id.toUpperCase() }, { roleAssignments })).toEqual({
    id: `${TEAM.id.toUpperCase()}/localUserRight/default`,
    name: "Team",
    roleDefinitionId: TEAM.id.toUpperCase(),
    wildcard: known("Microsoft.Storage/*"),
    assignments: known(2),
  });
});

test("built-in roles are Azure's affair", () => {
  expect(rights({ roleDefinitions: [OWNER, CONTRIBUTOR] })).toEqual([]);
});

test.each<[string, readonly Partial<RolePermission>[], string | null]>([
  ["everything", [{ actions: ["*"] }], "*"],
  ["the first that does", [{ actions: ["*/read", "*/Write", "*"] }], "*/Write"],
  ["across slashes, in any case", [{ actions: ["MICROSOFT.storage/*/write"] }], "MICROSOFT.storage/*/write"],
  ["a pattern for something else", [{ actions: ["Microsoft.Storage/storageAccounts/blobServices/*"] }], null],
  ["taken back", [{ actions: ["*"], notActions: ["*/localusers/*"] }], null],
  ["taken back in a part", [{ actions: ["*"], notActions: ["*/localUsers/delete"] }], "*"],
  [
    "taken back in another block",
    [{ actions: ["*"], notActions: ["*"] }, { actions: ["*/write"] }],
    "*/write",
  ],
  ["named", [{ actions: [USERS.toLowerCase()] }], null],
  ["named beside a pattern", [{ actions: ["*"] }, { actions: [USERS] }], null],
  ["named where it is taken back", [{ actions: [USERS], notActions: [USERS] }, { actions: ["*"] }], "*"],
  ["data, which is no action", [{ dataActions: ["*"] }], null],
  ["nothing", [], null],
])("%s", (_, blocks, wildcard) => {
  expect(right(role("Team", ...blocks))?.wildcard).toEqual(known(wildcard));
});

test("permissions that were not understood", () => {
  expect(right({ ...TEAM, permissions: unknown(denied(TEAM.id)) })?.wildcard).toEqual(
    unknown(denied(TEAM.id)),
  );
});

test("roles to activate are assigned as well", () => {
  expect(right(TEAM)?.assignments).toEqual(known(0));
  expect(right(TEAM, { roleEligibilities: [mayActivate("ann", TEAM, A)] })?.assignments).toEqual(known(1));
});

test("a count needs both lists, as far as the license has them", () => {
  const gap: Gap = { ...denied(TENANT), request: "list" };
  const unlicensed: Gap = {
    reason: "unsupported",
    scope: A,
    request: `GET ${A}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances`,
  };
  expect(right(TEAM, {}, { roleAssignments: [gap] })?.assignments).toEqual(unknown(gap));
  expect(right(TEAM, {}, { roleEligibilities: [gap] })?.assignments).toEqual(unknown(gap));
  expect(right(TEAM, {}, { roleEligibilities: [unlicensed] })?.assignments).toEqual(known(0));
});
