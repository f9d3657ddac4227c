import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assess } from "../../src/assess/assess.ts";
import {
  type AnyCheck,
  defineCheck,
  type Factor,
  factor,
  fail,
  notApplicable,
  notAssessed,
  pass,
  type Verdict,
} from "../../src/check.ts";
import { DEFAULT_SETTINGS } from "../../src/config.ts";
import { fingerprint } from "../../src/inventory/hash.ts";
import { emptySections, type Inventory } from "../../src/inventory/inventory.ts";
import type { Gap } from "../../src/inventory/known.ts";
import { contains } from "../../src/inventory/scope.ts";
import type { Hop, LocalUser, StorageAccount } from "../../src/inventory/sections.ts";
import type { Finding } from "../../src/reporter.ts";
import { accountId, denied, localUser, storageAccount, SUBSCRIPTION, TENANT } from "../checks/build.ts";

const meta = {
  id: "sample-check",
  title: "Sample is bad",
  severity: "low",
  why: "Because.",
  mitre: ["T1133"],
  references: ["https://example.com/"],
  remediation: { summary: "Mend it.", steps: ["Mend."], commands: ["az mend --ids={id}"] },
} as const;

/** Every account ends as `verdict` says. */
const checkOf = (verdict: (account: StorageAccount) => Verdict): AnyCheck =>
  defineCheck({ ...meta, subject: "storageAccounts", evaluate: verdict });

/** A check as plain JavaScript may bring it: past every type. */
const garbage = (evaluate: (subject: { name: unknown }) => unknown): AnyCheck => {
  const check = checkOf(() => pass("")) as { evaluate: unknown };
  check.evaluate = evaluate;
  return check as AnyCheck;
};

function inventory(
  accounts: readonly StorageAccount[],
  users: readonly LocalUser[] = [],
  gaps: { readonly storageAccounts?: readonly Gap[]; readonly localUsers?: readonly Gap[] } = {},
): Inventory {
  return {
    collectedAt: "2026-01-01T00:00:00.000Z",
    sections: {
      ...emptySections(),
      storageAccounts: { items: accounts, gaps: gaps.storageAccounts ?? [] },
      localUsers: { items: users, gaps: gaps.localUsers ?? [] },
    },
  };
}

const run = (check: AnyCheck, over: Inventory = inventory([storageAccount()])) =>
  assess(over, [check], DEFAULT_SETTINGS);
const bad = (key?: string) =>
  fail("It is bad.", [factor("sftp-write", "It writes.")], key === undefined ? {} : { key });

describe("four outcomes", () => {
  const ENDINGS: Readonly<Record<string, () => unknown>> = {
    pass: () => pass("Good."),
    fail: () => bad(),
    "not-applicable": () => notApplicable("None."),
    "not-assessed": () => notAssessed(denied()),
    throw: () => {
      throw new Error("broken");
    },
    garbage: () => "pass",
  };
  const endings = fc.array(fc.constantFrom(...Object.keys(ENDINGS)), { maxLength: 30 });

  test("add up to the subjects, whatever a check does", () => {
    fc.assert(
      fc.property(endings, (ends) => {
        const accounts = ends.map((end, at) => storageAccount({ name: `a${at}`, tags: { end } }));
        const check = {
          ...checkOf(() => pass("")),
          evaluate: (account: StorageAccount) => ENDINGS[account.tags?.["end"] ?? ""]?.() as Verdict,
        };
        const { findings, notAssessed: open, checks } = run(check, inventory(accounts));
        const count = (...names: string[]) => ends.filter((end) => names.includes(end)).length;
        expect(checks[0]).toMatchObject({
          pass: count("pass"),
          fail: count("fail"),
          notApplicable: count("not-applicable"),
          notAssessed: count("not-assessed", "throw", "garbage"),
        });
        expect(findings.length).toBe(count("fail"));
        expect(open.length).toBe(count("not-assessed", "throw", "garbage"));
      }),
    );
  });

  test("a check without subjects ends in nothing", () => {
    const {
      findings,
      notAssessed: open,
      checks,
    } = run(
      checkOf(() => bad()),
      inventory([]),
    );
    expect([findings, open]).toEqual([[], []]);
    expect(checks[0]).toMatchObject({ pass: 0, fail: 0, notApplicable: 0, notAssessed: 0 });
  });

  test("a check's own words about itself go into its result, and its typical case does not", () => {
    const { checks } = run({ ...checkOf(() => pass("Good.")), typical: ["weak-setting"] });
    expect(checks).toEqual([{ ...meta, pass: 1, fail: 0, notApplicable: 0, notAssessed: 0 }]);
  });

  test("subjects that matches drops are not applicable, and evaluate never sees them", () => {
    const check = defineCheck({
      ...meta,
      subject: "storageAccounts",
      matches: ({ name }) => name !== "b",
      evaluate: ({ name }) => {
        if (name === "b") throw new Error("asked");
        return pass("Good.");
      },
    });
    const { checks } = run(check, inventory(["a", "b", "c"].map((name) => storageAccount({ name }))));
    expect(checks[0]).toMatchObject({ pass: 2, notApplicable: 1, notAssessed: 0 });
  });
});

