import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Gap } from "../../../src/inventory/known.ts";
import { known, unknown } from "../../../src/inventory/known.ts";
import type {
  AzureChange,
  AzureEvent,
  SftpAccountChange,
  SftpOperation,
} from "../../../src/inventory/sections.ts";
import {
  accountId,
  denied,
  localUser,
  openAccount,
  storageAccount,
  SUBSCRIPTION,
} from "../../checks/build.ts";
import { guid } from "../../checks/build-entra.ts";
import {
  actor,
  azureChange,
  azureEvent,
  EVENT_TIME,
  OUTSIDE,
  sftpOperation,
} from "../../checks/build-events.ts";
import { subscription } from "../../checks/build-logging.ts";
import { tenant } from "../build-tenant.ts";
import { deriveFrom, type Gaps, type Items } from "../derive-from.ts";

const ACCOUNT = accountId("acct");
const USER = `${ACCOUNT}/localUsers/partner`;
const LOCAL_USERS = "Microsoft.Storage/storageAccounts/localUsers";

function changes(items: Items, gaps: Gaps = {}) {
  const around = { tenants: [tenant()], subscriptions: [subscription()], storageAccounts: [openAccount()] };
  return deriveFrom({ ...around, ...items }, gaps).sftpAccountChanges;
}

const told = (events: readonly AzureEvent[], items: Items = {}) =>
  changes({ storageEvents: events, ...items }).items;

const inWorkspace = (event: AzureEvent): AzureEvent => ({ ...event, source: "log-analytics" });

/** A write of the account; later ones have higher numbers. */
function write(at: number, over: Partial<AzureChange>): AzureEvent {
  const time = `2025-12-${at}T10:00:00.000Z`;
  return azureEvent({ eventDataId: String(at), time, change: known(azureChange(over)) });
}

function userEvent(what: string, over: Parameters<typeof azureEvent>[0] = {}): AzureEvent {
  return azureEvent({ operation: `${LOCAL_USERS}/${what}`, resourceId: USER, ...over });
}

