import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  changesOf,
  compareReports,
  goneSince,
  noveltyFactors,
  standingOf,
  toldBy,
  withBaseline,
} from "../../src/assess/baseline.ts";
import { loadChecks } from "../../src/assess/load-checks.ts";
import { score, steadyBand } from "../../src/assess/score.ts";
import { type FactorName, factor } from "../../src/check.ts";
import { fingerprint } from "../../src/inventory/hash.ts";
import type { Gap } from "../../src/inventory/known.ts";
import type { Evidence, Finding, PathHop, ResolvedFinding, ScanReport } from "../../src/reporter.ts";
import { check, cleanReport, doorFinding, logRow, pathFinding } from "../reports/sample-report.ts";

const A = "11111111-1111-4111-8111-111111111111";
const B = "22222222-2222-4222-8222-222222222222";
const TENANT = cleanReport().scan.tenantId;
const accountIn = (subscription: string, name = "acct") =>
  `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/${name}`;
const userIn = (subscription: string, name = "partner") => `${accountIn(subscription)}/localUsers/${name}`;
const APP = "/applications/44444444-4444-4444-8444-444444444444";

const WRITES: readonly FactorName[] = ["sftp-write", "any-network", "password"];

/** A finding about a subject, scored as the engine scores it. */
function found(id: string, over: Partial<Finding> = {}, factors: readonly FactorName[] = WRITES): Finding {
  const { check: checkId = "writes" } = over;
  const scored = score(factors.map((name) => factor(name, `It has ${name}.`)));
  return doorFinding({
    ...scored,
    fingerprint: fingerprint(checkId, id),
    check: checkId,
    subject: { type: "localUsers", id, name: id.split("/").at(-1) ?? "", scope: `/subscriptions/${A}` },
    message: "It may write.",
    ...over,
  });
}

const gap = (scope: string, reason: Gap["reason"] = "denied"): Gap => ({ reason, scope, request: "GET x" });

interface Parts extends Partial<ScanReport> {
  readonly listed?: readonly string[] | undefined;
  readonly since?: string;
}

function report(findings: readonly Finding[], parts: Parts = {}): ScanReport {
  const { listed = [A, B], since = "2026-08-22T06:00:00Z", ...over } = parts;
  const clean = cleanReport();
  return {
    ...clean,
    scan: {
      ...clean.scan,
      logs: { since, workspaces: [] },
      ...("listed" in parts && parts.listed === undefined ? {} : { subscriptions: listed }),
    },
    checks: [check("writes", "high"), check("paths", "high")],
    ...over,
    findings,
  };
}

const stand = (is: Finding, was: Finding) => standingOf(is, toldBy(report([was])));
const fate = ({ reread, agedOut }: ResolvedFinding) =>
  agedOut ? "aged out" : reread ? "resolved" : "carried over";
const fates = (baseline: ScanReport, now: ScanReport) =>
  goneSince(baseline, now).map((one) => `${one.subject.name}: ${fate(one)}`);

describe("how a finding stands", () => {
  const user = userIn(A);
  test.each<[string, Finding, Finding, string]>([
    ["another subject", found(userIn(A, "other")), found(user), "new"],
    ["the same", found(user), found(user), "unchanged"],
    ["renamed, which no fingerprint knows", found(user, { title: "Other" }), found(user), "unchanged"],
    ["another message", found(user, { message: "It may read." }), found(user), "changed"],
    ["another band", found(user), found(user, {}, ["sftp-read", "ssh-key"]), "changed"],
    [
      "other points in the same band",
      found(user, {}, ["sftp-write", "any-network", "ssh-key"]),
      found(user, {}, ["sftp-write", "selected-networks", "ssh-key"]),
      "unchanged",
    ],
    [
      "grown old, and in another band for that",
      found(user, {}, WRITES),
      found(user, {}, [...WRITES, "within-7-days"]),
      "unchanged",
    ],
    [
      "no news any more, and in another band for that",
      found(user, {}, WRITES),
      found(user, {}, [...WRITES, "new-since-baseline"]),
      "unchanged",
    ],
  ])("%s: %#", (_, is, was, expected) => {
    expect(stand(is, was)).toBe(expected);
  });

  test("the bands of the last two are others as they were told", () => {
    expect(found(user, {}, WRITES).severity).toBe("medium");
    expect(found(user, {}, [...WRITES, "within-7-days"]).severity).toBe("high");
    expect(found(user, {}, [...WRITES, "new-since-baseline"]).severity).toBe("high");
  });

  test("what changed is named", () => {
    const was = found(user, { message: "It may read." }, ["sftp-read", "any-network"]);
    expect(changesOf(was, found(user))).toEqual(["message"]);
    expect(changesOf(was, found(user, {}, ["sftp-takeover", "any-network", "password"]))).toEqual([
      "severity",
      "message",
    ]);
  });

  test("carried over by the baseline is known to it, resolved and aged out are not", () => {
    const was = found(user);
    const told = (rest: Pick<ResolvedFinding, "reread" | "agedOut">) =>
      standingOf(was, toldBy(report([], { resolved: [{ ...was, ...rest }] })));
    expect(told({ reread: false })).toBe("unchanged");
    expect(told({ reread: true })).toBe("new");
    expect(told({ reread: false, agedOut: true })).toBe("new");
  });

  test("a finding wins over what was carried over under its fingerprint", () => {
    const was = found(user);
    const carried = { ...was, message: "Older.", reread: false };
    expect(toldBy(report([was], { resolved: [carried] })).get(was.fingerprint)?.message).toBe(was.message);
  });
});

