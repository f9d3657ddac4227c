import type { Gap, GapReason } from "../../src/inventory/known.ts";
import type { ScanReport } from "../../src/reporter.ts";

interface ReasonWords {
  /** True where it makes the scan incomplete, as `makesIncomplete` has it. */
  readonly incomplete: boolean;
  /** After "Not read:", without a full stop. */
  readonly words: string;
}

/** In the order in which a reader can do something about them. */
export const GAP_REASONS: Readonly<Record<GapReason, ReasonWords>> = {
  denied: { incomplete: true, words: "access denied" },
  throttled: { incomplete: true, words: "throttled until the scan gave up" },
  interrupted: { incomplete: true, words: "interrupted" },
  failed: { incomplete: true, words: "failed" },
  malformed: { incomplete: true, words: "answered in a form that was not understood" },
  unsupported: { incomplete: false, words: "not supported here" },
  "not-requested": { incomplete: false, words: "not requested" },
};

/**
 * Every gap once, in order of appearance: one gap stands in the rows of all sections that it touches and in all
 * verdicts that it prevented. Some stand only there (a check that threw, a property that was malformed).
 */
export function distinctGaps(report: ScanReport): Gap[] {
  const gaps = new Map<string, Gap>();
  for (const row of [...report.coverage, ...report.notAssessed]) {
    for (const gap of row.gaps) {
      const { reason, scope, request, needs, detail } = gap;
      const key = JSON.stringify([reason, scope.toLowerCase(), request, needs, detail]);
      if (!gaps.has(key)) gaps.set(key, gap);
    }
  }
  return [...gaps.values()];
}

/** True where the report says so, or holds a gap that says so: of two answers the one that promises less counts. */
export function isIncomplete(report: ScanReport): boolean {
  return !report.scan.complete || distinctGaps(report).some(({ reason }) => GAP_REASONS[reason].incomplete);
}

/** `Not read: /subscriptions/… (access denied; GET …). Needs ….`: one gap in one sentence or two. */
export function gapWords({ reason, scope, request, needs, role, detail }: Gap): string {
  const permission =
    needs === undefined ? "" : ` Needs ${needs}${role === undefined ? "" : ` (role ${role})`}.`;
  const said = detail === undefined ? "" : ` ${detail}`;
  return `Not read: ${scope} (${GAP_REASONS[reason].words}; ${request}).${permission}${said}`;
}