describe("SFTP switched on", () => {
  test("with who, when, from where, and what is left of it", () => {
    expect(told([write(21, { isSftpEnabled: true, sftpNow: true })])).toEqual([
      {
        id: `${ACCOUNT}/logEvents/${guid("corr", "21")}`,
        name: "acct",
        targetId: ACCOUNT,
        targetName: "acct",
        first: EVENT_TIME,
        last: EVENT_TIME,
        actors: [actor()],
        rows: [
          {
            time: EVENT_TIME,
            source: "activity-log",
            operation: "Microsoft.Storage/storageAccounts/write",
            actor: "alice@contoso.example",
            ip: OUTSIDE,
            userAgent: null,
            detail: "SFTP was switched on.",
            queryId: "q01",
          },
        ],
        rowsOmitted: 0,
        states: [{ id: ACCOUNT, name: "acct", presence: "present" }],
        kinds: ["sftp-enabled"],
        isUsed: false,
      },
    ] satisfies readonly SftpAccountChange[]);
  });

  test.each<[string, readonly Partial<AzureChange>[], readonly number[]]>([
    ["asked for", [{ isSftpEnabled: true }], [20]],
    ["asked for, and answered", [{ isSftpEnabled: true, sftpNow: true }], [20]],
    ["asked for again: a template", [{ isSftpEnabled: true }, { isSftpEnabled: true, sftpNow: true }], [20]],
    ["asked for where an answer showed it on", [{ sftpNow: true }, { isSftpEnabled: true }], []],
    ["asked for where it was off", [{ sftpNow: false }, { isSftpEnabled: true }], [21]],
    [
      "off and on again",
      [{ isSftpEnabled: true }, { isSftpEnabled: false }, { isSftpEnabled: true }],
      [20, 22],
    ],
    ["not asked for, and on as ever", [{ sftpNow: true }, { sftpNow: true }], []],
    ["on where the request's body is lost, and it was off", [{ sftpNow: false }, { sftpNow: true }], [21]],
    ["asked for and not done", [{ isSftpEnabled: true, sftpNow: false }], []],
    ["switched off", [{ isSftpEnabled: true }, { isSftpEnabled: false, sftpNow: false }], [20]],
    ["a write that tells nothing between", [{ isSftpEnabled: true }, {}, { isSftpEnabled: true }], [20]],
  ])("%s", (_, writes, expected) => {
    const found = told(writes.map((over, at) => write(20 + at, over)));
    expect(found.map(({ first }) => Number(first.slice(8, 10)))).toEqual(expected);
    expect(found.every(({ kinds }) => kinds.join() === "sftp-enabled")).toBe(true);
  });

  test("on an account that was made anew under its name", () => {
    const deletion = azureEvent({
      eventDataId: "21",
      time: "2025-12-21T10:00:00.000Z",
      operation: "MICROSOFT.STORAGE/STORAGEACCOUNTS/DELETE",
    });
    const on = { isSftpEnabled: true };
    expect(told([write(20, on), deletion, write(22, on)]).map(({ first }) => first.slice(8, 10))).toEqual([
      "20",
      "22",
    ]);
  });

  test.each<[string, Items, Gaps, string]>([
    ["off today", { storageAccounts: [storageAccount()] }, {}, "gone"],
    [
      "not read today",
      { storageAccounts: [storageAccount({ isSftpEnabled: unknown(denied()) })] },
      {},
      "unknown",
    ],
    ["the account is gone", { storageAccounts: [] }, {}, "gone"],
    ["accounts not read", { storageAccounts: [] }, { storageAccounts: [denied()] }, "unknown"],
    ["a subscription that was not looked into", { storageAccounts: [], subscriptions: [] }, {}, "unknown"],
  ])("%s", (_, items, gaps, presence) => {
    const { items: found } = changes({ storageEvents: [write(21, { isSftpEnabled: true })], ...items }, gaps);
    expect(found.map(({ id, states }) => [id, states])).toEqual([
      [`${ACCOUNT}/logEvents/${guid("corr", "21")}`, [{ id: ACCOUNT, name: "acct", presence }]],
    ]);
  });
});

