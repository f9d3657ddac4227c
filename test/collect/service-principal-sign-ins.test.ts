import { describe, expect, test } from "vitest";
import { ownApp } from "../azure/describe-entra.ts";
import { workspace } from "../azure/describe-logging.ts";
import { deed, outsideAddress, type SignInDeed } from "../azure/describe-logs.ts";
import type { SimulatedTenant } from "../azure/describe.ts";
import type { Fault } from "../azure/simulated-azure.ts";
import type { Raw } from "./entra-answers.ts";
import { askedOf, daysAgo, type LogParts, NOW, readLog, readRows, said } from "./log-harness.ts";

const { servicePrincipal: principal } = ownApp();
const KEY = "2b1f6471-1bf0-4dda-aec3-cb9272f09590";
const at = (time: string) => `2026-11-19T${time}Z`;
const signedIn = (time: string, over: Partial<Parameters<typeof deed.signedIn>[0]> = {}) =>
  deed.signedIn({ principal, at: at(time), ip: outsideAddress, keyId: KEY, ...over });

const read = (tenant: Partial<SimulatedTenant>, parts?: LogParts) =>
  readLog("servicePrincipalSignIns", tenant, parts);
const inGraph = (...deeds: readonly SignInDeed[]) => ({ signIns: deeds.map(({ signIn }) => signIn) });
const central = (...deeds: readonly SignInDeed[]) =>
  workspace({ tables: { AADServicePrincipalSignInLogs: deeds.map(({ row }) => row) } });

const group = {
  id: expect.stringMatching(new RegExp(`^/servicePrincipals/${principal.id}/signIns/[0-9a-f]{16}$`)),
  name: principal.displayName,
  principalId: `/servicePrincipals/${principal.id}`,
  appId: principal.appId,
  source: "sign-ins",
  first: "2026-11-19T08:00:00.000Z",
  last: "2026-11-19T17:30:00.000Z",
  count: 3,
  ip: outsideAddress,
  country: "NL",
  keyId: KEY,
  federatedCredentialId: null,
  resource: "Microsoft Graph",
  errorCode: 0,
};
const alike = [signedIn("12:00:00"), signedIn("08:00:00"), signedIn("17:30:00")];

