import { describe, expect, test } from "vitest";
import { id, known, type Raw, read, type Tenant, unknown } from "./entra-answers.ts";
import { refused, SUBSCRIPTION } from "./replay.ts";

const DEFINITIONS = "/v1.0/roleManagement/directory/roleDefinitions";
const ASSIGNMENTS = "/v1.0/roleManagement/directory/roleAssignments";
const ELIGIBILITIES = "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances";
const BY_IDS = "/v1.0/directoryObjects/getByIds";
const AZURE = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments`;
const GLOBAL = "62e90394-69f5-4237-9190-012177145e10";

const rawDefinition = (over: Raw = {}): Raw => ({
  id: GLOBAL,
  description: "Can manage all aspects.",
  displayName: "Global Administrator",
  isBuiltIn: true,
  isEnabled: true,
  templateId: GLOBAL,
  rolePermissions: [
    { allowedResourceActions: ["microsoft.directory/users/password/update"], condition: null },
  ],
  ...over,
});
const custom = (actions: unknown, over: Raw = {}): Raw =>
  rawDefinition({
    id: "custom",
    templateId: "custom",
    displayName: "Helper",
    isBuiltIn: false,
    rolePermissions: [{ allowedResourceActions: actions, condition: null }],
    ...over,
  });
const definitions = (...list: readonly unknown[]) =>
  read("directoryRoleDefinitions", { [DEFINITIONS]: list });
const MINTS = "microsoft.directory/applications/credentials/update";

describe("role definitions", () => {
  test("a built-in role is known by its template", async () => {
    const { items, gaps, urls } = await definitions(rawDefinition());
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      {
        id: `/roleManagement/directory/roleDefinitions/${GLOBAL}`,
        name: "Global Administrator",
        templateId: GLOBAL,
        isBuiltIn: true,
        tier: 0,
        mintsCredentials: true,
        isSynchronization: false,
      },
    ]);
    expect(urls).toContain(
      `GET ${DEFINITIONS}?$select=id,displayName,templateId,isBuiltIn,isEnabled,rolePermissions&$top=999`,
    );
  });

  test.each<readonly [string, Raw, Raw]>([
    ["nothing of note", custom(["microsoft.directory/users/read"]), { tier: null, mintsCredentials: false }],
    ["credentials", custom(["microsoft.directory/users/read", MINTS]), { tier: 0, mintsCredentials: true }],
    ["credentials in capitals", custom([MINTS.toUpperCase()]), { tier: 0, mintsCredentials: true }],
    [
      "credentials, not enabled",
      custom([MINTS], { isEnabled: false }),
      { tier: null, mintsCredentials: false },
    ],
    ["nothing", custom(null), { tier: null, mintsCredentials: false }],
    [
      "the template of Global Administrator, which lends it nothing",
      custom([], { templateId: GLOBAL }),
      { tier: null, mintsCredentials: false, templateId: GLOBAL },
    ],
    [
      "the template of a synchronization account, which does not excuse it",
      custom([MINTS], { templateId: "d29b2b05-8046-44ba-8758-1e26182fcf32" }),
      { tier: 0, mintsCredentials: true, isSynchronization: false },
    ],
    ["no template", custom([MINTS], { templateId: null }), { templateId: "custom" }],
    ["no name", custom([], { displayName: null }), { name: "custom" }],
  ])("a custom role with %s", async (_, raw, expected) => {
    const { items, gaps } = await definitions(raw);
    expect(gaps).toEqual([]);
    expect(items).toEqual([expect.objectContaining({ isBuiltIn: false, ...expected })]);
  });

  test("what a built-in role that nobody counts as dangerous is", async () => {
    const { items } = await definitions(rawDefinition({ id: "x", templateId: "x" }));
    expect(items).toMatchObject([{ isBuiltIn: true, tier: null, mintsCredentials: false }]);
  });

  test.each<readonly [string, Raw, RegExp]>([
    ["isBuiltIn", custom([MINTS], { isBuiltIn: null }), /isBuiltIn is absent/],
    ["isEnabled", custom([MINTS], { isEnabled: "yes" }), /isEnabled is "yes"/],
    ["rolePermissions", custom([], { rolePermissions: {} }), /rolePermissions is of type object/],
    ["an entry", custom([], { rolePermissions: [7] }), /rolePermissions holds an entry/],
    ["an action", custom([MINTS, 7]), /rolePermissions holds an entry/],
  ])("%s is not understood: the role stays, and a gap beside it", async (_, raw, detail) => {
    const { items, gaps } = await definitions(raw, rawDefinition());
    expect(items).toHaveLength(2);
    expect(gaps).toEqual([
      {
        reason: "malformed",
        scope: "/roleManagement/directory/roleDefinitions/custom",
        request: `GET ${DEFINITIONS}`,
        detail: expect.stringMatching(detail),
      },
    ]);
  });

  test("a role without an id", async () => {
    const { items, gaps } = await definitions(rawDefinition({ id: undefined }), rawDefinition());
    expect(items).toHaveLength(1);
    expect(gaps).toMatchObject([{ reason: "malformed", scope: "/tenants/t" }]);
  });
});

const rawRole = (principal: string, over: Raw = {}): Raw => ({
  id: `role-${principal}`,
  principalId: id(principal),
  directoryScopeId: "/",
  appScopeId: null,
  roleDefinitionId: GLOBAL,
  ...over,
});

describe.each([
  ["directoryRoleAssignments", ASSIGNMENTS],
  ["directoryRoleEligibilities", ELIGIBILITIES],
] as const)("%s", (section, path) => {
  test("named after their role, by which it is found", async () => {
    const { items, gaps, urls } = await read(section, { [path]: [rawRole("ada")] });
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      {
        id: `${path.replace("/v1.0", "")}/role-ada`,
        name: GLOBAL,
        principalId: id("ada"),
        roleDefinitionId: `/roleManagement/directory/roleDefinitions/${GLOBAL}`,
        directoryScopeId: "/",
      },
    ]);
    expect(urls).toContain(
      `GET ${path}?$select=id,principalId,roleDefinitionId,directoryScopeId,appScopeId&$top=999`,
    );
  });

  test("a scope of one application stands in the other property", async () => {
    const over = { directoryScopeId: null, appScopeId: "/AccessPackageCatalog/x" };
    const { items } = await read(section, { [path]: [rawRole("ada", over)] });
    expect(items).toMatchObject([{ directoryScopeId: "/AccessPackageCatalog/x" }]);
  });

  test.each<readonly [string, Raw]>([
    ["no id", { id: null }],
    ["no holder", { principalId: undefined }],
    ["no role", { roleDefinitionId: 7 }],
    ["no scope at all", { directoryScopeId: null }],
    ["a scope that is none", { directoryScopeId: ["/"] }],
  ])("%s: a gap at the tenant, and the next one is read", async (_, over) => {
    const { items, gaps } = await read(section, { [path]: [rawRole("ada", over), rawRole("ben")] });
    expect(items).toMatchObject([{ principalId: id("ben") }]);
    expect(gaps).toMatchObject([{ reason: "malformed", scope: "/tenants/t", request: `GET ${path}` }]);
  });
});

const object = (type: string, name: string, over: Raw = {}): Raw => ({
  "@odata.type": `#microsoft.graph.${type}`,
  id: id(name),
  displayName: name,
  ...over,
});
const azureRole = (principal: string, principalType: unknown): Raw => ({
  id: `${AZURE}/${principal}`,
  properties: {
    roleDefinitionId: "/providers/Microsoft.Authorization/roleDefinitions/owner",
    principalId: id(principal),
    principalType,
    scope: "/",
  },
});
const membersOf = (group: string): string => `/v1.0/groups/${id(group)}/transitiveMembers`;

