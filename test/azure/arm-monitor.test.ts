import { describe, expect, test } from "vitest";
import { armSession, errorOf, itemsOf, namesOf } from "./arm-session.ts";
import { account, client, subscription, tenant } from "./describe.ts";
import { diagnosticSetting, logWorkspaceId, metricsSetting } from "./describe-logging.ts";
import { aboveSubscriptions, managementGroup, managementGroupId } from "./describe-management-groups.ts";
import { sharedFolder } from "./shared-folder.ts";
import { definitionsOf } from "./specifications.ts";

const production = subscription({
  accounts: [
    account({
      name: "SftpLand",
      resourceGroup: "RG-Partners",
      blobDiagnosticSettings: [
        diagnosticSetting({ name: "To-Workspace", categories: ["StorageRead", "StorageWrite"] }),
        diagnosticSetting({ name: "groups" }),
      ],
      diagnosticSettings: [metricsSetting()],
    }),
    account({ name: "unlogged" }),
  ],
  diagnosticSettings: [diagnosticSetting({ categories: ["Administrative"] })],
});
const contoso = tenant({
  subscriptions: [production],
  managementGroups: [managementGroup({ name: "Prod", diagnosticSettings: [diagnosticSetting()] })],
  entraDiagnosticSettings: [
    diagnosticSetting({
      name: "to-storage",
      categories: ["AuditLogs"],
      properties: { workspaceId: undefined, storageAccountId: "/subscriptions/s/x" },
    }),
  ],
});
const version = "2021-05-01-preview";
const inProduction = `/subscriptions/${production.subscriptionId}`;
const sftpland = `${inProduction}/resourceGroups/RG-Partners/providers/Microsoft.Storage/storageAccounts/SftpLand`;
const settings = "/providers/Microsoft.Insights/diagnosticSettings";
const entra = "/providers/microsoft.aadiam/diagnosticSettings";

describe("diagnostic settings", () => {
  test("of a blob service: its id in lower case, and null where nothing is set", async () => {
    const { get } = await armSession(contoso);
    const answer = await get(`${sftpland}/blobServices/default${settings}`, version);
    expect(Object.keys(answer.json() as object)).toEqual(["value"]);
    const retentionPolicy = { enabled: false, days: 0 };
    const line = { category: null, categoryGroup: null, enabled: true, retentionPolicy };
    const base = {
      type: "Microsoft.Insights/diagnosticSettings",
      location: null,
      kind: null,
      tags: null,
      identity: null,
    };
    const nowhere = {
      storageAccountId: null,
      serviceBusRuleId: null,
      eventHubAuthorizationRuleId: null,
      eventHubName: null,
      metrics: [],
      logAnalyticsDestinationType: null,
    };
    const at = `${sftpland.toLowerCase()}/blobservices/default/providers/microsoft.insights/diagnosticSettings`;
    expect(itemsOf(answer)).toEqual([
      {
        ...base,
        id: `${at}/To-Workspace`,
        name: "To-Workspace",
        properties: {
          ...nowhere,
          workspaceId: logWorkspaceId,
          logs: [
            { ...line, category: "StorageRead" },
            { ...line, category: "StorageWrite" },
          ],
        },
      },
      {
        ...base,
        id: `${at}/groups`,
        name: "groups",
        properties: {
          ...nowhere,
          workspaceId: logWorkspaceId,
          logs: [{ ...line, categoryGroup: "allLogs" }],
        },
      },
    ]);
  });

  test("of an account itself are others, and hold metrics alone", async () => {
    const { get } = await armSession(contoso);
    const own = await get(sftpland + settings, version);
    expect(itemsOf(own)).toMatchObject([
      { name: "metrics", properties: { logs: [], metrics: [{ category: "Transaction", enabled: true }] } },
    ]);
    const unlogged = sftpland.replace("SftpLand", "unlogged").replace("RG-Partners", "rg-data");
    expect((await get(`${unlogged}/blobServices/default${settings}`, version)).json()).toEqual({ value: [] });
    expect(errorOf(await get(`${sftpland}x/blobServices/default${settings}`, version)).slice(0, 2)).toEqual([
      404,
      "ResourceNotFound",
    ]);
  });

  test("of a subscription and of a management group: no slash in front, and nothing null", async () => {
    const { get } = await armSession(contoso);
    const type = "Microsoft.Insights/diagnosticSettings";
    expect(itemsOf(await get(inProduction + settings, version))).toEqual([
      {
        id: `subscriptions/${production.subscriptionId}/providers/microsoft.insights/diagnosticSettings/to-workspace`,
        type,
        name: "to-workspace",
        location: "global",
        properties: {
          workspaceId: logWorkspaceId,
          logs: [{ category: "Administrative", enabled: true, categoryGroup: null }],
        },
      },
    ]);
    expect(itemsOf(await get(managementGroupId("prod") + settings, version))).toEqual([
      {
        id: "providers/Microsoft.Management/managementGroups/Prod/providers/microsoft.insights/diagnosticSettings/to-workspace",
        type,
        name: "to-workspace",
        properties: { workspaceId: logWorkspaceId, logs: [{ categoryGroup: "allLogs", enabled: true }] },
      },
    ]);
    expect(errorOf(await get(managementGroupId("nowhere") + settings, version)).slice(0, 2)).toEqual([
      404,
      "NotFound",
    ]);
  });

  test("of Entra ID, in whatever case the address is", async () => {
    const { get } = await armSession(contoso);
    expect(itemsOf(await get(entra.replace("aadiam", "AADIAM"), "2017-04-01"))).toMatchObject([
      {
        id: "/providers/microsoft.aadiam/providers/microsoft.insights/diagnosticSettings/to-storage",
        properties: {
          storageAccountId: "/subscriptions/s/x",
          logs: [{ category: "AuditLogs", categoryGroup: null, enabled: true }],
        },
      },
    ]);
  });

  test("go out as a test describes them, also where they are broken", async () => {
    const broken = (properties: object) => diagnosticSetting({ properties: { ...properties } });
    const odd = tenant({
      subscriptions: [
        subscription({ diagnosticSettings: [broken({ logs: "all" }), broken({ logs: [null, 7] })] }),
      ],
      entraDiagnosticSettings: [broken({ logs: [null] })],
    });
    const { get } = await armSession(odd);
    const logs = async (path: string, at: string) =>
      itemsOf(await get(path, at)).map(({ properties }) => (properties as { logs: unknown }).logs);
    expect(await logs(inProduction + settings, version)).toEqual(["all", [null, 7]]);
    expect(await logs(entra, "2017-04-01")).toEqual([[null]]);
  });

  test.skipIf(sharedFolder() === undefined)("have no property that the specification lacks", async () => {
    const spec = "monitor-diagnosticSettings-2021-05-01-preview";
    const known = Object.keys(definitionsOf(spec, "DiagnosticSettings"));
    const line = Object.keys(definitionsOf(spec, "LogSettings"));
    const { get } = await armSession(contoso);
    for (const [path, at] of [
      [`${sftpland}/blobServices/default${settings}`, version],
      [sftpland + settings, version],
      [inProduction + settings, version],
      [entra, "2017-04-01"],
    ] as const) {
      for (const { properties } of itemsOf(await get(path, at))) {
        const { logs = [], ...others } = properties as { readonly logs?: readonly object[] };
        expect(known).toEqual(expect.arrayContaining(Object.keys(others)));
        for (const log of logs) expect(line).toEqual(expect.arrayContaining(Object.keys(log)));
      }
    }
  });
});