describe("the band without what time alone changes", () => {
  const open: readonly FactorName[] = ["sftp-takeover", "any-network", "password", "not-logged"];
  const ledgerOf = (factors: readonly FactorName[], band?: "low" | "high") =>
    score(
      factors.map((name) => factor(name, "")),
      band === undefined ? undefined : { band, because: "A guard." },
    ).ledger;

  test.each<[string, ReturnType<typeof ledgerOf>, string]>([
    ["a gate still holds", ledgerOf([...open, "within-7-days"]), "critical"],
    ["a ceiling still holds", ledgerOf([...open, "within-7-days"], "low"), "low"],
    ["a ceiling that was not needed is not known", ledgerOf(["weak-setting"], "high"), "low"],
    ["a factor of a model that is none of ours", [{ factor: "bounds", points: 99, because: "" }], "info"],
  ])("%s", (_, ledger, band) => {
    expect(steadyBand(ledger)).toBe(band);
  });
});

describe("what novelty adds", () => {
  const names = (...args: Parameters<typeof noveltyFactors>) =>
    noveltyFactors(...args).map(({ name }) => name);
  test.each<[Parameters<typeof noveltyFactors>, readonly FactorName[]]>([
    [["new", []], ["new-since-baseline"]],
    [["changed", []], ["changed-since-baseline"]],
    [["unchanged", []], []],
    [["new", [factor("new-since-baseline", "The check knows.")]], []],
    [["changed", [factor("new-since-baseline", "The check knows.")]], []],
    [["new", [factor("changed-since-baseline", "The check knows.")]], []],
    [["new", [factor("sftp-write", "It may write.")]], ["new-since-baseline"]],
  ])("%j: %j", (args, expected) => {
    expect(names(...args)).toEqual(expected);
  });
});

