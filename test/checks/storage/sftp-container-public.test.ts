import check from "../../../checks/storage/sftp-container-public.ts";
import type { FactorName } from "../../../src/check.ts";
import { byDefault, known, unknown } from "../../../src/inventory/known.ts";
import type { Container, LocalUser, PermissionScope } from "../../../src/inventory/sections.ts";
import { accountId, denied, localUser, openAccount, scope, SUBSCRIPTION } from "../build.ts";
import { diagnosticSetting } from "../build-logging.ts";
import { container } from "../build-storage.ts";
import { checkTable, type FailRow, type Given } from "../check-table.ts";

const open = (over: Partial<Container> = {}) => container({ publicAccess: known("Blob"), ...over });
const allowing = (over: Parameters<typeof openAccount>[0] = {}) =>
  openAccount({ allowBlobPublicAccess: known(true), ...over });
const on = (over: Parameters<typeof openAccount>[0]): Given => ({ storageAccounts: [allowing(over)] });
const may = (...scopes: readonly PermissionScope[]): Given => ({
  localUsers: [localUser({ permissionScopes: known(scopes) })],
});
const user = (over: Partial<LocalUser>): Given => ({ localUsers: [localUser(over)] });
const typical: readonly FactorName[] = ["public-uploads", "any-network", "ssh-key", "unknown-logging"];
const isPublic = (who = 'local user "partner"', over: Partial<FailRow> = {}): FailRow => ({
  fail: `Container "uploads" of "acct" is public ("Blob"), and ${who} may upload to it.`,
  severity: "high",
  factors: typical,
  ...over,
});
const strange = {
  notAssessed: [
    {
      reason: "malformed",
      scope: localUser().id,
      request: "GET localUsers",
      detail: 'permissions "rz" on service "blob" are not documented',
    },
  ],
} as const;

checkTable(
  check,
  [
    ["the typical case", open(), isPublic()],
    [
      "the list as well",
      open({ publicAccess: known("Container") }),
      isPublic('local user "partner"', {
        fail: 'Container "uploads" of "acct" is public ("Container"), and local user "partner" may upload to it.',
      }),
    ],
    ["allowed by default", open(), isPublic(), on({ allowBlobPublicAccess: byDefault(true) })],
    ["creates only", open(), isPublic(), may(scope("c"))],
    ["takes over", open(), isPublic(), may(scope("o"))],
    ["a folder of it", open(), isPublic(), may(scope("w", "uploads/in"))],
    ["ACLs decide", open(), isPublic(), user({ allowAclAuthorization: known(true) })],
    [
      "two users, one with a password, and one that reads",
      open(),
      isPublic('local users "a", "b"', {
        factors: ["public-uploads", "any-network", "password", "unknown-logging"],
      }),
      {
        localUsers: [
          localUser({ name: "a", permissionScopes: known([scope("w")]) }),
          localUser({ name: "b", permissionScopes: known([scope("w")]), hasSshPassword: known(true) }),
          localUser({ name: "c" }),
        ],
      },
    ],
    [
      "the list of users was cut behind one that uploads",
      open(),
      isPublic(),
      { gaps: { localUsers: [denied(accountId("acct"))] } },
    ],
    [
      "all is logged",
      open(),
      isPublic('local user "partner"', { severity: "medium", factors: typical.slice(0, -1) }),
      { blobDiagnosticSettings: [diagnosticSetting()] },
    ],
    [
      "the public endpoint is closed",
      open(),
      isPublic('local user "partner"', {
        severity: "medium",
        factors: ["public-uploads", "private-network", "ssh-key", "unknown-logging"],
      }),
      on({ publicNetworkAccess: known("Disabled") }),
    ],

    ["private", container(), "pass"],
    ["private by default", container({ publicAccess: byDefault("None") }), "pass"],
    [
      "the account forbids it, whatever the container says",
      open(),
      "pass",
      { ...on({ allowBlobPublicAccess: known(false) }), guard: true },
    ],
    ["nobody uploads", open(), "pass", may(scope("rl"))],
    ["deletes only", open(), "pass", { ...may(scope("rld")), guard: true }],
    ["uploads elsewhere", open(), "pass", { ...may(scope("w", "uploads2"), scope("r")), guard: true }],
    [
      "uploads to a share of the name",
      open(),
      "pass",
      { ...may(scope("w", "uploads", "file")), guard: true },
    ],
    [
      "a user of another account uploads",
      open(),
      "pass",
      {
        ...user({ accountId: accountId("other"), permissionScopes: known([scope("w")]) }),
        guard: true,
      },
    ],
    ["no user", open(), "pass", { localUsers: [] }],
    ["private, the rest not read", container(), "pass", on({ allowBlobPublicAccess: unknown(denied()) })],

    ["$web", open({ name: "$web" }), "not-applicable", { ...may(scope("w", "$web")), guard: true }],
    ["$logs", open({ name: "$logs" }), "not-applicable", may(scope("w", "$logs"))],
    ["SFTP off", open(), "not-applicable", { ...on({ isSftpEnabled: known(false) }), guard: true }],
    ["local users off", open(), "not-applicable", on({ isLocalUserEnabled: known(false) })],
    ["the account is gone", open(), "not-applicable", { storageAccounts: [] }],

    ["access not read", open({ publicAccess: unknown(denied("/c")) }), { notAssessed: [denied("/c")] }],
    [
      "the account's switch not read",
      open(),
      { notAssessed: [denied("/a")] },
      on({ allowBlobPublicAccess: unknown(denied("/a")) }),
    ],
    ["SFTP not read", open(), { notAssessed: [denied("/s")] }, on({ isSftpEnabled: unknown(denied("/s")) })],
    [
      "users not read",
      open(),
      { notAssessed: [denied(accountId("acct"))] },
      { localUsers: [], gaps: { localUsers: [denied(accountId("acct"))] } },
    ],
    [
      "a user's scopes not read",
      open(),
      { notAssessed: [denied("/p")] },
      user({ permissionScopes: unknown(denied("/p")) }),
    ],
    ["a letter that is not documented", open(), strange, may(scope("rz"))],
    [
      "the account not read",
      open(),
      { notAssessed: [denied(SUBSCRIPTION)] },
      { storageAccounts: [], gaps: { storageAccounts: [denied(SUBSCRIPTION)] } },
    ],
  ],
  { given: { storageAccounts: [allowing()], ...may(scope("cw")) } },
);
