import { describe, expect, test } from "vitest";
import { bodiesIn, changeOf } from "../../src/collect/azure-change.ts";
import type { AzureChange } from "../../src/inventory/sections.ts";
import type { Raw } from "./entra-answers.ts";
import { collectFrom, SUBSCRIPTION } from "./replay.ts";
import { daysAgo, NOW, readRows, said } from "./log-harness.ts";
import { azureChange } from "../checks/build-events.ts";

const account = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st`;
const list = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Insights/eventtypes/management/values`;
const ADA = "0b1f6471-1bf0-4dda-aec3-cb9272f09590";
const APP = "1b1f6471-1bf0-4dda-aec3-cb9272f09590";

const event = (over: Raw = {}): Raw => ({
  eventDataId: "EVENT-1",
  eventTimestamp: "2026-11-19T08:00:00.1234567Z",
  operationName: { value: "Microsoft.Storage/storageAccounts/write", localizedValue: "" },
  status: { value: "Succeeded" },
  resourceId: account,
  subscriptionId: SUBSCRIPTION.toUpperCase(),
  correlationId: "CORRELATION-1",
  caller: "Ada@contoso.example",
  claims: {},
  httpRequest: { clientIpAddress: "203.0.113.7" },
  properties: {},
  ...over,
});

async function read(...value: readonly unknown[]) {
  const logs = { since: daysAgo(30), until: NOW, workspaces: [] };
  const { inventory } = await collectFrom(
    (path) => (path === list ? { value } : undefined),
    ["storageEvents"],
    logs,
  );
  return inventory.sections.storageEvents;
}

describe("an event of the Activity Log", () => {
  test.each<readonly [string, Raw, string]>([
    ["no id", { eventDataId: undefined }, "id, time and resource"],
    ["an id that is no text", { eventDataId: 7 }, "id, time and resource"],
    ["an id of zeros", { eventDataId: "00000000-0000-0000-0000-000000000000" }, "id, time and resource"],
    ["no time", { eventTimestamp: null }, "id, time and resource"],
    ["a time that is none", { eventTimestamp: "yesterday" }, "id, time and resource"],
    ["no resource", { resourceId: null }, "id, time and resource"],
    ["no operation", { operationName: null }, "operation"],
    ["an operation that is no text", { operationName: { value: 7 } }, "operation"],
    ["no status", { status: undefined }, "status"],
    ["a status that is no text", { status: { value: {} } }, "status"],
  ])("with %s is a gap, and the next one is read", async (_, over, what) => {
    const { items, gaps } = await read(event(over), event({ eventDataId: "EVENT-2" }), 7, null);
    expect(items.map(({ id }) => id)).toEqual([`${account.toLowerCase()}/logEvents/event-2`]);
    expect(said(gaps)).toEqual(expect.arrayContaining([`malformed: an event without a usable ${what}`]));
    expect(gaps.every(({ scope }) => scope === `/subscriptions/${SUBSCRIPTION}`)).toBe(true);
  });

  test.each([
    ["failed", { status: { value: "Failed" } }],
    ["began", { status: { value: "Started" } }],
    ["was accepted", { status: { value: "Accepted" } }],
    ["is of no interest", { operationName: { value: "Microsoft.Storage/storageAccounts/listKeys/action" } }],
    ["is of no interest, whatever else it lacks", { operationName: { value: "x" }, eventDataId: null }],
  ])("that %s is left out, and no gap", async (_, over) => {
    expect(await read(event(over))).toMatchObject({ items: [], gaps: [] });
  });

  test("of Microsoft.Compute counts once it is accepted", async () => {
    const { items } = await read(
      event({
        operationName: { value: "MICROSOFT.COMPUTE/virtualMachines/runCommand/action" },
        status: { value: "accepted" },
      }),
    );
    expect(items).toHaveLength(1);
  });

  test("has the scope of its authorization where it names no resource, and the event's subscription", async () => {
    const { items } = await read(
      event({ resourceId: "", authorization: { scope: `${account}/` }, subscriptionId: null }),
    );
    expect(items).toEqual([
      expect.objectContaining({
        id: `${account.toLowerCase()}/logEvents/event-1`,
        name: "st",
        subscriptionId: SUBSCRIPTION,
        time: "2026-11-19T08:00:00.123Z",
      }),
    ]);
  });

  test("twice under one id with two contents is said", async () => {
    const { items, gaps } = await read(event(), event({ caller: "Eve@contoso.example" }));
    expect(items.map(({ actor }) => actor.name)).toEqual(["Ada@contoso.example"]);
    expect(said(gaps)).toEqual([expect.stringMatching(/^malformed: two different answers for "st"/)]);
  });
});

