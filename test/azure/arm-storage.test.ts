import { ResourceManagementClient } from "@azure/arm-resources";
import { StorageManagementClient } from "@azure/arm-storage";
import { ClientSecretCredential } from "@azure/identity";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { armSession, errorOf, itemsOf, namesOf } from "./arm-session.ts";
import {
  account,
  client,
  container,
  localUser,
  subscription,
  tenant,
  userAssignedIdentity,
} from "./describe.ts";
import { type SimulatedAzure, startAzure, trustAzure } from "./simulated-azure.ts";

const scanner = client();
const sshAuthorizedKeys = [
  { description: "partner", key: "ssh-rsa AAAAB3NzaC1yc2E=" },
  { key: "ssh-rsa BB" },
];
const properties = { isHnsEnabled: true, isSftpEnabled: true };
const sftp = account({
  name: "sftpland",
  resourceGroup: "RG-Partners",
  properties,
  containers: [
    container({ properties: { publicAccess: "Blob" } }),
    container({ name: "outbox" }),
    container({ name: "legacy", properties: { publicAccess: undefined } }),
    container({ name: "gone", properties: { deleted: true } }),
  ],
  localUsers: [
    localUser({ name: "plain" }),
    localUser({ name: "keyed", sshAuthorizedKeys, sharedKey: "planted" }),
    localUser({ name: "smb", properties: { hasSharedKey: true } }),
  ],
});
const production = subscription({
  accounts: [sftp, account({ name: "locked", lock: "ReadOnly", properties, localUsers: [localUser()] })],
  identities: [userAssignedIdentity({ resourceGroup: "rg-identities", location: "northeurope" })],
  resourceGroups: [
    { name: "rg-partners", tags: { owner: "edi" } },
    { name: "rg-empty", location: "westus" },
  ],
});
const contoso = tenant({ clients: [scanner], subscriptions: [production] });
const inProduction = `/subscriptions/${production.subscriptionId}`;
const provider = "/providers/Microsoft.Storage/storageAccounts";
const sftpland = `${inProduction}/resourceGroups/RG-Partners${provider}/sftpland`;
const version = "2023-05-01";

describe("the typed clients", () => {
  let azure: SimulatedAzure;
  beforeAll(async () => {
    azure = await startAzure(contoso, { pageSize: { containers: 2, resourceGroups: 2 } });
    trustAzure(azure.ca);
  });
  afterAll(() => azure.close());

  const options = () => ({ endpoint: azure.url, credentials: { scopes: [`${azure.url}/.default`] } });
  const credential = () =>
    new ClientSecretCredential(contoso.tenantId, scanner.clientId, scanner.clientSecret, {
      authorityHost: azure.loginUrl,
      disableInstanceDiscovery: true,
    });

  test("list containers over two pages", async () => {
    const storage = new StorageManagementClient(credential(), production.subscriptionId, options());
    const found = await all(storage.blobContainers.list("rg-partners", "SFTPLAND"));
    expect(found.map(({ name, publicAccess }) => [name, publicAccess])).toEqual([
      ["inbox", "Blob"],
      ["outbox", "None"],
      ["legacy", undefined],
    ]);
    expect(found[0]?.etag).toMatch(/^"0x8D[0-9A-F]{12}"$/);
    expect(azure.log.filter(({ route }) => route === "containers").map(({ page }) => page)).toEqual([1, 2]);
  });

  test("list resource groups, those of accounts and identities without being told", async () => {
    const resources = new ResourceManagementClient(credential(), production.subscriptionId, options());
    const found = await all(resources.resourceGroups.list());
    expect(found.map(({ name, location, tags }) => [name, location, tags])).toEqual([
      ["rg-partners", "westeurope", { owner: "edi" }],
      ["rg-empty", "westus", undefined],
      ["rg-data", "westeurope", undefined],
      ["rg-identities", "northeurope", undefined],
    ]);
    expect(found[0]).toMatchObject({
      id: `${inProduction}/resourceGroups/rg-partners`,
      type: "Microsoft.Resources/resourceGroups",
      properties: { provisioningState: "Succeeded" },
    });
    const asked = azure.log.filter(({ route }) => route === "resourceGroups");
    expect(asked.map(({ path, page }) => [path, page])).toEqual([
      [`${inProduction}/resourcegroups`, 1],
      [`${inProduction}/resourcegroups`, 2],
    ]);
  });

  test("list the keys of a local user", async () => {
    const { localUsers } = new StorageManagementClient(credential(), production.subscriptionId, options());
    const keys = await localUsers.listKeys("RG-Partners", "sftpland", "Keyed");
    expect(keys).toMatchObject({ sshAuthorizedKeys, sharedKey: "planted" });
    expect(azure.log.at(-1)).toMatchObject({ route: "localUserKeys", method: "POST", status: 200 });
  });
});

test("containers are filtered by the beginning of a name, and deleted ones are shown to who asks", async () => {
  const { get } = await armSession(contoso);
  const asked = async (query: Record<string, string>) =>
    namesOf(await get(`${sftpland}/blobServices/default/containers`, version, query));
  expect(await asked({ $filter: "out" })).toEqual(["outbox"]);
  expect(await asked({ $include: "deleted" })).toEqual(["inbox", "outbox", "legacy", "gone"]);
  expect(await asked({ $maxpagesize: "1" })).toEqual(["inbox"]);
});

