import { describe, expect, test } from "vitest";
import { known, unknown } from "../../../src/inventory/known.ts";
import type { LocalUser, SftpOperation, StateEvidence } from "../../../src/inventory/sections.ts";
import { accountId, denied, localUser, openAccount } from "../../checks/build.ts";
import { azureChange, azureEvent, EVENT_TIME, sftpOperation } from "../../checks/build-events.ts";
import { subscription } from "../../checks/build-logging.ts";
import { tenant } from "../build-tenant.ts";
import { deriveFrom, type Gaps, type Items } from "../derive-from.ts";

const ACCOUNT = accountId("acct");

function evidence(items: Items, gaps: Gaps = {}) {
  const around = { tenants: [tenant()], subscriptions: [subscription()], storageAccounts: [openAccount()] };
  return deriveFrom({ ...around, ...items }, gaps).storageEvidence;
}

const user = (name: string, over: Partial<LocalUser> = {}): LocalUser => localUser({ name, ...over });
const byPassword = { hasSshPassword: known(true) } as const;
const write = (name: string, eventDataId = name) =>
  azureEvent({
    eventDataId,
    operation: "Microsoft.Storage/storageAccounts/localUsers/write",
    resourceId: `${ACCOUNT}/localUsers/${name}`,
  });
const burst = (over: Partial<SftpOperation> = {}) =>
  sftpOperation({ outcome: "refused", count: 40, statusText: "AuthenticationFailed", ...over });
const success = (over: Partial<SftpOperation> = {}) =>
  sftpOperation({ first: "2025-12-21T11:00:00.000Z", ...over });

const brief = ({ name, rows, isChain, incidents }: StateEvidence) => [name, rows.length, isChain, incidents];
const told = (items: Items) => evidence(items).items.map(brief);

describe("what was done to it", () => {
  test("a user has its own, and its account all", () => {
    const { items } = evidence({
      localUsers: [user("a"), user("b"), user("c")],
      storageEvents: [write("a"), write("b"), write("b", "b2")],
    });
    expect(items.map(brief)).toEqual([
      ["acct", 3, false, 3],
      ["a", 1, false, 1],
      ["b", 2, false, 2],
    ]);
    expect(items[1]).toEqual({
      id: `${ACCOUNT}/localUsers/a/storageEvidence/default`,
      name: "a",
      stateId: `${ACCOUNT}/localUsers/a`,
      rows: [expect.objectContaining({ time: EVENT_TIME, detail: 'A request wrote local user "a".' })],
      rowsOmitted: 0,
      isChain: false,
      incidents: 1,
    } satisfies StateEvidence);
  });

  test("several steps under one correlation id are one incident", () => {
    const correlationId = "c1";
    const steps = [write("a"), write("a", "2")].map((event, at) => ({
      ...event,
      correlationId,
      time: `${event.time}`,
      operation:
        at === 0 ? event.operation : "Microsoft.Storage/storageAccounts/localUsers/regeneratePassword/action",
    }));
    expect(told({ localUsers: [user("a")], storageEvents: steps })).toEqual([
      ["acct", 2, false, 1],
      ["a", 2, false, 1],
    ]);
  });

  test("of the account alone", () => {
    const switched = azureEvent({ change: known(azureChange({ isSftpEnabled: true })) });
    expect(told({ localUsers: [user("a")], storageEvents: [switched] })).toEqual([["acct", 1, false, 1]]);
  });

  test("used within a day: a chain, with the sign-in told once", () => {
    const used = success({ authenticationType: "LocalUserPublicKey" });
    expect(
      told({
        localUsers: [user("a"), user("b")],
        storageEvents: [write("a"), write("a", "a2")],
        sftpOperations: [used],
      }),
    ).toEqual([
      ["acct", 3, true, 2],
      ["a", 3, true, 2],
    ]);
  });

  test("nothing of what is gone", () => {
    expect(told({ storageEvents: [write("a")] })).toEqual([["acct", 1, false, 1]]);
    expect(told({ storageAccounts: [], storageEvents: [write("a")] })).toEqual([]);
  });

  test("fifty rows at most, and the count of the rest", () => {
    const events = Array.from({ length: 60 }, (_, at) => ({
      ...write("a"),
      id: `/logEvents/${at}`,
      correlationId: `c${at}`,
    }));
    const { items } = evidence({ localUsers: [user("a")], storageEvents: events });
    expect(items.map(({ rows, rowsOmitted, incidents }) => [rows.length, rowsOmitted, incidents])).toEqual([
      [50, 10, 60],
      [50, 10, 60],
    ]);
  });
});

