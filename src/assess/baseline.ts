import { type Factor, factor } from "../inventory/factors.ts";
import { canonicalId, isEverywhere, segmentOf } from "../inventory/scope.ts";
import type {
  Evidence,
  Finding,
  LedgerLine,
  NotAssessed,
  ResolvedFinding,
  Scan,
  ScanReport,
  ScanScope,
} from "../reporter.ts";
import { steadyBand } from "./score.ts";

/** How a finding stands to the baseline. */
export type Standing = NonNullable<Finding["baseline"]>;

/** What an earlier report tells of, by fingerprint: what it found, and what it carried over unread. */
export type Told = ReadonlyMap<string, Finding>;

export function toldBy(report: ScanReport): Told {
  // What was found wins over what was carried over.
  const told = [...carriedBy(report).map(asTold), ...report.findings];
  return new Map(told.map((finding) => [finding.fingerprint, finding]));
}

function carriedBy({ resolved }: ScanReport): readonly ResolvedFinding[] {
  return resolved.filter(({ reread, agedOut }) => !reread && agedOut === undefined);
}

/** New, changed where the band or the facts in the message are others, else unchanged. Growing old is no change. */
export function standingOf(
  finding: Pick<Finding, "fingerprint" | "message"> & { readonly ledger: readonly LedgerLine[] },
  told: Told,
): Standing {
  const before = told.get(finding.fingerprint);
  if (before === undefined) return "new";
  return changesOf(before, finding).length === 0 ? "unchanged" : "changed";
}

/** What is another than it was. */
export type Change = "severity" | "message";

export function changesOf(
  before: Pick<Finding, "message" | "ledger">,
  after: Pick<Finding, "message" | "ledger">,
): readonly Change[] {
  const isSameBand = steadyBand(before.ledger) === steadyBand(after.ledger);
  return [
    ...(isSameBand ? [] : ["severity" as const]),
    ...(before.message === after.message ? [] : ["message" as const]),
  ];
}

/** What novelty adds to the score; nothing where the check says it itself. Being in the baseline earns no discount. */
export function noveltyFactors(standing: Standing, factors: readonly Factor[]): readonly Factor[] {
  if (standing === "unchanged" || factors.some(isNovelty)) return [];
  return [
    standing === "new"
      ? factor("new-since-baseline", "The baseline does not hold it.")
      : factor("changed-since-baseline", "The baseline holds it with other facts."),
  ];
}

function isNovelty({ name }: Factor): boolean {
  return name === "new-since-baseline" || name === "changed-since-baseline";
}

/** The report with what became of the baseline's findings. Its own know already how they stand. */
export function withBaseline(report: ScanReport, baseline: ScanReport): ScanReport {
  const resolved = goneSince(baseline, report);
  const unlisted = unlistedSince(baseline, report);
  const standing = (word: Standing) => report.findings.filter((finding) => finding.baseline === word).length;
  return {
    ...report,
    resolved,
    baseline: {
      collectedAt: baseline.scan.collectedAt,
      new: standing("new"),
      changed: standing("changed"),
      unchanged: standing("unchanged"),
      resolved: resolved.filter(({ reread }) => reread).length,
      carriedOver: resolved.filter(({ reread, agedOut }) => !reread && agedOut === undefined).length,
      agedOut: resolved.filter(({ agedOut }) => agedOut !== undefined).length,
      whole: isWhole(baseline) && isSameSelection(baseline.scan, report.scan),
      ...(unlisted.length === 0 ? {} : { unlisted }),
    },
  };
}

/** It saw everything, or rests on one that did. */
function isWhole({ scan, baseline }: ScanReport): boolean {
  return scan.complete || baseline?.whole === true;
}

function unlistedSince(baseline: ScanReport, report: ScanReport): readonly string[] {
  const listed = listedIn(report);
  return [...everListedIn(baseline)].filter((subscription) => !listed.has(subscription)).sort();
}

function isSameSelection({ scope: one }: Scan, { scope: other }: Scan): boolean {
  return selectionOf(one) === selectionOf(other);
}

/** The order, the case and twins of what was named make no difference. */
function selectionOf({ subscriptions, managementGroups = [], only, skip, shard }: ScanScope): string {
  const named = [subscriptions, managementGroups, only, skip].map((names) =>
    [...new Set(names.map((name) => name.toLowerCase()))].sort(),
  );
  return JSON.stringify([...named, shard?.index, shard?.count]);
}

