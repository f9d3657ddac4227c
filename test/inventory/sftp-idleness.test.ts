import { describe, expect, test } from "vitest";
import { viewSections } from "../../src/inventory/inventory.ts";
import { type Gap, known, unknown } from "../../src/inventory/known.ts";
import type { SftpEndpoint, SftpUse, StorageAccount } from "../../src/inventory/sections.ts";
import { idleFactors, sftpIdleness } from "../../src/inventory/sftp-idleness.ts";
import { accountId, denied, storageAccount, SUBSCRIPTION } from "../checks/build.ts";
import { sftpUse } from "../checks/build-storage.ts";
import { deriveFrom } from "../derive/derive-from.ts";
import { sectionsWith } from "./sections-with.ts";

const now = new Date("2026-01-01T00:00:00.000Z");
const origin = { scope: accountId("acct"), request: "StorageBlobLogs" };
const untold = (detail: string): Gap => ({ ...origin, reason: "unsupported", detail });
const since = "2025-01-01T00:00:00.000Z";

function idleness(
  uses: readonly SftpUse[],
  gaps: readonly Gap[] = [],
  account: Partial<StorageAccount> = {},
  days = 90,
) {
  const views = viewSections(sectionsWith({ sftpUses: uses }, { sftpUses: gaps }));
  return sftpIdleness(storageAccount(account), views, days, now);
}

const never = sftpUse({ lastUse: known(null) });
const last = (date: string) => sftpUse({ lastUse: known(date) });

describe("a sign-in", () => {
  test.each<[string, string, number, object]>([
    ["a day ago", "2025-12-31T00:00:00.000Z", 90, known("in-use")],
    ["90 days ago", "2025-10-03T00:00:00.000Z", 90, known("in-use")],
    ["91 days ago", "2025-10-02T00:00:00.000Z", 90, known({ last: "2025-10-02T00:00:00.000Z", since })],
    ["91 days ago, of 120", "2025-10-02T00:00:00.000Z", 120, known("in-use")],
    [
      "no date",
      "yesterday",
      90,
      unknown({ ...origin, reason: "malformed", detail: '"yesterday" is no date' }),
    ],
  ])("%s", (_, date, days, expected) => {
    expect(idleness([last(date)], [], {}, days)).toEqual(expected);
  });

  test("decides, whatever else was not read", () => {
    const use = sftpUse({ loggedSince: unknown(denied("/since")) });
    expect(idleness([use], [denied()], { creationTime: unknown(denied()) })).toEqual(known("in-use"));
  });

  test("of another account says nothing", () => {
    expect(idleness([sftpUse({ accountId: accountId("other") }), never])).toEqual(
      known({ last: null, since }),
    );
  });
});

