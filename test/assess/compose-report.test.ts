import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Assessment, assess } from "../../src/assess/assess.ts";
import { toldBy } from "../../src/assess/baseline.ts";
import { composeReport, type ReportFacts } from "../../src/assess/compose-report.ts";
import { loadChecks } from "../../src/assess/load-checks.ts";
import { type AnyCheck, defineCheck, factor, fail, pass } from "../../src/check.ts";
import { DEFAULT_SETTINGS } from "../../src/config.ts";
import { derive } from "../../src/derive/derive.ts";
import { emptySections, type Inventory } from "../../src/inventory/inventory.ts";
import { type Gap, type GapReason, known, unknown } from "../../src/inventory/known.ts";
import type { SectionName, Sections } from "../../src/inventory/sections.ts";
import type { ScanReport } from "../../src/reporter.ts";
import {
  accountId,
  denied,
  localUser,
  openAccount,
  scope,
  storageAccount,
  SUBSCRIPTION,
  TENANT,
} from "../checks/build.ts";
import { application, applicationId, guid, password } from "../checks/build-entra.ts";
import { deriveFrom } from "../derive/derive-from.ts";

const TENANT_ID = TENANT.slice("/tenants/".length);
const tenant: Sections["tenants"] = {
  id: TENANT,
  name: "Contoso",
  tenantId: TENANT_ID,
  displayName: known("Contoso Ltd"),
  verifiedDomains: known([]),
};

const cost = (requests: number) => ({ requests, pages: requests * 2, retries: requests * 3 });
const facts: ReportFacts = {
  version: "1.2.3",
  startedAt: "2026-01-01T00:00:00.000Z",
  finishedAt: "2026-01-01T00:01:00.000Z",
  cloud: { name: "public", portal: "https://portal.azure.com" },
  principal: { tenantId: TENANT_ID, objectId: "o", applicationId: null },
  scope: { subscriptions: [], only: [], skip: [] },
  logs: { since: "2025-10-03T00:00:00.000Z", workspaces: [] },
  queryText: (id, fill) => `${id} ${JSON.stringify(fill)}`,
  costs: new Map([
    ["localUsers", cost(5)],
    ["storageAccounts", cost(3)],
  ]),
};

type Items = { readonly [K in SectionName]?: readonly Sections[K][] };
type Gaps = { readonly [K in SectionName]?: readonly Gap[] };

function inventory(items: Items, gaps: Gaps = {}): Inventory {
  const { storageAccounts = [], localUsers = [], tenants = [tenant] } = items;
  return derive({
    collectedAt: "2026-01-01T00:00:00.000Z",
    sections: {
      ...emptySections(),
      tenants: { items: tenants, gaps: gaps.tenants ?? [] },
      storageAccounts: { items: storageAccounts, gaps: gaps.storageAccounts ?? [] },
      localUsers: { items: localUsers, gaps: gaps.localUsers ?? [] },
    },
  });
}

const nothing: Assessment = { findings: [], notAssessed: [], checks: [] };
const compose = (over: Inventory, checks: readonly AnyCheck[] = [], given: Partial<ReportFacts> = {}) =>
  composeReport(over, assess(over, checks, DEFAULT_SETTINGS), { ...facts, ...given });

const builtIn = (await loadChecks()).filter(({ group }) => group === "storage").map(({ check }) => check);
const meta = {
  title: "Sample is bad",
  severity: "low",
  why: "Because.",
  mitre: [],
  references: [],
  remediation: { summary: "None.", steps: [], commands: [] },
} as const;

test("the frame: who looked, when, at what, with what", () => {
  expect(composeReport(inventory({}), nothing, { ...facts, costs: new Map() })).toEqual({
    schemaVersion: "1",
    tool: { name: "foothold", version: "1.2.3", scoreModel: 4 },
    scan: {
      startedAt: "2026-01-01T00:00:00.000Z",
      finishedAt: "2026-01-01T00:01:00.000Z",
      collectedAt: "2026-01-01T00:00:00.000Z",
      cloud: "public",
      tenantId: TENANT_ID,
      tenantName: "Contoso Ltd",
      principal: facts.principal,
      scope: facts.scope,
      subscriptions: [],
      logs: facts.logs,
      complete: true,
    },
    summary: {
      findings: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
      verdicts: { act: 0, attend: 0, "track-closely": 0, track: 0 },
      subjects: 0,
      pass: 0,
      fail: 0,
      notApplicable: 0,
      notAssessed: 0,
      requests: 0,
    },
    findings: [],
    notAssessed: [],
    resolved: [],
    checks: [],
    coverage: [],
    known: { localUsers: [], credentials: [], grants: [] },
  });
});