/**
 * What the baseline tells of and the report does not find: resolved where it was looked at again, carried over where
 * nobody knows, and aged out where it is an event that no log tells of any more. In the order of findings.
 */
export function goneSince(baseline: ScanReport, report: ScanReport): ResolvedFinding[] {
  const found = new Set(report.findings.map(({ fingerprint }) => fingerprint));
  const isLookedAt = lookedAt(baseline, report);
  return [...toldBy(baseline).values()]
    .filter(({ fingerprint }) => !found.has(fingerprint))
    .map((finding): ResolvedFinding => {
      const { baseline: _, suppressed: __, ...told } = finding;
      const fate = fateOf(finding, report, isLookedAt);
      return { ...told, reread: fate === "resolved", ...(fate === "aged-out" ? { agedOut: true } : {}) };
    })
    .sort(
      (a, b) =>
        b.score - a.score ||
        compare(a.check, b.check) ||
        compare(a.subject.id, b.subject.id) ||
        compare(a.fingerprint, b.fingerprint),
    );
}

type Fate = "resolved" | "carried-over" | "aged-out";

/** What was done cannot be undone: an event is resolved only where the logs of its whole time were judged again. */
function fateOf(finding: Finding, report: ScanReport, isLookedAt: (finding: Finding) => boolean): Fate {
  const { occurred, evidence } = finding;
  const begin = keptSince(report, evidence);
  if (occurred !== undefined && Date.parse(occurred.last) < begin) return "aged-out";
  if (!isLookedAt(finding)) return "carried-over";
  return occurred !== undefined && Date.parse(occurred.first) < begin ? "aged-out" : "resolved";
}

/**
 * For how many days a log is there at least, whatever was asked of it: Entra ID's for 7 without a license, those of
 * workspaces for 30 unless somebody set less.
 * https://learn.microsoft.com/entra/identity/monitoring-health/reference-reports-data-retention
 * https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure
 */
const KEPT_DAYS: Readonly<Record<Evidence["source"], number>> = {
  "activity-log": 89,
  "directory-audits": 7,
  "sign-ins": 7,
  "log-analytics": 30,
};

/** From when on the logs that told of it are surely there, in milliseconds since 1970. */
function keptSince({ scan }: ScanReport, evidence: readonly Evidence[]): number {
  const now = Date.parse(scan.collectedAt);
  const kept = evidence.map(({ source }) => now - KEPT_DAYS[source] * 86_400_000);
  return Math.max(Date.parse(scan.logs.since), ...kept);
}

/** Was the subject of a finding of the baseline looked at again, by its check and with all that the check needs? */
function lookedAt(baseline: ScanReport, report: ScanReport): (finding: Finding) => boolean {
  const ran = new Set(report.checks.map(({ id }) => id));
  const notAssessed = Map.groupBy(report.notAssessed, ({ check }) => check);
  const open = new Map([...notAssessed].map(([check, entries]) => [check, openOf(entries, report)]));
  const listed = listedIn(report);
  const isListed = (subscription: string): boolean => listed.has(subscription);
  const isLess = ![...listedIn(baseline)].every(isListed);
  // What the baseline carried over was found where more was listed.
  const isLessThanBefore = ![...everListedIn(baseline)].every(isListed);
  const foundThen = new Set(baseline.findings.map(({ fingerprint }) => fingerprint));
  return (finding) => {
    const ids = idsOf(finding);
    const lacksOthers = foundThen.has(finding.fingerprint) ? isLess : isLessThanBefore;
    return (
      ran.has(finding.check) &&
      // A subscription that is not listed any more leaves no gap: what lies in it is just not there.
      subscriptionsOf(finding).every(isListed) &&
      !(lacksOthers && isAcrossSubscriptions(finding)) &&
      !(open.get(finding.check)?.covers(ids) ?? false)
    );
  };
}

/** Their subjects lie in Entra, and what is said of them in any subscription. */
function isAcrossSubscriptions({ check, subject }: Finding): boolean {
  return ACROSS_SUBSCRIPTIONS.has(subject.type) || JUDGES_BY_AZURE_ROLES.has(check);
}

const ACROSS_SUBSCRIPTIONS: ReadonlySet<string> = new Set([
  "effectivePermissions",
  "ownerPowers",
  "customRoleRights",
  "sftpAccess",
  "sftpTakeovers",
]);