describe("sign-ins of service principals in Graph", () => {
  test("are grouped where they are alike, by day", async () => {
    const { items, gaps, azure } = await read(inGraph(...alike));
    expect(gaps).toEqual([]);
    expect(items).toEqual([group]);
    expect(askedOf(azure, "signIns").map(({ path, query }) => [path, query["$filter"]])).toEqual([
      [
        "/beta/auditLogs/signIns",
        `createdDateTime ge ${daysAgo(30)} and createdDateTime le ${NOW} and signInEventTypes/any(t: t eq 'servicePrincipal')`,
      ],
    ]);
  });

  test.each([
    ["another day", { at: "2026-11-18T23:59:59Z" }],
    ["another address", { ip: "203.0.113.99" }],
    ["another country", { country: "BR" }],
    ["another key", { keyId: "3b1f6471-1bf0-4dda-aec3-cb9272f09590" }],
    ["a federated credential", { federatedCredentialId: "4b1f6471-1bf0-4dda-aec3-cb9272f09590" }],
    ["another API", { resource: { displayName: "Azure Storage", appId: "5b1f" } }],
    ["an error", { error: 7_000_215 }],
  ])("with %s are a group of their own", async (_, over) => {
    const { items } = await read(inGraph(signedIn("12:00:00"), signedIn("13:00:00", over)));
    expect(items.map(({ count }) => count)).toEqual([1, 1]);
  });

  test("that a page repeats, or a list that began anew, count once", async () => {
    const parts = { options: { pageSize: { signIns: 2 } } };
    const kinds = ["duplicate", "expired-page"] as const;
    for (const kind of kinds) {
      const faults: readonly Fault[] = [{ route: "signIns", page: 2, times: 1, answer: { kind } }];
      const { items, gaps } = await read(inGraph(...alike), { ...parts, faults });
      expect([items, gaps]).toEqual([[group], []]);
    }
  });

  test("without a license: unsupported", async () => {
    const { items, gaps } = await read(inGraph(...alike), { options: { license: "free" } });
    expect(items).toEqual([]);
    expect(gaps).toEqual([
      {
        reason: "unsupported",
        scope: "/tenants/t",
        request: "GET /beta/auditLogs/signIns",
        detail: expect.stringMatching(/^status 403, Authentication_RequestFromNonPremiumTenantOrB2CTenant/),
      },
    ]);
  });

  test("denied: a gap with the permission", async () => {
    const { gaps } = await read(inGraph(...alike), { may: { permissions: [] } });
    expect(gaps.map(({ reason, needs }) => [reason, needs])).toEqual([["denied", "AuditLog.Read.All"]]);
  });

  test("of a longer time than Entra ID keeps them are asked for anew", async () => {
    const { items, gaps } = await read(inGraph(...alike), { since: daysAgo(90) });
    expect(items).toHaveLength(1);
    expect(said(gaps)).toEqual([
      `unsupported: Entra ID keeps no more of this log: it was read since ${daysAgo(30)}`,
    ]);
  });

  test("of which there are too many are read as far as two hundred pages, and that is said", async () => {
    const many = Array.from({ length: 402 }, (_, n) => signedIn("08:00:00", { at: daysAgo(1 + n / 100) }));
    const parts = { options: { pageSize: { signIns: 2 } } };
    const { items, gaps, azure } = await read(inGraph(...many), parts);
    expect(askedOf(azure, "signIns")).toHaveLength(200);
    expect(items.reduce((sum, { count }) => sum + count, 0)).toBe(400);
    expect(gaps).toEqual([
      {
        reason: "not-requested",
        scope: "/tenants/t",
        request: "GET /beta/auditLogs/signIns",
        detail:
          "200 pages were read, back to 2026-11-15T12:14:24.000Z: --log-workspace reads all, a shorter --since asks for less",
      },
    ]);
  });
});

describe("sign-ins of service principals in a workspace", () => {
  test("are told in the same groups, and Graph is not asked", async () => {
    const [graph] = (await read(inGraph(...alike))).items;
    const { items, gaps, azure } = await read({ workspaces: [central(...alike)] }, { since: daysAgo(2) });
    expect(gaps).toEqual([]);
    expect(items).toEqual([{ ...graph, source: "log-analytics" }]);
    expect(askedOf(azure, "signIns")).toEqual([]);
  });

  test("of which two hold the same count once, and each adds what only it holds", async () => {
    const other = signedIn("09:00:00", { ip: "203.0.113.99" });
    const second = workspace({
      name: "law-second",
      tables: { AADServicePrincipalSignInLogs: [...alike, other].map(({ row }) => row) },
    });
    const { items } = await read({ workspaces: [central(...alike), second] });
    expect(items.map(({ ip, count }) => `${ip} ${count}`).sort()).toEqual([
      `${outsideAddress} 3`,
      "203.0.113.99 1",
    ]);
  });

  test("that does not reach back as far: Graph is asked, and nothing counts twice", async () => {
    const older = signedIn("08:00:00", { at: daysAgo(20) });
    const tenant = { ...inGraph(...alike, older), workspaces: [central(...alike)] };
    const { items, gaps } = await read(tenant);
    expect([items.map(({ count }) => count).sort((a, b) => a - b), gaps]).toEqual([[1, 3], []]);
  });

  test("to which nothing is sent: Graph is asked", async () => {
    const { items, gaps } = await read({ ...inGraph(...alike), workspaces: [central()] });
    expect([items.map(({ source }) => source), gaps]).toEqual([["sign-ins"], []]);
  });

  test("that lacks the table: Graph is asked, and that is no gap", async () => {
    const { AADServicePrincipalSignInLogs: _, ...others } = workspace().tables;
    const without = { ...workspace(), tables: others };
    const { items, gaps } = await read({ ...inGraph(...alike), workspaces: [without] });
    expect([items.length, gaps]).toEqual([1, []]);
    const neither = await read({ workspaces: [without] }, { options: { license: "free" } });
    expect(neither.gaps.map(({ reason }) => reason)).toEqual(["unsupported", "unsupported"]);
  });

  test("that fails: Graph is asked, and the gap stays", async () => {
    const fault: Fault = { route: "logQuery", answer: { kind: "denied" } };
    const tenant = { ...inGraph(...alike), workspaces: [central(...alike)] };
    const { items, gaps } = await read(tenant, { faults: [fault] });
    expect(items.map(({ source }) => source)).toEqual(["sign-ins"]);
    expect(gaps.map(({ reason, needs }) => [reason, needs])).toEqual([
      ["denied", "Microsoft.OperationalInsights/workspaces/query/read"],
    ]);
  });

  test("that is cut off within a minute: Graph adds the rest, and nothing counts twice", async () => {
    const tenant = { ...inGraph(...alike), workspaces: [central(...alike, ...alike.slice(0, 1))] };
    const { items, gaps } = await read(tenant, { options: { logRows: 1 } });
    expect(items.map(({ count }) => count)).toEqual([3]);
    expect(said(gaps)).toEqual([expect.stringMatching(/^failed: the answer was cut off/)]);
  });
});

