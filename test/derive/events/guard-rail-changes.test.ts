import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Gap, known, unknown } from "../../../src/inventory/known.ts";
import type {
  AzureChange,
  AzureEvent,
  DirectoryEvent,
  ExchangeEvent,
  GuardRailChange,
} from "../../../src/inventory/sections.ts";
import { accountId, denied, openAccount, storageAccount, SUBSCRIPTION, TENANT } from "../../checks/build.ts";
import {
  auditTarget,
  directoryEvent,
  keysChanged,
  KEYS_CHANGED,
  principalTarget,
  properties,
  registered,
  roleGiven,
  userTarget,
} from "../../checks/build-directory-events.ts";
import { directoryRole, guid } from "../../checks/build-entra.ts";
import { actor, azureChange, azureEvent, EVENT_TIME, OUTSIDE } from "../../checks/build-events.ts";
import {
  diagnosticSetting,
  entraSetting,
  logs,
  subscription,
  subscriptionSetting,
} from "../../checks/build-logging.ts";
import { defenderPlan, defenderSetting } from "../../checks/build-storage.ts";
import { tenant } from "../build-tenant.ts";
import { deriveFrom, type Gaps, type Items } from "../derive-from.ts";
import { CONTRIBUTOR, DATA_READER, holds, role } from "../rbac/build-rbac.ts";

const ACCOUNT = accountId("acct");
const GROUP = `${SUBSCRIPTION}/resourceGroups/rg`;

function changes(items: Items, gaps: Gaps = {}) {
  const around = { tenants: [tenant()], subscriptions: [subscription()], storageAccounts: [openAccount()] };
  return deriveFrom({ ...around, ...items }, gaps).guardRailChanges;
}

const told = (azureEvents: readonly AzureEvent[], items: Items = {}, gaps: Gaps = {}) =>
  changes({ azureEvents, ...items }, gaps).items;

const hour = (at: number): string => `2025-12-21T${String(at).padStart(2, "0")}:00:00.000Z`;

function event(operation: string, resourceId: string, over: Partial<AzureChange> = {}, at = 10): AzureEvent {
  const change = known(azureChange(over));
  return azureEvent({ eventDataId: `${at}`, operation, resourceId, change, time: hour(at) });
}

const brief = ({ kinds, targetId, states }: GuardRailChange) => [
  kinds.join(),
  targetId,
  states.map(({ id, presence }) => `${id} ${presence}`).join(),
];