describe("what became of a finding that is not found any more", () => {
  const user = userIn(A);
  const notAssessed = (id: string, gaps: readonly Gap[] = [gap(id)]) => ({
    check: "writes",
    subject: found(id).subject,
    gaps,
  });
  const list = (scope: string, reason?: Gap["reason"]) => ({ check: "writes", gaps: [gap(scope, reason)] });

  test.each<[string, Parts, string]>([
    ["all was read", {}, "resolved"],
    ["the subject was not assessed", { notAssessed: [notAssessed(user.toUpperCase())] }, "carried over"],
    ["another subject was not assessed", { notAssessed: [notAssessed(userIn(A, "other"))] }, "resolved"],
    [
      "another check did not assess it",
      { notAssessed: [{ ...notAssessed(user), check: "paths" }] },
      "resolved",
    ],
    ["its account was not read", { notAssessed: [list(accountIn(A))] }, "carried over"],
    ["its subscription was not read", { notAssessed: [list(`/subscriptions/${A}`)] }, "carried over"],
    ["nothing was read", { notAssessed: [list(`/tenants/${TENANT}`)] }, "carried over"],
    ["nobody asked", { notAssessed: [list(`/tenants/${TENANT}`, "not-requested")] }, "carried over"],
    ["another account was not read", { notAssessed: [list(accountIn(A, "acct2"))] }, "resolved"],
    ["another subscription was not read", { notAssessed: [list(`/subscriptions/${B}`)] }, "resolved"],
    ["something below it was not read", { notAssessed: [list(`${user}/keys/1`)] }, "resolved"],
    ["something of Entra was not read for the list", { notAssessed: [list("/groups/g")] }, "carried over"],
    [
      "the list of gaps was cut, and another section has one that covers it",
      {
        notAssessed: [{ ...list(`/subscriptions/${B}`), gapsOmitted: 7 }],
        coverage: [
          { section: "localUsers", items: 0, requests: 1, pages: 1, retries: 0, gaps: [gap(accountIn(A))] },
        ],
      },
      "carried over",
    ],
    [
      "the list of gaps was cut, and none covers it",
      { notAssessed: [{ ...list(`/subscriptions/${B}`), gapsOmitted: 7 }], coverage: [] },
      "resolved",
    ],
    ["its check did not run", { checks: [check("paths", "high")] }, "carried over"],
    ["its subscription is not listed any more", { listed: [B] }, "carried over"],
    ["nobody knows what was listed", { listed: undefined }, "carried over"],
    ["another subscription is not listed any more", { listed: [A.toUpperCase()] }, "resolved"],
  ])("%s", (_, parts, expected) => {
    expect(fates(report([found(user)]), report([], parts))).toEqual([`partner: ${expected}`]);
  });

  test("a subject of Entra does not lie in a subscription, and yet in the gaps of one", () => {
    const secret = found(`${APP}/passwordCredentials/k`);
    expect(fates(report([secret]), report([], { listed: [] }))).toEqual(["k: resolved"]);
    expect(fates(report([secret]), report([], { notAssessed: [list(APP)] }))).toEqual(["k: carried over"]);
    expect(fates(report([secret]), report([], { notAssessed: [list(`/subscriptions/${A}`)] }))).toEqual([
      "k: carried over",
    ]);
    expect(fates(report([secret]), report([], { notAssessed: [list("/applications/other")] }))).toEqual([
      "k: resolved",
    ]);
  });

  test("a path is gone only where all that it led over was read", () => {
    const [first] = pathFinding().path ?? [];
    const hop = (over: Partial<PathHop>): readonly PathHop[] =>
      first === undefined ? [] : [{ ...first, ...over }];
    const subject = {
      type: "sftpTakeovers" as const,
      id: `${APP}/sftpTakeover/default`,
      name: "path",
      scope: "",
    };
    const path = found(subject.id, { check: "paths", subject, path: hop({ to: accountIn(B) }) });
    const gone = (parts: Parts) => fates(report([path]), report([], parts));
    const open = (scope: string) => ({ notAssessed: [{ check: "paths", gaps: [gap(scope)] }] });
    expect(gone({})).toEqual(["path: resolved"]);
    expect(gone({ listed: [A] })).toEqual(["path: carried over"]);
    expect(gone(open("/servicePrincipals/other"))).toEqual(["path: resolved"]);
    expect(gone(open(first?.from ?? ""))).toEqual(["path: carried over"]);

    // Which subscriptions the other ways led through is not told.
    const short = { ...path, path: hop({}) };
    expect(fates(report([short]), report([], { listed: [A, B] }))).toEqual(["path: resolved"]);
    expect(fates(report([short]), report([], { listed: [B] }))).toEqual(["path: carried over"]);
    expect(fates(report([short], { listed: [A] }), report([], { listed: [A, B] }))).toEqual([
      "path: resolved",
    ]);
    const other = { ...path, path: hop({}), otherPaths: [hop({ scope: `/subscriptions/${B}` })] };
    expect(fates(report([other], { listed: [A] }), report([], { listed: [A] }))).toEqual([
      "path: carried over",
    ]);
  });

  test("an application is judged by its roles in Azure, which a subscription that is not listed may hold", async () => {
    const ids = [
      "event-service-principal-sign-in",
      "privileged-app-dormant",
      "privileged-app-uses-secret",
      "redirect-uri-insecure",
    ];
    const loaded = await loadChecks();
    for (const id of ids) {
      expect(loaded.some(({ check: one }) => one.id === id)).toBe(true);
      const parts = { checks: [check(id, "high")] };
      const secret = report([found(`${APP}/passwordCredentials/k`, { check: id })]);
      expect(fates(secret, report([], { ...parts, listed: [A] }))).toEqual(["k: carried over"]);
      expect(fates(secret, report([], parts))).toEqual(["k: resolved"]);
    }
  });

  test("what was carried over for a subscription that is not listed stays so while it is not", () => {
    const subject = { type: "ownerPowers" as const, id: `${APP}/owners/o`, name: "owner", scope: "" };
    const owner = found(subject.id, { subject });
    const later = found(`${APP}/owners/p`, { subject: { ...subject, id: `${APP}/owners/p`, name: "later" } });
    const first = report([owner, found(userIn(B))]);
    const second = withBaseline(report([later], { listed: [A] }), first);
    expect(fates(first, second)).toEqual(["owner: carried over", "partner: carried over"]);
    // What was found without it needs it for nothing.
    expect(fates(second, report([], { listed: [A] }))).toEqual([
      "owner: carried over",
      "later: resolved",
      "partner: carried over",
    ]);
    expect(fates(second, report([]))).toEqual(["owner: resolved", "later: resolved", "partner: resolved"]);
  });

  test("it is told as it was told then, without how it stood and what somebody accepted", () => {
    const suppressed = { reason: "a partner", owner: "ops" };
    const was = found(user, { baseline: "new", suppressed });
    expect(goneSince(report([was]), report([]))).toEqual([{ ...found(user), reread: true }]);
    const carried: ResolvedFinding = { ...was, reread: false };
    expect(goneSince(report([], { resolved: [carried] }), report([], { listed: [B] }))).toEqual([
      { ...found(user), reread: false },
    ]);
  });

  test("what the baseline carried over stays so until it is read", () => {
    const before = report([], {
      resolved: [
        { ...found(user), reread: false },
        { ...found(userIn(A, "gone")), reread: true },
        { ...found(userIn(A, "old")), reread: false, agedOut: true },
      ],
    });
    expect(fates(before, report([], { listed: [B] }))).toEqual(["partner: carried over"]);
    expect(fates(before, report([]))).toEqual(["partner: resolved"]);
    expect(fates(before, report([found(user)]))).toEqual([]);
  });
});

