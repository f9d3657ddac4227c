import { describe, expect, test } from "vitest";
import { outcomeOf } from "../../src/collect/sftp-row.ts";
import { account as simulatedAccount, subscription } from "../azure/describe.ts";
import { workspace } from "../azure/describe-logging.ts";
import { deed, outsideAddress } from "../azure/describe-logs.ts";
import type { Raw } from "./entra-answers.ts";
import { askedOf, daysAgo, readLog, readRows, said } from "./log-harness.ts";

const account =
  "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/RG/providers/Microsoft.Storage/storageAccounts/sftpland";
const at = (time: string) => `2026-11-19T${time}Z`;
const done = (
  time: string,
  operation: string,
  over: Partial<Parameters<typeof deed.sftpOperation>[0]> = {},
) => deed.sftpOperation({ account, at: at(time), operation, ip: outsideAddress, ...over });
const central = (...rows: readonly Raw[]) => workspace({ tables: { StorageBlobLogs: rows } });

const connect = {
  id: expect.stringMatching(new RegExp(`^${account.toLowerCase()}/sftpOperations/[0-9a-f]{16}$`)),
  name: "SftpConnect",
  accountId: account.toLowerCase(),
  accountName: "sftpland",
  first: "2026-11-19T08:01:00.000Z",
  last: "2026-11-19T08:59:59.000Z",
  count: 3,
  operation: "SftpConnect",
  authenticationType: "LocalUserPassword",
  outcome: "success",
  statusText: "Success",
  ip: outsideAddress,
  userAgent: "SSH-2.0-OpenSSH_9.6",
  bytesIn: 0,
  bytesOut: 0,
  path: "/",
  newPath: null,
  paths: 1,
};

describe("operations over SFTP", () => {
  test("that are alike are one item an hour, whatever the port", async () => {
    const rows = [
      done("08:01:00", "SftpConnect", { port: 1 }),
      done("08:30:00", "SftpConnect", { port: 2 }),
      done("08:59:59", "SftpConnect", { port: 3 }),
      done("09:00:00", "SftpConnect", { port: 4 }),
    ];
    const { items, gaps, azure } = await readLog("sftpOperations", { workspaces: [central(...rows)] });
    expect(gaps).toEqual([]);
    expect(items).toHaveLength(2);
    expect(items).toContainEqual(connect);
    // And one for which accounts the workspace knows at all.
    expect(askedOf(azure, "logQuery")).toHaveLength(2);
  });

  test.each([
    ["another address", { ip: "203.0.113.99" }],
    ["another outcome", { status: "AuthenticationFailed" }],
    ["another way in", { authenticationType: "LocalUserSshKey" }],
    ["another program", { userAgent: "SSH-2.0-WinSCP" }],
    ["another account", { account: account.replace("sftpland", "other") }],
  ])("with %s are an item of their own", async (_, over) => {
    const rows = [done("08:00:00", "SftpConnect"), done("08:01:00", "SftpConnect", over)];
    const { items } = await readLog("sftpOperations", { workspaces: [central(...rows)] });
    expect(items.map(({ count }) => count)).toEqual([1, 1]);
  });

  test("that change a file are told by file, those that read are counted", async () => {
    const file = (name: string, bytes = 5) => ({ path: `/inbox/${name}`, bytesIn: bytes, bytesOut: bytes });
    const rows = [
      done("08:00:00", "SftpWrite", file("a.exe")),
      done("08:01:00", "SftpWrite", file("a.exe")),
      done("08:02:00", "SftpWrite", file("b.txt")),
      done("08:03:00", "SftpRename", { path: "/inbox/a.exe", newPath: "/inbox/run me.exe" }),
      done("08:04:00", "SftpRead", file("a.exe", 100)),
      done("08:05:00", "SftpRead", file("b.txt", 10)),
      done("08:06:00", "SftpRead", file("b.txt", 10)),
    ];
    const { items } = await readLog("sftpOperations", { workspaces: [central(...rows)] });
    expect(
      items
        .map(({ operation, path, newPath, count, paths, bytesIn, bytesOut }) =>
          [operation, path, newPath, count, paths, bytesIn, bytesOut].join(),
        )
        .sort(),
    ).toEqual([
      "SftpRead,/inbox/a.exe,,3,2,120,120",
      "SftpRename,/inbox/a.exe,/inbox/run me.exe,1,1,0,0",
      "SftpWrite,/inbox/a.exe,,2,1,10,10",
      "SftpWrite,/inbox/b.txt,,1,1,5,5",
    ]);
  });

  test("that two workspaces hold count once", async () => {
    const rows = [done("08:01:00", "SftpConnect"), done("08:59:59", "SftpConnect")];
    const second = workspace({
      name: "law-second",
      tables: { StorageBlobLogs: [...rows, done("08:30:00", "SftpConnect")] },
    });
    const { items } = await readLog("sftpOperations", { workspaces: [central(...rows), second] });
    expect(items).toEqual([connect]);
  });

  test("by another protocol are none", async () => {
    const { items, gaps } = await readRows("sftpOperations", [
      { ...done("08:00:00", "GetBlob"), Protocol: "HTTPS" },
    ]);
    expect({ items, gaps }).toEqual({ items: [], gaps: [] });
  });

  test("of a workspace that fails: a gap at the tenant, and what came is kept", async () => {
    const rows = Array.from({ length: 6 }, (_, n) => done(`08:00:0${n}`, "SftpConnect"));
    const cut = await readLog(
      "sftpOperations",
      { workspaces: [central(...rows)] },
      { options: { logRows: 4 } },
    );
    expect(cut.items.map(({ count }) => count)).toEqual([4]);
    expect(cut.gaps).toEqual([
      expect.objectContaining({
        reason: "failed",
        scope: "/tenants/t",
        detail: expect.stringMatching(/cut off/),
      }),
    ]);
    const denied = await readLog(
      "sftpOperations",
      { workspaces: [central(...rows)] },
      { faults: [{ route: "logQuery", answer: { kind: "denied" } }] },
    );
    expect(denied.gaps).toEqual([
      expect.objectContaining({ needs: "Microsoft.OperationalInsights/workspaces/query/read" }),
    ]);
  });

  test("of a workspace whose table lacks a column: unsupported, and which", async () => {
    const old = { ...central(), without: { StorageBlobLogs: ["AuthenticationType"] } };
    const { gaps } = await readLog("sftpOperations", { workspaces: [old] });
    expect(said(gaps)).toEqual(['unsupported: the workspace has no table or column "AuthenticationType"']);
  });
});

