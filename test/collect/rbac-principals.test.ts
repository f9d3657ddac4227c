import { describe, expect, test } from "vitest";
import { allGaps } from "../../src/inventory/inventory.ts";
import { id, known, type Raw, read, type Tenant } from "./entra-answers.ts";
import { refused, SUBSCRIPTION } from "./replay.ts";

const ROOT = `/subscriptions/${SUBSCRIPTION}`;
const AUTHORIZATION = `${ROOT}/providers/Microsoft.Authorization`;
const ASSIGNMENTS = `${AUTHORIZATION}/roleAssignments`;
const ELIGIBILITIES = `${AUTHORIZATION}/roleEligibilityScheduleInstances`;
const DENIES = `${AUTHORIZATION}/denyAssignments`;
const BY_IDS = "/v1.0/directoryObjects/getByIds";
const EVERYBODY = "00000000-0000-0000-0000-000000000000";

const held = (principal: string, principalType: unknown) => ({
  scope: ROOT,
  roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/owner",
  principalId: id(principal),
  principalType,
});
const assigned = (principal: string, type: unknown): Raw => ({
  id: `${ASSIGNMENTS}/${principal}`,
  properties: held(principal, type),
});
const eligible = (principal: string, type: unknown): Raw => ({
  id: `${ELIGIBILITIES}/${principal}`,
  name: principal,
  properties: held(principal, type),
});
const deny = (principals: readonly string[], excludePrincipals: readonly string[]): Raw => ({
  id: `${DENIES}/d`,
  properties: {
    scope: ROOT,
    permissions: [],
    principals: principals.map((principal) => ({ id: principal })),
    excludePrincipals: excludePrincipals.map((principal) => ({ id: principal })),
  },
});
const object = (type: string, name: string): Raw => ({
  "@odata.type": `#microsoft.graph.${type}`,
  id: id(name),
  displayName: name,
});
const membersOf = (group: string): string => `/v1.0/groups/${id(group)}/transitiveMembers`;

const tenant: Tenant = {
  [ASSIGNMENTS]: [
    assigned("owners", "Group"),
    assigned("ada", "User"),
    assigned("vm", "ServicePrincipal"),
    assigned("guests", "ForeignGroup"),
  ],
  [ELIGIBILITIES]: [
    eligible("activators", "Group"),
    eligible("owners", "Group"),
    eligible("ben", "user"),
    eligible("strangers", "ForeignGroup"),
    eligible("unsaid", undefined),
  ],
  [DENIES]: [deny([EVERYBODY, id("denied")], [id("spared"), id("vm"), id("owners").toUpperCase()])],
  [BY_IDS]: [
    ...["owners", "activators", "denied", "spared"].map((name) => object("group", name)),
    ...["ada", "ben", "cleo", "dora", "eve", "unsaid"].map((name) => object("user", name)),
    object("servicePrincipal", "vm"),
  ],
  [membersOf("owners")]: [object("user", "cleo"), object("servicePrincipal", "vm")],
  [membersOf("activators")]: [object("user", "dora"), object("group", "nested")],
  [membersOf("denied")]: [object("user", "eve")],
  [membersOf("spared")]: [object("user", "fay")],
};

