import { expect, test } from "vitest";
import { placeText } from "../../../src/derive/rbac/place-text.ts";
import { A, account, managementGroup, SUB_A } from "./build-rbac.ts";

test.each([
  ["/", "the root"],
  ["", "the root"],
  [managementGroup("prod"), 'the management group "prod"'],
  [A, `the subscription "${SUB_A}"`],
  [`${A.toUpperCase()}/`, `the subscription "${SUB_A.toUpperCase()}"`],
  [`${A}/resourcegroups/subscriptions`, 'the resource group "subscriptions"'],
  [account("acct"), '"acct"'],
  [`${account("acct")}/localUsers/ann`, '"ann"'],
  // A subscription to an API is none of Azure's.
  [`${A}/resourceGroups/rg/providers/Microsoft.ApiManagement/service/api/subscriptions/s`, '"s"'],
  ["/odd", '"odd"'],
])("%s", (scope, text) => {
  expect(placeText(scope)).toBe(text);
});