const insights = "Microsoft.Insights/diagnosticSettings/read";
const blobs = `${sftpland}/blobServices/default`;

test.each([
  [blobs + settings, insights, blobs, "blobDiagnosticSettings"],
  [sftpland + settings, insights, sftpland, "accountDiagnosticSettings"],
  [inProduction + settings, insights, inProduction, "subscriptionDiagnosticSettings"],
  [
    managementGroupId("Prod") + settings,
    insights,
    managementGroupId("Prod"),
    "managementGroupDiagnosticSettings",
  ],
  [
    entra,
    "microsoft.aadiam/diagnosticSettings/read",
    "/providers/microsoft.aadiam",
    "entraDiagnosticSettings",
  ],
] as const)("%s wants %s, a version and patience", async (path, action, scope, route) => {
  const at = route === "entraDiagnosticSettings" ? "2017-04-01" : version;
  const denied = await armSession(contoso, {}, client({ denied: [...aboveSubscriptions, inProduction] }));
  expect(errorOf(await denied.get(path, at))).toEqual([
    403,
    "AuthorizationFailed",
    expect.stringContaining(`perform action '${action}' over scope '${scope}'`),
  ]);
  const { get, azure } = await armSession(contoso);
  expect(errorOf(await get(path, "2015-01-01")).slice(0, 2)).toEqual([400, "InvalidResourceType"]);
  azure.fault({ route, times: 1, answer: { kind: "throttled", retryAfter: 3 } });
  const throttled = await get(path, at);
  expect([throttled.status, throttled.headers["retry-after"]]).toEqual([429, "3"]);
  expect(errorOf(throttled)[1]).toBe(
    path.startsWith("/subscriptions/") ? "SubscriptionRequestsThrottled" : "TenantRequestsThrottled",
  );
  expect(azure.log.at(-1)?.route).toBe(route);
  azure.fault({ route, answer: { kind: "next-link-loop" } });
  expect((await get(path, at)).json()).toMatchObject({ nextLink: expect.stringContaining(azure.url) });
});

test("pages are as long as the simulation is told", async () => {
  const { get } = await armSession(contoso, { pageSize: { blobDiagnosticSettings: 1 } });
  const first = await get(blobs + settings, version);
  expect(namesOf(first)).toEqual(["To-Workspace"]);
  expect(namesOf(await get((first.json() as { nextLink: string }).nextLink))).toEqual(["groups"]);
});