describe("sign-ins and transfers, of which the log names no user", () => {
  test("guessed right with a password: whoever may have one", () => {
    const localUsers = [
      user("key"),
      user("password", byPassword),
      user("unread", { hasSshPassword: unknown(denied()) }),
      user("none", { hasSshKey: known(false) }),
    ];
    const { items } = evidence({ localUsers, sftpOperations: [burst(), success()] });
    expect(items.map(brief)).toEqual([
      ["acct", 2, true, 1],
      ["password", 2, true, 1],
      ["unread", 2, true, 1],
    ]);
    expect(
      items.flatMap(({ rows }) => rows).every(({ detail }) => detail.endsWith("the log names no user.")),
    ).toBe(true);
  });

  test("guessed wrong, or signed in without a password: whoever has a credential", () => {
    const localUsers = [user("key"), user("password", byPassword), user("none", { hasSshKey: known(false) })];
    expect(told({ localUsers, sftpOperations: [burst()] })).toEqual([
      ["acct", 1, false, 1],
      ["key", 1, false, 1],
      ["password", 1, false, 1],
    ]);
    const withKey = success({ authenticationType: "LocalUserPublicKey" });
    expect(told({ localUsers, sftpOperations: [burst(), withKey] })).toEqual([
      ["acct", 2, true, 1],
      ["key", 2, true, 1],
      ["password", 2, true, 1],
    ]);
  });

  test("a transfer, beside a sign-in and what was done to the user", () => {
    const upload = sftpOperation({ operation: "SftpCreate", path: "/u/a.exe", authenticationType: null });
    const items: Items = {
      localUsers: [user("key"), user("password", byPassword)],
      storageEvents: [write("key")],
      sftpOperations: [
        upload,
        burst({ ip: "192.0.2.1" }),
        success({ ip: "192.0.2.1", first: "2025-12-22T09:00:00.000Z" }),
      ],
    };
    expect(told(items)).toEqual([
      ["acct", 5, true, 3],
      ["key", 3, true, 2],
      ["password", 3, true, 2],
    ]);
  });

  test("of its own account only", () => {
    const other = openAccount({ name: "other" });
    expect(
      told({
        storageAccounts: [openAccount(), other],
        localUsers: [user("a"), localUser({ name: "b", accountId: other.id })],
        sftpOperations: [burst({ accountName: "other" })],
      }),
    ).toEqual([
      ["other", 1, false, 1],
      ["b", 1, false, 1],
    ]);
  });
});

test("a user is found whatever its spelling in the log", () => {
  const event = write("a");
  expect(
    told({
      localUsers: [user("a")],
      storageEvents: [{ ...event, resourceId: event.resourceId.toUpperCase() }],
    }),
  ).toEqual([
    ["acct", 1, false, 1],
    ["a", 1, false, 1],
  ]);
});

test("gaps of all the logs, and none of what only explains", () => {
  const gaps = {
    storageEvents: [denied("/a")],
    workspaceEvents: [denied("/b")],
    sftpOperations: [denied("/c")],
    localUsers: [denied("/d")],
  };
  expect(evidence({}, gaps).gaps).toEqual([denied("/a"), denied("/b"), denied("/c")]);
});
