import { createHttpHeaders, type HttpClient } from "@azure/core-rest-pipeline";
import pLimit from "p-limit";
import { describe, expect, test } from "vitest";
import { discoverCloud } from "../../../src/collect/azure/cloud.ts";
import { logsReader } from "../../../src/collect/azure/logs.ts";
import type { Wire } from "../../../src/collect/azure/pipeline.ts";
import { cacheTokens } from "../../../src/collect/azure/token-cache.ts";
import { newMeter, SILENT } from "../../../src/collect/meter.ts";
import type { LogsQuery, RawObject } from "../../../src/collect/azure-reader.ts";
import type { ConnectOptions } from "../../../src/collect/azure/connect.ts";
import { ReadError } from "../../../src/errors.ts";
import { workspace } from "../../azure/describe-logging.ts";
import { deed } from "../../azure/describe-logs.ts";
import type { AzureOptions } from "../../azure/simulated-azure.ts";
import { hastyClock } from "../../scenarios/run-scan.ts";
import { readerOf } from "./graph-harness.ts";

const account = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/sftpland";
const NOW = "2026-11-20T12:00:00.000Z";
/** Seconds before now. */
const before = (seconds: number) => new Date(Date.parse(NOW) - seconds * 1000).toISOString();
const connects = (...seconds: readonly number[]) =>
  seconds.map((ago, at) =>
    deed.sftpOperation({ account, at: before(ago), operation: "SftpConnect", port: 50_000 + at }),
  );
const central = workspace({ tables: { StorageBlobLogs: connects(10, 3600, 86_400) } });
const question: LogsQuery = {
  workspace: central.workspaceId,
  text: "StorageBlobLogs\n| where Protocol =~ 'SFTP'",
  from: before(90 * 86_400),
  to: NOW,
};

interface Read {
  readonly rows: readonly RawObject[];
  readonly error?: ReadError;
}

async function readAll(rows: AsyncIterable<RawObject>): Promise<Read> {
  const read: RawObject[] = [];
  try {
    for await (const row of rows) read.push(row);
    return { rows: read };
  } catch (error) {
    if (error instanceof ReadError) return { rows: read, error };
    throw error;
  }
}

const sessionOf = (
  workspaces = [central],
  options: AzureOptions = {},
  asked: Partial<ConnectOptions> = { logs: true },
  may = {},
) => readerOf({ workspaces }, options, may, asked);

