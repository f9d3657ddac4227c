import fc from "fast-check";
import { expect, test } from "vitest";
import { categoryOf } from "../../reports/sarif/category.ts";
import { uploadRule } from "../../src/action/upload-rule.ts";
import { standingOf, toldBy, withBaseline } from "../../src/assess/baseline.ts";
import { withSuppressions } from "../../src/assess/suppressions.ts";
import { fingerprint } from "../../src/inventory/hash.ts";
import type { Gap } from "../../src/inventory/known.ts";
import type { Finding, NotAssessed, ScanReport } from "../../src/reporter.ts";
import { at, check, cleanReport, doorFinding, logRow } from "../reports/sample-report.ts";
import { logOf, resultsOf } from "../reports/sarif-faults.ts";

/**
 * A model of code scanning: an upload opens an alert for each of its results, and closes all others of its category. A
 * tenant is scanned day by day, of which anything may be denied, with any baseline; no alert may close of what was not read.
 */
const A = "11111111-1111-4111-8111-111111111111";
const B = "22222222-2222-4222-8222-222222222222";
const TENANT = cleanReport().scan.tenantId;

interface Thing {
  readonly check: "storage-door" | "storage-event" | "app-secret" | "app-owner";
  readonly id: string;
  readonly type: Finding["subject"]["type"];
  readonly subscription?: string;
}

const accountIn = (subscription: string, name: string) =>
  `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/${name}`;
const THINGS: readonly Thing[] = [
  ...[A, B].flatMap((subscription) =>
    ["one", "two"].map(
      (name): Thing => ({
        check: "storage-door",
        id: accountIn(subscription, name),
        type: "storageAccounts",
        subscription,
      }),
    ),
  ),
  {
    check: "storage-event",
    id: `${accountIn(A, "one")}/incidents/1`,
    type: "sftpAccountChanges",
    subscription: A,
  },
  { check: "app-secret", id: "/applications/a/passwordCredentials/k", type: "credentials" },
  // Whether it matters, the roles of all subscriptions say.
  { check: "app-owner", id: "/applications/a/owners/o", type: "ownerPowers" },
];
const STORAGE = ["storage-door", "storage-event"] as const;
const CHECKS = [...STORAGE, "app-secret", "app-owner"] as const;

interface Day {
  /** What is wrong in the tenant, by index. */
  readonly wrong: readonly number[];
  readonly listed: readonly string[];
  readonly denied: readonly string[];
  readonly isEntraDenied: boolean;
  readonly isNarrow: boolean;
  readonly baseline: "last" | "none" | "of the other selection" | "first";
  readonly accepted: readonly number[];
  readonly exitCode: 0 | 1 | 130;
}

const days = fc.array(
  fc.record<Day>({
    wrong: fc.subarray(THINGS.map((_, index) => index)),
    listed: fc.oneof(
      { weight: 3, arbitrary: fc.constant([A, B]) },
      { weight: 1, arbitrary: fc.subarray([A, B]) },
    ),
    denied: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.subarray([A, B]) },
    ),
    isEntraDenied: fc.oneof(
      { weight: 3, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.boolean() },
    ),
    isNarrow: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.boolean() }),
    baseline: fc.oneof(
      { weight: 4, arbitrary: fc.constant("last" as const) },
      { weight: 1, arbitrary: fc.constantFrom("none" as const, "of the other selection" as const) },
    ),
    accepted: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.subarray(THINGS.map((_, index) => index)) },
    ),
    exitCode: fc.oneof(
      { weight: 5, arbitrary: fc.constant(0 as const) },
      fc.constantFrom(1 as const, 130 as const),
    ),
  }),
  { minLength: 2, maxLength: 7 },
);

const START = Date.parse("2026-11-01T06:00:00Z");
/** What the logs keep of the event is over after it. */
const EVENT = { first: "2026-11-01T01:00:00Z", last: "2026-11-01T02:00:00Z" };
const KEPT_MS = 3 * 86_400_000;

const nowOf = (day: number): number => START + day * 86_400_000;
const isAgedOut = (thing: Thing, day: number): boolean =>
  thing.check === "storage-event" && Date.parse(EVENT.last) < nowOf(day) - KEPT_MS;
const isRead = (thing: Thing, { listed, denied, isEntraDenied, isNarrow }: Day): boolean => {
  if (thing.subscription !== undefined)
    return listed.includes(thing.subscription) && !denied.includes(thing.subscription);
  // Roles are read of what is listed, and nobody knows what others hold.
  const isWhole = [A, B].every((one) => listed.includes(one) && !denied.includes(one));
  return !isNarrow && !isEntraDenied && (thing.check === "app-secret" || isWhole);
};

