import { SubscriptionClient } from "@azure/arm-resources-subscriptions";
import { StorageManagementClient } from "@azure/arm-storage";
import { ClientAssertionCredential, ClientSecretCredential, type TokenCredential } from "@azure/identity";
import { Client } from "@microsoft/microsoft-graph-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  account,
  client,
  localUser,
  type SimulatedClient,
  simulatedId,
  subscription,
  tenant,
} from "./describe.ts";
import { type SimulatedAzure, startAzure, trustAzure } from "./simulated-azure.ts";

const scanner = client();
const production = subscription({
  tags: { env: "prod" },
  accounts: [
    account({
      name: "sftpland",
      resourceGroup: "RG-Partners",
      properties: { isHnsEnabled: true, isSftpEnabled: true, isLocalUserEnabled: true },
      localUsers: ["ada", "bob", "cyd", "dan", "eve"].map((name) => localUser({ name })),
    }),
    account({ name: "flatland", localUsers: [localUser()], properties: { minimumTlsVersion: undefined } }),
    account({ name: "oldland", kind: "Storage" }),
  ],
});
const unregistered = subscription({ displayName: "Unregistered", notRegistered: true });
const locked = subscription({ displayName: "Locked", accounts: [account({ name: "hidden" })] });
const limited = client({
  clientId: simulatedId("client limited"),
  noGraph: true,
  denied: [
    `/subscriptions/${locked.subscriptionId.toUpperCase()}/`,
    {
      scope: `/subscriptions/${production.subscriptionId}/resourceGroups/RG-Partners`,
      action: "Microsoft.Storage/storageAccounts/localUsers/read",
    },
    {
      scope: `/subscriptions/${production.subscriptionId}`,
      action: "Microsoft.Storage/storageAccounts/listKeys/action",
    },
  ],
});
const contoso = tenant({ clients: [scanner, limited], subscriptions: [production, unregistered, locked] });

let azure: SimulatedAzure;
let paged: SimulatedAzure;
beforeAll(async () => {
  azure = await startAzure(contoso);
  paged = await startAzure(contoso, {
    pageSize: { subscriptions: 1, storageAccounts: 2, localUsers: 2 },
    apiVersions: { "Microsoft.Storage": ["2025-06-01", "2023-05-01"], subscriptions: ["2022-12-01"] },
  });
  trustAzure(azure.ca);
  trustAzure(paged.ca);
});
afterAll(async () => {
  await Promise.all([azure.close(), paged.close()]);
});

function signedIn(to: SimulatedAzure, as: SimulatedClient): TokenCredential {
  return new ClientSecretCredential(contoso.tenantId, as.clientId, as.clientSecret, {
    authorityHost: to.loginUrl,
    disableInstanceDiscovery: true,
  });
}

function options(to: SimulatedAzure) {
  return { endpoint: to.url, credentials: { scopes: [`${to.url}/.default`] } };
}