const row = (over: Raw = {}): Raw => ({
  First: at("08:00:00.1234567"),
  Last: at("08:40:00"),
  Count: 40,
  AccountName: "sftpland",
  _ResourceId: `${account}/blobServices/default`,
  OperationName: "SftpRead",
  StatusCode: "200",
  StatusText: "Success",
  AuthenticationType: "LocalUserPassword",
  CallerIpAddress: "203.0.113.7",
  UserAgentHeader: "",
  RequestBodySize: 0,
  ResponseBodySize: "123456789012",
  Paths: 7,
  Uri: "sftp://sftpland.blob.core.windows.net:22/inbox/b%20c.txt",
  DestinationUri: "",
  ...over,
});
const read = (...rows: readonly Raw[]) => readRows("sftpOperations", rows);

describe("an account that serves SFTP and of which no workspace holds a row", () => {
  const served = { isHnsEnabled: true, isSftpEnabled: true };
  const accounts = [
    simulatedAccount({ name: "sftpland", resourceGroup: "RG", properties: served }),
    simulatedAccount({ name: "elsewhere", properties: served }),
    simulatedAccount({ name: "off", properties: { ...served, isSftpEnabled: false } }),
    simulatedAccount({ name: "flat" }),
  ];
  const subscriptions = [subscription({ subscriptionId: account.split("/")[2] ?? "", accounts })];

  test("is a gap: silence is no answer", async () => {
    const tenant = { subscriptions, workspaces: [central(done("08:01:00", "SftpConnect"))] };
    const { items, gaps } = await readLog("sftpOperations", tenant);
    expect(items).toHaveLength(1);
    expect(gaps.map(({ reason, scope, detail }) => [reason, scope.split("/").at(-1), detail])).toEqual([
      ["unsupported", "elsewhere", "the workspaces that were named hold no row about the account"],
    ]);
  });

  test("is told once where the log itself was not read", async () => {
    const tenant = { subscriptions, workspaces: [central()] };
    const { gaps } = await readLog("sftpOperations", tenant, {
      faults: [{ route: "logQuery", answer: { kind: "denied" } }],
    });
    expect(gaps.map(({ reason, scope }) => [reason, scope])).toEqual([["denied", "/tenants/t"]]);
  });
});

