import { describe, expect, test } from "vitest";
import { lint, RULES } from "./kql-lint.ts";
import { analyze } from "./kusto.ts";

const DAY = "where TimeGenerated > ago(1d)";
const DONE = `${DAY} and ActivityStatusValue in~ ("Success")`;

/** For each rule queries that break it, in the line that is named, and their neighbors that do not. */
const CANARIES: Readonly<
  Record<
    string,
    { readonly bad: readonly (readonly [text: string, line: number])[]; readonly good: readonly string[] }
  >
> = {
  "time-filter": {
    bad: [
      ["StorageBlobLogs | count", 1],
      ["AuditLogs\n| where ActivityDateTime > ago(1d)", 1],
      [`StorageBlobLogs\n| ${DAY}\n| join (AuditLogs) on CorrelationId`, 3],
      [`let all = AuditLogs;\nall | ${DAY}`, 1],
    ],
    good: [
      `StorageBlobLogs | ${DAY} | count`,
      "StorageBlobLogs | where TimeGenerated between (ago(2d) .. ago(1d))",
      `union StorageBlobLogs, AuditLogs | ${DAY}`,
      `let recent = AuditLogs | ${DAY};\nrecent | count`,
      "print 1",
    ],
  },
  "status-filter": {
    bad: [
      [`AzureActivity | ${DAY}`, 1],
      [`AzureActivity\n| ${DAY}\n| project ActivityStatusValue`, 1],
    ],
    good: [`AzureActivity | ${DONE}`, `AzureActivity | ${DAY} | where ActivityStatusValue =~ "Success"`],
  },
  "text-as-number": {
    bad: [
      [`StorageBlobLogs\n| ${DAY}\n| where StatusCode == 200`, 3],
      [`StorageBlobLogs | ${DAY} | where 403 != StatusCode`, 1],
      [`StorageBlobLogs | ${DAY} | where StatusCode in (401, 403)`, 1],
    ],
    good: [
      `StorageBlobLogs | ${DAY} | where toint(StatusCode) == 200 or StatusCode == "200"`,
      `StorageBlobLogs | ${DAY} | where OperationCount == 1 and RequestBodySize != 0`,
      `MicrosoftGraphActivityLogs | ${DAY} | where ResponseStatusCode in (401, 403)`,
    ],
  },
  case: {
    bad: [
      [`StorageBlobLogs\n| ${DAY} and Protocol == "SFTP"`, 2],
      [
        `AzureActivity | ${DONE}\n| where OperationNameValue in ("MICROSOFT.STORAGE/STORAGEACCOUNTS/WRITE")`,
        2,
      ],
      [`AuditLogs | ${DAY} | where Result != "success"`, 1],
      [`AuditLogs | ${DAY} | where tostring(TargetResources[0].type) !in ("User")`, 1],
      [`let names = dynamic([]);\nStorageBlobLogs | ${DAY} | where AccountName in (names)`, 2],
    ],
    good: [
      `StorageBlobLogs | ${DAY} and Protocol =~ "SFTP" and OperationName in~ ("SftpConnect")`,
      `StorageBlobLogs | ${DAY} | extend Kind = "x" | where Kind == "x"`,
      `AADServicePrincipalSignInLogs | ${DAY} | where ResultType == "0"`,
    ],
  },
  substring: {
    bad: [
      [`AzureActivity | ${DONE} | where OperationNameValue contains "storageAccounts/write"`, 1],
      [`AuditLogs | ${DAY} | where OperationName !contains "application"`, 1],
    ],
    good: [
      `AuditLogs | ${DAY} | where OperationName has "Certificates and secrets management"`,
      `StorageBlobLogs | ${DAY} | where Uri contains "secret"`,
    ],
  },
  dynamic: {
    bad: [
      [`AzureActivity | ${DONE} | extend X = parse_json(HTTPRequest).on | where X == true`, 1],
      [`AuditLogs\n| ${DAY}\n| mv-expand T = TargetResources\n| where T.type =~ "User"`, 4],
      [`AuditLogs | ${DAY} | where InitiatedBy.app.displayName in~ ("x")`, 1],
    ],
    good: [
      `AzureActivity | ${DONE} | extend X = tobool(parse_json(HTTPRequest).on) | where X == true`,
      `AuditLogs | ${DAY} | mv-expand T = TargetResources | where tostring(T.type) =~ "User"`,
      `let names = dynamic(["x"]);\nStorageBlobLogs | ${DAY} | where AccountName in~ (names)`,
    ],
  },
  port: {
    bad: [
      [`StorageBlobLogs\n| ${DAY}\n| summarize count() by AccountName, CallerIpAddress`, 3],
      [`StorageBlobLogs | ${DAY} | summarize count() by Ip = tolower(CallerIpAddress)`, 1],
      [`StorageBlobLogs | ${DAY} | summarize make_set(CallerIpAddress) by AccountName`, 1],
      [`StorageBlobLogs | ${DAY} | distinct CallerIpAddress`, 1],
      [
        `StorageBlobLogs | ${DAY} | join kind=inner (AuditLogs | ${DAY} | extend CallerIpAddress = Location)\non CallerIpAddress`,
        2,
      ],
    ],
    good: [
      String.raw`StorageBlobLogs | ${DAY} | summarize count() by Ip = extract(@"^([\d.]+)", 1, CallerIpAddress)`,
      String.raw`let addressOf = (field: string) { extract(@"^([\d.]+)", 1, field) };
        StorageBlobLogs | ${DAY} | summarize make_set(addressOf(CallerIpAddress)) by AccountName`,
      `StorageBlobLogs | ${DAY} | project CallerIpAddress`,
      `StorageBlobLogs | ${DAY} | summarize take_any(CallerIpAddress) by AccountName`,
    ],
  },
  "password-only": {
    bad: [
      [`StorageBlobLogs | ${DAY} | where AuthenticationType =~ "LocalUserPassword"`, 1],
      [`StorageBlobLogs | ${DAY} | where AuthenticationType has "localuserpassword"`, 1],
      [`StorageBlobLogs | ${DAY} | where AuthenticationType in~ ("LocalUserPassword")`, 1],
    ],
    good: [
      `StorageBlobLogs | ${DAY} | where AuthenticationType startswith "LocalUser"`,
      `StorageBlobLogs | ${DAY} | where AuthenticationType =~ "OAuth"`,
    ],
  },
};

