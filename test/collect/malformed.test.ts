import { expect, test } from "vitest";
import { ACCOUNT_LIST, collectFrom } from "./replay.ts";

const id = `${ACCOUNT_LIST.replace("/providers/", "/resourceGroups/rg/providers/")}/st`;
const account = (over: object = {}, properties: object = {}) => ({
  id,
  name: "st",
  type: "Microsoft.Storage/storageAccounts",
  location: "westeurope",
  properties: { isHnsEnabled: true, ...properties },
  ...over,
});

const accounts = async (...value: readonly unknown[]) => {
  const { inventory } = await collectFrom((path) => (path === ACCOUNT_LIST ? { value } : undefined));
  return inventory.sections.storageAccounts;
};

/** An account that is no account, and what the gap says. */
const NO_ACCOUNT: readonly (readonly [string, object, RegExp])[] = [
  ["no id", account({ id: undefined }), /without a usable id and name/],
  ["an id of another type", account({ id: 7 }), /without a usable id and name/],
  ["an id that is no account's", account({ id: "/subscriptions/s" }), /without a usable id and name/],
  [
    "an id in another subscription",
    account({ id: id.replace("00000000", "11111111") }),
    /without a usable id and name/,
  ],
  ["no name", account({ name: null }), /without a usable id and name/],
  ["no properties", account({ properties: undefined }), /without its properties/],
];

test.each(NO_ACCOUNT)("an account with %s is a gap, and the next one is read", async (_, broken, detail) => {
  const { items, gaps } = await accounts(broken, account({ id: `${id}2`, name: "st2" }));
  expect(items.map(({ name }) => name)).toEqual(["st2"]);
  expect(gaps).toEqual([
    {
      reason: "malformed",
      scope: expect.any(String),
      request: `GET ${ACCOUNT_LIST}`,
      detail: expect.stringMatching(detail),
    },
  ]);
});

/** A property that was not understood: which one becomes unknown, and what is said. */
const NOT_UNDERSTOOD: readonly (readonly [string, object, string, RegExp])[] = [
  ["text for a flag", { isSftpEnabled: "true" }, "isSftpEnabled", /isSftpEnabled is "true"/],
  [
    "a number for a flag",
    { isLocalUserEnabled: 0 },
    "isLocalUserEnabled",
    /isLocalUserEnabled is of type number/,
  ],
  [
    "an unknown word",
    { publicNetworkAccess: "Sometimes" },
    "publicNetworkAccess",
    /publicNetworkAccess is "Sometimes"/,
  ],
  [
    "an unknown default action",
    { networkAcls: { defaultAction: "Maybe" } },
    "networkAcls",
    /networkAcls.defaultAction is "Maybe"/,
  ],
  [
    "rules that are no list",
    { networkAcls: { defaultAction: "Deny", ipRules: {} } },
    "networkAcls",
    /ipRules|is not a function|no list/,
  ],
  ["no date", { keyCreationTime: { key1: "yesterday" } }, "keyCreationTime", /key1 is not a date/],
  [
    "an expiry of another type",
    { keyPolicy: { keyExpirationPeriodInDays: "90" } },
    "keyExpirationPeriodInDays",
    /keyExpirationPeriodInDays is of type string/,
  ],
];

test.each(NOT_UNDERSTOOD)(
  "%s makes that property unknown, or the page a gap",
  async (_, properties, name, detail) => {
    const { items, gaps } = await accounts(account({}, properties));
    const property = Object.entries(items[0] ?? {}).find(([key]) => key === name)?.[1];
    const gap = items.length === 0 ? gaps[0] : property?.gap;
    expect(gap).toMatchObject({ reason: "malformed", detail: expect.stringMatching(detail) });
    const unknowns = Object.entries(items[0] ?? {}).filter(([, value]) => value?.known === false);
    expect(unknowns.map(([key]) => key)).toEqual(items.length === 0 ? [] : [name]);
  },
);

test("absent and null are Azure's documented defaults, and false is false", async () => {
  const [absent, empty, off] = (
    await accounts(
      account({ id: `${id}a` }),
      account(
        { id: `${id}b` },
        {
          isSftpEnabled: null,
          isLocalUserEnabled: null,
          allowSharedKeyAccess: null,
          publicNetworkAccess: null,
          networkAcls: null,
        },
      ),
      account(
        { id: `${id}c` },
        {
          isSftpEnabled: false,
          isLocalUserEnabled: false,
          allowSharedKeyAccess: false,
          publicNetworkAccess: "disabled",
          networkAcls: { defaultAction: "deny" },
        },
      ),
    )
  ).items;
  const defaults = {
    isSftpEnabled: { known: true, value: false, byDefault: true },
    isLocalUserEnabled: { known: true, value: true, byDefault: true },
    allowSharedKeyAccess: { known: true, value: true, byDefault: true },
    publicNetworkAccess: { known: true, value: "Enabled", byDefault: true },
    networkAcls: {
      known: true,
      value: { defaultAction: "Allow", ipRules: [], virtualNetworkRules: [], resourceAccessRules: [] },
    },
  };
  expect(absent).toMatchObject(defaults);
  expect(empty).toMatchObject(defaults);
  expect(off).toMatchObject({
    isSftpEnabled: { known: true, value: false },
    isLocalUserEnabled: { known: true, value: false },
    allowSharedKeyAccess: { known: true, value: false },
    publicNetworkAccess: { known: true, value: "Disabled" },
    networkAcls: { known: true, value: { defaultAction: "Deny" } },
  });
  expect(off?.isLocalUserEnabled).not.toHaveProperty("byDefault");
});