describe("no sign-in", () => {
  test.each<[string, readonly SftpUse[], readonly Gap[], Partial<StorageAccount>, object]>([
    ["in the whole period", [never], [], {}, known({ last: null, since })],
    ["no log was given", [], [denied("/")], {}, unknown(denied("/"))],
    [
      "logs of other accounts",
      [],
      [],
      {},
      unknown(untold("the logs that were given hold nothing of the account")),
    ],
    ["a part of the logs was not read", [never], [denied(SUBSCRIPTION)], {}, unknown(denied(SUBSCRIPTION))],
    [
      "the log was not read",
      [sftpUse({ lastUse: unknown(denied("/last")) })],
      [],
      {},
      unknown(denied("/last")),
    ],
    [
      "from when on was not read",
      [sftpUse({ lastUse: known(null), loggedSince: unknown(denied("/since")) })],
      [],
      {},
      unknown(denied("/since")),
    ],
    [
      "from when on is no date",
      [sftpUse({ lastUse: known(null), loggedSince: known("ever") })],
      [],
      {},
      unknown({ ...origin, reason: "malformed", detail: '"ever" is no date' }),
    ],
    [
      "logs of 89 days",
      [sftpUse({ lastUse: known(null), loggedSince: known("2025-10-03T00:00:01.000Z") })],
      [],
      {},
      unknown(untold("the logs go back to 2025-10-03, and 90 days are asked for")),
    ],
    [
      "logs of 90 days",
      [sftpUse({ lastUse: known(null), loggedSince: known("2025-10-03T00:00:00.000Z") })],
      [],
      {},
      known({ last: null, since: "2025-10-03T00:00:00.000Z" }),
    ],
    ["an account of 89 days", [never], [], { creationTime: known("2025-10-03T00:00:01.000Z") }, known("new")],
    [
      "an account of 90 days",
      [never],
      [],
      { creationTime: known("2025-10-03T00:00:00.000Z") },
      known({ last: null, since }),
    ],
    [
      "an account whose age was not read",
      [never],
      [],
      { creationTime: unknown(denied("/age")) },
      unknown(denied("/age")),
    ],
    [
      "an account without a date",
      [never],
      [],
      { creationTime: known(null) },
      unknown(untold("Azure names no date of creation for the account")),
    ],
    [
      "an account whose date is none",
      [never],
      [],
      { creationTime: known("once") },
      unknown({ ...origin, reason: "malformed", detail: '"once" is no date' }),
    ],
  ])("%s", (_, uses, gaps, account, expected) => {
    expect(idleness(uses, gaps, account)).toEqual(expected);
  });

  test("since a date needs no age of the account", () => {
    const use = last("2025-06-01T00:00:00.000Z");
    expect(idleness([use], [], { creationTime: unknown(denied()) })).toEqual(
      known({ last: "2025-06-01T00:00:00.000Z", since }),
    );
  });
});

test.each<[string | null, readonly [string, string][]]>([
  [null, [["never-used", "The logs hold no sign-in over SFTP to the account."]]],
  [
    "2025-10-02T00:00:00.000Z",
    [["unused-90-days", "The last sign-in over SFTP to the account was on 2025-10-02."]],
  ],
  ["2025-10-03T00:00:00.000Z", []],
])("the last sign-in on %s", (date, expected) => {
  expect(idleFactors({ last: date, since }, now).map(({ name, because }) => [name, because])).toEqual(
    expected,
  );
});

describe("a log that ends", () => {
  const ended = sftpUse({ lastUse: known(null), loggedUntil: known("2025-12-24T00:00:00.000Z") });
  const silent = (uses: readonly SftpUse[], logging: SftpEndpoint["logging"]) => {
    const [endpoint] = deriveFrom({ storageAccounts: [storageAccount()] }).sftpEndpoints.items;
    if (endpoint === undefined) throw new Error("no endpoint");
    const views = viewSections(sectionsWith({ sftpUses: uses, sftpEndpoints: [{ ...endpoint, logging }] }));
    return sftpIdleness(storageAccount(), views, 90, now);
  };
  const why = (day: string) =>
    untold(`the log of the account ends on ${day}, and nobody knows whether it is still written`);

  test("a week ago tells all", () => {
    const week = { ...ended, loggedUntil: known("2025-12-25T00:00:00.000Z") };
    expect(silent([week], known("none"))).toEqual(known({ last: null, since }));
  });

  test.each<[string, SftpEndpoint["logging"]]>([
    ["of an account that is not logged", known("none")],
    ["of one that is logged in part", known("partial")],
    ["where that was not read", unknown(denied())],
  ])("before that %s tells nothing", (_, logging) => {
    expect(silent([ended], logging)).toEqual(unknown(why("2025-12-24")));
  });

  test("is silence where the account is logged today: nobody touched it", () => {
    expect(silent([ended], known("complete"))).toEqual(known({ last: null, since }));
  });

  test.each<[SftpUse["loggedUntil"], Gap]>([
    [unknown(denied("/until")), denied("/until")],
    [known("yesterday"), { ...origin, reason: "malformed", detail: '"yesterday" is no date' }],
  ])("%j", (loggedUntil, gap) => {
    expect(silent([{ ...ended, loggedUntil }], known("none"))).toEqual(unknown(gap));
  });
});
