import { describe, expect, test } from "vitest";
import { client, tenant } from "./describe.ts";
import { ownApp, user } from "./describe-entra.ts";
import { workspace } from "./describe-logging.ts";
import { deed, outsideAddress } from "./describe-logs.ts";
import { type LogTable, logTables } from "./log-tables.ts";
import { request, signIn, type WireAnswer } from "./requests.ts";
import { type AzureOptions, startAzure } from "./simulated-azure.ts";

const now = Date.parse("2026-11-21T12:00:00Z");
const account =
  "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/RG-Data/providers/Microsoft.Storage/storageAccounts/SftpLand";
const ada = user();
const payroll = ownApp();
const sftp = (at: string, operation: string, status = "Success") =>
  deed.sftpOperation({ account, at, operation, status, ip: outsideAddress, path: "/inbox/a.exe" });
const blobs = [
  sftp("2026-11-20T08:00:00Z", "SftpConnect"),
  sftp("2026-11-20T09:00:00.5Z", "SftpCreate"),
  sftp("2026-11-20T10:00:00Z", "SftpConnect", "AuthenticationFailed"),
];
const enabled = deed.sftpEnabled({ at: "2026-11-20T07:00:00Z", by: ada, account });
const audits = [
  deed.secretAdded({ at: "2026-11-19T09:00:00Z", by: ada, app: payroll.application, key: { keyId: "k" } }),
  deed.registered({ at: "2026-11-18T09:00:00Z", by: ada, app: payroll.application }),
];
const central = workspace({
  tables: { StorageBlobLogs: blobs, AzureActivity: enabled.rows, AuditLogs: audits.map(({ row }) => row) },
});
const old = workspace({
  name: "law-old",
  tables: { StorageBlobLogs: blobs, OfficeActivity: undefined },
  without: { StorageBlobLogs: ["AuthenticationType"] },
});
const empty = { ...workspace({ name: "law-empty" }), tables: {} };

interface Body {
  readonly tables: readonly {
    readonly name: string;
    readonly columns: readonly { readonly name: string; readonly type: string }[];
    readonly rows: readonly (readonly unknown[])[];
  }[];
  readonly error?: { readonly code: string };
}

async function session(options: AzureOptions = {}, as = client()) {
  const contoso = tenant({ clients: [as], workspaces: [central, old, empty] });
  const azure = await startAzure(contoso, { now: () => now, ...options });
  const token = await signIn(azure, contoso, as, azure.logsUrl);
  return {
    azure,
    token,
    armToken: await signIn(azure, contoso, as, azure.url),
    ask: (json: unknown, of: string = `/workspaces/${central.workspaceId}`, presented = token) =>
      request(azure, `${azure.logsUrl}/v1${of}/query`, { token: presented, json }),
  };
}

/** Asks once and ends the simulation. */
async function once(
  json: unknown,
  of?: string,
  options?: AzureOptions,
  as?: ReturnType<typeof client>,
): Promise<WireAnswer> {
  const { azure, ask } = await session(options, as);
  const answer = await ask(json, of);
  await azure.close();
  return answer;
}

const bodyOf = (answer: WireAnswer): Body => answer.json() as Body;

/** The rows as objects by column. */
function rowsOf(answer: WireAnswer): readonly Readonly<Record<string, unknown>>[] {
  const [table] = bodyOf(answer).tables;
  return (table?.rows ?? []).map((row) =>
    Object.fromEntries((table?.columns ?? []).map(({ name }, at) => [name, row[at]])),
  );
}

/** Codes from the outside in, and the innermost message. */
function failureOf(answer: WireAnswer): readonly unknown[] {
  const codes: unknown[] = [answer.status];
  let message: unknown;
  let error = (answer.json() as { error?: Readonly<Record<string, unknown>> }).error;
  while (error) {
    codes.push(error["code"]);
    ({ message } = error);
    error = error["innererror"] as typeof error;
  }
  return [...codes, message];
}

