import { describe, expect, test } from "vitest";
import { AZURE_OPERATIONS } from "../../src/collect/azure-operations.ts";
import { sourceQuery } from "../../src/collect/queries/query-files.ts";
import { account, localUser, subscription } from "../azure/describe.ts";
import { user, ownApp } from "../azure/describe-entra.ts";
import { workspace } from "../azure/describe-logging.ts";
import { deed, outsideAddress } from "../azure/describe-logs.ts";
import type { RawBody } from "../azure/describe-entra.ts";
import { accountId } from "../azure/bodies.ts";
import { askedOf, daysAgo, NOW, readLog, readRows, said } from "./log-harness.ts";
import { azureChange } from "../checks/build-events.ts";

const ada = user();
const payroll = ownApp();
const sftpland = account({ localUsers: [localUser()] });
const one = subscription({ accounts: [sftpland] });
const { subscriptionId } = one;
const id = `/subscriptions/${subscriptionId}`;
const path = `${id}/providers/Microsoft.Insights/eventtypes/management/values`;
const of = accountId(subscriptionId, sftpland);
const at = "2026-11-19T08:00:00Z";
const outside = { at, by: ada, account: of, ip: outsideAddress } as const;

const withLog = (...activityLog: readonly RawBody[]) => ({ subscriptions: [{ ...one, activityLog }] });
const storage = (activityLog: readonly RawBody[], parts = {}) =>
  readLog("storageEvents", withLog(...activityLog), parts);

const NO_CHANGE = azureChange({ enabledLogs: null });