describe("diagnostic settings", () => {
  const BLOB = `${ACCOUNT}/blobServices/default/providers/microsoft.insights/diagnosticSettings/siem`;
  const OF_SUBSCRIPTION = `${SUBSCRIPTION}/providers/microsoft.insights/diagnosticSettings/siem`;
  const OF_ENTRA = "/providers/microsoft.aadiam/diagnosticSettings/siem";
  const DELETE = "Microsoft.Insights/diagnosticSettings/delete";
  const WRITE = "Microsoft.Insights/diagnosticSettings/write";
  const OFF = { switchesOff: true };

  test("deleted, with who, when and from where", () => {
    expect(told([event(DELETE, BLOB)])).toEqual([
      {
        id: `${ACCOUNT}/logEvents/${guid("corr", "10")}`,
        name: "acct",
        targetId: ACCOUNT,
        targetName: "acct",
        first: EVENT_TIME,
        last: EVENT_TIME,
        actors: [actor()],
        rows: [
          {
            time: EVENT_TIME,
            source: "activity-log",
            operation: DELETE,
            actor: "alice@contoso.example",
            ip: OUTSIDE,
            userAgent: null,
            detail: 'The diagnostic setting "siem" of "acct" was deleted.',
            queryId: "q09",
          },
        ],
        rowsOmitted: 0,
        states: [{ id: ACCOUNT, name: "acct", presence: "present" }],
        kinds: ["diagnostic-setting-deleted"],
        isAfterEntry: false,
      },
    ] satisfies readonly GuardRailChange[]);
  });

  test.each<[string, AzureEvent, string | undefined]>([
    ["of a subscription", event(DELETE, OF_SUBSCRIPTION), SUBSCRIPTION],
    [
      "of a subscription nobody looked into",
      event(DELETE, OF_SUBSCRIPTION.replace("1111", "2222")),
      SUBSCRIPTION.replace("1111", "2222"),
    ],
    ["of Entra ID", event("microsoft.aadiam/diagnosticSettings/delete", OF_ENTRA), TENANT],
    ["of Entra ID, of whatever provider the operation is", event(DELETE, OF_ENTRA), TENANT],
    ["of an account that is gone", event(DELETE, BLOB.replace("/acct/", "/gone/")), accountId("gone")],
    ["of the queues of an account", event(DELETE, BLOB.replace("blobServices", "queueServices")), undefined],
    [
      "of a key vault",
      event(
        DELETE,
        `${GROUP}/providers/Microsoft.KeyVault/vaults/v/providers/microsoft.insights/diagnosticSettings/siem`,
      ),
      undefined,
    ],
  ])("%s", (_, deletion, target) => {
    expect(told([deletion]).map(({ targetId }) => targetId)).toEqual(target === undefined ? [] : [target]);
  });

  test.each<[string, readonly AzureEvent[], readonly string[]]>([
    ["written with logs switched off", [event(WRITE, BLOB, OFF)], ["diagnostic-setting-changed"]],
    ["written with all of them on", [event(WRITE, BLOB)], []],
    [
      "written off again: a template",
      [event(WRITE, BLOB, OFF), event(WRITE, BLOB, OFF, 11)],
      ["diagnostic-setting-changed"],
    ],
    [
      "off, on and off",
      [event(WRITE, BLOB, OFF), event(WRITE, BLOB, {}, 11), event(WRITE, BLOB, OFF, 12)],
      ["diagnostic-setting-changed", "diagnostic-setting-changed"],
    ],
    ["of the queues", [event(WRITE, BLOB.replace("blob", "queue"), OFF)], []],
  ])("%s", (_, events, expected) => {
    expect(told(events).map(({ kinds }) => kinds.join())).toEqual(expected);
  });

  const listing = (enabledLogs: readonly string[] | null, switchesOff = false) => ({
    enabledLogs,
    switchesOff,
  });

  test.each<[string, readonly Partial<AzureChange>[], readonly number[]]>([
    ["one log off, then all", [listing(["read", "write"], true), listing([], true)], [10, 11]],
    ["all off, then one on", [listing([], true), listing(["read"], true)], [10]],
    ["one log off, then another", [listing(["read"], true), listing(["write"], true)], [10, 11]],
    ["the same in a template", [listing(["read"], true), listing(["read"], true)], [10]],
    ["on, then a list of none", [listing(["read"]), listing([], true)], [11]],
    ["on, then one left out", [listing(["read", "write"]), listing(["read"])], [11]],
    ["on, then one more", [listing(["read"]), listing(["read", "write"])], []],
    ["on, then all by their group", [listing(["read"]), listing(["alllogs"])], []],
    ["all by their group, then by category", [listing(["alllogs"]), listing(["read", "write"])], []],
    ["all by their group, then some by category", [listing(["alllogs"]), listing(["read"], true)], [11]],
    ["on, then what the log does not list", [listing(["read"]), listing(null, true)], [11]],
    ["what the log does not list, then one off", [listing(null), listing(["read"], true)], [11]],
    ["what the log does not list, then on", [listing(null), listing(["read"])], []],
  ])("how much is off: %s", (_, changed, expected) => {
    const events = changed.map((change, at) => event(WRITE, BLOB, change, 10 + at));
    expect(told(events).map(({ first }) => first)).toEqual(expected.map(hour));
  });

  test("what was deleted and is written anew is judged by itself", () => {
    const before = [event(WRITE, BLOB, listing(["read"])), event(DELETE, BLOB, {}, 11)];
    expect(told([...before, event(WRITE, BLOB, listing(["read"], true), 12)])).toHaveLength(2);
    expect(told([...before, event(WRITE, BLOB, listing(["read"]), 12)])).toHaveLength(1);
  });

  test("a setting that was written is told of", () => {
    expect(told([event(WRITE, BLOB, OFF)])[0]?.rows[0]?.detail).toBe(
      'The diagnostic setting "siem" of "acct" was written with logs switched off.',
    );
  });

  const off = { logs: known([{ category: "StorageRead", categoryGroup: null, enabled: false }]) };
  const unread = { logs: unknown(denied("/logs")) };
  const another = { name: "other" };

  test.each<[string, string, Items, Gaps, string]>([
    ["another exports", DELETE, { blobDiagnosticSettings: [diagnosticSetting(another)] }, {}, "gone"],
    [
      "another exports nothing",
      DELETE,
      { blobDiagnosticSettings: [diagnosticSetting({ ...another, ...off })] },
      {},
      "present",
    ],
    [
      "another was not read",
      DELETE,
      { blobDiagnosticSettings: [diagnosticSetting({ ...another, ...unread })] },
      {},
      "unknown",
    ],
    ["settings not read", DELETE, {}, { blobDiagnosticSettings: [denied(ACCOUNT)] }, "unknown"],
    [
      "SFTP is off, and nobody asks for settings",
      DELETE,
      { storageAccounts: [storageAccount()] },
      {},
      "unknown",
    ],
    [
      "SFTP not read",
      DELETE,
      { storageAccounts: [openAccount({ isSftpEnabled: unknown(denied()) })] },
      {},
      "unknown",
    ],
    ["the account is gone", DELETE, { storageAccounts: [] }, {}, "unknown"],
    ["still off", WRITE, { blobDiagnosticSettings: [diagnosticSetting(off)] }, {}, "present"],
    ["on again", WRITE, { blobDiagnosticSettings: [diagnosticSetting()] }, {}, "gone"],
    ["not read since", WRITE, { blobDiagnosticSettings: [diagnosticSetting(unread)] }, {}, "unknown"],
    [
      "the setting is gone, and another exports",
      WRITE,
      { blobDiagnosticSettings: [diagnosticSetting(another)] },
      {},
      "gone",
    ],
    ["the setting is gone", WRITE, {}, {}, "present"],
    ["of an account that nobody asks", WRITE, { storageAccounts: [storageAccount()] }, {}, "unknown"],
  ])("today: %s", (_, operation, items, gaps, presence) => {
    const [found] = told([event(operation, BLOB.toLowerCase(), OFF)], items, gaps);
    expect(found?.states.map((state) => state.presence)).toEqual([presence]);
  });

  test.each<[string, string, Items, string]>([
    ["a subscription without logs", OF_SUBSCRIPTION, {}, "present"],
    [
      "a subscription with logs",
      OF_SUBSCRIPTION,
      { subscriptionDiagnosticSettings: [subscriptionSetting()] },
      "gone",
    ],
    ["a directory without logs", OF_ENTRA, {}, "present"],
    ["a directory with logs", OF_ENTRA, { entraDiagnosticSettings: [entraSetting(["AuditLogs"])] }, "gone"],
    [
      "a directory whose logs are off",
      OF_ENTRA,
      { entraDiagnosticSettings: [entraSetting([], { logs: logs() })] },
      "present",
    ],
  ])("today: %s", (_, resourceId, items, presence) => {
    expect(told([event(DELETE, resourceId)], items)[0]?.states[0]?.presence).toBe(presence);
  });
});

