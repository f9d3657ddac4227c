import { describe, expect, test } from "vitest";
import { collect } from "../../src/collect/collect.ts";
import { allCollectors, collectorsFor } from "../../src/collect/collectors.ts";
import { SILENT } from "../../src/collect/meter.ts";
import { ownApp, user } from "../azure/describe-entra.ts";
import { workspace } from "../azure/describe-logging.ts";
import { deed, outsideAddress } from "../azure/describe-logs.ts";
import type { SimulatedTenant } from "../azure/describe.ts";
import type { Fault } from "../azure/simulated-azure.ts";
import { readerOf } from "./azure/graph-harness.ts";
import { askedOf, daysAgo, type LogParts, NOW, readLog, said } from "./log-harness.ts";

const ada = user();
const payroll = ownApp();
const at = "2026-11-19T08:00:00Z";
const registered = deed.registered({ at, by: ada, ip: outsideAddress, app: payroll.application });
const GAP = { scope: "/tenants/t", request: "GET /v1.0/auditLogs/directoryAudits" };

const read = (tenant: Partial<SimulatedTenant>, parts?: LogParts) =>
  readLog("directoryEvents", tenant, parts);
const inGraph = (...audits: readonly { readonly audit: object }[]) => ({
  directoryAudits: audits.map(({ audit }) => ({ ...audit })),
});
const central = (...audits: readonly { readonly row: object }[]) =>
  workspace({ tables: { AuditLogs: audits.map(({ row }) => ({ ...row })) } });
const denied: Fault = { route: "directoryAudits", answer: { kind: "denied" } };
const free = { options: { license: "free" as const } };