describe("listKeys", () => {
  const keysOf = (user: string): string => `${sftpland}/localUsers/${user}/listKeys`;

  test("answers what the user has, which may be nothing", async () => {
    const { post } = await armSession(contoso);
    expect((await post(keysOf("plain"), version)).text).toBe("{}");
    expect((await post(keysOf("keyed"), version)).json()).toEqual({
      sshAuthorizedKeys,
      sharedKey: "planted",
    });
    const random = async () => (await post(keysOf("smb"), version)).json() as { sharedKey: string };
    const [first, second] = [await random(), await random()];
    expect(Object.keys(first)).toEqual(["sharedKey"]);
    expect(first.sharedKey).toHaveLength(88);
    expect(first.sharedKey).not.toBe(second.sharedKey);
    expect(errorOf(await post(keysOf("nobody"), version)).slice(0, 2)).toEqual([404, "ResourceNotFound"]);
  });

  test("is counted as a write, and stopped by a read-only lock", async () => {
    const { post, get, azure } = await armSession(contoso);
    const answer = await post(keysOf("plain"), version);
    expect(answer.headers["x-ms-ratelimit-remaining-subscription-writes"]).toBe("199");
    expect(answer.headers["x-ms-ratelimit-remaining-subscription-reads"]).toBeUndefined();
    const locked = `${inProduction}/resourceGroups/rg-data${provider}/locked`;
    expect(errorOf(await post(`${locked}/localUsers/partner/listKeys`, version))).toEqual([
      409,
      "ScopeLocked",
      `The scope '${locked}/localUsers/partner' cannot perform write operation because following scope(s) are locked: '${locked}'. Please remove the lock and try again.`,
    ]);
    expect(namesOf(await get(`${locked}/localUsers`, version))).toEqual(["partner"]);
    azure.fault({ route: "localUserKeys", answer: { kind: "throttled", retryAfter: 9 } });
    expect(errorOf(await post(keysOf("plain"), version))).toEqual([
      429,
      "SubscriptionRequestsThrottled",
      expect.stringContaining("Number of 'write' requests"),
    ]);
  });

  test("is a right of its own, and the keys of an account are no route", async () => {
    const action = "Microsoft.Storage/storageAccounts/localUsers/listKeys/action";
    const { post, azure } = await armSession(
      contoso,
      {},
      client({ denied: [{ scope: inProduction, action }] }),
    );
    expect(errorOf(await post(keysOf("keyed"), version))).toEqual([
      403,
      "AuthorizationFailed",
      expect.stringContaining(`perform action '${action}' over scope '${sftpland}/localUsers/keyed'`),
    ]);
    expect((await post(`${sftpland}/listKeys`, version)).status).toBe(200);
    expect(azure.log.slice(-2).map(({ route }) => route)).toEqual(["localUserKeys", undefined]);
  });
});

test("resource groups that are hidden are left out, and the list is refused where all are", async () => {
  const path = `${inProduction}/resourcegroups`;
  const hidden = client({ denied: [`${inProduction}/resourceGroups/RG-EMPTY`] });
  const { get } = await armSession(contoso, { apiVersions: { resourceGroups: ["2022-09-01"] } }, hidden);
  expect(namesOf(await get(path, "2022-09-01"))).toEqual(["rg-partners", "rg-data", "rg-identities"]);
  expect(errorOf(await get(path, "2025-04-01")).slice(0, 2)).toEqual([400, "InvalidApiVersionParameter"]);
  const blind = await armSession(contoso, {}, client({ denied: [inProduction] }));
  const action = "Microsoft.Resources/subscriptions/resourceGroups/read";
  expect(errorOf(await blind.get(path, "2025-04-01"))[2]).toContain(
    `'${action}' over scope '${inProduction}'`,
  );
});

test.each([
  [
    `${sftpland}/blobServices/default/containers`,
    "Microsoft.Storage/storageAccounts/blobServices/containers/read",
  ],
])("%s wants %s and a version", async (path, action) => {
  const denied = await armSession(contoso, {}, client({ denied: [{ scope: sftpland, action }] }));
  expect(errorOf(await denied.get(path, version))).toEqual([
    403,
    "AuthorizationFailed",
    expect.stringContaining(`perform action '${action}' over scope '${sftpland}/blobServices/default'`),
  ]);
  const old = await armSession(contoso, { apiVersions: { "Microsoft.Storage": ["2021-06-01"] } });
  expect(errorOf(await old.get(path, version))).toEqual([
    400,
    "NoRegisteredProviderFound",
    expect.stringContaining("for type 'storageAccounts/blobServices/containers'"),
  ]);
  old.azure.fault({ route: "containers", answer: { kind: "null-item" } });
  expect(itemsOf(await old.get(path, "2021-06-01")).at(-1)).toBeNull();
  expect(errorOf(await old.get(path.replace("sftpland", "nowhere"), "2021-06-01")).slice(0, 2)).toEqual([
    404,
    "ResourceNotFound",
  ]);
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