describe("members of groups that hold roles", () => {
  const tenant: Tenant = {
    [ASSIGNMENTS]: [rawRole("admins"), rawRole("ada")],
    [ELIGIBILITIES]: [rawRole("eligible")],
    [AZURE]: [
      azureRole("owners", "Group"),
      azureRole("vm", "ServicePrincipal"),
      azureRole("guests", "ForeignGroup"),
      azureRole("deleted", "Group"),
    ],
    [BY_IDS]: [
      ...["admins", "eligible", "owners"].map((name) => object("group", name)),
      object("user", "ada", { displayName: "Ada" }),
    ],
    [membersOf("admins")]: [
      object("user", "ben"),
      object("group", "nested"),
      object("agentIdentity", "agent"),
    ],
    [membersOf("owners")]: [object("servicePrincipal", "billing"), object("device", "laptop")],
  };

  test("named after the group that lends the role", async () => {
    const { items, gaps, requests, urls } = await read("groupMembers", tenant);
    expect(gaps).toEqual([]);
    const member = (group: string, name: string, kind: string) => ({
      id: `/groups/${id(group)}/transitiveMembers/${id(name)}`,
      name: group,
      groupId: `/groups/${id(group)}`,
      memberId: id(name),
      kind,
    });
    const expected = [
      member("admins", "ben", "user"),
      member("admins", "nested", "group"),
      member("admins", "agent", "service-principal"),
    ];
    expect(items).toEqual(expected.sort((a, b) => (a.id < b.id ? -1 : 1)));
    // A user has no members.
    expect(requests.filter((request) => request.includes("/groups/"))).toEqual(
      ["admins", "eligible"].map((group) => `GET ${membersOf(group)}`),
    );
    // Rights in Azure are not needed for it.
    expect(requests).not.toContain(`GET ${AZURE}`);
    expect(urls.at(-1)).toMatch(/\/transitiveMembers\?\$select=id&\$top=999$/);
    expect(urls.find((url) => url.includes("getByIds"))).toBe(`POST ${BY_IDS}?$select=id,displayName`);
  });

  test("of groups that hold Azure roles, in a section of their own", async () => {
    const { items, gaps, requests } = await read("azureGroupMembers", tenant);
    expect(gaps).toEqual([]);
    expect(items.map(({ name, memberId, kind }) => [name, memberId, kind])).toEqual([
      ["owners", id("billing"), "service-principal"],
      ["owners", id("laptop"), "other"],
    ]);
    // What the look-up does not know is asked; what Azure calls something else is not.
    expect(requests.filter((request) => request.includes("/groups/")).sort()).toEqual(
      ["owners", "deleted"].map((group) => `GET ${membersOf(group)}`).sort(),
    );
    expect(requests).not.toContain(`GET ${ASSIGNMENTS}`);
  });

  test.each(["groupMembers", "azureGroupMembers"] as const)(
    "without holders nobody is looked up: %s",
    async (section) => {
      const { items, requests } = await read(section, {});
      expect(items).toEqual([]);
      expect(requests.filter((request) => request.includes("getByIds"))).toEqual([]);
    },
  );

  describe("a holder that the look-up does not return", () => {
    const lost = { ...tenant, [BY_IDS]: [object("group", "eligible")] };
    const gone = refused(404, "Request_ResourceNotFound");

    test("is asked for members: one that has some is a group, without a name", async () => {
      const { items, gaps } = await read("groupMembers", { ...lost, [membersOf("ada")]: gone });
      expect(gaps).toEqual([]);
      expect(items.map(({ name }) => name)).toEqual([id("admins"), id("admins"), id("admins")]);
    });

    test.each([
      ["refuses", refused(403, "Authorization_RequestDenied"), "denied"],
      ["is not found in other words", refused(404, "UnknownError"), "failed"],
    ])("is a gap at the tenant where it %s", async (_, answer, reason) => {
      const { gaps } = await read("groupMembers", { ...lost, [membersOf("ada")]: answer });
      expect(gaps).toMatchObject([{ reason, scope: "/tenants/t", request: `GET ${membersOf("ada")}` }]);
    });

    test("is a gap where a group that was found is gone", async () => {
      const { gaps } = await read("groupMembers", { ...tenant, [membersOf("admins")]: gone });
      expect(gaps).toMatchObject([{ reason: "failed", request: `GET ${membersOf("admins")}` }]);
    });

    test("is a group where it vanishes between two pages", async () => {
      const next = `https://graph.microsoft.com${membersOf("ada")}/next`;
      const { items, gaps } = await read("groupMembers", {
        ...lost,
        [membersOf("ada")]: { value: [object("user", "ben")], "@odata.nextLink": next },
        [`${membersOf("ada")}/next`]: gone,
      });
      expect(items.filter(({ groupId }) => groupId === `/groups/${id("ada")}`)).toHaveLength(1);
      expect(gaps).toMatchObject([{ reason: "failed", scope: "/tenants/t" }]);
    });
  });

  test.each([
    ["groupMembers", "admins"],
    ["azureGroupMembers", "owners"],
  ] as const)("%s: groups are asked even where nothing can be looked up", async (section, group) => {
    const { items, gaps } = await read(section, {
      ...tenant,
      [BY_IDS]: refused(403, "Authorization_RequestDenied"),
      [membersOf("deleted")]: refused(404, "Request_ResourceNotFound"),
      [membersOf("ada")]: refused(404, "Request_ResourceNotFound"),
    });
    expect(new Set(items.map(({ name }) => name))).toEqual(new Set([id(group)]));
    expect(gaps).toMatchObject([
      { reason: "denied", scope: "/tenants/t", needs: "Directory.Read.All", request: `POST ${BY_IDS}` },
    ]);
  });

  test("one group that refuses may hold anybody: its gap stands at the tenant, and the others are read", async () => {
    const { items, gaps } = await read("groupMembers", {
      ...tenant,
      [membersOf("admins")]: refused(403, "Authorization_RequestDenied"),
      [membersOf("eligible")]: [object("user", "ben")],
    });
    expect(items.map(({ name }) => name)).toEqual(["eligible"]);
    expect(gaps).toMatchObject([{ reason: "denied", scope: "/tenants/t", needs: "GroupMember.Read.All" }]);
  });

  test.each([
    ["a member without an id", { [membersOf("admins")]: [object("user", "ben", { id: null })] }],
    ["a member without a type", { [membersOf("admins")]: [object("user", "ben", { "@odata.type": null })] }],
    ["a holder without a type", { [BY_IDS]: [object("group", "admins", { "@odata.type": undefined })] }],
    ["a holder without an id", { [BY_IDS]: [object("group", "admins", { id: 7 })] }],
  ])("%s is a gap at the tenant", async (_, over) => {
    const { gaps } = await read("groupMembers", { ...tenant, ...over });
    expect(gaps).toMatchObject([{ reason: "malformed", scope: "/tenants/t" }]);
  });

  test.each([null, 7, undefined])(
    "an Azure role whose holder is of type %j may be a group's",
    async (type) => {
      const { items } = await read("azureGroupMembers", { ...tenant, [AZURE]: [azureRole("owners", type)] });
      expect(items.filter(({ name }) => name === "owners")).toHaveLength(2);
    },
  );
});

