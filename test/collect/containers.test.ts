import { describe, expect, test } from "vitest";
import { byDefault, known, type Raw, read, type Tenant, unknown } from "./entra-answers.ts";
import { ACCOUNT_LIST, refused, SUBSCRIPTION } from "./replay.ts";

const denied = refused(403, "AuthorizationFailed", "The client has no authorization.");
const accountId = (name: string): string =>
  `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/${name}`;
const usersOf = (name: string): string => `${accountId(name)}/localUsers`;
const containersOf = (name: string): string => `${accountId(name)}/blobServices/default/containers`;

const rawAccount = (name = "st", properties: Raw = {}): Raw => ({
  id: accountId(name),
  name,
  location: "westeurope",
  properties: { isHnsEnabled: true, isSftpEnabled: true, allowBlobPublicAccess: true, ...properties },
});
const rawUser = (account = "st"): Raw => ({
  id: `${usersOf(account)}/u`,
  name: "u",
  properties: { hasSshPassword: true, hasSshKey: false, hasSharedKey: false, permissionScopes: [] },
});
const raw = (name = "in", properties: Raw | null = {}, over: Raw = {}): Raw => ({
  id: `${containersOf("st")}/${name}`,
  name,
  type: "Microsoft.Storage/storageAccounts/blobServices/containers",
  etag: '"0x8D5"',
  properties: properties && { deleted: false, publicAccess: "Blob", hasLegalHold: false, ...properties },
  ...over,
});
const whole = {
  id: `${containersOf("st")}/in`,
  name: "in",
  accountId: accountId("st"),
  publicAccess: known("Blob"),
};

const containers = (answer: unknown, over: Tenant = {}) =>
  read("containers", {
    [ACCOUNT_LIST]: [rawAccount()],
    [usersOf("st")]: [rawUser()],
    [containersOf("st")]: answer,
    ...over,
  });

describe("a container", () => {
  test("of an account with a local user, and whether anybody may read it", async () => {
    const { items, gaps, requests } = await containers([raw()]);
    expect(gaps).toEqual([]);
    expect(items).toEqual([whole]);
    expect(requests).toContain(`GET ${containersOf("st")}`);
  });

  test.each<readonly [string, Raw, Raw]>([
    ["published as a whole", { publicAccess: "Container" }, { publicAccess: known("Container") }],
    ["spelled in another way", { publicAccess: "container" }, { publicAccess: known("Container") }],
    ["not published", { publicAccess: "None" }, { publicAccess: known("None") }],
    ["that never was", { publicAccess: undefined }, { publicAccess: byDefault("None") }],
    ["of which it is null", { publicAccess: null }, { publicAccess: byDefault("None") }],
    ["to a word that is none", { publicAccess: "Some" }, { publicAccess: unknown("malformed", /"Some"/) }],
  ])("%s", async (_, properties, expected) => {
    const { items, gaps } = await containers([raw("in", properties)]);
    expect(gaps).toEqual([]);
    expect(items).toEqual([{ ...whole, ...expected }]);
  });

  test("that was deleted is left out", async () => {
    const { items, gaps } = await containers([raw("gone", { deleted: true }), raw()]);
    expect([items, gaps]).toEqual([[whole], []]);
  });

  test("keeps its account's id, whatever its own says", async () => {
    const { items } = await containers([raw("in", {}, { id: `${containersOf("other")}/in` })]);
    expect(items).toEqual([whole]);
    const spelled = `${containersOf("st")}/in`.replace("resourceGroups", "resourcegroups");
    expect((await containers([raw("in", {}, { id: spelled })])).items).toEqual([{ ...whole, id: spelled }]);
  });

  test.each<readonly [string, Raw, string]>([
    ["no name", raw("in", {}, { name: null }), accountId("st")],
    ["a name that is none", raw("in", {}, { name: ["in"] }), accountId("st")],
    ["a name that leads elsewhere", raw("a/b"), accountId("st")],
    ["no properties", raw("bad", null), `${containersOf("st")}/bad`],
    ["properties that are a text", raw("bad", {}, { properties: "x" }), `${containersOf("st")}/bad`],
  ])("with %s is a gap, and the next one is read", async (_, broken, scope) => {
    const { items, gaps } = await containers([broken, raw()]);
    expect(items).toEqual([whole]);
    expect(gaps).toEqual([
      expect.objectContaining({ reason: "malformed", scope, request: `GET ${containersOf("st")}` }),
    ]);
  });
});

describe("whose containers are asked for", () => {
  const asked = async (over: Tenant) => {
    const { requests } = await containers([], over);
    return requests.filter((request) => request.endsWith("/containers"));
  };

  test.each<readonly [string, Raw, boolean]>([
    ["may publish them", {}, true],
    ["does not say whether it may, which means yes", { allowBlobPublicAccess: undefined }, true],
    ["says something that nobody understands", { allowBlobPublicAccess: "?" }, true],
    ["forbids it", { allowBlobPublicAccess: false }, false],
    ["does not serve SFTP today", { isSftpEnabled: false }, true],
  ])("one that %s", async (_, properties, isAsked) => {
    const expected = isAsked ? [`GET ${containersOf("st")}`] : [];
    expect(await asked({ [ACCOUNT_LIST]: [rawAccount("st", properties)] })).toEqual(expected);
  });

  test("one without users is not, and one whose users were not read may have some", async () => {
    expect(await asked({ [usersOf("st")]: [] })).toEqual([]);
    expect(await asked({ [usersOf("st")]: denied })).toEqual([`GET ${containersOf("st")}`]);
    expect(await asked({ [usersOf("st")]: [{ name: 7 }] })).toEqual([`GET ${containersOf("st")}`]);
  });

  test("a neighbor's users are none of its own", async () => {
    const others = await asked({
      [ACCOUNT_LIST]: [rawAccount("st2"), rawAccount("flat", { isHnsEnabled: false }), rawAccount()],
      [usersOf("st2")]: [],
    });
    expect(others).toEqual([`GET ${containersOf("st")}`]);
  });

  test("an account that refuses costs the others nothing; what is not known of users stays open", async () => {
    const { items, gaps, inherited } = await containers([raw()], {
      [ACCOUNT_LIST]: [rawAccount("shut"), rawAccount()],
      [usersOf("shut")]: denied,
      [containersOf("shut")]: denied,
    });
    expect(items).toEqual([whole]);
    expect(gaps).toEqual([
      expect.objectContaining({
        reason: "denied",
        scope: accountId("shut"),
        request: `GET ${containersOf("shut")}`,
        needs: "Microsoft.Storage/storageAccounts/blobServices/containers/read",
        role: "Reader",
      }),
    ]);
    expect(inherited).toMatchObject([{ request: `GET ${usersOf("shut")}` }]);
  });
});