const OBJECT_ID = "http://schemas.microsoft.com/identity/claims/objectidentifier";
const UPN = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn";
const nobody = { kind: "unknown", id: null, appId: null, name: "unknown", ip: null, userAgent: null };

describe("who did it", () => {
  test.each<readonly [string, Raw, object]>([
    [
      "a user, not the application that the token was made for",
      { claims: { [OBJECT_ID]: ADA.toUpperCase(), [UPN]: "ada@contoso.example", appid: APP } },
      { kind: "user", id: ADA, name: "ada@contoso.example", ip: "203.0.113.7" },
    ],
    [
      "a guest without a principal name",
      { claims: { idtyp: "user", oid: ADA, appid: APP }, caller: "eve_fabrikam" },
      { kind: "user", id: ADA, name: "eve_fabrikam", ip: "203.0.113.7" },
    ],
    [
      "an application by its claims",
      { claims: { [OBJECT_ID]: ADA, appid: APP.toUpperCase(), idtyp: "app" }, caller: ADA },
      { kind: "application", id: ADA, appId: APP, name: ADA, ip: "203.0.113.7" },
    ],
    [
      "an application of an older token",
      { claims: { appid: APP }, caller: null },
      { kind: "application", appId: APP, name: APP, ip: "203.0.113.7" },
    ],
    [
      "an application by its object id alone",
      { claims: null, caller: ADA },
      { kind: "application", id: ADA, name: ADA, ip: "203.0.113.7" },
    ],
    ["a name that may be anything", { claims: {}, caller: "Azure" }, { name: "Azure", ip: "203.0.113.7" }],
    ["nobody", { claims: 7, caller: 7, httpRequest: null }, {}],
    [
      "from an address with its port",
      { claims: null, caller: null, httpRequest: { clientIpAddress: "[2001:DB8::1]:443" } },
      { ip: "2001:db8::1" },
    ],
    [
      "from the address of the sign-in, where the request has none",
      { claims: { ipaddr: "198.51.100.1" }, caller: null, httpRequest: { clientIpAddress: "" } },
      { ip: "198.51.100.1" },
    ],
    ["from no address", { claims: null, caller: null, httpRequest: { clientIpAddress: "here" } }, {}],
  ])("%s", async (_, over, actor) => {
    const { items, gaps } = await read(event(over));
    expect([items.map((item) => item.actor), gaps]).toEqual([[{ ...nobody, ...actor }], []]);
  });
});

const row = (over: Raw = {}): Raw => ({
  TimeGenerated: "2026-11-19T08:00:00.1234567Z",
  EventDataId: "EVENT-1",
  OperationNameValue: "MICROSOFT.STORAGE/STORAGEACCOUNTS/LOCALUSERS/WRITE",
  ActivityStatusValue: "Success",
  _ResourceId: account.toLowerCase(),
  SubscriptionId: SUBSCRIPTION,
  CorrelationId: "CORRELATION-1",
  Caller: "ada@contoso.example",
  CallerIpAddress: "203.0.113.7:4711",
  Authorization_d: "",
  Claims_d: "",
  Properties_d: "",
  ...over,
});

