import { carriedOver } from "../../reports/sarif/carried-over.ts";
import { categoryOf } from "../../reports/sarif/category.ts";
import { lineHash, RESULT_LIMIT, toldFindings } from "../../reports/sarif/told-findings.ts";
import { isIncomplete } from "../../reports/text/gaps.ts";
import { counted } from "../../reports/text/words.ts";
import type { ScanReport } from "../reporter.ts";

export type Upload =
  | { readonly kind: "ready" /** How many results were not read again. */; readonly carriedOver: number }
  | { readonly kind: "withheld"; readonly why: string };

export interface Scanned {
  readonly report: ScanReport;
  /** What it was compared with. */
  readonly baseline: ScanReport | undefined;
  readonly exitCode: number;
}

/**
 * May the SARIF be uploaded? Code scanning closes every alert of the category that the file does not hold, so that each
 * one that may be open has to be in it, or has to have been looked at again. A complete scan looked at all. Another one
 * tells what it did not read as its baseline told it: that is everything if the baseline was complete, or rests on one
 * that was, and is of the same selection.
 */
export function uploadRule({ report, baseline, exitCode }: Scanned): Upload {
  const why = reasonAgainst({ report, baseline, exitCode });
  if (why !== undefined) return { kind: "withheld", why };
  return { kind: "ready", carriedOver: carriedOver(report).length };
}

function reasonAgainst({ report, baseline, exitCode }: Scanned): string | undefined {
  const ended = ENDED[exitCode];
  if (ended !== undefined) return ended;
  if (!isIncomplete(report)) return undefined;
  const lost = "alerts of what was not read would be closed as fixed";
  if (baseline === undefined)
    return `not everything was read, and there is no baseline to carry its findings over: ${lost}`;
  const [ours, theirs] = [report, baseline].map(({ scan }) => categoryOf(scan));
  if (ours !== theirs)
    return `not everything was read, and the baseline is of another selection (${theirs}, this scan is ${ours}): ${lost}`;
  if (!isWhole(baseline))
    return `not everything was read, neither now nor for the baseline of ${baseline.scan.collectedAt}: ${lost}`;
  const crowdedOut = countCrowdedOut(report, baseline);
  if (crowdedOut > 0)
    return `not everything was read, and of the ${RESULT_LIMIT} results that GitHub keeps none is left for ${counted(crowdedOut, "findings")} that the baseline still told: ${lost}`;
  return undefined;
}

/** How many of the findings that nobody looked at again were in the baseline's file, and would be in this one no more. */
function countCrowdedOut(report: ScanReport, baseline: ScanReport): number {
  const { kept, leftOut } = toldFindings(report);
  if (leftOut === 0) return 0;
  const [here, before] = [kept, toldFindings(baseline).kept].map((told) => new Set(told.map(lineHash)));
  const unread = carriedOver(report).map(lineHash);
  return unread.filter((hash) => before?.has(hash) && !here?.has(hash)).length;
}

/** Ends of a scan after which no file is trusted to be all there was. */
const ENDED: Readonly<Record<number, string>> = {
  2: "the reports could not be written",
  4: "nothing could be read",
  70: "foothold failed",
  130: "the scan was interrupted",
  143: "the scan was interrupted",
};

/** Did it see everything, or tell what it did not see as an earlier one told it that did? */
function isWhole(report: ScanReport): boolean {
  // Reports of before have no word on what their own baseline was, and are taken for the worse.
  return !isIncomplete(report) || report.baseline?.whole === true;
}

/** One sentence about the file for code scanning, for the log and the summary. */
export function uploadSentence(upload: Upload): string {
  if (upload.kind === "withheld") return `No SARIF for upload: ${upload.why}.`;
  if (upload.carriedOver === 0) return "The SARIF is ready for upload.";
  const results = counted(upload.carriedOver, "findings");
  return `The SARIF is ready for upload. It keeps ${results} of what was not read again, as the baseline has them.`;
}
