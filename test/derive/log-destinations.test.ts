import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Gap, known, unknown } from "../../src/inventory/known.ts";
import type {
  DenyAssignment,
  DiagnosticSetting,
  LogDestination,
  RoleDefinition,
  ServicePrincipal,
  StorageAccount,
} from "../../src/inventory/sections.ts";
import {
  accountId,
  denied,
  localUser,
  openAccount,
  scope,
  storageAccount,
  SUBSCRIPTION,
} from "../checks/build.ts";
import {
  AZURE_OWNER,
  AZURE_READER,
  azureRole,
  guid,
  managedIdentity,
  microsoftPrincipal,
  principalId,
  servicePrincipal,
} from "../checks/build-entra.ts";
import {
  diagnosticSetting,
  entraSetting,
  groupId,
  groupSetting,
  nowhere,
  subscription,
  subscriptionSetting,
  toAccount,
  workspaceId,
} from "../checks/build-logging.ts";
import { groupMember, groupId as directoryGroupId } from "../checks/build-policies.ts";
import { deriveFrom, type Gaps, type Items } from "./derive-from.ts";

const LOGS = accountId("logs");
const GAP = denied(LOGS);
const archive = { blobDiagnosticSettings: [diagnosticSetting(toAccount("logs"))] } as const;
const read: Items = { subscriptions: [subscription()], storageAccounts: [openAccount({ name: "logs" })] };

function rows(items: Items, gaps: Gaps = {}): readonly LogDestination[] {
  return deriveFrom({ ...read, ...items }, gaps).logDestinations.items;
}

const user = (name: string, over: Parameters<typeof localUser>[0] = {}) =>
  localUser({ name, accountId: LOGS, permissionScopes: known([]), ...over });
const writing = (name: string, letters: string, container = "insights-logs-storagewrite", service = "blob") =>
  user(name, { permissionScopes: known([scope(letters, container, service)]) });

test("a row for each setting and place", () => {
  const both = diagnosticSetting({ storageAccountId: known(LOGS) });
  const found = rows({
    blobDiagnosticSettings: [
      both,
      diagnosticSetting({ ...nowhere, name: "hub", eventHubAuthorizationRuleId: known("/h") }),
    ],
    subscriptionDiagnosticSettings: [subscriptionSetting(toAccount("logs"))],
    managementGroupDiagnosticSettings: [groupSetting("root")],
    entraDiagnosticSettings: [entraSetting(["AuditLogs"], toAccount("logs"))],
  });
  const nothing = { writers: [], writerCount: 0, watched: [], watchedCount: 0, gaps: [] };
  const from = (setting: DiagnosticSetting) => ({ name: "siem", settingId: setting.id, of: setting.of });
  const account = { kind: "storage-account", destinationId: LOGS, ...nothing };
  const workspace = { kind: "workspace", destinationId: workspaceId(), ...nothing };
  expect(found).toEqual([
    { ...from(both), ...account, id: `${both.id}/logDestination/storage-account` },
    { ...from(both), ...workspace, id: `${both.id}/logDestination/workspace` },
    {
      ...from(subscriptionSetting()),
      ...account,
      id: `${SUBSCRIPTION}/providers/Microsoft.Insights/diagnosticSettings/siem/logDestination/storage-account`,
    },
    {
      ...from(groupSetting("root")),
      ...workspace,
      id: `${groupId("root")}/providers/Microsoft.Insights/diagnosticSettings/siem/logDestination/workspace`,
    },
    {
      ...from(entraSetting([])),
      ...account,
      id: "/providers/microsoft.aadiam/diagnosticSettings/siem/logDestination/storage-account",
    },
  ]);
});

test("what exports metrics alone leads no logs anywhere", () => {
  const off = known([{ category: null, categoryGroup: "allLogs", enabled: false }]);
  const settings = [diagnosticSetting({ logs: known([]) }), diagnosticSetting({ name: "off", logs: off })];
  expect(rows({ blobDiagnosticSettings: settings })).toEqual([]);
  const strange = diagnosticSetting({ logs: unknown(GAP) });
  expect(rows({ blobDiagnosticSettings: [strange] }).map(({ kind }) => kind)).toEqual(["workspace"]);
});

