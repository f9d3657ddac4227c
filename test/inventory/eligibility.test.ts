import { expect, test } from "vitest";
import { leavesOpen } from "../../src/inventory/eligibility.ts";
import { graphDenied } from "../checks/build-entra.ts";

const eligibilities = "GET /v1.0/roleManagement/directory/roleEligibilityScheduleInstances";

test.each([
  ["unsupported", eligibilities, false],
  ["unsupported", "GET /v1.0/roleManagement/directory/roleAssignments", true],
  ["denied", eligibilities, true],
] as const)("%s: %s leaves the question open: %s", (reason, request, expected) => {
  expect(leavesOpen({ ...graphDenied("RoleManagement.Read.Directory", request), reason })).toBe(expected);
});
