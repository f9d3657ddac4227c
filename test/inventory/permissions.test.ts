import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  APIS_WITH_DANGEROUS_ROLES,
  type DangerousPermission,
  dangerousRole,
  dangerousScope,
  EXCHANGE,
  GRAPH,
  isMicrosoftApp,
  permissionNamed,
  SHAREPOINT,
} from "../../src/inventory/permissions.ts";
import { sharedFolder } from "../azure/shared-folder.ts";

interface Gathered {
  readonly r: string;
  readonly t: "a" | "d";
  readonly id: string;
  readonly v: string;
  readonly tier: 0 | 1;
  readonly seed: boolean;
  readonly why: string;
}

const shared = sharedFolder();
const gathered: readonly Gathered[] =
  shared === undefined
    ? []
    : JSON.parse(readFileSync(`${shared}/data/dangerous-permissions.json`, "utf8")).permissions;

const find = ({ r, t, id, v }: Gathered): DangerousPermission | undefined =>
  t === "a" ? dangerousRole(r, id) : dangerousScope(r, v);

test.skipIf(shared === undefined)("every permission that was gathered is found by its key", () => {
  expect(gathered).toHaveLength(256);
  for (const one of gathered) {
    expect(find(one), `${one.v} (${one.t})`).toEqual({
      resourceAppId: one.r,
      type: one.t === "a" ? "application" : "delegated",
      id: one.id,
      value: one.v,
      tier: one.tier,
      permissive: one.seed,
      why: one.why,
    });
    expect(find({ ...one, r: one.r.toUpperCase(), id: one.id.toUpperCase(), v: one.v.toUpperCase() })).toBe(
      find(one),
    );
  }
});

test.skipIf(shared === undefined)("the APIs whose roles are asked for are those that have one", () => {
  const apis = gathered.filter(({ t }) => t === "a").map(({ r }) => r);
  expect(APIS_WITH_DANGEROUS_ROLES).toEqual([...new Set(apis)].sort());
});

test("the APIs whose roles are asked for", () => {
  expect(APIS_WITH_DANGEROUS_ROLES).toEqual(expect.arrayContaining([GRAPH, EXCHANGE, SHAREPOINT]));
});

describe("the ten permissive permissions", () => {
  test.each<[string, string | null, 0 | 1]>([
    ["Mail.Read", "810c84a8-4a9e-49e6-bf7d-12d183f40d01", 1],
    ["Mail.ReadWrite", "e2a3a72e-5f79-4c64-b1b1-878b674786c9", 1],
    ["Files.Read.All", "01d4889c-1287-42c6-ac1f-5d1e02578ef6", 1],
    ["Files.ReadWrite", null, 1],
    ["Files.ReadWrite.All", "75359482-378d-4052-8f01-80520e7db3cd", 1],
    ["Domain.ReadWrite.All", "7e05723c-0bb0-42da-be95-ae9f08a6e53c", 0],
    ["User.ReadWrite.All", "741f803b-c850-494e-b5df-cde7c675a1ca", 0],
    ["Directory.ReadWrite.All", "19dbc75e-c2e2-444c-a770-ec69d8559fc7", 0],
    ["Group.ReadWrite.All", "62a82d76-70ea-41e2-9197-370581804d09", 0],
    ["User.Export.All", "405a51b5-8d8d-430b-9842-8be4b0e9f324", 1],
  ])("%s", (value, roleId, tier) => {
    expect(dangerousScope(GRAPH, value)).toMatchObject({ value, type: "delegated", tier, permissive: true });
    // Files.ReadWrite exists as a delegated scope only: an application holds Files.ReadWrite.All or nothing.
    if (roleId === null) return;
    expect(dangerousRole(GRAPH, roleId)).toMatchObject({
      value,
      type: "application",
      tier,
      permissive: true,
    });
  });

  test("Files.ReadWrite is no role: its id finds none", () => {
    expect(dangerousScope(GRAPH, "Files.ReadWrite")?.id).toBe("5c28f0bf-8a70-41f1-8ab2-9032436ddb65");
    expect(dangerousRole(GRAPH, "5c28f0bf-8a70-41f1-8ab2-9032436ddb65")).toBeUndefined();
  });

  test("a permission of another kind is dangerous and none of the ten", () => {
    expect(dangerousRole(GRAPH, "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8")).toMatchObject({
      value: "RoleManagement.ReadWrite.Directory",
      tier: 0,
      permissive: false,
    });
  });

  test("the same word of another API is none of the ten", () => {
    expect(dangerousRole(EXCHANGE, "810c84a8-4a9e-49e6-bf7d-12d183f40d01")).toMatchObject({
      value: "Mail.Read",
      permissive: false,
    });
  });
});