function storage(to: SimulatedAzure, id: string, as = scanner, apiVersion?: string): StorageManagementClient {
  return new StorageManagementClient(signedIn(to, as), id, {
    ...options(to),
    ...(apiVersion !== undefined && { apiVersion }),
  });
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

function graph(to: SimulatedAzure, as = scanner): Client {
  const credential = signedIn(to, as);
  return Client.initWithMiddleware({
    baseUrl: to.graphUrl,
    customHosts: new Set(["localhost"]),
    authProvider: {
      getAccessToken: async () => (await credential.getToken(`${to.graphUrl}/.default`))?.token ?? "",
    },
  });
}

describe("the ARM clients", () => {
  test("list subscriptions, one page and three", async () => {
    for (const to of [azure, paged]) {
      const found = await all(
        new SubscriptionClient(signedIn(to, scanner), options(to)).subscriptions.list(),
      );
      expect(found.map(({ displayName }) => displayName)).toEqual(["Production", "Unregistered", "Locked"]);
      expect(found[0]).toMatchObject({ state: "Enabled", tenantId: contoso.tenantId, tags: { env: "prod" } });
    }
    const pages = paged.log.filter(({ route }) => route === "subscriptions");
    expect(pages.map(({ page, status, hasToken }) => [page, status, hasToken])).toEqual([
      [1, 200, true],
      [2, 200, true],
      [3, 200, true],
    ]);
    expect(pages.map(({ query }) => query["api-version"])).toEqual(Array(3).fill("2022-12-01"));
    expect(azure.log.filter(({ route }) => route === "subscriptions")).toHaveLength(1);
  });

  test("get one subscription, and 404 for another", async () => {
    const { subscriptions } = new SubscriptionClient(signedIn(azure, scanner), options(azure));
    expect((await subscriptions.get(production.subscriptionId)).displayName).toBe("Production");
    const stranger = simulatedId("stranger");
    await expect(subscriptions.get(stranger)).rejects.toMatchObject({
      statusCode: 404,
      code: "SubscriptionNotFound",
      message: expect.stringContaining(`The subscription '${stranger}' could not be found.`),
    });
  });

  test("list the home tenant", async () => {
    const { tenants } = new SubscriptionClient(signedIn(azure, scanner), options(azure));
    expect(await all(tenants.list())).toMatchObject([
      { tenantId: contoso.tenantId, defaultDomain: contoso.verifiedDomains[0] },
    ]);
  });

  test("list storage accounts with absent properties absent", async () => {
    for (const [to, version] of [
      [azure, undefined],
      [paged, "2025-06-01"],
    ] as const) {
      const found = await all(
        storage(to, production.subscriptionId, scanner, version).storageAccounts.list(),
      );
      expect(
        found.map(({ name, isHnsEnabled, isSftpEnabled }) => [name, isHnsEnabled, isSftpEnabled]),
      ).toEqual([
        ["sftpland", true, true],
        ["flatland", undefined, undefined],
        ["oldland", undefined, undefined],
      ]);
      expect(found.map(({ minimumTlsVersion }) => minimumTlsVersion)).toEqual([
        "TLS1_2",
        undefined,
        "TLS1_2",
      ]);
      expect(found[0]?.networkRuleSet?.defaultAction).toBe("Deny");
      expect(found[0]?.id).toContain("/resourceGroups/RG-Partners/");
      expect(found[0]?.creationTime?.getFullYear()).toBe(2025);
      expect(found[2]).toMatchObject({ kind: "Storage", accessTier: undefined });
    }
    expect(paged.log.filter(({ route }) => route === "storageAccounts").map(({ page }) => page)).toEqual([
      1, 2,
    ]);
  });

  test("list local users by the server's page size and by $maxpagesize", async () => {
    const byServer = storage(paged, production.subscriptionId, scanner, "2023-05-01").localUsers;
    const byClient = storage(azure, production.subscriptionId).localUsers;
    const names = ["ada", "bob", "cyd", "dan", "eve"];
    const found = await all(byServer.list("rg-partners", "SFTPLAND"));
    expect(found.map(({ name }) => name)).toEqual(names);
    expect(found.map(({ userId }) => userId)).toEqual([1000, 1001, 1002, 1003, 1004]);
    expect(found[0]?.id).toMatch(/\/localusers\/ada$/);
    expect(found[0]?.type).toBe("Microsoft.Storage/storageAccounts/localUsers");
    expect(paged.log.filter(({ route }) => route === "localUsers").map(({ page }) => page)).toEqual([
      1, 2, 3,
    ]);

    const before = azure.log.length;
    const again = await all(byClient.list("rg-partners", "sftpland", { maxpagesize: 4 }));
    expect(again.map(({ name }) => name)).toEqual(names);
    const asked = azure.log.slice(before).filter(({ route }) => route === "localUsers");
    expect(asked.map(({ query, page }) => [query["$maxpagesize"], page])).toEqual([
      ["4", 1],
      ["4", 2],
    ]);
  });

  test("get a local user; list none where there is no hierarchical namespace", async () => {
    const { localUsers } = storage(azure, production.subscriptionId);
    expect((await localUsers.get("RG-PARTNERS", "sftpland", "Eve")).sid).toMatch(
      /^S-1-2-0-\d+-\d+-\d+-1004$/,
    );
    expect(await all(localUsers.list("rg-data", "flatland"))).toEqual([]);
    for (const [group, name, user] of [
      ["RG-Partners", "sftpland", "nobody"],
      ["rg-data", "flatland", "partner"],
      ["rg-data", "nowhere", "partner"],
    ] as const) {
      await expect(localUsers.get(group, name, user)).rejects.toMatchObject({
        statusCode: 404,
        code: "ResourceNotFound",
      });
    }
  });

  test("listKeys of an account works, so that a test can show that nobody calls it", async () => {
    const { storageAccounts } = storage(azure, production.subscriptionId);
    expect((await storageAccounts.listKeys("rg-data", "flatland")).keys).toHaveLength(2);
    const posts = azure.log.filter(({ host, method }) => host === "arm" && method === "POST");
    expect(posts.map(({ route, path }) => [route, path.split("/").at(-1)])).toEqual([
      [undefined, "listKeys"],
    ]);
  });

  test("are told which api-versions there are", async () => {
    const client = storage(paged, production.subscriptionId);
    await expect(all(client.storageAccounts.list())).rejects.toMatchObject({
      statusCode: 400,
      code: "InvalidResourceType",
    });
    await expect(client.localUsers.get("RG-Partners", "sftpland", "ada")).rejects.toMatchObject({
      statusCode: 400,
      code: "NoRegisteredProviderFound",
      message: expect.stringContaining("The supported api-versions are '2025-06-01, 2023-05-01'."),
    });
    await expect(
      new SubscriptionClient(signedIn(paged, scanner), {
        ...options(paged),
        apiVersion: "2099-01-01",
      }).subscriptions.get(production.subscriptionId),
    ).rejects.toMatchObject({ statusCode: 400, code: "InvalidApiVersionParameter" });
  });

  test("are refused where Microsoft.Storage is not registered", async () => {
    const list = storage(azure, unregistered.subscriptionId).storageAccounts.list();
    await expect(all(list)).rejects.toMatchObject({
      statusCode: 409,
      code: "MissingSubscriptionRegistration",
    });
  });

  test("are refused what their client is denied, and nothing else", async () => {
    await expect(
      all(storage(azure, locked.subscriptionId, limited).storageAccounts.list()),
    ).rejects.toMatchObject({ statusCode: 403, code: "AuthorizationFailed" });
    const partners = storage(azure, production.subscriptionId, limited);
    expect(await all(partners.storageAccounts.list())).toHaveLength(3);
    expect(await all(partners.localUsers.list("rg-data", "flatland"))).toEqual([]);
    await expect(partners.storageAccounts.listKeys("rg-data", "flatland")).rejects.toMatchObject({
      statusCode: 403,
      message: expect.stringContaining("Microsoft.Storage/storageAccounts/listKeys/action"),
    });
    const id = `/subscriptions/${production.subscriptionId}/resourceGroups/RG-Partners/providers/Microsoft.Storage/storageAccounts/sftpland`;
    await expect(partners.localUsers.get("RG-Partners", "sftpland", "ada")).rejects.toMatchObject({
      statusCode: 403,
      message: expect.stringContaining(
        `The client '${limited.clientId}' with object id '${limited.objectId}' does not have authorization to perform action 'Microsoft.Storage/storageAccounts/localUsers/read' over scope '${id}/localUsers/ada'`,
      ),
    });
  });
});

test("the SDK retries a throttled list by itself, and the log shows both attempts", async () => {
  const before = azure.log.length;
  azure.fault({ route: "storageAccounts", times: 1, answer: { kind: "throttled", retryAfter: 0 } });
  expect(await all(storage(azure, production.subscriptionId).storageAccounts.list())).toHaveLength(3);
  const asked = azure.log.slice(before).filter(({ route }) => route === "storageAccounts");
  expect(asked.map(({ status }) => status)).toEqual([429, 200]);
  expect((asked[1]?.attempt ?? 0) - (asked[0]?.attempt ?? 0)).toBe(1);
});

test("the SDK replaces a refused token by itself only when it is challenged for claims", async () => {
  const { localUsers } = storage(azure, production.subscriptionId);
  const get = () => localUsers.get("RG-Partners", "sftpland", "ada");
  azure.fault({ route: "localUser", times: 1, answer: { kind: "expired-token", claims: true } });
  expect((await get()).name).toBe("ada");
  azure.fault({ route: "localUser", times: 1, answer: { kind: "expired-token" } });
  const expired = { statusCode: 401, code: "ExpiredAuthenticationToken" };
  await expect(get()).rejects.toMatchObject(expired);
  await expect(get()).rejects.toMatchObject(expired);
  expect(
    (await storage(azure, production.subscriptionId).localUsers.get("RG-Partners", "sftpland", "ada")).name,
  ).toBe("ada");
});

describe("signing in", () => {
  test("with an assertion works", async () => {
    const credential = new ClientAssertionCredential(
      contoso.tenantId,
      scanner.clientId,
      async () => "e30.e30.x",
      {
        authorityHost: azure.loginUrl,
        disableInstanceDiscovery: true,
      },
    );
    const client = new SubscriptionClient(credential, options(azure));
    expect(await all(client.subscriptions.list())).toHaveLength(3);
  });

  test.each([
    ["a wrong secret", { ...scanner, clientSecret: "wrong" }, "AADSTS7000215"],
    ["an unknown client", { ...scanner, clientId: simulatedId("nobody") }, "AADSTS700016"],
  ])("with %s fails as Microsoft Entra ID words it", async (_, as, code) => {
    await expect(signedIn(azure, as).getToken(`${azure.url}/.default`)).rejects.toThrow(code);
  });

  test("for a resource the tenant does not know fails", async () => {
    const credential = signedIn(azure, scanner);
    await expect(credential.getToken("https://management.azure.com/.default")).rejects.toThrow(
      "AADSTS500011",
    );
  });

  test("to an unknown tenant fails at its description", async () => {
    const credential = new ClientSecretCredential(
      "fabrikam.example",
      scanner.clientId,
      scanner.clientSecret,
      {
        authorityHost: azure.loginUrl,
        disableInstanceDiscovery: true,
      },
    );
    await expect(credential.getToken(`${azure.url}/.default`)).rejects.toMatchObject({
      name: "CredentialUnavailableError",
    });
    expect(azure.log.findLast(({ route }) => route === "openid")?.status).toBe(400);
  });
});

describe("the Graph client", () => {
  test("reads the organization and honours $select", async () => {
    const whole = await graph(azure).api("/organization").get();
    expect(whole.value[0]).toMatchObject({ id: contoso.tenantId, displayName: "Contoso", tenantType: "AAD" });
    expect(whole.value[0].verifiedDomains.map((domain: { isInitial: boolean }) => domain.isInitial)).toEqual([
      false,
      true,
    ]);
    const some = await graph(azure).api("/organization").select(["id", "displayName"]).get();
    expect(some.value).toEqual([{ id: contoso.tenantId, displayName: "Contoso" }]);
    await expect(graph(azure).api("/organization").select("nickname").get()).rejects.toMatchObject({
      statusCode: 400,
    });
  });

  test("is denied where its client may not read", async () => {
    await expect(graph(azure, limited).api("/organization").get()).rejects.toMatchObject({
      statusCode: 403,
      code: "Authorization_RequestDenied",
    });
  });
});