test("a finding is the check, the subject, and the score of its factors", () => {
  const { findings } = run(checkOf(() => bad("key-1")));
  expect(findings).toEqual([
    {
      fingerprint: fingerprint("sample-check", accountId("acct"), "key-1"),
      check: "sample-check",
      title: "Sample is bad",
      severity: "low",
      score: 39,
      confidence: 1,
      verdict: "track",
      ledger: [{ factor: "sftp-write", points: 39, because: "It writes." }],
      section: "storageAccounts",
      subject: storageAccount(),
      message: "It is bad.",
      evidence: [],
      remediation: { commands: [`az mend --ids=${accountId("acct")}`] },
      mitre: ["T1133"],
    },
  ]);
});

test("a finding fills its commands with its own values; a list makes one of each", () => {
  const check: AnyCheck = {
    ...checkOf(() => fail("It is bad.", [], { fill: { keyId: ["k1", "k 2"], vault: "v", empty: [] } })),
    remediation: {
      ...meta.remediation,
      commands: [
        "az rm --ids={id} --key={keyId}",
        "az see --vault={vault} --name={storageAccounts}",
        "az nothing --x={empty}",
      ],
    },
  };
  expect(run(check).findings[0]?.remediation).toEqual({
    commands: [
      `az rm --ids=${accountId("acct")} --key=k1`,
      `az rm --ids=${accountId("acct")} --key='k 2'`,
      "az see --vault=v --name=acct",
    ],
  });
});

const END = { id: "/users/a", kind: "user", name: "a" } as const;
const HOP: Hop = {
  from: END,
  right: "owns",
  to: END,
  because: "a owns it.",
  proof: { id: "/applications/x/owners/a", scope: "/applications/x", source: "GET /x" },
  eligible: false,
  conditional: false,
};
const INCIDENT = { first: "2026-01-01", last: "2026-01-01", rows: [], rowsOmitted: 0, states: [] };
const BAD_INCIDENTS = [
  "yesterday",
  {},
  { ...INCIDENT, first: 1 },
  { ...INCIDENT, last: "" },
  { ...INCIDENT, rows: null },
  { ...INCIDENT, rows: ["row"] },
  { ...INCIDENT, rows: [{}] },
  { ...INCIDENT, rowsOmitted: "0" },
  { ...INCIDENT, states: {} },
  { ...INCIDENT, states: ["state"] },
  { ...INCIDENT, states: [{ name: "x" }] },
];
const BAD_WAYS: readonly unknown[] = [
  7,
  {},
  { paths: [], more: 0, cut: null },
  { paths: [[]], more: 0, cut: null },
  { paths: [[7]], more: 0, cut: null },
  { paths: [[{ ...HOP, proof: "x" }]], more: 0, cut: null },
  { paths: [[{ ...HOP, from: "x" }]], more: 0, cut: null },
  { paths: [[{ ...HOP, to: "x" }]], more: 0, cut: null },
  { paths: [[HOP]], more: "0", cut: null },
  { paths: [[HOP]], more: 0, cut: 7 },
  { paths: [[HOP]], more: 0, cut: { hop: 7 } },
];

test("an attack path is told with its cut", () => {
  const ways = { paths: [[HOP]], more: 0, cut: { hop: HOP, cutsAll: true, rows: 1 } } as const;
  const [finding] = run(checkOf(() => fail("It is bad.", [], { ways }))).findings;
  expect(finding?.path?.map(({ because }) => because)).toEqual(["a owns it."]);
  expect(finding?.cut).toBe("az ad app owner remove --id=x --owner-object-id=a");
});