const usersFrom = async (list: readonly unknown[], byName: Readonly<Record<string, unknown>> = {}) => {
  const { inventory, requests } = await collectFrom((path) => {
    if (path === ACCOUNT_LIST) return { value: [account()] };
    if (path.endsWith("/localUsers")) return { value: list };
    return byName[path.replace(/.*\//, "")];
  });
  return { ...inventory.sections.localUsers, requests };
};

const user = (name: string, properties: object | undefined) => ({
  id: `${id}/localusers/${name}`,
  name,
  ...(properties && { properties }),
});
const flags = { hasSshPassword: false, hasSshKey: true, hasSharedKey: false, permissionScopes: [] };

test("a user whose flags the list leaves out is looked at itself", async () => {
  const { items, gaps, requests } = await usersFrom(
    [user("whole", flags), user("short", { ...flags, hasSshPassword: undefined })],
    { short: user("short", { ...flags, hasSshPassword: true }) },
  );
  expect(gaps).toEqual([]);
  expect(items.map(({ name, hasSshPassword }) => [name, hasSshPassword])).toEqual([
    ["short", { known: true, value: true }],
    ["whole", { known: true, value: false }],
  ]);
  expect(requests.filter((request) => /localUsers\/\w+$/.test(request))).toEqual([
    `GET ${id}/localUsers/short`,
  ]);
});

test("flags that stay out are unknown, not false", async () => {
  const { items } = await usersFrom([user("short", { ...flags, hasSshKey: undefined })], {
    short: user("short", { permissionScopes: [] }),
  });
  expect(items[0]).toMatchObject({
    hasSshPassword: { known: true, value: false },
    hasSshKey: { known: false, gap: { reason: "malformed" } },
  });
});

test.each([
  ["without a name", { ...user("x", flags), name: undefined }, /without a name/],
  ["without properties", user("x", undefined), /without its properties/],
])("a user %s is a gap", async (_, broken, detail) => {
  const { items, gaps } = await usersFrom([broken, user("good", flags)], { x: user("x", undefined) });
  expect(items.map(({ name }) => name)).toEqual(["good"]);
  expect(gaps).toEqual([
    expect.objectContaining({ reason: "malformed", detail: expect.stringMatching(detail) }),
  ]);
});

test.each([
  ["a scope without letters", [{ service: "blob", resourceName: "in" }]],
  ["a scope that is none", ["rwd"]],
])("%s makes the user's scopes unknown", async (_, permissionScopes) => {
  const { items } = await usersFrom([user("x", { ...flags, permissionScopes })]);
  expect(items[0]?.permissionScopes).toMatchObject({ known: false, gap: { reason: "malformed" } });
});

test.each([
  ["a text", "str"],
  ["a number", 5],
  ["a list", []],
  ["true", true],
  ["an empty object", {}],
])("properties that are %s are none: a gap, not Azure's defaults", async (_, properties) => {
  const { items, gaps } = await accounts(account({ properties }));
  expect(items).toEqual([]);
  expect(gaps).toEqual([
    expect.objectContaining({
      reason: "malformed",
      scope: id,
      detail: "a storage account without its properties",
    }),
  ]);

  const users = await usersFrom([{ ...user("x", flags), properties }], {
    x: { ...user("x", flags), properties },
  });
  expect(users.items).toEqual([]);
  expect(users.gaps).toEqual([expect.objectContaining({ reason: "malformed", scope: `${id}/localusers/x` })]);
});

test.each([
  ["the id of another user", `${id}/localusers/other`],
  ["the id of a user of another account", `${id}2/localusers/evil`],
  ["an empty id", ""],
  ["an id that is no text", 7],
])("a user with %s is not lost among others", async (_, wrong) => {
  const { items } = await usersFrom([user("other", flags), { ...user("evil", flags), id: wrong }]);
  expect(items.map((item) => item.id)).toEqual([`${id}/localUsers/evil`, `${id}/localusers/other`]);
});

test("two different answers for one user are a gap, the same one twice is none", async () => {
  const { items, gaps } = await usersFrom([
    user("u", flags),
    user("u", flags),
    user("u", { ...flags, hasSshPassword: true }),
  ]);
  expect(items).toHaveLength(1);
  expect(gaps).toEqual([
    {
      reason: "malformed",
      scope: `${id}/localusers/u`,
      request: "section localUsers",
      detail: 'two different answers for "u", of which the first was kept',
    },
  ]);
});

test("an account that two pages name is asked for its users once", async () => {
  const { requests } = await collectFrom((path) =>
    path === ACCOUNT_LIST
      ? { value: [account(), account({ id: id.toUpperCase().replace("/SUBSCRIPTIONS", "/subscriptions") })] }
      : undefined,
  );
  expect(requests.filter((request) => request.toLowerCase().endsWith("/localusers"))).toHaveLength(1);
});

test.each(["NextLink", "nextlink", "@nextLink", "@odata.nextLink"])(
  "a next page under the name %s is no end of the list",
  async (name) => {
    const { inventory } = await collectFrom((path) =>
      path === ACCOUNT_LIST
        ? { value: [account()], [name]: `https://management.azure.com${path}?page=2` }
        : undefined,
    );
    expect(inventory.sections.storageAccounts.gaps).toEqual([
      expect.objectContaining({
        reason: "malformed",
        detail: expect.stringContaining("the next page is named in a way"),
      }),
    ]);
  },
);

test.each(["nextLink", "@nextLink", "@odata.nextLink"])("%s that is null is the end", async (name) => {
  const { inventory } = await collectFrom((path) =>
    path === ACCOUNT_LIST ? { value: [account()], [name]: null } : undefined,
  );
  expect(inventory.sections.storageAccounts).toMatchObject({ items: [{ name: "st" }], gaps: [] });
});