describe("local users and the network, where SFTP is served", () => {
  const kindsOf = (over: Partial<AzureChange>, items: Items = {}) =>
    told([write(20, over)], items).flatMap(({ kinds }) => kinds);
  const off = { storageAccounts: [storageAccount()] };

  test("local users switched on", () => {
    expect(kindsOf({ isLocalUserEnabled: true })).toEqual(["local-users-enabled"]);
    expect(kindsOf({ isLocalUserEnabled: true }, off)).toEqual([]);
    expect(kindsOf({ isLocalUserEnabled: true, localUserNow: false })).toEqual([]);
    const unread = { storageAccounts: [openAccount({ isSftpEnabled: unknown(denied()) })] };
    expect(kindsOf({ isLocalUserEnabled: true }, unread)).toEqual([]);
  });

  test("everything in one request, also where SFTP is off today", () => {
    const all = { isSftpEnabled: true, isLocalUserEnabled: true, defaultAction: "Allow" } as const;
    const [found] = told([write(20, all)], off);
    expect(found?.kinds).toEqual(["sftp-enabled", "local-users-enabled", "network-opened"]);
    expect(found?.rows.map(({ detail }) => detail)).toEqual([
      "SFTP was switched on. Local users were switched on. The public network was opened.",
    ]);
    expect(found?.states).toEqual([{ id: ACCOUNT, name: "acct", presence: "gone" }]);
  });

  test.each<[string, readonly Partial<AzureChange>[], readonly number[]]>([
    ["every address", [{ defaultAction: "Allow" }], [20]],
    ["every address, in capitals", [{ defaultAction: "ALLOW" }], [20]],
    ["the public network, of whose rules nothing is told", [{ publicNetworkAccess: "Enabled" }], [20]],
    ["the public network with rules", [{ publicNetworkAccess: "Enabled", defaultAction: "Deny" }], []],
    [
      "the public network where rules stood",
      [{ defaultAction: "Deny" }, { publicNetworkAccess: "Enabled" }],
      [],
    ],
    [
      "every address where the public network is closed",
      [{ publicNetworkAccess: "Disabled" }, { defaultAction: "Allow" }],
      [],
    ],
    [
      "one after the other",
      [
        { publicNetworkAccess: "SecuredByPerimeter" },
        { defaultAction: "Allow" },
        { publicNetworkAccess: "Enabled" },
      ],
      [22],
    ],
    [
      "the same again",
      [{ defaultAction: "Allow" }, { defaultAction: "Allow", publicNetworkAccess: "Enabled" }],
      [20],
    ],
    [
      "closed and opened",
      [{ defaultAction: "Allow" }, { defaultAction: "Deny" }, { defaultAction: "Allow" }],
      [20, 22],
    ],
    ["nothing said of it", [{ sftpNow: true }], []],
    ["closed", [{ publicNetworkAccess: "Disabled" }], []],
  ])("the network opened: %s", (_, writes, expected) => {
    const found = told(writes.map((over, at) => write(20 + at, over)));
    expect(found.map(({ first }) => Number(first.slice(8, 10)))).toEqual(expected);
    expect(found.every(({ kinds }) => kinds.join() === "network-opened")).toBe(true);
  });

  test.each([
    ["any", openAccount(), "present"],
    ["none", openAccount({ publicNetworkAccess: known("Disabled") }), "gone"],
    ["not read", openAccount({ publicNetworkAccess: unknown(denied()) }), "unknown"],
  ])("from where it answers today: %s", (_, account, presence) => {
    const [found] = told([write(20, { defaultAction: "Allow" })], { storageAccounts: [account] });
    expect(found?.states).toEqual([{ id: ACCOUNT, name: "acct", presence }]);
    expect(found?.rows[0]?.queryId).toBe("q09");
  });

  test("local users on today, whatever else is", () => {
    const [found] = told([write(20, { isLocalUserEnabled: true })]);
    expect(found?.states).toEqual([{ id: ACCOUNT, name: "acct", presence: "present" }]);
  });
});

describe("local users", () => {
  test.each<[string, string, string]>([
    ["write", "local-user-written", 'A request wrote local user "partner".'],
    [
      "regeneratePassword/action",
      "password-regenerated",
      'A request made a new password for local user "partner".',
    ],
    [
      "regenerateSharedKey/action",
      "shared-key-regenerated",
      'A request made a new shared key for local user "partner".',
    ],
    ["listKeys/action", "keys-listed", 'A request listed the keys of local user "partner".'],
    ["delete", "local-user-deleted", 'A request deleted local user "partner".'],
  ])("%s, in any case", (what, kind, detail) => {
    const event = userEvent(what);
    const shouted = { ...event, operation: event.operation.toUpperCase() };
    const [found] = told([shouted], { localUsers: [localUser()] });
    expect(found?.kinds).toEqual([kind]);
    expect(found?.rows.map((row) => [row.detail, row.queryId])).toEqual([[detail, "q02"]]);
    expect(found?.states).toEqual([{ id: USER, name: "partner", presence: "present" }]);
  });

  test("what a request gave the user", () => {
    const change = azureChange({
      hasSshPassword: true,
      addsSshKey: true,
      permissionScopes: ["rwl:blob/uploads", "r:blob/out"],
      homeDirectory: "uploads",
    });
    const [found] = told([userEvent("write", { change: known(change) })]);
    expect(found?.rows[0]?.detail).toBe(
      'A request wrote local user "partner" with a password, an SSH key, the rights "r:blob/out", "rwl:blob/uploads", the home directory "uploads".',
    );
  });

  test.each<[string, AzureEvent["change"]]>([
    ["no body", known(null)],
    ["a body that could not be read", unknown(denied())],
    ["no password", known(azureChange({ hasSshPassword: false }))],
  ])("a request with %s", (_, change) => {
    const [found] = told([userEvent("write", { change })]);
    expect(found?.rows[0]?.detail).toBe('A request wrote local user "partner".');
  });

  test.each<[string, Items, Gaps, string]>([
    ["gone", {}, {}, "gone"],
    ["not read", {}, { localUsers: [denied(ACCOUNT)] }, "unknown"],
    ["of an account that is gone", { storageAccounts: [] }, { localUsers: [denied(ACCOUNT)] }, "gone"],
    ["of an account that was not read", { storageAccounts: [] }, { storageAccounts: [denied()] }, "unknown"],
  ])("a user that is %s", (_, items, gaps, presence) => {
    const { items: found } = changes({ storageEvents: [userEvent("write")], ...items }, gaps);
    expect(found.flatMap(({ states }) => states)).toEqual([{ id: USER, name: "partner", presence }]);
  });

  test("a user that the log does not name", () => {
    const [found] = told([userEvent("write", { resourceId: ACCOUNT })]);
    expect(found?.rows[0]?.detail).toBe("A request wrote a local user that the log does not name.");
    expect([found?.targetId, found?.states]).toEqual([ACCOUNT, []]);
  });

  test("ids in capitals are those of the inventory", () => {
    const event = userEvent("write", { resourceId: USER.toUpperCase(), correlationId: "C1" });
    const [found] = told([event], { localUsers: [localUser()] });
    expect([found?.id, found?.states]).toEqual([
      `${ACCOUNT}/logEvents/c1`,
      [{ id: USER, name: "partner", presence: "present" }],
    ]);
  });

  test("an account that is gone is named as storage accounts are", () => {
    const resourceId = `${SUBSCRIPTION}/resourceGroups/RG/providers/Microsoft.Storage/storageAccounts/ACCT`;
    const [found] = told([userEvent("delete", { resourceId })], { storageAccounts: [] });
    expect([found?.targetId, found?.targetName]).toEqual([resourceId, "acct"]);
  });
});

