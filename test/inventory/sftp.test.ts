import { describe, expect, test } from "vitest";
import { type Known, known, unknown } from "../../src/inventory/known.ts";
import {
  accessFactors,
  accountFactors,
  endpointFactors,
  loggingFactors,
  reachFactor,
  userFactors,
} from "../../src/inventory/sftp-factors.ts";
import type { LocalUser, SftpEndpoint, StorageAccount } from "../../src/inventory/sections.ts";
import {
  blobScopes,
  containerOf,
  hasCredential,
  hasSftpCredential,
  holds,
  isBlob,
  scopeRight,
  type SftpRight,
  sftpUsable,
  unknownLetters,
  wider,
  widestRight,
} from "../../src/inventory/sftp.ts";
import { accountId, denied, localUser, openAccount, scope } from "../checks/build.ts";

const gap = unknown(denied());
const off = known(false);

test.each<[string, Partial<StorageAccount>, Known<boolean>]>([
  ["all on", {}, known(true)],
  ["no hierarchical namespace", { isHnsEnabled: off }, known(false)],
  ["SFTP off", { isSftpEnabled: off }, known(false)],
  ["local users off", { isLocalUserEnabled: off }, known(false)],
  ["namespace not read", { isHnsEnabled: gap }, gap],
  ["SFTP not read", { isSftpEnabled: gap }, gap],
  ["local users not read", { isLocalUserEnabled: gap }, gap],
  [
    "one off, the others not read",
    { isHnsEnabled: gap, isSftpEnabled: gap, isLocalUserEnabled: off },
    known(false),
  ],
  ["the first that was not read", { isSftpEnabled: gap, isLocalUserEnabled: unknown(denied("/b")) }, gap],
])("usable: %s", (_, over, expected) => {
  expect(sftpUsable(openAccount(over))).toEqual(expected);
});

test("scopes on file shares are out of reach, those on unknown services are not dropped", () => {
  const scopes = [
    scope("r", "a"),
    scope("r", "b", "file"),
    scope("r", "c", "FILE"),
    scope("r", "d", "table"),
  ];
  expect(blobScopes(scopes).map(({ resourceName }) => resourceName)).toEqual(["a", "d"]);
});

test.each<[string, boolean]>([
  ["blob", true],
  ["Blob", true],
  ["file", false],
  ["table", false],
])("a scope on %s is on a container: %s", (service, expected) => {
  expect(isBlob(scope("r", "a", service))).toBe(expected);
});

test.each<[string, string]>([
  ["uploads", "uploads"],
  ["uploads/in/deep", "uploads"],
  ["/uploads/in", "uploads"],
  ["", ""],
  ["//", ""],
])("the container of %j is %j", (name, expected) => {
  expect(containerOf(scope("r", name))).toBe(expected);
});

test.each<
  [string, Partial<LocalUser>, { readonly forSftp: Known<boolean>; readonly whatever: Known<boolean> }]
>([
  ["a key", {}, { forSftp: known(true), whatever: known(true) }],
  [
    "a password",
    { hasSshKey: off, hasSshPassword: known(true) },
    { forSftp: known(true), whatever: known(true) },
  ],
  ["a shared key", { hasSshKey: off, hasSharedKey: known(true) }, { forSftp: off, whatever: known(true) }],
  ["nothing", { hasSshKey: off }, { forSftp: off, whatever: off }],
  ["a key not read", { hasSshKey: gap }, { forSftp: gap, whatever: gap }],
  ["a shared key not read", { hasSshKey: off, hasSharedKey: gap }, { forSftp: off, whatever: gap }],
])("credentials: %s", (_, over, { forSftp, whatever }) => {
  expect(hasSftpCredential(localUser(over))).toEqual(forSftp);
  expect(hasCredential(localUser(over))).toEqual(whatever);
});

