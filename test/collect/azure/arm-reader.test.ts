import { describe, expect, test } from "vitest";
import type { ArmQuery, AzureReader } from "../../../src/collect/azure-reader.ts";
import { ReadError } from "../../../src/errors.ts";
import { account, container, localUser, subscription } from "../../azure/describe.ts";
import { defenderSetting } from "../../azure/describe-defender.ts";
import { managementGroup, managementGroupId } from "../../azure/describe-management-groups.ts";
import { idsOf, readerOf } from "./graph-harness.ts";

const { subscriptionId } = subscription();
const scope = `/subscriptions/${subscriptionId}`;
const names = ["a", "b", "c", "d", "e"];
const containers = [...names, "gone"].map((name) =>
  container({ name, properties: { publicAccess: "Blob", deleted: name === "gone" } }),
);
const ofAccounts = subscription({
  accounts: [
    account({
      properties: { isHnsEnabled: true },
      localUsers: [localUser()],
      containers,
      defenderSetting: defenderSetting({ excludedPrefixes: ["in/"] }),
    }),
    account({ name: "silent" }),
  ],
  resourceGroups: names.map((name) => ({ name, tags: { of: name } })),
});
const tenant = {
  subscriptions: [ofAccounts],
  managementGroups: names.map((name) => managementGroup({ name })),
};
const accountId = (name: string): string =>
  `${scope}/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/${name}`;
const address = { id: accountId("contosodata"), location: "westeurope" };
const lastOf = (ids: readonly unknown[]): readonly unknown[] => ids.map((id) => String(id).split("/").at(-1));

describe("containers", () => {
  test("are read page by page, each page a list in the provider's budget; deleted ones are not asked for", async () => {
    const { azure, reader, meter } = await readerOf(tenant, { pageSize: { containers: 2 } });
    const { ids, error } = await idsOf(reader.containers(address));
    expect(error).toBeUndefined();
    expect(lastOf(ids)).toEqual(names);
    expect(meter).toEqual({ requests: 3, pages: 3, retries: 0 });
    expect(azure.log.at(-1)?.query).not.toHaveProperty("$include");
  });

  test("of an account that is none are nobody's fault but ours", async () => {
    const { reader } = await readerOf(tenant);
    expect(() => reader.containers({ id: scope, location: "westeurope" })).toThrow(
      `${scope} is not the id of a storage account`,
    );
  });

  test("an answer that is no list keeps what came before", async () => {
    const { azure, reader } = await readerOf(tenant, { pageSize: { containers: 2 } });
    azure.fault({ route: "containers", page: 2, answer: { kind: "null-value" } });
    const { ids, error } = await idsOf(reader.containers(address));
    expect(lastOf(ids)).toEqual(["a", "b"]);
    expect(error).toMatch(/^malformed: the answer is no list/);
  });
});

describe("resource groups", () => {
  test("are read page by page, with their tags", async () => {
    const { reader, meter } = await readerOf(tenant, { pageSize: { resourceGroups: 2 } });
    const found: unknown[] = [];
    for await (const { name, tags } of reader.resourceGroups(subscriptionId)) found.push([name, tags]);
    expect(found).toEqual([...names.map((name) => [name, { of: name }]), ["rg-data", undefined]]);
    expect(meter).toEqual({ requests: 3, pages: 3, retries: 0 });
  });

  test("that may not be read are said so", async () => {
    const { azure, reader } = await readerOf(tenant);
    azure.fault({ route: "resourceGroups", answer: { kind: "denied" } });
    expect((await idsOf(reader.resourceGroups(subscriptionId))).error).toMatch(
      /^denied: status 403, AuthorizationFailed/,
    );
  });
});

describe("a list whose link has a name of its own", () => {
  const paged = { pageSize: { managementGroups: 2 } };
  const groups = { path: "/providers/Microsoft.Management/managementGroups", apiVersion: "2021-04-01" };

  test("is read to its end", async () => {
    const { reader, meter } = await readerOf(tenant, paged);
    const { ids, error } = await idsOf(reader.armList(groups));
    expect(error).toBeUndefined();
    expect(ids).toEqual(expect.arrayContaining(names.map(managementGroupId)));
    expect(ids).toHaveLength(6);
    expect(meter.pages).toBe(3);
  });

  test.each([
    ["next-link-loop", /^malformed: the next page is one already read/],
    ["next-link-foreign", /^malformed: the next page lies on another origin/],
  ] as const)("%s: no end, and no token for others", async (kind, error) => {
    const { azure, reader } = await readerOf(tenant, paged);
    azure.fault({ route: "managementGroups", page: 2, answer: { kind } });
    expect((await idsOf(reader.armList(groups))).error).toMatch(error);
    expect(azure.log.filter(({ host }) => host === "foreign")).toEqual([]);
  });

  test.each([7, { href: "x" }, true])("%j is no link, and no end of the list", async (link) => {
    const { azure, reader } = await readerOf(tenant);
    const body = { value: [{ id: "a" }], "@nextLink": link };
    azure.fault({ route: "managementGroups", answer: { kind: "other-answer", status: 200, body } });
    expect(await idsOf(reader.armList(groups))).toEqual({
      ids: [],
      error: "malformed: the link to the next page is no text",
    });
  });

  test("an item that is no object is one without properties", async () => {
    const { azure, reader } = await readerOf(tenant);
    const body = { value: [7, null, "x", { id: "a" }], "@nextLink": null };
    azure.fault({ route: "managementGroups", answer: { kind: "other-answer", status: 200, body } });
    expect(await idsOf(reader.armList(groups))).toEqual({ ids: [undefined, undefined, undefined, "a"] });
  });
});