test("every rule has its canaries", () => {
  expect(Object.keys(CANARIES)).toEqual(RULES.map(({ name }) => name));
});

describe.each(Object.entries(CANARIES))("%s", (name, { bad, good }) => {
  test.each(bad)("sees %s", (text, line) => {
    const analysis = analyze(text);
    expect(analysis.errors).toEqual([]);
    expect(lint(analysis)).toEqual([`${name} in line ${line}`]);
  });

  test.each(good)("leaves %s alone", (text) => {
    const analysis = analyze(text);
    expect(analysis.errors).toEqual([]);
    expect(lint(analysis)).toEqual([]);
  });
});

test("a query as people share it breaks several at once", () => {
  const shared = `StorageBlobLogs
    | where Protocol == "SFTP"
    | where StatusCode == 200
    | where AuthenticationType == "LocalUserPassword"
    | where OperationName in ('SftpCreate', 'SftpWrite')
    | summarize count() by CallerIpAddress`;
  expect(lint(analyze(shared)).sort()).toEqual([
    "case in line 2",
    "case in line 4",
    "case in line 5",
    "password-only in line 4",
    "port in line 6",
    "text-as-number in line 3",
    "time-filter in line 1",
  ]);
});

describe("the parser sees what no table or language has", () => {
  test.each([
    ["a column", "StorageBlobLogs | where Nope == 1", "1: KS142"],
    ["an operator", "StorageBlobLogs\n| where StatusCode > 200", "2: KS106"],
    ["a table", "Nowhere | count", "1: KS204"],
    ["a function", "AuditLogs | extend x = nosuchfunction(1)", "1: KS211"],
    ["too many arguments", "AuditLogs | extend x = tostring(1, 2, 3)", "1: KS"],
    ["half a sentence", "AuditLogs | summarize by", "1: KS006"],
  ])("%s", (_, text, error) => {
    expect(analyze(text).errors[0]).toContain(error);
  });
});