test("a ceiling lowers the finding", () => {
  const check = checkOf(() =>
    fail("It is bad.", [factor("sftp-write", "It writes.")], {
      ceiling: { band: "info", because: "A guard." },
    }),
  );
  const [finding] = run(check).findings;
  expect(finding?.severity).toBe("info");
  expect(finding?.ledger.at(-1)).toEqual({ factor: "ceiling:info", points: -39, because: "A guard." });
});

test("several checks come one after the other, and each sees what it declared and nothing else", () => {
  const seen: (readonly string[])[] = [];
  const looking = (id: string, over: object): AnyCheck => ({
    ...checkOf(() => bad()),
    id,
    evaluate: (_: never, slice: object) => {
      seen.push(Object.keys(slice));
      return bad();
    },
    ...over,
  });
  const { checks, findings } = assess(
    inventory([storageAccount()]),
    [
      looking("one", {}),
      looking("two", { inputs: ["localUsers"], enrich: ["sftpEndpoints"] }),
      looking("three", { enrich: ["tenants"] }),
    ],
    DEFAULT_SETTINGS,
  );
  expect(checks.map(({ id }) => id)).toEqual(["one", "two", "three"]);
  expect(findings.map(({ check }) => check)).toEqual(["one", "two", "three"]);
  expect(seen).toEqual([[], ["localUsers", "sftpEndpoints"], ["tenants"]]);
});

test("now is the time of collection, and settings are handed through", () => {
  const contexts: unknown[] = [];
  const check: AnyCheck = {
    ...checkOf(() => pass("")),
    evaluate: (_: never, __: never, context) => {
      contexts.push(context);
      return pass("Good.");
    },
  };
  run(check);
  expect(contexts).toEqual([{ now: new Date("2026-01-01T00:00:00.000Z"), settings: DEFAULT_SETTINGS }]);
});