describe("events", () => {
  const event = (first: string, last: string, source: Evidence["source"] = "activity-log"): Finding =>
    found(`${accountIn(A)}/incidents/1`, { occurred: { first, last }, evidence: [logRow({ source })] });
  const SINCE = "2026-10-01T00:00:00Z";
  const denied = { notAssessed: [{ check: "writes", gaps: [gap(`/subscriptions/${A}`)] }] };

  // The scans are of 2026-11-20.
  test.each<[string, Finding, Parts, string]>([
    ["before the logs begin", event("2026-09-01T00:00:00Z", "2026-09-02T00:00:00Z"), {}, "aged out"],
    [
      "before the logs begin, which were not read",
      event("2026-09-01T00:00:00Z", "2026-09-02T00:00:00Z"),
      denied,
      "aged out",
    ],
    ["in part before the logs begin", event("2026-09-01T00:00:00Z", "2026-11-19T00:00:00Z"), {}, "aged out"],
    [
      "in part before the logs begin, which were not read",
      event("2026-09-01T00:00:00Z", "2026-11-19T00:00:00Z"),
      denied,
      "carried over",
    ],
    ["within the logs", event("2026-10-02T00:00:00Z", "2026-11-19T00:00:00Z"), {}, "resolved"],
    [
      "within the logs, which were not read",
      event("2026-10-02T00:00:00Z", "2026-11-19T00:00:00Z"),
      denied,
      "carried over",
    ],
    [
      "older than Entra keeps its logs without a license",
      event("2026-11-12T00:00:00Z", "2026-11-12T00:00:00Z", "directory-audits"),
      {},
      "aged out",
    ],
    [
      "as young as Entra keeps its logs",
      event("2026-11-14T00:00:00Z", "2026-11-14T00:00:00Z", "sign-ins"),
      {},
      "resolved",
    ],
    [
      "older than workspaces keep their tables",
      event("2026-10-15T00:00:00Z", "2026-10-15T00:00:00Z", "log-analytics"),
      {},
      "aged out",
    ],
  ])("%s", (_, was, parts, expected) => {
    expect(fates(report([was]), report([], { ...parts, since: SINCE }))).toEqual([`1: ${expected}`]);
  });
});