describe("what concerns nobody", () => {
  test.each<[string, AzureEvent]>([
    ["another operation", azureEvent({ operation: "Microsoft.Storage/storageAccounts/listKeys/action" })],
    ["a write that switches nothing", azureEvent()],
    ["a resource without an account", azureEvent({ resourceId: `${SUBSCRIPTION}/resourceGroups/rg` })],
    [
      "an id that ends where the name should stand",
      azureEvent({ resourceId: `${SUBSCRIPTION}/storageAccounts` }),
    ],
  ])("%s", (_, event) => {
    expect(told([event])).toEqual([]);
  });
});

describe("used within a day", () => {
  const made = userEvent("write");
  const signIn = (time: string, over: Parameters<typeof sftpOperation>[0] = {}) =>
    sftpOperation({ first: time, ...over });
  const used = (sftpOperations: readonly SftpOperation[], event = made) =>
    told([event], { sftpOperations })[0];

  test("from an address that never had signed in: the sign-in is part of the incident", () => {
    const found = used([signIn("2025-12-21T18:00:00.000Z")]);
    expect([found?.isUsed, found?.last]).toEqual([true, "2025-12-21T18:00:00.000Z"]);
    expect(found?.rows.map((row) => [row.detail, row.queryId, row.actor])).toEqual([
      ['A request wrote local user "partner".', "q02", "alice@contoso.example"],
      [`Somebody signed in from "${OUTSIDE}" for the first time; the log names no user.`, "q08", null],
    ]);
  });

  test("from an address that the log does not name", () => {
    expect(used([signIn(EVENT_TIME, { ip: null })])?.rows[1]?.detail).toBe(
      "Somebody signed in from an address that the log does not name for the first time; the log names no user.",
    );
  });

  test.each<[string, readonly ReturnType<typeof signIn>[], boolean]>([
    ["a day later to the minute", [signIn("2025-12-22T10:00:00.000Z")], true],
    ["a day and a second later", [signIn("2025-12-22T10:00:01.000Z")], false],
    ["a second before", [signIn("2025-12-21T09:59:59.000Z")], false],
    [
      "by somebody who was there before",
      [signIn("2025-11-01T10:00:00.000Z"), signIn("2025-12-21T18:00:00.000Z")],
      false,
    ],
    [
      "by another, whatever the order of the rows",
      [signIn("2025-12-21T18:00:00.000Z", { ip: "192.0.2.9" }), signIn("2025-11-01T10:00:00.000Z")],
      true,
    ],
    ["refused", [signIn("2025-12-21T18:00:00.000Z", { outcome: "refused" })], false],
    ["no sign-in", [signIn("2025-12-21T18:00:00.000Z", { operation: "SftpOpen" })], false],
    ["at another account", [signIn("2025-12-21T18:00:00.000Z", { accountName: "other" })], false],
    ["the account's name in capitals", [signIn("2025-12-21T18:00:00.000Z", { accountName: "ACCT" })], true],
  ])("%s", (_, operations, expected) => {
    expect(used(operations)?.isUsed).toBe(expected);
  });

  test.each(["regeneratePassword/action", "write"])("after %s", (what) => {
    expect(used([signIn(EVENT_TIME)], userEvent(what))?.isUsed).toBe(true);
  });

  test.each(["regenerateSharedKey/action", "listKeys/action", "delete"])("not after %s", (what) => {
    expect(used([signIn(EVENT_TIME)], userEvent(what))?.isUsed).toBe(false);
  });
});

