import { describe, expect, test } from "vitest";
import {
  GRAPH_PRINCIPAL,
  id,
  type Raw,
  rawApplication,
  rawAssignment,
  rawPrincipal,
  read,
  type Tenant,
  USER_READ,
} from "./entra-answers.ts";
import { refused, SUBSCRIPTION } from "./replay.ts";

const HOLDERS = `/v1.0/servicePrincipals/${id("graph")}/appRoleAssignedTo`;
const ROLES = `/v1.0/servicePrincipals/${id("graph")}`;
const GRANTS = "/v1.0/oauth2PermissionGrants";
const SOMEBODY = "99999999-9999-4999-8999-999999999999";
const denied = refused(403, "Authorization_RequestDenied");

const applicationOwners = (name: string): string => `/v1.0/applications/${id(`a${name}`)}/owners`;
const principalOwners = (name: string): string => `/v1.0/servicePrincipals/${id(`s${name}`)}/owners`;
const rawOwner = (name: string, over: Raw = {}): Raw => ({
  "@odata.type": "#microsoft.graph.user",
  id: id(name),
  displayName: name,
  ...over,
});

/** `billing` is privileged and `harmless` is not. */
const tenant = (over: Tenant = {}): Tenant => ({
  "/v1.0/applications": [rawApplication(), rawApplication("harmless"), rawApplication("unused")],
  "/v1.0/servicePrincipals": [GRAPH_PRINCIPAL, rawPrincipal(), rawPrincipal("harmless")],
  [ROLES]: { id: id("graph"), appRoles: [] },
  [HOLDERS]: [rawAssignment("billing"), rawAssignment("harmless", { appRoleId: USER_READ })],
  ...over,
});
const owners = async (over: Tenant = {}) => {
  const { requests, ...rest } = await read("owners", tenant(over));
  return {
    ...rest,
    asked: requests
      .filter((one) => one.endsWith("/owners"))
      .map((one) => one.slice(4))
      .sort(),
  };
};
const billing = [applicationOwners("billing"), principalOwners("billing")];

test("owners of the application and of its principal, where they hold something", async () => {
  const { items, gaps, asked, urls } = await owners({
    [applicationOwners("billing")]: [
      rawOwner("ada"),
      rawOwner("robot", { "@odata.type": "#microsoft.graph.servicePrincipal" }),
    ],
    [principalOwners("billing")]: [rawOwner("ben", { displayName: null })],
  });
  expect(gaps).toEqual([]);
  expect(asked).toEqual(billing);
  expect(items).toEqual([
    {
      id: `/applications/${id("abilling")}/owners/${id("ada")}`,
      name: "ada",
      ownedId: `/applications/${id("abilling")}`,
      ownerId: id("ada"),
      kind: "user",
    },
    expect.objectContaining({ name: "robot", kind: "service-principal" }),
    {
      id: `/servicePrincipals/${id("sbilling")}/owners/${id("ben")}`,
      name: id("ben"),
      ownedId: `/servicePrincipals/${id("sbilling")}`,
      ownerId: id("ben"),
      kind: "user",
    },
  ]);
  expect(urls).toContain(`GET ${applicationOwners("billing")}?$select=id,displayName&$top=999`);
});

describe("who is asked about", () => {
  const subscription = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments`;

  test.each<readonly [string, Tenant, readonly string[]]>([
    ["nobody, where nothing is held", { [HOLDERS]: [] }, []],
    [
      "whoever holds an Azure role, however small",
      {
        [HOLDERS]: [],
        [subscription]: [
          {
            id: `${subscription}/x`,
            properties: {
              roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/reader",
              principalId: id("sharmless"),
              principalType: "ServicePrincipal",
              scope: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`,
            },
          },
        ],
      },
      [applicationOwners("harmless"), principalOwners("harmless")],
    ],
    [
      "a foreign application's principal: whoever owns it adds credentials here",
      {
        "/v1.0/servicePrincipals": [
          GRAPH_PRINCIPAL,
          rawPrincipal("billing", { appOwnerOrganizationId: SOMEBODY }),
        ],
      },
      billing,
    ],
    [
      "no managed identity",
      {
        "/v1.0/servicePrincipals": [
          GRAPH_PRINCIPAL,
          rawPrincipal("billing", { servicePrincipalType: "ManagedIdentity" }),
        ],
      },
      [applicationOwners("billing")],
    ],
    [
      "a blueprint, whose agents hold what it does not",
      {
        [HOLDERS]: [],
        "/v1.0/applications": [
          rawApplication("agent", { "@odata.type": "#microsoft.graph.agentIdentityBlueprint" }),
        ],
      },
      [applicationOwners("agent")],
    ],
  ])("%s", async (_, over, expected) => {
    expect((await owners(over)).asked).toEqual(expected);
  });

  test("all of the tenant's own, where not every permission was read; foreign ones are left out", async () => {
    const foreign = rawPrincipal("foreign", { appOwnerOrganizationId: SOMEBODY });
    const { asked } = await owners({
      [GRANTS]: denied,
      "/v1.0/servicePrincipals": [GRAPH_PRINCIPAL, rawPrincipal(), rawPrincipal("harmless"), foreign],
    });
    // "unused" has no principal, and everybody who has one was listed.
    const harmless = [applicationOwners("harmless"), principalOwners("harmless")];
    expect(asked).toEqual([...billing, ...harmless].sort());
  });

  test("an application whose principal may not have been listed", async () => {
    const { asked } = await owners({ "/v1.0/servicePrincipals": denied });
    expect(asked).toEqual(["billing", "harmless", "unused"].map(applicationOwners).sort());
  });

  test("400 that are not known to be privileged, the newest first, and one gap for the rest", async () => {
    const many = Array.from({ length: 403 }, (_, at) =>
      rawApplication(`${at}`, { id: `app-${at}`, createdDateTime: new Date(at * 86_400_000).toISOString() }),
    );
    const { asked, gaps } = await owners({
      "/v1.0/servicePrincipals": denied,
      "/v1.0/applications": [...many, rawApplication("dateless", { createdDateTime: null })],
    });
    expect(asked).toHaveLength(400);
    expect(asked).not.toContain("/v1.0/applications/app-2/owners");
    expect(asked).toContain("/v1.0/applications/app-3/owners");
    expect(gaps).toEqual([
      {
        reason: "not-requested",
        scope: "/tenants/t",
        request: "GET /v1.0/applications/{id}/owners",
        detail: "4 applications and service principals whose permissions were not all read were not asked",
      },
    ]);
  });
});

test("an owner list that refuses is a gap at what is owned", async () => {
  const { items, gaps } = await owners({
    [applicationOwners("billing")]: denied,
    [principalOwners("billing")]: [rawOwner("ben")],
  });
  expect(items).toHaveLength(1);
  expect(gaps).toEqual([
    expect.objectContaining({
      reason: "denied",
      scope: `/applications/${id("abilling")}`,
      needs: "Application.Read.All",
    }),
  ]);
});

test.each<readonly [string, Raw]>([
  ["no id", { id: null }],
  ["no type", { "@odata.type": undefined }],
])("an owner with %s is a gap at what is owned", async (_, over) => {
  const { items, gaps } = await owners({
    [applicationOwners("billing")]: [rawOwner("ada", over), rawOwner("ben")],
  });
  expect(items.map(({ name }) => name)).toEqual(["ben"]);
  expect(gaps).toMatchObject([{ reason: "malformed", scope: `/applications/${id("abilling")}` }]);
});
