import check from "../../../checks/storage/local-users-allowed-unused.ts";
import { byDefault, known, unknown } from "../../../src/inventory/known.ts";
import { accountId, denied, localUser, storageAccount, SUBSCRIPTION } from "../build.ts";
import { checkTable } from "../check-table.ts";

const allowed = { isLocalUserEnabled: known(true) } as const;
const message = 'Local users are allowed on "acct", which has none and serves neither SFTP nor NFS.';
const low = { fail: message, severity: "low", factors: ["weak-setting"] } as const;

checkTable(check, [
  ["allowed in so many words", storageAccount(allowed), low],
  [
    "allowed by default, as every data lake",
    storageAccount({ isLocalUserEnabled: byDefault(true) }),
    { fail: message, severity: "info", factors: ["weak-setting"], limits: ["ceiling:info"] },
  ],
  [
    "users of another account are no need",
    storageAccount(allowed),
    low,
    { localUsers: [localUser({ accountId: accountId("acct2") })] },
  ],
  [
    "another account's users not readable",
    storageAccount(allowed),
    low,
    { gaps: { localUsers: [denied(accountId("acct2"))] } },
  ],

  ["switched off", storageAccount(), "pass"],
  ["SFTP needs them", storageAccount({ ...allowed, isSftpEnabled: known(true) }), "pass", { guard: true }],
  ["NFS may need them", storageAccount({ ...allowed, enableNfsV3: known(true) }), "pass", { guard: true }],
  ["a user exists", storageAccount(allowed), "pass", { localUsers: [localUser()], guard: true }],
  [
    "a user exists, under an id in other case",
    storageAccount(allowed),
    "pass",
    { localUsers: [localUser({ accountId: accountId("ACCT") })], guard: true },
  ],
  [
    "a user of SMB exists",
    storageAccount(allowed),
    "pass",
    {
      localUsers: [localUser({ name: "smb", hasSharedKey: known(true), hasSshKey: known(false) })],
      guard: true,
    },
  ],
  [
    "a user exists, NFS not readable",
    storageAccount({ ...allowed, enableNfsV3: unknown(denied()) }),
    "pass",
    { localUsers: [localUser()] },
  ],

  [
    "no hierarchical namespace",
    storageAccount({ ...allowed, isHnsEnabled: known(false) }),
    "not-applicable",
    { guard: true },
  ],
  [
    "no hierarchical namespace by default",
    storageAccount({ isLocalUserEnabled: byDefault(true), isHnsEnabled: byDefault(false) }),
    "not-applicable",
    { guard: true },
  ],

  [
    "users not readable",
    storageAccount(allowed),
    { notAssessed: [denied(accountId("acct"))] },
    {
      gaps: { localUsers: [denied(accountId("acct"))] },
    },
  ],
  [
    "users of the subscription not readable",
    storageAccount(allowed),
    { notAssessed: [denied(SUBSCRIPTION)] },
    {
      gaps: { localUsers: [denied(SUBSCRIPTION)] },
    },
  ],
  [
    "namespace not readable",
    storageAccount({ ...allowed, isHnsEnabled: unknown(denied("/h")) }),
    { notAssessed: [denied("/h")] },
  ],
  [
    "flag not readable",
    storageAccount({ isLocalUserEnabled: unknown(denied("/l")) }),
    { notAssessed: [denied("/l")] },
  ],
  [
    "SFTP not readable",
    storageAccount({ ...allowed, isSftpEnabled: unknown(denied("/s")) }),
    { notAssessed: [denied("/s")] },
  ],
  [
    "NFS not readable",
    storageAccount({ ...allowed, enableNfsV3: unknown(denied("/n")) }),
    { notAssessed: [denied("/n")] },
  ],
]);