describe("two logs", () => {
  const event = userEvent("write", { actor: actor({ ip: null }), change: known(null) });
  const copy: AzureEvent = {
    ...event,
    id: event.id.toUpperCase(),
    source: "log-analytics",
    resourceId: USER.toUpperCase(),
    operation: event.operation.toUpperCase(),
    actor: actor(),
    change: known(azureChange({ hasSshPassword: true })),
  };

  test("tell one deed once, and each what the other lacks", () => {
    const [found, ...more] = told([event], { workspaceEvents: [copy], localUsers: [localUser()] });
    expect(more).toEqual([]);
    expect(found?.rows).toEqual([
      expect.objectContaining({
        source: "activity-log",
        ip: OUTSIDE,
        detail: 'A request wrote local user "partner" with a password.',
      }),
    ]);
  });

  test("either alone tells the same incident", () => {
    const alone = { localUsers: [localUser()] };
    expect(told([], { workspaceEvents: [copy], ...alone }).map(({ id }) => id)).toEqual(
      told([event], alone).map(({ id }) => id),
    );
  });

  test("a row that lost its own id is known by what was done under which correlation", () => {
    const lost = { ...copy, id: `${USER}/logEvents/lost` };
    expect(told([event], { workspaceEvents: [lost] })[0]?.rows).toHaveLength(1);
    const unrelated = { ...lost, correlationId: null };
    expect(told([event], { workspaceEvents: [unrelated] })).toHaveLength(2);
  });

  const session = { correlationId: guid("corr", "terraform") };
  const inSession = (...events: readonly AzureEvent[]) => events.map((one) => ({ ...one, ...session }));
  const renamed = (events: readonly AzureEvent[], name: (at: number) => string): readonly AzureEvent[] =>
    events.map((one, at) => ({ ...one, source: "log-analytics", id: `${ACCOUNT}/logEvents/${name(at)}` }));
  const writes = inSession(
    write(20, { isSftpEnabled: false, sftpNow: false, defaultAction: "Deny" }),
    write(21, { isSftpEnabled: true, sftpNow: true, defaultAction: "Allow" }),
    write(22, { isSftpEnabled: false, sftpNow: false }),
    write(23, { isSftpEnabled: true, sftpNow: true }),
  );

  test.each<[string, Items]>([
    ["the Activity Log", { storageEvents: writes }],
    ["a workspace", { workspaceEvents: renamed(writes, (at) => `w${at}`) }],
    ["both, under the same ids", { storageEvents: writes, workspaceEvents: writes.map(inWorkspace) }],
    ["both, under ids of their own", { storageEvents: writes, workspaceEvents: renamed(writes, String) }],
    [
      "both, where a workspace lost some ids",
      {
        storageEvents: writes,
        workspaceEvents: [...writes.slice(0, 2).map(inWorkspace), ...renamed(writes.slice(2), String)],
      },
    ],
    [
      "both, each a part",
      { storageEvents: writes.slice(0, 2), workspaceEvents: renamed(writes.slice(0, 4), String) },
    ],
  ])("one correlation id for several writes, as Terraform sends it: told by %s", (_, items) => {
    const [found, ...more] = changes(items).items;
    expect(more).toEqual([]);
    expect(found?.kinds).toEqual(["sftp-enabled", "network-opened"]);
    expect(found?.rows.map(({ time, detail }) => [time.slice(8, 10), detail])).toEqual([
      ["21", "SFTP was switched on. The public network was opened."],
      ["23", "SFTP was switched on."],
    ]);
  });

  test("each of a session takes what its own copy holds, whatever the order of rows", () => {
    const bare = writes.map((one) => ({ ...one, change: known(null) }));
    const copies = renamed(writes, String);
    const expected = changes({ storageEvents: writes }).items;
    fc.assert(
      fc.property(
        fc.shuffledSubarray(bare, { minLength: bare.length }),
        fc.shuffledSubarray([...copies], { minLength: copies.length }),
        (storageEvents, workspaceEvents) => {
          expect(changes({ storageEvents, workspaceEvents }).items).toEqual(expected);
        },
      ),
      { numRuns: 20 },
    );
  });

  test("what both tell is the Activity Log's", () => {
    const full = { ...event, actor: actor({ name: "bob@contoso.example" }), change: known(azureChange()) };
    const [found] = told([full], { workspaceEvents: [copy] });
    expect(found?.rows).toEqual([
      expect.objectContaining({
        actor: "bob@contoso.example",
        detail: 'A request wrote local user "partner".',
      }),
    ]);
  });

  test("where nobody is named, nobody is", () => {
    const nobody = actor({ kind: "unknown", id: null, name: "unknown", ip: null });
    expect(told([userEvent("write", { actor: nobody })])[0]?.rows[0]?.actor).toBeNull();
  });
});