describe("a row of AzureActivity", () => {
  test("that names the parent in one column: the resource itself stands in another", async () => {
    const user = `${account}/localUsers/Anna`;
    const { items, gaps } = await readRows("workspaceEvents", [
      row({ Authorization_d: JSON.stringify({ scope: user }) }),
      row({ EventDataId: "E2", ResourceId: user.toUpperCase() }),
      row({ EventDataId: "E3", _ResourceId: "", ResourceId: "", Authorization_d: { scope: user } }),
      row({ EventDataId: "E4", Authorization_d: JSON.stringify({ scope: `${account}2` }) }),
    ]);
    expect(gaps).toEqual([]);
    expect(items.map(({ resourceId, name }) => `${resourceId} ${name}`).sort()).toEqual(
      [`${user} Anna`, `${user.toUpperCase()} ANNA`, `${user} Anna`, `${account.toLowerCase()} st`].sort(),
    );
  });

  test("in the columns of an older workspace", async () => {
    const { items, gaps } = await readRows("workspaceEvents", [
      row({
        Claims_d: null,
        Claims: JSON.stringify({ appid: APP, idtyp: "app" }),
        Properties_d: null,
        Properties: JSON.stringify({ requestbody: JSON.stringify({ properties: { hasSshPassword: true } }) }),
        CallerIpAddress: "",
        HTTPRequest: JSON.stringify({ clientIpAddress: "198.51.100.9" }),
        Authorization_d: null,
        Authorization: JSON.stringify({ scope: `${account}/localUsers/u` }),
      }),
    ]);
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      expect.objectContaining({
        name: "u",
        actor: expect.objectContaining({ kind: "application", appId: APP, ip: "198.51.100.9" }),
        change: { known: true, value: expect.objectContaining({ hasSshPassword: true }) },
      }),
    ]);
  });

  test("whose properties are broken is an event of which the change is unknown", async () => {
    const { items, gaps } = await readRows("workspaceEvents", [
      row({ Properties_d: '{"requestbody":"{' }),
      row({ EventDataId: "E2", Properties_d: JSON.stringify({ requestbody: '{"properties":{' }) }),
      row({ EventDataId: "E3", Properties_d: JSON.stringify({ responseBody: "[1]" }) }),
    ]);
    expect(gaps).toEqual([]);
    expect(items.map(({ change }) => change)).toEqual(
      Array(3).fill({
        known: false,
        gap: {
          reason: "malformed",
          scope: account.toLowerCase(),
          request: "AzureActivity",
          detail: "the body of the request or of the answer cannot be read",
        },
      }),
    );
  });

  test("takes the request of the row that began it, under its correlation id alone", async () => {
    const began = { ActivityStatusValue: "Start" };
    const asks = (isSftpEnabled: boolean) =>
      JSON.stringify({ requestbody: JSON.stringify({ properties: { isSftpEnabled } }) });
    const { items } = await readRows("workspaceEvents", [
      row({ Properties_d: JSON.stringify({ requestbody: "", responseBody: "{}" }) }),
      row({ ...began, EventDataId: "S1", Properties_d: asks(true) }),
      row({ ...began, EventDataId: "S2", Properties_d: asks(false), CorrelationId: "OTHER" }),
      row({ EventDataId: "E2", CorrelationId: "", Properties_d: JSON.stringify({ responseBody: "{}" }) }),
      row({ ...began, EventDataId: "S3", CorrelationId: "", Properties_d: asks(false) }),
      row({ EventDataId: "E3", CorrelationId: "BROKEN", Properties_d: asks(true) }),
      row({ ...began, EventDataId: "S4", CorrelationId: "broken", Properties_d: "{" }),
      row({ EventDataId: "E4", CorrelationId: "OWN", Properties_d: asks(true) }),
      row({ ...began, EventDataId: "S5", CorrelationId: "own", Properties_d: asks(false) }),
    ]);
    const asked = items.map(({ id, change }) => [
      id.split("/").at(-1),
      change.known ? (change.value?.isSftpEnabled ?? null) : "unknown",
    ]);
    expect(Object.fromEntries(asked)).toEqual({ "event-1": true, e2: null, e3: "unknown", e4: true });
  });
});

