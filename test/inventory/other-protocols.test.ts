import { expect, test } from "vitest";
import { type Known, known, unknown } from "../../src/inventory/known.ts";
import { servesOtherwise } from "../../src/inventory/other-protocols.ts";
import type { LocalUser, StorageAccount } from "../../src/inventory/sections.ts";
import { denied, localUser, scope, storageAccount } from "../checks/build.ts";

const files = { permissionScopes: known([scope("rw", "share", "file")]) } as const;
const mounts = { permissionScopes: known([]), isNFSv3Enabled: known(true) } as const;
const on = { isLocalUserEnabled: known(true) } as const;
const nfs = { ...on, enableNfsV3: known(true) } as const;
const open = unknown(denied("/open"));

test.each<[string, Partial<LocalUser>, Partial<StorageAccount>, Known<boolean>]>([
  ["file shares", files, on, known(true)],
  ["file shares in other case", { permissionScopes: known([scope("r", "s", "File")]) }, on, known(true)],
  ["file shares, local users off", files, {}, known(false)],
  ["file shares, local users not read", files, { isLocalUserEnabled: open }, open],
  ["file shares and ACLs", { ...files, allowAclAuthorization: known(true) }, on, known(false)],
  ["file shares, ACLs not read", { ...files, allowAclAuthorization: open }, on, open],
  [
    "a file share and a container",
    { permissionScopes: known([scope("r", "share", "file"), scope("r")]) },
    on,
    known(false),
  ],
  ["a container", {}, on, known(false)],
  ["nothing", { permissionScopes: known([]) }, nfs, known(false)],
  ["scopes not read", { permissionScopes: open }, on, open],
  ["scopes not read, local users off", { permissionScopes: open }, {}, known(false)],
  ["NFS 3.0", mounts, nfs, known(true)],
  ["NFS 3.0, which the account does not serve", mounts, on, known(false)],
  ["NFS 3.0, not read of the account", mounts, { ...on, enableNfsV3: open }, open],
  ["NFS 3.0, not read of the user", { ...mounts, isNFSv3Enabled: open }, nfs, open],
  ["NFS 3.0 and a container", { isNFSv3Enabled: known(true) }, nfs, known(false)],
])("%s", (_, user, account, expected) => {
  expect(servesOtherwise(localUser(user), storageAccount(account))).toEqual(expected);
});
