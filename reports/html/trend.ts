import type { BaselineSummary, Scan } from "../../src/reporter.ts";
import { timeText } from "../text/evidence.ts";
import { type Bar, barChart, type Part } from "./chart.ts";
import { html, type Markup } from "./markup.ts";

/** What became of the baseline, number by number, and how both stand beside each other. */
export function trendCharts({ collectedAt }: Pick<Scan, "collectedAt">, baseline: BaselineSummary): Markup {
  return html`${barChart("Against the baseline", fates(baseline))}${barChart(
    "Then and now, with what is suppressed or not read again",
    [
      { label: timeText(baseline.collectedAt), parts: then(baseline) },
      { label: timeText(collectedAt), parts: now(baseline) },
    ],
  )}`;
}

function fates({ resolved, carriedOver, agedOut = 0, ...baseline }: BaselineSummary): Bar[] {
  const open = (["new", "changed", "unchanged"] as const).map(
    (word): Bar => ({
      label: word,
      parts: [{ count: baseline[word], kind: word }],
      hash: `baseline=${word}`,
    }),
  );
  return [
    ...open,
    { label: "resolved", parts: [{ count: resolved, kind: "resolved" }], hash: "resolved" },
    { label: "not read again", parts: [{ count: carriedOver, kind: "unread" }], hash: "resolved" },
    ...(agedOut === 0
      ? []
      : [{ label: "left the logs", parts: [{ count: agedOut, kind: "aged" }], hash: "resolved" }]),
  ];
}

function then({ unchanged, changed, carriedOver, resolved, agedOut = 0 }: BaselineSummary): Part[] {
  return [
    { count: unchanged, kind: "unchanged" },
    { count: changed, kind: "changed" },
    { count: carriedOver, kind: "unread" },
    { count: agedOut, kind: "aged" },
    { count: resolved, kind: "resolved" },
  ];
}

/** What nobody looked at again may be there still: without it, a scan that was denied would look like a remedy. */
function now({ unchanged, changed, carriedOver, new: added }: BaselineSummary): Part[] {
  return [
    { count: unchanged, kind: "unchanged" },
    { count: changed, kind: "changed" },
    { count: carriedOver, kind: "unread" },
    { count: added, kind: "new" },
  ];
}
