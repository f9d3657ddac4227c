import { describe, expect, test } from "vitest";
import { BLOB_CATEGORIES, ALL_GROUPS, loggingOf } from "../../src/inventory/log-coverage.ts";
import type { DiagnosticSetting } from "../../src/inventory/sections.ts";
import { byDefault, known, type Raw, read, type Tenant, unknown } from "./entra-answers.ts";
import { ACCOUNT_LIST, refused, SUBSCRIPTION } from "./replay.ts";

const ROOT = `/subscriptions/${SUBSCRIPTION}`;
const GROUP = `${ROOT}/resourceGroups/RG`;
const SETTINGS = "providers/Microsoft.Insights/diagnosticSettings";
const WORKSPACE = `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/logs`;
const denied = refused(403, "AuthorizationFailed", "The client has no authorization.");

const accountId = (name: string): string => `${GROUP}/providers/Microsoft.Storage/storageAccounts/${name}`;
const blobSettings = (name: string): string => `${accountId(name)}/blobServices/default/${SETTINGS}`;
const rawAccount = (name = "st", properties: Raw = {}): Raw => ({
  id: accountId(name),
  name,
  location: "westeurope",
  properties: { isHnsEnabled: true, isSftpEnabled: true, ...properties },
});

/** As Azure answers: the id in lower case, what is not set as null, and both names of a log. */
const rawSetting = (name = "sftp", properties: Raw = {}, of = accountId("st")): Raw => ({
  id: `${of.toLowerCase()}/blobservices/default/${SETTINGS.toLowerCase()}/${name}`,
  type: "Microsoft.Insights/diagnosticSettings",
  name,
  location: null,
  kind: null,
  tags: null,
  properties: {
    storageAccountId: null,
    serviceBusRuleId: null,
    workspaceId: WORKSPACE,
    eventHubAuthorizationRuleId: null,
    eventHubName: null,
    metrics: [
      {
        category: "Transaction",
        enabled: true,
        retentionPolicy: { days: 0, enabled: false },
        timeGrain: null,
      },
    ],
    logs: ["StorageRead", "StorageWrite", "StorageDelete"].map((category) => ({
      category,
      categoryGroup: null,
      enabled: true,
      retentionPolicy: { days: 0, enabled: false },
    })),
    logAnalyticsDestinationType: null,
    ...properties,
  },
  identity: null,
});

const log = (category: string | null, categoryGroup: string | null = null, enabled = true) => ({
  category,
  categoryGroup,
  enabled,
});
const whole = {
  id: `${blobSettings("st")}/sftp`,
  name: "sftp",
  of: accountId("st"),
  logs: known([log("StorageRead"), log("StorageWrite"), log("StorageDelete")]),
  workspaceId: known(WORKSPACE),
  storageAccountId: byDefault(null),
  eventHubAuthorizationRuleId: byDefault(null),
  marketplacePartnerId: byDefault(null),
};

const ofBlobs = (answer: unknown, over: Tenant = {}) =>
  read("blobDiagnosticSettings", {
    [ACCOUNT_LIST]: [rawAccount()],
    [blobSettings("st")]: answer,
    ...over,
  });
const loggingIn = (settings: readonly DiagnosticSetting[]) =>
  loggingOf(settings, { categories: BLOB_CATEGORIES, groups: ALL_GROUPS });