test.each<[string, SftpRight, string]>([
  ["", "none", ""],
  ["r", "read", ""],
  ["l", "read", ""],
  ["w", "write", ""],
  ["c", "write", ""],
  ["d", "write", ""],
  ["o", "takeover", ""],
  ["p", "takeover", ""],
  ["rwdlcop", "takeover", ""],
  ["RW", "write", ""],
  ["rw", "write", ""],
  ["x", "none", "x"],
  ["rXy", "read", "xy"],
])("letters %j: %s, unknown %j", (letters, right, strange) => {
  expect(scopeRight(scope(letters))).toBe(right);
  expect(unknownLetters(scope(letters))).toBe(strange);
});

test("holds asks for any of the letters", () => {
  expect(holds(scope("rw"), "wx")).toBe(true);
  expect(holds(scope("RW"), "w")).toBe(true);
  expect(holds(scope("rw"), "dx")).toBe(false);
  expect(holds(scope("rw"), "")).toBe(false);
});

test.each<[SftpRight[], SftpRight]>([
  [[], "none"],
  [["none", "read"], "read"],
  [["read", "none"], "read"],
  [["read", "write", "read"], "write"],
  [["takeover", "write"], "takeover"],
])("the widest of %j is %s", (rights, widest) => {
  expect(wider(rights)).toBe(widest);
});

test.each<[string, Partial<LocalUser>, Known<SftpRight>]>([
  ["no scope", { permissionScopes: known([]) }, known("none")],
  ["several scopes", { permissionScopes: known([scope("r"), scope("w"), scope("l")]) }, known("write")],
  ["a file share", { permissionScopes: known([scope("p", "a", "file"), scope("r")]) }, known("read")],
  [
    "ACL authorization",
    { allowAclAuthorization: known(true), permissionScopes: known([]) },
    known("takeover"),
  ],
  [
    "ACL authorization, scopes not read",
    { allowAclAuthorization: known(true), permissionScopes: gap },
    known("takeover"),
  ],
  ["scopes not read", { permissionScopes: gap }, gap],
  [
    "writes, ACL authorization not read: knowing less must not lower a score",
    { allowAclAuthorization: gap, permissionScopes: known([scope("rw")]) },
    known("write"),
  ],
  [
    "reads, and holds a letter that is not documented",
    { permissionScopes: known([scope("r"), scope("rz")]) },
    unknown({
      reason: "malformed",
      scope: localUser().id,
      request: "GET localUsers",
      detail: 'permissions "rz" on service "blob" are not documented',
    }),
  ],
  [
    "writes, and holds a letter that is not documented",
    { permissionScopes: known([scope("wz")]) },
    known("write"),
  ],
  ["ACL authorization not read", { allowAclAuthorization: gap }, gap],
  [
    "takes over, ACL authorization not read",
    { allowAclAuthorization: gap, permissionScopes: known([scope("o")]) },
    known("takeover"),
  ],
  ["nothing read", { allowAclAuthorization: unknown(denied("/b")), permissionScopes: gap }, gap],
])("widest right: %s", (_, over, expected) => {
  expect(widestRight(localUser(over))).toEqual(expected);
});