describe("the report with its baseline", () => {
  test("counts what is found, and what became of the rest", () => {
    const old = { first: "2026-01-01T00:00:00Z", last: "2026-01-01T00:00:00Z" };
    const before = report([
      found(userIn(A, "gone")),
      found(userIn(B, "denied")),
      found(userIn(A, "event"), { occurred: old, evidence: [] }),
      found(userIn(A, "same")),
    ]);
    const now = report(
      [
        found(userIn(A, "same"), { baseline: "unchanged" }),
        found(userIn(A, "one"), { baseline: "new" }),
        found(userIn(A, "two"), { baseline: "new" }),
        found(userIn(A, "three"), { baseline: "changed" }),
      ],
      { notAssessed: [{ check: "writes", gaps: [gap(`/subscriptions/${B}`)] }] },
    );
    const then = { ...before, scan: { ...before.scan, collectedAt: "2026-11-01T00:00:00Z" } };
    const compared = withBaseline(now, then);
    expect(compared.baseline).toEqual({
      collectedAt: "2026-11-01T00:00:00Z",
      new: 2,
      changed: 1,
      unchanged: 1,
      resolved: 1,
      carriedOver: 1,
      agedOut: 1,
      whole: true,
    });
    expect(compared).toEqual({ ...now, baseline: compared.baseline, resolved: goneSince(then, now) });
  });

  test.each<
    readonly [
      string,
      boolean,
      Partial<ScanReport>,
      Partial<ScanReport["scan"]["scope"]>,
      Partial<ScanReport["scan"]["scope"]>,
    ]
  >([
    ["it was complete", true, {}, {}, {}],
    ["it was not, and had no baseline", false, { complete: false } as never, {}, {}],
    [
      "the same selection in another order and case",
      true,
      {},
      { only: ["B", "a", "a"] },
      { only: ["a", "b"] },
    ],
    ["more was skipped", false, {}, { skip: ["apps"] }, {}],
    ["other checks", false, {}, { only: ["apps"] }, { only: ["storage"] }],
    ["another subscription", false, {}, { subscriptions: [A] }, { subscriptions: [B] }],
    ["another management group", false, {}, { managementGroups: ["one"] }, {}],
    ["another shard", false, {}, { shard: { index: 1, count: 2 } }, { shard: { index: 2, count: 2 } }],
    ["the same shard", true, {}, { shard: { index: 1, count: 2 } }, { shard: { index: 1, count: 2 } }],
  ])("nothing that may be open is missing: %s", (_, whole, scan, then, now) => {
    const [before, after] = [report([]), report([])];
    const was = { ...before, scan: { ...before.scan, ...scan, scope: { ...before.scan.scope, ...then } } };
    const is = { ...after, scan: { ...after.scan, scope: { ...after.scan.scope, ...now } } };
    expect(withBaseline(is, was).baseline?.whole).toBe(whole);
  });

  test("an incomplete one that rests on a complete one is as good", () => {
    const complete = report([]);
    const partial = { ...complete, scan: { ...complete.scan, complete: false } };
    const second = withBaseline(partial, complete);
    expect(withBaseline(partial, second).baseline?.whole).toBe(true);
    expect(withBaseline(partial, partial).baseline?.whole).toBe(false);
    expect(withBaseline(partial, withBaseline(partial, partial)).baseline?.whole).toBe(false);
  });

  test("what is gone comes the worst first, then by check, subject and fingerprint", () => {
    const worst = found(userIn(A, "z"), {}, ["sftp-takeover", "any-network", "password"]);
    const byCheck = found(userIn(A, "y"), { check: "a-check" });
    const [one, two] = [found(userIn(A, "a")), found(userIn(A, "b"))];
    const twin = { ...two, fingerprint: "f".repeat(64) };
    const other = { ...two, fingerprint: "0".repeat(64) };
    const sorted = [worst, byCheck, one, other, two, twin].map(({ fingerprint: print }) => print);
    const all = [twin, two, other, one, byCheck, worst];
    expect(goneSince(report(all), report([])).map((gone) => gone.fingerprint)).toEqual([
      ...sorted.slice(0, 3),
      ...sorted.slice(3).sort(),
    ]);
  });
});