describe("a single object", () => {
  const settingOf = (name: string): ArmQuery => ({
    path: `${accountId(name)}/providers/Microsoft.Security/defenderForStorageSettings/current`,
    apiVersion: "2025-06-01",
  });
  const ask = async (reader: AzureReader, query: ArmQuery): Promise<unknown> =>
    await reader.armObject(query).catch((error: unknown) => {
      if (error instanceof ReadError) return `${error.reason}: ${error.message}`;
      throw error;
    });

  test("is what Azure says", async () => {
    const { azure, reader, meter } = await readerOf(tenant);
    expect(await ask(reader, settingOf("contosodata"))).toMatchObject({
      name: "current",
      properties: { malwareScanning: { onUpload: { filters: { excludeBlobsWithPrefix: ["in/"] } } } },
    });
    expect(azure.log.at(-1)?.query).toEqual({ "api-version": "2025-06-01" });
    expect(meter).toEqual({ requests: 1, pages: 0, retries: 0 });
  });

  test("that was never made is none", async () => {
    const { reader } = await readerOf(tenant);
    expect(await ask(reader, settingOf("silent"))).toBeUndefined();
  });

  const answered = (status: number, code: string) => ({
    kind: "other-answer" as const,
    status,
    body: { error: { code, message: "said Azure" } },
  });

  test("or in the other word for it", async () => {
    const { azure, reader } = await readerOf(tenant);
    azure.fault({ route: "defenderSetting", answer: answered(404, "NotFound") });
    expect(await ask(reader, settingOf("contosodata"))).toBeUndefined();
  });

  test.each([
    [
      "a provider that is not registered",
      answered(404, "Subscription Not Registered"),
      /^failed: status 404/,
    ],
    ["a subscription that is not there", answered(404, "SubscriptionNotFound"), /^failed: status 404/],
    ["a type that the cloud does not know", answered(404, "InvalidResourceType"), /^failed: status 404/],
    ["a gateway's page", { kind: "html" }, /^malformed: the answer is no JSON object/],
    ["the code alone, with another status", answered(400, "NotFound"), /^failed: status 400, NotFound/],
    ["a refusal", { kind: "denied" }, /^denied: status 403, AuthorizationFailed/],
    [
      "a success that is an error",
      answered(200, "NotFound"),
      /^malformed: the answer is an error with status 200/,
    ],
  ] as const)("%s is no sign that there is none", async (_, answer, error) => {
    const { azure, reader } = await readerOf(tenant);
    azure.fault({ route: "defenderSetting", answer });
    expect(await ask(reader, settingOf("contosodata"))).toMatch(error);
  });

  test("a name in the path stays a name", async () => {
    const { azure, reader } = await readerOf(tenant);
    await ask(reader, { ...settingOf("a?b#c"), filter: "x eq 'y'" });
    expect(azure.log.at(-1)?.path).toContain("/storageAccounts/a%3Fb%23c/providers/");
    expect(azure.log.at(-1)?.query["$filter"]).toBe("x eq 'y'");
  });
});

describe("an api-version that the cloud does not know", () => {
  const plan = `${scope}/providers/Microsoft.Security/pricings/StorageAccounts`;
  const setting = `${accountId("contosodata")}/providers/Microsoft.Security/defenderForStorageSettings/current`;
  const logs = `${scope}/providers/Microsoft.Insights/diagnosticSettings`;

  test.each([
    ["defenderPlan", plan, "2024-01-01", ["2024-01-01", "2023-01-01"]],
    ["defenderSetting", setting, "2025-06-01", ["2025-06-01"]],
    ["subscriptionDiagnosticSettings", logs, "2021-05-01-preview", ["2021-05-01-preview"]],
  ] as const)(
    "%s: none is asked that would leave out what counts",
    async (route, path, apiVersion, asked) => {
      const { azure, reader } = await readerOf(tenant);
      const supported = "2016-09-01, 2022-03-01, 2022-12-01-preview, 2023-01-01, 2025-01-01";
      const message = `No such version. The supported api-versions are '${supported}'.`;
      const body = { error: { code: "InvalidResourceType", message } };
      azure.fault({ route, answer: { kind: "other-answer", status: 404, body } });
      await expect(reader.armObject({ path, apiVersion })).rejects.toMatchObject({ reason: "failed" });
      const versions = azure.log
        .filter((one) => one.route === route)
        .map(({ query }) => query["api-version"]);
      expect(versions).toEqual(asked);
    },
  );
});
