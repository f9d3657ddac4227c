import { SEVERITIES, type Severity } from "../check.ts";
import type { ExitCode } from "../errors.ts";
import { type Gap, makesIncomplete } from "../inventory/known.ts";
import { isEverywhere, segmentOf } from "../inventory/scope.ts";
import type { Coverage, Finding, ScanReport } from "../reporter.ts";

export interface ConclusionOptions {
  readonly failOn: Severity | "none";
  /** Only what is new or changed against the baseline counts. */
  readonly failOnNew: boolean;
  readonly allowPartial: boolean;
  /** How an interrupted process ends; undefined where nobody interrupted it. */
  readonly interrupted: 130 | 143 | undefined;
}

export interface Conclusion {
  readonly exitCode: ExitCode;
  /** Why the process ends as it does, for stderr. */
  readonly lines: readonly string[];
}

/** How a scan ends. 1 wins over 3: what was found is no less true for what was not read. */
export function conclude(
  report: ScanReport,
  { failOn, failOnNew, allowPartial, interrupted }: ConclusionOptions,
): Conclusion {
  if (interrupted !== undefined)
    return { exitCode: interrupted, lines: ["interrupted: the report holds what was read until then"] };
  if (isNothingRead(report)) return { exitCode: 4, lines: [`nothing could be read: ${firstGap(report)}`] };

  const lines = namedSubscriptions(report);
  const counts = ({ severity, suppressed, baseline }: Finding): boolean =>
    suppressed === undefined && isAtOrAbove(severity, failOn) && !(failOnNew && baseline === "unchanged");
  if (report.findings.some(counts)) return { exitCode: 1, lines };
  if (report.scan.complete || allowPartial) return { exitCode: 0, lines };
  return { exitCode: 3, lines: [...lines, "not everything was read (--allow-partial accepts that)"] };
}

function isAtOrAbove(severity: Severity, failOn: Severity | "none"): boolean {
  return failOn !== "none" && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
}

/** True where none of what was asked for could be read: of no subscription, and nothing of the tenant either. */
function isNothingRead({ coverage, findings, summary }: ScanReport): boolean {
  if (findings.length > 0) return false;
  const subscriptions = coverage.find(({ section }) => section === "subscriptions");
  const rows = coverage.filter(({ section }) => section !== "subscriptions" && section !== "tenants");
  if (rows.length === 0) return subscriptions?.items === 0 && incomplete(subscriptions).length > 0;
  const isVoid = (row: Coverage): boolean => row.items === 0 && isUnread(row, subscriptions);
  // Where nothing was assessed, whoever might reach accounts is no answer about accounts.
  const isInVain = summary.pass + summary.fail + summary.notApplicable === 0;
  const accounts = rows.find(({ section }) => section === "storageAccounts");
  return isInVain && accounts !== undefined ? isVoid(accounts) : rows.every(isVoid);
}

function isUnread(row: Coverage, subscriptions: Coverage | undefined): boolean {
  const gaps = incomplete(row);
  if (subscriptions === undefined || subscriptions.items === 0) return gaps.length > 0;
  // Where the list of subscriptions was cut, each of their sections inherits that; those that were listed may be read.
  const inherited = new Set(subscriptions.gaps.map(gapKey));
  const own = gaps.filter((gap) => !inherited.has(gapKey(gap)));
  return own.some(({ scope }) => isEverywhere(scope)) || countSubscriptions(own) >= subscriptions.items;
}

function countSubscriptions(gaps: readonly Gap[]): number {
  const ids = gaps.map(({ scope }) => segmentOf(scope, "subscriptions")?.toLowerCase());
  return new Set(ids.filter((id) => id !== undefined)).size;
}

function gapKey({ reason, scope, request, detail }: Gap): string {
  return [reason, scope, request, detail ?? ""].join("\0");
}

function firstGap({ coverage }: ScanReport): string {
  const gaps = coverage.filter(({ section }) => section !== "tenants").flatMap(incomplete);
  const [gap] = gaps;
  return gap === undefined ? "no answer" : `${gap.request}: ${gap.detail ?? gap.reason}`;
}

/** What was asked for by name, a subscription or a management group, and is not there gets a line of its own. */
function namedSubscriptions({ coverage, scan }: ScanReport): string[] {
  const { subscriptions, managementGroups = [] } = scan.scope;
  if (subscriptions.length + managementGroups.length === 0) return [];
  const gaps = coverage.filter(({ section }) => section === "subscriptions").flatMap(incomplete);
  return gaps.map(({ scope, request, detail, reason }) => {
    const subscription = segmentOf(scope, "subscriptions");
    const group = segmentOf(request.replace(/^GET /, ""), "managementGroups");
    const named =
      subscription !== undefined && !subscriptions.includes(subscription.toLowerCase())
        ? `subscription ${subscription}`
        : group === undefined
          ? `--subscription ${subscription ?? scope}`
          : `--management-group ${group}`;
    return `${named}: not read (${detail ?? reason})`;
  });
}

function incomplete({ gaps }: { readonly gaps: readonly Gap[] }): readonly Gap[] {
  return gaps.filter(makesIncomplete);
}
