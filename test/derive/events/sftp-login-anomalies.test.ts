import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { known } from "../../../src/inventory/known.ts";
import { byAccountName, type SftpLoginAnomaly, type SftpOperation } from "../../../src/inventory/sections.ts";
import { accountId, denied, openAccount, storageAccount } from "../../checks/build.ts";
import { OUTSIDE, sftpOperation } from "../../checks/build-events.ts";
import { subscription } from "../../checks/build-logging.ts";
import { tenant } from "../build-tenant.ts";
import { deriveFrom, type Gaps, type Items } from "../derive-from.ts";

const ACCOUNT = accountId("acct");
const NOBODY = {
  kind: "unknown",
  id: null,
  appId: null,
  name: "unknown",
  ip: OUTSIDE,
  userAgent: "SSH-2.0-OpenSSH_9.6",
} as const;

function anomalies(sftpOperations: readonly SftpOperation[], items: Items = {}, gaps: Gaps = {}) {
  const around = { tenants: [tenant()], subscriptions: [subscription()], storageAccounts: [openAccount()] };
  return deriveFrom({ ...around, sftpOperations, ...items }, gaps).sftpLoginAnomalies;
}

const told = (...args: Parameters<typeof anomalies>): readonly SftpLoginAnomaly[] => anomalies(...args).items;

/** `21 10:00` of December 2025. */
function at(text: string): string {
  return `2025-12-${text.replace(" ", "T")}:00.000Z`;
}

function signIn(from: string, to = from, over: Partial<SftpOperation> = {}): SftpOperation {
  return sftpOperation({ first: at(from), last: at(to), ...over });
}

function refused(count: number, from: string, to = from, over: Partial<SftpOperation> = {}): SftpOperation {
  return signIn(from, to, { outcome: "refused", statusText: "AuthenticationFailed", count, ...over });
}