describe("the Activity Log of storage", () => {
  test("tells who changed what, when and from where, once it succeeded", async () => {
    const enabled = deed.sftpEnabled({ ...outside, correlationId: "C0FFEE00-0000-4000-8000-000000000000" });
    const refused = deed.sftpEnabled({ ...outside, at: "2026-11-19T07:00:00Z", ends: "Failed" });
    const { items, gaps, azure } = await storage([...enabled.events, ...refused.events]);
    const [, done] = enabled.events;
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      {
        id: `${of.toLowerCase()}/logEvents/${String(done?.["eventDataId"])}`,
        name: of.split("/").at(-1),
        time: "2026-11-19T08:00:01.200Z",
        source: "activity-log",
        subscriptionId,
        operation: "Microsoft.Storage/storageAccounts/write",
        resourceId: of,
        correlationId: "c0ffee00-0000-4000-8000-000000000000",
        actor: {
          kind: "user",
          id: ada.id,
          appId: null,
          name: ada.userPrincipalName,
          ip: outsideAddress,
          userAgent: null,
        },
        change: { known: true, value: { ...NO_CHANGE, isSftpEnabled: true, sftpNow: true } },
      },
    ]);
    expect(askedOf(azure, "activityLog").map(({ query }) => query)).toEqual([
      {
        "api-version": "2015-04-01",
        $filter: `eventTimestamp ge '${daysAgo(30)}' and eventTimestamp le '${NOW}' and resourceProvider eq 'Microsoft.Storage'`,
      },
    ]);
  });

  test("is read to its last page", async () => {
    const events = Array.from({ length: 450 }, (_, n) =>
      deed.passwordRegenerated({ ...outside, user: `u${n}`, correlationId: `c-${n}` }),
    ).flatMap((done) => done.events);
    const { items, gaps, azure } = await storage(events, { options: { pageSize: { activityLog: 200 } } });
    expect([items.length, gaps, askedOf(azure, "activityLog").length]).toEqual([450, [], 5]);
  });

  test("keeps no password and no key of a body", async () => {
    const key = "AAAAB3NzaC1yc2EAAAADAQABAAABgQC7";
    const deeds = [
      deed.passwordRegenerated({ ...outside, user: "u" }),
      deed.localUserWritten({
        ...outside,
        user: "u",
        properties: {
          hasSshPassword: true,
          homeDirectory: "uploads",
          sshAuthorizedKeys: [{ description: "laptop", key }],
          permissionScopes: [{ permissions: "rwl", service: "blob", resourceName: "uploads" }],
        },
      }),
    ];
    const { items, gaps } = await storage(deeds.flatMap(({ events }) => events));
    expect(gaps).toEqual([]);
    const [password = ""] = /(?<=sshPassword[^\w]+)[\w+/=]{20,}/.exec(JSON.stringify(deeds)) ?? [];
    expect(password.length).toBeGreaterThan(20);
    expect(JSON.stringify(items)).not.toContain(password);
    expect(JSON.stringify(items)).not.toContain(key);
    const changes = new Map(items.map(({ operation, change }) => [operation.split("/").at(-1), change]));
    expect(Object.fromEntries(changes)).toEqual({
      action: { known: true, value: NO_CHANGE },
      write: {
        known: true,
        value: {
          ...NO_CHANGE,
          hasSshPassword: true,
          addsSshKey: true,
          homeDirectory: "uploads",
          permissionScopes: ["rwl:blob/uploads"],
        },
      },
    });
  });

  test("of an application names the application", async () => {
    const { items } = await storage(deed.sftpEnabled({ ...outside, by: payroll.servicePrincipal }).events);
    expect(items.map(({ actor }) => actor)).toEqual([
      {
        kind: "application",
        id: payroll.servicePrincipal.id,
        appId: payroll.servicePrincipal.appId,
        name: payroll.servicePrincipal.id,
        ip: outsideAddress,
        userAgent: null,
      },
    ]);
  });

  test("denied: a gap at the subscription, and what would close it", async () => {
    const may = { denied: [{ scope: "/", action: "Microsoft.Insights/eventtypes/values/read" }] };
    const { items, gaps } = await storage([], { may });
    expect(items).toEqual([]);
    expect(gaps).toEqual([
      {
        reason: "denied",
        scope: id,
        request: `GET ${path}`,
        needs: expect.stringMatching(/^Microsoft\.Insights\/eventtypes\/values\/read$/i),
        role: "Reader",
        detail: expect.stringMatching(/^status 403, AuthorizationFailed/),
      },
    ]);
  });

  test("a page that fails costs what lies behind it", async () => {
    const deeds = Array.from({ length: 5 }, (_, n) =>
      deed.passwordRegenerated({ ...outside, at: daysAgo(n + 1), user: `u${n}` }),
    );
    const { items, gaps } = await storage(
      deeds.flatMap(({ events }) => events),
      {
        options: { pageSize: { activityLog: 4 } },
        faults: [{ route: "activityLog", page: 2, answer: { kind: "html" } }],
      },
    );
    expect(items.map(({ name }) => name).sort()).toEqual(["u0", "u1"]);
    expect(said(gaps)).toEqual([expect.stringMatching(/^malformed: the answer is no JSON object/)]);
  });
});

