import check from "../../../checks/storage/local-user-shared-key.ts";
import type { FactorName } from "../../../src/check.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { LocalUser } from "../../../src/inventory/sections.ts";
import { denied, localUser, openAccount, scope, SUBSCRIPTION } from "../build.ts";
import { checkTable, type FailRow, type Given } from "../check-table.ts";

const typical: readonly FactorName[] = [
  "sftp-write",
  "any-network",
  "shared-key",
  "unknown-age",
  "unknown-use",
];
const holds = (right: FactorName = "sftp-write", over: Partial<FailRow> = {}): FailRow => ({
  fail: 'Local user "partner" of "acct" holds a shared key.',
  severity: "medium",
  factors: [right, ...typical.slice(1)],
  ...over,
});
const user = (over: Partial<LocalUser> = {}) =>
  localUser({ hasSharedKey: known(true), permissionScopes: known([scope("cw")]), ...over });
const on = (over: Parameters<typeof openAccount>[0]): Given => ({ storageAccounts: [openAccount(over)] });
const share = scope("rwdl", "share", "file");

checkTable(
  check,
  [
    ["the typical case", user(), holds()],
    ["a reader", user({ permissionScopes: known([scope("r")]) }), holds("sftp-read")],
    ["no scope", user({ permissionScopes: known([]) }), holds("sftp-endpoint")],
    ["SFTP off, which is not how it gets in", user(), holds(), on({ isSftpEnabled: known(false) })],
    ["SFTP not read", user(), holds(), on({ isSftpEnabled: unknown(denied()) })],
    [
      "the network closed",
      user(),
      holds("sftp-write", {
        factors: ["sftp-write", "private-network", "shared-key", "unknown-age", "unknown-use"],
      }),
      on({ publicNetworkAccess: known("Disabled") }),
    ],
    [
      "there for file shares",
      user({ permissionScopes: known([share, scope("r", "b", "File")]) }),
      holds("sftp-endpoint", { severity: "low", limits: ["ceiling:low"] }),
      { guard: true },
    ],
    ["a file share and a container", user({ permissionScopes: known([share, scope("w")]) }), holds()],
    [
      "scopes not read: no discount",
      user({ permissionScopes: unknown(denied()) }),
      holds("sftp-unknown-right"),
    ],

    ["none", localUser(), "pass"],
    ["none, local users not read", localUser(), "pass", on({ isLocalUserEnabled: unknown(denied()) })],
    [
      "local users off",
      user(),
      "not-applicable",
      { ...on({ isLocalUserEnabled: known(false) }), guard: true },
    ],
    ["the account is gone", user(), "not-applicable", { storageAccounts: [], guard: true }],

    ["not read", user({ hasSharedKey: unknown(denied("/k")) }), { notAssessed: [denied("/k")] }],
    [
      "local users not read",
      user(),
      { notAssessed: [denied("/l")] },
      on({ isLocalUserEnabled: unknown(denied("/l")) }),
    ],
    [
      "the account not read",
      user(),
      { notAssessed: [denied(SUBSCRIPTION)] },
      { storageAccounts: [], gaps: { storageAccounts: [denied(SUBSCRIPTION)] } },
    ],
  ],
  { given: { storageAccounts: [openAccount()] } },
);