describe("what was not read", () => {
  const account = storageAccount();
  const asks = defineCheck({
    ...meta,
    subject: "storageAccounts",
    inputs: ["localUsers"],
    evaluate: () => pass("Good."),
  });
  const explains = defineCheck({
    ...meta,
    subject: "storageAccounts",
    enrich: ["localUsers"],
    evaluate: () => pass("Good."),
  });

  test.each<[string, Gap, boolean]>([
    ["at the subject", denied(account.id), true],
    ["at the subject in other case", denied(account.id.toUpperCase()), true],
    ["above the subject", denied(SUBSCRIPTION), true],
    ["below the subject", denied(`${account.id}/localUsers/x`), true],
    ["everywhere", denied(TENANT), true],
    ["at a neighbor", denied(accountId("acct2")), false],
    ["in another subscription", denied("/subscriptions/x"), false],
  ])("a gap of an input %s", (_, gap, concerns) => {
    const { checks, notAssessed: open } = run(asks, inventory([account], [], { localUsers: [gap] }));
    expect(checks[0]).toMatchObject({ pass: concerns ? 0 : 1, notAssessed: concerns ? 1 : 0 });
    expect(open).toEqual(
      concerns ? [{ check: "sample-check", section: "storageAccounts", subject: account, gaps: [gap] }] : [],
    );
  });

  describe("of many subjects", () => {
    const accounts = Array.from({ length: 60 }, (_, at) => storageAccount({ name: `a${at}` }));
    const both = defineCheck({
      ...meta,
      subject: "storageAccounts",
      inputs: ["localUsers", "sftpEndpoints"],
      evaluate: () => pass("Good."),
    });
    const anyGaps = fc.array(
      fc
        .tuple(fc.constantFrom(TENANT, SUBSCRIPTION, ...accounts.slice(0, 8).map(({ id }) => id)), fc.nat(3))
        .map(([at, request]): Gap => ({ ...denied(at), request: `GET ${request}` })),
      { maxLength: 8 },
    );
    const over = (localUsers: readonly Gap[], sftpEndpoints: readonly Gap[]): Inventory => {
      const { sections, ...rest } = inventory(accounts, [], { localUsers });
      return { ...rest, sections: { ...sections, sftpEndpoints: { items: [], gaps: sftpEndpoints } } };
    };

    test("each has the gaps of all inputs that concern it, whatever its neighbors have", () => {
      fc.assert(
        fc.property(anyGaps, anyGaps, (ofUsers, ofEndpoints) => {
          const { notAssessed: open } = run(both, over(ofUsers, ofEndpoints));
          const expected = accounts.flatMap((subject) => {
            const at = [...ofUsers, ...ofEndpoints].filter((gap) => contains(gap.scope, subject.id));
            return at.length === 0
              ? []
              : [[subject.name, at.map(({ scope, request }) => scope + request).sort()]];
          });
          expect(
            open.map(({ subject, gaps }) => [
              subject?.name,
              gaps.map(({ scope, request }) => scope + request).sort(),
            ]),
          ).toEqual(expected);
        }),
        { numRuns: 200 },
      );
    });

    test("those in a row share one list, however it came: thousands times thousands fill the memory", () => {
      const gaps = Array.from({ length: 500 }, (_, at): Gap => ({ ...denied(TENANT), request: `GET ${at}` }));
      const spread = checkOf(() => notAssessed(denied(), ...gaps));
      const [gap, ...more] = gaps;
      const own = checkOf(({ name }) =>
        gap === undefined || name === "a7" ? notAssessed(denied()) : notAssessed(gap, ...more),
      );
      const listsOf = (check: AnyCheck) =>
        run(check, over(gaps, gaps)).notAssessed.map((entry) => entry.gaps);
      expect(new Set(listsOf(both)).size).toBe(1);
      expect(listsOf(both)[0]).toHaveLength(1000);
      expect(new Set(listsOf(own)).size).toBe(3);
      // Gaps that are made anew for each subject are its own.
      expect(new Set(listsOf(spread)).size).toBe(accounts.length);
    });
  });

  test("a gap of what only explains decides nothing", () => {
    expect(run(explains, inventory([account], [], { localUsers: [denied()] })).checks[0]).toMatchObject({
      pass: 1,
      notAssessed: 0,
    });
  });

  test("evaluate is not called where an input has a gap", () => {
    const thrower = { ...asks, evaluate: () => bad() };
    expect(run(thrower, inventory([account], [], { localUsers: [denied()] })).findings).toEqual([]);
  });

  test("a gap of the subjects' own list is one entry without a subject, and those that were read are judged", () => {
    const gaps = [denied(), denied(TENANT)];
    const { checks, notAssessed: open } = run(
      checkOf(() => pass("Good.")),
      inventory([account], [], { storageAccounts: gaps }),
    );
    expect(open).toEqual([{ check: "sample-check", section: "storageAccounts", gaps }]);
    expect(checks[0]).toMatchObject({ pass: 1, notAssessed: 0 });
  });

  describe("where the input is the subject's own ancestor", () => {
    const ofUser = defineCheck({
      ...meta,
      subject: "localUsers",
      inputs: ["storageAccounts"],
      evaluate: () => pass("Good."),
    });
    const gaps = { storageAccounts: [denied(SUBSCRIPTION)] };

    test("a list that was cut behind it does not matter", () => {
      expect(run(ofUser, inventory([account], [localUser()], gaps)).checks[0]).toMatchObject({ pass: 1 });
    });

    test("a list that was cut before it does", () => {
      const { checks, notAssessed: open } = run(
        ofUser,
        inventory([storageAccount({ name: "b" })], [localUser()], gaps),
      );
      expect(checks[0]).toMatchObject({ pass: 0, notAssessed: 1 });
      expect(open[0]?.gaps).toEqual(gaps.storageAccounts);
    });
  });
});

