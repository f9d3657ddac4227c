import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { successesAfter, unusualDays } from "../../../src/derive/events/sign-in-days.ts";
import type { ServicePrincipalSignIn } from "../../../src/inventory/sections.ts";
import { signIn } from "../../checks/build-directory-events.ts";

const ALWAYS = { from: Number.NEGATIVE_INFINITY, since: null };

/** What is unusual, day by day. */
const told = (
  signIns: readonly ServicePrincipalSignIn[],
  options: Parameters<typeof unusualDays>[1] = ALWAYS,
) =>
  unusualDays(signIns, options).map(({ day, novelties }) => [
    day,
    ...novelties.map(({ kinds, because }) => `${kinds.join(" ")}: ${because}`),
  ]);

/** On the first day of each of so many weeks. */
const weekly = (count: number, over: Parameters<typeof signIn>[0] = {}) =>
  Array.from({ length: count }, (_, at) =>
    signIn({ day: `2025-11-${String(1 + 7 * at).padStart(2, "0")}`, ...over }),
  );

describe("what is new after two weeks", () => {
  test.each<[string, Parameters<typeof signIn>[0], string]>([
    ["a network", { ip: "203.0.113.7" }, "new-network: a new network"],
    ["a network of IPv6", { ip: "2001:db8:1::1" }, "new-network: a new network"],
    ["a country", { country: "RU" }, "new-country: a new country"],
    ["a key", { keyId: "other" }, "new-credential: a new key"],
    ["an API", { resource: "Azure Key Vault" }, "new-resource: a new API"],
    [
      "all at once",
      { ip: "203.0.113.7", country: "RU", keyId: "other", resource: "Azure Key Vault" },
      "new-network new-country new-credential new-resource: a new network, a new country, a new key, a new API",
    ],
  ])("%s", (_, over, expected) => {
    expect(told([...weekly(3), signIn({ day: "2025-11-16", ...over })])).toEqual([["2025-11-16", expected]]);
  });

  test.each<[string, Parameters<typeof signIn>[0]]>([
    ["the same", {}],
    ["another address of the network", { ip: "198.51.100.200" }],
    [
      "the same key and country in other letters",
      { keyId: signIn().keyId?.toUpperCase() ?? null, country: "nl" },
    ],
    ["what the log does not tell", { ip: null, country: null, keyId: null, resource: null }],
    ["an address that is none", { ip: "unknown" }],
    ["a failure from elsewhere", { ip: "203.0.113.7", errorCode: 7000215 }],
  ])("not %s", (_, over) => {
    expect(told([...weekly(3), signIn({ day: "2025-11-16", ...over })])).toEqual([]);
  });

  test("addresses of IPv6 change within a /48", () => {
    const six = (ip: string, day: string) => signIn({ ip, day });
    const known = six("2001:db8:1:1::1", "2025-11-02");
    expect(told([...weekly(3), known, six("2001:db8:1:ffff::1", "2025-11-16")])).toEqual([]);
    expect(told([...weekly(3), known, six("2001:db8:2:1::1", "2025-11-16")])).toHaveLength(1);
  });

  test("nothing in the first two weeks", () => {
    expect(told([signIn({ day: "2025-11-02" }), signIn({ day: "2025-11-15", ip: "203.0.113.7" })])).toEqual(
      [],
    );
    expect(
      told([signIn({ day: "2025-11-02" }), signIn({ day: "2025-11-16", ip: "203.0.113.7" })]),
    ).toHaveLength(1);
    // A failure is no history.
    const failed = signIn({ day: "2025-10-01", errorCode: 7000215 });
    expect(
      told([failed, signIn({ day: "2025-11-02" }), signIn({ day: "2025-11-15", ip: "203.0.113.7" })]),
    ).toEqual([]);
  });

  test("once: the next day it is known", () => {
    const away = (day: string) => signIn({ day, ip: "203.0.113.7" });
    expect(told([...weekly(3), away("2025-11-16"), away("2025-11-17")])).toEqual([
      ["2025-11-16", "new-network: a new network"],
    ]);
  });
});

describe("a long rest", () => {
  const wakes = (from: string, to: string, since: number | null = null) =>
    told([...(from === "" ? [] : [signIn({ day: from })]), signIn({ day: to })], { ...ALWAYS, since });

  test("of more than thirty days since the last sign-in", () => {
    expect(wakes("2025-10-01", "2025-11-01")).toEqual([["2025-11-01", "woke-up: the first time in 31 days"]]);
    expect(wakes("2025-10-02", "2025-11-01")).toEqual([]);
  });

  test("since the logs begin, for what was there then", () => {
    const since = Date.parse("2025-10-01T00:00:00.000Z");
    expect(wakes("", "2025-11-01", since)).toEqual([["2025-11-01", "woke-up: the first time in 31 days"]]);
    expect(wakes("", "2025-10-30", since)).toEqual([]);
    expect(wakes("", "2025-11-01")).toEqual([]);
  });

  test("a failure ends no rest, and is none", () => {
    const failed = signIn({ day: "2025-10-20", errorCode: 7000215 });
    expect(told([signIn({ day: "2025-10-01" }), failed, signIn({ day: "2025-11-01" })])).toHaveLength(1);
    expect(told([signIn({ day: "2025-10-01" }), signIn({ day: "2025-11-20", errorCode: 7000215 })])).toEqual(
      [],
    );
  });

  test("counts from the end of the last day", () => {
    const long = signIn({ day: "2025-10-01", last: "2025-10-01T23:00:00.000Z" });
    const next = signIn({ first: "2025-10-31T22:00:00.000Z", last: "2025-10-31T23:30:00.000Z" });
    expect(told([long, next])).toEqual([]);
  });
});