function reportOf(day: Day, number: number, baseline: ScanReport | undefined): ScanReport {
  const { wrong, listed, denied, isEntraDenied, isNarrow, accepted } = day;
  const told = baseline === undefined ? undefined : toldBy(baseline);
  const ran = isNarrow ? STORAGE : CHECKS;
  const findings = THINGS.filter(
    (thing, index) =>
      wrong.includes(index) &&
      isRead(thing, day) &&
      !isAgedOut(thing, number) &&
      ran.some((id) => id === thing.check),
  ).map(findingOf);
  const gap = (scope: string): Gap => ({ reason: "denied", scope, request: "GET x" });
  const open = denied.filter((one) => listed.includes(one)).map((one) => gap(`/subscriptions/${one}`));
  const inEntra = isEntraDenied && !isNarrow ? [gap(`/tenants/${TENANT}`)] : [];
  const notAssessed = ran
    .map((id): NotAssessed => {
      const ofStorage = STORAGE.some((one) => one === id) ? open : [];
      return {
        check: id,
        gaps: [...ofStorage, ...(id === "app-owner" ? open : []), ...(id.startsWith("app") ? inEntra : [])],
      };
    })
    .filter(({ gaps }) => gaps.length > 0);
  const clean = cleanReport();
  const collectedAt = new Date(nowOf(number)).toISOString();
  const report: ScanReport = {
    ...clean,
    scan: {
      ...clean.scan,
      collectedAt,
      scope: { subscriptions: [], only: isNarrow ? ["storage"] : [], skip: [] },
      subscriptions: listed,
      logs: { since: new Date(nowOf(number) - KEPT_MS).toISOString(), workspaces: [] },
      complete: notAssessed.length === 0,
    },
    checks: ran.map((id) => check(id, "high")),
    findings: findings.map((finding) =>
      told === undefined ? finding : { ...finding, baseline: standingOf(finding, told) },
    ),
    notAssessed,
  };
  const compared = baseline === undefined ? report : withBaseline(report, baseline);
  const suppressions = accepted.flatMap((index) => {
    const thing = THINGS[index];
    return thing === undefined
      ? []
      : [{ check: thing.check, subject: thing.id, reason: "ours", owner: "ops" }];
  });
  return withSuppressions(compared, suppressions);
}

function findingOf(thing: Thing): Finding {
  const event =
    thing.check === "storage-event"
      ? { occurred: EVENT, evidence: [logRow({ source: "activity-log" })] }
      : {};
  return doorFinding({
    check: thing.check,
    fingerprint: fingerprint(thing.check, thing.id),
    subject: { type: thing.type, id: thing.id, name: "x", scope: "" },
    ...event,
  });
}

const thingOf = new Map(
  THINGS.map((thing, index) => [`${fingerprint(thing.check, thing.id).slice(0, 16)}:1`, { thing, index }]),
);

/** What closed without a reason, day by day. */
function wronglyClosed(all: readonly Day[]): readonly string[] {
  const alerts = new Map<string, ReadonlySet<string>>();
  const history = new Map<boolean, readonly ScanReport[]>();
  // By category: what was looked at when the SARIF was not handed on, and was gone then.
  const seenGone = new Map<string, Set<Thing>>();
  // Whose chain of reports began anew when not all was listed: nobody knows there that there is another subscription.
  const forgetful = new Set<string>();
  const wrong: string[] = [];
  for (const [number, day] of all.entries()) {
    const reports =
      history.get(day.baseline === "of the other selection" ? !day.isNarrow : day.isNarrow) ?? [];
    const baseline = day.baseline === "none" ? undefined : reports.at(day.baseline === "first" ? 0 : -1);
    const report = reportOf(day, number, baseline);
    history.set(day.isNarrow, [...(history.get(day.isNarrow) ?? []), report]);
    const category = categoryOf(report.scan);
    const gone = seenGone.get(category) ?? new Set();
    seenGone.set(category, gone);
    for (const [index, thing] of THINGS.entries()) {
      if (!isRead(thing, day)) continue;
      if (day.wrong.includes(index)) gone.delete(thing);
      else gone.add(thing);
    }
    if (report.baseline?.whole !== true && day.listed.length < 2) forgetful.add(category);
    const exitCode = day.exitCode === 0 && !report.scan.complete ? 3 : day.exitCode;
    if (uploadRule({ report, baseline, exitCode }).kind === "withheld") continue;

    const hashes = resultsOf(logOf(report)).map((result) =>
      String(at(result, "partialFingerprints", "primaryLocationLineHash")),
    );
    expect(new Set(hashes).size).toBe(hashes.length);
    for (const hash of alerts.get(category) ?? []) {
      const { thing, index } = thingOf.get(hash) ?? {};
      if (thing === undefined || index === undefined || hashes.includes(hash)) continue;
      if (
        !gone.has(thing) &&
        !day.accepted.includes(index) &&
        !isAgedOut(thing, number) &&
        !forgetful.has(category)
      )
        wrong.push(`day ${number}: ${thing.check} ${thing.id}`);
    }
    alerts.set(category, new Set(hashes));
    gone.clear();
    forgetful.delete(category);
  }
  return wrong;
}

test("an alert closes when it was seen that it is gone, when somebody accepted it, and when the logs forgot it", () => {
  fc.assert(
    fc.property(days, (all) => {
      expect(wronglyClosed(all)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

/** A baseline must be the last report: an older one knows nothing of an alert that was opened since. */
test("the model sees an alert that closes without a reason", () => {
  const whole: Day = {
    wrong: [0, 2],
    listed: [A, B],
    denied: [],
    isEntraDenied: false,
    isNarrow: false,
    baseline: "last",
    accepted: [],
    exitCode: 0,
  };
  const three = [{ ...whole, wrong: [0] }, whole, { ...whole, denied: [B] }] as const;
  expect(wronglyClosed(three)).toEqual([]);
  const onAnOlder = three.map((day, index) => (index === 2 ? { ...day, baseline: "first" as const } : day));
  expect(wronglyClosed(onAnOlder)).toEqual([`day 2: storage-door ${accountIn(B, "one")}`]);
});