test.each<[string, readonly Sections["tenants"][], string | null]>([
  ["known", [tenant], "Contoso Ltd"],
  ["not readable", [{ ...tenant, displayName: unknown(denied(TENANT)) }], null],
  ["no tenant read", [], null],
])("the tenant's name: %s", (_, tenants, name) => {
  expect(compose(inventory({ tenants })).scan.tenantName).toBe(name);
});

describe("order", () => {
  const byName: AnyCheck = defineCheck({
    ...meta,
    id: "by-name",
    subject: "storageAccounts",
    evaluate: ({ name }) =>
      fail("Bad.", [factor(name === "b" ? "sftp-write" : "sftp-read", "x")], {
        ceiling: name === "z" ? { band: "info", because: "A guard." } : undefined,
      }),
  });
  const accounts = ["z", "a", "b", "c"].map((name) => storageAccount({ name }));

  test("findings from the highest score, then by check, then by subject", () => {
    const { findings } = compose(inventory({ storageAccounts: accounts }), [
      { ...byName, id: "x-later" },
      byName,
    ]);
    expect(findings.map(({ score, check, subject }) => [score, check, subject.name])).toEqual([
      [39, "by-name", "b"],
      [39, "x-later", "b"],
      [26, "by-name", "a"],
      [26, "by-name", "c"],
      [26, "x-later", "a"],
      [26, "x-later", "c"],
      [0, "by-name", "z"],
      [0, "x-later", "z"],
    ]);
  });

  test("findings of one subject by fingerprint", () => {
    const over = inventory({ storageAccounts: [storageAccount()] });
    const { findings } = assess(over, [byName], DEFAULT_SETTINGS);
    const twice = findings.flatMap((finding) =>
      ["b", "a", "c"].map((fingerprint) => ({ ...finding, fingerprint })),
    );
    const { findings: sorted } = composeReport(over, { ...nothing, findings: twice }, facts);
    expect(sorted.map(({ fingerprint }) => fingerprint)).toEqual(["a", "b", "c"]);
  });

  test("a higher band first where scores are equal", () => {
    const over = inventory({ storageAccounts: [storageAccount()] });
    const [finding] = assess(over, [byName], DEFAULT_SETTINGS).findings;
    const bands = (["low", "high", "info"] as const).flatMap((severity) =>
      finding === undefined ? [] : [{ ...finding, severity }],
    );
    const { findings } = composeReport(over, { ...nothing, findings: bands }, facts);
    expect(findings.map(({ severity }) => severity)).toEqual(["high", "low", "info"]);
  });

  test("what was not assessed by check, the list itself before its subjects, gaps by scope", () => {
    const open: AnyCheck = defineCheck({
      ...meta,
      id: "open",
      subject: "storageAccounts",
      inputs: ["localUsers"],
      evaluate: () => pass("Good."),
    });
    const { notAssessed } = compose(
      inventory(
        { storageAccounts: accounts },
        { storageAccounts: [denied("/y"), denied("/x")], localUsers: [denied(TENANT), denied(SUBSCRIPTION)] },
      ),
      [{ ...open, id: "later" }, open],
    );
    expect(notAssessed.map(({ check, subject }) => [check, subject?.name])).toEqual([
      ...[undefined, "a", "b", "c", "z"].map((name) => ["later", name]),
      ...[undefined, "a", "b", "c", "z"].map((name) => ["open", name]),
    ]);
    expect(notAssessed[0]?.gaps.map((gap) => gap.scope)).toEqual(["/x", "/y"]);
    expect(notAssessed[1]?.gaps.map((gap) => gap.scope)).toEqual([SUBSCRIPTION, TENANT]);
  });

  test("of thousands of gaps an entry names the first twenty and counts the rest; coverage has them all", () => {
    const all = Array.from({ length: 25 }, (_, at) =>
      denied(`/subscriptions/${String(at).padStart(2, "0")}`),
    );
    const gaps = all.toReversed();
    const entry = { check: "sftp-enabled", section: "storageAccounts", gaps } as const;
    const report = composeReport(
      inventory({}, { storageAccounts: gaps }),
      { ...nothing, notAssessed: [entry, { ...entry, gaps: all.slice(0, 20) }] },
      { ...facts, costs: new Map([["storageAccounts", cost(1)]]) },
    );
    const [cut, whole] = report.notAssessed;
    expect(cut?.gaps).toEqual(all.slice(0, 20));
    expect([cut?.gapsOmitted, whole?.gapsOmitted]).toEqual([5, undefined]);
    expect(report.coverage[0]?.gaps).toEqual(all);
    expect(report.scan.complete).toBe(false);
  });

  test("the list itself before its subjects, in whatever order they come", () => {
    const over = inventory({ storageAccounts: accounts });
    const [subject] = accounts;
    const entry = { check: "open", section: "storageAccounts", gaps: [denied()] } as const;
    const whole = subject === undefined ? [entry] : [{ ...entry, subject }, entry];
    for (const notAssessed of [whole, whole.toReversed()]) {
      const report = composeReport(over, { ...nothing, notAssessed }, facts);
      expect(report.notAssessed.map(({ subject: of }) => of?.name)).toEqual([undefined, "z"]);
    }
  });

  test("a gap without words before one with words", () => {
    const gaps = [denied(), { ...denied(), detail: "words" }];
    for (const given of [gaps, gaps.toReversed()]) {
      expect(compose(inventory({}, { storageAccounts: given })).coverage[0]?.gaps).toEqual(gaps);
    }
  });

  test("the same report whatever the order in which things were read", () => {
    const storageAccounts = [
      ...["a", "b", "c"].map((name) => openAccount({ name })),
      openAccount({ name: "d", isSftpEnabled: unknown(denied(accountId("d"))) }),
      openAccount({ name: "e", networkAcls: unknown(denied(accountId("e"))) }),
    ];
    const localUsers = storageAccounts.flatMap(({ id }) => [
      localUser({ accountId: id, hasSshPassword: known(true) }),
      localUser({ accountId: id, name: "two", permissionScopes: known([scope("rw", "backup")]) }),
    ]);
    const gaps = ["b", "c", "f"].map((name) => denied(accountId(name)));
    const costs = [...facts.costs, ["tenants", cost(1)] as const];
    const all = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length });
    const expected = JSON.stringify(
      compose(
        inventory({ storageAccounts, localUsers }, { storageAccounts: gaps, localUsers: gaps }),
        builtIn,
        {
          costs: new Map(costs),
        },
      ),
    );
    expect(JSON.parse(expected)).toMatchObject({ scan: { complete: false } });
    fc.assert(
      fc.property(
        all(storageAccounts),
        all(localUsers),
        all(gaps),
        all(gaps),
        all(costs),
        (accountsAs, usersAs, gapsAs, othersAs, costsAs) => {
          const shuffled = compose(
            inventory(
              { storageAccounts: accountsAs, localUsers: usersAs },
              { storageAccounts: gapsAs, localUsers: othersAs },
            ),
            builtIn,
            { costs: new Map(costsAs) },
          );
          expect(JSON.stringify(shuffled)).toBe(expected);
        },
      ),
      { numRuns: 50 },
    );
  });
});