describe("the audits of Graph", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) =>
      deed.audited({
        at: daysAgo(1 + n / 1000),
        by: ada,
        operation: "Update application",
        category: "ApplicationManagement",
        type: "Update",
        targets: [{ type: "Application", id: `app-${n}` }],
      }),
    );

  test("tell who changed what, when and from where", async () => {
    const { items, gaps } = await read(inGraph(registered));
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      {
        id: `/auditLogs/directoryAudits/${String(registered.audit["id"])}`,
        name: "Add application",
        time: "2026-11-19T08:00:00.000Z",
        source: "directory-audits",
        operation: "Add application",
        category: "ApplicationManagement",
        correlationId: registered.audit["correlationId"],
        actor: {
          kind: "user",
          id: ada.id,
          appId: null,
          name: ada.userPrincipalName,
          ip: outsideAddress,
          userAgent: expect.stringMatching(/^Mozilla/),
        },
        targets: [
          expect.objectContaining({
            type: "Application",
            id: payroll.application.id,
            name: "Payroll",
            properties: expect.objectContaining({
              AppId: {
                before: { known: true, value: [] },
                after: { known: true, value: [payroll.application.appId] },
              },
              AvailableToOtherTenants: {
                before: { known: true, value: [] },
                after: { known: true, value: [false] },
              },
            }),
          }),
        ],
      },
    ]);
  });

  test("are asked for by category, and of users by operation: big tenants write millions of others", async () => {
    const { azure } = await read({});
    const filter = [
      "category eq 'ApplicationManagement'",
      "category eq 'RoleManagement'",
      "category eq 'Policy'",
      "category eq 'AuthorizationPolicy'",
      "category eq 'DirectoryManagement'",
      "activityDisplayName eq 'Create application password for user'",
      "activityDisplayName eq 'Add app role assignment grant to user'",
    ].join(" or ");
    expect(askedOf(azure, "directoryAudits").map(({ query }) => query["$filter"])).toEqual([
      `activityDateTime ge ${daysAgo(30)} and activityDateTime le ${NOW} and (${filter})`,
    ]);
  });

  test("are read all where Graph takes no choice of them, and others dropped", async () => {
    const other = { by: ada, type: "Update", targets: [] } as const;
    const user = deed.audited({ ...other, at, operation: "Update user", category: "UserManagement" });
    const { items, gaps, azure } = await read(inGraph(registered, user), { options: { plainFilters: true } });
    expect([items.length, gaps]).toEqual([1, []]);
    expect(askedOf(azure, "directoryAudits").at(-1)?.query["$filter"]).toBe(
      `activityDateTime ge ${daysAgo(30)} and activityDateTime le ${NOW}`,
    );
  });

  test("that failed are left out, and so are those of users", async () => {
    const other = { by: ada, type: "Update", targets: [] } as const;
    const { items, gaps } = await read(
      inGraph(
        deed.audited({ ...other, at, operation: "Update policy", category: "Policy", result: "failure" }),
        deed.audited({ ...other, at, operation: "Update user", category: "UserManagement" }),
        deed.appPasswordCreated({ at, by: ada, user: ada }),
        deed.assignedToUser({ at, by: ada, to: payroll.servicePrincipal, user: ada }),
      ),
    );
    expect(gaps).toEqual([]);
    expect(items.map(({ operation }) => operation).sort()).toEqual([
      "Add app role assignment grant to user",
      "Create application password for user",
    ]);
  });

  test("are read to the end: ten thousand over pages, within Graph's five requests in ten seconds", async () => {
    const { items, gaps, azure } = await read(inGraph(...many(10_000)), {
      options: { pageSize: { directoryAudits: 900 } },
    });
    expect([items.length, gaps]).toEqual([10_000, []]);
    expect(new Set(items.map(({ id }) => id)).size).toBe(10_000);
    expect(askedOf(azure, "directoryAudits")).toHaveLength(12);
  });

  test("throttled on the way are read all the same", async () => {
    const { items, gaps } = await read(inGraph(registered), {
      faults: [{ route: "directoryAudits", times: 3, answer: { kind: "throttled", retryAfter: 5 } }],
    });
    expect([items.length, gaps]).toEqual([1, []]);
  });

  test("denied: one request, one gap, and the permission", async () => {
    const { items, gaps, azure } = await read(inGraph(registered), { may: { permissions: [] } });
    expect([items, askedOf(azure, "directoryAudits").length]).toEqual([[], 1]);
    expect(gaps).toEqual([
      {
        reason: "denied",
        ...GAP,
        needs: "AuditLog.Read.All",
        detail: expect.stringMatching(/^status 403/),
      },
    ]);
  });

  test("with no more than the least permission", async () => {
    const { items, gaps } = await read(inGraph(registered), { may: { permissions: ["AuditLog.Read.All"] } });
    expect([items.length, gaps]).toEqual([1, []]);
  });

  test("a later page that fails costs nothing of those before", async () => {
    const { items, gaps } = await read(inGraph(...many(10)), {
      options: { pageSize: { directoryAudits: 4 } },
      faults: [{ route: "directoryAudits", page: 2, answer: { kind: "server-error", status: 500 } }],
    });
    expect(items).toHaveLength(4);
    expect(said(gaps)).toEqual([expect.stringMatching(/^failed: status 500/)]);
  });
});

describe("a start that lies before what Entra ID keeps", () => {
  const starts = (azure: Parameters<typeof askedOf>[0]) =>
    askedOf(azure, "directoryAudits").map(({ query }) => /ge (\S+)/.exec(query["$filter"] ?? "")?.[1]);

  test.each([
    ["thirty days with a license", {}, [daysAgo(90), daysAgo(30)], daysAgo(30)],
    ["seven without", free, [daysAgo(90), daysAgo(30), daysAgo(7)], daysAgo(7)],
  ])("is asked again from %s, and a gap says since when the log was read", async (_, parts, asked, from) => {
    const { items, gaps, azure } = await read(inGraph(registered), { since: daysAgo(90), ...parts });
    expect(items).toHaveLength(1);
    expect(starts(azure)).toEqual(asked);
    expect(gaps).toEqual([
      {
        reason: "unsupported",
        ...GAP,
        detail: `Entra ID keeps no more of this log: it was read since ${from}`,
      },
    ]);
  });

  test("and is refused from then on as well: a gap that says so", async () => {
    const body = { error: { code: "BadRequest", message: "Invalid filter clause" } };
    const { items, gaps, azure } = await read(inGraph(registered), {
      since: daysAgo(90),
      faults: [{ route: "directoryAudits", answer: { kind: "other-answer", status: 400, body } }],
    });
    expect([items, starts(azure).length]).toEqual([[], 2 * 3]);
    expect(said(gaps)).toEqual(["failed: status 400, BadRequest, Invalid filter clause"]);
  });

  test("is no gap where nobody asked for that long", async () => {
    const { items, gaps, azure } = await read(inGraph(registered), { since: daysAgo(90), isUsual: true });
    expect([items.length, gaps, starts(azure)]).toEqual([1, [], [daysAgo(30)]]);
  });

  test("no more than was wanted is asked for", async () => {
    const { gaps, azure } = await read({}, { since: daysAgo(10), ...free });
    expect(starts(azure)).toEqual([daysAgo(10), daysAgo(7)]);
    expect(said(gaps)).toEqual([expect.stringMatching(/^unsupported: .* since 2026-11-13/)]);
    expect((await read({}, { since: daysAgo(5), ...free })).gaps).toEqual([]);
  });
});