describe("failures in a burst", () => {
  test("with the account, the address and the time", () => {
    expect(told([refused(40, "21 10:00", "21 10:50")])).toEqual([
      {
        id: `${ACCOUNT}/logEvents/2025-12-21-${OUTSIDE}`,
        name: "acct",
        targetId: ACCOUNT,
        targetName: "acct",
        first: at("21 10:00"),
        last: at("21 10:00"),
        actors: [NOBODY],
        rows: [
          {
            time: at("21 10:00"),
            source: "log-analytics",
            operation: "SftpConnect",
            actor: null,
            ip: OUTSIDE,
            userAgent: "SSH-2.0-OpenSSH_9.6",
            detail:
              'Sign-in was refused 40 times within the hour, with "AuthenticationFailed"; the log names no user.',
            queryId: "q04",
          },
        ],
        rowsOmitted: 0,
        states: [{ id: ACCOUNT, name: "acct", presence: "present" }],
        kinds: ["failed-burst"],
        ip: OUTSIDE,
        failures: 40,
        byPassword: false,
      },
    ] satisfies readonly SftpLoginAnomaly[]);
  });

  const client = { userAgent: "SSH-2.0-Go" } as const;

  test.each<[string, readonly SftpOperation[], number | undefined]>([
    ["four are noise", [refused(4, "21 10:00")], undefined],
    ["five are not", [refused(5, "21 10:00")], 5],
    ["five with two clients", [refused(2, "21 10:00"), refused(3, "21 10:10", "21 10:10", client)], 5],
    ["five in two hours", [refused(4, "21 10:00"), refused(4, "21 11:00")], undefined],
    ["five over the border of an hour", [refused(4, "21 10:58"), refused(1, "21 11:01")], 5],
    ["four over it", [refused(2, "21 10:58"), refused(2, "21 11:01")], undefined],
    [
      "within an hour less a minute",
      [refused(2, "21 10:31", "21 10:58"), refused(3, "21 11:01", "21 11:30")],
      5,
    ],
    [
      "within an hour to the minute",
      [refused(2, "21 10:30", "21 10:58"), refused(3, "21 11:01", "21 11:30")],
      undefined,
    ],
    [
      "a row that does not end within the hour, and one that does",
      [refused(3, "21 10:31"), refused(1, "21 11:01", "21 11:50", client), refused(2, "21 11:20")],
      5,
    ],
    [
      "over two borders, each row once",
      [refused(4, "21 10:30"), refused(2, "21 11:15"), refused(4, "21 12:10")],
      10,
    ],
    [
      "over two borders, where nothing joins them",
      [refused(3, "21 10:50"), refused(2, "21 11:10"), refused(1, "21 11:50"), refused(4, "21 12:49")],
      10,
    ],
    ["beside a burst that is one by itself", [refused(4, "21 09:59"), refused(5, "21 10:00")], 5],
    [
      "a row that counts nothing",
      [
        ...Array.from({ length: 20 }, (_, at) => refused(0, "21 10:59", "21 10:59", { userAgent: `${at}` })),
        refused(4, "21 10:59"),
        refused(4, "21 11:00"),
      ],
      8,
    ],
    [
      "five of two addresses",
      [refused(4, "21 10:00"), refused(4, "21 10:00", "21 10:00", { ip: "192.0.2.1" })],
      undefined,
    ],
    [
      "five at two accounts",
      [refused(4, "21 10:00"), refused(4, "21 10:00", "21 10:00", { accountName: "b" })],
      undefined,
    ],
    [
      "blocked by the network rules",
      [refused(40, "21 10:00", "21 10:00", { outcome: "blocked" })],
      undefined,
    ],
    ["failed for another reason", [refused(40, "21 10:00", "21 10:00", { outcome: "failed" })], undefined],
    [
      "refused to do something else",
      [refused(40, "21 10:00", "21 10:00", { operation: "SftpRename" })],
      undefined,
    ],
    ["an operation in capitals", [refused(40, "21 10:00", "21 10:00", { operation: "SFTPCONNECT" })], 40],
    ["two bursts on one day", [refused(5, "21 10:00"), refused(6, "21 12:00")], 11],
    ["a burst and noise on one day", [refused(5, "21 10:00"), refused(2, "21 12:00")], 5],
    ["of an address that the log does not name", [refused(5, "21 10:00", "21 10:00", { ip: null })], 5],
  ])("%s", (_, operations, failures) => {
    expect(told(operations).map((anomaly) => anomaly.failures)).toEqual(
      failures === undefined ? [] : [failures],
    );
  });

  test("each day and address is one incident", () => {
    const other = { ip: null };
    expect(
      told([refused(5, "21 23:59"), refused(5, "22 00:00"), refused(5, "22 00:00", "22 00:00", other)]).map(
        ({ id, ip }) => [id, ip],
      ),
    ).toEqual([
      [`${ACCOUNT}/logEvents/2025-12-21-${OUTSIDE}`, OUTSIDE],
      [`${ACCOUNT}/logEvents/2025-12-22-${OUTSIDE}`, OUTSIDE],
      [`${ACCOUNT}/logEvents/2025-12-22-unknown`, null],
    ]);
  });

  test("over midnight is one, of the day on which it began", () => {
    expect(
      told([refused(4, "21 23:58"), refused(4, "22 00:01")]).map(({ id, failures, rows }) => [
        id.slice(`${ACCOUNT}/logEvents/`.length),
        failures,
        rows.length,
      ]),
    ).toEqual([[`2025-12-21-${OUTSIDE}`, 8, 2]]);
  });

  test("once, and without a word of why", () => {
    const operation = refused(1, "21 10:10", "21 10:10", { statusText: null });
    expect(told([refused(4, "21 10:00"), operation])[0]?.rows[1]?.detail).toBe(
      "Sign-in was refused once within the hour; the log names no user.",
    );
  });
});