describe("a query of Log Analytics", () => {
  test.each([
    ["by GUID", central.workspaceId, `/v1/workspaces/${central.workspaceId}/query`],
    ["by ARM id", central.id, `/v1${central.id}/query`],
  ])("of a workspace %s: rows as objects by column", async (_, name, path) => {
    const { azure, reader, meter } = await sessionOf();
    const { rows, error } = await readAll(reader.logs({ ...question, workspace: name }));
    expect(error).toBeUndefined();
    expect(rows.map(({ OperationName, CallerIpAddress }) => [OperationName, CallerIpAddress])).toEqual([
      ["SftpConnect", "203.0.113.10:50000"],
      ["SftpConnect", "203.0.113.10:50001"],
      ["SftpConnect", "203.0.113.10:50002"],
    ]);
    expect(meter).toEqual({ requests: 1, pages: 1, retries: 0 });
    expect(azure.log.at(-1)).toMatchObject({ method: "POST", path, hasToken: true });
  });

  test("is of the period that is told beside it", async () => {
    const { reader } = await sessionOf();
    const { rows } = await readAll(reader.logs({ ...question, from: before(3600) }));
    expect(rows.map(({ TimeGenerated: time }) => time)).toEqual([
      "2026-11-20T11:59:50.0000000Z",
      "2026-11-20T11:00:00.0000000Z",
    ]);
  });

  test("of a workspace to which nothing was ever sent: unsupported, and not that nothing was done", async () => {
    const empty = { ...workspace(), tables: {} };
    const { reader } = await sessionOf([empty]);
    const { rows, error } = await readAll(reader.logs(question));
    expect([rows, error?.reason, error?.message]).toEqual([
      [],
      "unsupported",
      "nothing was ever sent to the workspace",
    ]);
  });

  test.each([
    ["a table", "SigninLogs | take 1", 'the workspace has no table or column "SigninLogs"'],
    ["a column", "StorageBlobLogs | where Invented == 1", 'the workspace has no table or column "Invented"'],
  ])("for %s that the workspace does not have: unsupported, and which", async (_, text, detail) => {
    const { reader } = await sessionOf();
    const { error } = await readAll(reader.logs({ ...question, text }));
    expect(error).toMatchObject({ reason: "unsupported", message: detail });
  });

  test.each([
    [
      "without the right",
      { denied: [{ scope: "/", action: "Microsoft.OperationalInsights/workspaces/query/read" }] },
      central.workspaceId,
      "denied",
      /^status 403, InsufficientAccessError, The provided credentials/,
    ],
    [
      "that nobody knows",
      {},
      "00000000-0000-4000-8000-000000000001",
      "failed",
      /^there is no such workspace \(status 404, PathNotFoundError, .*WorkspaceNotFoundError: The workspace '0/,
    ],
  ] as const)("of a workspace %s", async (_, may, name, reason, message) => {
    const { reader } = await sessionOf([central], {}, { logs: true }, may);
    const { rows, error } = await readAll(reader.logs({ ...question, workspace: name }));
    expect(rows).toEqual([]);
    expect(error).toMatchObject({
      reason,
      message: expect.stringMatching(message),
      request: `POST /v1/workspaces/${name}/query`,
    });
  });

  test("with a syntax error says what the service says", async () => {
    const { reader } = await sessionOf();
    const { error } = await readAll(reader.logs({ ...question, text: "StorageBlobLogs | where x == 'y" }));
    expect(error).toMatchObject({
      reason: "failed",
      message:
        "status 400, BadArgumentError, The request had some invalid properties: SYN0002: Query could not be parsed",
    });
  });

  test("in a cloud whose metadata names no Log Analytics: unsupported, and nothing is asked", async () => {
    const { azure, reader } = await sessionOf([central], { withoutLogAnalytics: true });
    const { error } = await readAll(reader.logs(question));
    expect(error).toMatchObject({
      reason: "unsupported",
      message: "the cloud's metadata names no Log Analytics",
    });
    expect(azure.log.filter(({ method, host }) => method === "POST" && host !== "login")).toEqual([]);
  });

  test("does not leave where nobody named a workspace, and no token does", async () => {
    const { azure, reader } = await sessionOf([central], {}, {});
    const { error } = await readAll(reader.logs(question));
    expect(error?.message).toMatch(/^refused to send a token to /);
    expect(azure.log.filter(({ route }) => route === "logQuery")).toEqual([]);
  });

  test.each([
    ["a management command", ".show tables"],
    ["the same behind blanks", " \n.show tables"],
    ["the same behind a comment", "// rows\n.show tables"],
  ])("that is %s does not leave", async (_, text) => {
    const { azure, reader } = await sessionOf();
    const { error } = await readAll(reader.logs({ ...question, text }));
    expect(error?.message).toMatch(/foothold only reads/);
    expect(azure.log.filter(({ route }) => route === "logQuery")).toEqual([]);
  });

  test("is asked again where the service throttles or stumbles", async () => {
    const { azure, reader, meter } = await sessionOf();
    azure.fault({ route: "logQuery", times: 1, answer: { kind: "throttled", retryAfter: 3 } });
    azure.fault({ route: "logQuery", times: 2, answer: { kind: "server-error", status: 503 } });
    const { rows, error } = await readAll(reader.logs(question));
    expect([rows.length, error]).toEqual([3, undefined]);
    expect(meter).toEqual({ requests: 1, pages: 1, retries: 3 });
  });
});

describe("an answer that was cut off", () => {
  test("is asked again in halves, and nothing is lost or told twice", async () => {
    // Also on the seams between halves, and many within an hour.
    const seconds = [1, 2, 200, 201, 3600, 7200, 86_400, 86_401, 45 * 86_400, 80 * 86_400, 89 * 86_400];
    const full = workspace({ tables: { StorageBlobLogs: connects(...seconds) } });
    const { reader, meter } = await sessionOf([full], { logRows: 2 });
    const { rows, error } = await readAll(reader.logs(question));
    expect(error).toBeUndefined();
    expect(rows.map(({ TimeGenerated: time }) => String(time)).sort()).toEqual(
      seconds.map((ago) => before(ago).replace("Z", "0000Z")).sort(),
    );
    expect(meter.requests).toBeLessThan(60);
  });

  test("down to a minute: what came is kept, and the gap says that it was cut off", async () => {
    const burst = workspace({ tables: { StorageBlobLogs: connects(1000, 1001, 1002, 100_000) } });
    const { reader, meter } = await sessionOf([burst], { logRows: 2 });
    const { rows, error } = await readAll(reader.logs(question));
    // Two of the three in that minute, and what lies before it.
    expect(rows).toHaveLength(3);
    expect(error).toMatchObject({
      reason: "failed",
      message: expect.stringMatching(
        /^the answer was cut off \(PartialError, .* exceed the set limit of 2 records/,
      ),
    });
    expect(meter.requests).toBeLessThan(60);
  });

  test("however short the period: it is not for its length, and the first answer is kept", async () => {
    const { azure, reader } = await sessionOf();
    const answer = (rows: number) => ({
      tables: [
        { name: "PrimaryResult", columns: [{ name: "A", type: "long" }], rows: Array(rows).fill([1]) },
      ],
      error: { code: "PartialError", message: "There were some errors when processing your query." },
    });
    const fault = (rows: number, times?: number) =>
      azure.fault({
        route: "logQuery",
        ...(times === undefined ? {} : { times }),
        answer: { kind: "other-answer", status: 200, body: answer(rows) },
      });
    fault(5, 1);
    fault(1);
    const { rows, error } = await readAll(reader.logs(question));
    expect(rows).toEqual(Array(5).fill({ A: 1 }));
    expect(error?.message).toBe(
      "the answer was cut off (PartialError, There were some errors when processing your query.)",
    );
    expect(azure.log.filter(({ route }) => route === "logQuery").length).toBeLessThan(35);
  });

  test("a query that takes too long is asked in halves, down to a day", async () => {
    const { azure, reader } = await sessionOf();
    azure.fault({ route: "logQuery", times: 2, answer: { kind: "server-error", status: 504 } });
    const { rows, error } = await readAll(reader.logs(question));
    expect([rows.length, error]).toEqual([3, undefined]);
    expect(azure.log.filter(({ route }) => route === "logQuery")).toHaveLength(5);

    azure.fault({ route: "logQuery", answer: { kind: "server-error", status: 504 } });
    const never = await readAll(reader.logs(question));
    expect(never.error).toMatchObject({
      reason: "failed",
      message: "status 504, the query took too long",
      status: 504,
    });
    expect(azure.log.filter(({ route }) => route === "logQuery").length).toBeLessThan(35);
  });
});

describe("an answer that is none", () => {
  const columns = [{ name: "A", type: "string" }];
  const words = "the answer is no table with named columns";
  const many = (rows: unknown) => ({ tables: [{ name: "PrimaryResult", columns, rows }] });

  test.each([
    ["no tables", {}, [], words],
    ["no table", { tables: [] }, [], words],
    ["a table that is none", { tables: [7] }, [], words],
    ["no columns", { tables: [{ rows: [["x"]] }] }, [], words],
    ["empty columns", { tables: [{ columns: [], rows: [["x"]] }] }, [], words],
    ["a column without a name", { tables: [{ columns: [{ type: "string" }], rows: [["x"]] }] }, [], words],
    ["no rows", { tables: [{ columns }] }, [], words],
    ["rows that are none", many({}), [], words],
    [
      "a row that is none",
      many([["x"], "y", ["z"]]),
      ["x", "z"],
      "1 rows of the answer do not fit its columns",
    ],
    [
      "rows of another length",
      many([["x", "y"], [], ["z"]]),
      ["z"],
      "2 rows of the answer do not fit its columns",
    ],
    [
      "an error with status 200 and no table",
      { error: { code: "Gateway", message: "off" } },
      [],
      "the answer is an error with status 200: Gateway, off",
    ],
  ])("%s: malformed, and what can be read is kept", async (_, body, values, message) => {
    const { azure, reader } = await sessionOf();
    azure.fault({ route: "logQuery", answer: { kind: "other-answer", status: 200, body } });
    const { rows, error } = await readAll(reader.logs(question));
    expect(rows).toEqual(values.map((A) => ({ A })));
    expect(error).toMatchObject({ reason: "malformed", message });
  });

  test("an error that is no object cuts off nothing less", async () => {
    const { azure, reader } = await sessionOf();
    const body = { ...many([["x"]]), error: "partial" };
    azure.fault({ route: "logQuery", answer: { kind: "other-answer", status: 200, body } });
    const { rows, error } = await readAll(reader.logs(question));
    expect(rows).toEqual([{ A: "x" }]);
    expect(error).toMatchObject({ reason: "failed", message: "the answer was cut off (it says no more)" });
  });

  test.each(["html", "redirect-foreign"] as const)("%s", async (kind) => {
    const { azure, reader } = await sessionOf();
    azure.fault({ route: "logQuery", answer: { kind } });
    const { rows, error } = await readAll(reader.logs(question));
    expect([rows, error?.reason]).toEqual([[], "malformed"]);
    expect(azure.log.filter(({ host }) => host === "foreign")).toEqual([]);
  });
});

test("halves meet without a seam, in the steps in which Log Analytics tells times, and at whole days and hours", async () => {
  const asked: string[] = [];
  const transport: HttpClient = {
    sendRequest(request) {
      const sent = typeof request.body === "string" ? request.body : "";
      const { timespan, ...more } = JSON.parse(sent) as { timespan: string; query: string };
      expect(more).toEqual({ query: question.text });
      const [from = "", to = ""] = timespan.split("/");
      asked.push(timespan);
      const isLong = Date.parse(to) - Date.parse(from) > 3_600_000 * (asked.length < 8 ? 1 : 48);
      const table = { columns: [{ name: "A" }], rows: [[timespan]] };
      const body = { tables: [table], ...(isLong ? { error: { code: "PartialError" } } : {}) };
      return Promise.resolve({
        request,
        status: 200,
        headers: createHttpHeaders(),
        bodyAsText: JSON.stringify(body),
      });
    },
  };
  const { logs } = logsReader(wireOf(transport), await discoverCloud("public", signal), newMeter());
  const { rows, error } = await readAll(logs({ ...question, from: "2026-11-10T06:30:15.250Z", to: NOW }));
  expect(error).toBeUndefined();
  const answered = rows.map(({ A }) => String(A)).sort();
  expect(answered).toEqual([
    "2026-11-10T06:30:15.250Z/2026-11-11T23:59:59.9999999Z",
    "2026-11-12T00:00:00.000Z/2026-11-12T23:59:59.9999999Z",
    "2026-11-13T00:00:00.000Z/2026-11-14T23:59:59.9999999Z",
    "2026-11-15T00:00:00.000Z/2026-11-16T23:59:59.9999999Z",
    "2026-11-17T00:00:00.000Z/2026-11-17T23:59:59.9999999Z",
    "2026-11-18T00:00:00.000Z/2026-11-18T23:59:59.9999999Z",
    "2026-11-19T00:00:00.000Z/2026-11-19T17:59:59.9999999Z",
    "2026-11-19T18:00:00.000Z/2026-11-20T02:59:59.9999999Z",
    "2026-11-20T03:00:00.000Z/2026-11-20T06:59:59.9999999Z",
    "2026-11-20T07:00:00.000Z/2026-11-20T12:00:00.000Z",
  ]);
});

const { signal } = new AbortController();

function wireOf(httpClient: HttpClient): Wire {
  const clock = hastyClock();
  const token = { token: "token", expiresOnTimestamp: Number.MAX_SAFE_INTEGER };
  return {
    httpClient,
    tokens: cacheTokens(() => ({ getToken: () => Promise.resolve(token) }), clock.now),
    versions: new Map(),
    slots: pLimit(1),
    clock,
    signal,
    longestWait: 1000,
    attemptTimeoutMs: 1000,
    progress: SILENT,
    userAgent: "test",
  };
}