const row = (over: Raw = {}): Raw => ({
  TimeGenerated: at("08:00:00"),
  ServicePrincipalId: principal.id,
  ServicePrincipalName: "Payroll",
  AppId: principal.appId,
  IPAddress: "203.0.113.7",
  Location: "nl",
  ServicePrincipalCredentialKeyId: "",
  FederatedCredentialId: "",
  ResourceDisplayName: "",
  ResultType: "0",
  ...over,
});

describe("a row", () => {
  test("of our query stands for many, also where an answer came in two halves", async () => {
    const counted = { Count: 40, First: at("08:00:00.1234567"), Last: at("20:00:00") };
    const { items, gaps } = await readRows("servicePrincipalSignIns", [
      row({ ...counted, TimeGenerated: undefined }),
      row({ ...counted, Count: "2", First: at("07:00:00"), Last: at("07:30:00") }),
    ]);
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      expect.objectContaining({
        count: 42,
        first: "2026-11-19T07:00:00.000Z",
        last: "2026-11-19T20:00:00.000Z",
        country: "NL",
        keyId: null,
        federatedCredentialId: null,
        resource: null,
      }),
    ]);
  });

  test("with its country in another column", async () => {
    const details = JSON.stringify({ countryOrRegion: "BR" });
    const { items } = await readRows("servicePrincipalSignIns", [
      row({ Location: "", LocationDetails: details }),
      row({ Location: "", LocationDetails: "{", IPAddress: "nowhere", ServicePrincipalName: "" }),
    ]);
    expect(items.map(({ country, ip, name }) => [country, ip, name].join()).sort()).toEqual(
      ["BR,203.0.113.7,Payroll", `,,${principal.id}`].sort(),
    );
  });

  test.each(["", "00000000-0000-0000-0000-000000000000"])(
    "of an application without a principal here (%j) is nobody's",
    async (ServicePrincipalId) => {
      const { items, gaps } = await readRows("servicePrincipalSignIns", [row({ ServicePrincipalId }), row()]);
      expect([items.length, gaps]).toEqual([1, []]);
    },
  );

  test.each<readonly [string, Raw]>([
    ["no principal", { ServicePrincipalId: null }],
    ["a principal that leads elsewhere", { ServicePrincipalId: "../x" }],
    ["no time", { TimeGenerated: null }],
    ["a time that is none", { First: "x" }],
    ["a last time that is none", { Last: 7 }],
    ["a count that is none", { Count: "many" }],
    ["no result", { ResultType: null }],
    ["a result that is none", { ResultType: "" }],
  ])("with %s is a gap, and the next one is read", async (_, over) => {
    const { items, gaps } = await readRows("servicePrincipalSignIns", [row(over), row()]);
    expect(items.map(({ count }) => count)).toEqual([1]);
    expect(said(gaps)).toEqual(["malformed: a sign-in without a usable principal, time and result"]);
  });
});