describe("factors", () => {
  const endpoint: SftpEndpoint = {
    id: `${accountId("acct")}/sftpEndpoints/default`,
    name: "acct",
    accountId: accountId("acct"),
    usable: known(true),
    reach: known("any"),
    users: known(1),
    widestRight: known("write"),
    password: known(true),
    sshKey: known(true),
    logging: known("complete"),
  };
  const told = (over: Partial<SftpEndpoint>) => endpointFactors({ ...endpoint, ...over });

  test("of an endpoint that was not derived", () => {
    expect(endpointFactors(undefined)).toEqual([
      { name: "sftp-unknown-right", because: "The local users were not read." },
    ]);
  });

  test.each<[string, Partial<SftpEndpoint>, readonly [string, string][]]>([
    [
      "a password",
      {},
      [
        ["sftp-write", "A local user may write, create or delete files."],
        ["password", "A local user signs in with a password."],
      ],
    ],
    [
      "a key",
      { password: known(false), widestRight: known("takeover") },
      [
        ["sftp-takeover", "A local user may change owner or permissions of files."],
        ["ssh-key", "A local user signs in with an SSH key."],
      ],
    ],
    [
      "no way in",
      { password: off, sshKey: off, widestRight: known("read") },
      [
        ["sftp-read", "A local user may read or list files."],
        ["no-credential", "A local user has no credential for SFTP."],
      ],
    ],
    [
      "no right",
      { widestRight: known("none") },
      [
        ["sftp-endpoint", "A local user holds no right on a container."],
        ["password", "A local user signs in with a password."],
      ],
    ],
    [
      "nothing read",
      { widestRight: gap, password: gap, users: gap },
      [
        ["sftp-unknown-right", "What a local user may do could not be read."],
        ["unknown-credential", "How a local user signs in could not be read."],
      ],
    ],
    [
      "passwords not read, a key",
      { password: gap },
      [
        ["sftp-write", "A local user may write, create or delete files."],
        ["unknown-credential", "How a local user signs in could not be read."],
      ],
    ],
    [
      "keys not read",
      { password: off, sshKey: gap },
      [
        ["sftp-write", "A local user may write, create or delete files."],
        ["unknown-credential", "How a local user signs in could not be read."],
      ],
    ],
    ["no user", { users: known(0) }, [["sftp-endpoint", "No local user exists."]]],
  ])("of an endpoint: %s", (_, over, expected) => {
    expect(told(over).map(({ name, because }) => [name, because])).toEqual(expected);
  });

  test("of what a user may do, and how it signs in", () => {
    expect(accessFactors(localUser())).toEqual(userFactors(localUser()).slice(0, 2));
  });

  test("of a user", () => {
    expect(userFactors(localUser())).toEqual([
      { name: "sftp-read", because: "The local user may read or list files." },
      { name: "ssh-key", because: "The local user signs in with an SSH key." },
      { name: "unknown-age", because: "Azure does not tell when a local user was made." },
      { name: "unknown-use", because: "Whether anybody signs in with it was not read." },
    ]);
  });

  test.each<[SftpEndpoint["reach"], string]>([
    [known("any"), "any-network"],
    [known("selected"), "selected-networks"],
    [known("none"), "private-network"],
    [gap, "unknown-network"],
  ])("of the network %j: %s", (reach, name) => {
    expect(reachFactor(reach)).toEqual({ name, because: expect.stringMatching(/^[A-Z].+ .+\.$/) });
  });

  test.each<[string, SftpEndpoint["logging"] | undefined, readonly [string, string][]]>([
    ["nothing is added", known("complete"), []],
    [
      "a part",
      known("partial"),
      [["partly-logged", "Of reads, writes and deletions only a part leaves a log."]],
    ],
    ["nothing", known("none"), [["not-logged", "Neither logins nor transfers leave a log."]]],
    ["not read", gap, [["unknown-logging", "Whether logins leave a log was not read."]]],
    ["no endpoint", undefined, [["unknown-logging", "Whether logins leave a log was not read."]]],
  ])("of logging: %s", (_, logging, expected) => {
    const factors = loggingFactors(logging === undefined ? undefined : { ...endpoint, logging });
    expect(factors.map(({ name, because }) => [name, because])).toEqual(expected);
  });

  test.each<[string, StorageAccount | undefined, SftpEndpoint | undefined, readonly string[]]>([
    ["open, and logged", openAccount(), endpoint, ["any-network"]],
    [
      "SFTP off, and nothing logged",
      openAccount({ isSftpEnabled: off }),
      { ...endpoint, logging: known("none") },
      ["any-network", "not-logged", "sftp-off"],
    ],
    ["SFTP not read", openAccount({ isSftpEnabled: gap }), endpoint, ["any-network"]],
    ["closed", openAccount({ publicNetworkAccess: known("Disabled") }), endpoint, ["private-network"]],
    ["not read", undefined, undefined, ["unknown-network", "unknown-logging"]],
  ])("of an account: %s", (_, account, at, expected) => {
    expect(accountFactors(account, at).map(({ name }) => name)).toEqual(expected);
  });
});