/** Without a role in Azure, which any subscription may hold, they have nothing against an application. */
const JUDGES_BY_AZURE_ROLES: ReadonlySet<string> = new Set([
  "event-service-principal-sign-in",
  "privileged-app-dormant",
  "privileged-app-uses-secret",
  "redirect-uri-insecure",
]);

/** With what it knows of those before it. */
function everListedIn(report: ScanReport): ReadonlySet<string> {
  return new Set([...listedIn(report), ...(report.baseline?.unlisted ?? [])]);
}

function listedIn({ scan }: ScanReport): ReadonlySet<string> {
  return new Set((scan.subscriptions ?? []).map((subscription) => subscription.toLowerCase()));
}

/** The subject, and what an attack path leads over: each of them must have been read again. */
function idsOf({ subject, path = [], otherPaths = [] }: Finding): readonly string[] {
  const hops = [path, ...otherPaths].flat();
  return [subject.id, ...hops.flatMap(({ from, to, scope, proof }) => [from, to, scope, proof])];
}

function subscriptionsOf(finding: Finding): readonly string[] {
  return idsOf(finding).flatMap((id) => segmentOf(id, "subscriptions")?.toLowerCase() ?? []);
}

interface Open {
  covers(ids: readonly string[]): boolean;
}

/** What one check could not conclude on: single subjects, and whatever lies in the gaps of their list. */
function openOf(entries: readonly NotAssessed[], report: ScanReport): Open {
  const subjects = new Set(
    entries.flatMap(({ subject }) => (subject === undefined ? [] : canonicalId(subject.id))),
  );
  const lists = entries.filter(({ subject }) => subject === undefined);
  const gaps = lists.flatMap((entry) => entry.gaps);
  // Where the list of gaps was cut, any gap of the scan may be one of those that were left out.
  const all = lists.some(({ gapsOmitted = 0 }) => gapsOmitted > 0)
    ? [...gaps, ...report.coverage.flatMap((row) => row.gaps)]
    : gaps;
  const scopes = new Set(all.map(({ scope }) => canonicalId(scope)));
  const isEvery = [...scopes].some(isEverywhere);
  const hasArm = [...scopes].some(isInSubscription);
  const hasOther = [...scopes].some((scope) => !isInSubscription(scope));
  return {
    covers([subject = "", ...hops]) {
      // What lies in Entra and lacks answers of a subscription, or the other way round: neither contains the other.
      const isElsewhere = isInSubscription(subject) ? hasOther : hasArm;
      const isWithin = [subject, ...hops].some((id) => ancestors(id).some((scope) => scopes.has(scope)));
      return isEvery || isElsewhere || subjects.has(canonicalId(subject)) || isWithin;
    },
  };
}

function isInSubscription(id: string): boolean {
  return segmentOf(id, "subscriptions") !== undefined;
}

/** `/a`, `/a/b` and so on to the id itself: what can contain it. */
function ancestors(id: string): readonly string[] {
  const segments = canonicalId(id).split("/");
  return segments.map((_, at) => segments.slice(0, at + 1).join("/")).slice(1);
}

/** How two reports differ, for who has no scan at hand. */
export interface Comparison {
  readonly new: readonly Finding[];
  readonly changed: readonly {
    readonly was: Finding;
    readonly is: Finding;
    readonly what: readonly Change[];
  }[];
  readonly unchanged: readonly Finding[];
  readonly gone: readonly ResolvedFinding[];
}

export function compareReports(before: ScanReport, after: ScanReport): Comparison {
  const told = toldBy(before);
  const pairs = after.findings.map((is) => ({ is, was: told.get(is.fingerprint) }));
  const both = pairs.flatMap(({ is, was }) =>
    was === undefined ? [] : [{ was, is, what: changesOf(was, is) }],
  );
  return {
    new: pairs.flatMap(({ is, was }) => (was === undefined ? [is] : [])),
    changed: both.filter(({ what }) => what.length > 0),
    unchanged: both.flatMap(({ is, what }) => (what.length === 0 ? [is] : [])),
    gone: goneSince(before, after),
  };
}

function asTold(resolved: ResolvedFinding): Finding {
  const { reread: _, agedOut: __, ...finding } = resolved;
  return finding;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