describe("a query", () => {
  test("is answered with whole rows, column by column", async () => {
    const answer = await once({
      query: 'StorageBlobLogs | where OperationName == "SftpCreate" | project Uri',
    });
    const [table] = bodyOf(answer).tables;
    expect([answer.status, table?.name]).toEqual([200, "PrimaryResult"]);
    expect(table?.columns).toEqual(logTables.StorageBlobLogs);
    expect(rowsOf(answer)).toMatchObject([
      {
        TimeGenerated: "2026-11-20T09:00:00.5000000Z",
        AccountName: "SftpLand",
        CallerIpAddress: `${outsideAddress}:50122`,
        StatusCode: "200",
        Uri: "sftp://SftpLand.blob.core.windows.net:22/inbox/a.exe",
        // A text is never null in Kusto; all else is.
        RequesterObjectId: "",
        DestinationUri: "",
        AuthorizationDetails: null,
        TenantId: central.workspaceId,
        Type: "StorageBlobLogs",
        _ResourceId: account.toLowerCase(),
      },
    ]);
  });

  test("dynamic values are JSON in a text, and a text in them is one more", async () => {
    const [, ended = {}] = rowsOf(await once({ query: "AzureActivity" }));
    expect(ended["OperationNameValue"]).toBe("MICROSOFT.STORAGE/STORAGEACCOUNTS/WRITE");
    const properties = JSON.parse(String(ended["Properties_d"])) as Record<string, string>;
    expect(JSON.parse(properties["requestbody"] ?? "")).toEqual({ properties: { isSftpEnabled: true } });
    const [audit = {}] = rowsOf(await once({ query: "AuditLogs" }));
    const [target] = JSON.parse(String(audit["TargetResources"])) as {
      modifiedProperties: { displayName: string; newValue: string }[];
    }[];
    expect(target?.modifiedProperties[0]).toEqual({
      displayName: "KeyDescription",
      oldValue: "[]",
      newValue: '["[KeyIdentifier=k,KeyType=Password,KeyUsage=Verify,DisplayName=]"]',
    });
  });

  test("names its workspace by GUID or by ARM id, in any case", async () => {
    for (const of of [
      `/workspaces/${central.workspaceId.toUpperCase()}`,
      central.id,
      central.id.toLowerCase(),
    ])
      expect(rowsOf(await once({ query: "StorageBlobLogs" }, of))).toHaveLength(3);
  });

  test.each([
    ["2026-11-20T08:00:00Z/2026-11-20T09:00:00.500Z", 2],
    ["2026-11-20T08:00:00.001Z/2026-11-20T09:00:00.499Z", 0],
    ["2026-11-20T10:00:00Z/PT1H", 1],
    ["PT30M/2026-11-20T10:00:00Z", 1],
    ["P2D", 3],
    ["PT27H30M", 2],
    ["P1W", 3],
    [null, 3],
  ])("within timespan %s", async (timespan, count) => {
    const query = "StorageBlobLogs | where TimeGenerated > ago(1m)";
    expect(rowsOf(await once({ query, timespan }))).toHaveLength(count);
  });

  test.each(["yesterday", "2026-11-20/2026-11-19", "P1M", "P", "2026-11-20/2026-11-21/2026-11-22", 7, "a/b"])(
    "timespan %s is none",
    async (timespan) => {
      const answer = await once({ query: "StorageBlobLogs", timespan });
      expect(failureOf(answer).slice(0, 2)).toEqual([400, "BadArgumentError"]);
    },
  );

  test.each([
    ['AuditLogs | where OperationName =~ "add APPLICATION"', 1],
    ['AuditLogs | where OperationName == "add application"', 0],
    ['AuditLogs | where OperationName in ("Add application", "Add owner")', 1],
    ["AuditLogs | where OperationName in~ ('ADD APPLICATION')", 1],
    ['let ops = dynamic(["Add application"]); AuditLogs | where OperationName in~ (ops)', 1],
    // The dash of the log is no hyphen, and a blank ends the name.
    ['AuditLogs | where OperationName == "Update application - Certificates and secrets management "', 0],
    ['AuditLogs | where OperationName == "Update application – Certificates and secrets management"', 0],
    [
      'AuditLogs | where OperationName == "Update application \\u2013 Certificates and secrets management "',
      1,
    ],
    ['AuditLogs | where OperationName has "Certificates and secrets" or OperationName == "Nothing"', 1],
    ['AuditLogs | where OperationName startswith "update app"', 1],
    ["AuditLogs | where OperationName endswith @'management '", 1],
    ['AuditLogs | where OperationName !in ("Add application")', 2],
    ['AuditLogs | where Result == "failure" // OperationName == "Nothing"', 2],
    ['AzureActivity | where OperationNameValue =~ "Microsoft.Storage/storageAccounts/write"', 2],
    ['AzureActivity | where OperationNameValue == "Microsoft.Storage/storageAccounts/write"', 0],
  ])("of the operations that it names: %s", async (query, count) => {
    expect(rowsOf(await once({ query }))).toHaveLength(count);
  });
});

