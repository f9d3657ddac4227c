import { describe, expect, test } from "vitest";
import { known, type Raw, read, type Tenant, unknown } from "./entra-answers.ts";
import { haveRecordings, recordings, refused } from "./replay.ts";

const GROUPS = "/providers/Microsoft.Management/managementGroups";
const denied = refused(403, "AuthorizationFailed", "The client has no authorization.");

const groups = (tenant: Tenant) => read("managementGroups", tenant);
const raw = (name: string, parent?: string, over: Raw = {}): Raw => ({
  id: `${GROUPS}/${name}`,
  type: "Microsoft.Management/managementGroups",
  name,
  properties: {
    displayName: `The ${name}`,
    tenantId: "t",
    ...(parent === undefined ? {} : { parent: { id: `${GROUPS}/${parent}` } }),
  },
  ...over,
});
const rawSubscription = (guid: string, parent: string, over: Raw = {}): Raw => ({
  id: `/subscriptions/${guid}`,
  type: "/subscriptions",
  name: guid,
  properties: { displayName: guid, parent: { id: `${GROUPS}/${parent}` } },
  ...over,
});
const group = (name: string, parentId: unknown, ...subscriptions: readonly string[]) => ({
  id: `${GROUPS}/${name}`,
  name: `The ${name}`,
  parentId,
  subscriptions,
});
const below = (name: string): string => `${GROUPS}/${name}/descendants`;
const within = (name: string) => known(`${GROUPS}/${name}`);

describe("below a root that is visible", () => {
  test("one list holds the tree, in whatever order", async () => {
    const { items, gaps, urls } = await groups({
      [GROUPS]: { value: [raw("t"), raw("shop"), raw("prod")], "@nextLink": null },
      [below("t")]: {
        value: [
          rawSubscription("S-2", "prod"),
          rawSubscription("s-3", "t"),
          raw("prod", "shop"),
          raw("shop", "t"),
          rawSubscription("s-1", "prod"),
        ],
        "@nextLink": null,
      },
    });
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      group("prod", within("shop"), "s-1", "s-2"),
      group("shop", within("t")),
      group("t", known(null), "s-3"),
    ]);
    expect(urls.filter((url) => url.includes("managementGroups"))).toEqual([
      `GET ${GROUPS}?api-version=2021-04-01`,
      `GET ${below("t")}?api-version=2021-04-01`,
    ]);
  });

  test("ids are compared without regard to case, and names have parentheses", async () => {
    const { items, gaps } = await groups({
      [GROUPS]: [{ ...raw("t"), id: `${GROUPS}/T`.toUpperCase() }, raw("Prod (EU)")],
      [`${`${GROUPS}/T`.toUpperCase()}/descendants`]: [
        { ...raw("PROD (EU)", "t"), name: "again" },
        rawSubscription("s", "prod (eu)"),
      ],
    });
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      group("Prod (EU)", within("t"), "s"),
      { ...group("t", known(null)), id: `${GROUPS}/T`.toUpperCase() },
    ]);
  });

  test("a root that is listed below itself stays the root", async () => {
    const { items } = await groups({
      [GROUPS]: [raw("t")],
      [below("t")]: [raw("t", "shop"), raw("shop", "t")],
    });
    expect(items).toEqual([group("shop", within("t")), group("t", known(null))]);
  });

  test("a group without a display name goes by its name, and then by its id", async () => {
    const { items } = await groups({
      [GROUPS]: [raw("t", undefined, { properties: null }), raw("x", undefined, { name: 7, properties: {} })],
      [below("t")]: [raw("x", "t")],
    });
    expect(items.map(({ name }) => name)).toEqual(["t", `${GROUPS}/x`]);
  });

  test("a list that is refused leaves open what lies where", async () => {
    const { items, gaps } = await groups({ [GROUPS]: [raw("t"), raw("shop")], [below("t")]: denied });
    expect(items).toEqual([group("shop", unknown("denied", /status 403/)), group("t", known(null))]);
    expect(gaps).toEqual([
      {
        reason: "denied",
        scope: "/tenants/t",
        request: `GET ${below("t")}`,
        needs: "Microsoft.Management/managementGroups/read",
        role: "Reader",
        detail: expect.stringContaining("status 403"),
      },
    ]);
  });

  test("a group of which nothing tells what it lies in", async () => {
    const { items, gaps } = await groups({ [GROUPS]: [raw("t"), raw("lost")] });
    expect(gaps).toEqual([]);
    expect(items).toEqual([group("lost", unknown("malformed", /^nothing tells/)), group("t", known(null))]);
  });

  test.each<readonly [string, unknown]>([
    ["no object", 7],
    ["no id", rawSubscription("s", "t", { id: undefined })],
    ["the id of something else", rawSubscription("s", "t", { id: "/subscriptions/s/resourceGroups/rg" })],
    ["a subscription without a parent", rawSubscription("s", "t", { properties: {} })],
    ["a subscription in a group that nobody listed", rawSubscription("s", "gone")],
    ["a subscription whose parent is none", rawSubscription("s", "t", { properties: { parent: { id: 7 } } })],
    ["a group whose name leads elsewhere", raw("..", "t")],
  ])("%s: a gap at the tenant, since it may lie anywhere, and the next one is read", async (_, broken) => {
    const { items, gaps } = await groups({
      [GROUPS]: [raw("t")],
      [below("t")]: [broken, rawSubscription("good", "t")],
    });
    expect(items).toEqual([group("t", known(null), "good")]);
    expect(gaps).toEqual([
      expect.objectContaining({ reason: "malformed", scope: "/tenants/t", request: `GET ${below("t")}` }),
    ]);
  });
});