describe("how far back the Activity Log is asked", () => {
  const later = (days: number) => ({ now: () => Date.parse(NOW) + days * 86_400_000 });

  const starts = (azure: Parameters<typeof askedOf>[0]) =>
    askedOf(azure, "activityLog").map(({ query }) => /ge '([^']+)'/.exec(query["$filter"] ?? "")?.[1]);
  const old = deed.passwordRegenerated({ ...outside, at: daysAgo(85), user: "u" }).events;

  test("ninety days: five minutes less, which nobody misses", async () => {
    const { items, gaps, azure } = await storage(old, { since: daysAgo(90) });
    expect([items.length, gaps]).toEqual([1, []]);
    expect(starts(azure)).toEqual(["2026-08-22T12:05:00.000Z"]);
  });

  test("what was wanted from before is a gap that says since when it was read", async () => {
    const { items, gaps, azure } = await storage(old, { since: daysAgo(180) });
    expect(items).toHaveLength(1);
    expect(gaps).toEqual([
      {
        reason: "unsupported",
        scope: id,
        request: `GET ${path}`,
        detail: "the Activity Log keeps 90 days: it was read since 2026-08-22T12:05:00.000Z",
      },
    ]);
    expect(starts(azure)).toEqual(["2026-08-22T12:05:00.000Z"]);
    expect((await storage(old, { since: daysAgo(180), isUsual: true })).gaps).toEqual([]);
  });

  test("a start that is refused all the same is asked from a day later", async () => {
    const options = { now: () => Date.parse(NOW) + 10 * 60_000 };
    const late = await storage(old, { since: daysAgo(90), options });
    expect(late.items).toHaveLength(1);
    expect(starts(late.azure)).toEqual(["2026-08-22T12:05:00.000Z", "2026-08-23T12:00:00.000Z"]);
    expect(said(late.gaps)).toEqual([
      "unsupported: the Activity Log keeps 90 days: it was read since 2026-08-23T12:00:00.000Z",
    ]);
    const within = await storage(old, { since: daysAgo(88), options });
    expect([within.gaps, starts(within.azure)]).toEqual([[], [daysAgo(88)]]);
  });

  test("a scan that goes on days after it began reads from where the log still is", async () => {
    const resumed = await storage(old, { since: daysAgo(90), options: later(3) });
    expect(starts(resumed.azure).at(-1)).toBe(daysAgo(83));
    expect(said(resumed.gaps)).toEqual([
      "unsupported: the Activity Log keeps 90 days: it was read since 2026-08-29T12:00:00.000Z",
    ]);
  });

  test("one that stays refused is a gap, and so is another 400", async () => {
    const never = await storage(old, { since: daysAgo(90), options: later(31) });
    expect(starts(never.azure)).toHaveLength(4);
    expect(said(never.gaps)).toEqual([
      "failed: status 400, BadRequest, The start time cannot be more than 90 days in the past.",
    ]);
    const body = { code: "BadRequest", message: "The filter is not supported." };
    const other = await storage(old, {
      since: daysAgo(90),
      faults: [{ route: "activityLog", answer: { kind: "other-answer", status: 400, body } }],
    });
    expect(starts(other.azure)).toHaveLength(1);
    expect(said(other.gaps)).toEqual(["failed: status 400, BadRequest, The filter is not supported."]);
  });
});

describe("the other providers", () => {
  const roleGiven = deed.azureRoleGiven({
    at,
    by: ada,
    scope: of,
    roleId: "17D1049B-9A84-46FB-8F53-869881C3D3AB",
    principalId: payroll.servicePrincipal.id,
  });

  test("are asked side by side, one list each, and one that fails costs the others nothing", async () => {
    const tenant = withLog(
      ...roleGiven.events,
      ...deed.diagnosticSettingDeleted({ at, by: ada, of: `${of}/blobServices/default` }).events,
      ...deed.pricingWritten({ at, by: ada, subscriptionId, pricingTier: "Free" }).events,
    );
    const { items, gaps, azure } = await readLog("azureEvents", tenant, {
      faults: [{ route: "activityLog", match: "Microsoft.Compute", answer: { kind: "denied" } }],
    });
    expect(items.map(({ operation }) => operation.toLowerCase()).sort()).toEqual([
      "microsoft.authorization/roleassignments/write",
      "microsoft.insights/diagnosticsettings/delete",
      "microsoft.security/pricings/write",
    ]);
    expect(gaps.map(({ reason, scope }) => [reason, scope])).toEqual([["denied", id]]);
    expect(
      askedOf(azure, "activityLog").map(
        ({ query }) => /provider eq '([^']+)'/i.exec(query["$filter"] ?? "")?.[1],
      ),
    ).toEqual(["Microsoft.Authorization", "Microsoft.Insights", "Microsoft.Security", "Microsoft.Compute"]);
  });

  test("the request of a role assignment stands in the row that says that it began", async () => {
    const { items } = await readLog("azureEvents", withLog(...roleGiven.events.toReversed()));
    expect(items).toHaveLength(1);
    expect(items[0]?.change).toEqual({
      known: true,
      value: {
        ...NO_CHANGE,
        roleDefinitionId: "17d1049b-9a84-46fb-8f53-869881c3d3ab",
        principalId: payroll.servicePrincipal.id,
        principalType: "ServicePrincipal",
      },
    });
  });
});