describe("what is not there", () => {
  const semantic = [400, "BadArgumentError", "SemanticError", "SEM0100"];
  const named = (name: string): unknown[] => [
    ...semantic,
    `'where' operator: Failed to resolve table or column expression named '${name}'`,
  ];
  const scalar = (name: string): unknown[] => [
    ...semantic,
    `'where' operator: Failed to resolve scalar expression named '${name}'`,
  ];

  test("a table", async () => {
    expect(failureOf(await once({ query: "OfficeActivity | take 1" }, old.id))).toEqual(
      named("OfficeActivity"),
    );
    expect(failureOf(await once({ query: "SigninLogs | take 1" }))).toEqual(named("SigninLogs"));
    expect(rowsOf(await once({ query: "OfficeActivity | take 1" }))).toEqual([]);
  });

  test("a column, which is then in no answer either", async () => {
    const query = "StorageBlobLogs | where AuthenticationType startswith 'LocalUser'";
    expect(failureOf(await once({ query }, old.id))).toEqual(scalar("AuthenticationType"));
    const answer = await once({ query: "StorageBlobLogs" }, old.id);
    expect(bodyOf(answer).tables[0]?.columns.map(({ name }) => name)).not.toContain("AuthenticationType");
    expect(failureOf(await once({ query: "StorageBlobLogs | where Statuscode == 1" }))).toEqual(
      scalar("Statuscode"),
    );
  });

  test.each([
    'StorageBlobLogs | extend Ip = tostring(split(CallerIpAddress, ":")[0]) | summarize Ops = count() by Ip, AccountName',
    "let since = datetime(2026-11-01T00:00:00Z); StorageBlobLogs | where TimeGenerated > since",
    "StorageBlobLogs | join kind=inner (AzureActivity | extend AccountName = Resource) on AccountName | project-away AccountName1",
    "AuditLogs | mv-expand T = TargetResources | where tostring(T.type) == 'User' and T.id == guid(74be27de-1e4e-49d9-b579-FE0B331D3642)",
    "let f = (Name: string) { AuditLogs | where OperationName == Name }; f('Add application')",
    "StorageBlobLogs // Statuscode is a text\n| where StatusCode == '200'",
  ])("names of its own are no columns: %s", async (query) => {
    expect((await once({ query })).status).toBe(200);
  });

  test.each([`StorageBlobLogs | where AccountName == "x`, `StorageBlobLogs | where AccountName == 'a\nb'`])(
    "a literal that does not end: %j",
    async (query) => {
      expect(failureOf(await once({ query })).slice(0, 4)).toEqual([
        400,
        "BadArgumentError",
        "SyntaxError",
        "SYN0002",
      ]);
    },
  );

  test("hostile text in a literal stays in it", async () => {
    const value = String.raw`x\" | take 1 // \\ \u007c SigninLogs`;
    expect((await once({ query: `AuditLogs | where Identity == "${value}"` })).status).toBe(200);
    expect((await once({ query: 'AuditLogs | where Identity == @"a""b"' })).status).toBe(200);
    expect((await once({ query: "AuditLogs | where Identity == ```a\n'b```" })).status).toBe(200);
  });

  test("a workspace, a path, a query, data", async () => {
    const query = "AuditLogs";
    expect(
      failureOf(await once({ query }, "/workspaces/97a6ac60-8d1d-46c0-b6ef-5a4b9eb08b5a")).slice(0, 3),
    ).toEqual([404, "PathNotFoundError", "WorkspaceNotFoundError"]);
    expect(failureOf(await once({ query }, "/workspace/x"))).toEqual([
      404,
      "PathNotFoundError",
      "The requested path does not exist",
    ]);
    for (const json of [{}, { query: "" }, "[]", "{", "null"])
      expect(failureOf(await once(json)).slice(0, 2)).toEqual([400, "BadArgumentError"]);
    const nothing = await once({ query }, empty.id);
    expect([nothing.status, nothing.text]).toEqual([204, ""]);
  });

  test("a body without its content type, which is answered with nothing at all", async () => {
    const { azure, token } = await session();
    const answer = await request(azure, `${azure.logsUrl}/v1${central.id}/query`, {
      token,
      json: { query: "AuditLogs" },
      headers: { "content-type": "text/plain" },
    });
    expect([answer.status, answer.text]).toEqual([200, ""]);
    await azure.close();
  });
});