describe("below a root that is not visible", () => {
  const hidden = {
    reason: "denied",
    scope: "/tenants/t",
    request: `GET ${GROUPS}`,
    needs: "Microsoft.Management/managementGroups/read",
    role: "Reader",
    detail: "the root management group is not visible to the principal",
  };

  test("each tree is listed, and not again what was met in another one", async () => {
    const { items, gaps, requests } = await groups({
      [GROUPS]: [raw("shop"), raw("prod"), raw("other")],
      [below("shop")]: [raw("prod", "shop"), rawSubscription("s-1", "prod")],
      [below("other")]: [rawSubscription("s-2", "other")],
    });
    expect(gaps).toEqual([hidden]);
    const open = unknown("denied", /root management group is not visible/);
    expect(items).toEqual([
      group("other", open, "s-2"),
      group("prod", within("shop"), "s-1"),
      group("shop", open),
    ]);
    expect(requests.filter((request) => request.endsWith("/descendants"))).toEqual([
      `GET ${below("shop")}`,
      `GET ${below("other")}`,
    ]);
  });

  test("one that refuses costs the others nothing", async () => {
    const { items, gaps } = await groups({
      [GROUPS]: [raw("shop"), raw("other")],
      [below("shop")]: denied,
      [below("other")]: [rawSubscription("s-2", "other")],
    });
    expect(items.map(({ name, subscriptions }) => [name, subscriptions])).toEqual([
      ["The other", ["s-2"]],
      ["The shop", []],
    ]);
    expect(gaps.map(({ request, scope }) => [request, scope])).toEqual([
      [`GET ${GROUPS}`, "/tenants/t"],
      [`GET ${below("shop")}`, "/tenants/t"],
    ]);
  });

  test("to see none at all is no tenant without any", async () => {
    const { items, gaps } = await groups({ [GROUPS]: [] });
    expect(items).toEqual([]);
    expect(gaps).toEqual([{ ...hidden, detail: "no management group is visible to the principal" }]);
  });

  test("to be refused the list is one gap, and not two", async () => {
    const { items, gaps } = await groups({ [GROUPS]: denied });
    expect(items).toEqual([]);
    expect(gaps).toEqual([{ ...hidden, detail: expect.stringContaining("status 403") }]);
  });

  test("a group that is none is a gap, and the next one is read", async () => {
    const { items, gaps } = await groups({ [GROUPS]: [raw("x", undefined, { id: "/x" }), null, raw("t")] });
    expect(items).toEqual([group("t", known(null))]);
    expect(gaps).toMatchObject([{ reason: "malformed", scope: "/tenants/t", request: `GET ${GROUPS}` }]);
  });
});

test.skipIf(!haveRecordings)("as it was recorded: the list says that it ends", async () => {
  const [, recorded = []] = recordings("resource-list-managementgroups")[0] ?? [];
  const body = recorded.find(({ request }) => request.uri.includes("/managementGroups?"))?.response.body;
  expect(body).toHaveProperty("@nextLink", null);
  const { items } = await groups({ [GROUPS]: body });
  expect(items).toMatchObject([{ name: "cli-test-mgmt-groupocpuvs2e7ld", subscriptions: [] }]);
});
