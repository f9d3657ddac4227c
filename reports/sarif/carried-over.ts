import type { Gap } from "../../src/inventory/known.ts";
import type { ResolvedFinding, ScanReport } from "../../src/reporter.ts";
import { distinctGaps, GAP_REASONS } from "../text/gaps.ts";
import { isNarrowed } from "./category.ts";

/**
 * Findings of the baseline that nobody could look at again, as far as they belong to the scan's category: left out of the
 * file, their alerts would be closed as fixed. Events that left the window of the logs are not among them, since no
 * later scan tells of them either; and what somebody accepted has no alert.
 */
export function carriedOver(report: ScanReport): readonly ResolvedFinding[] {
  const open = report.resolved.filter(
    ({ reread, agedOut, suppressed }) => !reread && agedOut === undefined && suppressed === undefined,
  );
  // Of a whole scan everything belongs to it, also a check that is not there any more and a subscription that is not
  // listed: that nobody looks is no repair.
  return isNarrowed(report.scan.scope) ? open.filter(selectedBy(report)) : open;
}

/**
 * A baseline may be wider than the scan. What lies outside of the selection has its alerts in another category, and would
 * be told twice; in doubt it is kept.
 */
function selectedBy(report: ScanReport): (finding: ResolvedFinding) => boolean {
  const { scope, subscriptions = [] } = report.scan;
  const { managementGroups = [], only, skip, shard } = scope;
  const ran = new Set(report.checks.map(({ id }) => id));
  const named = new Set(scope.subscriptions.map((id) => id.toLowerCase()));
  const listed = new Set(subscriptions.map((id) => id.toLowerCase()));
  const gaps = distinctGaps(report);
  const unread = scopesOf(gaps.filter(({ reason }) => GAP_REASONS[reason].incomplete));
  const others = scopesOf(gaps.filter(isOfAnotherShard));
  const isListWhole = !(report.coverage.find(({ section }) => section === "subscriptions")?.gaps ?? []).some(
    ({ reason }) => GAP_REASONS[reason].incomplete,
  );

  return ({ check, subject }) => {
    if ((only.length > 0 || skip.length > 0) && !ran.has(check)) return false;
    const subscription = subscriptionOf(subject.id);
    // What lies in Entra ID, or above subscriptions, is the first shard's.
    if (subscription === undefined) return shard === undefined || shard.index === 1;
    const isUnread = ancestors(subject.id).some((id) => unread.has(id));
    if (managementGroups.length > 0) {
      // Which subscriptions a group has is known by what was listed, where the list was read.
      if (isListWhole && !isUnread && !listed.has(subscription) && !named.has(subscription)) return false;
    } else if (named.size > 0 && !named.has(subscription)) return false;
    return isUnread || !ancestors(subject.id).some((id) => others.has(id));
  };
}

/** What a divided scan leaves to its other parts is a section that nobody asked of this one. */
function isOfAnotherShard({ reason, request }: Gap): boolean {
  return reason === "not-requested" && request.startsWith("section ");
}

function scopesOf(gaps: readonly Gap[]): ReadonlySet<string> {
  return new Set(gaps.map(({ scope }) => scope.toLowerCase()));
}

/** `/a`, `/a/b` and so on to the id itself, in lower case. */
function ancestors(id: string): readonly string[] {
  const segments = id.toLowerCase().split("/");
  return segments.map((_, at) => segments.slice(0, at + 1).join("/")).slice(1);
}

function subscriptionOf(id: string): string | undefined {
  return /^\/subscriptions\/(?<subscription>[^/]+)/i.exec(id)?.groups?.["subscription"]?.toLowerCase();
}
