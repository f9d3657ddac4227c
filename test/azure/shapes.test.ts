import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { account, client, container, localUser, simulatedId, subscription, tenant } from "./describe.ts";
import { defenderPlan } from "./describe-defender.ts";
import { bodyOf, itemsOf, lacking, readJson, readRecordings, type Recorded, strange } from "./recordings.ts";
import { request, signIn, type WireAnswer } from "./requests.ts";
import { sharedFolder } from "./shared-folder.ts";
import { type SimulatedAzure, startAzure } from "./simulated-azure.ts";
import { definitionsOf } from "./specifications.ts";

const folder = sharedFolder();
const scanner = client();
const kinds = ["StorageV2", "Storage", "BlobStorage", "BlockBlobStorage"] as const;
const only = subscription({
  // Of another tenant, so that managedByTenants has an entry to compare.
  tenantId: simulatedId("tenant customer"),
  tags: { env: "test" },
  defenderPlan: defenderPlan(),
  resourceGroups: [{ name: "rg-data", tags: { product: "azurecli" } }],
  accounts: [
    ...kinds.map((kind) => account({ name: `of${kind.toLowerCase()}`, kind, tags: { a: "b" } })),
    account({
      name: "sftpland",
      properties: { isHnsEnabled: true, isSftpEnabled: true, isLocalUserEnabled: true },
      localUsers: [localUser(), localUser({ name: "second", properties: { groupId: 7 } })],
      containers: [container()],
    }),
  ],
});
const contoso = tenant({ clients: [scanner], subscriptions: [only] });