describe("a fault of the check costs one verdict", () => {
  const circular: Record<string, unknown> = {};
  circular["self"] = circular;

  test.each<[string, (subject: { name: unknown }) => unknown, string | RegExp]>([
    [
      "an error",
      () => {
        throw new RangeError("off by one");
      },
      "off by one",
    ],
    [
      "a thrown word",
      () => {
        // oxlint-disable-next-line typescript/only-throw-error -- what plain JavaScript can do
        throw "a word";
      },
      "a word",
    ],
    ["nothing", () => undefined, /undefined/],
    ["null", () => null, /null/],
    ["a word", () => "pass", 'evaluate answered "pass", which is no verdict'],
    [
      "another outcome",
      () => ({ outcome: "maybe" }),
      'evaluate answered {"outcome":"maybe"}, which is no verdict',
    ],
    [
      "a promise",
      async () => await Promise.resolve(pass("Good.")),
      "evaluate answered {}, which is no verdict",
    ],
    [
      "a rejected promise",
      async () => await Promise.reject(new Error("late")),
      "evaluate answered {}, which is no verdict",
    ],
    ["something circular", () => circular, /circular/i],
    [
      "not-assessed without a gap",
      () => ({ outcome: "not-assessed", gaps: [] }),
      "not-assessed without a gap",
    ],
    ["not-assessed without gaps", () => ({ outcome: "not-assessed" }), "the gaps are no list"],
    [
      "a gap of no known reason",
      () => ({ outcome: "not-assessed", gaps: [{ ...denied(), reason: "lazy" }] }),
      'unknown reason "lazy"',
    ],
    ["a fail without a message", () => fail("", []), "fail without a message"],
    [
      "a fail with a number for a message",
      () => ({ outcome: "fail", message: 7, factors: [] }),
      "fail without a message",
    ],
    ["a fail without factors", () => ({ outcome: "fail", message: "Bad." }), "the factors are no list"],
    [
      "a factor that is none",
      () => ({ outcome: "fail", message: "Bad.", factors: ["password"] }),
      '"password" is no factor',
    ],
    [
      "a factor without its sentence",
      () => ({ outcome: "fail", message: "Bad.", factors: [{ name: "password" }] }),
      "the factor password does not say why",
    ],
    [
      "a key that is no text",
      () => ({ outcome: "fail", message: "Bad.", factors: [], key: 7 }),
      "the key 7 is no text",
    ],
    [
      "a ceiling without its sentence",
      () => ({ outcome: "fail", message: "Bad.", factors: [], ceiling: { band: "low" } }),
      "the ceiling does not say why",
    ],
    [
      "a gap without a scope",
      () => ({ outcome: "not-assessed", gaps: [{ reason: "failed", request: "GET" }] }),
      "a gap without scope or request",
    ],
    [
      "a gap whose scope is a number",
      () => ({ outcome: "not-assessed", gaps: [{ ...denied(), scope: 5 }] }),
      "a gap without scope or request",
    ],
    [
      "a gap whose detail is an object",
      () => ({ outcome: "not-assessed", gaps: [{ ...denied(), detail: {} }] }),
      "a gap whose needs or detail is no text",
    ],
    ["a gap that is none", () => ({ outcome: "not-assessed", gaps: [null] }), "null is no gap"],
    ["nothing at all", () => undefined, "evaluate answered undefined, which is no verdict"],
    [
      "a subject that it changes",
      (subject: { name: unknown }) => {
        subject.name = {};
        return { outcome: "pass", message: "" };
      },
      /read only|Cannot assign/,
    ],
    [
      "an unknown factor",
      () => ({ outcome: "fail", message: "Bad.", factors: [{ name: "toString", because: "x" }] }),
      'unknown factor "toString"',
    ],
    [
      "an unknown band",
      () => ({ outcome: "fail", message: "Bad.", factors: [], ceiling: { band: "severe", because: "x" } }),
      'unknown band "severe"',
    ],
    [
      "a fill that is a list",
      () => ({ outcome: "fail", message: "Bad.", factors: [], fill: ["a"] }),
      'fill ["a"] is no object',
    ],
    [
      "no fill but null",
      () => ({ outcome: "fail", message: "Bad.", factors: [], fill: null }),
      "fill null is no object",
    ],
    [
      "a fill with a number",
      () => ({ outcome: "fail", message: "Bad.", factors: [], fill: { good: "a", keyId: 7 } }),
      "fill keyId is neither a text nor a list of texts",
    ],
    [
      "a fill with a list of numbers",
      () => ({ outcome: "fail", message: "Bad.", factors: [], fill: { keyId: ["a", 7] } }),
      "fill keyId is neither a text nor a list of texts",
    ],
    [
      "a fill of nothing",
      () => ({ outcome: "fail", message: "Bad.", factors: [], fill: { keyId: undefined } }),
      "fill keyId is neither a text nor a list of texts",
    ],
    [
      "no ceiling but null",
      () => ({ outcome: "fail", message: "Bad.", factors: [], ceiling: null }),
      "the ceiling null is none",
    ],
    ...BAD_WAYS.map((ways): [string, () => unknown, string] => [
      `ways ${JSON.stringify(ways)}`,
      () => ({ outcome: "fail", message: "Bad.", factors: [], ways }),
      `ways ${JSON.stringify(ways)} are none of the inventory's`,
    ]),
    ...BAD_INCIDENTS.map((incident): [string, () => unknown, string] => [
      `incident ${JSON.stringify(incident)}`,
      () => ({ outcome: "fail", message: "Bad.", factors: [], incident }),
      `the incident ${JSON.stringify(incident)} is none of the inventory's`,
    ]),
  ])("%s", (_, evaluate, words) => {
    const { checks, findings, notAssessed: open } = run(garbage(evaluate));
    expect(checks[0]).toMatchObject({ pass: 0, fail: 0, notApplicable: 0, notAssessed: 1 });
    expect(findings).toEqual([]);
    expect(open).toEqual([
      {
        check: "sample-check",
        section: "storageAccounts",
        subject: storageAccount(),
        gaps: [
          {
            reason: "failed",
            scope: accountId("acct"),
            request: "check sample-check",
            detail: expect.stringMatching(/^check sample-check failed: ./),
          },
        ],
      },
    ]);
    const detail = open[0]?.gaps[0]?.detail ?? "";
    if (typeof words === "string") expect(detail).toBe(`check sample-check failed: ${words}`);
    else expect(detail).toMatch(words);
  });

  test("a throw in matches, too", () => {
    const check = defineCheck({
      ...meta,
      subject: "storageAccounts",
      matches: () => {
        throw new Error("no match");
      },
      evaluate: () => pass("Good."),
    });
    expect(run(check).notAssessed[0]?.gaps[0]?.detail).toBe("check sample-check failed: no match");
  });

  test("the other subjects and checks go on", () => {
    const check = checkOf(({ name }) => {
      if (name === "b") throw new Error("broken");
      return pass("Good.");
    });
    const accounts = ["a", "b", "c"].map((name) => storageAccount({ name }));
    const { checks } = assess(inventory(accounts), [check, checkOf(() => bad())], DEFAULT_SETTINGS);
    expect(checks).toMatchObject([
      { pass: 2, notAssessed: 1 },
      { fail: 3, notAssessed: 0 },
    ]);
  });
});