describe("failures", () => {
  const failed = (count: number, over: Parameters<typeof signIn>[0] = {}) =>
    signIn({ day: "2025-11-01", errorCode: 7000215, count, ...over });

  test("more than twenty on one day, of whatever kind", () => {
    expect(told([failed(20)])).toEqual([]);
    expect(told([failed(21)])).toEqual([["2025-11-01", "failures: one of 21 on the day"]]);
    expect(told([failed(20), failed(1, { errorCode: 50034 })])).toHaveLength(1);
    expect(told([failed(11), failed(11, { day: "2025-11-02" })])).toEqual([]);
  });

  test("that two logs tell count once", () => {
    expect(told([failed(20), failed(20, { source: "log-analytics" })])).toEqual([]);
    const [day] = told([failed(21), failed(25, { source: "log-analytics" })]);
    expect(day).toEqual(["2025-11-01", "failures: one of 25 on the day", "failures: one of 25 on the day"]);
  });
});

describe("successes after failures", () => {
  const failed = (over: Parameters<typeof signIn>[0] = {}) =>
    signIn({
      first: "2025-11-01T10:00:00.000Z",
      last: "2025-11-01T12:00:00.000Z",
      errorCode: 7000215,
      count: 30,
      ...over,
    });
  const success = (first: string, last = first, over: Parameters<typeof signIn>[0] = {}) =>
    signIn({ first: `2025-11-${first}:00.000Z`, last: `2025-11-${last}:00.000Z`, ...over });
  const other = { ip: "192.0.2.1" };
  const nowhere = { ip: null };

  test.each<[string, ServicePrincipalSignIn, readonly ServicePrincipalSignIn[], boolean]>([
    ["after them", success("01T13:00"), [failed()], true],
    ["among them", success("01T11:00"), [failed()], true],
    ["before and after the first", success("01T08:00", "01T10:01"), [failed()], true],
    ["a day later to the minute", success("02T12:00"), [failed()], true],
    ["a day and a minute later", success("02T12:01"), [failed()], false],
    ["before them", success("01T08:00", "01T10:00"), [failed()], false],
    ["from another address", success("01T13:00", "01T13:00", other), [failed()], false],
    [
      "from an address that the log does not name",
      success("01T13:00", "01T13:00", nowhere),
      [failed()],
      true,
    ],
    ["after failures from one", success("01T13:00"), [failed(nowhere)], true],
    ["after one of several", success("01T13:00"), [failed(other), failed()], true],
    [
      "between failures of two rows",
      success("01T13:00"),
      [failed(), failed({ first: "2025-11-01T14:00:00.000Z", last: "2025-11-01T14:00:00.000Z" })],
      true,
    ],
    ["another failure", success("01T13:00", "01T13:00", { errorCode: 1, count: 1 }), [failed()], false],
  ])("%s", (_, signedIn, failures, isTold) => {
    const signIns = [...failures, signedIn];
    const novelties = unusualDays(signIns, ALWAYS).flatMap((day) => day.novelties);
    expect(successesAfter(novelties, signIns)).toEqual(isTold ? [signedIn] : []);
  });

  test("none after what else is unusual", () => {
    const signIns = [...weekly(3), signIn({ day: "2025-11-16", ip: "203.0.113.7" })];
    const [day] = unusualDays(signIns, ALWAYS);
    expect(successesAfter(day?.novelties ?? [], signIns)).toEqual([]);
  });
});

test("what lies before the days to judge only tells what is usual", () => {
  const from = Date.parse("2025-11-16T10:00:00.000Z");
  const away = (day: string, ip: string) => signIn({ day, ip });
  const signIns = [...weekly(3), away("2025-11-15", "203.0.113.7"), away("2025-11-16", "192.0.2.1")];
  expect(told(signIns, { from, since: null })).toEqual([["2025-11-16", "new-network: a new network"]]);
  expect(told(signIns, { from: from + 1, since: null })).toEqual([]);
});

test("the order in which they were read does not show", () => {
  const signIns = [
    ...weekly(4),
    signIn({ day: "2025-11-22", ip: "203.0.113.7", last: "2025-11-22T12:00:00.000Z" }),
    signIn({ day: "2025-11-22", ip: "192.0.2.1" }),
    signIn({ day: "2025-11-22", count: 30, errorCode: 1 }),
  ];
  const expected = unusualDays(signIns, ALWAYS);
  expect(expected).toHaveLength(1);
  fc.assert(
    fc.property(fc.shuffledSubarray(signIns, { minLength: signIns.length }), (shuffled) => {
      expect(unusualDays(shuffled, ALWAYS)).toEqual(expected);
    }),
  );
});