describe("an answer that is too large", () => {
  test("is a part of it, and an error beside it", async () => {
    const answer = await once({ query: "StorageBlobLogs" }, central.id, { logRows: 2 });
    expect(answer.status).toBe(200);
    expect(rowsOf(answer)).toHaveLength(2);
    expect(bodyOf(answer).error).toMatchObject({
      code: "PartialError",
      details: [{ code: "EngineError", innererror: { code: "-2133196797", severityName: "Error" } }],
    });
    expect(answer.text).toContain("exceed the set limit of 2 records");
    expect(
      bodyOf(await once({ query: "StorageBlobLogs" }, central.id, { logRows: 3 })).error,
    ).toBeUndefined();
  });
});

describe("who may ask", () => {
  const action = "Microsoft.OperationalInsights/workspaces/query/read";
  const query = "AuditLogs";

  test("who is not denied it at the workspace", async () => {
    const denied = client({ denied: [{ scope: central.id, action }] });
    expect(failureOf(await once({ query }, central.id, {}, denied))).toEqual([
      403,
      "InsufficientAccessError",
      "The provided credentials have insufficient access to perform the requested operation",
    ]);
    expect((await once({ query }, old.id, {}, denied)).status).toBe(200);
  });

  test("with a token for Log Analytics", async () => {
    const { azure, ask, armToken } = await session();
    const missing = await request(azure, `${azure.logsUrl}/v1${central.id}/query`, { json: { query } });
    expect(failureOf(missing).slice(0, 2)).toEqual([401, "AuthenticationFailed"]);
    expect(failureOf(await ask({ query }, central.id, armToken)).slice(0, 2)).toEqual([
      403,
      "InvalidAuthenticationTokenAudience",
    ]);
    expect(failureOf(await ask({ query }, central.id, "made-up")).slice(0, 2)).toEqual([
      403,
      "InvalidAuthenticationToken",
    ]);
    await azure.close();
  });

  test("the cloud's metadata says where", async () => {
    const named = async (options: AzureOptions): Promise<unknown> => {
      const { azure } = await session(options);
      const answer = await request(azure, `${azure.url}/metadata/endpoints?api-version=2022-09-01`);
      await azure.close();
      const { logAnalyticsResourceId } = answer.json() as { logAnalyticsResourceId?: string };
      return logAnalyticsResourceId === undefined ? undefined : logAnalyticsResourceId === azure.logsUrl;
    };
    expect(await named({})).toBe(true);
    expect(await named({ withoutLogAnalytics: true })).toBeUndefined();
  });
});

describe("faults", () => {
  test("reach it", async () => {
    const { azure, ask } = await session();
    const under = async (answer: Parameters<typeof azure.fault>[0]["answer"]): Promise<WireAnswer> => {
      azure.clearFaults();
      azure.fault({ route: "logQuery", answer });
      return await ask({ query: "AuditLogs" });
    };
    expect(failureOf(await under({ kind: "denied" })).slice(0, 2)).toEqual([403, "InsufficientAccessError"]);
    expect(failureOf(await under({ kind: "not-found" })).slice(0, 2)).toEqual([404, "PathNotFoundError"]);
    const throttled = await under({ kind: "throttled", retryAfter: 2 });
    expect([...failureOf(throttled).slice(0, 2), throttled.headers["retry-after"]]).toEqual([
      429,
      "ThrottledError",
      "2",
    ]);
    expect((await under({ kind: "server-error", status: 504 })).status).toBe(504);
    expect((await under({ kind: "truncated" })).failure).toBe("ECONNRESET");
    expect((await under({ kind: "reset" })).failure).toBe("ECONNRESET");
    expect((await under({ kind: "html" })).text).toContain("<html>");
    expect((await under({ kind: "empty-object" })).json()).toEqual({});
    expect(() => azure.fault({ route: "logQuery", answer: { kind: "next-link-loop" } })).toThrow(
      /cannot happen/,
    );
    expect(failureOf(await under({ kind: "expired-token" })).slice(0, 3)).toEqual([
      401,
      "InvalidTokenError",
      "TokenExpired",
    ]);
    expect(azure.log.filter(({ host }) => host === "logs").every(({ route }) => route === "logQuery")).toBe(
      true,
    );
    await azure.close();
  });
});

describe("a described workspace", () => {
  test.each<[LogTable, Readonly<Record<string, unknown>>, RegExp]>([
    ["AuditLogs", { TimeGenerated: "yesterday" }, /TimeGenerated is no time/],
    ["StorageBlobLogs", { TimeGenerated: "2026-11-20T00:00:00Z", Username: "x" }, /no column Username/],
  ])("with a row that its table cannot hold is a mistake", async (table, row, message) => {
    const wrong = tenant({ workspaces: [workspace({ tables: { [table]: [row] } })] });
    await expect(startAzure(wrong)).rejects.toThrow(message);
  });
});
