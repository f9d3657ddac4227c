import { describe, expect, test } from "vitest";
import { isOfOther } from "../../src/collect/directory-event.ts";
import { known, type Raw, unknown } from "./entra-answers.ts";
import { readRows, said } from "./log-harness.ts";

const ADA = "0b1f6471-1bf0-4dda-aec3-cb9272f09590";
const APP = "1b1f6471-1bf0-4dda-aec3-cb9272f09590";
const ID = "/auditLogs/directoryAudits/Directory_1";
const json = (value: unknown): string => JSON.stringify(value);

const row = (over: Raw = {}): Raw => ({
  TimeGenerated: "2026-11-19T08:00:05Z",
  ActivityDateTime: "2026-11-19T08:00:00.1234567Z",
  Id: "Directory_1",
  OperationName: "Update application – Certificates and secrets management ",
  Category: "ApplicationManagement",
  Result: "success",
  CorrelationId: "CORRELATION",
  InitiatedBy: json({ user: { id: ADA.toUpperCase(), userPrincipalName: "ada@contoso.example" } }),
  TargetResources: "[]",
  AdditionalDetails: "[]",
  ...over,
});
/** The Graph of a replay holds no audits. */
const read = (...rows: readonly Raw[]) => readRows("directoryEvents", rows);
const nobody = { kind: "unknown", id: null, appId: null, name: "unknown", ip: null, userAgent: null };

describe("a row of AuditLogs", () => {
  test("without blanks around its operation", async () => {
    const { items, gaps } = await read(row());
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      {
        id: ID,
        name: "Update application – Certificates and secrets management",
        time: "2026-11-19T08:00:00.123Z",
        source: "log-analytics",
        operation: "Update application – Certificates and secrets management",
        category: "ApplicationManagement",
        correlationId: "correlation",
        actor: { ...nobody, kind: "user", id: ADA, name: "ada@contoso.example" },
        targets: [],
      },
    ]);
  });

  test("in other columns, where those are empty", async () => {
    const over = { ActivityDateTime: null, OperationName: "", ActivityDisplayName: "Add owner" };
    const { items } = await read(row({ ...over, Category: "", CorrelationId: "", Result: "SUCCESS" }));
    expect(items).toEqual([
      expect.objectContaining({
        time: "2026-11-19T08:00:05.000Z",
        operation: "Add owner",
        category: null,
        correlationId: null,
      }),
    ]);
  });

  test.each<readonly [string, Raw, string]>([
    ["no id", { Id: null }, "id, time and operation"],
    ["an id that leads elsewhere", { Id: "../../users/x" }, "id, time and operation"],
    ["no time", { ActivityDateTime: "", TimeGenerated: "" }, "id, time and operation"],
    ["a time that is none", { ActivityDateTime: "soon" }, "id, time and operation"],
    ["no operation", { OperationName: null }, "id, time and operation"],
    ["an operation of blanks", { OperationName: "  " }, "id, time and operation"],
    ["no result", { Result: null }, "result"],
    ["a result that is no text", { Result: true }, "result"],
  ])("with %s is a gap, and the next one is read", async (_, over, what) => {
    const { items, gaps } = await read(row(over), row({ Id: "Directory_2" }));
    expect(items.map(({ id }) => id)).toEqual(["/auditLogs/directoryAudits/Directory_2"]);
    expect(gaps).toEqual([
      {
        reason: "malformed",
        scope: "/tenants/t",
        request: "AuditLogs",
        detail: `an audit without a usable ${what}`,
      },
    ]);
  });

  test.each(["failure", "timeout", ""])(
    "with the result %j did not succeed, which is no gap",
    async (Result) => {
      expect(await read(row({ Result }))).toEqual({ items: [], gaps: [] });
    },
  );
});

