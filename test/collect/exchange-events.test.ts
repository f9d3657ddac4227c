import { describe, expect, test } from "vitest";
import { ownApp, user } from "../azure/describe-entra.ts";
import { workspace } from "../azure/describe-logging.ts";
import { deed, outsideAddress } from "../azure/describe-logs.ts";
import type { Raw } from "./entra-answers.ts";
import { readLog, readRows, said } from "./log-harness.ts";

const ada = user();
const { servicePrincipal: principal } = ownApp();
const changed = (by: typeof ada | typeof principal, object = "Partner mail") =>
  deed.exchangeChange({
    at: "2026-11-19T08:00:00Z",
    by,
    operation: "New-InboundConnector",
    object,
    parameters: { SenderDomains: "do not keep" },
  });
const central = (...rows: readonly Raw[]) => workspace({ tables: { OfficeActivity: rows } });
const nobody = { kind: "unknown", id: null, appId: null, name: "unknown", ip: null, userAgent: null };

describe("changes in Exchange Online", () => {
  test("who made them, when and from where, without what was typed", async () => {
    const rows = [changed(ada), changed(principal, "Other mail")];
    const { items, gaps } = await readLog("exchangeEvents", { workspaces: [central(...rows)] });
    expect(gaps).toEqual([]);
    expect(JSON.stringify(items)).not.toContain("do not keep");
    expect(items).toHaveLength(2);
    expect(items).toContainEqual({
      id: `/officeActivity/${String(rows[0]?.["OfficeId"])}`,
      name: "Partner mail",
      time: "2026-11-19T08:00:00.000Z",
      operation: "New-InboundConnector",
      actor: { ...nobody, kind: "user", name: ada.userPrincipalName, ip: outsideAddress },
      object: "Partner mail",
    });
    expect(items.find(({ name }) => name === "Other mail")?.actor).toEqual({
      ...nobody,
      kind: "application",
      id: principal.id,
      appId: principal.appId,
      name: principal.id,
      ip: outsideAddress,
    });
  });

  test("that two workspaces hold count once; one that fails is a gap", async () => {
    const tables = { OfficeActivity: [changed(ada)] };
    const second = workspace({ name: "law-second", tables });
    const workspaces = [central(changed(ada)), second];
    expect((await readLog("exchangeEvents", { workspaces })).items).toHaveLength(1);
    const { items, gaps } = await readLog(
      "exchangeEvents",
      { workspaces },
      { faults: [{ route: "logQuery", match: second.workspaceId, answer: { kind: "denied" } }] },
    );
    expect([items.length, gaps.map(({ reason }) => reason)]).toEqual([1, ["denied"]]);
  });

  const row = (over: Raw = {}): Raw => ({
    TimeGenerated: "2026-11-19T08:00:00Z",
    OfficeId: "O-1",
    Operation: "Set-TransportRule",
    ResultStatus: "",
    UserId: "",
    OfficeObjectId: "",
    ...over,
  });

  test.each<readonly [string, Raw, object]>([
    ["nobody", {}, {}],
    [
      "the service itself",
      { UserId: "NT AUTHORITY\\SYSTEM (w3wp)" },
      { name: "NT AUTHORITY\\SYSTEM (w3wp)" },
    ],
    [
      "a name of an application",
      { UserId: "Pipeline@x\\y", ClientAppId: "A", AppId: "" },
      { kind: "application", appId: "a", name: "Pipeline@x\\y" },
    ],
    [
      "an address in another column",
      { UserId: "ada@contoso.example", AppId: "A", ClientIP: "", Client_IPAddress: "[2001:db8::1]:1" },
      { kind: "user", name: "ada@contoso.example", ip: "2001:db8::1" },
    ],
    ["an address in a third", { ActorIpAddress: "203.0.113.7" }, { ip: "203.0.113.7" }],
    ["an application alone", { AppId: "A" }, { kind: "application", appId: "a", name: "a" }],
  ])("by %s", async (_, over, actor) => {
    const { items, gaps } = await readRows("exchangeEvents", [row(over)]);
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      {
        id: "/officeActivity/o-1",
        name: "Set-TransportRule",
        time: "2026-11-19T08:00:00.000Z",
        operation: "Set-TransportRule",
        actor: { ...nobody, ...actor },
        object: null,
      },
    ]);
  });

  test.each(["False", "failed"])("that ended as %j are left out", async (ResultStatus) => {
    expect(await readRows("exchangeEvents", [row({ ResultStatus })])).toEqual({ items: [], gaps: [] });
  });

  test.each<readonly [string, Raw]>([
    ["no id", { OfficeId: "" }],
    ["an id that leads elsewhere", { OfficeId: "a/b" }],
    ["no time", { TimeGenerated: null }],
    ["no operation", { Operation: null }],
  ])("with %s are a gap, and the next one is read", async (_, over) => {
    const { items, gaps } = await readRows("exchangeEvents", [row(over), row({ OfficeId: "O-2" })]);
    expect(items.map(({ id }) => id)).toEqual(["/officeActivity/o-2"]);
    expect(said(gaps)).toEqual(["malformed: an event without a usable id, time and operation"]);
  });
});