describe("success after failures", () => {
  const burst = refused(40, "21 10:00", "21 10:50");

  test("is told along with them", () => {
    const [anomaly] = told([burst, signIn("21 10:51")]);
    expect(anomaly).toMatchObject({
      kinds: ["failed-burst", "success-after-failures"],
      failures: 40,
      byPassword: true,
      first: at("21 10:00"),
      last: at("21 10:51"),
    });
    expect(anomaly?.rows.map(({ detail, queryId }) => [detail, queryId]).at(-1)).toEqual([
      "Somebody signed in once after the failures; the log names no user.",
      "q04",
    ]);
  });

  test.each<[string, readonly SftpOperation[], readonly string[]]>([
    ["in the same hour, some before and some after", [signIn("21 10:10", "21 10:55", { count: 3 })], ["21"]],
    ["in the same hour, all before the last failure", [signIn("21 10:10", "21 10:49")], ["21"]],
    ["at the moment of the last failure", [signIn("21 10:50")], ["21"]],
    ["at the moment of the first failure", [signIn("21 10:00")], []],
    ["in the same hour, before the first failure", [signIn("21 09:55", "21 09:59")], []],
    [
      "before the fifth failure of another day",
      [refused(4, "22 10:59"), refused(4, "22 11:10"), signIn("22 11:10")],
      [],
    ],
    [
      "after the fifth failure over the border of an hour",
      [refused(4, "23 10:59"), refused(4, "23 11:10"), signIn("23 11:11")],
      ["23"],
    ],
    [
      "after the fifth failure of two clients",
      [
        refused(4, "23 10:20", "23 10:40"),
        refused(1, "23 10:25", "23 10:25", { userAgent: null }),
        signIn("23 10:26"),
      ],
      ["23"],
    ],
    [
      "before the fifth failure of two clients",
      [
        refused(4, "23 10:20", "23 10:40"),
        refused(1, "23 10:25", "23 10:25", { userAgent: null }),
        signIn("23 10:25"),
      ],
      [],
    ],
    ["a day later to the minute, and on the day of the failures", [signIn("22 10:50")], ["21"]],
    ["a day and a minute later", [signIn("22 10:51")], []],
    ["from another address", [signIn("21 10:51", "21 10:51", { ip: "192.0.2.1" })], []],
    ["before", [signIn("21 09:00")], []],
    ["an operation that is no sign-in", [signIn("21 10:51", "21 10:51", { operation: "SftpOpen" })], []],
    ["after the later of two bursts", [refused(5, "22 09:00"), signIn("22 10:00")], ["22"]],
  ])("%s", (_, operations, days) => {
    const chains = told([burst, ...operations]).filter(({ kinds }) =>
      kinds.includes("success-after-failures"),
    );
    expect(
      chains.map(({ id }) => id.slice(`${ACCOUNT}/logEvents/2025-12-`.length, -OUTSIDE.length - 1)),
    ).toEqual(days);
  });

  test.each([
    ["21 10:50", "amid"],
    ["21 10:51", "after"],
  ])("at %s it is %s them", (when, word) => {
    expect(told([burst, signIn(when)])[0]?.rows.map(({ detail }) => detail)).toContain(
      `Somebody signed in once ${word} the failures; the log names no user.`,
    );
  });

  test.each<[string, string | null, boolean]>([
    ["a password", "LocalUserPassword", true],
    ["a password, spelled otherwise", "localuserpassword", true],
    ["a key, whose word nobody documents", "LocalUserPublicKey", false],
    ["what the log does not name", null, false],
  ])("with %s", (_, authenticationType, byPassword) => {
    expect(told([burst, signIn("21 10:51", "21 10:51", { authenticationType })])[0]?.byPassword).toBe(
      byPassword,
    );
  });
});

describe("a password from a new address", () => {
  const days = (...list: readonly number[]) =>
    list.map((day) =>
      sftpOperation({
        first: new Date(Date.parse("2025-12-21T10:00:00.000Z") + day * 86_400_000).toISOString(),
        ip: "192.0.2.1",
      }),
    );
  const history = days(-30, -20, -10, -1);
  const newcomer = signIn("21 10:00", "21 10:30", { count: 3 });

  test("is told with its sign-ins", () => {
    const [anomaly, ...more] = told([...history, newcomer]);
    expect(more).toEqual([]);
    expect(anomaly).toMatchObject({
      id: `${ACCOUNT}/logEvents/2025-12-21-${OUTSIDE}`,
      kinds: ["new-address"],
      ip: OUTSIDE,
      failures: 0,
      byPassword: true,
    });
    expect(anomaly?.rows.map(({ detail, queryId }) => [detail, queryId])).toEqual([
      [
        "Somebody signed in with a password 3 times from an address that was not seen in the 30 days before; the log names no user.",
        "q05",
      ],
    ]);
  });

  const mine = (...list: readonly number[]) => days(...list).map((one) => ({ ...one, ip: OUTSIDE }));

  test.each<[string, readonly SftpOperation[], number]>([
    [
      "a log that reaches back 29 days",
      [sftpOperation({ first: "2025-11-22T00:00:00.000Z", ip: null }), newcomer],
      0,
    ],
    [
      "a log that reaches back 30 days, by whatever row",
      [sftpOperation({ first: "2025-11-21T23:00:00.000Z", ip: null, outcome: "blocked" }), newcomer],
      1,
    ],
    ["no history", [newcomer], 0],
    ["seen the day before", [...history, ...mine(-1), newcomer], 0],
    ["seen 30 days before", [...history, ...mine(-30), newcomer], 0],
    ["seen 31 days before", [...days(-40), ...mine(-31), newcomer], 1],
    [
      "seen at work, without a sign-in",
      [...history, ...mine(-1).map((one) => ({ ...one, operation: "SftpRead" })), newcomer],
      0,
    ],
    [
      "refused the day before",
      [...history, ...mine(-1).map((one) => ({ ...one, outcome: "refused" as const })), newcomer],
      1,
    ],
    ["of an address that the log does not name", [...history, { ...newcomer, ip: null }], 0],
    ["with a key", [...history, { ...newcomer, authenticationType: "LocalUserPublicKey" }], 0],
    ["refused", [...history, { ...newcomer, outcome: "refused" as const }], 0],
    ["an operation that is no sign-in", [...history, { ...newcomer, operation: "SftpOpen" }], 0],
    ["at another account with a history of its own", [...history, { ...newcomer, accountName: "b" }], 0],
    ["the next day: it is known by then", [...history, ...mine(0, 1)], 1],
  ])("%s", (_, operations, count) => {
    expect(told(operations).filter(({ kinds }) => kinds.includes("new-address"))).toHaveLength(count);
  });

  test("who failed before is both", () => {
    const [anomaly] = told([...history, refused(5, "21 09:00"), newcomer]);
    expect(anomaly?.kinds).toEqual(["failed-burst", "success-after-failures", "new-address"]);
    expect(anomaly?.rows).toHaveLength(3);
  });
});

