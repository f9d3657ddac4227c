import { describe, expect, test } from "vitest";
import { armSession, errorOf } from "./arm-session.ts";
import { account, client, subscription, tenant } from "./describe.ts";
import { defenderPlan, defenderSetting } from "./describe-defender.ts";
import { lacking, readJson, strange } from "./recordings.ts";
import { sharedFolder } from "./shared-folder.ts";

const production = subscription({
  accounts: [
    account({ name: "excepted", defenderSetting: defenderSetting({ excludedPrefixes: ["inbox/raw"] }) }),
    account({ name: "plain" }),
  ],
  defenderPlan: defenderPlan({ capGBPerMonth: 5000 }),
});
const development = subscription({ displayName: "Development" });
const unregistered = subscription({
  displayName: "Unregistered",
  securityNotRegistered: true,
  accounts: [account()],
});
const contoso = tenant({ subscriptions: [production, development, unregistered] });
const plan = ({ subscriptionId }: typeof production) =>
  `/subscriptions/${subscriptionId}/providers/Microsoft.Security/pricings/StorageAccounts`;
const storage = "/providers/Microsoft.Storage/storageAccounts";
const setting = ({ subscriptionId }: typeof production, name: string) =>
  `/subscriptions/${subscriptionId}/resourceGroups/rg-data${storage}/${name}/providers/Microsoft.Security/defenderForStorageSettings/current`;

describe("Defender for Storage", () => {
  test("is a plan of a subscription, free where nobody switched it on", async () => {
    const { get } = await armSession(contoso);
    expect((await get(plan(production), "2024-01-01")).json()).toEqual({
      id: plan(production),
      name: "StorageAccounts",
      type: "Microsoft.Security/pricings",
      properties: {
        extensions: [
          {
            name: "OnUploadMalwareScanning",
            isEnabled: "True",
            additionalExtensionProperties: { CapGBPerMonthPerStorageAccount: "5000" },
          },
          { name: "SensitiveDataDiscovery", isEnabled: "True" },
        ],
        enablementTime: "2025-02-11T09:33:55.3104996Z",
        subPlan: "DefenderForStorageV2",
        pricingTier: "Standard",
        freeTrialRemainingTime: "PT0S",
      },
    });
    expect((await get(plan(development), "2024-01-01")).json()).toMatchObject({
      properties: { pricingTier: "Free", freeTrialRemainingTime: "PT0S" },
    });
    const off = defenderPlan({ onUpload: false })["extensions"] as readonly object[];
    expect(off[0]).toEqual({ name: "OnUploadMalwareScanning", isEnabled: "False" });
  });

  test("is a setting of an account, 404 where nobody made one; older versions do not know what it leaves out", async () => {
    const { get } = await armSession(contoso);
    const asked = async (version: string) => (await get(setting(production, "excepted"), version)).json();
    const body = {
      id: setting(production, "excepted"),
      name: "current",
      type: "Microsoft.Security/defenderForStorageSettings",
      properties: {
        isEnabled: true,
        malwareScanning: { onUpload: { isEnabled: true, capGBPerMonth: -1 } },
        sensitiveDataDiscovery: { isEnabled: false },
        overrideSubscriptionLevelSettings: true,
      },
    };
    expect(await asked("2022-12-01-preview")).toEqual(body);
    expect(await asked("2025-06-01")).toMatchObject({
      properties: {
        malwareScanning: { onUpload: { filters: { excludeBlobsWithPrefix: ["inbox/raw"] } } },
      },
    });
    for (const name of ["plain", "nowhere"]) {
      expect(errorOf(await get(setting(production, name), "2025-06-01"))).toEqual([
        404,
        "ResourceNotFound",
        expect.stringContaining(`storageAccounts/${name}`),
      ]);
    }
  });

  test("is unknown where its provider is not registered, in words of its own", async () => {
    const { get, azure } = await armSession(contoso);
    const unknown = [
      404,
      "Subscription Not Registered",
      "Please register to Microsoft.Security in order to view your security status",
    ];
    expect(errorOf(await get(plan(unregistered), "2024-01-01"))).toEqual(unknown);
    expect(errorOf(await get(setting(unregistered, "contosodata"), "2025-06-01"))).toEqual(unknown);
    azure.fault({ route: "defenderPlan", answer: { kind: "not-registered" } });
    expect(errorOf(await get(plan(production), "2024-01-01"))).toEqual([
      409,
      "MissingSubscriptionRegistration",
      expect.stringContaining("'Microsoft.Security'"),
    ]);
  });

  test.each([
    [plan(production), "Microsoft.Security/pricings/read"],
    [setting(production, "excepted"), "Microsoft.Security/defenderForStorageSettings/read"],
  ])("%s wants %s and a version", async (path, action) => {
    const inProduction = `/subscriptions/${production.subscriptionId}`;
    const denied = await armSession(contoso, {}, client({ denied: [{ scope: inProduction, action }] }));
    const version = action.includes("pricings") ? "2024-01-01" : "2025-06-01";
    expect(errorOf(await denied.get(path, version))).toEqual([
      403,
      "AuthorizationFailed",
      expect.stringContaining(`perform action '${action}' over scope '${path}'`),
    ]);
    const { get } = await armSession(contoso);
    expect(errorOf(await get(path, "2099-01-01")).slice(0, 2)).toEqual([400, "InvalidResourceType"]);
  });

  test.skipIf(sharedFolder() === undefined)("has the shape of the specification's example", async () => {
    const example = readJson(`${sharedFolder()}/specs/defender/GetDefenderForStorageSettings_example.json`);
    const { body } = (example as { responses: { 200: { body: { properties: object } } } }).responses[200];
    const { get } = await armSession(contoso);
    const ours = (await get(setting(production, "excepted"), "2022-12-01-preview")).json();
    expect(strange(ours, [body])).toEqual([]);
    const topic = "scanResultsEventGridTopicResourceId";
    expect(lacking(ours, [body])).toEqual([`.properties.malwareScanning.${topic} string`]);
  });
});
