import { describe, expect, test } from "vitest";
import { sourceQuery } from "../../src/collect/queries/query-files.ts";
import { ownApp } from "../azure/describe-entra.ts";
import { workspace } from "../azure/describe-logging.ts";
import { deed, outsideAddress } from "../azure/describe-logs.ts";
import type { Raw } from "./entra-answers.ts";
import { readLog, readRows, said } from "./log-harness.ts";

const { servicePrincipal: principal } = ownApp();
const asked = (time: string, path: string, over: Partial<Parameters<typeof deed.graphRequest>[0]> = {}) =>
  deed.graphRequest({ principal, at: `2026-11-19T${time}Z`, path, ip: outsideAddress, ...over });
const central = (...rows: readonly Raw[]) => workspace({ tables: { MicrosoftGraphActivityLogs: rows } });

const reads = {
  id: expect.stringMatching(new RegExp(`^/servicePrincipals/${principal.id}/graphActivities/[0-9a-f]{16}$`)),
  name: "reads-mail",
  principalId: `/servicePrincipals/${principal.id}`,
  appId: principal.appId,
  kind: "reads-mail",
  first: "2026-11-19T08:00:00.000Z",
  last: "2026-11-19T22:00:00.000Z",
  requests: 3,
  denied: 2,
  ip: outsideAddress,
  userAgent: "python-requests/2.32.3",
};

describe("what applications asked Graph", () => {
  test("by day and kind, and how often they were refused", async () => {
    const rows = [
      asked("22:00:00", "/v1.0/users/a/messages", { status: 403 }),
      asked("08:00:00", "/beta/users/b/mailFolders/inbox/messages"),
      asked("12:00:00", "/v1.0/users/a/messages?$top=5", { status: 401 }),
      asked("12:00:00", "/v1.0/users"),
    ];
    const { items, gaps } = await readLog("graphActivities", { workspaces: [central(...rows)] });
    expect(gaps).toEqual([]);
    expect(items).toHaveLength(2);
    expect(items).toContainEqual(reads);
  });

  test.each([
    ["another day", { at: "2026-11-18T08:00:00Z" }],
    ["another address", { ip: "203.0.113.99" }],
    ["another program", { userAgent: "curl" }],
  ])("with %s is an item of its own", async (_, over) => {
    const rows = [asked("08:00:00", "/v1.0/users"), asked("09:00:00", "/v1.0/users", over)];
    const { items } = await readLog("graphActivities", { workspaces: [central(...rows)] });
    expect(items.map(({ requests }) => requests)).toEqual([1, 1]);
  });

  test("that two workspaces hold counts once", async () => {
    const rows = [asked("08:00:00", "/v1.0/users")];
    const second = workspace({ name: "law-second", tables: { MicrosoftGraphActivityLogs: rows } });
    const { items } = await readLog("graphActivities", { workspaces: [central(...rows), second] });
    expect(items.map(({ requests }) => requests)).toEqual([1]);
  });

  test("of a workspace that lacks the table: unsupported", async () => {
    const { MicrosoftGraphActivityLogs: _, ...tables } = workspace().tables;
    const { gaps } = await readLog("graphActivities", { workspaces: [{ ...workspace(), tables }] });
    expect(said(gaps)).toEqual([
      'unsupported: the workspace has no table or column "MicrosoftGraphActivityLogs"',
    ]);
  });
});

const KINDS = [
  ["POST", "/v1.0/applications/x/addPassword", "adds-credential"],
  ["POST", "/v1.0/servicePrincipals/x/addKey", "adds-credential"],
  ["PATCH", "/beta/applications/x/federatedIdentityCredentials/y", "adds-credential"],
  ["GET", "/v1.0/applications/x/federatedIdentityCredentials", "enumerates-directory"],
  ["POST", "/v1.0/servicePrincipals/x/appRoleAssignedTo", "grants-permission"],
  ["POST", "/v1.0/servicePrincipals/x/appRoleAssignments", "grants-permission"],
  ["POST", "/v1.0/oauth2PermissionGrants", "grants-permission"],
  ["GET", "/v1.0/oauth2PermissionGrants", "other"],
  ["POST", "/v1.0/roleManagement/directory/roleAssignments", "assigns-directory-role"],
  ["GET", "/v1.0/users/x/messages", "reads-mail"],
  ["POST", "/v1.0/users/x/mailFolders", "reads-mail"],
  ["GET", "/v1.0/sites/x/drive/root", "reads-files"],
  ["GET", "/v1.0/users", "enumerates-directory"],
  ["GET", "/v1.0/groups/x/members", "enumerates-directory"],
  ["GET", "/v1.0/applications(appId='x')", "enumerates-directory"],
  ["GET", "/v1.0/usersettings", "other"],
  ["PATCH", "/v1.0/users/x", "other"],
  ["GET", "/v1.0/organization", "other"],
] as const;

test.each(KINDS)("%s %s: %s", async (method, path, kind) => {
  const { items } = await readRows("graphActivities", [asked("08:00:00", path, { method })]);
  expect(items.map((item) => item.kind)).toEqual([kind]);
});

test("the query tells the same kinds apart", () => {
  const told = [...sourceQuery("graph-activity").matchAll(/"([a-z]+(?:-[a-z]+)+|other)"/g)].map(
    ([, kind]) => kind,
  );
  expect(new Set(told)).toEqual(new Set(KINDS.map(([, , kind]) => kind)));
});

const row = (over: Raw = {}): Raw => ({
  ServicePrincipalId: principal.id.toUpperCase(),
  AppId: principal.appId,
  Kind: "reads-files",
  IPAddress: "203.0.113.7:443",
  UserAgent: "",
  Count: 40,
  Denied: 4,
  First: "2026-11-19T08:00:00Z",
  Last: "2026-11-19T20:00:00Z",
  ...over,
});

describe("a row", () => {
  test("of our query stands for many, also where an answer came in two halves", async () => {
    const { items, gaps } = await readRows("graphActivities", [row(), row({ Count: 2, Denied: 0 })]);
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      expect.objectContaining({
        principalId: `/servicePrincipals/${principal.id}`,
        kind: "reads-files",
        requests: 42,
        denied: 4,
        ip: "203.0.113.7",
        userAgent: null,
      }),
    ]);
  });

  test.each(["", null])("of a person (%j) is none", async (ServicePrincipalId) => {
    const { items, gaps } = await readRows("graphActivities", [row({ ServicePrincipalId })]);
    expect({ items, gaps }).toEqual({ items: [], gaps: [] });
  });

  test("of which the address is cut off is of another kind", async () => {
    const { items, gaps } = await readRows("graphActivities", [
      { TimeGenerated: "2026-11-19T08:00:00Z", ServicePrincipalId: principal.id, RequestUri: 7 },
    ]);
    expect(gaps).toEqual([]);
    expect(items.map(({ kind, requests, denied }) => [kind, requests, denied])).toEqual([["other", 1, 0]]);
  });

  test.each<readonly [string, Raw]>([
    ["a principal that is none", { ServicePrincipalId: 7 }],
    ["a principal that leads elsewhere", { ServicePrincipalId: "a/b" }],
    ["no time", { First: "" }],
    ["a last time that is none", { Last: "x" }],
    ["a count that is none", { Count: {} }],
    ["refusals that are none", { Denied: "x" }],
  ])("with %s is a gap, and the next one is read", async (_, over) => {
    const { items, gaps } = await readRows("graphActivities", [row(over), row()]);
    expect(items).toHaveLength(1);
    expect(said(gaps)).toEqual(["malformed: a request without a usable principal and time"]);
  });
});