test("the counts of the summary add up to those of the checks and the findings", () => {
  const storageAccounts = [
    openAccount({ name: "a" }),
    openAccount({ name: "b", isSftpEnabled: unknown(denied(accountId("b"))) }),
    storageAccount({ name: "c" }),
    storageAccount({ name: "d", isHnsEnabled: known(false) }),
  ];
  const localUsers = storageAccounts.flatMap(({ id }) => [
    localUser({
      accountId: id,
      hasSshPassword: known(true),
      permissionScopes: known([scope("rw", "backup")]),
    }),
    localUser({ accountId: id, name: "two" }),
  ]);
  const given = inventory({ storageAccounts, localUsers });
  const { summary, checks, findings, notAssessed } = compose(given, builtIn);
  const total = (count: "pass" | "fail" | "notApplicable" | "notAssessed") =>
    checks.reduce((sum, check) => sum + check[count], 0);
  const { pass: passes, fail: fails, notApplicable, notAssessed: open } = summary;
  expect([passes, fails, notApplicable, open]).toEqual([
    total("pass"),
    total("fail"),
    total("notApplicable"),
    total("notAssessed"),
  ]);
  const subjects = builtIn.map(({ subject }) => given.sections[subject].items.length);
  expect(summary.subjects).toBe(subjects.reduce((sum, count) => sum + count, 0));
  // Five checks of accounts and eight of users, beside those of what follows from them.
  expect(summary.subjects).toBeGreaterThanOrEqual(5 * 4 + 8 * 8);
  expect(passes + fails + notApplicable + open).toBe(summary.subjects);
  expect([passes, notApplicable, open].every((count) => count > 0)).toBe(true);
  expect(findings.length).toBe(fails);
  expect(notAssessed.length).toBe(open);
  for (const severity of ["critical", "high", "medium", "low", "info"] as const) {
    expect(summary.findings[severity]).toBe(
      findings.filter((finding) => finding.severity === severity).length,
    );
  }
  for (const verdict of ["act", "attend", "track-closely", "track"] as const) {
    expect(summary.verdicts[verdict]).toBe(findings.filter((finding) => finding.verdict === verdict).length);
  }
  expect(summary.findings.high).toBeGreaterThan(0);
  expect(summary.requests).toBe(8);
});