describe.skipIf(folder === undefined)("beside recordings of the real Azure", () => {
  const recordings = folder === undefined ? [] : readRecordings(folder);
  const get = (pattern: RegExp): Recorded[] =>
    recordings.filter(
      ({ request: { method, uri } }) => method === "GET" && pattern.test(new URL(uri).pathname),
    );
  const lists = get(/\/subscriptions\/[^/]+\/providers\/Microsoft\.Storage\/storageAccounts$/);
  const users = get(/\/localUsers(\/[^/]+)?$/);
  const graphAnswers = recordings.filter(({ request: { uri } }) =>
    uri.startsWith("https://graph.microsoft.com/"),
  );

  let azure: SimulatedAzure;
  let answers: Record<"accounts" | "users" | "user" | "organization" | "noGraph", WireAnswer>;
  beforeAll(async () => {
    azure = await startAzure(contoso);
    const token = await signIn(azure, contoso, scanner, azure.url);
    const graphToken = await signIn(azure, contoso, scanner, azure.graphUrl);
    const root = `${azure.url}/subscriptions/${only.subscriptionId}`;
    const one = `${root}/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/sftpland/localUsers`;
    const version = "?api-version=2023-05-01";
    const organization = `${azure.graphUrl}/v1.0/organization`;
    answers = {
      accounts: await request(azure, `${root}/providers/Microsoft.Storage/storageAccounts${version}`, {
        token,
      }),
      users: await request(azure, one + version, { token }),
      user: await request(azure, `${one}/partner${version}`, { token }),
      organization: await request(azure, organization, { token: graphToken }),
      noGraph: await request(azure, `${organization}?$select=nickname`, { token: graphToken }),
    };
  });
  afterAll(() => azure.close());

  test("there is something to compare with", () => {
    expect(lists.length).toBeGreaterThan(0);
    expect(users.length).toBeGreaterThan(1);
    expect(graphAnswers.length).toBeGreaterThan(50);
  });

  test("storage accounts have no key or type that real ones lack, and all that every real one has", () => {
    const ours = itemsOf(answers.accounts.json());
    const real = lists.flatMap(({ response }) => itemsOf(response.body));
    expect(strange(answers.accounts.json(), lists.map(bodyOf))).toEqual([]);
    for (const item of ours) expect(lacking(item, real)).toEqual([]);
  });

  test("each kind of account has the endpoints of its kind", () => {
    const real = lists.flatMap(({ response }) => itemsOf(response.body)).map(endpointsOf);
    for (const ours of itemsOf(answers.accounts.json()).map(endpointsOf)) expect(real).toContainEqual(ours);
  });

  test("local users too, in a list and alone", () => {
    const example = readJson(`${folder}/specs/storage-2025-06-01-localusers.json`) as {
      LocalUsersList: unknown;
    };
    const realLists = users.filter(({ request: { uri } }) => /\/localUsers\?/.test(uri)).map(bodyOf);
    const realUsers = users
      .map(bodyOf)
      .flatMap((body) => (body as { value?: object[] }).value ?? [body as object]);
    expect(strange(answers.users.json(), [...realLists, example.LocalUsersList])).toEqual([]);
    expect(strange(answers.user.json(), realUsers)).toEqual([]);
    const recordedIds = realUsers.map((user) => (user as { id: string }).id.split("/").at(-2));
    expect(new Set(recordedIds)).toEqual(new Set(["localusers"]));
    for (const item of itemsOf(answers.users.json())) {
      expect(lacking(item, realUsers)).toEqual([]);
      expect((item as { id: string }).id).toContain("/localusers/");
    }
  });

  describe("of other providers", () => {
    const inOnly = `/subscriptions/${only.subscriptionId}`;
    const ask = async (path: string, version: string, method = "GET"): Promise<WireAnswer> => {
      const token = await signIn(azure, contoso, scanner, azure.url);
      return await request(azure, `${azure.url}${path}?api-version=${version}`, { token, method });
    };
    const recorded = (pattern: RegExp, method = "GET"): Recorded[] =>
      recordings.filter(
        ({ request: asked }) => asked.method === method && pattern.test(new URL(asked.uri).pathname),
      );

    test.each([
      [
        "management groups",
        "/providers/Microsoft.Management/managementGroups",
        "2021-04-01",
        /\/managementGroups$/,
      ],
      [
        "the plan",
        `${inOnly}/providers/Microsoft.Security/pricings/StorageAccounts`,
        "2023-01-01",
        /\/pricings$/,
      ],
    ])("%s", async (_, path, version, pattern) => {
      const real = recorded(pattern);
      expect(real).toHaveLength(1);
      const body = (await ask(path, version)).json() as { value?: object[] };
      const [list] = real.map(bodyOf);
      const same = itemsOf(list).filter((item) =>
        !body.value ? (item as { name: string }).name === "StorageAccounts" : true,
      );
      expect(same.length).toBeGreaterThan(0);
      if (body.value) expect(Object.keys(body)).toEqual(Object.keys(list as object));
      for (const item of body.value ?? [body]) {
        expect(strange(item, same)).toEqual([]);
        expect(lacking(item, same)).toEqual([]);
      }
    });

    test("a resource group is in a list what it is alone", async () => {
      const real = recorded(/\/resourcegroups\/[^/]+$/i).map(bodyOf);
      expect(real.length).toBeGreaterThan(0);
      const [ours] = itemsOf((await ask(`${inOnly}/resourcegroups`, "2022-09-01")).json());
      expect([strange(ours, real), lacking(ours, real)]).toEqual([[], []]);
    });

    test("a user's keys are the provider's answer to a write", async () => {
      const [real] = recorded(/\/listKeys$/, "POST");
      const group = `${inOnly}/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts`;
      const ours = await ask(`${group}/sftpland/localUsers/partner/listKeys`, "2023-05-01", "POST");
      expect(ours.json()).toEqual(real?.response.body);
      for (const name of ["content-type", "server"])
        expect(ours.headers[name]).toBe(real?.response.headers[name]);
      const limits = Object.keys(real?.response.headers ?? {}).filter((name) => name.includes("ratelimit"));
      expect(limits.length).toBeGreaterThan(0);
      expect(
        Object.keys(ours.headers)
          .filter((name) => name.includes("ratelimit"))
          .toSorted(),
      ).toEqual(limits.toSorted());
    });
  });

  test("header names and content types are the real ones", () => {
    // The recorder dropped these three; https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
    const dropped = [
      "x-ms-request-id",
      "x-ms-correlation-request-id",
      "x-ms-ratelimit-remaining-subscription-reads",
    ];
    const cases: readonly (readonly [WireAnswer, readonly Recorded[], readonly string[]])[] = [
      [answers.accounts, lists, dropped],
      [answers.users, users, dropped],
      [answers.organization, graphAnswers.filter(({ response }) => response.status === 200), []],
      [answers.noGraph, graphAnswers.filter(({ response }) => response.status === 404), []],
    ];
    for (const [ours, real, also] of cases) {
      const known = new Set([...real.flatMap(({ response }) => Object.keys(response.headers)), ...also]);
      // Hop-by-hop headers belong to the connection, not to the answer.
      const names = Object.keys(ours.headers).filter(
        (name) => name !== "connection" && name !== "keep-alive",
      );
      expect(names.filter((name) => !known.has(name))).toEqual([]);
      const types = new Set(real.map(({ response }) => response.headers["content-type"]));
      expect(types).toContain(ours.headers["content-type"]);
    }
    expect(new Set(lists.map(({ response }) => response.headers["content-type"]))).toEqual(
      new Set([answers.accounts.headers["content-type"]]),
    );
    expect(new Set(users.map(({ response }) => response.headers["server"]))).toEqual(
      new Set([answers.users.headers["server"]]),
    );
  });

  test("Graph's envelope and errors", () => {
    const envelopes = graphAnswers
      .filter(({ response }) => response.status === 200)
      .map(({ response }) => ({ ...(response.body as object), value: undefined }));
    const { value, ...envelope } = answers.organization.json() as { value: unknown };
    expect(value).toHaveLength(1);
    expect(strange(envelope, envelopes)).toEqual([]);
    const failures = graphAnswers.filter(({ response }) => response.status >= 400).map(bodyOf);
    expect(failures.length).toBeGreaterThan(0);
    expect(strange(answers.noGraph.json(), failures)).toEqual([]);
    expect(lacking(answers.noGraph.json(), failures)).toEqual([]);
    expect(
      (answers.noGraph.json() as { error: { innerError: { date: string } } }).error.innerError.date,
    ).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  });
});