describe("ids are not unique", () => {
  test.each([
    [
      "Mail.Read of Graph and of Exchange",
      "810c84a8-4a9e-49e6-bf7d-12d183f40d01",
      EXCHANGE,
      "Mail.Read",
      "Mail.Read",
    ],
    [
      "Calendars of Graph and of Exchange, by different names",
      "ef54d2bf-783f-4e0f-bca1-3210c0444d99",
      EXCHANGE,
      "Calendars.ReadWrite",
      "Calendars.ReadWrite.All",
    ],
    [
      "User.ReadWrite.All of Graph and of SharePoint",
      "741f803b-c850-494e-b5df-cde7c675a1ca",
      SHAREPOINT,
      "User.ReadWrite.All",
      "User.ReadWrite.All",
    ],
  ])("%s", (_, id, other, ofGraph, ofOther) => {
    const [one, two] = [dangerousRole(GRAPH, id), dangerousRole(other, id)];
    expect(one).toMatchObject({ resourceAppId: GRAPH, value: ofGraph });
    expect(two).toMatchObject({ resourceAppId: other, value: ofOther });
    expect(one).not.toBe(two);
  });

  test("their tiers differ: SharePoint's User.ReadWrite.All does not lead to Global Administrator", () => {
    const id = "741f803b-c850-494e-b5df-cde7c675a1ca";
    expect([dangerousRole(GRAPH, id)?.tier, dangerousRole(SHAREPOINT, id)?.tier]).toEqual([0, 1]);
  });

  test("a role and a scope share one", () => {
    const role = dangerousRole(GRAPH, "405a51b5-8d8d-430b-9842-8be4b0e9f324");
    const scope = dangerousScope(GRAPH, "User.Export.All");
    expect(role?.id).toBe(scope?.id);
    expect([role?.type, scope?.type]).toEqual(["application", "delegated"]);
  });
});

test.each([
  ["an API that nobody lists", () => dangerousRole("ffffffff-0000-4000-8000-000000000000", MAIL_READ)],
  ["a role by its name", () => dangerousRole(GRAPH, "Mail.Read")],
  ["a scope by its id", () => dangerousScope(GRAPH, "570282fd-fa5c-430d-a7fd-fc8dc98a9dca")],
  ["a harmless role", () => dangerousRole(GRAPH, "00000000-0000-4000-8000-000000000000")],
  ["a harmless scope", () => dangerousScope(GRAPH, "openid")],
  ["a scope with a blank", () => dangerousScope(GRAPH, " Mail.Read")],
  ["nothing", () => dangerousScope("", "")],
  ["what objects have anyway", () => dangerousScope(GRAPH, "constructor")],
])("%s finds nothing", (_, look) => {
  expect(look()).toBeUndefined();
});

const MAIL_READ = "810c84a8-4a9e-49e6-bf7d-12d183f40d01";

test.each<[string, "application" | "delegated", string, string | null, string | undefined]>([
  ["of Graph", "application", "Mail.Read", GRAPH, GRAPH],
  ["of Exchange", "application", "mail.read", EXCHANGE.toUpperCase(), EXCHANGE],
  ["of whatever API", "delegated", "Sites.FullControl.All", null, GRAPH],
  ["of an API that has none of that name", "application", "full_access_as_app", GRAPH, undefined],
  ["of the other type", "application", "Files.ReadWrite", null, undefined],
  ["harmless", "delegated", "openid", null, undefined],
])("a permission by the name that a log gives it: %s", (_, type, value, api, resourceAppId) => {
  const found = permissionNamed(type, value, api);
  expect([found?.type, found?.resourceAppId]).toEqual([
    resourceAppId === undefined ? undefined : type,
    resourceAppId,
  ]);
});

describe("Microsoft's own applications", () => {
  test.each<[string, string, boolean]>([
    ["Microsoft Graph", GRAPH, true],
    ["in other case", "00000002-0000-0FF1-CE00-000000000000", true],
    ["Azure CLI", "04b07795-8ddb-461a-bbee-02f9e1bf7b46", true],
    ["anything else", "ffffffff-0000-4000-8000-000000000000", false],
    ["nothing", "", false],
  ])("%s", (_, appId, expected) => {
    expect(isMicrosoftApp(appId)).toBe(expected);
  });

  test.skipIf(shared === undefined)("the list is the gathered one", () => {
    const list: unknown = JSON.parse(readFileSync(`${shared}/data/microsoft-apps.json`, "utf8"));
    const ids = [...new Set(JSON.stringify(list).match(/(?<="appId":")[0-9a-f-]{36}(?=")/gi))];
    expect(ids.length).toBeGreaterThan(1000);
    // Placeholders of Microsoft's lists, which no application has.
    const strangers = ids.filter((id) => !isMicrosoftApp(id));
    expect(strangers.filter((id) => !id.startsWith("00000000-0000-0000-0000-"))).toEqual([]);
  });
});