describe("complete", () => {
  const reasons: readonly (readonly [GapReason, boolean])[] = [
    ["denied", false],
    ["throttled", false],
    ["malformed", false],
    ["failed", false],
    ["interrupted", false],
    ["unsupported", true],
    ["not-requested", true],
  ];
  const at = (reason: GapReason): Gap => ({ ...denied(), reason });

  test.each(reasons)("a section's gap that was %s: %s", (reason, complete) => {
    expect(compose(inventory({}, { localUsers: [at(reason)] })).scan.complete).toBe(complete);
  });

  test.each(reasons)("a property's gap that was %s: %s", (reason, complete) => {
    const storageAccounts = [storageAccount({ creationTime: unknown(at(reason)) })];
    expect(compose(inventory({ storageAccounts })).scan.complete).toBe(complete);
  });

  test("a check that broke leaves the scan incomplete", () => {
    const broken: AnyCheck = {
      ...meta,
      id: "broken",
      subject: "storageAccounts",
      evaluate: () => {
        throw new Error("broken");
      },
    };
    expect(compose(inventory({ storageAccounts: [storageAccount()] }), [broken]).scan.complete).toBe(false);
  });
});

describe("subjects", () => {
  const describeSubject = (
    over: Partial<Sections["storageAccounts"]>,
    portal = "https://portal.azure.com",
  ) => {
    const check: AnyCheck = defineCheck({
      ...meta,
      id: "all",
      subject: "storageAccounts",
      evaluate: () => fail("Bad.", []),
    });
    return compose(inventory({ storageAccounts: [storageAccount(over)] }), [check], {
      cloud: { name: "usgov", portal },
    }).findings[0]?.subject;
  };

  test("an account lies in its subscription and has a page, and its tags", () => {
    expect(describeSubject({ tags: { owner: "x" } }, "https://portal.azure.us")).toEqual({
      type: "storageAccounts",
      id: accountId("acct"),
      name: "acct",
      scope: SUBSCRIPTION,
      url: `https://portal.azure.us/#@${TENANT_ID}/resource${accountId("acct")}`,
      tags: { owner: "x" },
    });
    expect(describeSubject({})).not.toHaveProperty("tags");
  });

  test("beside its tags those of its resource group, however the group's id is spelled", () => {
    const check: AnyCheck = defineCheck({
      ...meta,
      id: "all",
      subject: "localUsers",
      evaluate: () => fail("Bad.", []),
    });
    const over = inventory({ localUsers: [localUser({ name: "a" })] });
    const group = accountId("acct").split("/").slice(0, 5).join("/");
    const tagsOf = (id: string, tags?: Readonly<Record<string, string>>) => {
      const item = { id, name: "rg", subscriptionId: "s", ...(tags === undefined ? {} : { tags }) };
      const resourceGroups = { items: [item], gaps: [] };
      const { findings } = compose({ ...over, sections: { ...over.sections, resourceGroups } }, [check]);
      return findings[0]?.subject;
    };
    expect(tagsOf(group.toUpperCase(), { team: "shop" })).toMatchObject({ groupTags: { team: "shop" } });
    expect(tagsOf(group.toUpperCase(), { team: "shop" })).not.toHaveProperty("tags");
    expect(tagsOf(group)).not.toHaveProperty("groupTags");
    expect(tagsOf(`${group}2`, { team: "shop" })).not.toHaveProperty("groupTags");
  });

  test("and the subscription's name, where it was listed", () => {
    const check: AnyCheck = defineCheck({
      ...meta,
      id: "all",
      subject: "storageAccounts",
      evaluate: () => fail("Bad.", []),
    });
    const over = inventory({ storageAccounts: [storageAccount()] });
    const id = SUBSCRIPTION.toUpperCase().replace("SUBSCRIPTIONS", "subscriptions");
    const subscription = {
      id,
      name: "Production",
      subscriptionId: id.slice("/subscriptions/".length),
      tenantId: known(TENANT_ID),
      state: known("Enabled"),
    };
    const subscriptions = { items: [subscription], gaps: [] };
    const { findings } = compose({ ...over, sections: { ...over.sections, subscriptions } }, [check]);
    expect(findings[0]?.subject.scopeName).toBe("Production");
    expect(describeSubject({})).not.toHaveProperty("scopeName");
  });

  test("a local user's page is its account's", () => {
    const check: AnyCheck = defineCheck({
      ...meta,
      id: "all",
      subject: "localUsers",
      evaluate: () => fail("Bad.", []),
    });
    const { findings } = compose(inventory({ localUsers: [localUser()] }), [check]);
    expect(findings[0]?.subject.url).toBe(
      `https://portal.azure.com/#@${TENANT_ID}/resource${accountId("acct")}`,
    );
  });

  test("what lies in no subscription lies in the tenant, and has no page", () => {
    const check: AnyCheck = defineCheck({
      ...meta,
      id: "all",
      subject: "tenants",
      evaluate: () => fail("Bad.", []),
    });
    expect(compose(inventory({}), [check]).findings[0]?.subject).toEqual({
      type: "tenants",
      id: TENANT,
      name: "Contoso",
      scope: TENANT,
    });
  });

  test("what lies on an application lies in the tenant, and has the application's page", () => {
    const check: AnyCheck = defineCheck({
      ...meta,
      id: "all",
      subject: "credentials",
      evaluate: () => fail("Bad.", []),
    });
    const passwordCredentials = known([password({ keyId: "k", displayName: "deploy" })]);
    const over: Inventory = {
      ...inventory({}),
      sections: deriveFrom({ applications: [application({ passwordCredentials })] }),
    };
    const { findings, known: seen } = compose(over, [check]);
    expect(findings[0]?.subject).toEqual({
      type: "credentials",
      id: `${applicationId()}/passwordCredentials/k`,
      name: "deploy",
      scopeName: "billing",
      scope: TENANT,
      url: `https://portal.azure.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/${guid("appid", "billing")}`,
    });
    expect(seen.credentials).toHaveLength(1);
  });

  test("what is named after what it lies on is told once", () => {
    const check: AnyCheck = defineCheck({
      ...meta,
      id: "all",
      subject: "credentials",
      evaluate: () => fail("Bad.", []),
    });
    const passwordCredentials = known([password({ keyId: "k", displayName: "billing" })]);
    const over: Inventory = {
      ...inventory({}),
      sections: deriveFrom({ applications: [application({ passwordCredentials })] }),
    };
    const [finding] = compose(over, [check]).findings;
    expect(finding?.subject.name).toBe("billing");
    expect(finding?.subject).not.toHaveProperty("scopeName");
  });

  test.each([
    ['a"b<c>', "a%22b%3Cc%3E"],
    ["a b#c?d", "a%20b%23c%3Fd"],
    ["javascript:x", "javascript%3Ax"],
    ["a\nb", "a%0Ab"],
    ["\ud800", "%EF%BF%BD"],
    ["é", "%C3%A9"],
  ])("%j is encoded in the page's address", (name, encoded) => {
    const url = describeSubject({ name })?.url ?? "";
    expect(url).toBe(`https://portal.azure.com/#@${TENANT_ID}/resource${accountId("")}${encoded}`);
  });
});