describe("Defender", () => {
  const PLAN = `${SUBSCRIPTION}/providers/Microsoft.Security/pricings/StorageAccounts`;
  const SETTING = `${ACCOUNT}/providers/Microsoft.Security/defenderForStorageSettings/current`;
  const PRICING = "Microsoft.Security/pricings/write";
  const DEFENDER = "Microsoft.Security/defenderForStorageSettings/write";

  test.each<[string, readonly AzureEvent[], number]>([
    ["a plan set to Free", [event(PRICING, PLAN, { pricingTier: "Free" })], 1],
    ["in small letters", [event(PRICING, PLAN, { pricingTier: "free" })], 1],
    [
      "set to Free again: a template",
      [event(PRICING, PLAN, { pricingTier: "Free" }), event(PRICING, PLAN, { pricingTier: "Free" }, 11)],
      1,
    ],
    [
      "set to Free after Standard",
      [event(PRICING, PLAN, { pricingTier: "Standard" }), event(PRICING, PLAN, { pricingTier: "Free" }, 11)],
      1,
    ],
    [
      "two plans",
      [
        event(PRICING, PLAN, { pricingTier: "Free" }),
        event(PRICING, `${PLAN}2`, { pricingTier: "Free" }, 11),
      ],
      2,
    ],
    ["set to Standard", [event(PRICING, PLAN, { pricingTier: "Standard" })], 0],
    ["a write that names no tier", [event(PRICING, PLAN)], 0],
    ["a plan deleted", [event("Microsoft.Security/pricings/delete", PLAN)], 1],
    ["an account's switched off", [event(DEFENDER, SETTING, { switchesOff: true })], 1],
    [
      "an account's switched off again",
      [event(DEFENDER, SETTING, { switchesOff: true }), event(DEFENDER, SETTING, { switchesOff: true }, 11)],
      1,
    ],
    ["an account's switched on", [event(DEFENDER, SETTING)], 0],
    ["of what is no account", [event(DEFENDER, GROUP, { switchesOff: true })], 0],
  ])("%s", (_, events, count) => {
    expect(told(events).map(({ kinds }) => kinds.join())).toEqual(
      Array.from({ length: count }, () => "defender-lowered"),
    );
  });

  test.each<[string, AzureEvent, Items, string, string]>([
    [
      "the plan is free",
      event(PRICING, PLAN, { pricingTier: "Free" }),
      { defenderPlans: [defenderPlan({ pricingTier: known("Free") })] },
      `${SUBSCRIPTION} present`,
      'The Defender plan "StorageAccounts" was set to Free.',
    ],
    [
      "the plan is on",
      event("Microsoft.Security/pricings/delete", PLAN),
      { defenderPlans: [defenderPlan()] },
      `${SUBSCRIPTION} gone`,
      'The Defender plan "StorageAccounts" was deleted.',
    ],
    [
      "the plan was not read",
      event(PRICING, PLAN, { pricingTier: "Free" }),
      { defenderPlans: [defenderPlan({ pricingTier: unknown(denied()) })] },
      `${SUBSCRIPTION} unknown`,
      'The Defender plan "StorageAccounts" was set to Free.',
    ],
    [
      "a plan that nobody reads",
      event(PRICING, PLAN.replace("StorageAccounts", "Arm"), { pricingTier: "Free" }),
      {},
      `${SUBSCRIPTION} unknown`,
      'The Defender plan "Arm" was set to Free.',
    ],
    [
      "the account's is off",
      event(DEFENDER, SETTING, { switchesOff: true }),
      { defenderSettings: [defenderSetting({ isEnabled: known(false) })] },
      `${ACCOUNT} present`,
      'Defender for Storage, or a part of it, was switched off for "acct".',
    ],
    [
      "the account's scan is off",
      event(DEFENDER, SETTING, { switchesOff: true }),
      { defenderSettings: [defenderSetting({ onUpload: known({ isEnabled: false, capGBPerMonth: null }) })] },
      `${ACCOUNT} present`,
      'Defender for Storage, or a part of it, was switched off for "acct".',
    ],
    [
      "the account's is on",
      event(DEFENDER, SETTING, { switchesOff: true }),
      { defenderSettings: [defenderSetting()] },
      `${ACCOUNT} gone`,
      'Defender for Storage, or a part of it, was switched off for "acct".',
    ],
    [
      "the account's scan was not read",
      event(DEFENDER, SETTING, { switchesOff: true }),
      { defenderSettings: [defenderSetting({ onUpload: unknown(denied()) })] },
      `${ACCOUNT} unknown`,
      'Defender for Storage, or a part of it, was switched off for "acct".',
    ],
    [
      "an account that is gone",
      event(DEFENDER, SETTING.replace("/acct/", "/gone/"), { switchesOff: true }),
      {},
      `${accountId("gone")} unknown`,
      'Defender for Storage, or a part of it, was switched off for "gone".',
    ],
    [
      "a subscription that nobody looked into",
      event("Microsoft.Security/pricings/delete", PLAN),
      { subscriptions: [] },
      `${SUBSCRIPTION} unknown`,
      'The Defender plan "StorageAccounts" was deleted.',
    ],
    [
      "a plan of no subscription",
      event("Microsoft.Security/pricings/delete", "/providers/Microsoft.Security/pricings/Arm"),
      {},
      "/providers/Microsoft.Security/pricings/Arm unknown",
      'The Defender plan "Arm" was deleted.',
    ],
  ])("today: %s", (_, lowered, items, state, detail) => {
    const [found] = told([lowered], items);
    expect([found?.rows[0]?.detail, found === undefined ? "" : brief(found)[2]]).toEqual([detail, state]);
  });
});