describe("a row of our query", () => {
  test("stands for many, also where an answer came in two halves", async () => {
    const { items, gaps } = await read(
      row(),
      row({ First: at("08:41:00"), Last: at("08:59:00"), Count: 2, Paths: 1, ResponseBodySize: 8 }),
    );
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      expect.objectContaining({
        accountId: account,
        first: "2026-11-19T08:00:00.123Z",
        last: "2026-11-19T08:59:00.000Z",
        count: 42,
        paths: 8,
        bytesOut: 123_456_789_020,
        userAgent: null,
        path: "/inbox/b c.txt",
        newPath: null,
      }),
    ]);
  });

  test.each([
    ["a path", "/inbox/a.txt", "/inbox/a.txt"],
    ["a signature behind it", "https://x.blob.core.windows.net/c/f?sig=SECRET", "/c/f"],
    ["a signature behind a path", "/c/f?sig=SECRET#x", "/c/f"],
    ["letters that are encoded wrongly", "sftp://x/c/%E0%A4%A", "/c/%E0%A4%A"],
    ["nothing", "", null],
    ["no text", 7, null],
  ])("with %s in its address", async (_, Uri, path) => {
    const { items } = await read(row({ Uri }));
    expect(items.map((item) => item.path)).toEqual([path]);
  });

  test("without the account's id has its name, and without its name its id", async () => {
    const { items, gaps } = await read(
      row({ _ResourceId: "" }),
      row({ AccountName: "", Count: 1 }),
      row({ _ResourceId: "/subscriptions/s/elsewhere", AccountName: "Other" }),
    );
    expect(gaps).toEqual([]);
    expect(items.map(({ accountId, accountName }) => [accountId, accountName])).toEqual(
      expect.arrayContaining([
        [null, "sftpland"],
        [account, "sftpland"],
        [null, "Other"],
      ]),
    );
    expect(items.filter(({ id }) => id.startsWith("/storageaccountnames/"))).toHaveLength(2);
  });

  test.each<readonly [string, Raw]>([
    ["no account", { AccountName: null, _ResourceId: null }],
    ["no time", { First: null }],
    ["a time that is none", { First: "x" }],
    ["a last time that is none", { Last: "x" }],
    ["no operation", { OperationName: "" }],
    ["a count that is none", { Count: "x" }],
    ["a negative size", { ResponseBodySize: -1 }],
    ["a size that is none", { RequestBodySize: {} }],
    ["paths that are none", { Paths: "x" }],
  ])("with %s is a gap, and the next one is read", async (_, over) => {
    const { items, gaps } = await read(row(over), row({ Count: 1 }));
    expect(items.map(({ count }) => count)).toEqual([1]);
    expect(gaps).toEqual([
      {
        reason: "malformed",
        scope: "/tenants/t",
        request: "StorageBlobLogs",
        detail: "a row without a usable account, time and operation",
      },
    ]);
  });

  test("without anything but what tells which it is", async () => {
    const { items, gaps } = await readRows("sftpOperations", [
      { TimeGenerated: at("08:00:00"), AccountName: "sftpland", OperationName: "SftpConnect" },
    ]);
    expect(gaps).toEqual([]);
    expect(items).toEqual([
      {
        id: expect.stringMatching(/^\/storageaccountnames\/sftpland\/sftpOperations\/[0-9a-f]{16}$/),
        name: "SftpConnect",
        accountId: null,
        accountName: "sftpland",
        first: "2026-11-19T08:00:00.000Z",
        last: "2026-11-19T08:00:00.000Z",
        count: 1,
        operation: "SftpConnect",
        authenticationType: null,
        outcome: "failed",
        statusText: null,
        ip: null,
        userAgent: null,
        bytesIn: 0,
        bytesOut: 0,
        path: null,
        newPath: null,
        paths: 0,
      },
    ]);
  });
});

test.each([
  ["Success", "200", "success"],
  ["success", "", "success"],
  ["", "201", "success"],
  ["", 200, "success"],
  ["PartialContent", "206", "success"],
  ["IpAuthorizationError", "403", "blocked"],
  ["IPAUTHORIZATIONERROR", "", "blocked"],
  ["NetworkAclDenied", "403", "blocked"],
  ["FirewallBlocked", "403", "blocked"],
  ["PublicAccessNotPermitted", "409", "blocked"],
  ["AuthenticationFailed", "403", "refused"],
  ["AuthenticationError", "", "refused"],
  ["AuthorizationFailure", "403", "refused"],
  ["AuthorizationPermissionMismatch", "", "refused"],
  ["", "401", "refused"],
  ["SomethingNew", "403", "refused"],
  ["PathNotFound", "404", "failed"],
  ["ServerBusy", "503", "failed"],
  ["", "", "failed"],
  [null, null, "failed"],
  [7, {}, "failed"],
  ["", "2xx", "failed"],
])("a row with the status %j (%j): %s", (StatusText, StatusCode, outcome) => {
  expect(outcomeOf({ StatusText, StatusCode })).toBe(outcome);
});

