import { describe, expect, test } from "vitest";
import { derive } from "../../src/derive/derive.ts";
import { emptySections, type Section } from "../../src/inventory/inventory.ts";
import { type Gap, known, unknown } from "../../src/inventory/known.ts";
import type {
  DiagnosticSetting,
  LocalUser,
  SftpEndpoint,
  StorageAccount,
} from "../../src/inventory/sections.ts";
import {
  accountId,
  denied,
  localUser,
  openAccount,
  scope,
  storageAccount,
  SUBSCRIPTION,
} from "../checks/build.ts";
import { diagnosticSetting, logs, nowhere, settingsDenied, toAccount } from "../checks/build-logging.ts";

function endpoints(
  accounts: readonly StorageAccount[],
  users: readonly LocalUser[] = [],
  gaps: readonly Gap[] = [],
  blobDiagnosticSettings: Section<DiagnosticSetting> = { items: [], gaps: [] },
): readonly SftpEndpoint[] {
  const { sections } = derive({
    collectedAt: "2026-01-01T00:00:00.000Z",
    sections: {
      ...emptySections(),
      storageAccounts: { items: accounts, gaps: [] },
      localUsers: { items: users, gaps },
      blobDiagnosticSettings,
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
      logging: known("none"),
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

describe("what of the blob service leaves a log", () => {
  const loggingOf = (
    settings: readonly Partial<DiagnosticSetting>[],
    over: Partial<StorageAccount> = {},
    rest: Partial<Section<DiagnosticSetting>> = {},
  ) => {
    const items = settings.map(diagnosticSetting);
    const [found] = endpoints([openAccount(over)], [], [], { items, gaps: [], ...rest });
    return found?.logging;
  };
  const refused = settingsDenied(accountId("acct"));

  test.each<readonly [string, readonly Partial<DiagnosticSetting>[], string]>([
    ["all of it", [{}], "complete"],
    ["a part", [{ logs: logs("StorageRead", "StorageWrite") }], "partial"],
    ["nothing without a setting", [], "none"],
    ["nothing where logs lead nowhere", [nowhere], "none"],
    ["nothing where they stay in the account", [toAccount("acct")], "none"],
    ["nothing where the setting is a neighbor's", [{ of: accountId("b") }], "none"],
    [
      "nothing where the setting is another service's",
      [{ of: `${accountId("acct")}/queueServices/default` }],
      "none",
    ],
  ])("%s", (_, settings, expected) => {
    expect(loggingOf(settings)).toEqual(known(expected));
  });

  test("what was not understood could be the one", () => {
    expect(loggingOf([{ logs: unknown(refused) }])).toEqual(unknown(refused));
    expect(loggingOf([{ logs: unknown(refused) }, {}])).toEqual(known("complete"));
  });

  test.each([refused, settingsDenied(SUBSCRIPTION)])(
    "a list that was cut leaves every no open (%#)",
    (cut) => {
      expect(loggingOf([], {}, { gaps: [cut] })).toEqual(unknown(cut));
      expect(loggingOf([{ logs: logs("StorageRead") }], {}, { gaps: [cut] })).toEqual(unknown(cut));
      expect(loggingOf([{}], {}, { gaps: [cut] })).toEqual(known("complete"));
    },
  );

  test("a neighbor's gap is no gap, and neither is one in the list of accounts: this one was listed", () => {
    expect(loggingOf([], {}, { gaps: [settingsDenied(accountId("b"))] })).toEqual(known("none"));
    expect(loggingOf([], {}, { inherited: [denied(SUBSCRIPTION)] })).toEqual(known("none"));
  });

  test("where SFTP is off nobody asked, which is no answer", () => {
    expect(loggingOf([], { isSftpEnabled: known(false) })).toEqual(
      unknown({
        reason: "not-requested",
        scope: accountId("acct"),
        request: `GET ${accountId("acct")}/blobServices/default/providers/Microsoft.Insights/diagnosticSettings`,
        detail: "SFTP is off, and nothing to log",
      }),
    );
    expect(loggingOf([{}], { isSftpEnabled: known(false) })).toEqual(known("complete"));
    expect(loggingOf([], { isSftpEnabled: unknown(refused) })).toEqual(known("none"));
  });
});