describe("coverage", () => {
  test("one entry for each section that was read, in the order of the sections, with what it cost", () => {
    const { coverage } = compose(inventory({ storageAccounts: [storageAccount()], localUsers: [] }));
    expect(coverage).toEqual([
      { section: "storageAccounts", items: 1, requests: 3, pages: 6, retries: 9, gaps: [] },
      { section: "localUsers", items: 0, requests: 5, pages: 10, retries: 15, gaps: [] },
    ]);
  });

  test("gaps of the section and of single properties, sorted, each once", () => {
    const one = denied(accountId("a"));
    const { coverage } = compose(
      inventory(
        {
          storageAccounts: [
            storageAccount({ name: "a", isSftpEnabled: unknown(one), isHnsEnabled: unknown({ ...one }) }),
            storageAccount({ name: "b", creationTime: unknown({ ...one, detail: "z" }) }),
            storageAccount({ name: "c", creationTime: unknown({ ...one, detail: "y" }) }),
          ],
        },
        {
          storageAccounts: [denied("/z"), one, { ...one, reason: "failed" }, { ...one, request: "GET a" }],
        },
      ),
    );
    expect(coverage[0]?.gaps).toEqual([
      { ...one, request: "GET a" },
      one,
      { ...one, detail: "y" },
      { ...one, detail: "z" },
      { ...one, reason: "failed" },
      denied("/z"),
    ]);
    expect(coverage[1]?.gaps).toEqual([]);
  });
});