test("a place that was not understood is a gap of the section", () => {
  const settings = [
    diagnosticSetting({ workspaceId: unknown(GAP), storageAccountId: unknown(denied("/b")) }),
  ];
  const { items, gaps } = deriveFrom({ ...read, blobDiagnosticSettings: settings }).logDestinations;
  expect(items).toEqual([]);
  expect(gaps).toEqual([denied("/b"), GAP]);
});

describe("local users of an account that holds logs", () => {
  const writersOf = (items: Items, gaps: Gaps = {}) => {
    const [row] = rows({ ...archive, ...items }, gaps);
    return {
      writers: row?.writers.map(({ name, container }) => `${name} ${container}`),
      gaps: row?.gaps,
    };
  };

  test.each<[string, string, readonly string[]]>([
    ["write", "w", ["eve insights-logs-storagewrite"]],
    ["create", "c", ["eve insights-logs-storagewrite"]],
    ["delete", "D", ["eve insights-logs-storagewrite"]],
    ["take over", "o", ["eve insights-logs-storagewrite"]],
    ["change permissions", "rlp", ["eve insights-logs-storagewrite"]],
    ["read", "rl", []],
    ["do nothing", "", []],
  ])("%s", (_, letters, writers) => {
    expect(writersOf({ localUsers: [writing("eve", letters)] })).toEqual({ writers, gaps: [] });
  });

  test("on containers of logs and metrics, and on no other", () => {
    const names = ["insights-logs-auditevent", "Insights-metrics-pt1m", "my-insights-logs", "uploads"];
    const scopes = [...names, "insights-logs-auditevent"].map((name) => scope("rw", name));
    expect(writersOf({ localUsers: [user("eve", { permissionScopes: known(scopes) })] })).toEqual({
      writers: ["eve Insights-metrics-pt1m", "eve insights-logs-auditevent"],
      gaps: [],
    });
  });

  test("whatever the case of the service", () => {
    const loud = writing("eve", "w", "insights-logs-x", "BLOB");
    expect(writersOf({ localUsers: [loud] })).toEqual({ writers: ["eve insights-logs-x"], gaps: [] });
  });

  test("shares are no containers", () => {
    const share = writing("eve", "w", "insights-logs-x", "File");
    expect(writersOf({ localUsers: [share] })).toEqual({ writers: [], gaps: [] });
  });

  test("with ACLs they may write any", () => {
    const acl = { allowAclAuthorization: known(true) };
    const scoped = { ...writing("mallory", "w"), ...acl };
    expect(writersOf({ localUsers: [user("eve", acl), scoped] })).toEqual({
      writers: ["eve insights-*", "mallory insights-logs-storagewrite"],
      gaps: [],
    });
  });

  test("users of another account are none of it", () => {
    const other = localUser({ name: "eve", permissionScopes: known([scope("w", "insights-logs-x")]) });
    expect(writersOf({ localUsers: [other] })).toEqual({ writers: [], gaps: [] });
  });

  test.each<[string, readonly StorageAccount[]]>([
    ["SFTP off", [storageAccount({ name: "logs" })]],
    ["local users off", [openAccount({ name: "logs", isLocalUserEnabled: known(false) })]],
  ])("nobody signs in with %s", (_, storageAccounts) => {
    const items = { storageAccounts, localUsers: [writing("eve", "w")] };
    expect(writersOf(items, { localUsers: [GAP] })).toEqual({ writers: [], gaps: [] });
  });

  describe("what was not read", () => {
    const wide = writing("eve", "w");
    const strange = scope("rx", "insights-logs-x");
    const undocumented = (letters: string, service: string): Gap => ({
      reason: "malformed",
      scope: user("eve").id,
      request: "GET localUsers",
      detail: `permissions "${letters}" on service "${service}" are not documented`,
    });

    test.each<[string, Items, Gaps, readonly Gap[]]>([
      ["the users", {}, { localUsers: [GAP] }, [GAP]],
      ["the rights of one", { localUsers: [user("eve", { permissionScopes: unknown(GAP) })] }, {}, [GAP]],
      [
        "whether ACLs count",
        { localUsers: [user("eve", { allowAclAuthorization: unknown(GAP) })] },
        {},
        [GAP],
      ],
      [
        "a letter of Azure's future",
        { localUsers: [user("eve", { permissionScopes: known([strange, scope("x", "uploads")]) })] },
        {},
        [undocumented("rx", "blob")],
      ],
      [
        "a service of Azure's future",
        { localUsers: [writing("eve", "w", "insights-logs-x", "queue")] },
        {},
        [undocumented("w", "queue")],
      ],
      [
        "whether SFTP is on",
        { storageAccounts: [openAccount({ name: "logs", isSftpEnabled: unknown(GAP) })], localUsers: [wide] },
        {},
        [GAP],
      ],
      ["the account", { storageAccounts: [] }, { storageAccounts: [denied()] }, [denied()]],
      [
        "its subscription",
        { storageAccounts: [], subscriptions: [] },
        {},
        [
          {
            reason: "not-requested",
            scope: LOGS.toLowerCase(),
            request: "GET storageAccounts",
            detail: "the account lies in no subscription that was read",
          },
        ],
      ],
    ])("%s", (_, items, gaps, expected) => {
      expect(writersOf(items, gaps)).toEqual({ writers: [], gaps: expected });
    });

    test("one that writes is a writer, whatever else of it and of others was not read", () => {
      const users = [{ ...wide, allowAclAuthorization: unknown(denied("/x")) }];
      expect(writersOf({ localUsers: users }, { localUsers: [GAP] })).toEqual({
        writers: ["eve insights-logs-storagewrite"],
        gaps: [],
      });
    });

    test("of many writers the first ten are named, and all are counted", () => {
      const users = Array.from({ length: 12 }, (_, at) => writing(`u${at}`, "w"));
      const [row] = rows({ ...archive, localUsers: [user("reader"), ...users] });
      expect(row?.writers.map(({ userId }) => userId)).toEqual(users.slice(0, 10).map(({ id }) => id));
      expect(row?.writerCount).toBe(12);
    });

    test("of many containers, too", () => {
      const scopes = Array.from({ length: 12 }, (_, at) => scope("w", `insights-logs-${at + 10}`));
      const [row] = rows({ ...archive, localUsers: [user("eve", { permissionScopes: known(scopes) })] });
      expect(row?.writers.map(({ container }) => container)).toEqual(
        scopes.slice(0, 10).map(({ resourceName }) => resourceName),
      );
      expect(row?.writerCount).toBe(1);
    });

    test("an account that is gone has no users", () => {
      expect(writersOf({ storageAccounts: [] })).toEqual({ writers: [], gaps: [] });
    });
  });
});