describe("a setting", () => {
  test("is read as Azure answers it: lower-cased, and with null for what is not set", async () => {
    const { items, gaps, urls } = await ofBlobs([rawSetting()]);
    expect(gaps).toEqual([]);
    expect(items).toEqual([whole]);
    expect(urls).toContain(`GET ${blobSettings("st")}?api-version=2021-05-01-preview`);
    expect(loggingIn(items)).toEqual(known("complete"));
  });

  test("its list may say that it ends", async () => {
    const { items, gaps } = await ofBlobs({ value: [rawSetting()], "@nextLink": null, nextLink: null });
    expect([items, gaps]).toEqual([[whole], []]);
  });

  const hub = `${GROUP}/providers/Microsoft.EventHub/namespaces/n/authorizationRules/r`;
  test.each<readonly [string, Raw, Raw]>([
    ["of a group of categories", { logs: [log(null, "allLogs")] }, { logs: known([log(null, "allLogs")]) }],
    [
      "whose log names one of the two alone",
      { logs: [{ categoryGroup: "audit", enabled: true }] },
      { logs: known([log(null, "audit")]) },
    ],
    [
      "with a log that is off",
      { logs: [log("StorageRead", null, false)] },
      { logs: known([log("StorageRead", null, false)]) },
    ],
    [
      "whose log names the other with an empty text",
      { logs: [log("", "allLogs"), log("StorageRead", "")] },
      { logs: known([log(null, "allLogs"), log("StorageRead")]) },
    ],
    [
      "to what was called a service bus, beside an empty text",
      { eventHubAuthorizationRuleId: "", serviceBusRuleId: hub },
      { eventHubAuthorizationRuleId: known(hub) },
    ],
    [
      "with empty texts for where it leads",
      {
        eventHubAuthorizationRuleId: "",
        storageAccountId: "",
        marketplacePartnerId: "",
        serviceBusRuleId: "",
      },
      {},
    ],
    ["of metrics alone", { logs: undefined }, { logs: byDefault([]) }],
    ["that leads nowhere", { workspaceId: "" }, { workspaceId: byDefault(null) }],
    ["to an event hub", { eventHubAuthorizationRuleId: hub }, { eventHubAuthorizationRuleId: known(hub) }],
    [
      "to what was called a service bus",
      { serviceBusRuleId: hub },
      { eventHubAuthorizationRuleId: known(hub) },
    ],
    ["to an account", { storageAccountId: accountId("x") }, { storageAccountId: known(accountId("x")) }],
    ["to a partner", { marketplacePartnerId: "/p" }, { marketplacePartnerId: known("/p") }],
    ["whose logs are no list", { logs: {} }, { logs: unknown("malformed", /logs is of type object/) }],
    [
      "to something that is no text",
      { workspaceId: 7 },
      { workspaceId: unknown("malformed", /workspaceId is of type number/) },
    ],
  ])("%s", async (_, properties, expected) => {
    const { items, gaps } = await ofBlobs([rawSetting("sftp", properties)]);
    expect(gaps).toEqual([]);
    expect(items).toEqual([{ ...whole, ...expected }]);
  });

  test.each<readonly [string, unknown]>([
    ["is no object", "StorageRead"],
    ["does not say whether it is on", { category: "StorageRead", categoryGroup: null }],
    ["says it in a text", { ...log("StorageRead"), enabled: "true" }],
    ["names nothing", log(null)],
    ["names nothing in empty texts", log("", "")],
    ["has a name that is none", { ...log("StorageRead"), category: 7 }],
    ["has a group that is none", { ...log("StorageRead"), categoryGroup: {} }],
  ])("one log of which %s makes all of them unknown", async (_, entry) => {
    const { items } = await ofBlobs([rawSetting("sftp", { logs: [entry, log("StorageWrite")] })]);
    expect(items).toEqual([{ ...whole, logs: unknown("malformed", /logs holds an entry/) }]);
  });

  test.each<readonly [string, unknown, string]>([
    ["no object", 7, accountId("st")],
    ["no name", { ...rawSetting(), name: undefined }, accountId("st")],
    ["an empty name", { ...rawSetting(), name: "" }, accountId("st")],
    ["a name that leads elsewhere", { ...rawSetting(), name: "a/b" }, accountId("st")],
    ["no properties", { ...rawSetting("bad"), properties: null }, `${blobSettings("st")}/bad`],
    ["properties without anything", { ...rawSetting("bad"), properties: {} }, `${blobSettings("st")}/bad`],
    ["properties that are a list", { ...rawSetting("bad"), properties: [] }, `${blobSettings("st")}/bad`],
  ])("%s: a gap at the account, and the next one is read", async (_, broken, scope) => {
    const { items, gaps } = await ofBlobs([broken, rawSetting()]);
    expect(items).toEqual([whole]);
    expect(gaps).toEqual([
      expect.objectContaining({ reason: "malformed", scope, request: `GET ${blobSettings("st")}` }),
    ]);
  });

  test("a name without end is cut where it is shown, and whole where it is compared", async () => {
    const name = "x".repeat(2000);
    const { items } = await ofBlobs([rawSetting(name)]);
    expect(items[0]?.name).toBe(`${"x".repeat(1023)}…`);
    expect(items[0]?.id).toBe(`${blobSettings("st")}/${name}`);
  });
});

describe("of the blob service", () => {
  test("a setting on the account itself is no log of it, and nobody asks for one", async () => {
    const { items, gaps, requests } = await ofBlobs([], {
      [`${accountId("st")}/${SETTINGS}`]: [rawSetting()],
    });
    expect([items, gaps]).toEqual([[], []]);
    expect(loggingIn(items)).toEqual(known("none"));
    expect(requests.filter((request) => request.includes("diagnosticSettings"))).toEqual([
      `GET ${blobSettings("st")}`,
    ]);
  });

  test("only accounts that may serve SFTP are asked", async () => {
    const names: Readonly<Record<string, Raw>> = {
      on: {},
      off: { isSftpEnabled: false },
      flat: { isHnsEnabled: false },
      never: { isSftpEnabled: null },
      "sftp-unread": { isSftpEnabled: "?" },
      "namespace-unread": { isHnsEnabled: "?" },
    };
    const { requests } = await read("blobDiagnosticSettings", {
      [ACCOUNT_LIST]: Object.entries(names).map(([name, properties]) => rawAccount(name, properties)),
    });
    expect(requests.filter((request) => request.includes("diagnosticSettings")).sort()).toEqual(
      ["namespace-unread", "on", "sftp-unread"].map((name) => `GET ${blobSettings(name)}`),
    );
  });

  test("an account that refuses costs the others nothing", async () => {
    const { items, gaps } = await ofBlobs([rawSetting()], {
      [ACCOUNT_LIST]: [rawAccount("shut"), rawAccount()],
      [blobSettings("shut")]: denied,
    });
    expect(items).toEqual([whole]);
    expect(gaps).toEqual([
      expect.objectContaining({
        reason: "denied",
        scope: accountId("shut"),
        needs: "Microsoft.Insights/diagnosticSettings/read",
        role: "Reader",
      }),
    ]);
  });
});