describe("Azure roles", () => {
  const WRITE = "Microsoft.Authorization/roleAssignments/write";
  const guidOf = (definition: { readonly id: string }) =>
    definition.id.slice(definition.id.lastIndexOf("/") + 1);
  const minter = role("Partner onboarding", { actions: ["Microsoft.Storage/storageAccounts/localUsers/*"] });
  const assigner = role("Granter", { actions: ["Microsoft.Authorization/roleAssignments/*"] });

  function grant(
    definition: { readonly id: string },
    scope: string,
    over: Partial<AzureChange> = {},
  ): AzureEvent {
    const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${guid("grant")}`;
    const principalId = guid("sp", "evil");
    return event(WRITE, id, {
      roleDefinitionId: guidOf(definition),
      principalId,
      principalType: "ServicePrincipal",
      ...over,
    });
  }

  const roleDefinitions = [CONTRIBUTOR, DATA_READER, minter, assigner];

  test("one that makes local users, with whom it was given to", () => {
    const [found, ...more] = told([grant(CONTRIBUTOR, GROUP)], { roleDefinitions });
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      kinds: ["azure-role"],
      targetId: GROUP,
      targetName: "rg",
      states: [
        {
          id: `${GROUP}/providers/Microsoft.Authorization/roleAssignments/${guid("grant")}`,
          name: "Contributor",
          presence: "gone",
        },
      ],
    });
    expect(found?.rows.map(({ detail, queryId }) => [detail, queryId])).toEqual([
      [`The role "Contributor" was given to ServicePrincipal "${guid("sp", "evil")}" at "rg".`, "q21"],
    ]);
  });

  test.each<[string, AzureEvent, Items, readonly string[]]>([
    ["a custom role that makes local users", grant(minter, ACCOUNT), { roleDefinitions }, [ACCOUNT]],
    ["a custom role that gives roles", grant(assigner, SUBSCRIPTION), { roleDefinitions }, [SUBSCRIPTION]],
    ["an account that is gone", grant(minter, accountId("gone")), { roleDefinitions }, [accountId("gone")]],
    [
      "at a management group",
      grant(CONTRIBUTOR, "/providers/Microsoft.Management/managementGroups/root"),
      { roleDefinitions },
      ["/providers/Microsoft.Management/managementGroups/root"],
    ],
    ["at the root", grant(CONTRIBUTOR, ""), { roleDefinitions }, [TENANT]],
    ["a built-in role whose definition was not read", grant(CONTRIBUTOR, GROUP), {}, [GROUP]],
    [
      "a built-in role whose definition was not understood",
      grant(CONTRIBUTOR, GROUP),
      { roleDefinitions: [{ ...CONTRIBUTOR, permissions: unknown(denied()) }] },
      [GROUP],
    ],
    ["a role that reads", grant(DATA_READER, GROUP), { roleDefinitions }, []],
    ["a custom role that was not read", grant(minter, GROUP), {}, []],
    [
      "at a virtual machine",
      grant(CONTRIBUTOR, `${GROUP}/providers/Microsoft.Compute/virtualMachines/vm`),
      { roleDefinitions },
      [],
    ],
    [
      "at a container",
      grant(CONTRIBUTOR, `${ACCOUNT}/blobServices/default/containers/c`),
      { roleDefinitions },
      [],
    ],
    [
      "of which the log does not say which",
      grant(CONTRIBUTOR, GROUP, { roleDefinitionId: null }),
      { roleDefinitions },
      [],
    ],
  ])("%s", (_, granted, items, targets) => {
    expect(told([granted], items).map(({ targetId }) => targetId)).toEqual(targets);
  });

  test("the same assignment again is a template", () => {
    const again = { ...grant(CONTRIBUTOR, GROUP), id: "/again", correlationId: "c2", time: hour(12) };
    expect(told([grant(CONTRIBUTOR, GROUP), again], { roleDefinitions })).toHaveLength(1);
  });

  const assignment = holds("evil", CONTRIBUTOR, GROUP, {
    id: `${GROUP}/providers/Microsoft.Authorization/roleAssignments/${guid("grant")}`,
  });

  test.each<[string, Items, Gaps, string]>([
    ["in force", { roleAssignments: [assignment] }, {}, "present"],
    ["gone", { roleAssignments: [] }, {}, "gone"],
    ["not read", {}, { roleAssignments: [denied(SUBSCRIPTION)] }, "unknown"],
    ["of a subscription that nobody looked into", { subscriptions: [] }, {}, "unknown"],
  ])("today: %s", (_, items, gaps, presence) => {
    const [found] = told([grant(CONTRIBUTOR, GROUP)], { roleDefinitions, ...items }, gaps);
    expect(found?.states.map((state) => [state.name, state.presence])).toEqual([["Contributor", presence]]);
  });

  test("a built-in role that was not read has its name, and a principal that is not named none", () => {
    const nobody = { principalId: null, principalType: null };
    expect(told([grant(CONTRIBUTOR, GROUP, nobody)])[0]?.rows[0]?.detail).toBe(
      'The role "Contributor" was given to principal "unknown" at "rg".',
    );
  });

  test("whoever takes access to every subscription, each time", () => {
    const elevate = (at: number) =>
      event("Microsoft.Authorization/elevateAccess/action", "/providers/Microsoft.Authorization", {}, at);
    const found = told([elevate(10), elevate(11)]);
    expect(found.map(brief)).toEqual([
      ["azure-role", TENANT, ""],
      ["azure-role", TENANT, ""],
    ]);
    expect(found[0]?.rows[0]?.detail).toBe(
      "Somebody took the role User Access Administrator for every subscription.",
    );
  });
});

describe("the directory", () => {
  const change = (operation: string, over: Parameters<typeof directoryEvent>[0] = {}) =>
    directoryEvent({ auditId: operation, operation, time: hour(12), ...over });
  const policy = (...names: readonly string[]) =>
    auditTarget({
      type: "Policy",
      id: guid("policy"),
      name: "Authorization Policy",
      properties: properties(Object.fromEntries(names.map((name) => [name, "x"]))),
    });
  const entry = registered("billing", { auditId: "entry", time: hour(9) });
  const found = (directoryEvents: readonly DirectoryEvent[], items: Items = {}) =>
    changes({ directoryEvents, ...items }).items;

  test.each<[string, DirectoryEvent, string]>([
    [
      "Update authorization policy",
      change("Update authorization policy", {
        targets: [policy("PermissionGrantPolicyIdsAssignedToDefaultUserRole")],
      }),
      'It changed "PermissionGrantPolicyIdsAssignedToDefaultUserRole" of "Authorization Policy".',
    ],
    [
      "an authorization policy that lost its properties",
      change("Update authorization policy"),
      "It changed settings of consent of what the log does not name.",
    ],
    [
      "blanks around the name",
      change(" Add permission grant policy "),
      "It changed settings of consent of what the log does not name.",
    ],
    [
      "Update permission grant policy",
      change("Update permission grant policy", { targets: [policy()] }),
      'It changed settings of consent of "Authorization Policy".',
    ],
    [
      "Delete permission grant policy",
      change("Delete permission grant policy"),
      "It changed settings of consent of what the log does not name.",
    ],
    [
      "Update policy, of consent requests",
      change("Update policy", { targets: [policy("AdminConsentRequestPolicy", "Other")] }),
      'It changed "AdminConsentRequestPolicy" of "Authorization Policy".',
    ],
  ])("settings of consent stand by themselves: %s", (_, event_, detail) => {
    const [one, ...more] = found([event_]);
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      kinds: ["consent-settings"],
      targetId: TENANT,
      targetName: "Contoso",
      isAfterEntry: false,
      states: [],
    });
    expect(one?.rows.map((row) => [row.detail, row.queryId])).toEqual([[detail, "q20"]]);
  });

  const member = (over: Parameters<typeof directoryEvent>[0] = {}) =>
    change("Add member to role", {
      targets: [
        userTarget("bob", properties({ "Role.DisplayName": "Global Administrator" })),
        auditTarget({ type: "Role", id: guid("role"), name: null }),
      ],
      ...over,
    });

  test("a role given after an entry of the same actor is one incident with it", () => {
    const [one, ...more] = found([member(), entry]);
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      id: `/users/${guid("user", "bob")}/logEvents/${guid("corr", "Add member to role")}`,
      targetName: "bob@contoso.example",
      kinds: ["directory-role"],
      isAfterEntry: true,
      first: hour(12),
      last: hour(12),
      states: [{ id: `/users/${guid("user", "bob")}`, name: "bob@contoso.example", presence: "gone" }],
    });
    expect(one?.rows.map((row) => [row.operation, row.detail, row.queryId])).toEqual([
      ["Add application", expect.stringMatching(/^New access was given: it concerned .*"billing"/), "q24"],
      [
        "Add member to role",
        `It concerned "${guid("role")}", "bob@contoso.example" and the role "Global Administrator".`,
        "q24",
      ],
    ]);
  });

  const app = actor({
    kind: "application",
    id: guid("sp", "billing"),
    appId: null,
    name: "billing",
    ip: null,
  });
  const byAppId = actor({ kind: "application", id: null, appId: guid("appid", "billing"), name: "billing" });
  const other = actor({ id: guid("user", "carol"), name: "carol@contoso.example" });
  const at = (time: string) => registered("billing", { auditId: "entry", time });

  test.each<[string, readonly DirectoryEvent[], number]>([
    ["nothing before it", [member()], 0],
    ["a day before to the minute", [at("2025-12-20T12:00:00.000Z"), member()], 1],
    ["a day and a second before", [at("2025-12-20T11:59:59.000Z"), member()], 0],
    ["at the same moment", [at(hour(12)), member()], 1],
    ["after it", [at(hour(13)), member()], 0],
    ["by another", [entry, member({ actor: other })], 0],
    [
      "of the application that was given a role",
      [
        roleGiven("Mail.Read", "billing", { auditId: "entry", time: hour(9), actor: other }),
        member({ actor: app }),
      ],
      1,
    ],
    [
      "of the application that was registered, by its appId",
      [registered("billing", { auditId: "entry", time: hour(9), actor: other }), member({ actor: byAppId })],
      1,
    ],
    [
      "a key added",
      [
        keysChanged(undefined, undefined, { auditId: "entry", operation: KEYS_CHANGED, time: hour(9) }),
        member(),
      ],
      1,
    ],
    [
      "the one who became an owner",
      [
        change("Add owner to application", {
          auditId: "entry",
          time: hour(9),
          actor: other,
          targets: [userTarget("alice"), auditTarget()],
        }),
        member(),
      ],
      1,
    ],
    [
      "something that gives no access",
      [change("Update application", { auditId: "entry", time: hour(9) }), member()],
      0,
    ],
    [
      "an old entry and a new one",
      [at("2025-12-01T00:00:00.000Z"), { ...entry, id: "/2", correlationId: "2" }, member()],
      1,
    ],
  ])("an entry: %s", (_, events, count) => {
    expect(found(events).filter(({ kinds }) => kinds.includes("directory-role"))).toHaveLength(count);
  });

  test("fifty entries at most", () => {
    const entries = Array.from({ length: 60 }, (_, minute) =>
      registered("billing", {
        auditId: `entry ${minute}`,
        time: `2025-12-21T09:${minute < 10 ? "0" : ""}${minute}:00.000Z`,
      }),
    );
    const [one] = found([...entries, member()]);
    expect([one?.rows.length, one?.rowsOmitted]).toEqual([50, 1]);
  });

  test.each<[string, string]>([
    ["Add eligible member to role", "directory-role"],
    ["Add member to role completed (PIM activation)", "directory-role"],
    ["Add role definition", "directory-role"],
    ["Update role definition", "directory-role"],
    ["Add role assignment to role definition", "directory-role"],
    ["Add policy", "directory-policy"],
    ["Delete conditional access policy", "directory-policy"],
    ["Set domain authentication", "domain-federation"],
    ["Set federation settings on domain", "domain-federation"],
    ["Add unverified domain", "domain-federation"],
  ])("%s, after an entry and not without", (operation, kind) => {
    const target = auditTarget({ type: "Other", id: null, name: "contoso.example" });
    expect(found([entry, change(operation, { targets: [target] })]).map(brief)).toEqual([[kind, TENANT, ""]]);
    expect(found([change(operation)])).toEqual([]);
  });

  test.each([
    "Add member to role requested (PIM activation)",
    "Remove member from role",
    "Add member to rolegroup",
    "Update user",
  ])("%s is no change of a guard rail", (operation) => {
    expect(found([entry, change(operation)])).toEqual([]);
  });

  test("an authorization policy that changes nothing of consent needs an entry", () => {
    const event_ = change("Update authorization policy", { targets: [policy("AllowInvitesFrom")] });
    expect(found([event_])).toEqual([]);
    expect(found([event_, entry]).map(({ kinds }) => kinds)).toEqual([["directory-policy"]]);
  });

  test.each<[string, DirectoryEvent["targets"], string]>([
    ["a service principal", [principalTarget("billing")], `/servicePrincipals/${guid("sp", "billing")}`],
    ["a group without a name", [auditTarget({ type: "Group", id: "g1", name: null })], "/groups/g1"],
    ["a group with a name", [auditTarget({ type: "GROUP", id: "g1", name: "Admins" })], "/groups/g1"],
    ["nobody with an id", [auditTarget({ type: "User", id: null, name: null })], TENANT],
  ])("who got the role: %s", (_, targets, id) => {
    expect(found([entry, member({ targets })]).map(({ targetId }) => targetId)).toEqual([id]);
  });

  test.each<[string, Items, Gaps, string]>([
    [
      "holds a role",
      {
        directoryRoleAssignments: [directoryRole("Global Administrator", guid("user", "bob"))],
      },
      {},
      "present",
    ],
    ["not read", {}, { directoryRoleAssignments: [denied(TENANT)] }, "unknown"],
  ])("today: %s", (_, items, gaps, presence) => {
    const { items: all } = changes({ directoryEvents: [entry, member()], ...items }, gaps);
    expect(all.flatMap(({ states }) => states.map((state) => state.presence))).toEqual([presence]);
  });

  test("two logs tell it once, and the one that kept the properties is told", () => {
    const full = change("Update authorization policy", {
      targets: [policy("AllowedToCreateApps")],
      source: "log-analytics",
    });
    const bare = { ...full, source: "directory-audits" as const, targets: [], id: full.id.toUpperCase() };
    for (const events of [
      [full, bare],
      [bare, full],
    ])
      expect(found(events).map(({ rows }) => rows.map(({ detail }) => detail))).toEqual([
        ['It changed "AllowedToCreateApps" of "Authorization Policy".'],
      ]);
    const twin = { ...full, source: "directory-audits" as const };
    expect(found([full, twin])[0]?.rows.map(({ source }) => source)).toEqual(["directory-audits"]);
  });

  test("an entry before a change of Azure makes a chain of it", () => {
    const deletion = event(
      "Microsoft.Insights/diagnosticSettings/delete",
      `${SUBSCRIPTION}/providers/microsoft.insights/diagnosticSettings/x`,
    );
    const [one] = changes({ directoryEvents: [entry], azureEvents: [deletion] }).items;
    expect([one?.isAfterEntry, one?.rows.length, one?.rows[0]?.operation]).toEqual([
      true,
      2,
      "Add application",
    ]);
  });
});

describe("mail", () => {
  const mail = (operation: string, over: Partial<ExchangeEvent> = {}): ExchangeEvent => ({
    id: `/officeActivity/${operation}`,
    name: operation,
    time: hour(12),
    operation,
    actor: actor({ id: null }),
    object: "spam",
    ...over,
  });
  const entry = registered("billing", { time: hour(9) });

  test("a connector, of the tenant, by day", () => {
    const { items } = changes({
      exchangeEvents: [mail("New-InboundConnector"), mail("set-transportrule", { object: null })],
    });
    expect(items).toMatchObject([
      {
        id: `${TENANT}/logEvents/2025-12-21`,
        kinds: ["mail-flow"],
        targetName: "Contoso",
        isAfterEntry: false,
        states: [],
      },
    ]);
    expect(items[0]?.rows).toEqual([
      {
        time: hour(12),
        source: "log-analytics",
        operation: "New-InboundConnector",
        actor: "alice@contoso.example",
        ip: OUTSIDE,
        userAgent: null,
        detail: 'It concerned "spam".',
        queryId: "q19",
      },
      expect.objectContaining({ detail: "It concerned what the log does not name." }),
    ]);
  });

  test.each<[string, readonly DirectoryEvent[], Partial<ExchangeEvent>, number]>([
    ["by itself", [], {}, 0],
    ["after an entry of the user, whom Exchange knows by name", [entry], {}, 1],
    ["after an entry of another", [entry], { actor: actor({ id: null, name: "carol@contoso.example" }) }, 0],
    [
      "by an application that has just got access",
      [entry],
      { actor: actor({ kind: "application", id: null, appId: guid("appid", "billing"), name: "billing" }) },
      1,
    ],
    ["by nobody", [entry], { actor: actor({ kind: "unknown", id: null, name: "unknown" }) }, 0],
  ])("a mailbox that is shared %s", (_, directoryEvents, over, count) => {
    expect(
      changes({ directoryEvents, exchangeEvents: [mail("Add-MailboxPermission", over)] }).items,
    ).toHaveLength(count);
  });

  test("what the log does not name, and what is no guard rail", () => {
    const nobody = actor({ kind: "unknown", id: null, name: "unknown" });
    const { items } = changes({
      exchangeEvents: [mail("New-TransportRule", { actor: nobody }), mail("Set-Mailbox")],
    });
    expect(items.map(({ rows }) => rows.map((row) => row.actor))).toEqual([[null]]);
  });
});

describe("what was not read", () => {
  const lost = (operation: string, change: AzureEvent["change"] = known(null)) =>
    azureEvent({ operation, resourceId: "/r", change });
  const gapsOf = (event_: AzureEvent): readonly Gap[] => changes({ azureEvents: [event_] }).gaps;

  test.each([
    "Microsoft.Insights/diagnosticSettings/write",
    "microsoft.aadiam/diagnosticSettings/write",
    "Microsoft.Security/pricings/write",
    "Microsoft.Security/defenderForStorageSettings/write",
    "Microsoft.Authorization/roleAssignments/write",
  ])("the body of %s", (operation) => {
    expect(gapsOf(lost(operation))).toEqual([
      {
        reason: "unsupported",
        scope: "/r",
        request: operation,
        detail: "the log holds neither the request nor the answer, so that nobody knows what was changed",
      },
    ]);
    expect(gapsOf(lost(operation, unknown(denied())))).toEqual([denied()]);
    expect(gapsOf(lost(operation, known(azureChange())))).toEqual([]);
    expect(changes({ azureEvents: [lost(operation)] }).items).toEqual([]);
  });

  test.each(["Microsoft.Insights/diagnosticSettings/delete", "Microsoft.Storage/storageAccounts/write"])(
    "%s needs none, or is another's to tell",
    (operation) => {
      expect(gapsOf(lost(operation))).toEqual([]);
    },
  );

  test("gaps of the logs, and none of what tells how it is today", () => {
    const gaps = { directoryEvents: [denied("/audits")], roleAssignments: [denied("/roles")] };
    expect(changes({}, gaps).gaps).toEqual([denied("/audits")]);
  });
});

test("kinds under one correlation id are one incident, in whatever order they come", () => {
  const together = { correlationId: "c1" };
  const base = `${SUBSCRIPTION}/providers`;
  const events = [
    {
      ...event(
        "Microsoft.Security/pricings/write",
        `${base}/Microsoft.Security/pricings/Arm`,
        { pricingTier: "Free" },
        12,
      ),
      ...together,
    },
    {
      ...event(
        "Microsoft.Insights/diagnosticSettings/delete",
        `${base}/microsoft.insights/diagnosticSettings/a`,
        {},
        10,
      ),
      ...together,
    },
    {
      ...event(
        "Microsoft.Insights/diagnosticSettings/delete",
        `${base}/microsoft.insights/diagnosticSettings/b`,
        {},
        11,
      ),
      ...together,
    },
  ];
  const expected = told(events);
  expect(expected.map(({ kinds, rows }) => [kinds, rows.length])).toEqual([
    [["diagnostic-setting-deleted", "defender-lowered"], 3],
  ]);
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
      expect(told(shuffled)).toEqual(expected);
      expect(changes({ storageEvents: shuffled }).items).toEqual(expected);
    }),
    { numRuns: 10 },
  );
});