describe("members of groups that hold no Azure role", () => {
  test("of those that may activate one, and of those that a deny assignment names", async () => {
    const { items, gaps, requests } = await read("rbacGroupMembers", tenant);
    expect(gaps).toEqual([]);
    expect(new Set(items.map(({ name, memberId, kind }) => `${name} ${memberId} ${kind}`))).toEqual(
      new Set([
        `activators ${id("dora")} user`,
        `activators ${id("nested")} group`,
        `denied ${id("eve")} user`,
        `spared ${id("fay")} user`,
      ]),
    );
    // Those that hold a role are in another section; everybody is no group, and neither are a user and a principal.
    expect(requests.filter((request) => request.includes("/groups/")).sort()).toEqual(
      ["activators", "denied", "spared"].map((group) => `GET ${membersOf(group)}`).sort(),
    );
  });

  test("a principal whose list is not understood is not asked about, and those beside it are", async () => {
    const raw = deny([id("denied")], []);
    const broken = { ...raw, properties: { ...(raw["properties"] as Raw), excludePrincipals: [7] } };
    const { items } = await read("rbacGroupMembers", { ...tenant, [ELIGIBILITIES]: [], [DENIES]: [broken] });
    expect(items.map(({ name }) => name)).toEqual(["denied"]);
  });

  test("nobody named, nobody asked for", async () => {
    const { items, requests } = await read("rbacGroupMembers", {
      ...tenant,
      [ELIGIBILITIES]: [],
      [DENIES]: [],
    });
    expect(items).toEqual([]);
    expect(requests.filter((request) => request.includes("getByIds"))).toEqual([]);
  });

  test("a group that refuses leaves open who is in it", async () => {
    const { gaps } = await read("rbacGroupMembers", {
      ...tenant,
      [membersOf("activators")]: refused(403, "Authorization_RequestDenied"),
    });
    expect(gaps).toMatchObject([{ reason: "denied", scope: "/tenants/t", needs: "GroupMember.Read.All" }]);
  });

  test("eligibilities that the license does not know leave nothing open", async () => {
    const { inventory, items } = await read("rbacGroupMembers", {
      ...tenant,
      [ELIGIBILITIES]: refused(400, "AadPremiumLicenseRequired"),
    });
    expect(allGaps(inventory.sections.rbacGroupMembers)).toEqual([]);
    expect(new Set(items.map(({ name }) => name))).toEqual(new Set(["denied", "spared"]));
  });

  test("eligibilities that were refused leave open which groups there are", async () => {
    const { inventory } = await read("rbacGroupMembers", {
      ...tenant,
      [ELIGIBILITIES]: refused(403, "AuthorizationFailed"),
    });
    expect(allGaps(inventory.sections.rbacGroupMembers)).toMatchObject([
      { reason: "denied", scope: ROOT, request: `GET ${ELIGIBILITIES}` },
    ]);
  });
});

describe("users that hold or may activate an Azure role", () => {
  test("themselves or through a group, and nobody who is only denied something", async () => {
    const { items, gaps, urls } = await read("rbacPrincipals", tenant);
    expect(gaps).toEqual([]);
    expect(items.map(({ name }) => name).sort()).toEqual(["ada", "ben", "cleo", "dora", "unsaid"]);
    expect(urls).toContain(
      `POST ${BY_IDS}?$select=id,displayName,userPrincipalName,userType,accountEnabled,onPremisesSyncEnabled`,
    );
  });

  test("with what tells a guest", async () => {
    const guest = { ...object("user", "ada"), userType: "Guest", accountEnabled: false };
    const { items } = await read("rbacPrincipals", { ...tenant, [BY_IDS]: [guest] });
    expect(items).toEqual([
      {
        id: `/directoryObjects/${id("ada")}`,
        name: "ada",
        kind: "user",
        userPrincipalName: null,
        userType: known("Guest"),
        accountEnabled: known(false),
        onPremisesSyncEnabled: { known: true, value: false, byDefault: true },
      },
    ]);
  });

  test.each([null, 7])("a holder of type %j may be a user", async (type) => {
    const { items } = await read("rbacPrincipals", { ...tenant, [ASSIGNMENTS]: [assigned("eve", type)] });
    expect(items.map(({ name }) => name)).toContain("eve");
  });

  test("a look-up that is refused", async () => {
    const { items, gaps } = await read("rbacPrincipals", {
      ...tenant,
      [BY_IDS]: refused(403, "Authorization_RequestDenied"),
    });
    expect(items).toEqual([]);
    expect(gaps).toMatchObject([{ reason: "denied", scope: "/tenants/t", needs: "Directory.Read.All" }]);
  });
});