test("a check is told with its group and its queries, where they are known", () => {
  const check: AnyCheck = defineCheck({
    ...meta,
    id: "grouped",
    queries: ["q01"],
    subject: "storageAccounts",
    evaluate: () => fail("Bad.", [factor("sftp-read", "x")]),
  });
  const tell = (groups: ReadonlyMap<string, string>) =>
    compose(inventory({}), [check], { groups }).checks.map(({ id, group, queries }) => [id, group, queries]);
  expect(tell(new Map([["grouped", "storage"]]))).toEqual([["grouped", "storage", ["q01"]]]);
  expect(tell(new Map())).toEqual([["grouped", undefined, ["q01"]]]);
});

test("a finding carries the query of its check, filled in by whoever knows the pack", () => {
  const check: AnyCheck = defineCheck({
    ...meta,
    id: "with-query",
    queries: ["q01"],
    subject: "storageAccounts",
    evaluate: () => fail("Bad.", [factor("sftp-read", "x")]),
  });
  const { findings } = compose(inventory({ storageAccounts: [storageAccount({ name: "acct" })] }), [check]);
  expect(findings.map(({ query }) => query?.id)).toEqual(["q01"]);
  expect(findings[0]?.query?.text).toContain('"storageAccounts":["acct"]');
});

test("a log says how far back it was seen, other sections do not", () => {
  const event = (time: string) => ({
    id: `/a/${time}`,
    name: "write",
    time,
    source: "activity-log" as const,
    subscriptionId: "s",
    operation: "write",
    resourceId: "/a",
    correlationId: null,
    actor: { kind: "unknown" as const, id: null, appId: null, name: "unknown", ip: null, userAgent: null },
    change: known(null),
  });
  const { sections } = inventory({ storageAccounts: [storageAccount()] });
  const use = {
    id: "/o",
    name: "o",
    principalId: "/servicePrincipals/o",
    appId: null,
    kind: "other" as const,
    first: "2025-12-24T00:00:00Z",
    last: "2025-12-25T00:00:00Z",
    requests: 1,
    denied: 0,
    ip: null,
    userAgent: null,
  };
  const report = composeReport(
    {
      collectedAt: "2026-01-01T00:00:00.000Z",
      sections: {
        ...sections,
        storageEvents: { items: [event("2025-12-30T00:00:00Z"), event("2025-12-20T00:00:00Z")], gaps: [] },
        graphActivities: { items: [use], gaps: [] },
      },
    },
    nothing,
    {
      ...facts,
      costs: new Map([
        ["storageAccounts", cost(1)],
        ["storageEvents", cost(1)],
        ["azureEvents", cost(1)],
        ["graphActivities", cost(1)],
      ]),
    },
  );
  expect(report.coverage.map(({ section, oldest }) => [section, oldest])).toEqual([
    ["storageAccounts", undefined],
    ["storageEvents", "2025-12-20T00:00:00Z"],
    ["azureEvents", undefined],
    ["graphActivities", "2025-12-24T00:00:00Z"],
  ]);
});

