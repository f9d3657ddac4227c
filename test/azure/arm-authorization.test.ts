import { afterEach, describe, expect, test } from "vitest";
import { client, type SimulatedClient } from "./describe.ts";
import { azureRoles } from "./describe-azure-roles.ts";
import { request, signIn, type WireAnswer } from "./requests.ts";
import { backup, contoso, other, production, rotator, scanner, vendor } from "./sample-directory.ts";
import { sharedFolder } from "./shared-folder.ts";
import { definitionsOf } from "./specifications.ts";
import { type AzureOptions, type SimulatedAzure, startAzure } from "./simulated-azure.ts";

const started: SimulatedAzure[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((azure) => azure.close()));
});

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

async function start(options: AzureOptions = {}, as: SimulatedClient = scanner) {
  const azure = await startAzure({ ...contoso, clients: [as] }, options);
  started.push(azure);
  const token = await signIn(azure, contoso, as, azure.url);
  return {
    azure,
    get: (path: string, filter?: string, version?: string): Promise<WireAnswer> => {
      const api = version ?? (path.includes("ManagedIdentity") ? "2023-01-31" : "2022-04-01");
      const query = filter === undefined ? "" : `&$filter=${encodeURIComponent(filter)}`;
      return request(azure, `${azure.url}${path}?api-version=${api}${query}`, { token });
    },
  };
}

const itemsOf = (answer: WireAnswer): readonly Resource[] => (answer.json() as { value: Resource[] }).value;
const errorOf = (answer: WireAnswer): readonly [number, string, string] => {
  const { error } = answer.json() as { error: { code: string; message: string } };
  return [answer.status, error.code, error.message];
};

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
