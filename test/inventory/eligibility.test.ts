import { expect, test } from "vitest";
import { leavesOpen } from "../../src/inventory/eligibility.ts";
import { graphDenied } from "../checks/build-entra.ts";

const eligibilities = "GET /v1.0/roleManagement/directory/roleEligibilityScheduleInstances";

const azureEligibilities =
  "GET /subscriptions/s/providers/Microsoft.Authorization/roleEligibilityScheduleInstances";

test.each([
  ["unsupported", eligibilities, false],
  ["unsupported", azureEligibilities, false],
  ["denied", azureEligibilities, true],
  ["unsupported", "GET /v1.0/roleManagement/directory/roleAssignments", true],
  ["denied", eligibilities, true],
] as const)("%s: %s leaves the question open: %s", (reason, request, expected) => {
  expect(leavesOpen({ ...graphDenied("RoleManagement.Read.Directory", request), reason })).toBe(expected);
});