describe("workspaces that keep the Activity Log", () => {
  const enabled = deed.sftpEnabled(outside);
  const tables = { AzureActivity: enabled.rows };
  const central = workspace({ tables });
  const second = workspace({ name: "law-second", tables });
  const events = (workspaces: readonly ReturnType<typeof workspace>[], parts = {}) =>
    readLog("workspaceEvents", { workspaces }, parts);

  test("tell the same as Azure does, under the same id", async () => {
    const [told] = (await storage(enabled.events)).items;
    const { items, gaps } = await events([central]);
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      {
        ...told,
        name: told?.name.toLowerCase(),
        source: "log-analytics",
        operation: "MICROSOFT.STORAGE/STORAGEACCOUNTS/WRITE",
        resourceId: of.toLowerCase(),
      },
    ]);
  });

  test("that hold the same count once", async () => {
    const { items, gaps } = await events([central, second]);
    expect([items.length, gaps]).toEqual([1, []]);
  });

  test("one that fails is a gap, and the others are read", async () => {
    const { items, gaps } = await events([central, second], {
      faults: [{ route: "logQuery", match: second.workspaceId, answer: { kind: "denied" } }],
    });
    expect(items).toHaveLength(1);
    expect(gaps).toEqual([
      {
        reason: "denied",
        scope: "/tenants/t",
        request: `POST /v1/workspaces/${second.workspaceId}/query`,
        needs: "Microsoft.OperationalInsights/workspaces/query/read",
        role: `Log Analytics Data Reader at ${second.workspaceId}`,
        detail: expect.stringMatching(/^status 403, InsufficientAccessError/),
      },
    ]);
  });

  test("a table that none of them has is a gap; one that another has is none", async () => {
    const { AzureActivity: _, ...others } = workspace().tables;
    const without = { ...workspace({ name: "law-without" }), tables: others };
    expect((await events([central, without])).gaps).toEqual([]);
    expect(said((await events([without])).gaps)).toEqual([
      'unsupported: the workspace has no table or column "AzureActivity"',
    ]);
  });

  test("what was done above the subscriptions belongs to none of them", async () => {
    const { items } = await readRows("workspaceEvents", [
      {
        TimeGenerated: at,
        EventDataId: "E1",
        OperationNameValue: "Microsoft.Authorization/elevateAccess/action",
        ActivityStatusValue: "Success",
        _ResourceId: "",
        ResourceId: "/providers/Microsoft.Authorization",
        Caller: "ada@contoso.example",
      },
    ]);
    expect(items).toEqual([
      expect.objectContaining({
        id: "/providers/microsoft.authorization/logEvents/e1",
        subscriptionId: "",
        change: { known: true, value: null },
        actor: {
          kind: "user",
          id: null,
          appId: null,
          name: "ada@contoso.example",
          ip: null,
          userAgent: null,
        },
      }),
    ]);
  });
});

test("the query asks for the operations that are kept, and for no others", () => {
  const asked = [...sourceQuery("azure-activity").matchAll(/"(Microsoft\.[^"]+)"/gi)].map(([, name = ""]) =>
    name.toLowerCase(),
  );
  expect(asked.sort()).toEqual(Object.values(AZURE_OPERATIONS).flat().sort());
  for (const [provider, operations] of Object.entries(AZURE_OPERATIONS))
    expect(operations.filter((operation) => !operation.startsWith(`${provider.toLowerCase()}/`))).toEqual([]);
});
