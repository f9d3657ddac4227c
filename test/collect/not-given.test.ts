import { describe, expect, test } from "vitest";
import { notGiven } from "../../src/collect/not-given.ts";
import { makesIncomplete } from "../../src/inventory/known.ts";

const nobody = { readSshKeys: false, logWorkspaces: false };
const sections = Object.entries(notGiven("t", nobody)).filter(([name]) => name !== "workspaceEvents");

describe.each(sections)("%s", (_, { items, gaps }) => {
  test("was asked of nobody: that is shown everywhere, and not held against the scan", () => {
    expect(items).toEqual([]);
    expect(gaps.map(({ reason, scope }) => [reason, scope])).toEqual([["not-requested", "/tenants/t"]]);
    expect(gaps.filter(makesIncomplete)).toEqual([]);
  });
});

test("each says what would have to be handed over", () => {
  const log = (table: string, tells: string) => ({
    gaps: [{ request: table, detail: `--log-workspace was not given, which would tell ${tells}` }],
  });
  expect(notGiven("t", nobody)).toMatchObject({
    localUserHistory: {
      gaps: [{ request: "the baseline", detail: "there is no earlier report to compare with" }],
    },
    localUserKeys: {
      gaps: [{ request: "POST localUsers/listKeys", detail: "--read-ssh-keys was not given" }],
    },
    sftpUses: log("StorageBlobLogs", "when SFTP was last used"),
    sftpOperations: log("StorageBlobLogs", "who signed in over SFTP, from where, and what was moved"),
    graphActivities: log("MicrosoftGraphActivityLogs", "what applications asked Microsoft Graph"),
    exchangeEvents: log("OfficeActivity", "what was changed in Exchange Online"),
  });
});

test("without a workspace, no event of one is missing: the Activity Log tells the same", () => {
  expect(notGiven("t", nobody).workspaceEvents).toEqual({ items: [], gaps: [] });
});

test.each([
  [{ readSshKeys: true, logWorkspaces: true }, ["localUserHistory", "credentialHistory"]],
  [{ readSshKeys: true, logWorkspaces: true, baseline: true }, []],
  [{ readSshKeys: false, logWorkspaces: true }, ["localUserHistory", "credentialHistory", "localUserKeys"]],
  [
    { readSshKeys: true, logWorkspaces: false },
    [
      "localUserHistory",
      "credentialHistory",
      "sftpUses",
      "sftpOperations",
      "graphActivities",
      "exchangeEvents",
      "workspaceEvents",
    ],
  ],
])("with %j, what is read is not given", (given, names) => {
  expect(Object.keys(notGiven("t", given))).toEqual(names);
});
