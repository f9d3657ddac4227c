import { describe, expect, test } from "vitest";
import { armSession, errorOf, itemsOf as rawItemsOf, namesOf } from "./arm-session.ts";
import { client, type SimulatedClient, subscription, tenant } from "./describe.ts";
import {
  azureRoleAssignment,
  azureRoleDefinition,
  azureRoleEligibility,
  azureRoles,
  denyAssignment,
  everybody,
} from "./describe-azure-roles.ts";
import { managementGroup, managementGroupId } from "./describe-management-groups.ts";
import type { WireAnswer } from "./requests.ts";
import { backup, contoso, other, production, rotator, scanner, vendor } from "./sample-directory.ts";
import { sharedFolder } from "./shared-folder.ts";
import type { AzureOptions } from "./simulated-azure.ts";
import { definitionsOf } from "./specifications.ts";

interface Resource {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

const inProduction = `/subscriptions/${production.subscriptionId}`;
const inOther = `/subscriptions/${other.subscriptionId}`;
const identities = "/providers/Microsoft.ManagedIdentity/userAssignedIdentities";
const credentials = `${inProduction}/resourceGroups/RG-Data${identities}/ID-backup/federatedIdentityCredentials`;
const assignments = "/providers/Microsoft.Authorization/roleAssignments";
const definitions = "/providers/Microsoft.Authorization/roleDefinitions";

async function start(options: AzureOptions = {}, as: SimulatedClient = scanner, of = contoso) {
  const { azure, get } = await armSession(of, options, as);
  return {
    azure,
    get: (path: string, filter?: string, version?: string): Promise<WireAnswer> => {
      const api = version ?? (path.includes("ManagedIdentity") ? "2023-01-31" : "2022-04-01");
      return get(path, api, filter === undefined ? {} : { $filter: filter });
    },
  };
}

const itemsOf = (answer: WireAnswer): readonly Resource[] =>
  rawItemsOf(answer) as unknown as readonly Resource[];

describe("user-assigned identities", () => {
  test("of a subscription", async () => {
    const { get } = await start();
    const answer = await get(inProduction + identities);
    expect(Object.keys(answer.json() as object)).toEqual(["value"]);
    expect(itemsOf(answer)).toEqual([
      {
        id: `${inProduction}/resourcegroups/rg-data${identities}/id-backup`,
        name: "id-backup",
        type: "Microsoft.ManagedIdentity/userAssignedIdentities",
        location: "westeurope",
        tags: {},
        properties: { tenantId: contoso.tenantId, principalId: backup.id, clientId: backup.appId },
      },
    ]);
    expect(itemsOf(await get(inOther + identities))).toEqual([]);
  });

  test("trust others, and the address ignores case", async () => {
    const { get } = await start();
    expect(itemsOf(await get(credentials))).toEqual([
      {
        id: `${inProduction}/resourcegroups/rg-data${identities}/id-backup/federatedIdentityCredentials/aks`,
        name: "aks",
        type: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
        properties: {
          issuer: "https://aks.example/",
          subject: "system:serviceaccount:default:backup",
          audiences: ["api://AzureADTokenExchange"],
        },
      },
    ]);
    expect(errorOf(await get(credentials.replace("ID-backup", "gone"))).slice(0, 2)).toEqual([
      404,
      "ResourceNotFound",
    ]);
  });
});

describe("role assignments", () => {
  test("of a subscription hold what it inherits, with definitions below the subscription", async () => {
    const { get } = await start();
    const seen = (answer: WireAnswer): unknown[] =>
      itemsOf(answer).map(({ properties }) => [
        properties["principalId"],
        properties["scope"],
        String(properties["roleDefinitionId"]).replace(definitions, " "),
      ]);
    const inherited = (of: string) => [vendor.id, "/", `${of} /${azureRoles["User Access Administrator"]}`];
    const reader = [vendor.id, inProduction, `${inProduction} /${azureRoles.Reader}`];
    expect(seen(await get(inProduction + assignments))).toEqual([
      [
        backup.id,
        `${inProduction}/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/contosodata`,
        `${inProduction} /${azureRoles["Storage Blob Data Reader"]}`,
      ],
      reader,
      inherited(inProduction),
    ]);
    expect(seen(await get(inOther + assignments))).toEqual([inherited(inOther)]);
    expect(seen(await get(inProduction + assignments, "atScope()"))).toEqual([
      reader,
      inherited(inProduction),
    ]);
    expect(errorOf(await get(inProduction + assignments, "principalId eq 'x'"))[0]).toBe(400);
  });

  test.skipIf(sharedFolder() === undefined)("have the specification's properties", async () => {
    const assignment = Object.keys(
      definitionsOf("authorization-roleAssignments-2022-04-01", "RoleAssignmentProperties"),
    );
    const definition = Object.keys(
      definitionsOf("authorization-roleDefinitions-2022-04-01", "RoleDefinitionProperties"),
    );
    const { get } = await start();
    const [ours] = itemsOf(await get(inProduction + assignments));
    expect(Object.keys(ours?.properties ?? {}).toSorted()).toEqual(assignment.toSorted());
    const [role] = itemsOf(await get(inProduction + definitions));
    expect(Object.keys(role?.properties ?? {}).toSorted()).toEqual(definition.toSorted());
  });
});

describe("role definitions", () => {
  test("are filtered by type, and a custom role is seen where it may be assigned", async () => {
    const { get } = await start();
    const names = async (of: string, filter?: string) =>
      itemsOf(await get(of + definitions, filter)).map(({ properties }) => properties["roleName"]);
    const builtIn = Object.keys(azureRoles);
    expect(await names(inProduction)).toEqual(builtIn);
    expect(await names(inOther)).toEqual([...builtIn, "Key rotator"]);
    expect(await names(inOther, "type eq 'CustomRole'")).toEqual(["Key rotator"]);
    expect(await names(inOther, "type eq 'BuiltInRole'")).toEqual(builtIn);
    expect(await names(inProduction, "type eq 'CustomRole'")).toEqual([]);
    expect(errorOf(await get(inOther + definitions, "roleName eq 'Owner'"))[0]).toBe(400);
    const [custom] = itemsOf(await get(inOther + definitions, "type eq 'CustomRole'"));
    expect(custom).toMatchObject({
      id: `${inOther}${definitions}/${String(rotator["name"])}`,
      type: "Microsoft.Authorization/roleDefinitions",
      properties: {
        type: "CustomRole",
        permissions: [
          {
            actions: ["Microsoft.Storage/storageAccounts/regenerateKey/action"],
            notActions: [],
            dataActions: [],
            notDataActions: [],
          },
        ],
      },
    });
  });
});

describe("what is narrower than a role", () => {
  const [eligibilities, denials] = ["roleEligibilityScheduleInstances", "denyAssignments"].map(
    (type) => `/providers/Microsoft.Authorization/${type}`,
  );
  const [landing, root] = ["landing-zones", tenant().tenantId].map((name) => managementGroupId(name)) as [
    string,
    string,
  ];
  const inGroup = `${inProduction}/resourceGroups/rg-data`;
  const write = { actions: ["Microsoft.Storage/storageAccounts/localUsers/write"] };
  const guarded = tenant({
    subscriptions: [
      subscription({
        roleEligibilities: [azureRoleEligibility(vendor.id, "Contributor", inGroup)],
        denyAssignments: [
          denyAssignment("stack", write, inGroup, { excludePrincipals: [{ id: backup.id }] }),
        ],
      }),
      other,
    ],
    managementGroups: [managementGroup({ subscriptions: [production.subscriptionId] })],
    azureRoleDefinitions: [
      azureRoleDefinition("Of the group", write, { properties: { assignableScopes: [landing] } }),
    ],
    inheritedRoleAssignments: [
      azureRoleAssignment(vendor.id, "Owner", landing),
      azureRoleAssignment(vendor.id, "Reader", root),
      azureRoleAssignment(vendor.id, "Contributor", managementGroupId("of another tenant")),
    ],
    inheritedRoleEligibilities: [
      azureRoleEligibility(vendor.id, "Owner", landing, { principalType: "Group" }),
    ],
    inheritedDenyAssignments: [denyAssignment("landing", write, landing), denyAssignment("all", write, "/")],
  });
  const scopes = (answer: WireAnswer): unknown[] =>
    itemsOf(answer).map(({ properties }) => properties["scope"]);

  test("a management group's things are inherited below it, and those of a group nobody knows everywhere", async () => {
    const { get } = await start({}, scanner, guarded);
    const unknown = managementGroupId("of another tenant");
    expect(scopes(await get(inProduction + assignments))).toEqual([landing, root, unknown]);
    expect(scopes(await get(inOther + assignments))).toEqual([root, unknown]);
    expect(scopes(await get(inProduction + denials))).toEqual([inGroup, landing, "/"]);
    expect(scopes(await get(inOther + denials))).toEqual(["/"]);
    expect(scopes(await get(inProduction + denials, "atScope()"))).toEqual([landing, "/"]);
    expect(scopes(await get(inOther + eligibilities, undefined, "2020-10-01"))).toEqual([]);
    expect(namesOf(await get(inProduction + definitions, "type eq 'CustomRole'"))).toHaveLength(1);
    expect(namesOf(await get(inOther + definitions, "type eq 'CustomRole'"))).toEqual([]);
  });

  test("a deny assignment takes from everybody but a few", async () => {
    const { get } = await start({}, scanner, guarded);
    const [stack] = itemsOf(await get(inProduction + denials));
    expect(stack).toEqual({
      id: `${inGroup}${denials}/${stack?.name}`,
      type: "Microsoft.Authorization/denyAssignments",
      name: stack?.name,
      properties: {
        denyAssignmentName: "stack",
        description: "",
        permissions: [{ ...write, notActions: [], dataActions: [], notDataActions: [] }],
        scope: inGroup,
        doNotApplyToChildScopes: false,
        principals: [{ id: everybody, type: "SystemDefined" }],
        excludePrincipals: [{ id: backup.id }],
        isSystemProtected: true,
      },
    });
  });

  test("an eligible role is one that may be activated, where that is paid for", async () => {
    const { get } = await start({}, scanner, guarded);
    const found = itemsOf(await get(inProduction + eligibilities, undefined, "2020-10-01"));
    expect(found).toMatchObject([
      {
        id: `${inGroup}${eligibilities}/${found[0]?.name}`,
        type: "Microsoft.Authorization/roleEligibilityScheduleInstances",
        properties: {
          principalId: vendor.id,
          principalType: "User",
          roleDefinitionId: `${inProduction}${definitions}/${azureRoles.Contributor}`,
          scope: inGroup,
        },
      },
      { properties: { principalType: "Group", scope: landing } },
    ]);
    expect(scopes(await get(inProduction + eligibilities, "atScope()", "2020-10-01"))).toEqual([landing]);
    for (const license of ["p1", "free"] as const) {
      const cheap = await start({ license }, scanner, guarded);
      expect(errorOf(await cheap.get(inProduction + eligibilities, undefined, "2020-10-01"))).toEqual([
        400,
        "AadPremiumLicenseRequired",
        "The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.",
      ]);
    }
    const odd = await get(inProduction + eligibilities, "asTarget()", "2020-10-01");
    expect(errorOf(odd).slice(0, 2)).toEqual([400, "UnsupportedQuery"]);
  });

  test("a condition in a role is told by the newest version alone", async () => {
    const { get } = await start({}, scanner, tenant({ subscriptions: [production] }));
    const blocks = async (version: string) => {
      const roles = itemsOf(await get(inProduction + definitions, "type eq 'BuiltInRole'", version));
      const found = roles.find(({ name }) => name === azureRoles["Azure Migrate Execute Expert"]);
      return found?.properties["permissions"] as readonly Record<string, unknown>[];
    };
    const keys = ["actions", "notActions", "dataActions", "notDataActions"];
    expect((await blocks("2022-04-01")).map((block) => Object.keys(block))).toEqual([keys, keys]);
    const [storage, assigns] = await blocks("2022-05-01-preview");
    expect(storage).toMatchObject({
      actions: expect.arrayContaining(["Microsoft.Storage/storageAccounts/*/write"]),
      condition: null,
      conditionVersion: null,
    });
    expect(assigns).toMatchObject({
      actions: [
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Authorization/roleAssignments/delete",
      ],
      condition: expect.stringContaining(`GuidEquals{${azureRoles["Storage Account Contributor"]}, `),
      conditionVersion: "2.0",
    });
  });

  test.each([
    [eligibilities, "2020-10-01", "roleEligibilityScheduleInstances", "roleEligibilities"],
    [denials, "2022-04-01", "denyAssignments", "denyAssignments"],
  ] as const)("%s wants a right, a version and pages", async (list, version, type, route) => {
    const action = `Microsoft.Authorization/${type}/read`;
    const denied = await start({}, client({ denied: [{ scope: inProduction, action }] }), guarded);
    expect(errorOf(await denied.get(inProduction + list, undefined, version))).toEqual([
      403,
      "AuthorizationFailed",
      expect.stringContaining(`perform action '${action}' over scope '${inProduction}'`),
    ]);
    const { get } = await start({ pageSize: { [route]: 1 } }, scanner, guarded);
    expect(errorOf(await get(inProduction + list, undefined, "2021-01-01")).slice(0, 2)).toEqual([
      400,
      "InvalidResourceType",
    ]);
    expect((await get(inProduction + list, undefined, version)).json()).toMatchObject({
      value: [expect.anything()],
      nextLink: expect.stringContaining("$skiptoken="),
    });
  });
});

test.each([
  [inProduction + identities, "Microsoft.ManagedIdentity/userAssignedIdentities/read"],
  [credentials, "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read"],
  [inProduction + assignments, "Microsoft.Authorization/roleAssignments/read"],
  [inProduction + definitions, "Microsoft.Authorization/roleDefinitions/read"],
])("%s wants %s and a version of its own", async (path, action) => {
  const denied = client({ denied: [{ scope: inProduction, action }] });
  const { get } = await start({}, denied);
  const [status, code, message] = errorOf(await get(path));
  expect([status, code]).toEqual([403, "AuthorizationFailed"]);
  expect(message).toContain(`perform action '${action}' over scope '${inProduction}`);
  const { get: allowed } = await start();
  expect(errorOf(await allowed(path, undefined, "2021-01-01")).slice(0, 2)).toEqual([
    400,
    "InvalidResourceType",
  ]);
});

test("pages are as long as the simulation is told", async () => {
  const { get, azure } = await start({ pageSize: { roleDefinitions: 4 } });
  const first = (await get(inOther + definitions)).json() as { value: unknown[]; nextLink: string };
  expect(first.value).toHaveLength(4);
  expect(first.nextLink).toContain("$skiptoken=");
  azure.fault({ route: "roleDefinitions", answer: { kind: "throttled", retryAfter: 4 } });
  const throttled = await get(inOther + definitions);
  expect([throttled.status, throttled.headers["retry-after"]]).toEqual([429, "4"]);
  expect(errorOf(throttled)[1]).toBe("SubscriptionRequestsThrottled");
  azure.fault({ route: "userAssignedIdentities", answer: { kind: "not-registered" } });
  expect(errorOf(await get(inOther + identities))).toEqual([
    409,
    "MissingSubscriptionRegistration",
    expect.stringContaining("'Microsoft.ManagedIdentity'"),
  ]);
  azure.fault({ route: "identityFederatedCredentials", answer: { kind: "not-found" } });
  expect(errorOf(await get(credentials))).toEqual([
    404,
    "ResourceNotFound",
    expect.stringContaining("ID-backup"),
  ]);
});