describe("whose account it is", () => {
  const burst = (over: Partial<SftpOperation>) => refused(5, "21 10:00", "21 10:00", over);

  test.each<[string, SftpOperation, string]>([
    ["of the inventory, by its name in any case", burst({ accountName: "ACCT", accountId: null }), ACCOUNT],
    [
      "gone, and named by its id",
      burst({ accountName: "gone", accountId: accountId("gone") }),
      accountId("gone"),
    ],
    [
      "gone, and named by its name alone",
      burst({ accountName: "gone", accountId: null }),
      byAccountName("gone"),
    ],
  ])("%s", (_, operation, id) => {
    expect(told([operation]).map(({ targetId }) => targetId)).toEqual([id]);
  });

  test.each<[string, Items, Gaps, string]>([
    ["SFTP off today", { storageAccounts: [storageAccount()] }, {}, "gone"],
    [
      "local users off today",
      { storageAccounts: [openAccount({ isLocalUserEnabled: known(false) })] },
      {},
      "gone",
    ],
    ["the account is gone", { storageAccounts: [] }, {}, "gone"],
    ["accounts not read", { storageAccounts: [] }, { storageAccounts: [denied()] }, "unknown"],
  ])("%s", (_, items, gaps, presence) => {
    expect(told([burst({})], items, gaps).flatMap(({ states }) => states)).toEqual([
      { id: ACCOUNT, name: "acct", presence },
    ]);
  });

  test("a name alone belongs to no subscription", () => {
    const operation = burst({ accountName: "gone", accountId: null });
    expect(told([operation])[0]?.states).toEqual([
      { id: byAccountName("gone"), name: "gone", presence: "unknown" },
    ]);
  });
});

test("gaps of the logs, and none of what only explains", () => {
  const gaps = { sftpOperations: [denied("/sftp")], localUsers: [denied("/users")] };
  expect(anomalies([], {}, gaps)).toMatchObject({ items: [], gaps: [denied("/sftp")] });
});

const countless: readonly Partial<SftpOperation>[] = [
  { count: Number.POSITIVE_INFINITY },
  { count: 1e300 },
  { count: 0.5 },
  { count: -1 },
  { paths: Number.NaN },
  { bytesIn: -5 },
  { bytesOut: Number.POSITIVE_INFINITY },
];

test.each(countless)("a row with %j is a gap, and the others count", (over) => {
  const broken = refused(5, "21 10:00", "21 10:00", over);
  const { items, gaps } = anomalies([broken, refused(5, "22 10:00")]);
  expect(items.map(({ failures, first }) => [failures, first])).toEqual([[5, at("22 10:00")]]);
  expect(gaps).toEqual([
    {
      reason: "malformed",
      scope: broken.id,
      request: "StorageBlobLogs",
      detail: "a row whose count of operations, files or bytes is none",
    },
  ]);
});

test("the order of rows does not show", () => {
  const operations = [
    refused(3, "20 10:50"),
    refused(3, "20 11:10"),
    refused(5, "21 10:00", "21 10:20"),
    refused(5, "21 10:00", "21 10:20", { ip: "192.0.2.1" }),
    refused(7, "22 10:00"),
    refused(7, "22 10:00", "22 10:00", { accountName: "other" }),
    signIn("21 11:00"),
    signIn("22 11:00"),
    sftpOperation({ first: "2025-10-01T00:00:00.000Z" }),
  ];
  const expected = told(operations);
  expect(expected).toHaveLength(5);
  fc.assert(
    fc.property(fc.shuffledSubarray(operations, { minLength: operations.length }), (shuffled) => {
      expect(told(shuffled)).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});