describe("several operations under one correlation id", () => {
  const stages = { Start: "Started", Accept: "Accepted", Success: "Succeeded" } as const;
  /** @param at seconds; an event's id holds them */
  const told = (stage: keyof typeof stages, at: number, publicNetworkAccess?: string, over: Raw = {}) =>
    event({
      eventDataId: `${stage}-${at}`,
      eventTimestamp: new Date(Date.parse("2026-11-19T08:00:00Z") + at * 1000).toISOString(),
      status: { value: stages[stage] },
      properties: {
        responseBody: "{}",
        ...(publicNetworkAccess !== undefined && {
          requestbody: JSON.stringify({ properties: { publicNetworkAccess } }),
        }),
      },
      ...over,
    });

  test.each<readonly [string, readonly Raw[], Readonly<Record<string, string | null>>]>([
    [
      "each takes the request of its own beginning",
      [told("Start", 0, "a"), told("Success", 2), told("Start", 10, "b"), told("Success", 12)],
      { "success-2": "a", "success-12": "b" },
    ],
    [
      "what began and failed is nobody's",
      [told("Start", 0, "failed"), told("Start", 10, "b"), told("Success", 12)],
      { "success-12": "b" },
    ],
    [
      "a beginning that was lost is not that of the next one",
      [told("Success", 2), told("Start", 10, "b"), told("Success", 12)],
      { "success-2": null, "success-12": "b" },
    ],
    ["at the same moment", [told("Success", 2), told("Start", 2, "a")], { "success-2": "a" }],
    ["clocks that differ by a minute", [told("Success", 2), told("Start", 62, "a")], { "success-2": "a" }],
    [
      "and by more: another operation, which failed",
      [told("Success", 2), told("Start", 63, "failed")],
      { "success-2": null },
    ],
    [
      "rows that stand in two answers",
      [
        told("Start", 0, "a"),
        told("Start", 10, "b"),
        told("Start", 10, "b"),
        told("Success", 12),
        told("Success", 12),
      ],
      { "success-12": "b" },
    ],
  ])("%s", async (_, rows, expected) => {
    for (const order of [rows, rows.toReversed()]) {
      const { items, gaps } = await read(...order);
      expect(gaps).toEqual([]);
      expect(
        Object.fromEntries(
          items.map(({ id, change }) => [
            id.split("/").at(-1),
            change.known ? change.value?.publicNetworkAccess : change,
          ]),
        ),
      ).toEqual(expected);
    }
  });

  const compute = { operationName: { value: "Microsoft.Compute/virtualMachines/runCommand/action" } };

  test.each<readonly [string, readonly Raw[], Readonly<Record<string, string | null>>]>([
    [
      "what was accepted and succeeded is one, under the later row",
      [
        told("Start", 0, "a", compute),
        told("Accept", 1, "b", compute),
        told("Success", 9, undefined, compute),
      ],
      { "success-9": "a" },
    ],
    [
      "whose beginning was lost",
      [told("Accept", 1, "b", compute), told("Success", 9, undefined, compute)],
      { "success-9": "b" },
    ],
    [
      "what was accepted twice and succeeded once",
      [
        told("Start", 0, "a", compute),
        told("Accept", 1, undefined, compute),
        told("Success", 2, undefined, compute),
        told("Start", 10, "b", compute),
        told("Accept", 11, undefined, compute),
      ],
      { "success-2": "a", "accept-11": "b" },
    ],
  ])("of Microsoft.Compute: %s", async (_, rows, expected) => {
    const { items } = await read(...rows);
    expect(
      Object.fromEntries(
        items.map(({ id, change }) => [
          id.split("/").at(-1),
          change.known ? change.value?.publicNetworkAccess : change,
        ]),
      ),
    ).toEqual(expected);
  });
});

const origin = { scope: "/x", request: "GET /x" };
const none = azureChange({ enabledLogs: null });