describe("two reports", () => {
  test("are compared by what their ledgers tell", () => {
    const same = found(userIn(A, "same"));
    const [was, is] = [found(userIn(A, "x"), { message: "It may read." }), found(userIn(A, "x"))];
    const [gone, added] = [found(userIn(A, "gone")), found(userIn(A, "added"))];
    expect(compareReports(report([same, was, gone]), report([added, is, same]))).toEqual({
      new: [added],
      changed: [{ was, is, what: ["message"] }],
      unchanged: [same],
      gone: [{ ...gone, reread: true }],
    });
  });

  const subjects = fc.constantFrom(
    ...[A, B].flatMap((one) => ["a", "b", "c"].map((name) => userIn(one, name))),
  );
  const finding = fc
    .record({
      id: subjects,
      check: fc.constantFrom("writes", "paths", "removed"),
      message: fc.constantFrom("It may write.", "It may read."),
      factors: fc.constantFrom<readonly FactorName[]>(WRITES, [...WRITES, "within-7-days"], ["sftp-read"]),
      day: fc.option(fc.constantFrom("2026-01-01", "2026-11-19"), { nil: undefined }),
    })
    .map(({ id, check: checkId, message, factors, day }) => {
      const time = `${day}T00:00:00Z`;
      const occurred = day === undefined ? {} : { occurred: { first: time, last: time }, evidence: [] };
      return found(id, { check: checkId, message, ...occurred }, factors);
    });
  const findings = fc.uniqueArray(finding, { selector: (one) => one.fingerprint, maxLength: 12 });
  const scans = fc
    .record({
      findings,
      carried: findings,
      listed: fc.subarray([A, B]),
      scopes: fc.array(
        fc.constantFrom(`/subscriptions/${A}`, accountIn(B), `/tenants/${TENANT}`, "/groups/g"),
      ),
    })
    .map(({ findings: all, carried, listed, scopes }) =>
      report(all, {
        listed,
        resolved: carried.map((one, index) => ({ ...one, reread: index % 2 === 0 })),
        notAssessed: scopes.map((scope) => ({ check: "writes", gaps: [gap(scope)] })),
      }),
    );
  const prints = (all: readonly Pick<Finding, "fingerprint">[]) => all.map((one) => one.fingerprint).sort();

  test("every finding of the baseline ends in exactly one way, and so does every one of the report", () => {
    fc.assert(
      fc.property(scans, scans, (before, after) => {
        const { new: added, changed, unchanged, gone } = compareReports(before, after);
        const both = [...changed.map(({ is }) => is), ...unchanged];
        expect(prints([...both, ...gone])).toEqual([...toldBy(before).keys()].sort());
        expect(prints([...both, ...added])).toEqual(prints(after.findings));
      }),
    );
  });

  test("a report and itself: all is unchanged", () => {
    fc.assert(
      fc.property(scans, (one) => {
        const { new: added, changed, unchanged } = compareReports(one, one);
        expect([added, changed, unchanged]).toEqual([[], [], one.findings]);
      }),
    );
  });

  test("in whatever order the findings stand", () => {
    fc.assert(
      fc.property(scans, scans, (before, after) => {
        const turned = (one: ScanReport): ScanReport => ({
          ...one,
          findings: one.findings.toReversed(),
          resolved: one.resolved.toReversed(),
          notAssessed: one.notAssessed.toReversed(),
        });
        expect(goneSince(turned(before), turned(after))).toEqual(goneSince(before, after));
        const sides = [compareReports(before, after), compareReports(turned(before), turned(after))];
        const [one, other] = sides.map(({ new: added, changed, unchanged }) => [
          prints(added),
          prints(changed.map(({ is }) => is)),
          prints(unchanged),
        ]);
        expect(other).toEqual(one);
      }),
    );
  });

  test("what was not read is never resolved", () => {
    fc.assert(
      fc.property(scans, scans, (before, after) => {
        const { notAssessed, scan } = after;
        const isOpen = notAssessed.some(({ gaps }) => gaps.some(({ scope }) => scope.startsWith("/tenants")));
        const unread = goneSince(before, after).filter(
          ({ check: checkId, subject }) =>
            checkId === "removed" ||
            (checkId === "writes" && isOpen) ||
            scan.subscriptions?.some((one) => subject.id.includes(one)) !== true,
        );
        expect(unread.filter(({ reread }) => reread)).toEqual([]);
      }),
    );
  });
});