describe("service principals that plant SFTP users and change the workspace of the logs", () => {
  const LA_CONTRIBUTOR = role("Log Analytics Contributor", "Microsoft.OperationalInsights/*");
  const PLANTER = role("Planter", "Microsoft.Storage/storageAccounts/localUsers/write");
  const DELETER = role("Deleter", "microsoft.operationalinsights/workspaces/delete");
  const WRITER = role("Writer", "Microsoft.OperationalInsights/workspaces/write");
  const CONTRIBUTOR = role("Contributor", "*");
  const blob = { blobDiagnosticSettings: [diagnosticSetting()] } as const;
  const DEFINITIONS = [AZURE_OWNER, AZURE_READER, LA_CONTRIBUTOR, PLANTER, DELETER, WRITER, CONTRIBUTOR];

  function role(name: string, ...actions: string[]): RoleDefinition {
    return {
      id: `/providers/Microsoft.Authorization/roleDefinitions/${guid("role", name)}`,
      name,
      isCustom: true,
      permissions: known([{ actions, notActions: [], dataActions: [], notDataActions: [] }]),
    };
  }
  const held = (definition: RoleDefinition, name: string, at: string = SUBSCRIPTION) =>
    azureRole(definition, guid("sp", name), {
      id: `${at}/providers/Microsoft.Authorization/roleAssignments/${name}-${definition.name}`,
      scope: at,
    });
  const ofGroup = azureRole(AZURE_OWNER, directoryGroupId("admins"), { principalType: known("Group") });
  const ofUser = { ...held(AZURE_OWNER, "ada"), principalType: known("User") };
  const principals = (...names: readonly string[]): ServicePrincipal[] =>
    names.map((name) => servicePrincipal({ name }));
  const watchedOf = (items: Items, gaps: Gaps = {}) => {
    const [row] = rows({ roleDefinitions: DEFINITIONS, ...blob, ...items }, gaps);
    expect(row?.watchedCount).toBe(row?.watched.length);
    return { names: row?.watched.map(({ name }) => name), gaps: row?.gaps };
  };

  test.each<[string, Items, readonly string[]]>([
    ["nobody", {}, []],
    [
      "owners",
      { roleAssignments: [held(AZURE_OWNER, "deploy")], servicePrincipals: principals("deploy") },
      ["deploy"],
    ],
    [
      "by two roles, and to delete is enough",
      {
        roleAssignments: [held(PLANTER, "deploy", accountId("acct")), held(DELETER, "deploy", workspaceId())],
        servicePrincipals: principals("deploy"),
      },
      ["deploy"],
    ],
    [
      "and so is to write",
      {
        roleAssignments: [held(PLANTER, "deploy"), held(WRITER, "deploy", workspaceId())],
        servicePrincipals: principals("deploy"),
      },
      ["deploy"],
    ],
    [
      "in any order, once each",
      {
        roleAssignments: ["zoe", "ann", "bob"].flatMap((name) => [
          held(CONTRIBUTOR, name),
          held(PLANTER, name, accountId("acct")),
          held(DELETER, name, workspaceId()),
        ]),
        servicePrincipals: principals("zoe", "ann", "bob"),
      },
      ["ann", "bob", "zoe"],
    ],
    [
      "those of one place beside those of another",
      {
        roleAssignments: [
          held(CONTRIBUTOR, "zoe"),
          held(CONTRIBUTOR, "bob"),
          held(PLANTER, "ann", accountId("acct")),
          held(WRITER, "ann"),
        ],
        servicePrincipals: principals("zoe", "ann", "bob"),
      },
      ["ann", "bob", "zoe"],
    ],
    [
      "those who may activate a role",
      { roleEligibilities: [held(AZURE_OWNER, "deploy")], servicePrincipals: principals("deploy") },
      ["deploy"],
    ],
    [
      "readers",
      { roleAssignments: [held(AZURE_READER, "deploy")], servicePrincipals: principals("deploy") },
      [],
    ],
    [
      "those who do only one of both",
      {
        roleAssignments: [held(PLANTER, "a"), held(LA_CONTRIBUTOR, "b")],
        servicePrincipals: principals("a", "b"),
      },
      [],
    ],
    [
      "roles on another account or workspace",
      {
        roleAssignments: [
          held(PLANTER, "a", accountId("acct2")),
          held(LA_CONTRIBUTOR, "a"),
          held(PLANTER, "b"),
          held(LA_CONTRIBUTOR, "b", workspaceId("other")),
        ],
        servicePrincipals: principals("a", "b"),
      },
      [],
    ],
    [
      "managed identities",
      { roleAssignments: [held(CONTRIBUTOR, "vm-identity")], servicePrincipals: [managedIdentity()] },
      ["vm-identity"],
    ],
    [
      "Microsoft's own",
      {
        roleAssignments: [held(CONTRIBUTOR, "Office 365 Exchange Online")],
        servicePrincipals: [microsoftPrincipal()],
      },
      [],
    ],
    ["users", { roleAssignments: [ofUser] }, []],
    ["one that is gone", { roleAssignments: [held(AZURE_OWNER, "ghost")] }, []],
    [
      "members of a group, users left out",
      {
        roleAssignments: [ofGroup],
        azureGroupMembers: [
          groupMember("admins", guid("sp", "deploy").toUpperCase(), { kind: "service-principal" }),
          groupMember("admins", guid("user", "ada")),
        ],
        servicePrincipals: principals("deploy"),
      },
      ["deploy"],
    ],
    [
      "a member here who holds a role of its own there, whatever the case of ids",
      {
        roleAssignments: [
          azureRole(PLANTER, directoryGroupId("admins").toUpperCase(), { principalType: known("Group") }),
          { ...held(WRITER, "deploy"), principalId: guid("sp", "deploy").toUpperCase() },
        ],
        azureGroupMembers: [groupMember("admins", guid("sp", "deploy").toUpperCase())],
        servicePrincipals: principals("deploy"),
      },
      ["deploy"],
    ],
    [
      "the same, the other way around",
      {
        roleAssignments: [
          azureRole(WRITER, directoryGroupId("admins"), { principalType: known("Group") }),
          held(PLANTER, "deploy"),
        ],
        azureGroupMembers: [groupMember("admins", guid("sp", "deploy").toUpperCase())],
        servicePrincipals: principals("deploy"),
      },
      ["deploy"],
    ],
  ])("%s", (_, items, names) => {
    expect(watchedOf(items)).toEqual({ names, gaps: [] });
  });

  describe("deny assignments", () => {
    const both = {
      roleAssignments: [held(AZURE_OWNER, "deploy"), held(AZURE_OWNER, "build")],
      servicePrincipals: principals("deploy", "build"),
    };
    const denial = (scopeId: string, action: string, over: Partial<DenyAssignment> = {}): DenyAssignment => ({
      id: `${scopeId}/providers/Microsoft.Authorization/denyAssignments/d`,
      name: "d",
      scope: scopeId,
      inheritedBy: [],
      permissions: known([{ actions: [action], notActions: [], dataActions: [], notDataActions: [] }]),
      principals: known([guid("sp", "deploy")]),
      excludePrincipals: known([]),
      doNotApplyToChildScopes: known(false),
      ...over,
    });
    const EVERYBODY = "00000000-0000-0000-0000-000000000000";
    const LOCAL_USERS = "Microsoft.Storage/storageAccounts/localUsers/*";

    test.each<[string, DenyAssignment, readonly string[]]>([
      ["local users of the account", denial(accountId("acct"), LOCAL_USERS), ["build"]],
      ["local users of the subscription", denial(SUBSCRIPTION, LOCAL_USERS), ["build"]],
      ["the workspace", denial(workspaceId(), "Microsoft.OperationalInsights/workspaces/*"), ["build"]],
      [
        "all but to delete it",
        denial(workspaceId(), "Microsoft.OperationalInsights/workspaces/write"),
        ["build", "deploy"],
      ],
      ["another account", denial(accountId("acct2"), LOCAL_USERS), ["build", "deploy"]],
      [
        "what lies right at the subscription",
        denial(SUBSCRIPTION, LOCAL_USERS, { doNotApplyToChildScopes: known(true) }),
        ["build", "deploy"],
      ],
      [
        "whom, nobody understood, and of something else",
        denial(SUBSCRIPTION, "Microsoft.Compute/*", { principals: unknown(GAP) }),
        ["build", "deploy"],
      ],
    ])("of %s", (_, deny, names) => {
      expect(watchedOf({ ...both, denyAssignments: [deny] })).toEqual({ names, gaps: [] });
    });

    test.each<[string, Partial<DenyAssignment>, readonly string[], readonly Gap[]]>([
      ["whom", { principals: unknown(GAP) }, [], [GAP]],
      ["whom it spares", { excludePrincipals: unknown(GAP) }, ["build"], []],
      ["what", { permissions: unknown(GAP) }, ["build"], []],
      ["what of everybody", { permissions: unknown(GAP), principals: known([EVERYBODY]) }, [], [GAP]],
      ["whether below", { doNotApplyToChildScopes: unknown(GAP) }, ["build"], []],
    ])("that were not understood leave open %s", (_, over, names, gaps) => {
      const denyAssignments = [denial(SUBSCRIPTION, LOCAL_USERS, over)];
      expect(watchedOf({ ...both, denyAssignments })).toEqual({ names, gaps });
    });

    test.each([SUBSCRIPTION, accountId("acct"), workspaceId()])("that were not listed at %s", (scope) => {
      const gap: Gap = { ...GAP, scope };
      expect(watchedOf(both, { denyAssignments: [gap] })).toEqual({ names: [], gaps: [gap] });
    });

    test("a second role does not make somebody certain who may be denied", () => {
      const roleAssignments = [...both.roleAssignments, { ...held(AZURE_OWNER, "deploy"), id: "/again" }];
      const denyAssignments = [denial(SUBSCRIPTION, LOCAL_USERS, { permissions: unknown(GAP) })];
      expect(watchedOf({ ...both, roleAssignments, denyAssignments })).toEqual({
        names: ["build"],
        gaps: [],
      });
    });

    test("one account's is not another's", () => {
      const blobDiagnosticSettings = ["a", "b", "c"].map((name) =>
        diagnosticSetting({ of: accountId(name) }),
      );
      const denyAssignments = [denial(accountId("b"), LOCAL_USERS)];
      const found = rows({ ...both, roleDefinitions: DEFINITIONS, blobDiagnosticSettings, denyAssignments });
      expect(found.map(({ watchedCount }) => watchedCount)).toEqual([2, 1, 2]);
    });
  });

  describe("what was not read", () => {
    const roles = denied();
    const list: Gap = {
      reason: "throttled",
      scope: "/servicePrincipals/other",
      request: "GET /v1.0/servicePrincipals",
    };
    const members: Gap = { ...list, scope: "/groups/g", request: "GET /v1.0/groups" };
    const unlicensed: Gap = {
      reason: "unsupported",
      scope: SUBSCRIPTION,
      request: `GET ${SUBSCRIPTION}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances`,
    };
    const elsewhere = { ...diagnosticSetting({ workspaceId: known("/subscriptions/other/siem") }) };
    const outOfSight: Gap = {
      reason: "not-requested",
      scope: "/subscriptions/other/siem",
      request: "GET roleAssignments",
      detail: "the workspace lies in no subscription that was read",
    };
    const planter = { roleAssignments: [held(PLANTER, "x")], servicePrincipals: principals("x") };

    test.each<[string, Items, Gaps, readonly string[], readonly Gap[]]>([
      ["the roles", {}, { roleAssignments: [roles] }, [], [roles]],
      ["roles to activate", {}, { roleEligibilities: [roles] }, [], [roles]],
      ["roles to activate, without the license for them", {}, { roleEligibilities: [unlicensed] }, [], []],
      [
        "roles to activate, without the license for them, beside what else was not read",
        {},
        { roleEligibilities: [unlicensed], roleAssignments: [roles] },
        [],
        [roles],
      ],
      ["members of groups", {}, { azureGroupMembers: [members] }, [], [members]],
      ["members of other groups", {}, { rbacGroupMembers: [members] }, [], [members]],
      [
        "the rest, where one was found",
        { roleAssignments: [held(AZURE_OWNER, "deploy")], servicePrincipals: principals("deploy") },
        { roleAssignments: [roles], azureGroupMembers: [members] },
        ["deploy"],
        [],
      ],
      [
        "the list of service principals: an assignment tells that it holds one",
        { roleAssignments: [held(AZURE_OWNER, "ghost")] },
        { servicePrincipals: [list] },
        [guid("sp", "ghost")],
        [],
      ],
      [
        "what members of a group are",
        {
          roleAssignments: [ofGroup],
          azureGroupMembers: [groupMember("admins", guid("other", "x"), { kind: "other" })],
        },
        { servicePrincipals: [list] },
        [],
        [list],
      ],
      [
        "what the holder of both is",
        { roleAssignments: [{ ...held(AZURE_OWNER, "x"), principalType: unknown(roles) }] },
        { servicePrincipals: [list] },
        [],
        [list],
      ],
      [
        "what the holder of one of both is",
        { roleAssignments: [{ ...held(PLANTER, "x"), principalType: unknown(roles) }] },
        { servicePrincipals: [list] },
        [],
        [],
      ],
      [
        "what somebody else is",
        {
          roleAssignments: [{ ...held(PLANTER, "x"), principalType: unknown(roles) }, held(WRITER, "b")],
          servicePrincipals: principals("b"),
        },
        { servicePrincipals: [list] },
        [],
        [],
      ],
      [
        "service principals, where a user holds both",
        { roleAssignments: [ofUser] },
        { servicePrincipals: [list] },
        [],
        [],
      ],
      ["what a role allows", { ...planter, roleDefinitions: [] }, { roleDefinitions: [roles] }, [], [roles]],
      [
        "what the other role allows",
        {
          ...planter,
          roleDefinitions: [PLANTER],
          roleAssignments: [...planter.roleAssignments, held(WRITER, "x")],
        },
        { roleDefinitions: [roles] },
        [],
        [roles],
      ],
      [
        "the roles on a workspace of another subscription",
        { ...planter, blobDiagnosticSettings: [elsewhere] },
        {},
        [],
        [outOfSight],
      ],
      [
        "and the roles on the account",
        { blobDiagnosticSettings: [elsewhere] },
        { roleAssignments: [roles] },
        [],
        [roles, outOfSight],
      ],
      [
        "that of a workspace, where nobody plants",
        { blobDiagnosticSettings: [elsewhere] },
        { roleEligibilities: [unlicensed] },
        [],
        [],
      ],
    ])("%s", (_, items, gaps, names, expected) => {
      expect(watchedOf(items, gaps)).toEqual({ names, gaps: expected });
    });

    test("one list for all that lack the same", () => {
      const blobDiagnosticSettings = ["a", "b"].map((name) => diagnosticSetting({ of: accountId(name) }));
      const found = rows(
        { ...planter, roleDefinitions: DEFINITIONS, blobDiagnosticSettings },
        {
          roleAssignments: [roles],
          azureGroupMembers: [members],
        },
      );
      expect(found[0]?.gaps).toEqual([roles, members]);
      expect(found[1]?.gaps).toBe(found[0]?.gaps);
    });
  });

  test("the workspace of a subscription's log is nobody's in particular", () => {
    const items = {
      subscriptions: [],
      blobDiagnosticSettings: [],
      subscriptionDiagnosticSettings: [subscriptionSetting()],
      roleAssignments: [held(AZURE_OWNER, "deploy")],
      servicePrincipals: principals("deploy"),
    };
    expect(watchedOf(items, { roleAssignments: [denied()] })).toEqual({ names: [], gaps: [] });
  });

  test("accounts and workspaces that are alike share one list, of the first ten", () => {
    const names = Array.from({ length: 12 }, (_, at) => `p${String(at).padStart(2, "0")}`);
    const found = rows({
      roleDefinitions: DEFINITIONS,
      blobDiagnosticSettings: ["a", "b", "c"].map((name) => diagnosticSetting({ of: accountId(name) })),
      roleAssignments: [
        ...names.map((name) => held(AZURE_OWNER, name)),
        held(PLANTER, "a", accountId("c")),
        held(PLANTER, "p01", accountId("c")),
        held(WRITER, "a"),
      ],
      servicePrincipals: principals(...names, "a"),
    });
    expect(found.map(({ watchedCount }) => watchedCount)).toEqual([12, 12, 13]);
    expect(found[0]?.watched.map(({ name }) => name)).toEqual(names.slice(0, 10));
    expect(found[1]?.watched).toBe(found[0]?.watched);
    expect(found[2]?.watched.map(({ name }) => name)).toEqual(["a", ...names.slice(0, 9)]);
  });

  test("for any roles: those who hold both, and nobody else", () => {
    const places = [
      SUBSCRIPTION,
      accountId("a"),
      accountId("b"),
      workspaceId("a"),
      workspaceId("b"),
    ] as const;
    const people = ["ann", "bob", "cid"];
    const assignment = fc.record({
      who: fc.constantFrom(...people),
      what: fc.constantFrom(PLANTER, LA_CONTRIBUTOR, DELETER, AZURE_READER),
      at: fc.constantFrom(...places),
    });
    const settings = ["a", "b"].flatMap((account) =>
      ["a", "b"].map((workspace) =>
        diagnosticSetting({
          of: accountId(account),
          name: workspace,
          workspaceId: known(workspaceId(workspace)),
        }),
      ),
    );
    fc.assert(
      fc.property(fc.array(assignment, { maxLength: 16 }), (given) => {
        const found = rows({
          roleDefinitions: DEFINITIONS,
          blobDiagnosticSettings: settings,
          roleAssignments: given.map(({ who, what, at }) => held(what, who, at)),
          servicePrincipals: principals(...people),
        });
        const can = (name: string, roles: readonly RoleDefinition[], at: string) =>
          given.some(
            (one) => one.who === name && roles.includes(one.what) && [SUBSCRIPTION, at].includes(one.at),
          );
        for (const { of, destinationId, watched, watchedCount } of found) {
          const expected = people.filter(
            (name) => can(name, [PLANTER], of) && can(name, [LA_CONTRIBUTOR, DELETER], destinationId),
          );
          expect(watched.map(({ id }) => id)).toEqual(expected.map((name) => principalId(name)));
          expect(watchedCount).toBe(expected.length);
        }
        expect(found).toHaveLength(4);
      }),
    );
  });
});