describe("of which tenant a row is", () => {
  const other = APP.toUpperCase();
  test.each<readonly [string, Raw, boolean]>([
    ["of ours", { AADTenantId: ADA }, false],
    ["in capitals", { AADTenantId: ADA.toUpperCase() }, false],
    ["of another", { AADTenantId: other }, true],
    ["of none", { AADTenantId: "" }, false],
    ["of zeros", { AADTenantId: "00000000-0000-0000-0000-000000000000" }, false],
    ["by null", { AADTenantId: null }, false],
    ["by no column", {}, false],
  ])("%s", (_, over, isOther) => {
    expect(isOfOther(ADA, row(over))).toBe(isOther);
    expect(isOfOther(ADA.toUpperCase(), row(over))).toBe(isOther);
  });

  test("where the scan's own is not known, every row counts", () => {
    expect(isOfOther("t", row({ AADTenantId: other }))).toBe(false);
  });
});

describe("who did it", () => {
  const details = (key: string, value: unknown): string => json([7, { key, value }, { key: "x" }]);

  test.each<readonly [string, Raw, object]>([
    [
      "a user, from an address with its port and with a program",
      {
        InitiatedBy: {
          user: { id: ADA, userPrincipalName: "a@b.example", ipAddress: "203.0.113.7:1" },
          app: null,
        },
        AdditionalDetails: details("User-Agent", "curl"),
      },
      { kind: "user", id: ADA, name: "a@b.example", ip: "203.0.113.7", userAgent: "curl" },
    ],
    [
      "a user without a principal name",
      { InitiatedBy: json({ user: { id: "", userPrincipalName: "", displayName: "Ada" } }) },
      { kind: "user", name: "Ada" },
    ],
    [
      "a user with an id alone",
      { InitiatedBy: json({ user: { id: ADA } }) },
      { kind: "user", id: ADA, name: ADA },
    ],
    [
      "an application",
      {
        InitiatedBy: json({
          app: { displayName: "Pipeline", servicePrincipalId: ADA.toUpperCase(), appId: APP },
        }),
      },
      { kind: "application", id: ADA, appId: APP, name: "Pipeline" },
    ],
    [
      "an application beside a user of whom only the address is left",
      { InitiatedBy: json({ user: { id: null, ipAddress: "198.51.100.1" }, app: { appId: APP } }) },
      { kind: "application", appId: APP, name: APP, ip: "198.51.100.1" },
    ],
    ["nobody", { InitiatedBy: json({ user: null, app: null }) }, {}],
    ["nobody, in another way", { InitiatedBy: json({ user: 7, app: "x" }), AdditionalDetails: "x" }, {}],
    ["nobody at all", { InitiatedBy: "", AdditionalDetails: details("user-agent", "") }, {}],
    ["nobody, by null", { InitiatedBy: null, AdditionalDetails: null }, {}],
  ])("%s", async (_, over, actor) => {
    const { items, gaps } = await read(row(over));
    expect([items.map((item) => item.actor), gaps]).toEqual([[{ ...nobody, ...actor }], []]);
  });
});

const target = (over: Raw = {}): Raw => ({
  type: "Application",
  id: APP,
  displayName: "Payroll",
  modifiedProperties: [],
  ...over,
});
const told = {
  type: "Application",
  id: APP,
  name: "Payroll",
  userPrincipalName: null,
  properties: {},
};
const PART = "malformed: an audit of which the actor or a target cannot be read";