describe("objects that something else names", () => {
  const GRANTS = "/v1.0/oauth2PermissionGrants";
  const grant = { id: "g", clientId: "c", resourceId: "r", consentType: "Principal", scope: "x" };
  const tenant: Tenant = {
    [ASSIGNMENTS]: [rawRole("admins")],
    [ELIGIBILITIES]: [rawRole("ada")],
    [AZURE]: [azureRole("owners", "Group")],
    [GRANTS]: [
      { ...grant, principalId: id("cleo") },
      { ...grant, id: "all", principalId: null },
    ],
    [membersOf("admins")]: [object("user", "ben")],
    [membersOf("owners")]: [object("user", "dora")],
    [BY_IDS]: [
      object("group", "admins", { onPremisesSyncEnabled: null }),
      object("group", "owners"),
      object("user", "ada", {
        displayName: "Ada Park",
        userPrincipalName: "ada@contoso.example",
        userType: "Guest",
        accountEnabled: false,
        onPremisesSyncEnabled: true,
      }),
      object("user", "ben", {
        displayName: null,
        userPrincipalName: "ben@contoso.example",
        userType: null,
        accountEnabled: true,
      }),
      object("user", "cleo", { displayName: null }),
      object("user", "dora"),
      object("servicePrincipal", "vm", { accountEnabled: true }),
    ],
  };
  const byName = async (over: Tenant = {}) => {
    const { items, ...rest } = await read("directoryObjects", { ...tenant, ...over });
    return { ...rest, objects: Object.fromEntries(items.map((item) => [item.name, item])) };
  };

  test("users, by what they are", async () => {
    const { objects, gaps, urls } = await byName();
    expect(gaps).toEqual([]);
    expect(objects["Ada Park"]).toEqual({
      id: `/directoryObjects/${id("ada")}`,
      name: "Ada Park",
      kind: "user",
      userPrincipalName: "ada@contoso.example",
      userType: known("Guest"),
      accountEnabled: known(false),
      onPremisesSyncEnabled: known(true),
    });
    expect(objects["ben@contoso.example"]).toMatchObject({
      userType: { known: true, value: null },
      accountEnabled: known(true),
      onPremisesSyncEnabled: { known: true, value: false, byDefault: true },
    });
    expect(urls).toContain(
      `POST ${BY_IDS}?$select=id,displayName,userPrincipalName,userType,accountEnabled,onPremisesSyncEnabled`,
    );
  });

  test("a user type that was selected and is not there was not read", async () => {
    const { objects } = await byName({
      [BY_IDS]: [object("user", "ada", { displayName: "Ada Park", accountEnabled: true })],
    });
    expect(objects["Ada Park"]).toMatchObject({
      userType: unknown("malformed", /userType is absent/),
      accountEnabled: known(true),
    });
  });

  test("of a user of whom Graph tells only the id, nothing is known", async () => {
    const { objects } = await byName();
    const denied = unknown("denied", /only id and type/);
    expect(objects[id("cleo")]).toMatchObject({
      userPrincipalName: null,
      userType: denied,
      accountEnabled: denied,
      onPremisesSyncEnabled: denied,
    });
  });

  test("members of groups that hold Azure roles alone are not asked for", async () => {
    const { objects } = await byName();
    expect(Object.keys(objects).sort()).toEqual(
      ["Ada Park", "admins", "ben@contoso.example", id("cleo")].sort(),
    );
  });

  test("groups are neither enabled nor guests; principals are enabled or not", async () => {
    const { objects } = await byName({
      [ASSIGNMENTS]: [rawRole("admins"), rawRole("vm"), rawRole("owners")],
    });
    expect(objects["admins"]).toMatchObject({
      kind: "group",
      userPrincipalName: null,
      userType: known(null),
      accountEnabled: known(null),
      onPremisesSyncEnabled: { known: true, value: false },
    });
    expect(objects["vm"]).toMatchObject({ kind: "service-principal", accountEnabled: known(true) });
  });

  test.each([
    ["id", { id: undefined }],
    ["type", { "@odata.type": 7 }],
  ])("an object without %s is a gap", async (_, over) => {
    const { gaps } = await byName({ [BY_IDS]: [object("group", "admins"), object("user", "ada", over)] });
    expect(gaps).toContainEqual(
      expect.objectContaining({ reason: "malformed", scope: "/tenants/t", request: `POST ${BY_IDS}` }),
    );
  });

  test("nobody named, nobody asked for", async () => {
    const { requests } = await read("directoryObjects", {});
    expect(requests.filter((request) => request.includes("getByIds"))).toEqual([]);
  });
});