describe("when an account was last used over SFTP", () => {
  const uses = (rows: readonly Raw[], parts = {}) =>
    readLog("sftpUses", { workspaces: [central(...rows)] }, parts);
  const use = {
    id: `${account.toLowerCase()}/sftpUse/default`,
    name: "sftpland",
    accountId: account.toLowerCase(),
    lastUse: { known: true, value: "2026-11-19T09:00:00.000Z" },
    loggedSince: { known: true, value: "2026-11-10T08:00:00.000Z" },
    loggedUntil: { known: true, value: "2026-11-19T11:00:00.000Z" },
  };
  const first = done("", "SftpConnect", { at: "2026-11-10T08:00:00Z", status: "AuthenticationFailed" });

  test("and since when it is logged: refusals are no use, and other protocols none either", async () => {
    const rows = [
      first,
      done("08:00:00", "SftpConnect"),
      done("09:00:00", "SftpRead"),
      done("10:00:00", "SftpConnect", { status: "AuthenticationFailed" }),
      { ...done("11:00:00", "GetBlob"), Protocol: "HTTPS" },
    ];
    const { items, gaps } = await uses(rows);
    expect([items, gaps]).toEqual([[use], []]);
  });

  test("never, as far as the log tells", async () => {
    const { items } = await uses([first]);
    expect(items).toEqual([{ ...use, lastUse: { known: true, value: null }, loggedUntil: use.loggedSince }]);
  });

  test("logged from the first day on is logged from the beginning", async () => {
    const { items } = await uses([done("", "SftpConnect", { at: daysAgo(29.5) })]);
    expect(items.map(({ loggedSince }) => loggedSince)).toEqual([{ known: true, value: daysAgo(30) }]);
  });

  test("an account without a row is none: nobody knows whether it is logged", async () => {
    expect(await uses([])).toMatchObject({ items: [], gaps: [] });
  });

  const counted = (over: Raw = {}): Raw => ({
    AccountName: "SftpLand",
    _ResourceId: `${account}/blobServices/default`,
    First: "2026-11-12T00:00:00Z",
    Last: "2026-11-13T00:00:00Z",
    Newest: "2026-11-14T00:00:00Z",
    ...over,
  });

  test("by two workspaces together", async () => {
    const { items, gaps } = await readRows(
      "sftpUses",
      [counted(), counted({ _ResourceId: `${account}2`, AccountName: "", Last: null })],
      [
        counted({
          First: "2026-11-01T00:00:00Z",
          Last: null,
          Newest: undefined,
          _ResourceId: account.toUpperCase(),
        }),
      ],
    );
    expect(gaps).toEqual([]);
    expect(items.map(({ loggedUntil }) => loggedUntil)).toEqual([
      { known: true, value: "2026-11-14T00:00:00.000Z" },
      { known: true, value: "2026-11-14T00:00:00.000Z" },
    ]);
    expect(items.map(({ name, lastUse, loggedSince }) => [name, lastUse, loggedSince])).toEqual([
      [
        "SftpLand",
        { known: true, value: "2026-11-13T00:00:00.000Z" },
        { known: true, value: "2026-11-01T00:00:00.000Z" },
      ],
      ["sftpland2", { known: true, value: null }, { known: true, value: "2026-11-12T00:00:00.000Z" }],
    ]);
  });

  test.each<readonly [string, Raw]>([
    ["no id of its account", { _ResourceId: "" }],
    ["the id of something else", { _ResourceId: "/subscriptions/s" }],
    ["no first time", { First: null }],
    ["a last time that is none", { Last: "x" }],
    ["a newest time that is none", { Newest: "x" }],
  ])("a row with %s is a gap, and the next one is read", async (_, over) => {
    const { items, gaps } = await readRows("sftpUses", [counted(over), counted()]);
    expect(items).toHaveLength(1);
    expect(said(gaps)).toEqual(["malformed: a row without a usable account and time"]);
  });

  test("denied: a gap, and nothing passes for idle", async () => {
    const { items, gaps } = await uses([first], {
      faults: [{ route: "logQuery", answer: { kind: "denied" } }],
    });
    expect([items, gaps.map(({ reason }) => reason)]).toEqual([[], ["denied"]]);
  });
});