describe("against a baseline", () => {
  const factors = [
    factor("sftp-write", "It writes."),
    factor("any-network", "From anywhere."),
    factor("password", "With a password."),
  ];
  const writes = (message = "It is bad.", more: readonly Factor[] = []) =>
    checkOf(() => fail(message, [...factors, ...more]));
  const assessed = (check: AnyCheck, told?: ReadonlyMap<string, Finding>) => {
    const [finding] = assess(inventory([storageAccount()]), [check], DEFAULT_SETTINGS, told).findings;
    if (finding === undefined) throw new Error("nothing was found");
    return finding;
  };
  const toldOf = (then: ReturnType<typeof assessed>) => {
    const { section: _, subject, query: __, ...rest } = then;
    const { id, name } = subject;
    const finding: Finding = { ...rest, subject: { type: "storageAccounts", id, name, scope: "" } };
    return new Map([[finding.fingerprint, finding]]);
  };
  const novelty = ({ ledger }: ReturnType<typeof assessed>) =>
    ledger.filter(({ factor: name }) => name.endsWith("-since-baseline")).map((line) => line.factor);
  const first = assessed(writes());

  test("without one nothing stands to it", () => {
    expect("baseline" in first).toBe(false);
    expect([first.score, first.severity]).toEqual([66, "medium"]);
  });

  test("what it does not hold is new, and counts for more", () => {
    const is = assessed(writes(), new Map());
    expect([is.baseline, is.score, is.severity, novelty(is)]).toEqual([
      "new",
      73,
      "high",
      ["new-since-baseline"],
    ]);
  });

  test("what it holds is unchanged, also where it counted as new then, and earns no discount", () => {
    for (const then of [first, assessed(writes(), new Map())]) {
      const is = assessed(writes(), toldOf(then));
      expect([is.baseline, is.score, is.ledger]).toEqual(["unchanged", 66, first.ledger]);
    }
  });

  test("what it holds with other facts is changed, and is unchanged after that", () => {
    const is = assessed(writes("It is worse."), toldOf(first));
    expect([is.baseline, is.score, novelty(is)]).toEqual(["changed", 70, ["changed-since-baseline"]]);
    expect(assessed(writes("It is worse."), toldOf(is)).baseline).toBe("unchanged");
  });

  test("a check that says itself that it is new is not told twice", () => {
    const is = assessed(writes("It is bad.", [factor("new-since-baseline", "It is not known.")]), new Map());
    expect([is.baseline, is.score, novelty(is)]).toEqual(["new", 73, ["new-since-baseline"]]);
  });
});