describe("what it was done to", () => {
  test.each<readonly [string, unknown, readonly object[]]>([
    ["nothing", [], []],
    ["nothing, by null", null, []],
    ["nothing, by an empty text", "", []],
    ["a target", [target({ id: APP.toUpperCase() })], [told]],
    ["a target without properties", [target({ modifiedProperties: null })], [told]],
    ["a target whose properties are left out", [target({ modifiedProperties: undefined })], [told]],
    [
      "a target of which nothing is said",
      [{ type: "", id: "", displayName: null, userPrincipalName: "" }],
      [{ ...told, type: "Other", id: null, name: null }],
    ],
    [
      "a user",
      [target({ type: "User", userPrincipalName: "ada@contoso.example" })],
      [{ ...told, type: "User", userPrincipalName: "ada@contoso.example" }],
    ],
    [
      "a property without a name and values",
      [target({ modifiedProperties: [{ displayName: null, oldValue: null, newValue: null }, {}] })],
      [told],
    ],
    [
      "properties in a text of their own",
      [target({ modifiedProperties: json([{ displayName: "A", newValue: "1" }]) })],
      [{ ...told, properties: { A: { before: known(null), after: known(1) } } }],
    ],
  ])("%s", async (_, targets, expected) => {
    for (const TargetResources of [targets, json(targets)]) {
      const { items, gaps } = await read(row({ TargetResources }));
      expect([items.map((item) => item.targets), gaps]).toEqual([[expected], []]);
    }
  });

  test.each<readonly [string, Raw, readonly object[]]>([
    ["an actor that is broken", { InitiatedBy: '{"user":{' }, []],
    ["an actor that is none", { InitiatedBy: json([7]) }, []],
    ["targets that are broken", { TargetResources: '[{"type":"App' }, []],
    ["targets that are none", { TargetResources: json({}) }, []],
    ["a target that is none", { TargetResources: json([7, target()]) }, [told]],
    ["properties that are none", { TargetResources: json([target({ modifiedProperties: 7 })]) }, [told]],
    ["properties that are broken", { TargetResources: json([target({ modifiedProperties: "[{" })]) }, [told]],
    [
      "a property that is none",
      { TargetResources: json([target({ modifiedProperties: [7, { displayName: "A" }] })]) },
      [{ ...told, properties: { A: { before: known(null), after: known(null) } } }],
    ],
    [
      "a property without a name",
      { TargetResources: json([target({ modifiedProperties: [{ displayName: 7, newValue: "x" }] })]) },
      [told],
    ],
  ])("%s: what can be read is kept, and a gap stands beside it", async (_, over, targets) => {
    const { items, gaps } = await read(row(over));
    expect(items.map((item) => item.targets)).toEqual([targets]);
    expect(said(gaps)).toEqual([PART]);
  });

  test.each<readonly [string, unknown, object]>([
    ["null", null, known(null)],
    ["an empty text", "", known(null)],
    ["a text in a text", '"Mail.Read"', known("Mail.Read")],
    ["a list of texts", '["a","b"]', known(["a", "b"])],
    [
      "a list of objects",
      '[{"Issuer":"https://x","Ids":[1,null]}]',
      known([{ Issuer: "https://x", Ids: [1, null] }]),
    ],
    ["a flag", "[false]", known([false])],
    ["a number", "7", known(7)],
    ["a null in a text", "null", known(null)],
    ["a bare word", "True", known("True")],
    ["a bare sentence", "AppId, DisplayName", known("AppId, DisplayName")],
    ["what is no text", { a: [1] }, known({ a: [1] })],
    ["a flag that is none", false, known(false)],
    ["a broken list", '[{"Issuer":', unknown("malformed", /^the property A is no JSON$/)],
    ["a broken text", '"Mail.Re', unknown("malformed", /is no JSON/)],
    ["a broken object", ' {"a"', unknown("malformed", /is no JSON/)],
  ])("a value that is %s", async (_, value, expected) => {
    const modifiedProperties = [{ displayName: "A", oldValue: value, newValue: value }];
    const { items, gaps } = await read(row({ TargetResources: json([target({ modifiedProperties })]) }));
    expect(gaps).toEqual([]);
    expect(items[0]?.targets[0]?.properties).toEqual({ A: { before: expected, after: expected } });
  });

  test("names that objects have already are names", async () => {
    const names = ["__proto__", "constructor", "toString"];
    const modifiedProperties = names.map((displayName) => ({ displayName, newValue: '"x"' }));
    const { items, gaps } = await read(row({ TargetResources: json([target({ modifiedProperties })]) }));
    expect(gaps).toEqual([]);
    expect(Object.keys(items[0]?.targets[0]?.properties ?? {})).toEqual(names);
  });

  test("the gap of a broken value stands at the event", async () => {
    const modifiedProperties = [{ displayName: "A", oldValue: null, newValue: "{" }];
    const { items } = await read(row({ TargetResources: json([target({ modifiedProperties })]) }));
    expect(items[0]?.targets[0]?.properties["A"]?.after).toEqual({
      known: false,
      gap: { reason: "malformed", scope: ID, request: "AuditLogs", detail: "the property A is no JSON" },
    });
  });
});