describe("what of a body is kept", () => {
  const asked = (properties: unknown): object => ({ request: { properties } });
  const both = (request: unknown, response: unknown): object => ({
    request: { properties: request },
    response: { properties: response },
  });

  test.each<readonly [string, { request?: unknown; response?: unknown }, Partial<AzureChange>]>([
    ["nothing", asked({ sku: "x" }), {}],
    [
      "flags of an account",
      asked({ isSftpEnabled: true, isLocalUserEnabled: false }),
      { isSftpEnabled: true, isLocalUserEnabled: false },
    ],
    ["flags as texts", asked({ isSftpEnabled: "True", isLocalUserEnabled: "no" }), { isSftpEnabled: true }],
    ["flags that are none", asked({ isSftpEnabled: 1, hasSshPassword: [] }), {}],
    [
      "what holds since",
      both({ isSftpEnabled: false }, { isSftpEnabled: false, isLocalUserEnabled: true }),
      { isSftpEnabled: false, sftpNow: false, localUserNow: true },
    ],
    [
      "what the answer adds",
      both({}, { hasSshPassword: true, homeDirectory: "h" }),
      { hasSshPassword: true, homeDirectory: "h" },
    ],
    [
      "not the network that was there already",
      both({}, { networkAcls: { defaultAction: "Allow" }, publicNetworkAccess: "Enabled" }),
      {},
    ],
    [
      "the network that was asked for",
      asked({ networkAcls: { defaultAction: "Allow" }, publicNetworkAccess: "Enabled" }),
      { defaultAction: "Allow", publicNetworkAccess: "Enabled" },
    ],
    ["that a key was added", asked({ sshAuthorizedKeys: [{ key: "secret" }] }), { addsSshKey: true }],
    ["that one was, hidden", asked({ sshAuthorizedKeys: "***" }), { addsSshKey: true }],
    ["that none was", asked({ sshAuthorizedKeys: [] }), {}],
    [
      "scopes",
      asked({
        permissionScopes: [
          { permissions: "rw", service: "blob", resourceName: "c" },
          { permissions: "r" },
          7,
        ],
      }),
      { permissionScopes: ["rw:blob/c"] },
    ],
    ["scopes that are none", asked({ permissionScopes: "rw" }), {}],
    [
      "a role, by its GUID",
      asked({
        roleDefinitionId: `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${APP.toUpperCase()}`,
        principalId: ADA.toUpperCase(),
        principalType: "User",
      }),
      { roleDefinitionId: APP, principalId: ADA, principalType: "User" },
    ],
    ["a role that is none", asked({ roleDefinitionId: "Owner" }), {}],
    [
      "an extension",
      asked({ type: "VMAccessForLinux", protectedSettings: { password: "x" } }),
      { extensionType: "VMAccessForLinux" },
    ],
    ["a plan", asked({ pricingTier: "Free" }), { pricingTier: "Free" }],
    ["Defender switched off", asked({ isEnabled: false }), { switchesOff: true }],
    [
      "its scan switched off",
      asked({ isEnabled: true, malwareScanning: { onUpload: { isEnabled: false } } }),
      { switchesOff: true },
    ],
    [
      "a log switched off",
      asked({
        logs: [
          { category: "StorageRead", enabled: true },
          { category: "StorageWrite", enabled: false },
        ],
      }),
      { switchesOff: true, enabledLogs: ["storageread"] },
    ],
    [
      "logs by category and by group, each in one order",
      asked({
        logs: [
          { category: "StorageWrite", enabled: "True" },
          { categoryGroup: "allLogs", category: null, enabled: true },
          { enabled: true },
          { category: "StorageRead" },
          7,
        ],
      }),
      { enabledLogs: ["alllogs", "storagewrite"] },
    ],
    ["a list of no logs", asked({ logs: [] }), { switchesOff: true, enabledLogs: [] }],
    [
      "metrics switched off",
      asked({ metrics: [{ enabled: false }], logs: [{ category: "Audit", enabled: true }] }),
      { enabledLogs: ["audit"] },
    ],
    ["logs that are none", asked({ logs: "all" }), {}],
    ["properties that are none", { request: { properties: "x" } }, {}],
    ["a body without properties", { request: {} }, {}],
    ["an answer that was null", { request: {}, response: "null" }, {}],
  ])("%s", (_, bodies, expected) => {
    const change = { known: true, value: { ...none, ...expected } };
    const text = (body: unknown) =>
      body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const asTexts = { requestbody: text(bodies.request), responseBody: text(bodies.response) };
    expect(changeOf(bodiesIn(asTexts), origin)).toEqual(change);
    // The same as objects, in other case, and as a dynamic column.
    const upper = JSON.parse(
      JSON.stringify({ RequestBody: bodies.request, responsebody: bodies.response }).replaceAll(
        '"properties"',
        '"Properties"',
      ),
    ) as object;
    expect(changeOf(bodiesIn(upper), origin)).toEqual(change);
    expect(changeOf(bodiesIn(JSON.stringify(asTexts)), origin)).toEqual(change);
  });

  test.each([undefined, null, "", {}, "{}", { requestbody: "", responseBody: null }])(
    "%j holds no body",
    (properties) => {
      expect(changeOf(bodiesIn(properties), origin)).toEqual({ known: true, value: null });
    },
  );

  test.each<unknown>([7, [], "{", "7", { requestbody: "{" }, { responseBody: "[]" }, { requestbody: 7 }])(
    "of %j nobody knows what it says",
    (properties) => {
      expect(changeOf(bodiesIn(properties), origin)).toEqual({
        known: false,
        gap: {
          reason: "malformed",
          ...origin,
          detail: "the body of the request or of the answer cannot be read",
        },
      });
    },
  );
});