describe("with a baseline and suppressions", () => {
  const check: AnyCheck = defineCheck({
    ...meta,
    id: "named",
    subject: "storageAccounts",
    evaluate: ({ name }) =>
      name === "fine" ? pass("Good.") : fail("Bad.", [factor("sftp-write", "It writes.")]),
  });
  const withAccounts = (...names: readonly string[]): Inventory => {
    const { collectedAt, sections } = inventory({
      storageAccounts: names.map((name) => storageAccount({ name })),
      localUsers: [localUser()],
    });
    const subscriptions = ["B", "A"].map((guid) => ({
      id: `/subscriptions/${guid}`,
      name: guid,
      subscriptionId: guid,
      tenantId: known(null),
      state: known(null),
    }));
    const ours = { ...subscriptions[0], id: SUBSCRIPTION, name: "ours", subscriptionId: SUBSCRIPTION_ID };
    const items = [...subscriptions, { tenantId: known(null), state: known(null), ...ours }];
    return { collectedAt, sections: { ...sections, subscriptions: { items, gaps: [] } } };
  };
  const SUBSCRIPTION_ID = SUBSCRIPTION.slice("/subscriptions/".length);

  test("the subscriptions that were listed, in lower case and sorted", () => {
    expect(compose(withAccounts()).scan.subscriptions).toEqual([SUBSCRIPTION_ID, "a", "b"].sort());
  });

  test("what is new, what is gone, what is accepted, and since when things are known", () => {
    const before = compose(withAccounts("same", "gone"), [check]);
    const baseline: ScanReport = {
      ...before,
      scan: { ...before.scan, collectedAt: "2025-12-01T00:00:00.000Z" },
      known: {
        ...before.known,
        localUsers: before.known.localUsers.map((user) => ({
          ...user,
          firstSeen: "2025-12-01T00:00:00.000Z",
        })),
      },
    };
    const over = withAccounts("same", "added", "accepted");
    const assessment = assess(over, [check], DEFAULT_SETTINGS, toldBy(baseline));
    const suppressions = [{ check: "named", subject: "*/accepted", reason: "Ours.", owner: "ops" }];
    const report = composeReport(over, assessment, { ...facts, baseline, suppressions });
    expect(
      report.findings.map(({ subject, baseline: standing, suppressed }) => [
        subject.name,
        standing,
        suppressed?.owner,
      ]),
    ).toEqual([
      ["accepted", "new", "ops"],
      ["added", "new", undefined],
      ["same", "unchanged", undefined],
    ]);
    expect(report.resolved.map(({ subject, reread }) => [subject.name, reread])).toEqual([["gone", true]]);
    expect(report.baseline).toEqual({
      collectedAt: "2025-12-01T00:00:00.000Z",
      new: 2,
      changed: 0,
      unchanged: 1,
      resolved: 1,
      carriedOver: 0,
      agedOut: 0,
      whole: true,
    });
    expect(report.suppressions).toEqual({ expired: [], unused: [] });
    expect([report.summary.findings.medium, report.summary.suppressed]).toEqual([1, 1]);
    expect(report.known.localUsers.map(({ firstSeen }) => firstSeen)).toEqual(["2025-12-01T00:00:00.000Z"]);
  });
});
