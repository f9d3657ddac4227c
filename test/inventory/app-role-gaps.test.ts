import { expect, test } from "vitest";
import { appRoleGaps } from "../../src/inventory/app-role-gaps.ts";
import { emptySections, viewSections } from "../../src/inventory/inventory.ts";
import type { Gap } from "../../src/inventory/known.ts";
import { EXCHANGE, GRAPH } from "../../src/inventory/permissions.ts";
import { denied, TENANT } from "../checks/build.ts";
import { microsoftPrincipal, principalId, servicePrincipal } from "../checks/build-entra.ts";

const graph = microsoftPrincipal({ name: "Microsoft Graph", appId: GRAPH.toUpperCase() });
const exchange = microsoftPrincipal();
const billing = servicePrincipal();

const gapsOf = (roles: readonly Gap[], principals: readonly Gap[], items = [graph, exchange, billing]) =>
  appRoleGaps(
    billing.id,
    GRAPH,
    viewSections({
      ...emptySections(),
      appRoleAssignments: { items: [], gaps: roles },
      servicePrincipals: { items, gaps: principals },
    }),
  );

test.each([
  ["everywhere, once", TENANT, true],
  ["at the API", graph.id, true],
  ["below the API", `${graph.id}/appRoleAssignedTo`, true],
  ["at the principal", `${billing.id}/appRoleAssignments`, true],
  ["at another API", exchange.id, false],
  ["at another principal", principalId("other"), false],
])("a gap %s", (_, scope, concerns) => {
  expect(gapsOf([denied(scope)], [])).toEqual(concerns ? [denied(scope)] : []);
});

test.each([
  ["of its own API", graph.id.toUpperCase(), "/appRoleAssignedTo", true],
  ["of another API", exchange.id, "/appRoleAssignedTo", false],
  ["of another API's names", exchange.id, "", true],
  ["of nobody knows which API", "/servicePrincipals/{id}", "/appRoleAssignedTo", true],
])("a list %s that failed stands at the tenant", (_, api, list, concerns) => {
  const gap = { ...denied(TENANT), request: `GET /v1.0${api}${list}` };
  expect(gapsOf([gap], [])).toEqual(concerns ? [gap] : []);
});

test("a failure at another API says nothing of one that was not listed", () => {
  const cut = denied(TENANT);
  const other = { ...cut, request: `GET /v1.0${exchange.id}/appRoleAssignedTo` };
  expect(gapsOf([other], [cut], [billing, exchange])).toEqual([cut]);
});

test("an API that was not listed was not asked; one that was listed was", () => {
  const cut = denied(TENANT);
  expect(gapsOf([], [cut])).toEqual([]);
  expect(gapsOf([], [cut], [billing, exchange])).toEqual([cut]);
  expect(gapsOf([], [], [billing, exchange])).toEqual([]);
  expect(EXCHANGE).toBe(exchange.appId);
});
