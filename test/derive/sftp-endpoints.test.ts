import { describe, expect, test } from "vitest";
import { derive } from "../../src/derive/derive.ts";
import { emptySections } from "../../src/inventory/inventory.ts";
import { type Gap, known, unknown } from "../../src/inventory/known.ts";
import type { LocalUser, SftpEndpoint, StorageAccount } from "../../src/inventory/sections.ts";
import {
  accountId,
  denied,
  localUser,
  openAccount,
  scope,
  storageAccount,
  SUBSCRIPTION,
} from "../checks/build.ts";

function endpoints(
  accounts: readonly StorageAccount[],
  users: readonly LocalUser[] = [],
  gaps: readonly Gap[] = [],
): readonly SftpEndpoint[] {
  const { sections } = derive({
    collectedAt: "2026-01-01T00:00:00.000Z",
    sections: {
      ...emptySections(),
      storageAccounts: { items: accounts, gaps: [] },
      localUsers: { items: users, gaps },
    },
  });
  return sections.sftpEndpoints.items;
}

const endpoint = (users: readonly LocalUser[], gaps: readonly Gap[] = []) =>
  endpoints([openAccount()], users, gaps)[0];
const gap = denied(accountId("acct"));
const property = denied(`${accountId("acct")}/localUsers/x`);

test("what stands behind an open account", () => {
  expect(
    endpoints(
      [openAccount()],
      [localUser({ hasSshPassword: known(true) }), localUser({ accountId: accountId("b") })],
    ),
  ).toEqual([
    {
      id: `${accountId("acct")}/sftpEndpoints/default`,
      name: "acct",
      accountId: accountId("acct"),
      usable: known(true),
      reach: known("any"),
      users: known(1),
      widestRight: known("read"),
      password: known(true),
      sshKey: known(true),
    },
  ]);
});

test("one for every account with a namespace, or with one that was not read", () => {
  const accounts = [
    storageAccount({ name: "a" }),
    storageAccount({ name: "b", isHnsEnabled: known(false) }),
    storageAccount({ name: "c", isHnsEnabled: unknown(gap) }),
  ];
  const found = endpoints(accounts);
  expect(found.map(({ name }) => name)).toEqual(["a", "c"]);
  expect(found.map(({ usable }) => usable)).toEqual([known(false), known(false)]);
  expect(found.map(({ reach }) => reach)).toEqual([known("none"), known("none")]);
});

describe("a list that was read to its end", () => {
  test("nobody", () => {
    expect(endpoint([])).toMatchObject({
      users: known(0),
      widestRight: known("none"),
      password: known(false),
      sshKey: known(false),
    });
  });

  test("several: the widest right, any password, any key", () => {
    const users = [
      localUser({ name: "a" }),
      localUser({ name: "b", hasSshKey: known(false), hasSshPassword: known(true) }),
      localUser({ name: "c", permissionScopes: known([scope("cw")]) }),
    ];
    expect(endpoint(users)).toMatchObject({
      users: known(3),
      widestRight: known("write"),
      password: known(true),
      sshKey: known(true),
    });
  });

  test.each<[string, Partial<LocalUser>, Partial<SftpEndpoint>]>([
    [
      "a password",
      { hasSshPassword: unknown(property) },
      { password: unknown(property), sshKey: known(true) },
    ],
    ["a key", { hasSshKey: unknown(property) }, { password: known(false), sshKey: known(true) }],
    ["scopes", { permissionScopes: unknown(property) }, { widestRight: unknown(property) }],
  ])("%s that was not read may be the worst", (_, over, expected) => {
    expect(endpoint([localUser(), localUser({ name: "b", ...over })])).toMatchObject(expected);
  });

  test("and does not matter where the worst is known", () => {
    const users = [
      localUser({
        name: "a",
        hasSshPassword: unknown(property),
        hasSshKey: unknown(property),
        permissionScopes: unknown(property),
      }),
      localUser({ name: "b", hasSshPassword: known(true), permissionScopes: known([scope("p")]) }),
    ];
    expect(endpoint(users)).toMatchObject({
      password: known(true),
      sshKey: known(true),
      widestRight: known("takeover"),
    });
  });

  test("a neighbor's gap is no gap", () => {
    expect(endpoint([], [denied(accountId("b"))])?.users).toEqual(known(0));
  });
});

describe("a list that was cut", () => {
  test.each([gap, denied(SUBSCRIPTION)])("leaves every no and every count open (%#)", (cut) => {
    expect(endpoint([localUser({ hasSshKey: known(false) })], [cut])).toMatchObject({
      users: unknown(cut),
      widestRight: unknown(cut),
      password: unknown(cut),
      sshKey: unknown(cut),
    });
  });

  test("a known worst stays known", () => {
    const worst = localUser({ hasSshPassword: known(true), permissionScopes: known([scope("o")]) });
    expect(endpoint([worst], [gap])).toMatchObject({
      users: unknown(gap),
      widestRight: known("takeover"),
      password: known(true),
      sshKey: known(true),
    });
  });

  test("a property that was not read says so before the list does", () => {
    const user = localUser({ hasSshPassword: unknown(property), permissionScopes: unknown(property) });
    expect(endpoint([user], [gap])).toMatchObject({
      password: unknown(property),
      widestRight: unknown(property),
    });
  });
});