describe("of a subscription", () => {
  /** The id without its first slash, as real answers have it. */
  const raw = {
    ...rawSetting("activity", { logs: [log("Administrative"), log("Security")] }),
    id: `subscriptions/${SUBSCRIPTION}/providers/microsoft.insights/diagnosticSettings/activity`,
    type: null,
    location: "global",
  };

  test("where its Activity Log goes", async () => {
    const { items, gaps, urls } = await read("subscriptionDiagnosticSettings", {
      [`${ROOT}/${SETTINGS}`]: [raw],
    });
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      {
        ...whole,
        id: `${ROOT}/${SETTINGS}/activity`,
        name: "activity",
        of: ROOT,
        logs: known([log("Administrative"), log("Security")]),
      },
    ]);
    expect(urls).toContain(`GET ${ROOT}/${SETTINGS}?api-version=2021-05-01-preview`);
  });

  test("one that refuses is a gap", async () => {
    const { items, gaps } = await read("subscriptionDiagnosticSettings", { [`${ROOT}/${SETTINGS}`]: denied });
    expect(items).toEqual([]);
    expect(gaps).toMatchObject([{ reason: "denied", scope: ROOT, role: "Reader" }]);
  });
});

describe("of management groups", () => {
  const groups = "/providers/Microsoft.Management/managementGroups";
  const tree = {
    [groups]: [{ id: `${groups}/t`, name: "t", properties: { displayName: "Root" } }],
    [`${groups}/t/descendants`]: [
      { id: `${groups}/shop`, name: "shop", properties: { parent: { id: `${groups}/t` } } },
    ],
  };

  test("each is asked, and one that refuses costs the others nothing", async () => {
    const { items, gaps, urls } = await read("managementGroupDiagnosticSettings", {
      ...tree,
      [`${groups}/t/${SETTINGS}`]: denied,
      [`${groups}/shop/${SETTINGS}`]: [{ ...rawSetting("all", {}), id: "providers/…" }],
    });
    expect(items).toEqual([
      { ...whole, id: `${groups}/shop/${SETTINGS}/all`, name: "all", of: `${groups}/shop` },
    ]);
    expect(gaps).toEqual([
      expect.objectContaining({ reason: "denied", scope: `${groups}/t`, role: "Reader" }),
    ]);
    expect(urls).toContain(`GET ${groups}/shop/${SETTINGS}?api-version=2021-05-01-preview`);
  });

  test("without the tree nobody knows whose settings are missing", async () => {
    const { items, gaps, inherited } = await read("managementGroupDiagnosticSettings", { [groups]: denied });
    expect([items, gaps]).toEqual([[], []]);
    expect(inherited).toMatchObject([{ reason: "denied", scope: "/tenants/t" }]);
  });
});

describe("of Entra ID", () => {
  const path = "/providers/microsoft.aadiam/diagnosticSettings";

  test("whatever path their ids have", async () => {
    const { items, gaps, urls } = await read("entraDiagnosticSettings", {
      [path]: [
        {
          ...rawSetting("siem", { logs: [log("AuditLogs")] }),
          id: "/providers/microsoft.aadiam/providers/microsoft.insights/diagnosticSettings/siem",
        },
      ],
    });
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      { ...whole, id: `${path}/siem`, name: "siem", of: "/", logs: known([log("AuditLogs")]) },
    ]);
    expect(urls).toContain(`GET ${path}?api-version=2017-04-01`);
  });

  test("a refusal says where the role has to be assigned", async () => {
    const { items, gaps } = await read("entraDiagnosticSettings", { [path]: denied });
    expect(items).toEqual([]);
    expect(gaps).toEqual([
      {
        reason: "denied",
        scope: "/tenants/t",
        request: `GET ${path}`,
        needs: "microsoft.aadiam/diagnosticSettings/read",
        role: "Reader at /providers/Microsoft.aadiam",
        detail: expect.stringContaining("status 403"),
      },
    ]);
  });

  test("one that is not understood is a gap at the tenant", async () => {
    const { gaps } = await read("entraDiagnosticSettings", { [path]: [{}] });
    expect(gaps).toMatchObject([{ reason: "malformed", scope: "/tenants/t" }]);
  });
});
