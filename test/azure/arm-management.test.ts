import { describe, expect, test } from "vitest";
import { armSession, errorOf, itemsOf, namesOf } from "./arm-session.ts";
import { client, simulatedId, subscription, tenant } from "./describe.ts";
import { aboveSubscriptions, managementGroup, managementGroupId } from "./describe-management-groups.ts";
import { startAzure } from "./simulated-azure.ts";

const [production, development, sandbox] = ["Production", "Development", "Sandbox"].map((displayName) =>
  subscription({ displayName }),
) as [ReturnType<typeof subscription>, ReturnType<typeof subscription>, ReturnType<typeof subscription>];
const customers = subscription({ displayName: "Customer", tenantId: simulatedId("tenant Customer") });
const subscriptions = [production, development, sandbox, customers];
const contoso = tenant({
  subscriptions,
  managementGroups: [
    managementGroup({ name: "Prod", parent: "Landing", subscriptions: [production.subscriptionId] }),
    managementGroup({
      name: "landing",
      displayName: "Landing zones",
      subscriptions: [development.subscriptionId.toUpperCase()],
    }),
  ],
});
const groups = "/providers/Microsoft.Management/managementGroups";
const version = "2021-04-01";
const read = "Microsoft.Management/managementGroups/read";
const rootId = managementGroupId(contoso.tenantId);

describe("management groups", () => {
  test("are a root that is named after the tenant and what was described", async () => {
    const { get } = await armSession(contoso);
    const body = (await get(groups, version)).json() as { value: object[] };
    expect(body.value[0]).toEqual({
      id: rootId,
      type: "Microsoft.Management/managementGroups",
      name: contoso.tenantId,
      properties: { tenantId: contoso.tenantId, displayName: "Tenant Root Group" },
    });
    expect(body).toMatchObject({
      value: [
        {},
        { properties: { displayName: "Landing zones" } },
        { name: "Prod", id: managementGroupId("Prod") },
      ],
      "@nextLink": null,
    });
    const alone = await armSession(tenant({ subscriptions }));
    expect(namesOf(await alone.get(groups, version))).toEqual([contoso.tenantId]);
  });

  test("come in pages with a link of their own", async () => {
    const { get } = await armSession(contoso, { pageSize: { managementGroups: 2 } });
    const first = (await get(groups, version)).json() as { "@nextLink": string };
    expect(first).not.toHaveProperty("nextLink");
    const last = await get(first["@nextLink"]);
    expect([namesOf(last), last.json()]).toEqual([["Prod"], expect.objectContaining({ "@nextLink": null })]);
  });

  test("hold groups and the tenant's own subscriptions, each with what is right above it", async () => {
    const { get } = await armSession(contoso);
    const below = async (name: string) =>
      itemsOf(await get(`${managementGroupId(name)}/descendants`, version)).map(
        ({ id, type, properties }) => [
          id,
          type,
          (properties as { displayName: string }).displayName,
          (properties as { parent: { id: string } }).parent.id,
        ],
      );
    const [group, leaf] = ["Microsoft.Management/managementGroups", "/subscriptions"];
    const inProd = [
      `/subscriptions/${production.subscriptionId}`,
      leaf,
      "Production",
      managementGroupId("Prod"),
    ];
    const inLanding = [
      [managementGroupId("Prod"), group, "Prod", managementGroupId("landing")],
      [
        `/subscriptions/${development.subscriptionId.toUpperCase()}`,
        leaf,
        "Development",
        managementGroupId("landing"),
      ],
    ];
    expect(await below("Prod")).toEqual([inProd]);
    expect(await below("LANDING")).toEqual([...inLanding, inProd]);
    expect(await below(contoso.tenantId)).toEqual([
      [managementGroupId("landing"), group, "Landing zones", rootId],
      [`/subscriptions/${sandbox.subscriptionId}`, leaf, "Sandbox", rootId],
      ...inLanding,
      inProd,
    ]);
  });

  test("list what lies below in pages, and end with a link that is null", async () => {
    const { get } = await armSession(contoso, { pageSize: { managementGroupDescendants: 3 } });
    const first = (await get(`${rootId}/descendants`, version)).json() as {
      nextLink: string;
      value: object[];
    };
    expect(first.value).toHaveLength(3);
    const last = (await get(first.nextLink)).json() as { value: object[] };
    expect([last.value.length, last]).toEqual([2, expect.objectContaining({ nextLink: null })]);
    expect(itemsOf(await get(`${rootId}/descendants`, version, { $top: "1" }))).toHaveLength(1);
  });

  test("are shown to those that may read them", async () => {
    const one = await armSession(contoso, {}, client({ denied: [rootId, managementGroupId("LANDING")] }));
    expect(namesOf(await one.get(groups, version))).toEqual(["Prod"]);
    const none = await armSession(tenant({ subscriptions }), {}, client({ denied: [rootId] }));
    expect((await none.get(groups, version)).json()).toEqual({ value: [], "@nextLink": null });
    expect(errorOf(await none.get(`${rootId}/descendants`, version))[2]).toContain(
      `'Microsoft.Management/managementGroups/descendants/read' over scope '${rootId}'`,
    );
  });

  test("are refused to a Reader of subscriptions alone", async () => {
    const { get } = await armSession(contoso, {}, client({ denied: aboveSubscriptions }));
    expect(errorOf(await get(groups, version))).toEqual([
      403,
      "AuthorizationFailed",
      expect.stringContaining(`perform action '${read}' over scope '/providers/Microsoft.Management'`),
    ]);
    expect(namesOf(await get(`/subscriptions/${sandbox.subscriptionId}/resourcegroups`, version))).toEqual(
      [],
    );
  });

  test("have versions, and are throttled as the tenant is", async () => {
    const { get, azure } = await armSession(contoso);
    expect(errorOf(await get(groups, "2017-11-01")).slice(0, 2)).toEqual([400, "InvalidResourceType"]);
    expect(errorOf(await get(`${groups}/nowhere/descendants`, version)).slice(0, 2)).toEqual([
      404,
      "NotFound",
    ]);
    azure.fault({ route: "managementGroups", times: 1, answer: { kind: "throttled" } });
    expect(errorOf(await get(groups, version))[1]).toBe("TenantRequestsThrottled");
    azure.fault({ route: "managementGroups", answer: { kind: "next-link-foreign" } });
    expect((await get(groups, version)).json()).toMatchObject({
      "@nextLink": expect.stringContaining(azure.foreignUrl),
    });
    azure.fault({ route: "managementGroupDescendants", answer: { kind: "not-found" } });
    expect(errorOf(await get(`${rootId}/descendants`, version))[2]).toContain(contoso.tenantId);
  });
});