describe("Graph and workspaces: either is enough", () => {
  /** The row of the workspace was written on the first of these days. */
  const since = daysAgo(2);

  const secret = deed.secretAdded({
    at: daysAgo(60),
    by: ada,
    app: payroll.application,
    key: { keyId: "2b1f6471-1bf0-4dda-aec3-cb9272f09590" },
  });

  test("they tell the same in the same words", async () => {
    const [graph] = (await read(inGraph(registered))).items;
    const { items, gaps } = await read({ workspaces: [central(registered)] }, { since, faults: [denied] });
    expect(gaps).toEqual([]);
    expect(items).toEqual([{ ...graph, source: "log-analytics" }]);
  });

  test("what both hold is told once, as Graph tells it", async () => {
    const { items, gaps } = await read({ ...inGraph(registered), workspaces: [central(registered)] });
    expect(gaps).toEqual([]);
    expect(items.map(({ source }) => source)).toEqual(["directory-audits"]);
  });

  test("and as the workspace does, where that tells more", async () => {
    const { targetResources: _, ...less } = registered.audit;
    const { items } = await read({
      directoryAudits: [{ ...less, targetResources: [] }],
      workspaces: [central(registered)],
    });
    expect(items.map(({ source, targets }) => [source, targets.length])).toEqual([["log-analytics", 1]]);
  });

  test("a workspace reaches further back than Graph: no gap", async () => {
    const { items, gaps } = await read(
      { ...inGraph(registered, secret), workspaces: [central(registered, secret)] },
      { since: daysAgo(90) },
    );
    expect(gaps).toEqual([]);
    expect(items.map(({ source, operation }) => `${source}: ${operation}`).sort()).toEqual([
      "directory-audits: Add application",
      "log-analytics: Update application – Certificates and secrets management",
    ]);
  });

  test.each<readonly [string, LogParts]>([
    ["denied", { faults: [denied] }],
    ["throttled for good", { faults: [{ route: "directoryAudits", answer: { kind: "throttled" } }] }],
    ["not there in China", { options: { sovereign: "china" } }],
  ])("Graph %s: the workspace stands in", async (_, parts) => {
    const tenant = { ...inGraph(registered), workspaces: [central(registered)] };
    const { items, gaps } = await read(tenant, { since, ...parts });
    expect([items.map(({ source }) => source), gaps]).toEqual([["log-analytics"], []]);
  });

  test("a workspace that does not reach back as far stands in for nothing", async () => {
    const { items, gaps } = await read({ workspaces: [central(registered)] }, { faults: [denied] });
    expect(items).toHaveLength(1);
    expect(gaps.map(({ reason, needs }) => [reason, needs])).toEqual([["denied", "AuditLog.Read.All"]]);
  });

  test("a workspace to which nothing is sent stands in for nothing", async () => {
    const { gaps } = await read({ workspaces: [central()] }, { faults: [denied] });
    expect(gaps.map(({ reason, needs }) => [reason, needs])).toEqual([["denied", "AuditLog.Read.All"]]);
  });

  test("one that was named and fails is a gap, whatever Graph tells", async () => {
    const one = central(registered);
    const { items, gaps } = await read(
      { ...inGraph(registered), workspaces: [one] },
      { faults: [{ route: "logQuery", answer: { kind: "denied" } }] },
    );
    expect(items).toHaveLength(1);
    expect(gaps).toEqual([
      expect.objectContaining({
        reason: "denied",
        scope: "/tenants/t",
        needs: "Microsoft.OperationalInsights/workspaces/query/read",
        role: `Log Analytics Data Reader at ${one.workspaceId}`,
      }),
    ]);
  });

  test("one that lacks the table is none where Graph tells all, and one where it does not", async () => {
    const { AuditLogs: _, ...others } = workspace().tables;
    const without = { ...workspace(), tables: others };
    expect((await read({ ...inGraph(registered), workspaces: [without] })).gaps).toEqual([]);
    const neither = await read({ workspaces: [without] }, { faults: [denied] });
    expect(neither.gaps.map(({ reason }) => reason).sort()).toEqual(["denied", "unsupported"]);
  });

  test("both that fail are two gaps; a fault of Graph is one, whatever the workspace tells", async () => {
    const both = await read(
      { workspaces: [central(registered)] },
      { faults: [denied, { route: "logQuery", answer: { kind: "not-found" } }] },
    );
    expect(both.gaps.map(({ reason }) => reason).sort()).toEqual(["denied", "failed"]);
    const broken = await read(
      { workspaces: [central(registered)] },
      { faults: [{ route: "directoryAudits", answer: { kind: "html" } }] },
    );
    expect(broken.items).toHaveLength(1);
    expect(said(broken.gaps)).toEqual([expect.stringMatching(/^malformed: the answer is no JSON object/)]);
  });

  test("several workspaces merge", async () => {
    const second = workspace({
      name: "law-second",
      tables: { AuditLogs: [registered.row, deed.appPasswordCreated({ at, by: ada, user: ada }).row] },
    });
    const { items, gaps } = await read(
      { workspaces: [central(registered, secret), second] },
      { faults: [denied], since: daysAgo(90) },
    );
    expect([items.length, gaps]).toEqual([3, []]);
  });

  describe("a workspace that several tenants send to", () => {
    const tenantId = "3b1f6471-1bf0-4dda-aec3-cb9272f09590";
    const of = (tenant: string, { row }: typeof registered) => ({ row: { ...row, AADTenantId: tenant } });
    const fabrikam = "4b1f6471-1bf0-4dda-aec3-cb9272f09590";
    const readAs = async (...rows: readonly { readonly row: object }[]) => {
      const tenant = { workspaces: [central(...rows)] };
      const { azure, reader } = await readerOf(tenant, { now: () => Date.parse(NOW) }, {}, { logs: true });
      azure.fault(denied);
      const workspaces = tenant.workspaces.map(({ workspaceId }) => workspaceId);
      const logs = { since: daysAgo(90), until: NOW, workspaces };
      const { inventory } = await collect({
        tenantId,
        collectors: collectorsFor(["directoryEvents"], allCollectors({ logs })),
        reader: () => reader,
        collectedAt: NOW,
        progress: SILENT,
      });
      const { items, gaps } = inventory.sections.directoryEvents;
      return [items.map(({ operation }) => operation), gaps.map(({ reason }) => reason)];
    };
    const keys = "Update application – Certificates and secrets management";
    const long = deed.secretAdded({
      at: daysAgo(89),
      by: ada,
      app: payroll.application,
      key: { keyId: "5b1f6471-1bf0-4dda-aec3-cb9272f09590" },
    });

    test("what others did is none of ours", async () => {
      expect(await readAs(of(fabrikam, registered), of(tenantId.toUpperCase(), long))).toEqual([[keys], []]);
    });

    test("and does not stand in for Graph", async () => {
      expect(await readAs(of(fabrikam, long))).toEqual([[], ["denied"]]);
      expect(await readAs(of(fabrikam, long), of(tenantId, registered))).toEqual([
        ["Add application"],
        ["denied"],
      ]);
    });
  });

  test("an answer that is cut off keeps what came", async () => {
    const audits = Array.from({ length: 9 }, (_, n) =>
      deed.audited({
        at: daysAgo(n + 1),
        by: ada,
        operation: "Update policy",
        category: "Policy",
        type: "Update",
        targets: [{ type: "Policy", id: `p${n}` }],
      }),
    );
    const { items, gaps } = await read(
      { workspaces: [central(...audits)] },
      { faults: [denied], options: { logRows: 2 }, since: daysAgo(10) },
    );
    expect([items.length, gaps]).toEqual([9, []]);
  });
});
