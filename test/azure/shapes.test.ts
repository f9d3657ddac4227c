import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { account, client, localUser, simulatedId, subscription, tenant } from "./describe.ts";
import { bodyOf, itemsOf, lacking, readJson, readRecordings, type Recorded, strange } from "./recordings.ts";
import { request, signIn, type WireAnswer } from "./requests.ts";
import { sharedFolder } from "./shared-folder.ts";
import { type SimulatedAzure, startAzure } from "./simulated-azure.ts";

const folder = sharedFolder();
const scanner = client();
const kinds = ["StorageV2", "Storage", "BlobStorage", "BlockBlobStorage"] as const;
const only = subscription({
  // Of another tenant, so that managedByTenants has an entry to compare.
  tenantId: simulatedId("tenant customer"),
  tags: { env: "test" },
  accounts: [
    ...kinds.map((kind) => account({ name: `of${kind.toLowerCase()}`, kind, tags: { a: "b" } })),
    account({
      name: "sftpland",
      properties: { isHnsEnabled: true, isSftpEnabled: true, isLocalUserEnabled: true },
      localUsers: [localUser(), localUser({ name: "second", properties: { groupId: 7 } })],
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