describe.skipIf(folder === undefined)("beside the specifications", () => {
  const examples = `${folder}/specs/examples-misc`;
  let azure: SimulatedAzure;
  let token: string;
  beforeAll(async () => {
    azure = await startAzure(contoso);
    token = await signIn(azure, contoso, scanner, azure.url);
  });
  afterAll(() => azure.close());

  const ours = async (path: string): Promise<unknown> =>
    (await request(azure, `${azure.url}${path}?api-version=2022-12-01`, { token })).json();

  test.each([
    ["GetSubscriptions", "/subscriptions"],
    ["GetSubscription", `/subscriptions/${only.subscriptionId}`],
    ["GetTenants", "/tenants"],
  ])("%s", async (example, path) => {
    const file = readJson(`${examples}/${example}.json`) as { responses: { 200: { body: unknown } } };
    const body = file.responses[200].body;
    expect(strange(await ours(path), [body])).toEqual([]);
    const pairs = itemsOf(await ours(path));
    for (const item of pairs) expect(lacking(item, itemsOf(body))).toEqual([]);
  });

  test("a container has only properties of the specification", async () => {
    const definitions = ["ListContainerItem", "ContainerProperties"] as const;
    const [item, properties] = definitions.map((name) =>
      Object.keys(definitionsOf("storage-2023-05-01/blob", name)),
    );
    const list = `/subscriptions/${only.subscriptionId}/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/sftpland/blobServices/default/containers`;
    const found = itemsOf(await ours(list)) as { properties: object }[];
    expect(found).toHaveLength(1);
    for (const container of found) {
      const { properties: own, ...others } = container;
      expect(properties).toEqual(expect.arrayContaining(Object.keys(own)));
      // An AzureEntityResource, whose definition lies in a file of its own.
      expect(Object.keys(others)).toEqual(["id", "name", "type", "etag"]);
      expect(item).toEqual(["properties"]);
    }
  });

  test("ARM's errors are what the specifications define", async () => {
    const spec = readJson(`${folder}/specs/storage-2023-05-01/storage.json`) as {
      definitions: Record<string, { properties: Record<string, unknown> }>;
    };
    const error = (await ours(`/subscriptions/${simulatedId("stranger")}`)) as { error: object };
    expect(Object.keys(error)).toEqual(Object.keys(spec.definitions["ErrorResponse"]?.properties ?? {}));
    expect(Object.keys(error.error)).toEqual(
      Object.keys(spec.definitions["ErrorResponseBody"]?.properties ?? {}),
    );
  });

  test("the base of an account has only properties of the specification", async () => {
    const spec = readJson(`${folder}/specs/storage-2023-05-01/storage.json`) as {
      definitions: Record<string, { properties: Record<string, unknown> }>;
    };
    const known = Object.keys(spec.definitions["StorageAccountProperties"]?.properties ?? {});
    const list = await ours(
      `/subscriptions/${only.subscriptionId}/providers/Microsoft.Storage/storageAccounts`,
    );
    const names = itemsOf(list).flatMap((item) => Object.keys((item as { properties: object }).properties));
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
  });
});

function endpointsOf(item: object): unknown {
  const { kind, properties } = item as { kind: string; properties: { primaryEndpoints: object } };
  return { kind, services: Object.keys(properties.primaryEndpoints).sort() };
}