test.each([
  ["below one that is not there", [managementGroup({ parent: "gone" })], 'hangs below "gone"'],
  [
    "below itself",
    [managementGroup({ name: "a", parent: "b" }), managementGroup({ name: "b", parent: "a" })],
    "below itself",
  ],
  ["of one name", [managementGroup(), managementGroup({ name: "LANDING-zones" })], "two management groups"],
  ["with a subscription of nobody's", [managementGroup({ subscriptions: ["x"] })], 'no subscription "x"'],
  [
    "with one subscription",
    ["a", "b"].map((name) => managementGroup({ name, subscriptions: [sandbox.subscriptionId] })),
    "two management groups hold",
  ],
])("groups %s are a mistake", async (_, managementGroups, message) => {
  await expect(startAzure({ ...contoso, managementGroups })).rejects.toThrow(message);
});

test("an entry of the root's name describes the root", async () => {
  const root = managementGroup({
    name: contoso.tenantId.toUpperCase(),
    displayName: "All",
    subscriptions: [development.subscriptionId],
  });
  const { get } = await armSession({ ...contoso, managementGroups: [root] });
  expect(itemsOf(await get(groups, version))).toMatchObject([
    { name: contoso.tenantId, properties: { displayName: "All" } },
  ]);
  expect(itemsOf(await get(`${rootId}/descendants`, version)).map(({ name }) => name)).toEqual([
    development.subscriptionId,
    production.subscriptionId,
    sandbox.subscriptionId,
  ]);
});