describe("what was not read", () => {
  const gapsOf = (event: AzureEvent, items: Items = {}): readonly Gap[] =>
    changes({ storageEvents: [event], ...items }).gaps;

  test("gaps of the logs, and none of what only explains", () => {
    const gap = denied("/logs");
    const gaps = { storageEvents: [gap], localUsers: [denied("/users")], sftpOperations: [denied("/sftp")] };
    expect(changes({}, gaps).gaps).toEqual([gap]);
  });

  test("a write of an account whose body was lost", () => {
    expect(gapsOf(azureEvent({ change: known(null) }))).toEqual([
      {
        reason: "unsupported",
        scope: ACCOUNT,
        request: "Microsoft.Storage/storageAccounts/write",
        detail: "the log holds neither the request nor the answer, so that nobody knows what was switched",
      },
    ]);
    expect(changes({ workspaceEvents: [azureEvent({ change: unknown(denied()) })] }).gaps).toEqual([
      denied(),
    ]);
  });

  test.each<[string, AzureEvent]>([
    ["a write that could be read", azureEvent()],
    ["a write of a local user, which speaks for itself", userEvent("write", { change: known(null) })],
    ["a write of nothing", azureEvent({ change: known(null), resourceId: SUBSCRIPTION })],
  ])("not %s", (_, event) => {
    expect(gapsOf(event)).toEqual([]);
  });
});

test("the order of rows does not show, whichever log they came by", () => {
  const events = [
    write(20, { sftpNow: false }),
    write(21, { isSftpEnabled: true }),
    write(22, { isSftpEnabled: true, defaultAction: "Allow" }),
    userEvent("write", { eventDataId: "a" }),
    userEvent("regeneratePassword/action", { eventDataId: "b", correlationId: null }),
    userEvent("delete", { eventDataId: "c", correlationId: null }),
  ];
  const expected = told(events);
  expect(expected.map(({ kinds }) => kinds)).toEqual([
    ["password-regenerated", "local-user-deleted"],
    ["sftp-enabled"],
    ["network-opened"],
    ["local-user-written"],
  ]);
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
      expect(told(shuffled)).toEqual(expected);
      expect(told([], { workspaceEvents: shuffled })).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});
