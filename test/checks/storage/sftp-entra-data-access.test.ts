import check from "../../../checks/storage/sftp-entra-data-access.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { DataHolder, SftpDataAccess } from "../../../src/inventory/sections.ts";
import { principal } from "../build-access.ts";
import { accountId, denied, openAccount, storageAccount, SUBSCRIPTION } from "../build.ts";
import { checkTable } from "../check-table.ts";

const holder = (name: string): DataHolder => ({
  principal: principal({ name }),
  role: "Storage Blob Data Reader",
  scope: SUBSCRIPTION,
  assignmentId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/${name}`,
});

function access(over: Partial<SftpDataAccess> = {}): SftpDataAccess {
  const account = accountId("acct");
  return {
    id: `${account}/sftpDataAccess/default`,
    name: "acct",
    accountId: account,
    count: known(1),
    shown: [holder("deploy")],
    ...over,
  };
}

checkTable(
  check,
  [
    [
      "the typical case",
      access(),
      {
        fail: '1 role assignment lets Entra identities reach blobs of "acct" over SFTP: "deploy (Storage Blob Data Reader)".',
        severity: "low",
        factors: ["entra-data-access", "any-network", "unknown-logging"],
      },
    ],
    [
      "the whole list was not read",
      access({ count: unknown(denied()), shown: [holder("b"), holder("a")] }),
      {
        fail: /^At least 2 role assignments .*"a \(Storage Blob Data Reader\)", "b \(/,
        severity: "low",
        factors: ["entra-data-access", "any-network", "unknown-logging"],
      },
    ],
    [
      "no log",
      access(),
      {
        fail: /^1 role assignment lets/,
        severity: "low",
        factors: ["entra-data-access", "any-network", "not-logged"],
      },
      { blobDiagnosticSettings: [] },
    ],
    ["nobody", access({ count: known(0), shown: [] }), "pass"],
    ["SFTP off", access(), "not-applicable", { storageAccounts: [storageAccount()], guard: true }],
    [
      "no hierarchical namespace",
      access(),
      "not-applicable",
      { storageAccounts: [openAccount({ isHnsEnabled: known(false) })], guard: true },
    ],
    [
      "local users off, which Entra identities do not need",
      access(),
      {
        fail: /^1 role assignment lets/,
        severity: "low",
        factors: ["entra-data-access", "any-network", "unknown-logging"],
      },
      { storageAccounts: [openAccount({ isLocalUserEnabled: known(false) })] },
    ],
    ["the account is gone", access(), "not-applicable", { storageAccounts: [] }],
    [
      "nobody found, and not all was read",
      access({ count: unknown(denied(SUBSCRIPTION)), shown: [] }),
      { notAssessed: [denied(SUBSCRIPTION)] },
    ],
    [
      "SFTP not readable",
      access(),
      { notAssessed: [denied("/sftp")] },
      { storageAccounts: [openAccount({ isSftpEnabled: unknown(denied("/sftp")) })] },
    ],
  ],
  { given: { storageAccounts: [openAccount()] } },
);
